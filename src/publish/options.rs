//! Owns what an operator can say of the feeds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use url::Url;

use crate::domain::Name;

/// What is true of every feed.
#[derive(Debug, Clone)]
pub struct PublishOptions {
    /// Where documents are written.
    pub folder: PathBuf,
    /// Articles in one document.
    pub entries: u32,
    /// The address readers reach this postround at; ends in `/`.
    pub base: Url,
    /// The publisher's name.
    pub publisher: String,
    /// BCP 47 tag.
    pub language: String,
    /// How often it is worth asking, in minutes: the shortest gathering interval.
    pub ttl: u32,
    /// The titles of the sources, by name.
    pub sources: BTreeMap<Name, String>,
    /// The feeds.
    pub feeds: Vec<FeedOptions>,
}

/// One feed.
#[derive(Debug, Clone)]
pub struct FeedOptions {
    /// Its name, part of its address.
    pub name: Name,
    /// Its title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// What its entries are.
    pub content: FeedContent,
    /// Only articles of these topics (compared without case); empty: all.
    pub topics: Vec<String>,
    /// Only articles of these sources; empty: all.
    pub sources: Vec<Name>,
}

/// What the entries of a feed are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedContent {
    /// Articles, with their best comments quoted.
    Articles,
    /// The best comments themselves.
    Comments,
}
