//! Owns the tests of what a poller says and is told: codings with weights, lists of validators, dates in their three
//! spellings, scripts of other sites, hubs, and feeds that were renamed.

use super::Served;
use super::wire::ask;
use crate::room::{Room, from_folder, selectors};

#[test]
fn a_poller_is_understood_whatever_way_it_speaks() {
    let served = Served::newsroom();
    for (accepted, coding) in [
        ("br;q=0.1, gzip;q=0.9", Some("gzip")),
        ("gzip;q=0.9, br;q=0.900", Some("br")),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.1, *;q=0.5", Some("br")),
        ("*;q=0", None),
        ("zstd, deflate", None),
    ] {
        let answer = served.get_with("/feeds/all.atom", &[("accept-encoding", accepted)]);
        assert_eq!((answer.status, answer.header("content-encoding")), (200, coding), "{accepted}");
    }
    let whole = served.get("/feeds/all.atom");
    let (tag, at) = (whole.etag().to_owned(), whole.header("last-modified").unwrap().to_owned());
    let bare = tag.trim_matches('"').to_owned();
    for (held, status) in [
        (tag.clone(), 304),
        (format!("W/{tag}"), 304),
        (format!("\"one, two\", W/{tag}"), 304),
        (format!("\"x\",,\t{tag},"), 304),
        ("*".to_owned(), 304),
        (format!("\"one, {bare}, two\""), 200),
        (bare, 200),
        ("\"*\"".to_owned(), 200),
        (tag.to_uppercase(), 200),
    ] {
        assert_eq!(served.get_with("/feeds/all.atom", &[("if-none-match", &held)]).status, status, "{held}");
        let both = [("if-none-match", held.as_str()), ("if-modified-since", &at)];
        assert_eq!(served.get_with("/feeds/all.atom", &both).status, status, "{held}: the date is not asked");
    }
    let moment = chrono::DateTime::parse_from_rfc2822(&at).unwrap();
    for spelling in ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"] {
        for (earlier, status) in [(0, 304), (1, 200)] {
            let since = (moment - chrono::TimeDelta::seconds(earlier)).format(spelling).to_string();
            let answer = served.get_with("/feeds/all.atom", &[("if-modified-since", &since)]);
            assert_eq!(answer.status, status, "{since} for {at}");
        }
    }
}

