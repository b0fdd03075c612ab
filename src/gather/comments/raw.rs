//! Owns a comment between the page and its key.

use chrono::{DateTime, Utc};
use scraper::ElementRef;
use url::Url;

/// A comment as it stands on the page, before it has a key.
pub(super) struct Raw<'a> {
    pub(super) item: ElementRef<'a>,
    pub(super) id: Option<String>,
    pub(super) author: Option<String>,
    pub(super) role: Option<String>,
    pub(super) posted: Option<DateTime<Utc>>,
    /// Whether `posted` is the same whenever it is read ("2 hours ago" is not).
    pub(super) posted_is_absolute: bool,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) votes: Option<i64>,
    pub(super) parent: Parent<'a>,
    pub(super) level: Option<Level>,
    pub(super) permalink: Option<Url>,
    pub(super) by_staff: bool,
}

/// What a comment answers.
#[derive(Clone)]
pub(super) enum Parent<'a> {
    /// Nothing.
    None,
    /// Another item of the page.
    Item(ElementRef<'a>),
    /// A comment that the site names.
    Id(String),
}

/// How deep a page marks a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// 1 answers the article (`depth-1`).
    FromOne(u32),
    /// The least on the page answers the article.
    Relative(u32),
    /// So far from the margin: the further, the deeper.
    Indent(u32),
}
