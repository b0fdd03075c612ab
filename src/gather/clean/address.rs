//! Owns addresses found on pages: made absolute, of a harmless scheme, without what only tracks the reader.

use std::borrow::Cow;

use url::Url;

/// No server takes a longer address.
const MAX_LENGTH: usize = 4096;

/// A fragment of HTML repeats what its addresses are relative to with each of them.
const MAX_BASE: usize = 512;

/// The address, or the longest part of it that is short enough to be repeated by each link of a page.
pub(super) fn short(base: &Url) -> Cow<'_, Url> {
    let is_short = |url: &Url| url.as_str().len() <= MAX_BASE;
    if is_short(base) {
        return Cow::Borrowed(base);
    }
    let mut plain = base.clone();
    plain.set_query(None);
    plain.set_fragment(None);
    let outer = || [".", "/"].into_iter().filter_map(|path| base.join(path).ok()).find(is_short);
    Cow::Owned(Some(plain).filter(is_short).or_else(outer).unwrap_or_else(|| base.clone()))
}

/// Makes an address absolute. `None` unless it is http, https or mailto in the end, and no longer than a server takes.
pub fn resolve(address: &str, base: &Url) -> Option<Url> {
    let shown = if address.contains(char::is_control) {
        Cow::Owned(address.replace(char::is_control, ""))
    } else {
        Cow::Borrowed(address)
    };
    let mut url = base.join(&shown).ok()?;
    match url.scheme() {
        "mailto" => {}
        "http" | "https" if url.has_host() => {
            // A name before the host is there to deceive, or is a password.
            url.set_username("").ok()?;
            url.set_password(None).ok()?;
        }
        _ => return None,
    }
    Some(without_trackers(url)).filter(|url| url.as_str().len() <= MAX_LENGTH)
}

/// The address without the parameters that only tell who sent the reader.
pub fn without_trackers(mut url: Url) -> Url {
    let Some(query) = url.query() else { return url };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracker(pair)).collect();
    if kept.len() == query.split('&').count() {
        return url;
    }
    let kept = kept.join("&");
    url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    url
}

fn is_tracker(pair: &str) -> bool {
    const NAMES: [&str; 13] = [
        "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "mc_cid", "mc_eid",
        "_hsenc", "_hsmi",
    ];
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    name.starts_with("utm_") || NAMES.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_links_are_relative_to_is_short() {
        let long = "a".repeat(600);
        let cases = [
            ("https://news.example/a?b=1".to_owned(), "https://news.example/a?b=1"),
            (format!("https://news.example/a/b?{long}#{long}"), "https://news.example/a/b"),
            (format!("https://news.example/a/{long}"), "https://news.example/a/"),
            (format!("https://news.example/a/{long}/b"), "https://news.example/"),
        ];
        for (base, expected) in cases {
            assert_eq!(short(&Url::parse(&base).unwrap()).as_str(), expected);
        }
        let base = Url::parse("https://news.example/").unwrap();
        assert!(resolve(&long, &base).is_some());
        assert_eq!(resolve(&long.repeat(7), &base), None);
    }

    #[test]
    fn addresses_become_absolute_and_harmless() {
        let base = Url::parse("https://news.example/health/story?page=1").unwrap();
        let cases = [
            ("/a", Some("https://news.example/a")),
            ("b.html#x", Some("https://news.example/health/b.html#x")),
            ("#notes", Some("https://news.example/health/story?page=1#notes")),
            ("//cdn.example/i.png", Some("https://cdn.example/i.png")),
            ("?page=2&utm_source=x&UTM_medium=y&fbclid=1", Some("https://news.example/health/story?page=2")),
            ("/a?utm_source=x", Some("https://news.example/a")),
            ("https://real.example@evil.example/", Some("https://evil.example/")),
            ("mailto:letters@news.example", Some("mailto:letters@news.example")),
            (" java\tscript:alert(1)", None),
            ("JaVa\nScRiPt:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("vbscript:x", None),
            ("file:///etc/hosts", None),
            ("http://", None),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text, &base).as_ref().map(Url::as_str), expected, "{text:?}");
        }
    }
}
