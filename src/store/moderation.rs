//! Owns what an operator decided of comments, what of them waits for a decision, and the log of it all.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{count, ms, reading, row, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use super::{alarms, reports, touches};
use crate::domain::{ArticleId, CommentId, Moderation, Name, Ruling};

/// The purpose by which decisions and reports of one comment run one after the other.
pub(super) const PURPOSE: &str = "moderate";

/// Who did something, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// A login name, the name typed with the operator's password, "readers", or "config".
    pub who: String,
    /// Why, or empty.
    pub why: String,
}

/// A decision, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub ruling: Ruling,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub who: String,
    /// Why, or empty.
    pub why: String,
}

/// A comment that was reported, or of which something was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderated {
    /// The store's number.
    pub id: CommentId,
    /// Its permanent id.
    pub uid: String,
    /// The name shown.
    pub author: Option<String>,
    /// Its words.
    pub text: String,
    /// Whether the site has taken it away since.
    pub withdrawn: bool,
    /// The article it stands under.
    pub article: ArticleId,
    /// That one's permanent id.
    pub article_uid: String,
    /// Its headline.
    pub title: String,
    /// Its source.
    pub source: Name,
    /// What was decided.
    pub decision: Option<Decision>,
    /// Readers who reported it since the last decision.
    pub reports: u32,
    /// From so many addresses.
    pub places: u32,
    /// When the last of them did.
    pub last_report: Option<DateTime<Utc>>,
    /// What they said, the most frequent first, each with its number.
    pub reasons: Vec<(String, u32)>,
}

impl Moderated {
    /// Whether an operator has to decide.
    pub fn waits(&self) -> bool {
        self.reports > 0 || self.decision.as_ref().is_some_and(|decision| decision.ruling == Ruling::Reported)
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub who: String,
    /// What: "hide", "report", "block word".
    pub what: String,
    /// The permanent id of the comment, or what was blocked.
    pub target: String,
    /// Why, or empty.
    pub why: String,
}

row!(RulingRow { comment_id: i64, ruling: String });

row!(ModeratedRow {
    id: i64,
    uid: String,
    author: Option<String>,
    text: String,
    withdrawn_at: Option<i64>,
    article_id: i64,
    article_uid: String,
    title: String,
    source: String,
    ruling: Option<String>,
    decided_at: Option<i64>,
    who: Option<String>,
    why: Option<String>,
    reports: Option<i64>,
    places: Option<i64>,
    last_at: Option<i64>,
});

row!(ReasonRow { comment_id: i64, why: String, n: i64 });

row!(LogRow { done_at: i64, who: String, what: String, target: String, why: String });

impl Store {
    /// Every ruling and every block: what becomes of each comment when quotes are chosen.
    pub async fn moderation(&self) -> StoreResult<Moderation> {
        const SQL: &str = "SELECT comment_id, ruling FROM rulings";
        let rows: Vec<RulingRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        let rulings: HashMap<CommentId, Ruling> =
            rows.iter().filter_map(|row| Some((CommentId(row.comment_id), Ruling::of(&row.ruling)?))).collect();
        Ok(Moderation::new(rulings, self.block_lists().await?))
    }

    /// Decides of a comment; `None` takes a decision back. Either settles the reports up to now, which then count no
    /// more. Answers what stood before.
    pub async fn decide(
        &self,
        comment: CommentId,
        ruling: Option<Ruling>,
        by: &By,
        now: DateTime<Utc>,
    ) -> StoreResult<Option<Ruling>> {
        const FORGET: &str = "DELETE FROM rulings WHERE comment_id = $1";
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        let before = ruling_of(&mut tx, comment).await?;
        match ruling {
            Some(ruling) => set(&mut tx, comment, ruling, by, now).await?,
            None => within!(&mut tx, connection =>
                sqlx::query(FORGET).bind(comment.0).execute(connection).await.map(|_| ())?),
        }
        reports::settle(&mut tx, comment, now).await?;
        let uid = uid_of(&mut tx, comment).await?;
        alarms::end_of_comment(&mut tx, &uid, now).await?;
        let what = match ruling {
            Some(Ruling::Hidden | Ruling::Reported) => "hide",
            Some(Ruling::Shown) => "show",
            Some(Ruling::Pinned) => "pin",
            Some(Ruling::Vetoed) => "veto",
            None => "clear",
        };
        note(&mut tx, (what, Some(comment), &uid), by, now).await?;
        if ruling != before {
            touch_article(&mut tx, comment).await?;
        }
        tx.commit().await?;
        Ok(before)
    }

