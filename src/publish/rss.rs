//! Owns RSS 2.0 as the RSS Advisory Board's profile has it: one channel in, the bytes of one document out. Names go into
//! `dc:creator` (an `author` must be an address), images into `media:` (an enclosure is for what is downloaded), and
//! the guid is the entry's minted id, never an address.

use std::collections::BTreeMap;

use rss::extension::atom::{AtomExtension, Link};
use rss::extension::{Extension, ExtensionMap, dublincore::DublinCoreExtension};
use rss::{Category, Guid, Item, Source};

use super::channel::{Channel, Ending, EntrySource};
use super::lint::{ends_element, is_marked_up};
use super::text;
use super::tidied::{Tidied, TidiedEntry};
use crate::clock::http_date;
use crate::domain::Image;

const SLASH: &str = "http://purl.org/rss/1.0/modules/slash/";
const WFW: &str = "http://wellformedweb.org/CommentAPI/";
const MEDIA: &str = "http://search.yahoo.com/mrss/";
const THR: &str = "http://purl.org/syndication/thread/1.0";
const FH: &str = "http://purl.org/syndication/history/1.0";

/// Writes the channel as an RSS 2.0 document.
pub fn write(channel: &Channel) -> Vec<u8> {
    written(&Tidied::of(channel.clone()))
}

/// Writes what was tidied.
pub(super) fn written(channel: &Tidied) -> Vec<u8> {
    let items: Vec<Item> = channel.entries.iter().map(item).collect();
    let document = rss::Channel {
        title: plain(&channel.title),
        link: text::address(&channel.home),
        description: plain(if channel.description.is_empty() { &channel.title } else { &channel.description }),
        language: Some(channel.language.clone()).filter(|language| !language.is_empty()),
        // `slash:comments` asks for it. It is not the clock's: the same channel gives the same bytes.
        last_build_date: Some(http_date(channel.updated)),
        docs: Some("https://www.rssboard.org/rss-specification".to_owned()),
        ttl: Some(channel.ttl.max(1).to_string()),
        namespaces: namespaces(&items, channel.paging.is_archive()),
        atom_ext: Some(AtomExtension { links: links(channel) }),
        extensions: if channel.paging.is_archive() { archive() } else { ExtensionMap::new() },
        items,
        ..rss::Channel::default()
    };
    character_data(&document.to_string()).into_bytes()
}

/// What RSS has no element for, as Atom's links: its own address, its hub, its history (RFC 5005, appendix B).
fn links(channel: &Channel) -> Vec<Link> {
    let document = |rel: &str, address: &url::Url| Link {
        href: text::address(&Ending::Rss.of(address)),
        rel: rel.to_owned(),
        mime_type: Some(Ending::Rss.media_type().to_owned()),
        ..Link::default()
    };
    let hub = |hub| Link { href: text::address(hub), rel: "hub".to_owned(), ..Link::default() };
    let mut links = vec![document("self", &channel.address)];
    links.extend(channel.hub().map(hub));
    links.extend(channel.paging.links().into_iter().map(|(rel, to)| document(rel, to)));
    links
}

fn archive() -> ExtensionMap {
    let mark = Extension { name: "fh:archive".to_owned(), ..Extension::default() };
    [("fh".to_owned(), [("archive".to_owned(), vec![mark])].into())].into()
}

fn item(entry: &TidiedEntry) -> Item {
    Item {
        title: Some(plain(&entry.title)),
        link: Some(text::address(&entry.url)),
        // A description is HTML to every reader, so plain words are escaped once more than the XML asks for.
        description: Some(text::escape(&entry.description)),
        categories: entry.topics.iter().map(|topic| Category { name: plain(topic), domain: None }).collect(),
        comments: entry.comments_url.as_ref().map(text::address),
        guid: Some(Guid { value: entry.id.clone(), permalink: false }),
        pub_date: Some(http_date(entry.published)),
        source: entry.source.as_ref().and_then(source),
        content: Some(entry.body.clone()).filter(|body| !body.is_empty()),
        extensions: extensions(entry),
        dublin_core_ext: (!entry.authors.is_empty())
            .then(|| DublinCoreExtension { creators: entry.authors.clone(), ..Default::default() }),
        ..Item::default()
    }
}

