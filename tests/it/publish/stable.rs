//! Owns the tests that feeds change when there is news and at no other time: ids for ever (I1), bytes that no clock and
//! no comment moves (I2).

use serde_json::Value;

use crate::room::{Held, NOW, Room, from_folder, newsroom_site, over_http, selectors, small_site, story};

fn ids(room: &Room, feed: &str) -> Vec<(String, String)> {
    let json = room.json(feed);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    json["items"].as_array().unwrap().iter().map(|item| (text(&item["url"]), text(&item["id"]))).collect()
}

#[test]
fn the_bytes_are_the_same_whatever_the_clock_says() {
    let room = Room::new(&from_folder(&selectors()));
    room.round_at(NOW);
    // The editions of the round are published with the next.
    room.workspace.run(&["publish"]).expect_code(0);
    let first = room.published();
    assert!(first.len() >= 10 * 3, "{} documents", first.len());
    for now in ["2026-11-22T12:00:01Z", "2026-12-24T18:00:00Z", "2031-02-03T04:05:06Z"] {
        room.workspace.run(&["once", "--now", now]).expect_code(0);
        let again = room.published();
        assert_eq!(first.len(), again.len());
        for ((name, before), (_, after)) in first.iter().zip(&again) {
            assert!(before == after, "{name} changed at {now}");
        }
    }
    room.workspace.run(&["publish"]).expect_code(0);
    assert_eq!(room.published(), first);
}

#[test]
fn an_unchanged_document_is_not_touched_at_all() {
    let room = Room::new(&from_folder(&selectors()));
    room.round_at(NOW);
    room.workspace.run(&["publish"]).expect_code(0);
    let stamp = || {
        let about = |file: &std::path::PathBuf| std::fs::metadata(file).unwrap().modified().unwrap();
        room.workspace.files("public").iter().map(about).collect::<Vec<_>>()
    };
    let before = stamp();
    let output = room.workspace.run(&["publish", "--json"]).expect_code(0);
    assert_eq!(stamp(), before);
    let reports: Value = serde_json::from_str(&output.stdout).unwrap();
    assert!(reports.as_array().unwrap().iter().all(|report| report["documents_changed"] == 0), "{reports}");
}

#[test]
fn the_order_of_the_gathering_does_not_show() {
    // Two stores, each fed in its own way, differ in nothing but the ids they minted, and what is made of them.
    let site = newsroom_site();
    let one = Room::new(&over_http(&site, &selectors()));
    one.round();
    let two = Room::new(&over_http(&site, &selectors()));
    for path in ["/page-2.html", "/news/partners-up-by-38.html"] {
        site.fault(path, crate::harness::site::Fault::status(500));
    }
    two.round();
    site.mend("/page-2.html");
    site.mend("/news/partners-up-by-38.html");
    two.round_of_all_at("2026-11-22T12:00:00Z");
    let token = regex::Regex::new("/report/[0-9a-f-]+").unwrap();
    let minted = regex::Regex::new(r"/articles/[0-9a-f-]+/|\.\d{3}Z").unwrap();
    let without_ids = |room: &Room| {
        let text = room.json("all").to_string();
        assert!(token.is_match(&text));
        let text = token.replace_all(&text, "/report/");
        let mut json: Value = serde_json::from_str(&minted.replace_all(&text, "")).unwrap();
        json["items"].as_array_mut().unwrap().iter_mut().for_each(|item| item["id"] = Value::Null);
        json
    };
    assert_eq!(without_ids(&one), without_ids(&two));
}

#[tokio::test]
async fn a_new_comment_moves_no_date() {
    let site = small_site();
    site.write("news/story-2.html", story(2, &["First", "Second", "Third"]));
    let room = Room::new(&over_http(&site, crate::room::SMALL_RULES));
    room.round();
    let dates = || {
        let feed = room.json("all");
        let item = |item: &Value| (item["id"].clone(), item["date_published"].clone(), item["date_modified"].clone());
        feed["items"].as_array().unwrap().iter().map(item).collect::<Vec<_>>()
    };
    let updated = || {
        let atom = room.workspace.read("public/feeds/all.atom");
        atom.split("<updated>").skip(1).map(|rest| rest[..20].to_owned()).collect::<Vec<_>>()
    };
    let build = || {
        let rss = room.workspace.read("public/feeds/all.rss");
        rss.split_once("<lastBuildDate>").unwrap().1[..29].to_owned()
    };
    let before = (dates(), updated(), build());
    site.write("news/story-2.html", story(2, &["First", "Second", "Third", "Fourth", "Fifth"]));
    let round = room.round_at("2026-11-22T15:00:00Z");
    assert_eq!(round["comments"]["new"], 2, "{round}");
    assert_eq!((dates(), updated(), build()), before);
    let rss = room.workspace.read("public/feeds/all.rss");
    assert!(rss.contains("<slash:comments>5</slash:comments>"), "and yet the count is told");

    site.write("news/story-2.html", story(2, &["First"]).replace("a Saturday", "a Sunday"));
    room.round_at("2026-11-22T16:00:00Z");
    assert_ne!(updated(), before.1, "new words move it");
}

