//! Owns the strict reading of XML: what a validating reader refuses, this refuses, and says where. Names must nest,
//! prefixes must be declared, only the five entities and numbers are known, and every character must be one XML 1.0 may
//! hold.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

/// Deeper than any feed, shallow enough that nothing which walks the tree runs out of stack.
const DEEPEST: usize = 200;

/// The vocabularies readers know, by the prefix that is usual for each.
const KNOWN: [(&str, &str); 12] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
    ("thr", "http://purl.org/syndication/thread/1.0"),
    ("fh", "http://purl.org/syndication/history/1.0"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("at", "http://purl.org/atompub/tombstones/1.0"),
    ("xhtml", "http://www.w3.org/1999/xhtml"),
];

/// An element. Names of known vocabularies have their usual prefix, whatever the document calls it; those of the
/// document's own vocabulary (RSS has none, Atom its own) have none; all others stand as `{namespace}name`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Element {
    /// The name.
    pub name: String,
    /// Names and values, in the document's order.
    pub attributes: Vec<(String, String)>,
    /// The character data, references resolved.
    pub text: String,
    /// The elements within it.
    pub children: Vec<Element>,
    /// The line it begins on, from 1.
    pub line: u32,
}

/// Why a document is not XML a strict reader takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong.
    pub what: String,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The children of this name.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Self> + use<'a> {
        let name = name.to_owned();
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of this name.
    pub fn first(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The place of the first child of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.children.iter().position(|child| child.name == name)
    }

    /// This element and all below it.
    pub fn walk(&self) -> Vec<&Self> {
        let mut found = vec![self];
        found.extend(self.children.iter().flat_map(Self::walk));
        found
    }
}

/// Reads a document strictly.
///
/// # Errors
///
/// The first thing a strict reader would stop at, with its line.
pub fn parse(text: &str) -> Result<Element, Malformed> {
    Reading::new(text).read()
}

struct Reading<'a> {
    text: &'a str,
    reader: NsReader<&'a [u8]>,
    open: Vec<Element>,
    /// Whether the document's own vocabulary is Atom's.
    atom: bool,
    line: u32,
    /// Up to where lines were counted, in bytes.
    counted: usize,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().check_comments = true;
        Self { text, reader, open: vec![Element::default()], atom: false, line: 1, counted: 0 }
    }

    fn read(mut self) -> Result<Element, Malformed> {
        loop {
            self.count_lines();
            let (space, event) = match self.reader.read_resolved_event() {
                Ok((space, event @ (Event::Start(_) | Event::Empty(_)))) => (owned(&space), event),
                Ok((_, event)) => (Space::None, event),
                Err(error) => {
                    self.count_lines();
                    return Err(self.malformed(error.to_string()));
                }
            };
            match event {
                Event::Start(start) => {
                    let element = self.element(space, &start)?;
                    self.open.push(element);
                    if self.open.len() > DEEPEST {
                        return Err(self.malformed(format!("elements stand more than {DEEPEST} deep")));
                    }
                }
                Event::Empty(start) => {
                    let element = self.element(space, &start)?;
                    self.last().children.push(element);
                }
                Event::End(_) => {
                    let closed = self.open.pop().unwrap_or_default();
                    self.last().children.push(closed);
                }
                Event::Text(text) => self.add(text.decode().map_err(|error| error.to_string()))?,
                Event::CData(data) => self.add(data.decode().map_err(|error| error.to_string()))?,
                Event::GeneralRef(reference) => {
                    let resolved = resolve(&reference);
                    self.add(resolved)?;
                }
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break,
            }
        }
        self.root()
    }

    fn root(mut self) -> Result<Element, Malformed> {
        if self.open.len() > 1 {
            let name = self.open.last().map(|element| element.name.clone()).unwrap_or_default();
            return Err(self.malformed(format!("the document ends before <{name}> does")));
        }
        let mut document = self.open.pop().unwrap_or_default();
        if document.children.len() != 1 || !document.text.trim().is_empty() {
            return Err(self.malformed("a document has one element, and nothing beside it".to_owned()));
        }
        Ok(document.children.remove(0))
    }

    fn last(&mut self) -> &mut Element {
        if self.open.is_empty() {
            self.open.push(Element::default());
        }
        let at = self.open.len() - 1;
        &mut self.open[at]
    }

    fn add<T: AsRef<str>>(&mut self, text: Result<T, String>) -> Result<(), Malformed> {
        match text {
            Ok(text) => self.last().text.push_str(text.as_ref()),
            Err(what) => return Err(self.malformed(what)),
        }
        Ok(())
    }

    fn element(&mut self, space: Space, start: &BytesStart<'_>) -> Result<Element, Malformed> {
        let local = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        if self.open.len() == 1 {
            self.atom = matches!(&space, Space::Of(uri) if uri == KNOWN[0].1);
        }
        let name = self.name(space, &local)?;
        let mut element = Element { name, line: self.line, ..Element::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.malformed(format!("in <{local}>: {error}")))?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (space, key) = self.reader.resolver().resolve_attribute(attribute.key);
            let key = String::from_utf8_lossy(key.as_ref()).into_owned();
            let space = owned(&space);
            let key = self.attribute_name(space, key)?;
            let value = attribute
                .decoded_and_normalized_value(XmlVersion::Explicit1_0, self.reader.decoder())
                .map_err(|error| self.malformed(format!("the attribute {key} of <{local}>: {error}")))?;
            element.attributes.push((key, value.into_owned()));
        }
        Ok(element)
    }

    fn name(&self, space: Space, local: &str) -> Result<String, Malformed> {
        Ok(match space {
            Space::None => local.to_owned(),
            Space::Unknown(prefix) => return Err(self.undeclared(&prefix)),
            Space::Of(uri) if self.atom && uri == KNOWN[0].1 => local.to_owned(),
            Space::Of(uri) => qualified(&uri, local),
        })
    }

    fn attribute_name(&self, space: Space, local: String) -> Result<String, Malformed> {
        match space {
            Space::None => Ok(local),
            Space::Unknown(prefix) => Err(self.undeclared(&prefix)),
            Space::Of(uri) => Ok(qualified(&uri, &local)),
        }
    }

    fn undeclared(&self, prefix: &str) -> Malformed {
        self.malformed(format!("the prefix {prefix}: is not declared"))
    }

    fn malformed(&self, what: String) -> Malformed {
        Malformed { line: self.line, what }
    }

    fn count_lines(&mut self) {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let newlines = self.text.as_bytes()[self.counted..at].split(|byte| *byte == b'\n').skip(1).count();
        self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.counted = at;
    }
}

