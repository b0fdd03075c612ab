//! Owns the short way through markup that is plainly right: well-nested paragraphs, lists, emphasis, links and pictures,
//! as feeds and comments mostly are. It gives what the long way over two HTML parsers gives, or nothing; whatever is not
//! plainly right is left to the long way.

use url::Url;

use super::arrange;
use super::node::{Element, Node};
use super::text;
use crate::gather::clean::address::resolve;
use crate::gather::clean::characters::plain;

/// Deeper markup goes the long way.
const MAX_OPEN: usize = 20;

/// So does a tag of more.
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

/// The nodes of the markup, as [`super::build`] gives them for what the sanitiser passes; `None` where that is not
/// plain to see.
pub(in crate::gather::clean) fn build(html: &str, base: &Url) -> Option<Vec<Node>> {
    let mut open: Vec<Open> = vec![Open { tag: Tag::Root, attributes: Vec::new(), children: Vec::new() }];
    let mut rest = html;
    loop {
        let (run, markup) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if !run.is_empty() {
            let decoded = decoded(run, false)?;
            arrange::push(&mut open.last_mut()?.children, Node::Text(text::read(&decoded, false)));
        }
        if markup.is_empty() {
            break;
        }
        rest = match markup.as_bytes().get(1)? {
            b'/' => {
                let (name, after) = markup[2..].split_once('>')?;
                let closed = open.pop().filter(|closed| !open.is_empty() && closed.tag == Tag::of(name))?;
                open.last_mut()?.take(closed);
                after
            }
            b'!' => after_comment(markup)?,
            _ => opening(markup, &mut open, base)?,
        };
    }
    let root = open.pop().filter(|_| open.is_empty())?;
    Some(arrange::paragraphs(root.children))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Root,
    Block(&'static str),
    List(&'static str),
    Item,
    Inline(&'static str),
    Link,
    Span,
    Break,
    Image,
    Other,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "p" => Self::Block("p"),
            "div" => Self::Block("div"),
            "blockquote" => Self::Block("blockquote"),
            "h1" => Self::Block("h1"),
            "h2" => Self::Block("h2"),
            "h3" => Self::Block("h3"),
            "h4" => Self::Block("h4"),
            "ul" => Self::List("ul"),
            "ol" => Self::List("ol"),
            "li" => Self::Item,
            "strong" => Self::Inline("strong"),
            "b" => Self::Inline("b"),
            "em" => Self::Inline("em"),
            "i" => Self::Inline("i"),
            "a" => Self::Link,
            "span" => Self::Span,
            "br" => Self::Break,
            "img" => Self::Image,
            _ => Self::Other,
        }
    }

    /// Whether a parser keeps it where it stands: in this element, under all of those.
    fn fits(self, open: &[Open]) -> bool {
        let holds = |wanted: &dyn Fn(Self) -> bool| open.iter().any(|outer| wanted(outer.tag));
        match self {
            Self::Block(_) | Self::List(_) => !holds(&|outer| match outer {
                Self::Block(name) => !matches!(name, "div" | "blockquote"),
                Self::Inline(_) | Self::Link | Self::Span => true,
                _ => false,
            }),
            Self::Item => matches!(open.last().map(|outer| outer.tag), Some(Self::List(_))),
            Self::Inline(_) | Self::Link => !holds(&|outer| outer == self),
            Self::Span | Self::Break | Self::Image => true,
            Self::Root | Self::Other => false,
        }
    }
}

#[derive(Debug)]
struct Open {
    tag: Tag,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Node>,
}

impl Open {
    /// Takes an element that has ended among the children.
    fn take(&mut self, closed: Self) {
        let name = match closed.tag {
            Tag::Block("p" | "div") => {
                return arrange::paragraphs(closed.children)
                    .into_iter()
                    .for_each(|node| arrange::push(&mut self.children, node));
            }
            Tag::Span => return closed.children.into_iter().for_each(|node| arrange::push(&mut self.children, node)),
            Tag::Block("h1") => "h2",
            Tag::Inline("b") => "strong",
            Tag::Inline("i") => "em",
            Tag::Block(name) | Tag::List(name) | Tag::Inline(name) => name,
            Tag::Item => "li",
            _ => "a",
        };
        let element = Element { name, attributes: closed.attributes, children: closed.children };
        for node in arrange::element(element) {
            arrange::push(&mut self.children, node);
        }
    }
}

fn after_comment(markup: &str) -> Option<&str> {
    let inside = markup.strip_prefix("<!--")?;
    let end = inside.find("-->")?;
    // What else may end a comment is a matter for a parser.
    let is_plain = !inside.starts_with(['>', '-']) && !inside[..end].contains("--");
    is_plain.then(|| &inside[end + "-->".len()..])
}

/// Reads the tag that begins here; what follows it.
fn opening<'a>(markup: &'a str, open: &mut Vec<Open>, base: &Url) -> Option<&'a str> {
    let name_end = markup[1..].find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())? + 1;
    let tag = Tag::of(&markup[1..name_end]);
    if !tag.fits(open) || open.len() > MAX_OPEN {
        return None;
    }
    let (given, rest) = attributes(&markup[name_end..])?;
    let value = |key: &str| given.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    if given.iter().any(|(name, value)| *name == "hidden" || *name == "style" && !is_harmless(value)) {
        return None;
    }
    match tag {
        Tag::Break => arrange::push(&mut open.last_mut()?.children, Node::Element(Element::new("br", Vec::new()))),
        Tag::Image => {
            let image = image(&given, base)?;
            if let (Some(image), Some(outer)) = (image, open.last_mut()) {
                arrange::push(&mut outer.children, image);
            }
        }
        Tag::List("ol") if value("start").is_some() => return None,
        Tag::Block("blockquote") if value("cite").is_some() => return None,
        Tag::Link => {
            let url = match value("href") {
                Some(href) => resolve(&address(href)?, base).map(|url| ("href", url.to_string())),
                None => None,
            };
            open.push(Open { tag, attributes: url.into_iter().collect(), children: Vec::new() });
        }
        tag => open.push(Open { tag, attributes: Vec::new(), children: Vec::new() }),
    }
    Some(rest)
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
fn address(value: &str) -> Option<String> {
    let is_plain = value.bytes().all(|byte| byte > b' ' && byte < 0x7f) && !value.contains(['\\', '<', '>', '[', ']']);
    let lower = value.to_ascii_lowercase();
    let is_known = ["http://", "https://", "mailto:", "/", "#", "?"].iter().any(|start| lower.starts_with(start));
    if is_plain && is_known { decoded(value, true) } else { None }
}

/// The node of a picture; `Some(None)` for one that only counts readers.
#[allow(clippy::option_option)] // "not plain to see" differs from "nothing to show"
fn image(given: &[(&str, &str)], base: &Url) -> Option<Option<Node>> {
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
fn decoded(text: &str, in_attribute: bool) -> Option<String> {
    if text.contains(['\0', '\r', '\u{200c}', '\u{200d}', '\u{feff}', '\u{c}']) {
        return None;
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
    Some(out)
}
