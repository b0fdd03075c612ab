//! Owns the making of the HTTP clients: an honest name, no cookies, no proxy, no redirects of their own, one TLS stack.

use std::sync::Arc;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::redirect;

use super::guard;
use super::options::NetOptions;
use super::reach::Reach;

/// Idle connections kept to one host.
const KEPT: usize = 8;

const ACCEPT: &str = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, \
     application/feed+json, application/xml;q=0.9, */*;q=0.5";

/// One client for each reach: what a name resolves to is checked within.
#[derive(Debug)]
pub(super) struct Clients {
    public: reqwest::Client,
    private: reqwest::Client,
}

impl Clients {
    pub(super) fn new(options: &NetOptions) -> anyhow::Result<Self> {
        // Made once for both: to read a machine's roots takes longer than many a round.
        let tls = tls()?;
        let public = client(options, Reach::Public, tls.clone())?;
        Ok(Self { public, private: client(options, Reach::Private, tls)? })
    }

    pub(super) fn of(&self, reach: Reach) -> &reqwest::Client {
        match reach {
            Reach::Public => &self.public,
            Reach::Private => &self.private,
        }
    }
}

fn client(options: &NetOptions, reach: Reach, tls: rustls::ClientConfig) -> anyhow::Result<reqwest::Client> {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static(ACCEPT));
    let builder = reqwest::Client::builder()
        .user_agent(format!("postround/{} (+mailto:{})", env!("CARGO_PKG_VERSION"), options.contact))
        .default_headers(headers)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(options.timeout)
        .read_timeout(options.timeout)
        .pool_max_idle_per_host(KEPT)
        .tls_backend_preconfigured(tls)
        .dns_resolver(guard::Resolver { reach });
    Ok(builder.build()?)
}

/// The machine's own roots and, where it has none (an empty container), Mozilla's.
fn tls() -> anyhow::Result<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
