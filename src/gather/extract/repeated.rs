//! Owns what a body says that was said already: the headline, the standfirst of the page's head, quotes lifted from the
//! text.

use super::cut::Cut;
use super::outline::{Outline, Tag, letters};
use super::score::Headline;

/// A body's letters beyond these are not searched for quotes.
const MAX_SEARCHED: usize = 200_000;
/// So many letters of the page's title are the headline.
const LEAST_PART: usize = 30;
/// Nor are more quotes than these.
const MAX_QUOTES: usize = 20;

/// Takes out what says the headline again before the first paragraph.
pub(super) fn title(outline: &Outline<'_>, cut: &mut Cut, root: usize, title: Option<&str>) {
    let Some(title) = title.map(letters).filter(|t| !t.is_empty()) else { return };
    for index in root + 1..outline.nodes[root].end {
        let node = &outline.nodes[index];
        if node.words.chars >= 80 && node.tag.is_block() {
            break;
        }
        let chars = cut.totals(index).chars;
        if cut.is_cut(index) || node.tag == Tag::Text || !(5..=400).contains(&chars) {
            continue;
        }
        let said = letters(&outline.text(index, 800));
        // The page's title may have the site's name before or after the headline.
        let is_part = || said.chars().count() >= LEAST_PART && (title.ends_with(&said) || title.starts_with(&said));
        let is_line = || outline.nodes[index].words.chars == chars || !node.tag.is_block();
        if said == title || is_line() && is_part() {
            cut.take(outline, index);
        }
    }
}

/// The standfirst, where it stands apart from the body: by its name, as a heading, or in a place of its own. Only what
/// comes before the first paragraph can be one, and what opens the body's own element is the body's however it is called.
pub(super) fn standfirst(
    outline: &Outline<'_>,
    cut: &mut Cut,
    roots: &[usize],
    headline: Option<Headline>,
    lead: &str,
) {
    let lead = letters(lead);
    let is_lead = |index: usize| {
        let said = letters(&outline.text(index, 2000));
        said.len() >= 20 && (said == lead || said.len() >= 40 && (lead.starts_with(&said) || said.starts_with(&lead)))
    };
    let enough = lead.len().max(20);
    for root in roots {
        for index in *root..outline.nodes[*root].end {
            let node = &outline.nodes[index];
            let chars = cut.totals(index).chars;
            if cut.is_cut(index) || !node.tag.is_block() || chars == 0 {
                continue;
            }
            let by_name = node.hint.lead || matches!(node.tag, Tag::Heading(_)) || outline.nodes[node.parent].hint.lead;
            let is_apart = roots.len() > 1 && index == *root && chars < 800;
            if chars < 3 * enough + 200 && (by_name || is_apart) && is_lead(index) {
                if !opens_body(outline, cut, index, headline) {
                    cut.take(outline, index);
                }
                return;
            }
            if node.words.chars >= 80 && !by_name {
                return;
            }
        }
    }
}

/// Whether an element is the first paragraph of one that holds the next paragraphs too, and not the headline.
fn opens_body(outline: &Outline<'_>, cut: &Cut, index: usize, headline: Option<Headline>) -> bool {
    let mut at = index;
    while at > 0 && cut.totals(outline.nodes[at].parent).chars == cut.totals(at).chars {
        at = outline.nodes[at].parent;
    }
    let container = outline.nodes[at].parent;
    let is_body = outline.nodes[container].hint.body
        || headline.is_some_and(|headline| !outline.holds(container, headline.index));
    let goes_on = |next: usize| {
        let node = &outline.nodes[next];
        !cut.is_cut(next) && node.tag == Tag::Paragraph && node.words.chars >= 40 && !node.hint.lead
    };
    is_body && outline.following(at).take(8).any(goes_on)
}

/// Takes out what is named in the page's head as its standfirst where the lead is known in other words: the head of the
/// page is not its body.
pub(super) fn head(outline: &Outline<'_>, cut: &mut Cut, roots: &[usize], top: usize, headline: Option<Headline>) {
    let Some(headline) = headline else { return };
    for root in roots {
        let node = &outline.nodes[*root];
        if *root >= top || !node.hint.lead || cut.totals(*root).chars > 600 {
            continue;
        }
        let mut outer = outline.nodes[*root].parent;
        while outer > 0 && !outline.holds(outer, headline.index) {
            outer = outline.nodes[outer].parent;
        }
        if outer > 0 && !outline.holds(outer, top) {
            cut.take(outline, *root);
        }
    }
}

/// Takes out quotes that only say again what a paragraph says, as layouts set a sentence large beside the text.
pub(super) fn quotes(outline: &Outline<'_>, cut: &mut Cut, roots: &[usize]) {
    let is_quote = |cut: &Cut, index: usize| {
        let node = &outline.nodes[index];
        let is_named = || {
            let class = node.element().and_then(|element| element.attr("class")).unwrap_or_default();
            node.tag == Tag::Division && class.to_ascii_lowercase().contains("quote")
        };
        let is_within = matches!(node.tag, Tag::Quote | Tag::Aside | Tag::Figure) || is_named();
        !cut.is_cut(index) && is_within && (30..400).contains(&cut.totals(index).chars)
    };
    let inside = || roots.iter().flat_map(|root| *root..outline.nodes[*root].end);
    let found: Vec<usize> = inside().filter(|index| is_quote(cut, *index)).take(MAX_QUOTES).collect();
    if found.is_empty() {
        return;
    }
    let mut said = String::new();
    let mut end = 0;
    for index in inside() {
        let node = &outline.nodes[index];
        if found.contains(&index) {
            end = node.end;
        }
        if let Some(text) = node.source.as_text().filter(|_| index >= end && !cut.is_cut(index)) {
            said.push_str(&letters(text));
            if said.len() > MAX_SEARCHED {
                break;
            }
        }
    }
    for index in found {
        let quote = letters(&outline.text(index, 1_000));
        if quote.len() >= 30 && said.contains(&quote) {
            cut.take(outline, index);
            // Who said it stands beside it.
            let is_name = |next: usize| outline.nodes[next].element().is_some_and(|element| element.name() == "cite");
            let next = outline.following(index).find(|next| outline.nodes[*next].element().is_some());
            if let Some(name) = next.filter(|next| is_name(*next) && cut.totals(*next).chars < 100) {
                cut.take(outline, name);
            }
        }
    }
}
