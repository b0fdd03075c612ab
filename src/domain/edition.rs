//! Owns the edition (one frozen, dated issue of a digest) and the delivery (one letter for one recipient).

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Address, ArticleId, CommentId, Correction, Image, Name};

/// The store's number of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId(pub i64);

/// Whether an edition goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EditionState {
    /// Frozen, with one delivery for each candidate.
    Frozen,
    /// Its window closed without a mail (nothing new, or missed by more than the operator allows).
    Skipped,
}

/// One frozen, dated issue of a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The store's number.
    pub id: EditionId,
    /// The minted id, part of each Message-ID.
    pub uid: String,
    /// The digest it is an issue of.
    pub digest: Name,
    /// Its name within the digest: the local date it was due, `2026-11-22`, with `-2` if that was taken.
    pub date: String,
    /// The window of first-seen times `[from, cut)`; `None` where it is the first.
    pub from: Option<DateTime<Utc>>,
    /// The end of the window, exclusive.
    pub cut: DateTime<Utc>,
    /// After this moment it is not sent any more.
    pub stale: DateTime<Utc>,
    /// Whether it goes out.
    pub state: EditionState,
    /// Why it does not go out, or empty.
    pub reason: String,
    /// The domain on the right of each Message-ID.
    pub mail_domain: String,
    /// How many deliveries were made for it when it was frozen.
    pub candidates: u32,
    /// How many further articles of the window were left out for length.
    pub left_out: u32,
    /// The articles, in order.
    pub entries: Vec<EditionEntry>,
}

/// One article of an edition, in the revision that was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionEntry {
    /// The article.
    pub article: ArticleId,
    /// The revision that was frozen.
    pub revision: u32,
    /// Its address.
    pub url: String,
    /// The headline of that revision.
    pub title: String,
    /// The lead of that revision.
    pub lead: Option<String>,
    /// Author names.
    pub authors: Vec<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// The lead image.
    pub image: Option<Image>,
    /// The amendment notice of that revision.
    pub correction: Option<Correction>,
    /// The number of comments when it was frozen.
    pub comments_total: u32,
    /// The sources that told it by then, the one that had it first in front.
    pub sources: Vec<Name>,
    /// The comments quoted under it, best first.
    pub quotes: Vec<EditionQuote>,
}

/// One comment quoted in an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionQuote {
    /// The comment.
    pub comment: CommentId,
    /// The name shown with it.
    pub author: Option<String>,
    /// The role shown with it.
    pub role: Option<String>,
    /// The words quoted, cut at a sentence end.
    pub excerpt: String,
    /// Why it was chosen, in plain words.
    pub reason: String,
    /// The line it answers, where it is a reply.
    pub answers: Option<String>,
    /// Where all of it stands, where the words quoted are not all of it.
    pub whole: Option<String>,
}

/// The store's number of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub i64);

/// Where a delivery stands. Every delivery is in exactly one of these at every instant (I5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeliveryState {
    /// Waiting to be claimed, or for its next attempt.
    Queued,
    /// Claimed by a running process; counts as queued in a balance.
    Sending,
    /// The server took responsibility for it.
    Accepted,
    /// Refused for good, or given up.
    Failed,
    /// The process or the link died before the server's answer was recorded.
    Uncertain,
    /// Not sent on purpose, with a reason.
    Skipped,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Sending, Self::Accepted, Self::Failed, Self::Uncertain, Self::Skipped];

    /// The word in the store and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::Skipped => "skipped",
        }
    }

    /// The state of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// One claimed letter for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The store's number.
    pub id: DeliveryId,
    /// The edition to send.
    pub edition: EditionId,
    /// Whom to.
    pub address: Address,
    /// How to greet them.
    pub name: Option<String>,
    /// The token of their unsubscribe address.
    pub token: String,
    /// Whether it is the operator's proof copy.
    pub proof: bool,
    /// Earlier attempts.
    pub attempts: u32,
    /// The fence: only the claim that holds this number may record the outcome.
    pub claim: i64,
}

/// What became of one attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered 2xx after the final dot (or the file is in place, or sendmail exited 0).
    Accepted {
        /// The server's words.
        reply: String,
    },
    /// A passing failure: try again at `next`.
    Deferred {
        /// The server's words, or the error.
        reply: String,
        /// When to try again.
        next: DateTime<Utc>,
    },
    /// A final failure.
    Failed {
        /// The server's words, or the error.
        reply: String,
    },
    /// The letter was handed over and no answer came.
    Uncertain {
        /// What happened.
        reply: String,
    },
    /// Not sent on purpose.
    Skipped {
        /// Why.
        reason: String,
    },
}

/// The two-sided account of one edition (I5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balance {
    /// Deliveries made when the edition was frozen.
    pub candidates: u32,
    /// Taken by the server.
    pub accepted: u32,
    /// Refused for good.
    pub failed: u32,
    /// Without an answer.
    pub uncertain: u32,
    /// Left out on purpose.
    pub skipped: u32,
    /// Still to go, those being sent included.
    pub queued: u32,
}

impl Balance {
    /// Whether both sides are equal.
    pub fn balances(&self) -> bool {
        self.candidates == self.accepted + self.failed + self.uncertain + self.skipped + self.queued
    }
}

impl std::ops::AddAssign for Balance {
    fn add_assign(&mut self, other: Self) {
        self.candidates += other.candidates;
        self.accepted += other.accepted;
        self.failed += other.failed;
        self.uncertain += other.uncertain;
        self.skipped += other.skipped;
        self.queued += other.queued;
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} candidates = {} accepted + {} failed + {} uncertain + {} skipped + {} queued",
            self.candidates, self.accepted, self.failed, self.uncertain, self.skipped, self.queued
        )
    }
}
