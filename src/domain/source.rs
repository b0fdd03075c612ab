//! Owns how a source fares: the state its last round found it in, and what that round saw.

/// The state of a source. Whatever is not [`SourceState::Well`] is an operator's business.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceState {
    /// It gives what it always gave.
    #[default]
    Well,
    /// It asked to be left alone for a while (429, 503 with Retry-After); it will be asked again by itself.
    Held,
    /// It cannot be reached, or answers with errors.
    Failing,
    /// robots.txt does not allow what the configuration asks for.
    Disallowed,
    /// It answered 410: it is gone for good, and is not asked again.
    Gone,
    /// It announces nothing where it announced many.
    Empty,
    /// It answers, but nothing new came for far longer than it ever took.
    Silent,
    /// What was always there (dates, authors, bodies) is missing from more and more articles.
    Degraded,
    /// Its pages state more comments than can be read.
    CommentsMissing,
    /// A check for robots stands in front of it.
    BotWall,
    /// A login stands in front of it.
    Login,
    /// The domain is parked, for sale or expired.
    Parked,
    /// Many old articles suddenly look new (I1): nothing was stored.
    MassNew,
}

impl SourceState {
    /// Every state.
    pub const ALL: [Self; 13] = [
        Self::Well,
        Self::Held,
        Self::Failing,
        Self::Disallowed,
        Self::Gone,
        Self::Empty,
        Self::Silent,
        Self::Degraded,
        Self::CommentsMissing,
        Self::BotWall,
        Self::Login,
        Self::Parked,
        Self::MassNew,
    ];

    /// Its word in columns and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Held => "held",
            Self::Failing => "failing",
            Self::Disallowed => "disallowed",
            Self::Gone => "gone",
            Self::Empty => "empty",
            Self::Silent => "silent",
            Self::Degraded => "degraded",
            Self::CommentsMissing => "comments-missing",
            Self::BotWall => "bot-wall",
            Self::Login => "login",
            Self::Parked => "parked",
            Self::MassNew => "mass-new",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What the pages read in one round held, counted; from many rounds the next one is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoundFacts {
    /// Articles announced by listing, feed or sitemap, old ones included.
    pub announced: u32,
    /// Articles read afresh (not those "not modified").
    pub pages_read: u32,
    /// Of these, with a publication time.
    pub with_date: u32,
    /// Of these, with an author.
    pub with_author: u32,
    /// Of these, with a body of some length.
    pub with_body: u32,
    /// Comments found under them.
    pub comments_found: u32,
    /// Comments their pages state, where they state any.
    pub comments_stated: u32,
}
