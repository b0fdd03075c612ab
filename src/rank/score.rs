//! Owns the score: features brought to one scale within their article, weighed, and led by the votes where the site
//! has them.

use super::options::Weights;
use super::references::Links;
use super::replies::Standing;
use super::similarity::Likeness;
use super::substance::{Bar, Substance};
use crate::domain::FoundComment;

/// As many answers as this, in a thread whose comments have no more, count as many.
const MANY_ANSWERS: f64 = 3.0;

/// What speaks for a comment, each 0 to 1 and comparable only within its article.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Features {
    /// Where it stands by votes; `None` where the site's votes tell nothing apart.
    pub votes: Option<f64>,
    /// Answers drawn, by the logarithm.
    pub replies: f64,
    /// 1 at the top of the site's threading, a half below, a third below that.
    pub opening: f64,
    /// 1 for the first, 0 for the last.
    pub early: f64,
    /// Rank by centrality.
    pub centrality: f64,
    /// Rank by closeness to the article.
    pub relevance: f64,
    /// 1 less the likeness to what was said before.
    pub novelty: f64,
    /// Rank by distinct words, tempered by their number.
    pub substance: f64,
    /// First-hand experience.
    pub experience: f64,
    /// Figures, named bodies, addresses.
    pub evidence: f64,
    /// Reasons and fairness.
    pub reasoning: f64,
    /// The share of the score that incivility and want of form leave.
    pub kept: f64,
}

impl Features {
    /// What each feature adds to the score before anything is taken off, 0 to 1 in all.
    pub(super) fn shares(&self, weights: &Weights) -> [f64; 10] {
        let shares = [
            weights.replies * self.replies,
            weights.opening * self.opening,
            weights.early * self.early,
            weights.centrality * self.centrality,
            weights.relevance * self.relevance,
            weights.novelty * self.novelty,
            weights.substance * self.substance,
            weights.experience * self.experience,
            weights.evidence * self.evidence,
            weights.reasoning * self.reasoning,
        ];
        let total: f64 = [
            weights.replies,
            weights.opening,
            weights.early,
            weights.centrality,
            weights.relevance,
            weights.novelty,
            weights.substance,
            weights.experience,
            weights.evidence,
            weights.reasoning,
        ]
        .iter()
        .sum();
        if total > 0.0 { shares.map(|share| share / total) } else { shares }
    }

    /// The score, 0 to 1. Votes, where they tell, leave the rest only what lies between two of them; but no votes
    /// carry what is plainly abusive or was taken away.
    pub(super) fn score(&self, weights: &Weights) -> f64 {
        let worth = self.shares(weights).iter().sum::<f64>() * self.kept;
        let led = match self.votes {
            None => worth,
            Some(_) if self.kept <= OUTCAST => (1.0 - VOTES) * worth,
            Some(votes) => VOTES * votes + (1.0 - VOTES) * worth,
        };
        led.clamp(0.0, 1.0)
    }
}

/// A comment of which so little is left leads nowhere, whatever its votes.
const OUTCAST: f64 = 0.15;
/// What abuse leaves, beyond what its words already cost.
const ABUSIVE: f64 = 0.4;
/// The share of the score that is the votes', where the site has them.
pub(super) const VOTES: f64 = 0.97;

/// What the features are taken from, one of each for each comment.
pub(super) struct Findings<'a> {
    /// The comments.
    pub(super) comments: &'a [FoundComment],
    /// Order and links.
    pub(super) links: &'a Links,
    /// Who resembles whom.
    pub(super) likeness: &'a Likeness,
    /// What the others made of them.
    pub(super) standings: &'a [Standing],
    /// What they say.
    pub(super) substances: &'a [Substance],
}

/// Brings everything to one scale.
pub(super) fn features(findings: &Findings<'_>) -> Vec<Features> {
    let Findings { comments, links, likeness, standings, substances } = findings;
    let votes = vote_scale(&comments.iter().map(|comment| comment.votes).collect::<Vec<_>>());
    let centrality = percentiles(&likeness.centrality);
    let relevance = percentiles(&likeness.relevance);
    let fullness = percentiles(&substances.iter().map(|own| own.fullness).collect::<Vec<_>>());
    let most = standings.iter().map(|standing| standing.heard).fold(MANY_ANSWERS, f64::max);
    let last = comments.len().saturating_sub(1).max(1) as f64;
    (0..comments.len())
        .map(|at| {
            let own = &substances[at];
            Features {
                votes: votes.as_ref().map(|scale| scale[at]),
                replies: standings[at].heard.ln_1p() / most.ln_1p(),
                opening: 1.0 / (1.0 + f64::from(links.depth[at])),
                early: 1.0 - links.place[at] as f64 / last,
                centrality: centrality[at],
                relevance: relevance[at],
                novelty: likeness.novelty[at],
                substance: f64::midpoint(own.fullness, fullness[at]),
                experience: own.experience,
                evidence: own.evidence,
                reasoning: own.reasoning,
                kept: kept(own),
            }
        })
        .collect()
}

/// What incivility and want of form leave of a score.
fn kept(own: &Substance) -> f64 {
    let abuse = if own.barred == Some(Bar::Abusive) { ABUSIVE } else { 1.0 };
    (1.0 - own.incivility) * (1.0 - own.penalty) * abuse
}

/// Votes on a scale from 0 to 1: half by their order, half by their number, so that a landslide shows and near votes
/// stay apart. `None` where they are all alike. A comment without a count stands where no votes would.
fn vote_scale(votes: &[Option<i64>]) -> Option<Vec<f64>> {
    let counted: Vec<i64> = votes.iter().map(|votes| votes.unwrap_or(0)).collect();
    let mut distinct = counted.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let (&least, &most) = (distinct.first()?, distinct.last()?);
    if least == most {
        return None;
    }
    let steps = (distinct.len() - 1) as f64;
    let range = (most as f64) - (least as f64);
    let place = |vote: i64| distinct.partition_point(|&other| other < vote) as f64 / steps;
    Some(counted.iter().map(|&vote| f64::midpoint(place(vote), (vote as f64 - least as f64) / range)).collect())
}

/// The share of the others that each value exceeds; equal values share their places.
fn percentiles(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let others = values.len().saturating_sub(1);
    if others == 0 {
        return vec![0.5; values.len()];
    }
    values
        .iter()
        .map(|value| {
            let below = sorted.partition_point(|other| other.total_cmp(value).is_lt());
            let not_above = sorted.partition_point(|other| other.total_cmp(value).is_le());
            (below + not_above - 1) as f64 / 2.0 / others as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_places() {
        assert_eq!(percentiles(&[3.0, 1.0, 1.0, 2.0, 1.0]), [1.0, 0.25, 0.25, 0.75, 0.25]);
        assert_eq!(percentiles(&[7.0]), [0.5]);
        assert_eq!(percentiles(&[2.0, 2.0]), [0.5, 0.5]);
        assert!(percentiles(&[]).is_empty());
    }

    #[test]
    fn votes_that_tell_nothing_apart_are_no_votes() {
        assert_eq!(vote_scale(&[None, None]), None);
        assert_eq!(vote_scale(&[Some(4), Some(4)]), None);
        assert_eq!(vote_scale(&[]), None);
        assert_eq!(vote_scale(&[Some(10), None, Some(5)]), Some(vec![1.0, 0.0, 0.5]));
        let extremes = vote_scale(&[Some(i64::MIN), Some(i64::MAX), Some(0)]).unwrap();
        assert!(extremes.iter().all(|votes| (0.0..=1.0).contains(votes)), "{extremes:?}");
    }
}
