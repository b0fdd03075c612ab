//! Owns the ranking of a stored thread: the operator's weights, and the zone in which its site tells the time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Circumstances, RankOptions, Ranking, Thread, rank_in};
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
    /// Ranks the comments that stand under an article, whatever the clock says.
    pub fn rank(&self, article: &Article, comments: &[Comment]) -> Ranking {
        self.ranked(article, comments, None)
    }

    /// The same, choosing at a moment: what has not stood for the cooling-off time by then is not quoted.
    pub fn rank_at(&self, article: &Article, comments: &[Comment], now: DateTime<Utc>) -> Ranking {
        self.ranked(article, comments, Some(now))
    }

    fn ranked(&self, article: &Article, comments: &[Comment], now: Option<DateTime<Utc>>) -> Ranking {
        let said: Vec<FoundComment> = comments.iter().map(|comment| comment.said.clone()).collect();
        let first_seen: Vec<DateTime<Utc>> = comments.iter().map(|comment| comment.first_seen).collect();
        let zone = self.zones.get(&article.source).copied().unwrap_or(self.zone);
        let thread = Thread { title: &article.said.title, text: &article.said.text, comments: &said, zone };
        let circumstances = Circumstances { now, first_seen: &first_seen, against: &[] };
        rank_in(&thread, &self.options, &circumstances)
    }
}
