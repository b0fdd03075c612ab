//! Owns the deliveries: the claim that hands each out once, the record of what became of it, and the balance (I5).

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{count, ms, reading, row, time, within, writing};
use super::error::{StoreError, StoreResult};
use crate::domain::{Balance, Delivery, DeliveryId, DeliveryState, EditionId, Outcome};

/// What waits to be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueView {
    /// Waiting.
    pub queued: u32,
    /// Being sent.
    pub sending: u32,
    /// The next attempt of those that wait.
    pub next: Option<DateTime<Utc>>,
}

row!(Claimed { id: i64 });

row!(DeliveryRow {
    id: i64,
    edition_id: i64,
    address: String,
    name: Option<String>,
    token: String,
    proof: bool,
    attempts: i64,
    claim: i64,
});

row!(StateRow { state: String, n: i64 });

row!(QueueRow { queued: i64, sending: i64, next: Option<i64> });

impl Store {
    /// Claims at most `limit` deliveries that are due, proofs first. Whoever left, is suppressed, or whose edition is
    /// stale is passed over in the same statement (I7); others wait while a proof of their edition is due or under way
    /// (also after a kill), but for none put off. The outer WHERE repeats the guard: on PostgreSQL two claimers may
    /// pick the same row, and only one may have it.
    pub async fn claim_deliveries(&self, now: DateTime<Utc>, limit: u32) -> StoreResult<Vec<Delivery>> {
        const CLAIM: &str = "UPDATE deliveries SET state = 'sending', claim = claim + 1, attempts = attempts + 1, \
             updated_at = $1 WHERE id IN ( \
              SELECT d.id FROM deliveries d JOIN editions e ON e.id = d.edition_id \
              JOIN subscribers s ON s.id = d.subscriber_id \
              JOIN subscriptions p ON p.subscriber_id = d.subscriber_id AND p.digest = e.digest \
              WHERE d.state = 'queued' AND d.next_at <= $1 AND e.stale_at > $1 \
              AND p.state = 'active' AND s.suppressed IS NULL \
              AND (d.proof OR NOT EXISTS (SELECT 1 FROM deliveries q JOIN subscriptions w \
               ON w.subscriber_id = q.subscriber_id AND w.digest = e.digest AND w.state = 'active' \
               JOIN subscribers u ON u.id = q.subscriber_id AND u.suppressed IS NULL \
               WHERE q.edition_id = d.edition_id AND q.proof \
               AND ((q.state = 'queued' AND q.next_at <= $1) OR q.state = 'sending'))) \
              ORDER BY d.proof DESC, d.id LIMIT $2) \
             AND state = 'queued' AND next_at <= $1 RETURNING id";
        const READ: &str = "SELECT d.id, d.edition_id, s.address, s.name, p.token, d.proof, d.attempts, d.claim \
             FROM deliveries d JOIN editions e ON e.id = d.edition_id JOIN subscribers s ON s.id = d.subscriber_id \
             JOIN subscriptions p ON p.subscriber_id = d.subscriber_id AND p.digest = e.digest WHERE d.id = $1";
        // One claim after another: two that lock several rows in different orders would wait for each other for ever.
        let mut tx = self.begin_alone_for("claim").await?;
        let rows = within!(&mut tx, connection => {
            let claimed: Vec<Claimed> = sqlx::query_as(CLAIM)
                .bind(ms(now)).bind(i64::from(limit)).fetch_all(&mut *connection).await?;
            let mut rows: Vec<DeliveryRow> = Vec::with_capacity(claimed.len());
            for Claimed { id } in claimed {
                rows.push(sqlx::query_as(READ).bind(id).fetch_one(&mut *connection).await?);
            }
            rows
        });
        tx.commit().await?;
        rows.into_iter().map(delivery).collect()
    }

    /// Records what became of a claimed delivery. Answers false where the claim is no longer ours: then somebody else
    /// has taken it over, and nothing is changed.
    pub async fn record_outcome(
        &self,
        delivery: &Delivery,
        outcome: &Outcome,
        now: DateTime<Utc>,
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE deliveries SET state = $3, reply = $4, next_at = $5, updated_at = $6 \
             WHERE id = $1 AND claim = $2 AND state = 'sending'";
        let (state, reply, next) = match outcome {
            Outcome::Accepted { reply } => (DeliveryState::Accepted, reply, None),
            Outcome::Deferred { reply, next } => (DeliveryState::Queued, reply, Some(*next)),
            Outcome::Failed { reply } => (DeliveryState::Failed, reply, None),
            Outcome::Uncertain { reply } => (DeliveryState::Uncertain, reply, None),
            Outcome::Skipped { reason } => (DeliveryState::Skipped, reason, None),
        };
        let reply: String = reply.chars().take(500).collect();
        let done = writing!(self, pool => sqlx::query(SQL)
            .bind(delivery.id.0).bind(delivery.claim).bind(state.as_str()).bind(reply)
            .bind(next.map_or(0, ms)).bind(ms(now)).execute(pool).await.map(|done| done.rows_affected())?);
        Ok(done > 0)
    }

    /// Decides what a dead process left half done: `resend` queues it again (with the same Message-ID), otherwise it
    /// is uncertain and waits for a person. Only whoever holds the lock of the delivering job may call this.
    pub async fn recover_deliveries(&self, resend: bool, now: DateTime<Utc>) -> StoreResult<u32> {
        const SQL: &str = "UPDATE deliveries SET state = $1, reply = $2, next_at = 0, updated_at = $3 \
             WHERE state = 'sending'";
        let state = if resend { DeliveryState::Queued } else { DeliveryState::Uncertain };
        let reply = "the process ended before the answer was recorded";
        let done = writing!(self, pool => sqlx::query(SQL)
            .bind(state.as_str()).bind(reply).bind(ms(now)).execute(pool).await.map(|done| done.rows_affected())?);
        Ok(u32::try_from(done).unwrap_or(u32::MAX))
    }

