//! Owns chance: what keeps many waits from ending in the same instant.

use std::time::Duration;

/// A number from 0 to 1.
pub(super) fn chance() -> f64 {
    f64::from(uuid::Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}

/// A wait made longer by up to a quarter.
pub(super) fn stretched(wait: Duration, chance: f64) -> Duration {
    wait.mul_f64(1.0 + chance / 4.0)
}
