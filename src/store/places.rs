//! Owns what a publisher asks and writes at every turn, of many feeds at once: each is one statement or one transaction,
//! whatever the store holds.

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{count, fold, ms, padded, places, reading, roomy, row, within};
use super::error::StoreResult;
use super::feeds::PURPOSE;

/// Items asked for in one statement.
const ITEMS: usize = 256;

row!(PlaceRow { item: i64, feed: i64, place: i64 });

row!(NamedTopic { topic: String, standing: i64 });

/// How the documents of a feed stood after they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The feed.
    pub name: String,
    /// Entries in its live document.
    pub entries: usize,
    /// Why the last good documents were kept, or empty.
    pub problem: String,
}

impl Store {
    /// Every place that items have: item, feed and place, in this order. An item is the number of an article, or the
    /// negative of a correction's.
    pub async fn places_of(&self, items: &[i64]) -> StoreResult<Vec<(i64, i64, i64)>> {
        let mut out = Vec::new();
        for some in items.chunks(ITEMS) {
            let sql =
                format!("SELECT item, feed, place FROM feed_members WHERE item IN ({})", places(1, roomy(some.len())));
            let rows: Vec<PlaceRow> = reading!(self, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
                for item in padded(some) {
                    query = query.bind(*item);
                }
                query.fetch_all(pool).await?
            });
            out.extend(rows.into_iter().map(|row| (row.item, row.feed, row.place)));
        }
        out.sort_unstable();
        out.dedup();
        Ok(out)
    }

    /// Of these topics, however they are written, those that standing articles have: each as it was first written, with
    /// how many.
    pub async fn topics_among(&self, topics: &[String]) -> StoreResult<Vec<(String, u32)>> {
        let mut folded: Vec<String> = topics.iter().map(|topic| fold(topic)).collect();
        folded.sort_unstable();
        folded.dedup();
        let mut out = Vec::new();
        for some in folded.chunks(ITEMS) {
            let sql = format!(
                "SELECT (SELECT x.topic FROM article_topics x WHERE x.article_id = g.oldest \
                 AND x.folded = g.folded ORDER BY x.position LIMIT 1) AS topic, g.standing \
                 FROM (SELECT t.folded, min(t.article_id) AS oldest, \
                  count(DISTINCT CASE WHEN a.withdrawn_at IS NULL THEN a.id END) AS standing \
                  FROM article_topics t JOIN articles a ON a.id = t.article_id WHERE t.folded IN ({}) \
                  GROUP BY t.folded) g WHERE g.standing > 0 ORDER BY g.folded",
                places(1, roomy(some.len()))
            );
            let rows: Vec<NamedTopic> = reading!(self, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
                for topic in padded(some) {
                    query = query.bind(topic.as_str());
                }
                query.fetch_all(pool).await?
            });
            out.extend(rows.into_iter().map(|row| (row.topic, count(row.standing))));
        }
        Ok(out)
    }

    /// Of these articles, those with corrections.
    pub async fn corrected(&self, articles: &[i64]) -> StoreResult<Vec<i64>> {
        self.among(articles, "SELECT DISTINCT article_id FROM corrections WHERE article_id").await
    }

    /// The editions that any of these articles are in.
    pub async fn editions_with(&self, articles: &[i64]) -> StoreResult<Vec<i64>> {
        self.among(articles, "SELECT DISTINCT edition_id FROM edition_articles WHERE article_id").await
    }

    /// What a question finds whose last word is the column that is one of these; in order, each once.
    pub(super) async fn among(&self, articles: &[i64], question: &str) -> StoreResult<Vec<i64>> {
        let mut out: Vec<i64> = Vec::new();
        for some in articles.chunks(ITEMS) {
            let sql = format!("{question} IN ({})", places(1, roomy(some.len())));
            let found: Vec<i64> = reading!(self, pool => {
                let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()));
                for id in padded(some) {
                    query = query.bind(*id);
                }
                query.fetch_all(pool).await?
            });
            out.extend(found);
        }
        out.sort_unstable();
        out.dedup();
        Ok(out)
    }

    /// The number of the change up to which feeds have taken in what is theirs, whatever folders remember; `None`: that
    /// was never recorded.
    pub async fn settled(&self) -> StoreResult<Option<i64>> {
        const SQL: &str = "SELECT value FROM counters WHERE name = 'settled'";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).fetch_optional(pool).await?))
    }

    /// Records of several feeds that their documents were written or kept back, and up to which change all have taken in
    /// what is theirs, in one transaction.
    pub async fn record_all_published(
        &self,
        published: &[Published],
        settled: Option<i64>,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE feeds SET problem = $4, \
             entries = CASE WHEN $4 = '' THEN $2 ELSE entries END, \
             published_at = CASE WHEN $4 = '' THEN $3 ELSE published_at END WHERE name = $1";
        const SETTLE: &str = "INSERT INTO counters (name, value) VALUES ('settled', $1) ON CONFLICT (name) DO UPDATE \
             SET value = CASE WHEN excluded.value > counters.value THEN excluded.value ELSE counters.value END";
        if published.is_empty() && settled.is_none() {
            return Ok(());
        }
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        for one in published {
            let entries = i64::try_from(one.entries).unwrap_or(i64::MAX);
            within!(&mut tx, connection => sqlx::query(SQL).bind(one.name.as_str()).bind(entries).bind(ms(now))
                .bind(one.problem.as_str()).execute(connection).await.map(|_| ())?);
        }
        if let Some(settled) = settled {
            within!(&mut tx, connection => sqlx::query(SETTLE).bind(settled).execute(connection).await.map(|_| ())?);
        }
        tx.commit().await
    }
}
