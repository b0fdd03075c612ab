//! Owns the tests of the served documents: the bytes of the folder, a strong validator for each representation, and the
//! headers that make them cheap to poll.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::time::{Duration, SystemTime};

use super::wire::{ask, raw};
use super::{Answer, Served};
use crate::harness::eventually;
use crate::room::{Room, from_folder, selectors};

const MEDIA: [(&str, &str); 5] = [
    ("/feeds/all.rss", "application/rss+xml; charset=utf-8"),
    ("/feeds/all.atom", "application/atom+xml; charset=utf-8"),
    ("/feeds/all.json", "application/feed+json; charset=utf-8"),
    ("/feeds/comments.atom", "application/atom+xml; charset=utf-8"),
    ("/feeds.opml", "text/x-opml; charset=utf-8"),
];

fn unpack(answer: &Answer) -> Vec<u8> {
    let mut out = Vec::new();
    match answer.header("content-encoding") {
        Some("gzip") => drop(flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut out).unwrap()),
        Some("br") => drop(brotli::Decompressor::new(&answer.body[..], 4096).read_to_end(&mut out).unwrap()),
        None => out.clone_from(&answer.body),
        Some(other) => panic!("an encoding nobody asked for: {other}"),
    }
    out
}

#[test]
fn each_document_is_served_as_it_stands_in_the_folder_in_every_encoding() {
    let served = Served::newsroom();
    let codings = [
        ("", None),
        ("identity", None),
        ("gzip", Some("gzip")),
        ("br", Some("br")),
        ("gzip, deflate, br", Some("br")),
        ("br;q=0, gzip", Some("gzip")),
        ("gzip;q=0", None),
    ];
    for (path, media) in MEDIA {
        let bytes = fs::read(served.room.workspace.path(format!("public{path}"))).unwrap();
        let mut tags = BTreeSet::new();
        for (accepted, coding) in codings {
            let answer = served.get_with(path, &[("accept-encoding", accepted)]);
            assert_eq!(answer.status, 200, "{path} {accepted}");
            assert_eq!(answer.header("content-type"), Some(media), "{path}");
            assert_eq!(answer.header("content-encoding"), coding, "{path} {accepted}");
            assert_eq!(unpack(&answer), bytes, "{path} {accepted}");
            assert_eq!(
                answer.header("content-length"),
                Some(answer.body.len().to_string().as_str()),
                "{path} {accepted}"
            );
            assert_eq!(
                answer.header("vary").map(str::to_ascii_lowercase).as_deref(),
                Some("accept-encoding"),
                "{path}"
            );
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert_eq!(answer.header("cache-control"), Some("public, max-age=900"), "{path}: the shortest round");
            assert!(
                answer.etag().starts_with('"') && answer.etag().ends_with('"'),
                "{path}: strong: {}",
                answer.etag()
            );
            assert!(chrono::DateTime::parse_from_rfc2822(answer.header("last-modified").unwrap()).is_ok());
            assert_eq!(answer.header("set-cookie"), None);
            let cors = path.ends_with(".json").then_some("*");
            assert_eq!(answer.header("access-control-allow-origin"), cors, "{path}");
            tags.insert((coding, answer.etag().to_owned()));
        }
        assert_eq!(tags.len(), 3, "{path}: one tag for each encoding, always the same: {tags:?}");
        assert_eq!(tags.iter().map(|(_, tag)| tag).collect::<BTreeSet<_>>().len(), 3, "{path}: {tags:?}");
    }
}

#[test]
fn a_reader_that_has_it_gets_304_with_the_headers_of_200() {
    let served = Served::newsroom();
    for (path, _) in MEDIA {
        for coding in ["identity", "gzip", "br"] {
            let whole = served.get_with(path, &[("accept-encoding", coding)]);
            let tag = whole.etag().to_owned();
            let weak = format!("W/{tag}");
            let list = format!("\"other\", {tag} , \"third\"");
            for held in [tag.as_str(), &weak, &list, "*"] {
                let answer = served.get_with(path, &[("accept-encoding", coding), ("if-none-match", held)]);
                assert_eq!((answer.status, answer.body.len()), (304, 0), "{path} {coding} {held}");
                for name in [
                    "etag",
                    "last-modified",
                    "cache-control",
                    "vary",
                    "x-content-type-options",
                    "access-control-allow-origin",
                ] {
                    assert_eq!(answer.header(name), whole.header(name), "{path} {coding} {held}: {name}");
                }
                assert_eq!(answer.header("content-encoding"), None);
            }
            let other = served.get_with(path, &[("accept-encoding", coding), ("if-none-match", "\"other\"")]);
            assert_eq!((other.status, &other.body), (200, &whole.body), "{path} {coding}");
        }
    }
}

