//! Owns the fuzzing of feeds: any bytes are read or refused, and what is read has an address and no markup in its title.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::gather::feed::FeedKind;
use postround::gather::kind::{Ask, Kind, Role};
use postround::gather::options::{Follow, PageRules};
use postround::gather::page::PageKind;

#[path = "common.rs"]
mod common;

fuzz_target!(|body: &[u8]| {
    let url = common::address("feed.xml");
    let rules = PageRules { pages: 2, comment_pages: 2, ..PageRules::default() };
    let kind = FeedKind::new(url.clone(), Follow::Entries, PageKind::new(rules, url.clone()));
    let content_type = body.first().map(|first| ["application/rss+xml", "text/xml; charset=utf-16"][*first as usize % 2]);
    for role in [Role::Feed, Role::Comments { article: url.clone(), offset: 0, number: 1 }] {
        if let Ok(reading) = kind.read(&Ask { url: url.clone(), role }, &common::page(&url, content_type, body)) {
            common::check(&reading);
        }
    }
});
