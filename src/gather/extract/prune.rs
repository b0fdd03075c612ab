//! Owns what is taken out of the chosen body: the headline it repeats, boxes that announce themselves, lists of links,
//! bylines before the first paragraph, and headings with nothing after them.

use super::bylines;
use super::cut::Cut;
use super::outline::{Outline, Tag};
use super::phrases::{self, Announced};
use super::score::Headline;
use super::{repeated, runs, tails};

/// Prunes the chosen parts of a page.
pub(super) fn roots(
    outline: &Outline<'_>,
    cut: &mut Cut,
    roots: &[usize],
    headline: Option<Headline>,
    title: Option<&str>,
) {
    let worth: f32 = roots.iter().map(|root| cut.totals(*root).worth).sum();
    for root in roots {
        before_headline(outline, cut, *root, headline);
        repeated::title(outline, cut, *root, title);
        announced(outline, cut, *root, worth);
        cut.count(outline);
        linked(outline, cut, *root);
        lines(outline, cut, *root);
        runs::prune(outline, cut, *root);
        cut.count(outline);
        captions(outline, cut, *root);
    }
    if let Some(first) = roots.iter().find(|root| cut.totals(**root).chars > 0) {
        opening(outline, cut, *first);
    }
    if let Some(last) = roots.iter().rev().find(|root| cut.totals(**root).chars > 0) {
        closing(outline, cut, *last);
    }
    repeated::quotes(outline, cut, roots);
    for root in roots {
        hollow_headings(outline, cut, *root);
    }
    cut.count(outline);
}

/// The words under a picture, where nothing calls them so, are fewer characters.
const MOST_CAPTION: usize = 120;

fn range(outline: &Outline<'_>, root: usize) -> std::ops::Range<usize> {
    root..outline.nodes[root].end
}

/// Kickers, breadcrumbs and bars above the headline; images stay.
fn before_headline(outline: &Outline<'_>, cut: &mut Cut, root: usize, headline: Option<Headline>) {
    let Some(headline) = headline.filter(|h| outline.holds(root, h.index)) else { return };
    let worth = cut.totals(root).worth;
    let before: f32 =
        range(outline, root).take_while(|i| *i < headline.index).map(|i| super::score::worth(&outline.nodes[i])).sum();
    if before <= 0.25 * worth {
        for index in root + 1..headline.index {
            let node = &outline.nodes[index];
            let is_short = cut.totals(index).chars < 250 && cut.totals(index).images == 0;
            if node.end <= headline.index && node.tag.is_block() && is_short {
                cut.take(outline, index);
            }
        }
    }
    cut.take(outline, headline.index);
}

/// Boxes and tails that a heading, or a line that serves as one, announces.
fn announced(outline: &Outline<'_>, cut: &mut Cut, root: usize, worth: f32) {
    let mut index = root;
    while index < outline.nodes[root].end {
        let node = &outline.nodes[index];
        let chars = cut.totals(index).chars;
        // The head of a column may say "Share" or "Comments", and announces nothing.
        let is_in_row = node.tag == Tag::Cell && outline.children(node.parent).nth(1).is_some();
        if cut.is_cut(index) || !node.tag.is_block() || chars == 0 || chars > 80 || is_in_row {
            index += 1;
            continue;
        }
        let words = outline.text(index, 200);
        // "Sign up for a night." may be a step of a list.
        let is_sentence = !matches!(node.tag, Tag::Heading(_))
            && cut.totals(index).links == 0
            && words.ends_with('.')
            && words.split(' ').count() > 3;
        if let Some(what) = phrases::announced(&words).filter(|_| !is_sentence) {
            match what {
                Announced::Comments => tails::take_rest(outline, cut, index, root, worth),
                Announced::Box => take_box(outline, cut, index, root, worth),
            }
        }
        index += 1;
    }
}

