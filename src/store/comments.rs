//! Owns the comments under each article: which are new, which stand, which the site took away (I4).

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Store;
use super::articles::ArticleFilter;
use super::columns::{count, ms, reading, row, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use crate::domain::{ArticleId, Comment, CommentId, CommentKey, FoundComment, Name};

/// What one pass over the comment pages of an article gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommentsRead {
    /// The pages, in order.
    pub pages: Vec<PageOfComments>,
    /// Whether every page was reached, so that a comment on none of them is gone.
    pub complete: bool,
}

/// One page of comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOfComments {
    /// Its address.
    pub page: String,
    /// What stands there; `None`: what stood there the last time ("not modified").
    pub comments: Option<Vec<FoundComment>>,
}

row!(Stored { id: i64, key: String, page: String, position: i64, withdrawn_at: Option<i64> });

row!(CommentRow {
    id: i64,
    uid: String,
    article_id: i64,
    key: String,
    author: Option<String>,
    role: Option<String>,
    posted_at: Option<i64>,
    text: String,
    html: String,
    votes: Option<i64>,
    parent: Option<String>,
    position: i64,
    depth: i64,
    permalink: Option<String>,
    by_staff: bool,
    removed: bool,
    first_seen_at: i64,
});

impl Store {
    /// Records a pass over the comments of an article whose own page was not modified. Of another source's article it
    /// records nothing.
    /// Returns how many are new, how many were withdrawn, and whether fewer are held than the page states.
    pub async fn record_comments(
        &self,
        source: &Name,
        article: ArticleId,
        read: &CommentsRead,
        now: DateTime<Utc>,
    ) -> StoreResult<(u32, u32, bool)> {
        const OWN: &str = "SELECT count(*) FROM articles WHERE id = $1 AND source = $2";
        let mut tx = self.begin_alone().await?;
        let own: i64 = within!(&mut tx, connection =>
            sqlx::query_scalar(OWN).bind(article.0).bind(source.as_str()).fetch_one(connection).await?);
        if own == 0 {
            return Ok((0, 0, false));
        }
        let (new, withdrawn) = record(&mut tx, article, read, now).await?;
        let short = falls_short(&mut tx, article).await?;
        tx.commit().await?;
        Ok((new, withdrawn, short))
    }

