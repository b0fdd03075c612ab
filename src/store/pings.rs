//! Owns what hubs are still to be told: one row a hub and topic, from before the document is replaced until the hub has
//! taken the word. Nothing here knows how it is told.

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{Marks, batch, count, ms, places, reading, row, rows, time, within, writing};
use super::error::StoreResult;

/// When a ping is due whose document is still being put in place: the end of the year 9999.
const HELD: i64 = 253_402_300_799_000;

/// A hub to be told of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ping {
    /// The hub's address.
    pub hub: String,
    /// The address of the document that changed.
    pub topic: String,
    /// Which change of the topic this is about.
    pub version: i64,
    /// When it changed last.
    pub since: DateTime<Utc>,
    /// How often the hub was told in vain.
    pub attempts: u32,
}

/// A hub that still has to be told something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingHub {
    /// The hub's address.
    pub hub: String,
    /// How many topics it is to be told of.
    pub topics: u32,
    /// When it is told next; `None` while what changes is still being put in its place.
    pub next: Option<DateTime<Utc>>,
    /// Why it was told in vain, or empty.
    pub problem: String,
}

/// Pings that were given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedPing {
    /// The hub's address.
    pub hub: String,
    /// The topic it was not told of.
    pub topic: String,
    /// Why it was told in vain, or empty.
    pub problem: String,
}

row!(PingRow { hub: String, topic: String, version: i64, since_at: i64, attempts: i64 });

row!(WaitingRow { hub: String, topics: i64, next_at: Option<i64>, problem: String });

row!(DroppedRow { hub: String, topic: String, problem: String });

impl Store {
    /// Writes down, before these topics change, that these hubs are to be told of them. None is due before
    /// [`release_pings`](Self::release_pings); one that is under way for an earlier change does not count for this one.
    pub async fn expect_pings(&self, hubs: &[String], topics: &[String], now: DateTime<Utc>) -> StoreResult<()> {
        const COLUMNS: usize = 7;
        const AGAIN: &str = " ON CONFLICT (hub, topic) DO UPDATE SET version = pings.version + 1, \
             since_at = excluded.since_at, due_at = excluded.due_at, attempts = 0";
        // In one order, so that two who write the same do not wait for each other.
        let mut pairs: Vec<(&String, &String)> =
            hubs.iter().flat_map(|hub| topics.iter().map(move |topic| (hub, topic))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        if pairs.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        for piece in pairs.chunks(batch(COLUMNS)) {
            let places = rows(Marks::Numbered, piece.len(), COLUMNS);
            let sql = format!(
                "INSERT INTO pings (hub, topic, version, since_at, due_at, attempts, problem) VALUES {places}{AGAIN}"
            );
            within!(&mut tx, connection => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for (hub, topic) in piece {
                    query = query.bind(*hub).bind(*topic).bind(1_i64).bind(ms(now)).bind(HELD).bind(0_i64).bind("");
                }
                query.execute(connection).await.map(|_| ())?;
            });
        }
        tx.commit().await
    }