enum Space {
    None,
    Of(String),
    Unknown(String),
}

fn owned(space: &ResolveResult<'_>) -> Space {
    match space {
        ResolveResult::Unbound => Space::None,
        ResolveResult::Bound(Namespace(uri)) => Space::Of(String::from_utf8_lossy(uri).into_owned()),
        ResolveResult::Unknown(prefix) => Space::Unknown(String::from_utf8_lossy(prefix).into_owned()),
    }
}

fn qualified(uri: &str, local: &str) -> String {
    if uri == "http://www.w3.org/XML/1998/namespace" {
        return format!("xml:{local}");
    }
    match KNOWN.iter().find(|(_, known)| *known == uri) {
        Some((prefix, _)) => format!("{prefix}:{local}"),
        None => format!("{{{uri}}}{local}"),
    }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    if let Some(c) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(c.to_string());
    }
    let name = reference.decode().map_err(|error| error.to_string())?;
    resolve_predefined_entity(&name)
        .map(str::to_owned)
        .ok_or_else(|| format!("&{name}; is none of XML's five entities"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_their_vocabulary_whatever_the_prefix() {
        let feed = parse(
            "<?xml version='1.0'?>\n<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:lang='en'\n xmlns:x='urn:x' \
             xmlns:m='http://search.yahoo.com/mrss/'>\n<a:id>1&amp;&#x32;<![CDATA[<3]]></a:id><x:y/><m:content \
             url='a&#38;b'/></a:feed>",
        )
        .unwrap();
        assert_eq!((feed.name.as_str(), feed.line, feed.attribute("xml:lang")), ("feed", 2, Some("en")));
        let names: Vec<(&str, u32)> = feed.children.iter().map(|child| (child.name.as_str(), child.line)).collect();
        assert_eq!(names, [("id", 4), ("{urn:x}y", 4), ("media:content", 4)]);
        assert_eq!(feed.children[0].text, "1&2<3");
        assert_eq!(feed.children[2].attribute("url"), Some("a&b"));
        let rss = parse("<rss xmlns:atom='http://www.w3.org/2005/Atom'><atom:link/></rss>").unwrap();
        assert_eq!(rss.children[0].name, "atom:link");
    }

    #[test]
    fn what_a_strict_reader_refuses_is_refused_with_its_line() {
        let deep = "<a>".repeat(500);
        let cases = [
            ("<a>\n<b></a>", 2, "b"),
            ("<a>\n\n&nbsp;</a>", 3, "nbsp"),
            ("<a><x:b/></a>", 1, "prefix x:"),
            ("<a y:c='1'/>", 1, "prefix y:"),
            ("<a b='1' b='2'/>", 1, "b"),
            ("<a>", 1, "ends before <a>"),
            ("<a/><b/>", 1, "one element"),
            ("<a/>words", 1, "one element"),
            ("", 1, "one element"),
            ("<a>&#0;</a>", 1, ""),
            (deep.as_str(), 1, "deep"),
        ];
        for (document, line, what) in cases {
            let refused = parse(document).expect_err(document);
            assert_eq!(refused.line, line, "{document}: {refused:?}");
            assert!(refused.what.contains(what), "{document}: {refused:?}");
        }
    }
}
