//! The schedule against twenty years of clock changes in five zones.

use chrono::{Datelike, Days};
use proptest::prelude::*;

use super::*;

const ZONES: [Tz; 5] = [
    chrono_tz::Europe::London,
    chrono_tz::America::New_York,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::Pacific::Apia,
    chrono_tz::Africa::Casablanca,
];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect(text)
}

fn schedule(source: &str, zone: Tz) -> Schedule {
    Schedule::parse(source, zone).expect(source)
}

/// The next `count` occurrences after `from`.
fn after(schedule: &Schedule, from: &str, count: usize) -> Vec<String> {
    let next = |moment: &DateTime<Utc>| schedule.next_after(*moment);
    std::iter::successors(next(&at(from)), next).take(count).map(|at| at.format("%m-%dT%H:%M:%S").to_string()).collect()
}

#[test]
fn a_daily_time_comes_once_on_each_local_day() {
    for zone in ZONES {
        for (source, wall) in [("30 1 * * *", (1, 30)), ("30 2 * * *", (2, 30)), ("0 0 * * *", (0, 0))] {
            let schedule = schedule(source, zone);
            let wall = NaiveTime::from_hms_opt(wall.0, wall.1, 0).expect("a time");
            let mut day = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day");
            let mut last =
                zone.from_local_datetime(&day.and_time(wall)).single().expect("no change").with_timezone(&Utc);
            while day.year() < 2041 {
                day = day + Days::new(1);
                let next = schedule.next_after(last).expect("the next day");
                let local = next.with_timezone(&zone).naive_local();
                assert_eq!(local.date(), day, "{source} {zone}");
                assert!(next > last, "{source} {zone} {next}");
                if local.time() != wall {
                    let a_second_earlier = (next - TimeDelta::seconds(1)).with_timezone(&zone).naive_local();
                    assert!(
                        a_second_earlier < day.and_time(wall) && day.and_time(wall) < local,
                        "{source} {zone} {next}"
                    );
                }
                assert_eq!(schedule.last_until(next), Some(next), "{source} {zone}");
                assert_eq!(schedule.last_until(next - TimeDelta::milliseconds(1)), Some(last), "{source} {zone}");
                last = next;
            }
        }
    }
}

#[test]
fn clock_changes_neither_double_nor_lose_a_run() {
    let london = chrono_tz::Europe::London;
    // (what, line, from, expected); London: forward 29 March 2026 01:00 UTC, back 25 October 2026 01:00 UTC.
    let cases = [
        ("the gap", "30 1 * * *", "2026-03-28T12:00:00Z", vec!["03-29T01:00:00", "03-30T00:30:00"]),
        (
            "the end of the gap is no second run",
            "30 1,2 * * *",
            "2026-03-28T12:00:00Z",
            vec!["03-29T01:00:00", "03-29T01:30:00", "03-30T00:30:00"],
        ),
        ("two times in the gap", "0,30 1 * * *", "2026-03-28T12:00:00Z", vec!["03-29T01:00:00", "03-30T00:00:00"]),
        ("the first pass of the fold", "30 1 * * *", "2026-10-24T12:00:00Z", vec!["10-25T00:30:00", "10-26T01:30:00"]),
        ("not again in the second", "30 1 * * *", "2026-10-25T01:10:00Z", vec!["10-26T01:30:00"]),
        (
            "a pace goes on through both",
            "*/30 * * * *",
            "2026-10-25T00:00:00Z",
            vec!["10-25T00:30:00", "10-25T01:00:00", "10-25T01:30:00", "10-25T02:00:00"],
        ),
        (
            "a pace over the gap",
            "*/30 * * * *",
            "2026-03-29T00:00:00Z",
            vec!["03-29T00:30:00", "03-29T01:00:00", "03-29T01:30:00"],
        ),
    ];
    for (what, source, from, expected) in cases {
        assert_eq!(after(&schedule(source, london), from, expected.len()), expected, "{what}");
    }
    let fold = schedule("50 1 * * *", london);
    assert_eq!(fold.last_until(at("2026-10-25T01:10:00Z")), Some(at("2026-10-25T00:50:00Z")));
}

#[test]
fn a_day_that_was_left_out_runs_when_the_next_begins() {
    let apia = schedule("30 6 * * *", chrono_tz::Pacific::Apia);
    assert_eq!(after(&apia, "2011-12-29T12:00:00Z", 3), ["12-29T16:30:00", "12-30T10:00:00", "12-30T16:30:00"]);
    assert_eq!(apia.last_until(at("2011-12-30T12:00:00Z")), Some(at("2011-12-30T10:00:00Z")));
}

