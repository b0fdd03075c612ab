//! Owns the record of each gathering round, and the health of each source.

use chrono::{DateTime, Utc};
use url::Url;

use super::columns::{count, ms, reading, row, time, within};
use super::comments::IS_SHORT;
use super::engine::Tx;
use super::error::StoreResult;
use super::pages::{self, PageMemo};
use super::{Store, alarms};
use crate::domain::{Name, RoundFacts, SourceState, Watch};

/// What became of one gathering round of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The source.
    pub source: Name,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub finished: DateTime<Utc>,
    /// How it found the source.
    pub state: SourceState,
    /// Why the source as a whole failed; empty where it did not.
    pub problem: String,
    /// Pages that failed and other oddities, a line each.
    pub notes: Vec<String>,
    /// Articles never seen before.
    pub articles_new: u32,
    /// Articles with a new revision.
    pub articles_changed: u32,
    /// Articles as they were.
    pub articles_same: u32,
    /// Article pages that could not be read.
    pub articles_failed: u32,
    /// Articles whose turn did not come: the budget was spent, or the host asked to be left alone.
    pub put_off: u32,
    /// Readings that were not believed.
    pub quarantined: u32,
    /// What the pages held.
    pub facts: RoundFacts,
    /// Comments never seen before.
    pub comments_new: u32,
    /// Comments whose words changed.
    pub comments_edited: u32,
    /// Comments the site took away.
    pub comments_withdrawn: u32,
    /// Articles with fewer comments than their page states.
    pub comments_short: u32,
    /// Requests made.
    pub requests: u32,
    /// Of these, answered "not modified".
    pub not_modified: u32,
    /// Pages that were not asked for, as they are still fresh.
    pub fresh: u32,
    /// Bytes received, after decompression.
    pub bytes: u64,
    /// What the state is judged by, and the words for it.
    pub watch: Watch,
    /// No automatic round begins before this.
    pub held_until: Option<DateTime<Utc>>,
    /// How the source was read when it said that it is gone for good (410).
    pub stopped_rules: Option<String>,
}

impl Round {
    /// A round that has just begun.
    pub fn new(source: Name, started: DateTime<Utc>) -> Self {
        Self {
            source,
            started,
            finished: started,
            state: SourceState::Well,
            problem: String::new(),
            notes: Vec::new(),
            articles_new: 0,
            articles_changed: 0,
            articles_same: 0,
            articles_failed: 0,
            put_off: 0,
            quarantined: 0,
            facts: RoundFacts::default(),
            comments_new: 0,
            comments_edited: 0,
            comments_withdrawn: 0,
            comments_short: 0,
            requests: 0,
            not_modified: 0,
            fresh: 0,
            bytes: 0,
            watch: Watch::default(),
            held_until: None,
            stopped_rules: None,
        }
    }

    /// Articles seen in this round.
    pub fn articles(&self) -> u32 {
        self.articles_new + self.articles_changed + self.articles_same
    }
}

/// How a source fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHealth {
    /// The source.
    pub source: Name,
    /// When it was last tried.
    pub last_try: Option<DateTime<Utc>>,
    /// When it last went well.
    pub last_ok: Option<DateTime<Utc>>,
    /// Failed rounds in a row.
    pub failures: u32,
    /// Why the last one failed, or empty.
    pub problem: String,
    /// Articles held and not withdrawn.
    pub articles: u32,
    /// Comments held and not withdrawn.
    pub comments: u32,
    /// Comments that the pages of its articles state, where they state any.
    pub comments_stated: u32,
    /// Articles whose page states more comments than are held.
    pub short: u32,
    /// How its last round found it.
    pub state: SourceState,
    /// Since when it has been so.
    pub state_since: Option<DateTime<Utc>>,
    /// What is wrong and the cure; empty where it is well.
    pub words: String,
    /// What shows it: an address, and what was read there.
    pub sample: String,
    /// Readings that are not believed and wait.
    pub quarantined: u32,
}

row!(SourceRow {
    name: String,
    last_try_at: Option<i64>,
    last_ok_at: Option<i64>,
    failures: i64,
    problem: String,
    articles: i64,
    comments: i64,
    comments_stated: i64,
    short: i64,
    state: String,
    state_since_at: Option<i64>,
    state_words: String,
    state_sample: String,
    quarantined: i64,
});

impl Store {
    /// Records a round, what it says of its source's health, and the alarm that opens or ends by it.
    pub async fn record_round(&self, round: &Round) -> StoreResult<()> {
        self.end_round(round, &[]).await
    }

    /// As [`record_round`](Self::record_round), with what is remembered of the pages that announced: all or nothing.
    pub async fn end_round(&self, round: &Round, pages: &[(Url, PageMemo)]) -> StoreResult<()> {
        let mut seat = self.seat().await?;
        write_round(seat.tx(), round, pages).await?;
        if seat.leave().await? {
            return Ok(());
        }
        let mut tx = self.begin_alone().await?;
        write_round(&mut tx, round, pages).await?;
        tx.commit().await
    }

