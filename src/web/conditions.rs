//! Owns what a request says of the copy its reader holds and of the codings it takes (RFC 9110 sections 8.8, 12.5.3 and
//! 13). Pure, and without allocation where a request is an ordinary one: every poll of every reader comes through here.

use axum::http::header::{ACCEPT_ENCODING, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, NaiveDateTime};

/// How the bytes on their way are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Coding {
    /// All, in the order in which a document holds them.
    pub(super) const ALL: [Self; 3] = [Self::Plain, Self::Gzip, Self::Brotli];

    /// The value of `Content-Encoding`; a plain body has none.
    pub(super) fn token(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// The coding the reader likes best of those there are; of equals the smallest. Whoever refuses all of them gets the
/// plain bytes, which is better than none (RFC 9110 section 12.5.3).
pub(super) fn coding(headers: &HeaderMap, has: impl Fn(Coding) -> bool) -> Coding {
    let (mut brotli, mut gzip, mut plain, mut any) = (None, None, None, None);
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    for item in lines.flat_map(|line| line.split(',')) {
        let (name, weight) = weighed(item);
        let place = match name {
            _ if name.eq_ignore_ascii_case("br") => &mut brotli,
            _ if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => &mut gzip,
            _ if name.eq_ignore_ascii_case("identity") => &mut plain,
            "*" => &mut any,
            _ => continue,
        };
        place.get_or_insert(weight);
    }
    let packed = any.unwrap_or(0);
    // Plain bytes are always welcome unless they are refused by name; nobody who lists a packing prefers them to it.
    let mut best = (Coding::Plain, plain.unwrap_or(0));
    for (coding, weight) in [(Coding::Gzip, gzip.unwrap_or(packed)), (Coding::Brotli, brotli.unwrap_or(packed))] {
        if weight > 0 && weight >= best.1 && has(coding) {
            best = (coding, weight);
        }
    }
    best.0
}

/// A coding and its weight in thousandths; what cannot be read weighs nothing.
fn weighed(item: &str) -> (&str, u16) {
    /// In thousandths: no `q` has more figures behind the point.
    const WHOLE: u16 = 1000;
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let said = parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let Some(said) = said else { return (name, WHOLE) };
    let (whole, behind) = said.split_once('.').unwrap_or((said, ""));
    let figures = behind.bytes().all(|byte| byte.is_ascii_digit()) && behind.len() <= 3;
    let thousandths = format!("{behind:0<3}").parse().unwrap_or(0);
    match (whole, figures) {
        ("0", true) => (name, thousandths),
        ("1", true) if thousandths == 0 => (name, WHOLE),
        _ => (name, 0),
    }
}

/// Whether the reader's copy is as good as ours (RFC 9110 section 13.2.2): If-None-Match, where there is one, decides
/// alone. `modified` is the second of our `Last-Modified`, `modified_at` the header.
pub(super) fn is_fresh(headers: &HeaderMap, etag: &HeaderValue, modified: i64, modified_at: &HeaderValue) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        return is_held(headers, etag);
    }
    let Some(since) = headers.get(IF_MODIFIED_SINCE) else { return false };
    since == modified_at || since.to_str().ok().and_then(second_of).is_some_and(|since| since >= modified)
}

/// Whether the reader says that they hold what has this validator.
pub(super) fn is_held(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    headers.get_all(IF_NONE_MATCH).iter().any(|line| names(line.as_bytes(), etag.as_bytes()))
}

/// Whether a list of entity tags names this one, by weak comparison (RFC 9110 section 8.8.3). A comma within quotes is
/// part of a tag; what is not quoted is none.
fn names(list: &[u8], etag: &[u8]) -> bool {
    if list.trim_ascii() == b"*" {
        return true;
    }
    let mut rest = list;
    loop {
        while let [b' ' | b'\t' | b',', behind @ ..] = rest {
            rest = behind;
        }
        if rest.is_empty() {
            return false;
        }
        let tag = rest.strip_prefix(b"W/").unwrap_or(rest);
        let close = tag.strip_prefix(b"\"").and_then(|inner| inner.iter().position(|byte| *byte == b'"'));
        rest = match close {
            Some(close) => {
                let (tag, behind) = tag.split_at(close + 2);
                let ends_here = matches!(behind.trim_ascii_start(), [] | [b',', ..]);
                if tag == etag && ends_here {
                    return true;
                }
                behind
            }
            None => tag.iter().position(|byte| *byte == b',').map_or(&[], |comma| &tag[comma..]),
        };
        // What stands right behind a closing quote belongs to no tag.
        if !matches!(rest.first(), None | Some(b' ' | b'\t' | b',')) {
            rest = rest.iter().position(|byte| *byte == b',').map_or(&[], |comma| &rest[comma..]);
        }
    }
}

