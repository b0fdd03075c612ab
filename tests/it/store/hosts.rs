//! Owns the tests of the ledger of hosts: counts are added up, all else is replaced, and nothing is lost by a restart.

use postround::domain::HostRecord;

use super::sample::at;
use crate::harness::store::{Place, place_test};

place_test!(counts_add_up_and_the_rest_is_as_it_was_last, |place: Place| async move {
    let store = place.open().await;
    assert_eq!(store.hosts().await.unwrap(), []);
    store.record_hosts(&[]).await.unwrap();
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
    store.record_hosts(&[first.clone(), plain.clone()]).await.unwrap();
    assert_eq!(store.hosts().await.unwrap(), [plain.clone(), first.clone()]);

    let more = HostRecord { host: first.host.clone(), requests: 2, bytes: 7, ..HostRecord::default() };
    store.record_hosts(std::slice::from_ref(&more)).await.unwrap();
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
    store.record_hosts(&hosts).await.unwrap();
    assert_eq!(store.hosts().await.unwrap(), hosts);
});
