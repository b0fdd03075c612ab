//! Owns when each article was looked at, when it is looked at next, and by which requests.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::columns::{count, ms, reading, row, time, within, writing};
use super::engine::Tx;
use super::error::StoreResult;
use super::pages::{AT_ONCE, places};
use super::{Store, identity};
use crate::domain::{ArticleId, Name};

/// No next look is put off for longer.
pub(super) const LATEST: TimeDelta = TimeDelta::days(5);

/// How an article stands with being looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The article.
    pub id: ArticleId,
    /// Its address.
    pub url: String,
    /// Its headline.
    pub title: String,
    /// Whether it is this source's own: one that another source had first is looked at by that one.
    pub own: bool,
    /// Whether this source was recorded as telling it, and did not withdraw it since.
    pub told: bool,
    /// When it was published, as its page says.
    pub published: Option<DateTime<Utc>>,
    /// When it was first stored.
    pub first_seen: DateTime<Utc>,
    /// When its words last changed.
    pub changed: DateTime<Utc>,
    /// When new comments were last found.
    pub comments_changed: Option<DateTime<Utc>>,
    /// When it was last looked at.
    pub looked: Option<DateTime<Utc>>,
    /// When it is to be looked at next; `None`: never again by itself.
    pub next: Option<DateTime<Utc>>,
    /// The requests of a look, as JSON.
    pub asks: Option<String>,
    /// How many comments its page states.
    pub stated: Option<u32>,
    /// How many are held.
    pub held: u32,
}

/// A look that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookTaken {
    /// The article.
    pub id: ArticleId,
    /// When it is to be looked at next.
    pub next: Option<DateTime<Utc>>,
    /// The requests of the next look, as JSON; `None`: as before.
    pub asks: Option<String>,
    /// Whether new comments were found.
    pub comments_came: bool,
}

row!(LookRow {
    alias: String,
    id: i64,
    url: String,
    title: String,
    own: bool,
    told: bool,
    published_at: Option<i64>,
    first_seen_at: i64,
    changed_at: i64,
    comments_changed_at: Option<i64>,
    looked_at: Option<i64>,
    next_look_at: Option<i64>,
    look_ask: Option<String>,
    comments_stated: Option<i64>,
    held: i64,
});

const COLUMNS: &str = "a.id, a.url, a.title, a.source = $1 AS own, EXISTS (SELECT 1 FROM article_sources s \
     WHERE s.article_id = a.id AND s.source = $1 AND s.withdrawn_at IS NULL) AS told, a.published_at, a.first_seen_at, a.changed_at, \
     a.comments_changed_at, a.looked_at, a.next_look_at, a.look_ask, a.comments_stated, \
     (SELECT count(*) FROM comments c WHERE c.article_id = a.id AND c.withdrawn_at IS NULL) AS held";

