//! Owns the tests of where things stand: each document is served at the address it gives itself, whoever asks, and each
//! page leads to the documents.

use std::collections::BTreeSet;

use postround::publish::lint::{Surroundings, check};
use scraper::{Html, Selector};
use serde_json::Value;

use super::Served;
use super::wire::Answer;
use crate::room::{Room, from_folder, selectors, time};

const BASE: &str = "http://127.0.0.1:8080";

/// What a browser asks for: a page rather than anything else.
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

fn served() -> Served {
    let mut room = Room::new(&from_folder(&selectors()));
    room.publish("topics = false\nsources = true\nentries = 8");
    room.workspace.run(&["subscribers", "add", "jo@example.org"]).expect_code(0);
    room.round();
    room.workspace.run(&["publish"]).expect_code(0);
    Served::of(room)
}

fn links(answer: &Answer, css: &str, attribute: &str) -> Vec<String> {
    let page = Html::parse_document(&answer.text());
    let selector = Selector::parse(css).unwrap();
    page.select(&selector).filter_map(|link| link.value().attr(attribute)).map(str::to_owned).collect()
}

/// Without an ending: those of the folder, an article's comments, an author's and a person's own.
fn channels(served: &Served) -> BTreeSet<String> {
    let workspace = &served.room.workspace;
    let manifest: Value = serde_json::from_str(&workspace.read("public/manifest.json")).unwrap();
    let paths = manifest["documents"].as_array().unwrap().iter().map(|document| document["path"].as_str().unwrap());
    let mut found: BTreeSet<String> =
        paths.filter_map(|path| path.strip_suffix(".json")).map(|path| format!("/{path}")).collect();
    let all = served.room.json("all");
    let mut items = all["items"].as_array().unwrap().iter();
    let thread = items.clone().find_map(|item| item["_postround"]["comments_feed"].as_str()).expect("a thread");
    let author = items.find_map(|item| item["authors"][0]["name"].as_str()).expect("an author");
    let own = workspace.run(&["subscribers", "feed", "jo@example.org", "--json"]).expect_code(0);
    let own: Value = serde_json::from_str(&own.stdout).unwrap();
    for document in [thread, own["feeds"]["json"].as_str().unwrap()] {
        found.insert(document.strip_prefix(BASE).unwrap().strip_suffix(".json").unwrap().to_owned());
    }
    found.insert(format!("/feeds/authors/{}", postround::publish::slug::slug(author).unwrap()));
    found
}

#[test]
fn each_document_is_served_where_it_says_it_is_whoever_asks() {
    let served = served();
    let channels = channels(&served);
    for part in
        ["/feeds/all", ".archive-1", "/feeds/sources/", "/feeds/corrections", "/editions/", "/articles/", "/my/"]
    {
        assert!(channels.iter().any(|channel| channel.contains(part)), "{part}: {channels:?}");
    }
    for channel in &channels {
        for ending in ["rss", "atom", "json"] {
            let path = format!("{channel}.{ending}");
            let answer = served.get_with(&path, &[BROWSER]);
            assert_eq!(answer.status, 200, "{path}");
            let address = format!("{BASE}{path}");
            let surroundings = Surroundings {
                now: time("2026-11-22T12:05:00Z"),
                address: Some(&address),
                media_type: answer.header("content-type"),
            };
            assert_eq!(check(&answer.body, &surroundings).findings, [], "{path}: {}", answer.text());
            // How often it is worth asking is said twice, and alike.
            let kept = answer.header("cache-control").unwrap().rsplit_once('=').unwrap().1.parse::<u32>().unwrap();
            if ending == "rss" && !path.contains(".archive-") {
                assert!(answer.text().contains(&format!("<ttl>{}</ttl>", kept / 60)), "{path}: {kept}");
            }
        }
    }
}

#[test]
fn every_page_leads_to_the_documents_of_the_feeds() {
    let served = served();
    let front = served.get("/");
    let edition = links(&front, "a[href*='/editions/daily/'], a[href*='/editions/weekly/']", "href");
    let edition = edition.first().expect("an edition has a page").strip_prefix(BASE).unwrap().to_owned();
    let mut pages = vec!["/".to_owned(), "/feeds".to_owned(), "/nothing".to_owned(), edition];
    pages.extend(channels(&served).into_iter().filter(|channel| !channel.starts_with("/my/")));
    for path in pages {
        let page = served.get(&path);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        let found = |attribute: &str| links(&page, "head link[rel=alternate]", attribute);
        let (titles, kinds) = (found("title"), found("type"));
        assert!(titles.len() >= 9, "{path}: three feeds in three formats at least, and not {titles:?}");
        assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len(), "{path}: {titles:?}");
        let known = ["application/rss+xml", "application/atom+xml", "application/feed+json"];
        assert!(
            known.iter().all(|kind| kinds.iter().filter(|found| found == kind).count() * 3 == kinds.len()),
            "{path}"
        );
        assert!(found("href").iter().all(|href| href.starts_with(BASE)), "{path}");
    }
}
