//! Owns Atom 1.0 (RFC 4287) with threads (RFC 4685), archives (RFC 5005) and hubs (WebSub): one channel in, the bytes of
//! one document out.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Feed, Link, Person, Source, Text, WriteConfig};
use chrono::SecondsFormat;

use super::channel::{Channel, Ending, EntrySource};
use super::lint::is_marked_up;
use super::text;
use super::tidied::{Tidied, TidiedEntry};
use crate::domain::Image;

const MEDIA: &str = "http://search.yahoo.com/mrss/";
const THR: &str = "http://purl.org/syndication/thread/1.0";
const FH: &str = "http://purl.org/syndication/history/1.0";

/// Written by hand, since the crate's own names no encoding.
const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// Writes the channel as an Atom 1.0 document.
pub fn write(channel: &Channel) -> Vec<u8> {
    written(&Tidied::of(channel.clone()))
}

/// Writes what was tidied.
pub(super) fn written(channel: &Tidied) -> Vec<u8> {
    let entries: Vec<_> = channel.entries.iter().map(entry).collect();
    let feed = Feed {
        title: words(&channel.title),
        id: channel.id.clone(),
        updated: channel.updated.fixed_offset(),
        authors: vec![person(&channel.author())],
        links: links(channel),
        subtitle: Some(channel.description.clone()).filter(|words| !words.is_empty()).map(|text| words(&text)),
        namespaces: namespaces(&entries, channel.paging.is_archive()),
        lang: Some(channel.language.clone()).filter(|language| !language.is_empty()),
        entries,
        ..Feed::default()
    };
    let config = WriteConfig { write_document_declaration: false, indent_size: None };
    let written = feed.write_with_config(DECLARATION.to_vec(), config).expect("a Vec takes every write");
    let written = String::from_utf8(written).expect("what is written of text is text");
    let written = if channel.paging.is_archive() { marked_as_archive(&written) } else { written };
    // Validators that look for HTML in names and titles believe an `&` that is written as a number.
    written.replace("&amp;", "&#x26;").into_bytes()
}

fn links(channel: &Channel) -> Vec<Link> {
    let mut links = vec![
        link("self", &Ending::Atom.of(&channel.address), Ending::Atom.media_type()),
        link("alternate", &channel.home, "text/html"),
    ];
    let hub = |hub| Link { href: text::address(hub), rel: "hub".to_owned(), ..Link::default() };
    links.extend(channel.hub().map(hub));
    let paging = channel.paging.links();
    links.extend(paging.iter().map(|(rel, to)| link(rel, &Ending::Atom.of(to), Ending::Atom.media_type())));
    links
}

/// The document with `fh:archive` at its head: the crate writes extensions of a feed behind its entries only.
fn marked_as_archive(written: &str) -> String {
    let head = written.find("<entry>").or_else(|| written.rfind("</feed>")).unwrap_or(written.len());
    format!("{}<fh:archive/>{}", &written[..head], &written[head..])
}

