//! Owns the dates of documents that machines write: what the standards say first, as it costs a hundredth of looking for
//! a date among words, and then whatever [`dates`] can read.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

use super::dates;
use super::kind::Page;

/// Dates before this year are a default of their software.
const OLDEST_YEAR: i32 = 1990;

/// Reads a date by the rules of [`dates::parse`].
pub(super) fn read(text: &str, page: &Page<'_>) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let standard = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .or_else(|_| DateTime::parse_from_rfc2822(without_weekday(text)))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z"));
    let day = || {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        let start = page.zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).single()?;
        Some(start.with_timezone(&Utc))
    };
    let at = match standard {
        Ok(at) => Some(at.with_timezone(&Utc)),
        Err(_) if text.len() == 10 => day(),
        Err(_) => None,
    };
    let Some(at) = at else { return dates::parse(text, page.fetched, page.zone) };
    let latest = page.fetched.checked_add_signed(TimeDelta::days(1))?;
    (at <= latest && at.year() >= OLDEST_YEAR).then_some(at)
}

/// A date without the name of its day, which many feeds get wrong, where its zone is one that all readers know.
fn without_weekday(text: &str) -> &str {
    match text.split_once(", ") {
        Some((day, date))
            if day.len() == 3 && (date.ends_with(" GMT") || date.contains(" +") || date.contains(" -")) =>
        {
            date
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_agrees_with_the_long_one() {
        let url = "https://news.example/".parse().unwrap();
        let page = Page {
            url: &url,
            content_type: None,
            link: None,
            total_pages: None,
            body: b"",
            fetched: "2026-03-01T12:00:00Z".parse().unwrap(),
            zone: chrono_tz::Europe::London,
        };
        for text in [
            "Sun, 01 Feb 2026 08:00:00 GMT",
            "Sun, 01 Feb 2026 08:00:00 +0100",
            "Mon, 01 Feb 2026 08:00:00 GMT",
            "Mon, 01 Feb 2026 08:09:10 GMT",
            "Tue, 1 Feb 2026 23:59 -0500",
            "Tue, 1 Feb 2026 23:59 BST",
            "Foo, 31 Feb 2026 08:00:00 GMT",
            "Mon, 01 Feb 2027 08:09:10 +0000",
            "1 Feb 2026 08:00 EST",
            "2026-02-01T08:00:00Z",
            "2026-02-01T08:00:00.123+02:00",
            "2026-02-01T08:00Z",
            "2025-07-01T08:00+01:00",
            "2025-07-01",
            "2025-07-01 09:15:00",
            "2031-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "never",
        ] {
            let second = |at: DateTime<Utc>| at.timestamp();
            let long = dates::parse(text, page.fetched, page.zone).map(second);
            assert_eq!(read(text, &page).map(second), long, "{text}");
        }
    }
}
