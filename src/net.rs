//! Owns the one HTTP client: conditional requests, caps, refusal of private addresses, one pace a host.

mod guard;
pub mod options;
mod pace;
mod reach;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{StatusCode, redirect};
use url::Url;

use options::NetOptions;
pub use reach::Reach;

/// The client. Cheap to clone; all clones keep one pace.
#[derive(Debug, Clone)]
pub struct Net {
    public: reqwest::Client,
    private: reqwest::Client,
    options: NetOptions,
    pace: Arc<pace::Pace>,
}

/// The validators of an earlier answer, verbatim (RFC 9110 section 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The ETag.
    pub etag: Option<String>,
    /// The Last-Modified.
    pub last_modified: Option<String>,
}

/// A whole answer with status 200.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The address after redirects.
    pub url: Url,
    /// For the next request.
    pub validators: Validators,
    /// The Content-Type header.
    pub content_type: Option<String>,
    /// The Link headers (RFC 8288), joined by commas.
    pub link: Option<String>,
    /// `X-WP-TotalPages`.
    pub total_pages: Option<u32>,
    /// Where the address has moved for good: the target of the leading permanent redirects (301, 308), if any.
    pub moved: Option<Url>,
    /// How long it need not be asked for again, as `Cache-Control` or `Expires` says (RFC 9111); at most a day.
    pub fresh_for: Option<Duration>,
    /// The bytes, decompressed.
    pub body: Vec<u8>,
}

/// What a request came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// A whole answer.
    Fresh(Box<Answer>),
    /// "Not modified": what was read before still holds.
    NotModified {
        /// As in [`Answer`].
        moved: Option<Url>,
        /// As in [`Answer`].
        fresh_for: Option<Duration>,
    },
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// The address is one that may not be asked.
    #[error("{0}")]
    Forbidden(String),
    /// robots.txt does not allow it (RFC 9309).
    #[error("robots.txt of {host} does not allow this address (\"{rule}\")")]
    Robots {
        /// The host.
        host: String,
        /// The line that forbids it, or why nothing may be asked.
        rule: String,
    },
    /// The host is left alone for now: it asked for that, or it failed; nothing was sent.
    #[error("{host} is left alone until {}: {why}", .until.format("%H:%M on %-d %b %Y UTC"))]
    Held {
        /// The host.
        host: String,
        /// Until then.
        until: DateTime<Utc>,
        /// Why.
        why: String,
    },
    /// The server answered with another status.
    #[error("the server answered {code}")]
    Status {
        /// The status code.
        code: u16,
        /// What `Retry-After` says.
        retry_after: Option<Duration>,
        /// The beginning of what came with it (at most 64 kB, decompressed), by which a wall is known.
        body: Vec<u8>,
    },
    /// The redirects lead in a circle, or too far.
    #[error("{0}")]
    Redirects(String),
    /// The connection ended before the answer did.
    #[error("the answer was cut off after {0} bytes")]
    Cut(u64),
    /// The answer is larger than allowed.
    #[error("the answer is larger than {0} bytes; raise gather.max_size if that is right for this site")]
    TooLarge(u64),
    /// The whole answer took longer than allowed.
    #[error("no whole answer within {0:?}")]
    TooSlow(Duration),
    /// The request failed on the way.
    #[error("{0}")]
    Transport(String),
}

impl NetError {
    /// A status without anything beside it.
    pub fn status(code: u16) -> Self {
        Self::Status { code, retry_after: None, body: Vec::new() }
    }
}

impl Net {
    /// Builds the client.
    pub fn new(options: NetOptions) -> anyhow::Result<Self> {
        Ok(Self {
            public: client(&options, Reach::Public)?,
            private: client(&options, Reach::Private)?,
            pace: Arc::new(pace::Pace::new(options.pause)),
            options,
        })
    }

    /// Asks for one address, waiting for its host's turn first.
    pub async fn get(&self, url: &Url, validators: &Validators, reach: Reach) -> Result<Fetched, NetError> {
        guard::check(url, reach).map_err(NetError::Forbidden)?;
        self.pace.turn(url).await;
        let limit = self.options.timeout;
        tokio::time::timeout(limit, self.request(url, validators, reach)).await.unwrap_or(Err(NetError::TooSlow(limit)))
    }

    async fn request(&self, url: &Url, validators: &Validators, reach: Reach) -> Result<Fetched, NetError> {
        let client = match reach {
            Reach::Public => &self.public,
            Reach::Private => &self.private,
        };
        let request = client.get(url.clone()).headers(conditions(validators));
        let failed = |error: reqwest::Error| self.failed(&error);
        let mut response = request.send().await.map_err(failed)?;
        match response.status() {
            StatusCode::NOT_MODIFIED => return Ok(Fetched::NotModified { moved: None, fresh_for: None }),
            StatusCode::OK => {}
            other => return Err(NetError::status(other.as_u16())),
        }
        let headers = response.headers();
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
        let mut answer = Answer {
            url: response.url().clone(),
            validators: Validators { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED) },
            content_type: text(header::CONTENT_TYPE),
            link: Some(joined(headers, header::LINK)).filter(|link| !link.is_empty()),
            total_pages: headers.get("x-wp-totalpages").and_then(|value| value.to_str().ok()?.trim().parse().ok()),
            moved: None,
            fresh_for: None,
            body: Vec::new(),
        };
        // Counted after decompression: a small bomb is a large page.
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if answer.body.len() as u64 + chunk.len() as u64 > self.options.max_size {
                return Err(NetError::TooLarge(self.options.max_size));
            }
            answer.body.extend_from_slice(&chunk);
        }
        Ok(Fetched::Fresh(Box::new(answer)))
    }

    /// The client's own limits are no longer than the one for the whole answer, and may strike first.
    fn failed(&self, error: &reqwest::Error) -> NetError {
        if error.is_timeout() { NetError::TooSlow(self.options.timeout) } else { transport(error) }
    }
}

fn client(options: &NetOptions, reach: Reach) -> anyhow::Result<reqwest::Client> {
    let max = options.max_redirects as usize;
    let policy = redirect::Policy::custom(move |attempt| {
        if attempt.previous().len() > max {
            return attempt.error(format!("more than {max} redirects"));
        }
        match guard::check(attempt.url(), reach) {
            Ok(()) => attempt.follow(),
            Err(why) => attempt.error(why),
        }
    });
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"));
    let builder = reqwest::Client::builder()
        .user_agent(format!("postround/{} (+mailto:{})", env!("CARGO_PKG_VERSION"), options.contact))
        .default_headers(headers)
        .redirect(policy)
        .no_proxy()
        .referer(false)
        .connect_timeout(options.timeout)
        .read_timeout(options.timeout)
        .pool_max_idle_per_host(1)
        .tls_backend_preconfigured(tls()?)
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

/// Every header of a name, by commas.
fn joined(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(", ")
}

fn conditions(validators: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let pairs = [(header::IF_NONE_MATCH, &validators.etag), (header::IF_MODIFIED_SINCE, &validators.last_modified)];
    for (name, value) in pairs {
        if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

/// The innermost cause says what happened; the outer ones only repeat the address.
fn transport(error: &reqwest::Error) -> NetError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    NetError::Transport(cause.to_string())
}
