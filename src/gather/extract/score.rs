//! Owns the choice of the element that holds the article: paragraphs vote for what they stand in, names and the
//! headline's place weigh in, and siblings that go on with the same text join.

use super::cut::Cut;
use super::hints::Furniture;
use super::outline::{Node, Outline, Tag, letters};

/// Where the headline stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Headline {
    /// Its node.
    pub(super) index: usize,
}

/// Finds the headline: a heading that says the title, else the first `h1`.
pub(super) fn headline(outline: &Outline<'_>, cut: &Cut, title: Option<&str>) -> Option<Headline> {
    let wanted = title.map(letters).filter(|t| !t.is_empty());
    let mut first = None;
    for (index, node) in outline.nodes.iter().enumerate() {
        let Tag::Heading(level) = node.tag else { continue };
        if cut.is_cut(index) {
            continue;
        }
        if let Some(wanted) = &wanted {
            let said = letters(&outline.text(index, 400));
            if said == *wanted || (said.len() > 15 && (wanted.starts_with(&said) || said.starts_with(wanted.as_str())))
            {
                return Some(Headline { index });
            }
        }
        if level == 1 && first.is_none() {
            first = Some(Headline { index });
        }
    }
    first
}

/// How much a block's own words read like an article's.
pub(super) fn worth(node: &Node<'_>) -> f32 {
    let words = node.words;
    let is_item = matches!(node.tag, Tag::Item | Tag::Caption);
    if !node.tag.is_block() || matches!(node.tag, Tag::Heading(_) | Tag::Root) || words.chars < 40 {
        return 0.0;
    }
    let paragraphs = 1.0 + (words.breaks / 2) as f32;
    let plain = 1.0 - words.link_density();
    let length = (words.chars as f32 / 100.0).min(6.0 * paragraphs);
    let worth = (0.5 + length + (words.commas as f32 * 0.3).min(length)) * plain * plain;
    match (node.sure, is_item || node.hint.caption) {
        (true, _) => worth * 2.0,
        (false, true) => worth * 0.4,
        (false, false) => worth,
    }
}

/// The node that holds most of the article.
pub(super) fn top(outline: &Outline<'_>, cut: &Cut, headline: Option<Headline>) -> Option<usize> {
    let scores = votes(outline, cut);
    let opening = headline.and_then(|h| opening(outline, cut, h));
    let mut best: Option<(usize, f32)> = None;
    for (index, node) in outline.nodes.iter().enumerate() {
        if scores[index] <= 0.0 || !is_container(node.tag) {
            continue;
        }
        let mut score = scores[index] * (1.0 - cut.totals(index).link_density());
        if node.hint.body {
            score *= 1.6;
        } else if node.hint.article {
            score *= 1.2;
        }
        // What may be furniture and was left in reads like an article.
        let is_named = |furniture| !matches!(furniture, Furniture::Perhaps | Furniture::Note);
        if node.hint.furniture.is_some_and(is_named) {
            score *= 0.4;
        }
        if opening.is_some_and(|opening| outline.holds(index, opening)) {
            score *= 1.5;
        } else if headline.is_some_and(|h| node.end <= h.index) {
            score *= 0.5;
        }
        if best.is_none_or(|(_, best)| score > best) {
            best = Some((index, score));
        }
    }
    let (best, _) = best?;
    let headline = headline.map(|h| h.index).zip(opening);
    let chosen = headline.and_then(|(headline, opening)| {
        let mut around = best;
        while around > 0 && !(outline.holds(around, headline) && outline.holds(around, opening)) {
            around = outline.nodes[around].parent;
        }
        let inner = column(outline, cut, around, headline, opening)?;
        // A neighbour with far more text is the article, under a heading with an introduction.
        let is_within = outline.holds(best, inner) || outline.holds(inner, best);
        (is_within || cut.totals(best).worth < 3.0 * cut.totals(inner).worth).then_some(inner)
    });
    // Within the column the best may be what it was.
    Some(chosen.filter(|inner| !outline.holds(*inner, best)).unwrap_or(best))
}

