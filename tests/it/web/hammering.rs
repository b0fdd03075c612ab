//! Owns the tests of what becomes of those who ask for the same document whole again and again.

use chrono::TimeDelta;

use super::Served;
use crate::room::{Room, Settings, from_folder, selectors};

fn served(web: &str) -> Served {
    let settings = Settings { web: web.to_owned(), ..Settings::of(&from_folder(&selectors())) };
    let room = Room::with(settings);
    room.round();
    Served::of(room)
}

#[test]
fn who_ignores_304_waits_and_who_understands_it_never_does() {
    let served = served("hammer_limit = 3\nhammer_behind_proxy = true");
    let from = |place: &'static str, path: &str| served.get_with(path, &[("x-forwarded-for", place)]);
    let tag = served.get_with("/feeds/all.json", &[("x-forwarded-for", "192.0.2.9")]).etag().to_owned();
    for _ in 0..3 {
        assert_eq!(from("192.0.2.1", "/feeds/all.json").status, 200);
    }
    served.clock.advance(TimeDelta::minutes(20));
    let refused = from("192.0.2.1", "/feeds/all.json");
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("2400")));
    assert_eq!(refused.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(refused.header("cache-control"), Some("no-store"), "nobody else is to be told this");
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));
    assert!(refused.text().contains("If-None-Match") && refused.body.len() < 500, "it names the cure");
    // Another encoding is the same document.
    let packed = [("x-forwarded-for", "192.0.2.1"), ("accept-encoding", "gzip")];
    assert_eq!(served.get_with("/feeds/all.json", &packed).status, 429);
    // Conditional requests and HEAD are answered all the same, as often as they come.
    for _ in 0..5 {
        let asks = [("x-forwarded-for", "192.0.2.1"), ("if-none-match", tag.as_str())];
        assert_eq!(served.get_with("/feeds/all.json", &asks).status, 304);
        assert_eq!(served.head("/feeds/all.json", &asks[..1]).status, 200);
    }
    assert_eq!(from("192.0.2.1", "/feeds/all.rss").status, 200, "another document");
    assert_eq!(from("192.0.2.2", "/feeds/all.json").status, 200, "another place");
    served.clock.advance(TimeDelta::minutes(40));
    assert_eq!(from("192.0.2.1", "/feeds/all.json").status, 200, "the hour is over");
}

#[test]
fn who_comes_through_a_proxy_is_counted_only_where_that_was_asked_for() {
    for web in ["hammer_limit = 1", "hammer_limit = 0\nhammer_behind_proxy = true"] {
        let served = served(web);
        for _ in 0..4 {
            assert_eq!(served.get_with("/feeds/all.rss", &[("x-forwarded-for", "192.0.2.1")]).status, 200, "{web}");
        }
    }
}
