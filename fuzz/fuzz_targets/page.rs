//! Owns the fuzzing of pages: any bytes are read or refused, as a listing, an article, a part of one and a page of
//! comments; by what they show, and by what they state for machines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::gather::kind::{Hint, Role};

#[path = "common.rs"]
mod common;

fuzz_target!(|body: &[u8]| {
    let url = common::address("news/a-story");
    let roles = [
        Role::Listing { number: 1 },
        Role::Article { hint: Hint::default() },
        Role::Part { number: 2 },
        Role::Comments { article: url.clone(), offset: 10, number: 2 },
    ];
    common::read(&common::pages(), &url, Some("text/html"), body, &roles);
});
