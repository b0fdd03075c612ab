//! Owns the guard before an HTML parser: markup that is nested or left open on purpose costs a parser memory and time
//! far beyond its size, so it is measured in one pass over the characters first.

use std::collections::HashMap;

use scraper::Html;

/// Pages written by people stay below 100.
const MAX_OPEN: usize = 400;

/// How often a parser may have to open an unclosed emphasis again; it does so after each block.
const MAX_REOPENED: usize = 3_000_000;

/// Elements that a parser opens again in the next block when they were left open.
const REOPENED: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that end where the next of their kind begins.
const SELF_ENDING: [&str; 10] = ["p", "li", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead"];

/// A parser compares each attribute of a tag with all before it.
const MAX_ATTRIBUTES: usize = 1000;

const TOO_DEEP: &str = "nested more than 400 elements deep";

/// Elements whose content is characters to a parser, whatever it looks like.
const RAW: [&str; 8] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// Says what is excessive about the markup: "nested more than 400 elements deep".
pub(crate) fn check(html: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut unclosed = Unclosed::default();
    let mut foreign = Foreign::default();
    let mut reopened = 0;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(tag) = Tag::read(rest) else {
            rest = after_comment(rest);
            continue;
        };
        rest = &rest[tag.source.len()..];
        if tag.attributes > MAX_ATTRIBUTES {
            return Err("made of tags with more than 1000 attributes".to_owned());
        }
        foreign.see(&tag);
        if reopened > MAX_REOPENED {
            return Err("full of emphasis that is never closed".to_owned());
        }
        if tag.closes {
            reopened += unclosed.close(tag.name);
            if let Some(at) = open.iter().rposition(|name| name.eq_ignore_ascii_case(tag.name)) {
                open.truncate(at);
            }
            continue;
        }
        reopened += unclosed.count();
        unclosed.open(tag.name, tag.source);
        end_previous(&mut open, tag.name);
        if is_one_of(&RAW, tag.name) && !foreign.is_open() {
            rest = after_raw(rest, tag.name);
        } else if !(is_one_of(&VOID, tag.name) || tag.source.ends_with('/') && foreign.is_open()) {
            open.push(tag.name);
        }
        if open.len() > MAX_OPEN {
            return Err(TOO_DEEP.to_owned());
        }
    }
    if reopened > MAX_REOPENED { Err("full of emphasis that is never closed".to_owned()) } else { Ok(()) }
}

/// The same of a parsed page, for what [`check`] can be made to overlook: whoever walks it by recursion may rely on it.
pub(crate) fn check_parsed(doc: &Html) -> Result<(), String> {
    let mut depth = 0_usize;
    let mut node = *doc.root_element();
    loop {
        if let Some(child) = node.first_child() {
            depth += 1;
            node = child;
        } else {
            while node.next_sibling().is_none() {
                let Some(parent) = node.parent() else { return Ok(()) };
                depth = depth.saturating_sub(1);
                node = parent;
            }
            let Some(next) = node.next_sibling() else { return Ok(()) };
            node = next;
        }
        if depth > 2 * MAX_OPEN {
            return Err(TOO_DEEP.to_owned());
        }
    }
}

/// Whether the text stands in an SVG, a formula or a `noscript`, where a script may be an element like others. What such
/// an element holds is counted rather than passed over.
#[derive(Default)]
struct Foreign {
    depth: [usize; 3],
}

impl Foreign {
    fn see(&mut self, tag: &Tag<'_>) {
        for (name, depth) in ["svg", "math", "noscript"].iter().zip(&mut self.depth) {
            if tag.name.eq_ignore_ascii_case(name) {
                *depth =
                    if tag.closes { depth.saturating_sub(1) } else { *depth + usize::from(!tag.source.ends_with('/')) };
            }
        }
    }

    fn is_open(&self) -> bool {
        self.depth.iter().any(|depth| *depth > 0)
    }
}

