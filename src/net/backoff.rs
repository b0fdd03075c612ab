//! Owns how long a host is left alone after what it answered. Longer each time, never for ever.

use std::time::Duration;

use super::chance::stretched;
use super::freshness::DAY;

/// A shorter wait is waited out by the next request.
const WAITED_OUT: Duration = Duration::from_secs(10);

/// The first back-off of our own.
const FIRST: Duration = Duration::from_mins(1);

/// So many failures in a row are borne.
const BORNE: u32 = 2;

/// What an answer means for the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// It may come.
    None,
    /// It comes a little later.
    Short(Duration),
    /// Nothing is sent for so long.
    Hold(Duration),
}

/// After a refusal (429, 503), or any answer with `Retry-After`; the `in_a_row`th that went wrong, from 1.
pub(super) fn after_refusal(retry_after: Option<Duration>, in_a_row: u32, chance: f64) -> Wait {
    match retry_after {
        Some(wait) if wait <= WAITED_OUT => Wait::Short(wait),
        Some(wait) => Wait::Hold(wait.min(DAY)),
        None => Wait::Hold(grown(in_a_row, chance)),
    }
}

/// After the `in_a_row`th failure, from 1: no answer, half an answer, an error of the server.
pub(super) fn after_failure(in_a_row: u32, chance: f64) -> Wait {
    match in_a_row.saturating_sub(BORNE) {
        0 => Wait::None,
        over => Wait::Hold(grown(over, chance)),
    }
}

/// Doubles from a minute to a day.
fn grown(times: u32, chance: f64) -> Duration {
    let doubled = FIRST.saturating_mul(1 << times.saturating_sub(1).min(11));
    stretched(doubled, chance).min(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_day_and_no_further() {
        let seconds = Duration::from_secs;
        assert_eq!(after_refusal(Some(seconds(3)), 9, 0.0), Wait::Short(seconds(3)));
        assert_eq!(after_refusal(Some(seconds(11)), 1, 1.0), Wait::Hold(seconds(11)));
        assert_eq!(after_refusal(Some(seconds(999_999)), 1, 0.0), Wait::Hold(DAY));
        let refusals: [(u32, u64); 6] = [(0, 60), (1, 60), (2, 120), (5, 960), (11, 61_440), (12, 86_400)];
        for (in_a_row, wanted) in refusals {
            assert_eq!(after_refusal(None, in_a_row, 0.0), Wait::Hold(seconds(wanted)), "{in_a_row}");
        }
        assert_eq!(after_refusal(None, 1, 1.0), Wait::Hold(seconds(75)), "a quarter longer by chance");
        for (in_a_row, wanted) in [(1, None), (2, None), (3, Some(60)), (4, Some(120)), (u32::MAX, Some(86_400))] {
            let wait = wanted.map_or(Wait::None, |wait| Wait::Hold(seconds(wait)));
            assert_eq!(after_failure(in_a_row, 0.0), wait, "{in_a_row}");
        }
    }
}
