//! Owns the tests of the transaction that recordings of several sources share: all or nothing for each of them, whoever
//! else is in it.

use postround::domain::{FoundArticle, SourceState};
use postround::store::{Change, CommentsRead, PageMemo, Round, Store};

use super::sample::{at, found, name};
use crate::harness::store::store_test;

const SOURCES: usize = 24;
const ARTICLES: usize = 5;

fn readings(source: usize) -> Vec<(FoundArticle, CommentsRead)> {
    let one = |n| found(&format!("{source}/{n}"), &format!("The board of hospital {source} rejects offer {n}"));
    (0..ARTICLES).map(|n| (one(n), CommentsRead::default())).collect()
}

/// Records one source: its articles, then its round with what is remembered of its page.
async fn record(store: Store, source: usize) -> Vec<Change> {
    let name = name(&format!("s{source}"));
    let recorded = store.record_articles(&name, &readings(source), &[], at(0)).await.unwrap();
    let memo = PageMemo { asks: "[]".to_owned(), ..PageMemo::default() };
    let round = Round { state: SourceState::Well, ..Round::new(name, at(1)) };
    store.end_round(&round, &[("https://news.example/feed".parse().unwrap(), memo)]).await.unwrap();
    recorded.iter().map(|recorded| recorded.change).collect()
}

async fn held(store: &Store, source: usize) -> (usize, usize, bool) {
    let name = name(&format!("s{source}"));
    let articles = store.held_summary(&name).await.unwrap().articles as usize;
    let rounds = store.rounds(&name, 9).await.unwrap().len();
    (articles, rounds, store.page(&name, "https://news.example/feed").await.unwrap().is_some())
}

store_test!(sources_recorded_together_are_recorded_as_if_alone, |store: Store| async move {
    let mut all = tokio::task::JoinSet::new();
    for source in 0..SOURCES {
        all.spawn(record(store.clone(), source));
    }
    for changes in all.join_all().await {
        assert_eq!(changes, [Change::New; ARTICLES]);
    }
    for source in 0..SOURCES {
        assert_eq!(held(&store, source).await, (ARTICLES, 1, true), "{source}");
    }
});

store_test!(one_that_is_cut_short_takes_nothing_from_the_others, |store: Store| async move {
    let tasks: Vec<_> = (0..SOURCES).map(|source| tokio::spawn(record(store.clone(), source))).collect();
    // Every third is cut short, each wherever it is when so many others have ended.
    let mut ended = Vec::new();
    for (source, task) in tasks.into_iter().enumerate() {
        if source % 3 == 0 {
            task.abort();
        }
        ended.push(task.await.ok());
    }
    for (source, ended) in ended.into_iter().enumerate() {
        let (articles, rounds, remembered) = held(&store, source).await;
        if let Some(changes) = ended {
            assert_eq!((changes, articles, rounds, remembered), (vec![Change::New; ARTICLES], ARTICLES, 1, true));
        } else {
            assert!(articles == 0 || articles == ARTICLES, "{source}: {articles} of {ARTICLES}");
            assert_eq!((rounds == 1, remembered), (remembered, remembered), "{source}");
            assert!(articles == ARTICLES || !remembered, "{source}: remembered, but not held");
        }
        // What was cut short is recorded the next time, and nothing twice.
        record(store.clone(), source).await;
        assert_eq!(held(&store, source).await.0, ARTICLES, "{source}");
    }
});
