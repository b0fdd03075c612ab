//! Owns which comments feeds quote under an article, and when they are to be chosen anew.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::plan;
use super::report::ReportLinks;
use super::state::Ripening;
use crate::domain::{Article, ArticleId, Comment, Moderation, Name};
use crate::rank::{Judge, Quote};
use crate::store::Store;

/// The choices remembered at once: feeds share their articles, but a publication of everything passes by many.
const REMEMBERED: usize = 2_000;

/// What was chosen under one article, best first.
pub(super) type Chosen = Arc<Vec<(Comment, Quote)>>;

/// The comments chosen so far: feeds share their articles.
///
/// The moment of choosing is when the source was last gathered well, not the clock's: the same store gives the same
/// bytes, and a comment is quoted only once its site was seen to show it still after the cooling-off time.
#[derive(Debug)]
pub(super) struct Quoted {
    chosen: HashMap<ArticleId, Chosen>,
    gathered: HashMap<Name, DateTime<Utc>>,
    moderation: Moderation,
    reports: ReportLinks,
    looked: BTreeMap<i64, Option<Ripening>>,
}

impl Quoted {
    /// Nothing yet, under what is decided of comments.
    pub(super) async fn new(store: &Store, reports: ReportLinks) -> anyhow::Result<Self> {
        let standings = store.standings().await?;
        let gathered = standings.into_iter().filter_map(|(name, standing)| Some((name, standing.last_ok?))).collect();
        let moderation = store.moderation().await?;
        Ok(Self { chosen: HashMap::new(), gathered, moderation, reports, looked: BTreeMap::new() })
    }

    /// The fingerprint of what is blocked, which touches no article.
    pub(super) fn print(&self) -> String {
        plan::print(self.moderation.blocks())
    }

    /// The addresses at which comments are reported.
    pub(super) fn reports(&self) -> &ReportLinks {
        &self.reports
    }

    /// When a source was last gathered well.
    pub(super) fn gathered(&self, source: &Name) -> Option<DateTime<Utc>> {
        self.gathered.get(source).copied()
    }

    /// The articles looked at, each with when it is to be looked at again.
    pub(super) fn looked(&self) -> &BTreeMap<i64, Option<Ripening>> {
        &self.looked
    }

    /// What is quoted under an article now.
    pub(super) async fn under(&mut self, store: &Store, judge: &Judge, article: &Article) -> anyhow::Result<Chosen> {
        if let Some(chosen) = self.chosen.get(&article.id) {
            return Ok(chosen.clone());
        }
        let mut chosen = Chosen::default();
        if article.comments_held > 0 {
            let held = store.comments_under(article.id).await?;
            // A source whose every round failed in part: its comments are as old as the newest of them.
            let newest = held.iter().map(|comment| comment.first_seen).max().unwrap_or(article.first_seen);
            let now = self.gathered(&article.source).unwrap_or(newest).max(newest);
            self.looked.insert(article.id.0, ripening(article, &held, now, judge));
            chosen = self.choose(judge, article, held, now);
        }
        if self.chosen.len() >= REMEMBERED {
            self.chosen.clear();
        }
        self.chosen.insert(article.id, chosen.clone());
        Ok(chosen)
    }

    /// What is quoted under an article in an archive closed at a moment: only what was seen by then is chosen from, and
    /// votes do not count. They go on after that, and what they were by then is not known.
    pub(super) async fn under_at(
        &self,
        store: &Store,
        judge: &Judge,
        article: &Article,
        at: DateTime<Utc>,
    ) -> anyhow::Result<Chosen> {
        if article.comments_held == 0 {
            return Ok(Chosen::default());
        }
        let mut held = store.comments_under(article.id).await?;
        held.retain(|comment| comment.first_seen <= at);
        for comment in &mut held {
            comment.said.votes = None;
        }
        Ok(self.choose(judge, article, held, at))
    }

    fn choose(&self, judge: &Judge, article: &Article, held: Vec<Comment>, now: DateTime<Utc>) -> Chosen {
        let treatments = self.moderation.treatments(&held, &article.source);
        let ranking = judge.chosen(&held, &treatments, |kept| judge.rank_at(article, kept, now));
        let mut comments: Vec<Option<Comment>> = held.into_iter().map(Some).collect();
        let take = |quote: Quote| comments.get_mut(quote.index).and_then(Option::take).map(|comment| (comment, quote));
        Arc::new(ranking.into_iter().filter_map(take).collect())
    }
}

/// When the choice may be another only because comments have stood for longer: with the first good round of the source
/// from when the first of them has cooled.
fn ripening(article: &Article, held: &[Comment], now: DateTime<Utc>, judge: &Judge) -> Option<Ripening> {
    let cooling = TimeDelta::from_std(judge.options.cooling_off).unwrap_or(TimeDelta::MAX);
    let cooled = |comment: &Comment| comment.written().checked_add_signed(cooling);
    let first = held.iter().filter_map(cooled).filter(|from| *from > now).min()?;
    let source = article.source.to_string();
    Some(Ripening { article: article.id.0, source, from: first.timestamp_millis() })
}
