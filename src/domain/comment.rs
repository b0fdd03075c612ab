//! Owns the reader's comment: what a page said of it, and what the store holds.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use url::Url;

use super::ArticleId;

/// What tells a comment apart from the others under its article: the site's own id, or one minted from its author,
/// time and words. Opaque, at most 200 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentKey(pub String);

impl fmt::Display for CommentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A comment as one reading of its page gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundComment {
    /// Tells it apart under its article.
    pub key: CommentKey,
    /// The name shown; `None` where the site shows none ("Anonymous" is a name).
    pub author: Option<String>,
    /// The role or job title the site shows.
    pub role: Option<String>,
    /// When the site says it was posted.
    pub posted: Option<DateTime<Utc>>,
    /// The words, paragraphs separated by an empty line.
    pub text: String,
    /// The same as allow-listed HTML.
    pub html: String,
    /// Votes in favour less votes against, where the site has votes.
    pub votes: Option<i64>,
    /// The comment it replies to, where the site threads.
    pub parent: Option<CommentKey>,
    /// Its place under the article in the site's order, from 0.
    pub position: u32,
    /// How deep it stands in its thread: 0 answers the article.
    pub depth: u32,
    /// Its own address, where the site gives one.
    pub permalink: Option<Url>,
    /// Whether the site marks it as by its staff or by the article's author.
    pub by_staff: bool,
    /// Whether only a moderator's marker stands in its place; then it has no words.
    pub removed: bool,
}

impl FoundComment {
    /// A comment of which only the key and the words are known; its HTML is left to the caller.
    pub fn new(key: CommentKey, text: impl Into<String>) -> Self {
        Self {
            key,
            author: None,
            role: None,
            posted: None,
            text: text.into(),
            html: String::new(),
            votes: None,
            parent: None,
            position: 0,
            depth: 0,
            permalink: None,
            by_staff: false,
            removed: false,
        }
    }
}

/// The store's number of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentId(pub i64);

/// A comment as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The store's number.
    pub id: CommentId,
    /// The minted id (`urn:uuid:…`) of its feed entry.
    pub uid: String,
    /// The article it stands under.
    pub article: ArticleId,
    /// When it was first stored.
    pub first_seen: DateTime<Utc>,
    /// What its page said.
    pub said: FoundComment,
}

impl Comment {
    /// When it was posted, or first seen where the site does not say. A site's clock may be ahead of ours: what we saw was
    /// written by then.
    pub fn written(&self) -> DateTime<Utc> {
        self.said.posted.unwrap_or(self.first_seen).min(self.first_seen)
    }
}

/// No name or role is shown longer, in characters.
const LONGEST_NAME: usize = 80;

/// Marks kept on one letter: two serve every living language, more are there to deface what stands around it.
const MARKS: usize = 2;

/// The text with no more marks on a letter than a language needs.
pub fn unstacked(text: &str) -> Cow<'_, str> {
    let is_mark = |c: char| {
        matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
    };
    if !text.chars().any(is_mark) {
        return Cow::Borrowed(text);
    }
    let mut marks = 0;
    let stays = |c: &char| {
        marks = if is_mark(*c) { marks + 1 } else { 0 };
        marks <= MARKS
    };
    Cow::Owned(text.chars().filter(stays).collect())
}

/// A name or a role as it is shown: whoever writes a page of it is cut short.
pub fn shown_name(name: &str) -> String {
    let name = &*unstacked(name);
    let is_long = name.chars().nth(LONGEST_NAME).is_some();
    let kept = |name: &str| name.chars().take(LONGEST_NAME - 1).collect::<String>();
    if is_long { format!("{}…", kept(name).trim_end()) } else { name.to_owned() }
}

/// Stands for the name of somebody who wrote without one.
pub const ANONYMOUS: &str = "Anonymous";

/// Who wrote a comment, as it is shown.
pub fn shown_writer(author: Option<&str>) -> String {
    author.map_or_else(|| ANONYMOUS.to_owned(), shown_name)
}

/// The address of the comments under an article, whose own may name a place in it already.
pub fn comments_below(article: &str) -> String {
    if article.contains('#') { article.to_owned() } else { format!("{article}#comments") }
}

/// Where all of a comment stands, where an excerpt of it is not all: its own address on the web, where the site gives
/// one, else the comments under its article. `None` where nothing is left out, white space and marks apart.
pub fn whole_at(excerpt: &str, text: &str, permalink: Option<&str>, article: &str) -> Option<String> {
    let letters = |text: &'_ str| text.chars().filter(|c| c.is_alphanumeric()).count();
    if letters(excerpt) >= letters(text) {
        return None;
    }
    let on_the_web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
    Some(permalink.filter(on_the_web).map_or_else(|| comments_below(article), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_end_is_cut() {
        assert_eq!(shown_name("Dr Ada Lund"), "Dr Ada Lund");
        assert_eq!(shown_name(&"é".repeat(80)), "é".repeat(80));
        assert_eq!(shown_name(&format!("Z{}oe", "\u{301}".repeat(5_000))), "Z\u{301}\u{301}oe");
        assert_eq!(shown_name(&"é".repeat(100_000)), format!("{}…", "é".repeat(79)));
        assert_eq!((shown_writer(Some("Jo")), shown_writer(None)), ("Jo".to_owned(), "Anonymous".to_owned()));
    }

    #[test]
    fn what_is_cut_leads_to_the_whole() {
        let article = "https://paper.example/a";
        let own = Some("https://paper.example/a?c=7");
        for (excerpt, text, permalink, expected) in [
            ("One. Two.", "One.\n Two.", own, None),
            ("Zal\u{300}go", "Z\u{202e}al\u{300}\u{301}\u{302}go!", own, None),
            ("One.", "One. Two.", own, own),
            ("One…", "One and two", None, Some("https://paper.example/a#comments")),
            ("One.", "One. Two.", Some("javascript:alert(1)"), Some("https://paper.example/a#comments")),
        ] {
            assert_eq!(whole_at(excerpt, text, permalink, article).as_deref(), expected, "{excerpt:?} of {text:?}");
        }
        assert_eq!(whole_at("a", "a b", None, "https://x.example/#c").as_deref(), Some("https://x.example/#c"));
    }
}
