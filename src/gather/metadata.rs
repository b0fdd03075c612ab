//! Owns what a page says of its article beside the body: headline, authors, dates, topics, lead, image.
//! Four sources are read, JSON-LD, `meta` elements, microdata and the page as people see it; for each field the first
//! that says anything is believed.

mod collect;
mod language;
mod names;
mod sources;
mod title;

use chrono::{DateTime, Utc};
use scraper::Html;
use url::Url;

use super::kind::Page;
use super::linked_data::LinkedData;
use crate::domain::Image;

pub(super) use language::language;
pub(super) use names::split as split_names;

/// What a page says of its article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline, without the site's name.
    pub title: Option<String>,
    /// Author names, one each.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
    /// Topics as the site names them.
    pub topics: Vec<String>,
    /// The standfirst or description, plain text.
    pub lead: Option<String>,
    /// The lead image.
    pub image: Option<Image>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// The address that the page calls its own.
    pub canonical: Option<Url>,
    /// How many comments the page says there are.
    pub comments_stated: Option<u32>,
}

impl Metadata {
    /// What `self` does not say, `other` does.
    fn or(self, other: Self) -> Self {
        let first = |one: Vec<String>, other| if one.is_empty() { other } else { one };
        Self {
            title: self.title.or(other.title),
            authors: first(self.authors, other.authors),
            published: self.published.or(other.published),
            updated: self.updated.or(other.updated),
            topics: first(self.topics, other.topics),
            lead: self.lead.or(other.lead),
            image: self.image.or(other.image),
            language: self.language.or(other.language),
            canonical: self.canonical.or(other.canonical),
            comments_stated: self.comments_stated.or(other.comments_stated),
        }
    }
}

/// Reads what a page says of its article.
pub fn read(doc: &Html, page: &Page<'_>) -> Metadata {
    let collected = collect::Collected::new(doc);
    let linked = LinkedData::read(doc);
    let sources = sources::Sources { seen: &collected, page };
    let mut found =
        sources.linked_data(&linked.index()).or(sources.meta()).or(sources.microdata()).or(sources.visible());
    found.title = title::choose(found.title, &collected.headings(), collected.meta("og:site_name"), page.url);
    let site = collected.meta("og:site_name").map(str::to_lowercase);
    found.authors.retain(|name| Some(name.to_lowercase()) != site);
    found.canonical = sources.canonical();
    let title = found.title.as_deref();
    found.topics.retain(|topic| Some(topic.as_str()) != title);
    found.topics.truncate(12);
    if found.updated < found.published {
        found.updated = None;
    }
    found
}

#[cfg(test)]
mod tests;
