//! Owns the tests of the corrections: each new notice an entry of its own, with what stood before it, and a place in feeds.

use postround::domain::{Correction, FoundArticle};
use postround::store::{ArticleFilter, Store, StoredCorrection};

use super::sample::{at, found, name, record};
use crate::harness::store::store_test;

fn said(path: &str, words: &str, notice: Option<&str>) -> FoundArticle {
    let correction = notice.map(|text| Correction { text: text.to_owned(), at: Some(at(5)) });
    FoundArticle {
        text: words.to_owned(),
        correction,
        topics: vec!["Pay".to_owned()],
        ..found(path, &format!("Council {path} decides"))
    }
}

store_test!(each_new_notice_is_a_correction_of_its_revision, |store: Store| async move {
    const FIRST: &str = "This story was amended: the sum was wrong";
    const SECOND: &str = "Amended again: the name was wrong";
    let any = ArticleFilter::default();
    let readings = [
        (said("a", "It cost four pounds, she said.", None), 0),
        (said("a", "It cost nine pounds, she said.", Some(FIRST)), 1),
        // Words change under the same notice, differently printed.
        (said("a", "It cost nine pounds, she wrote to us.", Some("This story was amended - the sum was wrong.")), 0),
        (said("a", "It cost nine pounds, he wrote to us.", Some(SECOND)), 1),
        (said("b", "Amended before we saw it.", Some(FIRST)), 1),
        (said("c", "No notice at all.", None), 0),
    ];
    let mut minted = Vec::new();
    for (minute, (reading, expected)) in (1..).zip(&readings) {
        let recorded = record(&store, reading, minute).await;
        let one = minute % 2 == 0;
        let asked = [recorded.id];
        let now = store.mint_corrections(one.then_some(&asked[..]), at(100)).await.unwrap();
        assert_eq!(now, *expected, "{minute}");
        assert_eq!(store.mint_corrections(None, at(100)).await.unwrap(), 0, "once");
        minted.push(recorded.id);
    }
    let feed = store.feed("corrections", "", at(0)).await.unwrap().number;
    assert_eq!(store.join_corrections(feed, &any, None).await.unwrap(), 3);
    let live = async |filter: &ArticleFilter, most| store.live_corrections(feed, filter, most).await.unwrap();
    let all = live(&any, 9).await;
    let told: Vec<_> =
        all.iter().map(|one| (one.article.id, one.revision, one.notice.text.as_str(), one.found)).collect();
    assert_eq!(
        told,
        [(minted[4], 1, FIRST, at(5)), (minted[0], 4, SECOND, at(4)), (minted[0], 2, FIRST, at(2))],
        "found when its revision was"
    );
    assert_eq!((all[0].before.clone(), all[0].notice.at), (None, Some(at(5))));
    let before = ("Council a decides".to_owned(), "It cost four pounds, she said.".to_owned());
    assert_eq!((all[2].before.as_ref(), all[2].text.as_str()), (Some(&before), "It cost nine pounds, she said."));
    assert_eq!((all[2].article.revision, all[2].title.as_str()), (4, "Council a decides"), "the article as it stands");
    assert!(all.iter().all(|one| one.uid.starts_with("urn:uuid:")) && all[0].uid != all[1].uid);
    assert_eq!(live(&any, 1).await, all[..1]);
    assert_eq!(live(&ArticleFilter { topics: vec!["pay".into()], ..any.clone() }, 9).await, all);
    let wire = ArticleFilter { sources: vec![name("wire")], ..any.clone() };
    assert_eq!(live(&wire, 9).await, []);
    store.withdraw(minted[0], &name("paper"), at(9)).await.unwrap();
    assert_eq!(live(&any, 9).await, all[..1]);
    assert_eq!(store.mint_corrections(Some(&[]), at(9)).await.unwrap(), 0);
});

store_test!(a_correction_has_one_place_in_a_feed_and_no_article_has_it, |store: Store| async move {
    let any = ArticleFilter::default();
    let mut ids = Vec::new();
    for (minute, path) in (1..).zip(["a", "b", "c", "d", "e"]) {
        let notice = (path != "d").then_some("This story was amended: the sum was wrong");
        ids.push(record(&store, &said(path, "It cost nine pounds, she said.", notice), minute).await.id);
    }
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    store.withdraw(ids[2], &name("paper"), at(9)).await.unwrap();
    assert_eq!(store.mint_corrections(None, at(9)).await.unwrap(), 4);
    let feed = store.feed("corrections", "", at(0)).await.unwrap().number;
    let join =
        async |filter: &ArticleFilter, some: Option<&[i64]>| store.join_corrections(feed, filter, some).await.unwrap();
    let wire = ArticleFilter { sources: vec![name("wire")], ..any.clone() };
    let many: Vec<i64> = (1..=300).collect();
    assert_eq!(
        (join(&wire, None).await, join(&any, Some(&[])).await, join(&any, Some(&numbers[3..4])).await),
        (0, 0, 0)
    );
    assert_eq!(
        (join(&any, Some(&numbers[1..])).await, join(&any, Some(&many)).await, join(&any, None).await),
        (2, 1, 0)
    );
    // The first to be found joined last; what is withdrawn has no place until it returns.
    assert_eq!(store.correction_places(feed, &numbers).await.unwrap(), [1, 2, 3]);
    assert_eq!(store.correction_places(feed, &numbers[..1]).await.unwrap(), [3]);
    assert_eq!(store.correction_places(feed + 1, &many).await.unwrap(), [] as [i64; 0]);
    assert_eq!(store.places_of(&many).await.unwrap(), [], "they are no articles' places");
    let told = |some: Vec<StoredCorrection>| some.iter().map(|one| one.article.id).collect::<Vec<_>>();
    let first = store.close_archive(feed, 2, at(10)).await.unwrap().unwrap();
    let archived = async |filter| told(store.archived_corrections(feed, &first, filter).await.unwrap());
    assert_eq!((archived(&any).await, archived(&wire).await), (vec![ids[4], ids[1]], vec![]));
    assert_eq!(told(store.live_corrections(feed, &any, 2).await.unwrap()), [ids[4], ids[0]], "the newest places");
    store.withdraw(ids[4], &name("paper"), at(11)).await.unwrap();
    assert_eq!(archived(&any).await, [ids[1]]);
    // Of articles now, it begins with some whatever it held.
    assert!(!store.holds_articles(feed).await.unwrap());
    assert_eq!(store.found_members(feed, &any, 9).await.unwrap(), 3);
    assert!(store.holds_articles(feed).await.unwrap());
    assert_eq!(store.members(feed).await.unwrap(), 6);
    assert_eq!(store.live_articles(feed, &any, 9).await.unwrap().len(), 3);
});
