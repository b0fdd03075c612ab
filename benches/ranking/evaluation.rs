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
    /// Standard error of that mean: what another choice of threads might have made of it. `None` of a single thread.
    pub(crate) error: Option<f64>,
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
        let judged: Vec<_> = threads.iter().map(|thread| Judged::of(thread, &options)).collect();
        let half = |half: Half| judged.iter().filter(|judged| judged.thread.half == half).collect::<Vec<_>>();
        let parts = [("all", judged.iter().collect()), ("tune", half(Half::Tune)), ("held", half(Half::Held))];
        Self { parts: parts.map(|(name, judged)| part(name, &judged)).into() }
    }

    /// The part of that name.
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

/// One thread, judged by each order once, for all the parts that it is in.
struct Judged<'a> {
    thread: &'a Thread,
    hidden: Vec<Line>,
    voted: Option<Vec<Line>>,
    links: Links,
    silent: bool,
}

impl<'a> Judged<'a> {
    fn of(thread: &'a Thread, options: &RankOptions) -> Self {
        let unseen = Sight::without_votes(thread, options);
        let with_votes = || {
            let seen = Sight::with_votes(thread, options);
            let mut lines: Vec<Line> = Order::VOTED.iter().map(|&order| line(order, &seen)).collect();
            lines.push(Line { order: UNSEEN, ..line(Order::Ours, &unseen) });
            lines
        };
        Self {
            thread,
            hidden: Order::HIDDEN.iter().map(|&order| line(order, &unseen)).collect(),
            voted: thread.voted().then(with_votes),
            links: unseen.links(),
            silent: unseen.ranking.quotes.is_empty(),
        }
    }

    /// Whether nobody in it is worth quoting.
    fn empty(&self) -> bool {
        self.thread.graded.iter().all(|graded| graded.grade < WORTHY)
    }
}

fn line(order: Order, sight: &Sight<'_>) -> Line {
    let (thread, orders, grades) = (sight.thread, sight.order(order), sight.thread.grades());
    let over = |measure: &dyn Fn(&[usize]) -> Option<f64>| measures::mean(orders.iter().map(|order| measure(order)));
    Line {
        order: order.name(),
        ndcg: over(&|order| measures::ndcg(order, &grades)),
        error: None,
        precision: over(&|order| measures::precision(order, &grades)),
        pairwise: over(&|order| measures::pairwise(order, &grades)),
        unhealthy: over(&|order| measures::share(order, |at| thread.graded[at].unhealthy)),
    }
}

fn part(name: &'static str, judged: &[&Judged<'_>]) -> Part {
    let mut links = Links::default();
    for judged in judged {
        links.add(&judged.links);
    }
    let silent = |rightly: bool| judged.iter().filter(|judged| judged.silent && judged.empty() == rightly).count();
    let voted: Vec<_> = judged.iter().filter_map(|judged| judged.voted.as_deref()).collect();
    Part {
        name,
        size: (judged.len(), judged.iter().map(|judged| judged.thread.graded.len()).sum()),
        hidden: means(&judged.iter().map(|judged| judged.hidden.as_slice()).collect::<Vec<_>>()),
        voted: (voted.len(), means(&voted)),
        links,
        empty: judged.iter().filter(|judged| judged.empty()).count(),
        abstained: (silent(true), silent(false)),
    }
}

/// The mean over threads, line by line.
fn means(threads: &[&[Line]]) -> Vec<Line> {
    let orders = threads.first().map_or(&[] as &[Line], |lines| lines);
    let mean = |nth: usize, order: &'static str| {
        let over = |figure: fn(&Line) -> Option<f64>| measures::mean(threads.iter().map(|lines| figure(&lines[nth])));
        Line {
            order,
            ndcg: over(|line| line.ndcg),
            error: measures::standard_error(threads.iter().map(|lines| lines[nth].ndcg)),
            precision: over(|line| line.precision),
            pairwise: over(|line| line.pairwise),
            unhealthy: over(|line| line.unhealthy),
        }
    };
    orders.iter().enumerate().map(|(nth, line)| mean(nth, line.order)).collect()
}
