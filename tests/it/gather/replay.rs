//! Owns the tests of `try SOURCE --replay`: changed rules over kept answers, without a request.

use serde_json::{Value, json};

use crate::room::{Room, SMALL_RULES, Settings, from_folder, over_http, small_site};

fn replayed(room: &Room, code: i32) -> Value {
    let output = room.workspace.run(&["try", "newsroom", "--replay", "--json"]).expect_code(code);
    serde_json::from_str(&output.stdout).unwrap()
}

fn article(report: &Value, n: u32) -> &Value {
    let ending = format!("story-{n}.html");
    let mut articles = report["articles"].as_array().unwrap().iter();
    articles.find(|article| article["url"].as_str().unwrap().ends_with(&ending)).unwrap()
}

#[test]
fn changed_rules_are_tried_on_what_was_kept() {
    let site = small_site();
    let mut room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    site.forget();
    let report = replayed(&room, 0);
    assert_eq!((&report["source"], &report["answers"]), (&json!("newsroom"), &json!(4)), "{report}");
    assert!((1..=3).all(|n| article(&report, n)["fate"] == "same"), "{report}");

    // A body that loses its first paragraph, and comments without their names.
    let narrower = SMALL_RULES.replace("div.body", "div.body p + p").replace("author = \"b\"\n", "");
    room.sources(&over_http(&site, &narrower));
    let report = replayed(&room, 0);
    let second = article(&report, 2);
    assert_eq!(second["fate"], "changed", "{report}");
    let body = &second["body"];
    assert!(body["removed"].as_u64() > Some(10) && body["added"] == 0, "{body}");
    assert_eq!((&second["comments"]["before"], &second["comments"]["now"]), (&json!(2), &json!(2)));
    assert_eq!(second["comments"]["lost"].as_array().unwrap().len(), 2, "{second}");
    let people = room.workspace.run(&["try", "newsroom", "--replay"]).expect_code(0);
    assert!(people.stdout.contains("body: ") && people.stdout.contains("3 changed, 0 the same"), "{}", people.stdout);
    assert_eq!((site.asked().len(), site.asked_for_robots()), (0, 0), "nothing was asked");
}

#[test]
fn a_page_that_cannot_be_read_any_more_is_told_and_fails() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let story = site.read("news/story-3.html");
    site.write("news/story-3.html", crate::room::page("Log in", "<p>Please log in.</p>"));
    room.round_of_all_at("2026-11-22T12:30:00Z");
    let report = replayed(&room, 1);
    assert_eq!((&article(&report, 3)["fate"], &article(&report, 2)["fate"]), (&json!("only_before"), &json!("same")));
    assert!(report["notes"].to_string().contains("story-3.html"), "{report}");
    site.write("news/story-3.html", story);
    room.round_of_all_at("2026-11-22T12:40:00Z");
    // Kept pages that the listing does not announce any more are read still.
    site.write("index.html", site.read("index.html").replace("story-3", "story-4"));
    site.write("news/story-4.html", crate::room::story(4, &[]));
    room.round_at("2026-11-22T13:00:00Z");
    let report = replayed(&room, 0);
    assert_eq!(report["answers"], 5, "{report}");
    assert!((1..=4).all(|n| article(&report, n)["fate"] == "same"), "{report}");
}

#[test]
fn where_nothing_is_kept_the_cure_is_told() {
    let site = small_site();
    let kept = Room::new(&over_http(&site, SMALL_RULES));
    let none = kept.workspace.run(&["try", "newsroom", "--replay"]).expect_code(1);
    assert!(none.stderr.contains("keep_answers") && none.stderr.contains("gather newsroom"), "{}", none.stderr);
    let off = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits("keep_answers = \"0d\""));
    off.round();
    assert_eq!(off.workspace.files("var").len(), 0, "nothing is kept");
    let told = off.workspace.run(&["try", "newsroom", "--replay"]).expect_code(2);
    assert!(told.stderr.contains("keep_answers") && told.stderr.contains("14d"), "{}", told.stderr);
    let folder = Room::new(&from_folder(""));
    let told = folder.workspace.run(&["try", "newsroom", "--replay"]).expect_code(2);
    assert!(told.stderr.contains("postround try newsroom"), "{}", told.stderr);
}
