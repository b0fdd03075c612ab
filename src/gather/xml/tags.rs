//! Owns tags: what one says, and what the elements of feeds are called by the part they play.

use std::borrow::Cow;

use super::names::Space;

/// An element that is not closed yet.
pub(super) struct Open<'a> {
    pub(super) node: u32,
    pub(super) raw: &'a str,
    /// What an element without prefix belongs to in it.
    pub(super) default: Space,
}

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

/// Whether a section lost its end: another begins in it, past the end of its entry.
pub(super) fn runs_on(content: &str) -> bool {
    content.find("<![CDATA[").is_some_and(|next| {
        let before = content[..next].to_ascii_lowercase();
        before.contains("</item") || before.contains("</entry")
    })
}

pub(super) fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Whether a CDATA section begins here.
pub(super) fn is_section(rest: &str) -> bool {
    let start = "<![CDATA[";
    rest.as_bytes().get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
}

/// Where the first such byte stands, from there on; the end where there is none.
pub(super) fn until(bytes: &[u8], from: usize, ends: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|byte| ends(*byte)).map_or(bytes.len(), |offset| from + offset)
}

/// Whether a byte ends the name of an element or an attribute.
pub(super) fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<' | b'=')
}

/// Where a value without quotes that begins here ends.
pub(super) fn bare_end(bytes: &[u8], start: usize) -> usize {
    let end = until(bytes, start, |byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'<'));
    // The slash of `<a href=x/>` belongs to the tag.
    let is_slash = end > start && bytes[end - 1] == b'/' && bytes.get(end) == Some(&b'>');
    end - usize::from(is_slash)
}
