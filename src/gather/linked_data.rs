//! Owns the reading of JSON-LD: finds the article among the page's blocks for `metadata`, and reads the comments that
//! some sites put beside it. `json` reads the blocks as sites write them, `graph` what they refer to.

mod comments;
mod graph;
mod json;

use scraper::Html;

pub use comments::comments;
pub(super) use graph::{Index, LinkedData, Object, comment_count, strings};

/// The longest text that the page's JSON-LD gives as an article's.
pub(super) fn article_body(doc: &Html) -> Option<String> {
    let data = LinkedData::read(doc);
    let index = data.index();
    let bodies = index.objects().iter().filter_map(|object| object.get("articleBody")).flat_map(strings);
    bodies.filter(|body| body.len() >= 200).max_by_key(|body| body.len()).map(str::to_owned)
}

#[cfg(test)]
mod tests;
