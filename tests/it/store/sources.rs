//! Owns the tests of the gathering rounds and of what they say of a source's health.

use postround::domain::{FoundArticle, SourceState};
use postround::store::{Round, SourceHealth, Store};

use super::sample::{at, found, name, pass};
use crate::harness::store::{Place, place_test, store_test};

fn round(source: &str, minute: i64, problem: &str) -> Round {
    Round { finished: at(minute + 1), problem: problem.to_owned(), ..Round::new(name(source), at(minute)) }
}

#[test]
fn a_round_counts_the_articles_it_saw() {
    let round = Round { articles_new: 1, articles_changed: 2, articles_same: 4, ..round("paper", 0, "") };
    assert_eq!(round.articles(), 7);
}

store_test!(failures_in_a_row_are_counted_until_one_goes_well, |store: Store| async move {
    let paper = name("paper");
    assert_eq!(store.last_try(&paper).await.unwrap(), None);
    assert_eq!(store.sources_health().await.unwrap(), []);
    for (minute, problem, failures, last_ok) in [
        (0, "no answer", 1, None),
        (10, "no answer", 2, None),
        (20, "", 0, Some(at(21))),
        (30, "feed has no items", 1, Some(at(21))),
        (40, "no answer", 2, Some(at(21))),
        (50, "", 0, Some(at(51))),
    ] {
        store.record_round(&round("paper", minute, problem)).await.unwrap();
        let health = store.sources_health().await.unwrap();
        let expected = SourceHealth {
            source: paper.clone(),
            last_try: Some(at(minute)),
            last_ok,
            failures,
            problem: problem.to_owned(),
            articles: 0,
            comments: 0,
            comments_stated: 0,
            short: 0,
            state: SourceState::Well,
            state_since: Some(at(1)),
            words: String::new(),
            sample: String::new(),
            quarantined: 0,
        };
        assert_eq!(health, [expected]);
        assert_eq!(store.last_try(&paper).await.unwrap(), Some(at(minute)));
    }
});

place_test!(a_round_is_kept_with_all_its_figures, |place: Place| async move {
    let store = place.open().await;
    let round = Round {
        notes: vec!["one".into(), "two, \"three\"".into()],
        articles_new: 1,
        articles_changed: 2,
        articles_same: 3,
        articles_failed: 4,
        comments_new: 5,
        comments_withdrawn: 6,
        comments_short: 7,
        requests: 8,
        not_modified: 9,
        bytes: 5_000_000_000,
        ..round("paper", 0, "")
    };
    store.record_round(&round).await.unwrap();
    store.record_round(&round).await.unwrap();
    let columns = [
        "articles_new",
        "articles_changed",
        "articles_same",
        "articles_failed",
        "comments_new",
        "comments_withdrawn",
        "comments_short",
        "requests",
        "not_modified",
    ];
    for (expected, column) in (1..).zip(columns) {
        assert_eq!(place.number(&format!("SELECT {column} FROM rounds LIMIT 1")).await, expected, "{column}");
    }
    assert_eq!(place.number("SELECT bytes FROM rounds LIMIT 1").await, 5_000_000_000);
    let same = "SELECT count(*) FROM rounds WHERE source = 'paper' AND notes LIKE 'one_two, \"three\"'";
    assert_eq!(place.number(same).await, 2);
});

place_test!(a_sources_health_says_what_is_held, |place: Place| async move {
    let store = place.open().await;
    for source in ["paper", "gazette"] {
        store.record_round(&round(source, 0, "")).await.unwrap();
    }
    for (path, stated, keys) in [("a", Some(2), &["x"][..]), ("b", Some(1), &["x", "y"]), ("c", Some(9), &[])] {
        let said = FoundArticle { comments_stated: stated, ..found(path, path) };
        store.record_article(&name("paper"), &said, &pass(keys), at(0)).await.unwrap();
    }
    let health = store.sources_health().await.unwrap();
    let figures = |health: &SourceHealth| (health.source.to_string(), health.articles, health.comments, health.short);
    assert_eq!(
        health.iter().map(figures).collect::<Vec<_>>(),
        [("gazette".into(), 0, 0, 0), ("paper".into(), 3, 3, 2)]
    );
    place.change("UPDATE articles SET withdrawn_at = 5 WHERE title = 'a'").await;
    place.change("UPDATE comments SET withdrawn_at = 5 WHERE key = 'y'").await;
    assert_eq!(figures(&store.sources_health().await.unwrap()[1]), ("paper".into(), 2, 1, 1));
    place.change("UPDATE articles SET comments_behind = 'Disqus' WHERE title = 'c'").await;
    assert_eq!(store.sources_health().await.unwrap()[1].short, 0, "what is not in the page cannot be missed");
});
