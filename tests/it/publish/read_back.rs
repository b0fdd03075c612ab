//! Owns the tests that read the feeds of the newsroom back, by our own reader and by a strict parser of XML, and compare
//! them with what the store holds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, Utc};
use postround::domain::FoundArticle;
use postround::gather::feed::FeedKind;
use postround::gather::kind::{Ask, Kind, Page, ReadError, Reading, Role};
use postround::gather::options::{FeedRules, Follow};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use serde_json::Value;

use crate::room::{Held, Room, from_folder, selectors, time};

const ENDINGS: [&str; 3] = ["rss", "atom", "json"];

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

async fn newsroom() -> (Room, Vec<Held>) {
    let room = Room::new(&from_folder(&selectors()));
    room.round();
    let mut held = room.held().await;
    held.sort_by_key(|held| std::cmp::Reverse(held.article.published()));
    (room, held)
}

fn read_back(room: &Room, feed: &str, ending: &str) -> Vec<FoundArticle> {
    let url: url::Url = format!("http://127.0.0.1:8080/feeds/{feed}.{ending}").parse().unwrap();
    let body = room.workspace.read(&format!("public/feeds/{feed}.{ending}"));
    let feed = FeedRules {
        feed: url.clone(),
        discover: false,
        follow: Follow::Entries,
        assumed: false,
        pages: 1,
        comment_pages: 1,
    };
    let kind = FeedKind::new(feed, NoPages);
    let page = Page {
        url: &url,
        content_type: None,
        link: None,
        total_pages: None,
        body: body.as_bytes(),
        fetched: time("2026-11-22T12:00:00Z"),
        zone: chrono_tz::Europe::London,
    };
    kind.read(&Ask { url: url.clone(), role: Role::Feed }, &page).unwrap().articles
}

#[tokio::test]
async fn our_own_reader_finds_in_each_format_what_the_store_holds() {
    let (room, held) = newsroom().await;
    for ending in ENDINGS {
        let found = read_back(&room, "all", ending);
        assert_eq!(found.len(), 29, "{ending}");
        for (found, held) in found.iter().zip(&held) {
            let said = &held.article.said;
            assert_eq!(found.url, said.url, "{ending}: the newest first");
            assert_eq!(found.title, said.title, "{ending}");
            assert_eq!(found.published, Some(held.article.published()), "{ending} {}", said.url);
            assert_eq!(found.topics, said.topics, "{ending} {}", said.url);
            assert_eq!(found.lead, said.lead, "{ending} {}", said.url);
            let authors = if said.authors.is_empty() { found.authors.clone() } else { said.authors.clone() };
            assert_eq!(found.authors, authors, "{ending} {}", said.url);
            let image = |article: &FoundArticle| article.image.as_ref().map(|image| image.url.to_string());
            // Our reader does not take the image of a JSON feed: its parser has no place for it.
            if said.image.is_some() && ending != "json" {
                assert_eq!(image(found), image(said), "{ending} {}", said.url);
            }
            let body = said.text.split("\n\n").next().unwrap();
            assert!(found.text.contains(body), "{ending} {}: {body}", said.url);
            if ending != "json" {
                assert_eq!(found.comments_stated, Some(held.article.comments_total()), "{ending} {}", said.url);
            }
        }
    }
}

/// The character of a reference: one of XML's five names, or a number.
fn referred(name: &BytesRef<'_>) -> char {
    if let Some(c) = name.resolve_char_ref().unwrap() {
        return c;
    }
    match &**name {
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        b"amp" => '&',
        other => panic!("an entity that XML does not have: {}", String::from_utf8_lossy(other)),
    }
}

