//! Owns the weight of answers: how many different people answered a comment, how they took it, and how much chance
//! they had to.

use std::collections::BTreeMap;

use super::references::{Edge, Links, Reference, Stance, person};
use super::substance::Substance;
use crate::domain::FoundComment;

/// What a second answer of the same person adds.
const AGAIN: f64 = 0.2;
/// How much of its weight the hottest answer loses.
const HOT: f64 = 0.9;
/// What an answer to an answer adds.
const FURTHER: f64 = 0.25;
/// Levels of answers to answers that are counted.
const LEVELS: usize = 6;
/// A reference below this is too unsure to be counted aloud.
pub(super) const SURE: f64 = 0.45;

/// What the others made of a comment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Standing {
    /// Different people who answered it for certain.
    pub answers: u32,
    /// Of those, how many assent.
    pub agreeing: u32,
    /// Of those, how many object.
    pub objecting: u32,
    /// Answers weighed by certainty, stance, repetition and exposure, and those they drew in turn.
    pub heard: f64,
}

/// Sums the links for each comment; `exposure` is the surplus of the last over the first for the same answers.
pub(super) fn standings(
    comments: &[FoundComment],
    links: &Links,
    substances: &[Substance],
    exposure: f64,
) -> Vec<Standing> {
    let writers: Vec<Option<String>> = comments.iter().map(|comment| person(comment.author.as_deref())).collect();
    let mut received: Vec<Vec<&Edge>> = vec![Vec::new(); comments.len()];
    for edge in &links.edges {
        let own = writers[edge.from].is_some() && writers[edge.from] == writers[edge.to];
        if !own {
            received[edge.to].push(edge);
        }
    }
    let further = further(links, &writers);
    let last = comments.len().saturating_sub(1).max(1) as f64;
    received
        .iter()
        .enumerate()
        .map(|(at, edges)| {
            let mut standing = direct(edges, &writers, substances);
            standing.heard += FURTHER * further[at];
            standing.heard *= 1.0 + exposure * links.place[at] as f64 / last;
            standing
        })
        .collect()
}

fn direct(edges: &[&Edge], writers: &[Option<String>], substances: &[Substance]) -> Standing {
    let mut standing = Standing::default();
    let mut heard_from: BTreeMap<&str, f64> = BTreeMap::new();
    for edge in edges {
        let stance = match edge.stance {
            Stance::Agrees => 1.15,
            Stance::Neutral => 1.0,
            Stance::Objects => 0.7,
        };
        // An outburst says more of its writer than of what it answers.
        let told = edge.weight * stance * substances.get(edge.from).map_or(1.0, |own| 1.0 - HOT * own.incivility);
        let before = writers[edge.from].as_deref().map_or(0.0, |who| heard_from.insert(who, told).unwrap_or(0.0));
        standing.heard += if before > 0.0 { told * AGAIN } else { told };
        if before == 0.0 && edge.weight >= SURE && edge.by != Reference::Echo {
            standing.answers += 1;
            standing.agreeing += u32::from(edge.stance == Stance::Agrees);
            standing.objecting += u32::from(edge.stance == Stance::Objects);
        }
    }
    standing
}

/// Answers to the answers, as far as the links are certain; two who argue on and on are counted by the logarithm.
fn further(links: &Links, writers: &[Option<String>]) -> Vec<f64> {
    let mut answered: Vec<Option<usize>> = vec![None; links.place.len()];
    for edge in &links.edges {
        if edge.weight >= SURE && links.place[edge.to] < links.place[edge.from] {
            answered[edge.from] = Some(edge.to);
        }
    }
    let mut found = vec![0.0; links.place.len()];
    for (from, direct) in answered.iter().enumerate() {
        let mut ancestor = direct.and_then(|to| answered[to]);
        for _ in 0..LEVELS {
            let Some(at) = ancestor else { break };
            if writers[at].is_none() || writers[at] != writers[from] {
                found[at] += 1.0;
            }
            ancestor = answered[at];
        }
    }
    found.into_iter().map(|count: f64| count.ln_1p()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CommentKey;

    fn comment(at: u32, author: &str) -> FoundComment {
        FoundComment {
            key: CommentKey(at.to_string()),
            author: Some(author.to_owned()),
            role: None,
            posted: None,
            text: String::new(),
            html: String::new(),
            votes: None,
            parent: None,
            position: at,
            depth: 0,
            permalink: None,
            by_staff: false,
            removed: false,
        }
    }

    #[test]
    fn people_are_counted_once_and_nobody_answers_himself() {
        let comments = [
            comment(0, "Ada Lund"),
            comment(1, "Bo Krag"),
            comment(2, "Bo Krag"),
            comment(3, "Anonymous"),
            comment(4, "Anonymous"),
            comment(5, "Ada Lund"),
        ];
        let edge = |from, stance| Edge { from, to: 0, weight: 1.0, by: Reference::Site, stance };
        let links = Links {
            place: (0..6).collect(),
            edges: vec![
                edge(1, Stance::Agrees),
                edge(2, Stance::Agrees),
                edge(3, Stance::Objects),
                edge(4, Stance::Neutral),
                edge(5, Stance::Neutral),
            ],
            depth: vec![0; 6],
            parents: vec![None; 6],
            threaded: false,
        };
        let standing = standings(&comments, &links, &[], 0.0)[0];
        assert_eq!((standing.answers, standing.agreeing, standing.objecting), (3, 1, 1));
        assert!((standing.heard - (1.15 + 0.23 + 0.7 + 1.0)).abs() < 1e-9, "{standing:?}");
    }
}