    /// Every comment with a decision or with reports that wait for one: those that wait first, the last reported on top.
    pub async fn moderated(&self) -> StoreResult<Vec<Moderated>> {
        const SQL: &str = "SELECT c.id, c.uid, c.author, c.text, c.withdrawn_at, c.article_id, a.uid AS article_uid, \
             a.title, a.source, m.ruling, m.decided_at, m.who, m.why, r.n AS reports, r.places, r.last_at \
             FROM comments c JOIN articles a ON a.id = c.article_id LEFT JOIN rulings m ON m.comment_id = c.id \
             LEFT JOIN (SELECT comment_id, count(*) AS n, count(DISTINCT place) AS places, max(reported_at) AS last_at \
              FROM reports WHERE settled_at IS NULL GROUP BY comment_id) r ON r.comment_id = c.id \
             WHERE m.comment_id IS NOT NULL OR r.comment_id IS NOT NULL \
             ORDER BY coalesce(r.last_at, 0) DESC, coalesce(m.decided_at, 0) DESC, c.id DESC";
        const REASONS: &str = "SELECT comment_id, why, count(*) AS n FROM reports WHERE settled_at IS NULL \
             GROUP BY comment_id, why ORDER BY comment_id, n DESC, why";
        let rows: Vec<ModeratedRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        let reasons: Vec<ReasonRow> = reading!(self, pool => sqlx::query_as(REASONS).fetch_all(pool).await?);
        let mut by_comment: HashMap<i64, Vec<(String, u32)>> = HashMap::new();
        for row in reasons {
            by_comment.entry(row.comment_id).or_default().push((row.why, count(row.n)));
        }
        let said = |row: ModeratedRow| {
            let reasons = by_comment.remove(&row.id).unwrap_or_default();
            moderated(row, reasons)
        };
        let mut all: Vec<Moderated> = rows.into_iter().filter_map(said).collect();
        all.sort_by_key(|one| !one.waits());
        Ok(all)
    }

    /// The number of the last line of the log; 0 where nothing was ever decided, reported or blocked.
    pub async fn last_decision(&self) -> StoreResult<i64> {
        const SQL: &str = "SELECT coalesce(max(id), 0) FROM moderation_log";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?))
    }

    /// The last lines of the log, the newest first.
    pub async fn moderation_log(&self, limit: u32) -> StoreResult<Vec<LogLine>> {
        const SQL: &str = "SELECT done_at, who, what, target, why FROM moderation_log ORDER BY id DESC LIMIT $1";
        let rows: Vec<LogRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(i64::from(limit)).fetch_all(pool).await?);
        let line = |row: LogRow| LogLine {
            at: time(row.done_at),
            who: row.who,
            what: row.what,
            target: row.target,
            why: row.why,
        };
        Ok(rows.into_iter().map(line).collect())
    }
}

/// What stands decided of a comment.
pub(super) async fn ruling_of(tx: &mut Tx, comment: CommentId) -> StoreResult<Option<Ruling>> {
    const SQL: &str = "SELECT ruling FROM rulings WHERE comment_id = $1";
    let word: Option<String> =
        within!(tx, connection => sqlx::query_scalar(SQL).bind(comment.0).fetch_optional(connection).await?);
    Ok(word.as_deref().and_then(Ruling::of))
}

/// Puts a ruling in the place of what stood.
pub(super) async fn set(
    tx: &mut Tx,
    comment: CommentId,
    ruling: Ruling,
    by: &By,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO rulings (comment_id, ruling, decided_at, who, why) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (comment_id) DO UPDATE SET ruling = excluded.ruling, decided_at = excluded.decided_at, \
         who = excluded.who, why = excluded.why";
    within!(tx, connection => sqlx::query(SQL)
        .bind(comment.0).bind(ruling.as_str()).bind(ms(now)).bind(&by.who).bind(&by.why)
        .execute(connection).await.map(|_| ())?);
    Ok(())
}

/// Touches the article of a comment: what is quoted of it may change.
pub(super) async fn touch_article(tx: &mut Tx, comment: CommentId) -> StoreResult<()> {
    const SQL: &str = "SELECT article_id FROM comments WHERE id = $1";
    let article: i64 = within!(tx, connection => sqlx::query_scalar(SQL).bind(comment.0).fetch_one(connection).await?);
    touches::touch(tx, &[article]).await
}

/// The permanent id of a comment.
pub(super) async fn uid_of(tx: &mut Tx, comment: CommentId) -> StoreResult<String> {
    const SQL: &str = "SELECT uid FROM comments WHERE id = $1";
    Ok(within!(tx, connection => sqlx::query_scalar(SQL).bind(comment.0).fetch_one(connection).await?))
}

/// Writes a line of the log: what was done, to which comment if to one, and what it is called.
pub(super) async fn note(
    tx: &mut Tx,
    (what, comment, target): (&str, Option<CommentId>, &str),
    by: &By,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO moderation_log (done_at, who, what, comment_id, target, why) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    within!(tx, connection => sqlx::query(SQL)
        .bind(ms(now)).bind(&by.who).bind(what).bind(comment.map(|comment| comment.0)).bind(target).bind(&by.why)
        .execute(connection).await.map(|_| ())?);
    Ok(())
}

fn moderated(row: ModeratedRow, reasons: Vec<(String, u32)>) -> Option<Moderated> {
    let decision = row.ruling.as_deref().and_then(Ruling::of).map(|ruling| Decision {
        ruling,
        at: time(row.decided_at.unwrap_or_default()),
        who: row.who.unwrap_or_default(),
        why: row.why.unwrap_or_default(),
    });
    Some(Moderated {
        id: CommentId(row.id),
        uid: row.uid,
        author: row.author,
        text: row.text,
        withdrawn: row.withdrawn_at.is_some(),
        article: ArticleId(row.article_id),
        article_uid: row.article_uid,
        title: row.title,
        source: row.source.parse().ok()?,
        decision,
        reports: count(row.reports.unwrap_or_default()),
        places: count(row.places.unwrap_or_default()),
        last_report: row.last_at.map(time),
        reasons,
    })
}
