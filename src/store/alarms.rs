//! Owns the alarms: what opens and ends one, and the claim by which its letters are sent once.
//!
//! A bad state opens an alarm, a good round ends it. A source that changes from one bad state to another within
//! [`SETTLING_MS`] of being told keeps its alarm and gets no second letter; later the old alarm ends in silence and a new
//! one is told. A source that cannot be reached, or that breaks again soon after it healed, is told of only when that has
//! lasted for [`GRACE_MS`]; what heals before that is not told at all. To be held neither breaks nor heals; only a source
//! that is held for a day on end, over and over, is told.
//!
//! The alarm of a comment that readers reported stands in the place of a source's under [`COMMENT`] and the comment's
//! id: it is told once, and ends in silence when somebody decides.

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{count, list, ms, reading, row, time, within, words, writing};
use super::engine::Tx;
use super::error::StoreResult;
use super::sources::Round;
use crate::domain::{Name, REPORT_REASONS, SourceState};

/// How long a passing state must last before it is told.
const GRACE_MS: i64 = 60 * 60 * 1000;
/// How long a source may be held, over and over, before it is told.
const HELD_GRACE_MS: i64 = 24 * GRACE_MS;
/// How long after a letter, or after healing, a source may flap without another letter.
const SETTLING_MS: i64 = 6 * 60 * 60 * 1000;
/// How long a claimed letter may be under way; after that its process is taken for dead.
const LEASE_MS: i64 = 15 * 60 * 1000;

/// What the name of a comment's alarm begins with; no source's does.
const COMMENT: char = '#';

/// An alarm, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// The store's number.
    pub id: i64,
    /// The source.
    pub source: String,
    /// What it was told as.
    pub state: SourceState,
    /// When it began.
    pub began: DateTime<Utc>,
    /// What is wrong, and the cure.
    pub words: String,
    /// What shows it: an address, and what was read there.
    pub sample: String,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// When the operator was told that it began.
    pub told: Option<DateTime<Utc>>,
    /// When the operator was told that it ended.
    pub end_told: Option<DateTime<Utc>>,
    /// Tries to send its letter; the number of the last one fences its record.
    pub attempts: u32,
    /// Why the last try failed, or empty.
    pub problem: String,
    /// The addresses that have the letter under way already.
    pub told_to: Vec<String>,
}

impl Alarm {
    /// The permanent id of the comment that it is about; `None` where it is about a source.
    pub fn comment(&self) -> Option<&str> {
        self.source.strip_prefix(COMMENT)
    }
}

/// What an alarm tells of a comment that readers reported.
pub(super) struct OfComment<'a> {
    pub(super) uid: &'a str,
    pub(super) people: u32,
    /// Words of [`REPORT_REASONS`], each with its number.
    pub(super) reasons: &'a [(String, u32)],
    pub(super) author: &'a str,
    pub(super) title: &'a str,
    pub(super) text: &'a str,
}

/// Opens the alarm of a comment.
pub(super) async fn open_of_comment(tx: &mut Tx, of: &OfComment<'_>, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO alarms (source, state, began_at, words, sample, told_to, attempts, next_try_at, \
         problem) VALUES ($1, 'reported', $2, $3, $4, '[]', 0, $2, '')";
    let reason = |(word, people): &(String, u32)| {
        let said = REPORT_REASONS.iter().find(|(known, _)| known == word).map_or("No reason given", |(_, said)| said);
        format!("{said} ({people})")
    };
    let readers = if of.people == 1 { "1 reader".to_owned() } else { format!("{} readers", of.people) };
    let reasons: Vec<String> = of.reasons.iter().map(reason).collect();
    let words = format!(
        "{readers} reported a comment by {} under \u{201c}{}\u{201d}: {}.",
        of.author,
        of.title,
        reasons.join("; ")
    );
    let sample: String = of.text.chars().take(2000).collect();
    within!(tx, connection => sqlx::query(SQL)
        .bind(format!("{COMMENT}{}", of.uid)).bind(ms(now)).bind(words).bind(sample)
        .execute(connection).await.map(|_| ())?);
    Ok(())
}

