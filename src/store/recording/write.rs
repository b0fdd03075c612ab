//! Owns what recording writes: new articles in one statement, and what hangs on articles gathered into few.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::super::columns::{MOST_PLACES, batch, fold, list, list_of, ms, row, rows, within};
use super::super::engine::Tx;
use super::super::error::StoreResult;
use super::super::touches::Touch;
use super::super::uids::uids;
use super::item::{Change, Item};
use super::known::{Body, Head};
use crate::domain::Name;
use crate::domain::wording::{self, Edit};

row!(Born { id: i64, uid: String });

/// What is to be written when a run is through, by table.
#[derive(Debug, Default)]
pub(crate) struct Written<'a> {
    revisions: Vec<(i64, i64, &'a Item<'a>)>,
    topics: Vec<(i64, i64, String)>,
    /// Articles whose topics are written anew.
    retopiced: Vec<i64>,
    sources: Vec<(i64, &'a str)>,
    aliases: Vec<(&'a str, i64)>,
    /// Articles that are back with a source that does not tell them.
    back: Vec<i64>,
    /// Articles of which another source is shown, or shown again.
    shown: Vec<i64>,
}

impl<'a> Written<'a> {
    /// A new reading of an article; `revision` is its new number, or 0 where the old one stands.
    pub(crate) fn article(&mut self, item: &'a Item<'a>, id: i64, revision: i64) {
        if revision > 0 {
            self.revisions.push((id, revision, item));
        }
        if revision != 1 {
            self.retopiced.push(id);
        }
        self.topics.extend((0..).zip(item.topics()).map(|(position, topic)| (id, position, topic)));
        self.sources.push((id, item.found.url.as_str()));
        self.aliases.extend(item.aliases().map(|alias| (alias, id)));
    }

    /// Addresses under which an article was not seen before.
    pub(crate) fn addresses(&mut self, item: &'a Item<'a>, id: i64, held: &HashMap<String, i64>) {
        let new = item.addresses.iter().filter(|alias| !held.contains_key(*alias));
        self.aliases.extend(new.map(|alias| (alias.as_str(), id)));
    }

    /// Another source's telling of a story that is held.
    pub(crate) fn retold(&mut self, item: &'a Item<'a>, head: &Head, known: &HashMap<String, i64>) {
        let url = item.found.url.as_str();
        if head.told_url.as_deref() == Some(url) && head.told_gone_at.is_none() && head.told_withdrawn_at.is_none() {
            self.addresses(item, head.id, known);
            return;
        }
        self.sources.push((head.id, url));
        self.aliases.extend(item.aliases().map(|alias| (alias, head.id)));
        if head.told_withdrawn_at.is_some() {
            self.back.push(head.id);
        }
        if head.told_withdrawn_at.is_some() || head.told_url.is_none() {
            self.shown.push(head.id);
        }
    }

    /// Writes it all.
    pub(crate) async fn flush(
        self,
        (tx, touch): (&mut Tx, &mut Touch),
        source: &Name,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        touch.on(tx, &self.shown).await?;
        for some in self.revisions.chunks(batch(9)) {
            revisions(tx, some, now).await?;
        }
        clear_topics(tx, &self.retopiced).await?;
        for some in self.topics.chunks(batch(4)) {
            topics(tx, some).await?;
        }
        for some in self.sources.chunks(batch(4)) {
            sources(tx, source, some, now).await?;
        }
        for some in self.aliases.chunks(batch(2)) {
            aliases(tx, some).await?;
        }
        for id in self.back {
            const SQL: &str = "UPDATE articles SET gone_at = NULL, withdrawn_at = NULL WHERE id = $1";
            within!(tx, connection => sqlx::query(SQL).bind(id).execute(connection).await.map(|_| ())?);
        }
        Ok(())
    }
}

/// New articles; their numbers, in order.
pub(crate) async fn articles(
    (tx, touch): (&mut Tx, &mut Touch),
    source: &Name,
    new: &[&Item<'_>],
    now: DateTime<Utc>,
) -> StoreResult<Vec<i64>> {
    let mut out = Vec::with_capacity(new.len());
    for some in new.chunks(batch(21)) {
        let number = touch.number(tx).await?;
        let sql = format!(
            "INSERT INTO articles (uid, source, url, title, authors, published_at, updated_at, image_url, image_alt, \
             language, revision, words, first_seen_at, changed_at, sort_at, comments_stated, image_credit, \
             comments_behind, access, reading, touched) VALUES {} RETURNING id, uid",
            rows(tx.marks(), some.len(), 21)
        );
        let uids = uids(now, some.len());
        let born: Vec<Born> = within!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()));
            for (item, uid) in some.iter().zip(&uids) {
                let found = item.found;
                let image = found.image.as_ref();
                query = query.bind(uid).bind(source.as_str()).bind(found.url.as_str()).bind(&found.title)
                    .bind(list(&found.authors)).bind(found.published.map(ms)).bind(found.updated.map(ms))
                    .bind(image.map(|image| image.url.as_str())).bind(image.and_then(|image| image.alt.as_deref()))
                    .bind(&found.language).bind(1_i64).bind(&item.words).bind(ms(now)).bind(ms(item.changed(now)))
                    .bind(ms(item.published(now))).bind(found.comments_stated.map(i64::from))
                    .bind(image.and_then(|image| image.credit.as_deref())).bind(&found.comments_behind)
                    .bind(found.access.as_str()).bind(&item.reading).bind(number);
            }
            query.fetch_all(connection).await?
        });
        // No engine promises the order of what it returns.
        let ids: HashMap<&str, i64> = born.iter().map(|born| (born.uid.as_str(), born.id)).collect();
        out.extend(uids.iter().filter_map(|uid| ids.get(uid.as_str()).copied()));
    }
    Ok(out)
}

