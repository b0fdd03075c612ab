//! Owns the straight way through markup: paragraphs, headings, lists and quotes of words, emphasis, links and pictures,
//! each where it belongs. They are copied in one pass and without a tree, which most entries of feeds need no more than
//! that. It gives what the longer ways give, or nothing: what is not known to be written again just so is left to them.

use url::Url;

use super::node::Node;
use super::written::write;
use super::{tags, text};
use crate::gather::clean::address::resolve;
use crate::gather::clean::characters::{escape, is_simple};

/// Deeper markup goes another way.
const MAX_OPEN: usize = 8;

const SPACES: [char; 2] = [' ', '\u{a0}'];

/// The markup as it is written in the end, and its words; `None` where that takes more than copying.
pub(in crate::gather::clean) fn copy(html: &str, base: &Url) -> Option<(String, String)> {
    let mut copy = Copy {
        base,
        html: String::with_capacity(html.len() + 16),
        text: String::with_capacity(html.len()),
        outer: Vec::new(),
        inline: Vec::new(),
        said_from: 0,
        is_start: true,
        has_content: false,
    };
    let mut rest = after_space(html);
    while !rest.is_empty() {
        rest = after_space(copy.block(rest)?);
    }
    copy.outer.is_empty().then_some((copy.html, copy.text))
}

fn after_space(html: &str) -> &str {
    html.trim_ascii_start()
}

struct Copy<'a> {
    base: &'a Url,
    html: String,
    text: String,
    /// The divisions and quotes that are open, each with the length of the HTML before it.
    outer: Vec<(&'a str, usize)>,
    /// The elements that are open in the paragraph.
    inline: Vec<Inline<'a>>,
    /// Where the words of the paragraph begin.
    said_from: usize,
    /// Whether nothing of the paragraph was written yet.
    is_start: bool,
    /// Whether there is anything to see in it.
    has_content: bool,
}

/// An emphasis or a link.
struct Inline<'a> {
    /// Its name as it is read, and as it is written; a span is not.
    raw: &'a str,
    name: &'static str,
    has_content: bool,
}

