//! Owns the forms in which a date can be spelled, and where in a text one stands. What a spelling means is decided by
//! the parent.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};
use regex::{Captures, Regex};

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
    Of { year: Option<i32>, month: u32, day: u32 },
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

const MONTH: &str = "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?\
                     |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const WEEKDAY: &str = "(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?";
const TIME: &str = r"(?:(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\b\.?)?(?:\s?hrs?\b)?|(?P<hour12>\d{1,2})\s*(?P<half12>[ap]\.?m\b\.?)|(?P<named>noon|midday|midnight)\b)";
const OFFSET: &str = r"(?:\s*\(?(?P<offset>[+-]\d{2}:?\d{2}|z|utc|gmt|bst|ist|wet|west|cet|cest|eet|eest|est|edt|cst|cdt|mst|mdt|pst|pdt)\b\)?)?";

fn regex(pattern: &str) -> Regex {
    Regex::new(&format!("(?i){pattern}")).expect("the pattern is a constant, and each is used by a test")
}

/// The forms of a calendar day.
static CALENDAR: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    vec![
        regex(r"(?P<year>\d{4})(?P<separator>[-/.])(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
        regex(r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4}|\d{2})"),
        regex(&format!(
            r"(?:\b{WEEKDAY}[\s,.]*(?:the\s+)?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.\-/]*(?:of\s+)?{MONTH}\b\.?(?:[\s,\-/]*(?P<year>\d{{4}})|(?:-|\s?['’])(?P<short>\d{{2}}))?"
        )),
        // A year that is glued to the month's name ends no word there.
        regex(&format!(r"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{MONTH}(?P<year>\d{{4}})")),
        regex(&format!(
            r"(?:\b{WEEKDAY}[\s,.]*)?\b{MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:[\s,]+(?P<year>\d{{4}}))?"
        )),
    ]
});

static AGO: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?P<count>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten)\s*(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|months?|y|yrs?|years?)\s+ago\b",
    )
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?P<name>just now|moments? ago|today|yesterday)\b"));
static WEEKDAY_ALONE: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^\W*(?:on\s+)?{WEEKDAY}\b")));
static SECONDS: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*(?P<stamp>\d{10}|\d{13})\s*$"));
static TIME_AFTER: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"^(?:T|[\s,;|/·•@–—(\-]*(?:at\s+|from\s+)?){TIME}{OFFSET}")));
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
        let day = match captures["name"].to_ascii_lowercase().as_str() {
            "today" => Day::Before(0),
            "yesterday" => Day::Before(1),
            _ => Day::Ago(TimeDelta::zero()),
        };
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
    let (month, day) = match (number("first"), number("second")) {
        // Day first, unless only the other way round makes a date.
        (Some(first), Some(second)) if second > 12 && first <= 12 => (first, second),
        (Some(first), Some(second)) => (second, first),
        _ => (number("month").or_else(|| month(&captures["month"]))?, number("day")?),
    };
    let year = year.and_then(full_year);
    chrono::NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
    Some(Spelled { day: Day::Of { year, month, day }, weekday: weekday(captures), time: None, offset: None, span })
}

fn full_year(figures: &str) -> Option<i32> {
    let year: i32 = figures.parse().ok()?;
    Some(match figures.len() {
        2 if year >= 70 => 1900 + year,
        2 => 2000 + year,
        _ => year,
    })
}

fn month(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.to_ascii_lowercase();
    (1..).zip(MONTHS).find(|(_, month)| name.starts_with(month)).map(|(number, _)| number)
}

fn weekday(captures: &Captures<'_>) -> Option<Weekday> {
    captures.name("weekday")?.as_str().get(..3)?.parse().ok()
}

fn ago(captures: &Captures<'_>) -> Day {
    const WORDS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let count = captures["count"].to_ascii_lowercase();
    let count = match count.parse::<i64>() {
        Ok(count) => count,
        Err(_) => (1..).zip(WORDS).find(|(_, word)| *word == count).map_or(1, |(number, _)| number),
    };
    let unit = captures["unit"].to_ascii_lowercase();
    Day::Ago(match unit.as_str() {
        unit if unit.starts_with("mo") => TimeDelta::days(count * 30),
        unit if unit.starts_with('m') => TimeDelta::minutes(count),
        unit if unit.starts_with('s') => TimeDelta::seconds(count),
        unit if unit.starts_with('h') => TimeDelta::hours(count),
        unit if unit.starts_with('d') => TimeDelta::days(count),
        unit if unit.starts_with('w') => TimeDelta::weeks(count),
        _ => TimeDelta::days(count * 365),
    })
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
    let hour = number("hour").or_else(|| number("hour12"))?;
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
        "cest" | "eet" => 2,
        "eest" => 3,
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

/// Whether the words about a date say nothing but that it is one.
pub(super) fn is_filler(words: &str) -> bool {
    const FILLER: [&str; 44] = [
        "published",
        "posted",
        "updated",
        "modified",
        "amended",
        "created",
        "added",
        "submitted",
        "written",
        "first",
        "last",
        "on",
        "at",
        "in",
        "the",
        "date",
        "time",
        "dated",
        "publication",
        "released",
        "by",
        "of",
        "from",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "was",
        "this",
        "article",
        "story",
        "comment",
        "since",
        "is",
    ];
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| FILLER.contains(&word.to_lowercase().as_str()))
}

/// The words before a trailing date, without what only leads to it: "Jane Roe, posted on" is "Jane Roe".
pub(super) fn without_link(head: &str) -> &str {
    static LINK: LazyLock<Regex> =
        LazyLock::new(|| regex(&format!(r"(?:[\s,|·•–—:(\-]+|\b(?:posted|published|on|at|{WEEKDAY})\b)+$")));
    let start = LINK.find(head).map_or(head.len(), |link| link.start());
    head[..start].trim_start_matches(|c: char| c.is_whitespace() || "|·•–—-,:".contains(c))
}
