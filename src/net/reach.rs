//! Owns how far a request may reach.

/// Whether an address within a private network may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only the public internet.
    Public,
    /// Private, loopback and link-local addresses as well (an intranet, a test).
    Private,
}
