//! Owns the forms in which a date can be spelled, and where in a text one stands. What a spelling means is decided by
//! the parent.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};
use regex::{Captures, Regex};

use super::words;

/// A date as spelled.
#[derive(Debug, Clone)]
pub(super) struct Spelled {
    pub(super) day: Day,
    pub(super) weekday: Option<Weekday>,
    pub(super) time: Option<NaiveTime>,
    /// Seconds east of Greenwich.
    pub(super) offset: Option<i32>,
    pub(super) span: Range<usize>,
}

/// Which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Of the calendar.
    Of {
        /// The year, where one is named.
        year: Option<i32>,
        /// The month, from 1.
        month: u32,
        /// The day of the month.
        day: u32,
        /// In figures of which either could be the month; read here as day first.
        either: bool,
    },
    /// So many days before the day of reading.
    Before(u64),
    /// The last such day.
    Weekday(Weekday),
    /// So long before the moment of reading.
    Ago(TimeDelta),
    /// Seconds since 1970.
    Instant(DateTime<Utc>),
}

/// The first date in the text.
pub(super) fn first(text: &str) -> Option<Spelled> {
    let days = days(text, Before::NoFigure);
    let start = days.iter().map(|found| found.span.start).min()?;
    // At one place the longest reading is meant: "27 Nov 2017" rather than "27 Nov".
    let found = days.into_iter().filter(|found| found.span.start == start).max_by_key(|found| found.span.end)?;
    Some(with_time(text, found))
}

/// The date that the text ends in.
pub(super) fn last(text: &str) -> Option<Spelled> {
    let ends = |found: &Spelled| text[found.span.end..].trim_matches([' ', '.', ')', ',']).is_empty();
    let days = days(text, Before::Anything).into_iter();
    days.map(|found| with_time(text, found)).filter(ends).min_by_key(|found| found.span.start)
}

/// What may stand before the figure of a day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    NoFigure,
    /// A role such as "ST3" may be glued to it.
    Anything,
}

static MONTH: LazyLock<String> = LazyLock::new(|| format!("(?P<month>{})", words::months()));
const WEEKDAY: &str = "(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?";
const TIME: &str = r"(?:(?P<hour>\d{1,2})(?:[:.]|\s?h\s?)(?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\b\.?)?(?:\s?(?:hrs?|uhr|h)\b)?|(?P<hour24>\d{1,2})\s?(?:uhr|h)\b|(?P<hour12>\d{1,2})\s*(?P<half12>[ap]\.?m\b\.?)|(?P<named>noon|midday|midnight)\b)";
const OFFSET: &str = r"(?:\s*\(?(?P<offset>[+-]\d{2}:?\d{2}|z|utc|gmt|bst|ist|wet|west|cet|cest|eet|eest|est|edt|cst|cdt|mst|mdt|pst|pdt|aest|aedt|nzst|nzdt|sast|msk|jst|hkt|sgt)\b\)?)?";

/// A figure is one of 0 to 9: those of other scripts fit no number, and half a date would be read of them.
fn regex(pattern: &str) -> Regex {
    let pattern = pattern.replace(r"\d", "[0-9]");
    Regex::new(&format!("(?i){pattern}")).expect("the pattern is a constant, and each is used by a test")
}

/// The forms of a calendar day.
static CALENDAR: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let month = MONTH.as_str();
    vec![
        regex(r"(?P<year>\d{4})(?P<separator>[-/.])(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
        regex(r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4}|\d{2})"),
        regex(&format!(
            r"(?:\b{WEEKDAY}[\s,.]*(?:the\s+)?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|°)?[\s.\-/]*(?:(?:of|de)\s+)?{month}\b\.?(?:[\s,\-/]*(?:del?\s+)?(?P<year>\d{{4}})|(?:-|\s?['’])(?P<short>\d{{2}}))?"
        )),
        // A year that is glued to the month's name ends no word there.
        regex(&format!(r"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{month}(?P<year>\d{{4}})")),
        regex(&format!(
            r"(?:\b{WEEKDAY}[\s,.]*)?\b{month}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:[\s,]+(?P<year>\d{{4}}))?"
        )),
    ]
});

