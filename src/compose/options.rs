//! Owns what an operator can say of a digest.

use std::time::Duration;

use crate::domain::{Address, Name, Schedule};

/// One digest.
#[derive(Debug, Clone)]
pub struct DigestOptions {
    /// Its name, part of its addresses and of its List-Id.
    pub name: Name,
    /// Its title.
    pub title: String,
    /// The template of its subject line.
    pub subject: String,
    /// When an edition is due.
    pub schedule: Schedule,
    /// Only articles of these topics (compared without case); empty: all.
    pub topics: Vec<String>,
    /// Only articles of these sources; empty: all.
    pub sources: Vec<Name>,
    /// At most so many articles in full.
    pub max_articles: u32,
    /// Who gets each edition first.
    pub proof_to: Vec<Address>,
    /// How late an edition may still go out after a stop.
    pub send_if_within: Duration,
    /// What becomes of one that is later.
    pub if_later: IfLater,
    /// How long after it was due a recipient is still tried.
    pub stale_after: Duration,
    /// The folder of its templates within `templates/`.
    pub template: String,
    /// Whether each edition has a page on the web.
    pub archive: bool,
}

/// What becomes of an edition that was missed by more than [`DigestOptions::send_if_within`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfLater {
    /// Its articles go into the next edition.
    Merge,
    /// Its window closes unsent.
    Skip,
}
