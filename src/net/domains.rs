//! Owns whose server an address is on: the registrable domain, by which requests are paced, and the host by which
//! everything else is kept.

use url::{Host, Url};

/// The registrable domain by the public suffix list, so that a publisher's many hosts share one pace; an IP address, and
/// a name of an intranet, stands for itself.
pub(super) fn registrable(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            psl::domain_str(&name).map_or_else(|| name.clone(), str::to_owned)
        }
        Some(address) => address.to_string(),
        None => String::new(),
    }
}

/// The host with the port, where that is not the scheme's own.
pub(super) fn host_key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_one_publisher_are_one_domain() {
        let cases = [
            ("https://www.paper.co.uk/a", "paper.co.uk", "www.paper.co.uk"),
            ("http://img.news.paper.co.uk:8080/", "paper.co.uk", "img.news.paper.co.uk:8080"),
            ("https://WWW.Example.ORG./", "example.org", "www.example.org"),
            ("https://one.github.io/", "one.github.io", "one.github.io"),
            ("https://github.io/", "github.io", "github.io"),
            ("http://localhost:81/", "localhost", "localhost:81"),
            ("http://127.0.0.1:8080/", "127.0.0.1", "127.0.0.1:8080"),
            ("http://[2606:4700::1]:8080/", "[2606:4700::1]", "[2606:4700::1]:8080"),
            ("https://news.example:443/", "news.example", "news.example"),
            ("https://m\u{fc}nchen.xn--p1ai/", "xn--mnchen-3ya.xn--p1ai", "xn--mnchen-3ya.xn--p1ai"),
        ];
        for (url, domain, host) in cases {
            let parsed = Url::parse(url).expect(url);
            assert_eq!((registrable(&parsed).as_str(), host_key(&parsed).as_str()), (domain, host), "{url}");
        }
    }
}