/// The second of an HTTP date in any of its three spellings (RFC 9110 section 5.6.7).
fn second_of(date: &str) -> Option<i64> {
    let spelt = |pattern| NaiveDateTime::parse_from_str(date, pattern).ok().map(|date| date.and_utc().timestamp());
    DateTime::parse_from_rfc2822(date)
        .map(|date| date.timestamp())
        .ok()
        .or_else(|| spelt("%A, %d-%b-%y %H:%M:%S GMT"))
        .or_else(|| spelt("%a %b %e %H:%M:%S %Y"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn codings_are_chosen_as_the_reader_says() {
        use Coding::{Brotli, Gzip, Plain};
        for (header, wanted) in [
            ("gzip, br", Brotli),
            ("br;q=0.5, gzip;q=0.8", Gzip),
            ("br;q=0.8, gzip;q=0.800", Brotli),
            ("gzip;q=1.0, br;q=0", Gzip),
            ("", Plain),
            ("*", Brotli),
            ("*;q=0, gzip", Gzip),
            ("*;q=0", Plain),
            ("br;q=0, *", Gzip),
            ("GZIP", Gzip),
            ("x-gzip", Gzip),
            ("identity", Plain),
            ("identity;q=1, gzip;q=0.5", Plain),
            ("identity;q=0.5, gzip", Gzip),
            ("identity;q=0", Plain),
            ("gzip;q=nonsense", Plain),
            ("gzip;q=0.0001", Plain),
            ("gzip;q=1.001", Plain),
            ("gzip; Q=0.001", Gzip),
            ("deflate, zstd", Plain),
            (";;q=,,gzip ;q=0.5,", Gzip),
        ] {
            let headers = of(&[("accept-encoding", header)]);
            assert_eq!(coding(&headers, |_| true), wanted, "{header:?}");
            assert_eq!(coding(&headers, |coding| coding == Plain), Plain, "{header:?}");
        }
        assert_eq!(coding(&of(&[("accept-encoding", "gzip"), ("accept-encoding", "br")]), |_| true), Brotli);
    }

    #[test]
    fn a_list_names_a_tag_whole_and_quoted() {
        for (list, wanted) in [
            (r#""a""#, true),
            (r#"W/"a""#, true),
            (r#""b", "a""#, true),
            (r#""b" ,W/"c",	"a" , "d""#, true),
            (r#","a",,"#, true),
            (r#""b,"a"", "c""#, false),
            (r#""b, c", "a""#, true),
            (r#""b, \"a\"""#, false),
            ("*", true),
            (" * ", true),
            (r#""*""#, false),
            (r#""b", *"#, false),
            (r#""b""#, false),
            ("a", false),
            (r#"a, "a""#, true),
            (r#""a"x, "b""#, false),
            (r#"w/"a""#, false),
            (r#""a"#, false),
            (r#"""#, false),
            ("W/", false),
            ("", false),
            (r#""A""#, false),
        ] {
            assert_eq!(names(list.as_bytes(), br#""a""#), wanted, "{list}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_list_is_too_odd(list in "[\"W/*, a\t\\PC]{0,40}", date in "\\PC{0,40}") {
            let _ = names(list.as_bytes(), b"\"a\"");
            let _ = second_of(&date);
            let _ = weighed(&date);
            let listed = format!("{}, \"a\"", list.replace('"', ""));
            proptest::prop_assert!(names(listed.as_bytes(), b"\"a\""), "{}", listed);
        }
    }

    #[test]
    fn validators_are_compared_as_rfc_9110_says() {
        let tag = HeaderValue::from_static("\"a\"");
        let at = HeaderValue::from_static("Sun, 09 Sep 2001 01:46:40 GMT");
        let fresh = |pairs: &[(&'static str, &'static str)]| is_fresh(&of(pairs), &tag, 1_000_000_000, &at);
        for (since, wanted) in [
            ("Sun, 09 Sep 2001 01:46:40 GMT", true),
            ("Sun, 09 Sep 2001 01:46:39 GMT", false),
            ("Sun, 09 Sep 2001 01:46:41 GMT", true),
            ("Sunday, 09-Sep-01 01:46:40 GMT", true),
            ("Sunday, 09-Sep-01 01:46:39 GMT", false),
            ("Sun Sep  9 01:46:40 2001", true),
            ("Sun Sep  9 01:46:39 2001", false),
            ("2001-09-09T01:46:40Z", false),
            ("nonsense", false),
        ] {
            assert_eq!(fresh(&[("if-modified-since", since)]), wanted, "{since}");
        }
        assert!(!fresh(&[]));
        assert!(fresh(&[("if-none-match", "\"x\""), ("if-none-match", "\"a\"")]), "two lines are one list");
        let both = [("if-none-match", "\"b\""), ("if-modified-since", "Sun, 09 Sep 2001 01:46:40 GMT")];
        assert!(!fresh(&both), "If-None-Match decides alone");
    }
}
