//! Owns the editions: when each digest's last window closed, and the one transaction that freezes the next.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::articles::{ArticleFilter, OVERLAP_MS, told_by};
use super::columns::{count, ms, reading, row, time, within, words, writing};
use super::engine::Tx;
use super::error::{StoreError, StoreResult};
use super::{Store, subscribers};
use crate::domain::{
    Address, ArticleId, CommentId, Correction, Edition, EditionEntry, EditionId, EditionState, Image, Name,
};

/// An edition about to be frozen.
#[derive(Debug, Clone)]
pub struct Freeze {
    /// The digest.
    pub digest: Name,
    /// The local date it was due; made unique within the digest by the store.
    pub date: String,
    /// The window `[from, cut)`.
    pub from: Option<DateTime<Utc>>,
    /// The end of the window.
    pub cut: DateTime<Utc>,
    /// After this it is not sent.
    pub stale: DateTime<Utc>,
    /// Whether it goes out.
    pub state: EditionState,
    /// Why not, or empty.
    pub reason: String,
    /// The domain on the right of its Message-IDs.
    pub mail_domain: String,
    /// Articles of the window that are not in it: did not fit, or do not go out.
    pub left_out: u32,
    /// Which articles the window is about, to mark those left out.
    pub filter: ArticleFilter,
    /// The articles, in order.
    pub entries: Vec<FreezeEntry>,
    /// Who gets it first.
    pub proof_to: Vec<Address>,
}

/// An article of an edition about to be frozen.
#[derive(Debug, Clone)]
pub struct FreezeEntry {
    /// The article.
    pub article: ArticleId,
    /// Its revision.
    pub revision: u32,
    /// Its number of comments.
    pub comments_total: u32,
    /// The comments quoted.
    pub quotes: Vec<FreezeQuote>,
}

/// A comment quoted in an edition about to be frozen.
#[derive(Debug, Clone)]
pub struct FreezeQuote {
    /// The comment.
    pub comment: CommentId,
    /// The words quoted.
    pub excerpt: String,
    /// Why it was chosen.
    pub reason: String,
    /// The comment whose line it answers.
    pub answered: Option<CommentId>,
    /// The line it answers.
    pub answers: Option<String>,
}

/// What became of an edition that was to be frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frozen {
    /// It is frozen.
    Now(EditionId),
    /// Another process closed this window first.
    Already,
}

row!(EditionRow {
    id: i64,
    uid: String,
    digest: String,
    date: String,
    from_at: i64,
    cut_at: i64,
    stale_at: i64,
    state: String,
    reason: String,
    mail_domain: String,
    candidates: i64,
    left_out: i64,
});

row!(EntryRow {
    article_id: i64,
    revision: i64,
    url: String,
    title: String,
    lead: Option<String>,
    authors: String,
    topics: Option<String>,
    published_at: i64,
    image_url: Option<String>,
    image_alt: Option<String>,
    correction_text: Option<String>,
    correction_at: Option<i64>,
    comments_total: i64,
    source: String,
    also_from: Option<String>,
});

const HEAD: &str = "SELECT id, uid, digest, date, from_at, cut_at, stale_at, state, reason, mail_domain, candidates, \
     left_out FROM editions ";

impl Store {
    /// When a digest first became known; recorded the first time it is asked for.
    pub async fn digest_known_since(&self, digest: &Name, now: DateTime<Utc>) -> StoreResult<DateTime<Utc>> {
        const MINT: &str = "INSERT INTO digests (name, known_since_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        const READ: &str = "SELECT known_since_at FROM digests WHERE name = $1";
        let found: Option<i64> =
            reading!(self, pool => sqlx::query_scalar(READ).bind(digest.as_str()).fetch_optional(pool).await?);
        if let Some(at) = found {
            return Ok(time(at));
        }
        writing!(self, pool => sqlx::query(MINT)
            .bind(digest.as_str()).bind(ms(now)).execute(pool).await.map(|_| ())?);
        let at: i64 = reading!(self, pool => sqlx::query_scalar(READ).bind(digest.as_str()).fetch_one(pool).await?);
        Ok(time(at))
    }

