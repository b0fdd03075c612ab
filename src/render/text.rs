//! Owns the care of untrusted plain text: what may not be shown is taken out, lines are joined, wrapped and cut at
//! words. Pure; knows nothing of templates.

use std::borrow::Cow;

use crate::domain::unstacked;

/// Whether a character has no place in a letter or on a page: controls but the line feed and the tab, and what makes
/// text look other than it is (bidirectional overrides, zero-width and tag characters, the soft hyphen).
fn is_unwanted(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The text without the characters that may not be shown, and without marks heaped on one letter; a line or paragraph separator becomes a line feed.
pub fn clean(text: &str) -> Cow<'_, str> {
    // Nearly every text is plain ASCII, and a letter is made of hundreds of them.
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let text = unstacked(text);
    if !text.chars().any(is_unwanted) {
        return text;
    }
    let separators = text.replace(['\u{2028}', '\u{2029}', '\u{85}'], "\n");
    Cow::Owned(separators.chars().filter(|c| !is_unwanted(*c)).collect())
}

/// The text as one line: cleaned, every run of white space a single blank.
pub fn one_line(text: &str) -> String {
    let breaks_kept = text.replace(['\r', '\u{b}', '\u{c}'], "\n");
    clean(&breaks_kept).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The paragraphs of a text, each as one line, without empty ones.
pub fn paragraphs(text: &str) -> Vec<String> {
    let unix = text.replace("\r\n", "\n");
    unix.split("\n\n").map(one_line).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// The text cut to at most `limit` characters, at a word where that costs less than a third, with an ellipsis.
pub fn clip(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    let at_word = match cut.rfind(' ') {
        Some(blank) if blank * 3 >= cut.len() * 2 => &cut[..blank],
        _ => cut.as_str(),
    };
    format!("{}…", at_word.trim_end_matches([' ', ',', ';', ':', '-', '–', '·']))
}

/// The text wrapped at `width` columns, every line begun with `indent`; an empty line stays between paragraphs. A word
/// longer than a line (an address) is never broken.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(indent.chars().count()).max(1);
    let mut lines: Vec<String> = Vec::new();
    for paragraph in clean(text).split('\n') {
        let mut line = String::new();
        let mut columns = 0;
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            if columns > 0 && columns + 1 + length > room {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            }
            if columns > 0 {
                line.push(' ');
                columns += 1;
            }
            line.push_str(word);
            columns += length;
        }
        lines.push(line);
    }
    let indented: Vec<String> = lines.iter().map(|line| format!("{indent}{line}").trim_end().to_owned()).collect();
    indented.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_may_not_be_shown() {
        let cases = [
            ("plain", "plain"),
            ("a\u{202e}b\u{200b}c\u{feff}", "abc"),
            ("bell\u{7}\u{0}", "bell"),
            ("two\nlines\tand a tab", "two\nlines\tand a tab"),
            ("one\u{2028}two", "one\ntwo"),
            ("naïve – “quoted”", "naïve – “quoted”"),
            ("tag\u{e0041}", "tag"),
            ("Z\u{301}\u{302}\u{303}\u{304}oe\u{200b}", "Z\u{301}\u{302}oe"),
        ];
        for (text, want) in cases {
            assert_eq!(clean(text), want, "{text:?}");
        }
        assert_eq!(one_line(" a\r\nBcc: x\u{85}y \t z\u{b}w "), "a Bcc: x y z w");
        assert_eq!(paragraphs("a\nb\r\n\r\n\n\nc"), ["a b", "c"]);
    }

    #[test]
    fn cuts_at_a_word() {
        assert_eq!(clip("short", 10), "short");
        assert_eq!(clip("one two three four", 14), "one two three…");
        assert_eq!(clip("one two, three", 9), "one two…");
        assert_eq!(clip("unbrokenword", 6), "unbro…");
        assert_eq!(clip("ééééé", 3), "éé…");
    }

    #[test]
    fn wraps_without_breaking_a_word() {
        assert_eq!(wrap("aa bb cc", 5, ""), "aa bb\ncc");
        assert_eq!(wrap("aa bb\n\ncc", 6, "> "), "> aa\n> bb\n>\n> cc");
        let address = "https://newsroom.example/a/very/long/address/that/does/not/fit";
        assert_eq!(wrap(&format!("see {address} now"), 20, "  "), format!("  see\n  {address}\n  now"));
        assert_eq!(wrap("", 72, "  "), "");
    }

    proptest::proptest! {
        #[test]
        fn a_line_is_one_line(text in ".*") {
            let line = one_line(&text);
            proptest::prop_assert!(!line.chars().any(char::is_control));
            proptest::prop_assert!(!line.contains("  "));
        }
    }
}
