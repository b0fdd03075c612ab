//! Owns the reading of a run of characters between tags.

use crate::gather::clean::characters::visible;

/// Folds white space but the no-break space.
pub(super) fn read(text: &str, verbatim: bool) -> String {
    let text = visible(text);
    if verbatim {
        return text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() || c == '\u{a0}' {
            folded.push(c);
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded
}
