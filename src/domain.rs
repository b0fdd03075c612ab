//! Owns the nouns of the house: parsed types without I/O, without serde and without SQL.
//!
//! `FoundX` is what a page said, before the store; `X` is what the store holds. Everything else in the
//! crate may use these types; they use nothing but each other.

mod address;
mod article;
mod blocks;
mod comment;
mod edition;
mod feed_group;
mod flood;
mod health;
mod hex;
mod host;
mod hours;
mod moderation;
mod name;
mod schedule;
mod seal;
mod skips;
mod source;
mod span;
mod subscriber;
mod uid;
pub mod wording;

pub use address::{Address, AddressError, Masked};
pub use article::{Access, Article, ArticleId, Correction, FoundArticle, Image, told_by};
pub use blocks::{BlockKind, Blocks, folded};
pub use comment::{
    ANONYMOUS, Comment, CommentId, CommentKey, FoundComment, comments_below, shown_name, shown_writer, unstacked,
    whole_at,
};
pub use edition::{
    Balance, Delivery, DeliveryId, DeliveryState, Edition, EditionEntry, EditionId, EditionQuote, EditionState, Outcome,
};
pub use feed_group::FeedGroup;
pub use flood::{Flood, HeldSummary, Sighting, flood};
pub use health::{Sample, Usual, Watch};
pub use hex::hex;
pub use host::HostRecord;
pub use hours::{Hours, HoursError};
pub use moderation::{Moderation, REPORT_REASONS, Ruling, Treatment};
pub use name::{Name, NameError};
pub use schedule::{Schedule, ScheduleError};
pub use seal::{REPORT_SEAL, Seal, is_same};
pub use skips::Skips;
pub use source::{RoundFacts, SourceState};
pub use span::parse_span;
pub use subscriber::{Subscriber, SubscriberId, Subscription, SubscriptionState};
pub use uid::{URN, bare};
