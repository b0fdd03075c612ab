//! Owns the store that `try` gathers into: it is thrown away.

use std::path::PathBuf;

use crate::store::{Store, StoreUrl};

/// A store in a folder of its own, gone with it.
pub(super) struct Scratch {
    folder: PathBuf,
    pub(super) store: Store,
}

impl Scratch {
    pub(super) async fn new() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("postround-try-{}", uuid::Uuid::new_v4().simple()));
        let store = Store::open(&StoreUrl::Sqlite(folder.join("try.db"))).await?;
        Ok(Self { folder, store })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!("cannot remove {}: {error}", self.folder.display());
        }
    }
}