#[test]
fn two_lines_of_tags_are_one_list() {
    let served = Served::newsroom();
    let tag = served.get("/feeds/all.rss").etag().to_owned();
    let answer = served.get_with("/feeds/all.rss", &[("if-none-match", "\"a\""), ("if-none-match", &tag)]);
    assert_eq!(answer.status, 304);
}

#[test]
fn a_date_is_enough_and_a_tag_beats_it() {
    let served = Served::newsroom();
    let whole = served.get("/feeds/all.rss");
    let modified = whole.header("last-modified").unwrap().to_owned();
    let with = |value: &str| served.get_with("/feeds/all.rss", &[("if-modified-since", value)]).status;
    let at = chrono::DateTime::parse_from_rfc2822(&modified).unwrap();
    let write = |at: chrono::DateTime<chrono::FixedOffset>| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    assert_eq!(with(&modified), 304);
    assert_eq!(with(&write(at + chrono::TimeDelta::days(400))), 304);
    assert_eq!(with(&write(at - chrono::TimeDelta::seconds(1))), 200);
    assert_eq!(with("yesterday"), 200);
    let both = [("if-none-match", "\"old\""), ("if-modified-since", modified.as_str())];
    assert_eq!(served.get_with("/feeds/all.rss", &both).status, 200, "the tag decides alone");
}

#[test]
fn the_tag_of_one_encoding_does_not_stand_for_another() {
    let served = Served::newsroom();
    let gzip = served.get_with("/feeds/all.rss", &[("accept-encoding", "gzip")]).etag().to_owned();
    let answer = served.get_with("/feeds/all.rss", &[("accept-encoding", "br"), ("if-none-match", &gzip)]);
    assert_eq!((answer.status, answer.header("content-encoding")), (200, Some("br")));
}

#[test]
fn head_is_get_without_the_body() {
    let served = Served::newsroom();
    for (path, _) in MEDIA.into_iter().chain([("/", ""), ("/feeds/all", ""), ("/nothing", "")]) {
        for coding in ["identity", "gzip", "br"] {
            let (get, head) = (
                served.get_with(path, &[("accept-encoding", coding)]),
                served.head(path, &[("accept-encoding", coding)]),
            );
            assert_eq!(head.body.len(), 0, "{path}");
            let without_date = |answer: &Answer| {
                let mut headers = answer.headers.clone();
                headers.retain(|(name, _)| name != "date");
                headers.sort();
                headers
            };
            assert_eq!((head.status, without_date(&head)), (get.status, without_date(&get)), "{path} {coding}");
        }
    }
    let tag = served.get("/feeds/all.rss").etag().to_owned();
    assert_eq!(served.head("/feeds/all.rss", &[("if-none-match", &tag)]).status, 304);
}

#[test]
fn a_document_that_changes_is_served_anew_and_one_that_does_not_keeps_its_tag() {
    let served = Served::newsroom();
    let before = served.get("/feeds/all.rss");
    served.room.workspace.run(&["publish"]).expect_code(0);
    assert_eq!(served.get("/feeds/all.rss").etag(), before.etag());
    let config = served.room.workspace.read("config.toml");
    served.room.workspace.write("config.toml", config.replace("Everything & more", "Everything, & more of it"));
    served.room.workspace.run(&["publish"]).expect_code(0);
    let after = eventually("the new document is served", Duration::from_secs(10), || {
        Some(served.get("/feeds/all.rss")).filter(|answer| answer.etag() != before.etag())
    });
    assert!(after.text().contains("more of it"));
    let gone = served.get_with("/feeds/all.rss", &[("if-none-match", before.etag())]);
    assert_eq!(gone.status, 200);
}

