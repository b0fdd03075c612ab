//! Owns how comments are read for recording and written back: set by set, however many there are.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::super::columns::{list_of, ms, places, row, rows, within};
use super::super::engine::Tx;
use super::super::error::StoreResult;
use super::super::uids::uids;
use super::matching::Stored;
use crate::domain::{ArticleId, FoundComment};

/// Rows in one statement.
const ROWS: usize = 256;

row!(Numbered { comment_id: i64, number: i64 });

/// Every comment ever stored under an article.
pub(crate) async fn stored(tx: &mut Tx, article: ArticleId) -> StoreResult<Vec<Stored>> {
    const SQL: &str = "SELECT id, key, author, role, posted_at, text, html, votes, parent, position, page, depth, \
         permalink, by_staff, removed, withdrawn_at FROM comments WHERE article_id = $1";
    Ok(within!(tx, connection => sqlx::query_as(SQL).bind(article.0).fetch_all(connection).await?))
}

/// Gives comments the keys they have now.
pub(crate) async fn rename(tx: &mut Tx, stored: &mut [Stored], renamed: &[(usize, &str)]) -> StoreResult<()> {
    for some in renamed.chunks(ROWS) {
        let cases: Vec<String> = (0..some.len()).map(|n| format!("WHEN ${} THEN ${}", 2 * n + 1, 2 * n + 2)).collect();
        let ids: Vec<String> = (0..some.len()).map(|n| format!("${}", 2 * n + 1)).collect();
        let sql = format!("UPDATE comments SET key = CASE id {} END WHERE id IN ({})", cases.join(" "), ids.join(", "));
        within!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
            for (number, key) in some {
                query = query.bind(stored[*number].id).bind(*key);
            }
            query.execute(connection).await.map(|_| ())?;
        });
    }
    for (number, key) in renamed {
        (*key).clone_into(&mut stored[*number].key);
    }
    Ok(())
}

/// Keeps what comments said until now.
pub(crate) async fn keep_edited(tx: &mut Tx, edited: &[&Stored], now: DateTime<Utc>) -> StoreResult<()> {
    for some in edited.chunks(ROWS) {
        let marks = tx.marks();
        let sql = format!(
            "SELECT comment_id, max(number) AS number FROM comment_revisions WHERE comment_id IN ({}) \
             GROUP BY comment_id",
            list_of(marks, some.len())
        );
        let numbered: Vec<Numbered> = within!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
            for held in some {
                query = query.bind(held.id);
            }
            query.fetch_all(connection).await?
        });
        let last: HashMap<i64, i64> = numbered.iter().map(|row| (row.comment_id, row.number)).collect();
        let sql = format!(
            "INSERT INTO comment_revisions (comment_id, number, until_at, text, html) VALUES {}",
            rows(marks, some.len(), 5)
        );
        within!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
            for held in some {
                query = query.bind(held.id).bind(last.get(&held.id).unwrap_or(&0) + 1).bind(ms(now))
                    .bind(&held.text).bind(&held.html);
            }
            query.execute(connection).await.map(|_| ())?;
        });
    }
    Ok(())
}

/// Writes comments that are new or differ; one that was withdrawn stands again, unless only a marker stands there.
pub(crate) async fn upsert(
    tx: &mut Tx,
    article: ArticleId,
    changed: &[(&str, &FoundComment)],
    edited: &HashSet<&str>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    for some in changed.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO comments (uid, article_id, key, author, role, posted_at, text, html, votes, parent, position, \
             page, first_seen_at, depth, permalink, by_staff, removed, withdrawn_at, edited_at) VALUES {} \
             ON CONFLICT (article_id, key) DO UPDATE SET author = coalesce(excluded.author, CASE WHEN excluded.removed \
              THEN comments.author END), role = excluded.role, \
             posted_at = coalesce(comments.posted_at, excluded.posted_at), text = excluded.text, html = excluded.html, \
             votes = excluded.votes, parent = excluded.parent, position = excluded.position, page = excluded.page, \
             depth = excluded.depth, permalink = excluded.permalink, by_staff = excluded.by_staff, \
             removed = excluded.removed, edited_at = coalesce(excluded.edited_at, comments.edited_at), \
             withdrawn_at = CASE WHEN excluded.removed THEN coalesce(comments.withdrawn_at, excluded.withdrawn_at) END",
            rows(tx.marks(), some.len(), 19)
        );
        within!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
            for ((page, said), uid) in some.iter().zip(uids(now, some.len())) {
                let (text, html) = if said.removed { ("", "") } else { (said.text.as_str(), said.html.as_str()) };
                query = query.bind(uid).bind(article.0).bind(&said.key.0)
                    .bind(&said.author).bind(&said.role).bind(said.posted.map(ms)).bind(text).bind(html)
                    .bind(said.votes).bind(said.parent.as_ref().map(|parent| parent.0.as_str()))
                    .bind(i64::from(said.position)).bind(*page).bind(ms(now)).bind(i64::from(said.depth))
                    .bind(said.permalink.as_ref().map(url::Url::as_str)).bind(said.by_staff).bind(said.removed)
                    .bind(said.removed.then(|| ms(now)))
                    .bind(edited.contains(said.key.0.as_str()).then(|| ms(now)));
            }
            query.execute(connection).await.map(|_| ())?;
        });
    }
    Ok(())
}

/// What the site removed is not kept to be quoted, what it said before included.
pub(crate) async fn forget_removed(
    tx: &mut Tx,
    known: &HashMap<&str, &Stored>,
    changed: &[(&str, &FoundComment)],
) -> StoreResult<()> {
    let removed = changed.iter().filter(|(_, said)| said.removed);
    let ids: Vec<i64> = removed.filter_map(|(_, said)| Some(known.get(said.key.0.as_str())?.id)).collect();
    for some in ids.chunks(ROWS) {
        let sql = format!("DELETE FROM comment_revisions WHERE comment_id IN ({})", list_of(tx.marks(), some.len()));
        within!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
            for id in some {
                query = query.bind(*id);
            }
            query.execute(connection).await.map(|_| ())?;
        });
    }
    Ok(())
}

/// Withdraws those that stand; answers how many did.
pub(crate) async fn withdraw(tx: &mut Tx, gone: &[i64], now: DateTime<Utc>) -> StoreResult<u32> {
    let mut withdrawn = 0;
    for some in gone.chunks(ROWS) {
        let sql = format!(
            "UPDATE comments SET withdrawn_at = $1 WHERE withdrawn_at IS NULL AND id IN ({})",
            places(2, some.len())
        );
        withdrawn += within!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).bind(ms(now));
            for id in some {
                query = query.bind(*id);
            }
            query.execute(connection).await.map(|done| done.rows_affected())?
        });
    }
    Ok(u32::try_from(withdrawn).unwrap_or(u32::MAX))
}

/// Notes that something happened under an article, with the number of this change: its page is worth coming back to soon.
pub(crate) async fn came(tx: &mut Tx, article: ArticleId, touch: i64, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE articles SET comments_changed_at = $2, touched = $3 WHERE id = $1";
    within!(tx, connection => sqlx::query(SQL)
        .bind(article.0).bind(ms(now)).bind(touch).execute(connection).await.map(|_| ())?);
    Ok(())
}
