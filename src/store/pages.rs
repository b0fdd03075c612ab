//! Owns the memory of each page that was asked for: its validators, how long it is fresh, where it has moved, and what
//! it gave rise to.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::Store;
use super::columns::{count, ms, reading, row, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use super::looks::{self, LookTaken};
use crate::domain::{Name, Skips};

/// So many addresses are asked after in one statement.
pub(super) const AT_ONCE: usize = 50;

/// No page is left alone for longer: what says so was written by a clock that was wrong.
const LONGEST: TimeDelta = TimeDelta::hours(25);

/// What is remembered of a page for the next request (RFC 9110 section 13, RFC 9111).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageMemo {
    /// The ETag, verbatim.
    pub etag: Option<String>,
    /// The Last-Modified, verbatim.
    pub last_modified: Option<String>,
    /// The rules it was read by; under other rules the validators are void.
    pub rules: String,
    /// The requests it gave rise to, as JSON.
    pub asks: String,
    /// Until when it need not be asked for; of a page that failed, until when it is left alone.
    pub fresh_until: Option<DateTime<Utc>>,
    /// How long the document itself says that it stays as it is (a feed's `ttl`).
    pub ttl: Option<Duration>,
    /// When it says that it is not to be asked for.
    pub skips: Skips,
    /// Where it said to have moved for good.
    pub moved_to: Option<String>,
    /// How often it said so.
    pub moved_seen: u32,
    /// How many articles it announces.
    pub announced: u32,
    /// Whether every article it announces is held.
    pub settled: bool,
    /// Failed requests in a row.
    pub failures: u32,
}

row!(PageRow {
    etag: Option<String>,
    last_modified: Option<String>,
    rules: String,
    asks: String,
    fresh_until: Option<i64>,
    ttl: Option<i64>,
    skips: i64,
    moved_to: Option<String>,
    moved_seen: i64,
    announced: i64,
    settled: bool,
    failures: i64,
});

impl Store {
    /// What is remembered of a page.
    pub async fn page(&self, source: &Name, url: &str) -> StoreResult<Option<PageMemo>> {
        const SQL: &str = "SELECT etag, last_modified, rules, asks, fresh_until, ttl, moved_to, moved_seen, announced, \
             settled, failures, skips FROM pages WHERE source = $1 AND url = $2";
        let found: Option<PageRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(source.as_str()).bind(url).fetch_optional(pool).await?);
        Ok(found.map(memo))
    }

    /// Remembers a page.
    pub async fn remember_page(
        &self,
        source: &Name,
        url: &str,
        memo: &PageMemo,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        let mut tx = self.begin().await?;
        remember(&mut tx, source, url, memo, now).await?;
        tx.commit().await
    }

    /// Remembers all the pages of one look at an article, and the look itself, at once.
    pub async fn remember_look(
        &self,
        source: &Name,
        pages: &[(Url, PageMemo)],
        look: Option<&LookTaken>,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        let mut tx = self.begin().await?;
        for (url, memo) in pages {
            remember(&mut tx, source, url.as_str(), memo, now).await?;
        }
        if let Some(look) = look {
            looks::record(&mut tx, source, look, now).await?;
        }
        tx.commit().await
    }

    /// Which of these pages failed so often that they are left alone for now.
    pub async fn pages_left_alone(
        &self,
        source: &Name,
        urls: &[&Url],
        now: DateTime<Utc>,
    ) -> StoreResult<HashSet<String>> {
        let mut found = HashSet::new();
        for part in urls.chunks(AT_ONCE) {
            let sql = format!(
                "SELECT url FROM pages WHERE source = $1 AND failures > 0 AND fresh_until > $2 AND fresh_until <= $3 \
                 AND url IN ({})",
                places(4, part.len())
            );
            let urls: Vec<String> = reading!(self, pool => {
                let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str())).bind(source.as_str())
                    .bind(ms(now)).bind(ms(now + LONGEST));
                for url in part {
                    query = query.bind(url.as_str());
                }
                query.fetch_all(pool).await?
            });
            found.extend(urls);
        }
        Ok(found)
    }
}

pub(super) async fn remember(
    tx: &mut Tx,
    source: &Name,
    url: &str,
    memo: &PageMemo,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO pages (url, source, etag, last_modified, rules, asks, read_at, fresh_until, moved_to, \
         moved_seen, announced, settled, failures, ttl, skips) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
         $14, $15) \
         ON CONFLICT (source, url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, \
         rules = excluded.rules, asks = excluded.asks, read_at = excluded.read_at, \
         fresh_until = excluded.fresh_until, moved_to = excluded.moved_to, moved_seen = excluded.moved_seen, \
         announced = excluded.announced, settled = excluded.settled, failures = excluded.failures, \
         ttl = excluded.ttl, skips = excluded.skips";
    within!(tx, connection => sqlx::query(SQL)
        .bind(url).bind(source.as_str()).bind(&memo.etag).bind(&memo.last_modified).bind(&memo.rules)
        .bind(&memo.asks).bind(ms(now)).bind(memo.fresh_until.map(ms)).bind(&memo.moved_to)
        .bind(i64::from(memo.moved_seen)).bind(i64::from(memo.announced)).bind(memo.settled)
        .bind(i64::from(memo.failures)).bind(memo.ttl.map(|ttl| i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX)))
        .bind(i64::from(memo.skips.bits())).execute(connection).await.map(|_| ())?);
    Ok(())
}

fn memo(page: PageRow) -> PageMemo {
    PageMemo {
        etag: page.etag,
        last_modified: page.last_modified,
        rules: page.rules,
        asks: page.asks,
        fresh_until: page.fresh_until.map(time),
        ttl: page.ttl.and_then(|ttl| u64::try_from(ttl).ok()).map(Duration::from_millis),
        skips: Skips::of_bits(count(page.skips)),
        moved_to: page.moved_to,
        moved_seen: count(page.moved_seen),
        announced: count(page.announced),
        settled: page.settled,
        failures: count(page.failures),
    }
}

/// `$3, $4, …`: as many places as there are values, from the number `first`.
pub(super) fn places(first: usize, number: usize) -> String {
    (first..first + number).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}