fn entry(entry: &TidiedEntry) -> atom_syndication::Entry {
    atom_syndication::Entry {
        title: words(&entry.title),
        id: entry.id.clone(),
        updated: entry.updated.fixed_offset(),
        authors: entry.authors.iter().map(|name| person(name)).collect(),
        categories: entry.topics.iter().map(|topic| Category { term: topic.clone(), ..Default::default() }).collect(),
        links: vec![link("alternate", &entry.url, "text/html")],
        published: Some(entry.published.fixed_offset()),
        source: entry.source.as_ref().map(|source| self::source(source, entry)),
        summary: Some(words(&entry.description)),
        content: Some(entry.body.clone()).filter(|body| !body.is_empty()).map(|body| Content {
            value: Some(body),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        extensions: extensions(entry),
        ..Default::default()
    }
}

/// Where the entry was gathered. When that changed last is not known: the entry's own time stands for it, so that nothing
/// but the entry moves it.
fn source(source: &EntrySource, entry: &TidiedEntry) -> Source {
    let mut links = vec![link("alternate", &source.home, "text/html")];
    // Which of its types the feed has is not known either.
    let itself = |feed| Link { href: text::address(feed), rel: "self".to_owned(), ..Link::default() };
    links.extend(source.feed.as_ref().map(itself));
    Source {
        title: words(&source.title),
        id: text::canonical(source.feed.as_ref().unwrap_or(&source.home)),
        updated: entry.updated.fixed_offset(),
        links,
        ..Source::default()
    }
}

/// Words as text; as HTML where they hold what looks like markup, which validators take for a slip, and readers that guess
/// for a tag.
fn words(text: &str) -> Text {
    let begins = |tag: &str| tag.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    if is_marked_up(text) || text.split('<').skip(1).any(begins) {
        Text::html(text::escape(text))
    } else {
        Text::plain(text)
    }
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}

fn link(rel: &str, href: &url::Url, media_type: &str) -> Link {
    Link { href: text::address(href), rel: rel.to_owned(), mime_type: Some(media_type.to_owned()), ..Link::default() }
}

fn extensions(entry: &TidiedEntry) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    let mut add = |prefix: &str, name: &str, extension: Extension| {
        map.entry(prefix.to_owned()).or_default().entry(name.to_owned()).or_default().push(extension);
    };
    if let Some(feed) = &entry.comments_feed {
        add("", "link", replies(&Ending::Atom.of(feed), entry));
    }
    if let Some(total) = entry.comments_total {
        add("thr", "total", element("thr:total", [], Some(total.to_string())));
    }
    if let Some(reply_to) = &entry.reply_to {
        let attributes =
            [("ref", reply_to.id.clone()), ("href", text::address(&reply_to.url)), ("type", "text/html".to_owned())];
        add("thr", "in-reply-to", element("thr:in-reply-to", attributes, None));
    }
    if let Some(image) = &entry.image {
        add("media", "content", media_content(image));
        add("media", "thumbnail", element("media:thumbnail", [("url", text::address(&image.url))], None));
    }
    map
}

/// The link to the comments' feed. It is written as an extension because the crate's own link has no place for the
/// `thr:count` that belongs to it.
fn replies(feed: &url::Url, entry: &TidiedEntry) -> Extension {
    let attributes =
        [("rel", "replies".to_owned()), ("type", Ending::Atom.media_type().to_owned()), ("href", text::address(feed))];
    let mut link = element("link", attributes, None);
    link.attrs.extend(entry.comments_total.map(|total| ("thr:count".to_owned(), total.to_string())));
    let updated = entry.comments_updated.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    link.attrs.extend(updated.map(|updated| ("thr:updated".to_owned(), updated)));
    link
}

fn media_content(image: &Image) -> Extension {
    let mut content =
        element("media:content", [("url", text::address(&image.url)), ("medium", "image".to_owned())], None);
    if let Some(alt) = &image.alt {
        let (kind, alt) = if is_marked_up(alt) { ("html", text::escape(alt)) } else { ("plain", alt.clone()) };
        let words = element("media:description", [("type", kind.to_owned())], Some(alt));
        content.children.insert("description".to_owned(), vec![words]);
    }
    content
}

/// An extension element. The crate writes an extension's attributes as they are (its own links it escapes), so they are
/// escaped here.
fn element<const N: usize>(name: &str, attributes: [(&str, String); N], value: Option<String>) -> Extension {
    let attrs = attributes.into_iter().map(|(name, value)| (name.to_owned(), text::escape(&value))).collect();
    Extension { name: name.to_owned(), value, attrs, ..Extension::default() }
}

/// The namespaces of the extensions in use; a link with `thr:count` stands under no prefix of its own.
fn namespaces(entries: &[atom_syndication::Entry], archive: bool) -> BTreeMap<String, String> {
    let used = |prefix: &str| entries.iter().any(|entry| entry.extensions.contains_key(prefix));
    // A link to replies needs it for what it may say of them.
    let says = |link: &Extension| link.attrs.keys().any(|name| name.starts_with("thr:"));
    let links = |entry: &atom_syndication::Entry| {
        entry.extensions.get("").into_iter().flat_map(BTreeMap::values).any(|links| links.iter().any(says))
    };
    let threads = used("thr") || entries.iter().any(links);
    [("thr", THR, threads), ("media", MEDIA, used("media")), ("fh", FH, archive)]
        .into_iter()
        .filter(|(.., used)| *used)
        .map(|(prefix, address, _)| (prefix.to_owned(), address.to_owned()))
        .collect()
}
