//! Owns how often one place may do what costs somebody something. Held in memory: a restart forgets it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Places remembered; more are an attack from everywhere, and the memory begins anew.
const PLACES: usize = 20_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Reports of comments.
    Report,
    /// Wrong passwords.
    Password,
}

impl Kind {
    /// So often, within so long.
    fn allowance(self) -> (u32, TimeDelta) {
        match self {
            Self::Report => (20, TimeDelta::minutes(10)),
            Self::Password => (10, TimeDelta::minutes(15)),
        }
    }
}

type Counts = HashMap<(Kind, String), (DateTime<Utc>, u32)>;

/// When each place began to be counted, and how often it did it since.
#[derive(Debug, Default)]
pub struct Limits {
    counts: Mutex<Counts>,
}

impl Limits {
    /// Counts one more; `Some` is how many seconds to wait where it was too often.
    pub(super) fn count(&self, kind: Kind, place: &str, now: DateTime<Utc>) -> Option<i64> {
        let (most, within) = kind.allowance();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= PLACES {
            counts.clear();
        }
        let (began, number) = counts.entry((kind, place.to_owned())).or_insert((now, 0));
        if now - *began >= within || now < *began {
            (*began, *number) = (now, 0);
        }
        *number = number.saturating_add(1);
        (*number > most).then(|| (within - (now - *began)).num_seconds().max(1))
    }

    /// How many seconds to wait, without counting one more.
    pub(super) fn wait(&self, kind: Kind, place: &str, now: DateTime<Utc>) -> Option<i64> {
        let (most, within) = kind.allowance();
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, number) = counts.get(&(kind, place.to_owned()))?;
        let left = within - (now - *began);
        (*number >= most && left > TimeDelta::zero() && left <= within).then(|| left.num_seconds().max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_waits_and_others_do_not() {
        let limits = Limits::default();
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        for _ in 0..10 {
            assert_eq!(limits.wait(Kind::Password, "a", at(0)), None);
            assert_eq!(limits.count(Kind::Password, "a", at(0)), None);
        }
        assert_eq!(limits.wait(Kind::Password, "a", at(5)), Some(600));
        assert_eq!(limits.count(Kind::Password, "a", at(5)), Some(600));
        assert_eq!(limits.wait(Kind::Password, "b", at(5)), None);
        assert_eq!(limits.wait(Kind::Report, "a", at(5)), None);
        assert_eq!((limits.wait(Kind::Password, "a", at(15)), limits.count(Kind::Password, "a", at(15))), (None, None));
    }
}
