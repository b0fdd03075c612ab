//! Owns the votes of a comment: one number, or those in favour less those against, in figures or in a label's words.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Selector};

use super::super::pick::{selector, short_words};
use super::names::{VOTES, VOTES_DOWN, VOTES_UP};
use super::reader::Reader;

/// Votes in favour less votes against, where the site shows votes.
pub(super) fn read(reader: &Reader<'_, '_>) -> Option<i64> {
    if let Some(css) = reader.rule(|rules| rules.votes.as_ref()) {
        return number(&reader.by_rule(css)?);
    }
    let attribute = |names: &[&str]| names.iter().find_map(|key| number(reader.item.attr(key)?));
    if let Some(net) = attribute(&["data-votes", "data-score", "data-vote-count", "data-net-votes"]) {
        return Some(net);
    }
    let up = attribute(&["data-upvotes", "data-up", "data-likes", "data-like-count", "data-recommends"])
        .or_else(|| counted(reader, &VOTES_UP));
    let down = attribute(&["data-downvotes", "data-down", "data-dislikes"]).or_else(|| counted(reader, &VOTES_DOWN));
    match (up, down) {
        (None, None) => counted(reader, &VOTES).or_else(|| labelled(reader)),
        (up, down) => Some(up.unwrap_or(0).saturating_sub(down.unwrap_or(0).saturating_abs())),
    }
}

/// The count in a control that is named by nothing but its words: "Recommend (4)", "12 likes".
fn labelled(reader: &Reader<'_, '_>) -> Option<i64> {
    static CONTROL: LazyLock<Selector> = LazyLock::new(|| selector("a, button"));
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:likes?|recommend(?:ed)?|agree|up\s?votes?)\b\W*\d|^\d[\d,]*\s+(?:likes?|recommend|up\s?votes?|agree)")
            .expect("the pattern is a constant that a test uses")
    });
    let said = |control| short_words(control, 40).filter(|words| SAID.is_match(words));
    reader.own(&CONTROL).find_map(|control| votes_in(&said(control)?))
}

fn counted(reader: &Reader<'_, '_>, names: &[Selector]) -> Option<i64> {
    names.iter().find_map(|css| reader.own(css).find_map(count))
}

/// The number that an element's words or label give as its votes.
fn count(element: ElementRef<'_>) -> Option<i64> {
    let stated = ["content", "data-upvotes", "data-downvotes", "data-count", "data-votes", "data-likes"];
    let stated = stated.iter().find_map(|key| number(element.attr(key)?));
    let said = || short_words(element, 40).and_then(|words| votes_in(&words));
    let label = || votes_in(element.attr("aria-label").or(element.attr("title"))?);
    stated.or_else(said).or_else(label)
}

/// The votes in "12 likes", "+3", "Recommend (4)", "4 people like this"; `None` in what only speaks of voting.
pub(super) fn votes_in(text: &str) -> Option<i64> {
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^\W*? (?:(?:likes?|liked|votes?|recommend(?:s|ed|ations?)?|score|points?|rating|karma|agree[sd]?|helpful|thumbs\s+(?:up|down)|up\s*votes?|down\s*votes?|dislikes?|useful|by)\b[\s:(\[]*)*
            (?P<votes>[+−–-]?\s?\d[\d,]*(?:\.\d)?\s?k?\b)
            [\s)\]]*(?:people|readers?|users?|members?|others?|times?)?\s*(?:have|has|found)?\s*(?:likes?|liked|votes?|voted|recommend(?:s|ed|ations?)?|points?|agree[sd]?|helpful|thumbs\s+(?:up|down)|up\s*votes?|down\s*votes?|dislikes?|useful)?(?:\s+(?:this|it|up|down|so\s+far|comment|helpful|useful))*\W*$",
        )
        .expect("the pattern is a constant that a test uses")
    });
    number(ALONE.captures(text.trim())?.name("votes")?.as_str())
}

/// The first number in a text, "1.2k" and "−3" too.
pub(super) fn number(text: &str) -> Option<i64> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<sign>[-−–]?)\s?(?P<figures>\d[\d,]*)(?P<part>\.\d)?(?P<thousand>\s?[kK]\b)?")
            .expect("the pattern is a constant that a test uses")
    });
    let found = NUMBER.captures(text)?;
    let whole: i64 = found["figures"].replace(',', "").parse().ok()?;
    let part = found.name("part").and_then(|part| part.as_str()[1..].parse::<i64>().ok()).unwrap_or(0);
    let value =
        if found.name("thousand").is_some() { whole.checked_mul(1000)?.checked_add(part * 100)? } else { whole };
    Some(if found["sign"].is_empty() { value } else { -value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_are_read_from_words() {
        let cases = [
            ("12 likes", Some(12)),
            ("+3", Some(3)),
            ("−3", Some(-3)),
            ("Recommend (4)", Some(4)),
            ("Recommended by 11 readers", Some(11)),
            ("4 people like this", Some(4)),
            ("👍 7", Some(7)),
            ("1.2k", Some(1200)),
            ("1,204", Some(1204)),
            ("Likes: 0", Some(0)),
            ("3 people found this helpful", Some(3)),
            ("Like", None),
            ("Vote for Dr 5", None),
            ("I like 3 of them", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(votes_in(text), expected, "{text}");
        }
    }
}
