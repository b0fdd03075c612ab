//! Owns what is usual for a source, worked out of its past rounds and the times of its articles.
//!
//! Only rounds that were well count, at most the last sixty of the last ninety days: what is missing does not become
//! usual by being missing, but after ninety days it is taken for the new way of the site. A share is judged from twenty
//! pages on (comments: twenty stated).

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::silence::{Patience, patience};
use crate::domain::RoundFacts;
use crate::store::History;

/// Rounds looked at.
pub const ROUNDS: u32 = 60;
/// Days looked back over.
pub const DAYS: i64 = 90;
/// Fewer pages, or comments, say nothing.
const ENOUGH: u32 = 20;
/// Rounds that must have announced something before "nothing" means something.
const ENOUGH_ROUNDS: usize = 3;

/// What is usual for a source.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Baseline {
    /// Pages read in the rounds looked at.
    pub pages: u32,
    /// Articles announced at a time: the middle of the rounds that announced any; `None` before three of them.
    pub announced: Option<u32>,
    /// The share of pages with a publication time, 0 to 1.
    pub date: Option<f64>,
    /// With an author.
    pub author: Option<f64>,
    /// With a body.
    pub body: Option<f64>,
    /// The share of the comments stated that are found.
    pub comments: Option<f64>,
    /// Articles a day.
    pub per_day: Option<f64>,
    /// How long it may be silent.
    pub patience: Option<Patience>,
}

/// Works out what is usual.
pub fn baseline(history: &History, zone: Tz, now: DateTime<Utc>) -> Baseline {
    let sum = history.well.iter().fold(RoundFacts::default(), |sum, round| plus(sum, round.facts));
    let share = |part: u32| (sum.pages_read >= ENOUGH).then(|| ratio(part, sum.pages_read));
    let mut announced: Vec<u32> = history.well.iter().map(|round| round.facts.announced).filter(|n| *n > 0).collect();
    announced.sort_unstable();
    Baseline {
        pages: sum.pages_read,
        announced: (announced.len() >= ENOUGH_ROUNDS).then(|| announced[announced.len() / 2]),
        date: share(sum.with_date),
        author: share(sum.with_author),
        body: share(sum.with_body),
        comments: (sum.comments_stated >= ENOUGH).then(|| ratio(sum.comments_found, sum.comments_stated).min(1.0)),
        per_day: per_day(&history.published, now),
        patience: patience(&history.published, zone),
    }
}

/// A part of a whole, 0 to 1.
pub fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

fn plus(one: RoundFacts, other: RoundFacts) -> RoundFacts {
    RoundFacts {
        announced: one.announced.saturating_add(other.announced),
        pages_read: one.pages_read.saturating_add(other.pages_read),
        with_date: one.with_date.saturating_add(other.with_date),
        with_author: one.with_author.saturating_add(other.with_author),
        with_body: one.with_body.saturating_add(other.with_body),
        comments_found: one.comments_found.saturating_add(other.comments_found),
        comments_stated: one.comments_stated.saturating_add(other.comments_stated),
    }
}

/// Over the last four weeks, or as long as there were any where that is shorter; `None` before a whole day.
fn per_day(published: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<f64> {
    let since = now - chrono::TimeDelta::days(28);
    let recent = published.iter().filter(|at| **at >= since).count();
    let begun = published.last().copied()?.max(since);
    let hours = u32::try_from((now - begun).num_hours()).ok().filter(|hours| *hours >= 24)?;
    Some(f64::from(u32::try_from(recent).unwrap_or(u32::MAX)) * 24.0 / f64::from(hours))
}
