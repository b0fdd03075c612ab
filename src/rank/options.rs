//! Owns what the operator can tune about ranking: how much is quoted, what weighs how much, and what is kept out.

use std::time::Duration;

/// What the operator can tune.
#[derive(Debug, Clone, PartialEq)]
pub struct RankOptions {
    /// At most so many comments quoted under one article.
    pub quotes: usize,
    /// A thread with fewer comments quotes nobody.
    pub min_comments: usize,
    /// Longest excerpt, in characters.
    pub excerpt: usize,
    /// Lowest score that is quoted, 0 to 1.
    pub floor: f64,
    /// How long a comment must have stood before it can be quoted: its writer may edit it, its site remove it.
    pub cooling_off: Duration,
    /// How readily variety is preferred to score when choosing, 0 (never) to 1 (always): 1 − λ of MMR (Carbonell and
    /// Goldstein 1998).
    pub variety: f64,
    /// What counts for how much in a flat list, where answers are read from the words.
    pub weights: Weights,
    /// What counts for how much where the site itself shows who answers whom.
    pub threaded: Weights,
    /// What is kept out.
    pub guards: Guards,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self {
            quotes: 3,
            min_comments: 3,
            excerpt: 400,
            floor: 0.15,
            cooling_off: Duration::from_mins(45),
            variety: 0.3,
            weights: Weights::FLAT,
            threaded: Weights::THREADED,
            guards: Guards::default(),
        }
    }
}

/// What each sign of worth counts for. Only their proportions matter: the score is their weighted mean.
///
/// Where a site threads, its readers' votes follow the same attention as their answers, so answers, the top of a thread
/// and an early place weigh most. In a flat list only some answers can be read, the loudest comment draws most of
/// them, and what a comment itself brings weighs more. Length weighs little, since it is easily gamed (Kolhatkar and
/// Taboada, C3, 2020).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Answers drawn from other readers.
    pub replies: f64,
    /// Opening an exchange rather than continuing one, where the site threads.
    pub opening: f64,
    /// Having been there early, when the thread took its course.
    pub early: f64,
    /// Standing in the middle of what the thread talks about (`LexRank`, Erkan and Radev 2004).
    pub centrality: f64,
    /// Speaking of the article.
    pub relevance: f64,
    /// Saying what nobody said before.
    pub novelty: f64,
    /// Having something to say: distinct words, capped.
    pub substance: f64,
    /// Telling what the writer saw at work.
    pub experience: f64,
    /// Figures with a unit, named bodies, addresses.
    pub evidence: f64,
    /// Giving reasons, and weighing them.
    pub reasoning: f64,
    /// How much an unhealthy tone takes off: the power to which what it leaves is raised; 0: nothing.
    pub civility: f64,
    /// The surplus of the last comment over the first for the same answers: it had less time to draw them.
    pub exposure: f64,
}

impl Weights {
    /// For flat lists.
    pub const FLAT: Self = Self {
        replies: 0.22,
        opening: 0.0,
        early: 0.04,
        centrality: 0.06,
        relevance: 0.10,
        novelty: 0.04,
        substance: 0.17,
        experience: 0.13,
        evidence: 0.13,
        reasoning: 0.11,
        civility: 1.5,
        exposure: 0.3,
    };
    /// For threads.
    pub const THREADED: Self = Self {
        replies: 0.42,
        opening: 0.16,
        early: 0.14,
        centrality: 0.02,
        relevance: 0.04,
        novelty: 0.02,
        substance: 0.09,
        experience: 0.04,
        evidence: 0.04,
        reasoning: 0.03,
        civility: 0.8,
        exposure: 0.1,
    };
}

/// What keeps a comment out, or down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guards {
    /// Unhealthiness of tone from which a comment is never quoted, 0 to 1.
    pub unfit: f64,
    /// The share of another's words from which it is a copy, 0 to 1.
    pub copy: f64,
    /// The likeness from which two comments say the same, and only one is quoted, 0 to 1.
    pub same: f64,
    /// A comment of fewer words is quoted only if something besides its score speaks for it.
    pub brief: usize,
    /// Comments of one person from which each further one counts less.
    pub flood: usize,
    /// What each sign of an unhealthy tone costs.
    pub tone: Tone,
}

impl Default for Guards {
    fn default() -> Self {
        Self { unfit: 0.45, copy: 0.8, same: 0.8, brief: 14, flood: 4, tone: Tone::default() }
    }
}

/// What each sign of an unhealthy tone takes off a comment's worth, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    /// Abuse, whoever it is aimed at.
    pub abuse: f64,
    /// Contempt aimed at somebody.
    pub contempt_aimed: f64,
    /// Contempt for a thing.
    pub contempt: f64,
    /// Waving another's words away.
    pub dismissal: f64,
    /// Sarcasm.
    pub sarcasm: f64,
    /// "They are all alike."
    pub sweeping: f64,
    /// Coarse words aimed at nobody.
    pub coarse: f64,
    /// Speaking of little but the other.
    pub telling_off: f64,
    /// Rows of exclamation marks.
    pub noise: f64,
    /// Capitals throughout.
    pub shouting: f64,
}

impl Default for Tone {
    fn default() -> Self {
        Self {
            abuse: 0.6,
            contempt_aimed: 0.5,
            contempt: 0.2,
            dismissal: 0.3,
            sarcasm: 0.15,
            sweeping: 0.15,
            coarse: 0.2,
            telling_off: 0.12,
            noise: 0.12,
            shouting: 0.3,
        }
    }
}
