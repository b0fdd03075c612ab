//! Owns what must agree before two readings that share an alias are taken for one article.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::wording;

/// Two stories with one headline are the same only within this time: sites print days in their own zones.
const NEAR: TimeDelta = TimeDelta::hours(36);

/// A column that returns every day under the same headline returns later than this.
const SAME_DAY: TimeDelta = TimeDelta::hours(20);

/// Headlines with so much in common are one headline, edited.
const ALIKE: f64 = 0.75;

/// A body with fewer words is an excerpt, and says nothing against another.
const WHOLE_BODY: usize = 60;

/// The part of the rarer words that two bodies share at least: of an article that moved, and of a story that another
/// source told in words of its own.
const MOVED: f64 = 0.5;
const RETOLD: f64 = 0.2;

/// By which alias two readings met, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Via {
    /// An address.
    Address,
    /// The site's number of the story.
    Story,
    /// A long body, word for word.
    Body,
    /// The headline and the day.
    Headline,
}

impl Via {
    /// The kind of an alias.
    pub(crate) fn of(alias: &str) -> Self {
        match alias.as_bytes().first() {
            Some(b'i') => Self::Story,
            Some(b'w') => Self::Body,
            Some(b't') => Self::Headline,
            _ => Self::Address,
        }
    }
}

/// What one reading says of a story.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// Its headline.
    pub title: &'a str,
    /// When it says it was published.
    pub published: Option<DateTime<Utc>>,
    /// Its body.
    pub text: &'a str,
}

/// Whether two readings that met by an alias are of one article. `same_source`: the source told the held one before, at
/// another address; `stands`: that address was announced in this round as an article of its own.
pub(crate) fn believed(via: Via, held: Told<'_>, found: Told<'_>, same_source: bool, stands: bool) -> bool {
    let apart = held.published.zip(found.published).map(|(held, found)| (held - found).abs());
    match via {
        Via::Address => true,
        // The number may be that of a section, and the headline that of a column which returns.
        Via::Story if !alike(held.title, found.title) => false,
        Via::Story => match in_common(held.text, found.text) {
            Some(part) => part >= MOVED,
            None => apart.is_none_or(|apart| apart < NEAR),
        },
        // The same wall or notice on many pages is no story: the headlines must have something to do with each other.
        Via::Body => !same_source && apart.is_none_or(|apart| apart < NEAR) && shares_a_word(held.title, found.title),
        Via::Headline => {
            let Some(apart) = apart.filter(|apart| *apart < NEAR) else { return false };
            match (same_source, in_common(held.text, found.text)) {
                (true, Some(part)) => !stands && part >= MOVED,
                (true, None) => !stands && apart < SAME_DAY,
                (false, part) => part.is_none_or(|part| part >= RETOLD),
            }
        }
    }
}

/// Whether two headlines are the same or very similar. One with other numbers in it is another.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let numbers = |title: &str| -> Vec<String> {
        let folded = wording::folded(title);
        folded.split(' ').filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
    };
    wording::similarity(one, other) >= ALIKE && numbers(one) == numbers(other)
}

fn shares_a_word(one: &str, other: &str) -> bool {
    let (one, other) = (rare(one), rare(other));
    one.intersection(&other).next().is_some()
}

/// The part of the rarer words of the shorter body that stand in the other; `None` where one is too short to say.
fn in_common(one: &str, other: &str) -> Option<f64> {
    let long = |text: &str| text.split_whitespace().nth(WHOLE_BODY - 1).is_some();
    if !long(one) || !long(other) {
        return None;
    }
    let (one, other) = (rare(one), rare(other));
    let fewer = one.len().min(other.len());
    (fewer > 0).then(|| one.intersection(&other).count() as f64 / fewer as f64)
}

/// Words of five letters and more: those shorter stand in every text.
fn rare(text: &str) -> HashSet<String> {
    let folded = wording::folded(text);
    folded.split(' ').filter(|word| word.chars().count() >= 5).map(str::to_owned).collect()
}
