//! Owns the reading of readers' comments from HTML, by an operator's selectors or without: which parts of a page are
//! comments, who wrote them when, what answers what, how many there are and where the next page is.

mod automatic;
mod boilerplate;
mod byline;
mod fields;
mod key;
mod paging;
mod raw;

use scraper::{ElementRef, Html};
use url::Url;

use super::kind::Page;
use super::options::CommentRules;
use crate::domain::{CommentKey, FoundComment};

pub(crate) use key::digest;
pub use key::{mint, site_key};
use raw::{Parent, Raw};

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
    /// Whether the operator's selector for a comment found nothing where comments are.
    pub rules_failed: bool,
}

/// Reads the comments of a page; the first has the place `offset` under its article.
pub fn read(doc: &Html, page: &Page<'_>, rules: Option<&CommentRules>, offset: u32) -> Comments {
    let by_rules = rules.map(|rules| (automatic::Section::of(super::pick::elements(doc, &rules.item)), Some(rules)));
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
    Comments {
        comments: finish(raws, offset),
        places,
        stated: paging::stated(doc, rules),
        next: paging::next(doc, rules, &section, page.url),
        rules_failed: rules.is_some() && used.is_none() && places > 0,
    }
}

/// The elements that are comments by themselves, found without rules.
pub(super) fn items(doc: &Html) -> Vec<ElementRef<'_>> {
    automatic::find(doc).items
}

/// Ids that only count the items of the page begin again on the next one, so they tell nothing apart.
fn forget_numbering(raws: &mut [Raw<'_>]) {
    let number = |raw: &Raw<'_>| site_key(raw.id.as_deref()?).0.parse::<usize>().ok();
    let counts_from = |start: usize| raws.iter().enumerate().all(|(index, raw)| number(raw) == Some(start + index));
    let is_answered_by_id = raws.iter().any(|raw| matches!(raw.parent, Parent::Id(_)));
    if raws.len() > 1 && !is_answered_by_id && (counts_from(0) || counts_from(1)) {
        for raw in raws {
            raw.id = None;
        }
    }
}

/// Gives keys and places, resolves what answers what, leaves out what a moderator removed.
fn finish(raws: Vec<Raw<'_>>, offset: u32) -> Vec<FoundComment> {
    let mut keys = key::Keys::default();
    let keyed: Vec<(ElementRef<'_>, Option<CommentKey>)> =
        raws.iter().map(|raw| (raw.item, (!is_removed(raw)).then(|| keys.of(raw)))).collect();
    let key_of_item = |item: ElementRef<'_>| keyed.iter().find(|(other, _)| *other == item)?.1.clone();
    let finished = (offset..).zip(raws).zip(&keyed).filter_map(|((position, raw), (_, key))| {
        let parent = match &raw.parent {
            Parent::None => None,
            Parent::Item(item) => key_of_item(*item),
            Parent::Id(id) => Some(site_key(id)),
        };
        let key = key.clone()?;
        Some(FoundComment {
            parent: parent.filter(|parent| *parent != key),
            key,
            author: raw.author,
            role: raw.role,
            posted: raw.posted,
            text: raw.text,
            html: raw.html,
            votes: raw.votes,
            position,
            depth: 0,
            permalink: None,
            by_staff: false,
            removed: false,
        })
    });
    finished.collect()
}

fn is_removed(raw: &Raw<'_>) -> bool {
    raw.text.is_empty() && !raw.html.contains("<img") || boilerplate::is_removed(&raw.text)
}

#[cfg(test)]
mod tests;
