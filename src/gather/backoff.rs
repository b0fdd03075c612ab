//! Owns how long a source, or a page, that fails is left alone: longer each time, up to a day, and never for ever.

use chrono::TimeDelta;

use super::chance;

/// The longest a source or a page is left alone.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// How long no automatic round begins after so many failed ones in a row.
pub(super) fn source(name: &str, failures: u32) -> TimeDelta {
    grown(TimeDelta::minutes(1), name, failures)
}

/// How long a page is left alone after so many failed requests in a row.
pub(super) fn page(url: &str, failures: u32) -> TimeDelta {
    grown(TimeDelta::minutes(15), url, failures)
}

fn grown(first: TimeDelta, name: &str, failures: u32) -> TimeDelta {
    let doublings = failures.saturating_sub(1).min(16);
    jittered((first * (1 << doublings)).min(LONGEST), name, failures).min(LONGEST)
}

/// Up to a quarter more, so that what failed together is not tried again together.
fn jittered(wait: TimeDelta, name: &str, failures: u32) -> TimeDelta {
    let seed = format!("{name} {failures}");
    let share = i32::try_from(chance::of(seed.as_bytes()) % 250).unwrap_or(0);
    wait + wait / 1000 * share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_a_day_and_stay_there() {
        let minutes = [(1, 1), (2, 2), (3, 4), (4, 8), (8, 128), (11, 1024), (12, 1440), (40, 1440), (u32::MAX, 1440)];
        for (failures, least) in minutes {
            let wait = source("paper", failures).num_seconds();
            let most = (least * 60 * 5 / 4).min(24 * 3600);
            assert!((least * 60..=most).contains(&wait), "{failures}: {wait} s");
        }
        assert!((15..19).contains(&page("https://a.example/", 1).num_minutes()));
        let waits: std::collections::BTreeSet<_> = (0..20).map(|n| source(&format!("s{n}"), 5)).collect();
        assert!(waits.len() > 10, "sources that failed together come back together");
    }
}
