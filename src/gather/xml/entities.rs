//! Owns the entities of a text: those of XML, those of HTML that feeds use as if they were, and figures. Each becomes one
//! or two characters, and none is looked up in the document, so nothing can grow.

use std::borrow::Cow;

use scraper::Html;

use super::mended::Mended;

/// The longest name of an entity of HTML is shorter.
const MAX_NAME: usize = 32;

/// So many names outside of the short list are looked up in one document.
const MAX_LOOKED_UP: usize = 2_000;

const COMMON: [(&str, char); 40] = [
    ("nbsp", '\u{a0}'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("euro", '€'),
    ("pound", '£'),
    ("yen", '¥'),
    ("cent", '¢'),
    ("sect", '§'),
    ("deg", '°'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("szlig", 'ß'),
    ("ccedil", 'ç'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("iacute", 'í'),
    ("uacute", 'ú'),
    ("times", '×'),
    ("frac12", '½'),
];

/// The text with its entities as characters.
pub(super) fn decode<'a>(text: &'a str, mended: &mut Mended) -> Cow<'a, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(after) = rest.strip_prefix('&') {
        let taken = one(after, &mut out, mended);
        if taken == 0 {
            mended.ampersands += 1;
            out.push('&');
        }
        rest = &after[taken..];
        let next = rest.find('&').unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

/// Reads one entity after its `&`; the number of bytes it takes, 0 where there is none.
fn one(after: &str, out: &mut String, mended: &mut Mended) -> usize {
    let window = &after.as_bytes()[..after.len().min(MAX_NAME)];
    let Some(end) = window.iter().position(|byte| *byte == b';') else { return 0 };
    let name = &after[..end];
    if let Some(figure) = name.strip_prefix('#') {
        let code = match figure.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => figure.parse().ok(),
        };
        let Some(code) = code else { return 0 };
        match char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{80}'..)) {
            Some(c) => out.push(c),
            None => mended.controls += 1,
        }
        return end + 1;
    }
    let known = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    };
    if let Some(c) = known {
        out.push(c);
        return end + 1;
    }
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return 0;
    }
    if let Some((_, c)) = COMMON.iter().find(|(common, _)| *common == name) {
        out.push(*c);
    } else if let Some(characters) = looked_up(name, mended) {
        out.push_str(&characters);
    } else {
        return 0;
    }
    mended.entities += 1;
    end + 1
}

fn looked_up(name: &str, mended: &Mended) -> Option<String> {
    if mended.entities + mended.ampersands > MAX_LOOKED_UP {
        return None;
    }
    let written = format!("&{name};");
    let read: String = Html::parse_fragment(&written).root_element().text().collect();
    (read != written && !read.contains(';')).then_some(read)
}
