//! Owns all that is kept: the only place with SQL. Two engines, SQLite and PostgreSQL, chosen by the URL; each
//! question is one SQL text that both understand. The flows meet here and nowhere else.

mod articles;
mod columns;
mod comments;
mod deliveries;
mod editions;
mod feeds;
mod identity;
mod lock;
mod migrations;
pub mod options;
mod pages;
mod sources;
mod subscribers;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Postgres, Sqlite, Transaction};

pub use articles::{ArticleFilter, Change, Recorded};
pub use comments::{CommentsRead, PageOfComments};
pub use deliveries::QueueView;
pub use editions::{Freeze, FreezeEntry, FreezeQuote, Frozen};
pub use feeds::FeedRecord;
pub use lock::JobLock;
pub use options::StoreUrl;
pub use pages::PageMemo;
pub use sources::{Round, SourceHealth};
pub use subscribers::{Added, Leaving, NewSubscriber};

/// Why a question to the store has no answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store cannot be reached or made.
    #[error("cannot open the store {url}: {why}")]
    Open {
        /// Where, without the password.
        url: String,
        /// What went wrong, and the cure where it is known.
        why: String,
    },
    /// The schema could not be brought up to date.
    #[error("cannot bring the tables of the store {url} up to date: {why}")]
    Migrate {
        /// Where, without the password.
        url: String,
        /// What went wrong.
        why: String,
    },
    /// The engine refused or failed.
    #[error("the store failed: {0}")]
    Engine(#[from] sqlx::Error),
    /// A lock file could not be made or locked.
    #[error("cannot lock {path}: {why}")]
    Lock {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        why: std::io::Error,
    },
    /// The store holds something that this program never writes.
    #[error("the store holds {0}")]
    Broken(String),
}

/// What the store's functions answer with.
pub type StoreResult<T> = Result<T, StoreError>;

/// The store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    engine: Engine,
}

#[derive(Debug, Clone)]
enum Engine {
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
enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    async fn commit(self) -> StoreResult<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Store {
    /// Opens the store, makes it where it is a file that does not exist, and brings its tables up to date.
    pub async fn open(url: &StoreUrl) -> StoreResult<Self> {
        let engine = match url {
            StoreUrl::Sqlite(path) => open_sqlite(path, url).await?,
            StoreUrl::Postgres(text) => open_postgres(text, url).await?,
        };
        let store = Self { engine };
        // Two processes that begin together would both make the first table. On PostgreSQL the migrator keeps them apart.
        let _alone = match store.engine {
            Engine::Sqlite { .. } => store.lock("migrate", Duration::from_secs(20)).await?,
            Engine::Postgres { .. } => None,
        };
        migrations::run(&store)
            .await
            .map_err(|error| StoreError::Migrate { url: url.to_string(), why: error.to_string() })?;
        Ok(store)
    }

    /// Finishes what is under way and closes every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Engine::Postgres { pool, .. } => pool.close().await,
        }
    }

    /// On SQLite it takes the write lock at once: a transaction that begins by reading and writes later fails with
    /// "busy" whatever the timeout.
    async fn begin(&self) -> StoreResult<Tx> {
        Ok(match &self.engine {
            Engine::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Engine::Postgres { pool, .. } => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Answers whether the store answers.
    pub async fn ping(&self) -> StoreResult<()> {
        columns::reading!(self, pool => { sqlx::query("SELECT 1").execute(pool).await?; });
        Ok(())
    }
}

async fn open_sqlite(path: &Path, url: &StoreUrl) -> StoreResult<Engine> {
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
        .busy_timeout(Duration::from_secs(20));
    let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await;
    let write =
        write.map_err(|error| refuse(format!("{error}; is the folder writable and the file a SQLite database?")))?;
    let read = SqlitePoolOptions::new().max_connections(4).min_connections(0).connect_lazy_with(options);
    Ok(Engine::Sqlite { read, write, path: path.to_owned() })
}

async fn open_postgres(text: &str, url: &StoreUrl) -> StoreResult<Engine> {
    let refuse = |why: String| StoreError::Open { url: url.to_string(), why };
    let connect = PgConnectOptions::from_str(text).map_err(|error| refuse(error.to_string()))?;
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(15))
        .connect_with(connect.clone())
        .await
        .map_err(|error| refuse(format!("{error}; is the server running and the user allowed in?")))?;
    Ok(Engine::Postgres { pool, connect: Box::new(connect) })
}
