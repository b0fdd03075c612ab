//! Owns what the operator can tune about ranking: how much is quoted, and what weighs how much.

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
    /// What counts for how much.
    pub weights: Weights,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self { quotes: 3, min_comments: 3, excerpt: 400, floor: 0.15, weights: Weights::default() }
    }
}

/// What each sign of worth counts for. Only their proportions matter: the score is their weighted mean.
///
/// The answers of others weigh most: of all that can be read off a page without votes, they agree best with what
/// readers value. Length weighs little, since it is easily gamed (Kolhatkar and Taboada, C3, 2020).
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
    /// How readily variety is preferred to score when choosing, 0 (never) to 1 (always): 1 − λ of MMR (Carbonell and
    /// Goldstein 1998).
    pub variety: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            replies: 0.40,
            opening: 0.12,
            early: 0.12,
            centrality: 0.03,
            relevance: 0.07,
            novelty: 0.03,
            substance: 0.09,
            experience: 0.06,
            evidence: 0.04,
            reasoning: 0.04,
            variety: 0.3,
        }
    }
}
