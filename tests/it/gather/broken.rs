//! Owns the tests of what breaks: a page fails alone, a source fails alone, and nothing that is held is lost by it.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::site::{Fault, Site};
use crate::room::{
    NOW, Room, SMALL_RULES, Settings, from_folder, newsroom_site, over_http, page, selectors, small_site, story,
    summary,
};

const LATER: &str = "2026-11-22T13:00:00Z";

const SHORT: &str = "timeout = \"3s\"\nmax_size = \"50 kB\"";

/// Every way in which a page can break, with what is said of it.
fn faults() -> Vec<(&'static str, Fault, &'static str)> {
    let html = || vec![("content-type", "text/html".to_owned())];
    vec![
        ("a fault of the server", Fault::status(500), "the server answered 500"),
        ("a page that is gone", Fault::status(404), "the server answered 404"),
        ("a refusal", Fault::status(403), "the server answered 403"),
        ("no answer", Fault::Drop, ""),
        ("half an answer", Fault::Cut, ""),
        ("a slow answer", Fault::Delay(Duration::from_secs(8)), "no whole answer within 3s"),
        ("an endless answer", Fault::Endless, "larger than 50000 bytes"),
        ("a bomb", Fault::GzipBomb(2 << 20), "larger than 50000 bytes"),
        ("a loop", Fault::RedirectLoop, "more than 5 redirects"),
        ("an empty page", Fault::Answer(200, html(), vec![]), "the page is empty"),
        (
            "a page without an article",
            Fault::Answer(200, html(), b"<!doctype html><p>Down.".to_vec()),
            "the page has no",
        ),
        ("a picture", Fault::Answer(200, vec![("content-type", "image/png".into())], b"\x89PNG".to_vec()), "image/png"),
        ("a tower", Fault::Answer(200, html(), "<div>".repeat(8000).into_bytes()), "nested more than"),
        ("a lie about gzip", Fault::Answer(200, vec![("content-encoding", "gzip".into())], b"plain".to_vec()), ""),
        ("an address that is none", Fault::redirect(302, "ftp://example.org/"), "only http and https"),
    ]
}

#[tokio::test]
async fn a_page_that_breaks_fails_alone_and_loses_nothing() {
    let site = small_site();
    let room = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits(SHORT));
    room.round();
    let before = format!("{:?}", room.held().await);
    let documents = room.published();
    for (what, fault, says) in faults() {
        site.fault("/news/story-2.html", fault);
        let start = Instant::now();
        let round = room.round_of_all_at(LATER);
        assert!(start.elapsed() < Duration::from_secs(30), "{what} took {:?}", start.elapsed());
        assert_eq!(round["problem"], Value::Null, "{what}: {round}");
        assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 0, "same": 2, "failed": 1 }), "{what}");
        let note = round["notes"][0].as_str().unwrap_or_default();
        assert!(note.contains("story-2.html") && note.contains(says), "{what}: {note}");
        assert_eq!(round["notes"].as_array().unwrap().len(), 1, "{what}: {round}");
        assert_eq!(format!("{:?}", room.held().await), before, "{what}");
        assert_eq!(room.published(), documents, "{what}");
    }
    site.mend("/news/story-2.html");
    let round = room.round_of_all_at("2026-11-22T14:00:00Z");
    assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 0, "same": 3, "failed": 0 }));
}

#[tokio::test]
async fn a_page_broken_at_first_is_there_once_it_is_mended() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    site.fault("/news/story-2.html", Fault::status(500));
    assert_eq!(room.round()["articles"], serde_json::json!({ "new": 2, "changed": 0, "same": 0, "failed": 1 }));
    site.mend("/news/story-2.html");
    let round = room.round_at(LATER);
    assert_eq!(round["articles"], serde_json::json!({ "new": 1, "changed": 0, "same": 2, "failed": 0 }));
    assert_eq!(round["comments"]["new"], 2);
}

#[tokio::test]
async fn a_broken_page_of_comments_takes_nothing_away() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    for fault in [Fault::status(500), Fault::status(404), Fault::Cut, Fault::RedirectLoop] {
        site.fault("/news/one-pot-gps-nurses-comments-2.html", fault);
        let round = room.round_of_all_at(LATER);
        assert_eq!(
            round["comments"],
            serde_json::json!({ "new": 0, "edited": 0, "withdrawn": 0, "articles_short": 0 }),
            "{round}"
        );
        assert!(round["notes"][0].as_str().unwrap().contains("comments-2.html"), "{round}");
        assert_eq!(room.article("one-pot-gps-nurses.html").await.comments.len(), 23);
    }
}

#[tokio::test]
async fn a_selector_that_finds_no_comments_any_more_takes_nothing_away() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let page = site.read("news/story-2.html");
    site.write("news/story-2.html", page.replace("class=\"comments\"", "class=\"comments-list\""));
    let round = room.round_at(LATER);
    assert_eq!(round["comments"]["withdrawn"], 0, "{round}");
    assert_eq!(room.article("story-2.html").await.comments.len(), 2);
}

