//! Owns the reading of single tags and runs of characters that are plainly right: what they say to any parser, or
//! nothing.

use std::borrow::Cow;

use url::Url;

use super::node::{Element, Node};
use crate::gather::clean::address::resolve;
use crate::gather::clean::characters::plain;

/// A tag of more goes the long way.
const MAX_ATTRIBUTES: usize = 50;

const ENTITIES: [(&str, char); 18] = [
    ("amp;", '&'),
    ("lt;", '<'),
    ("gt;", '>'),
    ("quot;", '"'),
    ("apos;", '\''),
    ("nbsp;", '\u{a0}'),
    ("hellip;", '…'),
    ("ndash;", '–'),
    ("mdash;", '—'),
    ("lsquo;", '‘'),
    ("rsquo;", '’'),
    ("ldquo;", '“'),
    ("rdquo;", '”'),
    ("pound;", '£'),
    ("euro;", '€'),
    ("eacute;", 'é'),
    ("bull;", '•'),
    ("copy;", '©'),
];

/// A tag that begins an element.
#[derive(Debug)]
pub(super) struct Opening<'a> {
    pub(super) name: &'a str,
    pub(super) given: Vec<(&'a str, &'a str)>,
    /// What follows it.
    pub(super) rest: &'a str,
}

impl<'a> Opening<'a> {
    pub(super) fn value(&self, key: &str) -> Option<&'a str> {
        self.given.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }
}

/// Reads the tag that begins here, unless it hides or sizes something.
pub(super) fn opening(markup: &str) -> Option<Opening<'_>> {
    let inside = markup.strip_prefix('<')?;
    let (name, rest) = inside.split_at(inside.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())?);
    let (given, rest) = attributes(rest)?;
    let hides = |(name, value): &(&str, &str)| *name == "hidden" || *name == "style" && !is_harmless(value);
    (!given.iter().any(hides)).then_some(Opening { name, given, rest })
}

/// Styles that hide nothing and size nothing.
fn is_harmless(style: &str) -> bool {
    style
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b':' | b';' | b'-' | b'.' | b'#' | b','))
        && ["none", "hidden", "width", "height"].iter().all(|word| !style.to_ascii_lowercase().contains(word))
}

/// The attributes up to the end of the tag, each in double quotes and given once.
#[allow(clippy::type_complexity)] // a pair of what was read and what is left
fn attributes(mut rest: &str) -> Option<(Vec<(&str, &str)>, &str)> {
    let mut given: Vec<(&str, &str)> = Vec::new();
    loop {
        let trimmed = rest.trim_start_matches([' ', '\n', '\t']);
        // To a parser a slash before the bracket means nothing, here as on any other element.
        if let Some(after) = trimmed.strip_prefix('>').or_else(|| trimmed.strip_prefix("/>")) {
            return Some((given, after));
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let end = trimmed.find(|c: char| !c.is_ascii_lowercase() && c != '-')?;
        let value = trimmed[end..].strip_prefix("=\"")?;
        let (value, after) = value.split_once('"')?;
        let name = &trimmed[..end];
        if name.is_empty() || given.len() >= MAX_ATTRIBUTES || given.iter().any(|(known, _)| *known == name) {
            return None;
        }
        given.push((name, value));
        rest = after;
    }
}

/// The address in an attribute, where nothing in it needs a parser to be understood.
pub(super) fn address(value: &str) -> Option<Cow<'_, str>> {
    let is_plain = value.bytes().all(|byte| byte > b' ' && byte < 0x7f) && !value.contains(['\\', '<', '>', '[', ']']);
    let starts = |start: &&str| value.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
    let is_known = ["http://", "https://", "mailto:", "/", "#", "?"].iter().any(starts);
    if is_plain && is_known { decoded(value, true) } else { None }
}

/// The node of a picture; `Some(None)` for one that only counts readers.
#[allow(clippy::option_option)] // "not plain to see" differs from "nothing to show"
pub(super) fn image(given: &[(&str, &str)], base: &Url) -> Option<Option<Node>> {
    let value = |key: &str| given.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    if given.iter().any(|(name, _)| name.starts_with("data-") || *name == "style") {
        return None;
    }
    let size = |key: &str| value(key).and_then(|value| value.trim().trim_end_matches("px").parse::<u32>().ok());
    let (width, height) = (size("width"), size("height"));
    if width.is_some_and(|width| width <= 2) || height.is_some_and(|height| height <= 2) {
        return Some(None);
    }
    let url = resolve(&address(value("src")?)?, base).filter(|url| url.scheme() != "mailto")?;
    let alt = decoded(value("alt").unwrap_or_default(), true)?;
    let mut attributes = vec![("src", url.to_string()), ("alt", plain(&alt))];
    attributes.extend(width.map(|width| ("width", width.min(9999).to_string())));
    attributes.extend(height.map(|height| ("height", height.min(9999).to_string())));
    Some(Some(Node::Element(Element { name: "img", attributes, children: Vec::new() })))
}

/// The characters of a text or an attribute; `None` where a parser might see others.
pub(in crate::gather::clean) fn decoded(text: &str, in_attribute: bool) -> Option<Cow<'_, str>> {
    let is_odd = |byte: u8| matches!(byte, b'\0' | b'\x0c') || byte == b'\r' && in_attribute;
    if text.bytes().fold(false, |odd, byte| odd | is_odd(byte))
        || !text.is_ascii() && text.contains(['\u{200c}', '\u{200d}', '\u{feff}'])
    {
        return None;
    }
    if !text.contains('&') {
        return Some(Cow::Borrowed(text));
    }
    let mut pieces = text.split('&');
    let mut out = String::with_capacity(text.len());
    out.push_str(pieces.next()?);
    for piece in pieces {
        if let Some((name, c)) = ENTITIES.iter().find(|(name, _)| piece.starts_with(name)) {
            out.push(*c);
            out.push_str(&piece[name.len()..]);
        } else if let Some(figure) = piece.strip_prefix('#') {
            let (figure, after) = figure.split_once(';')?;
            // Figures alone: a sign before them is read as a part of the number.
            figure.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(())?;
            let code = match figure.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => figure.parse().ok()?,
            };
            let is_plain =
                (0x20..0x7f).contains(&code) || (0xa0..0x2000).contains(&code) || (0x2010..0xd800).contains(&code);
            out.push(char::from_u32(code).filter(|_| is_plain)?);
            out.push_str(after);
        } else {
            let name = piece.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(piece.len());
            let is_parameter = in_attribute && name > 0 && piece[name..].starts_with('=');
            if name > 0 && !is_parameter {
                return None;
            }
            out.push('&');
            out.push_str(piece);
        }
    }
    Some(Cow::Owned(out))
}
