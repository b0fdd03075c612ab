//! Owns the ranking of a stored thread: the operator's weights, and the zone in which its site tells the time.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::{RankOptions, Ranking, Thread, rank};
use crate::domain::{Article, Comment, FoundComment, Name};

/// Ranks stored threads.
#[derive(Debug, Clone)]
pub struct Judge {
    /// What the operator tuned.
    pub options: RankOptions,
    /// The zone of each source's times.
    pub zones: BTreeMap<Name, Tz>,
    /// The zone of sources that are no longer configured.
    pub zone: Tz,
}

impl Judge {
    /// Ranks the comments that stand under an article.
    pub fn rank(&self, article: &Article, comments: &[Comment]) -> Ranking {
        let said: Vec<FoundComment> = comments.iter().map(|comment| comment.said.clone()).collect();
        let zone = self.zones.get(&article.source).copied().unwrap_or(self.zone);
        let thread = Thread { title: &article.said.title, text: &article.said.text, comments: &said, zone };
        rank(&thread, &self.options)
    }
}
