//! Owns the addresses an article is known under (I1): spellings of one address become one alias.

use url::Url;

/// The alias of an address: without scheme, `www.`, default port, fragment, trailing slash and tracking parameters.
pub(super) fn alias(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    let kept: Vec<&str> = url.query().unwrap_or_default().split('&').filter(|pair| !is_tracking(pair)).collect();
    let query = kept.join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    format!("u:{host}{port}{path}{mark}{query}")
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.is_empty()
        || name.starts_with("utm_")
        || matches!(name.as_str(), "fbclid" | "gclid" | "dclid" | "msclkid" | "mc_cid" | "mc_eid" | "igshid" | "_ga")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_one_alias() {
        let same = [
            "https://www.site.example/news/a-story/",
            "http://site.example/news/a-story",
            "https://site.example:443/news/a-story?utm_source=x&utm_medium=y#comments",
            "https://SITE.example/news/a-story?fbclid=1",
        ];
        for url in same {
            assert_eq!(alias(&url.parse().expect(url)), "u:site.example/news/a-story", "{url}");
        }
        for other in ["https://site.example/news/a-story?id=2", "https://site.example:8080/news/a-story"] {
            assert_ne!(alias(&other.parse().expect(other)), "u:site.example/news/a-story", "{other}");
        }
    }
}
