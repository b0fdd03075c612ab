//! Owns the two engines: how each is opened, which connections it keeps, and a transaction on either.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Postgres, Sqlite, Transaction};

use super::columns::Marks;
use super::error::{StoreError, StoreResult};
use super::lock;
use super::options::StoreUrl;

/// How long a PostgreSQL server may take to let us in, and another process to make a SQLite store's tables.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// What the writing connection of SQLite remembers: 8 MB, in KiB as SQLite wants it; with 16 MB it was no faster.
const WRITE_CACHE: &str = "-8000";

/// The pages of 4 kB in SQLite's log before they are brought into the store: 16 MB.
const CHECKPOINT: &str = "4000";

/// The pools of the engine that the URL chose.
#[derive(Debug, Clone)]
pub(super) enum Engine {
    /// One connection writes, several read: SQLite has one writer anyway, and so none of ours meets "busy".
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
        path: PathBuf,
    },
    Postgres {
        pool: PgPool,
        connect: Box<PgConnectOptions>,
    },
}

/// A transaction on either engine; dropped without [`Tx::commit`], it is undone.
#[derive(Debug)]
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// How the places of a list are written.
    pub(super) fn marks(&self) -> Marks {
        match self {
            Self::Sqlite(_) => Marks::Plain,
            Self::Postgres(_) => Marks::Numbered,
        }
    }

    /// Waits until no other transaction has this purpose; those of SQLite are alone anyway.
    pub(super) async fn alone_for(&mut self, purpose: &str) -> StoreResult<()> {
        if let Self::Postgres(tx) = self {
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(lock::number(purpose)).execute(&mut **tx).await?;
        }
        Ok(())
    }

    pub(super) async fn commit(self) -> StoreResult<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Opens SQLite.
pub(super) async fn open_sqlite(path: &Path, url: &StoreUrl) -> StoreResult<Engine> {
    let refuse = |why: String| StoreError::Open { url: url.to_string(), why };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|error| refuse(format!("cannot make the folder {}: {error}", folder.display())))?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL, not NORMAL: a mail recorded as accepted must still be so after the power fails (I5).
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // A statement of many rows keeps the pages it changes until it ends: in a file they would be written twice more.
        .pragma("temp_store", "MEMORY")
        .busy_timeout(Duration::from_secs(20));
    // A connection to a file is never cut off: asking it each time whether it still answers is a round to its thread.
    let pool = || SqlitePoolOptions::new().test_before_acquire(false);
    // What a round of many sources writes all over the indexes goes to the disk once, not once a source.
    let writing = options.clone().pragma("cache_size", WRITE_CACHE).pragma("wal_autocheckpoint", CHECKPOINT);
    let write = pool().max_connections(1).connect_with(writing).await;
    let write =
        write.map_err(|error| refuse(format!("{error}; is the folder writable and the file a SQLite database?")))?;
    let read = pool().max_connections(4).min_connections(0).connect_lazy_with(options);
    Ok(Engine::Sqlite { read, write, path: path.to_owned() })
}

/// Opens PostgreSQL.
pub(super) async fn open_postgres(text: &str, url: &StoreUrl) -> StoreResult<Engine> {
    let refuse = |why: String| StoreError::Open { url: url.to_string(), why };
    let connect = PgConnectOptions::from_str(text).map_err(|error| refuse(error.to_string()))?;
    let cure = |error: String| refuse(format!("{error}; is the server running and the user allowed in?"));
    // Tried once by itself: a pool keeps trying a server that is down, and then says only that it waited in vain.
    match tokio::time::timeout(PATIENCE, PgConnection::connect_with(&connect)).await {
        Err(_) => return Err(cure(format!("no answer within {PATIENCE:?}"))),
        Ok(Err(error)) => return Err(cure(error.to_string())),
        Ok(Ok(session)) => session.close().await.map_err(|error| cure(error.to_string()))?,
    }
    let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(PATIENCE);
    let pool = pool.connect_with(connect.clone()).await.map_err(|error| cure(error.to_string()))?;
    Ok(Engine::Postgres { pool, connect: Box::new(connect) })
}
