//! Owns a strict reading of XML for the tests: what a validating reader refuses, this refuses. Names must nest, prefixes
//! must be declared, only the five entities and numbers are known, and every character must be one XML 1.0 may hold.

use std::collections::BTreeMap;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// An element, its name with the prefix as it was written.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn all(&self, name: &str) -> Vec<&Element> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    /// The only child of this name.
    pub(super) fn one(&self, name: &str) -> &Element {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{} has {} {name}", self.name, all.len());
        all[0]
    }

    pub(super) fn position(&self, name: &str) -> usize {
        self.children.iter().position(|child| child.name == name).unwrap()
    }

    /// This element and all below it.
    pub(super) fn walk(&self) -> Vec<&Element> {
        let mut found = vec![self];
        found.extend(self.children.iter().flat_map(Element::walk));
        found
    }
}

pub(super) fn parse(bytes: &[u8]) -> Element {
    let text = str::from_utf8(bytes).expect("the document is UTF-8");
    assert!(text.chars().all(is_xml), "a character that XML cannot hold");
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open = vec![Element::default()];
    loop {
        let (namespace, event) = reader.read_resolved_event().expect("well-formed");
        let unknown = matches!(namespace, ResolveResult::Unknown(_));
        match event {
            Event::Start(start) => {
                assert!(!unknown, "prefix of {start:?} not declared");
                open.push(element(&reader, &start));
            }
            Event::Empty(start) => {
                assert!(!unknown, "prefix of {start:?} not declared");
                let empty = element(&reader, &start);
                open.last_mut().unwrap().children.push(empty);
            }
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.decode().unwrap()),
            Event::CData(data) => open.last_mut().unwrap().text.push_str(&data.decode().unwrap()),
            Event::GeneralRef(reference) => {
                let number = reference.resolve_char_ref().expect("a legal number");
                let name = reference.decode().unwrap();
                let meant = number.map(String::from).or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                open.last_mut().unwrap().text.push_str(&meant.unwrap_or_else(|| panic!("entity {name} not known")));
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("not in our documents: {other:?}"),
        }
    }
    assert_eq!(open.len(), 1);
    let mut document = open.pop().unwrap();
    let root = document.children.pop().unwrap();
    assert!(document.children.is_empty() && document.text.trim().is_empty(), "one root");
    root
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Element {
    let mut element =
        Element { name: String::from_utf8(start.name().as_ref().to_vec()).unwrap(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.expect("a legal attribute, once");
        let (namespace, _) = reader.resolver().resolve_attribute(attribute.key);
        assert!(!matches!(namespace, ResolveResult::Unknown(_)), "prefix of {attribute:?} not declared");
        let value = attribute.decoded_and_normalized_value(XmlVersion::Explicit1_0, reader.decoder()).unwrap();
        assert!(value.chars().all(is_xml));
        element.attributes.insert(String::from_utf8(attribute.key.as_ref().to_vec()).unwrap(), value.into_owned());
    }
    element
}

/// XML 1.0, 2.2, without what the feed validator warns of: C1 controls and U+FFFD (`BadCharacters`).
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{7E}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFC}' | '\u{10000}'..)
}
