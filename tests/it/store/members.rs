//! Owns the tests of the members of feeds and of the archives of their history (RFC 5005).

use postround::domain::{Article, ArticleId, FoundArticle};
use postround::store::{Archive, ArticleFilter, Store};

use super::sample::{at, found, name, record};
use crate::harness::store::store_test;

/// So many articles, each published ten minutes after the one before, the odd ones about pay; their numbers.
async fn articles(store: &Store, many: i64) -> Vec<i64> {
    let mut out = Vec::new();
    for n in 0..many {
        let topics = if n % 2 == 1 { vec!["Pay".to_owned()] } else { Vec::new() };
        let said = found(&n.to_string(), &format!("Council {n} decides about its hospital"));
        let said = FoundArticle { published: Some(at(10 * n)), topics, ..said };
        out.push(record(store, &said, 1000).await.id.0);
    }
    out
}

fn numbers(articles: &[Article]) -> Vec<i64> {
    articles.iter().map(|article| article.id.0).collect()
}

fn about(topic: &str) -> ArticleFilter {
    ArticleFilter { topics: vec![topic.to_owned()], ..ArticleFilter::default() }
}

store_test!(a_new_feed_begins_with_the_newest_and_shows_its_newest_places, |store: Store| async move {
    let ids = articles(&store, 8).await;
    let (all, pay) = (store.feed("all", "", at(0)).await.unwrap(), store.feed("pay", "", at(0)).await.unwrap());
    let any = ArticleFilter::default();
    let live =
        async |feed, filter: &ArticleFilter, most| numbers(&store.live_articles(feed, filter, most).await.unwrap());
    assert_eq!((store.members(all.number).await.unwrap(), live(all.number, &any, 9).await), (0, vec![]));
    assert_eq!(store.found_members(all.number, &any, 5).await.unwrap(), 5);
    assert_eq!(store.found_members(all.number, &any, 8).await.unwrap(), 0, "it has members");
    assert_eq!(store.found_members(pay.number, &about("pay"), 9).await.unwrap(), 4);
    assert_eq!(store.members(all.number).await.unwrap(), 5);
    assert_eq!(live(all.number, &any, 3).await, [ids[7], ids[6], ids[5]]);
    assert_eq!(live(pay.number, &about("PAY"), 9).await, [ids[7], ids[5], ids[3], ids[1]]);
    // An old story that is new here has the newest place, and is shown at its time.
    store.add_members(all.number, &[ids[0], ids[7], ids[0], ids[1]], &[]).await.unwrap();
    assert_eq!(store.members(all.number).await.unwrap(), 7);
    assert_eq!(live(all.number, &any, 3).await, [ids[7], ids[1], ids[0]]);
    store.withdraw(ArticleId(ids[7]), &name("paper"), at(2000)).await.unwrap();
    assert_eq!(live(all.number, &any, 3).await, [ids[1], ids[0]], "its place stays empty");
    assert_eq!(live(pay.number, &about("news"), 9).await, [] as [i64; 0], "they are of the filter no more");
    let placed = [(ids[1], all.number, 7), (ids[1], pay.number, 1), (ids[7], all.number, 5), (ids[7], pay.number, 4)];
    assert_eq!(store.places_of(&[ids[7], ids[1], 999]).await.unwrap(), placed);
    assert_eq!(store.places_of(&[]).await.unwrap(), []);
});

store_test!(what_is_archived_stays_where_it_is_and_what_is_amended_comes_again, |store: Store| async move {
    let ids = articles(&store, 6).await;
    let feed = store.feed("all", "", at(0)).await.unwrap().number;
    let any = ArticleFilter::default();
    store.add_members(feed, &ids[..5], &[]).await.unwrap();
    assert_eq!(store.close_archive(feed, 6, at(1)).await.unwrap(), None, "there are not so many");
    assert_eq!(store.close_archive(feed, 0, at(1)).await.unwrap(), None);
    let first = Archive { number: 1, first_place: 1, last_place: 2, closed: at(2) };
    assert_eq!(store.close_archive(feed, 2, at(2)).await.unwrap(), Some(first.clone()));
    let second = Archive { number: 2, first_place: 3, last_place: 4, closed: at(3) };
    assert_eq!(store.close_archive(feed, 2, at(3)).await.unwrap(), Some(second.clone()));
    assert_eq!(store.close_archive(feed, 2, at(3)).await.unwrap(), None);
    assert_eq!(store.archives(feed).await.unwrap(), [first.clone(), second.clone()]);
    let archived = async |archive: &Archive| numbers(&store.archived_articles(feed, archive, &any).await.unwrap());
    assert_eq!((archived(&first).await, archived(&second).await), (vec![ids[1], ids[0]], vec![ids[3], ids[2]]));
    // Amended: archived ones come again, once; a live one has its place; one that never was here has none.
    for _ in 0..2 {
        store.add_members(feed, &[ids[1], ids[2]], &[ids[1], ids[4], ids[3], ids[5]]).await.unwrap();
    }
    assert_eq!(store.members(feed).await.unwrap(), 7);
    let placed = store.places_of(&ids).await.unwrap();
    let expected = [(0, 1), (1, 2), (1, 6), (2, 3), (3, 4), (3, 7), (4, 5)];
    assert_eq!(placed, expected.map(|(n, place)| (ids[n], feed, place)));
    let live = store.live_articles(feed, &any, 4).await.unwrap();
    assert_eq!(numbers(&live), [ids[4], ids[3], ids[1]], "each once");
    store.withdraw(ArticleId(ids[1]), &name("paper"), at(2000)).await.unwrap();
    assert_eq!(archived(&first).await, [ids[0]]);
    assert_eq!(numbers(&store.archived_articles(feed, &second, &about("pay")).await.unwrap()), [ids[3]]);
    assert_eq!(store.archives(feed + 1).await.unwrap(), [], "another feed's");
});

store_test!(places_are_given_once_however_many_ask, |store: Store| async move {
    let feed = store.feed("all", "", at(0)).await.unwrap().number;
    let items: Vec<i64> = (1..=600).collect();
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (store, items) = (store.clone(), items.clone());
        asking.spawn(async move { store.add_members(feed, &items, &[]).await.unwrap() });
    }
    asking.join_all().await;
    assert_eq!(store.members(feed).await.unwrap(), 600);
    let placed = store.places_of(&items).await.unwrap();
    assert!(placed.iter().all(|(item, _, place)| item == place) && placed.len() == 600);
});
