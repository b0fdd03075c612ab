//! Owns the tests of pages that move: for good, which is believed at the second sight, and for a while, which is not
//! remembered.

use crate::harness::site::{Fault, Site};
use crate::room::{Room, SMALL_RULES, over_http, small_site};

fn at(hour: u32) -> String {
    format!("2026-11-{}T{:02}:00:00Z", 22 + hour / 24, hour % 24)
}

/// One round; which of two places were asked, and whether it told of a move.
fn round(room: &Room, site: &Site, hour: u32, places: [&str; 2]) -> ([usize; 2], String) {
    site.forget();
    let round = room.round_at(&at(hour));
    assert!(round["problem"].is_null(), "{round}");
    (places.map(|place| site.asked_for(place).len()), round["notes"].to_string())
}

fn feed(site: &Site) -> String {
    let item = |n: u32| {
        let link = site.url(&format!("news/story-{n}.html"));
        format!("<item><title>The story of surgery {n}</title><link>{link}</link></item>")
    };
    format!(
        "<rss version=\"2.0\"><channel><title>W</title><link>{}</link><description>d</description>{}</channel></rss>",
        site.url("/"),
        (1..=3).map(item).collect::<String>()
    )
}

/// A listing and a feed, each as its place, the new one, the source and the key that names the place.
fn movable(site: &Site) -> [([&'static str; 2], String, &'static str); 3] {
    site.write("feed.rss", feed(site));
    site.write("news.rss", feed(site));
    site.write("home.html", site.read("index.html"));
    let listing = over_http(site, SMALL_RULES);
    let bare = listing.replace("listing = [\"index.html\"]\n", "");
    let by_feed = bare
        .replace(
            "kind = \"page\"",
            &format!("kind = \"feed\"\nfeed = \"{}\"\narticles = \"pages\"", site.url("feed.rss")),
        )
        .replace("[source.links]\narticle = \"h2 a\"", "");
    [
        (["/index.html", "/home.html"], listing, "change listing in"),
        (["/", "/home.html"], bare, "change url in"),
        (["/feed.rss", "/news.rss"], by_feed, "change feed in"),
    ]
}

#[test]
fn what_announces_is_asked_at_its_new_place_from_the_second_sight_on() {
    let site = small_site();
    for (places, source, key) in movable(&site) {
        let [old, new] = places;
        let room = Room::new(&source);
        assert_eq!(round(&room, &site, 12, places).0, [1, 0]);
        site.fault(old, Fault::redirect(301, new));
        let (asked, notes) = round(&room, &site, 13, places);
        assert_eq!(asked, [1, 1], "{old}");
        assert!(!notes.contains("moved for good"), "once may be a mistake: {notes}");
        let (asked, notes) = round(&room, &site, 14, places);
        assert_eq!(asked, [1, 1], "{old}");
        assert!(notes.contains("moved for good to") && notes.contains(key), "{old}: {notes}");
        let (asked, notes) = round(&room, &site, 15, places);
        assert_eq!(asked, [0, 1], "{old}: the new place alone");
        assert!(!notes.contains("moved for good"), "told once: {notes}");
        // The site takes it back.
        site.fault(new, Fault::status(500));
        site.mend(old);
        let (asked, notes) = round(&room, &site, 16, places);
        assert_eq!(asked, [1, 1], "{old}");
        assert!(notes.contains("asked for at the old place again"), "{notes}");
        assert_eq!(round(&room, &site, 17, places).0, [1, 0], "{old}");
        site.mend(new);
    }
}

#[test]
fn a_passing_redirect_is_never_remembered() {
    let site = small_site();
    for status in [302, 303, 307] {
        let room = Room::new(&over_http(&site, SMALL_RULES));
        site.write("home.html", site.read("index.html"));
        site.fault("/index.html", Fault::redirect(status, "/home.html"));
        for hour in 12..16 {
            let (asked, notes) = round(&room, &site, hour, ["/index.html", "/home.html"]);
            assert_eq!(asked, [1, 1], "{status}");
            assert!(!notes.contains("moved"), "{notes}");
        }
    }
}

#[tokio::test]
async fn an_article_that_moves_for_good_is_known_by_both_addresses() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let uid = room.article("story-2.html").await.article.uid;
    site.write("archive/two.html", site.read("news/story-2.html"));
    site.fault("/news/story-2.html", Fault::redirect(301, "/archive/two.html"));
    let old = site.read("index.html");
    let new = old.replace("news/story-2.html", "archive/two.html");
    // By the old address, by the new one, and by the old one again.
    for (hour, listing) in [(13, &old), (14, &new), (15, &new), (16, &old)] {
        site.write("index.html", listing);
        let round = room.round_of_all_at(&at(hour));
        assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 0, "same": 3, "failed": 0 }), "{round}");
        let held = room.held().await;
        assert_eq!(held.len(), 3);
        assert_eq!(held.iter().filter(|held| held.article.uid == uid).count(), 1);
    }
}
