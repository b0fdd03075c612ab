//! Owns the tests of what holds for whoever comes: which host they name, how many may come at once, and that a page they
//! hold is not sent again.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::Served;
use super::wire::{ask, raw};
use crate::room::{Room, from_folder, selectors};

#[test]
fn a_request_names_one_host_where_its_version_asks_for_it() {
    let served = Served::newsroom();
    for (request, status) in [
        ("GET /feeds/all.rss HTTP/1.1\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a.example\r\nhost: a.example\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a b\r\n", 400),
        ("GET /nothing HTTP/1.1\r\n", 400),
        ("GET /feeds/all.rss HTTP/1.1\r\nhost: a.example:80\r\n", 200),
        ("GET http://a.example/feeds/all.rss HTTP/1.1\r\nhost: a.example\r\n", 200),
        ("GET /feeds/all.rss HTTP/1.0\r\n", 200),
        ("GET / HTTP/1.0\r\n", 200),
        ("GET / HTTP/1.0\r\nhost: a.example\r\nhost: b.example\r\n", 400),
    ] {
        let answer = raw(served.address, format!("{request}connection: close\r\n\r\n").as_bytes());
        assert_eq!(answer.map(|answer| answer.status), Some(status), "{request}");
    }
}

#[test]
fn whoever_comes_finds_room() {
    let room = Room::new(&from_folder(&selectors()));
    room.round();
    let config = room.workspace.read("config.toml");
    room.workspace.write("config.toml", config.replacen("[web]\n", "[web]\nconnections = 3\n", 1));
    let served = Served::of(room);
    let mut held: Vec<TcpStream> = Vec::new();
    for number in 0..12 {
        let mut stream = TcpStream::connect(served.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        // Some say nothing, some are answered and stay.
        if number % 2 == 0 {
            stream.write_all(b"HEAD /feeds/all.rss HTTP/1.1\r\nhost: a.example\r\n\r\n").unwrap();
            assert_eq!(stream.read(&mut [0; 12]).unwrap(), 12, "visitor {number} is answered");
        }
        held.push(stream);
    }
    assert_eq!(served.get("/feeds/all.rss").status, 200);
    for mut gone in held.drain(..9) {
        let mut rest = Vec::new();
        gone.read_to_end(&mut rest).expect("who was there longest has gone, and was not cut off");
    }
}

#[test]
fn a_page_that_is_held_is_not_sent_again() {
    let served = Served::newsroom();
    for path in ["/", "/feeds", "/feeds/all"] {
        let mut tags = Vec::new();
        for coding in ["identity", "gzip", "br"] {
            let accept = ("accept-encoding", coding);
            let whole = served.get_with(path, &[accept]);
            let told = |name: &str| whole.header(name).map(str::to_owned);
            assert_eq!(
                (whole.status, told("content-encoding").as_deref()),
                (200, Some(coding).filter(|c| *c != "identity"))
            );
            assert_eq!(told("vary").as_deref(), Some("Accept-Encoding"), "{path}");
            assert_eq!(told("cache-control").as_deref(), Some("public, max-age=60"), "{path}");
            assert!(whole.etag().starts_with('"'), "{path}: it is strong");
            assert_eq!(served.get_with(path, &[accept]).etag(), whole.etag(), "the same bytes");
            let head = served.head(path, &[accept]);
            let length = whole.body.len().to_string();
            assert_eq!(
                (head.etag(), head.header("content-length"), head.body.len()),
                (whole.etag(), Some(length.as_str()), 0)
            );
            for method in ["GET", "HEAD"] {
                let named = format!("\"other\", W/{}", whole.etag());
                let again = ask(served.address, method, path, &[accept, ("if-none-match", &named)], b"");
                assert_eq!((again.status, again.body.len(), again.etag()), (304, 0, whole.etag()), "{method} {path}");
                for kept in ["vary", "cache-control"] {
                    assert_eq!(again.header(kept).map(str::to_owned), told(kept), "{path}: {kept}");
                }
                let of_a_body = ["content-type", "content-encoding", "content-length"];
                assert_eq!(of_a_body.map(|name| again.header(name)), [None; 3], "{method} {path}");
            }
            tags.push(whole.etag().to_owned());
        }
        tags.dedup();
        assert_eq!(tags.len(), 3, "{path}: each coding has its own");
    }
    // Of what is one person's, or is not there, nobody keeps anything.
    for path in ["/unsubscribe/0123456789abcdef", "/nothing"] {
        let answer = served.get_with(path, &[("accept-encoding", "gzip"), ("if-none-match", "*")]);
        assert_eq!((answer.header("etag"), answer.header("cache-control")), (None, Some("no-store")), "{path}");
        assert_ne!(answer.status, 304, "{path}");
    }
}
