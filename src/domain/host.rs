//! Owns the ledger of one host: what was asked of it, and what it said of being asked.

use chrono::{DateTime, Utc};

/// One host of the ledger. Counts are totals where the store answers, and what came on top where they are recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostRecord {
    /// Its name, with the port where that is not the usual one.
    pub host: String,
    /// Requests sent.
    pub requests: u64,
    /// Of these, answered "not modified".
    pub not_modified: u64,
    /// Refusals: 403, 429, and what robots.txt forbids, which was never sent.
    pub refused: u64,
    /// Bytes received, after decompression.
    pub bytes: u64,
    /// Requests that failed: no answer, half an answer, an error of the server.
    pub failures: u64,
    /// How many of the last ones failed in a row.
    pub in_a_row: u32,
    /// Nothing is sent before.
    pub held_until: Option<DateTime<Utc>>,
    /// Why; empty where it is not held.
    pub held_why: String,
    /// What its robots.txt says to us, in short; `None`: not known.
    pub robots: Option<String>,
    /// Until when that holds.
    pub robots_until: Option<DateTime<Utc>>,
    /// Since when its robots.txt cannot be read.
    pub robots_failing_since: Option<DateTime<Utc>>,
    /// When it was last asked.
    pub last_asked: Option<DateTime<Utc>>,
}
