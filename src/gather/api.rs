//! Owns what the kinds that read JSON have in common: how an answer becomes a value, and how values become words,
//! times, addresses and threads. Nothing here recurses deeper than the parser, which refuses what is nested deeper
//! than 128.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use serde_json::Value;
use url::Url;

use super::kind::{Page, ReadError};
use super::markup::{self, words};
use super::{charset, clean, dates};
use crate::domain::{CommentKey, FoundComment};

/// Reads an answer as JSON, as APIs write it: perhaps behind a guard against scripts, and with halves of surrogate
/// pairs, which no Rust text can hold.
pub(super) fn parse(page: &Page<'_>) -> Result<Value, ReadError> {
    let text = charset::decode(page.body, page.content_type);
    let text = text.trim_start_matches('\u{feff}').trim();
    let text =
        [")]}',", ")]}'", "while(1);", "for(;;);"].iter().find_map(|guard| text.strip_prefix(guard)).unwrap_or(text);
    if text.is_empty() {
        return Err(ReadError::NotReadable("the answer is empty".to_owned()));
    }
    if text.trim_start().starts_with('<') {
        return Err(ReadError::NotReadable("the answer is a page, not JSON".to_owned()));
    }
    let read = |text: &str| serde_json::from_str::<Value>(text);
    read(text).or_else(|error| read(&without_halves(text)).map_err(|_| error)).map_err(|error| {
        let why = error.to_string();
        if why.contains("recursion limit") {
            return ReadError::Excessive("nested more than 128 values deep".to_owned());
        }
        ReadError::NotReadable(format!("the answer is not JSON: {why}"))
    })
}

/// Whether an answer is meant to be JSON.
pub(super) fn is_json(page: &Page<'_>) -> bool {
    let said = page.content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
    let start = page.body.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    !start.starts_with(b"<") && (said || start.starts_with(b"{") || start.starts_with(b"["))
}

/// The text with each half of a surrogate pair that stands alone as U+FFFD.
fn without_halves(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let taken = match (half(escape), escape.get(6..).and_then(half)) {
            (Some(Half::High), Some(Half::Low)) => 12,
            (Some(_), _) => {
                out.push('\u{fffd}');
                rest = &escape[6..];
                continue;
            }
            (None, _) => escape.char_indices().nth(2).map_or(escape.len(), |(end, _)| end),
        };
        out.push_str(&escape[..taken]);
        rest = &escape[taken..];
    }
    out + rest
}

enum Half {
    High,
    Low,
}

fn half(text: &str) -> Option<Half> {
    let code = text.strip_prefix("\\u")?.get(..4)?;
    match u16::from_str_radix(code, 16).ok()? {
        0xd800..=0xdbff => Some(Half::High),
        0xdc00..=0xdfff => Some(Half::Low),
        _ => None,
    }
}

/// A value as one line of plain text: markup and entities are undone, nothing is left of an empty one.
pub(super) fn line(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(words(text)).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => {
            ["rendered", "name", "title", "value", "label"].iter().find_map(|key| match object.get(*key) {
                Some(Value::String(text)) => Some(words(text)).filter(|text| !text.is_empty()),
                _ => None,
            })
        }
        _ => None,
    }
}

/// No list of authors or topics is longer.
const MOST_LINES: usize = 100;

/// The lines of a list, or the one of a single value, without repeats.
pub(super) fn lines<'v>(values: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for value in values {
        let items = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
        for line in items.iter().filter_map(line) {
            if lines.len() < MOST_LINES && !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// A text or a number as the site's id of something.
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, also one written as a text, or the length of a list.
pub(super) fn number(value: &Value) -> Option<i64> {
    match value {
        // What a sum of votes counts is whole, whatever the site's software made of it.
        #[allow(clippy::cast_possible_truncation)]
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().filter(|n| n.abs() < 1e15).map(|n| n as i64))
        }
        Value::String(text) => text.trim().replace([',', ' '], "").parse().ok(),
        Value::Array(items) => i64::try_from(items.len()).ok(),
        _ => None,
    }
}

/// A number of things that there are.
pub(super) fn count(value: &Value) -> Option<u32> {
    number(value).and_then(|count| u32::try_from(count).ok())
}

