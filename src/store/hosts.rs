//! Owns the ledger of each host: what was asked of it, until when it is left alone, and its robots.txt.

use chrono::{DateTime, TimeDelta, Utc};

use super::Store;
use super::columns::{count, ms, reading, row, time, within};
use super::error::StoreResult;
use crate::domain::HostRecord;

/// Rows of one statement; engines bound the number of its values.
const AT_ONCE: usize = 500;

/// Nothing binds for longer: what says so was written by a clock that was wrong.
const LONGEST: TimeDelta = TimeDelta::hours(25);

/// What is taken from whichever of two records lasts longer, and the column that says until when.
const LASTING: [(&str, &str); 6] = [
    ("in_a_row", "held_until"),
    ("held_why", "held_until"),
    ("held_until", "held_until"),
    ("robots", "robots_until"),
    ("robots_failing_since", "robots_until"),
    ("robots_until", "robots_until"),
];

row!(HostRow {
    host: String,
    requests: i64,
    not_modified: i64,
    refused: i64,
    bytes: i64,
    failures: i64,
    in_a_row: i64,
    held_until: Option<i64>,
    held_why: String,
    robots: Option<String>,
    robots_until: Option<i64>,
    robots_failing_since: Option<i64>,
    last_asked_at: Option<i64>,
});

impl Store {
    /// Every host that was ever asked, by name.
    pub async fn hosts(&self) -> StoreResult<Vec<HostRecord>> {
        const SQL: &str = "SELECT host, requests, not_modified, refused, bytes, failures, in_a_row, held_until, \
             held_why, robots, robots_until, robots_failing_since, last_asked_at FROM hosts ORDER BY host";
        let rows: Vec<HostRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(record).collect())
    }

    /// Adds to the counts of each host, and puts what else is known of it in the place of what was. What another process
    /// wrote meanwhile and lasts longer stands: a hold that is not over, a robots.txt that was had later.
    pub async fn record_hosts(&self, hosts: &[HostRecord], now: DateTime<Utc>) -> StoreResult<()> {
        const INSERT: &str = "INSERT INTO hosts (host, requests, not_modified, refused, bytes, failures, in_a_row, \
             held_until, held_why, robots, robots_until, robots_failing_since, last_asked_at) ";
        const ADD: &str = " ON CONFLICT (host) DO UPDATE SET requests = hosts.requests + excluded.requests, \
             not_modified = hosts.not_modified + excluded.not_modified, refused = hosts.refused + excluded.refused, \
             bytes = hosts.bytes + excluded.bytes, failures = hosts.failures + excluded.failures, \
             last_asked_at = coalesce(excluded.last_asked_at, hosts.last_asked_at)";
        if hosts.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        for some in hosts.chunks(AT_ONCE) {
            within!(&mut tx, connection => {
                let mut statement = sqlx::QueryBuilder::new(INSERT);
                statement.push_values(some, |mut row, host| {
                    row.push_bind(&host.host).push_bind(host.requests.cast_signed())
                        .push_bind(host.not_modified.cast_signed()).push_bind(host.refused.cast_signed())
                        .push_bind(host.bytes.cast_signed()).push_bind(host.failures.cast_signed())
                        .push_bind(i64::from(host.in_a_row)).push_bind(host.held_until.map(ms))
                        .push_bind(&host.held_why).push_bind(&host.robots).push_bind(host.robots_until.map(ms))
                        .push_bind(host.robots_failing_since.map(ms)).push_bind(host.last_asked.map(ms));
                });
                statement.push(ADD);
                for (column, until) in LASTING {
                    statement.push(format!(", {column} = CASE WHEN hosts.{until} > ")).push_bind(ms(now));
                    statement.push(format!(" AND hosts.{until} <= ")).push_bind(ms(now + LONGEST));
                    statement.push(format!(
                        " AND (excluded.{until} IS NULL OR excluded.{until} < hosts.{until}) \
                         THEN hosts.{column} ELSE excluded.{column} END"
                    ));
                }
                statement.build().execute(&mut *connection).await?;
            });
        }
        tx.commit().await
    }
}

fn record(row: HostRow) -> HostRecord {
    let unsigned = |column: i64| u64::try_from(column).unwrap_or_default();
    HostRecord {
        host: row.host,
        requests: unsigned(row.requests),
        not_modified: unsigned(row.not_modified),
        refused: unsigned(row.refused),
        bytes: unsigned(row.bytes),
        failures: unsigned(row.failures),
        in_a_row: count(row.in_a_row),
        held_until: row.held_until.map(time),
        held_why: row.held_why,
        robots: row.robots,
        robots_until: row.robots_until.map(time),
        robots_failing_since: row.robots_failing_since.map(time),
        last_asked: row.last_asked_at.map(time),
    }
}
