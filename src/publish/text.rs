//! Owns the cleaning of text that leaves in a document: which characters may stand in it, how a line is made of it, how
//! it is escaped into HTML, and how plain words are taken back out of HTML. Formats and bodies never do this themselves.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use url::{Position, Url};

use super::lint::ends_element;

/// What windows-1252 means by the bytes 0x80–0x9F, which badly decoded pages carry as C1 controls; `\0` means nothing.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Elements that stand inside a sentence: taking their tags away must not part a word.
const INLINE: [&str; 19] = [
    "a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "u",
];

/// The text with only what XML 1.0 may hold and a reader can show: C1 controls become what windows-1252 means by them,
/// what was read twice becomes what was written, CR and CR LF become LF; other controls, U+FFFD and noncharacters go.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_calm(text) {
        return Cow::Borrowed(text);
    }
    let once = read_once(text);
    if once.chars().all(stays) {
        return once;
    }
    let mut cleaned = String::with_capacity(once.len());
    let mut before = '\0';
    for c in once.chars() {
        match c {
            '\n' if before == '\r' => {}
            '\r' => cleaned.push('\n'),
            '\u{80}'..='\u{9F}' => cleaned.extend(windows_1252(c)),
            c if stays(c) => cleaned.push(c),
            _ => {}
        }
        before = c;
    }
    // What was taken away may have stood between two that now look as if they were read twice.
    Cow::Owned(if is_read_twice(&cleaned) { clean(&cleaned).into_owned() } else { cleaned })
}

/// Whether a text needs no second look, by its bytes alone, as nearly all do: it holds no control, and none of the bytes
/// that begin a C1 control (0xC2), what was read twice (0xC3), U+FFFD and noncharacters (0xEF, 0xF0 and up).
pub(super) fn is_calm(text: &str) -> bool {
    /// Bytes looked at in one go: a compiler turns that into few instructions, a search that stops anywhere into many.
    const RUN: usize = 64;
    let loud = |byte: u8| {
        (byte < b' ' && byte != b'\t' && byte != b'\n')
            | (byte == 0x7F)
            | (byte == 0xC2)
            | (byte == 0xC3)
            | (byte >= 0xEF)
    };
    text.as_bytes().chunks(RUN).all(|run| !run.iter().fold(false, |any, byte| any | loud(*byte)))
}

/// Whether a text holds UTF-8 that was taken for Latin-1: `Ã©` for `é`.
pub fn is_read_twice(text: &str) -> bool {
    // Both begin with this byte, and so do few other letters of most languages.
    text.as_bytes().contains(&0xC3)
        && text.contains(['Â', 'Ã'])
        && text.split(PARTS).any(|part| written(part).is_some())
}

/// What readers of XML hand on in one piece ends at these, so that each piece is judged alone.
const PARTS: [char; 6] = ['&', '<', '>', '"', '\'', '\n'];

/// The text with each piece that was read twice as it was written.
fn read_once(text: &str) -> Cow<'_, str> {
    if !is_read_twice(text) {
        return Cow::Borrowed(text);
    }
    let mut once = String::with_capacity(text.len());
    for part in text.split_inclusive(PARTS) {
        let end = part.len() - part.chars().next_back().filter(|c| PARTS.contains(c)).map_or(0, char::len_utf8);
        once.push_str(&written(&part[..end]).unwrap_or_else(|| part[..end].to_owned()));
        once.push_str(&part[end..]);
    }
    // It may have been read more than twice; each time makes it shorter.
    Cow::Owned(read_once(&once).into_owned())
}

