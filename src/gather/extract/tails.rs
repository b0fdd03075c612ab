//! Owns the readers' part of a page that only a heading announces: everything after "Comments (12)" in its box. A link
//! that jumps there, or a call to join in between two paragraphs, is a line and no more.

use super::cut::Cut;
use super::outline::{Outline, Tag};
use super::phrases::{self, Announced};
use super::score::{Headline, worth};

/// Takes out comments that only their heading announces, anywhere on the page.
pub(super) fn take(outline: &Outline<'_>, cut: &mut Cut, headline: Option<Headline>) {
    let start = headline.map_or(0, |h| outline.nodes[h.index].end);
    let mut before: f32 = 0.0;
    for index in start..outline.nodes.len() {
        let node = &outline.nodes[index];
        if cut.is_cut(index) {
            continue;
        }
        before += worth(node);
        let is_line = matches!(node.tag, Tag::Heading(_) | Tag::Paragraph | Tag::Division);
        let chars = cut.totals(index).chars;
        if !is_line || chars == 0 || chars > 60 || before < 2.0 {
            continue;
        }
        let words = outline.text(index, 200);
        if phrases::announced(&words) != Some(Announced::Comments) {
            continue;
        }
        let at = widest(outline, cut, index);
        let tail: Vec<usize> = std::iter::once(at).chain(outline.following(at)).collect();
        if tail.iter().any(|part| outline.nodes[*part].hint.body || holds_body(outline, *part)) {
            continue;
        }
        if is_call(outline, cut, index, before) {
            cut.take(outline, at);
        } else {
            for part in tail {
                cut.take(outline, part);
            }
        }
    }
    cut.count(outline);
}

/// The heading and everything after it in its parent.
pub(super) fn take_rest(outline: &Outline<'_>, cut: &mut Cut, heading: usize, root: usize, all: f32) {
    let parent = outline.nodes[heading].parent;
    let before: f32 = (root..heading).filter(|i| !cut.is_cut(*i)).map(|i| worth(&outline.nodes[i])).sum();
    let is_call = is_call(outline, cut, heading, before);
    cut.take(outline, heading);
    if is_call || before < 0.02 * all || before < 2.0 || parent < root {
        return;
    }
    for sibling in outline.following(heading) {
        cut.take(outline, sibling);
    }
}

/// Whether something in an element is the article's body by its name or by what the page says of itself.
pub(super) fn holds_body(outline: &Outline<'_>, index: usize) -> bool {
    outline.nodes[index + 1..outline.nodes[index].end].iter().any(|node| node.hint.body || node.sure)
}

/// The outermost element that holds no other words.
fn widest(outline: &Outline<'_>, cut: &Cut, index: usize) -> usize {
    let chars = cut.totals(index).chars;
    let mut at = index;
    while at > 0 && cut.totals(outline.nodes[at].parent).chars == chars {
        at = outline.nodes[at].parent;
    }
    at
}

/// Whether a line only leads or calls to the comments: it is a link, or the article's paragraphs go on after it.
/// `before` is the worth of what the article said so far.
fn is_call(outline: &Outline<'_>, cut: &Cut, index: usize, before: f32) -> bool {
    if matches!(outline.nodes[index].tag, Tag::Heading(_)) {
        return false;
    }
    if cut.totals(index).link_density() > 0.8 {
        return true;
    }
    let is_plain = |at: usize| {
        let node = &outline.nodes[at];
        !cut.is_cut(at) && node.tag == Tag::Paragraph && worth(node) >= 1.0 && node.words.link_density() < 0.3
    };
    let at = widest(outline, cut, index);
    let counts = outline.text(index, 200).contains(|c: char| c.is_ascii_digit());
    let after: f32 = outline.following(at).map(|part| cut.totals(part).worth).sum();
    // Bounded, since a page may be made of nothing but such lines.
    let follows = || outline.following(at).take(6).filter(|part| is_plain(*part)).count() >= 2;
    let precedes = || outline.nodes[at].previous.is_some_and(|part| near_before(outline, part, is_plain));
    !counts && follows() && precedes() || before < 4.0 && after > 4.0 * before
}

/// Whether one of the last few siblings up to this one is what is looked for.
fn near_before(outline: &Outline<'_>, index: usize, wanted: impl Fn(usize) -> bool) -> bool {
    std::iter::successors(Some(index), |at| outline.nodes[*at].previous).take(4).any(wanted)
}
