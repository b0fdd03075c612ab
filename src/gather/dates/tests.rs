//! Owns the tests of dates as trade sites print them, in their zones.

use chrono::TimeZone;
use chrono_tz::Europe::London;
use proptest::prelude::*;

use super::*;

fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect(text).with_timezone(&Utc)
}

/// A Tuesday, 14:05 on the wall in London.
fn fetched() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2017, 11, 28, 14, 5, 0).unwrap()
}

#[test]
fn every_form_that_sites_print() {
    let cases = [
        ("2017-11-27T12:07:30Z", "2017-11-27T12:07:30Z"),
        ("2017-11-27T12:07:30.123+01:00", "2017-11-27T11:07:30Z"),
        ("2017-11-27 12:07:00", "2017-11-27T12:07:00Z"),
        ("2017-11-27T12:07+0000", "2017-11-27T12:07:00Z"),
        ("2017-11-27", "2017-11-27T00:00:00Z"),
        ("2017/11/27", "2017-11-27T00:00:00Z"),
        ("Mon, 27 Nov 2017 12:07:00 +0000", "2017-11-27T12:07:00Z"),
        ("Fri, 27 Nov 2017 12:07:00 GMT", "2017-11-27T12:07:00Z"),
        ("27 Nov 2017 07:07:00 EST", "2017-11-27T12:07:00Z"),
        ("27 Nov 2017 12:07pm", "2017-11-27T12:07:00Z"),
        ("27 Nov 2017 12:07am", "2017-11-27T00:07:00Z"),
        ("27 November 2017", "2017-11-27T00:00:00Z"),
        ("27th of November, 2017", "2017-11-27T00:00:00Z"),
        ("Monday 27 November, 11:45am", "2017-11-27T11:45:00Z"),
        ("Friday 1 December 2016, 9 a.m.", "2016-12-01T09:00:00Z"),
        ("30 December", "2016-12-30T00:00:00Z"),
        ("29 November 8:00", "2017-11-29T08:00:00Z"),
        ("27-May-2010 11:01 am", "2010-05-27T10:01:00Z"),
        ("27-May-10", "2010-05-26T23:00:00Z"),
        ("27/11/2017 12:07", "2017-11-27T12:07:00Z"),
        ("3/4/2017", "2017-04-02T23:00:00Z"),
        ("11/27/2017", "2017-11-27T00:00:00Z"),
        ("27.11.2017, 12.07", "2017-11-27T12:07:00Z"),
        ("27/11/17", "2017-11-27T00:00:00Z"),
        ("November 27, 2017 at 12:07 pm", "2017-11-27T12:07:00Z"),
        ("Nov. 27 2017", "2017-11-27T00:00:00Z"),
        ("Sept 5, 2017", "2017-09-04T23:00:00Z"),
        ("11:45am on Monday 27 November", "2017-11-27T11:45:00Z"),
        ("12.07pm, 27 November 2017", "2017-11-27T12:07:00Z"),
        ("27 November 2017 12.07pm", "2017-11-27T12:07:00Z"),
        ("27 November 2017 | 13:07 BST", "2017-11-27T12:07:00Z"),
        ("27 November 2017 - 12:07 hrs", "2017-11-27T12:07:00Z"),
        ("27 November 2017, noon", "2017-11-27T12:00:00Z"),
        ("Published on 27 November 2017 at 6pm", "2017-11-27T18:00:00Z"),
        ("Last updated: 27\u{a0}Nov\u{a0}2017 (12:07)", "2017-11-27T12:07:00Z"),
        ("27 Nov 20177:55am", "2017-11-27T07:55:00Z"),
        ("2 hours ago", "2017-11-28T12:05:00Z"),
        ("an hour ago", "2017-11-28T13:05:00Z"),
        ("5 mins ago", "2017-11-28T14:00:00Z"),
        ("3d ago", "2017-11-25T14:05:00Z"),
        ("two weeks ago", "2017-11-14T14:05:00Z"),
        ("just now", "2017-11-28T14:05:00Z"),
        ("yesterday", "2017-11-27T00:00:00Z"),
        ("Yesterday at 5:30pm", "2017-11-27T17:30:00Z"),
        ("today 14:05", "2017-11-28T14:05:00Z"),
        ("Friday 9:15am", "2017-11-24T09:15:00Z"),
        ("1511784420", "2017-11-27T12:07:00Z"),
        ("1511784420000", "2017-11-27T12:07:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text, fetched(), London), Some(utc(expected)), "{text}");
    }
}

#[test]
fn what_is_no_date_is_none() {
    let cases = [
        "",
        "Monday's child",
        "May 2017",
        "2017",
        "31 February 2017",
        "32/13/2017",
        "27 November 2019",
        "1 January 1970",
        "12 March 1989",
        "12:07",
        "130 March 2017",
        "27 Nov practices closed",
        "call 0207 123 4567",
        "1-2-3",
        "in 20 years",
        "30 November 2017 12:00",
        "Marching on 12",
        "99:99",
        "١٢/٠٣/٢٠١٧",
        "1/٢/2017",
        "٣ hours ago",
        "27 November ٢٠١٧",
    ];
    for text in cases {
        assert_eq!(parse(text, fetched(), London), None, "{text}");
    }
}

#[test]
fn the_clocks_of_the_zone_are_obeyed() {
    let later = utc("2020-01-01T00:00:00Z");
    let cases = [
        ("1 July 2017 12:00", "2017-07-01T11:00:00Z"),
        // The hour that comes twice: the first.
        ("29 October 2017 1:30am", "2017-10-29T00:30:00Z"),
        ("29 October 2017 1:30am GMT", "2017-10-29T01:30:00Z"),
        // The hour that never was: the first instant after it.
        ("26 March 2017 01:30", "2017-03-26T01:00:00Z"),
        ("26 March 2017 02:00", "2017-03-26T01:00:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text, later, London), Some(utc(expected)), "{text}");
    }
}

#[test]
fn a_weekday_tells_the_year_where_none_is_printed() {
    let later = utc("2020-08-01T00:00:00Z");
    let cases = [
        ("Monday 27 November, 11:45am", "2017-11-27T11:45:00Z"),
        ("11:45am on Monday 27 November", "2017-11-27T11:45:00Z"),
        ("27 November, 11:45am", "2019-11-27T11:45:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text, later, London), Some(utc(expected)), "{text}");
    }
}

#[test]
fn a_date_is_found_within_words() {
    let found = |text| find(text, fetched(), London);
    assert_eq!(
        found("The desk changed this at 11:45am on Monday 27 November, as asked"),
        Some(utc("2017-11-27T11:45:00Z"))
    );
    assert_eq!(found("By A Writer | 2 November 2017 | News"), Some(utc("2017-11-02T00:00:00Z")));
    assert_eq!(found("Nothing here but 12 lines"), None);
    assert_eq!(found("The figures of another script, ١/٢/2017 and ٣ days ago, name no day"), None);
}

#[test]
fn a_trailing_date_is_split_off() {
    let later = utc("2020-01-01T00:00:00Z");
    let cases = [
        ("GP Partner/Principal30 Mar 2019 7:55am", "GP Partner/Principal", "2019-03-30T07:55:00Z"),
        ("Locum GP27 Nov 2017 12:07pm", "Locum GP", "2017-11-27T12:07:00Z"),
        ("GP ST330 Mar 2019 7:55am", "GP ST3", "2019-03-30T07:55:00Z"),
        ("Anonymous | Salaried GP | 27 Nov 2017 12:07pm", "Anonymous | Salaried GP", "2017-11-27T12:07:00Z"),
        ("A Reader, posted on 27/11/2017 12:07", "A Reader", "2017-11-27T12:07:00Z"),
        ("A Reader - 11:45am on Monday 27 November", "A Reader", "2019-11-27T11:45:00Z"),
        ("27 Nov 2017 12:07pm", "", "2017-11-27T12:07:00Z"),
        ("A Reader 2 hours ago", "A Reader", "2019-12-31T22:00:00Z"),
    ];
    for (text, head, expected) in cases {
        let expected = if text.contains("Monday") { utc("2017-11-27T11:45:00Z") } else { utc(expected) };
        assert_eq!(split_trailing(text, later, London), Some((head.to_owned(), expected)), "{text}");
    }
    assert_eq!(split_trailing("On 27 Nov 2017 we met", later, London), None);
}

#[test]
fn only_a_day_in_full_is_absolute() {
    for (text, expected) in [
        ("27 Nov 2017 12:07pm", true),
        ("2017-11-27", true),
        ("27 November", false),
        ("2 hours ago", false),
        ("x", false),
    ] {
        assert_eq!(is_absolute(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "([0-9]{1,5}|[ :./,|-]|am|pm|Mon|day|27 Nov|2017|é|İ|·|ago|hours|at|on|May|noon|\\PC){0,14}") {
        if let Some(at) = find(&text, fetched(), London) {
            prop_assert!(at <= fetched() + TimeDelta::days(1) && at.year() >= OLDEST_YEAR);
        }
        let _ = (parse(&text, fetched(), London), split_trailing(&text, fetched(), London), is_absolute(&text));
    }
}

#[test]
fn other_languages_print_dates_too() {
    let cases = [
        ("27.11.2017, 12.07 Uhr", "2017-11-27T12:07:00Z"),
        ("Montag, 27. November 2017, 12:07 Uhr", "2017-11-27T12:07:00Z"),
        ("27. März 2017", "2017-03-26T23:00:00Z"),
        ("Veröffentlicht am 27.11.2017 um 9 Uhr", "2017-11-27T09:00:00Z"),
        ("Publié le 27 novembre 2017 à 12h07", "2017-11-27T12:07:00Z"),
        ("lundi 1er février 2016", "2016-02-01T00:00:00Z"),
        ("27 de noviembre de 2017", "2017-11-27T00:00:00Z"),
        ("27 novembre 2017 alle 12:07", "2017-11-27T12:07:00Z"),
        ("27 dicembre 2016", "2016-12-27T00:00:00Z"),
        ("maandag 27 maart 2017 om 12:07", "2017-03-27T11:07:00Z"),
        ("27 oktober 2017 kl. 12.07", "2017-10-27T11:07:00Z"),
        ("den 27 maj 2017", "2017-05-26T23:00:00Z"),
        ("vor 2 Stunden", "2017-11-28T12:05:00Z"),
        ("il y a 5 minutes", "2017-11-28T14:00:00Z"),
        ("hace 3 días", "2017-11-25T14:05:00Z"),
        ("2 uur geleden", "2017-11-28T12:05:00Z"),
        ("för 2 timmar sedan", "2017-11-28T12:05:00Z"),
        ("2 ore fa", "2017-11-28T12:05:00Z"),
        ("Gestern, 10:15 Uhr", "2017-11-27T10:15:00Z"),
        ("hier à 10h15", "2017-11-27T10:15:00Z"),
        ("2 hours, 5 minutes ago", "2017-11-28T12:00:00Z"),
        ("about 1 hour ago", "2017-11-28T13:05:00Z"),
        ("yesterday at 10:15", "2017-11-27T10:15:00Z"),
        ("Today 9am", "2017-11-28T09:00:00Z"),
        ("9.30am, 27 November 2017", "2017-11-27T09:30:00Z"),
        ("12:07 27/11/2017", "2017-11-27T12:07:00Z"),
        ("27 November 2017 at midnight", "2017-11-27T00:00:00Z"),
        ("November 27, 2017, 12:07 p.m. ET", "2017-11-27T12:07:00Z"),
        ("27 Nov 2017 23:07 AEDT", "2017-11-27T12:07:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text, fetched(), London), Some(utc(expected)), "{text}");
    }
}

#[test]
fn figures_are_read_as_the_zone_writes_them() {
    let cases = [
        ("3/4/2017", London, "2017-04-02T23:00:00Z"),
        ("3/4/2017", chrono_tz::America::New_York, "2017-03-04T05:00:00Z"),
        ("13/4/2017", chrono_tz::America::New_York, "2017-04-13T04:00:00Z"),
        ("3.4.2017", chrono_tz::America::New_York, "2017-04-03T04:00:00Z"),
        ("3/4/2017", chrono_tz::America::Toronto, "2017-04-03T04:00:00Z"),
    ];
    for (text, zone, expected) in cases {
        assert_eq!(parse(text, fetched(), zone), Some(utc(expected)), "{text} {zone}");
    }
}

#[test]
fn one_line_can_name_two_times() {
    let both = |text| labelled(text, fetched(), London);
    let (published, updated) = (Some(utc("2017-11-27T12:07:00Z")), Some(utc("2017-11-28T09:00:00Z")));
    assert_eq!(both("Published: 12:07, 27 November 2017 | Updated: 28 November 2017 9am"), (published, updated));
    assert_eq!(both("27 Nov 2017 12:07 (updated 28 Nov 2017 09:00)"), (published, updated));
    assert_eq!(both("Last updated 28 Nov 2017 09:00, first published 27 Nov 2017 12:07"), (published, updated));
    assert_eq!(both("27 Nov 2017 12:07"), (published, None));
    assert_eq!(both("Aktualisiert: 28.11.2017, 09.00 Uhr"), (None, updated));
    assert_eq!(both("By A Writer"), (None, None));
}
