//! Owns the fields a page can fill, and how two sources of them are laid over each other.

use chrono::{DateTime, Utc};
use url::Url;

use crate::domain::{Access, Image};

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
    /// How much of the article a reader without an account gets, where the page states it.
    pub access: Option<Access>,
}

impl Metadata {
    /// What `self` does not say, `other` does.
    pub(super) fn or(self, other: Self) -> Self {
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
            access: self.access.or(other.access),
        }
    }
}
