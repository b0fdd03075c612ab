//! Owns what single values must be: times, addresses, languages, numbers, words without markup.

use std::net::Ipv6Addr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::publish::text;

/// The earliest time that readers take for true: before it there were no feeds.
const EARLIEST: i64 = 631_152_000;

/// How far ahead of the clock a time may be: clocks differ.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A time as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// A time every reader takes.
    Good(DateTime<Utc>),
    /// Some readers take it, some do not.
    Doubtful,
    /// The day of the week is not that of the date.
    WrongDay,
    /// No time.
    Bad,
}

/// How a format writes times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeStyle {
    /// RSS: RFC 822.
    Rss,
    /// Atom and JSON Feed: RFC 3339.
    Atom,
}

impl TimeStyle {
    pub(super) fn read(self, text: &str) -> Time {
        match self {
            Self::Rss => rfc822(text),
            Self::Atom => rfc3339(text),
        }
    }
}

/// A time of RSS: RFC 822 with a year of four digits, as the RSS Advisory Board's profile narrows it. Only
/// `Wed, 02 Oct 2002 13:00:00 GMT`, the day being optional, is good; what RFC 822 allows beside it is doubtful.
fn rfc822(text: &str) -> Time {
    match strict_rfc822(text) {
        Some(time) => time,
        None if loose_rfc822(text) => Time::Doubtful,
        None => Time::Bad,
    }
}

fn strict_rfc822(text: &str) -> Option<Time> {
    let (day, rest) = match text.split_once(", ") {
        Some((day, rest)) => (Some(DAYS.iter().position(|known| *known == day)?), rest),
        None => (None, text),
    };
    let mut parts = rest.split(' ');
    let mut part = || parts.next().filter(|part| part.is_ascii());
    let (date, month, year, clock, zone) = (part()?, part()?, part()?, part()?, part()?);
    if parts.next().is_some() {
        return None;
    }
    let month = MONTHS.iter().position(|known| *known == month)?;
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(digits(year, 4..=4)?).ok()?,
        u32::try_from(month).ok()? + 1,
        digits(date, 1..=2)?,
    )?;
    if day.is_some_and(|day| day != date_day(date)) {
        return Some(Time::WrongDay);
    }
    let mut numbers = clock.split(':').map(|number| digits(number, 2..=2));
    let (hour, minute, second) = (numbers.next()??, numbers.next()??, numbers.next().unwrap_or(Some(0))?);
    if numbers.next().is_some() {
        return None;
    }
    // A leap second is a second that no clock shows.
    let local = date.and_hms_opt(hour, minute, second.min(59)).filter(|_| second <= 60)?;
    let utc = local.checked_sub_signed(TimeDelta::minutes(offset(zone)?))?;
    Some(Time::Good(utc.and_utc()))
}

fn date_day(date: NaiveDate) -> usize {
    use chrono::Datelike;
    date.weekday().num_days_from_monday() as usize
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    (length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Minutes east of UTC.
fn offset(zone: &str) -> Option<i64> {
    let named = [
        ("GMT", 0),
        ("UT", 0),
        ("Z", 0),
        ("EST", -5),
        ("EDT", -4),
        ("CST", -6),
        ("CDT", -5),
        ("MST", -7),
        ("MDT", -6),
        ("PST", -8),
        ("PDT", -7),
    ];
    if let Some((_, hours)) = named.iter().find(|(name, _)| *name == zone) {
        return Some(hours * 60);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let number = i64::from(digits(&zone[1..], 4..=4)?);
    let (hours, minutes) = (number / 100, number % 100);
    (hours <= 14 && matches!(minutes, 0 | 30)).then_some(sign * (hours * 60 + minutes))
}

/// Whether RFC 822 allows it, with lower case, two-digit years, military zones and odd spaces.
fn loose_rfc822(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let rest = lower.split_once(',').map_or(lower.as_str(), |(_, rest)| rest);
    let parts: Vec<&str> = rest.split_ascii_whitespace().collect();
    let [date, month, year, clock, zone] = parts[..] else { return false };
    digits(date, 1..=2).is_some()
        && MONTHS.iter().any(|known| known.eq_ignore_ascii_case(month))
        && (digits(year, 2..=2).is_some() || digits(year, 4..=4).is_some())
        && (2..=3).contains(&clock.split(':').count())
        && clock.split(':').all(|number| digits(number, 2..=2).is_some())
        && (zone.len() <= 3 && zone.bytes().all(|byte| byte.is_ascii_alphabetic())
            || zone.len() == 5 && zone.starts_with(['+', '-']) && digits(&zone[1..], 4..=4).is_some())
}

/// A time of Atom and JSON Feed: RFC 3339 with a capital `T` and `Z` or an offset (RFC 4287, 3.3).
fn rfc3339(text: &str) -> Time {
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) if text.as_bytes().get(10) == Some(&b'T') && !text.ends_with('z') => Time::Good(time.to_utc()),
        Ok(_) => Time::Doubtful,
        Err(_) => Time::Bad,
    }
}

/// Whether a time can be one at which something was published.
pub(super) fn is_plausible(time: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    time.timestamp() >= EARLIEST && time <= now + AHEAD
}

/// What is wrong with an address that should be whole (RFC 3986, in the characters of RFC 2396), or nothing.
pub(super) fn address_fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("it is empty".to_owned());
    }
    let outside = |c: &char| !is_address(*c);
    if let Some(c) = without_brackets(text).into_iter().flat_map(str::chars).find(outside) {
        return Some(format!("{c:?} may not stand in an address as it is"));
    }
    let Some((scheme, rest)) = text.split_once(':') else {
        return Some("it is relative: it has no scheme".to_owned());
    };
    let first = scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if !first || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
        return Some("it is relative: it has no scheme".to_owned());
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" if !rest.starts_with("//") || rest.len() < 3 || rest.as_bytes()[2] == b'/' => {
            Some("it names no host".to_owned())
        }
        "urn" if rest.to_ascii_lowercase().starts_with("uuid:") && uuid::Uuid::try_parse(&rest[5..]).is_err() => {
            Some("what follows urn:uuid: is no UUID".to_owned())
        }
        "tag" if !is_tag(rest) => Some("a tag: address is `tag:NAME,DATE:WORDS` (RFC 4151)".to_owned()),
        _ if rest.is_empty() => Some("nothing follows its scheme".to_owned()),
        _ => None,
    }
}

