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

/// Whether a host of the ledger is asked on behalf of whoever publishes at an address: one registrable domain; of hosts
/// without a name, the same one.
pub fn is_of(host: &str, url: &Url) -> bool {
    match (url.host(), Url::parse(&format!("http://{host}/"))) {
        (Some(Host::Domain(_)), Ok(other)) => registrable(&other) == registrable(url),
        _ => host == host_key(url),
    }
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

    #[test]
    fn a_host_of_the_ledger_belongs_to_its_publisher() {
        let cases = [
            ("img.paper.co.uk", "https://www.paper.co.uk/feed", true),
            ("paper.co.uk:8080", "https://www.paper.co.uk/feed", true),
            ("other.co.uk", "https://www.paper.co.uk/feed", false),
            ("127.0.0.1:81", "http://127.0.0.1:81/", true),
            ("127.0.0.1:82", "http://127.0.0.1:81/", false),
            ("", "http://127.0.0.1:81/", false),
        ];
        for (host, url, wanted) in cases {
            assert_eq!(is_of(host, &Url::parse(url).expect(url)), wanted, "{host} {url}");
        }
    }
}
