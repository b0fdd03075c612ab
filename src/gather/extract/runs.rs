//! Owns the pruning of lines that no element holds: text straight in a block, ended by line breaks or by blocks, as old
//! pages write their menus, bylines and "Print this page | Send to a friend".

use super::bylines;
use super::cut::Cut;
use super::outline::{Outline, Tag, Words};
use super::phrases;

/// A line with as many characters is the article's whatever it says.
const LONG: usize = 200;

/// Takes the lines that are furniture out of one part of the article.
pub(super) fn prune(outline: &Outline<'_>, cut: &mut Cut, root: usize) {
    let mut is_opening = true;
    for index in root..outline.nodes[root].end {
        if cut.is_cut(index) || !holds_lines(outline, index) {
            let node = &outline.nodes[index];
            is_opening &= !(node.tag.is_block() && node.words.chars >= 80 && !cut.is_cut(index));
            continue;
        }
        for run in runs(outline, cut, index) {
            let words = measure(outline, cut, &run);
            if words.chars == 0 {
                continue;
            }
            if is_furniture(outline, &run, words, is_opening) {
                for part in run {
                    cut.take(outline, part);
                }
            } else {
                is_opening &= words.chars < 80;
            }
        }
    }
}

/// Whether an element has words of its own beside breaks or blocks.
fn holds_lines(outline: &Outline<'_>, index: usize) -> bool {
    let node = &outline.nodes[index];
    let holder = matches!(
        node.tag,
        Tag::Division | Tag::Article | Tag::Main | Tag::Body | Tag::Cell | Tag::Inline | Tag::Paragraph
    );
    holder && outline.children(index).any(|child| ends_line(outline, child))
}

fn ends_line(outline: &Outline<'_>, index: usize) -> bool {
    let node = &outline.nodes[index];
    node.tag == Tag::Break || node.tag.is_block()
}

/// The lines straight in an element, each as the nodes that make it up.
fn runs(outline: &Outline<'_>, cut: &Cut, index: usize) -> Vec<Vec<usize>> {
    let mut runs = vec![Vec::new()];
    for child in outline.children(index) {
        let holds_more = outline.nodes[child + 1..outline.nodes[child].end]
            .iter()
            .any(|node| node.tag == Tag::Break || node.tag.is_block());
        if ends_line(outline, child) || holds_more {
            runs.push(Vec::new());
        } else if !cut.is_cut(child)
            && let Some(run) = runs.last_mut()
        {
            run.push(child);
        }
    }
    runs
}

fn measure(outline: &Outline<'_>, cut: &Cut, run: &[usize]) -> Words {
    let mut words = Words::default();
    for part in run {
        for index in *part..outline.nodes[*part].end {
            if outline.nodes[index].tag == Tag::Text && !cut.is_cut(index) {
                words.add(outline.nodes[index].words);
            }
        }
    }
    words
}

fn is_furniture(outline: &Outline<'_>, run: &[usize], words: Words, is_opening: bool) -> bool {
    if words.chars > LONG {
        return false;
    }
    let text = run.iter().map(|part| outline.text(*part, 400)).collect::<Vec<_>>().join(" ");
    let links = run.iter().flat_map(|part| *part..outline.nodes[*part].end);
    let links = links.filter(|index| outline.nodes[*index].tag == Tag::Link).count();
    words.link_density() > 0.6 && links >= 2
        || words.chars < 140 && phrases::is_furniture_line(text.trim(), links > 0)
        || is_opening && words.chars < 140 && bylines::is_byline(text.trim())
}