#[tokio::test]
async fn ids_outlive_a_move_a_new_title_and_a_change_of_rules() {
    let site = newsroom_site();
    let mut room = Room::new(&over_http(&site, &selectors()));
    room.round();
    let before = ids(&room, "all");
    let (old, new) = ("news/flu-claims-missing.html", "news/2026/flu-claims.html");
    let here = site.url("/");
    let page = site.read(old).replace("../", "../../").replace(&format!("{here}{old}"), &format!("{here}{new}"));
    site.write(new, page.replace("<h1 class=\"headline\">", "<h1 class=\"headline\">Amended: "));
    site.fault(&format!("/{old}"), crate::harness::site::Fault::redirect(301, &format!("/{new}")));
    room.round_at("2026-11-22T13:00:00Z");
    room.sources(&over_http(&site, ""));
    room.round_at("2026-11-22T14:00:00Z");
    let after = ids(&room, "all");
    let moved = |(url, id): &(String, String)| (url.replace(old, new), id.clone());
    assert_eq!(before.iter().map(moved).collect::<Vec<_>>(), after);
    for ending in ["rss", "atom"] {
        let document = room.workspace.read(&format!("public/feeds/all.{ending}"));
        assert!(after.iter().all(|(_, id)| document.matches(id.as_str()).count() == 1), "all.{ending}");
    }
}

#[tokio::test]
async fn a_revision_moves_its_own_entry_only() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    let dates = || {
        let feed = room.json("all");
        feed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| (item["url"].to_string(), item["date_modified"].to_string()))
            .collect::<Vec<_>>()
    };
    let before = dates();
    let path = "news/flu-claims-missing.html";
    site.write(
        path,
        site.read(path).replace("<div class=\"story-body\">", "<div class=\"story-body\"><p>New words.</p>"),
    );
    room.round_of_all_at("2026-11-22T15:00:00Z");
    let changed: Vec<_> = dates().into_iter().filter(|entry| !before.contains(entry)).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].0.contains("flu-claims") && changed[0].1.contains("2026-11-22T15:00:"), "{changed:?}");
    let held: Vec<Held> = room.held().await;
    assert_eq!(held.iter().filter(|held| held.article.revision == 2).count(), 1);
}

/// A story that a second source tells is still one entry: it names both, and nothing else of it moves.
#[test]
fn a_second_source_is_named_and_moves_no_date() {
    const TITLE: &str = "The partners of the old surgery have opened on a Saturday for the first time";
    let tells = |path: &str| {
        let site = small_site();
        let at = "<h1>";
        let page = story(2, &[]).replace("The story of surgery 2", TITLE);
        let page = page.replace(at, "<time datetime=\"2026-11-21T09:00:00Z\">21 November 2026</time><h1>");
        site.write("index.html", format!("<article><h2><a href=\"{path}\">{TITLE}</a></h2></article>"));
        site.write(path, page);
        site
    };
    let (first, second) = (tells("news/saturday-opening.html"), tells("stories/open-on-a-saturday.html"));
    let one = over_http(&first, crate::room::SMALL_RULES);
    let other = over_http(&second, crate::room::SMALL_RULES).replace("\"newsroom\"", "\"wire\"");
    let other = other.replace("\"The Round\"", "\"The Wire & Post\"");
    let mut room = Room::new(&one);
    room.round();
    let before = room.json("all");
    let rss = room.workspace.read("public/feeds/all.rss");
    assert!(!rss.contains("also in"), "{rss}");

    room.sources(&(one + &other));
    room.round_at("2026-11-22T15:00:00Z");
    let after = room.json("all");
    let told = "First in The Round; also in The Wire &amp; Post";
    let items = after["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{after}");
    assert_eq!(items[0]["_postround"]["told_by"], told.replace("&amp;", "&"));
    let html = items[0]["content_html"].as_str().unwrap();
    assert!(html.ends_with(&format!("<p><small>{told}</small></p>")), "{html}");
    for key in ["id", "url", "title", "date_published", "date_modified"] {
        assert_eq!(items[0][key], before["items"][0][key], "{key}");
    }
    let built = |text: &str| text.split_once("<lastBuildDate>").unwrap().1[..29].to_owned();
    assert_eq!(built(&rss), built(&room.workspace.read("public/feeds/all.rss")));
}
