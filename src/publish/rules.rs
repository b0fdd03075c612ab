//! Owns the rules a feed must satisfy (RFC 4287, RFC 4685, RSS 2.0 and its profile, JSON Feed 1.1, the W3C validator's
//! messages), held against whole generated documents. The letters and numbers are those of the rules' own list.

mod checked;
mod document;
mod history;
mod read_back;
pub(super) mod sample;

use std::collections::BTreeSet;

use chrono::DateTime;

use self::document::{json_feed, parse, rss_channel};
use self::sample::{at, channel, entry, full, hostile, reply, url};
use super::channel::{Channel, Entry};
use super::opml::Outline;
use super::{atom, json, opml, rss};
use crate::domain::FeedGroup;

/// Every character is one that XML 1.0 may hold and a reader can show, as it stands and behind whatever names it.
fn assert_characters(bytes: &[u8]) {
    let text = str::from_utf8(bytes).unwrap();
    let good = |c: char| match c {
        '\t' | '\n' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFC}' => true,
        c => u32::from(c) >= 0x1_0000 && u32::from(c) & 0xFFFE != 0xFFFE,
    };
    let mut held = vec![text.to_owned()];
    if text.starts_with('<') {
        for element in parse(bytes).walk() {
            held.extend(element.attributes.iter().map(|(_, value)| value.clone()).chain([element.text.clone()]));
        }
    } else {
        assert!(!text.contains("\\u") && !text.contains("\\r"), "{text}");
    }
    for text in held {
        assert_eq!(text.chars().find(|c| !good(*c)), None, "{text}");
    }
}

#[test]
fn x1_x2_x3_x5_hostile_text_gives_well_formed_documents() {
    let channel = hostile();
    for bytes in [rss::write(&channel), atom::write(&channel), json::write(&channel)] {
        assert_characters(&bytes);
        let text = String::from_utf8(bytes).unwrap();
        // In titles, names and topics, in bodies and in what is quoted.
        assert!(text.matches("it’s “quoted”").count() >= 8, "{text}");
    }
    let outline = |title: &&str| Outline {
        group: FeedGroup::Main,
        title: (*title).to_owned(),
        description: (*title).to_owned(),
        feed: url("https://a.example/?a&b"),
        home: url("https://a.example"),
    };
    let list: Vec<Outline> = sample::HOSTILE.iter().map(outline).collect();
    let root = parse(&opml::write(sample::HOSTILE[0], &list));
    assert_eq!(root.one("head").one("title").text, sample::HOSTILE[0]);
    assert_eq!(root.one("body").all("outline").count(), list.len());
    assert_characters(&opml::write(sample::HOSTILE[1], &list));
}

#[test]
fn x4_a_cdata_section_cannot_be_ended_from_inside() {
    let mut entry = entry(1);
    entry.html = "<p>]]>]]&gt;<![CDATA[x]]></p>".to_owned();
    let html = entry.html.clone();
    let root = rss_channel(&channel(vec![entry]));
    assert!(root.one("item").one("content:encoded").text.starts_with(&html));
}

#[test]
fn x6_x7_extensions_stand_in_declared_namespaces_and_only_those_used() {
    let written = String::from_utf8(rss::write(&full())).unwrap();
    for namespace in [
        "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"",
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
        "xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"",
        "xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\"",
        "xmlns:atom=\"http://www.w3.org/2005/Atom\"",
        "xmlns:thr=\"http://purl.org/syndication/thread/1.0\"",
        "xmlns:media=\"http://search.yahoo.com/mrss/\"",
    ] {
        assert_eq!(written.matches(namespace).count(), 1, "{namespace}");
    }
    assert!(written.contains("<wfw:commentRss>https://feeds.example/articles/1/comments.rss</wfw:commentRss>"));
    let empty = String::from_utf8(rss::write(&channel(Vec::new()))).unwrap();
    assert_eq!(empty.matches("xmlns:").count(), 1, "{empty}");
    let plain = Entry { comments_feed: None, comments_total: None, image: None, ..entry(1) };
    assert!(!String::from_utf8(atom::write(&channel(vec![plain]))).unwrap().contains("xmlns:"));
}

#[test]
fn r1_r12_a_channel_says_what_it_is_once() {
    let root = rss_channel(&full());
    for (name, expected) in [
        ("title", "Trade & News"),
        ("link", "https://feeds.example/feeds/all"),
        ("description", "What is new, and what colleagues say of it"),
        ("language", "en-GB"),
        ("ttl", "15"),
        ("docs", "https://www.rssboard.org/rss-specification"),
        ("lastBuildDate", "Mon, 02 Mar 2026 09:59:07 GMT"),
    ] {
        assert_eq!(root.one(name).text, expected);
    }
    let unused = ["generator", "textInput", "cloud", "pubDate"];
    assert!(root.children.iter().all(|child| !unused.contains(&child.name.as_str())));
    let undescribed = rss_channel(&Channel { description: "\0".to_owned(), ttl: 0, ..full() });
    assert_eq!(
        (undescribed.one("description").text.as_str(), undescribed.one("ttl").text.as_str()),
        ("Trade & News", "1")
    );
}

