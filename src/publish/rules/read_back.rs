//! Owns the proof that what is written is what is read: by feed-rs, by the crates that wrote it, and by a strict parser.

use proptest::prelude::*;

use super::sample::{HOSTILE, at, channel, pagings, poisoned, url};
use crate::publish::channel::{Channel, Ending, Entry, EntrySource, ReplyTo};
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

/// What ties a document and its entries to others: the links of its head, and of each entry where it was gathered and
/// what it answers.
#[derive(Debug, PartialEq, Eq)]
struct Ties {
    head: Vec<(String, String)>,
    entries: Vec<(Named, Option<String>)>,
}

/// The id and the title of a source.
type Named = Option<(String, String)>;

impl Ties {
    fn expected(channel: &Channel, ending: Ending, source: fn(&EntrySource) -> Named) -> Self {
        let mut head = vec![("self".to_owned(), text::address(&ending.of(&channel.address)))];
        head.extend(channel.hub().map(|hub| ("hub".to_owned(), text::address(hub))));
        let paging = channel.paging.links();
        head.extend(paging.into_iter().map(|(rel, to)| (rel.to_owned(), text::address(&ending.of(to)))));
        let answers = |entry: &Entry| entry.reply_to.as_ref().map(|to| to.id.clone());
        let entries = channel.entries.iter().map(|entry| (entry.source.as_ref().and_then(source), answers(entry)));
        Self { head, entries: entries.collect() }
    }

    fn of_rss(bytes: &[u8]) -> Self {
        let feed = ::rss::Channel::read_from(bytes).unwrap();
        let links = feed.atom_ext.clone().unwrap().links;
        let head = links.into_iter().map(|link| (link.rel, link.href)).collect();
        let source =
            |item: &::rss::Item| item.source.clone().map(|source| (source.url, source.title.unwrap_or_default()));
        let answers = |item: &::rss::Item| {
            let found = item.extensions.get("thr")?.get("in-reply-to")?;
            found[0].attrs.get("ref").cloned()
        };
        Self { head, entries: feed.items.iter().map(|item| (source(item), answers(item))).collect() }
    }

    fn of_atom(bytes: &[u8]) -> Self {
        let feed = atom_syndication::Feed::read_from(bytes).unwrap();
        let links = feed.links.iter().filter(|link| link.rel != "alternate");
        let head = links.map(|link| (link.rel.clone(), link.href.clone())).collect();
        let words = |text: &atom_syndication::Text| match text.r#type {
            atom_syndication::TextType::Html => text::words(&text.value),
            _ => text.value.clone(),
        };
        let source = |entry: &atom_syndication::Entry| {
            entry.source.as_ref().map(|source| (source.id.clone(), words(&source.title)))
        };
        let answers = |entry: &atom_syndication::Entry| {
            let found = entry.extensions.get("thr")?.get("in-reply-to")?;
            found[0].attrs.get("ref").cloned()
        };
        Self { head, entries: feed.entries.iter().map(|entry| (source(entry), answers(entry))).collect() }
    }

    fn of_json(bytes: &[u8]) -> Self {
        let feed: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        let owned = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        let named =
            [("self", &feed["feed_url"]), ("hub", &feed["hubs"][0]["url"]), ("prev-archive", &feed["next_url"])];
        let head = named.iter().filter_map(|(rel, at)| Some(((*rel).to_owned(), owned(at)?))).collect();
        let entry = |item: &serde_json::Value| {
            let own = &item["_postround"];
            let source = owned(&own["source"]["home_url"]).zip(owned(&own["source"]["title"]));
            (source, owned(&own["in_reply_to"]["id"]))
        };
        Self { head, entries: feed["items"].as_array().unwrap().iter().map(entry).collect() }
    }
}

