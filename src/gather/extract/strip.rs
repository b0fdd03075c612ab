//! Owns what is taken out before the article is looked for: whatever is furniture by its own word, unless it holds so
//! much of the page's text that its word cannot be true.

use std::collections::HashMap;

use super::cut::Cut;
use super::hints::Furniture;
use super::outline::{Outline, Tag};
use super::phrases;
use super::score::{Headline, signature, worth};
use super::{tails, teasers};

/// How far hints are trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Furniture by name is taken out.
    Names,
    /// Names are not believed: they took the article out.
    Nothing,
}

/// Takes out the furniture of the whole page.
pub(super) fn page(outline: &Outline<'_>, cut: &mut Cut, headline: Option<Headline>, trust: Trust) {
    let total = cut.totals(0).worth;
    let mut left = total;
    let wrappers = wrappers(outline, cut);
    let mut index = 1;
    while index < outline.nodes.len() {
        let is_wrapper = || wrappers.contains_key(&signature(outline, index));
        if !cut.is_cut(index) && is_furniture(outline, cut, index, headline, trust, left) && !is_wrapper() {
            left -= cut.totals(index).worth;
            cut.take(outline, index);
            index = outline.nodes[index].end;
        } else {
            index += 1;
        }
    }
    cut.count(outline);
    if trust == Trust::Names {
        teasers::take(outline, cut, headline);
        cut.count(outline);
    }
    tails::take(outline, cut, headline);
}

fn is_furniture(
    outline: &Outline<'_>,
    cut: &Cut,
    index: usize,
    headline: Option<Headline>,
    trust: Trust,
    left: f32,
) -> bool {
    let node = &outline.nodes[index];
    let totals = cut.totals(index);
    let rest = left - totals.worth;
    let holds_headline = headline.is_some_and(|h| outline.holds(index, h.index));
    let is_line = matches!(node.tag, Tag::Paragraph | Tag::Division | Tag::Item | Tag::Inline | Tag::Cell);
    if is_line && (10..600).contains(&totals.chars) && phrases::is_small_print(&outline.text(index, 700)) {
        return true;
    }
    if matches!(node.tag, Tag::Form | Tag::Header) && !holds_headline && totals.worth < 0.2 * left {
        return !heads_section(outline, cut, index);
    }
    let Some(furniture) = node.hint.furniture else { return false };
    if trust == Trust::Nothing && furniture != Furniture::Comments {
        return furniture == Furniture::Hidden && rest > totals.worth;
    }
    if holds_headline && furniture != Furniture::Line || node.hint.body || tails::holds_body(outline, index) {
        return false;
    }
    match furniture {
        Furniture::Note => totals.links > 0 && !is_prose(outline, cut, index, left),
        Furniture::Beside if node.hint.teaser && is_standfirst(outline, cut, index, headline) => false,
        Furniture::Line => totals.chars <= 600 && totals.worth <= 0.15 * left && !holds_headline,
        Furniture::Hidden => rest >= totals.worth,
        Furniture::Comments => rest >= 2.0 && rest >= 0.03 * totals.worth || totals.worth < 1.0,
        Furniture::Perhaps if is_prose(outline, cut, index, left) => false,
        Furniture::Beside | Furniture::Perhaps => totals.worth < 1.0 || rest >= 4.0 && rest >= 0.6 * totals.worth,
    }
}

/// Elements alike that together hold most of the page's paragraphs, though their name may be that of furniture: a
/// template that wraps each part of the article together with the advertisement after it.
fn wrappers<'a>(outline: &Outline<'a>, cut: &Cut) -> HashMap<(Tag, Option<&'a str>), (usize, f32)> {
    let mut found: HashMap<(Tag, Option<&'a str>), (usize, f32)> = HashMap::new();
    for (index, node) in outline.nodes.iter().enumerate() {
        if node.hint.furniture != Some(Furniture::Perhaps) || node.hint.body || cut.totals(index).link_density() > 0.2 {
            continue;
        }
        let nodes = &outline.nodes[index..node.end];
        let paragraphs = nodes.iter().filter(|node| node.tag == Tag::Paragraph && worth(node) >= 1.0).count();
        if paragraphs > 0 {
            let sum = found.entry(signature(outline, index)).or_default();
            *sum = (sum.0 + paragraphs, sum.1 + cut.totals(index).worth);
        }
    }
    let whole = cut.totals(0).worth;
    found.retain(|_, (paragraphs, worth)| *paragraphs >= 3 && *worth >= 0.4 * whole);
    found
}

/// Whether what is called a teaser is the article's own: words without a link, between the headline and the text.
fn is_standfirst(outline: &Outline<'_>, cut: &Cut, index: usize, headline: Option<Headline>) -> bool {
    let totals = cut.totals(index);
    let Some(headline) = headline.map(|headline| outline.nodes[headline.index].end).filter(|end| *end <= index) else {
        return false;
    };
    let between: usize =
        outline.nodes[headline..index].iter().filter(|n| n.tag == Tag::Text).map(|n| n.words.chars).sum();
    totals.links == 0 && totals.images == 0 && (40..600).contains(&totals.chars) && between < 200
}

/// Whether an element reads so much like an article that its name is no proof: a third of the page in plain
/// paragraphs, or a note of some length in the article's own body.
fn is_prose(outline: &Outline<'_>, cut: &Cut, index: usize, left: f32) -> bool {
    let totals = cut.totals(index);
    let nodes = &outline.nodes[index..outline.nodes[index].end];
    let paragraphs = nodes.iter().filter(|node| worth(node) >= 1.0 && node.words.link_density() < 0.2).count();
    let mut outer = index;
    let in_body = std::iter::from_fn(|| {
        outer = outline.nodes[outer].parent;
        (outer > 0).then_some(outer)
    })
    .take(12)
    .any(|outer| outline.nodes[outer].hint.body);
    paragraphs >= 3 && totals.worth >= 0.35 * left && totals.link_density() < 0.15
        || in_body && paragraphs >= 2 && totals.worth >= 4.0 && totals.links == 0
}

/// Whether a header is the heading of a part of the article, such as one post of a live blog.
fn heads_section(outline: &Outline<'_>, cut: &Cut, index: usize) -> bool {
    let node = &outline.nodes[index];
    let totals = cut.totals(index);
    let inside = matches!(outline.nodes[node.parent].tag, Tag::Article | Tag::Division);
    let rest = cut.totals(node.parent).worth - totals.worth;
    let has_heading = outline.nodes[index..node.end].iter().any(|inner| matches!(inner.tag, Tag::Heading(2..=6)));
    node.tag == Tag::Header
        && inside
        && has_heading
        && totals.links == 0
        && totals.chars < 200
        && (1.0..0.6 * cut.totals(0).worth).contains(&rest)
}
