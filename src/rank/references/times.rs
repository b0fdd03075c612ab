//! Owns the references by clock: "@1207", "5:56 -", "Anonymous 10:44", "12.07pm".
//!
//! A figure is taken for one only where the words around it address somebody, so clinic hours, doses, prices and dates
//! pass by; and it resolves only to a comment that was posted in that minute, or one beside it.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Timelike;
use chrono_tz::Tz;
use regex::{Captures, Regex};

use crate::domain::FoundComment;

/// More comments than this in one minute, and the reference says nothing.
const CANDIDATES: usize = 6;
/// Minutes of a day.
const DAY: u32 = 24 * 60;

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u)^(?P<h>[0-9]{1,2})(?P<sep>[:.]?)(?P<m>[0-9]{2})(?: ?(?P<half>[ap])\.?m\b\.?)?")
        .expect("the pattern is a constant that the tests compile")
});
static RANGE_OR_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s?(?:[%/°\d]|[.:,]\d|[-–—]\s?\d|(?:to|till|until|hrs?|hours|mins?|mg|mcg|ml|mmol|kg|g|million|bn|m|k|pp|per|percent|quid|pounds|euros|dollars|pence|p)\b)",
    )
    .expect("the pattern is a constant that the tests compile")
});
static CHAINED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u)^(?:and|&|,|/|\+) ?[0-9]{1,2}[:.]?[0-9]{2}\b")
        .expect("the pattern is a constant that the tests compile")
});
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i-u)^(?:this|that|one|next) (?:morning|afternoon|evening|week|monday|tuesday|wednesday|thursday|friday)\b",
    )
    .expect("the pattern is a constant that the tests compile")
});
static SAYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u)^ (?:says|said|wrote|claims|suggests|asks|is right|is wrong)\b")
        .expect("the pattern is a constant that the tests compile")
});
static SPEECH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[ \t,]*(?:says|said|wrote|writes|claims|suggests|asks|makes|is (?:quite |absolutely )?(?:right|wrong)|you|your|you're|are both|both|i agree|i disagree|agree|agreed|thanks|thank|well said|exactly|absolutely)\b")
        .expect("the pattern is a constant that the tests compile")
});

/// Words that name a commenter: what follows them is a time of posting.
const PERSON: &[&str] = &[
    "anonymous",
    "anon",
    "poster",
    "post",
    "posted",
    "comment",
    "comments",
    "commenter",
    "colleague",
    "contributor",
    "guest",
    "gp",
    "dr",
    "doctor",
    "nurse",
    "above",
    "person",
    "writer",
    "reader",
];
/// Words of addressing: "agree with 10:44", "reply to 5:56".
const ADDRESS: &[&str] = &[
    "agree",
    "agreed",
    "disagree",
    "reply",
    "replying",
    "response",
    "responding",
    "answer",
    "answering",
    "thanks",
    "addition",
    "referring",
    "contrary",
    "respect",
];
/// Words that a time of posting follows where somebody is spoken to or of.
const SPOKEN: &[&str] = &[
    "w", "hear", "ditto", "is", "what", "does", "did", "hi", "sorry", "dear", "yes", "no", "well", "as", "like",
    "though",
];
/// Words after a time of the clinic's day that opens a line.
const OF_THE_DAY: &[&str] = &[
    "to",
    "till",
    "until",
    "is",
    "on",
    "every",
    "for",
    "in",
    "at",
    "sharp",
    "start",
    "starts",
    "clinic",
    "clinics",
    "surgery",
    "train",
    "bus",
    "appointment",
    "appointments",
    "hours",
    "o'clock",
    "tomorrow",
    "today",
    "yesterday",
    "last",
    "list",
    "start",
    "finish",
    "onwards",
    "exactly",
    "and",
    "or",
    "when",
    "each",
    "daily",
    "per",
    "people",
    "patients",
    "was",
    "in",
    "of",
    "came",
    "before",
    "after",
    "comes",
    "already",
];
/// Words before a time of the clinic's day.
const SCHEDULE: &[&str] = &[
    "at", "from", "until", "till", "to", "by", "since", "before", "after", "between", "around", "about", "past",
    "every", "of", "the", "a", "nearly", "almost", "only", "and", "or", "over", "under",
];

/// The comments of a thread by the minute of the site's day in which they were posted.
pub(super) struct Clock {
    minutes: HashMap<u32, Vec<usize>>,
    places: Vec<usize>,
}

impl Clock {
    /// Reads the times of the comments in `zone`; `order` holds their indices, earliest first.
    pub(super) fn new(comments: &[FoundComment], order: &[usize], zone: Tz) -> Self {
        let mut minutes: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut places = vec![0; comments.len()];
        for (place, &at) in order.iter().enumerate() {
            places[at] = place;
            if let Some(posted) = comments[at].posted {
                let local = posted.with_timezone(&zone);
                minutes.entry(local.hour() * 60 + local.minute()).or_default().push(at);
            }
        }
        Self { minutes, places }
    }

