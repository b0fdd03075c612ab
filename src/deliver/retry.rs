//! Owns when a delivery that was put off is tried again (RFC 5321 section 4.5.4.1): minutes at first, then longer,
//! never all at once.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::DeliveryId;

const FIRST_MINUTES: i64 = 5;
const LONGEST_MINUTES: i64 = 4 * 60;

/// The next attempt after `attempts` that were put off.
pub(super) fn next(delivery: DeliveryId, attempts: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = (FIRST_MINUTES << attempts.min(10)).min(LONGEST_MINUTES);
    // Spread over a fifth by the delivery's own number: the same again after a restart, and not all at one moment.
    let spread = (delivery.0.wrapping_mul(0x9E37_79B9) & 0xFFFF) * minutes * 60 * 1000 / 5 / 0xFFFF;
    now + TimeDelta::minutes(minutes) + TimeDelta::milliseconds(spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_spread() {
        let now = DateTime::UNIX_EPOCH;
        let minutes = |id, attempts| (next(DeliveryId(id), attempts, now) - now).num_minutes();
        for (attempts, least, most) in [(0, 5, 6), (1, 10, 12), (3, 40, 48), (6, 240, 288), (4_000_000, 240, 288)] {
            for id in [1, 2, 3, 1000] {
                let waited = minutes(id, attempts);
                assert!((least..=most).contains(&waited), "{attempts} attempts, delivery {id}: {waited} minutes");
            }
        }
        assert_ne!(next(DeliveryId(1), 3, now), next(DeliveryId(2), 3, now));
    }
}
