//! Owns the words and phrases that betray what a comment does: reason, tell, agree, object, sneer, insult, advertise.
//!
//! Each language has a lexicon of its own, since a word of one is abuse in another; a text in a language without one
//! matches nothing and is judged by its other features. All lists are our own words.

mod english;
mod french;
mod german;
mod phrases;
mod romance;
mod tone;

use std::sync::LazyLock;

use super::language::Language;
pub(super) use phrases::{Found, Phrases, Token};

/// What a phrase is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// Reasons and the weighing of them.
    Reasoning,
    /// A writer who allows for being wrong, or takes others seriously.
    Considerate,
    /// What the writer lived through.
    Experience,
    /// Assent to another's words.
    Agreement,
    /// Dissent from another's words.
    Dissent,
    /// Abuse whoever it is aimed at.
    Abuse,
    /// Coarse words, aimed at nobody.
    Coarse,
    /// Contempt, which is abuse when aimed at somebody.
    Contempt,
    /// Words that aim contempt at somebody.
    Aimed,
    /// Ways of dismissing the other.
    Dismissal,
    /// Saying the opposite, with a curl of the lip.
    Sarcasm,
    /// All of them alike, always.
    Sweeping,
    /// The other addressed.
    You,
    /// Somebody selling something.
    Advert,
    /// A moderator's note in place of the words.
    Moderated,
    /// "The colleague above".
    Above,
    /// "The first comment".
    First,
    /// Somebody who may be a patient.
    Patient,
    /// Where somebody lives, or who they really are.
    Whereabouts,
    /// What a street is called by.
    Street,
    /// A figure with its unit.
    Figure,
    /// "Comment 3", "no. 3".
    Numbered,
}

impl Sign {
    pub(super) const COUNT: usize = 22;
    const ALL: [Self; Self::COUNT] = [
        Self::Reasoning,
        Self::Considerate,
        Self::Experience,
        Self::Agreement,
        Self::Dissent,
        Self::Abuse,
        Self::Coarse,
        Self::Contempt,
        Self::Aimed,
        Self::Dismissal,
        Self::Sarcasm,
        Self::Sweeping,
        Self::You,
        Self::Advert,
        Self::Moderated,
        Self::Above,
        Self::First,
        Self::Patient,
        Self::Whereabouts,
        Self::Street,
        Self::Figure,
        Self::Numbered,
    ];

    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

static ENGLISH: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[english::LISTS, tone::LISTS].concat()));
static GERMAN: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(german::LISTS));
static FRENCH: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(french::LISTS));
static SPANISH: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(romance::SPANISH));
static ITALIAN: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(romance::ITALIAN));
static PORTUGUESE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(romance::PORTUGUESE));
static DUTCH: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(german::DUTCH));

/// The phrases of a language; those of English where it has none of its own.
pub(super) fn of(language: Language) -> &'static Phrases {
    match language {
        Language::German => &GERMAN,
        Language::French => &FRENCH,
        Language::Spanish => &SPANISH,
        Language::Italian => &ITALIAN,
        Language::Portuguese => &PORTUGUESE,
        Language::Dutch => &DUTCH,
        Language::English | Language::Other => &ENGLISH,
    }
}

#[cfg(test)]
mod tests;
