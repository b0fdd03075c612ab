//! Owns the comments under each article: which are new, which stand, which were edited, which the site took away (I4).

mod matching;
mod write;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::Store;
use super::articles::{ArticleFilter, told_by};
use super::columns::{MOST_PLACES, count, list_of, padded, places, reading, roomy, row, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use super::recording::{Change, Recorded};
use super::touches::Touch;
use crate::domain::{ArticleId, Comment, CommentId, CommentKey, FoundComment, Name};
use matching::Stored;

/// What one pass over the comment pages of an article gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommentsRead {
    /// The pages, in order.
    pub pages: Vec<PageOfComments>,
    /// Whether every page was reached, so that a comment on none of them is gone.
    pub complete: bool,
    /// How many places the pages read afresh fill, those where only a moderator's marker stands too; 0 where nobody counted.
    pub reached: u32,
}

/// One page of comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOfComments {
    /// Its address.
    pub page: String,
    /// What stands there; `None`: what stood there the last time ("not modified").
    pub comments: Option<Vec<FoundComment>>,
}

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
    /// Answers what happened to the comments; to the words, nothing.
    pub async fn record_comments(
        &self,
        source: &Name,
        article: ArticleId,
        read: &CommentsRead,
        now: DateTime<Utc>,
    ) -> StoreResult<Recorded> {
        const OWN: &str = "SELECT count(*) FROM articles WHERE id = $1 AND source = $2";
        let mut recorded = Recorded::only(article, Change::Same);
        let mut tx = self.begin_alone().await?;
        let own: i64 = within!(&mut tx, connection =>
            sqlx::query_scalar(OWN).bind(article.0).bind(source.as_str()).fetch_one(connection).await?);
        if own == 0 {
            return Ok(recorded);
        }
        record((&mut tx, &mut Touch::default()), &mut recorded, read, now).await?;
        recorded.short = short_among(&mut tx, &[article.0]).await?.contains(&article.0);
        tx.commit().await?;
        Ok(recorded)
    }

    /// The comments that stand under an article, in the site's order.
    pub async fn comments_under(&self, article: ArticleId) -> StoreResult<Vec<Comment>> {
        const SQL: &str = "SELECT id, uid, article_id, key, author, role, posted_at, text, html, votes, parent, \
             position, depth, permalink, by_staff, removed, first_seen_at FROM comments \
             WHERE article_id = $1 AND withdrawn_at IS NULL ORDER BY position, id";
        let rows: Vec<CommentRow> = reading!(self, pool => sqlx::query_as(SQL).bind(article.0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(comment).collect())
    }

    /// Of these, the ones that stand on certain pages, by the addresses they were read from, in one statement.
    pub async fn comments_on(&self, article: ArticleId, pages: &[&str]) -> StoreResult<Vec<Comment>> {
        let mut out = Vec::new();
        for some in pages.chunks(MOST_PLACES) {
            let order: Vec<String> = (0..some.len()).map(|place| format!("WHEN ${} THEN {place}", place + 2)).collect();
            let sql = format!(
                "SELECT id, uid, article_id, key, author, role, posted_at, text, html, votes, parent, position, depth, \
                 permalink, by_staff, removed, first_seen_at FROM comments WHERE article_id = $1 \
                 AND withdrawn_at IS NULL AND page IN ({}) ORDER BY CASE page {} END, position, id",
                places(2, roomy(some.len())),
                order.join(" ")
            );
            let rows: Vec<CommentRow> = reading!(self, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(article.0);
                for page in padded(some) {
                    query = query.bind(*page);
                }
                query.fetch_all(pool).await?
            });
            out.extend(rows.into_iter().map(comment));
        }
        Ok(out)
    }

    /// The articles with comments posted or first seen most recently, at most `limit`.
    pub async fn articles_discussed(&self, filter: &ArticleFilter, limit: u32) -> StoreResult<Vec<ArticleId>> {
        let sql = format!(
            "SELECT c.article_id FROM comments c JOIN articles a ON a.id = c.article_id \
             WHERE c.withdrawn_at IS NULL AND a.withdrawn_at IS NULL AND {} \
             AND ($2 = '' OR EXISTS (SELECT 1 FROM article_topics t WHERE t.article_id = a.id \
              AND replace($2, '|' || t.folded || '|', '') <> $2)) GROUP BY c.article_id \
             ORDER BY max(CASE WHEN c.posted_at < c.first_seen_at THEN c.posted_at ELSE c.first_seen_at END) DESC, \
             c.article_id DESC LIMIT $3",
            told_by("$1")
        );
        let ids: Vec<i64> = reading!(self, pool => sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(filter.source_list()).bind(filter.topic_list()).bind(i64::from(limit)).fetch_all(pool).await?);
        Ok(ids.into_iter().map(ArticleId).collect())
    }
}