/// Whether the host of a whole address is a number of IPv6 in brackets.
pub(super) fn is_number_of_ipv6(text: &str) -> bool {
    !without_brackets(text)[1].is_empty()
}

/// What stands around and within the brackets of a host that is a number of IPv6 (RFC 2732).
fn without_brackets(text: &str) -> [&str; 3] {
    let number = |inside: &&str| inside.parse::<Ipv6Addr>().is_ok();
    let parts = text.split_once("://[").filter(|(scheme, _)| !scheme.contains('/')).and_then(|(scheme, rest)| {
        let (inside, rest) = rest.split_once(']').filter(|(inside, _)| number(inside))?;
        Some([scheme, inside, rest])
    });
    parts.unwrap_or([text, "", ""])
}

/// RFC 2396 with the fragment's `#`: what all readers take for part of an address.
fn is_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || ";/?:@&=+$.-_!~*'()%,#".contains(c)
}

fn is_tag(rest: &str) -> bool {
    let Some((authority, words)) = rest.split_once(':') else { return false };
    let Some((name, date)) = authority.split_once(',') else { return false };
    let dated =
        date.split('-').enumerate().all(|(at, part)| digits(part, if at == 0 { 4..=4 } else { 2..=2 }).is_some());
    !name.is_empty() && dated && date.split('-').count() <= 3 && !words.is_empty()
}

/// Whether an address is in its one canonical spelling, so that comparing it letter by letter is right (RFC 4287, 4.2.6).
pub(super) fn is_canonical(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return true };
    if scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return false;
    }
    match scheme {
        "http" | "https" => url::Url::parse(text).is_ok_and(|url| text::canonical(&url) == text),
        "urn" => !rest.split_once(':').is_some_and(|(space, name)| {
            let upper = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
            upper(space) || space == "uuid" && upper(name)
        }),
        _ => true,
    }
}

/// Whether a text is the shape of a language tag (BCP 47).
pub(super) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && plain(part))
}

/// Whether a text is a media type: `application/rss+xml; charset=utf-8`.
pub(super) fn is_media_type(text: &str) -> bool {
    let token =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && !"()<>,;:\\\"/[]?=".contains(c));
    let essence = text.split(';').next().unwrap_or_default().trim();
    essence.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

/// Whether plain words hold what looks like the end of an element or a named character.
pub fn is_marked_up(words: &str) -> bool {
    markup(words).is_some()
}

/// Whether plain words hold what looks like the end of an element.
pub fn ends_element(words: &str) -> bool {
    end_tag(words).is_some()
}

/// What in a text that should be plain words looks like markup: the end of an element, or a named character.
pub(super) fn markup(text: &str) -> Option<&str> {
    end_tag(text).or_else(|| named_character(text))
}

fn end_tag(text: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let start = from + at;
        let name = &text[start + 2..];
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if length > 0 && name[length..].starts_with('>') && super::html::is_element(&name[..length]) {
            return Some(&text[start..start + 3 + length]);
        }
        from = start + 2;
    }
    None
}