    /// The comments a text refers to by the clock, each with its share of the reference; `earlier` tells which
    /// comments came before it.
    pub(super) fn referred(&self, text: &str, limit: usize, earlier: impl Fn(usize) -> bool) -> Vec<(usize, f64)> {
        if self.minutes.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for reading in readings(text, limit) {
            found.extend(shared(self.candidates(&reading, &earlier)));
        }
        found
    }

    /// Those posted in the very minute; failing that, in the one before or after.
    fn candidates(&self, minutes: &[u32], earlier: &impl Fn(usize) -> bool) -> Vec<usize> {
        let posted = |minute: u32| {
            self.minutes.get(&minute).into_iter().flatten().copied().filter(|&at| earlier(at)).take(CANDIDATES + 1)
        };
        let mut exact: Vec<usize> = minutes.iter().flat_map(|&minute| posted(minute)).collect();
        if exact.is_empty() {
            exact = minutes.iter().flat_map(|&m| [(m + DAY - 1) % DAY, (m + 1) % DAY]).flat_map(posted).collect();
        }
        if exact.len() > CANDIDATES {
            exact.clear();
        }
        exact.sort_by_key(|&at| self.places[at]);
        exact
    }
}

/// Several that a reference fits share it; the latest of them, whom people mostly mean, has twice the share.
fn shared(candidates: Vec<usize>) -> impl Iterator<Item = (usize, f64)> {
    let last = candidates.len().saturating_sub(1);
    let whole = candidates.len() as f64 + 1.0;
    let part = move |nth| {
        if last == 0 {
            1.0
        } else if nth == last {
            2.0 / whole
        } else {
            1.0 / whole
        }
    };
    candidates.into_iter().enumerate().map(move |(nth, at)| (at, part(nth)))
}

/// What each reference in the text can mean, as minutes of the day.
fn readings(text: &str, limit: usize) -> Vec<Vec<u32>> {
    let mut found = Vec::new();
    let mut last_end = None;
    for start in figures(text).take(limit * 4) {
        let Some(figure) = CLOCK.captures(&text[start..]) else { continue };
        let end = start + figure.get(0).map_or(0, |whole| whole.len());
        let chained = last_end.is_some_and(|last: usize| last <= start && joins(&text[last..start]));
        if let Some(minutes) = minutes(&figure)
            && refers(&text[..start], &figure, &text[end..], chained)
        {
            last_end = Some(end);
            found.push(minutes);
        }
        if found.len() == limit {
            break;
        }
    }
    found
}

/// Where rows of at least three figures begin that are no part of a word.
fn figures(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter(move |&at| {
        bytes[at].is_ascii_digit()
            && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && bytes[at..].iter().take(4).filter(|byte| byte.is_ascii_digit()).count() >= 3
    })
}

fn joins(between: &str) -> bool {
    matches!(between.trim(), "and" | "&" | "," | "/" | "+" | ", and" | "or")
}

/// The minutes of the day a figure can mean: one with am or pm or from 13 on, else morning and afternoon.
fn minutes(figure: &Captures<'_>) -> Option<Vec<u32>> {
    let hour: u32 = figure["h"].parse().ok()?;
    let minute: u32 = figure["m"].parse().ok()?;
    if hour > 23 || minute > 59 {
        return None;
    }
    let half = figure.name("half").map(|half| half.as_str().to_ascii_lowercase());
    Some(match half.as_deref() {
        Some(_) if hour > 12 => vec![hour * 60 + minute],
        Some("a") => vec![hour % 12 * 60 + minute],
        Some(_) => vec![(hour % 12 + 12) * 60 + minute],
        None if hour > 12 || figure["h"].starts_with('0') => vec![hour * 60 + minute],
        None => vec![hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute],
    })
}

