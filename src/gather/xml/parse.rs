//! Owns the one pass over a document: tags, texts and sections, and what to make of those that are wrong. Each byte is
//! looked at a fixed number of times, whatever stands there.

use std::borrow::Cow;

use super::entities;
use super::mended::Mended;
use super::names::{self, Space};
use super::tags::{self, Open, Tag, is_one_of, until};
use super::tree::{Document, Kind, NONE, is_void, local};

/// Elements below this depth are read as if they stood on it.
const MAX_DEPTH: usize = 100;

/// A document of more is read so far.
const MAX_NODES: usize = 500_000;

/// No attribute that means anything is longer; beyond, its closing quote is missing.
const MAX_VALUE: usize = 16 * 1024;

/// Tags that come to nothing are looked through again for tags within them, until so many bytes were looked at in vain.
const MAX_IN_VAIN: usize = 1024 * 1024;

/// No document declares more.
const MAX_PREFIXES: usize = 64;

/// Reads a document. It never fails: what is no XML gives a tree without elements.
pub(in crate::gather) fn parse(text: &str, mended: Mended) -> Document<'_> {
    let mut parser = Parser {
        text,
        at: 0,
        doc: Document::new(mended),
        open: Vec::new(),
        prefixes: Vec::new(),
        no_quote: [0; 2],
        section_end: None,
        in_vain: 0,
        in_words: 0,
        rooted: false,
        entries: &["item", "entry", "atom:entry", "rss:item"],
    };
    parser.run();
    parser.end();
    parser.doc
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    doc: Document<'a>,
    open: Vec<Open<'a>>,
    prefixes: Vec<(&'a str, Space)>,
    /// Up to where there is known to be no `"` and no `'`.
    no_quote: [usize; 2],
    /// Where the next end of a CDATA section stands; the length of the text where there is none.
    section_end: Option<usize>,
    /// How many bytes were read of tags that were none.
    in_vain: usize,
    /// How many elements are open, up to the one that holds words and markup; 0 outside of such.
    in_words: usize,
    /// Whether the document's own element has begun.
    rooted: bool,
    /// What an announcement is called in it.
    entries: &'static [&'static str],
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn run(&mut self) {
        while self.at < self.text.len() {
            if self.doc.nodes.len() > MAX_NODES {
                self.doc.mended.endless = true;
                return;
            }
            let next = self.rest().find('<').map_or(self.text.len(), |offset| self.at + offset);
            let before = &self.text[self.at..next];
            self.at = next;
            self.read_text(before);
            if next < self.text.len() {
                self.markup();
            }
        }
    }

    /// Reads what begins with the `<` here.
    fn markup(&mut self) {
        let rest = &self.rest()[1..];
        match rest.bytes().next() {
            Some(b'!') => self.declaration(),
            Some(b'?') => self.skip_past("?>"),
            Some(b'/') => self.closing(),
            Some(first) if first.is_ascii_alphabetic() || matches!(first, b'_' | b':') || first >= 0x80 => {
                self.opening();
            }
            _ => self.bare_bracket(),
        }
    }

    fn bare_bracket(&mut self) {
        self.doc.mended.brackets += usize::from(!self.open.is_empty());
        self.push_text(Cow::Borrowed(&self.text[self.at..=self.at]));
        self.at += 1;
    }

    /// What begins here and breaks off at `end` is no tag; its bracket is text, and there may be tags in what follows.
    fn no_tag(&mut self, end: usize) {
        self.in_vain += end - self.at;
        if self.in_vain <= MAX_IN_VAIN {
            self.bare_bracket();
            return;
        }
        self.doc.mended.brackets += usize::from(!self.open.is_empty());
        self.push_text(Cow::Borrowed(&self.text[self.at..end]));
        self.at = end;
    }

    fn skip_past(&mut self, end: &str) {
        if let Some(offset) = self.rest().find(end) {
            self.at += offset + end.len();
        } else {
            self.doc.mended.cut = true;
            self.at = self.text.len();
        }
    }

    fn declaration(&mut self) {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.skip_past("-->");
        } else if tags::is_section(rest) {
            self.section();
        } else {
            // A document type with its own declarations ends after their bracket.
            let bracket = rest.find(['[', '>']).filter(|offset| rest[*offset..].starts_with('['));
            self.skip_past(if bracket.is_some() { "]" } else { ">" });
            if bracket.is_some() {
                self.skip_past(">");
            }
        }
    }

    fn section(&mut self) {
        let start = self.at + "<![CDATA[".len();
        let rest = &self.text[start..];
        let known = self.section_end.filter(|end| *end >= start);
        let end = known.unwrap_or_else(|| rest.find("]]>").map_or(self.text.len(), |offset| start + offset));
        self.section_end = Some(end);
        let content = &self.text[start..end];
        if end < self.text.len() && !tags::runs_on(content) {
            self.push_text(Cow::Borrowed(content));
            self.at = end + "]]>".len();
            return;
        }
        // Without its end, the section ends with the element it stands in.
        self.doc.mended.sections += 1;
        let close = self.open.last().map(|open| format!("</{}", open.raw));
        let end = close.and_then(|close| rest.find(&close));
        self.doc.mended.cut |= end.is_none();
        let end = end.unwrap_or(rest.len());
        self.push_text(Cow::Borrowed(rest[..end].trim_end_matches("]]")));
        self.at = start + end;
    }

    fn read_text(&mut self, text: &'a str) {
        if text.is_empty() {
            return;
        }
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            if self.in_words > 0 {
                self.push_text(Cow::Borrowed(text));
            }
            return;
        }
        if self.open.is_empty() {
            self.doc.mended.after |= self.rooted;
            self.doc.mended.before |= !self.rooted;
            return;
        }
        let text = if text.contains("]]>") {
            self.doc.mended.sections += 1;
            Cow::Owned(entities::decode(&text.replace("]]>", ""), &mut self.doc.mended).into_owned())
        } else {
            entities::decode(text, &mut self.doc.mended)
        };
        self.push_text(text);
    }

    fn push_text(&mut self, text: Cow<'a, str>) {
        if let Some(open) = self.open.last()
            && !text.is_empty()
        {
            self.doc.append(open.node, Kind::Text(text));
        }
    }

    fn closing(&mut self) {
        let rest = &self.rest()[2..];
        let Some(end) = rest.find(['>', '<']) else {
            self.doc.mended.cut = true;
            self.at = self.text.len();
            return;
        };
        let raw = rest[..end].trim();
        let is_ended = rest[end..].starts_with('>');
        self.at += 2 + end + usize::from(is_ended);
        let same = |open: &Open<'_>| open.raw.eq_ignore_ascii_case(raw);
        if self.open.last().is_some_and(same) {
            self.close_to(self.open.len() - 1);
            return;
        }
        if is_void(raw) {
            return;
        }
        self.doc.mended.nesting += 1;
        let is_outer = self.is_entry(raw) || tags::is_frame(raw);
        for at in (0..self.open.len()).rev() {
            if same(&self.open[at]) {
                self.close_to(at);
                return;
            }
            // What is closed within an entry was opened within it.
            if !is_outer && self.is_entry(self.open[at].raw) {
                return;
            }
        }
    }

    fn close_to(&mut self, length: usize) {
        for open in self.open.drain(length..) {
            self.doc.nodes[open.node as usize].whole = true;
        }
        if self.in_words > self.open.len() {
            self.in_words = 0;
        }
    }

    fn opening(&mut self) {
        let Some(tag) = self.tag() else { return };
        self.close_forgotten(&tag);
        let from = self.doc.attributes.len();
        let (space, default) = self.spaces(&tag);
        let name = local(tag.raw);
        if !self.rooted {
            self.rooted = is_one_of(&["rss", "feed", "rdf", "urlset", "sitemapindex"], name);
            self.doc.mended.before |= self.rooted && self.doc.nodes.len() > 1;
            if is_one_of(&["urlset", "sitemapindex"], name) {
                self.entries = &["url", "sitemap"];
            }
        } else if self.open.is_empty() {
            self.doc.mended.after = true;
        }
        let is_shouted = tag.raw.bytes().all(|byte| byte.is_ascii_uppercase()) && space == Space::Core;
        self.doc.mended.capitals += usize::from(is_shouted && self.in_words == 0);
        self.doc.attributes.extend(tag.attributes.into_iter().filter(|(key, _)| !key.starts_with("xmlns")));
        let attributes = (tags::index(from), tags::index(self.doc.attributes.len()));
        let parent = self.open.last().map_or(NONE, |open| open.node);
        let node = self.doc.append(parent, Kind::Element { space, name, attributes });
        if tag.closes_itself || self.in_words > 0 && is_void(tag.raw) {
            self.doc.nodes[node as usize].whole = true;
        } else if self.open.len() >= MAX_DEPTH {
            self.doc.mended.depth += 1;
            self.doc.nodes[node as usize].whole = true;
        } else {
            self.open.push(Open { node, raw: tag.raw, default });
            if self.in_words == 0 && tags::holds_words(tag.raw) {
                self.in_words = self.open.len();
            }
        }
    }

    fn is_entry(&self, raw: &str) -> bool {
        is_one_of(self.entries, raw)
    }

    /// Closes what the tag cannot stand in: an entry in an entry, a field in a headline.
    fn close_forgotten(&mut self, tag: &Tag<'_>) {
        let entry = self.open.iter().rposition(|open| self.is_entry(open.raw));
        let Some(entry) = entry else { return };
        if self.is_entry(tag.raw) {
            self.doc.mended.nesting += 1;
            self.close_to(entry);
            return;
        }
        if !tags::begins_field(tag) {
            return;
        }
        let leaf = self.open[entry + 1..].iter().position(|open| tags::is_leaf(open.raw));
        if let Some(leaf) = leaf {
            self.doc.mended.nesting += 1;
            self.close_to(entry + 1 + leaf);
        }
    }

    /// The vocabulary of an element, and that of elements without prefix in it.
    fn spaces(&mut self, tag: &Tag<'a>) -> (Space, Space) {
        let mut default = self.open.last().map_or(Space::Core, |open| open.default);
        for (key, address) in &tag.attributes {
            if let Some(prefix) = key.strip_prefix("xmlns:") {
                let space = names::of_address(address).unwrap_or_else(|| names::of_prefix(prefix));
                if self.prefixes.len() < MAX_PREFIXES && !self.prefixes.iter().any(|(known, _)| *known == prefix) {
                    self.prefixes.push((prefix, space));
                }
            } else if *key == "xmlns" && !self.open.is_empty() {
                default = names::of_address(address).unwrap_or(Space::Core);
            }
        }
        let Some((prefix, name)) = tag.raw.split_once(':') else { return (default, default) };
        let known = self.prefixes.iter().find(|(known, _)| *known == prefix).map(|(_, space)| *space);
        let space = known.unwrap_or_else(|| {
            // Within words a prefix is some program's litter.
            if self.in_words == 0 && prefix != "xml" {
                self.doc.mended.prefix(prefix);
            }
            names::of_prefix(prefix)
        });
        let root = self.open.first().map_or("", |open| local(open.raw));
        let is_own = space == Space::Atom && (root == "feed" || name == "feed" && self.open.is_empty());
        (if is_own { Space::Core } else { space }, default)
    }

    /// Reads a tag and goes past it; where it is none, its bracket becomes text.
    fn tag(&mut self) -> Option<Tag<'a>> {
        let bytes = self.text.as_bytes();
        let mut at = until(bytes, self.at + 1, tags::ends_name);
        let mut tag = Tag { raw: &self.text[self.at + 1..at], attributes: Vec::new(), closes_itself: false };
        loop {
            at = until(bytes, at, |byte| !byte.is_ascii_whitespace());
            match bytes.get(at) {
                None => {
                    self.doc.mended.cut = true;
                    self.at = self.text.len();
                    return None;
                }
                Some(b'>') => break,
                Some(b'<') => {
                    self.no_tag(at);
                    return None;
                }
                Some(b'/' | b'=' | b'"' | b'\'') => {
                    tag.closes_itself = bytes[at..].starts_with(b"/>");
                    at += 1;
                    continue;
                }
                Some(_) => {}
            }
            let end = until(bytes, at, tags::ends_name);
            let key = &self.text[at..end];
            let equals = until(bytes, end, |byte| !byte.is_ascii_whitespace());
            at = equals;
            let value = if bytes.get(equals) == Some(&b'=') {
                let start = until(bytes, equals + 1, |byte| !byte.is_ascii_whitespace());
                let (value, end) = self.value(start);
                at = end;
                value
            } else {
                self.doc.mended.unquoted += usize::from(self.in_words == 0);
                ""
            };
            if tag.attributes.len() >= 64 || tag.attributes.iter().any(|(known, _)| *known == key) {
                self.doc.mended.twice += 1;
            } else {
                let value = entities::decode(value, &mut self.doc.mended);
                tag.attributes.push((key, value));
            }
        }
        self.at = at + 1;
        Some(tag)
    }

    /// The value that begins at `start`, and where the tag goes on.
    fn value(&mut self, start: usize) -> (&'a str, usize) {
        let bytes = self.text.as_bytes();
        if let Some(quote @ (b'"' | b'\'')) = bytes.get(start).copied() {
            let known = &mut self.no_quote[usize::from(quote == b'"')];
            let from = (start + 1).max(*known);
            let to = bytes.len().min(start + 1 + MAX_VALUE);
            let found = bytes.get(from..to).and_then(|window| window.iter().position(|byte| *byte == quote));
            if let Some(end) = found.map(|offset| from + offset) {
                return (&self.text[start + 1..end], end + 1);
            }
            *known = to.max(*known);
        }
        self.doc.mended.unquoted += usize::from(self.in_words == 0);
        let start = start + usize::from(matches!(bytes.get(start), Some(b'"' | b'\'')));
        let end = tags::bare_end(bytes, start);
        (&self.text[start..end], end)
    }

    /// What is open at the end was cut off, but for the frame.
    fn end(&mut self) {
        let entry = self.open.iter().position(|open| self.is_entry(open.raw));
        for open in &self.open[..entry.unwrap_or(self.open.len())] {
            self.doc.nodes[open.node as usize].whole = true;
        }
        self.doc.mended.cut |= !self.open.is_empty();
    }
}
