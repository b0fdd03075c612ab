//! Owns the writing of the chosen parts as HTML: few attributes, tables of the layout as plain blocks, and no recursion.
//! The result is still untrusted: it goes through `clean`.

use scraper::Node as Source;
use scraper::node::Element;

use super::cut::Cut;
use super::outline::{Outline, Tag};

const ATTRIBUTES: &[&str] =
    &["href", "src", "srcset", "alt", "title", "datetime", "colspan", "rowspan", "cite", "lang", "dir", "start"];
const LAZY: &[&str] = &["data-src", "data-original", "data-lazy-src", "data-url"];

/// Writes the chosen parts, one after the other.
pub(super) fn html(outline: &Outline<'_>, cut: &Cut, roots: &[usize]) -> String {
    let mut html = String::new();
    for root in roots {
        part(&mut html, outline, cut, *root);
        html.push('\n');
    }
    html
}

fn part(html: &mut String, outline: &Outline<'_>, cut: &Cut, root: usize) {
    // What is still open: the index after the element, and its name.
    let mut open: Vec<(usize, &str)> = Vec::new();
    let layouts = layout_tables(outline, root);
    let mut index = root;
    while index < outline.nodes[root].end {
        while open.last().is_some_and(|(end, _)| *end <= index) {
            close(html, open.pop());
        }
        let node = &outline.nodes[index];
        if cut.is_cut(index) {
            index += 1;
            continue;
        }
        match node.source {
            Source::Text(text) => escape(html, text, false),
            Source::Element(element) => {
                let is_layout = matches!(node.tag, Tag::Table | Tag::TablePart | Tag::Cell)
                    && layouts
                        .iter()
                        .rev()
                        .find(|(table, _)| outline.holds(*table, index))
                        .is_none_or(|(_, layout)| *layout);
                let name = if is_layout || matches!(node.tag, Tag::Body | Tag::Article | Tag::Main | Tag::Form) {
                    "div"
                } else {
                    element.name()
                };
                start(html, name, element);
                if !matches!(node.tag, Tag::Image | Tag::Break)
                    && !matches!(name, "hr" | "wbr" | "source" | "track" | "param" | "area" | "base")
                {
                    open.push((node.end, name));
                }
            }
            _ => {}
        }
        index += 1;
    }
    while !open.is_empty() {
        close(html, open.pop());
    }
}

fn close(html: &mut String, open: Option<(usize, &str)>) {
    if let Some((_, name)) = open {
        html.push_str("</");
        html.push_str(name);
        html.push('>');
    }
}

/// Each table with whether it lays out the page rather than figures: one that holds tables, long texts or paragraphs.
fn layout_tables(outline: &Outline<'_>, root: usize) -> Vec<(usize, bool)> {
    let mut tables: Vec<(usize, bool)> = Vec::new();
    for index in root..outline.nodes[root].end {
        let node = &outline.nodes[index];
        let is_long = match node.tag {
            Tag::Table => {
                for outer in tables.iter_mut().filter(|(outer, _)| outline.holds(*outer, index)) {
                    outer.1 = true;
                }
                let role = node.element().and_then(|element| element.attr("role"));
                tables.push((index, role == Some("presentation")));
                continue;
            }
            Tag::Cell => node.words.chars > 400,
            Tag::Paragraph => node.words.chars > 250,
            _ => false,
        };
        if is_long && let Some(inner) = tables.iter_mut().rev().find(|(table, _)| outline.holds(*table, index)) {
            inner.1 = true;
        }
    }
    tables
}

fn start(html: &mut String, name: &str, element: &Element) {
    html.push('<');
    html.push_str(name);
    for (key, value) in element.attrs() {
        if ATTRIBUTES.contains(&key) && !(key == "src" && is_placeholder(value)) {
            attribute(html, key, value);
        }
    }
    if name == "img"
        && element.attr("src").is_none_or(is_placeholder)
        && let Some(value) = LAZY.iter().find_map(|key| element.attr(key))
    {
        attribute(html, "src", value);
    }
    html.push('>');
}

/// A page that loads images late puts an empty one in their place.
fn is_placeholder(src: &str) -> bool {
    src.is_empty() || src.starts_with("data:")
}

fn attribute(html: &mut String, key: &str, value: &str) {
    html.push(' ');
    html.push_str(key);
    html.push_str("=\"");
    escape(html, value, true);
    html.push('"');
}

fn escape(html: &mut String, text: &str, quoted: bool) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if quoted => "&quot;",
            _ => continue,
        };
        html.push_str(&text[from..at]);
        html.push_str(entity);
        from = at + 1;
    }
    html.push_str(&text[from..]);
}