/// The heading, and its box where it opens one, else what follows it as long as that looks like a box.
fn take_box(outline: &Outline<'_>, cut: &mut Cut, heading: usize, root: usize, worth: f32) {
    let mut at = heading;
    let leads_nowhere = phrases::announces_words(&outline.text(heading, 200));
    loop {
        let parent = outline.nodes[at].parent;
        let opens = outline.children(parent).take(20).find(|c| !cut.is_cut(*c) && cut.totals(*c).chars > 0) == Some(at);
        let totals = cut.totals(parent);
        // A part of the article may be headed "Categories" or "Related conditions": what leads elsewhere has links.
        let is_box = totals.link_density() > 0.3 || totals.chars < 600 && (leads_nowhere || totals.chars < 150);
        let is_small = totals.worth < 0.2 * worth && is_box;
        if parent <= root || !opens || !is_small || matches!(outline.nodes[parent].tag, Tag::Item | Tag::Cell) {
            break;
        }
        at = parent;
    }
    let had_more = cut.totals(at).chars > cut.totals(heading).chars;
    cut.take(outline, at);
    if had_more || at == root {
        return;
    }
    for sibling in outline.following(at) {
        let node = &outline.nodes[sibling];
        let totals = cut.totals(sibling);
        if totals.chars == 0 {
            continue;
        }
        let is_linky = totals.link_density() > 0.4 && totals.worth < 0.2 * worth;
        let is_heading = matches!(node.tag, Tag::Heading(_));
        if !is_linky && (is_heading || totals.chars > 40) {
            break;
        }
        cut.take(outline, sibling);
    }
}

/// Blocks that are links and little else.
fn linked(outline: &Outline<'_>, cut: &mut Cut, root: usize) {
    let whole = cut.totals(root);
    let mut index = root + 1;
    while index < outline.nodes[root].end {
        let node = &outline.nodes[index];
        let totals = cut.totals(index);
        if cut.is_cut(index) || !node.tag.is_block() || totals.chars == 0 {
            index += 1;
            continue;
        }
        let density = totals.link_density();
        let small = totals.chars * 3 < whole.chars;
        let is_linky = match node.tag {
            Tag::List => density > 0.75 && (totals.links >= 2 || totals.chars < 80) && !introduced(outline, cut, index),
            Tag::Division | Tag::Article | Tag::Aside | Tag::Header | Tag::Footer | Tag::Form => {
                density > 0.5 && totals.worth < 4.0 && (totals.images == 0 || totals.links > 1)
            }
            Tag::Table => density > 0.7,
            Tag::Paragraph | Tag::Heading(_) => {
                density > 0.95 && totals.chars > 12 && totals.images == 0 && stands_alone(outline, cut, index)
            }
            _ => false,
        };
        if is_linky && small {
            cut.take(outline, index);
            index = node.end;
        } else {
            index += 1;
        }
    }
}

/// A list of links after "…:" is the article's own.
fn introduced(outline: &Outline<'_>, cut: &Cut, list: usize) -> bool {
    let mut before = outline.nodes[list].previous;
    while let Some(at) = before {
        if cut.is_cut(at) {
            return false;
        }
        if cut.totals(at).chars > 0 {
            let text = outline.text(at, 4000);
            return outline.nodes[at].tag == Tag::Paragraph && text.ends_with(':') && text.len() > 30;
        }
        before = outline.nodes[at].previous;
    }
    false
}

/// A linked heading is a section's own when it has a text under it; a linked paragraph never.
fn stands_alone(outline: &Outline<'_>, cut: &Cut, index: usize) -> bool {
    if !matches!(outline.nodes[index].tag, Tag::Heading(_)) {
        return true;
    }
    let next = outline.following(index).find(|c| !cut.is_cut(*c) && cut.totals(*c).chars > 0);
    next.is_none_or(|next| cut.totals(next).worth < 1.0)
}

/// Short lines that are furniture by their words.
fn lines(outline: &Outline<'_>, cut: &mut Cut, root: usize) {
    for index in range(outline, root).skip(1) {
        let node = &outline.nodes[index];
        if cut.is_cut(index)
            || !node.tag.is_block()
            || matches!(node.tag, Tag::Caption | Tag::Figure | Tag::Cell | Tag::Table | Tag::TablePart)
        {
            continue;
        }
        let totals = cut.totals(index);
        if totals.chars == 0 || totals.chars > 600 {
            continue;
        }
        let text = outline.text(index, 700);
        if phrases::is_small_print(&text) {
            cut.take(outline, index);
        }
        if totals.chars > 220 {
            continue;
        }
        // The steps of a list may well be to sign up and to log in.
        let is_step = node.tag == Tag::Item && totals.links == 0;
        let is_line = phrases::is_furniture_line(&text, totals.links > 0);
        if is_line && !is_step && (totals.chars < 140 || totals.link_density() > 0.2) {
            cut.take(outline, index);
        }
    }
}