/// The text of every element of this name, in order, from a document that a strict parser takes.
fn elements(xml: &str, wanted: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = true;
    config.check_comments = true;
    let (mut out, mut open): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("at {}: {error}", reader.error_position()));
        match event {
            Event::Start(tag) | Event::Empty(tag)
                if tag.name().as_ref() == wanted.as_bytes() && wanted.contains(':') && tag.attributes().count() > 0 =>
            {
                let mut all = tag.attributes();
                let attributes = all.with_checks(true).map(|attribute| {
                    let attribute = attribute.expect("attributes are well formed");
                    format!(
                        "{}={}",
                        String::from_utf8_lossy(attribute.key.as_ref()),
                        String::from_utf8_lossy(&attribute.value)
                    )
                });
                out.push(attributes.collect::<Vec<_>>().join(" "));
            }
            Event::Start(tag) => {
                tag.attributes()
                    .with_checks(true)
                    .for_each(|attribute| drop(attribute.expect("attributes are well formed")));
                open.push(String::from_utf8(tag.name().as_ref().to_vec()).unwrap());
                if open.last().unwrap() == wanted {
                    out.push(String::new());
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) if open.last().is_some_and(|name| name == wanted) => {
                *out.last_mut().unwrap() += &text.decode().unwrap();
            }
            Event::GeneralRef(name) => {
                let c = referred(&name);
                if open.last().is_some_and(|name| name == wanted) {
                    out.last_mut().unwrap().push(c);
                }
            }
            Event::CData(text) if open.last().is_some_and(|name| name == wanted) => {
                *out.last_mut().unwrap() += &text.decode().unwrap();
            }
            Event::DocType(_) => panic!("a feed has no document type"),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} left open");
    out
}