    /// The comments that stand under an article, in the site's order.
    pub async fn comments_under(&self, article: ArticleId) -> StoreResult<Vec<Comment>> {
        const SQL: &str = "SELECT id, uid, article_id, key, author, role, posted_at, text, html, votes, parent, \
             position, depth, permalink, by_staff, removed, first_seen_at FROM comments WHERE article_id = $1 AND withdrawn_at IS NULL \
             ORDER BY position, id";
        let rows: Vec<CommentRow> = reading!(self, pool => sqlx::query_as(SQL).bind(article.0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(comment).collect())
    }

    /// The articles with comments posted or first seen most recently, at most `limit`.
    pub async fn articles_discussed(&self, filter: &ArticleFilter, limit: u32) -> StoreResult<Vec<ArticleId>> {
        const SQL: &str = "SELECT c.article_id FROM comments c JOIN articles a ON a.id = c.article_id \
             WHERE c.withdrawn_at IS NULL AND a.withdrawn_at IS NULL \
             AND ($1 = '' OR replace($1, '|' || a.source || '|', '') <> $1) \
             AND ($2 = '' OR EXISTS (SELECT 1 FROM article_topics t WHERE t.article_id = a.id \
              AND replace($2, '|' || t.folded || '|', '') <> $2)) GROUP BY c.article_id \
             ORDER BY max(coalesce(c.posted_at, c.first_seen_at)) DESC, c.article_id DESC LIMIT $3";
        let ids: Vec<i64> = reading!(self, pool => sqlx::query_scalar(SQL)
            .bind(filter.source_list()).bind(filter.topic_list()).bind(i64::from(limit)).fetch_all(pool).await?);
        Ok(ids.into_iter().map(ArticleId).collect())
    }
}

/// Records one pass; returns how many comments are new and how many were withdrawn.
pub(super) async fn record(
    tx: &mut Tx,
    article: ArticleId,
    read: &CommentsRead,
    now: DateTime<Utc>,
) -> StoreResult<(u32, u32)> {
    const STORED: &str = "SELECT id, key, page, position, withdrawn_at FROM comments WHERE article_id = $1";
    const WITHDRAW: &str = "UPDATE comments SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL";
    if read.pages.is_empty() && !read.complete {
        return Ok((0, 0));
    }
    let stored: Vec<Stored> =
        within!(tx, connection => sqlx::query_as(STORED).bind(article.0).fetch_all(connection).await?);
    let known: HashSet<&str> = stored.iter().map(|comment| comment.key.as_str()).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut new = 0;
    for page in &read.pages {
        for found in page.comments.iter().flatten() {
            if seen.insert(&found.key.0) {
                new += u32::from(!known.contains(found.key.0.as_str()));
                upsert(tx, article, &page.page, found, now).await?;
            }
        }
    }
    let stands = |comment: &&Stored| {
        comment.withdrawn_at.is_none()
            && read.pages.iter().any(|page| page.comments.is_none() && page.page == comment.page)
    };
    let reached = read.pages.iter().flat_map(|page| page.comments.iter().flatten()).map(|found| found.position);
    let kept = stored.iter().filter(stands).map(|comment| count(comment.position));
    let reached = reached.chain(kept).max().map_or(0, |last| last + 1);
    let mut withdrawn = 0;
    if read.complete && accounts_for_all(tx, article, reached).await? {
        for gone in stored.iter().filter(|comment| !seen.contains(comment.key.as_str()) && !stands(comment)) {
            withdrawn += within!(tx, connection => sqlx::query(WITHDRAW)
                .bind(gone.id).bind(ms(now)).execute(connection).await.map(|done| done.rows_affected())?);
        }
    }
    Ok((new, u32::try_from(withdrawn).unwrap_or(u32::MAX)))
}

/// Whether a pass that reached so many places may say that a comment it did not see is gone: not when the page states
/// more than were found, and not when nothing was found although the page does not say "none" (a broken selector).
async fn accounts_for_all(tx: &mut Tx, article: ArticleId, reached: u32) -> StoreResult<bool> {
    const SQL: &str = "SELECT comments_stated FROM articles WHERE id = $1";
    let stated: Option<i64> =
        within!(tx, connection => sqlx::query_scalar(SQL).bind(article.0).fetch_one(connection).await?);
    Ok(match stated.map(count) {
        Some(stated) => reached >= stated,
        None => reached > 0,
    })
}

/// Whether the page of an article states more comments than are held.
pub(super) async fn falls_short(tx: &mut Tx, article: ArticleId) -> StoreResult<bool> {
    const SQL: &str = "SELECT count(*) FROM articles a WHERE a.id = $1 AND a.comments_stated > \
         (SELECT count(*) FROM comments c WHERE c.article_id = a.id AND c.withdrawn_at IS NULL)";
    let n: i64 = within!(tx, connection => sqlx::query_scalar(SQL).bind(article.0).fetch_one(connection).await?);
    Ok(n > 0)
}

async fn upsert(
    tx: &mut Tx,
    article: ArticleId,
    page: &str,
    found: &FoundComment,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO comments (uid, article_id, key, author, role, posted_at, text, html, votes, parent, \
         position, page, first_seen_at, depth, permalink, by_staff, removed, withdrawn_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
          CASE WHEN $17 THEN $13 END) \
         ON CONFLICT (article_id, key) DO UPDATE SET author = excluded.author, role = excluded.role, \
         posted_at = coalesce(comments.posted_at, excluded.posted_at), text = excluded.text, html = excluded.html, \
         votes = excluded.votes, parent = excluded.parent, position = excluded.position, page = excluded.page, \
         depth = excluded.depth, permalink = excluded.permalink, by_staff = excluded.by_staff, \
         removed = excluded.removed, withdrawn_at = CASE WHEN excluded.removed \
          THEN coalesce(comments.withdrawn_at, excluded.withdrawn_at) END";
    within!(tx, connection => sqlx::query(SQL)
        .bind(Uuid::new_v4().urn().to_string()).bind(article.0).bind(&found.key.0).bind(&found.author)
        .bind(&found.role).bind(found.posted.map(ms)).bind(&found.text).bind(&found.html).bind(found.votes)
        .bind(found.parent.as_ref().map(|parent| parent.0.as_str())).bind(i64::from(found.position)).bind(page)
        .bind(ms(now)).bind(i64::from(found.depth)).bind(found.permalink.as_ref().map(url::Url::as_str))
        .bind(found.by_staff).bind(found.removed).execute(connection).await.map(|_| ())?);
    Ok(())
}

fn comment(row: CommentRow) -> Comment {
    Comment {
        id: CommentId(row.id),
        uid: row.uid,
        article: ArticleId(row.article_id),
        first_seen: time(row.first_seen_at),
        said: FoundComment {
            key: CommentKey(row.key),
            author: row.author,
            role: row.role,
            posted: row.posted_at.map(time),
            text: row.text,
            html: row.html,
            votes: row.votes,
            parent: row.parent.map(CommentKey),
            position: count(row.position),
            depth: count(row.depth),
            permalink: row.permalink.and_then(|url| url.parse().ok()),
            by_staff: row.by_staff,
            removed: row.removed,
        },
    }
}