impl<'a> Copy<'a> {
    /// Copies the block that begins here; what follows it, or stands in it where it may hold blocks.
    fn block(&mut self, markup: &'a str) -> Option<&'a str> {
        if let Some(rest) = markup.strip_prefix("<p>") {
            return self.paragraph(rest, "p", "p", ("\n\n", ""));
        }
        if let Some(closing) = markup.strip_prefix("</") {
            let (name, rest) = closing.split_once('>')?;
            let (_, from) = self.outer.pop().filter(|(open, _)| *open == name)?;
            if name == "blockquote" {
                self.close(from, "blockquote");
            }
            return Some(rest);
        }
        let tag = tags::opening(markup)?;
        match tag.name {
            "p" => self.paragraph(tag.rest, "p", "p", ("\n\n", "")),
            "h1" => self.paragraph(tag.rest, "h1", "h2", ("\n\n", "")),
            "h2" => self.paragraph(tag.rest, "h2", "h2", ("\n\n", "")),
            "h3" => self.paragraph(tag.rest, "h3", "h3", ("\n\n", "")),
            "h4" => self.paragraph(tag.rest, "h4", "h4", ("\n\n", "")),
            "ul" => self.list(tag.rest, "ul"),
            "ol" if tag.value("start").is_none() => self.list(tag.rest, "ol"),
            "div" | "blockquote" if self.outer.len() < MAX_OPEN && tag.value("cite").is_none() => {
                self.outer.push((tag.name, self.html.len()));
                if tag.name == "blockquote" {
                    self.html.push_str("<blockquote>");
                }
                Some(tag.rest)
            }
            _ => None,
        }
    }

    /// Ends an element that holds blocks, or takes it back where none came.
    fn close(&mut self, from: usize, name: &str) {
        if self.html.len() == from + name.len() + "<>".len() {
            self.html.truncate(from);
        } else {
            self.end_tag(name);
        }
    }

    fn start_tag(&mut self, name: &str) {
        self.html.push('<');
        self.html.push_str(name);
        self.html.push('>');
    }

    fn end_tag(&mut self, name: &str) {
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
    }

    fn list(&mut self, mut rest: &'a str, name: &str) -> Option<&'a str> {
        let (html_from, text_from) = (self.html.len(), self.text.len());
        self.start_tag(name);
        loop {
            rest = after_space(rest);
            if let Some(closing) = rest.strip_prefix("</") {
                self.close(html_from, name);
                return closing.strip_prefix(name)?.strip_prefix('>');
            }
            let tag = tags::opening(rest).filter(|tag| tag.name == "li")?;
            let apart = if self.text.len() == text_from { "\n\n" } else { "\n" };
            rest = self.paragraph(tag.rest, "li", "li", (apart, "- "))?;
        }
    }

    /// Copies what is in an element of words, up to its end. `apart` stands between its words and those before it, and
    /// `mark` in front of them.
    fn paragraph(&mut self, rest: &'a str, raw: &str, name: &str, (apart, mark): (&str, &str)) -> Option<&'a str> {
        let (html_from, text_from) = (self.html.len(), self.text.len());
        self.start_tag(name);
        self.text.push_str(if text_from == 0 { "" } else { apart });
        self.text.push_str(mark);
        (self.said_from, self.is_start, self.has_content) = (self.text.len(), true, false);
        let rest = self.words(rest, raw)?;
        self.html.truncate(self.html.trim_end_matches(SPACES).len());
        if self.has_content {
            self.end_tag(name);
        } else {
            self.html.truncate(html_from);
        }
        let said = self.text[self.said_from..].trim_end_matches(' ').len();
        self.text.truncate(if said == 0 { text_from } else { self.said_from + said });
        Some(rest)
    }

    fn words(&mut self, mut rest: &'a str, raw: &str) -> Option<&'a str> {
        loop {
            let (run, markup) = rest.split_at(rest.find('<')?);
            if !run.is_empty() {
                self.run(run)?;
            }
            rest = if let Some(closing) = markup.strip_prefix("</") {
                let (name, after) = closing.split_once('>')?;
                match self.inline.pop() {
                    None if name == raw => return Some(after),
                    Some(inline) if inline.raw == name => self.end_inline(&inline)?,
                    _ => return None,
                }
                after
            } else {
                self.inline(&tags::opening(markup)?)?
            };
        }
    }

    fn inline(&mut self, tag: &tags::Opening<'a>) -> Option<&'a str> {
        let name = match tag.name {
            "strong" | "b" => "strong",
            "em" | "i" => "em",
            "a" => "a",
            "span" => "",
            "img" => {
                self.picture(tag)?;
                return Some(tag.rest);
            }
            _ => return None,
        };
        let is_in_itself = !name.is_empty() && self.inline.iter().any(|outer| outer.name == name);
        if is_in_itself || self.inline.len() >= MAX_OPEN {
            return None;
        }
        if name == "a" {
            self.link(tag.value("href")?)?;
        } else if !name.is_empty() {
            self.start_tag(name);
        }
        self.is_start &= name.is_empty();
        self.inline.push(Inline { raw: tag.name, name, has_content: false });
        Some(tag.rest)
    }

    /// Ends an emphasis or a link; one around nothing is none, and what it held belongs to the words about it.
    fn end_inline(&mut self, inline: &Inline<'_>) -> Option<()> {
        if !inline.name.is_empty() {
            self.end_tag(inline.name);
        }
        (inline.name.is_empty() || inline.has_content).then_some(())
    }

    fn link(&mut self, href: &str) -> Option<()> {
        self.html.push_str("<a href=\"");
        if is_settled(href) {
            self.html.push_str(href);
        } else {
            let url = resolve(&tags::address(href)?, self.base)?;
            let mut escaped = String::with_capacity(url.as_str().len());
            escape(url.as_str(), &mut escaped);
            let again = tags::address(&escaped).and_then(|address| resolve(&address, self.base));
            again.filter(|again| *again == url)?;
            self.html.push_str(&escaped);
        }
        self.html.push_str("\">");
        Some(())
    }

    fn picture(&mut self, tag: &tags::Opening<'_>) -> Option<()> {
        let Some(picture) = tags::image(&tag.given, self.base)? else { return Some(()) };
        let written = write(std::slice::from_ref(&picture));
        let again: Option<Node> = tags::opening(&written).and_then(|tag| tags::image(&tag.given, self.base)).flatten();
        again.filter(|again| *again == picture)?;
        self.html.push_str(&written);
        self.is_start = false;
        self.saw_content();
        Some(())
    }

    fn saw_content(&mut self) {
        self.has_content = true;
        self.inline.iter_mut().for_each(|inline| inline.has_content = true);
    }

    /// Copies the characters between two tags.
    fn run(&mut self, run: &str) -> Option<()> {
        if is_simple(run) {
            self.piece(run, false);
            return Some(());
        }
        let decoded = tags::decoded(run, false)?;
        let read = text::read(&decoded, false);
        self.piece(&read, read.contains(['&', '<', '>', '"']));
        Some(())
    }

    /// Copies characters whose white space is folded.
    fn piece(&mut self, piece: &str, is_escaped: bool) {
        // White space falls away where a paragraph begins, and where there is some already.
        let piece = if self.is_start {
            piece.trim_start_matches(SPACES)
        } else if self.html.ends_with(' ') {
            piece.trim_start_matches(' ')
        } else {
            piece
        };
        if piece.is_empty() {
            return;
        }
        self.is_start = false;
        if is_escaped {
            escape(piece, &mut self.html);
        } else {
            self.html.push_str(piece);
        }
        if !piece.trim_start_matches(SPACES).is_empty() {
            self.saw_content();
        }
        for (at, words) in piece.split('\u{a0}').enumerate() {
            self.say(if at == 0 { "" } else { " " });
            self.say(words);
        }
    }

    /// Adds to the words, with one space at most.
    fn say(&mut self, words: &str) {
        let has_space = self.text.len() == self.said_from || self.text.ends_with(' ');
        self.text.push_str(if has_space { words.trim_start_matches(' ') } else { words });
    }
}

/// Whether an address is written just as a parser of addresses would write it: without anything that is encoded, folded
/// or left out.
fn is_settled(address: &str) -> bool {
    const LONGEST: usize = 2048;
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let Some((host, path)) = rest.and_then(|rest| rest.split_once('/')) else { return false };
    let is_edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let is_label = |label: &str| {
        let mut bytes = label.bytes();
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        label.len() < 64
            && is_edge(bytes.next())
            && bytes.all(inner)
            && is_edge(label.bytes().last())
            && !label.contains("--")
    };
    // What ends in a figure is a number.
    let is_name = |label: &str| label.starts_with(|c: char| c.is_ascii_lowercase());
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~' | b',');
    address.len() <= LONGEST
        && host.len() < 250
        && host.split('.').all(is_label)
        && host.rsplit('.').next().is_some_and(is_name)
        && path.bytes().all(is_plain)
        && !path.starts_with('.')
        && !path.contains("/.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_is_written_as_it_stands_is_settled() {
        let cases = [
            ("https://news.example/2026/a-story_1/index.html", true),
            ("http://a.b/", true),
            ("https://news.example", false),
            ("https://News.example/", false),
            ("https://news.example/a/../b", false),
            ("https://news.example/a?b", false),
            ("https://news.example/a%20b", false),
            ("https://127.0.0.1/", false),
            ("https://a.0x7f/", false),
            ("https://xn--a.example/", false),
            ("https://a@b.example/", false),
            ("//news.example/", false),
        ];
        for (address, expected) in cases {
            assert_eq!(is_settled(address), expected, "{address}");
        }
    }

    proptest! {
        #[test]
        fn what_is_settled_stays(address in "https?://[a-z0-9.-]{1,8}(\\.[a-z0-9-]{1,4})?/[A-Za-z0-9/._~,-]{0,12}") {
            let base = Url::parse("https://news.example/a/b").unwrap();
            if is_settled(&address) {
                prop_assert_eq!(resolve(&address, &base).map(String::from), Some(address));
            }
        }
    }
}
