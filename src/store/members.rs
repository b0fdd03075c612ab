//! Owns the members of feeds: the entries of each in the order of their first sight, and which of them are live.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::Store;
use super::articles::{self, ArticleFilter, told_by};
use super::columns::{batch, count, fold, padded, places, reading, roomy, row, rows, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use super::feeds::PURPOSE;
use crate::domain::Article;

/// Items asked for in one statement.
const ITEMS: usize = 256;

/// Who is to join a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joining {
    /// The feed.
    pub feed: i64,
    /// Each gets a place where it has none.
    pub items: Vec<i64>,
    /// Each gets one where all it has are in archives.
    pub again: Vec<i64>,
}

row!(Placed { item: i64, place: i64 });

row!(Seen { id: i64, first_seen_at: i64 });

impl Store {
    /// How many places a feed has given: its newest place.
    pub async fn members(&self, feed: i64) -> StoreResult<u32> {
        const SQL: &str = "SELECT coalesce(max(place), 0) FROM feed_members WHERE feed = $1";
        let newest: i64 = reading!(self, pool => sqlx::query_scalar(SQL).bind(feed).fetch_one(pool).await?);
        Ok(count(newest))
    }

    /// Whether a feed has given any article a place. Where it was of corrections before, others have places in it.
    pub async fn holds_articles(&self, feed: i64) -> StoreResult<bool> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM feed_members WHERE feed = $1 AND item > 0)";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).bind(feed).fetch_one(pool).await?))
    }

    /// Gives a feed that holds no article its first ones: the newest `most` standing articles of the filter, in the order
    /// of their times, oldest first. Answers how many; 0 where it held some already.
    pub async fn found_members(&self, feed: i64, filter: &ArticleFilter, most: u32) -> StoreResult<u32> {
        let sql = format!(
            "INSERT INTO feed_members (feed, place, item) \
             SELECT $1, l.place + row_number() OVER (ORDER BY n.sort_at, n.id), n.id \
             FROM (SELECT a.id, a.sort_at FROM articles a WHERE {}) n \
             CROSS JOIN (SELECT coalesce(max(place), 0) AS place FROM feed_members WHERE feed = $1) l \
             WHERE NOT EXISTS (SELECT 1 FROM feed_members m WHERE m.feed = $1 AND m.item > 0)",
            newest_of(filter)
        );
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        let made: u64 = within!(&mut tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(feed).bind(filter.source_list()).bind(i64::from(most));
            for topic in &filter.topics {
                query = query.bind(fold(topic));
            }
            query.execute(connection).await.map(|done| done.rows_affected())?
        });
        tx.commit().await?;
        Ok(u32::try_from(made).unwrap_or(u32::MAX))
    }

    /// The newest `most` standing articles of the filter, newest first, each with when it was first seen.
    pub async fn newest_items(&self, filter: &ArticleFilter, most: u32) -> StoreResult<Vec<(i64, DateTime<Utc>)>> {
        // `$1` is no feed's here: the places of the question stand as they do where members are founded.
        let sql = format!("SELECT a.id, a.first_seen_at FROM articles a WHERE $1 = 0 AND {}", newest_of(filter));
        let rows: Vec<Seen> = reading!(self, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(0_i64).bind(filter.source_list()).bind(i64::from(most));
            for topic in &filter.topics {
                query = query.bind(fold(topic));
            }
            query.fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(|row| (row.id, time(row.first_seen_at))).collect())
    }

    /// Gives places in a feed, in the order given: one to each of `items` that has none; and one to each of `again`, be
    /// it among `items` or not, all of whose places are in archives. An item is the number of an article; corrections have
    /// their own way to join.
    pub async fn add_members(&self, feed: i64, items: &[i64], again: &[i64]) -> StoreResult<()> {
        self.add_members_to(&[Joining { feed, items: items.to_vec(), again: again.to_vec() }]).await
    }

    /// The same for several feeds, in one transaction.
    pub async fn add_members_to(&self, joining: &[Joining]) -> StoreResult<()> {
        if joining.iter().all(|joining| joining.items.is_empty() && joining.again.is_empty()) {
            return Ok(());
        }
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        for joining in joining {
            give_places(&mut tx, joining).await?;
        }
        tx.commit().await
    }

    /// The articles of a feed's live document, those that were published last in front: those in the newest `most` places
    /// that are of the filter. What was withdrawn leaves its place empty.
    pub async fn live_articles(&self, feed: i64, filter: &ArticleFilter, most: u32) -> StoreResult<Vec<Article>> {
        let newest = format!(
            "a.id IN (SELECT n.item FROM (SELECT m.item FROM feed_members m CROSS JOIN articles a \
             WHERE m.feed = $1 AND a.id = m.item AND {} ORDER BY m.place DESC LIMIT $4) n)",
            articles::matching("$2", "$3")
        );
        let sql = articles::by_time(&newest);
        let rows: Vec<articles::ArticleRow> = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(feed).bind(filter.source_list()).bind(filter.topic_list()).bind(i64::from(most))
            .fetch_all(pool).await?);
        Ok(rows.into_iter().filter_map(articles::article).collect())
    }
}

