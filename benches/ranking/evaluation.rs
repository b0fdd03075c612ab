//! Owns the comparison of orders with grades given by hand. What each figure means stands in README.md.

pub(crate) mod floors;
pub(crate) mod measures;
pub(crate) mod orders;
pub(crate) mod table;
pub(crate) mod threads;

use postround::rank::RankOptions;

use measures::{Links, WORTHY};
use orders::{Order, Sight};
use threads::{Half, Thread};

/// Our order of the same threads without their votes: what the votes are worth to us.
const UNSEEN: &str = "ours, votes hidden";

/// How one way of ordering did, as the mean over threads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// What orders.
    pub(crate) order: &'static str,
    /// NDCG@3; `None` where no thread has anything to find.
    pub(crate) ndcg: Option<f64>,
    /// Share of the first three that are graded 2 or 3.
    pub(crate) precision: Option<f64>,
    /// Share of the pairs of different grades that stand in the right order; `None` for a choice, which orders few.
    pub(crate) pairwise: Option<f64>,
    /// Share of the first three that no reader should be sent.
    pub(crate) unhealthy: Option<f64>,
}

/// The figures over some of the threads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    /// "all", "tune" or "held".
    pub(crate) name: &'static str,
    /// Threads, and comments in them.
    pub(crate) size: (usize, usize),
    /// Orders that do not see votes, over all its threads.
    pub(crate) hidden: Vec<Line>,
    /// Orders that see them, over its threads with votes; and how many those are.
    pub(crate) voted: (usize, Vec<Line>),
    /// References found among those marked.
    pub(crate) links: Links,
    /// Threads that have nobody worth quoting.
    pub(crate) empty: usize,
    /// Threads that nobody was quoted from: of those, and of the others.
    pub(crate) abstained: (usize, usize),
}

/// The whole judgement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Report {
    /// All threads, and each half.
    pub(crate) parts: Vec<Part>,
}

impl Report {
    /// Judges the ranking as it is without configuration.
    pub(crate) fn of(threads: &[Thread]) -> Self {
        let options = RankOptions::default();
        let half = |half: Half| threads.iter().filter(|thread| thread.half == half).collect::<Vec<_>>();
        let parts = [("all", threads.iter().collect()), ("tune", half(Half::Tune)), ("held", half(Half::Held))]
            .map(|(name, threads)| part(name, &threads, &options));
        Self { parts: parts.into() }
    }

    /// The part of that name; the whole where there is none.
    pub(crate) fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }
}

impl Part {
    /// The line of that order among those that do not see votes.
    pub(crate) fn line(&self, order: &str) -> Option<&Line> {
        self.hidden.iter().find(|line| line.order == order)
    }
}

fn part(name: &'static str, threads: &[&Thread], options: &RankOptions) -> Part {
    let hidden: Vec<_> = threads.iter().map(|thread| Sight::without_votes(thread, options)).collect();
    let with_votes = || threads.iter().filter(|thread| thread.voted());
    let voted: Vec<_> = with_votes().map(|thread| Sight::with_votes(thread, options)).collect();
    let unseen: Vec<_> = with_votes().map(|thread| Sight::without_votes(thread, options)).collect();
    let mut voted_lines: Vec<Line> = Order::VOTED.iter().map(|&order| line(order, &voted)).collect();
    voted_lines.push(Line { order: UNSEEN, ..line(Order::Ours, &unseen) });
    let mut links = Links::default();
    for sight in &hidden {
        links.add(&sight.links());
    }
    let abstained = |rightly: bool| {
        let silent = hidden.iter().filter(|sight| sight.ranking.quotes.is_empty());
        silent.filter(|sight| empty(sight.thread) == rightly).count()
    };
    Part {
        name,
        size: (threads.len(), threads.iter().map(|thread| thread.graded.len()).sum()),
        hidden: Order::HIDDEN.iter().map(|&order| line(order, &hidden)).collect(),
        voted: (voted.len(), voted_lines),
        links,
        empty: threads.iter().filter(|thread| empty(thread)).count(),
        abstained: (abstained(true), abstained(false)),
    }
}

/// Whether nobody in it is worth quoting.
fn empty(thread: &Thread) -> bool {
    thread.graded.iter().all(|graded| graded.grade < WORTHY)
}

fn line(order: Order, sights: &[Sight<'_>]) -> Line {
    let orders: Vec<(Vec<Vec<usize>>, &Thread)> =
        sights.iter().map(|sight| (sight.order(order), sight.thread)).collect();
    let over = |measure: &dyn Fn(&[usize], &Thread) -> Option<f64>| {
        let of_thread = |(orders, thread): &(Vec<Vec<usize>>, &Thread)| {
            measures::mean(orders.iter().map(|order| measure(order, thread)))
        };
        measures::mean(orders.iter().map(of_thread))
    };
    Line {
        order: order.name(),
        ndcg: over(&|order, thread| measures::ndcg(order, &thread.grades())),
        precision: over(&|order, thread| measures::precision(order, &thread.grades())),
        pairwise: over(&|order, thread| measures::pairwise(order, &thread.grades())),
        unhealthy: over(&|order, thread| measures::share(order, |at| thread.graded[at].unhealthy)),
    }
}
