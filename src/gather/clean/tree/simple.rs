//! Owns the short way through markup that is plainly right: well-nested paragraphs, lists, emphasis, links and pictures,
//! as feeds and comments mostly are. It gives what the long way over two HTML parsers gives, or nothing; whatever is not
//! plainly right is left to the long way.

use url::Url;

use super::node::{Element, Node};
use super::{arrange, tags, text};
use crate::gather::clean::address::resolve;

/// Deeper markup goes the long way.
const MAX_OPEN: usize = 20;

/// The nodes of the markup, as [`super::build`] gives them for what the sanitiser passes; `None` where that is not
/// plain to see.
pub(in crate::gather::clean) fn build(html: &str, base: &Url) -> Option<Vec<Node>> {
    let mut open: Vec<Open> = vec![Open { tag: Tag::Root, attributes: Vec::new(), children: Vec::new() }];
    let mut rest = html;
    loop {
        let (run, markup) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if !run.is_empty() {
            let decoded = tags::decoded(run, false)?;
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
    let read = tags::opening(markup)?;
    let tag = Tag::of(read.name);
    if !tag.fits(open) || open.len() > MAX_OPEN {
        return None;
    }
    match tag {
        Tag::Break => arrange::push(&mut open.last_mut()?.children, Node::Element(Element::new("br", Vec::new()))),
        Tag::Image => {
            let image = tags::image(&read.given, base)?;
            if let (Some(image), Some(outer)) = (image, open.last_mut()) {
                arrange::push(&mut outer.children, image);
            }
        }
        Tag::List("ol") if read.value("start").is_some() => return None,
        Tag::Block("blockquote") if read.value("cite").is_some() => return None,
        Tag::Link => {
            let url = match read.value("href") {
                Some(href) => resolve(&tags::address(href)?, base).map(|url| ("href", url.into())),
                None => None,
            };
            open.push(Open { tag, attributes: url.into_iter().collect(), children: Vec::new() });
        }
        tag => open.push(Open { tag, attributes: Vec::new(), children: Vec::new() }),
    }
    Some(read.rest)
}
