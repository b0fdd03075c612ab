//! Owns the fuzzing of feeds: any bytes are read or refused, as a feed of articles, as one of comments, as the page that
//! names them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::gather::feed::FeedKind;
use postround::gather::kind::Role;
use postround::gather::options::{FeedRules, Follow};

#[path = "common.rs"]
mod common;

fuzz_target!(|body: &[u8]| {
    let url = common::address("feed.xml");
    let content_type = body.last().map(|last| {
        ["application/rss+xml", "text/xml; charset=utf-16", "text/html", "application/feed+json"][*last as usize % 4]
    });
    for follow in [Follow::Entries, Follow::Pages] {
        let rules = FeedRules { feed: url.clone(), discover: true, follow, assumed: true, pages: 2, comment_pages: 2 };
        let kind = FeedKind::new(rules, common::pages());
        let comments = Role::Comments { article: url.clone(), offset: 0, number: 1 };
        common::read(&kind, &url, content_type, body, &[Role::Feed, comments]);
    }
});
