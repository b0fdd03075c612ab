//! Owns the reading of JSON-LD: finds the article among the page's blocks for `metadata`, and reads the comments that
//! some sites put beside it. `json` reads the blocks as sites write them, `graph` what they refer to; `kind` is the kind
//! of source whose pages are read by it first.

mod comments;
mod graph;
mod json;
mod kind;
mod listing;
mod paywall;
mod said;

use scraper::Html;

use super::kind::Page;
use crate::domain::Access;
pub use comments::comments;
pub(super) use graph::{Index, LinkedData, Object, comment_count, strings};
pub use kind::LinkedKind;

/// The longest text that the page's JSON-LD gives as an article's.
pub(super) fn article_body(doc: &Html) -> Option<String> {
    let data = LinkedData::read(doc);
    let index = data.index();
    let bodies = index.objects().iter().filter_map(|object| object.get("articleBody")).flat_map(strings);
    bodies.filter(|body| body.len() >= 200).max_by_key(|body| body.len()).map(str::to_owned)
}

/// Who may read the page's article, where its JSON-LD says so.
pub fn access(doc: &Html, page: &Page<'_>) -> Option<Access> {
    let data = LinkedData::read(doc);
    let index = data.index();
    paywall::of(&index, index.article(page.url)?)
}

#[cfg(test)]
mod tests;
