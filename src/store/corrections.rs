//! Owns the corrections: each amendment notice that was new in its revision, with an id of its own, and which of them a
//! feed holds. Their places are a feed's members like those of articles, and so are closed into archives alike; as an item
//! a correction is the negative of its number, which no article has.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::Store;
use super::archives::Archive;
use super::articles::{ArticleFilter, matching};
use super::columns::{batch, count, padded, places, reading, roomy, row, rows, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use super::feeds::PURPOSE;
use super::uids::uids;
use crate::domain::wording::{self, Edit};
use crate::domain::{Article, ArticleId, Correction};

/// Articles in one statement.
const ARTICLES: usize = 256;

/// An amendment of an article, as an entry of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCorrection {
    /// The store's number, in the order of finding.
    pub id: i64,
    /// The minted id (`urn:uuid:…`), for ever.
    pub uid: String,
    /// The article as it stands.
    pub article: Article,
    /// The revision that carries the notice.
    pub revision: u32,
    /// When the notice was found.
    pub found: DateTime<Utc>,
    /// The notice.
    pub notice: Correction,
    /// The headline of that revision.
    pub title: String,
    /// Its words, plain text.
    pub text: String,
    /// Headline and words of the revision before it; `None`: it is the first.
    pub before: Option<(String, String)>,
}

row!(Notice { article_id: i64, number: i64, seen_at: i64, words: String, before: Option<String> });

row!(CorrectionRow {
    id: i64,
    uid: String,
    article_id: i64,
    revision: i64,
    found_at: i64,
    notice: String,
    notice_at: Option<i64>,
    title: String,
    text: String,
    before_title: Option<String>,
    before_text: Option<String>,
});

impl Store {
    /// Makes a correction of each revision whose notice is new against the revision before it (one that differs in
    /// nothing a reader need be told is not), and of a notice in a first revision; of these articles, or of all.
    /// It was found when its revision was. Answers how many were made.
    pub async fn mint_corrections(&self, articles: Option<&[ArticleId]>, now: DateTime<Utc>) -> StoreResult<u32> {
        let mut minted = 0;
        let Some(articles) = articles else {
            let notices = self.notices(None).await?;
            return self.mint(&notices, now).await;
        };
        for some in articles.chunks(ARTICLES) {
            let notices = self.notices(Some(some)).await?;
            minted += self.mint(&notices, now).await?;
        }
        Ok(minted)
    }

