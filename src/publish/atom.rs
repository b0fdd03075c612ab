//! Owns Atom 1.0 (RFC 4287) with the threading extension (RFC 4685): one channel in, the bytes of one document out.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Feed, Link, Person, Text, WriteConfig};

use super::channel::{Channel, Ending, Entry};
use super::lint::is_marked_up;
use super::text;
use crate::domain::Image;

const MEDIA: &str = "http://search.yahoo.com/mrss/";
const THR: &str = "http://purl.org/syndication/thread/1.0";

/// Written by hand, since the crate's own names no encoding.
const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// Writes the channel as an Atom 1.0 document.
#[expect(clippy::missing_panics_doc, reason = "a Vec takes every write")]
pub fn write(channel: &Channel) -> Vec<u8> {
    let channel = channel.tidied();
    let entries: Vec<_> = channel.entries.iter().map(entry).collect();
    let feed = Feed {
        title: words(&channel.title),
        id: channel.id.clone(),
        updated: channel.updated.fixed_offset(),
        authors: vec![person(channel.author())],
        links: vec![
            link("self", &Ending::Atom.of(&channel.address), Ending::Atom.media_type()),
            link("alternate", &channel.home, "text/html"),
        ],
        subtitle: Some(channel.description.clone()).filter(|words| !words.is_empty()).map(|text| words(&text)),
        namespaces: namespaces(&entries),
        lang: Some(channel.language.clone()).filter(|language| !language.is_empty()),
        entries,
        ..Feed::default()
    };
    let config = WriteConfig { write_document_declaration: false, indent_size: None };
    feed.write_with_config(DECLARATION.to_vec(), config).expect("a Vec takes every write")
}

fn entry(entry: &Entry) -> atom_syndication::Entry {
    atom_syndication::Entry {
        title: words(&entry.title),
        id: entry.id.clone(),
        updated: entry.updated.fixed_offset(),
        authors: entry.authors.iter().map(|name| person(name)).collect(),
        categories: entry.topics.iter().map(|topic| Category { term: topic.clone(), ..Default::default() }).collect(),
        links: vec![link("alternate", &entry.url, "text/html")],
        published: Some(entry.published.fixed_offset()),
        summary: entry.summary.as_deref().map(words),
        content: Some(entry.body_html()).filter(|body| !body.is_empty()).map(|body| Content {
            value: Some(body),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        extensions: extensions(entry),
        ..Default::default()
    }
}

/// Words as text; as HTML where they hold what looks like markup, which validators take for a slip.
fn words(text: &str) -> Text {
    if is_marked_up(text) { Text::html(text::escape(text)) } else { Text::plain(text) }
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}

fn link(rel: &str, href: &url::Url, media_type: &str) -> Link {
    Link { href: text::address(href), rel: rel.to_owned(), mime_type: Some(media_type.to_owned()), ..Link::default() }
}

fn extensions(entry: &Entry) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    let mut add = |prefix: &str, name: &str, extension: Extension| {
        map.entry(prefix.to_owned()).or_default().entry(name.to_owned()).or_default().push(extension);
    };
    if let Some(feed) = &entry.comments_feed {
        add("", "link", replies(&Ending::Atom.of(feed), entry.comments_total));
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
fn replies(feed: &url::Url, total: Option<u32>) -> Extension {
    let attributes =
        [("rel", "replies".to_owned()), ("type", Ending::Atom.media_type().to_owned()), ("href", text::address(feed))];
    let mut link = element("link", attributes, None);
    link.attrs.extend(total.map(|total| ("thr:count".to_owned(), total.to_string())));
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
fn namespaces(entries: &[atom_syndication::Entry]) -> BTreeMap<String, String> {
    let used = |prefix: &str| entries.iter().any(|entry| entry.extensions.contains_key(prefix));
    let threads = used("thr") || used("");
    [("thr", THR, threads), ("media", MEDIA, used("media"))]
        .into_iter()
        .filter(|(.., used)| *used)
        .map(|(prefix, address, _)| (prefix.to_owned(), address.to_owned()))
        .collect()
}
