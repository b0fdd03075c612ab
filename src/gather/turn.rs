//! Owns the question when a source has its turn: by its schedule, within its hours, unless something holds it.

use chrono::{DateTime, TimeDelta, Utc};

use super::source::Source;
use super::walk;
use crate::store::Standing;

/// Nothing holds a source for longer: what says so was written by a clock that was wrong.
const LONGEST_HOLD: TimeDelta = TimeDelta::hours(25);

/// Whether a source is to be gathered by itself: its schedule says so, nothing holds it, and it has not stopped.
pub fn is_due(source: &Source, standing: &Standing, now: DateTime<Utc>) -> bool {
    if has_stopped(source, standing)
        || standing.held_until.is_some_and(|until| until > now && until - now <= LONGEST_HOLD)
    {
        return false;
    }
    if opens_at(source, now).is_some() {
        return false;
    }
    // A round of the future was told its time by a clock that was wrong.
    let Some(last) = standing.last_try.filter(|last| *last <= now) else { return true };
    source.options.schedule.last_until(now).is_some_and(|at| at > last)
}

/// When the hours begin in which a source may be asked, where they have not; of a folder nothing is asked.
pub(super) fn opens_at(source: &Source, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let hours = source.options.hours.filter(|_| !source.costs_nothing())?;
    Some(hours.next_open(now, source.options.zone)).filter(|opens| *opens > now)
}

/// When a source is gathered by itself next: by its schedule, and not while something holds it or its hours are closed;
/// `None` where it has stopped, or its schedule never comes.
pub fn next_round(source: &Source, standing: &Standing, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let options = &source.options;
    let scheduled = options.schedule.next_after(now).filter(|_| !has_stopped(source, standing))?;
    let held = standing.held_until.map_or(scheduled, |until| until.max(scheduled));
    Some(options.hours.map_or(held, |hours| hours.next_open(held, options.zone)))
}

/// Whether a source said that it is gone for good, and is still asked for in the same way.
pub fn has_stopped(source: &Source, standing: &Standing) -> bool {
    standing.stopped.is_some() && standing.stopped_rules.as_deref() == Some(walk::fingerprint(source).as_str())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use url::Url;

    use super::*;
    use crate::clock::Clock;
    use crate::net::options::NetOptions;
    use crate::net::{Net, Reach};

    #[test]
    fn a_source_is_due_by_its_schedule_unless_something_holds_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let source = Source::saved_page(file.path(), chrono_tz::UTC).unwrap();
        let noon: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let tried = |hours| Standing { last_try: Some(noon - TimeDelta::hours(hours)), ..Standing::default() };
        let held = |hours| Standing { held_until: Some(noon + TimeDelta::hours(hours)), ..tried(30) };
        let stopped =
            |rules: &str| Standing { stopped: Some(noon), stopped_rules: Some(rules.to_owned()), ..tried(30) };
        let cases = [
            ("never tried", Standing::default(), true),
            ("tried today", tried(3), false),
            ("tried yesterday", tried(20), true),
            ("held", held(1), false),
            ("held until now", held(0), true),
            ("held, and the schedule is later still", Standing { held_until: Some(noon), ..tried(3) }, false),
            ("tried by a clock that was ahead", tried(-48), true),
            ("held by a clock that was ahead", held(48), true),
            ("gone", stopped(&walk::fingerprint(&source)), false),
            ("gone, and read otherwise since", stopped("other"), true),
        ];
        for (what, standing, wanted) in cases {
            assert_eq!(is_due(&source, &standing, noon), wanted, "{what}");
        }
        let next = |standing: &Standing| next_round(&source, standing, noon);
        let midnight = "2026-11-23T00:00:00Z".parse().ok();
        assert_eq!(next(&tried(3)), midnight, "by the schedule");
        assert_eq!(next(&held(1)), midnight, "the schedule is later");
        assert_eq!(next(&held(20)), Some(noon + TimeDelta::hours(20)), "the hold is later");
        assert_eq!(next(&stopped(&walk::fingerprint(&source))), None);
        let mut by_night = source.clone();
        let mut options = (*source.options).clone();
        options.hours = "22:00-23:00".parse().ok();
        by_night.options = std::sync::Arc::new(options);
        assert_eq!(next_round(&by_night, &tried(3), noon), "2026-11-23T22:00:00Z".parse().ok(), "its hours");
    }

    #[test]
    fn a_source_is_due_within_its_hours_alone() {
        let options = NetOptions {
            contact: "editor@example.org".to_owned(),
            timeout: Duration::from_secs(1),
            max_size: 1,
            max_redirects: 1,
            pause: Duration::ZERO,
        };
        let net = Net::new(options, Clock::system()).unwrap();
        let url: Url = "https://paper.example/".parse().unwrap();
        let mut source = Source::page(url, net, Reach::Public, chrono_tz::Europe::London);
        Arc::make_mut(&mut source.options).hours = Some("22:00-06:00".parse().unwrap());
        // In June London is an hour ahead.
        let cases = [
            ("2026-11-22T21:59:59Z", Some("2026-11-22T22:00:00Z")),
            ("2026-11-22T22:00:00Z", None),
            ("2026-11-23T05:59:00Z", None),
            ("2026-11-23T06:00:00Z", Some("2026-11-23T22:00:00Z")),
            ("2026-06-22T20:30:00Z", Some("2026-06-22T21:00:00Z")),
            ("2026-06-22T21:30:00Z", None),
        ];
        for (now, opens) in cases {
            let now: DateTime<Utc> = now.parse().unwrap();
            assert_eq!(is_due(&source, &Standing::default(), now), opens.is_none(), "{now}");
            assert_eq!(opens_at(&source, now), opens.map(|opens| opens.parse().unwrap()), "{now}");
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut folder = Source::saved_page(file.path(), chrono_tz::UTC).unwrap();
        Arc::make_mut(&mut folder.options).hours = Some("22:00-06:00".parse().unwrap());
        let noon: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        assert!(is_due(&folder, &Standing::default(), noon), "a folder is nobody's server");
    }
}
