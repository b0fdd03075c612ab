//! Owns the flow from the store to the feeds: query, channel, bytes, folder.

pub mod atom;
pub mod body;
pub mod channel;
pub mod json;
pub mod opml;
pub mod options;
pub mod rss;
pub mod target;
pub mod text;

#[cfg(test)]
mod rules;
