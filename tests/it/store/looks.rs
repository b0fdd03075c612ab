//! Owns the tests of when articles are looked at again, and of how sources stand with being gathered.

use postround::domain::SourceState;
use postround::store::{Look, LookTaken, PageMemo, Round, Store};
use url::Url;

use super::sample::{at, found, name, pass};
use crate::harness::store::store_test;

async fn look(store: &Store, url: &Url) -> Look {
    store.looks(&name("paper"), &[url]).await.unwrap().remove(0).expect("it is held")
}

store_test!(a_look_is_recorded_with_its_pages_and_comes_due, |store: Store| async move {
    let paper = name("paper");
    let (a, b) = (found("a", "One"), found("b", "Two"));
    let first = store.record_article(&paper, &a, &pass(&["x", "y"]), at(0)).await.unwrap().id;
    let second = store.record_article(&paper, &b, &pass(&[]), at(1)).await.unwrap().id;
    let nowhere: Url = "https://news.example/nowhere".parse().unwrap();
    let looks = store.looks(&paper, &[&b.url, &nowhere, &a.url]).await.unwrap();
    assert_eq!(
        looks.iter().map(|look| look.as_ref().map(|look| look.id)).collect::<Vec<_>>(),
        [Some(second), None, Some(first)]
    );
    let known = looks[2].as_ref().unwrap();
    assert_eq!((known.held, known.own, known.looked, known.next), (2, true, None, None));
    assert!(!store.looks(&name("gazette"), &[&a.url]).await.unwrap()[0].as_ref().unwrap().own);

    let memo = PageMemo { etag: Some("e".into()), ..PageMemo::default() };
    let taken = |id, minute, asks: Option<&str>| LookTaken {
        id,
        next: Some(at(minute)),
        asks: asks.map(str::to_owned),
        comments_came: asks.is_some(),
    };
    let pages = [(a.url.clone(), memo.clone())];
    store.remember_look(&paper, &pages, Some(&taken(first, 60, Some("[]"))), at(5)).await.unwrap();
    store.remember_look(&paper, &[], Some(&taken(second, 30, None)), at(6)).await.unwrap();
    assert_eq!(store.page(&paper, a.url.as_str()).await.unwrap(), Some(memo));
    let known = look(&store, &a.url).await;
    assert_eq!((known.looked, known.next, known.comments_changed), (Some(at(5)), Some(at(60)), Some(at(5))));
    assert_eq!(known.asks.as_deref(), Some("[]"));
    let due = async |minute, limit| {
        let due = store.articles_due_a_look(&paper, at(minute), limit).await.unwrap();
        due.into_iter().map(|look| look.id).collect::<Vec<_>>()
    };
    assert_eq!((due(29, 9).await, due(30, 9).await), (vec![], vec![second]));
    assert_eq!((due(60, 9).await, due(60, 1).await), (vec![second, first], vec![second]));

    store.remember_look(&paper, &[], Some(&taken(first, 90, None)), at(60)).await.unwrap();
    let known = look(&store, &a.url).await;
    assert_eq!((known.asks.as_deref(), known.comments_changed), (Some("[]"), Some(at(5))), "what is not said stays");
    store.remember_look(&name("gazette"), &[], Some(&taken(first, 7, None)), at(61)).await.unwrap();
    assert_eq!(look(&store, &a.url).await.next, Some(at(90)), "another source looks at its own");
    store.put_off_look(first, &paper, Some(at(500))).await.unwrap();
    store.put_off_look(first, &name("gazette"), Some(at(7))).await.unwrap();
    store.put_off_look(second, &paper, None).await.unwrap();
    assert_eq!((due(499, 9).await, due(9999, 9).await), (vec![], vec![first]));
});

store_test!(a_withdrawn_article_leaves_and_is_looked_at_still, |store: Store| async move {
    let paper = name("paper");
    let said = found("a", "One");
    let id = store.record_article(&paper, &said, &pass(&[]), at(0)).await.unwrap().id;
    store.withdraw(id, &paper, at(1)).await.unwrap();
    assert_eq!(store.count_articles().await.unwrap(), 0);
    store.put_off_look(id, &paper, Some(at(2))).await.unwrap();
    assert_eq!(store.articles_due_a_look(&paper, at(2), 9).await.unwrap().len(), 1);
    store.record_article(&paper, &said, &pass(&[]), at(3)).await.unwrap();
    assert_eq!(store.count_articles().await.unwrap(), 1, "it came back");
});

store_test!(pages_that_fail_are_left_alone_for_their_time, |store: Store| async move {
    let paper = name("paper");
    let urls: Vec<Url> = (0..120).map(|n| format!("https://news.example/{n}").parse().unwrap()).collect();
    for (n, url) in urls.iter().enumerate() {
        let memo = PageMemo { failures: u32::from(n % 2 == 0), fresh_until: Some(at(10)), ..PageMemo::default() };
        store.remember_page(&paper, url.as_str(), &memo, at(0)).await.unwrap();
    }
    let all: Vec<&Url> = urls.iter().collect();
    assert_eq!(store.pages_left_alone(&paper, &all, at(9)).await.unwrap().len(), 60);
    assert!(store.pages_left_alone(&paper, &all, at(10)).await.unwrap().is_empty());
    assert!(store.pages_left_alone(&name("gazette"), &all, at(9)).await.unwrap().is_empty());
});

store_test!(a_source_stands_as_its_last_round_left_it, |store: Store| async move {
    let paper = name("paper");
    let none = store.standing(&paper).await.unwrap();
    assert_eq!((none.last_try, none.failures), (None, 0));
    let round = |minute, problem: &str, state| Round {
        finished: at(minute),
        problem: problem.to_owned(),
        state,
        ..Round::new(name("paper"), at(minute))
    };
    let held = |round: Round, until| Round { held_until: Some(at(until)), ..round };
    store.record_round(&held(round(1, "no", SourceState::Failing), 2)).await.unwrap();
    store.record_round(&held(round(2, "no", SourceState::Failing), 4)).await.unwrap();
    store.record_round(&held(round(3, "", SourceState::Held), 9)).await.unwrap();
    let standing = store.standing(&paper).await.unwrap();
    assert_eq!((standing.failures, standing.held_until, standing.last_ok), (2, Some(at(9)), None));
    let gone = Round { stopped_rules: Some("r".into()), ..round(5, "410", SourceState::Gone) };
    store.record_round(&gone).await.unwrap();
    let standing = store.standings().await.unwrap().remove(&paper).unwrap();
    assert_eq!((standing.stopped, standing.stopped_rules.as_deref()), (Some(at(5)), Some("r")));
    store.record_round(&round(6, "", SourceState::Well)).await.unwrap();
    let standing = store.standing(&paper).await.unwrap();
    assert_eq!((standing.stopped, standing.held_until, standing.failures), (None, None, 0));
    assert_eq!((standing.last_try, standing.last_ok), (Some(at(6)), Some(at(6))));
});

store_test!(what_a_source_holds_is_summed_up, |store: Store| async move {
    let paper = name("paper");
    assert_eq!(store.held_summary(&paper).await.unwrap().articles, 0);
    store.record_article(&paper, &found("a", "One"), &pass(&[]), at(3)).await.unwrap();
    let held = store.held_summary(&paper).await.unwrap();
    assert_eq!((held.articles, held.newest_first_seen), (1, Some(at(3))));
});
