//! Owns the score: features brought to one scale within their article, weighed, and led by the votes where the site
//! has them.

use std::collections::HashMap;

use super::options::Weights;
use super::references::{Links, person};
use super::replies::Standing;
use super::similarity::Likeness;
use super::substance::{QUIP, Substance};
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
    /// 1 at the top of the site's threading; below, a share of the attention that what it answers drew.
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
    /// What an unhealthy tone leaves, 0 to 1.
    pub civility: f64,
    /// What want of form, copying and flooding leave, 0 to 1.
    pub form: f64,
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

    /// The score, 0 to 1, on a grid coarse enough that no machine's last bits decide an order. Votes, where they tell,
    /// leave the rest only what lies between two of them; but no votes carry what is plainly abusive.
    pub(super) fn score(&self, weights: &Weights) -> f64 {
        let kept = power(self.civility, weights.civility) * self.form;
        let worth = self.shares(weights).iter().sum::<f64>() * kept;
        let led = match self.votes {
            None => worth,
            Some(_) if self.civility <= OUTCAST => (1.0 - VOTES) * worth,
            Some(votes) => VOTES * votes + (1.0 - VOTES) * worth,
        };
        (led.clamp(0.0, 1.0) * GRID).round() / GRID
    }
}

/// Steps between 0 and 1 that scores are told apart by.
pub(super) const GRID: f64 = 1e9;
/// The same for what is put in order before it is weighed.
const COARSE: f64 = 1e6;
/// A comment of whose tone so little is left leads nowhere, whatever its votes.
const OUTCAST: f64 = 0.12;
/// The share of the score that is the votes', where the site has them.
pub(super) const VOTES: f64 = 0.97;
/// A person's comment beyond those allowed keeps so much of its worth.
const FLOODING: f64 = 0.75;
/// An answer to a quip is mostly a rebuke: so much of the weight of answers is left to one in a flat list.
const QUIP_HEARD: f64 = 0.35;
/// The share of opening that the best-placed answer has.
const BELOW: f64 = 0.6;

/// A power of a number from 0 to 1 by square roots alone, which every machine rounds alike.
fn power(base: f64, exponent: f64) -> f64 {
    let root = base.sqrt().sqrt();
    let quarters = (0..40).take_while(|&done| f64::from(done) + 0.5 < exponent * 4.0);
    quarters.fold(1.0, |product, _| product * root)
}

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
    /// Votes against, by comment, where they are known; shorter than the thread or empty where not.
    pub(super) against: &'a [Option<u64>],
}

/// Brings everything to one scale.
pub(super) fn features(findings: &Findings<'_>, flood: usize) -> Vec<Features> {
    let Findings { comments, links, likeness, standings, substances, against } = findings;
    let votes = vote_scale(&ballots(comments, against));
    let centrality = percentiles(&likeness.centrality);
    let relevance = percentiles(&likeness.relevance);
    let fullness = percentiles(&substances.iter().map(|own| own.fullness).collect::<Vec<_>>());
    let most = standings.iter().map(|standing| standing.heard).fold(MANY_ANSWERS, f64::max);
    let replies: Vec<f64> = standings.iter().map(|standing| standing.heard.ln_1p() / most.ln_1p()).collect();
    let flooding = flooding(comments, links, flood);
    (0..comments.len())
        .map(|at| {
            let own = &substances[at];
            let quip = !links.threaded && own.words < QUIP;
            Features {
                votes: votes.as_ref().map(|scale| scale[at]),
                replies: if quip { replies[at] * QUIP_HEARD } else { replies[at] },
                opening: opening(at, links, &replies),
                early: early(links.place[at], comments.len()),
                centrality: centrality[at],
                relevance: relevance[at],
                novelty: likeness.novelty[at],
                substance: f64::midpoint(own.fullness, fullness[at]),
                experience: own.experience,
                evidence: own.evidence,
                reasoning: own.reasoning,
                civility: 1.0 - own.incivility,
                form: (1.0 - own.penalty) * flooding[at],
            }
        })
        .collect()
}

/// What the top of a thread has over its branches: a branch is seen by those who read what it answers.
fn opening(at: usize, links: &Links, replies: &[f64]) -> f64 {
    match links.parents[at] {
        None => 1.0,
        Some(parent) => BELOW * f64::midpoint(1.0, replies[parent]) / f64::from(links.depth[at].max(1)),
    }
}

/// 1 for the first, 0 for the last: half by place, half by its logarithm, for attention falls fast and then slowly.
fn early(place: usize, comments: usize) -> f64 {
    let last = comments.saturating_sub(1).max(1) as f64;
    let place = place as f64;
    1.0 - f64::midpoint(place / last, place.ln_1p() / last.ln_1p())
}

