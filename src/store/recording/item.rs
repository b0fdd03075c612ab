//! Owns one reading as it is about to be recorded: what it is looked up by, and the digests that tell whether it says
//! anything new.

use std::fmt::Write as _;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::super::comments::CommentsRead;
use super::super::identity::{self, Told};
use crate::domain::{ArticleId, FoundArticle, hex};

/// What recording an article changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was never seen before.
    New,
    /// It has a new revision.
    Revised,
    /// Its words are as they were, or differ in nothing that a reader need be told.
    Same,
}

/// What became of an article that was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The article.
    pub id: ArticleId,
    /// What happened to its words.
    pub change: Change,
    /// Comments never seen before.
    pub comments_new: u32,
    /// Comments whose words the site changed.
    pub comments_edited: u32,
    /// Comments the site took away.
    pub comments_withdrawn: u32,
    /// Whether its page states more comments than are held, of those that are in the page at all.
    pub short: bool,
}

impl Recorded {
    /// An article to which nothing has happened yet but this.
    pub(crate) fn only(id: ArticleId, change: Change) -> Self {
        Self { id, change, comments_new: 0, comments_edited: 0, comments_withdrawn: 0, short: false }
    }
}

/// The aliases of a reading beside those of its addresses, the strongest first.
#[derive(Debug)]
struct Weaker {
    aliases: Vec<String>,
    /// So many of them it is to be found by from now on; the others are those of a day earlier and later.
    own: usize,
}

/// One reading, with what it is looked up by.
#[derive(Debug)]
pub(crate) struct Item<'a> {
    pub found: &'a FoundArticle,
    pub comments: &'a CommentsRead,
    /// The aliases of its addresses, its own first; then those as an older version wrote them, where they differ.
    pub addresses: Vec<String>,
    pub earlier: Vec<String>,
    /// The aliases beside its addresses, made when they are first needed: they take longer than all else.
    weaker: OnceLock<Weaker>,
    /// Of the words: where it is as it was, no revision is needed.
    pub words: String,
    /// Of all that is kept: where it is as it was, nothing is written.
    pub reading: String,
}

impl<'a> Item<'a> {
    pub(crate) fn of(found: &'a FoundArticle, comments: &'a CommentsRead) -> Self {
        let urls = || std::iter::once(&found.url).chain(&found.seen_at);
        let mut addresses: Vec<String> = Vec::new();
        for alias in urls().map(identity::of_address) {
            if !addresses.contains(&alias) {
                addresses.push(alias);
            }
        }
        let earlier = urls().map(identity::first_release).filter(|alias| !addresses.contains(alias)).collect();
        let (words, reading) = (digest_of_words(found), digest_of_all(found));
        Self { found, comments, addresses, earlier, weaker: OnceLock::new(), words, reading }
    }

    pub(crate) fn told(&self) -> Told<'a> {
        Told { title: &self.found.title, published: self.found.published, text: &self.found.text }
    }

    /// The aliases beside its addresses, the strongest first, by which it is looked for.
    pub(crate) fn weaker(&self) -> &[String] {
        &self.made().aliases
    }

    /// All aliases it is to be found by from now on.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = &str> {
        let made = self.made();
        self.addresses.iter().chain(&made.aliases[..made.own]).map(String::as_str)
    }

    fn made(&self) -> &Weaker {
        self.weaker.get_or_init(|| {
            let mut aliases: Vec<String> = Vec::new();
            let urls = std::iter::once(&self.found.url).chain(&self.found.seen_at);
            for story in urls.filter_map(identity::of_story) {
                if !aliases.contains(&story) {
                    aliases.push(story);
                }
            }
            aliases.extend(identity::of_body(&self.found.text));
            let before = aliases.len();
            // The first of these is that of its own day.
            aliases.extend(identity::near_headline(&self.found.title, self.found.published));
            let own = aliases.len().min(before + 1);
            Weaker { aliases, own }
        })
    }

    /// Its topics as they are kept. One without a word would be between the bars of any filter.
    pub(crate) fn topics(&self) -> impl Iterator<Item = String> {
        let topics = self.found.topics.iter().map(|topic| topic.replace('\n', " "));
        topics.filter(|topic| !topic.trim().is_empty())
    }

    /// When a new article was published: never in the future, whatever the site's clock says.
    pub(crate) fn published(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.found.published.unwrap_or(now).min(now)
    }

    /// When feeds are told that a new article changed: never before it was published, never in the future.
    pub(crate) fn changed(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let published = self.published(now);
        self.found.updated.unwrap_or(published).max(published).min(now)
    }
}

fn digest_of_words(found: &FoundArticle) -> String {
    let mut hash = Sha256::new();
    let correction = found.correction.as_ref().map_or("", |notice| notice.text.as_str());
    for part in [&found.title, &found.text, correction] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize()[..16])
}

fn digest_of_all(found: &FoundArticle) -> String {
    let FoundArticle {
        url,
        seen_at: _,
        title,
        authors,
        published,
        updated,
        topics,
        lead,
        html,
        text,
        image,
        access,
        language,
        correction,
        comments_stated,
        comments_behind,
        comments: _,
    } = found;
    let mut hash = Sha256::new();
    for part in [title, html, text] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut rest = String::new();
    // Debug puts quotes around every part: no two readings are written alike.
    let _ = write!(
        rest,
        "{:?}{authors:?}{published:?}{updated:?}{topics:?}{lead:?}{image:?}{access:?}{language:?}{correction:?}\
         {comments_stated:?}{comments_behind:?}",
        url.as_str()
    );
    hash.update(rest.as_bytes());
    hex(&hash.finalize()[..16])
}
