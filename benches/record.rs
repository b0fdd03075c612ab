//! Measures recording on SQLite, on this machine's disk: a feed of 50 entries, new, and as it was.

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use postround::domain::{FoundArticle, Name};
use postround::store::{CommentsRead, Store, StoreUrl};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Entries of one feed.
const ENTRIES: u32 = 50;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).expect("a moment of this century")
}

/// A feed of 50 entries of 1.8 kB each, as 90 kB feeds have them.
fn feed(number: u32) -> Vec<(FoundArticle, CommentsRead)> {
    let entry = |entry: u32| {
        let words = format!("Sentence of entry {entry} in feed {number} about the ward and its staff. ").repeat(14);
        let url = format!("https://feed{number}.example/news/{}-a-story", 100_000 + entry).parse().expect("an address");
        let found = FoundArticle {
            authors: vec!["Jo Example".to_owned()],
            published: Some(now() - TimeDelta::hours(i64::from(entry))),
            topics: vec!["Workforce".to_owned(), "Pay".to_owned()],
            lead: Some(words.chars().take(200).collect()),
            html: format!("<p>{words}</p>"),
            text: words,
            ..FoundArticle::new(url, format!("The board of hospital {entry} in town {number} rejects the offer"))
        };
        (found, CommentsRead::default())
    };
    (0..ENTRIES).map(entry).collect()
}

fn record(c: &mut Criterion) {
    let folder = TempDir::new().expect("the temporary folder is writable");
    let runtime = Runtime::new().expect("a runtime needs nothing but file handles");
    let url = StoreUrl::Sqlite(folder.path().join("postround.db"));
    let store = runtime.block_on(Store::open(&url)).expect("the folder is writable");
    let source: Name = "paper".parse().expect("a name");
    let write = |feed: &[(FoundArticle, CommentsRead)]| {
        runtime.block_on(store.record_articles(&source, black_box(feed), &[], now())).expect("the store answers");
    };
    let known = feed(0);
    write(&known);
    let mut group = c.benchmark_group("record");
    group.bench_function("50_unchanged", |b| b.iter(|| write(&known)));
    let mut number = 0;
    let mut next = || {
        number += 1;
        feed(number)
    };
    group.bench_function("50_new", |b| b.iter_batched(&mut next, |feed| write(&feed), BatchSize::PerIteration));
    group.finish();
}

criterion_group!(benches, record);
criterion_main!(benches);
