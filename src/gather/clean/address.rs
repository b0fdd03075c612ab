//! Owns addresses found on pages: made absolute, of a harmless scheme, without what only tracks the reader.

use url::Url;

/// Makes an address absolute. `None` unless it is http, https or mailto in the end.
pub fn resolve(address: &str, base: &Url) -> Option<Url> {
    let mut url = base.join(&address.replace(|c: char| c.is_control(), "")).ok()?;
    match url.scheme() {
        "mailto" => {}
        "http" | "https" if url.has_host() => {
            // A name before the host is there to deceive, or is a password.
            url.set_username("").ok()?;
            url.set_password(None).ok()?;
        }
        _ => return None,
    }
    Some(without_trackers(url))
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
