//! Owns the secrets that are made once and kept: each purpose has one.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Store;
use super::columns::{ms, reading, writing};
use super::error::StoreResult;
use crate::domain::Seal;

impl Store {
    /// The seal of a purpose; made the first time it is asked for.
    pub async fn seal(&self, purpose: &str, now: DateTime<Utc>) -> StoreResult<Seal> {
        const READ: &str = "SELECT secret FROM seals WHERE purpose = $1";
        const MAKE: &str =
            "INSERT INTO seals (purpose, secret, made_at) VALUES ($1, $2, $3) ON CONFLICT (purpose) DO NOTHING";
        let held: Option<String> =
            reading!(self, pool => sqlx::query_scalar(READ).bind(purpose).fetch_optional(pool).await?);
        if let Some(secret) = held {
            return Ok(Seal::new(secret));
        }
        // 244 bits from the operating system's source of chance.
        let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        writing!(self, pool => sqlx::query(MAKE)
            .bind(purpose).bind(secret).bind(ms(now)).execute(pool).await.map(|_| ())?);
        let secret: String = reading!(self, pool => sqlx::query_scalar(READ).bind(purpose).fetch_one(pool).await?);
        Ok(Seal::new(secret))
    }
}
