//! Owns the tests of looking again: soon at what is young or talked about, rarely at what is old, and at what has left
//! its listing too.

use crate::harness::site::Site;
use crate::room::{Room, SMALL_RULES, over_http, selectors, small_site, story};

const SOON: &str = "2026-11-22T12:05:00Z";
const LATER: &str = "2026-11-22T12:30:00Z";

fn paths(site: &Site) -> Vec<String> {
    site.asked().into_iter().map(|asked| asked.path).collect()
}

#[test]
fn a_round_with_nothing_due_costs_one_conditional_request() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    site.forget();
    let round = room.round_at(SOON);
    assert_eq!(paths(&site), ["/index.html"]);
    assert_eq!((&round["requests"], &round["not_modified"]), (&1.into(), &1.into()), "{round}");
    site.forget();
    let round = room.round_at(LATER);
    assert_eq!(paths(&site).len(), 4, "young articles are looked at again: {round}");
    assert_eq!(round["articles"]["same"], 3);
    site.forget();
    assert_eq!(room.round_of_all_at(LATER)["requests"], 4, "whatever the schedule says");
}

#[test]
fn old_articles_are_looked_at_rarely_and_then_no_more() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let looks = |now: &str| {
        site.forget();
        room.round_at(now);
        paths(&site).len() - 1
    };
    // Seen first on the 22nd at noon, and looked at as often as the gap allows.
    let days = ["22T16:00", "22T18:00", "23T12:00", "23T15:00", "24T12:00"];
    let seen: Vec<usize> = days.iter().map(|day| looks(&format!("2026-11-{day}:00Z"))).collect();
    assert_eq!(seen, [3, 3, 3, 0, 3], "hours, then days");
    assert_eq!(looks("2026-12-23T12:00:00Z"), 3, "a month later the last time");
    assert_eq!(looks("2027-02-01T12:00:00Z"), 0);
}

#[tokio::test]
async fn an_article_that_left_its_listing_is_looked_at_when_it_is_due() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let list = site.read("index.html").replace("<h2><a href=\"news/story-2.html\">The story of surgery 2</a></h2>", "");
    site.write("index.html", list);
    site.write("news/story-2.html", story(2, &["First", "Second", "Third"]));
    let round = room.round_at(LATER);
    assert_eq!(round["comments"]["new"], 1, "{round}");
    assert_eq!(room.article("story-2.html").await.comments.len(), 3);
}

fn feed(site: &Site, counts: [u32; 3]) -> String {
    let item = |n: usize| {
        format!(
            "<item><title>The story of surgery {n}</title><link>{}</link><pubDate>Fri, 20 Nov 2026 09:30:00 GMT</pubDate>\
             <slash:comments>{}</slash:comments></item>",
            site.url(&format!("news/story-{n}.html")),
            counts[n - 1]
        )
    };
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"><channel>\
         <title>W</title><link>{}</link><description>d</description>{}{}{}</channel></rss>",
        site.url("/"),
        item(1),
        item(2),
        item(3)
    )
}

#[tokio::test]
async fn a_count_in_the_feed_that_grows_is_followed_at_once() {
    let site = small_site();
    site.write("feed.rss", feed(&site, [0, 2, 0]));
    let source = over_http(&site, SMALL_RULES)
        .replace(
            "kind = \"page\"",
            &format!("kind = \"feed\"\nfeed = \"{}\"\narticles = \"pages\"", site.url("feed.rss")),
        )
        .replace("listing = [\"index.html\"]\n", "")
        .replace("[source.links]\narticle = \"h2 a\"", "");
    let room = Room::new(&source);
    room.round();
    site.write("feed.rss", feed(&site, [0, 3, 0]));
    site.write("news/story-2.html", story(2, &["First", "Second", "Third"]));
    site.forget();
    let round = room.round_at(SOON);
    assert_eq!(paths(&site), ["/feed.rss", "/news/story-2.html"], "{round}");
    assert_eq!(round["comments"]["new"], 1);
    assert_eq!(room.article("story-2.html").await.comments.len(), 3);
}

#[test]
fn a_change_of_the_rules_reads_all_that_is_announced() {
    let site = small_site();
    let mut room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    room.sources(&over_http(&site, &SMALL_RULES.replace("div.body", "div.body p + p")));
    assert_eq!(room.round_at(SOON)["articles"]["changed"], 3);
}

#[tokio::test]
async fn a_count_that_is_stated_no_more_is_not_held_against_what_stands() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let uncounted = story(2, &["First"]).replace("<h2 class=\"count\">Comments (1)</h2>", "");
    site.write("news/story-2.html", uncounted);
    let round = room.round_at(LATER);
    assert_eq!(
        (&round["comments"]["withdrawn"], &round["comments"]["articles_short"]),
        (&1.into(), &0.into()),
        "{round}"
    );
    let held = room.article("story-2.html").await;
    assert_eq!((held.article.said.comments_stated, held.comments.len()), (None, 1));
}

#[tokio::test]
async fn a_page_that_says_its_article_was_withdrawn_withdraws_it() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let page = site.read("news/story-2.html");
    let notice = "<article><h1>The story of surgery 2</h1><div class=\"body\"><p>This article has been withdrawn at \
                  the request of its author, and the editors are sorry for it.</p></div></article>";
    site.write("news/story-2.html", crate::room::page("Withdrawn", notice));
    let round = room.round_at(LATER);
    assert!(round["notes"].to_string().contains("was withdrawn"), "{round}");
    assert_eq!(room.held().await.len(), 2);
    site.write("news/story-2.html", page);
    room.round_at("2026-11-23T13:00:00Z");
    assert_eq!(room.held().await.len(), 3, "it came back");
}

#[test]
fn a_folder_costs_nobody_anything_and_is_always_looked_at() {
    let room = Room::new(&crate::room::from_folder(&selectors()));
    room.round();
    assert_eq!(room.round_at(SOON)["articles"]["same"], 29);
}
