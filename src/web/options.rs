//! Owns what an operator can say of the web server.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use crate::domain::is_same;

/// How readers are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebOptions {
    /// Where it listens.
    pub listen: SocketAddr,
    /// So many connections are open at once.
    pub connections: u32,
    /// Reverse proxies that are believed about who asks; one on this machine always is.
    pub proxies: Vec<IpAddr>,
    /// The password of the operator's pages; `None`: there are none.
    pub operator: Option<Password>,
    /// As many reports keep a comment out until an operator decides; 0: never.
    pub hide_after_reports: u32,
    /// So many whole answers of one document that did not change are given to one place within an hour; 0: any number.
    pub hammer_limit: u32,
    /// Whether that also holds for who comes through a reverse proxy.
    pub hammer_behind_proxy: bool,
}

/// A password; it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(pub String);

impl Password {
    /// Whether it is this; takes as long wherever it differs.
    pub fn is(&self, given: &str) -> bool {
        is_same(&self.0, given)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}
