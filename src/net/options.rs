//! Owns what an operator can say of requests to the sources.

use std::time::Duration;

/// The limits and the name of the HTTP client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetOptions {
    /// Who to write to, part of the User-Agent.
    pub contact: String,
    /// For one whole answer.
    pub timeout: Duration,
    /// Bytes of one answer, after decompression.
    pub max_size: u64,
    /// Redirects followed for one answer.
    pub max_redirects: u32,
    /// Between two requests to one host.
    pub pause: Duration,
}
