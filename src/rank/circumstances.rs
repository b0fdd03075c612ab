//! Owns what a ranking depends on besides the thread and the operator's options.

use chrono::{DateTime, Utc};

/// The circumstances of one ranking; none by default, and then nothing depends on the clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// The moment of choosing; a comment that has not stood for the cooling-off time by then is not quoted. `None`:
    /// every comment has.
    pub now: Option<DateTime<Utc>>,
    /// When each comment was first seen, in the thread's order: it stands since then where it has no time of its own,
    /// or one that was still to come when it was seen. May be empty.
    pub first_seen: &'a [DateTime<Utc>],
    /// Votes against each comment, in the thread's order, where they are known besides the net votes. May be empty.
    pub against: &'a [Option<u64>],
}
