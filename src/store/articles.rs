//! Owns the articles: their identity, their revisions, and the questions feeds and digests ask of them.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use url::Url;
use uuid::Uuid;

use super::columns::{any_of, count, fold, list, ms, reading, row, time, within, words, writing};
use super::comments::{self, CommentsRead};
use super::engine::Tx;
use super::error::StoreResult;
use super::{Store, identity};
use crate::domain::{Access, Article, ArticleId, Correction, FoundArticle, Image, Name, hex};

/// How far a window looks back beyond its beginning, for articles whose recording was under way when it closed.
pub(super) const OVERLAP_MS: i64 = 15 * 60 * 1000;

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

/// What recording an article changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was never seen before.
    New,
    /// It has a new revision.
    Revised,
    /// Its words are as they were.
    Same,
}

/// What became of an article that was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The article.
    pub id: ArticleId,
    /// What happened to its words.
    pub change: Change,
    /// Comments never seen before.
    pub comments_new: u32,
    /// Comments the site took away.
    pub comments_withdrawn: u32,
    /// Whether its page states more comments than are held.
    pub short: bool,
}

row!(Known { id: i64, source: String, revision: i64, words: String });

row!(ArticleRow {
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

/// One article a row, in its newest revision; `topics` is one text with a line each, as both engines can join it.
pub(super) const SELECT: &str = "SELECT a.id, a.uid, a.source, a.url, a.title, a.authors, a.published_at, \
     a.updated_at, a.image_url, a.image_alt, a.image_credit, a.language, a.revision, a.first_seen_at, a.changed_at, \
     a.comments_stated, a.comments_behind, a.access, r.lead, r.html, r.text, r.correction_text, r.correction_at, \
     (SELECT count(*) FROM comments c WHERE c.article_id = a.id AND c.withdrawn_at IS NULL) AS comments_held, \
     (SELECT string_agg(t.topic, '\n') FROM (SELECT topic FROM article_topics WHERE article_id = a.id \
      ORDER BY position) t) AS topics, \
     (SELECT string_agg(s.source, '\n') FROM (SELECT source FROM article_sources WHERE article_id = a.id \
      AND source <> a.source ORDER BY seen_at, source) s) AS also_from \
     FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.revision ";

/// First seen in `[$1, $2)`, of the sources `$3` and topics `$4`, and in no edition of the digest `$5`.
const FOR_EDITION: &str = "WHERE a.withdrawn_at IS NULL AND a.first_seen_at >= $1 AND a.first_seen_at < $2 \
     AND ($3 = '' OR replace($3, '|' || a.source || '|', '') <> $3) \
     AND ($4 = '' OR EXISTS (SELECT 1 FROM article_topics t WHERE t.article_id = a.id \
      AND replace($4, '|' || t.folded || '|', '') <> $4)) \
     AND NOT EXISTS (SELECT 1 FROM edition_articles x JOIN editions e ON e.id = x.edition_id \
      WHERE x.article_id = a.id AND e.digest = $5)";

impl Store {
    /// Stores what one reading of an article gave: a new article, a new revision, or nothing new; with its comments.
    pub async fn record_article(
        &self,
        source: &Name,
        found: &FoundArticle,
        comments: &CommentsRead,
        now: DateTime<Utc>,
    ) -> StoreResult<Recorded> {
        let mut tx = self.begin_alone().await?;
        let words = digest_of_words(found);
        let (id, change) = match known(&mut tx, found).await? {
            None => (insert(&mut tx, source, found, &words, now).await?, Change::New),
            // Another source's: it is one story, and the source that had it first tells it.
            Some(known) if known.source != source.as_str() => {
                let id = ArticleId(known.id);
                record_aliases(&mut tx, id, found).await?;
                tx.commit().await?;
                return Ok(Recorded { id, change: Change::Same, comments_new: 0, comments_withdrawn: 0, short: false });
            }
            Some(known) => {
                let change = update(&mut tx, &known, found, &words, now).await?;
                (ArticleId(known.id), change)
            }
        };
        record_aliases(&mut tx, id, found).await?;
        record_topics(&mut tx, id, &found.topics).await?;
        let (comments_new, comments_withdrawn) = comments::record(&mut tx, id, comments, now).await?;
        let short = comments::falls_short(&mut tx, id).await?;
        tx.commit().await?;
        Ok(Recorded { id, change, comments_new, comments_withdrawn, short })
    }

    /// The article known under an address.
    pub async fn article_at(&self, url: &Url) -> StoreResult<Option<ArticleId>> {
        const SQL: &str = "SELECT article_id FROM aliases WHERE alias = $1";
        let id: Option<i64> =
            reading!(self, pool => sqlx::query_scalar(SQL).bind(identity::alias(url)).fetch_optional(pool).await?);
        Ok(id.map(ArticleId))
    }

    /// Notes that the page of an article is gone (404 or 410). One found gone twice, a day or more apart, is withdrawn:
    /// it leaves feeds, web editions and letters not yet sent (I4), and comes back if its page does. Answers whether
    /// it is withdrawn.
    pub async fn record_gone(&self, id: ArticleId, now: DateTime<Utc>) -> StoreResult<bool> {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        const SQL: &str = "UPDATE articles SET gone_at = coalesce(gone_at, $2), withdrawn_at = CASE \
             WHEN withdrawn_at IS NULL AND gone_at <= $3 THEN $2 ELSE withdrawn_at END \
             WHERE id = $1 RETURNING withdrawn_at";
        let withdrawn: Option<Option<i64>> = writing!(self, pool => sqlx::query_scalar(SQL)
            .bind(id.0).bind(ms(now)).bind(ms(now) - DAY_MS).fetch_optional(pool).await?);
        Ok(withdrawn.flatten().is_some())
    }

    /// The newest articles, newest first.
    pub async fn articles_latest(&self, filter: &ArticleFilter, limit: u32) -> StoreResult<Vec<Article>> {
        let sql = format!(
            "{SELECT} WHERE a.withdrawn_at IS NULL \
             AND ($1 = '' OR replace($1, '|' || a.source || '|', '') <> $1) \
             AND ($2 = '' OR EXISTS (SELECT 1 FROM article_topics t WHERE t.article_id = a.id \
              AND replace($2, '|' || t.folded || '|', '') <> $2)) \
             ORDER BY a.sort_at DESC, a.id DESC LIMIT $3"
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
        let sql = format!("{SELECT} {FOR_EDITION} ORDER BY a.sort_at DESC, a.id DESC LIMIT $6");
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
        let sql = format!("SELECT count(*) FROM articles a {FOR_EDITION}");
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

/// Tells editions of the words apart, blind to markup, spacing, case and punctuation: those are not editorial (I2).
fn digest_of_words(found: &FoundArticle) -> String {
    let mut hash = Sha256::new();
    let correction = found.correction.as_ref().map_or("", |notice| notice.text.as_str());
    for part in [&found.title, &found.text, correction] {
        for c in part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
            hash.update(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        hash.update([0]);
    }
    hex(&hash.finalize()[..16])
}

async fn known(tx: &mut Tx, found: &FoundArticle) -> StoreResult<Option<Known>> {
    const SQL: &str = "SELECT a.id, a.source, a.revision, a.words FROM aliases x JOIN articles a ON a.id = x.article_id \
         WHERE x.alias = $1";
    for url in std::iter::once(&found.url).chain(&found.seen_at) {
        let alias = identity::alias(url);
        let known: Option<Known> =
            within!(tx, connection => sqlx::query_as(SQL).bind(alias).fetch_optional(connection).await?);
        if known.is_some() {
            return Ok(known);
        }
    }
    Ok(None)
}

async fn insert(
    tx: &mut Tx,
    source: &Name,
    found: &FoundArticle,
    words: &str,
    now: DateTime<Utc>,
) -> StoreResult<ArticleId> {
    const SQL: &str = "INSERT INTO articles (uid, source, url, title, authors, published_at, updated_at, image_url, \
         image_alt, language, revision, words, first_seen_at, changed_at, sort_at, comments_stated, image_credit, \
         comments_behind, access) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING id";
    let published = found.published.unwrap_or(now);
    let changed = found.updated.unwrap_or(published).max(published).min(now.max(published));
    let image = found.image.as_ref();
    let id: i64 = within!(tx, connection => sqlx::query_scalar(SQL)
        .bind(Uuid::new_v4().urn().to_string()).bind(source.as_str()).bind(found.url.as_str()).bind(&found.title)
        .bind(list(&found.authors)).bind(found.published.map(ms)).bind(found.updated.map(ms))
        .bind(image.map(|image| image.url.as_str())).bind(image.and_then(|image| image.alt.as_deref()))
        .bind(&found.language).bind(words).bind(ms(now)).bind(ms(changed)).bind(ms(published))
        .bind(found.comments_stated.map(i64::from)).bind(image.and_then(|image| image.credit.as_deref()))
        .bind(&found.comments_behind).bind(found.access.as_str()).fetch_one(connection).await?);
    insert_revision(tx, id, 1, found, now).await?;
    Ok(ArticleId(id))
}

async fn update(
    tx: &mut Tx,
    known: &Known,
    found: &FoundArticle,
    words: &str,
    now: DateTime<Utc>,
) -> StoreResult<Change> {
    const SQL: &str = "UPDATE articles SET url = $2, title = $3, authors = $4, \
         published_at = coalesce(published_at, $5), updated_at = $6, image_url = $7, image_alt = $8, language = $9, \
         revision = $10, words = $11, changed_at = CASE WHEN $12 THEN $13 ELSE changed_at END, \
         comments_stated = coalesce($14, comments_stated), image_credit = $15, comments_behind = $16, access = $17, \
         gone_at = NULL, withdrawn_at = NULL WHERE id = $1";
    const BODY: &str = "UPDATE revisions SET title = $3, lead = $4, html = $5, text = $6 \
         WHERE article_id = $1 AND number = $2";
    let revised = known.words != words;
    let revision = known.revision + i64::from(revised);
    let image = found.image.as_ref();
    within!(tx, connection => sqlx::query(SQL)
        .bind(known.id).bind(found.url.as_str()).bind(&found.title).bind(list(&found.authors))
        .bind(found.published.map(ms)).bind(found.updated.map(ms))
        .bind(image.map(|image| image.url.as_str())).bind(image.and_then(|image| image.alt.as_deref()))
        .bind(&found.language).bind(revision).bind(words).bind(revised).bind(ms(now))
        .bind(found.comments_stated.map(i64::from)).bind(image.and_then(|image| image.credit.as_deref()))
        .bind(&found.comments_behind).bind(found.access.as_str()).execute(connection).await.map(|_| ())?);
    if revised {
        insert_revision(tx, known.id, revision, found, now).await?;
        return Ok(Change::Revised);
    }
    within!(tx, connection => sqlx::query(BODY)
        .bind(known.id).bind(revision).bind(&found.title).bind(&found.lead).bind(&found.html).bind(&found.text)
        .execute(connection).await.map(|_| ())?);
    Ok(Change::Same)
}

async fn insert_revision(
    tx: &mut Tx,
    id: i64,
    number: i64,
    found: &FoundArticle,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO revisions (article_id, number, seen_at, title, lead, html, text, correction_text, \
         correction_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let correction = found.correction.as_ref();
    within!(tx, connection => sqlx::query(SQL)
        .bind(id).bind(number).bind(ms(now)).bind(&found.title).bind(&found.lead).bind(&found.html).bind(&found.text)
        .bind(correction.map(|notice| notice.text.as_str())).bind(correction.and_then(|notice| notice.at).map(ms))
        .execute(connection).await.map(|_| ())?);
    Ok(())
}

async fn record_aliases(tx: &mut Tx, id: ArticleId, found: &FoundArticle) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO aliases (alias, article_id) VALUES ($1, $2) ON CONFLICT (alias) DO NOTHING";
    for url in std::iter::once(&found.url).chain(&found.seen_at) {
        let alias = identity::alias(url);
        within!(tx, connection => sqlx::query(SQL).bind(alias).bind(id.0).execute(connection).await.map(|_| ())?);
    }
    Ok(())
}

async fn record_topics(tx: &mut Tx, id: ArticleId, topics: &[String]) -> StoreResult<()> {
    const CLEAR: &str = "DELETE FROM article_topics WHERE article_id = $1";
    const SQL: &str = "INSERT INTO article_topics (article_id, position, topic, folded) VALUES ($1, $2, $3, $4)";
    within!(tx, connection => sqlx::query(CLEAR).bind(id.0).execute(connection).await.map(|_| ())?);
    // One without a word would be between the bars of any filter.
    let topics = topics.iter().map(|topic| topic.replace('\n', " ")).filter(|topic| !topic.trim().is_empty());
    for (position, topic) in (0_i64..).zip(topics) {
        within!(tx, connection => sqlx::query(SQL)
            .bind(id.0).bind(position).bind(&topic).bind(fold(&topic)).execute(connection).await.map(|_| ())?);
    }
    Ok(())
}

fn article(row: ArticleRow) -> Option<Article> {
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
