//! Owns the views of the web pages that are not an edition: what `templates/pages/*.html` can name.

use serde::Serialize;

use super::view::{DigestNames, EntryView, PublicationView};

/// `pages/index.html`: the publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// What it is.
    pub description: String,
    /// The feeds.
    pub feeds: Vec<FeedLinks>,
    /// The feeds as one OPML document.
    pub opml_url: String,
    /// The digests.
    pub digests: Vec<DigestLinks>,
}

/// A feed and its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedLinks {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is; may be empty.
    pub description: String,
    /// The page for people.
    pub page_url: String,
    /// As RSS 2.0.
    pub rss_url: String,
    /// As Atom 1.0.
    pub atom_url: String,
    /// As JSON Feed 1.1.
    pub json_url: String,
}

/// A digest and its newest editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestLinks {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// When it goes out, for people; may be empty.
    pub schedule: String,
    /// The newest editions that have a page.
    pub editions: Vec<EditionLink>,
}

/// An edition with a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionLink {
    /// `2026-11-23`.
    pub date: String,
    /// `Monday 23 November 2026`.
    pub day: String,
    /// The first headline.
    pub headline: String,
    /// Its address.
    pub url: String,
}

/// `pages/feed.html`: a feed, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// The feed.
    pub feed: FeedLinks,
    /// The latest entries.
    pub entries: Vec<EntryView>,
}

/// `pages/unsubscribe.html`, which asks, and `pages/unsubscribed.html`, which confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeavePage {
    /// Who publishes.
    pub publication: PublicationView,
    /// The digest.
    pub digest: DigestNames,
    /// The address the form posts to (and that was asked for).
    pub action_url: String,
}

/// `pages/error.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in a few words.
    pub title: String,
    /// What to do now.
    pub text: String,
}
