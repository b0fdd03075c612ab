//! Owns the words and phrases that betray what a comment does: reason, tell, agree, object, sneer, insult, advertise.
//!
//! Each language has a lexicon of its own, since a word of one is abuse in another; a text in a language without one
//! matches nothing and is judged by its other features. All lists are our own words.

mod english;
mod french;
mod german;
mod phrases;
mod romance;
mod sign;
mod tone;

use std::sync::LazyLock;

use super::language::Language;
pub(super) use phrases::{Found, Phrases, Token};
pub(super) use sign::Sign;

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
