//! Owns the tests of what a publisher asks and writes at every turn, of many feeds at once.

use postround::domain::{Correction, FoundArticle};
use postround::store::{ArticleFilter, Joining, Published, Store};

use super::sample::{at, entry, found, freeze, frozen, held, name, record};
use crate::harness::store::store_test;

store_test!(places_are_given_to_several_feeds_at_once_and_all_are_told, |store: Store| async move {
    let (one, two) = (store.feed("one", "", at(0)).await.unwrap(), store.feed("two", "", at(0)).await.unwrap());
    let joining =
        |feed: i64, items: &[i64], again: &[i64]| Joining { feed, items: items.to_vec(), again: again.to_vec() };
    store.add_members_to(&[]).await.unwrap();
    store.add_members_to(&[joining(one.number, &[7, 8], &[]), joining(two.number, &[8], &[8])]).await.unwrap();
    store.close_archive(one.number, 2, at(1)).await.unwrap().unwrap();
    store.add_members_to(&[joining(one.number, &[7], &[8]), joining(two.number, &[8, 7], &[8])]).await.unwrap();
    let (one, two) = (one.number, two.number);
    let placed = [(7, one, 1), (7, two, 2), (8, one, 2), (8, one, 3), (8, two, 1)];
    assert_eq!(store.places_of(&[8, 7, 99]).await.unwrap(), placed);
    assert_eq!(store.places_of(&[]).await.unwrap(), []);
});

store_test!(the_newest_articles_of_a_feed_are_told_with_their_first_sight, |store: Store| async move {
    let said = |path: &str, topic: &str| FoundArticle {
        topics: vec![topic.to_owned()],
        ..found(path, &format!("Council {path} decides"))
    };
    let mut ids = Vec::new();
    for (minute, (path, topic)) in (0..).zip([("a", "Pay"), ("b", "Beds"), ("c", "Pay"), ("d", "Pay")]) {
        ids.push(record(&store, &said(path, topic), minute).await.id);
    }
    store.withdraw(ids[2], &name("paper"), at(9)).await.unwrap();
    let of = |topics: &[&str], source: &str| ArticleFilter {
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        sources: vec![name(source)],
    };
    for (filter, most, expected) in [
        (ArticleFilter::default(), 9, &[3, 1, 0][..]),
        (ArticleFilter::default(), 2, &[3, 1]),
        (of(&["PAY"], "paper"), 9, &[3, 0]),
        (of(&["pay", "beds"], "paper"), 2, &[3, 1]),
        (of(&[], "other"), 9, &[]),
    ] {
        let told = store.newest_items(&filter, most).await.unwrap();
        let expected: Vec<_> = expected.iter().map(|n| (ids[usize::try_from(*n).unwrap()].0, at(*n))).collect();
        assert_eq!(told, expected, "{filter:?}");
    }
});

store_test!(topics_corrections_and_editions_are_asked_for_by_what_was_touched, |store: Store| async move {
    let said = |path: &str, topics: &[&str]| FoundArticle {
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        correction: (path == "a").then(|| Correction { text: "It was amended: a name".to_owned(), at: None }),
        ..found(path, &format!("Council {path} decides"))
    };
    let mut ids = Vec::new();
    for (minute, (path, topics)) in [("a", &["Pay", "Beds"][..]), ("b", &["PAY"]), ("c", &["Beds"])].iter().enumerate()
    {
        let minute = i64::try_from(minute).unwrap();
        ids.push(record(&store, &said(path, topics), minute).await.id);
    }
    store.withdraw(ids[2], &name("paper"), at(9)).await.unwrap();
    let asked = ["pay", "BEDS", "other"].map(str::to_owned);
    let told = [("Beds".to_owned(), 1), ("Pay".to_owned(), 2)];
    assert_eq!(store.topics_among(&asked).await.unwrap(), told);
    assert_eq!(store.topics_among(&[]).await.unwrap(), []);
    store.mint_corrections(None, at(9)).await.unwrap();
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    assert_eq!(store.corrected(&numbers).await.unwrap(), numbers[..1]);
    let mut freeze = freeze(None, 10);
    freeze.entries = vec![entry(&held(&store, ids[1]).await)];
    let edition = frozen(&store, &freeze).await;
    assert_eq!(store.editions_with(&numbers).await.unwrap(), [edition.0]);
    assert_eq!(store.editions_with(&numbers[..1]).await.unwrap(), [] as [i64; 0]);
    let published: Vec<_> = store.touched_since(0).await.unwrap().iter().map(|touched| touched.published).collect();
    assert_eq!(published.len(), 3);
    assert!(published.contains(&at(1)), "{published:?}");
});

store_test!(the_outcomes_of_several_feeds_are_recorded_together, |store: Store| async move {
    for feed in ["one", "two"] {
        store.feed(feed, "", at(0)).await.unwrap();
    }
    let outcome = |name: &str, entries: usize, problem: &str| Published {
        name: name.to_owned(),
        entries,
        problem: problem.to_owned(),
    };
    store.record_all_published(&[], None, at(1)).await.unwrap();
    assert_eq!(store.settled().await.unwrap(), None);
    store.record_all_published(&[outcome("one", 5, ""), outcome("two", 7, "")], Some(4), at(1)).await.unwrap();
    store.record_all_published(&[outcome("two", 0, "no room")], None, at(2)).await.unwrap();
    assert_eq!(store.settled().await.unwrap(), Some(4));
    for (settled, expected) in [(9, 9), (7, 9)] {
        store.record_all_published(&[], Some(settled), at(2)).await.unwrap();
        assert_eq!(store.settled().await.unwrap(), Some(expected));
    }
    let told: Vec<_> = store.feeds().await.unwrap().into_iter().map(|r| (r.entries, r.published, r.problem)).collect();
    assert_eq!(told, [(5, Some(at(1)), String::new()), (7, Some(at(1)), "no room".to_owned())]);
});