/// Whether the words around a figure address the one who posted then.
fn refers(before: &str, figure: &Captures<'_>, after: &str, chained: bool) -> bool {
    if before.ends_with(|c: char| c.is_alphanumeric() || ".:/£$€-–+#_".contains(c)) || RANGE_OR_UNIT.is_match(after)
    {
        return false;
    }
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]).trim_end();
    if line.ends_with('@') || (chained && !figure["sep"].is_empty()) {
        return true;
    }
    let rest = after.trim_start_matches([' ', '\t']);
    if line.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
        return opens_line(figure, after, rest);
    }
    if figure["sep"].is_empty() && figure.name("half").is_none() && !(figure["h"].len() == 2 && SAYS.is_match(after)) {
        return false;
    }
    let mut words = line.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let (last, previous) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (last, previous) = (last.as_str(), previous.as_str());
    let aside = line.ends_with([',', '('])
        && rest.starts_with([',', ')', '!', '?', '.'])
        && !line.trim_end_matches([',', '(']).ends_with(|c: char| c.is_ascii_digit())
        && !rest.trim_start_matches([',', ')', ' ']).starts_with(|c: char| c.is_ascii_digit());
    let possessed = !figure["sep"].is_empty() && (after.starts_with("'s ") || after.starts_with("’s "));
    // "Anonymous | 3 May 2023 3:40pm" is how some sites print a byline, and people paste it.
    let pasted = line.contains('|') && words.next_back().is_some_and(|first| PERSON.contains(&first.as_str()));
    let closing = rest.trim_end_matches(['.', '!', '\n', ' ']).is_empty() && line.ends_with('+');
    match last {
        "re" | "anonymous" | "anon" => true,
        _ if aside || pasted || closing || possessed => true,
        "at" | "from" | "by" | "of" | "on" => PERSON.contains(&previous),
        "to" | "with" => ADDRESS.contains(&previous) || PERSON.contains(&previous),
        _ if PERSON.contains(&last) => true,
        _ if SPOKEN.contains(&last) && !line.ends_with([',', ';']) => !OF_THE_DAY.contains(&first_word(rest).as_str()),
        _ if SPEECH.is_match(after) && !SCHEDULE.contains(&last) => true,
        _ => figure.name("half").is_some() && !SCHEDULE.contains(&last) && !figure["m"].ends_with(['0', '5']),
    }
}

fn first_word(rest: &str) -> String {
    rest.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).next().unwrap_or_default().to_lowercase()
}

/// Whether a figure that opens a line is an address: "5:56 - you forget", "10:44 That is", "12.07pm:", "1612 steady on".
fn opens_line(figure: &Captures<'_>, after: &str, rest: &str) -> bool {
    let (separator, half) = (&figure["sep"], figure.name("half").is_some());
    let pause = rest.is_empty() || rest.starts_with(['-', '–', '—', ',', ':', ';', '\n', '?', '!', '…', '.']);
    let dashed = rest.starts_with(['-', '–', '—', ':']);
    let joined = CHAINED.is_match(rest);
    // A word follows: not one of the day's business, and not without a space ("1000s").
    let spoken =
        after.starts_with([' ', '\t']) && !rest.starts_with(|c: char| c.is_ascii_digit() || "+£$€%".contains(c));
    let dated = DATED.is_match(rest);
    let speaks = joined || (spoken && !dated && !OF_THE_DAY.contains(&first_word(rest).as_str()));
    let agrees = after.starts_with(' ') && rest.starts_with('+');
    let year = !half && separator.is_empty() && ["19", "20"].contains(&&figure["h"]);
    match separator {
        ":" | "." => pause || SPEECH.is_match(after) || speaks || agrees || rest.starts_with(['"', '\'', '“', '‘']),
        _ if year => dashed,
        _ => {
            dashed
                || (half && pause)
                || rest.is_empty()
                || rest.starts_with('\n')
                || (figure["h"].len() == 2 && (speaks || agrees || pause))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_where_they_address_somebody() {
        for (text, expected) in [
            ("@1207 no, it is not", vec![vec![7, 727]]),
            ("@12:07\nno", vec![vec![7, 727]]),
            ("12.07pm, that was tried", vec![vec![727]]),
            ("5:56 - you forget the list", vec![vec![356, 1076]]),
            ("10:44 You forget the list", vec![vec![644, 1364]]),
            ("Anonymous 5:56 has it", vec![vec![356, 1076]]),
            ("I agree with 17:02 on this", vec![vec![1022]]),
            ("the GP at 09.14 has it", vec![vec![554]]),
            ("@1207 and 12:15 both", vec![vec![7, 727], vec![15, 735]]),
            ("re: 10:14 what of it", vec![vec![614, 1334]]),
            ("1431 - quite so", vec![vec![871]]),
            ("as 3.52pm says", vec![vec![952]]),
        ] {
            assert_eq!(readings(text, 16), expected, "{text}");
        }
    }

    #[test]
    fn hours_doses_prices_and_dates_are_not_references() {
        for text in [
            "We open 8:00 to 18:30 every day",
            "8:00 to 18:30 is long enough",
            "My clinic starts at 9.30 and never ends",
            "Surgery at 10:15, then visits",
            "9:30 is when the phones start",
            "It costs £12.50 a head",
            "$10.44 each",
            "12.50 mg twice a day",
            "24/7 cover, BP 120/80, up 10.15%",
            "On 12.07.2020 they promised it",
            "In 1948 it was new. 2015 was worse",
            "2015 brought cuts",
            "NHS number 943 476 5919",
            "between 5.30pm and 6.30pm",
            "the 18:12 to Leeds was late",
            "a ratio of 10:15 or so",
            "99:99 - nonsense",
            "@2575 no such hour",
        ] {
            assert_eq!(readings(text, 16), Vec::<Vec<u32>>::new(), "{text}");
        }
    }
}
