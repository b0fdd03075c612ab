//! Owns how articles stand: at which address, known or not, gone or withdrawn, and how much a source told.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use url::Url;

use super::Store;
use super::columns::{count, ms, padded, places, reading, roomy, row, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use super::identity::{self, Via, alike};
use super::touches::Touch;
use crate::domain::{ArticleId, HeldSummary, Name, Sighting};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Aliases asked for in one statement.
const ALIASES: usize = 128;

row!(Known { alias: String, title: String, published_at: Option<i64> });

// What feeds show of where an article is told.
row!(#[derive(PartialEq)] Telling { source: String, withdrawn_at: Option<i64>, told_by: i64 });

row!(Summary { articles: i64, published: Option<i64>, first_seen: Option<i64> });

impl Store {
    /// The article known under an address.
    pub async fn article_at(&self, url: &Url) -> StoreResult<Option<ArticleId>> {
        const SQL: &str = "SELECT article_id FROM aliases WHERE alias IN ($1, $2) ORDER BY alias <> $1 LIMIT 1";
        let id: Option<i64> = reading!(self, pool => sqlx::query_scalar(SQL)
            .bind(identity::of_address(url)).bind(identity::first_release(url)).fetch_optional(pool).await?);
        Ok(id.map(ArticleId))
    }

    /// For each of the announced articles whether the store knows nothing of it: no address, no number of a story under
    /// a like headline, and no such headline within a day and a half. For [`flood`](crate::domain::flood).
    pub async fn unknown_among(&self, announced: &[Sighting]) -> StoreResult<Vec<bool>> {
        let wanted: Vec<Vec<String>> = announced.iter().map(aliases).collect();
        let all: Vec<&String> = wanted.iter().flatten().collect();
        let mut held: HashMap<String, Known> = HashMap::new();
        for some in all.chunks(ALIASES) {
            let sql = format!(
                "SELECT x.alias, a.title, a.published_at FROM aliases x JOIN articles a ON a.id = x.article_id \
                 WHERE x.alias IN ({})",
                places(1, roomy(some.len()))
            );
            let rows: Vec<Known> = reading!(self, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
                for alias in padded(some) {
                    query = query.bind(alias.as_str());
                }
                query.fetch_all(pool).await?
            });
            held.extend(rows.into_iter().map(|row| (row.alias.clone(), row)));
        }
        let is_known = |sighting: &Sighting, alias: &String| {
            held.get(alias).is_some_and(|standing| match Via::of(alias) {
                Via::Story => sighting.title.as_ref().is_none_or(|title| alike(title, &standing.title)),
                Via::Headline => standing.published_at.is_some(),
                Via::Address | Via::Body => true,
            })
        };
        let unknown = announced.iter().zip(&wanted);
        Ok(unknown.map(|(sighting, wanted)| !wanted.iter().any(|alias| is_known(sighting, alias))).collect())
    }

    /// How much a source has told so far, be it the first that had it or not.
    pub async fn held_summary(&self, source: &Name) -> StoreResult<HeldSummary> {
        // A time of publication in the future says nothing of what is new.
        const SQL: &str = "SELECT count(*) AS articles, max(CASE WHEN a.published_at < a.first_seen_at \
             THEN a.published_at WHEN a.published_at IS NOT NULL THEN a.first_seen_at END) AS published, \
             max(a.first_seen_at) AS first_seen \
             FROM article_sources s JOIN articles a ON a.id = s.article_id WHERE s.source = $1";
        let held: Summary = reading!(self, pool => sqlx::query_as(SQL).bind(source.as_str()).fetch_one(pool).await?);
        Ok(HeldSummary {
            articles: count(held.articles),
            newest_published: held.published.map(time),
            newest_first_seen: held.first_seen.map(time),
        })
    }

    /// Notes that the page of an article is gone (404 or 410) at a source. One found gone twice, a day or more apart, at
    /// every source that had it, is withdrawn: it leaves feeds, web editions and letters not yet sent (I4), and comes
    /// back if its page does. While another source has it, the article stands: where the one that told it has withdrawn
    /// it, the next tells it, and its page is looked at. Answers whether the article is withdrawn.
    pub async fn record_gone(&self, id: ArticleId, source: &Name, now: DateTime<Utc>) -> StoreResult<bool> {
        const SOURCE: &str = "UPDATE article_sources SET gone_at = coalesce(gone_at, $3), withdrawn_at = CASE \
             WHEN withdrawn_at IS NULL AND gone_at <= $4 THEN $3 ELSE withdrawn_at END \
             WHERE article_id = $1 AND source = $2";
        const WITHDRAWN: &str = "SELECT count(*) FROM articles WHERE id = $1 AND withdrawn_at IS NOT NULL";
        let withdraw = format!(
            "UPDATE articles SET gone_at = coalesce(gone_at, $2), withdrawn_at = CASE WHEN withdrawn_at IS NULL \
             AND NOT EXISTS (SELECT 1 {STANDS}) THEN $2 ELSE withdrawn_at END \
             WHERE id = $1 AND NOT EXISTS (SELECT 1 {STANDS} AND s.gone_at IS NULL)"
        );
        let mut tx = self.begin_alone().await?;
        let before = telling(&mut tx, id).await?;
        let withdrawn: i64 = within!(&mut tx, connection => {
            sqlx::query(SOURCE).bind(id.0).bind(source.as_str()).bind(ms(now)).bind(ms(now) - DAY_MS)
                .execute(&mut *connection).await.map(|_| ())?;
            sqlx::query(sqlx::AssertSqlSafe(withdraw.as_str())).bind(id.0).bind(ms(now))
                .execute(&mut *connection).await.map(|_| ())?;
            sqlx::query_scalar(WITHDRAWN).bind(id.0).fetch_one(&mut *connection).await?
        });
        hand_over(&mut tx, id, now).await?;
        touch_if_not(&mut tx, id, before.as_ref()).await?;
        tx.commit().await?;
        Ok(withdrawn > 0)
    }

    /// Gives the articles of sources that are gathered no more (none of `gathered`, and not tried for a day) to others that
    /// have them too and are. What such a source told beside another is its no more: it would else stand there for ever,
    /// whoever withdraws it (I4). Answers how many were given.
    pub async fn adopt(&self, gathered: &[&Name], now: DateTime<Utc>) -> StoreResult<u64> {
        const RESTING: &str = "SELECT name FROM sources WHERE last_try_at < $1";
        const LEAVE: &str = "UPDATE article_sources SET withdrawn_at = $2 WHERE source = $1 AND withdrawn_at IS NULL \
             AND EXISTS (SELECT 1 FROM articles a WHERE a.id = article_sources.article_id AND a.source <> $1)";
        let others = format!(
            "FROM article_sources x JOIN articles ON articles.id = x.article_id WHERE x.source = $1 \
             AND x.withdrawn_at IS NULL AND (articles.source <> $1 OR EXISTS (SELECT 1 {}))",
            gathered_since("$2")
        );
        let any = format!("SELECT count(*) FROM (SELECT 1 {others} LIMIT 1) y");
        let touch = format!("UPDATE articles SET touched = $3 WHERE id IN (SELECT articles.id {others})");
        let give = format!("{} AND source = $1", given_to(&gathered_since("$3"), Given::AsItWas));
        let day_ago = ms(now) - DAY_MS;
        let resting: Vec<String> =
            reading!(self, pool => sqlx::query_scalar(RESTING).bind(day_ago).fetch_all(pool).await?);
        let mut given = 0;
        for name in resting.iter().filter(|name| gathered.iter().all(|other| other.as_str() != name.as_str())) {
            // Asked often, and hardly ever anything: nobody who writes waits for that.
            let any: i64 = reading!(self, pool => sqlx::query_scalar(sqlx::AssertSqlSafe(any.as_str()))
                .bind(name).bind(day_ago).fetch_one(pool).await?);
            if any == 0 {
                continue;
            }
            let mut tx = self.begin_alone().await?;
            let number = Touch::default().number(&mut tx).await?;
            given += within!(&mut tx, connection => {
                sqlx::query(sqlx::AssertSqlSafe(touch.as_str()))
                    .bind(name).bind(day_ago).bind(number).execute(&mut *connection).await.map(|_| ())?;
                let given = sqlx::query(sqlx::AssertSqlSafe(give.as_str()))
                    .bind(name).bind(ms(now)).bind(day_ago).execute(&mut *connection).await?.rows_affected();
                sqlx::query(LEAVE).bind(name).bind(ms(now)).execute(connection).await.map(|_| ())?;
                given
            });
            tx.commit().await?;
        }
        Ok(given)
    }

    /// Withdraws an article at once, as a notice on its page at this source asks (I4); it comes back if the source tells
    /// it again. Where another source has it too, that one tells it from now on, and brings it back in its own words.
    /// Answers whether it stood until now.
    pub async fn withdraw(&self, id: ArticleId, source: &Name, now: DateTime<Utc>) -> StoreResult<bool> {
        const SQL: &str = "UPDATE articles SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL";
        const SOURCE: &str = "UPDATE article_sources SET withdrawn_at = coalesce(withdrawn_at, $3) \
             WHERE article_id = $1 AND source = $2";
        let mut tx = self.begin_alone().await?;
        let before = telling(&mut tx, id).await?;
        let done: u64 = within!(&mut tx, connection => {
            sqlx::query(SOURCE).bind(id.0).bind(source.as_str()).bind(ms(now))
                .execute(&mut *connection).await.map(|_| ())?;
            sqlx::query(SQL).bind(id.0).bind(ms(now)).execute(connection).await.map(|done| done.rows_affected())?
        });
        hand_over(&mut tx, id, now).await?;
        touch_if_not(&mut tx, id, before.as_ref()).await?;
        tx.commit().await?;
        Ok(done > 0)
    }
}

/// A source that is not known to have withdrawn an article.
const STANDS: &str = "FROM article_sources s WHERE s.article_id = articles.id AND s.withdrawn_at IS NULL";

/// Another source that is not known to have withdrawn an article, and was tried since the time in this place.
fn gathered_since(place: &str) -> String {
    format!(
        "{STANDS} AND s.source <> articles.source \
         AND EXISTS (SELECT 1 FROM sources n WHERE n.name = s.source AND n.last_try_at >= {place})"
    )
}

/// How an article that is given to another source is looked at there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// At once.
    Looked,
    /// At once, where it is looked at at all; one at rest, or held whole by a feed, is told by what is announced.
    AsItWas,
}

