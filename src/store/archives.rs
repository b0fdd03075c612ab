//! Owns the archives of feeds: which places each closed document of a feed's history holds (RFC 5005).

use chrono::{DateTime, Utc};

use super::Store;
use super::articles::{self, ArticleFilter};
use super::columns::{ms, reading, row, time, within};
use super::error::StoreResult;
use super::feeds::PURPOSE;
use crate::domain::Article;

/// A closed document of a feed's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// Its number in its feed, from 1, the oldest.
    pub number: i64,
    /// The oldest place it holds.
    pub first_place: i64,
    /// The newest.
    pub last_place: i64,
    /// When it was closed: its comments are chosen as at this time.
    pub closed: DateTime<Utc>,
}

row!(ArchiveRow { number: i64, first_place: i64, last_place: i64, closed_at: i64 });

impl Store {
    /// The archives of a feed, the oldest first.
    pub async fn archives(&self, feed: i64) -> StoreResult<Vec<Archive>> {
        const SQL: &str =
            "SELECT number, first_place, last_place, closed_at FROM archives WHERE feed = $1 ORDER BY number";
        let rows: Vec<ArchiveRow> = reading!(self, pool => sqlx::query_as(SQL).bind(feed).fetch_all(pool).await?);
        Ok(rows.iter().map(archive).collect())
    }

    /// Closes an archive of the oldest `members` places of a feed that are in none; `None`: there are not so many.
    pub async fn close_archive(&self, feed: i64, members: u32, now: DateTime<Utc>) -> StoreResult<Option<Archive>> {
        const CLOSE: &str = "INSERT INTO archives (feed, number, first_place, last_place, closed_at) \
             SELECT $1, n.number, n.first_place, n.first_place + $2 - 1, $3 \
             FROM (SELECT coalesce(max(number), 0) + 1 AS number, coalesce(max(last_place), 0) + 1 AS first_place \
              FROM archives WHERE feed = $1) n \
             WHERE n.first_place + $2 - 1 <= (SELECT coalesce(max(place), 0) FROM feed_members WHERE feed = $1) \
             RETURNING number, first_place, last_place, closed_at";
        if members == 0 {
            return Ok(None);
        }
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        let closed: Option<ArchiveRow> = within!(&mut tx, connection => sqlx::query_as(CLOSE)
            .bind(feed).bind(i64::from(members)).bind(ms(now)).fetch_optional(connection).await?);
        tx.commit().await?;
        Ok(closed.as_ref().map(archive))
    }

    /// The articles of an archive as they stand, those that were published last in front: what was withdrawn, or is of the
    /// filter no more, is not among them.
    pub async fn archived_articles(
        &self,
        feed: i64,
        archive: &Archive,
        filter: &ArticleFilter,
    ) -> StoreResult<Vec<Article>> {
        const PLACES: &str =
            "a.id IN (SELECT m.item FROM feed_members m WHERE m.feed = $1 AND m.place >= $4 AND m.place <= $5)";
        let sql = articles::by_time(PLACES);
        let rows: Vec<articles::ArticleRow> = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(feed).bind(filter.source_list()).bind(filter.topic_list())
            .bind(archive.first_place).bind(archive.last_place).fetch_all(pool).await?);
        Ok(rows.into_iter().filter_map(articles::article).collect())
    }
}

fn archive(row: &ArchiveRow) -> Archive {
    Archive {
        number: row.number,
        first_place: row.first_place,
        last_place: row.last_place,
        closed: time(row.closed_at),
    }
}
