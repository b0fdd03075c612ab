//! Owns how the tests look into a document: as the check reads it, and with a word where something is missing.

use crate::publish::lint::{Element, parse as strict};

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