/// A reading that differs from the one held. Only what an editor changed makes a revision and moves `changed_at`; what
/// is cosmetic takes the place of the words it mends (I2).
pub(crate) async fn update<'a>(
    (tx, touch): (&mut Tx, &mut Touch),
    (head, body): (&Head, Option<&Body>),
    item: &'a Item<'a>,
    now: DateTime<Utc>,
    written: &mut Written<'a>,
) -> StoreResult<Change> {
    const SQL: &str = "UPDATE articles SET url = $2, title = $3, authors = $4, \
         published_at = coalesce(published_at, $5), updated_at = $6, image_url = $7, image_alt = $8, language = $9, \
         revision = $10, words = $11, changed_at = CASE WHEN $12 THEN $13 ELSE changed_at END, \
         comments_stated = $14, image_credit = $15, comments_behind = $16, access = $17, \
         reading = $18, touched = $19, gone_at = NULL, withdrawn_at = NULL WHERE id = $1";
    let found = item.found;
    let revised = head.words != item.words && body.is_none_or(|body| edit(body, item) == Edit::Editorial);
    let revision = head.revision + i64::from(revised);
    let image = found.image.as_ref();
    let number = touch.number(tx).await?;
    within!(tx, connection => sqlx::query(SQL)
        .bind(head.id).bind(found.url.as_str()).bind(&found.title).bind(list(&found.authors))
        .bind(found.published.map(ms)).bind(found.updated.map(ms))
        .bind(image.map(|image| image.url.as_str())).bind(image.and_then(|image| image.alt.as_deref()))
        .bind(&found.language).bind(revision).bind(&item.words).bind(revised).bind(ms(now))
        .bind(found.comments_stated.map(i64::from)).bind(image.and_then(|image| image.credit.as_deref()))
        .bind(&found.comments_behind).bind(found.access.as_str()).bind(&item.reading).bind(number)
        .execute(connection).await.map(|_| ())?);
    if revised {
        written.article(item, head.id, revision);
        return Ok(Change::Revised);
    }
    replace_words(tx, head.id, revision, item).await?;
    written.article(item, head.id, 0);
    Ok(Change::Same)
}