/// Ends the alarm of a comment in silence: whoever decided knows.
pub(super) async fn end_of_comment(tx: &mut Tx, uid: &str, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE alarms SET ended_at = $2, end_told_at = $2 WHERE source = $1 AND ended_at IS NULL";
    within!(tx, connection => sqlx::query(SQL)
        .bind(format!("{COMMENT}{uid}")).bind(ms(now)).execute(connection).await.map(|_| ())?);
    Ok(())
}

row!(AlarmRow {
    id: i64,
    source: String,
    state: String,
    began_at: i64,
    words: String,
    sample: String,
    ended_at: Option<i64>,
    told_at: Option<i64>,
    end_told_at: Option<i64>,
    attempts: i64,
    problem: String,
    told_to: String,
});

const COLUMNS: &str =
    "id, source, state, began_at, words, sample, ended_at, told_at, end_told_at, attempts, problem, told_to";

/// Opens, changes or ends the alarm of a source by the state its round found it in.
pub(super) async fn record(tx: &mut Tx, round: &Round) -> StoreResult<()> {
    match round.state {
        SourceState::Held if is_open(tx, round).await? => Ok(()),
        SourceState::Well => end(tx, round).await,
        _ => open(tx, round).await,
    }
}

async fn is_open(tx: &mut Tx, round: &Round) -> StoreResult<bool> {
    const SQL: &str = "SELECT count(*) FROM alarms WHERE source = $1 AND ended_at IS NULL";
    let open: i64 = within!(tx, connection => sqlx::query_scalar(SQL)
        .bind(round.source.as_str()).fetch_one(connection).await?);
    Ok(open > 0)
}

async fn end(tx: &mut Tx, round: &Round) -> StoreResult<()> {
    const SQL: &str = "UPDATE alarms SET ended_at = $2, next_try_at = $2, told_to = '[]' \
         WHERE source = $1 AND ended_at IS NULL";
    within!(tx, connection => {
        sqlx::query(SQL).bind(round.source.as_str()).bind(ms(round.finished)).execute(&mut *connection).await?;
    });
    Ok(())
}

async fn open(tx: &mut Tx, round: &Round) -> StoreResult<()> {
    const GO_ON: &str = "UPDATE alarms SET words = CASE WHEN $3 = '' THEN words ELSE $3 END, \
         sample = CASE WHEN $3 = '' THEN sample ELSE $4 END, \
         state = CASE WHEN told_at IS NULL THEN $2 ELSE state END, \
         next_try_at = CASE WHEN told_at IS NULL AND attempts = 0 AND next_try_at > $6 THEN $6 ELSE next_try_at END \
         WHERE source = $1 AND ended_at IS NULL AND (told_at IS NULL OR state = $2 OR told_at > $5)";
    const GIVE_WAY: &str = "UPDATE alarms SET ended_at = $2, end_told_at = $2 WHERE source = $1 AND ended_at IS NULL";
    const FLAPS: &str = "SELECT count(*) FROM alarms WHERE source = $1 AND told_at IS NOT NULL \
         AND ended_at > $2 AND ended_at < $3";
    const OPEN: &str = "INSERT INTO alarms (source, state, began_at, words, sample, told_to, attempts, next_try_at, \
         problem) VALUES ($1, $2, $3, $4, $5, '[]', 0, $6, '')";
    let (source, state, now) = (round.source.as_str(), round.state.as_str(), ms(round.finished));
    let (words, sample) = (round.watch.words.as_str(), round.watch.sample.as_str());
    let passing = matches!(round.state, SourceState::Failing | SourceState::Held);
    let grace = if round.state == SourceState::Held { HELD_GRACE_MS } else { GRACE_MS };
    within!(tx, connection => {
        let flaps: i64 = sqlx::query_scalar(FLAPS)
            .bind(source).bind(now - SETTLING_MS).bind(now).fetch_one(&mut *connection).await?;
        let waits = passing || flaps > 0;
        // What has its grace already keeps it: only a state that needs less brings the letter forward.
        let at_once = if waits { now + grace } else { now };
        let going_on = sqlx::query(GO_ON)
            .bind(source).bind(state).bind(words).bind(sample).bind(now - SETTLING_MS).bind(at_once)
            .execute(&mut *connection).await?.rows_affected();
        if going_on == 0 {
            sqlx::query(GIVE_WAY).bind(source).bind(now).execute(&mut *connection).await?;
            sqlx::query(OPEN)
                .bind(source).bind(state).bind(now).bind(words).bind(sample)
                .bind(at_once).execute(&mut *connection).await?;
        }
    });
    Ok(())
}

