//! Owns the subscribers: who is mailed what, how that came about, and who left.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Store;
use super::columns::{ms, reading, row, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use crate::domain::{Address, Name, Subscriber, SubscriberId, Subscription, SubscriptionState};

/// The method of a subscription that stands only because the operator asked for proofs.
pub(super) const PROOF: &str = "proof";

/// A person to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubscriber {
    /// Where to write to.
    pub address: Address,
    /// How to greet them.
    pub name: Option<String>,
    /// The digests they asked for.
    pub digests: Vec<Name>,
    /// The digests they left, where the list they come from says so; leaving outweighs whatever stands.
    pub left: Vec<Name>,
    /// How this came about: "operator", "import FILE".
    pub method: String,
    /// Why nobody may mail them, where the list they come from says so.
    pub suppressed: Option<String>,
}

/// What became of a person who was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// They were not known before.
    New,
    /// They were known, and now get a digest they did not get before.
    Subscribed,
    /// They had all of it already.
    Unchanged,
    /// They left one of these digests; they were not signed up again.
    Left,
    /// Nobody may mail them.
    Suppressed,
}

/// A subscription found by the token of its unsubscribe address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The digest.
    pub digest: Name,
    /// Who.
    pub address: Address,
    /// Whether it stands.
    pub state: SubscriptionState,
}

row!(PersonRow { id: i64, address: String, name: Option<String>, since_at: i64, suppressed: Option<String> });

row!(SubscriptionRow {
    subscriber_id: i64,
    digest: String,
    token: String,
    state: String,
    method: String,
    since_at: i64,
});

row!(TokenRow { digest: String, address: String, state: String });

impl Store {
    /// Adds a person, or more digests to one who is known. Nobody who left is signed up again.
    pub async fn add_subscriber(&self, new: &NewSubscriber, now: DateTime<Utc>) -> StoreResult<Added> {
        let mut tx = self.begin().await?;
        let added = add(&mut tx, new, now).await?;
        tx.commit().await?;
        Ok(added)
    }

    /// Adds many people; one answer each, in order.
    pub async fn add_subscribers(&self, new: &[NewSubscriber], now: DateTime<Utc>) -> StoreResult<Vec<Added>> {
        // In pieces, so that nobody who wants to leave or to be mailed waits for the end; adding twice is as good as once.
        const PIECE: usize = 500;
        let mut answers = Vec::with_capacity(new.len());
        for piece in new.chunks(PIECE) {
            let mut tx = self.begin().await?;
            for person in piece {
                answers.push(add(&mut tx, person, now).await?);
            }
            tx.commit().await?;
        }
        Ok(answers)
    }

    /// Everybody, in the order they came.
    pub async fn subscribers(&self) -> StoreResult<Vec<Subscriber>> {
        const PEOPLE: &str = "SELECT id, address, name, since_at, suppressed FROM subscribers ORDER BY id";
        const SUBSCRIPTIONS: &str = "SELECT subscriber_id, digest, token, state, method, since_at FROM subscriptions \
             ORDER BY subscriber_id, digest";
        let people: Vec<PersonRow> = reading!(self, pool => sqlx::query_as(PEOPLE).fetch_all(pool).await?);
        let rows: Vec<SubscriptionRow> = reading!(self, pool => sqlx::query_as(SUBSCRIPTIONS).fetch_all(pool).await?);
        let mut rows = rows.into_iter().peekable();
        let mut out = Vec::with_capacity(people.len());
        for person in people {
            let mut subscriptions = Vec::new();
            while let Some(row) = rows.next_if(|row| row.subscriber_id <= person.id) {
                subscriptions.extend(subscription(row));
            }
            out.extend(subscriber(person, subscriptions));
        }
        Ok(out)
    }

    /// The subscription of a token.
    pub async fn subscription_of(&self, token: &str) -> StoreResult<Option<Leaving>> {
        const SQL: &str = "SELECT p.digest, s.address, p.state FROM subscriptions p \
             JOIN subscribers s ON s.id = p.subscriber_id WHERE p.token = $1";
        let found: Option<TokenRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(token).fetch_optional(pool).await?);
        Ok(found.and_then(leaving))
    }

    /// Ends the subscription of a token, and whatever of it is still queued. Twice is as good as once.
    pub async fn leave(&self, token: &str, now: DateTime<Utc>) -> StoreResult<Option<Leaving>> {
        const LEAVE: &str =
            "UPDATE subscriptions SET state = 'left', left_at = $2 WHERE token = $1 AND state = 'active'";
        const UNQUEUE: &str = "UPDATE deliveries SET state = 'skipped', reply = 'left', updated_at = $2 \
             WHERE state = 'queued' AND EXISTS (SELECT 1 FROM subscriptions p JOIN editions e ON e.digest = p.digest \
             WHERE p.token = $1 AND p.subscriber_id = deliveries.subscriber_id AND e.id = deliveries.edition_id)";
        let mut tx = self.begin().await?;
        within!(&mut tx, connection => {
            sqlx::query(LEAVE).bind(token).bind(ms(now)).execute(&mut *connection).await?;
            sqlx::query(UNQUEUE).bind(token).bind(ms(now)).execute(&mut *connection).await?;
        });
        tx.commit().await?;
        self.subscription_of(token).await
    }
}

/// Makes sure that a proof address is a subscriber, so that its letters carry a token like any other's.
pub(super) async fn add_proof(tx: &mut Tx, address: &Address, digest: &Name, now: DateTime<Utc>) -> StoreResult<()> {
    let proof = NewSubscriber {
        address: address.clone(),
        name: None,
        digests: vec![digest.clone()],
        left: Vec::new(),
        method: PROOF.to_owned(),
        suppressed: None,
    };
    add(tx, &proof, now).await.map(|_| ())
}

