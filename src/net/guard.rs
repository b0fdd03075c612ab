//! Owns the refusal of addresses within a private network: on the first address, at each redirect, and again on
//! what a name resolves to, which is what is then connected to (I12).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::reach::Reach;

/// Whether this address may be asked. Names are checked when they are resolved.
pub(super) fn check(url: &Url, reach: Reach) -> Result<(), String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("only http and https addresses are read, not {}:", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the address holds a user or a password".to_owned());
    }
    // The resolver is not asked for addresses written as numbers (also octal, decimal and hexadecimal ones, which the
    // URL parser has turned into plain ones here).
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        Some(Host::Domain(_)) => return Ok(()),
        None => return Err("the address names no host".to_owned()),
    };
    permit(address, reach)
}

fn permit(address: IpAddr, reach: Reach) -> Result<(), String> {
    if is_nobodys(address) {
        return Err(format!(
            "{address} is not on the public internet, and no site of an intranet either (it is link-local, multicast or \
             reserved): it is never asked"
        ));
    }
    if reach == Reach::Private || is_public(address) {
        return Ok(());
    }
    Err(format!(
        "{address} is not on the public internet; allow_private = true permits it for a source, --allow-private for \
         `try`, publish.private_hubs for hubs"
    ))
}

/// Why a name may not be asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refused(String);

/// Resolves names and drops what may not be connected to.
pub(super) struct Resolver {
    pub(super) reach: Reach,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let (mut refusal, mut allowed) = (None, Vec::new());
            for address in found {
                match permit(address.ip(), reach) {
                    Ok(()) => allowed.push(address),
                    Err(why) => refusal = Some(Refused(why)),
                }
            }
            if allowed.is_empty() {
                return Err(match refusal {
                    Some(refused) => refused.into(),
                    None => format!("{} has no address", name.as_str()).into(),
                });
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// Where no site lives, not even an intranet's: link-local addresses, from which machines in a cloud are told their
/// secrets, and what is multicast or reserved.
fn is_nobodys(address: IpAddr) -> bool {
    let of_v4 = |v4: Ipv4Addr| v4.is_link_local() || v4.octets()[0] >= 224;
    match address {
        IpAddr::V4(v4) => of_v4(v4),
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            let is_metadata = (first, second) == (0xfd00, 0x0ec2);
            first & 0xffc0 == 0xfe80 || first >= 0xff00 || is_metadata || embedded(v6).is_some_and(of_v4)
        }
    }
}

/// The IPv4 address within an IPv6 one: mapped, by NAT64 or by 6to4.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let at = |at: usize| {
        let ([h1, h2], [l1, l2]) = (segments[at].to_be_bytes(), segments[at + 1].to_be_bytes());
        Some(Ipv4Addr::new(h1, h2, l1, l2))
    };
    match segments {
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => at(6),
        [0x2002, ..] => at(1),
        _ => address.to_ipv4_mapped(),
    }
}

/// The IANA special-purpose registry (RFC 6890), read strictly.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a == 10
        || a == 127
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

/// Only global unicast, and what carries an IPv4 address within is judged by that.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = embedded(address) {
        return is_public_v4(v4);
    }
    match address.segments() {
        [0x2001, 0..=0x01ff | 0x0db8, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn names_that_lead_to_private_addresses_are_refused() {
        let resolve = |reach, name: &str| Resolver { reach }.resolve(name.parse().expect(name));
        let refused = resolve(Reach::Public, "localhost").await.err();
        assert!(refused.is_some_and(|error| error.is::<Refused>()));
        assert!(resolve(Reach::Public, "localhost.").await.is_err(), "which not every machine knows");
        assert!(resolve(Reach::Private, "localhost").await.is_ok());
    }

    #[test]
    fn private_addresses_are_refused_however_they_are_written() {
        let refused = [
            "http://127.0.0.1/",
            "http://10.1.2.3/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fe80::1]/",
            "http://[fc00::1]/",
            "http://[ff02::1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[2001:db8::1]/",
            "http://[::127.0.0.1]/",
            "http://127.1/",
            "http://0x7f000001/",
            "http://017700000001/",
            "http://239.1.2.3/",
            "http://user@example.org/",
            "http://example.org:secret@1.1.1.1/",
            "http://1.1.1.1@127.0.0.1/",
            "ftp://example.org/",
            "file:///etc/passwd",
        ];
        for url in refused {
            assert!(check(&url.parse().expect(url), Reach::Public).is_err(), "{url} was permitted");
        }
        for url in
            ["http://1.1.1.1/", "https://[2606:4700::1111]/", "https://example.org/", "http://[64:ff9b::101:101]/"]
        {
            assert!(check(&url.parse().expect(url), Reach::Public).is_ok(), "{url} was refused");
        }
        assert!(check(&"http://localhost./".parse().expect("url"), Reach::Public).is_ok(), "names are judged later");
        for url in [
            "http://169.254.169.254/",
            "http://[::ffff:169.254.169.254]/",
            "http://0xa9fea9fe/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://[fe80::1]/",
            "http://[fd00:ec2::254]/",
            "http://239.1.2.3/",
            "http://[ff02::1]/",
        ] {
            assert!(check(&url.parse().expect(url), Reach::Private).is_err(), "{url} was permitted to an intranet");
        }
        for url in ["http://10.1.2.3/", "http://[fd12:3456::1]/", "http://[::1]/", "http://0.0.0.0/"] {
            assert!(check(&url.parse().expect(url), Reach::Private).is_ok(), "{url} was refused to an intranet");
        }
        assert!(check(&"http://127.0.0.1:81/".parse().expect("url"), Reach::Private).is_ok());
        assert!(check(&"file:///etc/passwd".parse().expect("url"), Reach::Private).is_err());
    }
}
