//! Owns the fuzzing of linked data: whatever stands in its block, the page around it is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::gather::kind::{Ask, Hint, Kind, Role};
use postround::gather::linked_data::LinkedKind;

#[path = "common.rs"]
mod common;

const PARAGRAPH: &str = "The board of the practice met on Tuesday and agreed, after an hour, to ask for another list.";

fuzz_target!(|json: &str| {
    let url = common::address("news/a-story");
    let words = format!("<p>{PARAGRAPH}</p>").repeat(4);
    let html = format!(
        "<!doctype html><title>A story</title><article><h1>A story about lists</h1>{words}</article>\
         <script type=\"application/ld+json\">{json}</script>"
    );
    let article = Role::Article { hint: Hint::default() };
    let page = common::page(&url, Some("text/html; charset=utf-8"), html.as_bytes());
    // The other page's reading is the promise here: no block can take the article from its readers.
    let seen = common::pages().read(&Ask { url: url.clone(), role: article.clone() }, &page);
    assert!(seen.is_ok(), "{seen:?}");
    let linked = LinkedKind::new(common::pages());
    common::read(&common::pages(), &url, page.content_type, html.as_bytes(), &[article.clone()]);
    common::read(&linked, &url, page.content_type, html.as_bytes(), &[article, Role::Listing { number: 1 }]);
});
