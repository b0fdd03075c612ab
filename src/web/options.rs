//! Owns what an operator can say of the web server.

use std::net::SocketAddr;

/// How readers are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebOptions {
    /// Where it listens.
    pub listen: SocketAddr,
}
