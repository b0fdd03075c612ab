//! Owns the tests of the limits an operator sets, and of the addresses that are never asked.

use std::time::Duration;

use serde_json::Value;

use crate::harness::site::{Fault, Site};
use crate::room::{Room, SMALL_RULES, Settings, newsroom_site, over_http, selectors, small_site};

#[test]
fn private_addresses_are_refused_unless_they_are_allowed() {
    let site = small_site();
    let closed = over_http(&site, SMALL_RULES).replace("allow_private = true", "");
    for source in
        [closed.clone(), closed.replace("127.0.0.1", "localhost"), closed.replace("127.0.0.1", "[::ffff:127.0.0.1]")]
    {
        let room = Room::new(&source);
        let round = room.round();
        let problem = round["problem"].as_str().unwrap_or_else(|| panic!("{source} was read"));
        assert!(problem.contains("not on the public internet") && problem.contains("allow_private"), "{problem}");
    }
    assert_eq!(site.asked().len(), 0, "nothing was asked");
    let open = Room::new(&over_http(&site, SMALL_RULES).replace("127.0.0.1", "localhost"));
    assert_eq!(open.round()["articles"]["new"], 3);
}

#[test]
fn try_asks_private_addresses_only_with_the_flag() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let url = site.url("news/story-2.html");
    let refused = room.workspace.run(&["try", &url]).expect_code(1);
    assert!(refused.stderr.contains("--allow-private"), "{}", refused.stderr);
    assert_eq!(site.asked().len(), 0);
    let read = room.workspace.run(&["try", &url, "--allow-private", "--json"]).expect_code(0);
    let document: Value = serde_json::from_str(&read.stdout).unwrap();
    assert_eq!(document["articles"][0]["title"], "The story of surgery 2");
    assert_eq!(document["articles"][0]["comments"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn so_many_redirects_are_followed_and_no_more() {
    let site = small_site();
    for (most, passes) in [(2, true), (1, false)] {
        let room = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits(&format!("max_redirects = {most}")));
        site.fault("/news/story-2.html", Fault::redirect(302, "/a"));
        site.fault("/a", Fault::redirect(307, "/b.html"));
        site.write("b.html", site.read("news/story-2.html"));
        let round = room.round();
        assert_eq!(round["articles"]["failed"], u32::from(!passes), "max_redirects = {most}: {round}");
    }
}

#[test]
fn an_answer_of_the_greatest_size_is_read_and_a_larger_one_is_not() {
    let site = small_site();
    let room = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits("max_size = \"50 kB\""));
    let padded = |size: usize| {
        let mut page = site.read("news/story-2.html").replace("</html>", "");
        page.push_str(&" ".repeat(size - page.len()));
        page
    };
    let (fits, not) = (padded(50_000), padded(50_001));
    site.write("news/story-2.html", fits);
    assert_eq!(room.round()["articles"]["new"], 3);
    site.write("news/story-2.html", not);
    let round = room.round_of_all_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"]["failed"], 1);
    assert!(round["notes"][0].as_str().unwrap().contains("larger than 50000 bytes"), "{round}");
}

#[test]
fn a_slow_page_costs_no_more_than_the_timeout() {
    let site = small_site();
    let room = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits("timeout = \"3s\""));
    site.fault("/news/story-1.html", Fault::Delay(Duration::from_millis(300)));
    site.fault("/news/story-3.html", Fault::Delay(Duration::from_secs(20)));
    let start = std::time::Instant::now();
    let round = room.round();
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    assert_eq!(round["articles"], serde_json::json!({ "new": 2, "changed": 0, "same": 0, "failed": 1 }));
    assert!(round["notes"][0].as_str().unwrap().contains("no whole answer within 3s"), "{round}");
}

#[tokio::test]
async fn listings_and_comments_are_followed_over_so_many_pages() {
    let site = newsroom_site();
    let source = over_http(&site, &selectors());
    let capped = source.replace("allow_private = true", "allow_private = true\npages = 2\ncomment_pages = 2");
    let mut room = Room::new(&capped);
    let round = room.round();
    assert_eq!(round["articles"]["new"], 20, "{round}");
    assert!(site.asked_for("/page-3.html").is_empty());
    let held = room.article("one-pot-gps-nurses.html").await;
    assert_eq!((held.comments.len(), held.article.comments_total()), (20, 23));
    assert_eq!(round["comments"]["articles_short"], 1, "{round}");
    let notes = round["notes"].to_string();
    assert!(notes.contains("comment_pages = 2"), "{notes}");
    room.sources(&source);
    let round = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!(
        (&round["articles"]["new"], &round["comments"]["articles_short"]),
        (&serde_json::json!(9), &serde_json::json!(0)),
        "{round}"
    );
    assert_eq!(room.article("one-pot-gps-nurses.html").await.comments.len(), 23);
}

#[test]
fn a_listing_that_turns_in_circles_ends() {
    let site = small_site();
    let list = site.read("index.html");
    let with_next = |next: &str| {
        list.replace("</main>", &format!("<a class=\"next\" rel=\"next\" href=\"{next}\">Next</a></main>"))
    };
    site.write("index.html", with_next("two.html"));
    site.write("two.html", with_next("index.html"));
    let room =
        Room::new(&over_http(&site, &SMALL_RULES.replace("[source.article]", "next = \"a.next\"\n[source.article]")));
    assert_eq!(room.round()["articles"]["new"], 3);
    assert_eq!((site.asked_for("/index.html").len(), site.asked_for("/two.html").len()), (1, 1));
}

#[test]
fn links_to_other_sites_are_not_followed() {
    let (site, other) = (small_site(), Site::empty());
    other.write("news/elsewhere.html", crate::room::story(9, &[]));
    let far = other.url("news/elsewhere.html").replace("127.0.0.1", "localhost");
    site.write("index.html", site.read("index.html").replace("news/story-3.html", &far));
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let round = room.round();
    assert_eq!(round["articles"]["new"], 2, "{round}");
    assert_eq!(other.asked().len(), 0);
}
