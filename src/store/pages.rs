//! Owns the memory of each page that was asked for: its validators, and what it gave rise to.

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{ms, reading, row, writing};
use super::error::StoreResult;
use crate::domain::Name;

/// What is remembered of a page for the next request (RFC 9110 section 13).
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
}

row!(PageRow { etag: Option<String>, last_modified: Option<String>, rules: String, asks: String });

impl Store {
    /// What is remembered of a page.
    pub async fn page(&self, source: &Name, url: &str) -> StoreResult<Option<PageMemo>> {
        const SQL: &str = "SELECT etag, last_modified, rules, asks FROM pages WHERE source = $1 AND url = $2";
        let found: Option<PageRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(source.as_str()).bind(url).fetch_optional(pool).await?);
        Ok(found.map(|page| PageMemo {
            etag: page.etag,
            last_modified: page.last_modified,
            rules: page.rules,
            asks: page.asks,
        }))
    }

    /// Remembers a page.
    pub async fn remember_page(
        &self,
        source: &Name,
        url: &str,
        memo: &PageMemo,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO pages (url, source, etag, last_modified, rules, asks, read_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (source, url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, \
             rules = excluded.rules, asks = excluded.asks, read_at = excluded.read_at";
        writing!(self, pool => sqlx::query(SQL)
            .bind(url).bind(source.as_str()).bind(&memo.etag).bind(&memo.last_modified).bind(&memo.rules)
            .bind(&memo.asks).bind(ms(now)).execute(pool).await.map(|_| ())?);
        Ok(())
    }
}