#[test]
fn scripts_of_any_site_may_read_json_and_its_validators() {
    let served = Served::newsroom();
    let tag = served.get("/feeds/all.json").etag().to_owned();
    for (method, path, held, status) in [
        ("GET", "/feeds/all.json", "", 200),
        ("GET", "/feeds/all.json", tag.as_str(), 304),
        ("HEAD", "/feeds/all.json", "", 200),
        ("GET", "/feeds/none.json", "", 404),
        ("POST", "/feeds/all.json", "", 405),
        ("OPTIONS", "/feeds/all.json", "", 204),
        ("OPTIONS", "/feeds/none.json", "", 204),
    ] {
        let headers = [("origin", "https://reader.example"), ("if-none-match", held)];
        let answer = ask(served.address, method, path, &headers, b"");
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{method} {path} {status}");
        assert_eq!(answer.header("access-control-expose-headers"), Some("ETag, Last-Modified, Link"));
    }
    let before = [("access-control-request-method", "GET"), ("access-control-request-headers", "if-none-match")];
    let preflight = ask(served.address, "OPTIONS", "/feeds/all.json", &before, b"");
    assert_eq!(preflight.header("access-control-allow-methods"), Some("GET, HEAD, OPTIONS"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("*"));
    let xml = ask(served.address, "OPTIONS", "/feeds/all.rss", &before, b"");
    assert_eq!((xml.status, xml.header("allow")), (204, Some("GET, HEAD, OPTIONS")));
    assert_eq!(xml.header("access-control-allow-origin"), None);
}

#[test]
fn hubs_are_named_where_there_are_some() {
    let mut room = Room::new(&from_folder(&selectors()));
    room.publish("to = \"folder\"");
    room.round();
    let links = |served: &Served, path: &str| -> Vec<String> {
        let named = |(name, value): (String, String)| (name == "link").then_some(value);
        served.get(path).headers.into_iter().filter_map(named).collect()
    };
    let served = Served::of(room);
    assert_eq!(links(&served, "/feeds/all.rss"), Vec::<String>::new());
    let config = served.room.workspace.read("config.toml");
    let hubs = "[publish]\nhubs = [\"https://one.example/\", \"https://two.example/hub\"]";
    served.room.workspace.write("config.toml", config.replace("[publish]", hubs));
    let served = Served::of(served.room);
    for ending in ["rss", "atom", "json"] {
        let expected = [
            "<https://one.example/>; rel=\"hub\"".to_owned(),
            "<https://two.example/hub>; rel=\"hub\"".to_owned(),
            format!("<http://127.0.0.1:8080/feeds/all.{ending}>; rel=\"self\""),
        ];
        assert_eq!(links(&served, &format!("/feeds/all.{ending}")), expected);
    }
    assert_eq!(links(&served, "/feeds.opml"), Vec::<String>::new());
    let manifest: serde_json::Value =
        serde_json::from_str(&served.room.workspace.read("public/manifest.json")).unwrap();
    let paths = manifest["documents"].as_array().unwrap().iter().filter_map(|document| document["path"].as_str());
    let thread = paths.into_iter().find(|path| path.starts_with("articles/")).expect("threads stand in the folder");
    let thread = format!("/{thread}");
    assert_eq!((served.get(&thread).status, links(&served, &thread)), (200, Vec::new()), "which no hub is told of");
    let page = served.get(thread.rsplit_once('.').unwrap().0);
    assert!(page.status == 200 && page.text().contains("Report this comment"), "and has a page: {}", page.status);
}

#[test]
fn a_renamed_feed_is_found_at_its_old_addresses_for_ever() {
    let room = Room::new(&from_folder(&selectors()));
    room.round();
    let config = room.workspace.read("config.toml");
    let renamed = config.replace("name = \"all\"", "name = \"everything\"\nwas = [\"all\", \"alles\"]");
    room.workspace.write("config.toml", renamed);
    room.workspace.run(&["publish"]).expect_code(0);
    // Once it was told, the store remembers: nobody keeps such a line for ever.
    let forgotten = config.replace("name = \"all\"", "name = \"everything\"");
    room.workspace.write("config.toml", forgotten);
    let served = Served::of(room);
    for (old, new) in [
        ("/feeds/all.rss", "feeds/everything.rss"),
        ("/feeds/all.atom", "feeds/everything.atom"),
        ("/feeds/all.json?utm_source=x&y=%20", "feeds/everything.json?utm_source=x&y=%20"),
        ("/feeds/alles.rss", "feeds/everything.rss"),
        ("/feeds/all.archive-3.rss", "feeds/everything.archive-3.rss"),
        ("/feeds/all", "feeds/everything"),
        ("/feeds/%61ll.rss", "feeds/everything.rss"),
    ] {
        for method in ["GET", "HEAD"] {
            let answer = ask(served.address, method, old, &[], b"");
            assert_eq!(answer.status, 301, "{method} {old}");
            assert_eq!(answer.header("location"), Some(format!("http://127.0.0.1:8080/{new}").as_str()), "{old}");
            assert_eq!(answer.header("cache-control"), Some("public, max-age=86400"), "{old}");
        }
    }
    let now = served.get("/feeds/everything.rss");
    assert_eq!(now.status, 200);
    let first = served.get("/feeds/all.json?a").header("access-control-allow-origin").map(str::to_owned);
    assert_eq!(first.as_deref(), Some("*"), "a script may follow it");
    let preflight = ask(served.address, "OPTIONS", "/feeds/all.json", &[], b"");
    assert_eq!(
        (preflight.status, preflight.header("access-control-allow-headers")),
        (204, Some("*")),
        "and asks first"
    );
    assert_eq!(served.get("/feeds/funding.rss").status, 200, "and no other feed moved");
}
