//! Owns the tests of answers that are none: cut, endless, slow, too large, or no HTTP at all. Each ends within its
//! limits with an error that says what happened.

use std::time::Duration;

use postround::clock::Clock;
use postround::net::options::NetOptions;
use postround::net::{Net, NetError};

use super::{NOW, answer, client, error, options, time};
use crate::harness::raw::{Raw, Then};
use crate::harness::site::{Fault, Site};

/// One with little patience.
fn hasty() -> Net {
    let options = NetOptions { timeout: Duration::from_millis(400), ..options() };
    Net::new(options, Clock::by_hand(time(NOW))).unwrap()
}

fn head(more: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n{more}\r\n")
}

#[tokio::test]
async fn half_an_answer_is_no_answer() {
    let chunked = format!("{}5\r\nhello\r\n", head("transfer-encoding: chunked\r\n"));
    for bytes in [format!("{}hello", head("content-length: 500\r\n")), chunked] {
        let raw = Raw::answering(bytes, Then::HangsUp);
        let (net, _) = client();
        let cut = error(&net, &raw.url()).await;
        assert!(matches!(cut, NetError::Cut(5)), "{cut:?}");
    }
    // A packed one that stops in the middle is cut as well.
    let mut packed = head("content-encoding: gzip\r\nconnection: close\r\n").into_bytes();
    let whole = gzip(&"words and more words ".repeat(400));
    packed.extend_from_slice(&whole[..whole.len() / 2]);
    let raw = Raw::answering(packed, Then::HangsUp);
    let (net, _) = client();
    let cut = error(&net, &raw.url()).await;
    assert!(matches!(cut, NetError::Cut(_)), "{cut:?}");
}

fn gzip(text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[tokio::test]
async fn what_is_longer_than_it_says_is_read_as_far_as_it_says() {
    let raw = Raw::answering(format!("{}hello, and much more", head("content-length: 5\r\n")), Then::HangsUp);
    let (net, _) = client();
    assert_eq!(answer(&net, &raw.url()).await.body, b"hello");
}

#[tokio::test]
async fn slow_answers_end_in_time() {
    let cases = [
        ("no head at all", String::new(), Then::GoesSilent),
        ("a head without an end", "HTTP/1.1 200 OK\r\nx-".to_owned(), Then::Trickles),
        ("no body", head("content-length: 500\r\n"), Then::GoesSilent),
        ("a body that trickles", head("connection: close\r\n"), Then::Trickles),
    ];
    for (what, bytes, then) in cases {
        let raw = Raw::answering(bytes, then);
        let slow = error(&hasty(), &raw.url()).await;
        assert!(matches!(slow, NetError::TooSlow(_)), "{what}: {slow:?}");
    }
    // A refusal is known by its status, whatever its body does.
    let refusal = "HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<title>Who are you?";
    let raw = Raw::answering(refusal, Then::Trickles);
    let refused = error(&hasty(), &raw.url()).await;
    let NetError::Status { code: 403, body, .. } = refused else { panic!("{refused:?}") };
    assert!(body.starts_with(b"<title>Who are you?"));
}

#[tokio::test]
async fn what_is_no_http_is_told_and_does_no_harm() {
    let many = "x-header: y\r\n".repeat(5000);
    let cases = [
        ("no HTTP", "220 smtp.example.org ESMTP\r\n".to_owned()),
        ("nothing", String::new()),
        ("a head of a megabyte", head(&format!("x-long: {}\r\n", "y".repeat(1 << 20)))),
        ("many headers", head(&many)),
        ("a broken header", head("no colon here\r\n")),
        ("two lengths", head("content-length: 5\r\ncontent-length: 9\r\n")),
        ("a broken chunk", format!("{}zz\r\nhello", head("transfer-encoding: chunked\r\n"))),
        ("a lie about gzip", format!("{}plain words", head("content-encoding: gzip\r\nconnection: close\r\n"))),
    ];
    for (what, bytes) in cases {
        let raw = Raw::answering(bytes, Then::HangsUp);
        let (net, _) = client();
        let failed = error(&net, &raw.url()).await;
        assert!(matches!(failed, NetError::Transport(_) | NetError::Cut(_)), "{what}: {failed:?}");
        assert!(!failed.to_string().is_empty(), "{what}");
    }
}

#[tokio::test]
async fn large_answers_are_refused_and_large_refusals_are_cut() {
    let site = Site::empty();
    let (net, _) = client();
    for fault in [Fault::GzipBomb(30 << 20), Fault::Endless] {
        site.fault("/a", fault);
        assert!(matches!(error(&net, &site.url("a")).await, NetError::TooLarge(100_000)));
    }
    site.fault("/a", Fault::Answer(404, vec![], vec![b'x'; 1 << 20]));
    let NetError::Status { code: 404, body, .. } = error(&net, &site.url("a")).await else { panic!("no status") };
    assert_eq!(body.len(), 64 * 1024);
    // One that is too large says nothing against the host.
    assert_eq!(net.take_ledger()[0].failures, 0);
}