/// An element such as `li` ends its elder sibling, unless that stands outside of the block they share.
fn end_previous(open: &mut Vec<&str>, name: &str) {
    if !is_one_of(&SELF_ENDING, name) {
        return;
    }
    let shields = |outer: &&str| match name.to_ascii_lowercase().as_str() {
        "td" | "th" | "tr" | "tbody" | "thead" | "option" => is_one_of(&["table", "select"], outer),
        "p" => !is_inline(outer) && !is_one_of(&SELF_ENDING, outer),
        _ => !is_inline(outer) && !is_one_of(&SELF_ENDING, outer) && !outer.eq_ignore_ascii_case("div"),
    };
    let block = open.iter().rposition(shields);
    let previous = open.iter().rposition(|outer| outer.eq_ignore_ascii_case(name));
    if let Some(previous) = previous.filter(|previous| block.is_none_or(|block| *previous > block)) {
        open.truncate(previous);
    }
}

fn is_inline(name: &str) -> bool {
    is_one_of(&REOPENED, name) || name.eq_ignore_ascii_case("span")
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Emphasis left open. A parser keeps at most three that are wholly alike.
#[derive(Default)]
struct Unclosed<'a> {
    tags: Vec<(&'a str, &'a str)>,
    alike: HashMap<&'a str, usize>,
}

impl<'a> Unclosed<'a> {
    fn open(&mut self, name: &'a str, source: &'a str) {
        if is_one_of(&REOPENED, name) {
            let alike = self.alike.entry(source).or_default();
            if *alike < 3 {
                *alike += 1;
                self.tags.push((name, source));
            }
        }
    }

    /// Closes the last of that name; how many were looked through.
    fn close(&mut self, name: &str) -> usize {
        let looked_through = self.tags.len();
        if let Some(at) = self.tags.iter().rposition(|(open, _)| open.eq_ignore_ascii_case(name)) {
            let (_, source) = self.tags.remove(at);
            if let Some(alike) = self.alike.get_mut(source) {
                *alike -= 1;
            }
        }
        looked_through
    }

    fn count(&self) -> usize {
        self.tags.len()
    }
}

struct Tag<'a> {
    name: &'a str,
    closes: bool,
    /// Everything between `<` and `>`.
    source: &'a str,
    attributes: usize,
}

impl<'a> Tag<'a> {
    /// Reads the tag whose `<` stands before `rest`; `None` for anything else.
    fn read(rest: &'a str) -> Option<Self> {
        let closes = rest.starts_with('/');
        let named = &rest[usize::from(closes)..];
        if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let ends_name = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
        let name = &named[..named.find(ends_name).unwrap_or(named.len())];
        let start = usize::from(closes) + name.len();
        let (length, attributes) = measure(&rest[start..]);
        Some(Self { name, closes, source: &rest[..start + length], attributes })
    }
}

/// Where a parser stands between a tag's name and its `>` (HTML, sections 13.2.5.32 to 13.2.5.40).
#[derive(Clone, Copy)]
enum Within {
    Space,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
}

/// Where the tag's `>` stands, and how many attributes there are before it. A quotation mark shields a `>` only where a
/// value begins with it.
fn measure(tag: &str) -> (usize, usize) {
    let mut state = Within::Space;
    let mut attributes = 0;
    for (at, byte) in tag.bytes().enumerate() {
        let is_space = byte.is_ascii_whitespace();
        state = match (state, byte) {
            (Within::Quoted(mark), _) if byte == mark => Within::Space,
            (Within::Quoted(_), _) => state,
            (_, b'>') => return (at, attributes),
            (Within::Space | Within::Name | Within::AfterName, b'/') => Within::Space,
            (Within::Name | Within::AfterName, b'=') => Within::BeforeValue,
            (Within::Name, _) if is_space => Within::AfterName,
            (Within::BeforeValue, b'"' | b'\'') => Within::Quoted(byte),
            (Within::Value, _) if is_space => Within::Space,
            (Within::BeforeValue | Within::Value, _) if !is_space => Within::Value,
            (Within::Space | Within::AfterName, _) if !is_space => {
                attributes += 1;
                Within::Name
            }
            _ => state,
        };
    }
    (tag.len(), attributes)
}

