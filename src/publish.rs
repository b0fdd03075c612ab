//! Owns the flow from the store to the feeds: query, channel, bytes, folder.

pub mod body;
pub mod channel;
pub mod options;
pub mod text;
