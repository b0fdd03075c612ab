//! Owns the tests of the ledger of hosts: counts are added up, of what binds the later end stands, and nothing is lost by
//! a restart.

use postround::domain::HostRecord;

use super::sample::at;
use crate::harness::store::{Place, place_test};

const DAY: i64 = 24 * 60;

place_test!(counts_add_up_and_the_rest_is_as_it_was_last, |place: Place| async move {
    let store = place.open().await;
    assert_eq!(store.hosts().await.unwrap(), []);
    store.record_hosts(&[], at(5)).await.unwrap();
    let first = HostRecord {
        host: "news.example:8080".into(),
        requests: 3,
        not_modified: 1,
        refused: 1,
        bytes: 5_000_000_000,
        failures: 2,
        in_a_row: 2,
        held_until: Some(at(60)),
        held_why: "it answered 429 and asked for \"this\" pause".into(),
        robots: Some("User-agent: postround\nDisallow: /é\n".into()),
        robots_until: Some(at(1440)),
        robots_failing_since: Some(at(1)),
        last_asked: Some(at(5)),
    };
    let plain = HostRecord { host: "b.example".into(), requests: 1, ..HostRecord::default() };
    store.record_hosts(&[first.clone(), plain.clone()], at(5)).await.unwrap();
    assert_eq!(store.hosts().await.unwrap(), [plain.clone(), first.clone()]);

    let more = HostRecord { host: first.host.clone(), requests: 2, bytes: 7, ..HostRecord::default() };
    store.record_hosts(std::slice::from_ref(&more), at(1440)).await.unwrap();
    store.close().await;
    let total = HostRecord {
        requests: 5,
        not_modified: 1,
        refused: 1,
        bytes: 5_000_000_007,
        failures: 2,
        last_asked: first.last_asked,
        ..more
    };
    assert_eq!(place.open().await.hosts().await.unwrap(), [plain, total]);
});

place_test!(many_hosts_are_recorded_at_once, |place: Place| async move {
    let store = place.open().await;
    let host = |n: u32| HostRecord { host: format!("h{n:04}.example"), requests: n.into(), ..HostRecord::default() };
    let hosts: Vec<HostRecord> = (0..1200).map(host).collect();
    store.record_hosts(&hosts, at(0)).await.unwrap();
    assert_eq!(store.hosts().await.unwrap(), hosts);
});

place_test!(what_another_process_wrote_and_lasts_longer_stands, |place: Place| async move {
    let store = place.open().await;
    let held = |until: Option<i64>, robots: Option<i64>| HostRecord {
        host: "news.example".into(),
        in_a_row: u32::from(until.is_some()),
        held_until: until.map(at),
        held_why: until.map(|until| format!("until {until}")).unwrap_or_default(),
        robots: robots.map(|until| format!("# {until}")),
        robots_until: robots.map(at),
        ..HostRecord::default()
    };
    // What is recorded, when, and what stands then.
    for (what, record, now, stands) in [
        ("a hold", held(Some(60), Some(DAY)), 0, held(Some(60), Some(DAY))),
        ("one who knows of none", held(None, None), 1, held(Some(60), Some(DAY))),
        ("an earlier end", held(Some(30), Some(DAY - 1)), 2, held(Some(60), Some(DAY))),
        ("a later end", held(Some(90), Some(DAY + 1)), 3, held(Some(90), Some(DAY + 1))),
        ("it is over", held(None, Some(DAY + 2)), 90, held(None, Some(DAY + 2))),
        ("a clock that was ahead", held(Some(99 * DAY), Some(99 * DAY)), 91, held(Some(99 * DAY), Some(99 * DAY))),
        ("and was set right", held(Some(100), Some(2 * DAY)), 92, held(Some(100), Some(2 * DAY))),
    ] {
        store.record_hosts(&[record], at(now)).await.unwrap();
        assert_eq!(store.hosts().await.unwrap(), [stands], "{what}");
    }
});
