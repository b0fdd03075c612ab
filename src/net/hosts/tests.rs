//! Owns the tests of what is known of hosts: holds, the memory of robots.txt, and the ledger.

use std::time::Duration;

use super::*;

const HOST: &str = "news.example";

fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse::<DateTime<Utc>>().expect("a time") + TimeDelta::minutes(minutes)
}

fn good() -> Sent {
    Sent::Answered { good: true, not_modified: false, forbidden: false }
}

fn failed() -> Sent {
    Sent::Failed { why: "no answer".to_owned() }
}

fn refused(wait: Option<u64>) -> Sent {
    Sent::Refused { status: 429, wait: wait.map(Duration::from_secs) }
}

fn is_held(hosts: &Hosts, minutes: i64) -> bool {
    hosts.check_hold(HOST, at(minutes)).is_err()
}

#[test]
fn a_host_that_fails_again_and_again_is_left_alone_for_longer_each_time() {
    let hosts = Hosts::default();
    let mut now = 0;
    let mut waits = Vec::new();
    for _ in 0..16 {
        hosts.note(HOST, &failed(), 0, at(now));
        let held = (0..=1440).take_while(|minutes| is_held(&hosts, now + minutes)).count();
        waits.push(held);
        now += i64::try_from(held).expect("a small number");
    }
    assert_eq!(waits[..2], [0, 0], "two failures are borne");
    assert!(waits[2..].windows(2).all(|pair| pair[1] > pair[0] || pair[0] >= 1440), "{waits:?}");
    assert_eq!(waits.last(), Some(&1440), "never for longer than a day");
    let why = hosts.check_hold(HOST, at(now - 1)).expect_err("held").to_string();
    assert!(why.contains("16 requests in a row failed, the last one: no answer"), "{why}");
    hosts.note(HOST, &good(), 0, at(now));
    assert!(!is_held(&hosts, now));
    hosts.note(HOST, &failed(), 0, at(now));
    assert!(!is_held(&hosts, now), "one good answer clears it");
}

#[test]
fn a_wish_to_be_left_alone_is_granted_whatever_else_is_answered() {
    let hosts = Hosts::default();
    assert_eq!(hosts.note(HOST, &refused(Some(5)), 0, at(0)), Wait::Short(Duration::from_secs(5)));
    assert!(!is_held(&hosts, 0));
    hosts.note(HOST, &refused(Some(3600)), 0, at(0));
    hosts.note(HOST, &good(), 0, at(1));
    hosts.note(HOST, &failed(), 0, at(1));
    assert!(is_held(&hosts, 59) && !is_held(&hosts, 60));
    hosts.note(HOST, &refused(Some(60 * 60 * 24 * 365)), 0, at(60));
    assert!(is_held(&hosts, 60 + 1439) && !is_held(&hosts, 60 + 1440), "for a day at most");
}

#[test]
fn what_was_known_outlives_the_process_and_counts_are_taken_once() {
    let hosts = Hosts::default();
    hosts.note(HOST, &good(), 100, at(0));
    hosts.note(HOST, &Sent::Answered { good: true, not_modified: true, forbidden: false }, 0, at(1));
    hosts.note(HOST, &Sent::Answered { good: true, not_modified: false, forbidden: true }, 10, at(1));
    hosts.note_unsent(HOST);
    hosts.robots_read(HOST, Robots::parse(b"User-agent: *\nDisallow: /x\nCrawl-delay: 2"), at(1));
    hosts.note(HOST, &refused(Some(3600)), 0, at(2));
    let taken = hosts.take();
    assert_eq!(taken.len(), 1);
    let record = &taken[0];
    let counts = (record.requests, record.not_modified, record.refused, record.bytes, record.failures);
    assert_eq!(counts, (4, 1, 3, 110, 0));
    assert_eq!((record.held_until, record.in_a_row), (Some(at(62)), 1));
    assert!(hosts.take().is_empty(), "taken once");

    let next = Hosts::default();
    assert!(!next.is_recalled());
    next.recall(taken);
    assert!(next.is_recalled() && next.take().is_empty(), "nothing came on top");
    assert!(is_held(&next, 61) && !is_held(&next, 62));
    let Known::Says(robots) = next.robots(HOST, at(62)) else { panic!("its robots.txt was forgotten") };
    assert!(robots.forbids(&"https://news.example/x".parse().expect("url")).is_some());
    assert_eq!(robots.delay(), Some(Duration::from_secs(2)));
    assert!(matches!(next.robots(HOST, at(1 + 24 * 60)), Known::Nothing), "a day old");
    next.note(HOST, &good(), 7, at(62));
    assert_eq!(next.take()[0].bytes, 7, "only what came on top");
}

#[test]
fn a_clock_that_was_wrong_binds_nobody() {
    let hosts = Hosts::default();
    hosts.note(HOST, &refused(Some(3600)), 0, at(60 * 24 * 365));
    hosts.robots_read(HOST, Robots::default(), at(60 * 24 * 365));
    assert!(!is_held(&hosts, 0));
    assert!(matches!(hosts.robots(HOST, at(0)), Known::Nothing));
}

#[test]
fn a_robots_txt_that_cannot_be_read_forbids_all_but_not_for_ever() {
    let hosts = Hosts::default();
    let day = 24 * 60;
    hosts.robots_failed(HOST, "the server answered 500", at(0));
    let told = hosts.robots(HOST, at(4));
    assert!(matches!(told, Known::Unreadable { why, again } if why.ends_with("answered 500") && again == at(5)));
    assert!(matches!(hosts.robots(HOST, at(6)), Known::Nothing), "it is asked for again");
    hosts.robots_failed(HOST, "the server answered 500", at(29 * day));
    assert!(matches!(hosts.robots(HOST, at(29 * day + 23 * 60)), Known::Unreadable { .. }));
    hosts.robots_failed(HOST, "the server answered 500", at(30 * day + 1));
    assert!(matches!(hosts.robots(HOST, at(30 * day + 2)), Known::Says(robots) if *robots == Robots::default()));
    // What it said before holds on.
    hosts.robots_read(HOST, Robots::parse(b"User-agent: *\nDisallow: /x"), at(31 * day));
    hosts.robots_failed(HOST, "the server answered 500", at(33 * day));
    assert!(matches!(hosts.robots(HOST, at(33 * day + 1)), Known::Says(robots) if *robots != Robots::default()));
}