async fn add(tx: &mut Tx, new: &NewSubscriber, now: DateTime<Utc>) -> StoreResult<Added> {
    const INSERT: &str = "INSERT INTO subscribers (address, folded, name, since_at, suppressed) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (folded) DO NOTHING";
    const FIND: &str = "SELECT id, address, name, since_at, suppressed FROM subscribers WHERE folded = $1";
    const SUPPRESS: &str = "UPDATE subscribers SET suppressed = $2 WHERE id = $1 AND suppressed IS NULL";
    let folded = new.address.folded();
    let made = within!(tx, connection => sqlx::query(INSERT)
        .bind(new.address.as_str()).bind(&folded).bind(&new.name).bind(ms(now)).bind(&new.suppressed)
        .execute(connection).await.map(|done| done.rows_affected())?)
        > 0;
    let person: PersonRow = within!(tx, connection => sqlx::query_as(FIND).bind(&folded).fetch_one(connection).await?);
    if let (Some(why), None) = (&new.suppressed, &person.suppressed) {
        within!(tx, connection => sqlx::query(SUPPRESS).bind(person.id).bind(why).execute(connection).await.map(|_| ())?);
    }
    for digest in &new.left {
        record_left(tx, person.id, digest, &new.method, now).await?;
    }
    let suppressed = new.suppressed.is_some() || person.suppressed.is_some();
    if suppressed && !made {
        return Ok(Added::Suppressed);
    }
    // Whoever left one of the digests is signed up for none of them: the list that asks does not know their will.
    if !made && has_left(tx, person.id, &new.digests).await? {
        return Ok(Added::Left);
    }
    let mut answer = if made { Added::New } else { Added::Unchanged };
    for digest in &new.digests {
        if subscribe(tx, person.id, digest, &new.method, now).await? && !made {
            answer = Added::Subscribed;
        }
    }
    Ok(match answer {
        _ if suppressed => Added::Suppressed,
        Added::Unchanged | Added::New if new.digests.is_empty() && !new.left.is_empty() => Added::Left,
        answer => answer,
    })
}

/// Records that a person left a digest, whether or not they were ever sent it from here.
async fn record_left(tx: &mut Tx, person: i64, digest: &Name, method: &str, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO subscriptions (subscriber_id, digest, token, state, method, since_at, left_at) \
         VALUES ($1, $2, $3, 'left', $4, $5, $5) ON CONFLICT (subscriber_id, digest) DO UPDATE \
         SET state = 'left', left_at = excluded.left_at WHERE subscriptions.state = 'active'";
    let token = Uuid::new_v4().simple().to_string();
    within!(tx, connection => sqlx::query(SQL)
        .bind(person).bind(digest.as_str()).bind(token).bind(method).bind(ms(now))
        .execute(connection).await.map(|_| ())?);
    Ok(())
}

/// Whether a person left one of these digests.
async fn has_left(tx: &mut Tx, person: i64, digests: &[Name]) -> StoreResult<bool> {
    const SQL: &str = "SELECT digest FROM subscriptions WHERE subscriber_id = $1 AND state = 'left'";
    let left: Vec<String> =
        within!(tx, connection => sqlx::query_scalar(SQL).bind(person).fetch_all(connection).await?);
    Ok(digests.iter().any(|digest| left.iter().any(|left| left == digest.as_str())))
}

/// Makes a subscription; whether there was none before.
async fn subscribe(tx: &mut Tx, person: i64, digest: &Name, method: &str, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO subscriptions (subscriber_id, digest, token, state, method, since_at) \
         VALUES ($1, $2, $3, 'active', $4, $5) ON CONFLICT (subscriber_id, digest) DO NOTHING";
    // A person of their own will outweighs the operator's proof list.
    const CLAIM: &str = "UPDATE subscriptions SET method = $3 \
         WHERE subscriber_id = $1 AND digest = $2 AND method = 'proof' AND $3 <> 'proof' AND state = 'active'";
    let token = Uuid::new_v4().simple().to_string();
    let made = within!(tx, connection => sqlx::query(SQL)
        .bind(person).bind(digest.as_str()).bind(token).bind(method).bind(ms(now))
        .execute(connection).await.map(|done| done.rows_affected())?);
    if made > 0 {
        return Ok(true);
    }
    let claimed = within!(tx, connection => sqlx::query(CLAIM)
        .bind(person).bind(digest.as_str()).bind(method)
        .execute(connection).await.map(|done| done.rows_affected())?);
    Ok(claimed > 0)
}

fn state_of(word: &str) -> SubscriptionState {
    if word == SubscriptionState::Active.as_str() { SubscriptionState::Active } else { SubscriptionState::Left }
}

fn subscriber(row: PersonRow, subscriptions: Vec<Subscription>) -> Option<Subscriber> {
    Some(Subscriber {
        id: SubscriberId(row.id),
        address: row.address.parse().ok()?,
        name: row.name,
        since: time(row.since_at),
        suppressed: row.suppressed,
        subscriptions,
    })
}

fn subscription(row: SubscriptionRow) -> Option<Subscription> {
    Some(Subscription {
        digest: row.digest.parse().ok()?,
        token: row.token,
        state: state_of(&row.state),
        method: row.method,
        since: time(row.since_at),
    })
}

fn leaving(row: TokenRow) -> Option<Leaving> {
    let TokenRow { digest, address, state } = row;
    Some(Leaving { digest: digest.parse().ok()?, address: address.parse().ok()?, state: state_of(&state) })
}
