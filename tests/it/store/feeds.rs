//! Owns the tests of the feeds' records: an id for ever, and the last good document (I3).

use postround::store::Store;

use super::sample::{at, name};
use crate::harness::store::{Place, place_test, store_test};

place_test!(a_feed_keeps_the_id_it_was_given_first, |place: Place| async move {
    let store = place.open().await;
    let first = store.feed(&name("all"), at(0)).await.unwrap();
    assert!(first.uid.starts_with("urn:uuid:"), "{}", first.uid);
    assert_eq!((first.name.as_str(), first.defined, first.entries), ("all", at(0), 0));
    assert_eq!((first.published, first.problem.as_str()), (None, ""));
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.feed(&name("all"), at(9)).await.unwrap(), first);
    assert_ne!(store.feed(&name("other"), at(9)).await.unwrap().uid, first.uid);
    let feeds = store.feeds().await.unwrap();
    assert_eq!(feeds.iter().map(|feed| feed.name.as_str()).collect::<Vec<_>>(), ["all", "other"]);
});

store_test!(asked_for_at_once_a_feed_gets_one_id, |store: Store| async move {
    let mut asking = tokio::task::JoinSet::new();
    for minute in 0..8 {
        let store = store.clone();
        asking.spawn(async move { store.feed(&name("all"), at(minute)).await.unwrap() });
    }
    let answers = asking.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
});

store_test!(a_failure_leaves_the_last_good_document_on_record, |store: Store| async move {
    let feed = name("all");
    store.feed(&feed, at(0)).await.unwrap();
    for (minute, entries, problem, expected) in [
        (1, 7, "", (7, Some(at(1)), "")),
        (2, 0, "nothing where 7 were", (7, Some(at(1)), "nothing where 7 were")),
        (3, 3, "", (3, Some(at(3)), "")),
    ] {
        store.record_published(&feed, entries, problem, at(minute)).await.unwrap();
        let record = store.feed(&feed, at(9)).await.unwrap();
        assert_eq!((record.entries, record.published, record.problem.as_str()), expected, "{minute}");
    }
    // One nobody asked for is not made up.
    store.record_published(&name("unknown"), 1, "", at(1)).await.unwrap();
    assert_eq!(store.feeds().await.unwrap().len(), 1);
});