/// The feed an entry was read from; RSS has no place for a source without one.
fn source(source: &EntrySource) -> Option<Source> {
    let feed = source.feed.as_ref()?;
    Some(Source { url: text::address(feed), title: Some(plain(&source.title)) })
}

/// Words that every reader shows alike. Some readers take a title for HTML and some for text, which makes no difference
/// until it holds what looks like an element: then it is written as HTML, as most read it.
fn plain(words: &str) -> String {
    if ends_element(words) { text::escape(words) } else { words.to_owned() }
}

fn extensions(entry: &TidiedEntry) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    let mut add = |extension: Extension| {
        let (prefix, name) = extension.name.split_once(':').expect("each is named with its prefix below");
        let (prefix, name) = (prefix.to_owned(), name.to_owned());
        map.entry(prefix).or_default().entry(name).or_default().push(extension);
    };
    if let Some(total) = entry.comments_total {
        add(Extension { name: "slash:comments".to_owned(), value: Some(total.to_string()), ..Default::default() });
    }
    if let Some(feed) = &entry.comments_feed {
        let address = text::address(&Ending::Rss.of(feed));
        add(Extension { name: "wfw:commentRss".to_owned(), value: Some(address), ..Default::default() });
    }
    if let Some(image) = &entry.image {
        media(image).into_iter().for_each(&mut add);
    }
    if let Some(reply_to) = &entry.reply_to {
        let attrs =
            [("ref", reply_to.id.clone()), ("href", text::address(&reply_to.url)), ("type", "text/html".to_owned())];
        add(Extension { name: "thr:in-reply-to".to_owned(), attrs: attributes(attrs), ..Default::default() });
    }
    map
}

fn media(image: &Image) -> [Extension; 2] {
    let description = image.alt.as_ref().map(|alt| Extension {
        name: "media:description".to_owned(),
        value: Some(if is_marked_up(alt) { text::escape(alt) } else { alt.clone() }),
        attrs: attributes([("type", if is_marked_up(alt) { "html" } else { "plain" }.to_owned())]),
        ..Default::default()
    });
    let content = Extension {
        name: "media:content".to_owned(),
        attrs: attributes([("url", text::address(&image.url)), ("medium", "image".to_owned())]),
        children: description.into_iter().map(|words| ("description".to_owned(), vec![words])).collect(),
        ..Default::default()
    };
    let thumbnail = Extension {
        name: "media:thumbnail".to_owned(),
        attrs: attributes([("url", text::address(&image.url))]),
        ..Default::default()
    };
    [content, thumbnail]
}

fn attributes<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The namespaces of the extensions in use; those of `content`, `dc` and `atom` the crate declares itself.
fn namespaces(items: &[Item], archive: bool) -> BTreeMap<String, String> {
    let used = |prefix: &str| items.iter().any(|item| item.extensions.contains_key(prefix));
    [("slash", SLASH), ("wfw", WFW), ("media", MEDIA), ("thr", THR), ("fh", FH)]
        .into_iter()
        .filter(|(prefix, _)| used(prefix) || archive && *prefix == "fh")
        .map(|(prefix, address)| (prefix.to_owned(), address.to_owned()))
        .collect()
}

/// Writes `&` and `<` in character data as numbers: readers that take a title for HTML then still show the characters
/// (RSS Advisory Board, best practices, "character data"). CDATA sections stay as they are.
fn character_data(xml: &str) -> String {
    const OPEN: &str = "<![CDATA[";
    const CLOSE: &str = "]]>";
    let mut written = String::with_capacity(xml.len() + xml.len() / 64);
    let mut rest = xml;
    while let Some(start) = rest.find(OPEN) {
        let end = rest[start..].find(CLOSE).map_or(rest.len(), |at| start + at + CLOSE.len());
        written.push_str(&numbered(&rest[..start]));
        written.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    written.push_str(&numbered(rest));
    written
}

fn numbered(xml: &str) -> String {
    xml.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")
}
