//! Owns the fuzzing of pages: any bytes are read or refused, as a listing, an article and a page of comments.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::gather::kind::{Ask, Hint, Kind, Role};
use postround::gather::options::PageRules;
use postround::gather::page::PageKind;

#[path = "common.rs"]
mod common;

fuzz_target!(|body: &[u8]| {
    let url = common::address("news/a-story");
    let rules = PageRules { pages: 2, comment_pages: 2, ..PageRules::default() };
    let kind = PageKind::new(rules, common::address(""));
    let roles = [
        Role::Listing { number: 1 },
        Role::Article { hint: Hint::default() },
        Role::Comments { article: url.clone(), offset: 10, number: 2 },
    ];
    for role in roles {
        if let Ok(reading) = kind.read(&Ask { url: url.clone(), role }, &common::page(&url, Some("text/html"), body)) {
            common::check(&reading);
        }
    }
});