/// What is left of each comment where one person writes again and again; the first ones count in full.
fn flooding(comments: &[FoundComment], links: &Links, flood: usize) -> Vec<f64> {
    let allowed = flood.max(comments.len() / 10);
    let mut order: Vec<usize> = (0..comments.len()).collect();
    order.sort_by_key(|&at| links.place[at]);
    let mut written: HashMap<String, usize> = HashMap::new();
    let mut left = vec![1.0; comments.len()];
    for at in order {
        if let Some(name) = person(comments[at].author.as_deref()) {
            let count = written.entry(name).or_insert(0);
            *count += 1;
            if *count > allowed {
                left[at] = FLOODING;
            }
        }
    }
    left
}

/// Each comment's votes as one figure: net votes where only those are known, the lower Wilson bound of the share in
/// favour where the votes against are too.
fn ballots(comments: &[FoundComment], against: &[Option<u64>]) -> Vec<Option<f64>> {
    let known = |at: usize| against.get(at).copied().flatten();
    let both = (0..comments.len()).any(|at| known(at).is_some());
    comments
        .iter()
        .enumerate()
        .map(|(at, comment)| {
            let net = comment.votes?;
            if !both {
                return Some(net as f64);
            }
            let down = known(at).unwrap_or(0) as f64;
            Some(wilson((net as f64 + down).max(0.0), down))
        })
        .collect()
}

/// The lower bound of the share in favour at 80 % (z = 1.28; Wilson 1927): a few votes prove less than many.
fn wilson(up: f64, down: f64) -> f64 {
    const Z: f64 = 1.281_551_565_544_6;
    let n = up + down;
    if n <= 0.0 {
        return 0.0;
    }
    let p = up / n;
    let spread = Z * ((p * (1.0 - p) + Z * Z / (4.0 * n)) / n).sqrt();
    (p + Z * Z / (2.0 * n) - spread) / (1.0 + Z * Z / n)
}

/// Votes on a scale from 0 to 1: half by their order, half by their number, so that a landslide shows and near votes
/// stay apart. `None` where they are all alike. A comment without a count stands where no votes would.
fn vote_scale(votes: &[Option<f64>]) -> Option<Vec<f64>> {
    let counted: Vec<f64> = votes.iter().map(|votes| votes.unwrap_or(0.0)).collect();
    let mut distinct = counted.clone();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    let (&least, &most) = (distinct.first()?, distinct.last()?);
    if distinct.len() < 2 {
        return None;
    }
    let steps = (distinct.len() - 1) as f64;
    let place = |vote: f64| distinct.partition_point(|other| other.total_cmp(&vote).is_lt()) as f64 / steps;
    Some(counted.iter().map(|&vote| f64::midpoint(place(vote), (vote - least) / (most - least))).collect())
}

/// The share of the others that each value exceeds; equal values share their places.
fn percentiles(values: &[f64]) -> Vec<f64> {
    // What differs in its last bits only is equal, on every machine.
    let values: Vec<f64> = values.iter().map(|value| (value * COARSE).round()).collect();
    let mut sorted = values.clone();
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
        assert_eq!(vote_scale(&[Some(4.0), Some(4.0)]), None);
        assert_eq!(vote_scale(&[]), None);
        assert_eq!(vote_scale(&[Some(10.0), None, Some(5.0)]), Some(vec![1.0, 0.0, 0.5]));
        let extremes = vote_scale(&[Some(i64::MIN as f64), Some(i64::MAX as f64), Some(0.0)]).unwrap();
        assert!(extremes.iter().all(|votes| (0.0..=1.0).contains(votes)), "{extremes:?}");
    }

    #[test]
    fn few_votes_prove_less_than_many() {
        for (better, worse) in [((60.0, 20.0), (3.0, 0.0)), ((3.0, 0.0), (1.0, 0.0)), ((1.0, 0.0), (10.0, 90.0))] {
            assert!(wilson(better.0, better.1) > wilson(worse.0, worse.1), "{better:?} {worse:?}");
        }
        assert!((wilson(60.0, 20.0) - 0.6839).abs() < 1e-3, "{}", wilson(60.0, 20.0));
        assert!(wilson(0.0, 0.0) == 0.0);
    }

    #[test]
    fn powers_are_of_quarters() {
        assert!((power(0.5, 1.0) - 0.5).abs() < 1e-12 && (power(0.25, 0.5) - 0.5).abs() < 1e-12);
        assert!((power(0.0, 0.0) - 1.0).abs() < 1e-12 && power(0.0, 1.5) == 0.0);
    }
}