fn after_comment(rest: &str) -> &str {
    let Some(comment) = rest.strip_prefix("!--") else { return rest };
    if comment.starts_with('>') || comment.starts_with("->") {
        return comment;
    }
    // Both ends are looked for at once: one that never comes would be looked for after each comment anew.
    let is_end = |at: &usize| comment[..*at].ends_with("--") || comment[..*at].ends_with("--!");
    let end = comment.match_indices('>').map(|(at, _)| at).find(is_end);
    end.map_or("", |end| &comment[end..])
}

/// What follows the content of such an element; where it is never closed, nothing does.
fn after_raw<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        from += at + 2;
        if rest.as_bytes()[from..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())) {
            return &rest[from - 2..];
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_markup_passes() {
        let long_list = "<ul>".to_owned() + &"<li><p>one<p>two <b>three".repeat(3) + "</ul>";
        let cases = [
            "",
            "a < b and <3",
            "<p>one<p>two<p>three",
            &"<p>never closed <span>and a span</p>".repeat(1000),
            &"<p>never closed".repeat(5000),
            &"<li>never closed".repeat(5000),
            &"<tr><td>cell<td>cell".repeat(2000),
            &"<p><font size=2>old markup</p>".repeat(5000),
            &"<svg><path d='x'/></svg>".repeat(1000),
            &"<style>a > b {}</style><title>The <div> element</title>".repeat(1000),
            &"<script>if (a < b) document.write('<div><div>')</script>".repeat(500),
            &"<!-- <div> -->".repeat(1000),
            &"<!-- a > b --!><!--x--->".repeat(100_000),
            &"<img src=x alt='<div>'>".repeat(1000),
            &"<div><a href=x>link</a></div>".repeat(1000),
            &long_list,
            &format!("<img src=data:image/png;base64,{}>", "ab/c=".repeat(5000)),
            &format!("<p title='{}'>", "a b ".repeat(5000)),
            &format!("<p {}>", "a = 'b>' c/d".repeat(300)),
        ];
        for html in cases {
            assert_eq!(check(html), Ok(()), "{}", &html[..html.len().min(60)]);
        }
    }

    #[test]
    fn what_was_overlooked_is_found_in_the_parsed_page() {
        assert_eq!(check_parsed(&Html::parse_document("<p>One<ul><li>Two<li>Three</ul>")), Ok(()));
        assert!(check_parsed(&Html::parse_document(&"<div>".repeat(5000))).is_err());
    }

    #[test]
    fn markup_made_to_hurt_does_not() {
        let emphasis = (0..300).fold(String::new(), |all, n| all + &format!("<b id={n}>"));
        let cases = [
            "<div>".repeat(5000),
            "<DIV class=\"a>b\">".repeat(5000),
            "<ul><li>".repeat(5000),
            "<table><tr><td>".repeat(5000),
            "<svg><script>".to_owned() + &"<g>".repeat(5000),
            "<svg/><script></script>".to_owned() + &"<g/>".repeat(5000),
            "<title><script></title>".to_owned() + &"<i><div>".repeat(5000),
            "<!--><div>".repeat(5000),
            "<blockquote><p>".repeat(5000),
            emphasis.clone() + &"<p>x".repeat(50_000),
            emphasis + &"</u>".repeat(50_000),
            format!("<p {}>", "a='b'".repeat(2000)),
            format!("</p {}>", "a ".repeat(2000)),
            format!("<p a=b\"> c=\"<q {}>\">", "x ".repeat(2000)),
        ];
        for html in cases {
            assert!(check(&html).is_err(), "{}", &html[..60]);
        }
    }

    #[test]
    fn a_tag_is_measured_as_a_parser_does() {
        let cases = [
            ("p", 0),
            ("p a b=c d='e f' g = \"h\" i", 5),
            ("p a='b'c=\"d\"/e/f=/g/h", 4),
            ("p =a==b", 1),
            ("p/ / x", 1),
        ];
        for (source, attributes) in cases {
            let html = format!("{source}>rest");
            let tag = Tag::read(&html).unwrap();
            assert_eq!((tag.source, tag.attributes), (source, attributes));
        }
    }
}