/// What was written, where all of a piece is UTF-8 taken for Latin-1. `Ã»` alone may end a Portuguese quotation.
fn written(part: &str) -> Option<String> {
    let mut pairs = part.chars().zip(part.chars().skip(1));
    let suspect = |(a, b): (char, char)| matches!(a, 'Â' | 'Ã') && matches!(b, '\u{80}'..='\u{BF}') && b != '»';
    if !pairs.any(suspect) {
        return None;
    }
    let bytes: Option<Vec<u8>> = part.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

/// The text cleaned, on one line, without white space at its ends: titles, names, topics.
pub fn line(text: &str) -> String {
    let cleaned = clean(text);
    let breaks = |c: char| c.is_ascii_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    let words: Vec<&str> = cleaned.split(breaks).filter(|word| !word.is_empty()).collect();
    words.join(" ").trim().to_owned()
}

/// A person's name: a line in which nothing looks like markup, since a name can be written in one way only. What does is
/// parted by a mark that nobody sees.
pub fn name(text: &str) -> String {
    let name = line(text);
    if ends_element(&name) { name.replace("</", "<\u{2060}/") } else { name }
}

/// The text cleaned and made safe to stand in HTML, in an attribute too.
pub fn escape(text: &str) -> String {
    let cleaned = clean(text);
    let mut escaped = String::with_capacity(cleaned.len() + cleaned.len() / 16);
    for c in cleaned.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// An address as it may stand in a feed: what RFC 2396 has no place for, and browsers let pass, is written as `%XX`.
pub fn address(url: &Url) -> String {
    let mut written = String::with_capacity(url.as_str().len());
    let host_ends = url[..Position::AfterHost].len();
    for (at, c) in url.as_str().char_indices() {
        match c {
            // A host that is a number of IPv6 stands in brackets.
            '[' | ']' if at < host_ends => written.push(c),
            '[' | ']' | '{' | '}' | '|' | '\\' | '^' | '`' | '"' | '<' | '>' => {
                written.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => written.push(c),
        }
    }
    written
}

/// An address in the spelling that is compared letter by letter where it is used as an id: escapes in capitals, and only
/// where they are needed (RFC 3986, 6.2.2).
pub fn canonical(url: &Url) -> String {
    let address = address(url);
    let mut written = String::with_capacity(address.len());
    let mut rest = address.as_str();
    while let Some(at) = rest.find('%') {
        written.push_str(&rest[..at]);
        let escape = rest.get(at + 1..at + 3).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(byte) = escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) else {
            written.push_str("%25");
            rest = &rest[at + 1..];
            continue;
        };
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
        rest = &rest[at + 3..];
    }
    written.push_str(rest);
    written
}

/// The paragraphs of a plain text: parted by empty lines, never empty themselves.
pub fn paragraphs(text: &str) -> Vec<String> {
    let cleaned = clean(text);
    let mut paragraphs = Vec::new();
    let mut open = String::new();
    for text_line in cleaned.lines().map(str::trim).chain([""]) {
        if !text_line.is_empty() {
            open.push_str(if open.is_empty() { "" } else { "\n" });
            open.push_str(text_line);
        } else if !open.is_empty() {
            paragraphs.push(std::mem::take(&mut open));
        }
    }
    paragraphs
}

/// The words of allow-listed HTML, on one line.
pub fn words(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('<') { take_tag(rest, &mut text) } else { take_reference(rest, &mut text) };
        rest = &rest[taken..];
    }
    text.push_str(rest);
    line(&text)
}

/// The beginning of a text: at most `limit` letters as people count them, cut between words, with `…` where it was cut.
pub fn beginning(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.grapheme_indices(true).nth(limit) else {
        return text.to_owned();
    };
    let cut = &text[..end];
    let between_words = cut.rfind(char::is_whitespace).filter(|space| *space > end / 2).unwrap_or(end);
    format!("{}…", cut[..between_words].trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation()))
}

/// Whether a character may leave as it is.
fn stays(c: char) -> bool {
    match c {
        '\t' | '\n' | '\u{20}'..='\u{7E}' => true,
        '\0'..='\u{9F}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFD}' => false,
        // The last two of each plane are noncharacters.
        c => u32::from(c) & 0xFFFE != 0xFFFE,
    }
}

fn windows_1252(c: char) -> Option<char> {
    let index = usize::try_from(u32::from(c).checked_sub(0x80)?).ok()?;
    WINDOWS_1252.get(index).copied().filter(|meant| *meant != '\0')
}

/// Takes a tag off the front of `html`; a tag that is not inline leaves a space. Answers how many bytes were taken.
fn take_tag(html: &str, text: &mut String) -> usize {
    let Some(end) = html.find('>') else {
        // Nothing behind it can be a tag either.
        text.push_str(html);
        return html.len();
    };
    let name: String = html[1..end].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    if !INLINE.contains(&name.to_ascii_lowercase().as_str()) {
        text.push(' ');
    }
    end + 1
}

