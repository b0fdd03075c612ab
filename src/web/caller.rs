//! Owns who asks, as far as that counts: from where and by which program. Neither is kept or logged; only keyed hashes
//! are made of them.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use url::Url;

use super::site::Site;

/// No name of a program is longer for what we need it for.
const LONGEST_AGENT: usize = 300;

/// Who asks.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The address, of an IPv6 network only the part that one household has.
    pub(super) place: String,
    /// The program, as it names itself.
    pub(super) agent: String,
}

impl FromRequestParts<Site> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let place = peer.map(|peer| household(behind(peer, &parts.headers, &site.web.proxies)));
        let agent = parts.headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
        Ok(Self {
            place: place.unwrap_or_default(),
            agent: agent.map(|agent| agent.chars().take(LONGEST_AGENT).collect()).unwrap_or_default(),
        })
    }
}

/// Where a request comes from, as [`Caller::place`] has it, and whether a reverse proxy handed it on.
pub(super) fn from_where(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> (IpAddr, bool) {
    (network(behind(peer, headers, proxies)), is_proxy(peer, proxies))
}

fn is_proxy(address: IpAddr, proxies: &[IpAddr]) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || proxies.contains(&address)
}

/// The address behind a reverse proxy: one on this machine is believed, and those that the operator names. Each puts
/// whom it had it from at the end of the list, so that only the last one that is no proxy can be believed.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    if !is_proxy(peer, proxies) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let listed: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut nearest = peer;
    for word in listed.iter().rev() {
        let Ok(address) = word.parse::<IpAddr>() else { break };
        nearest = address;
        if !is_proxy(address, proxies) {
            break;
        }
    }
    nearest
}

fn household(address: IpAddr) -> String {
    network(address).to_string()
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

/// Whether a browser says that another site made it send this form. A program that says nothing is no browser.
pub(super) fn is_from_elsewhere(headers: &HeaderMap, base: &Url) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    // A page that sends no referrer has the origin "null".
    let Some(origin) = text("origin").filter(|origin| *origin != "null") else { return false };
    let Ok(origin) = Url::parse(origin) else { return true };
    let named = |url: &Url| url.host_str().map(|host| (host.to_owned(), url.port()));
    let host = text("host").and_then(|host| Url::parse(&format!("{}://{host}", origin.scheme())).ok());
    let from = named(&origin);
    from != named(base) && host.is_none_or(|host| named(&host) != from)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_proxy_is_believed_about_who_asks() {
        let proxies: [IpAddr; 1] = ["172.18.0.2".parse().unwrap()];
        for (peer, forwarded, expected) in [
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
            ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("127.0.0.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),
            ("172.18.0.2", "198.51.100.1, 127.0.0.1", "198.51.100.1"),
            ("127.0.0.1", "", "127.0.0.1"),
            ("127.0.0.1", "unknown", "127.0.0.1"),
            ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
            let found = household(behind(peer.parse().unwrap(), &headers, &proxies));
            assert_eq!(found, expected, "{peer} {forwarded}");
        }
    }

    #[test]
    fn a_form_of_another_site_is_known() {
        let base: Url = "https://round.example/".parse().unwrap();
        for (headers, expected) in [
            (&[][..], false),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "cross-site")], true),
            (&[("sec-fetch-site", "same-site")], true),
            (&[("origin", "https://round.example")], false),
            (&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], false),
            (&[("origin", "http://127.0.0.1:9"), ("host", "127.0.0.1:8080")], true),
            (&[("origin", "https://evil.example"), ("host", "round.example")], true),
            (&[("origin", "nonsense")], true),
            (&[("origin", "null")], false),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(is_from_elsewhere(&map, &base), expected, "{headers:?}");
        }
    }
}