#[test]
fn r2_a5_times_are_written_as_each_format_wants_them() {
    let mut entry = entry(5);
    entry.updated = "2026-11-22T00:05:09.750Z".parse().unwrap();
    entry.published = "2026-11-21T23:59:59.999+00:00".parse().unwrap();
    let channel = channel(vec![entry]);
    assert_eq!(rss_channel(&channel).one("item").one("pubDate").text, "Sat, 21 Nov 2026 23:59:59 GMT");
    let root = parse(&atom::write(&channel));
    assert_eq!(root.one("entry").one("published").text, "2026-11-21T23:59:59+00:00");
    assert_eq!(root.one("entry").one("updated").text, "2026-11-22T00:05:09.750+00:00");
    assert_eq!(json_feed(&channel)["items"][0]["date_modified"], "2026-11-22T00:05:09.750Z");
    assert_eq!(json_feed(&channel)["items"][0]["date_published"], "2026-11-21T23:59:59Z");
}

#[test]
fn r3_a5_no_time_is_implausible_or_before_its_publication() {
    let cases = [
        (at(12, 0), at(9, 0), "2026-03-02T09:00:07+00:00"),
        ("-0044-03-15T12:00:00Z".parse().unwrap(), at(9, 0), "1990-01-01T00:00:00+00:00"),
        (
            "+012026-01-01T00:00:00Z".parse().unwrap(),
            "+012026-01-01T00:00:00Z".parse().unwrap(),
            "9999-12-31T23:59:59+00:00",
        ),
    ];
    for (published, updated, expected) in cases {
        let root = parse(&atom::write(&channel(vec![Entry { published, updated, ..entry(1) }])));
        assert_eq!(root.one("entry").one("published").text, expected);
    }
}

#[test]
fn a3_r4_the_same_id_in_every_format() {
    let channel = full();
    let json = json_feed(&channel);
    let (rss, atom) = (rss_channel(&channel), parse(&atom::write(&channel)));
    for (index, entry) in channel.entries.iter().enumerate() {
        let guid = rss.all("item").nth(index).unwrap().one("guid");
        assert_eq!(guid.attribute("isPermaLink").unwrap(), "false");
        assert_eq!(guid.text, entry.id);
        assert_eq!(atom.all("entry").nth(index).unwrap().one("id").text, entry.id);
        assert_eq!(json["items"][index]["id"], entry.id);
    }
    assert_eq!(atom.one("id").text, channel.id);
}

#[test]
fn a7_an_id_stands_once_and_the_newer_entry_stays() {
    let newer = Entry { title: "Newer".to_owned(), ..entry(1) };
    let channel = channel(vec![newer, entry(1)]);
    assert_eq!(rss_channel(&channel).one("item").one("title").text, "Newer");
    assert_eq!(parse(&atom::write(&channel)).one("entry").one("title").text, "Newer");
    assert_eq!(json_feed(&channel)["items"].as_array().unwrap().len(), 1);
}

#[test]
fn r5_r6_r9_r11_an_item_is_in_the_order_and_words_readers_expect() {
    let root = rss_channel(&full());
    let item = root.all("item").next().unwrap();
    assert!(item.position("description") < item.position("content:encoded"));
    assert_eq!(item.one("description").text, "Fees rise by &lt;2% &amp; no more.");
    assert_eq!(item.one("link").text, entry(3).url.as_str());
    assert_eq!(item.one("category").text, "Pay & pensions");
    let creators: Vec<&str> = item.all("dc:creator").map(|creator| creator.text.as_str()).collect();
    assert_eq!(creators, ["Ann Reed", "Bo Fell"]);
    let doubled = ["author", "dc:date", "atom:id", "dc:subject", "enclosure", "media:group"];
    assert!(item.children.iter().all(|child| !doubled.contains(&child.name.as_str())));
    let content = item.one("media:content");
    assert_eq!(
        (content.attribute("medium").unwrap(), content.one("media:description").text.as_str()),
        ("image", "A \"form\" & a pen")
    );
    assert_eq!(item.one("media:thumbnail").attribute("url").unwrap(), "https://news.example/i.jpg?w=1&h=2");
}

