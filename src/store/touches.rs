//! Owns the numbers of changes: by them a publisher learns which articles were touched since it last looked.

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{padded, places, reading, roomy, row, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use crate::domain::{ArticleId, Name};

/// Articles in one statement.
const ARTICLES: usize = 256;

/// An article of which something changed that a feed may show, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The article.
    pub id: ArticleId,
    /// The number of the last change.
    pub number: i64,
    /// Whether it stands: it is not withdrawn.
    pub stands: bool,
    /// When its editorial content last changed (I2).
    pub changed: DateTime<Utc>,
    /// When it was first stored.
    pub seen: DateTime<Utc>,
    /// When it was published, or first seen: by this, feeds put articles in order.
    pub published: DateTime<Utc>,
    /// Its topics, folded as [`ArticleFilter`](super::ArticleFilter) compares them.
    pub topics: Vec<String>,
    /// The sources that tell it, the one that had it first among them; of one that is withdrawn, mostly none.
    pub sources: Vec<Name>,
}

row!(TouchedRow {
    id: i64,
    touched: i64,
    withdrawn_at: Option<i64>,
    changed_at: i64,
    sort_at: i64,
    first_seen_at: i64,
    topics: Option<String>,
    sources: Option<String>,
});

impl Store {
    /// The number of the last change; 1 in a store where nothing ever changed.
    pub async fn last_touch(&self) -> StoreResult<i64> {
        const SQL: &str = "SELECT value FROM counters WHERE name = 'touches'";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?))
    }

    /// The articles touched after the change of a number, in the order of their last changes; with 0 all there are.
    /// Whoever read a number has seen all that came before it: each is held until its transaction ends.
    pub async fn touched_since(&self, number: i64) -> StoreResult<Vec<Touched>> {
        const SQL: &str = "SELECT a.id, a.touched, a.withdrawn_at, a.changed_at, a.sort_at, a.first_seen_at, \
             (SELECT string_agg(t.folded, '\n') FROM (SELECT folded FROM article_topics WHERE article_id = a.id \
              ORDER BY position) t) AS topics, \
             (SELECT string_agg(s.source, '\n') FROM (SELECT source FROM article_sources WHERE article_id = a.id \
              AND withdrawn_at IS NULL ORDER BY seen_at, source) s) AS sources \
             FROM articles a WHERE a.touched > $1 ORDER BY a.touched, a.id";
        let rows: Vec<TouchedRow> = reading!(self, pool => sqlx::query_as(SQL).bind(number).fetch_all(pool).await?);
        Ok(rows.into_iter().map(touched).collect())
    }
}

/// The number of a transaction, taken when it is first asked for: before it writes to an article. The transaction must
/// be one that runs alone, as those of recordings do.
#[derive(Debug, Default)]
pub(super) struct Touch {
    number: Option<i64>,
}

impl Touch {
    /// The number.
    pub(super) async fn number(&mut self, tx: &mut Tx) -> StoreResult<i64> {
        const SQL: &str = "UPDATE counters SET value = value + 1 WHERE name = 'touches' RETURNING value";
        if let Some(number) = self.number {
            return Ok(number);
        }
        let number: i64 = within!(tx, connection => sqlx::query_scalar(SQL).fetch_one(connection).await?);
        self.number = Some(number);
        Ok(number)
    }

    /// Leaves the number on articles.
    pub(super) async fn on(&mut self, tx: &mut Tx, articles: &[i64]) -> StoreResult<()> {
        for some in articles.chunks(ARTICLES) {
            let number = self.number(tx).await?;
            let sql = format!("UPDATE articles SET touched = $1 WHERE id IN ({})", places(2, roomy(some.len())));
            within!(tx, connection => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).bind(number);
                for id in padded(some) {
                    query = query.bind(*id);
                }
                query.execute(connection).await.map(|_| ())?;
            });
        }
        Ok(())
    }
}

/// Touches articles from a transaction that runs beside recordings. It waits for them first: they hold articles when
/// they take their number, and this would hold the number when it wants the articles.
pub(super) async fn touch(tx: &mut Tx, articles: &[i64]) -> StoreResult<()> {
    tx.alone_for(super::together::RECORDING).await?;
    Touch::default().on(tx, articles).await
}

fn touched(row: TouchedRow) -> Touched {
    let lines = |text: Option<String>| -> Vec<String> {
        text.iter().flat_map(|text| text.split('\n')).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    Touched {
        id: ArticleId(row.id),
        number: row.touched,
        stands: row.withdrawn_at.is_none(),
        changed: time(row.changed_at),
        published: time(row.sort_at),
        seen: time(row.first_seen_at),
        topics: lines(row.topics),
        sources: lines(row.sources).iter().filter_map(|name| name.parse().ok()).collect(),
    }
}