/// The words of a box that holds a picture and little else: what is under the picture, whatever it is called.
fn captions(outline: &Outline<'_>, cut: &mut Cut, root: usize) {
    for index in range(outline, root).skip(1) {
        let node = &outline.nodes[index];
        let totals = cut.totals(index);
        let is_box = matches!(node.tag, Tag::Division | Tag::Cell)
            && totals.images > 0
            && (1..MOST_CAPTION).contains(&totals.chars)
            && totals.links == 0;
        // A cell has no other name for what is under the picture in the cell above.
        let is_named = node.tag == Tag::Cell && node.hint.caption && totals.chars > 0;
        if cut.is_cut(index) || !is_box && !is_named {
            continue;
        }
        let parts = outline.nodes[index..node.end].iter();
        let is_plain = parts.clone().all(|part| !matches!(part.tag, Tag::Heading(_) | Tag::List | Tag::Paragraph));
        let starts_with_image =
            parts.clone().find(|part| part.tag == Tag::Image || part.tag == Tag::Text && part.words.chars > 0);
        if is_named || is_plain && starts_with_image.is_some_and(|part| part.tag == Tag::Image) {
            for inner in index..node.end {
                if outline.nodes[inner].tag == Tag::Text {
                    cut.take(outline, inner);
                }
            }
        }
    }
    cut.count(outline);
}

/// Bylines, dates and labels before the first paragraph.
fn opening(outline: &Outline<'_>, cut: &mut Cut, root: usize) {
    // Where every paragraph is short, as in an interview, the first few end the opening.
    let mut kept = 0;
    for index in range(outline, root).skip(1) {
        let node = &outline.nodes[index];
        if cut.is_cut(index) || !node.tag.is_block() || matches!(node.tag, Tag::Figure | Tag::Caption | Tag::Table) {
            continue;
        }
        let chars = cut.totals(index).chars;
        if node.words.chars >= 80 || kept > 200 {
            return;
        }
        if chars > 0 && chars < 140 && bylines::is_byline(&outline.text(index, 400)) {
            cut.take(outline, index);
        } else if !matches!(node.tag, Tag::Heading(_)) {
            kept += node.words.chars;
        }
    }
}

/// Dates and names after the last paragraph.
fn closing(outline: &Outline<'_>, cut: &mut Cut, root: usize) {
    for index in range(outline, root).skip(1).rev() {
        let node = &outline.nodes[index];
        if cut.is_cut(index) || !node.tag.is_block() || matches!(node.tag, Tag::Figure | Tag::Caption | Tag::Cell) {
            continue;
        }
        if node.words.chars >= 80 {
            return;
        }
        let chars = cut.totals(index).chars;
        let is_said = |text: &str| bylines::is_dateline(text) && chars < 80 || bylines::is_credit(text);
        if chars > 0 && chars < 140 && is_said(&outline.text(index, 400)) {
            cut.take(outline, index);
        }
    }
}

/// Headings with nothing after them until the next of their rank, or at all.
fn hollow_headings(outline: &Outline<'_>, cut: &mut Cut, root: usize) {
    let mut has_text_after = false;
    for index in range(outline, root).skip(1).rev() {
        if cut.is_cut(index) {
            continue;
        }
        let node = &outline.nodes[index];
        match node.tag {
            Tag::Heading(_) if !has_text_after => cut.take(outline, index),
            Tag::Text => has_text_after |= node.words.chars > 0 && !in_heading(outline, index),
            Tag::Image => has_text_after = true,
            _ => {}
        }
    }
}

fn in_heading(outline: &Outline<'_>, index: usize) -> bool {
    let mut at = index;
    for _ in 0..6 {
        at = outline.nodes[at].parent;
        if matches!(outline.nodes[at].tag, Tag::Heading(_)) {
            return true;
        }
    }
    false
}