/// Gives articles to the first of the sources that `from` finds for each, those whose page was not found gone before the
/// others. The time is `$2`; what a feed held whole has no request to look by.
fn given_to(from: &str, given: Given) -> String {
    let next = |what: &str| {
        let order = "ORDER BY CASE WHEN s.gone_at IS NULL THEN 0 ELSE 1 END, s.seen_at, s.source";
        format!("(SELECT {what} {from} {order} LIMIT 1)")
    };
    let look = "CASE WHEN s.look_ask IS NOT NULL OR EXISTS (SELECT 1 FROM pages p WHERE p.source = s.source \
         AND p.url = s.url) THEN CAST($2 AS BIGINT) END";
    let rests = |column: &str, else_is: &str| match given {
        Given::Looked => else_is.to_owned(),
        Given::AsItWas => format!("CASE WHEN next_look_at IS NULL THEN {column} ELSE {else_is} END"),
    };
    format!(
        "UPDATE articles SET source = {}, url = {}, look_ask = {}, next_look_at = {}, looked_at = {}, reading = '', \
         comments_stated = {}, comments_behind = {} WHERE EXISTS (SELECT 1 {from})",
        next("s.source"),
        next("s.url"),
        next("s.look_ask"),
        rests("next_look_at", &next(look)),
        rests("looked_at", "NULL"),
        rests("comments_stated", "NULL"),
        rests("comments_behind", "NULL"),
    )
}

