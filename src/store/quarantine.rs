//! Owns the quarantine: readings that were not believed, and what the articles of a source usually have.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{count, ms, reading, row, time, within, writing};
use super::error::StoreResult;
use crate::domain::{Name, Usual};

/// So many of the last articles say what is usual.
const LOOKED_AT: i64 = 200;
/// A shorter body, in characters, is none to speak of.
const SHORT_BODY: usize = 200;
/// So much of a reading is kept to look at, in characters.
const KEPT: usize = 2000;

/// What became of the readings of a source that were not believed in some span of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quarantined {
    /// So often a reading was not believed.
    pub kept: u32,
    /// So many wait still, from whenever.
    pub waiting: u32,
}

/// A reading that was not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The address of the article.
    pub url: String,
    /// When it was read.
    pub found: DateTime<Utc>,
    /// Why it was not believed.
    pub why: String,
    /// The headline that was read.
    pub title: String,
    /// The beginning of the body that was read.
    pub text: String,
    /// When the operator let it in.
    pub settled: Option<DateTime<Utc>>,
}

row!(UsualRow { url: String, title: String, dated: bool, signed: bool, text: String });

row!(SuspectRow { url: String, found_at: i64, why: String, title: String, text: String, settled_at: Option<i64> });

row!(PlaceRow { url: String, settled: bool });

impl Usual {
    /// The number by which a body is known again.
    pub fn body_key(text: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        text.trim().hash(&mut hasher);
        hasher.finish()
    }
}

impl Store {
    /// What the articles of a source usually have, by its last two hundred, and which addresses are in quarantine.
    pub async fn usual(&self, source: &Name) -> StoreResult<Usual> {
        const ARTICLES: &str = "SELECT a.url, a.title, a.published_at IS NOT NULL AS dated, a.authors <> '[]' AS signed, \
             r.text FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.revision \
             WHERE a.source = $1 AND a.withdrawn_at IS NULL ORDER BY a.first_seen_at DESC, a.id DESC LIMIT $2";
        const PLACES: &str = "SELECT url, settled_at IS NOT NULL AS settled FROM quarantine WHERE source = $1";
        let (articles, places): (Vec<UsualRow>, Vec<PlaceRow>) = reading!(self, pool => {
            let mut connection = pool.acquire().await?;
            (
                sqlx::query_as(ARTICLES).bind(source.as_str()).bind(LOOKED_AT).fetch_all(&mut *connection).await?,
                sqlx::query_as(PLACES).bind(source.as_str()).fetch_all(&mut *connection).await?,
            )
        });
        let mut usual = Usual::default();
        let mut lengths = Vec::with_capacity(articles.len());
        for article in articles {
            let length = article.text.chars().count();
            usual.articles += 1;
            usual.with_date += u32::from(article.dated);
            usual.with_author += u32::from(article.signed);
            usual.with_body += u32::from(length >= SHORT_BODY);
            lengths.push(length);
            if length >= SHORT_BODY {
                usual.bodies.insert(Usual::body_key(&article.text), (article.url, article.title));
            }
        }
        lengths.sort_unstable();
        usual.median_body = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
        usual.quarantined = places.into_iter().map(|place| (place.url, place.settled)).collect::<BTreeMap<_, _>>();
        Ok(usual)
    }

    /// Puts a reading in quarantine, in place of an earlier one of the same address; `page` is where it was had.
    pub async fn quarantine(
        &self,
        source: &Name,
        (url, page): (&str, &str),
        why: &str,
        (title, text): (&str, &str),
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO quarantine (source, url, found_at, why, title, text, page) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (source, url) DO UPDATE SET \
             found_at = excluded.found_at, why = excluded.why, title = excluded.title, text = excluded.text, \
             page = excluded.page";
        let text: String = text.chars().take(KEPT).collect();
        writing!(self, pool => sqlx::query(SQL)
            .bind(source.as_str()).bind(url).bind(ms(now)).bind(why).bind(title).bind(text).bind(page)
            .execute(pool).await.map(|_| ())?);
        Ok(())
    }

