//! Owns the hours of the day in which a source may be asked, by the clock on the wall.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

/// From one time of the day to another, half-open; `22:00-06:00` spans midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Minutes since midnight.
    from: u32,
    until: u32,
}

/// Why a text is no span of hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a span of hours, such as \"22:00-06:00\"")]
pub struct HoursError(String);

impl Hours {
    /// Whether the source may be asked at `at`.
    pub fn is_open(&self, at: DateTime<Utc>, zone: Tz) -> bool {
        let time = at.with_timezone(&zone).time();
        let minute = time.hour() * 60 + time.minute();
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }

    /// The first whole minute at or after `at` in which it is open; `at` itself where it is open now.
    pub fn next_open(&self, at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        if self.is_open(at, zone) {
            return at;
        }
        // Minute by minute, as a clock that is put forward may leap over the opening. Hours that lie wholly within
        // the leap do not come that day, and are found on the next.
        let past = i64::from(at.second()) * 1000 + i64::from(at.timestamp_subsec_millis() % 1000);
        let first = at - TimeDelta::milliseconds(past) + TimeDelta::minutes(1);
        let minutes = (0..3 * 24 * 60).map(|minute| first + TimeDelta::minutes(minute));
        minutes.into_iter().find(|at| self.is_open(*at, zone)).unwrap_or(at)
    }
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let refuse = || HoursError(text.to_owned());
        let (from, until) = text.split_once(['-', '\u{2013}']).ok_or_else(refuse)?;
        let minute = |text: &str| {
            let text = text.trim();
            if text == "24:00" {
                return Some(0);
            }
            NaiveTime::parse_from_str(text, "%H:%M").ok().map(|time| time.hour() * 60 + time.minute())
        };
        let (from, until) = (minute(from).ok_or_else(refuse)?, minute(until).ok_or_else(refuse)?);
        // The whole day is said by leaving the key out.
        if from == until { Err(refuse()) } else { Ok(Self { from, until }) }
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from, self.until);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().expect(text)
    }

    #[test]
    fn hours_are_those_of_the_clock_on_the_wall() {
        let zone = chrono_tz::Europe::London;
        let cases = [
            ("22:00-06:00", "2026-01-10T21:59:59Z", "2026-01-10T22:00:00Z"),
            ("22:00-06:00", "2026-01-10T22:00:00Z", "2026-01-10T22:00:00Z"),
            ("22:00-06:00", "2026-01-10T05:59:59.500Z", "2026-01-10T05:59:59.500Z"),
            ("22:00-06:00", "2026-01-10T06:00:00Z", "2026-01-10T22:00:00Z"),
            // Summer time is an hour ahead.
            ("22:00-06:00", "2026-07-10T05:30:00Z", "2026-07-10T21:00:00Z"),
            ("09:00-17:00", "2026-07-10T16:00:01.250Z", "2026-07-11T08:00:00Z"),
            ("18:00-24:00", "2026-01-10T12:00:00Z", "2026-01-10T18:00:00Z"),
            // On 29 March 2026 the hour from 01:00 does not come: open from where the clock leaps to, or a day later.
            ("01:30-03:00", "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z"),
            ("01:10-01:50", "2026-03-29T00:30:00Z", "2026-03-30T00:10:00Z"),
            // On 25 October 2026 it comes twice.
            ("01:30-01:45", "2026-10-25T00:50:00Z", "2026-10-25T01:30:00Z"),
        ];
        for (hours, at, opens) in cases {
            let hours: Hours = hours.parse().expect(hours);
            assert_eq!(hours.next_open(time(at), zone), time(opens), "{hours} at {at}");
            assert_eq!(hours.is_open(time(at), zone), at == opens, "{hours} at {at}");
        }
    }

    #[test]
    fn what_is_no_span_of_hours_is_refused() {
        for good in ["22:00-06:00", " 9:00 - 17:30 ", "0:00\u{2013}6:00"] {
            let hours = good.parse::<Hours>().expect(good);
            assert_eq!(hours.to_string().parse::<Hours>(), Ok(hours));
        }
        for bad in ["", "22:00", "22-6", "25:00-06:00", "06:00-06:00", "22:00-06:60", "night"] {
            assert!(bad.parse::<Hours>().is_err(), "{bad:?}");
        }
    }
}