/// Whether a value says yes: true, a number that is not 0, a text that is no "no", an object or list with something in it.
pub(super) fn is_yes(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => {
            !matches!(text.trim().to_ascii_lowercase().as_str(), "" | "0" | "false" | "no" | "null" | "none")
        }
        Value::Array(items) => !items.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}

/// A time: any spelling that sites use, or seconds, milliseconds or microseconds since 1970.
pub(super) fn time(value: &Value, page: &Page<'_>) -> Option<DateTime<Utc>> {
    let text = match value {
        Value::Number(number) => return instant(number.as_i64().or_else(|| whole(number.as_f64()?))?, page),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return instant(text.parse().ok()?, page);
    }
    dates::parse(text, page.fetched, page.zone)
}

/// A time that is in UTC, though it does not say so.
pub(super) fn time_utc(value: &Value, page: &Page<'_>) -> Option<DateTime<Utc>> {
    let text = value.as_str()?.trim();
    let names_zone = text.ends_with(['Z', 'z']) || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
    if names_zone {
        dates::parse(text, page.fetched, page.zone)
    } else {
        dates::parse(text, page.fetched, chrono_tz::UTC)
    }
}

#[allow(clippy::cast_possible_truncation)]
fn whole(number: f64) -> Option<i64> {
    (number.is_finite() && number.abs() < 1e17).then_some(number as i64)
}

/// Seconds for what would be a time of the web's in seconds, and so on.
fn instant(number: i64, page: &Page<'_>) -> Option<DateTime<Utc>> {
    let at = match number {
        ..=99_999_999_999 => DateTime::from_timestamp(number, 0),
        100_000_000_000..=99_999_999_999_999 => DateTime::from_timestamp_millis(number),
        _ => DateTime::from_timestamp_micros(number),
    }?;
    let latest = page.fetched.checked_add_signed(TimeDelta::days(1))?;
    (at <= latest && at.year() >= 1990).then_some(at)
}

/// An absolute web address, without what only tracks the reader.
pub(super) fn address(value: &Value, base: &Url) -> Option<Url> {
    let text = value.as_str()?.trim();
    let url = (!text.is_empty()).then(|| clean::resolve(text, base)).flatten()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// HTML or plain text, cleaned.
pub(super) fn body(text: &str, base: &Url) -> clean::Cleaned {
    clean::fragment(&markup::as_html(text), base)
}

/// A lead: the first paragraph of a text without the marks of an excerpt, cut to a few sentences.
pub(super) fn lead(text: &str) -> Option<String> {
    const LONGEST: usize = 400;
    let text = words(text);
    let text = ["[…]", "[...]", "[&hellip;]", "(more…)"]
        .iter()
        .fold(text.as_str(), |text, mark| text.trim_end_matches(mark).trim_end());
    if text.len() <= LONGEST {
        return Some(text.to_owned()).filter(|text| !text.is_empty());
    }
    let window = &text[..text.floor_char_boundary(LONGEST)];
    let end = window.rfind(". ").filter(|end| *end > LONGEST / 3).map(|end| end + 1);
    Some(end.map_or_else(
        || format!("{}…", window.rsplit_once(' ').map_or(window, |(before, _)| before)),
        |end| window[..end].to_owned(),
    ))
}

/// Gives each comment its place from `offset` on, and its depth from whom it answers. A comment whose parent stands on
/// an earlier page is one step deep, as far as this page tells.
pub(super) fn settle(comments: &mut [FoundComment], offset: u32) {
    let parents: HashMap<CommentKey, Option<CommentKey>> =
        comments.iter().map(|comment| (comment.key.clone(), comment.parent.clone())).collect();
    for (place, comment) in (0..).zip(comments) {
        comment.position = offset.saturating_add(place);
        let mut depth = 0;
        let mut above = comment.parent.as_ref();
        // Comments that answer each other in a circle would never end.
        while let Some(key) = above.filter(|_| depth < 100) {
            depth += 1;
            above = parents.get(key).and_then(Option::as_ref);
        }
        comment.depth = depth;
    }
}

#[cfg(test)]
mod tests;
