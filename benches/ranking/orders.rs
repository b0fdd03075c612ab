//! Owns the orders that are compared: ours, and those a reader could make without us.

use std::cmp::Reverse;

use postround::domain::FoundComment;
use postround::rank::{RankOptions, Ranking, rank};

use super::measures::Links;
use super::threads::Thread;

/// Shuffles of which chance is the mean.
const SHUFFLES: usize = 200;
/// A reference is taken for found from this weight on: it fits two comments at most.
pub(crate) const FOUND: f64 = 0.5;

/// A way of ordering comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// By our score.
    Ours,
    /// What we would quote, in that order, and nothing more.
    Quotes,
    /// By chance.
    Random,
    /// As they were written.
    Earliest,
    /// By the number of characters.
    Longest,
    /// By the answers marked by hand, more than anybody can read off the page; ties by chance.
    Replied,
    /// The same, ties as written.
    RepliedEarliest,
    /// By votes, ties as written.
    Voted,
}

impl Order {
    /// Those that do not see votes.
    pub(crate) const HIDDEN: &[Self] =
        &[Self::Ours, Self::Quotes, Self::Random, Self::Earliest, Self::Longest, Self::Replied, Self::RepliedEarliest];
    /// Those that do.
    pub(crate) const VOTED: &[Self] = &[Self::Ours, Self::Quotes, Self::Voted];

    /// As the table calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Quotes => "ours, quoted",
            Self::Random => "random",
            Self::Earliest => "earliest",
            Self::Longest => "longest",
            Self::Replied => "most replied",
            Self::RepliedEarliest => "replies, then earliest",
            Self::Voted => "most voted",
        }
    }
}

/// A thread, and what our ranking made of it.
pub(crate) struct Sight<'a> {
    /// As graded.
    pub(crate) thread: &'a Thread,
    /// As ranked.
    pub(crate) ranking: Ranking,
}

impl<'a> Sight<'a> {
    /// Ranked as on a site without votes.
    pub(crate) fn without_votes(thread: &'a Thread, options: &RankOptions) -> Self {
        let comments: Vec<_> =
            thread.comments.iter().map(|comment| FoundComment { votes: None, ..comment.clone() }).collect();
        Self { thread, ranking: ranked(thread, &comments, options) }
    }

    /// Ranked with what the site shows.
    pub(crate) fn with_votes(thread: &'a Thread, options: &RankOptions) -> Self {
        Self { thread, ranking: ranked(thread, &thread.comments, options) }
    }

    /// The comments in an order, by index; several equally good ones where chance has a part.
    pub(crate) fn order(&self, order: Order) -> Vec<Vec<usize>> {
        let mut written: Vec<usize> = (0..self.thread.graded.len()).collect();
        written.sort_by_key(|&at| self.thread.graded[at].id);
        let by = |key: &dyn Fn(usize) -> i64| {
            let mut order = written.clone();
            order.sort_by_key(|&at| Reverse(key(at)));
            vec![order]
        };
        match order {
            Order::Ours => by(&|at| -i64::from(self.ranking.comments[at].rank)),
            Order::Quotes => vec![self.ranking.quotes.iter().map(|quote| quote.index).collect()],
            Order::Random => shuffles(&self.thread.name, &written),
            Order::Earliest => vec![written],
            Order::Longest => by(&|at| count(self.thread.comments[at].text.chars().count())),
            Order::Replied => {
                let mut orders = shuffles(&self.thread.name, &written);
                for order in &mut orders {
                    order.sort_by_key(|&at| Reverse(self.thread.replies(at)));
                }
                orders
            }
            Order::RepliedEarliest => by(&|at| count(self.thread.replies(at))),
            Order::Voted => by(&|at| self.thread.comments[at].votes.unwrap_or_default()),
        }
    }

    /// The references found in words. Those that the site gives are no merit.
    pub(crate) fn links(&self) -> Links {
        Links::of(&self.thread.marked(), &self.found())
    }

    /// The references found in words: from, to, and how each was read.
    pub(crate) fn found(&self) -> Vec<(usize, usize, String)> {
        let in_words = |from: usize| self.thread.comments[from].parent.is_none();
        let sure = self.ranking.edges.iter().filter(|edge| edge.weight >= FOUND && in_words(edge.from));
        sure.map(|edge| (edge.from, edge.to, format!("{:?}", edge.by).to_lowercase())).collect()
    }
}

fn ranked(thread: &Thread, comments: &[FoundComment], options: &RankOptions) -> Ranking {
    rank(&postround::rank::Thread { title: &thread.title, text: &thread.text, comments, zone: thread.zone }, options)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The same shuffles of one thread on every machine, whatever other threads there are.
fn shuffles(name: &str, written: &[usize]) -> Vec<Vec<usize>> {
    // FNV-1a, then SplitMix64 (Steele, Lea and Flood 2014).
    let mut state = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mut below = move |limit: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or_default() % limit
    };
    let shuffle = |_| {
        let mut order = written.to_vec();
        for last in (1..order.len()).rev() {
            order.swap(last, below(last + 1));
        }
        order
    };
    (0..SHUFFLES).map(shuffle).collect()
}
