//! Owns the subscriber and the subscription of one person to one digest.

use chrono::{DateTime, Utc};

use super::{Address, Name};

/// The store's number of a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriberId(pub i64);

/// A person who may be mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// The store's number.
    pub id: SubscriberId,
    /// Where to write to.
    pub address: Address,
    /// How to greet them.
    pub name: Option<String>,
    /// When they were first stored.
    pub since: DateTime<Utc>,
    /// Why nobody may mail them, whatever they subscribe to.
    pub suppressed: Option<String>,
    /// The digests they subscribe to or left, by name.
    pub subscriptions: Vec<Subscription>,
}

/// One person's subscription to one digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The digest.
    pub digest: Name,
    /// The opaque token of its unsubscribe address.
    pub token: String,
    /// Whether it stands.
    pub state: SubscriptionState,
    /// How it came about: "operator", "import FILE", "proof".
    pub method: String,
    /// When it was given.
    pub since: DateTime<Utc>,
}

/// Whether a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscriptionState {
    /// Editions are sent.
    Active,
    /// The person left.
    Left,
}

impl SubscriptionState {
    /// The word in the store, in CSV and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Left => "left",
        }
    }
}