#[test]
fn r6_an_entry_without_a_summary_is_given_the_beginning_of_its_body() {
    let long = Entry { summary: None, html: format!("<p>{}</p>", "One more word. ".repeat(60)), ..entry(1) };
    let root = parse(&atom::write(&channel(vec![long])));
    let summary = &root.one("entry").one("summary").text;
    assert!(summary.starts_with("One more word. One") && summary.ends_with('…') && summary.chars().count() <= 281);
    // One of which only the address is known leads there; one that is but a picture is called by its title.
    for (html, expected) in [("", "Read the article"), ("<p><img src=\"https://news.example/i.png\"></p>", "Story 9")] {
        let wordless = Entry { summary: None, html: html.to_owned(), ..reply() };
        let root = rss_channel(&channel(vec![wordless]));
        assert_eq!(root.one("item").one("description").text, expected);
        assert!(root.one("item").position("description") < root.one("item").position("content:encoded"));
    }
}

#[test]
fn r7_a1_every_document_names_its_own_address() {
    let (rss, atom) = (rss_channel(&full()), parse(&atom::write(&full())));
    let itself = rss.one("atom:link");
    assert_eq!(itself.attribute("rel").unwrap(), "self");
    assert_eq!(itself.attribute("href").unwrap(), "https://feeds.example/feeds/all.rss");
    assert_eq!(itself.attribute("type").unwrap(), "application/rss+xml");
    let links: Vec<_> =
        atom.all("link").map(|link| (link.attribute("rel").unwrap(), link.attribute("href").unwrap())).collect();
    assert_eq!(
        links,
        [("self", "https://feeds.example/feeds/all.atom"), ("alternate", "https://feeds.example/feeds/all")]
    );
    assert_eq!(json_feed(&full())["feed_url"], "https://feeds.example/feeds/all.json");
}

#[test]
fn r8_comments_are_counted_and_linked() {
    let root = rss_channel(&full());
    let item = root.all("item").next().unwrap();
    assert_eq!(item.one("slash:comments").text, "12");
    assert_eq!(item.one("comments").text, "https://news.example/story/3#comments");
    root.one("lastBuildDate");
}

#[test]
fn r9_markup_characters_of_a_title_are_written_as_numbers() {
    let titled = Entry { title: sample::HOSTILE[0].to_owned(), ..entry(1) };
    let written = String::from_utf8(rss::write(&channel(vec![titled]))).unwrap();
    assert!(written.contains("<title>Trust &#x3C;5% &#x26; &quot;A&#x26;E&quot;</title>"), "{written}");
}

#[test]
fn a1_a2_a8_an_atom_document_has_what_it_must() {
    let root = parse(&atom::write(&full()));
    assert_eq!((root.name.as_str(), root.attribute("xml:lang").unwrap()), ("feed", "en-GB"));
    assert_eq!(root.one("author").one("name").text, "The Society");
    assert_eq!(root.one("updated").text, "2026-03-02T09:59:07+00:00");
    for element in root.all("entry") {
        for name in ["id", "title", "updated", "published", "summary", "content"] {
            element.one(name);
        }
        assert!(element.one("title").attribute("type").is_none(), "text is the default");
        assert_eq!(element.one("content").attribute("type").unwrap(), "html");
        assert_eq!(element.one("category").attribute("term").unwrap(), "Pay & pensions");
    }
    let nameless = parse(&atom::write(&Channel { publisher: " ".to_owned(), ..full() }));
    assert_eq!(nameless.one("author").one("name").text, "Trade & News");
}

#[test]
fn a8_words_that_look_like_a_tag_are_html_and_others_are_text() {
    for (title, expected) in [
        ("Trust <5% & \"A&E\"", None),
        ("a < b", None),
        ("Fees <a", Some("Fees &lt;a")),
        ("a </b> b", Some("a &lt;/b&gt; b")),
        ("R&amp;D", Some("R&amp;amp;D")),
    ] {
        let root = parse(&atom::write(&channel(vec![Entry { title: title.to_owned(), ..entry(1) }])));
        let written = root.one("entry").one("title");
        assert_eq!(written.attribute("type"), expected.map(|_| "html"));
        assert_eq!(written.text, expected.unwrap_or(title));
    }
}

#[test]
fn a9_what_is_said_of_the_feed_stands_before_its_entries() {
    for (root, name) in [(parse(&atom::write(&full())), "entry"), (rss_channel(&full()), "item")] {
        let first = root.position(name).unwrap();
        assert!(root.children[first..].iter().all(|child| child.name == name));
    }
}