impl Store {
    /// Claims one alarm whose letter is due: one that began and was not told, or that ended after it was told (or after
    /// a letter of it had been tried). Only one process gets it; where that dies, it is due again after a quarter of an
    /// hour, under the same Message-ID.
    pub async fn claim_alarm(&self, now: DateTime<Utc>) -> StoreResult<Option<Alarm>> {
        // What is put off for longer than any is, was by a clock that was wrong.
        const DUE: &str = "(next_try_at <= $1 OR next_try_at > $3) AND ((told_at IS NULL AND ended_at IS NULL) \
             OR (ended_at IS NOT NULL AND end_told_at IS NULL AND (told_at IS NOT NULL OR attempts > 0)))";
        let sql = format!(
            "UPDATE alarms SET attempts = attempts + 1, next_try_at = $2 \
             WHERE id IN (SELECT id FROM alarms WHERE {DUE} ORDER BY next_try_at, id LIMIT 1) AND {DUE} \
             RETURNING {COLUMNS}"
        );
        let sql = sqlx::AssertSqlSafe(sql);
        let row: Option<AlarmRow> = writing!(self, pool => sqlx::query_as(sql)
            .bind(ms(now)).bind(ms(now) + LEASE_MS).bind(ms(now) + HELD_GRACE_MS + GRACE_MS).fetch_optional(pool).await?);
        Ok(row.map(alarm))
    }

    /// Records what became of a claimed letter: `next` is when it is tried again, `None` when everybody has it. Answers
    /// false where the claim is no longer ours.
    pub async fn record_alarm(
        &self,
        alarm: &Alarm,
        told_to: &[String],
        next: Option<DateTime<Utc>>,
        problem: &str,
        now: DateTime<Utc>,
    ) -> StoreResult<bool> {
        const LATER: &str = "UPDATE alarms SET next_try_at = $3, problem = $4, told_to = $5 \
             WHERE id = $1 AND attempts = $2";
        const TOLD: &str =
            "UPDATE alarms SET told_at = $3, problem = $4, told_to = '[]' WHERE id = $1 AND attempts = $2";
        const END_TOLD: &str = "UPDATE alarms SET told_at = coalesce(told_at, $3), end_told_at = $3, problem = $4, \
             told_to = '[]' WHERE id = $1 AND attempts = $2";
        let (id, claim) = (alarm.id, i64::from(alarm.attempts));
        let problem: String = problem.chars().take(500).collect();
        let done = if let Some(next) = next {
            writing!(self, pool => sqlx::query(LATER)
                .bind(id).bind(claim).bind(ms(next)).bind(problem).bind(list(told_to))
                .execute(pool).await?.rows_affected())
        } else {
            let sql = if alarm.ended.is_some() { END_TOLD } else { TOLD };
            writing!(self, pool => sqlx::query(sql)
                .bind(id).bind(claim).bind(ms(now)).bind(problem).execute(pool).await?.rows_affected())
        };
        Ok(done > 0)
    }

    /// The last alarms of a source, the newest first.
    pub async fn alarms(&self, source: &Name, limit: u32) -> StoreResult<Vec<Alarm>> {
        let sql =
            sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM alarms WHERE source = $1 ORDER BY id DESC LIMIT $2"));
        let rows: Vec<AlarmRow> = reading!(self, pool => sqlx::query_as(sql)
            .bind(source.as_str()).bind(i64::from(limit)).fetch_all(pool).await?);
        Ok(rows.into_iter().map(alarm).collect())
    }
}

fn alarm(row: AlarmRow) -> Alarm {
    Alarm {
        id: row.id,
        source: row.source,
        state: SourceState::of(&row.state).unwrap_or_default(),
        began: time(row.began_at),
        words: row.words,
        sample: row.sample,
        ended: row.ended_at.map(time),
        told: row.told_at.map(time),
        end_told: row.end_told_at.map(time),
        attempts: count(row.attempts),
        problem: row.problem,
        told_to: words(&row.told_to),
    }
}
