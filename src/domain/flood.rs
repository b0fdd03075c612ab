//! Owns the guard against a site that gives all its old articles new addresses (I1): they are not believed to be new.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::FoundArticle;

/// A source with fewer articles is still being got to know.
const FEWEST_HELD: u32 = 20;

/// So many must look new.
const FEWEST_SUSPECT: usize = 10;

/// An article published so long before the newest one held should have been seen before.
const LATE: TimeDelta = TimeDelta::days(2);

/// What a listing or feed says of an article before its page is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Its addresses; at least one.
    pub urls: Vec<Url>,
    /// Its headline.
    pub title: Option<String>,
    /// When it says it was published.
    pub published: Option<DateTime<Utc>>,
}

impl Sighting {
    /// An address of which nothing more is said.
    pub fn at(url: Url) -> Self {
        Self { urls: vec![url], title: None, published: None }
    }
}

impl From<&FoundArticle> for Sighting {
    fn from(found: &FoundArticle) -> Self {
        let urls = std::iter::once(&found.url).chain(&found.seen_at).cloned().collect();
        Self { urls, title: Some(found.title.clone()), published: found.published }
    }
}

/// What a source has told so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldSummary {
    /// Articles held, withdrawn ones included.
    pub articles: u32,
    /// The newest time of publication; one in the future of its first sight counts as that.
    pub newest_published: Option<DateTime<Utc>>,
    /// When an article was last seen for the first time.
    pub newest_first_seen: Option<DateTime<Utc>>,
}

/// Old articles that suddenly look new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flood {
    /// How many look new and old at once.
    pub suspect: usize,
    /// How many were announced.
    pub announced: usize,
}

impl fmt::Display for Flood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { suspect, announced } = self;
        write!(
            f,
            "{suspect} of {announced} articles look new although they are old: has the site changed its addresses?"
        )
    }
}

/// Judges what a source announces, each with whether it is unknown and when it was published.
pub fn flood(held: &HeldSummary, announced: &[(bool, Option<DateTime<Utc>>)]) -> Option<Flood> {
    let newest = held.newest_published.or(held.newest_first_seen)?;
    let none_known = announced.iter().all(|(unknown, _)| *unknown);
    let is_suspect = |published: Option<DateTime<Utc>>| published.map_or(none_known, |at| at < newest - LATE);
    let suspect = announced.iter().filter(|(unknown, published)| *unknown && is_suspect(*published)).count();
    let is_flood = held.articles >= FEWEST_HELD && suspect >= FEWEST_SUSPECT && suspect * 2 > announced.len();
    is_flood.then_some(Flood { suspect, announced: announced.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::days(day)
    }

    #[test]
    fn only_old_articles_that_look_new_are_a_flood() {
        let held = |articles| HeldSummary { articles, newest_published: Some(at(0)), newest_first_seen: Some(at(0)) };
        let many = |n: usize, unknown, published| vec![(unknown, published); n];
        let join = |a: Vec<_>, b: Vec<_>| [a, b].concat();
        let (old, new) = (Some(at(-3)), Some(at(-1)));
        for (what, held, announced, expected) in [
            ("all re-minted", held(20), many(10, true, old), true),
            ("a young source", held(19), many(10, true, old), false),
            ("a few", held(500), many(9, true, old), false),
            ("known ones", held(500), many(50, false, old), false),
            ("fresh ones", held(500), many(50, true, new), false),
            ("half of them", held(500), join(many(10, true, old), many(10, true, new)), false),
            ("more than half", held(500), join(many(11, true, old), many(10, false, old)), true),
            ("undated, none known", held(500), many(10, true, None), true),
            ("undated, one known", held(500), join(many(10, true, None), many(1, false, None)), false),
            ("none", held(500), Vec::new(), false),
            ("nothing held", HeldSummary::default(), many(50, true, old), false),
        ] {
            assert_eq!(flood(&held, &announced).is_some(), expected, "{what}");
        }
        let undated = HeldSummary { newest_published: None, ..held(30) };
        assert!(flood(&undated, &many(10, true, old)).is_some(), "by first sight");
        let told = flood(&held(30), &many(12, true, old)).unwrap().to_string();
        assert!(told.starts_with("12 of 12 articles look new"), "{told}");
    }
}
