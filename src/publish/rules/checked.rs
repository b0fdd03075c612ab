//! Owns the proof that no rule is broken by what we write: of each kind of document one, checked as a stranger's would be.

use super::sample::{full, pagings, told};
use crate::publish::channel::{Channel, Ending};
use crate::publish::lint::{Surroundings, check};
use crate::publish::{atom, json, rss};

/// Nothing at all is found, not even advice.
fn assert_clean(what: &str, channel: &Channel) {
    for (ending, document) in
        [(Ending::Rss, rss::write(channel)), (Ending::Atom, atom::write(channel)), (Ending::Json, json::write(channel))]
    {
        let address = crate::publish::text::address(&ending.of(&channel.address));
        let media_type = format!("{}; charset=utf-8", ending.media_type());
        let surroundings = Surroundings {
            now: "2026-03-02T12:00:00Z".parse().unwrap(),
            address: Some(&address),
            media_type: Some(&media_type),
        };
        let report = check(&document, &surroundings);
        assert_eq!(report.findings, [], "{what} as {}: {}", ending.name(), String::from_utf8_lossy(&document));
        assert_eq!((report.format, report.entries), (Some(ending), channel.entries.len()), "{what}");
    }
}

#[test]
fn every_kind_of_document_is_found_good() {
    for paging in pagings() {
        assert_clean("what tells all", &told(paging.clone()));
        assert_clean("an empty one", &Channel { entries: Vec::new(), ..told(paging) });
    }
    assert_clean("one without a history", &full());
}
