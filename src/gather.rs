//! Owns the flow from a source to the store: fetch, read, clean, record.

pub mod charset;
pub mod clean;
pub mod comments;
pub mod correction;
pub mod dates;
mod depth;
pub mod extract;
pub mod feed;
pub mod kind;
pub mod linked_data;
pub mod links;
mod markup;
pub mod metadata;
pub mod options;
pub mod page;
mod pick;
