//! Owns the channel: a feed before it has a format. Formats turn it into bytes and decide nothing.

use chrono::{DateTime, Utc};
use url::Url;

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
    /// Newest first.
    pub entries: Vec<Entry>,
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
    /// For a comment: the entry it stands under.
    pub reply_to: Option<ReplyTo>,
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
}

/// What a comment's entry stands under (RFC 4685).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The article's minted id.
    pub id: String,
    /// The article's page.
    pub url: Url,
}
