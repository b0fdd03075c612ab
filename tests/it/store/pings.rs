//! Owns the tests of what hubs are still to be told: nothing is due before it stands, and a change that comes while a hub
//! is being told of the one before is told as well.

use postround::store::{DroppedPing, Ping, Store, WaitingHub};

use super::sample::at;
use crate::harness::store::store_test;

const HUB: &str = "https://hub.example/";
const OTHER: &str = "https://other.example/push?x=1";
const DAY: i64 = 24 * 60;

fn topic(name: &str) -> String {
    format!("https://round.example/feeds/{name}.rss")
}

async fn expect(store: &Store, hubs: &[&str], topics: &[&str], minute: i64) {
    let hubs: Vec<String> = hubs.iter().map(|hub| (*hub).to_owned()).collect();
    let topics: Vec<String> = topics.iter().map(|name| topic(name)).collect();
    store.expect_pings(&hubs, &topics, at(minute)).await.unwrap();
}

fn below(name: &str) -> Vec<String> {
    vec!["https://round.example/nothing/".to_owned(), format!("https://round.example/{name}")]
}

async fn release(store: &Store, minute: i64) -> u64 {
    store.release_pings(&below("feeds/"), at(minute)).await.unwrap()
}

async fn due(store: &Store, hub: &str, minute: i64) -> Vec<Ping> {
    store.due_pings(hub, at(minute), 10).await.unwrap()
}

fn ping(hub: &str, name: &str, version: i64, since: i64, attempts: u32) -> Ping {
    Ping { hub: hub.to_owned(), topic: topic(name), version, since: at(since), attempts }
}

store_test!(a_ping_is_due_once_its_document_stands_and_until_the_hub_took_it, |store: Store| async move {
    expect(&store, &[HUB, OTHER], &["b", "a", "a"], 0).await;
    expect(&store, &[HUB], &[], 0).await;
    assert_eq!(due(&store, HUB, 9 * DAY).await, [], "not before it stands");
    assert_eq!(store.newest_due_ping(at(9 * DAY)).await.unwrap(), None);
    let waiting = |hub: &str, next| WaitingHub { hub: hub.to_owned(), topics: 2, next, problem: String::new() };
    assert_eq!(store.waiting_hubs().await.unwrap(), [waiting(HUB, None), waiting(OTHER, None)]);
    assert_eq!(store.drop_pings(at(9 * DAY)).await.unwrap(), [], "what is not due yet does not grow old");

    let others = ["https://round.example/beta/feeds/".to_owned(), "https://round.example/feeds/a.rssx".to_owned()];
    assert_eq!(store.release_pings(&others, at(5)).await.unwrap(), 0, "another service's");
    assert_eq!(release(&store, 5).await, 4);
    assert_eq!(release(&store, 6).await, 0);
    assert_eq!(due(&store, HUB, 4).await, []);
    assert_eq!(store.newest_due_ping(at(4)).await.unwrap(), None);
    assert_eq!(store.newest_due_ping(at(7)).await.unwrap(), Some(at(5)));
    assert_eq!(due(&store, HUB, 5).await, [ping(HUB, "a", 1, 0, 0), ping(HUB, "b", 1, 0, 0)]);
    assert_eq!(store.due_pings(OTHER, at(5), 1).await.unwrap(), [ping(OTHER, "a", 1, 0, 0)]);
    let next = Some(at(5));
    assert_eq!(store.waiting_hubs().await.unwrap(), [waiting(HUB, next), waiting(OTHER, next)]);
    for ping in due(&store, HUB, 5).await {
        assert!(store.ping_taken(&ping).await.unwrap());
        assert!(!store.ping_taken(&ping).await.unwrap(), "twice is as good as once");
    }
    assert_eq!((due(&store, HUB, 9).await.len(), due(&store, OTHER, 9).await.len()), (0, 2));
});

store_test!(a_change_while_a_hub_is_being_told_is_told_as_well, |store: Store| async move {
    expect(&store, &[HUB], &["a", "b"], 0).await;
    release(&store, 0).await;
    let under_way = due(&store, HUB, 1).await;
    expect(&store, &[HUB], &["a", "b"], 2).await;
    // One attempt ends while the new change is being put in place, the other in vain and after it stands.
    assert!(!store.ping_taken(&under_way[0]).await.unwrap());
    assert_eq!(due(&store, HUB, 9).await, []);
    release(&store, 3).await;
    store.ping_failed(&under_way[1], "too late", at(DAY)).await.unwrap();
    assert_eq!(due(&store, HUB, 3).await, [ping(HUB, "a", 2, 2, 0), ping(HUB, "b", 2, 2, 0)]);
});

