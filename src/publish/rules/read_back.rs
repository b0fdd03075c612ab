//! Owns the proof that what is written is what is read: by feed-rs, by the crates that wrote it, and by a strict parser.

use proptest::prelude::*;

use super::sample::{HOSTILE, channel, poisoned};
use crate::publish::channel::{Channel, Entry};
use crate::publish::lint::{Surroundings, check, ends_element};
use crate::publish::{atom, json, rss, text};

/// What a reader must make of an entry, in every format.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    id: String,
    title: String,
    summary: String,
    body: String,
    authors: Vec<String>,
    topics: Vec<String>,
    published: i64,
}

impl Read {
    fn expected(entry: &Entry) -> Self {
        Self {
            id: entry.id.clone(),
            title: entry.title.clone(),
            summary: entry.description(),
            body: entry.body_html().trim().to_owned(),
            authors: entry.authors.clone(),
            topics: entry.topics.clone(),
            published: entry.published.timestamp(),
        }
    }

    /// RSS cannot say whether a title is text or HTML: one that looks like HTML is written as HTML.
    fn of_rss(self) -> Self {
        let written = |words: String| if ends_element(&words) { text::escape(&words) } else { words };
        Self { title: written(self.title), topics: self.topics.into_iter().map(written).collect(), ..self }
    }
}

fn by_feed_rs(bytes: &[u8]) -> Vec<Read> {
    let feed = feed_rs::parser::parse(bytes).unwrap();
    let plain = |text: feed_rs::model::Text| {
        if text.content_type.subty() == "html" { text::words(&text.content) } else { text.content }
    };
    let read = |entry: feed_rs::model::Entry| Read {
        id: entry.id,
        title: entry.title.map(plain).unwrap_or_default(),
        summary: entry.summary.map(plain).unwrap_or_default(),
        body: entry.content.and_then(|content| content.body).unwrap_or_default().trim().to_owned(),
        authors: entry.authors.into_iter().filter_map(|person| person.name).collect(),
        topics: entry.categories.into_iter().map(|category| category.term).collect(),
        published: entry.published.unwrap().timestamp(),
    };
    feed.entries.into_iter().map(read).collect()
}

fn by_rss(bytes: &[u8]) -> Vec<Read> {
    let feed = ::rss::Channel::read_from(bytes).unwrap();
    let read = |item: ::rss::Item| Read {
        id: item.guid.unwrap().value,
        title: item.title.unwrap(),
        summary: text::words(&item.description.unwrap_or_default()),
        body: item.content.unwrap_or_default().trim().to_owned(),
        authors: item.dublin_core_ext.map(|dc| dc.creators).unwrap_or_default(),
        topics: item.categories.into_iter().map(|category| category.name).collect(),
        published: chrono::DateTime::parse_from_rfc2822(&item.pub_date.unwrap()).unwrap().timestamp(),
    };
    feed.items.into_iter().map(read).collect()
}

fn by_atom(bytes: &[u8]) -> Vec<Read> {
    let feed = atom_syndication::Feed::read_from(bytes).unwrap();
    let plain = |text: atom_syndication::Text| match text.r#type {
        atom_syndication::TextType::Html => text::words(&text.value),
        _ => text.value,
    };
    let read = |entry: atom_syndication::Entry| Read {
        id: entry.id,
        title: plain(entry.title),
        summary: entry.summary.map(plain).unwrap_or_default(),
        body: entry.content.and_then(|content| content.value).unwrap_or_default().trim().to_owned(),
        authors: entry.authors.into_iter().map(|person| person.name).collect(),
        topics: entry.categories.into_iter().map(|category| category.term).collect(),
        published: entry.published.unwrap().timestamp(),
    };
    feed.entries.into_iter().map(read).collect()
}

fn assert_read_back(channel: &Channel) {
    let (as_rss, as_atom, as_json) = (rss::write(channel), atom::write(channel), json::write(channel));
    let tidied = channel.tidied();
    let mut expected: Vec<Read> = tidied.entries.iter().map(Read::expected).collect();
    assert_eq!(by_atom(&as_atom), expected);
    assert_eq!(by_feed_rs(&as_atom), expected);
    let expected_of_rss: Vec<Read> = tidied.entries.iter().map(|entry| Read::expected(entry).of_rss()).collect();
    assert_eq!(by_rss(&as_rss), expected_of_rss);
    assert_eq!(by_feed_rs(&as_rss), expected_of_rss);
    // Of a JSON Feed, feed-rs gives the feed's author to an item without one.
    for read in expected.iter_mut().filter(|read| read.authors.is_empty()) {
        read.authors.push(tidied.author());
    }
    assert_eq!(by_feed_rs(&as_json), expected);
}

/// Whatever outsiders wrote, no rule is broken. The body went through the cleaning of what is gathered, which is not
/// this part's: here it is left empty.
fn assert_found_good(channel: &Channel) {
    let entries = channel.entries.iter().map(|entry| Entry { html: String::new(), ..entry.clone() });
    let channel = Channel { entries: entries.collect(), ..channel.clone() };
    let now = "2026-03-02T12:00:00Z".parse().unwrap();
    for document in [rss::write(&channel), atom::write(&channel), json::write(&channel)] {
        let found = check(&document, &Surroundings { now, address: None, media_type: None }).findings;
        assert_eq!(found, [], "{}", String::from_utf8_lossy(&document));
    }
}

#[test]
fn hostile_texts_read_back() {
    for text in HOSTILE {
        let channel = channel(vec![poisoned(1, text)]);
        assert_read_back(&channel);
        assert_found_good(&channel);
    }
}

/// Proptest's own strings hold no control characters.
fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_reads_back(
        text in any_text(),
        title in any_text(),
        marked_up in "[<>&;\\]\\[!CDAT#x0-9'\" \u{0}\u{80}-\u{9f}\u{fffd}-\u{ffff}\r\n]{0,80}",
    ) {
        let mut entry = poisoned(1, &text);
        entry.title.clone_from(&title);
        let mut channel = channel(vec![entry, poisoned(2, &marked_up)]);
        channel.title = title;
        channel.description = text;
        channel.publisher = marked_up;
        assert_read_back(&channel);
        assert_found_good(&channel);
    }
}
