//! Owns the contract of a transport: one letter, one recipient, one verdict.

use crate::domain::Address;

/// A letter ready to go: the bytes and the envelope.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// The envelope sender.
    pub sender: Address,
    /// The one recipient.
    pub recipient: Address,
    /// The Message-ID without its angle brackets; the file transport names its file by it.
    pub message_id: String,
    /// The whole message, CRLF line ends, not dot-stuffed.
    pub bytes: Vec<u8>,
}

/// What a transport says of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Responsibility was taken; the server's words.
    Accepted(String),
    /// A passing failure (4xx, no connection): nothing was taken.
    Deferred(String),
    /// No server could be talked to at all: nothing was taken, and the next parcel would fare no better.
    Unreachable(String),
    /// A final refusal (5xx).
    Refused(String),
    /// The parcel was handed over and no answer came.
    Uncertain(String),
}

/// A transport. Calls may run side by side.
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Sends one parcel; every failure is a verdict.
    fn send<'a>(&'a self, parcel: &'a Parcel) -> std::pin::Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

    /// Checks that the transport could work (folder writable, server answers and lets us in), without sending.
    fn probe(&self) -> std::pin::Pin<Box<dyn Future<Output = anyhow::Result<String>> + Send + '_>>;

    /// Ends idle connections in order.
    fn close(&self) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}
