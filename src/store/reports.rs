//! Owns the readers' reports: one a person, counted, and the comment kept out when there are as many as the operator
//! says.

use chrono::{DateTime, Utc};

use super::columns::{count, ms, reading, row, within};
use super::engine::Tx;
use super::error::StoreResult;
use super::moderation::{By, PURPOSE, note, ruling_of, set, touch_article, uid_of};
use super::{Store, alarms};
use crate::domain::{ArticleId, CommentId, DeliveryId, Ruling, SubscriberId};

/// A reader's report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Stands for the person: a keyed hash.
    pub person: String,
    /// Stands for where it came from: a keyed hash.
    pub place: String,
    /// Why, a word of [`REPORT_REASONS`](crate::domain::REPORT_REASONS), or empty.
    pub why: String,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// It was taken; so many people have reported the comment since the last decision.
    Taken {
        /// So many.
        people: u32,
        /// Whether this one was as many as it takes: the comment is quoted no more until an operator decides.
        hidden: bool,
    },
    /// This person reported it before.
    Again,
    /// There is no such comment, or it stands no more.
    Gone,
}

/// A comment as the page of its report link shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reportable {
    /// The store's number.
    pub id: CommentId,
    /// The name shown.
    pub author: Option<String>,
    /// The role shown.
    pub role: Option<String>,
    /// Its words.
    pub text: String,
    /// The headline of its article.
    pub title: String,
    /// That one's address.
    pub url: String,
    /// The article.
    pub article: ArticleId,
    /// Whether it is kept out of quotes already.
    pub kept_out: bool,
}

row!(ReportableRow {
    id: i64,
    author: Option<String>,
    role: Option<String>,
    text: String,
    title: String,
    url: String,
    article_id: i64,
    source: String,
    ruling: Option<String>,
});