#[test]
fn reads_each_way_of_saying_when() {
    let from = "2026-11-22T02:05:07.5Z";
    let cases = [
        ("every 15m", vec!["11-22T02:15:00", "11-22T02:30:00"]),
        ("every 30s", vec!["11-22T02:05:30", "11-22T02:06:00"]),
        ("every 1h30m", vec!["11-22T03:00:00", "11-22T04:30:00"]),
        ("every 1d", vec!["11-23T00:00:00"]),
        ("  30 6 * * 1-5 ", vec!["11-23T06:30:00", "11-24T06:30:00"]),
        ("30 6 * * mon-fri", vec!["11-23T06:30:00"]),
        ("0 7 * * 6", vec!["11-28T07:00:00", "12-05T07:00:00"]),
        ("0 7 * * 7", vec!["11-22T07:00:00"]),
        ("15 */10 * * * *", vec!["11-22T02:10:15", "11-22T02:20:15"]),
        ("0 9 L * *", vec!["11-30T09:00:00", "12-31T09:00:00"]),
        ("0 9 * * 1#1", vec!["12-07T09:00:00"]),
        ("@daily", vec!["11-23T00:00:00"]),
        ("@Weekly", vec!["11-29T00:00:00"]),
        ("@hourly", vec!["11-22T03:00:00"]),
        ("0 0 29 2 *", vec!["02-29T00:00:00"]),
    ];
    for (source, expected) in cases {
        let schedule = schedule(source, Tz::UTC);
        assert_eq!(after(&schedule, from, expected.len()), expected, "{source}");
        assert_eq!(schedule.to_string(), source.trim());
    }
}

#[test]
fn knows_the_shortest_gap() {
    let cases = [
        ("every 15m", 15 * 60),
        ("*/5 * * * *", 5 * 60),
        ("0 7-19 * * *", 3600),
        ("30 6 * * 1-5", 86_400),
        ("0 7 * * 6", 7 * 86_400),
        ("0,10 7 * * *", 600),
        ("@monthly", 28 * 86_400),
    ];
    for (source, seconds) in cases {
        let expected = TimeDelta::seconds(seconds);
        assert_eq!(schedule(source, Tz::UTC).shortest_gap(), expected, "{source}");
    }
}

#[test]
fn refuses_with_a_cure() {
    let cases = [
        ("", "empty", "every 15m"),
        ("every", "length of time", "30s, 15m"),
        ("every now and then", "length of time", "30s, 15m"),
        ("every 1500ms", "length of time", "30s, 15m"),
        ("every 0s", "more often", "10 seconds"),
        ("every 5s", "more often", "10 seconds"),
        ("* * * * * *", "more often", "10 seconds"),
        ("every 400d", "longer than a year", "cron line"),
        ("@reboot", "no schedule called", "@daily"),
        ("daily", "has 1", "30 6 * * 1-5"),
        ("0 0 0 1 1 * 2030", "has 7", "minute hour day"),
        ("61 6 * * *", "not a cron line", "minute hour day"),
        ("0 24 * * *", "not a cron line", "minute hour day"),
        ("0 6 * * noday", "not a cron line", "minute hour day"),
        ("*/0 * * * *", "not a cron line", "minute hour day"),
        ("0 0 31 2 *", "never comes", "last day"),
        ("0 0 30 2 *", "never comes", "last day"),
        ("0 0 31 4,6,9,11 *", "never comes", "last day"),
    ];
    for (source, what, cure) in cases {
        let error = Schedule::parse(source, Tz::UTC).expect_err(source);
        assert!(error.to_string().contains(what), "{source}: {error}");
        assert!(error.cure().contains(cure), "{source}: {}", error.cure());
    }
}

#[test]
fn the_ends_of_time_are_no_panic() {
    for source in ["every 15m", "0 7 * * *"] {
        for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let schedule = schedule(source, chrono_tz::Europe::London);
            let _ = (schedule.next_after(moment), schedule.last_until(moment));
        }
    }
}

fn any_line() -> impl Strategy<Value = String> {
    let minute = prop_oneof![Just("*/7".to_owned()), (0..60u32).prop_map(|m| m.to_string()), Just("0,30".to_owned())];
    let hour = prop_oneof![Just("*".to_owned()), (0..4u32).prop_map(|h| h.to_string()), Just("*/6".to_owned())];
    let day = prop_oneof![Just("* * *"), Just("* * 0"), Just("L * *"), Just("15 3,10 *"), Just("* * 1-5")];
    (minute, hour, day).prop_map(|(minute, hour, day)| format!("{minute} {hour} {day}"))
}

proptest! {
    #[test]
    fn next_and_last_agree(line in any_line(), zone in 0..ZONES.len(), second in 1_577_836_800..2_240_524_800_i64) {
        let schedule = schedule(&line, ZONES[zone]);
        let moment = DateTime::from_timestamp(second, 0).expect("a moment");
        let next = schedule.next_after(moment).expect("a next");
        let last = schedule.last_until(moment).expect("a last");
        prop_assert!(last <= moment && moment < next);
        prop_assert_eq!(schedule.next_after(last), Some(next));
        prop_assert_eq!(schedule.last_until(next), Some(next));
        prop_assert_eq!(schedule.last_until(next - TimeDelta::seconds(1)), Some(last));
    }

    #[test]
    fn no_text_panics(text in ".{0,30}|every [0-9a-z]{0,12}|[-0-9*/,#LW? ]{5,30}") {
        if let Ok(schedule) = Schedule::parse(&text, chrono_tz::Europe::London) {
            let moment = at("2026-11-22T02:05:07Z");
            prop_assert!(schedule.next_after(moment).is_none_or(|next| next > moment));
            prop_assert!(schedule.last_until(moment).is_none_or(|last| last <= moment));
        }
    }
}