impl Store {
    /// How the articles known under these addresses stand, in the order of the addresses; `None`: none is known.
    pub async fn looks(&self, source: &Name, urls: &[&Url]) -> StoreResult<Vec<Option<Look>>> {
        let mut out = Vec::with_capacity(urls.len());
        for part in urls.chunks(AT_ONCE) {
            let sql = format!(
                "SELECT x.alias, {COLUMNS} FROM aliases x JOIN articles a ON a.id = x.article_id WHERE x.alias IN ({})",
                places(2, 2 * part.len())
            );
            let aliases: Vec<String> = part
                .iter()
                .map(|url| identity::of_address(url))
                .chain(part.iter().map(|url| identity::first_release(url)))
                .collect();
            let rows: Vec<LookRow> = reading!(self, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(source.as_str());
                for alias in &aliases {
                    query = query.bind(alias);
                }
                query.fetch_all(pool).await?
            });
            let known: HashMap<String, Look> = rows.into_iter().map(|row| (row.alias.clone(), look(row))).collect();
            let (now, first) = aliases.split_at(part.len());
            out.extend(now.iter().zip(first).map(|(now, first)| known.get(now).or_else(|| known.get(first)).cloned()));
        }
        Ok(out)
    }

    /// The articles of a source that are due another look, those due for longest first, at most `limit`. Withdrawn ones
    /// are among them: they may come back; so are those put off for longer than any is, by a clock that was wrong.
    pub async fn articles_due_a_look(&self, source: &Name, now: DateTime<Utc>, limit: u32) -> StoreResult<Vec<Look>> {
        let sql = format!(
            "SELECT '' AS alias, {COLUMNS} FROM articles a WHERE a.source = $1 AND (a.next_look_at <= $2 OR a.next_look_at > $4) \
             ORDER BY a.next_look_at, a.id LIMIT $3"
        );
        let rows: Vec<LookRow> = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(source.as_str()).bind(ms(now)).bind(i64::from(limit)).bind(ms(now + LATEST)).fetch_all(pool).await?);
        Ok(rows.into_iter().map(look).collect())
    }

    /// How these articles of a source stand, in no order; those of others and withdrawn ones are left out.
    pub async fn looks_at(&self, source: &Name, articles: &[ArticleId]) -> StoreResult<Vec<Look>> {
        let mut out = Vec::with_capacity(articles.len());
        for part in articles.chunks(AT_ONCE) {
            let sql = format!(
                "SELECT '' AS alias, {COLUMNS} FROM articles a \
                 WHERE a.source = $1 AND a.withdrawn_at IS NULL AND a.id IN ({}) ORDER BY a.id",
                places(2, part.len())
            );
            let rows: Vec<LookRow> = reading!(self, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(source.as_str());
                for id in part {
                    query = query.bind(id.0);
                }
                query.fetch_all(pool).await?
            });
            out.extend(rows.into_iter().map(look));
        }
        Ok(out)
    }

    /// Those of these articles whose pages were gone when they were last asked for, and are not withdrawn for it yet.
    pub async fn articles_gone(&self, articles: &[ArticleId]) -> StoreResult<HashSet<ArticleId>> {
        let mut out = HashSet::new();
        for part in articles.chunks(AT_ONCE) {
            let sql =
                format!("SELECT id FROM articles WHERE gone_at IS NOT NULL AND id IN ({})", places(1, part.len()));
            let ids: Vec<i64> = reading!(self, pool => {
                let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()));
                for id in part {
                    query = query.bind(id.0);
                }
                query.fetch_all(pool).await?
            });
            out.extend(ids.into_iter().map(ArticleId));
        }
        Ok(out)
    }

    /// Puts the next look of a source at its own article off, because this one came to nothing; `None`: for ever.
    /// Another source's looks are its own.
    pub async fn put_off_look(&self, id: ArticleId, source: &Name, until: Option<DateTime<Utc>>) -> StoreResult<()> {
        const SQL: &str = "UPDATE articles SET next_look_at = $3 WHERE id = $1 AND source = $2";
        writing!(self, pool => sqlx::query(SQL)
            .bind(id.0).bind(source.as_str()).bind(until.map(ms)).execute(pool).await.map(|_| ())?);
        Ok(())
    }
}

/// Records a look at a source's own article; of another's, by which requests it is looked at here, should this source
/// come to tell it.
pub(super) async fn record(tx: &mut Tx, source: &Name, look: &LookTaken, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE articles SET looked_at = $3, next_look_at = $4, look_ask = coalesce($5, look_ask), \
         comments_changed_at = CASE WHEN $6 THEN $3 ELSE comments_changed_at END WHERE id = $1 AND source = $2";
    const OTHERS: &str = "UPDATE article_sources SET look_ask = coalesce($3, look_ask) \
         WHERE article_id = $1 AND source = $2";
    let own = within!(tx, connection => sqlx::query(SQL)
        .bind(look.id.0).bind(source.as_str()).bind(ms(now)).bind(look.next.map(ms)).bind(&look.asks)
        .bind(look.comments_came).execute(connection).await?.rows_affected());
    if own == 0 {
        within!(tx, connection => sqlx::query(OTHERS)
            .bind(look.id.0).bind(source.as_str()).bind(&look.asks).execute(connection).await.map(|_| ())?);
    }
    Ok(())
}

fn look(row: LookRow) -> Look {
    Look {
        id: ArticleId(row.id),
        url: row.url,
        title: row.title,
        own: row.own,
        told: row.told,
        published: row.published_at.map(time),
        first_seen: time(row.first_seen_at),
        changed: time(row.changed_at),
        comments_changed: row.comments_changed_at.map(time),
        looked: row.looked_at.map(time),
        next: row.next_look_at.map(time),
        asks: row.look_ask,
        stated: row.comments_stated.map(count),
        held: count(row.held),
    }
}
