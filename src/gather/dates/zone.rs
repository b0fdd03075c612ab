//! Owns the step from the clock on the wall to the instant, over the two days a year on which they disagree.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// No change of clocks skips more than a day (Samoa's did).
const LONGEST_GAP_MINUTES: i64 = 25 * 60;

/// The instant at which the clocks of `zone` showed `local`: the first of two, or the first after a gap.
pub(super) fn to_utc(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    (0..=LONGEST_GAP_MINUTES).find_map(|minutes| {
        // Inside of a gap the first minute that exists is the one the clocks sprang to.
        let shown =
            if minutes == 0 { local } else { whole_minute(local)?.checked_add_signed(TimeDelta::minutes(minutes))? };
        match zone.from_local_datetime(&shown) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Some(at.with_timezone(&Utc)),
            MappedLocalTime::None => None,
        }
    })
}

fn whole_minute(local: NaiveDateTime) -> Option<NaiveDateTime> {
    use chrono::Timelike;
    local.with_second(0)?.with_nanosecond(0)
}

/// Whether people there write the month before the day: in the United States, and where their ways are followed.
pub(super) fn is_month_first(zone: Tz) -> bool {
    const CITIES: [&str; 18] = [
        "New_York",
        "Detroit",
        "Chicago",
        "Denver",
        "Boise",
        "Phoenix",
        "Los_Angeles",
        "Anchorage",
        "Juneau",
        "Sitka",
        "Metlakatla",
        "Yakutat",
        "Nome",
        "Adak",
        "Menominee",
        "Puerto_Rico",
        "St_Thomas",
        "Louisville",
    ];
    let name = zone.name();
    let american = name.strip_prefix("America/").is_some_and(|place| {
        CITIES.contains(&place)
            || ["Indiana/", "Kentucky/", "North_Dakota/"].iter().any(|state| place.starts_with(state))
    });
    american
        || name.starts_with("US/")
        || matches!(name, "Pacific/Honolulu" | "Asia/Manila" | "EST5EDT" | "CST6CDT" | "MST7MDT" | "PST8PDT")
}
