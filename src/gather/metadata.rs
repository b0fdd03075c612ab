//! Owns what a page says of its article beside the body: headline, authors, dates, topics, lead, image.
//! Four sources are read, JSON-LD, `meta` elements, microdata and the page as people see it; for each field the first
//! that says anything is believed.

mod collect;
mod fields;
mod language;
mod names;
mod sources;
mod title;

use scraper::Html;

use super::kind::Page;
use super::linked_data::LinkedData;

pub use fields::Metadata;
pub(super) use language::language;
pub(super) use names::split as split_names;

/// Reads what a page says of its article.
pub fn read(doc: &Html, page: &Page<'_>) -> Metadata {
    let collected = collect::Collected::new(doc);
    let linked = LinkedData::read(doc);
    let sources = sources::Sources { seen: &collected, page };
    let mut found =
        sources.linked_data(&linked.index()).or(sources.meta()).or(sources.microdata()).or(sources.visible());
    found.title = title::choose(found.title, &collected.headings(), collected.meta("og:site_name"), page.url);
    let site = collected.meta("og:site_name").map(str::to_lowercase);
    found.authors.retain(|name| Some(name.to_lowercase()) != site);
    found.canonical = sources.canonical();
    let title = found.title.as_deref();
    found.topics.retain(|topic| Some(topic.as_str()) != title);
    found.topics.truncate(12);
    if found.updated < found.published {
        found.updated = None;
    }
    found
}

#[cfg(test)]
mod tests;