/// What holds for the newest standing articles of a filter whose sources are in `$2` and whose topics from `$4` on, as
/// many as `$3` says. Articles of a rare topic are found by their topic: along the times of all, most would be passed in
/// vain.
fn newest_of(filter: &ArticleFilter) -> String {
    let among = match filter.topics.len() {
        0 => "ORDER BY a.sort_at DESC".to_owned(),
        many => format!(
            "AND a.id IN (SELECT t.article_id FROM article_topics t WHERE t.folded IN ({})) ORDER BY +a.sort_at DESC",
            places(4, many)
        ),
    };
    format!("a.withdrawn_at IS NULL AND {} {among}, a.id DESC LIMIT $3", told_by("$2"))
}

/// Gives places in one feed.
async fn give_places(tx: &mut Tx, joining: &Joining) -> StoreResult<()> {
    const LAST: &str = "SELECT coalesce(max(place), 0) FROM feed_members WHERE feed = $1";
    const ARCHIVED: &str = "SELECT coalesce(max(last_place), 0) FROM archives WHERE feed = $1";
    let feed = joining.feed;
    let mut seen = HashSet::new();
    let asked: Vec<i64> =
        joining.items.iter().chain(&joining.again).copied().filter(|item| seen.insert(*item)).collect();
    if asked.is_empty() {
        return Ok(());
    }
    let (items, again): (HashSet<i64>, HashSet<i64>) =
        (joining.items.iter().copied().collect(), joining.again.iter().copied().collect());
    let (last, archived): (i64, i64) = within!(tx, connection => (
        sqlx::query_scalar(LAST).bind(feed).fetch_one(&mut *connection).await?,
        sqlx::query_scalar(ARCHIVED).bind(feed).fetch_one(&mut *connection).await?,
    ));
    let held = newest_places(tx, feed, &asked).await?;
    let wanted = |item: &i64| match held.get(item) {
        None => items.contains(item),
        Some(place) => again.contains(item) && *place <= archived,
    };
    let placed: Vec<(i64, i64)> = (last + 1..).zip(asked.into_iter().filter(wanted)).collect();
    for some in placed.chunks(batch(3)) {
        let rows = rows(tx.marks(), some.len(), 3);
        let sql = format!("INSERT INTO feed_members (feed, place, item) VALUES {rows}");
        within!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
            for (place, item) in some {
                query = query.bind(feed).bind(*place).bind(*item);
            }
            query.execute(connection).await.map(|_| ())?;
        });
    }
    Ok(())
}

/// The newest place in a feed of each item that has one.
async fn newest_places(tx: &mut Tx, feed: i64, items: &[i64]) -> StoreResult<HashMap<i64, i64>> {
    let mut out = HashMap::with_capacity(items.len());
    for some in items.chunks(ITEMS) {
        let sql = format!(
            "SELECT item, max(place) AS place FROM feed_members WHERE feed = $1 AND item IN ({}) GROUP BY item",
            places(2, roomy(some.len()))
        );
        let rows: Vec<Placed> = within!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(feed);
            for item in padded(some) {
                query = query.bind(*item);
            }
            query.fetch_all(connection).await?
        });
        out.extend(rows.into_iter().map(|row| (row.item, row.place)));
    }
    Ok(out)
}
