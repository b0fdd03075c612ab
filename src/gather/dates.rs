//! Owns the reading of dates as sites print them: standards, British and American words and figures, and times relative
//! to when the page was fetched. Times without a zone are in the zone of the site.

mod spelled;
mod words;
mod zone;

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use regex::Regex;

use spelled::{Day, Spelled};

/// No date is looked for beyond this many bytes.
const MAX_TEXT: usize = 600;

/// Sites older than this are not on the web; such a date is a default of their software.
const OLDEST_YEAR: i32 = 1990;

/// A weekday printed beside a day without a year tells the year, as far back as this.
const WEEKDAY_YEARS: i32 = 7;

static UPDATED: LazyLock<Regex> = LazyLock::new(|| {
    label(
        r"updated?|modified|amended|revised|aktualisiert|geändert|mis(?:e)? à jour|modifié|actualizado|aggiornato|bijgewerkt|uppdaterad|uppdaterat",
    )
});
static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    label(
        r"published|posted|created|issued|veröffentlicht|erstellt|publié|publicado|pubblicato|gepubliceerd|publicerad|publicerat",
    )
});

fn label(words: &str) -> Regex {
    Regex::new(&format!(r"(?i)\b(?:{words})\b")).expect("the pattern is a constant, and each is used by a test")
}

/// Reads a text that is a date, perhaps with words such as "Published on" about it. `None` when it is none, when it lies
/// more than a day after `fetched`, or before 1990.
pub fn parse(text: &str, fetched: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    if is_only_date(text) { find(text, fetched, zone) } else { None }
}

/// Reads the first date within a longer text.
pub fn find(text: &str, fetched: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    resolve(&spelled::first(&prepared(text))?, fetched, zone)
}

/// Reads a line such as "Published: 27 Nov 2017 12:07 | Updated: 28 Nov 2017": when it was published, and when changed.
/// A date without a word about it is the publication's.
pub fn labelled(text: &str, fetched: DateTime<Utc>, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let text = prepared(text);
    let labels: Vec<(usize, bool)> = UPDATED.find_iter(&text).map(|label| (label.start(), true)).collect();
    let published = PUBLISHED.find_iter(&text).map(|label| (label.start(), false));
    let mut labels: Vec<(usize, bool)> = labels.into_iter().chain(published).collect();
    labels.sort_unstable();
    let first = labels.first().map_or(text.len(), |(start, _)| *start);
    let mut found = (find(&text[..first], fetched, zone), None);
    for (index, (start, is_update)) in labels.iter().enumerate() {
        let end = labels.get(index + 1).map_or(text.len(), |(next, _)| *next);
        let at = find(&text[*start..end], fetched, zone);
        let place = if *is_update { &mut found.1 } else { &mut found.0 };
        *place = place.or(at);
    }
    found
}

/// Reads a text that ends in a date, even one glued to the words before it: the words, and the time.
pub fn split_trailing(text: &str, fetched: DateTime<Utc>, zone: Tz) -> Option<(String, DateTime<Utc>)> {
    let text = prepared(text);
    let spelled = spelled::last(&text)?;
    let at = resolve(&spelled, fetched, zone)?;
    Some((spelled::without_link(&text[..spelled.span.start]).to_owned(), at))
}

/// Whether the text names its day in full, so that it means the same whenever it is read.
pub fn is_absolute(text: &str) -> bool {
    spelled::first(&prepared(text))
        .is_some_and(|spelled| matches!(spelled.day, Day::Of { year: Some(_), .. } | Day::Instant(_)))
}

/// Whether the text says nothing but a date.
pub fn is_only_date(text: &str) -> bool {
    let text = prepared(text);
    spelled::first(&text).is_some_and(|spelled| {
        words::is_filler(&text[..spelled.span.start]) && words::is_filler(&text[spelled.span.end..])
    })
}

/// Invisible characters out, white space folded, the length bounded.
fn prepared(text: &str) -> String {
    super::clean::plain(&text[..text.floor_char_boundary(MAX_TEXT)])
}

fn resolve(spelled: &Spelled, fetched: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let time = spelled.time.unwrap_or(NaiveTime::MIN);
    let today = fetched.with_timezone(&zone).date_naive();
    let latest = today.checked_add_days(Days::new(1))?;
    let day = match spelled.day {
        Day::Instant(at) => return plausible(at, fetched),
        Day::Ago(span) => return plausible(fetched.checked_sub_signed(span)?, fetched),
        Day::Before(days) => today.checked_sub_days(Days::new(days))?,
        Day::Weekday(weekday) => last_weekday(today, weekday)?,
        Day::Of { year: Some(year), month, day, either } => {
            let (month, day) = if either && zone::is_month_first(zone) { (day, month) } else { (month, day) };
            NaiveDate::from_ymd_opt(year, month, day)?
        }
        Day::Of { year: None, month, day, .. } => nearest_past(latest, month, day, spelled.weekday)?,
    };
    let local = day.and_time(time);
    let at = match spelled.offset {
        Some(offset) => local.and_utc().checked_sub_signed(TimeDelta::seconds(offset.into()))?,
        None => zone::to_utc(local, zone)?,
    };
    plausible(at, fetched)
}

fn plausible(at: DateTime<Utc>, fetched: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let latest = fetched.checked_add_signed(TimeDelta::days(1))?;
    (at <= latest && at.year() >= OLDEST_YEAR).then_some(at)
}

fn last_weekday(today: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    today.iter_days().rev().take(7).find(|day| day.weekday() == weekday)
}

/// The last such day that is not after `latest`; where a weekday is printed, the last on which it fell, if any.
fn nearest_past(latest: NaiveDate, month: u32, day: u32, weekday: Option<Weekday>) -> Option<NaiveDate> {
    let days: Vec<NaiveDate> = (0..=WEEKDAY_YEARS)
        .filter_map(|back| NaiveDate::from_ymd_opt(latest.year() - back, month, day))
        .filter(|date| *date <= latest)
        .collect();
    let fitting = weekday.and_then(|weekday| days.iter().find(|date| date.weekday() == weekday));
    fitting.or(days.first()).copied()
}

#[cfg(test)]
mod tests;
