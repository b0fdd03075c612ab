//! Owns what tells comments apart: the site's own id, or a digest of who, when and what.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

use super::raw::Raw;
use crate::domain::{CommentKey, hex};

/// So many words of a comment tell it from others; an edit further down leaves it the same comment.
const WORDS: usize = 30;

/// The same where author and minute are known.
const WORDS_WITH_TIME: usize = 6;

/// Comments of fewer words ("Agreed", "Absolutely right") are told apart by whole words.
const SHORT: usize = 8;

/// What sites put before the number of a comment where an id may not begin with a figure.
const PREFIXES: [&str; 10] = ["", "comment", "comments", "c", "cmt", "post", "reply", "div", "li", "dsq"];

/// What [`CommentKey`] may hold.
const MAX_ID: usize = 200;

/// What a number appended to a key takes at most.
const NUMBERED: usize = 12;

/// The keys given on one page.
#[derive(Default)]
pub(super) struct Keys {
    given: HashSet<String>,
    /// How often each was wanted: a thousand readers may say "Agreed".
    wanted: HashMap<String, usize>,
}

impl Keys {
    /// The key of a comment, unlike all before it.
    pub(super) fn of(&mut self, raw: &Raw<'_>) -> CommentKey {
        let posted = raw.posted.filter(|_| raw.posted_is_absolute);
        self.unlike_others(&match &raw.id {
            Some(id) => site_key(id),
            None => mint(raw.author.as_deref(), posted, &raw.text),
        })
    }

    /// The key, or with a number where it was given before.
    fn unlike_others(&mut self, key: &CommentKey) -> CommentKey {
        let count = self.wanted.entry(key.0.clone()).or_default();
        let stem = &key.0[..key.0.floor_char_boundary(MAX_ID - NUMBERED)];
        loop {
            *count += 1;
            let unlike = if *count == 1 { key.0.clone() } else { format!("{stem}-{count}") };
            if self.given.insert(unlike.clone()) {
                return CommentKey(unlike);
            }
        }
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

/// The key of a comment to which the site gives none: the same author, time and beginning give the same key. A typing
/// error put right or another comma leaves it: of each word only the first two letters count. Where author and minute
/// are known, the first few words tell the rest; where the site shows neither, short texts count in full.
pub fn mint(author: Option<&str>, posted: Option<DateTime<Utc>>, text: &str) -> CommentKey {
    let is_to_the_minute = posted.is_some_and(|at| at.timestamp() % 3600 != 0);
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let counted = if is_to_the_minute && author.is_some() { WORDS_WITH_TIME } else { WORDS };
    let is_short = words.len() < SHORT && !is_to_the_minute;
    let beginning = |word: &&str| if is_short { (*word).to_owned() } else { word.chars().take(2).collect() };
    let sketch: Vec<String> = words.iter().take(counted).map(beginning).collect();
    let posted = posted.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default();
    CommentKey(digest(&format!("{}\n{posted}\n{}", fold(author.unwrap_or_default()), sketch.join(" "))))
}

/// Whether a key was minted here: another comment may have the same.
pub(super) fn is_minted(key: &CommentKey) -> bool {
    let digest = key.0.split('-').next().unwrap_or_default();
    digest.len() == 32 && digest.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}

/// A digest of a text, 32 hexadecimal figures.
pub(crate) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text)[..16])
}

/// Letters and figures in lower case, without what stands within words; all else is a space.
fn fold(text: &str) -> String {
    let within = |c: &char| !matches!(c, '\'' | '’' | '‘' | '-' | '\u{ad}' | '\u{200b}');
    let folded: String = text.chars().filter(within).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
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
    fn a_minted_key_survives_small_edits() {
        let at = DateTime::from_timestamp(1_511_784_420, 0);
        let cases = [
            ("Their is no rota, is there", "There is no rota - is there?"),
            (
                "We recieve 40 calls before nine and nobody counts them.",
                "We receive 40 calls, before nine, and nobody counts them!",
            ),
            ("It's the re-use of old money, as it was last year", "Its the reuse of old money as it was last year"),
        ];
        for (before, after) in cases {
            assert_eq!(mint(Some("A"), at, before), mint(Some("A"), at, after), "{before}");
        }
        let long = |word: &str| format!("{word} of us were asked, none of us were told, and the form came back twice");
        assert_eq!(mint(None, None, &long("Nobody")), mint(None, None, &long("Noboddy")));
        assert_ne!(mint(None, None, "Agreed"), mint(None, None, "Agree to differ"));
        assert_ne!(mint(None, None, "Absolutely"), mint(None, None, "Abysmal"));
        assert!(is_minted(&mint(None, None, "x")) && !is_minted(&CommentKey("71".into())));
    }

    #[test]
    fn comments_alike_have_keys_of_their_own() {
        let mut keys = Keys::default();
        let mut of = |key: &str| keys.unlike_others(&CommentKey(key.to_owned())).0;
        assert_eq!(["7", "7", "7-2", "7"].map(&mut of), ["7", "7-2", "7-2-2", "7-3"]);
        // A search from the first for each would take the square of their number.
        assert_eq!((0..50_000).map(|_| of("agreed")).last().as_deref(), Some("agreed-50000"));
        let long = "x".repeat(MAX_ID);
        let two = [of(&long), of(&long)];
        assert!(two[0] != two[1] && two.iter().all(|key| key.len() <= MAX_ID));
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
