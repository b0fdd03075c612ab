//! Owns the tests of freshness: what says for how long it stays as it is is not asked for before, unless somebody
//! insists.

use crate::harness::site::{Fault, Site};
use crate::room::{Room, SMALL_RULES, over_http, small_site};

fn asked(room: &Room, site: &Site, path: &str, time: &str) -> usize {
    site.forget();
    let round = room.round_at(&format!("2026-11-22T{time}:00Z"));
    assert!(round["problem"].is_null(), "{round}");
    site.asked_for(path).len()
}

#[test]
fn a_listing_is_not_asked_for_while_it_is_fresh() {
    let date = ("date", "Sun, 22 Nov 2026 12:00:00 GMT");
    let cases: [(&[(&'static str, &str)], usize); 6] = [
        (&[("cache-control", "public, max-age=3600")], 0),
        (&[date, ("expires", "Sun, 22 Nov 2026 13:00:00 GMT")], 0),
        (&[("cache-control", "no-cache, max-age=3600")], 1),
        (&[("cache-control", "max-age=0"), date, ("expires", "Sun, 22 Nov 2026 13:00:00 GMT")], 1),
        (&[("expires", "0")], 1),
        (&[], 1),
    ];
    for (headers, soon) in cases {
        let site = small_site();
        let mut given = vec![("content-type", "text/html".to_owned())];
        given.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        site.fault("/index.html", Fault::Answer(200, given, site.read("index.html").into_bytes()));
        let room = Room::new(&over_http(&site, SMALL_RULES));
        assert_eq!(asked(&room, &site, "/index.html", "12:00"), 1, "{headers:?}");
        assert_eq!(asked(&room, &site, "/index.html", "12:30"), soon, "{headers:?}");
        site.forget();
        room.round_of_all_at("2026-11-22T12:40:00Z");
        assert_eq!(site.asked_for("/index.html").len(), 1, "--all asks: {headers:?}");
        assert_eq!(asked(&room, &site, "/index.html", "14:00"), 1, "{headers:?}");
    }
}

#[test]
fn an_article_is_not_asked_for_while_it_is_fresh() {
    let site = small_site();
    let headers = vec![("content-type", "text/html".to_owned()), ("cache-control", "max-age=7200".to_owned())];
    site.fault("/news/story-2.html", Fault::Answer(200, headers, site.read("news/story-2.html").into_bytes()));
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let times = ["12:00", "12:30", "13:30", "14:30"].map(|time| asked(&room, &site, "/news/story-2.html", time));
    assert_eq!(times, [1, 0, 0, 1]);
    assert_eq!(asked(&room, &site, "/news/story-1.html", "15:40"), 1, "which says nothing of itself");
}

#[test]
fn a_feed_is_left_alone_as_it_says_and_again_after_each_not_modified() {
    let times = ["12:00", "12:30", "13:10", "13:40", "14:20"];
    for (says, asked) in [
        ("<ttl>60</ttl>", [1, 0, 1, 0, 1]),
        // It is not changed at ten past one, which is an hour to skip as the next one is.
        ("<skipHours><hour>13</hour></skipHours>", [1, 1, 1, 0, 1]),
    ] {
        assert_eq!(asked_of_a_feed(says, &times), asked, "{says}");
    }
}

/// How often a feed with these words of its own is asked for at each of these times.
fn asked_of_a_feed(says: &str, times: &[&str]) -> Vec<usize> {
    let site = small_site();
    let link = site.url("news/story-1.html");
    site.write(
        "feed.rss",
        format!(
            "<rss version=\"2.0\"><channel><title>W</title><link>{}</link><description>d</description>{says}\
             <item><title>The story of surgery 1</title><link>{link}</link></item></channel></rss>",
            site.url("/")
        ),
    );
    let source = over_http(&site, SMALL_RULES)
        .replace(
            "kind = \"page\"",
            &format!("kind = \"feed\"\nfeed = \"{}\"\narticles = \"pages\"", site.url("feed.rss")),
        )
        .replace("listing = [\"index.html\"]\n", "")
        .replace("[source.links]\narticle = \"h2 a\"", "");
    let room = Room::new(&source);
    times.iter().map(|time| asked(&room, &site, "/feed.rss", time)).collect()
}
