//! Owns the question put to a host before any other: may we ask (RFC 9309)? Its robots.txt is had like any page, in
//! its turn and within the limits.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use url::Url;

use super::answer::NetError;
use super::domains::host_key;
use super::exchange::{Request, Take, Wire};
use super::hosts::Known;
use super::reach::Reach;
use super::redirects::{Trail, is_redirect};
use super::robots::{READ_AT_MOST, Robots};

/// Redirects of a robots.txt (RFC 9309 section 2.3.1.2).
const MOST_REDIRECTS: u32 = 5;

/// Refuses what the host's robots.txt forbids; answers with the pause it asks for.
pub(super) async fn pass(wire: &Wire, url: &Url, reach: Reach) -> Result<Option<Duration>, NetError> {
    let host = host_key(url);
    let robots = rules(wire, url, reach, &host).await?;
    match robots.forbids(url) {
        None => Ok(robots.delay()),
        Some(rule) => {
            wire.hosts.note_unsent(&host);
            Err(NetError::Robots { host, rule })
        }
    }
}

/// What the robots.txt of the host says, asked for at most once a day.
pub(super) async fn rules(wire: &Wire, url: &Url, reach: Reach, host: &str) -> Result<Arc<Robots>, NetError> {
    if let Some(known) = known(wire, host)? {
        return Ok(known);
    }
    let fetching = wire.hosts.fetching(host);
    let _alone = fetching.lock().await;
    // Another request may have asked meanwhile.
    if let Some(known) = known(wire, host)? {
        return Ok(known);
    }
    let failed = match fetch(wire, url, reach).await {
        Ok(robots) => {
            wire.hosts.robots_read(host, robots, wire.clock.now());
            None
        }
        // These say nothing of the robots.txt.
        Err(error @ (NetError::Forbidden(_) | NetError::Held { .. })) => return Err(error),
        Err(error) => {
            wire.hosts.robots_failed(host, &error.to_string(), wire.clock.now());
            Some(error)
        }
    };
    match (wire.hosts.robots(host, wire.clock.now()), failed) {
        (Known::Says(robots), _) => Ok(robots),
        (Known::Unreadable { why, again }, Some(NetError::Status { .. })) => {
            wire.hosts.check_hold(host, wire.clock.now())?;
            Err(NetError::NoRobots { host: host.to_owned(), why, again })
        }
        (_, Some(error)) => Err(error),
        (_, None) => Ok(Arc::default()),
    }
}

fn known(wire: &Wire, host: &str) -> Result<Option<Arc<Robots>>, NetError> {
    match wire.hosts.robots(host, wire.clock.now()) {
        Known::Says(robots) => Ok(Some(robots)),
        Known::Nothing => Ok(None),
        Known::Unreadable { why, again } => {
            wire.hosts.check_hold(host, wire.clock.now())?;
            Err(NetError::NoRobots { host: host.to_owned(), why, again })
        }
    }
}

/// An error means that it cannot be reached for now; one that is not there allows everything.
async fn fetch(wire: &Wire, url: &Url, reach: Reach) -> Result<Robots, NetError> {
    let address = url.join("/robots.txt").map_err(|error| NetError::Transport(error.to_string()))?;
    let mut trail = Trail::new(&address, MOST_REDIRECTS);
    let mut left = wire.options.timeout;
    loop {
        let request = Request {
            url: trail.here(),
            headers: HeaderMap::new(),
            form: None,
            reach,
            delay: None,
            left,
            take: Take::Beginning(READ_AT_MOST as u64),
            counts: false,
        };
        let reply = match wire.exchange(request).await {
            Ok(reply) => reply,
            // A redirect to where nobody may go leads to no robots.txt.
            Err(NetError::Forbidden(_)) if trail.here() != &address => return Ok(Robots::default()),
            Err(error) => return Err(error),
        };
        left = left.saturating_sub(reply.took);
        match reply.status {
            200..=299 => return Ok(Robots::parse(&reply.body)),
            status if is_redirect(status) && reply.location().is_some() => {
                let location = reply.location().unwrap_or_default();
                if trail.follow(status, location).is_err() {
                    return Ok(Robots::default());
                }
            }
            // Too many requests is no word on what may be asked for; it is taken as servers' errors are.
            status @ (429 | 500..) => return Err(NetError::status(status)),
            _ => return Ok(Robots::default()),
        }
    }
}