    /// Gives a place in a feed to each correction of a standing article of the filter that has none, those found first
    /// in front; of these articles, or of all. Answers how many.
    pub async fn join_corrections(
        &self,
        feed: i64,
        filter: &ArticleFilter,
        articles: Option<&[i64]>,
    ) -> StoreResult<u32> {
        // Those of others have their places, so that to ask for all gives the same.
        let some = articles.filter(|some| some.len() <= ARTICLES).unwrap_or_default();
        if articles.is_some_and(<[i64]>::is_empty) {
            return Ok(0);
        }
        let among = match some.len() {
            0 => String::new(),
            many => format!("AND c.article_id IN ({})", places(4, roomy(many))),
        };
        let sql = format!(
            "INSERT INTO feed_members (feed, place, item) \
             SELECT $1, l.place + row_number() OVER (ORDER BY c.found_at, c.id), -c.id \
             FROM corrections c JOIN articles a ON a.id = c.article_id \
             CROSS JOIN (SELECT coalesce(max(place), 0) AS place FROM feed_members WHERE feed = $1) l \
             WHERE a.withdrawn_at IS NULL AND {} {among} \
             AND NOT EXISTS (SELECT 1 FROM feed_members m WHERE m.feed = $1 AND m.item = -c.id)",
            matching("$2", "$3")
        );
        let mut tx = self.begin_alone_for(PURPOSE).await?;
        let joined: u64 = within!(&mut tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(feed).bind(filter.source_list()).bind(filter.topic_list());
            for id in padded(some) {
                query = query.bind(*id);
            }
            query.execute(connection).await.map(|done| done.rows_affected())?
        });
        tx.commit().await?;
        Ok(u32::try_from(joined).unwrap_or(u32::MAX))
    }

    /// The places in a feed of the corrections of these articles, in order.
    pub async fn correction_places(&self, feed: i64, articles: &[i64]) -> StoreResult<Vec<i64>> {
        // A cross join is one that SQLite takes in this order: the other way it would walk over all of the feed.
        let question = format!(
            "SELECT m.place FROM corrections c CROSS JOIN feed_members m \
             WHERE m.item = -c.id AND m.feed = {feed} AND c.article_id"
        );
        self.among(articles, &question).await
    }

    /// The corrections of a feed's live document, those found last in front: the newest `most` in it that are of the filter.
    /// Those of what was withdrawn leave their places empty.
    pub async fn live_corrections(
        &self,
        feed: i64,
        filter: &ArticleFilter,
        most: u32,
    ) -> StoreResult<Vec<StoredCorrection>> {
        let newest = format!(
            "SELECT n.id FROM (SELECT c.id FROM feed_members m CROSS JOIN corrections c CROSS JOIN articles a \
             WHERE m.feed = $1 AND c.id = -m.item AND a.id = c.article_id AND {} ORDER BY m.place DESC LIMIT $4) n",
            matching("$2", "$3")
        );
        let sql = by_finding(&newest);
        let rows = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(feed).bind(filter.source_list()).bind(filter.topic_list()).bind(i64::from(most))
            .fetch_all(pool).await?);
        self.told(rows).await
    }

    /// The corrections of an archive, those found last in front: what was withdrawn, or is of the filter no more, is not
    /// among them.
    pub async fn archived_corrections(
        &self,
        feed: i64,
        archive: &Archive,
        filter: &ArticleFilter,
    ) -> StoreResult<Vec<StoredCorrection>> {
        const PLACES: &str = "SELECT -m.item FROM feed_members m WHERE m.feed = $1 AND m.place >= $4 AND m.place <= $5";
        let sql = by_finding(PLACES);
        let rows = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(feed).bind(filter.source_list()).bind(filter.topic_list())
            .bind(archive.first_place).bind(archive.last_place).fetch_all(pool).await?);
        self.told(rows).await
    }

    /// Rows with their articles.
    async fn told(&self, rows: Vec<CorrectionRow>) -> StoreResult<Vec<StoredCorrection>> {
        let mut ids: Vec<ArticleId> = rows.iter().map(|row| ArticleId(row.article_id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let articles: HashMap<i64, Article> =
            self.articles(&ids).await?.into_iter().map(|article| (article.id.0, article)).collect();
        let whole = |row: CorrectionRow| {
            let article = articles.get(&row.article_id)?.clone();
            Some(correction(row, article))
        };
        Ok(rows.into_iter().filter_map(whole).collect())
    }

    /// The notices of revisions that are no corrections yet, with those of the revisions before them.
    async fn notices(&self, articles: Option<&[ArticleId]>) -> StoreResult<Vec<Notice>> {
        let among =
            articles.map_or_else(String::new, |some| format!("AND r.article_id IN ({})", places(1, roomy(some.len()))));
        let sql = format!(
            "SELECT r.article_id, r.number, r.seen_at, r.correction_text AS words, b.correction_text AS before \
             FROM revisions r LEFT JOIN revisions b ON b.article_id = r.article_id AND b.number = r.number - 1 \
             WHERE r.correction_text IS NOT NULL {among} AND NOT EXISTS (SELECT 1 FROM corrections c \
              WHERE c.article_id = r.article_id AND c.revision = r.number) \
             ORDER BY r.seen_at, r.article_id, r.number"
        );
        Ok(reading!(self, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
            for id in padded(articles.unwrap_or_default()) {
                query = query.bind(id.0);
            }
            query.fetch_all(pool).await?
        }))
    }

    async fn mint(&self, notices: &[Notice], now: DateTime<Utc>) -> StoreResult<u32> {
        let is_new = |notice: &&Notice| {
            let before = notice.before.as_deref().unwrap_or_default();
            wording::compare_closely(before, &notice.words) == Edit::Editorial
        };
        let new: Vec<&Notice> = notices.iter().filter(is_new).collect();
        if new.is_empty() {
            return Ok(0);
        }
        let mut tx = self.begin().await?;
        let mut minted = 0;
        for some in new.chunks(batch(4)) {
            minted += insert(&mut tx, some, now).await?;
        }
        tx.commit().await?;
        Ok(u32::try_from(minted).unwrap_or(u32::MAX))
    }
}

/// The corrections whose numbers a question finds, of standing articles of the filter in `$2` (sources) and `$3` (topics),
/// those found last in front.
fn by_finding(numbers: &str) -> String {
    format!(
        "SELECT c.id, c.uid, c.article_id, c.revision, c.found_at, coalesce(r.correction_text, '') AS notice, \
         r.correction_at AS notice_at, r.title, r.text, b.title AS before_title, b.text AS before_text \
         FROM corrections c JOIN articles a ON a.id = c.article_id \
         JOIN revisions r ON r.article_id = c.article_id AND r.number = c.revision \
         LEFT JOIN revisions b ON b.article_id = c.article_id AND b.number = c.revision - 1 \
         WHERE c.id IN ({numbers}) AND a.withdrawn_at IS NULL AND {} ORDER BY c.found_at DESC, c.id DESC",
        matching("$2", "$3")
    )
}

async fn insert(tx: &mut Tx, notices: &[&Notice], now: DateTime<Utc>) -> StoreResult<u64> {
    let sql = format!(
        "INSERT INTO corrections (uid, article_id, revision, found_at) VALUES {} \
         ON CONFLICT (article_id, revision) DO NOTHING",
        rows(tx.marks(), notices.len(), 4)
    );
    Ok(within!(tx, connection => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
        for (notice, uid) in notices.iter().zip(uids(now, notices.len())) {
            query = query.bind(uid).bind(notice.article_id).bind(notice.number).bind(notice.seen_at);
        }
        query.execute(connection).await.map(|done| done.rows_affected())?
    }))
}

fn correction(row: CorrectionRow, article: Article) -> StoredCorrection {
    StoredCorrection {
        id: row.id,
        uid: row.uid,
        article,
        revision: count(row.revision),
        found: time(row.found_at),
        notice: Correction { text: row.notice, at: row.notice_at.map(time) },
        title: row.title,
        text: row.text,
        before: row.before_title.zip(row.before_text),
    }
}
