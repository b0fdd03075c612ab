//! Owns tags: what one says, and what the elements of feeds are called by the part they play.

use std::borrow::Cow;

/// A tag between its brackets.
pub(super) struct Tag<'a> {
    pub(super) raw: &'a str,
    pub(super) attributes: Vec<(&'a str, Cow<'a, str>)>,
    pub(super) closes_itself: bool,
}

pub(super) fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What stands around the entries.
pub(super) fn is_frame(raw: &str) -> bool {
    is_one_of(&["channel", "rss", "feed", "rdf:rdf", "items", "urlset", "sitemapindex"], raw)
}

/// Elements in which markup may stand, escaped or not.
pub(super) fn holds_words(raw: &str) -> bool {
    is_one_of(&["description", "content", "content:encoded", "summary", "title", "body", "xhtml:body", "tagline"], raw)
        || is_one_of(&["atom:content", "atom:summary", "atom:title", "subtitle", "xhtml:div"], raw)
}

/// Elements of an entry that hold no other.
pub(super) fn is_leaf(raw: &str) -> bool {
    is_one_of(&["title", "link", "guid", "pubdate", "category", "comments", "description", "summary"], raw)
        || is_one_of(&["content:encoded", "dc:creator", "dc:date", "dc:subject", "updated", "published"], raw)
}

/// Whether a tag can only begin a field of an entry.
pub(super) fn begins_field(tag: &Tag<'_>) -> bool {
    let is_plain_link = tag.raw.eq_ignore_ascii_case("link") && tag.attributes.is_empty();
    is_plain_link
        || is_one_of(&["guid", "pubdate", "description", "content:encoded", "dc:creator", "dc:date"], tag.raw)
        || is_one_of(&["wfw:commentrss", "slash:comments", "published", "updated"], tag.raw)
}