    /// What was expected of topics that begin with one of `below` stands in its place now: the hubs may be told. Answers
    /// how many pings became due.
    pub async fn release_pings(&self, below: &[String], now: DateTime<Utc>) -> StoreResult<u64> {
        let sql = format!("UPDATE pings SET due_at = $1 WHERE due_at = $2 AND {}", beginning(3, below.len()));
        Ok(writing!(self, pool => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(ms(now)).bind(HELD);
            for start in below {
                query = query.bind(start);
            }
            query.execute(pool).await.map(|done| done.rows_affected())?
        }))
    }

    /// What a hub is to be told by now, what waits longest first.
    pub async fn due_pings(&self, hub: &str, now: DateTime<Utc>, most: u32) -> StoreResult<Vec<Ping>> {
        const SQL: &str = "SELECT hub, topic, version, since_at, attempts FROM pings \
             WHERE hub = $1 AND due_at <= $2 ORDER BY due_at, topic LIMIT $3";
        let rows: Vec<PingRow> = reading!(self, pool => sqlx::query_as(SQL)
            .bind(hub).bind(ms(now)).bind(i64::from(most)).fetch_all(pool).await?);
        Ok(rows.into_iter().map(ping).collect())
    }

    /// Since when the newest of what hubs are to be told by now is due; `None` where there is nothing.
    pub async fn newest_due_ping(&self, now: DateTime<Utc>) -> StoreResult<Option<DateTime<Utc>>> {
        const SQL: &str = "SELECT max(due_at) FROM pings WHERE due_at <= $1";
        let newest: Option<i64> = reading!(self, pool => sqlx::query_scalar(SQL).bind(ms(now)).fetch_one(pool).await?);
        Ok(newest.map(time))
    }

    /// The hub took the word. Where the topic has changed since, it is told again; whether it is not.
    pub async fn ping_taken(&self, ping: &Ping) -> StoreResult<bool> {
        const SQL: &str = "DELETE FROM pings WHERE hub = $1 AND topic = $2 AND version = $3";
        let gone = writing!(self, pool => sqlx::query(SQL)
            .bind(&ping.hub).bind(&ping.topic).bind(ping.version)
            .execute(pool).await.map(|done| done.rows_affected())?);
        Ok(gone > 0)
    }

    /// The hub was told in vain: it is told again at `due`, or before that of a topic that has changed since.
    pub async fn ping_failed(&self, ping: &Ping, problem: &str, due: DateTime<Utc>) -> StoreResult<()> {
        const SQL: &str = "UPDATE pings SET problem = $4, \
             attempts = CASE WHEN version = $3 THEN attempts + 1 ELSE attempts END, \
             due_at = CASE WHEN version = $3 THEN $5 ELSE due_at END WHERE hub = $1 AND topic = $2";
        writing!(self, pool => sqlx::query(SQL)
            .bind(&ping.hub).bind(&ping.topic).bind(ping.version).bind(problem).bind(ms(due))
            .execute(pool).await.map(|_| ())?);
        Ok(())
    }

    /// This hub was told enough in vain: all that is due by `now` counts as tried and is told again at `due`.
    pub async fn due_pings_failed(
        &self,
        hub: &str,
        problem: &str,
        now: DateTime<Utc>,
        due: DateTime<Utc>,
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE pings SET attempts = attempts + 1, problem = $2, due_at = $4 \
             WHERE hub = $1 AND due_at <= $3";
        writing!(self, pool => sqlx::query(SQL)
            .bind(hub).bind(problem).bind(ms(now)).bind(ms(due)).execute(pool).await.map(|_| ())?);
        Ok(())
    }

    /// Nothing is sent to this hub before `due`, and why; what is put off like that was not tried.
    pub async fn put_off_pings(&self, hub: &str, problem: &str, due: DateTime<Utc>) -> StoreResult<()> {
        const SQL: &str = "UPDATE pings SET due_at = $2, problem = $3 WHERE hub = $1 AND due_at < $2";
        writing!(self, pool => sqlx::query(SQL)
            .bind(hub).bind(ms(due)).bind(problem).execute(pool).await.map(|_| ())?);
        Ok(())
    }

    /// Gives up what hubs could not be told since before `before`, and answers what that was.
    pub async fn drop_pings(&self, before: DateTime<Utc>) -> StoreResult<Vec<DroppedPing>> {
        const SQL: &str = "DELETE FROM pings WHERE since_at < $1 AND due_at <> $2 RETURNING hub, topic, problem";
        let rows: Vec<DroppedRow> = writing!(self, pool => sqlx::query_as(SQL)
            .bind(ms(before)).bind(HELD).fetch_all(pool).await?);
        let dropped = rows.into_iter().map(|DroppedRow { hub, topic, problem }| DroppedPing { hub, topic, problem });
        Ok(dropped.collect())
    }

    /// Forgets what other hubs than these were to be told of topics that begin with one of `below`; how much that was.
    /// Of other topics another service, with hubs of its own, may have to tell.
    pub async fn forget_pings(&self, below: &[String], but_of: &[String]) -> StoreResult<u64> {
        let own = beginning(1, below.len());
        let others = match but_of {
            [] => String::new(),
            hubs => format!(" AND hub NOT IN ({})", places(below.len() + 1, hubs.len())),
        };
        let sql = format!("DELETE FROM pings WHERE {own}{others}");
        Ok(writing!(self, pool => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for word in below.iter().chain(but_of) {
                query = query.bind(word);
            }
            query.execute(pool).await.map(|done| done.rows_affected())?
        }))
    }

    /// Each hub that still has to be told something, by its address.
    pub async fn waiting_hubs(&self) -> StoreResult<Vec<WaitingHub>> {
        const SQL: &str = "SELECT w.hub, count(*) AS topics, min(nullif(w.due_at, $1)) AS next_at, \
             coalesce((SELECT p.problem FROM pings p WHERE p.hub = w.hub AND p.problem <> '' \
             ORDER BY p.attempts DESC, p.due_at DESC, p.topic LIMIT 1), '') AS problem \
             FROM pings w GROUP BY w.hub ORDER BY w.hub";
        let rows: Vec<WaitingRow> = reading!(self, pool => sqlx::query_as(SQL).bind(HELD).fetch_all(pool).await?);
        Ok(rows.into_iter().map(waiting).collect())
    }
}

/// Whether a topic begins with one of so many words, bound from this place on.
fn beginning(first: usize, number: usize) -> String {
    let one = |place: usize| format!("substr(topic, 1, length(${place})) = ${place}");
    let any: Vec<String> = (first..first + number).map(one).collect();
    if any.is_empty() { "1 = 0".to_owned() } else { format!("({})", any.join(" OR ")) }
}

fn ping(row: PingRow) -> Ping {
    Ping {
        hub: row.hub,
        topic: row.topic,
        version: row.version,
        since: time(row.since_at),
        attempts: count(row.attempts),
    }
}

fn waiting(row: WaitingRow) -> WaitingHub {
    WaitingHub { hub: row.hub, topics: count(row.topics), next: row.next_at.map(time), problem: row.problem }
}
