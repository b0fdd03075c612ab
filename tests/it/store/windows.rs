//! Owns the tests of windows: one after the other they miss no article and bring none twice, whatever the cuts, the
//! length of an edition, and the moment an article's recording ends.

use std::collections::HashSet;

use postround::domain::{Article, ArticleId, EditionState, FoundArticle};
use postround::store::{ArticleFilter, CommentsRead, Freeze, Store};

use super::sample::{Dice, at, entry, found, freeze, frozen, name, record};
use crate::harness::store::store_test;

/// What a digest that takes the articles of one source would bring in a window.
struct Desk {
    digest: String,
    filter: ArticleFilter,
    last: Option<i64>,
    brought: Vec<ArticleId>,
    left_out: u32,
}

impl Desk {
    fn new(digest: &str) -> Self {
        let filter = ArticleFilter { sources: vec![name(digest)], ..ArticleFilter::default() };
        Self { digest: digest.to_owned(), filter, last: None, brought: Vec::new(), left_out: 0 }
    }

    async fn select(&self, store: &Store, cut: i64, limit: u32) -> (Vec<Article>, u32) {
        let (digest, window) = (name(&self.digest), (self.last.map(at), at(cut)));
        let articles = store.articles_for_edition(&digest, &self.filter, window, limit).await.unwrap();
        let total = store.count_for_edition(&digest, &self.filter, window).await.unwrap();
        (articles, total)
    }

    /// Closes the window at `cut` with these articles, of so many that were found.
    async fn close(&mut self, store: &Store, cut: i64, articles: &[Article], total: u32) {
        let left_out = total - u32::try_from(articles.len()).unwrap();
        let freeze = Freeze {
            digest: name(&self.digest),
            filter: self.filter.clone(),
            left_out,
            entries: articles.iter().map(entry).collect(),
            state: if articles.is_empty() { EditionState::Skipped } else { EditionState::Frozen },
            ..freeze(self.last, cut)
        };
        frozen(store, &freeze).await;
        self.brought.extend(articles.iter().map(|article| article.id));
        self.left_out += left_out;
        self.last = Some(cut);
    }
}

enum Event {
    Article { first_seen: i64 },
    Cut,
}

/// Articles and cuts at random; some articles are recorded up to fourteen minutes after they were first seen.
fn story(dice: &mut Dice) -> Vec<(i64, Event)> {
    let mut events = Vec::new();
    for _ in 0..30 {
        let first_seen = i64::from(dice.below(300));
        let delay = if dice.below(2) == 0 { 0 } else { i64::from(dice.below(15)) };
        events.push((first_seen + delay, Event::Article { first_seen }));
    }
    let cuts: HashSet<i64> = (0..8).map(|_| i64::from(dice.below(300))).chain([400]).collect();
    events.extend(cuts.into_iter().map(|cut| (cut, Event::Cut)));
    // At one moment the cut comes first: an article seen at that very moment belongs to the next window.
    events.sort_by_key(|(minute, event)| (*minute, matches!(event, Event::Article { .. })));
    events
}

async fn play(store: &Store, seed: u64, limit: u32) {
    let digest = format!("digest-{seed}");
    let mut desk = Desk::new(&digest);
    let mut recorded = 0;
    for (minute, event) in story(&mut Dice(seed)) {
        match event {
            Event::Article { first_seen } => {
                let said = found(&format!("{digest}/{recorded}"), "a");
                let read = CommentsRead::default();
                store.record_article(&name(&digest), &said, &read, at(first_seen)).await.unwrap();
                recorded += 1;
            }
            Event::Cut => {
                let (articles, total) = desk.select(store, minute, limit).await;
                assert!(articles.iter().all(|article| article.first_seen < at(minute)), "half-open at its end");
                assert!(articles.len() <= usize::try_from(limit).unwrap());
                desk.close(store, minute, &articles, total).await;
            }
        }
    }
    let different: HashSet<_> = desk.brought.iter().collect();
    assert_eq!(different.len(), desk.brought.len(), "seed {seed}: an article came twice");
    let accounted = desk.brought.len() + usize::try_from(desk.left_out).unwrap();
    assert_eq!(accounted, recorded, "seed {seed}: each article is brought or left out, and that once");
    assert!(limit < 1000 || desk.left_out == 0);
}

store_test!(windows_are_gap_free_and_disjoint, |store: Store| async move {
    for seed in 0..6 {
        play(&store, seed, 1000).await;
    }
});

store_test!(what_is_left_out_for_length_stays_out, |store: Store| async move {
    for seed in 6..12 {
        play(&store, seed, 2).await;
    }
});

store_test!(an_article_recorded_while_an_edition_is_drafted_is_in_the_next, |store: Store| async move {
    for drafted in [true, false] {
        let digest = format!("digest-{drafted}");
        let mut desk = Desk::new(&digest);
        let record = async |path: &str, minute| {
            let said = found(&format!("{digest}/{path}"), path);
            store.record_article(&name(&digest), &said, &CommentsRead::default(), at(minute)).await.unwrap().id
        };
        if drafted {
            record("first", 5).await;
        }
        let (articles, total) = desk.select(&store, 10, 9).await;
        let late = record("late", 9).await;
        desk.close(&store, 10, &articles, total).await;
        let (next, _) = desk.select(&store, 20, 9).await;
        assert_eq!(next.iter().map(|article| article.id).collect::<Vec<_>>(), [late], "{drafted}");
    }
});

store_test!(a_revision_brings_no_article_back, |store: Store| async move {
    let mut desk = Desk::new("paper");
    record(&store, &found("a", "a"), 9).await;
    let (articles, total) = desk.select(&store, 10, 9).await;
    desk.close(&store, 10, &articles, total).await;
    record(&store, &FoundArticle { text: "Other".into(), ..found("a", "b") }, 11).await;
    assert_eq!(desk.select(&store, 20, 9).await, (Vec::new(), 0));
    // Another digest has windows of its own.
    let other = Desk { digest: "other".into(), ..Desk::new("paper") };
    assert_eq!(other.select(&store, 20, 9).await.1, 1);
});