/// Where columns stand side by side, the one that holds both the headline and the first paragraphs: a neighbour with
/// as much text, no name of an article and no likeness to it is a sidebar.
fn column(outline: &Outline<'_>, cut: &Cut, top: usize, headline: usize, opening: usize) -> Option<usize> {
    let mut at = top;
    loop {
        let inner = outline.children(at).find(|c| outline.holds(*c, headline) && outline.holds(*c, opening))?;
        let beside = outline.children(at).filter(|c| *c != inner && !cut.is_cut(*c) && cut.totals(*c).worth >= 4.0);
        let (mut columns, mut linky) = (0, true);
        for other in beside {
            let node = &outline.nodes[other];
            if node.tag != Tag::Division || node.hint.article || is_alike(outline, other, inner) {
                return None;
            }
            columns += 1;
            linky &= cut.totals(other).links >= 3 && cut.totals(other).link_density() > 0.08;
        }
        if columns > 0 {
            let enough = if linky { 1.5 } else { 6.0 };
            return (cut.totals(inner).worth >= enough).then_some(inner);
        }
        at = inner;
    }
}

fn is_container(tag: Tag) -> bool {
    !matches!(tag, Tag::Text | Tag::Root | Tag::Paragraph | Tag::Heading(_) | Tag::List | Tag::Item | Tag::Figure)
        && tag.is_block()
}

/// The first paragraph of some length, or the first two of less, after the headline.
fn opening(outline: &Outline<'_>, cut: &Cut, headline: Headline) -> Option<usize> {
    let start = outline.nodes[headline.index].end;
    let reads = |index: usize, least: usize| {
        let node = &outline.nodes[index];
        node.words.chars >= least
            && node.tag.is_block()
            && !matches!(node.tag, Tag::Item | Tag::Caption | Tag::Heading(_))
            && node.words.link_density() < 0.3
            && !node.hint.lead
            && !node.hint.caption
            && !cut.is_cut(index)
    };
    // Two short paragraphs in a row are an opening too.
    (start..outline.nodes.len()).find(|index| {
        let node = &outline.nodes[*index];
        let goes_on = || {
            let next = outline.following(*index).find(|next| cut.totals(*next).chars > 0);
            next.is_some_and(|next| outline.nodes[next].tag == Tag::Paragraph && reads(next, 40))
        };
        reads(*index, 80) || node.tag == Tag::Paragraph && reads(*index, 40) && goes_on()
    })
}

/// Each paragraph votes for its container in full, and less and less for those around it.
fn votes(outline: &Outline<'_>, cut: &Cut) -> Vec<f32> {
    let mut scores = vec![0.0; outline.nodes.len()];
    for (index, node) in outline.nodes.iter().enumerate() {
        let worth = worth(node);
        if worth <= 0.0 || cut.is_cut(index) {
            continue;
        }
        // A block with words of its own and no paragraph is its own container.
        let own = matches!(
            node.tag,
            Tag::Division | Tag::Article | Tag::Main | Tag::Body | Tag::Cell | Tag::Form | Tag::Aside
        );
        let mut at = if own { index } else { node.parent };
        for share in [1.0, 0.6, 0.25, 0.12, 0.06] {
            if at == 0 || outline.nodes[at].tag == Tag::Root {
                break;
            }
            scores[at] += worth * share;
            at = outline.nodes[at].parent;
        }
    }
    scores
}

