//! Owns what an article is known under (I1): its addresses, the site's number for it, its headline and day, its words.
//! Each is an alias; the stronger the alias, the less has to agree beside it.

mod address;
mod belief;

use chrono::{DateTime, Days, Utc};
use sha2::{Digest, Sha256};
use url::Url;

use crate::domain::{hex, wording};

pub(super) use address::{address, first_release};
pub(super) use belief::{Told, Via, alike, believed};

/// A headline with less says too little to tell a story by.
const FEWEST_WORDS: usize = 4;
const FEWEST_LETTERS: usize = 20;

/// A body with fewer words may be the same by chance.
const LONG_BODY: usize = 100;

/// A number with fewer digits is a year, a page or a part.
const FEWEST_DIGITS: usize = 5;

/// Names under which query strings carry the number of a story.
const NUMBERED: [&str; 12] = [
    "id",
    "storycode",
    "storyid",
    "story_id",
    "articleid",
    "article_id",
    "aid",
    "newsid",
    "news_id",
    "contentid",
    "nid",
    "p",
];

/// `u:…`, the alias of an address.
pub(super) fn of_address(url: &Url) -> String {
    format!("u:{}", address(url))
}

/// `i:host:number`, the alias of the number a site gives its stories, where the address holds one.
pub(super) fn of_story(url: &Url) -> Option<String> {
    let asked = url.query_pairs().filter(|(name, _)| NUMBERED.contains(&name.to_ascii_lowercase().as_str()));
    let asked = asked.map(|(_, value)| value.into_owned()).find(|value| is_story(value));
    let number = asked.or_else(|| {
        let mut runs = url.path().rsplit(|c: char| !c.is_ascii_alphanumeric());
        runs.find(|run| is_story(run)).map(str::to_owned)
    })?;
    Some(format!("i:{}:{number}", address::host(url)))
}

/// Digits enough, and no date.
fn is_story(run: &str) -> bool {
    let is_date = || {
        let part =
            |from: usize, to: usize| run.get(from..to).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
        run.len() == 8 && (1990..2100).contains(&part(0, 4)) && (1..=12).contains(&part(4, 6)) && part(6, 8) <= 31
    };
    (FEWEST_DIGITS..=18).contains(&run.len()) && run.bytes().all(|b| b.is_ascii_digit()) && !is_date()
}

/// `t:headline:day`, the alias of a headline on the day of its publication; then those it may have been given a day
/// earlier or later: sites print their own zone's day, or none.
pub(super) fn near_headline(title: &str, published: Option<DateTime<Utc>>) -> Vec<String> {
    let (Some(published), Some(folded)) = (published, long_headline(title)) else { return Vec::new() };
    let (day, digest) = (published.date_naive(), short_digest(&folded));
    let days = [Some(day), day.checked_sub_days(Days::new(1)), day.checked_add_days(Days::new(1))];
    days.into_iter().flatten().map(|day| headline_on(&digest, day)).collect()
}

fn headline_on(digest: &str, day: chrono::NaiveDate) -> String {
    format!("t:{digest}:{day}")
}

fn long_headline(title: &str) -> Option<String> {
    let folded = wording::folded(title);
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    (folded.split(' ').count() >= FEWEST_WORDS && letters >= FEWEST_LETTERS).then_some(folded)
}

/// `w:…`, the alias of a long body.
pub(super) fn of_body(text: &str) -> Option<String> {
    // Counted first without folding: most bodies of feeds are short.
    text.split_whitespace().nth(LONG_BODY - 1)?;
    Some(format!("w:{}", short_digest(&wording::folded(text))))
}

fn short_digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..16])
}

#[cfg(test)]
mod tests;
