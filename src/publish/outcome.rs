//! Owns the account of publishing: what became of each feed.

use url::Url;

/// What became of one feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedReport {
    /// The feed, by its path without `feeds/`: `all`, `topics/funding`, `editions/daily`.
    pub name: String,
    /// Entries in its live documents.
    pub entries: usize,
    /// Documents whose bytes changed, those of its archives too.
    pub written: usize,
    /// Archives that were closed.
    pub archived: usize,
    /// Its live documents whose bytes changed, by their public addresses: what hubs are told of.
    pub changed: Vec<Url>,
    /// Why its last good documents were kept, or empty.
    pub problem: String,
    /// Of each entry that would have spoilt the documents, and was left out: which and why.
    pub left_out: Vec<String>,
}
