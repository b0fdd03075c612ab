//! Owns whether a request says which host it is for, as RFC 9112 section 3.2 wants it. Pure.

use std::net::Ipv6Addr;

use axum::http::header::HOST;
use axum::http::{HeaderMap, Version};

/// Whether a request has one `Host` line that can be one; before HTTP/1.1 it may have none.
pub(super) fn is_named(version: Version, headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(HOST).iter();
    match (lines.next(), lines.next()) {
        (None, _) => version < Version::HTTP_11,
        (Some(host), None) => is_host(host.as_bytes()),
        (Some(_), Some(_)) => false,
    }
}

/// `uri-host [ ":" port ]` of RFC 3986; an address without an authority has an empty one.
fn is_host(host: &[u8]) -> bool {
    let Ok(host) = str::from_utf8(host) else { return false };
    let number = host.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (is_good, behind) = if let Some((number, behind)) = number {
        (number.parse::<Ipv6Addr>().is_ok(), behind)
    } else {
        let end = host.find(':').unwrap_or(host.len());
        (host[..end].bytes().all(is_of_a_name), &host[end..])
    };
    let port = behind.strip_prefix(':');
    is_good && port.map_or(behind.is_empty(), |port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_request_names_one_host() {
        for (lines, from_1_1, in_1_0) in [
            (&["a.example"][..], true, true),
            (&["a.example:8080"], true, true),
            (&["127.0.0.1:"], true, true),
            (&["[::1]:8080"], true, true),
            (&["x-y_z~%C3%A9"], true, true),
            (&[""], true, true),
            (&[], false, true),
            (&["a.example", "a.example"], false, false),
            (&["a.example, b.example"], false, false),
            (&["a b"], false, false),
            (&["a/b"], false, false),
            (&["jo@a.example"], false, false),
            (&["a.example:x"], false, false),
            (&["a:1:2"], false, false),
            (&["[::x]"], false, false),
            (&["[::1"], false, false),
            (&["::1"], false, false),
            (&["[::1]x"], false, false),
            (&["caf\u{e9}.example"], false, false),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(HOST, HeaderValue::from_bytes(line.as_bytes()).unwrap());
            }
            assert_eq!(is_named(Version::HTTP_11, &headers), from_1_1, "{lines:?}");
            assert_eq!(is_named(Version::HTTP_10, &headers), in_1_0, "{lines:?}");
        }
    }
}
