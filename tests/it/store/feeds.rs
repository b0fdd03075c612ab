//! Owns the tests of the feeds' records: an id for ever, and the last good document (I3).

use postround::domain::FoundArticle;
use postround::store::{Published, Store};

use super::sample::{at, found, name, record};
use crate::harness::store::{Place, place_test, store_test};

place_test!(a_feed_keeps_the_id_it_was_given_first, |place: Place| async move {
    let store = place.open().await;
    let first = store.feed("all", "", at(0)).await.unwrap();
    assert!(first.uid.starts_with("urn:uuid:"), "{}", first.uid);
    assert_eq!((first.name.as_str(), first.defined, first.entries), ("all", at(0), 0));
    assert_eq!((first.published, first.problem.as_str()), (None, ""));
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.feed("all", "", at(9)).await.unwrap(), first);
    assert_ne!(store.feed("other", "", at(9)).await.unwrap().uid, first.uid);
    let feeds = store.feeds().await.unwrap();
    assert_eq!(feeds.iter().map(|feed| feed.name.as_str()).collect::<Vec<_>>(), ["all", "other"]);
});

store_test!(asked_for_at_once_a_feed_gets_one_id, |store: Store| async move {
    let mut asking = tokio::task::JoinSet::new();
    for minute in 0..8 {
        let store = store.clone();
        asking.spawn(async move { store.feed("all", "", at(minute)).await.unwrap() });
    }
    let answers = asking.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
});

store_test!(a_failure_leaves_the_last_good_document_on_record, |store: Store| async move {
    let feed = "all";
    store.feed(feed, "", at(0)).await.unwrap();
    let published = async |name: &str, entries: usize, problem: &str, minute: i64| {
        let one = Published { name: name.to_owned(), entries, problem: problem.to_owned() };
        store.record_all_published(&[one], None, at(minute)).await.unwrap();
    };
    for (minute, entries, problem, expected) in [
        (1, 7, "", (7, Some(at(1)), "")),
        (2, 0, "nothing where 7 were", (7, Some(at(1)), "nothing where 7 were")),
        (3, 3, "", (3, Some(at(3)), "")),
    ] {
        published(feed, entries, problem, minute).await;
        let record = store.feed(feed, "", at(9)).await.unwrap();
        assert_eq!((record.entries, record.published, record.problem.as_str()), expected, "{minute}");
    }
    // One nobody asked for is not made up.
    published("unknown", 1, "", 1).await;
    assert_eq!(store.feeds().await.unwrap().len(), 1);
});

store_test!(a_renamed_feed_keeps_its_id_and_number_and_its_old_names_lead_to_it, |store: Store| async move {
    let first = store.feed("a", "", at(0)).await.unwrap();
    let other = store.feed("topics/funding", "Funding", at(0)).await.unwrap();
    assert_eq!((first.number, other.number, other.about.as_str()), (1, 2, "Funding"));
    assert_eq!(store.feed("topics/funding", "funding", at(1)).await.unwrap(), other, "as it was first written");
    for (old, new, done) in
        [("a", "b", true), ("b", "c", true), ("a", "d", false), ("c", "topics/funding", false), ("nothing", "e", false)]
    {
        assert_eq!(store.rename_feed(old, new, at(2)).await.unwrap(), done, "{old} to {new}");
    }
    let renamed = store.feed("c", "", at(3)).await.unwrap();
    assert_eq!((renamed.number, &renamed.uid, renamed.defined), (1, &first.uid, at(0)));
    let moved = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect()
    };
    assert_eq!(store.moved_feeds().await.unwrap(), moved(&[("a", "c"), ("b", "c")]));
    // A new feed of an old name is itself; a feed that gets its first name back has it.
    let new = store.feed("a", "", at(4)).await.unwrap();
    assert_eq!((new.number, new.uid == first.uid), (3, false));
    assert_eq!(store.moved_feeds().await.unwrap(), moved(&[("b", "c")]));
    assert!(store.rename_feed("c", "b", at(5)).await.unwrap());
    assert_eq!(store.moved_feeds().await.unwrap(), moved(&[("c", "b")]));
    // A name that was never a feed's here, once remembered, may lead elsewhere later; a feed's own is never led away.
    for (old, new, done) in
        [("z", "a", true), ("z", "b", true), ("a", "b", false), ("b", "b", false), ("y", "nothing", false)]
    {
        assert_eq!(store.remember_move(old, new, at(6)).await.unwrap(), done, "{old} to {new}");
    }
    assert_eq!(store.moved_feeds().await.unwrap(), moved(&[("c", "b"), ("z", "b")]));
    store.feed("z", "", at(7)).await.unwrap();
    assert_eq!(store.moved_feeds().await.unwrap(), moved(&[("c", "b")]));
});

store_test!(topics_are_counted_over_the_articles_that_stand, |store: Store| async move {
    for (minute, (path, topics)) in
        (0..).zip([("a", &["Pay Award", "pay award"][..]), ("b", &["PAY AWARD", "Training"]), ("c", &["training"])])
    {
        let topics = topics.iter().map(|topic| (*topic).to_owned()).collect();
        record(&store, &FoundArticle { topics, ..found(path, path) }, minute).await;
    }
    let topics = async |at_least| store.topics(at_least).await.unwrap();
    let both = [("Pay Award".to_owned(), 2), ("Training".to_owned(), 2)];
    assert_eq!((topics(0).await, topics(2).await, topics(3).await), (both.to_vec(), both.to_vec(), vec![]));
    let c = store.article_at(&found("c", "c").url).await.unwrap().unwrap();
    store.withdraw(c, &name("paper"), at(9)).await.unwrap();
    assert_eq!((topics(1).await.len(), topics(2).await), (2, both[..1].to_vec()));
});