    /// How every source that was ever gathered fares.
    pub async fn sources_health(&self) -> StoreResult<Vec<SourceHealth>> {
        let sql = format!(
            "SELECT s.name, s.last_try_at, s.last_ok_at, s.failures, s.problem, s.state, s.state_since_at, \
             s.state_words, s.state_sample, \
             (SELECT count(*) FROM quarantine q WHERE q.source = s.name AND q.settled_at IS NULL) AS quarantined, \
             (SELECT coalesce(CAST(sum(a.comments_stated) AS BIGINT), 0) FROM articles a \
              WHERE a.source = s.name AND a.withdrawn_at IS NULL) AS comments_stated, \
             (SELECT count(*) FROM articles a WHERE a.source = s.name AND a.withdrawn_at IS NULL) AS articles, \
             (SELECT count(*) FROM comments c JOIN articles a ON a.id = c.article_id \
              WHERE a.source = s.name AND a.withdrawn_at IS NULL AND c.withdrawn_at IS NULL) AS comments, \
             (SELECT count(*) FROM articles a WHERE a.source = s.name AND a.withdrawn_at IS NULL AND {IS_SHORT}) AS short \
             FROM sources s ORDER BY s.name"
        );
        let rows: Vec<SourceRow> =
            reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).fetch_all(pool).await?);
        Ok(rows.into_iter().filter_map(health).collect())
    }

    /// When a source was last tried.
    pub async fn last_try(&self, source: &Name) -> StoreResult<Option<DateTime<Utc>>> {
        const SQL: &str = "SELECT last_try_at FROM sources WHERE name = $1";
        let at: Option<Option<i64>> =
            reading!(self, pool => sqlx::query_scalar(SQL).bind(source.as_str()).fetch_optional(pool).await?);
        Ok(at.flatten().map(time))
    }
}

async fn write_round(tx: &mut Tx, round: &Round, pages: &[(Url, PageMemo)]) -> StoreResult<()> {
    const ROUND: &str = "INSERT INTO rounds (source, started_at, finished_at, problem, notes, articles_new, \
         articles_changed, articles_same, articles_failed, comments_new, comments_withdrawn, comments_short, \
         requests, not_modified, bytes, state, put_off, quarantined, announced, pages_read, with_date, with_author, \
         with_body, comments_found, comments_stated, comments_edited) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
         $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)";
    const HEALTH: &str = "INSERT INTO sources (name, first_seen_at, last_try_at, last_ok_at, failures, problem, \
         state, state_since_at, state_words, state_sample, held_until, stopped_at, stopped_rules) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (name) DO UPDATE SET last_try_at = excluded.last_try_at, \
         last_ok_at = coalesce(excluded.last_ok_at, sources.last_ok_at), \
         failures = CASE WHEN excluded.failures = 0 THEN 0 WHEN excluded.problem = '' THEN sources.failures \
          ELSE sources.failures + 1 END, \
         problem = excluded.problem, state = excluded.state, \
         state_words = CASE WHEN excluded.state_words = '' AND sources.state = excluded.state \
          THEN sources.state_words ELSE excluded.state_words END, \
         state_sample = CASE WHEN excluded.state_words = '' AND sources.state = excluded.state \
          THEN sources.state_sample ELSE excluded.state_sample END, state_since_at = CASE WHEN sources.state = excluded.state \
          THEN coalesce(sources.state_since_at, excluded.state_since_at) ELSE excluded.state_since_at END, \
         held_until = excluded.held_until, stopped_at = excluded.stopped_at, \
         stopped_rules = excluded.stopped_rules";
    for (url, memo) in pages {
        pages::remember(tx, &round.source, url.as_str(), memo, round.finished).await?;
    }
    let ok = round.problem.is_empty() && round.state != SourceState::Held;
    let facts = round.facts;
    let stopped = round.stopped_rules.as_ref().map(|_| ms(round.finished));
    within!(tx, connection => {
        sqlx::query(ROUND)
            .bind(round.source.as_str()).bind(ms(round.started)).bind(ms(round.finished)).bind(&round.problem)
            .bind(round.notes.join("\n")).bind(i64::from(round.articles_new)).bind(i64::from(round.articles_changed))
            .bind(i64::from(round.articles_same)).bind(i64::from(round.articles_failed))
            .bind(i64::from(round.comments_new)).bind(i64::from(round.comments_withdrawn))
            .bind(i64::from(round.comments_short)).bind(i64::from(round.requests))
            .bind(i64::from(round.not_modified)).bind(round.bytes.cast_signed()).bind(round.state.as_str())
            .bind(i64::from(round.put_off)).bind(i64::from(round.quarantined))
            .bind(i64::from(facts.announced)).bind(i64::from(facts.pages_read)).bind(i64::from(facts.with_date))
            .bind(i64::from(facts.with_author)).bind(i64::from(facts.with_body))
            .bind(i64::from(facts.comments_found)).bind(i64::from(facts.comments_stated))
            .bind(i64::from(round.comments_edited))
            .execute(&mut *connection).await?;
        sqlx::query(HEALTH)
            .bind(round.source.as_str()).bind(ms(round.started)).bind(ms(round.started))
            .bind(ok.then(|| ms(round.finished))).bind(i64::from(!ok)).bind(&round.problem)
            .bind(round.state.as_str()).bind(ms(round.finished)).bind(&round.watch.words).bind(&round.watch.sample)
            .bind(round.held_until.map(ms)).bind(stopped).bind(&round.stopped_rules)
            .execute(&mut *connection).await?;
    });
    alarms::record(tx, round).await
}

fn health(row: SourceRow) -> Option<SourceHealth> {
    Some(SourceHealth {
        source: row.name.parse().ok()?,
        last_try: row.last_try_at.map(time),
        last_ok: row.last_ok_at.map(time),
        failures: count(row.failures),
        problem: row.problem,
        articles: count(row.articles),
        comments: count(row.comments),
        comments_stated: count(row.comments_stated),
        short: count(row.short),
        state: SourceState::of(&row.state).unwrap_or_default(),
        state_since: row.state_since_at.map(time),
        words: row.state_words,
        sample: row.state_sample,
        quarantined: count(row.quarantined),
    })
}
