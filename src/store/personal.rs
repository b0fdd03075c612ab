//! Owns the feeds of single people: the token that opens one, and what it is about.

use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Store;
use super::columns::{list, ms, reading, row, time, within, words, writing};
use super::error::StoreResult;
use crate::domain::{Address, Name, SubscriberId};

/// Characters of a token: hexadecimal, so that no mail program breaks an address at it.
const TOKEN: usize = 40;

/// A person's own feed.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalFeed {
    /// Whose it is.
    pub subscriber: SubscriberId,
    /// The minted id (`urn:uuid:…`): it stays when the token is renewed, so that nothing is shown as new again.
    pub uid: String,
    /// What opens it: whoever has it may read the feed.
    pub token: String,
    /// The topics of its own; empty: those of the digests the person gets.
    pub topics: Vec<String>,
    /// When the token was made.
    pub made: DateTime<Utc>,
}

// Without the token: what is printed may end up in a log.
impl fmt::Debug for PersonalFeed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { subscriber, uid, token: _, topics, made } = self;
        let mut shown = out.debug_struct("PersonalFeed");
        shown.field("subscriber", subscriber).field("uid", uid).field("topics", topics).field("made", made);
        shown.finish_non_exhaustive()
    }
}

/// A feed found by its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedFeed {
    /// The feed.
    pub feed: PersonalFeed,
    /// Whether nobody may mail the person.
    pub suppressed: bool,
    /// The digests the person gets, by name.
    pub digests: Vec<Name>,
}

/// What became of a wish for a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalChange {
    /// There was none before.
    Made,
    /// It has a new token; the old one opens nothing any more.
    Renewed,
    /// It was there, and stays as it is but for its topics.
    Kept,
}

row!(FeedRow { subscriber_id: i64, uid: String, token: String, topics: String, made_at: i64 });

row!(OpenedRow {
    subscriber_id: i64,
    uid: String,
    token: String,
    topics: String,
    made_at: i64,
    suppressed: Option<String>,
});

impl Store {
    /// A person's own feed, made where there is none; `topics` replaces those it had, `renew` its token. `None` where
    /// nobody has this address.
    pub async fn make_personal(
        &self,
        address: &Address,
        topics: Option<&[String]>,
        renew: bool,
        now: DateTime<Utc>,
    ) -> StoreResult<Option<(PersonalFeed, PersonalChange)>> {
        const FIND: &str = "SELECT id FROM subscribers WHERE folded = $1";
        const MAKE: &str = "INSERT INTO personal_feeds (subscriber_id, uid, token, topics, made_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subscriber_id) DO NOTHING";
        const RENEW: &str = "UPDATE personal_feeds SET token = $2, made_at = $3 WHERE subscriber_id = $1";
        const CHOOSE: &str = "UPDATE personal_feeds SET topics = $2 WHERE subscriber_id = $1";
        const READ: &str = "SELECT subscriber_id, uid, token, topics, made_at FROM personal_feeds \
             WHERE subscriber_id = $1";
        let mut tx = self.begin().await?;
        let person: Option<i64> = within!(&mut tx, connection => sqlx::query_scalar(FIND)
            .bind(address.folded()).fetch_optional(connection).await?);
        let Some(person) = person else { return Ok(None) };
        let chosen = topics.map(list);
        let made = within!(&mut tx, connection => sqlx::query(MAKE)
            .bind(person).bind(Uuid::new_v4().urn().to_string()).bind(token())
            .bind(chosen.as_deref().unwrap_or("[]")).bind(ms(now))
            .execute(connection).await.map(|done| done.rows_affected())?);
        let change = match (made, renew) {
            (1.., _) => PersonalChange::Made,
            (0, true) => PersonalChange::Renewed,
            (0, false) => PersonalChange::Kept,
        };
        if change == PersonalChange::Renewed {
            within!(&mut tx, connection => sqlx::query(RENEW)
                .bind(person).bind(token()).bind(ms(now)).execute(connection).await.map(|_| ())?);
        }
        if let (Some(chosen), true) = (&chosen, change != PersonalChange::Made) {
            within!(&mut tx, connection => sqlx::query(CHOOSE)
                .bind(person).bind(chosen).execute(connection).await.map(|_| ())?);
        }
        let row: FeedRow =
            within!(&mut tx, connection => sqlx::query_as(READ).bind(person).fetch_one(connection).await?);
        tx.commit().await?;
        Ok(Some((feed(row), change)))
    }

    /// Takes a person's own feed away: its token opens nothing any more, and a later feed is another one. Whether there
    /// was one.
    pub async fn revoke_personal(&self, address: &Address) -> StoreResult<bool> {
        const SQL: &str = "DELETE FROM personal_feeds \
             WHERE subscriber_id = (SELECT id FROM subscribers WHERE folded = $1)";
        let gone = writing!(self, pool => sqlx::query(SQL)
            .bind(address.folded()).execute(pool).await.map(|done| done.rows_affected())?);
        Ok(gone > 0)
    }

    /// The feed that a token opens, and what decides whether it may be read.
    pub async fn personal_of(&self, token: &str) -> StoreResult<Option<OpenedFeed>> {
        const SQL: &str = "SELECT f.subscriber_id, f.uid, f.token, f.topics, f.made_at, s.suppressed \
             FROM personal_feeds f JOIN subscribers s ON s.id = f.subscriber_id WHERE f.token = $1";
        const DIGESTS: &str = "SELECT digest FROM subscriptions \
             WHERE subscriber_id = $1 AND state = 'active' ORDER BY digest";
        if !is_token(token) {
            return Ok(None);
        }
        let found: Option<OpenedRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(token).fetch_optional(pool).await?);
        let Some(row) = found else { return Ok(None) };
        let digests: Vec<String> = reading!(self, pool => sqlx::query_scalar(DIGESTS)
            .bind(row.subscriber_id).fetch_all(pool).await?);
        let OpenedRow { subscriber_id, uid, token, topics, made_at, suppressed } = row;
        Ok(Some(OpenedFeed {
            feed: feed(FeedRow { subscriber_id, uid, token, topics, made_at }),
            suppressed: suppressed.is_some(),
            digests: digests.iter().filter_map(|digest| digest.parse().ok()).collect(),
        }))
    }

    /// Every feed of a person, in the order they came.
    pub async fn personal_feeds(&self) -> StoreResult<Vec<PersonalFeed>> {
        const SQL: &str = "SELECT subscriber_id, uid, token, topics, made_at FROM personal_feeds \
             ORDER BY subscriber_id";
        let rows: Vec<FeedRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(feed).collect())
    }
}

/// About 150 bits from the operating system's source of chance.
fn token() -> String {
    let mut token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    token.truncate(TOKEN);
    token
}

/// Whether a text has the shape of a token: the store is not asked for what cannot be one.
fn is_token(text: &str) -> bool {
    text.len() == TOKEN && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn feed(row: FeedRow) -> PersonalFeed {
    PersonalFeed {
        subscriber: SubscriberId(row.subscriber_id),
        uid: row.uid,
        token: row.token,
        topics: words(&row.topics),
        made: time(row.made_at),
    }
}
