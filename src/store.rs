//! Owns all that is kept: the only place with SQL. Two engines, SQLite and PostgreSQL, chosen by the URL; each
//! question is one SQL text that both understand. The flows meet here and nowhere else.

mod alarms;
mod archives;
mod articles;
mod blocks;
mod columns;
mod comments;
mod corrections;
mod deliveries;
mod editions;
mod engine;
mod error;
mod feeds;
mod hosts;
mod identity;
mod known;
mod lock;
mod looks;
mod members;
mod migrations;
mod moderation;
mod naming;
pub mod options;
mod pages;
mod personal;
mod pings;
mod places;
mod quarantine;
mod quotes;
mod recording;
mod reports;
mod rounds;
mod seals;
mod sources;
mod standing;
mod subscribers;
mod together;
mod touches;
mod uids;

pub use alarms::Alarm;
pub use archives::Archive;
pub use articles::{ArticleFilter, Byline};
pub use blocks::Block;
pub use comments::{CommentsRead, PageOfComments};
pub use corrections::StoredCorrection;
pub use deliveries::QueueView;
pub use editions::{Freeze, FreezeEntry, FreezeQuote, Frozen};
pub use error::{StoreError, StoreResult};
pub use feeds::FeedRecord;
pub use lock::JobLock;
pub use looks::{Look, LookTaken};
pub use members::Joining;
pub use moderation::{By, Decision, LogLine, Moderated};
pub use naming::NamedComment;
pub use options::StoreUrl;
pub use pages::PageMemo;
pub use personal::{OpenedFeed, PersonalChange, PersonalFeed};
pub use pings::{DroppedPing, Ping, WaitingHub};
pub use places::Published;
pub use quarantine::{Quarantined, Suspect};
pub use recording::{Change, Recorded};
pub use reports::{Report, Reportable, Reported};
pub use rounds::{History, PastRound, ShortArticle};
pub use sources::{Round, SourceHealth};
pub use standing::{Before, Standing};
pub use subscribers::{Added, Leaving, NewSubscriber};
pub use touches::Touched;

use engine::{Engine, Tx};
use together::Together;

/// The store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    engine: Engine,
    together: Together,
}

impl Store {
    /// Opens the store, makes it where it is a file that does not exist, and brings its tables up to date.
    pub async fn open(url: &StoreUrl) -> StoreResult<Self> {
        // PostgreSQL's migrations lock for themselves; two that open a new SQLite store would both make it.
        let _alone = match url {
            StoreUrl::Sqlite(path) => lock::before_opening(path, engine::PATIENCE).await?,
            StoreUrl::Postgres(_) => None,
        };
        let engine = match url {
            StoreUrl::Sqlite(path) => engine::open_sqlite(path, url).await?,
            StoreUrl::Postgres(text) => engine::open_postgres(text, url).await?,
        };
        let store = Self { engine, together: Together::default() };
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

    /// A transaction that runs beside no other of its kind. SQLite has one writer anyway; on PostgreSQL two that read,
    /// decide and write about one article would make it twice, or number two revisions alike.
    async fn begin_alone(&self) -> StoreResult<Tx> {
        self.begin_alone_for(together::RECORDING).await
    }

    /// As [`begin_alone`](Self::begin_alone), beside no other that has the same purpose.
    async fn begin_alone_for(&self, purpose: &str) -> StoreResult<Tx> {
        let mut tx = self.begin().await?;
        tx.alone_for(purpose).await?;
        Ok(tx)
    }

    /// Answers whether the store answers.
    pub async fn ping(&self) -> StoreResult<()> {
        columns::reading!(self, pool => { sqlx::query("SELECT 1").execute(pool).await?; });
        Ok(())
    }
}
