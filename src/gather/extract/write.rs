//! Owns the writing of the chosen parts as HTML: tables of the layout as plain blocks, and no recursion.
//! The result is still untrusted: it goes through `clean`.

use std::collections::HashMap;

use scraper::Node as Source;
use scraper::node::Element;

use super::cut::Cut;
use super::outline::{Outline, Tag};

/// Not written: what hides was weighed already, and what runs is nobody's wish. The rest stays, since an operator's
/// selectors may name it.
const DROPPED: &[&str] = &["style", "hidden", "aria-hidden", "srcset", "sizes"];
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
    let pictures = pictures(outline, cut, root);
    for index in root..outline.nodes[root].end {
        while open.last().is_some_and(|(end, _)| *end <= index) {
            close(html, open.pop());
        }
        let node = &outline.nodes[index];
        if cut.is_cut(index) {
            continue;
        }
        match node.source {
            Source::Text(text) => escape(html, text, false),
            Source::Element(element) => {
                let is_block = matches!(node.tag, Tag::Body | Tag::Article | Tag::Main | Tag::Form);
                let name = if is_block || layouts[index - root] { "div" } else { element.name() };
                let name = pictures.get(&index).copied().unwrap_or(name);
                start(html, name, element);
                let is_void = matches!(name, "hr" | "wbr" | "source" | "track" | "param" | "area" | "base");
                if !is_void && !matches!(node.tag, Tag::Image | Tag::Break) {
                    open.push((node.end, name));
                }
            }
            _ => {}
        }
    }
    while !open.is_empty() {
        close(html, open.pop());
    }
}

/// Boxes of a picture and the words under it, which only their names tell: what each node of them is written as.
fn pictures(outline: &Outline<'_>, cut: &Cut, root: usize) -> HashMap<usize, &'static str> {
    let mut names = HashMap::new();
    for index in root + 1..outline.nodes[root].end {
        let node = &outline.nodes[index];
        let totals = cut.totals(index);
        let is_words = node.hint.caption && matches!(node.tag, Tag::Paragraph | Tag::Division | Tag::Inline);
        if !is_words || cut.is_cut(index) || totals.chars == 0 || totals.chars > 600 || totals.images > 0 {
            continue;
        }
        let outer = std::iter::successors(Some(index), |at| Some(outline.nodes[*at].parent)).skip(1).take(3);
        let outer = outer.take_while(|at| *at > root && cut.totals(*at).chars == totals.chars);
        let Some(picture) = outer.into_iter().find(|at| cut.totals(*at).images > 0) else { continue };
        // A figure's words stand right in it.
        if outline.nodes[index].parent == picture
            && matches!(outline.nodes[picture].tag, Tag::Division | Tag::Paragraph | Tag::Figure)
        {
            names.insert(picture, "figure");
            names.insert(index, "figcaption");
        }
    }
    names
}

fn close(html: &mut String, open: Option<(usize, &str)>) {
    if let Some((_, name)) = open {
        html.push_str("</");
        html.push_str(name);
        html.push('>');
    }
}

/// For each node whether it is part of a table that lays out the page rather than figures: one that holds tables, long
/// texts or paragraphs. A row or cell outside of any table is the layout's too.
fn layout_tables(outline: &Outline<'_>, root: usize) -> Vec<bool> {
    let range = root..outline.nodes[root].end;
    let mut is_layout = vec![false; range.len()];
    // The innermost open table of each node; 0 is none.
    let mut inner = vec![0; range.len()];
    let mut open: Vec<usize> = Vec::new();
    for index in range.clone() {
        while open.last().is_some_and(|table| outline.nodes[*table].end <= index) {
            open.pop();
        }
        let node = &outline.nodes[index];
        if node.tag == Tag::Table {
            if let Some(outer) = open.last() {
                is_layout[outer - root] = true;
            }
            open.push(index);
            is_layout[index - root] = node.element().and_then(|element| element.attr("role")) == Some("presentation");
        }
        inner[index - root] = open.last().map_or(0, |table| table + 1);
        let is_long = match node.tag {
            Tag::Cell => node.words.chars > 400,
            Tag::Paragraph => node.words.chars > 250,
            _ => false,
        };
        if let Some(table) = open.last().filter(|_| is_long) {
            is_layout[table - root] = true;
        }
    }
    for index in range {
        if matches!(outline.nodes[index].tag, Tag::TablePart | Tag::Cell) {
            is_layout[index - root] = inner[index - root].checked_sub(1).is_none_or(|table| is_layout[table - root]);
        }
    }
    is_layout
}

fn start(html: &mut String, name: &str, element: &Element) {
    html.push('<');
    html.push_str(name);
    for (key, value) in element.attrs() {
        if is_written(key, value) {
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

fn is_written(key: &str, value: &str) -> bool {
    match key {
        "href" | "src" => !is_placeholder(value),
        _ => value.len() <= 300 && !DROPPED.contains(&key) && !key.starts_with("on") && is_name(key),
    }
}

fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c))
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
