//! Owns the fuzzing of dates: what is found lies between 1990 and a day after it was fetched.
#![no_main]

use chrono::{Datelike, TimeDelta};
use libfuzzer_sys::fuzz_target;
use postround::gather::dates;

#[path = "common.rs"]
mod common;

fuzz_target!(|text: &str| {
    let fetched = common::fetched();
    for zone in [chrono_tz::Europe::London, chrono_tz::America::New_York, chrono_tz::Pacific::Apia] {
        let split = dates::split_trailing(text, fetched, zone).map(|(_, at)| at);
        for at in [dates::parse(text, fetched, zone), dates::find(text, fetched, zone), split].into_iter().flatten() {
            assert!(at <= fetched + TimeDelta::days(2) && at.year() >= 1989, "{text:?} is {at}");
        }
    }
});