fn named_character(text: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(at) = text[from..].find('&') {
        let start = from + at;
        let name = &text[start + 1..];
        let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        let known = ["amp", "lt", "gt", "quot", "apos", "nbsp", "hellip", "ndash", "mdash", "rsquo", "lsquo", "pound"];
        let numbered = name.starts_with('#') && length > 1;
        if name[length..].starts_with(';') && (numbered || known.contains(&&name[..length])) {
            return Some(&text[start..start + 2 + length]);
        }
        from = start + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_rss() {
        let good = |text: &str| Time::Good(text.parse().unwrap());
        let cases = [
            ("Wed, 02 Oct 2002 13:00:00 GMT", good("2002-10-02T13:00:00Z")),
            ("Wed, 2 Oct 2002 13:00 +0130", good("2002-10-02T11:30:00Z")),
            ("02 Oct 2002 13:00:00 EST", good("2002-10-02T18:00:00Z")),
            ("Sat, 31 Dec 2016 23:59:60 GMT", good("2016-12-31T23:59:59Z")),
            ("Thu, 02 Oct 2002 13:00:00 GMT", Time::WrongDay),
            ("Wed, 02 Oct 02 13:00:00 GMT", Time::Doubtful),
            ("wed, 02 oct 2002 13:00:00 gmt", Time::Doubtful),
            ("Wed,  02 Oct 2002 13:00:00 GMT", Time::Doubtful),
            ("Wed, 02 Oct 2002 13:00:00 A", Time::Doubtful),
            ("Wed, 02 Oct 2002 13:00:00 +0115", Time::Doubtful),
            ("Wed, 31 Feb 2002 13:00:00 GMT", Time::Doubtful),
            ("Mittwoch, 02 Okt 2002 13:00:00 GMT", Time::Bad),
            ("2002-10-02T13:00:00Z", Time::Bad),
            ("", Time::Bad),
            ("Wed, 02 Oct 2002 13:é0:00 GMT", Time::Bad),
        ];
        for (text, expected) in cases {
            assert_eq!(rfc822(text), expected, "{text}");
        }
    }

    #[test]
    fn times_of_atom() {
        let cases = [
            ("2002-10-02T13:00:00Z", Time::Good("2002-10-02T13:00:00Z".parse().unwrap())),
            ("2002-10-02T13:00:00.250+01:00", Time::Good("2002-10-02T12:00:00.250Z".parse().unwrap())),
            ("2002-10-02t13:00:00z", Time::Doubtful),
            ("2002-10-02 13:00:00Z", Time::Doubtful),
            ("2002-10-02", Time::Bad),
            ("2002-10-02T13:00:00", Time::Bad),
        ];
        for (text, expected) in cases {
            assert_eq!(rfc3339(text), expected, "{text}");
        }
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        for (text, expected) in
            [("2026-01-01T00:09:00Z", true), ("2026-01-01T00:11:00Z", false), ("1989-12-31T23:59:59Z", false)]
        {
            assert_eq!(is_plausible(text.parse().unwrap(), now), expected, "{text}");
        }
    }

    #[test]
    fn addresses() {
        let good = [
            "https://a.example/b?c=1&d=%7C#e",
            "mailto:a@b.example",
            "urn:uuid:00000000-0000-4000-8000-000000000001",
            "tag:a.example,2026-11-22:x/1",
            "urn:isbn:1",
            "http://[::1]:8080/feeds/all.rss",
            "https://[2001:db8::a]/",
        ];
        for text in good {
            assert_eq!(address_fault(text), None, "{text}");
            assert_eq!(is_number_of_ipv6(text), text.contains('['), "{text}");
        }
        let bad = [
            "",
            "/a",
            "a.html",
            "#x",
            "//a.example/",
            "http:/a",
            "https://",
            "https:///a",
            "https://a.example/a|b",
            "https://a.example/é",
            "https://a.example/[b]",
            "https://[::1]/[b]",
            "https://[x]/",
            "https://a.example/?b=://[::1]",
            "https://a.example/a b",
            "urn:uuid:1",
            "tag:a,x:b",
            "tag:a.example,2026",
            "1a:b",
            "urn:",
        ];
        for text in bad {
            assert!(address_fault(text).is_some(), "{text}");
        }
        for (text, expected) in [
            ("https://a.example/", true),
            ("https://A.example/", false),
            ("https://a.example", false),
            ("https://a.example:443/", false),
            ("https://a.example/caf%c3%a9", false),
            ("https://a.example/%7Ea", false),
            ("https://a.example/caf%C3%A9?b=%2F", true),
            ("HTTPS://a.example/", false),
            ("urn:uuid:ABCDEF00-0000-4000-8000-000000000001", false),
            ("urn:uuid:abcdef00-0000-4000-8000-000000000001", true),
            ("tag:a.example,2026:X", true),
        ] {
            assert_eq!(is_canonical(text), expected, "{text}");
        }
    }

    #[test]
    fn small_values() {
        for (text, expected) in [("en", true), ("en-GB", true), ("zh-Hant-TW", true), ("english", false), ("", false)] {
            assert_eq!(is_language(text), expected, "{text}");
        }
        for (text, expected) in [("text/html", true), ("application/rss+xml; charset=utf-8", true), ("html", false)] {
            assert_eq!(is_media_type(text), expected, "{text}");
        }
        for (text, expected) in [
            ("Trust <5% & \"A&E\"", None),
            ("The <b>bold</b> one", Some("</b>")),
            ("a </nosuch> b </ b>", None),
            ("R&amp;D", Some("&amp;")),
            ("it&#8217;s", Some("&#8217;")),
            ("a && b; c &; &bogus;", None),
        ] {
            assert_eq!(markup(text), expected, "{text}");
        }
    }
}
