//! Owns the step from bytes to characters: the byte order mark, then what the server says, then what the page says, then
//! UTF-8 where it is valid, and windows-1252 for all else.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// A page declares its encoding within so many bytes, says the HTML standard.
const DECLARED_WITHIN: usize = 1024;

/// Decodes a page; what is invalid becomes U+FFFD.
pub fn decode(body: &[u8], content_type: Option<&str>) -> String {
    let encoding = content_type.and_then(of_content_type).or_else(|| declared(body)).unwrap_or_else(|| guessed(body));
    // `decode` lets a byte order mark overrule the encoding it is given.
    encoding.decode(body).0.into_owned()
}

fn of_content_type(header: &str) -> Option<&'static Encoding> {
    let lower = header.to_ascii_lowercase();
    let (_, label) = lower.split_once("charset=")?;
    for_label(label)
}

/// What `<meta charset>` or `<meta http-equiv content>` says.
fn declared(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&body[..body.len().min(DECLARED_WITHIN)]).to_ascii_lowercase();
    let in_meta = head.split("<meta").skip(1).filter_map(|rest| rest.split('>').next());
    let in_xml = head.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let label = |(declaration, key): (&str, &str)| {
        let (_, value) = declaration.split_once(key)?;
        for_label(value.trim_start().strip_prefix('=')?)
    };
    let found = in_meta.map(|meta| (meta, "charset")).chain(in_xml.map(|xml| (xml, "encoding"))).find_map(label)?;
    // A page whose declaration could be read as ASCII is not in UTF-16.
    Some(if found.is_ascii_compatible() { found } else { UTF_8 })
}

fn for_label(text: &str) -> Option<&'static Encoding> {
    let text = text.trim_start().trim_start_matches(['"', '\'']);
    let end = text.find(|c: char| c.is_whitespace() || "\"';,/>".contains(c)).unwrap_or(text.len());
    Encoding::for_label(&text.as_bytes()[..end])
}

fn guessed(body: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(body).is_ok() { UTF_8 } else { WINDOWS_1252 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hint_has_its_rank() {
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("é".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let far = [&[b' '; 2000][..], b"<meta charset=koi8-r>\xe9"].concat();
        let cases: [(&[u8], Option<&str>, &str); 13] = [
            ("é".as_bytes(), None, "é"),
            (b"\xe9 \x92s \x80", None, "é ’s €"),
            (b"\xe9", Some("text/html; charset=ISO-8859-1"), "é"),
            (b"\xc1", Some("text/html; charset=\"koi8-r\""), "а"),
            (b"<meta charset=koi8-r>\xc1", None, "<meta charset=koi8-r>а"),
            (b"<meta charset=koi8-r>\xc1", Some("text/html"), "<meta charset=koi8-r>а"),
            ("<meta charset=koi8-r>é".as_bytes(), Some("text/html; charset=utf-8"), "<meta charset=koi8-r>é"),
            (
                b"<META content='text/html; charset=windows-1252' http-equiv=x>\x96",
                None,
                "<META content='text/html; charset=windows-1252' http-equiv=x>–",
            ),
            ("<meta charset=utf-16>é".as_bytes(), None, "<meta charset=utf-16>é"),
            ("\u{feff}é".as_bytes(), Some("text/html; charset=iso-8859-1"), "é"),
            (&utf16, None, "é"),
            (b"<?xml version='1.0' encoding='koi8-r'?>\xc1", None, "<?xml version='1.0' encoding='koi8-r'?>а"),
            (b"<meta charset=nonsense>\xe9", None, "<meta charset=nonsense>é"),
        ];
        for (body, header, expected) in cases {
            assert_eq!(decode(body, header), expected, "{expected}");
        }
        assert!(decode(&far, None).ends_with('é'));
    }
}