impl Store {
    /// The comment of a report link, while it stands.
    pub async fn reportable(&self, comment: CommentId) -> StoreResult<Option<Reportable>> {
        const SQL: &str = "SELECT c.id, c.author, c.role, c.text, a.title, a.url, c.article_id, a.source, m.ruling \
             FROM comments c JOIN articles a ON a.id = c.article_id LEFT JOIN rulings m ON m.comment_id = c.id \
             WHERE c.id = $1 AND c.withdrawn_at IS NULL AND a.withdrawn_at IS NULL";
        let row: Option<ReportableRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(comment.0).fetch_optional(pool).await?);
        let Some(row) = row else { return Ok(None) };
        let kept_out = match row.ruling.as_deref().and_then(Ruling::of) {
            Some(Ruling::Pinned) => false,
            Some(ruling) if ruling.is_kept_out() => true,
            _ => self
                .block_lists()
                .await?
                .why((row.author.as_deref(), row.role.as_deref()), &row.text, &row.source)
                .is_some(),
        };
        Ok(Some(Reportable {
            id: CommentId(row.id),
            author: row.author,
            role: row.role,
            text: row.text,
            title: row.title,
            url: row.url,
            article: ArticleId(row.article_id),
            kept_out,
        }))
    }

    /// Takes a report. With `hide_after` of them (0: never) a comment of which nobody has decided is kept out, and an
    /// alarm is opened that tells the operator once.
    pub async fn report(
        &self,
        comment: CommentId,
        report: &Report,
        hide_after: u32,
        now: DateTime<Utc>,
    ) -> StoreResult<Reported> {
        const STANDS: &str = "SELECT count(*) FROM comments WHERE id = $1 AND withdrawn_at IS NULL";
        const AGAIN: &str = "SELECT count(*) FROM reports WHERE comment_id = $1 AND person = $2";
        const TAKE: &str = "INSERT INTO reports (comment_id, person, place, reported_at, why) \
             VALUES ($1, $2, $3, $4, $5)";
        const PEOPLE: &str = "SELECT count(*) FROM reports WHERE comment_id = $1 AND settled_at IS NULL";
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        let (stands, again): (i64, i64) = within!(&mut tx, connection => (
            sqlx::query_scalar(STANDS).bind(comment.0).fetch_one(&mut *connection).await?,
            sqlx::query_scalar(AGAIN).bind(comment.0).bind(&report.person).fetch_one(&mut *connection).await?,
        ));
        if stands == 0 {
            return Ok(Reported::Gone);
        }
        if again > 0 {
            return Ok(Reported::Again);
        }
        let people: i64 = within!(&mut tx, connection => {
            sqlx::query(TAKE).bind(comment.0).bind(&report.person).bind(&report.place).bind(ms(now)).bind(&report.why)
                .execute(&mut *connection).await?;
            sqlx::query_scalar(PEOPLE).bind(comment.0).fetch_one(&mut *connection).await?
        });
        let people = count(people);
        let uid = uid_of(&mut tx, comment).await?;
        let reader = By { who: "a reader".to_owned(), why: report.why.clone() };
        note(&mut tx, ("report", Some(comment), &uid), &reader, now).await?;
        let hidden = hide_after > 0 && people >= hide_after && ruling_of(&mut tx, comment).await?.is_none();
        if hidden {
            let by = By { who: "readers".to_owned(), why: format!("{people} readers reported it") };
            set(&mut tx, comment, Ruling::Reported, &by, now).await?;
            note(&mut tx, ("hide", Some(comment), &uid), &by, now).await?;
            open_alarm(&mut tx, comment, &uid, now).await?;
            touch_article(&mut tx, comment).await?;
        }
        tx.commit().await?;
        Ok(Reported::Taken { people, hidden })
    }

    /// Whom a letter went to.
    pub async fn recipient_of(&self, letter: DeliveryId) -> StoreResult<Option<SubscriberId>> {
        const SQL: &str = "SELECT subscriber_id FROM deliveries WHERE id = $1";
        let id: Option<i64> =
            reading!(self, pool => sqlx::query_scalar(SQL).bind(letter.0).fetch_optional(pool).await?);
        Ok(id.map(SubscriberId))
    }
}

/// Settles what was reported up to now.
pub(super) async fn settle(tx: &mut Tx, comment: CommentId, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE reports SET settled_at = $2 WHERE comment_id = $1 AND settled_at IS NULL";
    within!(tx, connection => sqlx::query(SQL).bind(comment.0).bind(ms(now)).execute(connection).await.map(|_| ())?);
    Ok(())
}

row!(Words { text: String, author: Option<String>, title: String });

row!(Reason { why: String, n: i64 });

async fn open_alarm(tx: &mut Tx, comment: CommentId, uid: &str, now: DateTime<Utc>) -> StoreResult<()> {
    const WORDS: &str = "SELECT c.text, c.author, a.title FROM comments c JOIN articles a ON a.id = c.article_id \
         WHERE c.id = $1";
    const REASONS: &str = "SELECT why, count(*) AS n FROM reports WHERE comment_id = $1 AND settled_at IS NULL \
         GROUP BY why ORDER BY n DESC, why";
    let (said, reasons): (Words, Vec<Reason>) = within!(tx, connection => (
        sqlx::query_as(WORDS).bind(comment.0).fetch_one(&mut *connection).await?,
        sqlx::query_as(REASONS).bind(comment.0).fetch_all(&mut *connection).await?,
    ));
    let people: i64 = reasons.iter().map(|reason| reason.n).sum();
    let reasons: Vec<(String, u32)> = reasons.into_iter().map(|reason| (reason.why, count(reason.n))).collect();
    let alarm = alarms::OfComment {
        uid,
        people: count(people),
        reasons: &reasons,
        author: said.author.as_deref().unwrap_or("Anonymous"),
        title: &said.title,
        text: &said.text,
    };
    alarms::open_of_comment(tx, &alarm, now).await
}
