//! Owns what people see of an article's metadata on its page: names, times, topics and the standfirst by where and how
//! they are printed.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;
use scraper::ElementRef;

use super::collect::{Collected, is_elsewhere, text};
use super::fields::Metadata;
use super::language::language;
use super::names;
use super::sources::{Sources, lead, said, topic, unique};
use crate::gather::{dates, pick};

/// A line about the article is no longer.
const MAX_LINE: usize = 200;

/// How many comments a line counts: "12 comments", "Readers' comments (12)".
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:\D{0,20}?\b(?P<before>\d[\d,.]*)\s+(?:readers?['’]?\s+)?(?:comments?|replies|responses)\b|.{0,20}\bcomments?\s*[(:\[]\s*(?P<after>\d[\d,.]*)\s*[)\]]?\s*$)")
        .expect("the expression is a constant that a test runs")
});

/// Reads the page.
pub(super) fn read(sources: &Sources<'_, '_>) -> Metadata {
    let seen = sources.seen;
    let here = |elements: &[ElementRef<'_>]| {
        let kept: Vec<String> = elements.iter().copied().filter(|element| !is_elsewhere(*element)).map(text).collect();
        kept
    };
    let title = seen.headings().into_iter().next().or_else(|| seen.title.map(text));
    let (published, updated) = times(sources);
    let declared = ["og:locale", "content-language", "dc.language"];
    let counts = seen.counts.iter().map(|line| text(*line)).filter(|line| line.len() < 80);
    Metadata {
        title: title.filter(|title| !title.is_empty()),
        authors: authors(seen),
        published,
        updated,
        topics: unique(topics(seen).iter().filter_map(|name| topic(name))),
        lead: here(&seen.leads.iter().copied().filter(|e| !holds_more(*e)).collect::<Vec<_>>())
            .into_iter()
            .filter(|text| text.len() < 800)
            .find_map(lead),
        language: seen
            .language
            .and_then(language)
            .or_else(|| declared.iter().find_map(|name| language(seen.meta(name)?))),
        comments_stated: counts.into_iter().find_map(|line| count(&line)),
        ..Metadata::default()
    }
}

/// An introduction that holds the headline is the head of the page; one that holds a picture is about that.
fn holds_more(element: ElementRef<'_>) -> bool {
    const MORE: [&str; 5] = ["h1", "img", "picture", "figure", "video"];
    element.descendent_elements().any(|inner| MORE.contains(&inner.value().name()))
}

/// No article has more bylines side by side.
const MOST_BYLINES: usize = 8;

/// The names of the first line that names anybody, and of those like it beside it.
fn authors(seen: &Collected<'_>) -> Vec<String> {
    let named = |element: ElementRef<'_>| {
        let line = text(element);
        if line.len() < MAX_LINE { names::split(&line) } else { Vec::new() }
    };
    let bylines = || seen.bylines.iter().copied().filter(|element| !is_elsewhere(*element));
    let first = bylines().find(|element| !named(*element).is_empty());
    let by_name = first.map(|first| {
        let alike = bylines().filter(|other| is_beside(first, *other)).take(MOST_BYLINES);
        unique(alike.flat_map(named))
    });
    let near = || {
        let lines =
            seen.near.iter().filter(|e| !is_elsewhere(**e)).filter_map(|element| pick::short_words(*element, 120));
        lines.filter(|line| names::is_byline(line)).map(|line| names::split(&line)).find(|names| !names.is_empty())
    };
    by_name.or_else(near).unwrap_or_default()
}

/// Whether an element is another, or of the same make and in the same place.
fn is_beside(first: ElementRef<'_>, other: ElementRef<'_>) -> bool {
    let make =
        |element: ElementRef<'_>| (element.value().name().to_owned(), element.value().attr("class").map(str::to_owned));
    first == other || first.parent() == other.parent() && make(first) == make(other)
}

