//! Owns the step from the bytes of an XML document to characters: the byte order mark, then what the bytes can only be,
//! then what the server says, then the declaration; and bytes of another character set where they stray.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::mended::Mended;

/// A declaration stands within so many bytes, junk before it included.
const DECLARED_WITHIN: usize = 1024;

/// Decodes a document; no character is left that XML does not allow.
pub(in crate::gather) fn decode<'a>(body: &'a [u8], content_type: Option<&str>, mended: &mut Mended) -> Cow<'a, str> {
    let text = characters(body, content_type, mended);
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        Cow::Owned(text) => Cow::Owned(text.trim_start_matches('\u{feff}').to_owned()),
    };
    // Without an early end, so that many bytes are looked at together.
    if !text.bytes().fold(false, |any, byte| any | is_control(byte)) {
        return text;
    }
    mended.controls += text.bytes().filter(|byte| is_control(*byte)).count();
    Cow::Owned(text.chars().filter(|c| u8::try_from(*c).map_or(true, |byte| !is_control(byte))).collect())
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

fn characters<'a>(body: &'a [u8], content_type: Option<&str>, mended: &mut Mended) -> Cow<'a, str> {
    if let Some((encoding, _)) = Encoding::for_bom(body) {
        return lenient(encoding, body, mended);
    }
    if let Some(encoding) = wide(body) {
        return encoding.decode(body).0;
    }
    let header = content_type.and_then(|header| label(&header.to_ascii_lowercase(), "charset"));
    let named = header.or_else(|| declared(body));
    let encoding = named.as_deref().and_then(|label| Encoding::for_label(label.as_bytes()));
    match std::str::from_utf8(body) {
        // What is all ASCII reads alike in all but the few sets that are made of escapes.
        Ok(text) if encoding.is_none_or(|encoding| encoding == UTF_8 || !text.is_ascii() || plain(encoding)) => {
            let differs = encoding.is_some_and(|encoding| encoding != UTF_8);
            if (differs || named.is_some() && encoding.is_none()) && !text.is_ascii() {
                mended.charset = Some("UTF-8".to_owned());
            }
            Cow::Borrowed(text)
        }
        _ => lenient(encoding.unwrap_or(UTF_8), body, mended),
    }
}

/// Whether ASCII bytes are ASCII characters in it, whatever surrounds them.
fn plain(encoding: &'static Encoding) -> bool {
    encoding.is_ascii_compatible() || encoding == UTF_16LE || encoding == UTF_16BE
}

/// UTF-16 without a mark.
fn wide(body: &[u8]) -> Option<&'static Encoding> {
    match body.get(..4)? {
        [b'<', 0, next, 0] if *next != 0 => Some(UTF_16LE),
        [0, b'<', 0, next] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Bytes that are no UTF-8 within what says it is are windows-1252, one by one.
fn lenient<'a>(encoding: &'static Encoding, body: &'a [u8], mended: &mut Mended) -> Cow<'a, str> {
    let body = if encoding == UTF_8 { body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body) } else { body };
    if encoding != UTF_8 {
        return encoding.decode(body).0;
    }
    if let Ok(text) = std::str::from_utf8(body) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(body.len() + 64);
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        mended.bytes += chunk.invalid().len();
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Cow::Owned(text)
}

fn declared(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&body[..body.len().min(DECLARED_WITHIN)]).to_ascii_lowercase();
    let (_, declaration) = head.split_once("<?xml")?;
    label(declaration.split('>').next()?, "encoding")
}

/// The value of `key=value`, with or without quotes.
fn label(text: &str, key: &str) -> Option<String> {
    let (_, value) = text.split_once(key)?;
    let value = value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| c.is_whitespace() || "\"';,?>".contains(c)).unwrap_or(value.len());
    Some(value[..end].to_owned()).filter(|label| !label.is_empty())
}
