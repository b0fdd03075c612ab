//! Owns the proof that our own reader finds in our own documents what was written, whatever outsiders wrote.

use chrono::{DateTime, Utc};
use postround::domain::FoundArticle;
use postround::gather::feed::FeedKind;
use postround::gather::kind::{Ask, Kind, Page, ReadError, Reading, Role};
use postround::gather::options::{FeedRules, Follow};
use postround::publish::channel::{Channel, Entry, EntrySource, Paging};
use postround::publish::{atom, body, json, rss, text};
use proptest::prelude::*;
use url::Url;

/// A kind whose pages are never asked for.
#[derive(Debug)]
struct NoPages;

impl Kind for NoPages {
    fn begin(&self) -> Vec<Ask> {
        Vec::new()
    }

    fn read(&self, _: &Ask, _: &Page<'_>) -> Result<Reading, ReadError> {
        unreachable!("a feed taken whole has no pages")
    }

    fn rules(&self) -> String {
        String::new()
    }
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn read(bytes: &[u8]) -> FoundArticle {
    let feed = url("https://feeds.example/feeds/all.rss");
    let rules = FeedRules {
        feed: feed.clone(),
        discover: false,
        follow: Follow::Entries,
        assumed: false,
        pages: 1,
        comment_pages: 1,
    };
    let page = Page {
        url: &feed,
        content_type: None,
        link: None,
        total_pages: None,
        body: bytes,
        fetched: at("2026-11-22T12:00:00Z"),
        zone: chrono_tz::UTC,
    };
    let reading = FeedKind::new(rules, NoPages).read(&Ask { url: feed.clone(), role: Role::Feed }, &page).unwrap();
    assert_eq!(reading.articles.len(), 1, "{}", String::from_utf8_lossy(bytes));
    reading.articles.into_iter().next().unwrap()
}

/// A title, a name, a topic and a comment by outsiders, in an entry that was gathered from another feed.
fn channel(title: &str, words: &str, archive: bool) -> Channel {
    let id = "urn:uuid:00000000-0000-4000-8000-000000000001".to_owned();
    let (page, headline) = (url("https://news.example/story/1"), format!("Fees {title}"));
    let (published, updated) = (at("2026-03-02T08:00:00Z"), at("2026-03-02T09:00:00.250Z"));
    let entry = Entry {
        authors: vec!["Ann Reed".to_owned()],
        topics: vec!["Pay & pensions".to_owned()],
        summary: Some("Fees rise.".to_owned()),
        html: format!("<p>Begins.</p>{}", body::text_html(words)),
        comments_total: Some(2),
        comments_updated: Some(at("2026-03-02T10:00:00Z")),
        source: Some(EntrySource {
            title: format!("Wire {title}"),
            home: url("https://wire.example/"),
            feed: Some(url("https://wire.example/feed")),
        }),
        ..Entry::new(id, page, headline, published, updated)
    };
    let address = url("https://feeds.example/feeds/all");
    Channel {
        id: "urn:uuid:11111111-1111-4111-8111-111111111111".to_owned(),
        title: title.to_owned(),
        description: words.to_owned(),
        language: "en".to_owned(),
        home: address.clone(),
        address: address.clone(),
        publisher: words.to_owned(),
        updated: at("2026-03-02T09:00:00.250Z"),
        ttl: 15,
        hubs: vec![url("https://hub.example/")],
        paging: if archive {
            Paging::Archive { current: address, older: None, newer: None }
        } else {
            Paging::Live { older: Some(url("https://feeds.example/feeds/all.archive-1")) }
        },
        entries: vec![entry],
    }
}

/// The letters and figures: our reader takes away what nobody sees, and makes blanks its own.
fn dense(words: &str) -> String {
    text::clean(words).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Proptest's own strings hold no control characters.
fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn our_own_reader_finds_what_was_written(title in any_text(), words in any_text(), archive in any::<bool>()) {
        let channel = channel(&title, &words, archive);
        let entry = &channel.entries[0];
        for (format, bytes) in [("rss", rss::write(&channel)), ("atom", atom::write(&channel)), ("json", json::write(&channel))] {
            let found = read(&bytes);
            prop_assert_eq!(&found.url, &entry.url, "{}", format);
            // Our reader takes for HTML what looks like it, as most feeds mean it; Atom alone can say that it is not.
            let is_told = !title.contains(['<', '&']) || format == "atom" && !title.contains('&');
            if is_told {
                prop_assert_eq!(dense(&found.title), dense(&entry.title), "{}", format);
            }
            prop_assert_eq!(&found.authors, &entry.authors, "{}", format);
            prop_assert_eq!(&found.topics, &entry.topics, "{}", format);
            prop_assert_eq!(found.published, Some(entry.published), "{}", format);
            prop_assert_eq!(found.lead.as_deref(), Some("Fees rise."), "{}", format);
            prop_assert_eq!(dense(&found.text), dense(&text::words(&entry.html)), "{}", format);
        }
    }
}
