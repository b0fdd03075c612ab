//! Owns the stored facts of each feed: its minted id and how its last document stood.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Store;
use super::columns::{count, ms, reading, row, time, writing};
use super::error::StoreResult;
use crate::domain::Name;

/// What the store knows of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRecord {
    /// The feed.
    pub name: String,
    /// The minted id (`urn:uuid:…`), for ever.
    pub uid: String,
    /// When it was first defined.
    pub defined: DateTime<Utc>,
    /// Entries in the last good document.
    pub entries: u32,
    /// When it was last found good.
    pub published: Option<DateTime<Utc>>,
    /// Why the last document was kept back, or empty.
    pub problem: String,
}

row!(FeedRow {
    name: String,
    uid: String,
    defined_at: i64,
    entries: i64,
    published_at: Option<i64>,
    problem: String,
});

impl Store {
    /// The feed's record; its id is minted the first time.
    pub async fn feed(&self, name: &Name, now: DateTime<Utc>) -> StoreResult<FeedRecord> {
        const MINT: &str = "INSERT INTO feeds (name, uid, defined_at, entries, problem) VALUES ($1, $2, $3, 0, '') \
             ON CONFLICT (name) DO NOTHING";
        const READ: &str = "SELECT name, uid, defined_at, entries, published_at, problem FROM feeds WHERE name = $1";
        let found: Option<FeedRow> =
            reading!(self, pool => sqlx::query_as(READ).bind(name.as_str()).fetch_optional(pool).await?);
        if let Some(row) = found {
            return Ok(record(row));
        }
        let uid = Uuid::new_v4().urn().to_string();
        writing!(self, pool => sqlx::query(MINT)
            .bind(name.as_str()).bind(uid).bind(ms(now)).execute(pool).await.map(|_| ())?);
        let row: FeedRow = reading!(self, pool => sqlx::query_as(READ).bind(name.as_str()).fetch_one(pool).await?);
        Ok(record(row))
    }

    /// Records that a feed's documents were written (`problem` empty) or kept back.
    pub async fn record_published(
        &self,
        name: &Name,
        entries: usize,
        problem: &str,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE feeds SET problem = $4, \
             entries = CASE WHEN $4 = '' THEN $2 ELSE entries END, \
             published_at = CASE WHEN $4 = '' THEN $3 ELSE published_at END WHERE name = $1";
        let entries = i64::try_from(entries).unwrap_or(i64::MAX);
        writing!(self, pool => sqlx::query(SQL)
            .bind(name.as_str()).bind(entries).bind(ms(now)).bind(problem).execute(pool).await.map(|_| ())?);
        Ok(())
    }

    /// Every feed that was ever published.
    pub async fn feeds(&self) -> StoreResult<Vec<FeedRecord>> {
        const SQL: &str = "SELECT name, uid, defined_at, entries, published_at, problem FROM feeds ORDER BY name";
        let rows: Vec<FeedRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(record).collect())
    }
}

fn record(row: FeedRow) -> FeedRecord {
    FeedRecord {
        name: row.name,
        uid: row.uid,
        defined: time(row.defined_at),
        entries: count(row.entries),
        published: row.published_at.map(time),
        problem: row.problem,
    }
}
