//! Owns the stored facts of each feed: its minted id and number, the names it had, and how its last document stood.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Store;
use super::columns::{count, ms, reading, row, time, within};
use super::error::StoreResult;

/// What the store knows of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRecord {
    /// The feed: its path without `feeds/`, as "all" and "topics/funding".
    pub name: String,
    /// The minted id (`urn:uuid:…`), for ever.
    pub uid: String,
    /// The number of its members and archives, from 1; it stays when the feed is renamed.
    pub number: i64,
    /// What an automatic feed is of: a topic as it was first written, the name of a source; else empty.
    pub about: String,
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
    number: i64,
    about: String,
    defined_at: i64,
    entries: i64,
    published_at: Option<i64>,
    problem: String,
});

row!(TopicRow { topic: String, standing: i64 });

/// The purpose by which what is written of feeds, their members and archives is written one after the other.
pub(super) const PURPOSE: &str = "feeds";

const SELECT: &str = "SELECT name, uid, number, about, defined_at, entries, published_at, problem FROM feeds";

impl Store {
    /// The feed's record; its id and number are minted the first time, and `about` is kept from then: what an automatic
    /// feed is of, else empty. A name that another feed had before it was renamed is a new feed's from then on.
    pub async fn feed(&self, name: &str, about: &str, now: DateTime<Utc>) -> StoreResult<FeedRecord> {
        const MINT: &str = "INSERT INTO feeds (name, uid, defined_at, entries, problem, number, about) \
             SELECT $1, $2, $3, 0, '', coalesce(max(number), 0) + 1, $4 FROM feeds WHERE true ON CONFLICT DO NOTHING";
        let read = format!("{SELECT} WHERE name = $1");
        let found: Option<FeedRow> = reading!(self, pool =>
            sqlx::query_as(sqlx::AssertSqlSafe(read.as_str())).bind(name).fetch_optional(pool).await?);
        if let Some(row) = found {
            return Ok(record(row));
        }
        let uid = Uuid::new_v4().urn().to_string();
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        let row: FeedRow = within!(&mut tx, connection => {
            sqlx::query(MINT).bind(name).bind(uid).bind(ms(now)).bind(about)
                .execute(&mut *connection).await.map(|_| ())?;
            sqlx::query_as(sqlx::AssertSqlSafe(read.as_str())).bind(name).fetch_one(connection).await?
        });
        tx.commit().await?;
        Ok(record(row))
    }

    /// Gives a feed another name; its id, number, members and archives stay, and the old name is remembered for ever.
    /// False, and nothing changes: there is no feed of the old name, or there is one of the new.
    pub async fn rename_feed(&self, old: &str, new: &str, now: DateTime<Utc>) -> StoreResult<bool> {
        const RENAME: &str = "UPDATE feeds SET name = $2 WHERE name = $1 \
             AND NOT EXISTS (SELECT 1 FROM feeds f WHERE f.name = $2) RETURNING number";
        const REMEMBER: &str = "INSERT INTO feed_moves (old, feed, moved_at) VALUES ($1, $2, $3) \
             ON CONFLICT (old) DO UPDATE SET feed = excluded.feed, moved_at = excluded.moved_at";
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        let number: Option<i64> = within!(&mut tx, connection =>
            sqlx::query_scalar(RENAME).bind(old).bind(new).fetch_optional(connection).await?);
        let Some(number) = number else { return Ok(false) };
        within!(&mut tx, connection => sqlx::query(REMEMBER)
            .bind(old).bind(number).bind(ms(now)).execute(connection).await.map(|_| ())?);
        tx.commit().await?;
        Ok(true)
    }

    /// Each name that a feed had before and none has now, with the name that feed has now; in the order of the old ones.
    pub async fn moved_feeds(&self) -> StoreResult<Vec<(String, String)>> {
        const SQL: &str = "SELECT m.old, f.name FROM feed_moves m JOIN feeds f ON f.number = m.feed \
             WHERE NOT EXISTS (SELECT 1 FROM feeds o WHERE o.name = m.old) ORDER BY m.old";
        Ok(reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?))
    }

    /// The topics that at least so many standing articles have, each as it was first written, with how many; in the order
    /// of their folded names. It counts every topic there is: not a question for each change.
    pub async fn topics(&self, at_least: u32) -> StoreResult<Vec<(String, u32)>> {
        const SQL: &str = "SELECT (SELECT x.topic FROM article_topics x WHERE x.article_id = g.oldest \
             AND x.folded = g.folded ORDER BY x.position LIMIT 1) AS topic, g.standing \
             FROM (SELECT t.folded, min(t.article_id) AS oldest, \
              count(DISTINCT CASE WHEN a.withdrawn_at IS NULL THEN a.id END) AS standing \
              FROM article_topics t JOIN articles a ON a.id = t.article_id GROUP BY t.folded) g \
             WHERE g.standing > 0 AND g.standing >= $1 ORDER BY g.folded";
        let rows: Vec<TopicRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(i64::from(at_least)).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|row| (row.topic, count(row.standing))).collect())
    }

    /// Every feed that was ever published.
    pub async fn feeds(&self) -> StoreResult<Vec<FeedRecord>> {
        let sql = format!("{SELECT} ORDER BY name");
        let rows: Vec<FeedRow> =
            reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).fetch_all(pool).await?);
        Ok(rows.into_iter().map(record).collect())
    }
}

fn record(row: FeedRow) -> FeedRecord {
    FeedRecord {
        name: row.name,
        uid: row.uid,
        number: row.number,
        about: row.about,
        defined: time(row.defined_at),
        entries: count(row.entries),
        published: row.published_at.map(time),
        problem: row.problem,
    }
}