    /// When the last window of a digest closed.
    pub async fn last_cut(&self, digest: &Name) -> StoreResult<Option<DateTime<Utc>>> {
        const SQL: &str = "SELECT max(cut_at) FROM editions WHERE digest = $1";
        let at: Option<i64> =
            reading!(self, pool => sqlx::query_scalar(SQL).bind(digest.as_str()).fetch_one(pool).await?);
        Ok(at.map(time))
    }

    /// Freezes an edition: its articles, its quotes and one delivery for each candidate, all or nothing, once.
    pub async fn freeze(&self, freeze: &Freeze, now: DateTime<Utc>) -> StoreResult<Frozen> {
        if let Some(from) = freeze.from.filter(|from| *from >= freeze.cut) {
            return Err(StoreError::Backwards { from, cut: freeze.cut });
        }
        let mut tx = self.begin().await?;
        let Some(id) = insert_edition(&mut tx, freeze, now).await? else {
            return Ok(Frozen::Already);
        };
        for (position, entry) in (0_i64..).zip(&freeze.entries) {
            insert_entry(&mut tx, id, position, entry).await?;
        }
        mark_left_out(&mut tx, id, freeze).await?;
        if freeze.state == EditionState::Frozen {
            insert_deliveries(&mut tx, id, freeze, now).await?;
        }
        tx.commit().await?;
        Ok(Frozen::Now(EditionId(id)))
    }

    /// An edition with its articles, without whatever was withdrawn, hidden or blocked since it was frozen (I4).
    pub async fn edition(&self, id: EditionId) -> StoreResult<Option<Edition>> {
        let sql = format!("{HEAD} WHERE id = $1");
        let head: Option<EditionRow> = reading!(self, pool =>
            sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(id.0).fetch_optional(pool).await?);
        match head.and_then(edition_head) {
            Some(mut edition) => {
                edition.entries = self.edition_entries(id).await?;
                Ok(Some(edition))
            }
            None => Ok(None),
        }
    }

    /// The number of the edition of a digest with a date.
    pub async fn edition_of(&self, digest: &Name, date: &str) -> StoreResult<Option<EditionId>> {
        const SQL: &str = "SELECT id FROM editions WHERE digest = $1 AND date = $2 AND state = 'frozen'";
        let id: Option<i64> = reading!(self, pool => sqlx::query_scalar(SQL).bind(digest.as_str()).bind(date).fetch_optional(pool).await?);
        Ok(id.map(EditionId))
    }

    /// The newest editions of a digest that went out, newest first.
    pub async fn editions_of(&self, digest: &Name, limit: usize) -> StoreResult<Vec<EditionId>> {
        const SQL: &str = "SELECT id FROM editions WHERE digest = $1 AND state = 'frozen' \
             ORDER BY cut_at DESC, id DESC LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let ids: Vec<i64> =
            reading!(self, pool => sqlx::query_scalar(SQL).bind(digest.as_str()).bind(limit).fetch_all(pool).await?);
        Ok(ids.into_iter().map(EditionId).collect())
    }

    /// The editions with letters that are still to go.
    pub async fn editions_queued(&self) -> StoreResult<Vec<EditionId>> {
        const SQL: &str = "SELECT DISTINCT edition_id FROM deliveries WHERE state IN ('queued', 'sending') \
             ORDER BY edition_id";
        let ids: Vec<i64> = reading!(self, pool => sqlx::query_scalar(SQL).fetch_all(pool).await?);
        Ok(ids.into_iter().map(EditionId).collect())
    }

    /// The latest editions of all digests, newest first, without their articles.
    pub async fn editions_latest(&self, limit: u32) -> StoreResult<Vec<Edition>> {
        let sql = format!("{HEAD} ORDER BY cut_at DESC, id DESC LIMIT $1");
        let rows: Vec<EditionRow> = reading!(self, pool =>
            sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(i64::from(limit)).fetch_all(pool).await?);
        Ok(rows.into_iter().filter_map(edition_head).collect())
    }

