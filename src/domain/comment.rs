//! Owns the reader's comment: what a page said of it, and what the store holds.

use std::fmt;

use chrono::{DateTime, Utc};
use url::Url;

use super::ArticleId;

/// What tells a comment apart from the others under its article: the site's own id, or one minted from its author,
/// time and words. Opaque, at most 200 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentKey(pub String);

impl fmt::Display for CommentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A comment as one reading of its page gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundComment {
    /// Tells it apart under its article.
    pub key: CommentKey,
    /// The name shown; `None` where the site shows none ("Anonymous" is a name).
    pub author: Option<String>,
    /// The role or job title the site shows.
    pub role: Option<String>,
    /// When the site says it was posted.
    pub posted: Option<DateTime<Utc>>,
    /// The words, paragraphs separated by an empty line.
    pub text: String,
    /// The same as allow-listed HTML.
    pub html: String,
    /// Votes in favour less votes against, where the site has votes.
    pub votes: Option<i64>,
    /// The comment it replies to, where the site threads.
    pub parent: Option<CommentKey>,
    /// Its place under the article in the site's order, from 0.
    pub position: u32,
    /// How deep it stands in its thread: 0 answers the article.
    pub depth: u32,
    /// Its own address, where the site gives one.
    pub permalink: Option<Url>,
    /// Whether the site marks it as by its staff or by the article's author.
    pub by_staff: bool,
    /// Whether only a moderator's marker stands in its place; then it has no words.
    pub removed: bool,
}

impl FoundComment {
    /// A comment of which only the key and the words are known; its HTML is left to the caller.
    pub fn new(key: CommentKey, text: impl Into<String>) -> Self {
        Self {
            key,
            author: None,
            role: None,
            posted: None,
            text: text.into(),
            html: String::new(),
            votes: None,
            parent: None,
            position: 0,
            depth: 0,
            permalink: None,
            by_staff: false,
            removed: false,
        }
    }
}

/// The store's number of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentId(pub i64);

/// A comment as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The store's number.
    pub id: CommentId,
    /// The minted id (`urn:uuid:…`) of its feed entry.
    pub uid: String,
    /// The article it stands under.
    pub article: ArticleId,
    /// When it was first stored.
    pub first_seen: DateTime<Utc>,
    /// What its page said.
    pub said: FoundComment,
}