/// The changes of all entries and the links of the head, by a reader that knows neither of our crates.
fn assert_ties_by_feed_rs(bytes: &[u8], channel: &Channel, ties: &Ties) {
    let feed = feed_rs::parser::parse(bytes).unwrap();
    let links: Vec<String> = feed.links.into_iter().map(|link| link.href).collect();
    assert!(ties.head.iter().all(|(_, href)| links.contains(href)), "{links:?} lack some of {ties:?}");
    let updated: Vec<_> = feed.entries.into_iter().map(|entry| entry.updated.unwrap()).collect();
    assert_eq!(updated, channel.entries.iter().map(|entry| entry.updated).collect::<Vec<_>>());
}

fn assert_ties_read_back(channel: &Channel) {
    let (as_rss, as_atom, as_json) = (rss::write(channel), atom::write(channel), json::write(channel));
    assert_eq!((&as_rss, &as_atom, &as_json), (&rss::write(channel), &atom::write(channel), &json::write(channel)));
    let tidied = channel.clone().tidied();
    assert_eq!(tidied.clone().tidied(), tidied, "tidied twice is tidied");
    // RSS cannot say whether words are text or HTML, and has no place for a source without a feed.
    let of_rss = Ties::expected(&tidied, Ending::Rss, |source| {
        let title = if ends_element(&source.title) { text::escape(&source.title) } else { source.title.clone() };
        source.feed.as_ref().map(|feed| (text::address(feed), title))
    });
    assert_eq!(Ties::of_rss(&as_rss), of_rss);
    let of_atom = Ties::expected(&tidied, Ending::Atom, |source| {
        Some((text::canonical(source.feed.as_ref().unwrap_or(&source.home)), source.title.clone()))
    });
    assert_eq!(Ties::of_atom(&as_atom), of_atom);
    assert_ties_by_feed_rs(&as_atom, &tidied, &of_atom);
    let mut of_json =
        Ties::expected(&tidied, Ending::Json, |source| Some((text::address(&source.home), source.title.clone())));
    of_json.head.retain(|(rel, _)| ["self", "hub", "prev-archive"].contains(&rel.as_str()));
    assert_eq!(Ties::of_json(&as_json), of_json);
}

fn assert_read_back(channel: &Channel) {
    let (as_rss, as_atom, as_json) = (rss::write(channel), atom::write(channel), json::write(channel));
    let tidied = channel.clone().tidied();
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
        for paging in pagings() {
            assert_ties_read_back(&Channel { paging, ..tied(channel.clone(), text, 750, true) });
        }
    }
}

/// Tied to others in every way, by words of outsiders.
fn tied(mut channel: Channel, text: &str, milliseconds: u32, fed: bool) -> Channel {
    channel.hubs = vec![url("https://hub.example/?a=1&b=2")];
    for entry in &mut channel.entries {
        entry.updated += chrono::TimeDelta::milliseconds(milliseconds.into());
        entry.comments_updated = Some(at(9, 30));
        entry.reply_to = Some(ReplyTo {
            id: "urn:uuid:00000000-0000-4000-8000-000000000009".to_owned(),
            url: url("https://news.example/9?a&b"),
        });
        entry.source = Some(EntrySource {
            title: text.to_owned(),
            home: url("https://wire.example/?a=1&b=<2>"),
            feed: fed.then(|| url("https://wire.example/feed|%7e")),
        });
    }
    channel
}

/// Proptest's own strings hold no control characters.
fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn any_text_reads_back(
        text in any_text(),
        title in any_text(),
        marked_up in "[<>&;\\]\\[!CDAT#x0-9'\" \u{0}\u{80}-\u{9f}\u{fffd}-\u{ffff}\r\n]{0,80}",
        milliseconds in 0_u32..1_000,
        place in 0_usize..5,
        fed in any::<bool>(),
    ) {
        let mut entry = poisoned(1, &text);
        entry.title.clone_from(&title);
        let mut channel = channel(vec![entry, poisoned(2, &marked_up)]);
        channel.title = title;
        channel.description = text;
        channel.publisher.clone_from(&marked_up);
        assert_read_back(&channel);
        assert_found_good(&channel);
        let tied = tied(channel, &marked_up, milliseconds, fed);
        let tied = Channel { paging: pagings()[place].clone(), ..tied };
        assert_ties_read_back(&tied);
        assert_found_good(&tied);
    }
}