#[test]
fn s1_s2_what_outsiders_wrote_cannot_run() {
    let mut poisoned = hostile();
    let quote = sample::quote("java\tscript:alert(1) <img src=x onerror=y> http:evil https://ok.example/\"onload=\"x");
    poisoned.entries = poisoned.entries.into_iter().map(|entry| Entry { html: String::new(), ..entry }).collect();
    poisoned.entries[0].quotes.push(quote);
    for item in json_feed(&poisoned)["items"].as_array().unwrap() {
        let html = item["content_html"].as_str().unwrap();
        let allowed = ["p", "h3", "blockquote", "a", "em", "strong", "small", "mark", "br"];
        let tags: BTreeSet<&str> =
            html.split('<').skip(1).map(|tag| tag.trim_start_matches('/').split(['>', ' ']).next().unwrap()).collect();
        assert!(tags.iter().all(|tag| allowed.contains(tag)), "{tags:?} in {html}");
        for link in html.split("<a href=\"").skip(1) {
            assert!(link.starts_with("https://") && !link.split_once('>').unwrap().0.contains("onload"), "{link}");
        }
    }
}

#[test]
fn t1_a_comment_names_what_it_answers() {
    let root = parse(&atom::write(&full()));
    let in_reply_to = root.all("entry").nth(2).unwrap().one("thr:in-reply-to");
    assert_eq!(in_reply_to.attribute("ref").unwrap(), entry(1).id);
    assert_eq!(in_reply_to.attribute("href").unwrap(), entry(1).url.as_str());
    assert_eq!(in_reply_to.attribute("type").unwrap(), "text/html");
    assert_eq!(json_feed(&full())["items"][2]["_postround"]["in_reply_to"]["id"], entry(1).id);
}

#[test]
fn t2_replies_are_linked_only_where_they_have_a_feed() {
    let root = parse(&atom::write(&full()));
    let mut links = root.all("entry").next().unwrap().all("link");
    let replies = links.find(|link| link.attribute("rel").unwrap() == "replies").unwrap();
    assert_eq!(replies.attribute("href").unwrap(), "https://feeds.example/articles/3/comments.atom");
    assert_eq!(
        (replies.attribute("type").unwrap(), replies.attribute("thr:count").unwrap()),
        ("application/atom+xml", "12")
    );
    assert_eq!(root.all("entry").next().unwrap().one("thr:total").text, "12");
    let without = parse(&atom::write(&channel(vec![Entry { comments_feed: None, ..entry(1) }])));
    assert_eq!(without.one("entry").one("link").attribute("rel").unwrap(), "alternate");
    assert_eq!(without.one("entry").one("thr:total").text, "12");
    assert!(root.walk().iter().all(|element| element.name != "thr:when"));
}

#[test]
fn t5_a_json_feed_has_what_it_must() {
    let feed = json_feed(&full());
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["title"], "Trade & News");
    assert_eq!(feed["authors"][0]["name"], "The Society");
    for item in feed["items"].as_array().unwrap() {
        assert!(item["id"].is_string() && item["content_html"].is_string() && item.get("author").is_none());
        for date in ["date_published", "date_modified"] {
            DateTime::parse_from_rfc3339(item[date].as_str().unwrap()).unwrap();
        }
    }
    let first = &feed["items"][0];
    assert_eq!(first["authors"][1]["name"], "Bo Fell");
    assert_eq!(first["tags"][0], "Pay & pensions");
    assert_eq!(first["_postround"]["comments_total"], 12);
    assert_eq!(first["_postround"]["quotes"][0]["reason"], "adds figures of their own");
    assert_eq!(first["_postround"]["correction"]["at"], "2026-03-02T09:00:07Z");
}

#[test]
fn h2_the_same_channel_gives_the_same_bytes() {
    for write in [rss::write, atom::write, json::write] {
        assert_eq!(write(&full()), write(&full().clone()));
    }
    let recounted = Channel { entries: vec![Entry { comments_total: Some(13), ..entry(1) }], ..full() };
    assert_eq!(parse(&atom::write(&recounted)).one("updated").text, "2026-03-02T09:59:07+00:00");
}

/// A crate that writes other bytes for the same channel changes every reader's copy: that is to be seen before it is
/// published.
#[test]
fn h2_whole_documents_stay_as_they_are() {
    let lines = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("><", ">\n<");
    let channel = channel(vec![entry(1), reply()]);
    insta::assert_snapshot!("rss", lines(rss::write(&channel)));
    insta::assert_snapshot!("atom", lines(atom::write(&channel)));
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&json_feed(&channel)).unwrap());
}

#[test]
fn an_entry_without_a_title_is_called_by_its_first_words() {
    let nameless = Entry { title: "\u{1}".to_owned(), ..entry(1) };
    assert_eq!(
        rss_channel(&channel(vec![nameless.clone()])).one("item").one("title").text,
        "Fees rise by <2% & no more."
    );
    let wordless = Entry { summary: None, html: String::new(), ..nameless };
    assert_eq!(rss_channel(&channel(vec![wordless])).one("item").one("title").text, entry(1).url.as_str());
}
