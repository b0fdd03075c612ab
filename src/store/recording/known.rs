//! Owns what the store knows of the readings of one run: the articles behind their aliases, with few statements.

use std::collections::{HashMap, HashSet};

use super::super::columns::{list_of, padded, places, roomy, row, time, within};
use super::super::engine::Tx;
use super::super::error::StoreResult;
use super::super::identity::{self, Told};
use crate::domain::Name;

/// Aliases asked for in one statement.
const ALIASES: usize = 256;

row!(pub(crate) Head {
    id: i64,
    source: String,
    url: String,
    revision: i64,
    words: String,
    reading: String,
    gone_at: Option<i64>,
    withdrawn_at: Option<i64>,
    published_at: Option<i64>,
    comments_stated: Option<i64>,
    told_url: Option<String>,
    told_gone_at: Option<i64>,
    told_withdrawn_at: Option<i64>,
});

row!(pub(crate) Body { id: i64, title: String, text: String, correction_text: Option<String> });

row!(Alias { alias: String, article_id: i64 });

/// An article as far as recording needs to know it; `told_…` is what the source at hand told of it before.
impl Head {
    /// Whether the source at hand had the story first, and its words are the ones held.
    pub(crate) fn is_of(&self, source: &Name) -> bool {
        self.source == source.as_str()
    }

    /// Whether it, or its page at the source at hand, was found gone since.
    pub(crate) fn is_away(&self) -> bool {
        self.gone_at.is_some()
            || self.withdrawn_at.is_some()
            || self.told_gone_at.is_some()
            || self.told_withdrawn_at.is_some()
    }

    /// The alias of the address at which the source at hand told it last, if ever.
    pub(crate) fn told_at(&self, source: &Name) -> Option<String> {
        let url = self.told_url.as_deref().or_else(|| self.is_of(source).then_some(self.url.as_str()))?;
        url.parse().ok().map(|url| identity::of_address(&url))
    }

    pub(crate) fn told<'a>(&self, body: &'a Body) -> Told<'a> {
        Told { title: &body.title, published: self.published_at.map(time), text: &body.text }
    }
}

/// The articles behind aliases.
pub(crate) async fn aliases(tx: &mut Tx, wanted: &[&str]) -> StoreResult<HashMap<String, i64>> {
    let mut out = HashMap::with_capacity(wanted.len());
    for wanted in wanted.chunks(ALIASES) {
        let list = list_of(tx.marks(), roomy(wanted.len()));
        let sql = format!("SELECT alias, article_id FROM aliases WHERE alias IN ({list})");
        let rows: Vec<Alias> = within!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
            for alias in padded(wanted) {
                query = query.bind(*alias);
            }
            query.fetch_all(connection).await?
        });
        out.extend(rows.into_iter().map(|row| (row.alias, row.article_id)));
    }
    Ok(out)
}

/// The heads of articles, seen from a source.
pub(crate) async fn heads(tx: &mut Tx, source: &Name, ids: &HashSet<i64>) -> StoreResult<HashMap<i64, Head>> {
    let ids: Vec<i64> = ids.iter().copied().collect();
    let mut out = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(ALIASES) {
        let sql = format!(
            "SELECT a.id, a.source, a.url, a.revision, a.words, a.reading, a.gone_at, a.withdrawn_at, a.published_at, \
             a.comments_stated, s.url AS told_url, s.gone_at AS told_gone_at, s.withdrawn_at AS told_withdrawn_at \
             FROM articles a LEFT JOIN article_sources s ON s.article_id = a.id AND s.source = $1 WHERE a.id IN ({})",
            places(2, roomy(ids.len()))
        );
        let rows: Vec<Head> = within!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(source.as_str());
            for id in padded(ids) {
                query = query.bind(*id);
            }
            query.fetch_all(connection).await?
        });
        out.extend(rows.into_iter().map(|head| (head.id, head)));
    }
    Ok(out)
}

/// The words of articles in their newest revisions.
pub(crate) async fn bodies(tx: &mut Tx, ids: &HashSet<i64>) -> StoreResult<HashMap<i64, Body>> {
    let ids: Vec<i64> = ids.iter().copied().collect();
    let mut out = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(ALIASES) {
        let sql = format!(
            "SELECT a.id, r.title, r.text, r.correction_text FROM articles a \
             JOIN revisions r ON r.article_id = a.id AND r.number = a.revision WHERE a.id IN ({})",
            list_of(tx.marks(), roomy(ids.len()))
        );
        let rows: Vec<Body> = within!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
            for id in padded(ids) {
                query = query.bind(*id);
            }
            query.fetch_all(connection).await?
        });
        out.extend(rows.into_iter().map(|body| (body.id, body)));
    }
    Ok(out)
}