fn edit(held: &Body, item: &Item<'_>) -> Edit {
    let notice = item.found.correction.as_ref().map_or("", |notice| notice.text.as_str());
    let notice = wording::compare_closely(held.correction_text.as_deref().unwrap_or_default(), notice);
    let title = wording::compare_closely(&held.title, &item.found.title);
    wording::compare(&held.text, &item.found.text).max(title).max(notice)
}

/// Mends the words of a revision.
async fn replace_words(tx: &mut Tx, id: i64, revision: i64, item: &Item<'_>) -> StoreResult<()> {
    const SQL: &str = "UPDATE revisions SET title = $3, lead = $4, html = $5, text = $6, correction_text = $7, \
         correction_at = $8 WHERE article_id = $1 AND number = $2";
    let found = item.found;
    let notice = found.correction.as_ref();
    within!(tx, connection => sqlx::query(SQL)
        .bind(id).bind(revision).bind(&found.title).bind(&found.lead).bind(&found.html).bind(&found.text)
        .bind(notice.map(|notice| notice.text.as_str())).bind(notice.and_then(|notice| notice.at).map(ms))
        .execute(connection).await.map(|_| ())?);
    Ok(())
}

async fn revisions(tx: &mut Tx, new: &[(i64, i64, &Item<'_>)], now: DateTime<Utc>) -> StoreResult<()> {
    let sql = format!(
        "INSERT INTO revisions (article_id, number, seen_at, title, lead, html, text, correction_text, correction_at) \
         VALUES {}",
        rows(tx.marks(), new.len(), 9)
    );
    within!(tx, connection => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
        for (id, number, item) in new {
            let found = item.found;
            let notice = found.correction.as_ref();
            query = query.bind(*id).bind(*number).bind(ms(now)).bind(&found.title).bind(&found.lead).bind(&found.html)
                .bind(&found.text).bind(notice.map(|notice| notice.text.as_str()))
                .bind(notice.and_then(|notice| notice.at).map(ms));
        }
        query.execute(connection).await.map(|_| ())?;
    });
    Ok(())
}

async fn clear_topics(tx: &mut Tx, ids: &[i64]) -> StoreResult<()> {
    for ids in ids.chunks(MOST_PLACES) {
        let sql = format!("DELETE FROM article_topics WHERE article_id IN ({})", list_of(tx.marks(), ids.len()));
        within!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
            for id in ids {
                query = query.bind(*id);
            }
            query.execute(connection).await.map(|_| ())?;
        });
    }
    Ok(())
}

async fn topics(tx: &mut Tx, new: &[(i64, i64, String)]) -> StoreResult<()> {
    let rows = rows(tx.marks(), new.len(), 4);
    let sql = format!("INSERT INTO article_topics (article_id, position, topic, folded) VALUES {rows}");
    within!(tx, connection => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
        for (id, position, topic) in new {
            query = query.bind(*id).bind(*position).bind(topic).bind(fold(topic));
        }
        query.execute(connection).await.map(|_| ())?;
    });
    Ok(())
}

async fn sources(tx: &mut Tx, source: &Name, told: &[(i64, &str)], now: DateTime<Utc>) -> StoreResult<()> {
    let sql = format!(
        "INSERT INTO article_sources (article_id, source, url, seen_at) VALUES {} ON CONFLICT (article_id, source) \
         DO UPDATE SET url = excluded.url, gone_at = NULL, withdrawn_at = NULL",
        rows(tx.marks(), told.len(), 4)
    );
    within!(tx, connection => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
        for (id, url) in told {
            query = query.bind(*id).bind(source.as_str()).bind(*url).bind(ms(now));
        }
        query.execute(connection).await.map(|_| ())?;
    });
    Ok(())
}

async fn aliases(tx: &mut Tx, new: &[(&str, i64)]) -> StoreResult<()> {
    let rows = rows(tx.marks(), new.len(), 2);
    let sql = format!("INSERT INTO aliases (alias, article_id) VALUES {rows} ON CONFLICT (alias) DO NOTHING");
    within!(tx, connection => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
        for (alias, id) in new {
            query = query.bind(*alias).bind(*id);
        }
        query.execute(connection).await.map(|_| ())?;
    });
    Ok(())
}