/// Takes a character reference off the front of `html`: those a sanitiser's serialiser writes, and numbers.
fn take_reference(html: &str, text: &mut String) -> usize {
    let end = html.bytes().take(12).position(|byte| byte == b';');
    let meant = end.and_then(|end| match &html[1..end] {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{A0}'),
        name => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number)
        }
    });
    let (c, taken) = meant.zip(end).map_or(('&', 1), |(c, end)| (c, end + 1));
    text.push(c);
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_xml_may_hold_stays() {
        let cases = [
            ("plain", "plain"),
            ("a\0b\u{B}c\u{1D}d\u{7F}e", "abcde"),
            ("x\u{FFFE}y\u{FFFF}z\u{1FFFE}\u{FDD0}\u{FFFD}", "xyz"),
            ("it\u{92}s \u{93}so\u{94} \u{85}\u{81}", "it’s “so” …"),
            ("a\r\nb\rc\n\r\nd", "a\nb\nc\n\nd"),
            ("cafÃ© & thÃ©, 5Â£", "café & thé, 5£"),
            ("cafÃ\u{83}Â©", "café"),
            ("AÇÃO «IRMÃ» PÃ’", "AÇÃO «IRMÃ» PÃ’"),
            (
                "\tkept \u{1F469}\u{200D}\u{2695} \u{5D0}\u{5D1} ]]>",
                "\tkept \u{1F469}\u{200D}\u{2695} \u{5D0}\u{5D1} ]]>",
            ),
        ];
        for (dirty, expected) in cases {
            assert_eq!(clean(dirty), expected, "{dirty:?}");
        }
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line("  a \n\t b\r\nc\u{2028}d\u{A0}"), "a b c d");
        assert_eq!(line("10\u{A0}%"), "10\u{A0}%");
    }

    #[test]
    fn addresses_hold_only_what_every_reader_takes() {
        for (url, expected) in [
            ("https://a.example/b?c=1&d=2#e", "https://a.example/b?c=1&d=2#e"),
            (
                "https://a.example/[b]|{c}^`?x[]=1|2#d|e",
                "https://a.example/%5Bb%5D%7C%7Bc%7D%5E%60?x%5B%5D=1%7C2#d%7Ce",
            ),
            ("https://ä.example/ö?ü", "https://xn--4ca.example/%C3%B6?%C3%BC"),
            ("http://[::1]/x", "http://[::1]/x"),
        ] {
            assert_eq!(address(&url.parse().unwrap()), expected);
        }
    }

    #[test]
    fn an_address_that_is_an_id_has_one_spelling() {
        for (url, expected) in [
            ("https://a.example/%7ea%c3%a9?%2f%2B+~#%41", "https://a.example/~a%C3%A9?%2F%2B+~#A"),
            ("https://a.example/100%|%zz%", "https://a.example/100%25%7C%25zz%25"),
            ("https://a.example", "https://a.example/"),
        ] {
            assert_eq!(canonical(&url.parse().unwrap()), expected);
        }
    }

    #[test]
    fn a_name_holds_no_markup() {
        for (text, expected) in [
            (" Ann\n Reed ", "Ann Reed"),
            ("Ann </b>", "Ann <\u{2060}/b>"),
            ("A </ b> & </nosuch> <a@b.example>", "A </ b> & </nosuch> <a@b.example>"),
        ] {
            assert_eq!(name(text), expected);
            assert_eq!(name(expected), expected);
        }
    }

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(paragraphs("\n\none\ntwo\n \nthree\r\n\r\n\r\nfour\n"), ["one\ntwo", "three", "four"]);
        assert!(paragraphs(" \n ").is_empty());
    }

    #[test]
    fn words_come_out_of_html() {
        let cases = [
            ("<p>One <b>bo</b>ld.</p><p>Two</p>", "One bold. Two"),
            ("a<br>b &amp;amp; &lt;c&gt; &#8217;&#x2019; &bogus; & <", "a b &amp; <c> ’’ &bogus; & <"),
            ("&éééééééééé;", "&éééééééééé;"),
            ("<ul><li>x</li><li>y</li></ul>", "x y"),
        ];
        for (html, expected) in cases {
            assert_eq!(words(html), expected, "{html}");
        }
    }

    #[test]
    fn a_beginning_is_cut_between_words() {
        assert_eq!(beginning("short", 10), "short");
        assert_eq!(beginning("one two, three", 10), "one two…");
        assert_eq!(beginning("\u{1F469}\u{200D}\u{2695}\u{1F469}\u{200D}\u{2695}x", 1), "\u{1F469}\u{200D}\u{2695}…");
    }

    /// Proptest's own strings hold no control characters.
    fn any_text() -> impl Strategy<Value = String> {
        proptest::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn what_is_calm_is_clean(text in any_text(), calm in "[ -~\t\n‘’“”–€אбあ가]{0,80}") {
            prop_assert!(!is_calm(&text) || (text.chars().all(stays) && !is_read_twice(&text)));
            prop_assert!(is_calm(&calm));
        }

        #[test]
        fn cleaning_is_done_once(text in any_text()) {
            let once = clean(&text).into_owned();
            prop_assert!(once.chars().all(stays));
            prop_assert_eq!(clean(&once), once.as_str());
            prop_assert_eq!(line(&line(&text)), line(&text));
        }

        #[test]
        fn escaped_text_reads_back(text in any_text()) {
            prop_assert_eq!(words(&escape(&text)), line(&text));
        }

        #[test]
        fn no_input_breaks_the_readers(text in "[<>&#x;a-zé0-9 /]{0,60}", limit in 0_usize..20) {
            words(&text);
            beginning(&text, limit);
        }
    }
}
