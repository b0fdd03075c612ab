//! Owns the way of the ledger of hosts between the client, which keeps it while the process runs, and the store.

use super::fetch::Fetcher;
use crate::net::Net;
use crate::store::{Store, StoreResult};

/// Tells the client what the store knows of the hosts, once a process.
pub(super) async fn recall(store: &Store, fetcher: &Fetcher) -> StoreResult<()> {
    if let Some(net) = fetcher.net()
        && !net.is_recalled()
    {
        net.recall(store.hosts().await?);
    }
    Ok(())
}

/// Records what the next process should know at once. Mere counts wait for [`record_hosts`].
pub(super) async fn record_pressing(store: &Store, fetcher: &Fetcher) -> StoreResult<()> {
    match fetcher.net() {
        Some(net) if net.is_ledger_pressing() => record_hosts(store, net).await,
        _ => Ok(()),
    }
}

/// Records what was asked of each host since the last time; once for many rounds.
pub async fn record_hosts(store: &Store, net: &Net) -> StoreResult<()> {
    store.record_hosts(&net.take_ledger(), net.now()).await
}
