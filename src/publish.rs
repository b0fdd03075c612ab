//! Owns the flow from the store to the feeds: query, channel, bytes, folder.

pub mod channel;
pub mod options;