    /// What became of the readings that were not believed in the rounds that ended in this span, its ends included.
    pub async fn quarantined_between(
        &self,
        source: &Name,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> StoreResult<Quarantined> {
        const KEPT: &str = "SELECT coalesce(CAST(sum(quarantined) AS BIGINT), 0) FROM rounds \
             WHERE source = $1 AND finished_at >= $2 AND finished_at <= $3";
        const WAITING: &str = "SELECT count(*) FROM quarantine WHERE source = $1 AND settled_at IS NULL";
        let (kept, waiting): (i64, i64) = reading!(self, pool => (
            sqlx::query_scalar(KEPT).bind(source.as_str()).bind(ms(from)).bind(ms(to)).fetch_one(pool).await?,
            sqlx::query_scalar(WAITING).bind(source.as_str()).fetch_one(pool).await?,
        ));
        Ok(Quarantined { kept: count(kept), waiting: count(waiting) })
    }

    /// Whether something that was had at this page waits in quarantine.
    pub async fn is_doubted(&self, source: &Name, page: &str) -> StoreResult<bool> {
        const SQL: &str = "SELECT count(*) FROM quarantine WHERE source = $1 AND page = $2 AND settled_at IS NULL";
        let waiting: i64 = reading!(self, pool => sqlx::query_scalar(SQL)
            .bind(source.as_str()).bind(page).fetch_one(pool).await?);
        Ok(waiting > 0)
    }

    /// Takes an address out of quarantine: it was read soundly, or let in and read.
    pub async fn leave_quarantine(&self, source: &Name, url: &str) -> StoreResult<()> {
        const SQL: &str = "DELETE FROM quarantine WHERE source = $1 AND url = $2";
        writing!(self, pool => sqlx::query(SQL)
            .bind(source.as_str()).bind(url).execute(pool).await.map(|_| ())?);
        Ok(())
    }

    /// Lets what is read at an address in, as the operator says: its page is asked for whole at the next round. Answers
    /// false where it is not in quarantine.
    pub async fn release(&self, source: &Name, url: &str, now: DateTime<Utc>) -> StoreResult<bool> {
        Ok(self.let_in(source, Some(url), now).await? > 0)
    }

    /// Lets everything in that is in quarantine now, as the operator says. Answers how many addresses these are.
    pub async fn release_all(&self, source: &Name, now: DateTime<Utc>) -> StoreResult<u64> {
        self.let_in(source, None, now).await
    }

    async fn let_in(&self, source: &Name, url: Option<&str>, now: DateTime<Utc>) -> StoreResult<u64> {
        const SETTLE: &str = "UPDATE quarantine SET settled_at = $2 WHERE source = $1 \
             AND (url = $3 OR ($3 = '' AND settled_at IS NULL))";
        const FORGET: &str = "UPDATE pages SET etag = NULL, last_modified = NULL, fresh_until = NULL, failures = 0 \
             WHERE source = $1 AND url IN (SELECT CASE WHEN q.page = '' THEN q.url ELSE q.page END FROM quarantine q \
              WHERE q.source = $1 AND q.settled_at = $2)";
        // A held one, at its source, is due.
        const HURRY: &str = "UPDATE articles SET next_look_at = $2 WHERE source = $1 AND url IN \
             (SELECT q.url FROM quarantine q WHERE q.source = $1 AND q.settled_at = $2)";
        let mut tx = self.begin_alone().await?;
        let done = within!(&mut tx, connection => {
            let done = sqlx::query(SETTLE).bind(source.as_str()).bind(ms(now)).bind(url.unwrap_or_default())
                .execute(&mut *connection).await?.rows_affected();
            sqlx::query(FORGET).bind(source.as_str()).bind(ms(now)).execute(&mut *connection).await.map(|_| ())?;
            sqlx::query(HURRY).bind(source.as_str()).bind(ms(now)).execute(connection).await.map(|_| ())?;
            done
        });
        tx.commit().await?;
        Ok(done)
    }

    /// The readings of a source that were not believed, the newest first.
    pub async fn quarantined(&self, source: &Name) -> StoreResult<Vec<Suspect>> {
        const SQL: &str = "SELECT url, found_at, why, title, text, settled_at FROM quarantine WHERE source = $1 \
             ORDER BY found_at DESC, id DESC";
        let rows: Vec<SuspectRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(source.as_str()).fetch_all(pool).await?);
        let suspect = |row: SuspectRow| Suspect {
            url: row.url,
            found: time(row.found_at),
            why: row.why,
            title: row.title,
            text: row.text,
            settled: row.settled_at.map(time),
        };
        Ok(rows.into_iter().map(suspect).collect())
    }
}