#[tokio::test]
async fn the_documents_are_strict_and_hold_ids_titles_links_and_dates_of_the_store() {
    let (room, held) = newsroom().await;
    let (rss, atom) = (room.workspace.read("public/feeds/all.rss"), room.workspace.read("public/feeds/all.atom"));
    let json = room.json("all");
    let of = |what: &dyn Fn(&Held) -> String| held.iter().map(what).collect::<Vec<_>>();
    let in_json = |key: &str| {
        let items = json["items"].as_array().unwrap();
        items.iter().map(|item| item[key].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let ids = of(&|held| held.article.uid.clone());
    assert_eq!(elements(&rss, "guid"), ids);
    assert_eq!(elements(&atom, "id")[1..], ids);
    assert_eq!(in_json("id"), ids);
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:")), "{ids:?}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 29);
    let titles = of(&|held| held.article.said.title.clone());
    assert_eq!(elements(&rss, "title")[1..], titles);
    assert_eq!(elements(&atom, "title")[1..], titles);
    assert_eq!(in_json("title"), titles);
    assert!(titles.iter().any(|title| title.contains('<') || title.contains('&')), "the newsroom has a hard title");
    let links = of(&|held| held.article.said.url.to_string());
    assert_eq!(elements(&rss, "link")[1..], links);
    assert_eq!(in_json("url"), links);
    let exact = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    assert_eq!(
        elements(&rss, "pubDate"),
        of(&|held| held.article.published().format("%a, %d %b %Y %H:%M:%S GMT").to_string())
    );
    let same = |texts: Vec<String>, wanted: &dyn Fn(&Held) -> DateTime<Utc>| {
        let texts: Vec<String> = texts.iter().map(|text| exact(time(text))).collect();
        assert_eq!(texts, of(&|held| exact(wanted(held))));
    };
    same(elements(&atom, "published"), &|held| held.article.published());
    same(elements(&atom, "updated")[1..].to_vec(), &|held| held.article.changed);
    same(in_json("date_published"), &|held| held.article.published());
    same(in_json("date_modified"), &|held| held.article.changed);
    for (published, updated) in elements(&atom, "published").iter().zip(&elements(&atom, "updated")[1..]) {
        assert!(time(published) <= time(updated));
    }
    for name in ["all", "funding", "comments"] {
        for ending in ["rss", "atom"] {
            elements(&room.workspace.read(&format!("public/feeds/{name}.{ending}")), "title");
        }
    }
    elements(&room.workspace.read("public/feeds.opml"), "outline");
}

#[tokio::test]
async fn counts_stand_beside_each_article() {
    let (room, held) = newsroom().await;
    let totals: Vec<String> = held.iter().map(|held| held.article.comments_total().to_string()).collect();
    assert_eq!(elements(&room.workspace.read("public/feeds/all.rss"), "slash:comments"), totals);
    assert_eq!(elements(&room.workspace.read("public/feeds/all.atom"), "thr:total"), totals);
    let json = room.json("all");
    let items = json["items"].as_array().unwrap();
    let in_json: Vec<String> = items.iter().map(|item| item["_postround"]["comments_total"].to_string()).collect();
    assert_eq!(in_json, totals);
    assert!(totals.contains(&"12".to_owned()) && totals.contains(&"23".to_owned()));
}

#[tokio::test]
async fn quotes_stand_with_their_reasons_under_the_articles() {
    let (room, held) = newsroom().await;
    let json = room.json("all");
    let mut all_quoted = 0;
    for (item, held) in json["items"].as_array().unwrap().iter().zip(&held) {
        let quotes = item["_postround"]["quotes"].as_array().unwrap();
        assert!(quotes.len() <= 3, "{}", item["url"]);
        if held.comments.len() < 3 {
            assert!(quotes.is_empty(), "too thin a thread quotes nobody: {}", item["url"]);
        }
        let html = item["content_html"].as_str().unwrap();
        for quote in quotes {
            all_quoted += 1;
            let text = quote["text"].as_str().unwrap();
            let reason = quote["reason"].as_str().unwrap();
            let start: String = text.trim_end_matches('…').chars().take(30).collect();
            assert!(
                held.comments.iter().any(|comment| squeezed(&comment.said.text).contains(&squeezed(&start))),
                "{text}"
            );
            assert!(!reason.is_empty());
            let words = postround::gather::clean::plain(&start);
            assert!(plain(html).contains(&squeezed(&words)), "{words:?} stands under the article");
            assert!(plain(html).contains(&squeezed(reason)), "{reason:?} stands under the article");
        }
    }
    assert!(all_quoted >= 6, "only {all_quoted} comments are quoted in the whole newsroom");
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The words of some HTML, without spaces.
fn plain(html: &str) -> String {
    squeezed(&scraper::Html::parse_fragment(html).root_element().text().collect::<String>())
}

#[tokio::test]
async fn the_comments_feed_answers_articles_that_stand() {
    let (room, held) = newsroom().await;
    let uids: BTreeMap<&str, &Held> = held.iter().map(|held| (held.article.uid.as_str(), held)).collect();
    let json = room.json("comments");
    let items = json["items"].as_array().unwrap();
    assert!(items.len() >= 6, "{} comments", items.len());
    for ending in ["rss", "atom"] {
        let answers = elements(&room.workspace.read(&format!("public/feeds/comments.{ending}")), "thr:in-reply-to");
        assert_eq!(answers.len(), items.len(), "{ending}");
        for (answer, item) in answers.iter().zip(items) {
            let to = item["_postround"]["in_reply_to"]["id"].as_str().unwrap();
            assert!(answer.contains(&format!("ref={to}")), "{ending}: {answer}");
            let article = uids[to];
            assert!(answer.contains(&format!("href={}", article.article.said.url)), "{ending}: {answer}");
            let id = item["id"].as_str().unwrap();
            let comment =
                article.comments.iter().find(|comment| comment.uid == id).expect("it stands under the article");
            assert_eq!(time(item["date_published"].as_str().unwrap()), comment.said.posted.unwrap());
            let within = time(item["date_modified"].as_str().unwrap()) - comment.said.posted.unwrap();
            assert!((0..1_000).contains(&within.num_milliseconds()), "told apart within its second: {item}");
        }
    }
    let published: Vec<_> = items.iter().map(|item| time(item["date_published"].as_str().unwrap())).collect();
    assert!(published.iter().rev().is_sorted(), "the newest first");
}

#[tokio::test]
async fn a_topic_feed_holds_its_topic_and_nothing_else() {
    let (room, held) = newsroom().await;
    let wanted: Vec<&str> = held
        .iter()
        .filter(|held| held.article.said.topics.iter().any(|topic| topic == "Funding"))
        .map(|held| held.article.uid.as_str())
        .collect();
    assert!((5..29).contains(&wanted.len()));
    let json = room.json("funding");
    let found: Vec<&str> = json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(found, wanted);
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["feed_url"], "http://127.0.0.1:8080/feeds/funding.json");
    assert!(json["items"].as_array().unwrap().iter().all(|item| item["id"] != Value::Null));
}
