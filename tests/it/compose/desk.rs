//! Owns the desk of these tests: one digest, a store, and a clock that a test moves.

use std::path::Path;

use chrono::{DateTime, Utc};
use postround::app::App;
use postround::clock::Clock;
use postround::compose::{Composed, First, compose};
use postround::config::Config;
use postround::domain::{Edition, FoundArticle, Name};
use postround::store::{CommentsRead, Store};

use crate::deliver::office::HEAD;

/// A digest under composition.
pub(super) struct Desk {
    pub(super) app: App,
    pub(super) clock: Clock,
    daily: Name,
}

pub(super) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl Desk {
    /// A daily digest with more `lines` to its definition, at `now`.
    pub(super) async fn new(store: &str, lines: &str, now: &str) -> Self {
        let digest = format!("[[digest]]\nname = \"daily\"\ntitle = \"The Daily Round\"\n{lines}\n");
        let config = HEAD.replace("@store@", store) + &digest;
        let config = Config::parse(&config, Path::new("/nowhere/config.toml"), &|_| None).unwrap();
        let clock = Clock::by_hand(time(now));
        let store = Store::open(&config.store_url).await.unwrap();
        let app = App::build_on(config, store, clock.clone()).unwrap();
        Self { app, clock, daily: "daily".parse().unwrap() }
    }

    /// Moves the clock there, forward or back.
    pub(super) fn at(&self, now: &str) -> &Self {
        self.move_to(time(now))
    }

    pub(super) fn move_to(&self, now: DateTime<Utc>) -> &Self {
        self.clock.advance(now - self.clock.now());
        self
    }

    /// Records an article, seen for the first time now.
    pub(super) async fn article(&self, slug: &str) {
        let url = format!("https://site.example.org/news/{slug}.html").parse().unwrap();
        let mut found = FoundArticle::new(url, format!("News of {slug}"));
        "Two more nurses.".clone_into(&mut found.text);
        "<p>Two more nurses.</p>".clone_into(&mut found.html);
        let source: Name = "site".parse().unwrap();
        self.app.store.record_article(&source, &found, &CommentsRead::default(), self.clock.now()).await.unwrap();
    }

    /// As the service does at each tick.
    pub(super) async fn tick(&self) -> Composed {
        self.compose(First::AtItsTime).await
    }

    pub(super) async fn compose(&self, first: First) -> Composed {
        self.try_compose(first).await.unwrap()
    }

    pub(super) async fn try_compose(&self, first: First) -> anyhow::Result<Composed> {
        let desk = self.app.desk(&self.app.config.digests[0]).unwrap();
        compose(&self.app.store, desk, first, &self.clock).await
    }

    /// Every edition, the oldest first, skipped ones too; with the titles of those that went out.
    pub(super) async fn editions(&self) -> Vec<(Edition, Vec<String>)> {
        let mut out = Vec::new();
        for head in self.app.store.editions_latest(10_000).await.unwrap().into_iter().rev() {
            let edition = self.app.store.edition(head.id).await.unwrap().unwrap();
            assert_eq!(edition.digest, self.daily);
            let titles = edition.entries.iter().map(|entry| entry.title.clone()).collect();
            out.push((head, titles));
        }
        out
    }
}

/// What a test says of an outcome: `frozen 3`, `skipped …`, `waits until …`.
pub(super) fn told(composed: &Composed) -> String {
    match composed {
        Composed::Frozen { date, articles, .. } => format!("{date}: {articles}"),
        Composed::Skipped(reason) => format!("skipped: {reason}"),
        Composed::NotDue(Some(next)) => format!("waits until {}", next.format("%Y-%m-%dT%H:%MZ")),
        Composed::Missed(_, Some(next)) => format!("missed; waits until {}", next.format("%Y-%m-%dT%H:%MZ")),
        other => format!("{other:?}"),
    }
}