static AGO: LazyLock<Regex> = LazyLock::new(|| {
    let span = |n: u8| {
        format!(
            r"(?P<count{n}>\d{{1,4}}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eine[rmn]?|une?|una?|ein|en|ett|een)\s*(?P<unit{n}>{})",
            words::UNITS
        )
    };
    regex(&format!(
        r"\b(?:(?P<more>\d{{1,3}})\s*(?P<moreunit>h|hrs?|hours?|d|days?)\b,?\s*(?:and\s+)?)?{}\s+(?:ago|geleden|sedan|fa)\b|\b(?:vor|il y a|hace|för)\s+{}\b",
        span(1),
        span(2)
    ))
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"\b(?P<name>{})\b", words::NEAR)));
static WEEKDAY_ALONE: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^\W*(?:on\s+)?{WEEKDAY}\b")));
static SECONDS: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*(?P<stamp>\d{10}|\d{13})\s*$"));
static TIME_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?:T|[\s,;|/·•@–—(\-]*(?:(?:at|from|à|um|a\s+las|alle(?:\s+ore)?|ore|kl\.?|klockan|om)\s+)?){TIME}{OFFSET}"
    ))
});
static TIME_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"\b{TIME}{OFFSET}[\s,|·–—\-]*(?:on\s+)?(?:{WEEKDAY}[\s,]*)?(?:the\s+)?$")));

fn days(text: &str, before: Before) -> Vec<Spelled> {
    let mut found = Vec::new();
    for form in CALENDAR.iter() {
        let mut from = 0;
        while let Some(captures) = form.captures_at(text, from) {
            let whole = span(&captures);
            from = match calendar_day(text, &captures, before) {
                Some(spelled) => {
                    found.push(spelled);
                    whole.end
                }
                // The next character may begin what this one did not: the day in "ST330 Mar".
                None => whole.start + text[whole.start..].chars().next().map_or(1, char::len_utf8),
            };
        }
    }
    found.extend(AGO.captures_iter(text).map(|captures| bare(ago(&captures), &captures)));
    found.extend(NAMED.captures_iter(text).map(|captures| {
        let day = words::days_before(&captures["name"]).map_or(Day::Ago(TimeDelta::zero()), Day::Before);
        bare(day, &captures)
    }));
    if found.is_empty() {
        found.extend(
            WEEKDAY_ALONE.captures(text).and_then(|captures| Some(bare(Day::Weekday(weekday(&captures)?), &captures))),
        );
        found.extend(SECONDS.captures(text).and_then(|captures| Some(bare(instant(&captures["stamp"])?, &captures))));
    }
    found
}

fn bare(day: Day, captures: &Captures<'_>) -> Spelled {
    Spelled { day, weekday: None, time: None, offset: None, span: span(captures) }
}

fn span(captures: &Captures<'_>) -> Range<usize> {
    captures.get_match().range()
}

fn calendar_day(text: &str, captures: &Captures<'_>, before: Before) -> Option<Spelled> {
    let span = span(captures);
    let number = |name: &str| captures.name(name).and_then(|found| found.as_str().parse::<u32>().ok());
    let is_figure = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if before == Before::NoFigure && is_figure(text[..span.start].chars().next_back()) {
        return None;
    }
    let year = captures.name("year").or_else(|| captures.name("short")).map(|found| found.as_str());
    // "May 2017" is no day, and no day is left over from it; after a whole year a time may be glued.
    if year.is_none_or(|year| year.len() < 4) && is_figure(text[span.end..].chars().next()) {
        return None;
    }
    let either = matches!((number("first"), number("second")), (Some(1..=12), Some(1..=12)))
        && !captures.get_match().as_str().contains('.');
    let (month, day) = match (number("first"), number("second")) {
        // Day first, unless only the other way round makes a date.
        (Some(first), Some(second)) if second > 12 && first <= 12 => (first, second),
        (Some(first), Some(second)) => (second, first),
        _ => (number("month").or_else(|| words::month(&captures["month"]))?, number("day")?),
    };
    let year = year.and_then(full_year);
    chrono::NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
    Some(Spelled {
        day: Day::Of { year, month, day, either },
        weekday: weekday(captures),
        time: None,
        offset: None,
        span,
    })
}

fn full_year(figures: &str) -> Option<i32> {
    let year: i32 = figures.parse().ok()?;
    Some(match figures.len() {
        2 if year >= 70 => 1900 + year,
        2 => 2000 + year,
        _ => year,
    })
}

fn weekday(captures: &Captures<'_>) -> Option<Weekday> {
    captures.name("weekday")?.as_str().get(..3)?.parse().ok()
}

