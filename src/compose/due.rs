//! Owns the question whether an edition is due: from the schedule, the zone, the last window and the present, and
//! from nothing that a restart or a change of clocks could lose (I10).

use chrono::{DateTime, TimeDelta, Utc};

use super::options::{DigestOptions, IfLater};

/// A window of first-seen times, `[from, cut)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The end of the window before; `None` for the first.
    pub from: Option<DateTime<Utc>>,
    /// The end, exclusive.
    pub cut: DateTime<Utc>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing before this moment.
    Wait(Option<DateTime<Utc>>),
    /// Compose the edition of this window.
    Compose(Window),
    /// It is too late for the edition that was due at the first moment; its articles go into the one at the second.
    Merge(DateTime<Utc>, Option<DateTime<Utc>>),
    /// It is too late: close the window unsent.
    Skip(Window),
    /// The last window closed at this moment of the future (a clock that was wrong, a rehearsal): nothing is due
    /// before it, whatever the schedule says.
    Ahead(DateTime<Utc>),
}

/// Which first edition a digest has that never had one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// One at the first time of its schedule.
    AtItsTime,
    /// One now.
    Now,
}

/// Clocks of several machines may differ by as much.
const AHEAD: TimeDelta = TimeDelta::minutes(2);

/// Decides. Several missed times make one edition, at the last of them.
pub fn due(
    digest: &DigestOptions,
    last_cut: Option<DateTime<Utc>>,
    known_since: DateTime<Utc>,
    first: First,
    now: DateTime<Utc>,
) -> Due {
    if last_cut.is_none() && first == First::Now {
        return Due::Compose(Window { from: None, cut: now });
    }
    let since = last_cut.unwrap_or(known_since);
    if since > now + AHEAD {
        return Due::Ahead(since);
    }
    let next = digest.schedule.next_after(now);
    let Some(at) = digest.schedule.last_until(now).filter(|at| *at > since) else { return Due::Wait(next) };
    let window = Window { from: last_cut, cut: at };
    let allowed = TimeDelta::from_std(digest.send_if_within).unwrap_or(TimeDelta::MAX);
    match digest.if_later {
        _ if now - at <= allowed => Due::Compose(window),
        IfLater::Merge => Due::Merge(at, next),
        IfLater::Skip => Due::Skip(window),
    }
}
