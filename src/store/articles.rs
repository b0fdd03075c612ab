//! Owns the questions that feeds and digests ask of the articles held.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{any_of, count, ms, padded, places, reading, roomy, row, time, words};
use super::error::StoreResult;
use crate::domain::{Access, Article, ArticleId, Correction, FoundArticle, Image, Name};

/// How far a window looks back beyond its beginning, for articles whose recording was under way when it closed.
pub(super) const OVERLAP_MS: i64 = 15 * 60 * 1000;

/// Articles asked for in one statement.
const ARTICLES: usize = 256;

/// Which articles are meant; an empty list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleFilter {
    /// Topics, compared without case.
    pub topics: Vec<String>,
    /// Sources.
    pub sources: Vec<Name>,
}

impl ArticleFilter {
    pub(super) fn topic_list(&self) -> String {
        any_of(&self.topics)
    }

    pub(super) fn source_list(&self) -> String {
        any_of(&self.sources.iter().map(Name::as_str).collect::<Vec<_>>())
    }
}

row!(pub(super) ArticleRow {
    id: i64,
    uid: String,
    source: String,
    url: String,
    title: String,
    authors: String,
    published_at: Option<i64>,
    updated_at: Option<i64>,
    image_url: Option<String>,
    image_alt: Option<String>,
    image_credit: Option<String>,
    language: Option<String>,
    revision: i64,
    first_seen_at: i64,
    changed_at: i64,
    comments_stated: Option<i64>,
    comments_behind: Option<String>,
    access: String,
    lead: Option<String>,
    html: String,
    text: String,
    correction_text: Option<String>,
    correction_at: Option<i64>,
    comments_held: i64,
    topics: Option<String>,
    also_from: Option<String>,
});

/// Who wrote an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Byline {
    /// The article.
    pub article: ArticleId,
    /// The names, as the site prints them.
    pub authors: Vec<String>,
    /// By which articles are put in order, in milliseconds.
    sort_at: i64,
}

row!(BylineRow { id: i64, sort_at: i64, authors: String });

row!(LastComment { article_id: i64, last_at: i64 });

/// One article a row, in its newest revision; `topics` is one text with a line each, as both engines can join it.
pub(super) const SELECT: &str = "SELECT a.id, a.uid, a.source, a.url, a.title, a.authors, a.published_at, \
     a.updated_at, a.image_url, a.image_alt, a.image_credit, a.language, a.revision, a.first_seen_at, a.changed_at, \
     a.comments_stated, a.comments_behind, a.access, r.lead, r.html, r.text, r.correction_text, r.correction_at, \
     (SELECT count(*) FROM comments c WHERE c.article_id = a.id AND c.withdrawn_at IS NULL) AS comments_held, \
     (SELECT string_agg(t.topic, '\n') FROM (SELECT topic FROM article_topics WHERE article_id = a.id \
      ORDER BY position) t) AS topics, \
     (SELECT string_agg(s.source, '\n') FROM (SELECT source FROM article_sources WHERE article_id = a.id \
      AND source <> a.source AND withdrawn_at IS NULL ORDER BY seen_at, source) s) AS also_from \
     FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.revision ";

/// Whether a source of the list in place `$n` tells the article `a`, be it the first that had it or another.
pub(super) fn told_by(place: &str) -> String {
    format!(
        "({place} = '' OR EXISTS (SELECT 1 FROM article_sources o WHERE o.article_id = a.id \
         AND o.withdrawn_at IS NULL AND replace({place}, '|' || o.source || '|', '') <> {place}))"
    )
}

/// Whether the article `a` is of the sources and the topics of the lists in two places.
pub(super) fn matching(sources: &str, topics: &str) -> String {
    format!(
        "{} AND ({topics} = '' OR EXISTS (SELECT 1 FROM article_topics t WHERE t.article_id = a.id \
         AND replace({topics}, '|' || t.folded || '|', '') <> {topics}))",
        told_by(sources)
    )
}