/// Records one pass, and adds to the account what it did.
pub(super) async fn record(
    (tx, touch): (&mut Tx, &mut Touch),
    recorded: &mut Recorded,
    read: &CommentsRead,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    if read.pages.is_empty() && !read.complete {
        return Ok(());
    }
    let article = recorded.id;
    let mut stored = write::stored(tx, article).await?;
    let found = first_of_each_key(read);
    let fresh: HashSet<&str> =
        read.pages.iter().filter(|page| page.comments.is_some()).map(|page| page.page.as_str()).collect();
    // A comment on a page that was not reached, or that is as it was, cannot be one of those found.
    let may_be = |comment: &Stored| read.complete && !unchanged(read, comment) || fresh.contains(comment.page.as_str());
    let renamed = matching::renamed(&stored, &found, may_be);
    write::rename(tx, &mut stored, &renamed).await?;
    let known: HashMap<&str, &Stored> = stored.iter().map(|comment| (comment.key.as_str(), comment)).collect();
    let mut changed = Vec::new();
    let mut edited = Vec::new();
    for (page, said) in &found {
        match known.get(said.key.0.as_str()) {
            None => recorded.comments_new += u32::from(!said.removed),
            Some(held) if !held.differs(page, said) => continue,
            Some(held) => {
                recorded.comments_withdrawn += u32::from(said.removed && held.withdrawn_at.is_none());
                if held.is_edited(said) {
                    edited.push(*held);
                }
            }
        }
        changed.push((*page, *said));
    }
    recorded.comments_edited += u32::try_from(edited.len()).unwrap_or(u32::MAX);
    write::keep_edited(tx, &edited, now).await?;
    let edited: HashSet<&str> = edited.iter().map(|held| held.key.as_str()).collect();
    write::upsert(tx, article, &changed, &edited, now).await?;
    write::forget_removed(tx, &known, &changed).await?;
    let seen: HashSet<&str> = found.iter().map(|(_, said)| said.key.0.as_str()).collect();
    let kept = |comment: &Stored| comment.withdrawn_at.is_none() && unchanged(read, comment);
    let positions = stored.iter().filter(|comment| kept(comment)).map(|comment| count(comment.position));
    let reached = found.iter().map(|(_, said)| said.position).chain(positions).max().map_or(0, |last| last + 1);
    let reached = reached.max(read.reached);
    if read.complete && accounts_for_all(tx, article, reached).await? {
        let is_gone = |comment: &&Stored| !seen.contains(comment.key.as_str()) && !kept(comment);
        let gone: Vec<i64> = stored.iter().filter(is_gone).map(|comment| comment.id).collect();
        recorded.comments_withdrawn += write::withdraw(tx, &gone, now).await?;
    }
    // What only votes, places and the like say moves a feed's quotes, but is no reason to come back sooner.
    if recorded.comments_new + recorded.comments_edited + recorded.comments_withdrawn > 0 {
        let number = touch.number(tx).await?;
        write::came(tx, article, number, now).await?;
    } else if !changed.is_empty() || !renamed.is_empty() {
        touch.on(tx, &[article.0]).await?;
    }
    Ok(())
}

/// What was found, with its page; a comment that stands on two pages, or twice on one, counts where it stands first.
fn first_of_each_key(read: &CommentsRead) -> Vec<(&str, &FoundComment)> {
    let mut seen: HashSet<&str> = HashSet::new();
    let all = read.pages.iter().flat_map(|page| page.comments.iter().flatten().map(|said| (page.page.as_str(), said)));
    all.filter(|(_, said)| seen.insert(&said.key.0)).collect()
}

/// Whether a comment stands on a page that is as it was the last time.
fn unchanged(read: &CommentsRead, comment: &Stored) -> bool {
    read.pages.iter().any(|page| page.comments.is_none() && page.page == comment.page)
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

/// Whether the page of the article `a` states more comments than are held. A comment in whose place only a moderator's
/// marker stands is accounted for; where the comments are not in the page at all, none can be missed.
pub(super) const IS_SHORT: &str = "a.comments_stated > 0 AND a.comments_behind IS NULL \
     AND a.comments_stated > (SELECT count(*) FROM comments c WHERE c.article_id = a.id \
      AND (c.withdrawn_at IS NULL OR c.removed))";

/// Those of the articles whose pages state more comments than are held.
pub(super) async fn short_among(tx: &mut Tx, articles: &[i64]) -> StoreResult<HashSet<i64>> {
    let mut out = HashSet::new();
    for some in articles.chunks(512) {
        let list = list_of(tx.marks(), roomy(some.len()));
        let sql = format!("SELECT a.id FROM articles a WHERE a.id IN ({list}) AND {IS_SHORT}");
        let short: Vec<i64> = within!(tx, connection => {
            let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()));
            for id in padded(some) {
                query = query.bind(*id);
            }
            query.fetch_all(connection).await?
        });
        out.extend(short);
    }
    Ok(out)
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
