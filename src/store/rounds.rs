//! Owns the rounds of the past: what the next one is judged by, and what the operator is shown of them.

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{count, ms, reading, row, time};
use super::error::StoreResult;
use super::sources::Round;
use crate::domain::{Name, RoundFacts, SourceState};

/// A round of the past, as far as later ones are judged by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastRound {
    /// When it began.
    pub started: DateTime<Utc>,
    /// How it found the source.
    pub state: SourceState,
    /// What its pages held.
    pub facts: RoundFacts,
}

/// What a round of a source is judged by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The last rounds in which a page was read afresh, whatever their state, the newest first.
    pub latest: Vec<PastRound>,
    /// The last rounds that were well and read something, the newest first.
    pub well: Vec<PastRound>,
    /// When its articles were published (or first seen, where that was before), the newest first.
    pub published: Vec<DateTime<Utc>>,
    /// The time at which the newest of its articles was first seen.
    pub newest: Option<DateTime<Utc>>,
}

/// An article with fewer comments than its page states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortArticle {
    /// Its address.
    pub url: String,
    /// The headline.
    pub title: String,
    /// Comments stated.
    pub stated: u32,
    /// Comments held.
    pub held: u32,
    /// What shows the comments where they are not in the page.
    pub behind: Option<String>,
}

row!(PastRow {
    started_at: i64,
    state: String,
    announced: i64,
    pages_read: i64,
    with_date: i64,
    with_author: i64,
    with_body: i64,
    comments_found: i64,
    comments_stated: i64,
});

row!(ToldRow { sort_at: i64, first_seen_at: i64 });

row!(RoundRow {
    started_at: i64,
    finished_at: i64,
    state: String,
    problem: String,
    notes: String,
    articles_new: i64,
    articles_changed: i64,
    articles_same: i64,
    articles_failed: i64,
    put_off: i64,
    quarantined: i64,
    comments_new: i64,
    comments_edited: i64,
    comments_withdrawn: i64,
    comments_short: i64,
    requests: i64,
    not_modified: i64,
    bytes: i64,
    announced: i64,
    pages_read: i64,
    with_date: i64,
    with_author: i64,
    with_body: i64,
    comments_found: i64,
    comments_stated: i64,
});

row!(ShortRow { url: String, title: String, stated: i64, held: i64, behind: Option<String> });

impl Store {
    /// What the next round of a source is judged by: at most so many rounds, none that began before `since`, and the
    /// times of its last thousand articles.
    pub async fn history(&self, source: &Name, rounds: u32, since: DateTime<Utc>) -> StoreResult<History> {
        const LATEST: &str = "SELECT started_at, state, announced, pages_read, with_date, with_author, with_body, \
             comments_found, comments_stated FROM rounds WHERE source = $1 AND pages_read > 0 AND state <> 'held' \
             ORDER BY id DESC LIMIT 10";
        const WELL: &str = "SELECT started_at, state, announced, pages_read, with_date, with_author, with_body, \
             comments_found, comments_stated FROM rounds WHERE source = $1 AND started_at >= $2 AND state = 'well' \
             AND (pages_read > 0 OR announced > 0) ORDER BY id DESC LIMIT $3";
        const PUBLISHED: &str =
            "SELECT sort_at, first_seen_at FROM articles WHERE source = $1 ORDER BY first_seen_at DESC LIMIT 1000";
        let (latest, well, told): (Vec<PastRow>, Vec<PastRow>, Vec<ToldRow>) = reading!(self, pool => {
            let mut connection = pool.acquire().await?;
            (
                sqlx::query_as(LATEST).bind(source.as_str()).fetch_all(&mut *connection).await?,
                sqlx::query_as(WELL).bind(source.as_str()).bind(ms(since)).bind(i64::from(rounds))
                    .fetch_all(&mut *connection).await?,
                sqlx::query_as(PUBLISHED).bind(source.as_str()).fetch_all(&mut *connection).await?,
            )
        });
        let newest = told.first().map(|told| time(told.first_seen_at));
        let mut published: Vec<DateTime<Utc>> = told.into_iter().map(|told| time(told.sort_at)).collect();
        published.sort_unstable_by(|one, other| other.cmp(one));
        Ok(History {
            latest: latest.iter().map(past).collect(),
            well: well.iter().map(past).collect(),
            published,
            newest,
        })
    }

