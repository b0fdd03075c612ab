//! Owns the finding of teasers: cards alike, each a linked headline with a few words or an image, that lead to other
//! articles, whatever their names.

use std::collections::{HashMap, HashSet};

use super::cut::Cut;
use super::outline::{Outline, Tag};
use super::score::{Headline, signature};

/// A teaser's headline has at least so many characters; less is a tag.
const LEAST_HEADLINE: usize = 15;

/// A teaser has at most so many characters beside its headline; more is a part of the article under a linked heading.
const MOST_WORDS: usize = 320;

/// Within what is named the article's body, where a list of things under linked headings is likely the article's own.
const MOST_WORDS_IN_BODY: usize = 140;

/// What elements alike share: what they stand in, their tag, their class.
type Make<'a> = (usize, Tag, Option<&'a str>);

/// Takes out rows of teasers, unless they are most of what the page says: then it is a list that is the article.
pub(super) fn take(outline: &Outline<'_>, cut: &mut Cut, headline: Option<Headline>) {
    let mut rows: HashMap<Make<'_>, Vec<usize>> = HashMap::new();
    let mut order = Vec::new();
    for (index, node) in outline.nodes.iter().enumerate().skip(1) {
        let holds_headline = headline.is_some_and(|h| outline.holds(index, h.index));
        if cut.is_cut(index) || holds_headline || !is_teaser(outline, cut, index) {
            continue;
        }
        let (tag, class) = signature(outline, index);
        let row = rows.entry((node.parent, tag, class)).or_default();
        if row.is_empty() {
            order.push((node.parent, tag, class));
        }
        row.push(index);
    }
    let alike = alike(outline, order.iter().map(|(parent, ..)| *parent).collect());
    for key in order {
        let row = &rows[&key];
        let alike = alike[&key];
        let worth: f32 = row.iter().map(|teaser| cut.totals(*teaser).worth).sum();
        let needed = if row.iter().all(|teaser| cut.totals(*teaser).images > 0) { 2 } else { 3 };
        if row.len() >= needed && row.len() * 3 >= alike * 2 && worth <= 0.5 * (cut.totals(0).worth - worth) {
            for teaser in row {
                cut.take(outline, *teaser);
            }
        }
    }
}

/// How many elements of each make the parents hold: counted once for all, as each row can be of a make of its own.
fn alike<'a>(outline: &Outline<'a>, parents: HashSet<usize>) -> HashMap<Make<'a>, usize> {
    let mut alike = HashMap::new();
    for parent in parents {
        for child in outline.children(parent) {
            let (tag, class) = signature(outline, child);
            *alike.entry((parent, tag, class)).or_default() += 1;
        }
    }
    alike
}

fn is_teaser(outline: &Outline<'_>, cut: &Cut, index: usize) -> bool {
    let node = &outline.nodes[index];
    let totals = cut.totals(index);
    let most = if is_in_body(outline, index) { MOST_WORDS_IN_BODY } else { MOST_WORDS };
    let fits = matches!(node.tag, Tag::Division | Tag::Article | Tag::Item | Tag::Paragraph | Tag::Figure)
        && totals.links > 0
        && (LEAST_HEADLINE..=MOST_WORDS + 250).contains(&totals.chars)
        && totals.chars - totals.linked <= most
        // A list of bare links may be the article's own: that is weighed where the list stands.
        && (node.tag != Tag::Item || totals.images > 0 || totals.chars - totals.linked > 30);
    fits && has_linked_headline(outline, index)
}

fn is_in_body(outline: &Outline<'_>, index: usize) -> bool {
    let outer = std::iter::successors(Some(index), |at| (*at > 0).then(|| outline.nodes[*at].parent));
    outer.take(8).any(|at| outline.nodes[at].hint.body)
}

/// Whether a link that fills its line stands at the beginning, but for a date or a topic.
fn has_linked_headline(outline: &Outline<'_>, index: usize) -> bool {
    let mut before = 0;
    for at in index..outline.nodes[index].end {
        let node = &outline.nodes[at];
        if node.tag == Tag::Link {
            let words: usize =
                outline.nodes[at..node.end].iter().filter(|n| n.tag == Tag::Text).map(|n| n.words.chars).sum();
            if words >= LEAST_HEADLINE {
                return fills_line(outline, at);
            }
        } else if node.tag == Tag::Text && node.words.linked == 0 {
            before += node.words.chars;
        }
        if before > 40 {
            return false;
        }
    }
    false
}

fn fills_line(outline: &Outline<'_>, link: usize) -> bool {
    let mut block = outline.nodes[link].parent;
    while !outline.nodes[block].tag.is_block() && block > 0 {
        block = outline.nodes[block].parent;
    }
    let holds_block = outline.nodes[link + 1..outline.nodes[link].end].iter().any(|node| node.tag.is_block());
    if holds_block || outline.nodes[block].words.link_density() > 0.85 {
        return true;
    }
    let after = outline.nodes.get(outline.nodes[link].end).map(|node| node.tag);
    let blank = outline.nodes.get(outline.nodes[link].end).is_some_and(|n| n.tag == Tag::Text && n.words.chars == 0);
    after == Some(Tag::Break)
        || blank && outline.nodes.get(outline.nodes[link].end + 1).is_some_and(|node| node.tag == Tag::Break)
}
