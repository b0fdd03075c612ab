//! Owns the hours and the days in which a document says that it is not to be asked for (RSS 2.0, skipHours, skipDays).

use std::time::Duration;

use chrono::{DateTime, Datelike as _, TimeDelta, Timelike as _, Utc, Weekday};

/// Bits 0 to 23 are hours of GMT, bits 24 to 30 days of the week from Monday. Those that leave no hour are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skips(u32);

const ALL_HOURS: u32 = (1 << 24) - 1;
const ALL_DAYS: u32 = 0b111_1111 << 24;

impl Skips {
    /// These hours (24 is written for 0 by some) and days.
    pub fn new(hours: impl IntoIterator<Item = u32>, days: impl IntoIterator<Item = Weekday>) -> Self {
        let hours = hours.into_iter().fold(0, |bits, hour| bits | 1 << (hour % 24));
        let days = days.into_iter().fold(0, |bits, day| bits | 1 << (24 + day.num_days_from_monday()));
        Self::of_bits(hours | days)
    }

    /// From the number that is kept of them.
    pub fn of_bits(bits: u32) -> Self {
        let none = bits & ALL_HOURS == ALL_HOURS || bits & ALL_DAYS == ALL_DAYS;
        Self(if none { 0 } else { bits & (ALL_HOURS | ALL_DAYS) })
    }

    /// The number that is kept of them.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// How long they last from now on; `None` where now is none of them. At most a day is looked ahead.
    pub fn left(self, now: DateTime<Utc>) -> Option<Duration> {
        let is_one = |at: DateTime<Utc>| {
            self.0 & (1 << at.hour()) != 0 || self.0 & (1 << (24 + at.weekday().num_days_from_monday())) != 0
        };
        if !is_one(now) {
            return None;
        }
        let start = now.with_minute(0)?.with_second(0)?.with_nanosecond(0)?;
        let end = (1..=24).map(|hour| start + TimeDelta::hours(hour)).find(|at| !is_one(*at));
        end.unwrap_or(start + TimeDelta::hours(24)).signed_duration_since(now).to_std().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_days_last_until_the_next_that_is_none_of_them() {
        let now: DateTime<Utc> = "2026-03-01T12:30:00Z".parse().unwrap(); // a Sunday
        let days = |days: &[Weekday]| Skips::new([], days.iter().copied());
        let cases = [
            (Skips::default(), None),
            (Skips::new([12, 13], []), Some(90)),
            (Skips::new([3], []), None),
            (Skips::new(12..36, []), None),
            (Skips::new((12..36).filter(|hour| *hour != 35), []), Some(22 * 60 + 30)),
            (days(&[Weekday::Sun]), Some(690)),
            (days(&[Weekday::Sun, Weekday::Mon]), Some(1410)),
            (Skips::new([0, 1], [Weekday::Sun]), Some(690 + 120)),
            (Skips::of_bits(u32::MAX), None),
        ];
        for (skips, minutes) in cases {
            assert_eq!(skips.left(now), minutes.map(Duration::from_mins), "{skips:?}");
            assert_eq!(Skips::of_bits(skips.bits()), skips);
        }
    }
}
