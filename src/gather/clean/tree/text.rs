//! Owns the reading of a run of characters between tags.

use crate::gather::clean::characters::{is_simple, visible};

/// Folds white space but the no-break space.
pub(super) fn read(text: &str, verbatim: bool) -> String {
    if is_simple(text) {
        return text.to_owned();
    }
    let text = visible(text);
    if verbatim {
        return text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let mut folded = String::with_capacity(text.len());
    // What is kept as it is lies from here to where we are.
    let (mut from, mut at, mut after_space) = (0, 0, false);
    while let Some(byte) = text.as_bytes().get(at) {
        let c = if byte.is_ascii() { Some(char::from(*byte)) } else { text[at..].chars().next() };
        let Some(c) = c else { break };
        let end = at + c.len_utf8();
        let is_space = c.is_whitespace() && c != '\u{a0}';
        if is_space && (after_space || c != ' ') {
            folded.push_str(&text[from..at]);
            folded.push_str(if after_space { "" } else { " " });
            from = end;
        }
        after_space = is_space;
        at = end;
    }
    folded.push_str(&text[from..]);
    folded
}