fn ago(captures: &Captures<'_>) -> Day {
    const WORDS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let said = |name: &str| captures.name(name).map_or("", |found| found.as_str());
    let (count, unit) = if captures.name("unit1").is_some() {
        (said("count1").to_ascii_lowercase(), said("unit1"))
    } else {
        (said("count2").to_ascii_lowercase(), said("unit2"))
    };
    let count = match count.parse::<i64>() {
        Ok(count) => count,
        Err(_) => (1..).zip(WORDS).find(|(_, word)| *word == count).map_or(1, |(number, _)| number),
    };
    let more = captures.name("more").and_then(|more| more.as_str().parse::<i64>().ok()).unwrap_or(0);
    let more_unit = captures.name("moreunit").map_or(0, |unit| words::minutes(unit.as_str()));
    match words::minutes(unit) {
        0 => Day::Ago(TimeDelta::seconds(count)),
        minutes => Day::Ago(TimeDelta::minutes(count * minutes + more * more_unit)),
    }
}

fn instant(stamp: &str) -> Option<Day> {
    let number: i64 = stamp.parse().ok()?;
    let at =
        if stamp.len() == 10 { DateTime::from_timestamp(number, 0) } else { DateTime::from_timestamp_millis(number) };
    at.map(Day::Instant)
}

/// Adds the time of day that stands right after the day, or right before it.
fn with_time(text: &str, mut found: Spelled) -> Spelled {
    if matches!(found.day, Day::Ago(_) | Day::Instant(_)) {
        return found;
    }
    if let Some(captures) = TIME_AFTER.captures(&text[found.span.end..])
        && let Some(time) = time(&captures)
    {
        found.time = Some(time);
        found.offset = offset(&captures);
        found.span.end += span(&captures).end;
    } else if let Some(captures) = TIME_BEFORE.captures(&text[..found.span.start])
        && let Some(time) = time(&captures)
    {
        found.time = Some(time);
        found.offset = offset(&captures);
        found.weekday = found.weekday.or(weekday(&captures));
        found.span.start = span(&captures).start;
    }
    found
}

fn time(captures: &Captures<'_>) -> Option<NaiveTime> {
    let number = |name: &str| captures.name(name).and_then(|found| found.as_str().parse::<u32>().ok());
    if let Some(named) = captures.name("named") {
        return NaiveTime::from_hms_opt(if named.as_str().eq_ignore_ascii_case("midnight") { 0 } else { 12 }, 0, 0);
    }
    let hour = number("hour").or_else(|| number("hour12")).or_else(|| number("hour24"))?;
    let half = captures.name("half").or_else(|| captures.name("half12"));
    let is_afternoon = half.map(|half| half.as_str().starts_with(['p', 'P']));
    let hour = match (hour, is_afternoon) {
        (12, Some(false)) => 0,
        (1..=11, Some(true)) => hour + 12,
        (24, None) => return None,
        _ => hour,
    };
    NaiveTime::from_hms_opt(hour, number("minute").unwrap_or(0), number("second").unwrap_or(0))
}

fn offset(captures: &Captures<'_>) -> Option<i32> {
    let name = captures.name("offset")?.as_str().to_ascii_lowercase();
    let hours = match name.as_str() {
        "z" | "utc" | "gmt" | "wet" => 0,
        "bst" | "ist" | "cet" | "west" => 1,
        "cest" | "eet" | "sast" => 2,
        "eest" | "msk" => 3,
        "hkt" | "sgt" => 8,
        "jst" => 9,
        "aest" => 10,
        "aedt" => 11,
        "nzst" => 12,
        "nzdt" => 13,
        "edt" => -4,
        "est" | "cdt" => -5,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        figures => {
            let sign = if figures.starts_with('-') { -1 } else { 1 };
            let digits: String = figures.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..)?.parse::<i32>().ok()?);
            return (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60));
        }
    };
    Some(hours * 3600)
}

/// The words before a trailing date, without what only leads to it: "Jane Roe, posted on" is "Jane Roe".
pub(super) fn without_link(head: &str) -> &str {
    static LINK: LazyLock<Regex> =
        LazyLock::new(|| regex(&format!(r"(?:[\s,|·•–—:(\-]+|\b(?:posted|published|on|at|{WEEKDAY})\b)+$")));
    let start = LINK.find(head).map_or(head.len(), |link| link.start());
    head[..start].trim_start_matches(|c: char| c.is_whitespace() || "|·•–—-,:".contains(c))
}
