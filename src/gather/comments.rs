//! Owns the reading of readers' comments from HTML, by an operator's selectors or without: which parts of a page are
//! comments, who wrote them when, what answers what, how many there are and where the next page is.

mod automatic;
mod behind;
mod boilerplate;
mod byline;
mod count;
mod fields;
mod forum;
mod heading;
mod key;
mod marks;
mod names;
mod pages;
mod paging;
mod place;
mod raw;
mod reader;
mod section;
mod subject;
mod votes;

use scraper::{ElementRef, Html};
use url::Url;

use super::kind::Page;
use super::options::CommentRules;
use crate::domain::{CommentKey, FoundComment};

pub(super) use boilerplate::{is_removed as is_marker_of_removal, is_staff_badge};
pub use forum::Forum;
pub(crate) use key::digest;
pub use key::{mint, site_key};
pub use pages::settle;
use raw::{Parent, Raw};
use section::Section;

/// No page of comments is longer; more items than this are another thing of the same make.
const MAX_ITEMS: usize = 2000;

/// What one page says of its comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    /// The comments, in page order.
    pub comments: Vec<FoundComment>,
    /// How many places under the article this page fills, those of removed comments too.
    pub places: u32,
    /// How many comments the page says there are.
    pub stated: Option<u32>,
    /// Where the comments go on.
    pub next: Option<Url>,
    /// The other way on, where a page leads both to newer and to older comments: one of the two was read already.
    pub older: Option<Url>,
    /// Whether `next` begins again with the first comment ("View all 57 comments").
    pub next_holds_all: bool,
    /// Whether the operator's selector for a comment found nothing where comments are.
    pub rules_failed: bool,
}

/// Reads the comments of a page; the first has the place `offset` under its article.
pub fn read(doc: &Html, page: &Page<'_>, rules: Option<&CommentRules>, offset: u32) -> Comments {
    let by_rules = rules.map(|rules| (Section::of(super::pick::elements(doc, &rules.item)), Some(rules)));
    let (section, used) =
        by_rules.filter(|(section, _)| !section.items.is_empty()).unwrap_or_else(|| (automatic::find(doc), None));
    let mut raws: Vec<Raw<'_>> = section
        .items
        .iter()
        .take(MAX_ITEMS)
        .map(|item| fields::read(*item, &section, used, page))
        .filter(|raw| !boilerplate::is_count_only(&raw.text))
        .collect();
    if used.is_none_or(|rules| rules.key.is_none()) {
        forget_numbering(&mut raws);
    }
    let places = u32::try_from(raws.len()).unwrap_or(u32::MAX);
    let further = paging::further(doc, rules, &section, page.url);
    Comments {
        comments: finish(raws, offset),
        places,
        stated: count::stated(doc, rules, &section, page.url),
        next: further.next,
        older: further.older,
        next_holds_all: further.holds_all,
        rules_failed: rules.is_some() && used.is_none() && places > 0,
    }
}

/// The elements that are comments by themselves, found without rules.
pub(super) fn items(doc: &Html) -> Vec<ElementRef<'_>> {
    automatic::find(doc).items
}

/// Whether an element is the heading that the comments stand under.
pub fn is_heading(element: ElementRef<'_>) -> bool {
    heading::is_above_comments(element)
}

/// What shows the comments of a page that holds none: a service by its name, or "a script".
pub fn behind(doc: &Html, found: &Comments) -> Option<String> {
    if found.places > 0 || !found.comments.is_empty() { None } else { behind::read(doc, found.stated) }
}

/// The forum that a page names for its comments.
pub fn forum(doc: &Html, page: &Url) -> Option<Forum> {
    forum::of(doc, page)
}

/// Ids that only count the items of the page begin again on the next one, so they tell nothing apart.
fn forget_numbering(raws: &mut [Raw<'_>]) {
    let number = |raw: &Raw<'_>| site_key(raw.id.as_deref()?).0.parse::<usize>().ok();
    let counts_from = |start: usize| raws.iter().enumerate().all(|(index, raw)| number(raw) == Some(start + index));
    let is_answered_by_id = raws.iter().any(|raw| matches!(raw.parent, Parent::Id(_)));
    if raws.len() > 1 && !is_answered_by_id && (counts_from(0) || counts_from(1)) {
        for raw in raws {
            raw.id = None;
            raw.permalink = None;
        }
    }
}

/// Gives keys and places, resolves what answers what. What a moderator removed is said of a comment that has an id; of
/// another only its place is kept.
fn finish(raws: Vec<Raw<'_>>, offset: u32) -> Vec<FoundComment> {
    let mut keys = key::Keys::default();
    let keyed: Vec<Option<CommentKey>> =
        raws.iter().map(|raw| (!is_removed(raw) || raw.id.is_some()).then(|| keys.of(raw))).collect();
    let placed = place::depths(&raws);
    let finished = (offset..).zip(raws).zip(keyed.iter().zip(placed)).filter_map(|((position, raw), (key, place))| {
        let (depth, answered) = place;
        let key = key.clone()?;
        let by_place = answered.and_then(|other| keyed.get(other)?.clone());
        let parent = by_place.or_else(|| if let Parent::Id(id) = &raw.parent { Some(site_key(id)) } else { None });
        let removed = is_removed(&raw);
        let words = |text: String| if removed { String::new() } else { text };
        Some(FoundComment {
            parent: parent.filter(|parent| *parent != key),
            key,
            author: raw.author.filter(|_| !removed),
            role: raw.role.filter(|_| !removed),
            posted: raw.posted,
            text: words(raw.text),
            html: words(raw.html),
            votes: raw.votes,
            position,
            depth,
            permalink: raw.permalink,
            by_staff: raw.by_staff && !removed,
            removed,
        })
    });
    finished.collect()
}

fn is_removed(raw: &Raw<'_>) -> bool {
    raw.text.is_empty() && !raw.html.contains("<img") || boilerplate::is_removed(&raw.text)
}

#[cfg(test)]
mod tests;
