//! Owns the article: what a page said of it, and what the store holds.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use url::Url;

use super::{FoundComment, Name};

/// An article as one reading of its page (or feed entry) gave it, cleaned and with absolute URLs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundArticle {
    /// Its address: the canonical link where the page names one, else the address it was read from.
    pub url: Url,
    /// Other addresses it was seen under (the one asked for, redirect targets); each becomes an alias.
    pub seen_at: Vec<Url>,
    /// The headline as plain text.
    pub title: String,
    /// Author names, one each.
    pub authors: Vec<String>,
    /// When the site says it was published.
    pub published: Option<DateTime<Utc>>,
    /// When the site says it was last changed.
    pub updated: Option<DateTime<Utc>>,
    /// Topics as the site names them.
    pub topics: Vec<String>,
    /// The standfirst or first sentences, plain text.
    pub lead: Option<String>,
    /// The body as allow-listed HTML.
    pub html: String,
    /// The body as plain text, paragraphs separated by an empty line.
    pub text: String,
    /// The lead image.
    pub image: Option<Image>,
    /// How much of it a reader without an account gets.
    pub access: Access,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// The notice that the article was amended.
    pub correction: Option<Correction>,
    /// How many comments the page says there are.
    pub comments_stated: Option<u32>,
    /// What shows the comments where they are not in the page ("Disqus", "a script"); they are then not had.
    pub comments_behind: Option<String>,
    /// The comments read so far, in page order.
    pub comments: Vec<FoundComment>,
}

impl FoundArticle {
    /// An article of which only the address and the headline are known.
    pub fn new(url: Url, title: impl Into<String>) -> Self {
        Self {
            url,
            seen_at: Vec::new(),
            title: title.into(),
            authors: Vec::new(),
            published: None,
            updated: None,
            topics: Vec::new(),
            lead: None,
            html: String::new(),
            text: String::new(),
            image: None,
            access: Access::Open,
            language: None,
            correction: None,
            comments_stated: None,
            comments_behind: None,
            comments: Vec::new(),
        }
    }
}

/// An image with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Absolute http(s) address.
    pub url: Url,
    /// Alternative text.
    pub alt: Option<String>,
    /// Who took or owns it, as the page says.
    pub credit: Option<String>,
}

/// How much of an article its page shows to a reader without an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// All of it, as far as can be seen.
    #[default]
    Open,
    /// Its beginning: the rest is for those who register.
    Registered,
    /// Its beginning: the rest is for those who pay.
    Paid,
}

impl Access {
    /// Its word in columns and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Registered => "registered",
            Self::Paid => "paid",
        }
    }

    /// The access of a word; an unknown one is open.
    pub fn of(word: &str) -> Self {
        [Self::Registered, Self::Paid].into_iter().find(|access| access.as_str() == word).unwrap_or_default()
    }
}

/// An amendment notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The notice, plain text.
    pub text: String,
    /// The time it names.
    pub at: Option<DateTime<Utc>>,
}

/// The store's number of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub i64);

/// An article as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The store's number.
    pub id: ArticleId,
    /// The minted id (`urn:uuid:…`): Atom id, RSS guid and JSON Feed id for ever (I1).
    pub uid: String,
    /// The source that had it first.
    pub source: Name,
    /// Other sources that told the same story, in the order they were seen.
    pub also_from: Vec<Name>,
    /// The number of its newest revision, from 1.
    pub revision: u32,
    /// When it was first stored.
    pub first_seen: DateTime<Utc>,
    /// When its editorial content last changed: what feeds call `updated` (I2).
    pub changed: DateTime<Utc>,
    /// How many comments are held and not withdrawn or hidden.
    pub comments_held: u32,
    /// What its page said; `comments` is empty, the store keeps them apart.
    pub said: FoundArticle,
}

/// Who tells a story that several sources have, the one that had it first in front: "First in The Round; also in The
/// Wire". `None` for one source; a source without a title is called by its name.
pub fn told_by(sources: &[Name], titles: &BTreeMap<Name, String>) -> Option<String> {
    let title = |name: &Name| titles.get(name).cloned().unwrap_or_else(|| name.to_string());
    let (first, others) = sources.split_first().filter(|(_, others)| !others.is_empty())?;
    let others: Vec<String> = others.iter().map(title).collect();
    let others = match others.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => others.concat(),
    };
    Some(format!("First in {}; also in {others}", title(first)))
}

impl Article {
    /// Every source that tells it, the one that had it first in front.
    pub fn sources(&self) -> Vec<Name> {
        std::iter::once(&self.source).chain(&self.also_from).cloned().collect()
    }

    /// When it was published, or first seen where the site does not say. A site's clock may be ahead of ours: what we saw
    /// was published by then.
    pub fn published(&self) -> DateTime<Utc> {
        self.said.published.unwrap_or(self.first_seen).min(self.first_seen).min(self.changed)
    }

    /// The number of comments to show: the site's own count where it states one, else those held.
    pub fn comments_total(&self) -> u32 {
        self.said.comments_stated.unwrap_or(0).max(self.comments_held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_of_several_sources_names_them_all() {
        let name = |name: &str| name.parse::<Name>().expect(name);
        let titles = [("round", "The Round"), ("wire", "The Wire")].map(|(key, title)| (name(key), title.to_owned()));
        let cases = [
            (&[][..], None),
            (&["round"], None),
            (&["round", "wire"], Some("First in The Round; also in The Wire")),
            (&["wire", "post", "round", "echo"], Some("First in The Wire; also in post, The Round and echo")),
        ];
        for (sources, wanted) in cases {
            let sources: Vec<Name> = sources.iter().map(|source| name(source)).collect();
            assert_eq!(told_by(&sources, &titles.clone().into()).as_deref(), wanted);
        }
    }
}
