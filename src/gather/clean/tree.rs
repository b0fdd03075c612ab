//! Owns the tree between reading untrusted markup and writing it again: every element is one of a short list, text runs
//! become paragraphs, empty things fall away. What is written can hold nothing that is not named here.

mod arrange;
mod node;
mod simple;
mod straight;
mod tags;
mod text;
mod written;

use scraper::node::Element as Tag;
use scraper::{ElementRef, Html, Node as Parsed};
use url::Url;

use super::address::resolve;
use super::characters::plain;

pub(super) use node::{Element, Node};
pub(super) use simple::build as build_simply;
pub(super) use straight::copy;
pub(super) use tags::decoded;
use text::read as read_text;
pub(super) use written::write;

/// Elements deeper than this lose their markup and keep their words.
const MAX_DEPTH: usize = 40;

/// Every element that is looked at; all others are taken out by the sanitiser, their words kept.
pub(super) const KNOWN: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
    "var",
];

/// Reads markup that the sanitiser has passed.
pub(super) fn build(html: &str, base: &Url) -> Vec<Node> {
    let parsed = Html::parse_fragment(html);
    let nodes = read_children(parsed.root_element(), &Reader { base, depth: 0, verbatim: false });
    arrange::paragraphs(nodes)
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    base: &'a Url,
    depth: usize,
    verbatim: bool,
}

fn read_children(parent: ElementRef<'_>, reader: &Reader<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for child in parent.children() {
        match child.value() {
            Parsed::Text(text) => arrange::push(&mut nodes, Node::Text(read_text(text, reader.verbatim))),
            Parsed::Element(tag) if !is_hidden(tag) => {
                let read = ElementRef::wrap(child).map(|element| read_element(element, reader)).unwrap_or_default();
                for node in read {
                    arrange::push(&mut nodes, node);
                }
            }
            _ => {}
        }
    }
    nodes
}

fn read_element(element: ElementRef<'_>, outer: &Reader<'_>) -> Vec<Node> {
    let tag = element.value();
    let reader = Reader { depth: outer.depth + 1, verbatim: outer.verbatim || tag.name() == "pre", ..*outer };
    if reader.depth > MAX_DEPTH {
        return vec![Node::Text(words_below(element))];
    }
    let name = match tag.name() {
        "br" => return vec![Node::Element(Element::new("br", Vec::new()))],
        "hr" => return vec![Node::Element(Element::new("hr", Vec::new()))],
        "img" => return read_image(tag, reader.base).into_iter().collect(),
        name => written_as(name),
    };
    let children = read_children(element, &reader);
    let Some(name) = name else {
        return match tag.name() {
            "q" => quoted(children),
            "div" | "section" | "article" | "main" | "aside" | "header" | "footer" | "nav" | "details" | "summary"
            | "address" | "center" | "form" | "fieldset" | "hgroup" | "p" => arrange::paragraphs(children),
            _ => children,
        };
    };
    arrange::element(Element { name, attributes: read_attributes(name, tag, reader.base), children })
}

/// The name an element is written under; `None` where only its content is.
fn written_as(name: &str) -> Option<&'static str> {
    const SAME: [&str; 30] = [
        "a",
        "abbr",
        "blockquote",
        "caption",
        "code",
        "dd",
        "del",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "ins",
        "li",
        "ol",
        "pre",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    Some(match name {
        "b" => "strong",
        "i" | "cite" => "em",
        "h1" => "h2",
        "h5" | "h6" => "h4",
        "s" | "strike" => "del",
        "kbd" | "samp" | "tt" | "var" => "code",
        name => return SAME.into_iter().find(|same| *same == name),
    })
}

fn quoted(children: Vec<Node>) -> Vec<Node> {
    let mut nodes = vec![Node::Text("“".to_owned())];
    nodes.extend(children);
    nodes.push(Node::Text("”".to_owned()));
    nodes
}

fn read_attributes(name: &str, tag: &Tag, base: &Url) -> Vec<(&'static str, String)> {
    let address = |key| Some(resolve(tag.attr(key)?, base)?.to_string());
    let number = |key| Some(tag.attr(key)?.trim().parse::<u16>().ok()?.min(1000).to_string());
    let words = |key| Some(plain(tag.attr(key)?)).filter(|words| !words.is_empty());
    let found = match name {
        "a" => vec![("href", address("href"))],
        "blockquote" => vec![("cite", address("cite"))],
        "abbr" => vec![("title", words("title"))],
        "ol" => vec![("start", number("start"))],
        "td" => vec![("colspan", number("colspan")), ("rowspan", number("rowspan"))],
        "th" => vec![
            ("colspan", number("colspan")),
            ("rowspan", number("rowspan")),
            ("scope", words("scope").filter(|scope| ["row", "col", "rowgroup", "colgroup"].contains(&scope.as_str()))),
        ],
        _ => Vec::new(),
    };
    found.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// An image to look at; `None` for one that counts readers, or that is not fetched over http(s).
fn read_image(tag: &Tag, base: &Url) -> Option<Node> {
    let size = |key: &str| tag.attr(key).and_then(|value| value.trim().trim_end_matches("px").parse::<u32>().ok());
    let (width, height) = (size("width"), size("height"));
    if width.is_some_and(|width| width <= 2) || height.is_some_and(|height| height <= 2) || has_pixel_style(tag) {
        return None;
    }
    let url = ["data-src", "data-original", "data-lazy-src", "src"]
        .into_iter()
        .filter_map(|key| tag.attr(key).filter(|address| !address.trim().is_empty()))
        .find_map(|address| resolve(address, base).filter(|url| url.scheme() != "mailto"))?;
    let mut attributes = vec![("src", url.to_string()), ("alt", plain(tag.attr("alt").unwrap_or_default()))];
    attributes.extend(width.map(|width| ("width", width.min(9999).to_string())));
    attributes.extend(height.map(|height| ("height", height.min(9999).to_string())));
    Some(Node::Element(Element { name: "img", attributes, children: Vec::new() }))
}

fn style(tag: &Tag) -> String {
    tag.attr("style").unwrap_or_default().to_ascii_lowercase().replace(|c: char| c.is_whitespace(), "")
}

fn has_pixel_style(tag: &Tag) -> bool {
    style(tag).split(';').any(|rule| matches!(rule, "width:1px" | "height:1px" | "width:0" | "height:0"))
}

fn is_hidden(tag: &Tag) -> bool {
    let style = style(tag);
    tag.attr("hidden").is_some() || style.contains("display:none") || style.contains("visibility:hidden")
}

fn words_below(element: ElementRef<'_>) -> String {
    read_text(&element.text().collect::<Vec<_>>().join(" "), false)
}

/// One paragraph of text as HTML; nothing where there is no text.
pub(super) fn paragraph(text: &str) -> String {
    write(&arrange::paragraphs(vec![Node::Text(text.to_owned())]))
}