/// The chosen node with the siblings, and the siblings of what it stands in, that go on with the same text.
pub(super) fn gather(outline: &Outline<'_>, cut: &Cut, top: usize, headline: Option<Headline>) -> Vec<usize> {
    let mut roots = vec![top];
    let mut at = widen(outline, cut, top);
    if at != top {
        roots = vec![at];
    }
    for level in 0..4 {
        let parent = outline.nodes[at].parent;
        if matches!(outline.nodes[at].tag, Tag::Body | Tag::Root | Tag::Cell) || parent == 0 {
            break;
        }
        let mut level_roots: Vec<usize> = outline.children(parent).filter(|child| *child == at).collect();
        for sibling in outline.children(parent) {
            if sibling != at && !cut.is_cut(sibling) && joins(outline, cut, sibling, at, level) {
                level_roots.push(sibling);
            }
        }
        between(outline, cut, parent, at, &mut level_roots);
        roots.extend(level_roots.into_iter().filter(|root| *root != at));
        at = parent;
    }
    if let Some(headline) = headline {
        roots.extend(leads(outline, cut, &roots, headline));
    }
    roots.sort_unstable();
    roots
}

/// What stands between two parts of the article is the article's: crossheads, quotes, figures.
fn between(outline: &Outline<'_>, cut: &Cut, parent: usize, at: usize, roots: &mut Vec<usize>) {
    let same = |index: &usize| signature(outline, *index) == signature(outline, at);
    let parts = roots.iter().copied().filter(same);
    let (Some(first), Some(last)) = (parts.clone().min(), parts.max()) else { return };
    for sibling in outline.children(parent).filter(|child| (first..last).contains(child)) {
        let node = &outline.nodes[sibling];
        let totals = cut.totals(sibling);
        let has_content = totals.chars > 0 || totals.images > 0;
        if has_content
            && !cut.is_cut(sibling)
            && node.tag.is_block()
            && node.hint.furniture.is_none_or(|furniture| furniture == Furniture::Note)
            && totals.link_density() < 0.3
            && !roots.contains(&sibling)
        {
            roots.push(sibling);
        }
    }
}

/// Climbs while what stands around holds much more of the same kind of text: sections, live-blog posts.
fn widen(outline: &Outline<'_>, cut: &Cut, top: usize) -> usize {
    let mut at = top;
    // What holds nothing else is no step: sections may keep their text in boxes within boxes.
    let mut outer = top;
    for _ in 0..8 {
        let parent = outline.nodes[outer].parent;
        let node = &outline.nodes[parent];
        if parent == 0 || matches!(node.tag, Tag::Root | Tag::Body) || outline.nodes[outer].hint.body {
            break;
        }
        let (here, there) = (cut.totals(outer), cut.totals(parent));
        if here.chars == there.chars {
            outer = parent;
            continue;
        }
        let alike = outline.children(parent).filter(|child| !cut.is_cut(*child) && is_alike(outline, *child, outer));
        let worth_alike: f32 = alike.map(|child| cut.totals(child).worth).sum();
        let is_series = worth_alike >= 1.6 * here.worth && worth_alike >= 0.75 * there.worth;
        let most = if outer == at { 0.25 } else { 0.2 };
        if !is_series || there.link_density() > most || outline.nodes[outer].tag == Tag::Cell {
            break;
        }
        at = parent;
        outer = parent;
    }
    at
}

pub(super) fn signature<'a>(outline: &Outline<'a>, index: usize) -> (Tag, Option<&'a str>) {
    let node = &outline.nodes[index];
    (node.tag, node.element().and_then(|element| element.attr("class")))
}

/// Whether two elements are of one make: the same tag and class, and where there is no class, no id that tells them
/// apart ("leftcol" and "rightcol" are two things, "part1" and "part2" one).
fn is_alike(outline: &Outline<'_>, one: usize, other: usize) -> bool {
    let make = signature(outline, one);
    let id = |index: usize| {
        let id = outline.nodes[index].element().and_then(|element| element.attr("id")).unwrap_or_default();
        id.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_')
    };
    make == signature(outline, other) && (make.1.is_some() || id(one) == id(other))
}

