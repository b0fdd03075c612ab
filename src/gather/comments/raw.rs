//! Owns a comment between the page and its key.

use chrono::{DateTime, Utc};
use scraper::ElementRef;

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