store_test!(what_fails_is_tried_again_and_given_up_in_the_end, |store: Store| async move {
    expect(&store, &[HUB, OTHER], &["a", "b"], 0).await;
    release(&store, 0).await;
    let first = due(&store, HUB, 0).await;
    store.ping_failed(&first[0], "it answered 500", at(10)).await.unwrap();
    assert_eq!(due(&store, HUB, 9).await, [ping(HUB, "b", 1, 0, 0)]);
    assert_eq!(
        due(&store, HUB, 10).await,
        [ping(HUB, "b", 1, 0, 0), ping(HUB, "a", 1, 0, 1)],
        "the longest wait first"
    );
    store.put_off_pings(HUB, "it is left alone", at(20)).await.unwrap();
    assert_eq!(due(&store, HUB, 19).await, []);
    assert_eq!((due(&store, HUB, 20).await.len(), due(&store, OTHER, 0).await.len()), (2, 2));
    let waiting = store.waiting_hubs().await.unwrap();
    assert_eq!((waiting[0].problem.as_str(), waiting[0].next), ("it is left alone", Some(at(20))));
    assert_eq!(waiting[1].problem, "");

    // A new change begins anew, but what was wrong is still known.
    expect(&store, &[HUB], &["a"], 30).await;
    store.put_off_pings(HUB, "held", at(40)).await.unwrap();
    assert_eq!(due(&store, HUB, 50).await, [ping(HUB, "b", 1, 0, 0)], "what does not stand yet is not made due");
    release(&store, 31).await;
    assert_eq!(due(&store, HUB, 31).await, [ping(HUB, "a", 2, 30, 0)]);

    let dropped = store.drop_pings(at(1)).await.unwrap();
    let mut lost: Vec<_> =
        dropped.into_iter().map(|DroppedPing { hub, topic, problem }| (hub, topic, problem)).collect();
    lost.sort();
    let (hub, other) = (HUB.to_owned(), OTHER.to_owned());
    let expected = [(hub, topic("b"), "held"), (other.clone(), topic("a"), ""), (other, topic("b"), "")];
    assert_eq!(lost, expected.map(|(hub, topic, problem)| (hub, topic, problem.to_owned())));
    assert_eq!(due(&store, HUB, 31).await, [ping(HUB, "a", 2, 30, 0)], "what is news stays");
});

store_test!(a_hub_that_refuses_everything_is_told_of_the_rest_later, |store: Store| async move {
    expect(&store, &[HUB, OTHER], &["a", "b", "c"], 0).await;
    release(&store, 0).await;
    let tried = due(&store, HUB, 0).await.remove(0);
    store.ping_failed(&tried, "it answered 410", at(30)).await.unwrap();
    expect(&store, &[HUB], &["c"], 1).await;
    store.due_pings_failed(HUB, "it answered 410", at(2), at(20)).await.unwrap();
    assert_eq!(due(&store, HUB, 19).await, []);
    assert_eq!(due(&store, HUB, 20).await, [ping(HUB, "b", 1, 0, 1)], "neither what was tried nor what does not stand");
    assert_eq!(due(&store, HUB, 30).await, [ping(HUB, "b", 1, 0, 1), ping(HUB, "a", 1, 0, 1)]);
    assert_eq!(due(&store, OTHER, 0).await.len(), 3);
});

store_test!(a_hub_that_is_configured_no_more_is_forgotten, |store: Store| async move {
    expect(&store, &[HUB, OTHER], &["a", "b"], 0).await;
    release(&store, 0).await;
    let hubs = [HUB.to_owned(), "https://new.example/".to_owned()];
    for (topics, but_of, gone) in [("other/", &hubs[..], 0), ("", &[], 0), ("feeds/", &hubs, 2)] {
        let topics = if topics.is_empty() { Vec::new() } else { below(topics) };
        assert_eq!(store.forget_pings(&topics, but_of).await.unwrap(), gone, "{topics:?}");
    }
    assert_eq!((due(&store, HUB, 0).await.len(), due(&store, OTHER, 0).await.len()), (2, 0));
    assert_eq!(store.forget_pings(&below("feeds/"), &[]).await.unwrap(), 2);
    assert_eq!(store.waiting_hubs().await.unwrap(), []);
    // More than one statement holds.
    let names: Vec<String> = (0..400).map(|number| format!("t{number:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    expect(&store, &[HUB], &names, 1).await;
    assert_eq!(release(&store, 1).await, 400);
});
