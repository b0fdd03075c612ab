//! Owns how each source stands with being gathered: when it was last tried, until when it is held, whether it stopped.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{count, reading, row, time};
use super::error::StoreResult;
use crate::domain::Name;

/// How a source stands with being gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// When it was last tried.
    pub last_try: Option<DateTime<Utc>>,
    /// When a round last went well.
    pub last_ok: Option<DateTime<Utc>>,
    /// Failed rounds in a row.
    pub failures: u32,
    /// No automatic round begins before this.
    pub held_until: Option<DateTime<Utc>>,
    /// When it said that it is gone for good (410).
    pub stopped: Option<DateTime<Utc>>,
    /// How it was read when it stopped.
    pub stopped_rules: Option<String>,
}

row!(StandingRow {
    name: String,
    last_try_at: Option<i64>,
    last_ok_at: Option<i64>,
    failures: i64,
    held_until: Option<i64>,
    stopped_at: Option<i64>,
    stopped_rules: Option<String>,
});

impl Store {
    /// How every source that was ever tried stands.
    pub async fn standings(&self) -> StoreResult<HashMap<Name, Standing>> {
        const SQL: &str =
            "SELECT name, last_try_at, last_ok_at, failures, held_until, stopped_at, stopped_rules FROM sources";
        let rows: Vec<StandingRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().filter_map(|row| Some((row.name.parse().ok()?, standing(row)))).collect())
    }

    /// How one source stands.
    pub async fn standing(&self, source: &Name) -> StoreResult<Standing> {
        const SQL: &str = "SELECT name, last_try_at, last_ok_at, failures, held_until, stopped_at, stopped_rules \
             FROM sources WHERE name = $1";
        let row: Option<StandingRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(source.as_str()).fetch_optional(pool).await?);
        Ok(row.map(standing).unwrap_or_default())
    }
}

fn standing(row: StandingRow) -> Standing {
    Standing {
        last_try: row.last_try_at.map(time),
        last_ok: row.last_ok_at.map(time),
        failures: count(row.failures),
        held_until: row.held_until.map(time),
        stopped: row.stopped_at.map(time),
        stopped_rules: row.stopped_rules,
    }
}
