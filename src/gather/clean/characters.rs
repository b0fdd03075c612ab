//! Owns single characters: what may stand in a text that goes into XML, HTML and mail, and what is invisible or turns
//! the reading direction round; how a text is written so that HTML reads it back.

/// A headline, a name, a topic: white space folded, control and invisible characters taken out. No markup is read.
pub fn plain(text: &str) -> String {
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
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let kept = match c {
            '\t' | '\n' | '\r' => Some(c),
            '\u{80}'..='\u{9f}' => windows_1252(c),
            // Joiners mean something within emoji and some scripts, and nothing between Latin letters.
            '\u{200c}' | '\u{200d}' => {
                Some(c).filter(|_| before > '\u{2ff}' && chars.peek().is_some_and(|next| *next > '\u{2ff}'))
            }
            c if is_unwanted(c) => None,
            c => Some(c),
        };
        if let Some(kept) = kept {
            out.push(kept);
            before = kept;
        }
    }
    out
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
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
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
