//! Owns the rules of what ties a document to others: its hub, its archives (RFC 5005), the sources of its entries, the
//! feeds of their comments.

use super::document::{json_feed, parse, rss_channel};
use super::sample::{at, entry, full, pagings, source, told, url};
use crate::publish::channel::{Channel, Entry, EntrySource, Paging};
use crate::publish::lint::Element;
use crate::publish::{atom, rss};

/// The links of RFC 5005 in a head, with what they lead to, without its ending.
fn paging(head: &Element, name: &str, ending: &str) -> Vec<(String, String)> {
    let rels = ["current", "prev-archive", "next-archive"];
    let links = head.all(name).filter(|link| rels.contains(&link.attribute("rel").unwrap()));
    let pair = |link: &Element| {
        let href = link.attribute("href").unwrap();
        assert!(link.attribute("type").unwrap().ends_with(&format!("/{ending}+xml")));
        let short = href.strip_prefix("https://feeds.example/feeds/").unwrap();
        (link.attribute("rel").unwrap().to_owned(), short.strip_suffix(&format!(".{ending}")).unwrap().to_owned())
    };
    links.map(pair).collect()
}

#[test]
fn t3_a_document_leads_through_its_history_in_every_format() {
    let expected: [&[(&str, &str)]; 5] = [
        &[],
        &[],
        &[("prev-archive", "all.archive-3")],
        &[("current", "all"), ("next-archive", "all")],
        &[("current", "all"), ("prev-archive", "all.archive-1"), ("next-archive", "all.archive-3")],
    ];
    for (paged, expected) in pagings().into_iter().zip(expected) {
        let channel = Channel { address: url("https://feeds.example/feeds/it"), ..told(paged) };
        let owned: Vec<_> = expected.iter().map(|(rel, to)| ((*rel).to_owned(), (*to).to_owned())).collect();
        let (rss, atom) = (rss_channel(&channel), parse(&atom::write(&channel)));
        assert_eq!(paging(&rss, "atom:link", "rss"), owned);
        assert_eq!(paging(&atom, "link", "atom"), owned);
        let older = expected.iter().find(|(rel, _)| *rel == "prev-archive");
        let next = older.map(|(_, to)| format!("https://feeds.example/feeds/{to}.json"));
        assert_eq!(json_feed(&channel)["next_url"].as_str(), next.as_deref());
        // The mark stands at the head, and on archives alone; an archive calls itself by its own address.
        let archive = channel.paging.is_archive();
        for (head, entry, link) in [(&rss, "item", "atom:link"), (&atom, "entry", "link")] {
            assert_eq!(head.all("fh:archive").count(), usize::from(archive));
            assert!(!archive || head.position("fh:archive") < head.position(entry));
            let own = head.all(link).find(|link| link.attribute("rel") == Some("self")).unwrap();
            assert!(own.attribute("href").unwrap().starts_with("https://feeds.example/feeds/it."));
        }
    }
}

#[test]
fn t3_an_archive_says_nothing_that_time_alone_changes() {
    let [.., archive] = pagings();
    let counted = told(archive.clone());
    let mut later = counted.clone();
    for entry in &mut later.entries {
        entry.comments_total = entry.comments_total.map(|total| total + 5);
        entry.comments_updated = Some(at(9, 45));
    }
    later.hubs.clear();
    let written = |channel: &Channel| (atom::write(channel), rss_channel(channel).children, json_feed(channel));
    let (atom, rss, json) = written(&counted);
    assert_eq!((atom.clone(), json.clone()), (written(&later).0, written(&later).2));
    let text = String::from_utf8(atom).unwrap();
    for counts in ["thr:count", "thr:total", "thr:updated", "12 comments"] {
        assert!(!text.contains(counts) && !json.to_string().contains(counts), "{counts}");
    }
    assert!(rss.iter().all(|item| item.all("slash:comments").next().is_none()));
    // Where they are is still said.
    assert!(
        text.contains("rel=\"replies\"")
            && text.contains("&lt;a href=&quot;https://news.example/story/3#comments&quot;&gt;Comments&lt;/a&gt;")
    );
    let namespace = "xmlns:fh=\"http://purl.org/syndication/history/1.0\"";
    for (written, expected) in
        [(atom::write(&counted), 1), (rss::write(&counted), 1), (atom::write(&full()), 0), (rss::write(&full()), 0)]
    {
        assert_eq!(String::from_utf8(written).unwrap().matches(namespace).count(), expected);
    }
    // An empty one is an archive too.
    let empty = parse(&atom::write(&Channel { entries: Vec::new(), ..told(archive) }));
    assert_eq!(empty.all("fh:archive").count(), 1);
}

