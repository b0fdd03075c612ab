//! Owns how the tests look into a document: as the check reads it, and with a word where something is missing.

use serde_json::Value;

use crate::publish::channel::Channel;
use crate::publish::lint::{Element, parse as strict};
use crate::publish::{json, rss};

impl Element {
    /// The only child of this name.
    pub(super) fn one(&self, name: &str) -> &Self {
        let all: Vec<&Self> = self.all(name).collect();
        assert_eq!(all.len(), 1, "{} has {} {name}", self.name, all.len());
        all[0]
    }
}

pub(super) fn parse(bytes: &[u8]) -> Element {
    let text = str::from_utf8(bytes).expect("the document is UTF-8");
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
    strict(text).expect("well-formed")
}

/// The channel of the RSS document.
pub(super) fn rss_channel(channel: &Channel) -> Element {
    let mut root = parse(&rss::write(channel));
    assert_eq!((root.name.as_str(), root.attribute("version").unwrap()), ("rss", "2.0"));
    assert_eq!(root.children.len(), 1);
    root.children.pop().unwrap()
}

pub(super) fn json_feed(channel: &Channel) -> Value {
    serde_json::from_slice(&json::write(channel)).unwrap()
}