/// The standing articles of which something holds and that are of the filter in `$2` (sources) and `$3` (topics), those
/// published last in front. Found by what holds, never by walking along the times of all: that is what the sign is for.
pub(super) fn by_time(holds: &str) -> String {
    format!(
        "{SELECT} WHERE {holds} AND a.withdrawn_at IS NULL AND {} ORDER BY +a.sort_at DESC, a.id DESC",
        matching("$2", "$3")
    )
}

/// First seen in `[$1, $2)`, of the sources `$3` and topics `$4`, and in no edition of the digest `$5`.
fn for_edition() -> String {
    format!(
        "WHERE a.withdrawn_at IS NULL AND a.first_seen_at >= $1 AND a.first_seen_at < $2 AND {} \
         AND NOT EXISTS (SELECT 1 FROM edition_articles x JOIN editions e ON e.id = x.edition_id \
          WHERE x.article_id = a.id AND e.digest = $5)",
        matching("$3", "$4")
    )
}

impl Store {
    /// The newest articles, newest first.
    pub async fn articles_latest(&self, filter: &ArticleFilter, limit: u32) -> StoreResult<Vec<Article>> {
        let sql = format!(
            "{SELECT} WHERE a.withdrawn_at IS NULL AND {} ORDER BY a.sort_at DESC, a.id DESC LIMIT $3",
            matching("$1", "$2")
        );
        let rows: Vec<ArticleRow> = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(filter.source_list()).bind(filter.topic_list()).bind(i64::from(limit))
            .fetch_all(pool).await?);
        Ok(rows.into_iter().filter_map(article).collect())
    }

    /// The articles for the next edition of a digest: first seen in `[from, cut)` and in no edition of it before,
    /// newest first, at most `limit`. `from` is taken a little earlier, so that one whose recording was still under
    /// way when the last window closed is not lost.
    pub async fn articles_for_edition(
        &self,
        digest: &Name,
        filter: &ArticleFilter,
        window: (Option<DateTime<Utc>>, DateTime<Utc>),
        limit: u32,
    ) -> StoreResult<Vec<Article>> {
        let sql = format!("{SELECT} {} ORDER BY a.sort_at DESC, a.id DESC LIMIT $6", for_edition());
        let from = window.0.map_or(i64::MIN, |from| ms(from) - OVERLAP_MS);
        let rows: Vec<ArticleRow> = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(from).bind(ms(window.1)).bind(filter.source_list()).bind(filter.topic_list())
            .bind(digest.as_str()).bind(i64::from(limit)).fetch_all(pool).await?);
        Ok(rows.into_iter().filter_map(article).collect())
    }

    /// How many articles [`Store::articles_for_edition`] would give without a limit.
    pub async fn count_for_edition(
        &self,
        digest: &Name,
        filter: &ArticleFilter,
        window: (Option<DateTime<Utc>>, DateTime<Utc>),
    ) -> StoreResult<u32> {
        let sql = format!("SELECT count(*) FROM articles a {}", for_edition());
        let from = window.0.map_or(i64::MIN, |from| ms(from) - OVERLAP_MS);
        let n: i64 = reading!(self, pool => sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(from).bind(ms(window.1)).bind(filter.source_list()).bind(filter.topic_list())
            .bind(digest.as_str()).fetch_one(pool).await?);
        Ok(count(n))
    }

    /// The articles of these numbers that stand, in the order given.
    pub async fn articles(&self, ids: &[ArticleId]) -> StoreResult<Vec<Article>> {
        let sql = format!("{SELECT} WHERE a.id = $1 AND a.withdrawn_at IS NULL");
        let mut out = Vec::with_capacity(ids.len());
        for id in ids {
            let row: Option<ArticleRow> = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(id.0).fetch_optional(pool).await?);
            out.extend(row.and_then(article));
        }
        Ok(out)
    }

    /// The article of a permanent id, with or without what such ids begin with, while it stands.
    pub async fn article_by_uid(&self, uid: &str) -> StoreResult<Option<Article>> {
        let Some(id) = self.article_called(uid).await? else { return Ok(None) };
        Ok(self.articles(&[id]).await?.pop())
    }

    /// Who wrote the standing articles whose list of authors matches a pattern: of the newest articles, or of those behind
    /// one, at most so many, newest first. The pattern is one of LIKE (`%`, `_`, each itself after a backslash), in lower
    /// case, over the list as JSON: `%"jo reed"%`. Only PostgreSQL folds the case of letters outside ASCII: for them write
    /// `_`, and look again at what is found.
    pub async fn bylines(&self, pattern: &str, behind: Option<&Byline>, most: u32) -> StoreResult<Vec<Byline>> {
        const SQL: &str = "SELECT a.id, a.sort_at, a.authors FROM articles a WHERE a.withdrawn_at IS NULL \
             AND lower(a.authors) LIKE $1 ESCAPE '\\' AND (a.sort_at, a.id) < ($2, $3) \
             ORDER BY a.sort_at DESC, a.id DESC LIMIT $4";
        let (before, below) = behind.map_or((i64::MAX, i64::MAX), |last| (last.sort_at, last.article.0));
        let rows: Vec<BylineRow> = reading!(self, pool => sqlx::query_as(SQL)
            .bind(pattern).bind(before).bind(below).bind(i64::from(most)).fetch_all(pool).await?);
        let byline =
            |row: BylineRow| Byline { article: ArticleId(row.id), authors: words(&row.authors), sort_at: row.sort_at };
        Ok(rows.into_iter().map(byline).collect())
    }

    /// When the newest comment that stands under each article was posted, and no later than it was first seen: a site may
    /// not say, or have a clock that is ahead. Articles without comments are left out.
    pub async fn last_comment_at(&self, articles: &[ArticleId]) -> StoreResult<HashMap<ArticleId, DateTime<Utc>>> {
        let mut out = HashMap::with_capacity(articles.len());
        for some in articles.chunks(ARTICLES) {
            let sql = format!(
                "SELECT article_id, max(CASE WHEN posted_at < first_seen_at THEN posted_at ELSE first_seen_at END) AS last_at \
                 FROM comments \
                 WHERE withdrawn_at IS NULL AND article_id IN ({}) GROUP BY article_id",
                places(1, roomy(some.len()))
            );
            let rows: Vec<LastComment> = reading!(self, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
                for id in padded(some) {
                    query = query.bind(id.0);
                }
                query.fetch_all(pool).await?
            });
            out.extend(rows.into_iter().map(|row| (ArticleId(row.article_id), time(row.last_at))));
        }
        Ok(out)
    }

    /// Whether any article was ever stored, withdrawn ones included.
    pub async fn has_articles(&self) -> StoreResult<bool> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM articles)";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?))
    }

    /// How many articles are held and not withdrawn.
    pub async fn count_articles(&self) -> StoreResult<u32> {
        const SQL: &str = "SELECT count(*) FROM articles WHERE withdrawn_at IS NULL";
        let n: i64 = reading!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?);
        Ok(count(n))
    }
}