/// Where the source that tells an article has withdrawn it and another has not, that one tells it from now on. The
/// comments stood under the page that is gone, and go with it.
async fn hand_over(tx: &mut Tx, id: ArticleId, now: DateTime<Utc>) -> StoreResult<()> {
    const COMMENTS: &str = "UPDATE comments SET withdrawn_at = $2 WHERE article_id = $1 AND withdrawn_at IS NULL";
    let sql = format!(
        "{} AND id = $1 AND EXISTS (SELECT 1 FROM article_sources g WHERE g.article_id = articles.id \
         AND g.source = articles.source AND g.withdrawn_at IS NOT NULL)",
        given_to(STANDS, Given::Looked)
    );
    within!(tx, connection => {
        let done = sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).bind(id.0).bind(ms(now))
            .execute(&mut *connection).await?.rows_affected();
        if done > 0 {
            sqlx::query(COMMENTS).bind(id.0).bind(ms(now)).execute(connection).await.map(|_| ())?;
        }
    });
    Ok(())
}

async fn telling(tx: &mut Tx, id: ArticleId) -> StoreResult<Option<Telling>> {
    const SQL: &str = "SELECT a.source, a.withdrawn_at, (SELECT count(*) FROM article_sources s \
         WHERE s.article_id = a.id AND s.withdrawn_at IS NULL) AS told_by FROM articles a WHERE a.id = $1";
    Ok(within!(tx, connection => sqlx::query_as(SQL).bind(id.0).fetch_optional(connection).await?))
}

/// Touches an article, unless it is told as it was.
async fn touch_if_not(tx: &mut Tx, id: ArticleId, before: Option<&Telling>) -> StoreResult<()> {
    if telling(tx, id).await?.as_ref() != before {
        Touch::default().on(tx, &[id.0]).await?;
    }
    Ok(())
}

fn aliases(sighting: &Sighting) -> Vec<String> {
    let urls = &sighting.urls;
    let addresses = urls.iter().map(identity::of_address).chain(urls.iter().map(identity::first_release));
    let mut aliases: Vec<String> = addresses.chain(urls.iter().filter_map(identity::of_story)).collect();
    if let Some(title) = &sighting.title {
        aliases.extend(identity::near_headline(title, sighting.published));
    }
    aliases
}
