//! Owns the step from an answer to a feed: which format it is, what had to be mended, and what it is where it is none.

use super::document::Feed;
use super::{atom, json, rss};
use crate::gather::kind::Page;
use crate::gather::xml::{self, Element, Mended, Space};
use crate::gather::{loose, unpack};

/// A feed with more entries is an archive; the newest come first.
const MAX_ENTRIES: usize = 1_000;

/// Why an answer is no feed.
#[derive(Debug)]
pub(super) enum NoFeed {
    /// It is a page for people, whose head may name feeds.
    Html(String),
    /// It is something else, in words.
    Other(String),
}

/// Reads a feed of any format, mending what can be mended.
pub(super) fn read(page: &Page<'_>) -> Result<Feed, NoFeed> {
    let other = |what: &str| Err(NoFeed::Other(what.to_owned()));
    let mut notes = Vec::new();
    let body = unpack::unpack(page.body, &mut notes).map_err(|error| NoFeed::Other(error.to_string()))?;
    if body.trim_ascii().is_empty() {
        return other("the answer is empty, not a feed");
    }
    let mut feed = read_unpacked(&Page { body: &body, ..*page })?;
    feed.notes.splice(0..0, notes);
    Ok(feed)
}

fn read_unpacked(page: &Page<'_>) -> Result<Feed, NoFeed> {
    let other = |what: &str| Err(NoFeed::Other(what.to_owned()));
    let mut mended = Mended::default();
    let text = xml::decode(page.body, page.content_type, &mut mended);
    let start = text.trim_start();
    let json = loose::start(start);
    if json.starts_with(['{', '[']) {
        let mut feed = json::read(json, page).map_err(NoFeed::Other)?;
        if json.len() < start.len() {
            feed.notes.push("the JSON begins with comments or a byte order mark, which were left out".to_owned());
        }
        limit(&mut feed);
        feed.notes.extend(mended.note());
        return Ok(feed);
    }
    if is_html(start) {
        return Err(NoFeed::Html(text.into_owned()));
    }
    let doc = xml::parse(&text, mended);
    let root = doc.first_of(&["rss", "feed", "rdf", "channel"]);
    let is_page = doc.first().is_some_and(|first| first.name().eq_ignore_ascii_case("html"));
    let Some(root) = root.filter(|_| !is_page) else {
        let says_page = page.content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
        return match doc.first() {
            _ if is_page || says_page => Err(NoFeed::Html(text.into_owned())),
            Some(first) => {
                Err(NoFeed::Other(format!("the answer is a document of <{:.40}>, not a feed", first.name())))
            }
            None => other("the answer is not a feed"),
        };
    };
    let (entries, broken): (Vec<_>, Vec<_>) = doc.entries().partition(|entry| entry.is_whole());
    if entries.is_empty() && (!broken.is_empty() || doc.mended.cut) {
        return other("the feed breaks off before the end of its first entry");
    }
    let is_atom = root.name().eq_ignore_ascii_case("feed");
    let wanted = &entries[..entries.len().min(MAX_ENTRIES)];
    let mut feed = if is_atom { atom::read(root, wanted, page) } else { rss::read(root, wanted, page) };
    let mut mended = doc.mended.clone();
    mended.unescaped = if is_atom { 0 } else { wanted.iter().filter(|entry| is_unescaped(**entry)).count() };
    feed.notes.extend(mended.note());
    if entries.len() > MAX_ENTRIES {
        feed.notes.push(too_many(entries.len()));
    }
    if !broken.is_empty() {
        feed.notes.push("the last entry breaks off, and was left out".to_owned());
    }
    Ok(feed)
}

fn too_many(entries: usize) -> String {
    format!("only the first {MAX_ENTRIES} of {entries} entries were read")
}

fn limit(feed: &mut Feed) {
    if feed.entries.len() > MAX_ENTRIES {
        feed.notes.push(too_many(feed.entries.len()));
        feed.entries.truncate(MAX_ENTRIES);
    }
}

fn is_unescaped(entry: Element<'_, '_>) -> bool {
    let body = entry.child(Space::Core, "description").or_else(|| entry.child(Space::Content, "encoded"));
    body.is_some_and(|body| body.children().next().is_some())
}

/// Whether a document begins as a page for people does.
fn is_html(start: &str) -> bool {
    let head = start.get(..15).unwrap_or(start).to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html") || head.starts_with("<head")
}
