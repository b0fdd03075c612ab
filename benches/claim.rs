//! Measures the queue on SQLite, on this machine's disk: one delivery claimed out of 10,000 and its outcome recorded,
//! and an edition frozen for 10,000 subscribers.

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use postround::domain::{EditionState, Outcome};
use postround::store::{ArticleFilter, Freeze, Frozen, NewSubscriber, Store, StoreUrl};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const SUBSCRIBERS: u32 = 10_000;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).expect("a moment of this century") + TimeDelta::minutes(minutes)
}

/// A store with all the subscribers of one digest.
async fn store(folder: &TempDir) -> Store {
    let url = StoreUrl::Sqlite(folder.path().join("postround.db"));
    let store = Store::open(&url).await.expect("the folder is writable");
    let person = |number: u32| NewSubscriber {
        address: format!("reader{number}@example.org").parse().expect("an address"),
        name: None,
        digests: vec!["daily".parse().expect("a name")],
        method: "import".to_owned(),
        suppressed: None,
        left: Vec::new(),
    };
    let people: Vec<NewSubscriber> = (0..SUBSCRIBERS).map(person).collect();
    store.add_subscribers(&people, at(0)).await.expect("the store takes them");
    store
}

/// The edition of the window that ends so many minutes after the beginning.
fn edition(cut: i64) -> Freeze {
    Freeze {
        digest: "daily".parse().expect("a name"),
        date: format!("day-{cut}"),
        from: Some(at(cut - 1)),
        cut: at(cut),
        stale: at(cut) + TimeDelta::days(3),
        state: EditionState::Frozen,
        reason: String::new(),
        mail_domain: "example.org".to_owned(),
        left_out: 0,
        filter: ArticleFilter::default(),
        entries: Vec::new(),
        proof_to: Vec::new(),
    }
}

/// Claims one and puts it back, so that the queue is as long the next time.
async fn claim_and_record(store: &Store) -> bool {
    let claimed = store.claim_deliveries(at(5), 1).await.expect("the store answers");
    let outcome = Outcome::Deferred { reply: "450 4.2.0 come back later".to_owned(), next: at(5) };
    store.record_outcome(&claimed[0], &outcome, at(5)).await.expect("the store answers")
}

fn queue(c: &mut Criterion) {
    let folder = TempDir::new().expect("the temporary folder is writable");
    let runtime = Runtime::new().expect("a runtime needs nothing but file handles");
    let store = runtime.block_on(store(&folder));
    let mut cut = 1;
    runtime.block_on(store.freeze(&edition(cut), at(cut))).expect("the store answers");
    let mut group = c.benchmark_group("queue");
    group.bench_function("claim_and_record_one_of_10000", |b| {
        b.iter(|| assert!(runtime.block_on(claim_and_record(black_box(&store)))));
    });
    group.sample_size(10).bench_function("freeze_for_10000", |b| {
        b.iter(|| {
            cut += 1;
            let frozen = runtime.block_on(store.freeze(&edition(cut), at(cut))).expect("the store answers");
            assert_ne!(frozen, Frozen::Already);
        });
    });
    group.finish();
}

criterion_group!(benches, queue);
criterion_main!(benches);
