//! Owns the contract of a source kind. Kinds do no I/O: they say what to ask for, and read what comes back.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{FoundArticle, FoundComment, Skips};

/// One request a kind wants made. It can be kept as JSON: when a page answers "not modified", the asks that it gave
/// rise to the last time are made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The address, http(s).
    pub url: Url,
    /// What is expected there.
    pub role: Role,
}

/// What is expected at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A page that announces articles; `number` counts from 1.
    Listing {
        /// Which page of the listing.
        number: u32,
    },
    /// A feed document. Those asked for together stand for one another: the first that can be read is taken, and the
    /// others are not asked for.
    Feed,
    /// The page of one article, with what its announcement said.
    Article {
        /// Fills in what the page itself does not say.
        hint: Hint,
    },
    /// A page of an article's comments beside its own page: a further page, a feed of comments, an answer of an API. One
    /// asked for by a listing or a feed begins the comments of the article it names.
    Comments {
        /// The article's own page, as it was asked for.
        article: Url,
        /// How many comments stand on the pages before.
        offset: u32,
        /// Which page of the comments; the article's own is 1.
        number: u32,
    },
    /// A further page of an article's body. Its reading holds one article, of which only the body and the comments on
    /// that page count.
    Part {
        /// Which page of the article; the first is 1.
        number: u32,
    },
}

/// What the announcement of an article said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Author names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// When it was published, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_ms: Option<i64>,
    /// The lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The number of comments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments_stated: Option<u32>,
}

/// An answer with status 200, whole and decompressed.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The address after redirects; relative links are relative to it.
    pub url: &'a Url,
    /// The Content-Type header.
    pub content_type: Option<&'a str>,
    /// The Link header (RFC 8288), all of them joined by commas.
    pub link: Option<&'a str>,
    /// How many pages there are, where a header says so (`X-WP-TotalPages`).
    pub total_pages: Option<u32>,
    /// The bytes, as sent.
    pub body: &'a [u8],
    /// When it was fetched: fills in the year of a date that has none, and bounds dates from the future.
    pub fetched: DateTime<Utc>,
    /// The zone of times without one.
    pub zone: Tz,
}

/// What one answer yielded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Further requests it gives rise to, in order.
    pub asks: Vec<Ask>,
    /// Articles it holds, with the comments on this page.
    pub articles: Vec<FoundArticle>,
    /// For [`Role::Comments`]: the comments on this page.
    pub comments: Vec<FoundComment>,
    /// For [`Role::Comments`]: how many comments this page says there are.
    pub comments_stated: Option<u32>,
    /// How many places under the article are filled by the end of this page, those of removed comments too; 0 where nobody
    /// counted.
    pub comments_reached: u32,
    /// How long the document says it need not be asked for again (`ttl`, `sy:updatePeriod`), from each "not modified" anew.
    pub ttl: Option<Duration>,
    /// Why this is not what was asked for, where its requests stand in its place.
    pub refused: Option<String>,
    /// For a site map of pages: what it lists, and how much of that can be articles.
    pub listed: Option<Listed>,
    /// When it says it is not to be asked for.
    pub skips: Skips,
    /// What was odd but did not stop the reading, for the log.
    pub notes: Vec<String>,
}

/// What a document that lists addresses holds, articles or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Addresses of any kind.
    pub pages: usize,
    /// Those that may be of articles of the site, however old.
    pub likely: usize,
    /// The first of the others.
    pub sample: Vec<Url>,
}

/// Why an answer could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not what was asked for (not HTML, not a feed).
    #[error("{0}")]
    NotReadable(String),
    /// A listing without a single article, or a feed without entries: where there were some, something broke.
    #[error("no articles were found{0}")]
    Nothing(String),
    /// A sound feed without entries: of a source that never had an article it says that there is none yet.
    #[error("no articles were found: the feed has no entries")]
    Bare,
    /// An article page without headline or body.
    #[error("the page has no {what}{hint}")]
    Missing {
        /// "headline", "body".
        what: &'static str,
        /// Which selector failed, or empty.
        hint: String,
    },
    /// Larger, deeper or longer than is safe to read.
    #[error("the page is {0}")]
    Excessive(String),
}

/// A kind of source.
pub trait Kind: Send + Sync + std::fmt::Debug {
    /// The first requests of a round.
    fn begin(&self) -> Vec<Ask>;

    /// Reads the answer to one of its requests.
    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError>;

    /// Changes whenever the same bytes would be read otherwise (rules, or the reader itself), so that validators of
    /// older readings are dropped.
    fn rules(&self) -> String;

    /// What to do where nothing that was asked for has an article, for people: the end of a sentence.
    fn cure(&self) -> String {
        String::new()
    }

    /// What to ask for in place of a request that was answered with this status; nothing where the failure stands.
    fn instead(&self, _ask: &Ask, _status: u16) -> Vec<Ask> {
        Vec::new()
    }
}
