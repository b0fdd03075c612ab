//! Owns what an answer's headers say of time: how long it stays fresh (RFC 9111), and when to ask again (RFC 9110
//! section 10.2.3).

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{self, HeaderMap, HeaderName};

/// No server may keep us away for longer.
pub(super) const DAY: Duration = Duration::from_hours(24);

/// How long the answer need not be asked for again; at most a day, `None` where nothing is said or it must be asked.
pub(super) fn fresh_for(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let mut max_age = None;
    for line in headers.get_all(header::CACHE_CONTROL) {
        for directive in line.to_str().unwrap_or_default().split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => return None,
                "max-age" => max_age = max_age.or(Some(seconds(value.trim().trim_matches('"')).unwrap_or_default())),
                _ => {}
            }
        }
    }
    let lifetime = if let Some(age) = max_age {
        age
    } else {
        // One that is no date, "0" above all, lies in the past.
        let expires = date(headers, &header::EXPIRES)?;
        let sent = date(headers, &header::DATE).unwrap_or(now);
        (expires - sent).to_std().unwrap_or_default()
    };
    let age = text(headers, &header::AGE).and_then(seconds).unwrap_or_default();
    Some(lifetime.saturating_sub(age).min(DAY)).filter(|left| !left.is_zero())
}

/// What `Retry-After` says, in seconds or as a date; at most a day.
pub(super) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let said = text(headers, &header::RETRY_AFTER)?;
    let wait = seconds(said).or_else(|| Some((http_date(said)? - now).to_std().unwrap_or_default()))?;
    Some(wait.min(DAY))
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<DateTime<Utc>> {
    http_date(text(headers, name)?)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Whole seconds; a number too large for anything is a very long time.
fn seconds(text: &str) -> Option<Duration> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}

/// The three forms of RFC 9110 section 5.6.7, and the same with an offset.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc2822(text) {
        return Some(at.to_utc());
    }
    let forms = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y", "%a, %d-%b-%Y %H:%M:%S GMT"];
    forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(|at| at.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T12:00:00Z";

    type Lines<'a> = &'a [(&'static str, &'a str)];

    fn headers(lines: Lines<'_>) -> HeaderMap {
        lines.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a header"))).collect()
    }

    #[test]
    fn an_answer_is_fresh_for_as_long_as_it_says() {
        let sent = ("date", "Sun, 22 Nov 2026 12:00:00 GMT");
        let cases: [(Lines<'_>, Option<u64>); 13] = [
            (&[], None),
            (&[("cache-control", "public, max-age=300")], Some(300)),
            (&[("cache-control", "MAX-AGE=\"300\"")], Some(300)),
            (&[("cache-control", "max-age=300"), ("age", "100")], Some(200)),
            (&[("cache-control", "max-age=300"), ("age", "400")], None),
            (&[("cache-control", "max-age=99999999999999999999")], Some(86_400)),
            (&[("cache-control", "s-maxage=300")], None),
            (&[("cache-control", "no-cache, max-age=300")], None),
            (&[("cache-control", "max-age=300, no-store")], None),
            (&[("cache-control", "max-age=0"), sent, ("expires", "Sun, 22 Nov 2026 13:00:00 GMT")], None),
            (&[sent, ("expires", "Sun, 22 Nov 2026 12:10:00 GMT")], Some(600)),
            (&[sent, ("expires", "0")], None),
            (&[("expires", "Sunday, 22-Nov-26 12:05:00 GMT")], Some(300)),
        ];
        for (lines, wanted) in cases {
            let found = fresh_for(&headers(lines), NOW.parse().expect("a time"));
            assert_eq!(found, wanted.map(Duration::from_secs), "{lines:?}");
        }
    }

    #[test]
    fn a_server_says_when_to_come_back() {
        let cases = [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(86_400)),
            ("Sun, 22 Nov 2026 12:01:00 GMT", Some(60)),
            ("Sun Nov 22 12:01:00 2026", Some(60)),
            ("Sun, 22 Nov 2020 12:01:00 GMT", Some(0)),
            ("Sun, 22 Nov 2099 12:01:00 GMT", Some(86_400)),
            ("-5", None),
            ("soon", None),
        ];
        for (said, wanted) in cases {
            let found = retry_after(&headers(&[("retry-after", said)]), NOW.parse().expect("a time"));
            assert_eq!(found, wanted.map(Duration::from_secs), "{said:?}");
        }
    }
}