/// When the page says that it was published and changed: by elements for times, by names, by the lines at the headline.
fn times(sources: &Sources<'_, '_>) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let (fetched, zone) = (sources.page.fetched, sources.page.zone);
    let seen = sources.seen;
    let mut found = (None, None);
    let mut take = |published: Option<DateTime<Utc>>, updated: Option<DateTime<Utc>>| {
        found = (found.0.or(published), found.1.or(updated));
    };
    let here = |element: &&ElementRef<'_>| !is_elsewhere(**element);
    for element in seen.times.iter().filter(here) {
        match sources.date(&said(*element)) {
            at if is_update(*element) => take(None, at),
            at => take(at, None),
        }
    }
    for element in seen.updates.iter().filter(here) {
        take(None, sources.date(&said(*element)));
    }
    for element in seen.dates.iter().filter(here) {
        let stated = sources.date(&said(*element));
        let line = text(*element);
        let (published, updated) =
            if line.len() < MAX_LINE { dates::labelled(&line, fetched, zone) } else { (None, None) };
        take(stated.or(published), updated);
    }
    let bylines = seen.bylines.iter().filter(here).map(|element| text(*element)).filter(|line| line.len() < MAX_LINE);
    for line in bylines {
        let (published, updated) = dates::labelled(&line, fetched, zone);
        take(published, updated);
    }
    for line in seen.near.iter().filter(here).filter_map(|element| pick::short_words(*element, 120)) {
        if dates::is_only_date(&line) || names::is_byline(&line) || is_dateline(&line) {
            let (published, updated) = dates::labelled(&line, fetched, zone);
            take(published, updated);
        }
    }
    found
}

/// Whether a `time` is that of a change, by its name or by the words before it.
fn is_update(element: ElementRef<'_>) -> bool {
    let parent = element.parent().and_then(ElementRef::wrap);
    let names = [Some(element), parent].into_iter().flatten().filter_map(|e| e.value().attr("class"));
    let by_name = names.map(str::to_ascii_lowercase).any(|name| name.contains("update") || name.contains("modif"));
    let before = element.prev_siblings().find_map(|node| {
        let words = match node.value().as_text() {
            Some(words) => words.to_string(),
            None => text(ElementRef::wrap(node)?),
        };
        Some(words.trim().to_lowercase()).filter(|words| !words.is_empty())
    });
    by_name && !element.value().attr("class").is_some_and(|class| class.contains("publish"))
        || before.is_some_and(|words| {
            let last = words.rsplit(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default();
            matches!(last, "updated" | "modified" | "update" | "aktualisiert" | "amended")
                || words.ends_with("updated on")
                || words.ends_with("updated at")
        })
}

/// "Published: … Updated: …", "27 Nov 2017 | 3 min read".
fn is_dateline(line: &str) -> bool {
    static OPENING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:first\s+|last\s+)?(?:published|posted|updated|created|veröffentlicht|aktualisiert|publié|publicado|\d{1,2}[./-]\d|\d{1,2}(?:st|nd|rd|th)?\s\p{L}{3,})")
            .expect("the expression is a constant that a test runs")
    });
    line.split_whitespace().count() <= 14 && OPENING.is_match(line)
}

/// What the page lists as topics; where it lists none, its breadcrumbs.
fn topics(seen: &Collected<'_>) -> Vec<String> {
    let shown = |elements: &[ElementRef<'_>]| {
        let kept = elements.iter().copied().filter(|element| !is_elsewhere(*element)).map(text);
        let dull =
            ["home", "start", "front page", "uncategorized", "uncategorised", "more", "read more", "share", "print"];
        kept.filter(|name| !dull.contains(&name.to_lowercase().as_str())).collect::<Vec<_>>()
    };
    Some(shown(&seen.tags)).filter(|tags| !tags.is_empty()).unwrap_or_else(|| shown(&seen.crumbs))
}

fn count(line: &str) -> Option<u32> {
    let found = COUNT.captures(line)?;
    let digits = found.name("before").or_else(|| found.name("after"))?;
    digits.as_str().replace([',', '.'], "").parse().ok()
}
