//! Owns the finding of article links on a listing page of which nothing is known. Headlines look alike on their page:
//! long texts, in or around headings, at the same place of a repeated pattern, with addresses that say much.
//! Navigation, topics, authors, logins and pages of the listing are told by their place and their address.

mod part;
mod shape;

use std::collections::HashMap;
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::clean;
pub use part::next_part;

/// A link to an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, without a fragment.
    pub url: Url,
    /// Its words.
    pub title: String,
}

static ANCHORS: LazyLock<Selector> =
    LazyLock::new(|| Selector::parse("a[href]").expect("the selector is a constant that a test parses"));

/// A page with more links is a site map.
const MAX_LINKS: usize = 5_000;

/// So many bytes are read of the classes of an element around a link.
const MAX_NAMES: usize = 500;

/// No server takes a longer address.
const MAX_ADDRESS: usize = 4096;

/// Enough for a link by itself: a headline in a heading, or a long one with an address that says as much.
const SURE: i32 = 6;

/// Enough for a link in the same place as the page's best.
const LIKELY: i32 = 3;

/// The links to articles, in document order.
pub fn find(doc: &Html, base: &Url) -> Vec<Link> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut known: HashMap<Url, usize> = HashMap::new();
    for anchor in doc.select(&ANCHORS).take(MAX_LINKS) {
        let Some(candidate) = candidate(anchor, base) else { continue };
        match known.get(&candidate.link.url) {
            // An image, a headline and "Read more" often lead to the same page: the headline speaks for them.
            Some(place) if candidates[*place].score < candidate.score => candidates[*place] = candidate,
            Some(_) => {}
            None => {
                known.insert(candidate.link.url.clone(), candidates.len());
                candidates.push(candidate);
            }
        }
    }
    let best = best_place(&candidates);
    candidates.retain(|candidate| {
        candidate.score >= SURE || (candidate.score >= LIKELY && best.as_ref() == Some(&candidate.place))
    });
    candidates.into_iter().map(|candidate| candidate.link).collect()
}

/// How much an address looks like an article's, from 0; `None` when it is another site's, a file's or a known page's.
pub(super) fn address_score(url: &Url, base: &Url) -> Option<i32> {
    shape::address(url, base)
}

#[derive(Debug)]
struct Candidate {
    link: Link,
    score: i32,
    place: String,
}

/// The repeated place whose links together look most like headlines.
fn best_place(candidates: &[Candidate]) -> Option<String> {
    let mut places: HashMap<&str, (i32, i32)> = HashMap::new();
    for candidate in candidates.iter().filter(|candidate| candidate.score > 0) {
        let (count, total) = places.entry(&candidate.place).or_default();
        *count += 1;
        *total += candidate.score;
    }
    let repeated = places.into_iter().filter(|(_, (count, _))| *count >= 2);
    // The name decides between equals, so that the same page always reads the same.
    repeated.max_by_key(|(place, (_, total))| (*total, *place)).map(|(place, _)| place.to_owned())
}

fn candidate(anchor: ElementRef<'_>, base: &Url) -> Option<Candidate> {
    let mut url = base.join(anchor.value().attr("href")?.trim()).ok()?;
    url.set_fragment(None);
    let url = clean::without_trackers(url);
    if url.as_str().len() > MAX_ADDRESS {
        return None;
    }
    let score = shape::address(&url, base)?;
    let surroundings = Surroundings::of(anchor)?;
    let title = title(anchor);
    let score = score + shape::headline(&title)? + if surroundings.in_heading || holds_heading(anchor) { 4 } else { 0 };
    Some(Candidate { link: Link { url, title }, score, place: surroundings.place })
}

/// Where a link stands.
struct Surroundings {
    in_heading: bool,
    place: String,
}

impl Surroundings {
    /// `None` within navigation and the like.
    fn of(anchor: ElementRef<'_>) -> Option<Self> {
        let mut found = Self { in_heading: false, place: String::new() };
        for (depth, outer) in anchor.ancestors().filter_map(ElementRef::wrap).enumerate() {
            let value = outer.value();
            let name = value.name();
            found.in_heading |= depth < 3 && is_heading(name);
            if matches!(name, "nav" | "footer" | "menu")
                || matches!(value.attr("role"), Some("navigation" | "contentinfo"))
            {
                return None;
            }
            let [class, id] = ["class", "id"].map(|key| value.attr(key).unwrap_or_default());
            // Each link looks at all that is around it.
            let [class, id] = [class, id].map(|names| &names[..names.floor_char_boundary(MAX_NAMES)]);
            let named = [class, id];
            if !matches!(name, "body" | "html" | "main" | "article")
                && named.iter().any(|name| shape::is_furniture(name))
            {
                return None;
            }
            if depth < 4 {
                found.place.push_str(name);
                if let Some(first) = class.split_ascii_whitespace().next() {
                    found.place.push('.');
                    found.place.extend(first.chars().filter(|c| !c.is_ascii_digit()));
                }
                found.place.push('<');
            }
        }
        Some(found)
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5")
}

fn holds_heading(anchor: ElementRef<'_>) -> bool {
    anchor.descendent_elements().any(|inner| is_heading(inner.value().name()))
}

/// A link's headline: the heading in it, else its words.
fn title(anchor: ElementRef<'_>) -> String {
    let heading = anchor.descendent_elements().find(|inner| is_heading(inner.value().name()));
    let words = heading.unwrap_or(anchor).text().collect::<Vec<_>>().join(" ");
    clean::plain(&words)
}

#[cfg(test)]
mod tests;
