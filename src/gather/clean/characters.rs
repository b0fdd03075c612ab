//! Owns single characters: what may stand in a text that goes into XML, HTML and mail, and what is invisible or turns
//! the reading direction round; how a text is written so that HTML reads it back.

use std::borrow::Cow;

/// Whether a text is of plain ASCII characters that mean nothing in markup, with single spaces: as it is read, so it is
/// written. Most texts are, and each way through this file is short for them.
pub(super) fn is_simple(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_odd = |byte: &u8| !(b' '..0x7f).contains(byte) || matches!(byte, b'&' | b'<' | b'>' | b'"');
    // Without an early end, so that many bytes are looked at together.
    let odd = bytes.iter().fold(false, |odd, byte| odd | is_odd(byte));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    !odd && !pairs.fold(false, |twice, (one, next)| twice || (*one == b' ' && *next == b' '))
}

/// A headline, a name, a topic: white space folded, control and invisible characters taken out. No markup is read.
pub fn plain(text: &str) -> String {
    if is_simple(text) {
        return text.trim_matches(' ').to_owned();
    }
    let visible = visible(text);
    let mut folded = String::with_capacity(visible.len());
    for word in visible.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The text without control, invisible and direction characters; what windows-1252 left among the controls is mapped.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    // What is kept as it is lies from here to where we are.
    let (mut from, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        if (b' '..0x7f).contains(byte) || matches!(byte, b'\t' | b'\n' | b'\r') {
            at += 1;
            continue;
        }
        let mut chars = text[at..].chars();
        let Some(c) = chars.next() else { break };
        let before = || text[from..at].chars().next_back().or_else(|| out.chars().next_back()).unwrap_or(' ');
        let kept = match c {
            '\u{80}'..='\u{9f}' => windows_1252(c),
            // Joiners mean something within emoji and some scripts, and nothing between Latin letters.
            '\u{200c}' | '\u{200d}' => {
                Some(c).filter(|_| before() > '\u{2ff}' && chars.clone().next().is_some_and(|next| next > '\u{2ff}'))
            }
            c if is_unwanted(c) => None,
            c => Some(c),
        };
        let end = at + c.len_utf8();
        if kept != Some(c) {
            out.push_str(&text[from..at]);
            out.extend(kept);
            from = end;
        }
        at = end;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

fn is_unwanted(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'
        | '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{180e}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e007f}')
        || u32::from(c) & 0xfffe == 0xfffe
}

fn windows_1252(c: char) -> Option<char> {
    const TABLE: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    TABLE.get(usize::try_from(u32::from(c) - 0x80).ok()?).copied().filter(|mapped| *mapped != '\0')
}

/// Writes a text so that it may stand in HTML, in an attribute too.
pub(crate) fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(escaped);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_holds_only_what_can_be_seen() {
        let cases = [
            ("  Two \n\t words\u{a0}here ", "Two words here"),
            ("a\0b\u{b}c\u{1d}d\u{fffe}e\u{ffff}f\u{fffd}g", "abcdefg"),
            ("it\u{92}s \u{93}so\u{94} \u{85} \u{81}", "it’s “so” …"),
            ("pay\u{200b}pal \u{202e}gpj.exe\u{2069}", "paypal gpj.exe"),
            ("soft\u{ad}hyphen \u{feff}mark", "softhyphen mark"),
            ("la\u{200d}tin 👩\u{200d}⚕\u{fe0f}", "latin 👩\u{200d}⚕\u{fe0f}"),
            ("line\u{2028}separator", "line separator"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected, "{text:?}");
        }
    }
}
