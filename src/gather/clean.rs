//! Owns the cleaning of what came from outside: untrusted HTML becomes a short allow-list of elements with absolute
//! addresses, and the same as plain text. Nothing that has passed here can run in a reader, load a tracker or break a
//! document it is put into.
//!
//! Ammonia takes out what is dangerous; `tree` then rebuilds what is left as paragraphs, lists and tables, and writes
//! only names that stand in its own list.

mod address;
mod characters;
mod tree;
mod words;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use url::Url;

pub use address::{resolve, without_trackers};
pub(crate) use characters::escape;
pub use characters::plain;

use super::depth;

/// A longer fragment is cut: no article or comment comes near.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Rebuilding settles in one or two passes; markup made to never settle gets no more than this.
const MAX_PASSES: usize = 5;

/// A piece of HTML after cleaning, and its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Allow-listed, balanced HTML.
    pub html: String,
    /// The words: paragraphs separated by an empty line, list items with "- ", table cells with " | ".
    pub text: String,
}

/// Cleans a fragment of HTML; relative addresses are relative to `base`.
pub fn fragment(html: &str, base: &Url) -> Cleaned {
    let html = &html[..html.floor_char_boundary(MAX_BYTES)];
    let base = &*address::short(base);
    straight(html, base).or_else(|| simply(html, base)).unwrap_or_else(|| thoroughly(html, base))
}

/// What needs no arranging is copied.
fn straight(html: &str, base: &Url) -> Option<Cleaned> {
    let (html, text) = tree::copy(html, base)?;
    Some(Cleaned { html, text })
}

/// What is plainly right is rebuilt without a parser, until it settles.
fn simply(html: &str, base: &Url) -> Option<Cleaned> {
    let mut nodes = tree::build_simply(html, base)?;
    let mut html = tree::write(&nodes);
    for _ in 1..MAX_PASSES {
        nodes = tree::build_simply(&html, base)?;
        let settled = tree::write(&nodes);
        if settled == html {
            return Some(Cleaned { text: words::write(&nodes), html });
        }
        html = settled;
    }
    None
}

fn thoroughly(html: &str, base: &Url) -> Cleaned {
    // What one pass has put in order is mostly plain to see, and is not parsed again.
    parsed(html, base, |html| straight(html, base).or_else(|| simply(html, base)))
}

/// Cleans with parsers; `seen` tells what it comes to where that is plain to see.
fn parsed(html: &str, base: &Url, seen: impl Fn(&str) -> Option<Cleaned>) -> Cleaned {
    if depth::check(html).is_err() {
        let text = words_outside(html);
        return Cleaned { html: tree::paragraph(&text), text };
    }
    let mut html = SANITISER.clean(html).to_string();
    let mut nodes = Vec::new();
    for _ in 0..MAX_PASSES {
        nodes = tree::build(&html, base);
        let settled = tree::write(&nodes);
        if settled == html {
            break;
        }
        html = settled;
        if let Some(cleaned) = seen(&html).filter(|cleaned| cleaned.html == html) {
            return cleaned;
        }
    }
    Cleaned { text: words::write(&nodes), html }
}

/// A text without tags, its entities as characters; `None` where it has tags, or takes a parser.
pub(super) fn without_entities(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('<') { None } else { tree::decoded(text, false) }
}

/// What is left of markup that is unsafe to parse: the characters outside of tags.
pub(super) fn words_outside(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        text.push(' ');
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    text.push_str(rest);
    plain(&text)
}

/// Takes out scripts, styles, forms' controls, embedded things and every attribute that is not read by [`tree`]. What it
/// keeps is more than what is written in the end: [`tree`] needs to see where a `div` began and what was hidden.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(tree::KNOWN.iter().copied().collect())
        .clean_content_tags(HashSet::from([
            "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "video", "audio",
            "canvas", "map", "button", "select", "textarea", "label", "title", "head", "noembed", "noframes", "dialog",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "data-src", "data-original", "data-lazy-src", "alt", "width", "height"])),
            ("blockquote", HashSet::from(["cite"])),
            ("abbr", HashSet::from(["title"])),
            ("ol", HashSet::from(["start"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan", "scope"])),
        ]))
        .generic_attributes(HashSet::from(["hidden", "style", "aria-hidden"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
});

#[cfg(test)]
mod tests;