#[test]
fn copies_left_from_another_document_are_not_served() {
    let room = Room::new(&from_folder(&selectors()));
    room.round();
    let path = room.workspace.path("public/feeds/all.rss");
    // As if the machine had died between the copies and the document itself: the copies are of the newer one.
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, whole.replace("Everything", "Formerly")).unwrap();
    let file = fs::File::options().append(true).open(&path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
    let served = Served::of(room);
    let plain = served.get("/feeds/all.rss");
    assert!(plain.text().contains("Formerly"));
    for coding in ["gzip", "br"] {
        let packed = served.get_with("/feeds/all.rss", &[("accept-encoding", coding)]);
        let text = String::from_utf8(unpack(&packed)).unwrap();
        assert!(
            text.contains("<rss") && text.ends_with("</rss>\n") | text.ends_with("</rss>"),
            "{coding}: a whole document"
        );
    }
}

/// Paths that look like something, or try to lead out of the folder.
const ODD: &[&str] = &[
    "/nothing",
    "/feeds/",
    "/feeds/none.rss",
    "/feeds/none",
    "/feeds/all.xml",
    "/feeds/all.rss.gz",
    "/feeds/.rss",
    "/feeds/all.",
    "/feeds/secret.txt",
    "/feeds/../secret.rss",
    "/feeds/..%2fsecret.rss",
    "/feeds/%2e%2e/secret.rss",
    "/feeds/%2e%2e%2fsecret.rss",
    "/feeds/..%5csecret.rss",
    "/../config.toml",
    "/%2e%2e/config.toml",
    "/feeds/%2e%2e%2f%2e%2e%2fconfig.toml",
    "/feeds/all%00.rss",
    "/feeds/all.rss%00",
    "/feeds/%00",
    "/feeds//etc/passwd",
    "/feeds/%2fetc%2fpasswd",
    "/feeds/ALL.rss",
    "/feeds/all.RSS",
    "/feeds/all.rss/",
    "/feeds/all.rss%0d%0aX-Evil:%201",
    "/feeds/%ff%fe.rss",
    "/feeds/%C3%A9.rss",
    "/editions/daily/",
    "/editions/daily/2026-11-22x",
    "/editions/none/2026-11-22",
    "/editions/daily/..%2f..",
    "/editions/%00/%00",
    "//feeds/all.rss",
];

#[test]
fn odd_names_are_nothing_and_lead_nowhere() {
    let served = Served::newsroom();
    served.room.workspace.write("public/feeds/secret.txt", "hidden words");
    served.room.workspace.write("public/secret.rss", "hidden words");
    let long = format!("/feeds/{}.rss", "a".repeat(5000));
    for path in ODD.iter().copied().chain([long.as_str()]) {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path:.60}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("hidden words"), "{path}");
        assert_eq!(answer.header("x-evil"), None);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert!(answer.text().contains("There is nothing here"), "{path}");
        // A feed may come to be where none is; what is no document's address is kept by nobody.
        let kept = answer.header("cache-control").unwrap();
        assert!(["no-store", "public, max-age=60"].contains(&kept), "{path}: {kept}");
    }
    assert_eq!(served.get("/feeds/none.rss").header("cache-control"), Some("public, max-age=60"));
    assert_eq!(served.get("/nothing").header("cache-control"), Some("no-store"));
    for broken in
        [&b"GET /feeds/all\0.rss HTTP/1.1\r\nhost: x\r\n\r\n"[..], b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9\r\n\r\n"]
    {
        if let Some(answer) = raw(served.address, broken) {
            assert!(answer.status >= 400, "{broken:?}: {}", answer.status);
        }
    }
    assert_eq!(served.get("/feeds/all.rss").status, 200, "and the server stands");
    assert_eq!(served.get("/feeds/all.rss?utm_source=x").status, 200, "a query is of no account");
    assert_eq!(served.get("/feeds/%61ll%2Erss").status, 200, "nor is an escape that nothing needs");
}

#[test]
fn only_reading_is_allowed() {
    let served = Served::newsroom();
    for method in ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"] {
        for path in ["/", "/feeds/all.rss", "/feeds.opml", "/healthz"] {
            let answer = ask(served.address, method, path, &[], b"x");
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(answer.header("allow").is_some_and(|allowed| allowed.contains("GET")), "{method} {path}");
        }
    }
}