    async fn edition_entries(&self, id: EditionId) -> StoreResult<Vec<EditionEntry>> {
        const ENTRIES: &str = "SELECT x.article_id, x.revision, a.url, r.title, r.lead, a.authors, \
             (SELECT string_agg(t.topic, '\n') FROM (SELECT topic FROM article_topics WHERE article_id = a.id \
              ORDER BY position) t) AS topics, coalesce(a.published_at, a.first_seen_at) AS published_at, \
             a.image_url, a.image_alt, r.correction_text, r.correction_at, x.comments_total, a.source, \
             (SELECT string_agg(s.source, '\n') FROM (SELECT o.source FROM article_sources o WHERE o.article_id = a.id \
              AND o.source <> a.source AND o.withdrawn_at IS NULL AND o.seen_at <= e.frozen_at \
              ORDER BY o.seen_at, o.source) s) AS also_from \
             FROM edition_articles x JOIN articles a ON a.id = x.article_id JOIN editions e ON e.id = x.edition_id \
             JOIN revisions r ON r.article_id = x.article_id AND r.number = x.revision \
             WHERE x.edition_id = $1 AND x.position IS NOT NULL AND a.withdrawn_at IS NULL ORDER BY x.position";
        let rows: Vec<EntryRow> = reading!(self, pool => sqlx::query_as(ENTRIES).bind(id.0).fetch_all(pool).await?);
        let mut entries: Vec<EditionEntry> = rows.into_iter().map(edition_entry).collect();
        for (article, quote) in self.edition_quotes(id).await? {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.article == article) {
                entry.quotes.push(quote);
            }
        }
        Ok(entries)
    }
}

async fn insert_edition(tx: &mut Tx, freeze: &Freeze, now: DateTime<Utc>) -> StoreResult<Option<i64>> {
    const TAKEN: &str = "SELECT count(*) FROM editions WHERE digest = $1 AND (date = $2 OR date LIKE $2 || '-%')";
    const SQL: &str = "INSERT INTO editions (uid, digest, date, from_at, cut_at, stale_at, frozen_at, state, reason, \
         mail_domain, candidates, left_out) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11) \
         ON CONFLICT DO NOTHING RETURNING id";
    let taken: i64 = within!(tx, connection => sqlx::query_scalar(TAKEN)
        .bind(freeze.digest.as_str()).bind(&freeze.date).fetch_one(connection).await?);
    let date = if taken == 0 { freeze.date.clone() } else { format!("{}-{}", freeze.date, taken + 1) };
    let state = match freeze.state {
        EditionState::Frozen => "frozen",
        EditionState::Skipped => "skipped",
    };
    let id: Option<i64> = within!(tx, connection => sqlx::query_scalar(SQL)
        .bind(Uuid::new_v4().simple().to_string()).bind(freeze.digest.as_str()).bind(date)
        .bind(freeze.from.map_or(0, ms)).bind(ms(freeze.cut)).bind(ms(freeze.stale)).bind(ms(now)).bind(state)
        .bind(&freeze.reason).bind(&freeze.mail_domain).bind(i64::from(freeze.left_out))
        .fetch_optional(connection).await?);
    Ok(id)
}

async fn insert_entry(tx: &mut Tx, edition: i64, position: i64, entry: &FreezeEntry) -> StoreResult<()> {
    const ARTICLE: &str = "INSERT INTO edition_articles (edition_id, article_id, revision, position, comments_total) \
         VALUES ($1, $2, $3, $4, $5)";
    const QUOTE: &str = "INSERT INTO edition_quotes (edition_id, article_id, comment_id, position, excerpt, reason, \
         answered_id, answers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    within!(tx, connection => {
        sqlx::query(ARTICLE).bind(edition).bind(entry.article.0).bind(i64::from(entry.revision)).bind(position)
            .bind(i64::from(entry.comments_total)).execute(&mut *connection).await?;
        for (position, quote) in (0_i64..).zip(&entry.quotes) {
            sqlx::query(QUOTE).bind(edition).bind(entry.article.0).bind(quote.comment.0).bind(position)
                .bind(&quote.excerpt).bind(&quote.reason).bind(quote.answered.map(|comment| comment.0)).bind(&quote.answers).execute(&mut *connection).await?;
        }
    });
    Ok(())
}