#[tokio::test]
async fn a_listing_that_breaks_fails_the_source_and_leaves_the_feeds() {
    let site = small_site();
    let room = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits(SHORT));
    room.round();
    let documents = room.published();
    let mut cases = faults();
    let bare = page("News", "<p>We are rebuilding the site.</p>").into_bytes();
    let answer = Fault::Answer(200, vec![("content-type", "text/html".to_owned())], bare);
    cases.push(("nothing where there were many", answer, "h2 a"));
    cases.retain(|(what, ..)| !what.starts_with("a page without"));
    // One that failed several times in a row is left alone for a while, so that each has a later hour of its own.
    for ((what, fault, says), hour) in cases.into_iter().zip(13..) {
        let now = format!("2026-11-{}T{:02}:00:00Z", 22 + hour / 24, hour % 24);
        site.fault("/index.html", fault);
        site.forget();
        let output = room.workspace.run(&["once", "--json", "--now", &now]);
        let code = output.code();
        let round = summary(&output)["gathered"][0].clone();
        assert_eq!(code, Some(1), "{what}: {round}");
        let problem = round["problem"].as_str().unwrap_or_default();
        assert!(problem.contains("index.html") && problem.contains(says), "{what}: {problem:?}");
        assert_eq!(room.published(), documents, "{what}");
        assert!(!site.asked().iter().any(|asked| asked.path.starts_with("/news")), "{what}");
        assert_eq!(room.held().await.len(), 3);
    }
    let status = room.workspace.run(&["status", "--json"]).expect_code(0);
    assert!(status.stdout.contains("h2 a"), "the operator is told: {}", status.stdout);
    site.mend("/index.html");
    assert_eq!(room.round_at("2026-11-24T14:00:00Z")["problem"], Value::Null);
}

#[tokio::test]
async fn a_host_that_asks_for_a_pause_has_it_and_loses_nothing() {
    for (fault, until) in [
        (Fault::Answer(429, vec![("retry-after", "60".into())], vec![]), "2026-11-22T13:01:30Z"),
        (
            Fault::Answer(503, vec![("retry-after", "Sun, 22 Nov 2026 13:30:00 GMT".into())], vec![]),
            "2026-11-22T13:31:00Z",
        ),
        (Fault::status(503), "2026-11-22T13:01:30Z"),
    ] {
        let site = small_site();
        let room = Room::new(&over_http(&site, SMALL_RULES));
        room.round();
        let before = format!("{:?}", room.held().await);
        // Whichever has its turn first.
        let stories = [1, 2, 3].map(|n| format!("/news/story-{n}.html"));
        for path in &stories {
            site.fault(path, fault.clone());
        }
        site.forget();
        let round = room.round_of_all_at(LATER);
        assert_eq!(round["problem"], Value::Null, "{round}");
        assert!(round["notes"][0].as_str().unwrap().contains("the server answered"), "{round}");
        let asked = site.asked().into_iter().filter(|asked| asked.path.starts_with("/news")).count();
        assert_eq!(asked, 1, "it was left alone at once");
        // Also by the next process, which sends nothing at all.
        site.forget();
        let round = room.round_of_all_at("2026-11-22T13:00:40Z");
        assert_eq!((&round["state"], &round["problem"]), (&"held".into(), &Value::Null), "{round}");
        assert!(round["notes"][0].as_str().unwrap().contains("is left alone until"), "{round}");
        assert_eq!((site.asked().len(), site.asked_for_robots()), (0, 0));
        assert_eq!(format!("{:?}", room.held().await), before);
        for path in &stories {
            site.mend(path);
        }
        let round = room.round_of_all_at(until);
        assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 0, "same": 3, "failed": 0 }));
    }
}

#[tokio::test]
async fn no_article_where_there_were_many_is_a_failure() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let documents = room.published();
    for n in 1..=3 {
        site.write(&format!("news/story-{n}.html"), page("Moved", "<p>Please log in.</p>"));
    }
    let round = room.round_at(LATER);
    let problem = round["problem"].as_str().expect("the source failed");
    assert!(problem.contains("not one of 3 article pages") && problem.contains("postround try newsroom"), "{problem}");
    assert_eq!(room.published(), documents);
    assert_eq!(room.held().await.len(), 3);
}