fn joins(outline: &Outline<'_>, cut: &Cut, sibling: usize, top: usize, level: usize) -> bool {
    let node = &outline.nodes[sibling];
    let totals = cut.totals(sibling);
    if totals.link_density() > 0.3
        || matches!(node.hint.furniture, Some(Furniture::Comments | Furniture::Beside | Furniture::Perhaps))
    {
        return false;
    }
    if node.hint.lead && sibling < top {
        return totals.chars >= 30;
    }
    if node.hint.body {
        return totals.worth > 0.0;
    }
    match node.tag {
        // Further out, what comes after is more often the site's small print, as it is after what is named a body.
        Tag::Paragraph if sibling > top && is_complete(outline, top, level) => node.sure,
        Tag::Paragraph => {
            totals.chars >= 80
                || (level == 0
                    && totals.chars > 25
                    && outline.text(sibling, 200).ends_with(['.', '!', '?', '”', '"', '’']))
        }
        Tag::Quote | Tag::Table | Tag::Figure | Tag::Pre => level == 0 && totals.worth > 0.5,
        Tag::List => level == 0 && totals.worth > 1.0 && totals.link_density() < 0.1,
        Tag::Division if level == 0 => {
            let same = is_alike(outline, sibling, top);
            let classed = signature(outline, top).1.is_some();
            let share = totals.worth / cut.totals(top).worth.max(1.0);
            let enough = if classed && outline.text(sibling, 500).ends_with(['.', '!', '?', '”', '"', '’']) {
                40
            } else {
                120
            };
            totals.chars >= enough && totals.link_density() < 0.15 && same && (classed || share > 0.15)
        }
        Tag::Division => {
            totals.chars >= 200
                && totals.link_density() < 0.1
                && signature(outline, top).1.is_some()
                && signature(outline, sibling) == signature(outline, top)
        }
        _ => false,
    }
}

/// Whether nothing is expected after an element: it is named a body, or stands further in than what comes after it.
fn is_complete(outline: &Outline<'_>, top: usize, level: usize) -> bool {
    let parent = outline.nodes[outline.nodes[top].parent].tag;
    let node = &outline.nodes[top];
    let is_whole = node.hint.body || matches!(node.tag, Tag::Article | Tag::Main) || parent == Tag::Body;
    level >= 2 || is_whole || level == 1 && !matches!(parent, Tag::Article | Tag::Main)
}

/// Paragraphs between the headline and the body: standfirsts that the layout put elsewhere.
fn leads(outline: &Outline<'_>, cut: &Cut, roots: &[usize], headline: Headline) -> Vec<usize> {
    let first = roots.iter().copied().min().unwrap_or(0);
    let start = outline.nodes[headline.index].end;
    let mut found: Vec<usize> = Vec::new();
    if first <= start {
        return found;
    }
    for index in start..first {
        let node = &outline.nodes[index];
        let inside = found.last().is_some_and(|last| outline.holds(*last, index));
        let holds_root = outline.holds(index, first);
        if inside || holds_root || cut.is_cut(index) || !node.tag.is_block() {
            continue;
        }
        // A sentence right under the headline is a standfirst, however short.
        let is_under = node.tag == Tag::Paragraph
            && node.parent == outline.nodes[headline.index].parent
            && cut.totals(index).links == 0
            && outline.text(index, 400).ends_with(['.', '!', '?', '”', '"', '’', '…']);
        let enough = match (node.hint.lead, is_under) {
            (true, _) => 30,
            (false, true) => 45,
            (false, false) => 80,
        };
        let flows = matches!(node.tag, Tag::Paragraph | Tag::Division | Tag::Heading(2..=6));
        let heading_only_lead = !matches!(node.tag, Tag::Heading(_)) || node.hint.lead || node.words.chars >= 100;
        if flows
            && heading_only_lead
            && node.words.chars >= enough
            && node.words.link_density() < 0.2
            && (node.hint.furniture.is_none() || node.hint.teaser && cut.totals(index).links == 0)
            && !node.hint.caption
        {
            found.push(index);
        }
    }
    found
}
