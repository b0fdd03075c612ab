//! Owns the fuzzing of linked data: whatever stands in its block, the page around it is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::gather::kind::{Ask, Hint, Kind, Role};
use postround::gather::options::PageRules;
use postround::gather::page::PageKind;

#[path = "common.rs"]
mod common;

const PARAGRAPH: &str = "The board of the practice met on Tuesday and agreed, after an hour, to ask for another list.";

fuzz_target!(|json: &str| {
    let url = common::address("news/a-story");
    let words = format!("<p>{PARAGRAPH}</p>").repeat(4);
    let html = format!(
        "<!doctype html><title>A story</title><script type=\"application/ld+json\">{json}</script>\
         <article><h1>A story about lists</h1>{words}</article>"
    );
    let kind = PageKind::new(PageRules { pages: 1, comment_pages: 1, ..PageRules::default() }, common::address(""));
    let ask = Ask { url: url.clone(), role: Role::Article { hint: Hint::default() } };
    if let Ok(reading) = kind.read(&ask, &common::page(&url, Some("text/html; charset=utf-8"), html.as_bytes())) {
        common::check(&reading);
    }
});
