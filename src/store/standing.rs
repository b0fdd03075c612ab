//! Owns how each source stands with being gathered: when it was last tried, until when it is held, whether it stopped.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::columns::{count, reading, row, time};
use super::error::StoreResult;
use super::{Store, looks};
use crate::domain::{Name, SourceState};

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

/// What a round of a source goes by, as it stood before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// How it stood with being gathered.
    pub standing: Standing,
    /// The state of the last round that was not put off by its host; a source without rounds is well.
    pub state: SourceState,
    /// When the newest of its articles was first seen.
    pub newest: Option<DateTime<Utc>>,
    /// The first and the last time at which one of its articles is to be looked at; `None`: at none.
    pub looks: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Before {
    /// Whether an article of the source may be among those [due a look](Store::articles_due_a_look).
    pub fn may_be_due(&self, now: DateTime<Utc>) -> bool {
        // Of a source whose first round did not come to its end nothing is known.
        let is_known = self.standing.last_try.is_some();
        !is_known || self.looks.is_some_and(|(first, last)| first <= now || last > now + looks::LATEST)
    }
}

row!(BeforeRow {
    last_try_at: Option<i64>,
    last_ok_at: Option<i64>,
    failures: i64,
    held_until: Option<i64>,
    stopped_at: Option<i64>,
    stopped_rules: Option<String>,
    last_state: Option<String>,
    newest_at: Option<i64>,
    first_look_at: Option<i64>,
    last_look_at: Option<i64>,
});

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

    /// What the next round of a source goes by. Nobody else changes it while the lock of the source is held.
    pub async fn before_round(&self, source: &Name) -> StoreResult<Before> {
        const SQL: &str = "SELECT last_try_at, last_ok_at, failures, held_until, stopped_at, stopped_rules, \
             (SELECT r.state FROM rounds r WHERE r.source = $1 AND r.state <> 'held' ORDER BY r.id DESC LIMIT 1) \
              AS last_state, (SELECT max(a.first_seen_at) FROM articles a WHERE a.source = $1) AS newest_at, \
             (SELECT min(a.next_look_at) FROM articles a WHERE a.source = $1) AS first_look_at, \
             (SELECT max(a.next_look_at) FROM articles a WHERE a.source = $1) AS last_look_at \
             FROM sources WHERE name = $1";
        let row: Option<BeforeRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(source.as_str()).fetch_optional(pool).await?);
        Ok(row.map(before).unwrap_or_default())
    }

    /// How one source stands.
    pub async fn standing(&self, source: &Name) -> StoreResult<Standing> {
        Ok(self.before_round(source).await?.standing)
    }
}

fn before(row: BeforeRow) -> Before {
    Before {
        standing: Standing {
            last_try: row.last_try_at.map(time),
            last_ok: row.last_ok_at.map(time),
            failures: count(row.failures),
            held_until: row.held_until.map(time),
            stopped: row.stopped_at.map(time),
            stopped_rules: row.stopped_rules,
        },
        state: row.last_state.as_deref().and_then(SourceState::of).unwrap_or_default(),
        newest: row.newest_at.map(time),
        looks: row.first_look_at.map(time).zip(row.last_look_at.map(time)),
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
