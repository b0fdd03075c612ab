//! Owns the tests of the past rounds: what the next one is judged by, and what is shown of them.

use postround::domain::{FoundArticle, RoundFacts, SourceState, Watch};
use postround::store::{Before, Round, Store};

use super::sample::{at, found, name, pass};
use crate::harness::store::store_test;

fn round(minute: i64, state: SourceState, pages: u32) -> Round {
    let facts = RoundFacts {
        announced: 9,
        pages_read: pages,
        with_date: 1,
        with_author: 2,
        with_body: 3,
        comments_found: 4,
        comments_stated: 5,
    };
    Round { finished: at(minute), state, facts, ..Round::new(name("paper"), at(minute)) }
}

store_test!(a_round_is_judged_by_those_before_it, |store: Store| async move {
    let paper = name("paper");
    assert_eq!(store.before_round(&paper).await.unwrap(), Before::default());
    for (minute, state, pages) in [
        (0, SourceState::Well, 6),
        (1, SourceState::Well, 0),
        (2, SourceState::Degraded, 7),
        (3, SourceState::Failing, 0),
        (4, SourceState::Held, 8),
    ] {
        store.record_round(&round(minute, state, pages)).await.unwrap();
    }
    store.record_round(&Round { source: name("gazette"), ..round(5, SourceState::Parked, 9) }).await.unwrap();
    let before = store.before_round(&paper).await.unwrap();
    assert_eq!((before.state, before.standing.last_try), (SourceState::Failing, Some(at(4))), "held says nothing");
    let history = store.history(&paper, 60, at(0)).await.unwrap();
    let pages = |rounds: &[postround::store::PastRound]| -> Vec<u32> {
        rounds.iter().map(|round| round.facts.pages_read).collect()
    };
    assert_eq!((pages(&history.latest), pages(&history.well)), (vec![7, 6], vec![0, 6]));
    assert_eq!(history.well[1].facts, round(0, SourceState::Well, 6).facts);
    assert_eq!(pages(&store.history(&paper, 1, at(0)).await.unwrap().well), [0]);
    assert_eq!(pages(&store.history(&paper, 60, at(1)).await.unwrap().well), [0]);
    assert_eq!((history.newest, history.published.len()), (None, 0));
});

store_test!(the_times_of_articles_are_told_the_newest_first, |store: Store| async move {
    let paper = name("paper");
    for (path, published, seen) in [("a", Some(3), 10), ("b", None, 20), ("c", Some(1), 30)] {
        let said = FoundArticle { published: published.map(at), ..found(path, path) };
        store.record_article(&paper, &said, &pass(&[]), at(seen)).await.unwrap();
    }
    let history = store.history(&paper, 60, at(0)).await.unwrap();
    assert_eq!(history.published, [at(20), at(3), at(1)]);
    assert_eq!(history.newest, Some(at(30)));
    for source in [paper, name("gazette")] {
        store.record_round(&Round { source, ..round(40, SourceState::Well, 1) }).await.unwrap();
    }
    assert_eq!(store.before_round(&name("paper")).await.unwrap().newest, Some(at(30)));
    assert_eq!(store.before_round(&name("gazette")).await.unwrap().newest, None);
});

store_test!(rounds_are_read_as_they_were_recorded, |store: Store| async move {
    let paper = name("paper");
    let one = Round {
        problem: "it broke".into(),
        notes: vec!["a".into(), "b".into()],
        articles_new: 1,
        put_off: 2,
        quarantined: 3,
        bytes: 7,
        ..round(1, SourceState::Empty, 6)
    };
    store.record_round(&one).await.unwrap();
    store.record_round(&round(2, SourceState::Well, 1)).await.unwrap();
    assert_eq!(store.rounds(&paper, 9).await.unwrap(), [round(2, SourceState::Well, 1), one]);
    assert_eq!(store.rounds(&paper, 1).await.unwrap().len(), 1);
});

store_test!(a_state_is_kept_with_its_words_and_since_when, |store: Store| async move {
    let said = |minute, state, words: &str| {
        let watch = Watch { words: words.to_owned(), sample: words.to_uppercase(), ..Watch::default() };
        Round { watch, ..round(minute, state, 1) }
    };
    for (minute, state, words, since, kept) in [
        (0, SourceState::Well, "", 0, ""),
        (5, SourceState::Degraded, "one", 5, "one"),
        (6, SourceState::Degraded, "two", 5, "two"),
        (7, SourceState::Degraded, "", 5, "two"),
        (8, SourceState::Well, "", 8, ""),
    ] {
        store.record_round(&said(minute, state, words)).await.unwrap();
        let health = store.sources_health().await.unwrap().remove(0);
        let told = (health.state, health.state_since, health.words.as_str(), health.sample);
        assert_eq!(told, (state, Some(at(since)), kept, kept.to_uppercase()), "{minute}");
    }
});

store_test!(articles_short_of_comments_are_listed, |store: Store| async move {
    let paper = name("paper");
    for (path, stated, keys) in
        [("a", Some(5), &["x"][..]), ("b", Some(1), &["x"]), ("c", None, &[]), ("d", Some(2), &[])]
    {
        let said = FoundArticle { comments_stated: stated, ..found(path, path) };
        store.record_article(&paper, &said, &pass(keys), at(0)).await.unwrap();
    }
    let short = store.articles_short(&paper, 9).await.unwrap();
    let told: Vec<_> = short.iter().map(|article| (article.title.as_str(), article.stated, article.held)).collect();
    assert_eq!(told, [("d", 2, 0), ("a", 5, 1)]);
    assert_eq!(store.articles_short(&paper, 1).await.unwrap().len(), 1);
});
