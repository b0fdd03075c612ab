//! Owns the fuzzing of site maps: maps and their indices, packed or plain, lists of addresses, and the robots.txt that
//! names them.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use postround::gather::kind::Role;
use postround::gather::options::SitemapRules;
use postround::gather::sitemap::SitemapKind;

#[path = "common.rs"]
mod common;

fuzz_target!(|body: &[u8]| {
    let site = common::address("");
    let newer_than = Duration::from_secs(86_400 * 3650);
    let kind = |newer_than| {
        let rules = SitemapRules { site: site.clone(), sitemap: None, pages: 3, newer_than };
        SitemapKind::new(rules, common::pages())
    };
    let content_type = body.last().map(|last| ["text/xml", "text/plain", "application/gzip"][*last as usize % 3]);
    common::read(&kind(newer_than), &common::address("sitemap.xml"), content_type, body, &[Role::Feed]);
    common::read(&kind(newer_than / 500), &common::address("a.txt"), content_type, body, &[Role::Listing { number: 3 }]);
    common::read(&kind(newer_than), &common::address("robots.txt"), content_type, body, &[Role::Feed]);
});