#[test]
fn t6_the_first_hub_is_named_in_the_document_and_archives_have_none() {
    for paged in pagings() {
        let archive = paged.is_archive();
        let channel = told(paged);
        let (rss, atom) = (rss_channel(&channel), parse(&atom::write(&channel)));
        for links in [rss.all("atom:link").collect::<Vec<_>>(), atom.all("link").collect()] {
            let hubs = links.iter().filter(|link| link.attribute("rel") == Some("hub"));
            let hubs: Vec<&str> = hubs.map(|link| link.attribute("href").unwrap()).collect();
            assert_eq!(hubs, if archive { vec![] } else { vec!["https://hub.example/?a=1&b=2"] });
        }
        let hubs = &json_feed(&channel)["hubs"];
        if archive {
            assert!(hubs.is_null());
        } else {
            assert_eq!(hubs[0], serde_json::json!({"type": "WebSub", "url": "https://hub.example/?a=1&b=2"}));
        }
    }
    assert!(json_feed(&full())["hubs"].is_null() && json_feed(&full())["next_url"].is_null());
}

#[test]
fn a10_an_entry_from_another_feed_names_it() {
    let channel = told(Paging::None);
    let (rss, atom, json) = (rss_channel(&channel), parse(&atom::write(&channel)), json_feed(&channel));
    let item = rss.all("item").next().unwrap().one("source");
    assert_eq!(
        (item.attribute("url").unwrap(), item.text.as_str()),
        ("https://wire.example/feed?a=1&b=2", "The Wire & Co")
    );
    let entry = atom.all("entry").next().unwrap();
    let named = entry.one("source");
    assert_eq!(named.one("id").text, "https://wire.example/feed?a=1&b=2");
    assert_eq!(named.one("title").text, "The Wire & Co");
    assert_eq!(named.one("updated").text, entry.one("updated").text, "nothing but the entry moves it");
    let links: Vec<_> = named.all("link").map(|link| (link.attribute("rel"), link.attribute("href"))).collect();
    assert_eq!(
        links,
        [(Some("alternate"), Some("https://wire.example/")), (Some("self"), Some("https://wire.example/feed?a=1&b=2"))]
    );
    let expected = serde_json::json!({
        "title": "The Wire & Co", "home_url": "https://wire.example/", "feed_url": "https://wire.example/feed?a=1&b=2"
    });
    assert_eq!(json["items"][0]["_postround"]["source"], expected);
}

#[test]
fn a10_a_source_without_a_feed_is_named_where_the_format_has_a_place_for_it() {
    let source = EntrySource { title: " ".to_owned(), home: url("https://wire.example/caf%c3%a9/%7Ea"), feed: None };
    let entry = Entry { source: Some(source), ..entry(1) };
    let channel = Channel { entries: vec![entry], ..full() };
    assert_eq!(rss_channel(&channel).one("item").all("source").count(), 0);
    let atom = parse(&atom::write(&channel));
    let named = atom.one("entry").one("source");
    assert_eq!((named.one("title").text.as_str(), named.all("link").count()), ("wire.example", 1));
    // An id is compared letter by letter, and has one spelling.
    assert_eq!(named.one("id").text, "https://wire.example/caf%C3%A9/~a");
    assert_eq!(json_feed(&channel)["items"][0]["_postround"]["source"]["title"], "wire.example");
}

#[test]
fn a10_what_was_gathered_nowhere_has_no_source() {
    assert_eq!(parse(&atom::write(&full())).walk().iter().filter(|element| element.name == "source").count(), 0);
    assert!(json_feed(&full())["items"][0]["_postround"].get("source").is_none());
    assert_eq!(source().title, "The Wire & Co");
}

#[test]
fn t2_the_newest_comment_dates_the_replies_and_nothing_else() {
    let channel = told(Paging::None);
    let atom = parse(&atom::write(&channel));
    let entry = atom.all("entry").next().unwrap();
    let replies = entry.all("link").find(|link| link.attribute("rel") == Some("replies")).unwrap();
    assert_eq!(replies.attribute("thr:updated").unwrap(), "2026-03-02T09:30:07Z");
    assert_eq!(replies.attribute("thr:count").unwrap(), "12");
    assert_eq!(json_feed(&channel)["items"][0]["_postround"]["comments_updated"], "2026-03-02T09:30:07Z");
    let mut discussed = channel.clone();
    discussed.entries[0].comments_updated = Some(at(9, 50));
    let updated = |channel: &Channel| {
        let root = parse(&atom::write(channel));
        root.all("entry").map(|entry| entry.one("updated").text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(updated(&discussed), updated(&channel));
}
