//! Owns the one way out to the web: robots.txt obeyed, one pace a domain, Retry-After and back-off, conditional
//! requests, redirects followed by hand, caps, and refusal of private addresses.

mod answer;
mod backoff;
mod chance;
mod client;
mod domains;
mod exchange;
mod freshness;
mod gate;
mod guard;
mod hosts;
pub mod options;
mod pace;
mod reach;
mod redirects;
pub mod robots;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use reqwest::header::{self, HeaderMap, HeaderValue};
use url::{Url, form_urlencoded};

pub use answer::{Answer, Fetched, NetError, Validators};
pub use domains::is_of;
use exchange::{Exchange, Request, Take, Wire};
use options::NetOptions;
pub use reach::Reach;
use redirects::{Trail, is_redirect};

use crate::clock::Clock;
use crate::domain::HostRecord;

/// So much of the answer to a form is read, in bytes: it is of no use but for the connection's next request.
const MOST_OF_A_REPLY: u64 = 64 * 1024;

/// The client. Cheap to clone; all clones keep one pace and one ledger.
#[derive(Debug, Clone)]
pub struct Net {
    wire: Arc<Wire>,
}

impl Net {
    /// Builds the client. By the clock holds begin and end, and robots.txt grows old.
    pub fn new(options: NetOptions, clock: Clock) -> anyhow::Result<Self> {
        let clients = client::Clients::new(&options)?;
        let pace = pace::Pace::new(options.pause);
        Ok(Self { wire: Arc::new(Wire { clients, options, pace, hosts: hosts::Hosts::default(), clock }) })
    }

    /// Asks for one address, waiting for its domain's turn first, and for each redirect's.
    pub async fn get(&self, url: &Url, validators: &Validators, reach: Reach) -> Result<Fetched, NetError> {
        let wire = &*self.wire;
        guard::check(url, reach).map_err(NetError::Forbidden)?;
        let mut trail = Trail::new(url, wire.options.max_redirects);
        let mut left = wire.options.timeout;
        loop {
            // Before robots.txt, so that nothing at all is sent to a host that is left alone.
            guard::check(trail.here(), reach).map_err(NetError::Forbidden)?;
            wire.hosts.check_hold(&domains::host_key(trail.here()), wire.clock.now())?;
            let delay = gate::pass(wire, trail.here(), reach).await?;
            let (headers, take) = (conditions(validators), Take::All(wire.options.max_size));
            let request = Request { url: trail.here(), headers, form: None, reach, delay, left, take, counts: true };
            let reply = wire.exchange(request).await?;
            left = left.saturating_sub(reply.took);
            match (reply.status, reply.location()) {
                (status, Some(location)) if is_redirect(status) => trail.follow(status, location)?,
                _ => return self.fetched(reply, &trail),
            }
        }
    }

    /// Sends a form (`application/x-www-form-urlencoded`) at the turn of its domain; any answer from 200 to 299 is well.
    /// Only a redirect that keeps the method is followed (RFC 9110 sections 15.4.8 and 15.4.9).
    pub async fn post(&self, url: &Url, form: &[(&str, &str)], reach: Reach) -> Result<(), NetError> {
        let wire = &*self.wire;
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut trail = Trail::new(url, wire.options.max_redirects);
        let mut left = wire.options.timeout;
        loop {
            // robots.txt is not asked: it is for who follows links (RFC 9309), and this is an interface whose address
            // somebody gave us to be called, as its own rules and not those for crawlers say.
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
            headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
            let (form, take) = (Some(form.clone()), Take::Beginning(MOST_OF_A_REPLY));
            let request = Request { url: trail.here(), headers, form, reach, delay: None, left, take, counts: true };
            let reply = wire.exchange(request).await?;
            left = left.saturating_sub(reply.took);
            match (reply.status, reply.location()) {
                (200..=299, _) => return Ok(()),
                (status @ (307 | 308), Some(location)) => trail.follow(status, location)?,
                (code, _) => return Err(NetError::Status { code, left_alone: reply.left_alone, body: reply.body }),
            }
        }
    }

    /// The present, by the clock it goes by.
    pub fn now(&self) -> DateTime<Utc> {
        self.wire.clock.now()
    }

    /// The sitemaps that the robots.txt of an address's host names (RFC 9309 section 2.2.4); it is asked for where it
    /// is not known.
    pub async fn sitemaps(&self, url: &Url, reach: Reach) -> Result<Vec<Url>, NetError> {
        guard::check(url, reach).map_err(NetError::Forbidden)?;
        let robots = gate::rules(&self.wire, url, reach, &domains::host_key(url)).await?;
        Ok(robots.sitemaps().iter().filter_map(|address| url.join(address).ok()).collect())
    }

    /// Takes in what the store knows of the hosts, before the first request of a process.
    pub fn recall(&self, hosts: Vec<HostRecord>) {
        self.wire.hosts.recall(hosts);
    }

    /// Whether [`recall`](Self::recall) was called.
    pub fn is_recalled(&self) -> bool {
        self.wire.hosts.is_recalled()
    }

    /// Whether the ledger holds what the next process should know at once: a hold, a robots.txt.
    pub fn is_ledger_pressing(&self) -> bool {
        self.wire.hosts.is_pressing()
    }

    /// What came on top in the ledger since the last time: counts to be added, all else as it is now.
    pub fn take_ledger(&self) -> Vec<HostRecord> {
        self.wire.hosts.take()
    }

    fn fetched(&self, reply: Exchange, trail: &Trail) -> Result<Fetched, NetError> {
        let text = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let fresh_for = freshness::fresh_for(&reply.headers, self.wire.clock.now());
        let moved = trail.moved().cloned();
        match reply.status {
            304 => Ok(Fetched::NotModified { moved, fresh_for }),
            200 => Ok(Fetched::Fresh(Box::new(Answer {
                url: trail.here().clone(),
                validators: Validators {
                    etag: text(header::ETAG.as_str()),
                    last_modified: text(header::LAST_MODIFIED.as_str()),
                },
                content_type: text(header::CONTENT_TYPE.as_str()),
                link: links(&reply.headers),
                total_pages: text("x-wp-totalpages").and_then(|count| count.trim().parse().ok()),
                moved,
                fresh_for,
                body: reply.body,
            }))),
            code => Err(NetError::Status { code, left_alone: reply.left_alone, body: reply.body }),
        }
    }
}

fn links(headers: &HeaderMap) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(header::LINK).iter().filter_map(|value| value.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
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
