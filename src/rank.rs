//! Owns the choice of comments: pure, comments in, ranked comments with reasons out. The same input gives the same
//! order on every machine.

mod judge;

use crate::domain::FoundComment;
pub use judge::Judge;

/// What the operator can tune.
#[derive(Debug, Clone, PartialEq)]
pub struct RankOptions {
    /// At most so many comments quoted under one article.
    pub quotes: usize,
    /// A thread with fewer comments quotes nobody.
    pub min_comments: usize,
    /// Longest excerpt, in characters.
    pub excerpt: usize,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self { quotes: 3, min_comments: 3, excerpt: 400 }
    }
}

/// One article's thread.
#[derive(Debug, Clone, Copy)]
pub struct Thread<'a> {
    /// The headline.
    pub title: &'a str,
    /// The body as plain text.
    pub text: &'a str,
    /// The comments, in the site's order.
    pub comments: &'a [FoundComment],
    /// The zone in which the site prints times: "@1207" is a time on its clock.
    pub zone: chrono_tz::Tz,
}

/// The judgement of one comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// 0 to 1, comparable only within its article.
    pub score: f64,
    /// 1 is the best.
    pub rank: u32,
    /// Why, in plain words, weightiest first; empty where nothing speaks for it.
    pub reasons: Vec<String>,
}

/// A comment chosen to be quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its index in the thread.
    pub index: usize,
    /// Its words, whole or cut at the end of a sentence.
    pub excerpt: String,
    /// Why it was chosen: "answered by four others".
    pub reason: String,
    /// The line it answers, where it is a reply: "Anonymous: the first sentence …".
    pub answers: Option<String>,
}

/// The judgement of a thread.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// One for each comment, in the thread's order.
    pub comments: Vec<Ranked>,
    /// The chosen ones, best first; empty where the thread is too thin.
    pub quotes: Vec<Quote>,
}

/// Ranks a thread.
pub fn rank(thread: &Thread<'_>, options: &RankOptions) -> Ranking {
    let _ = (thread, options);
    Ranking::default()
}