#[tokio::test]
async fn a_source_that_breaks_leaves_the_others_unharmed() {
    let (good, bad) = (small_site(), small_site());
    bad.fault("/index.html", Fault::status(502));
    let second = over_http(&bad, SMALL_RULES).replace("\"newsroom\"", "\"bad\"");
    let room = Room::new(&format!("{second}\n{}", over_http(&good, SMALL_RULES)));
    let output = room.workspace.run(&["once", "--json", "--now", NOW]).expect_code(1);
    let rounds = summary(&output)["gathered"].clone();
    assert_eq!((rounds[0]["source"].as_str(), rounds[1]["source"].as_str()), (Some("bad"), Some("newsroom")));
    assert!(rounds[0]["problem"].as_str().unwrap().contains("502"));
    assert_eq!(rounds[1]["articles"]["new"], 3);
    assert_eq!(room.json("all")["items"].as_array().unwrap().len(), 3);
    let people = room.workspace.run(&["gather", "bad"]).expect_code(1);
    assert!(people.stdout.contains("FAILED") && people.stdout.contains("502"), "{}", people.stdout);
}

#[tokio::test]
async fn a_later_listing_page_that_breaks_costs_only_what_it_announces() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    site.fault("/page-2.html", Fault::status(500));
    let round = room.round();
    assert_eq!((&round["problem"], &round["articles"]["new"]), (&Value::Null, &serde_json::json!(10)));
    assert!(round["notes"][0].as_str().unwrap().contains("page-2.html"), "{round}");
    site.mend("/page-2.html");
    assert_eq!(
        room.round_of_all_at(LATER)["articles"],
        serde_json::json!({ "new": 19, "changed": 0, "same": 10, "failed": 0 })
    );
}

#[tokio::test]
async fn a_folder_that_lacks_pages_fails_as_a_site_does() {
    let folder = tempfile::TempDir::new().unwrap();
    let source = |path: &std::path::Path| {
        from_folder(SMALL_RULES).replace(&crate::harness::newsroom().display().to_string(), &path.display().to_string())
    };
    let room = Room::new(&source(folder.path()));
    let round = room.round();
    assert!(round["problem"].as_str().unwrap().contains("404"), "{round}");
    let site = small_site();
    std::fs::create_dir(folder.path().join("news")).unwrap();
    std::fs::write(folder.path().join("index.html"), site.read("index.html")).unwrap();
    std::fs::write(folder.path().join("news/story-1.html"), story(1, &[])).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("news/story-2.html")).unwrap();
    let round = room.round();
    assert_eq!(round["articles"], serde_json::json!({ "new": 1, "changed": 0, "same": 0, "failed": 2 }));
    assert!(round["notes"][0].as_str().unwrap().contains("outside"), "{round}");
}

#[tokio::test]
async fn an_unreadable_site_is_not_asked_for_what_it_forbids_by_size() {
    let site = Site::empty();
    site.write("index.html", "x".repeat(60_000));
    let room = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits(SHORT));
    let round = room.round();
    assert!(round["problem"].as_str().unwrap().contains("gather.max_size"), "{round}");
}

#[tokio::test]
async fn one_canonical_address_for_all_pages_makes_no_article_of_them() {
    let site = small_site();
    for named in ["index.html", "", "news/nowhere.html", "news/story-2.html"] {
        let link = format!("<link rel=\"canonical\" href=\"{}\"></head>", site.url(named));
        for n in 1..=3 {
            site.write(&format!("news/story-{n}.html"), story(n, &[]).replace("</head>", &link));
        }
        let room = Room::new(&over_http(&site, SMALL_RULES));
        for now in [NOW, LATER] {
            let round = room.round_at(now);
            assert_eq!((&round["problem"], &round["articles"]["failed"]), (&Value::Null, &serde_json::json!(0)));
            let held = room.held().await;
            assert_eq!(held.len(), 3, "{named}: {round}");
            assert!(held.iter().all(|held| held.article.revision == 1), "{named}: {round}");
            let notes = round["notes"].to_string();
            let is_noted = named.starts_with("news/") && now == NOW;
            assert_eq!(notes.contains("was not believed"), is_noted, "{named}: {round}");
        }
        // One changed page does not go where another was put.
        let page = site.read("news/story-3.html").replace("came.", "came again.");
        site.write("news/story-3.html", page);
        let round = room.round_at("2026-11-22T14:00:00Z");
        assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 1, "same": 2, "failed": 0 }), "{named}");
        assert_eq!(room.held().await.len(), 3, "{named}");
    }
}

#[test]
fn not_modified_is_no_answer_to_a_first_request() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    site.fault("/news/story-2.html", Fault::status(304));
    let round = room.round();
    assert_eq!(round["articles"], serde_json::json!({ "new": 2, "changed": 0, "same": 0, "failed": 1 }));
    assert!(round["notes"][0].as_str().unwrap().contains("to a first request"), "{round}");
    site.fault("/index.html", Fault::status(304));
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let output = room.workspace.run(&["once", "--json", "--now", NOW]).expect_code(1);
    let problem = summary(&output)["gathered"][0]["problem"].clone();
    assert!(problem.as_str().unwrap_or_default().contains("to a first request"), "{problem}");
}
