//! Owns the channel: a feed before it has a format. What every format starts from is made of it in `tidied`; formats turn
//! that into bytes and decide nothing; the words of an entry's body are put together in `body`.

use chrono::{DateTime, Utc};
use url::Url;

use super::text;
use crate::domain::{Correction, Image};

/// A feed document's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The minted id of the feed (`urn:uuid:…`).
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is, plain text.
    pub description: String,
    /// BCP 47 tag.
    pub language: String,
    /// The page for people.
    pub home: Url,
    /// The address of the document without its ending: `…/feeds/all`; `.rss`, `.atom` and `.json` are put behind it.
    pub address: Url,
    /// Who publishes it: the author where an entry has none.
    pub publisher: String,
    /// The last editorial change of any entry; for an empty feed, when the feed was first defined.
    pub updated: DateTime<Utc>,
    /// How often it is worth asking, in minutes.
    pub ttl: u32,
    /// The WebSub hubs that tell of its changes; a document names the first, all stand in the HTTP header.
    pub hubs: Vec<Url>,
    /// Which document of its history this is.
    pub paging: Paging,
    /// Newest first.
    pub entries: Vec<Entry>,
}

/// Where a document stands in its feed's history (RFC 5005). Addresses are without ending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Paging {
    /// The only one there is.
    #[default]
    None,
    /// The document that readers poll.
    Live {
        /// The newest archive.
        older: Option<Url>,
    },
    /// A closed part of the history: it holds no counts, and what it holds changes only where something is mended.
    Archive {
        /// The document that readers poll.
        current: Url,
        /// The archive before it.
        older: Option<Url>,
        /// The archive after it.
        newer: Option<Url>,
    },
}

/// One entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The minted id: Atom id, RSS guid and JSON Feed id.
    pub id: String,
    /// The page it is about.
    pub url: Url,
    /// The headline, plain text.
    pub title: String,
    /// Author names.
    pub authors: Vec<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// When it was published; never after `updated`.
    pub published: DateTime<Utc>,
    /// Its last editorial change (I2): no comment moves it.
    pub updated: DateTime<Utc>,
    /// The lead, plain text.
    pub summary: Option<String>,
    /// The whole body as allow-listed HTML, without the quotes.
    pub html: String,
    /// The lead image.
    pub image: Option<Image>,
    /// The amendment notice.
    pub correction: Option<Correction>,
    /// Comments quoted under it, best first.
    pub quotes: Vec<QuotedComment>,
    /// The number of comments; `None` where it is not an article.
    pub comments_total: Option<u32>,
    /// Where the comments are, for people.
    pub comments_url: Option<Url>,
    /// The feed of the comments, without its ending, where there is one.
    pub comments_feed: Option<Url>,
    /// Who tells it, where more than one source does: "First in The Round; also in The Wire".
    pub told_by: Option<String>,
    /// When the newest comment was written, where that is known.
    pub comments_updated: Option<DateTime<Utc>>,
    /// Where it was gathered, where that is told.
    pub source: Option<EntrySource>,
    /// For a comment: the entry it stands under.
    pub reply_to: Option<ReplyTo>,
}

/// The source an entry was gathered from (RFC 4287, 4.2.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntrySource {
    /// Its title, plain text.
    pub title: String,
    /// Its page for people.
    pub home: Url,
    /// Its feed, where it was read from one.
    pub feed: Option<Url>,
}

/// A comment quoted under an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedComment {
    /// The name shown.
    pub author: Option<String>,
    /// The role shown.
    pub role: Option<String>,
    /// The words, plain text.
    pub text: String,
    /// Why it was chosen.
    pub reason: String,
    /// The line it answers.
    pub answers: Option<String>,
    /// Where all of it stands, where the words are not all of it.
    pub whole: Option<Url>,
    /// Where a reader reports it.
    pub report: Option<Url>,
}

/// What a comment's entry stands under (RFC 4685).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The article's minted id.
    pub id: String,
    /// The article's page.
    pub url: Url,
}

/// The endings a channel's address is completed with, one for each format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Ending {
    /// Every format a channel is published in.
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// The ending of the file name, without the dot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    /// The name people know the format by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS 2.0",
            Self::Atom => "Atom 1.0",
            Self::Json => "JSON Feed 1.1",
        }
    }

    /// The media type the document is served as.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// The address of a document: `address` with the ending put behind its path.
    pub fn of(self, address: &Url) -> Url {
        let mut document = address.clone();
        document.set_path(&format!("{}.{}", address.path(), self.as_str()));
        document
    }
}

impl Channel {
    /// Who answers for an entry without an author: the publisher, or the feed itself.
    pub(super) fn author(&self) -> String {
        if self.publisher.is_empty() { text::name(&self.title) } else { self.publisher.clone() }
    }

    /// The hub that the document names: the first. An archive is told of to nobody.
    pub(super) fn hub(&self) -> Option<&Url> {
        self.hubs.first().filter(|_| !matches!(self.paging, Paging::Archive { .. }))
    }
}

impl Paging {
    /// Whether the document is an archive.
    pub(super) fn is_archive(&self) -> bool {
        matches!(self, Self::Archive { .. })
    }

    /// The document with the entries before this one's.
    pub(super) fn older(&self) -> Option<&Url> {
        match self {
            Self::None => None,
            Self::Live { older } | Self::Archive { older, .. } => older.as_ref(),
        }
    }

    /// The links of RFC 5005: the relation, and the document it leads to.
    pub(super) fn links(&self) -> Vec<(&'static str, &Url)> {
        let older = self.older().map(|older| ("prev-archive", older));
        let Self::Archive { current, newer, .. } = self else { return older.into_iter().collect() };
        // An archive between none must still lead on: what follows it is then what readers poll.
        let newer = newer.as_ref().or(older.is_none().then_some(current)).map(|newer| ("next-archive", newer));
        [Some(("current", current)), older, newer].into_iter().flatten().collect()
    }
}

impl Entry {
    /// An entry of what each has; the rest is empty. It was published no later than it was `updated`.
    pub fn new(id: String, url: Url, title: String, published: DateTime<Utc>, updated: DateTime<Utc>) -> Self {
        Self {
            id,
            url,
            title,
            authors: Vec::new(),
            topics: Vec::new(),
            published,
            updated,
            summary: None,
            html: String::new(),
            image: None,
            correction: None,
            quotes: Vec::new(),
            comments_total: None,
            comments_url: None,
            comments_feed: None,
            told_by: None,
            comments_updated: None,
            source: None,
            reply_to: None,
        }
    }
}

/// The time of a change as entries write it: its second, and the store's number of what changed as its milliseconds, so
/// that no two neighbours in a feed share one. Readers that order by it would show them in any order, and validators warn.
pub fn told_apart(at: DateTime<Utc>, number: i64) -> DateTime<Utc> {
    let milliseconds = at.timestamp().saturating_mul(1_000).saturating_add(number.rem_euclid(1_000));
    DateTime::from_timestamp_millis(milliseconds).unwrap_or(at)
}