    /// The last rounds of a source, the newest first.
    pub async fn rounds(&self, source: &Name, limit: u32) -> StoreResult<Vec<Round>> {
        const SQL: &str = "SELECT started_at, finished_at, state, problem, notes, articles_new, articles_changed, \
             articles_same, articles_failed, put_off, quarantined, comments_new, comments_edited, \
             comments_withdrawn, comments_short, \
             requests, not_modified, bytes, announced, pages_read, with_date, with_author, with_body, comments_found, \
             comments_stated FROM rounds WHERE source = $1 ORDER BY id DESC LIMIT $2";
        let rows: Vec<RoundRow> = reading!(self, pool => sqlx::query_as(SQL)
            .bind(source.as_str()).bind(i64::from(limit)).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|row| round(source, row)).collect())
    }

    /// The articles of a source with fewer comments than their pages state, the newest first; also those whose comments
    /// something else shows, as nothing can be held of them.
    pub async fn articles_short(&self, source: &Name, limit: u32) -> StoreResult<Vec<ShortArticle>> {
        const SQL: &str = "SELECT * FROM (SELECT a.url AS url, a.title AS title, a.comments_stated AS stated, \
             a.comments_behind AS behind, a.sort_at AS sort_at, a.id AS id, (SELECT count(*) FROM comments c \
             WHERE c.article_id = a.id AND (c.withdrawn_at IS NULL OR c.removed)) AS held FROM articles a \
             WHERE a.source = $1 AND a.withdrawn_at IS NULL AND a.comments_stated > 0) s \
             WHERE s.stated > s.held ORDER BY s.sort_at DESC, s.id DESC LIMIT $2";
        let rows: Vec<ShortRow> = reading!(self, pool => sqlx::query_as(SQL)
            .bind(source.as_str()).bind(i64::from(limit)).fetch_all(pool).await?);
        let article = |row: ShortRow| ShortArticle {
            url: row.url,
            title: row.title,
            stated: count(row.stated),
            held: count(row.held),
            behind: row.behind,
        };
        Ok(rows.into_iter().map(article).collect())
    }
}

fn past(row: &PastRow) -> PastRound {
    PastRound {
        started: time(row.started_at),
        state: SourceState::of(&row.state).unwrap_or_default(),
        facts: RoundFacts {
            announced: count(row.announced),
            pages_read: count(row.pages_read),
            with_date: count(row.with_date),
            with_author: count(row.with_author),
            with_body: count(row.with_body),
            comments_found: count(row.comments_found),
            comments_stated: count(row.comments_stated),
        },
    }
}

fn round(source: &Name, row: RoundRow) -> Round {
    let facts = RoundFacts {
        announced: count(row.announced),
        pages_read: count(row.pages_read),
        with_date: count(row.with_date),
        with_author: count(row.with_author),
        with_body: count(row.with_body),
        comments_found: count(row.comments_found),
        comments_stated: count(row.comments_stated),
    };
    Round {
        finished: time(row.finished_at),
        state: SourceState::of(&row.state).unwrap_or_default(),
        problem: row.problem,
        notes: row.notes.lines().map(str::to_owned).collect(),
        articles_new: count(row.articles_new),
        articles_changed: count(row.articles_changed),
        articles_same: count(row.articles_same),
        articles_failed: count(row.articles_failed),
        put_off: count(row.put_off),
        quarantined: count(row.quarantined),
        facts,
        comments_new: count(row.comments_new),
        comments_edited: count(row.comments_edited),
        comments_withdrawn: count(row.comments_withdrawn),
        comments_short: count(row.comments_short),
        requests: count(row.requests),
        not_modified: count(row.not_modified),
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        ..Round::new(source.clone(), time(row.started_at))
    }
}
