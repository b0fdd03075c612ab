//! Owns the tests of what a site permits: robots.txt, seen from outside, and the hours that an operator sets.

use serde_json::Value;

use crate::harness::site::{Fault, Site};
use crate::room::{NOW, Room, SMALL_RULES, over_http, small_site, summary};

fn permitting(robots: &str) -> Site {
    let site = small_site();
    site.write("robots.txt", robots);
    site
}

fn source(room: &Room) -> Value {
    let output = room.workspace.run(&["sources", "newsroom", "--json"]).expect_code(0);
    serde_json::from_str(&output.stdout).unwrap()
}

#[test]
fn an_article_that_robots_txt_forbids_is_noted_and_left_alone() {
    let site = permitting("User-agent: *\nDisallow: /news/story-2.html\n");
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let round = room.round();
    assert_eq!(round["articles"], serde_json::json!({ "new": 2, "changed": 0, "same": 0, "failed": 1 }), "{round}");
    let note = round["notes"][0].as_str().unwrap();
    assert!(note.contains("story-2.html") && note.contains("Disallow: /news/story-2.html"), "{note}");
    assert_eq!((&round["problem"], &round["state"]), (&Value::Null, &"well".into()));
    let round = room.round_at("2026-11-22T12:05:00Z");
    assert_eq!((&round["articles"]["failed"], &round["notes"]), (&0.into(), &serde_json::json!([])), "{round}");
    room.round_of_all_at("2026-11-22T13:00:00Z");
    assert!(site.asked_for("/news/story-2.html").is_empty());
    assert_eq!(site.asked_for_robots(), 1);
}

#[test]
fn a_listing_that_robots_txt_forbids_is_a_state_of_its_source() {
    let site = permitting("User-agent: postround\nDisallow: /\n");
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let round = room.round();
    assert_eq!(round["state"], "disallowed", "{round}");
    let told = source(&room);
    assert_eq!(told["state"], "disallowed", "{told}");
    let words = told["words"].as_str().unwrap();
    assert!(words.contains("Disallow: /") && words.contains("owner"), "{words}");
    assert_eq!((site.asked().len(), site.asked_for_robots()), (0, 1));
}

#[test]
fn nothing_is_asked_where_robots_txt_cannot_be_read() {
    let site = small_site();
    site.fault("/robots.txt", Fault::status(500));
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let round = room.round();
    let problem = round["problem"].as_str().unwrap();
    assert!(
        problem.contains("robots.txt") && problem.contains("could not be had (the server answered 500)"),
        "{problem}"
    );
    assert_eq!(round["state"], "failing", "it does not forbid, it fails: {round}");
    let again = room.round_at("2026-11-22T12:01:00Z");
    assert!(again["problem"].as_str().unwrap().contains("asked for again at 12:05 on 22 Nov 2026 UTC"), "{again}");
    let told = source(&room);
    let words = told["words"].as_str().unwrap();
    assert!(words.contains("tell the site's owner") && !words.contains("see the address in a browser"), "{words}");
    assert_eq!(site.asked_for_robots(), 1, "nor is it pressed");
    assert!(site.asked().is_empty());
    site.mend("/robots.txt");
    assert_eq!(room.round_at("2026-11-22T13:00:00Z")["articles"]["new"], 3);
}

#[test]
fn trying_a_page_obeys_robots_txt_and_says_so() {
    let site = permitting("User-agent: *\nDisallow: /news/\n");
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let url = site.url("news/story-2.html");
    let refused = room.workspace.run(&["try", &url, "--allow-private"]).expect_code(1);
    assert!(refused.stderr.contains("robots.txt of 127.0.0.1") && refused.stderr.contains("Disallow: /news/"));
    assert!(site.asked().is_empty());
}

#[test]
fn the_delay_that_robots_txt_asks_for_is_kept() {
    let site = permitting("User-agent: *\nCrawl-delay: 1\n");
    let list = site.read("index.html");
    site.write("index.html", list.split_once("</article>").unwrap().0.to_owned() + "</article></main></body></html>");
    let room = Room::new(&over_http(&site, SMALL_RULES));
    assert_eq!(room.round()["articles"]["new"], 1);
    let asked = site.asked();
    assert_eq!(asked.len(), 2);
    // The log's own moment is taken a little after the request came.
    assert!(asked[1].at.duration_since(asked[0].at).as_millis() >= 900, "{asked:?}");
}

#[test]
fn outside_its_hours_a_source_is_put_off_unless_somebody_insists() {
    let site = small_site();
    let source_text =
        over_http(&site, SMALL_RULES).replace("[source.links]", "hours = \"22:00-06:00\"\n[source.links]");
    let room = Room::new(&source_text);
    let output = room.workspace.run(&["once", "--json", "--now", NOW]).expect_code(0);
    let round = summary(&output)["gathered"][0].clone();
    let note = round["notes"][0].as_str().unwrap_or_default();
    assert!(note.contains("22:00-06:00") && note.contains("22:00 on 22 Nov 2026"), "{round}");
    assert!(note.contains("postround gather newsroom") && note.contains("--all"), "{note}");
    assert_eq!((&round["held_until"], &round["requests"]), (&"2026-11-22T22:00:00Z".into(), &0.into()), "{round}");
    assert_eq!((site.asked().len(), site.asked_for_robots()), (0, 0));
    assert_eq!(source(&room)["last_try"], Value::Null, "it was not tried");
    assert_eq!(room.round_at("2026-11-22T22:00:00Z")["articles"]["new"], 3);
    let people = room.workspace.run(&["once", "--now", "2026-11-23T11:00:00Z"]);
    assert!(people.stdout.contains("outside its hours"), "{}", people.stdout);
    assert_eq!(room.round_of_all_at("2026-11-23T12:00:00Z")["articles"]["same"], 3);
    site.forget();
    room.workspace.run(&["gather", "newsroom"]).expect_code(0);
    assert_eq!(site.asked_for("/index.html").len(), 1, "by its name, whatever the hour");
}
