//! Owns what the targets share: a page made of bytes, and what must be true of every reading.
#![allow(dead_code)]

use chrono::{DateTime, Utc};
use postround::gather::kind::{Page, Reading};
use url::Url;

pub fn fetched() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a time")
}

pub fn address(path: &str) -> Url {
    Url::parse("https://site.example/").and_then(|base| base.join(path)).expect("an address")
}

pub fn page<'a>(url: &'a Url, content_type: Option<&'a str>, body: &'a [u8]) -> Page<'a> {
    let zone = chrono_tz::Europe::London;
    Page { url, content_type, link: None, total_pages: None, body, fetched: fetched(), zone }
}

/// What a reader of feeds and mails is promised of every reading (I12).
pub fn check(reading: &Reading) {
    for article in &reading.articles {
        assert!(!article.title.trim().is_empty(), "an article without a headline");
        assert!(matches!(article.url.scheme(), "http" | "https"), "{}", article.url);
        safe(&article.html);
        for comment in &article.comments {
            safe(&comment.html);
        }
    }
    for comment in &reading.comments {
        safe(&comment.html);
        assert!(comment.key.0.len() <= 200, "a long key");
    }
    for ask in &reading.asks {
        assert!(matches!(ask.url.scheme(), "http" | "https"), "{}", ask.url);
    }
}

fn safe(html: &str) {
    let lower = html.to_ascii_lowercase();
    for bad in ["<script", "<iframe", "<object", "<embed", "<style", "<meta", "<base", "<form"] {
        assert!(!lower.contains(bad), "{bad} in {html}");
    }
}
