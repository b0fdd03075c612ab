//! Owns what can go wrong with the store, in words that name the store and never its password.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

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
    /// A window that would end before it begins: nothing could follow it.
    #[error(
        "the last window closed at {from}, which is not before {cut}; was the clock wrong, or a rehearsal run with --now \
         on this store? the next edition comes when that time has passed"
    )]
    Backwards {
        /// The end of the last window.
        from: DateTime<Utc>,
        /// The end of the one refused.
        cut: DateTime<Utc>,
    },
    /// The store holds something that this program never writes.
    #[error("the store holds {0}")]
    Broken(String),
}

/// What the store's functions answer with.
pub type StoreResult<T> = Result<T, StoreError>;
