//! Owns the transaction that recordings share: those that come while the disk is busy with the ones before go to it
//! together. Each waits until what it wrote is there; where one fails, the others are undone with it and write again.

use std::sync::{Arc, OnceLock};

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::Store;
use super::engine::Tx;
use super::error::StoreResult;

/// The purpose of transactions that record what was read.
pub(super) const RECORDING: &str = "record";

/// Where recordings meet; what it holds was begun by one of them, and written to by all that came since.
pub(super) type Together = Arc<Mutex<Option<Shared>>>;

/// A transaction under way.
#[derive(Debug)]
pub(super) struct Shared {
    tx: Tx,
    fate: Fate,
}

/// What became of a shared transaction: committed or not. One that is dropped before was undone.
#[derive(Debug)]
struct Fate(Arc<OnceLock<bool>>);

impl Drop for Fate {
    fn drop(&mut self) {
        let _ = self.0.set(false);
    }
}

/// The right to write into the shared transaction. Dropped without [`leave`](Self::leave), it undoes all of it.
#[derive(Debug)]
pub(super) struct Seat {
    shared: Shared,
    place: OwnedMutexGuard<Option<Shared>>,
    together: Together,
}

impl Store {
    /// Waits for its turn to write into the transaction that recordings share, as in one by
    /// [`begin_alone`](Self::begin_alone). No seat may be waited for, and no other transaction, while one is held.
    pub(super) async fn seat(&self) -> StoreResult<Seat> {
        let together = self.together.clone();
        let mut place = together.clone().lock_owned().await;
        let shared = match place.take() {
            Some(shared) => shared,
            None => Shared { tx: self.begin_alone().await?, fate: Fate(Arc::default()) },
        };
        Ok(Seat { shared, place, together })
    }
}

impl Seat {
    /// The transaction.
    pub(super) fn tx(&mut self) -> &mut Tx {
        &mut self.shared.tx
    }

    /// Waits until what was written is committed, with what others wrote. False: it was undone, because another of them
    /// failed, and is to be written alone.
    pub(super) async fn leave(self) -> StoreResult<bool> {
        let Self { shared, mut place, together } = self;
        let fate = shared.fate.0.clone();
        *place = Some(shared);
        drop(place);
        // A task of its own: who waits may be cut short, and what is written is to be committed all the same. The lock is
        // fair, so that whoever has come meanwhile writes before it is had again.
        let ended = tokio::spawn(async move {
            let mut place = together.lock().await;
            if let Some(committed) = fate.get() {
                return Ok(*committed);
            }
            let Some(Shared { tx, fate }) = place.take() else { return Ok(false) };
            tx.commit().await?;
            let _ = fate.0.set(true);
            Ok(true)
        });
        // A task that came to no end left the transaction to be undone.
        ended.await.unwrap_or(Ok(false))
    }
}
