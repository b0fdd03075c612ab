//! Owns the tests of the locks that keep two rounds of one job apart, within a process and across processes.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use postround::store::{Store, StoreUrl};

use crate::harness::store::{Place, place_test};

/// Tells a child of this test process where to hold a lock.
const HOLD: &str = "POSTROUND_TEST_HOLD";

place_test!(two_holders_exclude_one_another, |place: Place| async move {
    let (here, there) = (place.open().await, place.open().await);
    let mut held = here.try_lock("deliver").await.unwrap().unwrap();
    for store in [&here, &there] {
        assert!(store.try_lock("deliver").await.unwrap().is_none());
    }
    assert!(there.try_lock("gather").await.unwrap().is_some(), "another job is another lock");
    assert!(held.is_held().await);
    drop(held);
    assert!(there.lock("deliver", Duration::from_secs(5)).await.unwrap().is_some(), "dropped, it is free");
    let free = here.lock("deliver", Duration::from_secs(5)).await.unwrap();
    assert!(free.is_some(), "and again");
});

place_test!(patience_waits_and_ends, |place: Place| async move {
    let store = place.open().await;
    let held = store.try_lock("deliver").await.unwrap().unwrap();
    let began = Instant::now();
    assert!(store.lock("deliver", Duration::from_millis(300)).await.unwrap().is_none());
    assert!(began.elapsed() >= Duration::from_millis(300));
    assert!(store.lock("deliver", Duration::ZERO).await.unwrap().is_none());
    let (waited, ()) = tokio::join!(store.lock("deliver", Duration::from_secs(20)), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(held);
    });
    assert!(waited.unwrap().is_some());
});

place_test!(another_process_excludes_this_one_until_it_dies, |place: Place| async move {
    let store = place.open().await;
    let mut child = holder(&place.url());
    assert!(store.try_lock("deliver").await.unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(store.lock("deliver", Duration::from_secs(20)).await.unwrap().is_some());
});

/// Another process that holds the lock by now: this test program, asked to run nothing but the next test.
fn holder(url: &str) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "store::locks::a_child_holds_the_lock_it_is_told_to", "--nocapture"]);
    let mut child = child.env(HOLD, url).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(said.map_while(Result::ok).any(|line| line.contains("held")), "the child got no lock");
    child
}

/// Tests nothing by itself: see [`holder`].
#[tokio::test]
async fn a_child_holds_the_lock_it_is_told_to() {
    let Ok(url) = std::env::var(HOLD) else { return };
    let store = Store::open(&url.parse::<StoreUrl>().unwrap()).await.unwrap();
    let _held = store.try_lock("deliver").await.unwrap().unwrap();
    println!("held");
    // Until the parent kills us, or is gone itself.
    let _ = std::io::stdin().read_line(&mut String::new());
}

#[tokio::test]
async fn a_session_that_was_cut_off_holds_nothing() {
    let Some(place) = Place::postgres().await else { return };
    let store = place.open().await;
    let mut held = store.try_lock("deliver").await.unwrap().unwrap();
    assert!(held.is_held().await);
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' \
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(place.number(cut).await, 1);
    assert!(!held.is_held().await);
    assert!(store.lock("deliver", Duration::from_secs(5)).await.unwrap().is_some());
    assert!(!held.is_held().await, "for good");
}
