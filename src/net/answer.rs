//! Owns what a request comes to: an answer, "not modified", or why there is none.

use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

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
        /// The line that forbids it.
        rule: String,
    },
    /// robots.txt could not be had, which forbids everything for now (RFC 9309 section 2.3.1.4); it is asked for again.
    #[error(
        "robots.txt of {host} could not be had ({why}), and without it nothing else may be asked for; it is asked for \
         again at {}", .again.format("%H:%M on %-d %b %Y UTC")
    )]
    NoRobots {
        /// The host.
        host: String,
        /// What became of it.
        why: String,
        /// When it is asked for again.
        again: DateTime<Utc>,
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
        /// How long its host is left alone for it: what `Retry-After` says, or what is right after so many refusals.
        left_alone: Option<Duration>,
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
        Self::Status { code, left_alone: None, body: Vec::new() }
    }
}