    /// Queues again, under the same Message-ID, what is in the state `from` (uncertain or failed) and not stale. What
    /// is being sent or was accepted is never touched.
    pub async fn requeue_deliveries(&self, from: DeliveryState, now: DateTime<Utc>) -> StoreResult<u32> {
        const SQL: &str = "UPDATE deliveries SET state = 'queued', next_at = 0, updated_at = $1 \
             WHERE state = $2 AND state IN ('uncertain', 'failed') \
             AND EXISTS (SELECT 1 FROM editions e WHERE e.id = deliveries.edition_id AND e.stale_at > $1)";
        let done = writing!(self, pool => sqlx::query(SQL)
            .bind(ms(now)).bind(from.as_str()).execute(pool).await.map(|done| done.rows_affected())?);
        Ok(u32::try_from(done).unwrap_or(u32::MAX))
    }

    /// Takes out of the queue whoever left or is suppressed (skipped), and what is stale (failed when it was tried).
    pub async fn sweep_deliveries(&self, now: DateTime<Utc>) -> StoreResult<u32> {
        const LEFT: &str = "UPDATE deliveries SET state = 'skipped', updated_at = $1, \
             reply = CASE WHEN EXISTS (SELECT 1 FROM subscribers s WHERE s.id = deliveries.subscriber_id \
              AND s.suppressed IS NOT NULL) THEN 'suppressed' ELSE 'left' END \
             WHERE state = 'queued' AND NOT EXISTS (SELECT 1 FROM subscriptions p \
              JOIN editions e ON e.digest = p.digest JOIN subscribers s ON s.id = p.subscriber_id \
              WHERE p.subscriber_id = deliveries.subscriber_id AND e.id = deliveries.edition_id \
              AND p.state = 'active' AND s.suppressed IS NULL)";
        const STALE: &str = "UPDATE deliveries SET updated_at = $1, \
             state = CASE WHEN attempts > 0 THEN 'failed' ELSE 'skipped' END, \
             reply = CASE WHEN attempts > 0 THEN 'given up as stale, after: ' || reply ELSE 'stale' END \
             WHERE state = 'queued' AND EXISTS (SELECT 1 FROM editions e WHERE e.id = deliveries.edition_id \
              AND e.stale_at <= $1)";
        let mut tx = self.begin().await?;
        let (left, stale) = within!(&mut tx, connection => {
            let left = sqlx::query(LEFT).bind(ms(now)).execute(&mut *connection).await?.rows_affected();
            let stale = sqlx::query(STALE).bind(ms(now)).execute(&mut *connection).await?.rows_affected();
            (left, stale)
        });
        tx.commit().await?;
        Ok(u32::try_from(left + stale).unwrap_or(u32::MAX))
    }

    /// The two-sided account of an edition.
    pub async fn balance(&self, edition: EditionId) -> StoreResult<Balance> {
        const CANDIDATES: &str = "SELECT candidates FROM editions WHERE id = $1";
        const STATES: &str = "SELECT state, count(*) AS n FROM deliveries WHERE edition_id = $1 GROUP BY state";
        let candidates: i64 =
            reading!(self, pool => sqlx::query_scalar(CANDIDATES).bind(edition.0).fetch_one(pool).await?);
        let rows: Vec<StateRow> = reading!(self, pool => sqlx::query_as(STATES).bind(edition.0).fetch_all(pool).await?);
        let mut balance = Balance { candidates: count(candidates), ..Balance::default() };
        for row in rows {
            let n = count(row.n);
            match DeliveryState::from_word(&row.state) {
                Some(DeliveryState::Queued | DeliveryState::Sending) => balance.queued += n,
                Some(DeliveryState::Accepted) => balance.accepted += n,
                Some(DeliveryState::Failed) => balance.failed += n,
                Some(DeliveryState::Uncertain) => balance.uncertain += n,
                Some(DeliveryState::Skipped) => balance.skipped += n,
                None => return Err(StoreError::Broken(format!("a delivery in the state {:?}", row.state))),
            }
        }
        Ok(balance)
    }

    /// What waits to be sent.
    pub async fn queue(&self) -> StoreResult<QueueView> {
        const SQL: &str = "SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued') AS queued, \
             (SELECT count(*) FROM deliveries WHERE state = 'sending') AS sending, \
             (SELECT min(next_at) FROM deliveries WHERE state = 'queued') AS next";
        let row: QueueRow = reading!(self, pool => sqlx::query_as(SQL).fetch_one(pool).await?);
        Ok(QueueView { queued: count(row.queued), sending: count(row.sending), next: row.next.map(time) })
    }
}

fn delivery(row: DeliveryRow) -> StoreResult<Delivery> {
    let address = row.address.parse();
    Ok(Delivery {
        id: DeliveryId(row.id),
        edition: EditionId(row.edition_id),
        address: address.map_err(|error| StoreError::Broken(format!("a subscriber whose address is none: {error}")))?,
        name: row.name,
        token: row.token,
        proof: row.proof,
        attempts: count(row.attempts).saturating_sub(1),
        claim: row.claim,
    })
}
