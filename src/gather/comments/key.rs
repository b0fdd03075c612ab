//! Owns what tells comments apart: the site's own id, or a digest of who, when and what.

use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

use super::raw::Raw;
use crate::domain::{CommentKey, hex};

/// So much of a comment tells it from others; an edit further down leaves it the same comment.
const SIGNIFICANT_CHARS: usize = 200;

/// What sites put before the number of a comment where an id may not begin with a figure.
const PREFIXES: [&str; 9] = ["", "comment", "comments", "c", "cmt", "post", "reply", "div", "li"];

/// What [`CommentKey`] may hold.
const MAX_ID: usize = 200;

/// The keys given on one page.
#[derive(Default)]
pub(super) struct Keys {
    given: HashSet<String>,
}

impl Keys {
    /// The key of a comment, unlike all before it.
    pub(super) fn of(&mut self, raw: &Raw<'_>) -> CommentKey {
        let posted = raw.posted.filter(|_| raw.posted_is_absolute);
        let key = match &raw.id {
            Some(id) => site_key(id),
            None => mint(raw.author.as_deref(), posted, &raw.text),
        };
        let again = (2..).map(|count| format!("{}-{count}", key.0));
        let unlike = std::iter::once(key.0.clone()).chain(again).find(|key| !self.given.contains(key));
        let unlike = unlike.unwrap_or(key.0);
        self.given.insert(unlike.clone());
        CommentKey(unlike)
    }
}

/// The key of a comment that the site names: "comment-123", "div-comment-123" and "123" are the same.
pub fn site_key(id: &str) -> CommentKey {
    let id = id.trim();
    let bare = id.rsplit(['-', '_', '#', '/', '=']).next().unwrap_or(id);
    let bare = bare.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_number = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit());
    let mut prefix = id[..id.len() - bare.len()].split(['-', '_', '#']);
    let has_plain_prefix = prefix.all(|part| PREFIXES.contains(&part.to_ascii_lowercase().as_str()));
    let key = if is_number && has_plain_prefix { bare } else { id };
    CommentKey(key[..key.floor_char_boundary(MAX_ID)].to_owned())
}

/// The key of a comment to which the site gives none: the same author, time and beginning give the same key.
pub fn mint(author: Option<&str>, posted: Option<DateTime<Utc>>, text: &str) -> CommentKey {
    let words: String = fold(text).chars().take(SIGNIFICANT_CHARS).collect();
    let posted = posted.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default();
    CommentKey(digest(&format!("{}\n{posted}\n{words}", fold(author.unwrap_or_default()))))
}

/// A digest of a text, 32 hexadecimal figures.
pub(crate) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text)[..16])
}

/// Letters and figures in lower case; all else is a space.
fn fold(text: &str) -> String {
    let folded: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    folded.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minted_key_survives_typography_and_tells_comments_apart() {
        let at = DateTime::from_timestamp(1_511_784_420, 0);
        let key = mint(Some("A Reader"), at, "It’s “so”.");
        assert_eq!(key.0.len(), 32);
        assert_eq!(mint(Some("a reader "), at, "It's \"so\""), key);
        let start = "word ".repeat(50);
        assert_eq!(mint(None, None, &(start.clone() + "x")), mint(None, None, &(start + "y")));
        for other in
            [mint(None, at, "It’s “so”."), mint(Some("A Reader"), None, "It’s “so”."), mint(Some("A Reader"), at, "No")]
        {
            assert_ne!(other, key);
        }
    }

    #[test]
    fn a_sites_id_is_one_however_it_is_written() {
        let cases = [
            ("comment-123", "123"),
            ("div-comment-123", "123"),
            ("123", "123"),
            ("#comment123", "123"),
            ("c_123", "123"),
            ("https://news.example/a/123", "https://news.example/a/123"),
            ("a1b2-c3d4", "a1b2-c3d4"),
            ("abc", "abc"),
        ];
        for (id, expected) in cases {
            assert_eq!(site_key(id).0, expected, "{id}");
        }
        assert!(site_key(&"é".repeat(300)).0.len() <= MAX_ID);
    }
}