/// Marks the articles that did not fit and lie so near the end of the window that the next one looks back at them.
/// Where all fitted, any that is there now came after the selection, and belongs to the next window.
async fn mark_left_out(tx: &mut Tx, edition: i64, freeze: &Freeze) -> StoreResult<()> {
    let sql = format!(
        "INSERT INTO edition_articles (edition_id, article_id, revision, position, comments_total) \
         SELECT e.id, a.id, a.revision, NULL, 0 FROM articles a JOIN editions e ON e.id = $1 \
         WHERE a.withdrawn_at IS NULL AND a.first_seen_at >= $2 AND a.first_seen_at < $3 AND {} \
         AND ($5 = '' OR EXISTS (SELECT 1 FROM article_topics t WHERE t.article_id = a.id \
          AND replace($5, '|' || t.folded || '|', '') <> $5)) \
         AND NOT EXISTS (SELECT 1 FROM edition_articles x JOIN editions o ON o.id = x.edition_id \
          WHERE x.article_id = a.id AND o.digest = e.digest)",
        told_by("$4")
    );
    if freeze.left_out == 0 {
        return Ok(());
    }
    let near = (ms(freeze.cut) - OVERLAP_MS).max(freeze.from.map_or(i64::MIN, |from| ms(from) - OVERLAP_MS));
    within!(tx, connection => sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
        .bind(edition).bind(near).bind(ms(freeze.cut)).bind(freeze.filter.source_list())
        .bind(freeze.filter.topic_list()).execute(connection).await.map(|_| ())?);
    Ok(())
}

async fn insert_deliveries(tx: &mut Tx, edition: i64, freeze: &Freeze, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO deliveries (edition_id, subscriber_id, proof, state, attempts, claim, next_at, \
         reply, updated_at) \
         SELECT e.id, s.id, replace($3, '|' || replace(s.folded, '|', ' ') || '|', '') <> $3, 'queued', 0, 0, 0, '', $2 \
         FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber_id JOIN editions e ON e.digest = p.digest \
         WHERE e.id = $1 AND (replace($3, '|' || replace(s.folded, '|', ' ') || '|', '') <> $3 \
          OR (p.method <> 'proof' AND p.state = 'active' AND s.suppressed IS NULL)) ORDER BY s.id";
    const COUNT: &str = "UPDATE editions SET candidates = (SELECT count(*) FROM deliveries d \
         WHERE d.edition_id = editions.id) WHERE id = $1";
    for address in &freeze.proof_to {
        subscribers::add_proof(tx, address, &freeze.digest, now).await?;
    }
    let proofs: Vec<String> = freeze.proof_to.iter().map(Address::folded).collect();
    let proofs = super::columns::any_of(&proofs);
    within!(tx, connection => {
        sqlx::query(SQL).bind(edition).bind(ms(now)).bind(proofs).execute(&mut *connection).await?;
        sqlx::query(COUNT).bind(edition).execute(&mut *connection).await?;
    });
    Ok(())
}

fn edition_head(row: EditionRow) -> Option<Edition> {
    Some(Edition {
        id: EditionId(row.id),
        uid: row.uid,
        digest: row.digest.parse().ok()?,
        date: row.date,
        from: (row.from_at != 0).then(|| time(row.from_at)),
        cut: time(row.cut_at),
        stale: time(row.stale_at),
        state: if row.state == "frozen" { EditionState::Frozen } else { EditionState::Skipped },
        reason: row.reason,
        mail_domain: row.mail_domain,
        candidates: count(row.candidates),
        left_out: count(row.left_out),
        entries: Vec::new(),
    })
}

fn edition_entry(row: EntryRow) -> EditionEntry {
    let image = row.image_url.as_deref().and_then(|url| url.parse().ok());
    EditionEntry {
        article: ArticleId(row.article_id),
        revision: count(row.revision),
        url: row.url,
        title: row.title,
        lead: row.lead,
        authors: words(&row.authors),
        topics: row.topics.unwrap_or_default().split('\n').filter(|t| !t.is_empty()).map(str::to_owned).collect(),
        published: time(row.published_at),
        image: image.map(|url| Image { url, alt: row.image_alt, credit: None }),
        correction: row.correction_text.map(|text| Correction { text, at: row.correction_at.map(time) }),
        comments_total: count(row.comments_total),
        sources: sources(&row.source, row.also_from.as_deref()),
        quotes: Vec::new(),
    }
}

fn sources(first: &str, others: Option<&str>) -> Vec<Name> {
    std::iter::once(first).chain(others.into_iter().flat_map(str::lines)).filter_map(|name| name.parse().ok()).collect()
}
