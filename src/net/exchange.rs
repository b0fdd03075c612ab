//! Owns one exchange: one request to one address at its turn, its answer within its limits, and the account of it. All
//! requests that leave the house leave here.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{self, HeaderMap};
use tokio::time::Instant;
use url::Url;

use super::answer::NetError;
use super::backoff::Wait;
use super::client::Clients;
use super::domains::{host_key, registrable};
use super::freshness::retry_after;
use super::guard;
use super::hosts::{Hosts, Sent};
use super::options::NetOptions;
use super::pace::Pace;
use super::reach::Reach;
use crate::clock::Clock;

/// Of an answer that is none, so much is kept: enough to know a wall by.
const PREFIX: u64 = 64 * 1024;

/// And it may take so long.
const PREFIX_TIME: Duration = Duration::from_secs(5);

/// What the requests of all sources share.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) clients: Clients,
    pub(super) options: NetOptions,
    pub(super) pace: Pace,
    pub(super) hosts: Hosts,
    pub(super) clock: Clock,
}

/// One request.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) url: &'a Url,
    pub(super) headers: HeaderMap,
    /// The body of a POST; without one it is a GET.
    pub(super) form: Option<String>,
    pub(super) reach: Reach,
    /// What the host's robots.txt asks for.
    pub(super) delay: Option<Duration>,
    /// What is left of the time for the whole answer.
    pub(super) left: Duration,
    pub(super) take: Take,
    /// A good answer speaks for the health of the host.
    pub(super) counts: bool,
}

/// How much of a good answer is taken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Take {
    /// All of it; an answer with more bytes is refused.
    All(u64),
    /// So many bytes; the rest is left.
    Beginning(u64),
}

/// An answer of whatever status.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// How long its host is left alone after it.
    pub(super) left_alone: Option<Duration>,
    /// How long it took, without the wait for its turn.
    pub(super) took: Duration,
}

impl Exchange {
    /// Where it sends elsewhere.
    pub(super) fn location(&self) -> Option<&str> {
        self.headers.get(header::LOCATION)?.to_str().ok()
    }
}

impl Wire {
    /// Sends one request when its turn has come, and records what became of it.
    pub(super) async fn exchange(&self, request: Request<'_>) -> Result<Exchange, NetError> {
        guard::check(request.url, request.reach).map_err(NetError::Forbidden)?;
        let (host, domain) = (host_key(request.url), registrable(request.url));
        self.hosts.check_hold(&host, self.clock.now())?;
        let turn = self.pace.turn(&domain, request.delay).await;
        // The one before may have been told to stay away.
        self.hosts.check_hold(&host, self.clock.now())?;
        let start = Instant::now();
        let (mut body, limit) = (Vec::new(), request.left);
        let answered = match tokio::time::timeout(limit, self.round_trip(&request, &mut body)).await {
            Ok(answered) => answered,
            Err(_) => Err(NetError::TooSlow(self.options.timeout)),
        };
        let now = self.clock.now();
        let mut left_alone = None;
        if let Some(sent) = account(&answered, request.counts, now) {
            let wait = self.hosts.note(&host, &sent, body.len() as u64, now);
            match wait {
                Wait::None => {}
                Wait::Short(wait) => self.pace.put_off(&domain, wait),
                Wait::Hold(wait) => tracing::info!("{host} is left alone for {} s", wait.as_secs()),
            }
            if let Wait::Short(wait) | Wait::Hold(wait) = wait {
                left_alone = Some(wait);
            }
        }
        drop(turn);
        let (status, headers) = answered?;
        Ok(Exchange { status, headers, body, left_alone, took: start.elapsed() })
    }

    async fn round_trip(&self, request: &Request<'_>, body: &mut Vec<u8>) -> Result<(u16, HeaderMap), NetError> {
        let client = self.clients.of(request.reach);
        let asked = match &request.form {
            None => client.get(request.url.clone()),
            Some(form) => client.post(request.url.clone()).body(form.clone()),
        };
        let asked = asked.headers(request.headers.clone());
        let mut response = asked.send().await.map_err(|error| self.failed(&error, None))?;
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        if (200..300).contains(&status) {
            self.read(&mut response, request.take, body).await?;
        } else {
            // What comes with a refusal may be cut off or endless: whatever comes soon is enough.
            let read = self.read(&mut response, Take::Beginning(PREFIX), body);
            let _ = tokio::time::timeout(PREFIX_TIME.min(request.left / 2), read).await;
        }
        Ok((status, headers))
    }

    /// Counted after decompression: a small bomb is a large page.
    async fn read(&self, response: &mut reqwest::Response, take: Take, body: &mut Vec<u8>) -> Result<(), NetError> {
        let (Take::All(most) | Take::Beginning(most)) = take;
        loop {
            let received = body.len() as u64;
            let chunk = response.chunk().await.map_err(|error| self.failed(&error, Some(received)))?;
            let Some(chunk) = chunk else { return Ok(()) };
            let room = usize::try_from(most - received).unwrap_or(usize::MAX);
            if chunk.len() <= room {
                body.extend_from_slice(&chunk);
                continue;
            }
            if let Take::All(most) = take {
                return Err(NetError::TooLarge(most));
            }
            body.extend_from_slice(&chunk[..room]);
            return Ok(());
        }
    }

    /// What went wrong, by its innermost cause; the outer ones only repeat the address. `received` is known once the
    /// body has begun.
    fn failed(&self, error: &reqwest::Error, received: Option<u64>) -> NetError {
        // The client's own limits are no longer than the one for the whole answer, and may strike first.
        if error.is_timeout() {
            return NetError::TooSlow(self.options.timeout);
        }
        let mut cause: &dyn std::error::Error = error;
        let mut cut = received.is_some() && !error.is_decode();
        loop {
            if let Some(refused) = cause.downcast_ref::<guard::Refused>() {
                return NetError::Forbidden(refused.to_string());
            }
            let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
            cut |= received.is_some() && kind == Some(std::io::ErrorKind::UnexpectedEof);
            let Some(next) = cause.source() else { break };
            cause = next;
        }
        match received {
            Some(received) if cut => NetError::Cut(received),
            Some(_) => NetError::Transport(format!("the answer cannot be unpacked: {cause}")),
            None => NetError::Transport(cause.to_string()),
        }
    }
}

/// What an answer says of its host; nothing where no request left the house.
fn account(answered: &Result<(u16, HeaderMap), NetError>, counts: bool, now: DateTime<Utc>) -> Option<Sent> {
    let (status, headers) = match answered {
        Ok((status, headers)) => (*status, headers),
        Err(NetError::Forbidden(_)) => return None,
        Err(NetError::TooLarge(_)) => {
            return Some(Sent::Answered { good: counts, not_modified: false, forbidden: false });
        }
        Err(error) => return Some(Sent::Failed { why: error.to_string() }),
    };
    let wait = retry_after(headers, now);
    Some(match status {
        429 | 503 => Sent::Refused { status, wait },
        400.. if wait.is_some() => Sent::Refused { status, wait },
        500.. => Sent::Failed { why: format!("the server answered {status}") },
        _ => Sent::Answered { good: counts, not_modified: status == 304, forbidden: status == 403 },
    })
}