pub(super) fn article(row: ArticleRow) -> Option<Article> {
    let image = row.image_url.as_deref().and_then(|url| url.parse().ok());
    let topics = row.topics.unwrap_or_default();
    let said = FoundArticle {
        authors: words(&row.authors),
        published: row.published_at.map(time),
        updated: row.updated_at.map(time),
        topics: topics.split('\n').filter(|topic| !topic.is_empty()).map(str::to_owned).collect(),
        lead: row.lead,
        html: row.html,
        text: row.text,
        image: image.map(|url| Image { url, alt: row.image_alt, credit: row.image_credit }),
        language: row.language,
        correction: row.correction_text.map(|text| Correction { text, at: row.correction_at.map(time) }),
        comments_stated: row.comments_stated.map(count),
        comments_behind: row.comments_behind,
        access: Access::of(&row.access),
        ..FoundArticle::new(row.url.parse().ok()?, row.title)
    };
    Some(Article {
        id: ArticleId(row.id),
        uid: row.uid,
        source: row.source.parse().ok()?,
        also_from: row
            .also_from
            .iter()
            .flat_map(|names| names.split('\n'))
            .filter_map(|name| name.parse().ok())
            .collect(),
        revision: count(row.revision),
        first_seen: time(row.first_seen_at),
        changed: time(row.changed_at),
        comments_held: count(row.comments_held),
        said,
    })
}
