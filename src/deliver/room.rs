//! Owns what a delivery run works with, and its tally.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::mailer::Mailer;
use super::options::{AlarmOptions, MailOptions};
use crate::clock::Clock;
use crate::domain::{Name, Outcome};
use crate::render::{Masthead, Templates};
use crate::store::Store;

/// What delivering needs.
#[derive(Debug, Clone)]
pub struct PostRoom {
    /// The queue.
    pub store: Store,
    /// The transport.
    pub mailer: Arc<dyn Mailer>,
    /// How letters are addressed.
    pub mail: Arc<MailOptions>,
    /// The templates.
    pub templates: Arc<Templates>,
    /// Who is told of a source that breaks.
    pub alarms: Arc<AlarmOptions>,
    /// The digests' mastheads.
    pub mastheads: Arc<BTreeMap<Name, Arc<Masthead>>>,
    /// The present.
    pub clock: Clock,
}

/// What became of one run through the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Taken by the server.
    pub accepted: u32,
    /// Put off for later.
    pub deferred: u32,
    /// Refused for good.
    pub failed: u32,
    /// Without an answer.
    pub uncertain: u32,
    /// Left out on purpose.
    pub skipped: u32,
    /// Left half done by a process that died, and decided now.
    pub recovered: u32,
    /// Letters to the operator taken by the server.
    pub alarms: u32,
    /// Letters to the operator put off for later.
    pub alarms_put_off: u32,
    /// Why the run ended early, or empty.
    pub stopped: String,
}

impl Delivered {
    /// Adds one letter.
    pub(super) fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Accepted { .. } => self.accepted += 1,
            Outcome::Deferred { .. } => self.deferred += 1,
            Outcome::Failed { .. } => self.failed += 1,
            Outcome::Uncertain { .. } => self.uncertain += 1,
            Outcome::Skipped { .. } => self.skipped += 1,
        }
    }
}
