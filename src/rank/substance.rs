//! Owns what can be said of a comment from its own words: what it brings, and what speaks against quoting it.
//!
//! Everything is capped, so that nobody gains by writing more of the same.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::Sign;
use super::options::Guards;
use super::private::gives_away;
use super::references::Copied;
use super::tone::{incivility, shouts};
use super::words::Reading;

/// Distinct words that count as saying all that can be said.
const FULL: f64 = 100.0;
/// A comment of fewer words is a quip.
pub(super) const QUIP: usize = 8;
/// A nearest earlier comment so like it leaves nothing new.
const ECHO: f64 = 0.1;

static URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u)\b(?:https?://|www\.)[!-;=?-~]{3,}").expect("the pattern is a constant that the tests compile")
});

/// Nouns that end a body's name.
const BODIES: &[&str] = &[
    "Act",
    "Agency",
    "Association",
    "Authority",
    "College",
    "Commission",
    "Committee",
    "Council",
    "Court",
    "Department",
    "Federation",
    "Foundation",
    "Fund",
    "Inspectorate",
    "Institute",
    "Ministry",
    "Office",
    "Party",
    "Review",
    "Service",
    "Society",
    "Survey",
    "Trust",
    "Union",
    "University",
];
/// Words that are written in capitals for their sound.
const STRESSED: &[&str] = &[
    "IF", "NOT", "AND", "ALL", "NO", "NEVER", "VERY", "IS", "DO", "WE", "MY", "SO", "BUT", "THE", "YOU", "ARE", "ANY",
    "WHO", "WHY", "HOW", "ONLY", "ONE", "HAS", "WAS", "MUST", "EVERY", "NOW", "LOL", "OK", "TV", "UK", "US", "EU",
];

/// Why a comment is never quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// It says nothing, or next to nothing.
    Empty,
    /// A moderator took its words away.
    Moderated,
    /// It abuses somebody.
    Abusive,
    /// It names a patient or gives an address, a number, a date of birth.
    Private,
    /// It sells something.
    Advert,
    /// It repeats another comment, or the article.
    Copy,
}

impl Bar {
    /// In a few words, for an operator.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "says next to nothing",
            Self::Moderated => "its words were taken away",
            Self::Abusive => "its tone",
            Self::Private => "gives somebody away",
            Self::Advert => "sells something",
            Self::Copy => "repeats another",
        }
    }
}

/// What the words of one comment show. Shares are 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Substance {
    /// How many words it has.
    pub words: usize,
    /// ln(1 + distinct words) against that of a hundred.
    pub fullness: f64,
    /// First-hand experience.
    pub experience: f64,
    /// Figures, named bodies, addresses.
    pub evidence: f64,
    /// Whether figures are among them.
    pub figures: bool,
    /// Whether it points to a source by its address.
    pub source: bool,
    /// Connectives and fairness.
    pub reasoning: f64,
    /// Abuse, contempt, dismissal, noise.
    pub incivility: f64,
    /// What is taken off the score for want of form, 0 to 1.
    pub penalty: f64,
    /// Why it is never quoted, if so.
    pub barred: Option<Bar>,
}

/// Weighs the words of one comment; `copied` says which of them are another's, `novelty` how unlike they are to all
/// that was said before.
pub(super) fn weigh(reading: &Reading, copied: &Copied, novelty: f64, guards: &Guards) -> Substance {
    let words = reading.words.len();
    let hundreds = (words as f64 / 100.0).max(0.6);
    let figures = figures(reading);
    let addresses = addresses(reading);
    let links = addresses.len() as f64;
    let reasons = reading.count(Sign::Reasoning, 8) + 0.6 * reading.count(Sign::Considerate, 4);
    let mut substance = Substance {
        words,
        fullness: (distinct(&reading.words).ln_1p() / FULL.ln_1p()).min(1.0),
        experience: (lived(reading) / 2.0).min(1.0),
        evidence: (0.4 * figures + 0.3 * links.min(2.0) + 0.2 * bodies(reading)).min(1.0),
        figures: figures > 0.0,
        source: links > 0.0,
        reasoning: (reasons / hundreds / 4.0).min(1.0),
        incivility: incivility(reading, &guards.tone),
        ..Substance::default()
    };
    substance.barred = bar(reading, copied, &substance, &addresses, guards);
    substance.penalty = penalty(reading, copied, &substance, novelty);
    substance
}

fn distinct(words: &[u32]) -> f64 {
    let mut words = words.to_vec();
    words.sort_unstable();
    words.dedup();
    words.len() as f64
}

/// What the writer lived through, at most three things; "if we paid" is none.
fn lived(reading: &Reading) -> f64 {
    let supposed = |at: u32| at.checked_sub(1).is_some_and(|at| reading.word(at as usize).eq_ignore_ascii_case("if"));
    reading.found(Sign::Experience).filter(|found| !supposed(found.at)).take(3).count() as f64
}

/// Figures that say how much of what, at most three.
fn figures(reading: &Reading) -> f64 {
    if reading.digits == 0 {
        return 0.0;
    }
    let priced = |&&(from, to): &&(u32, u32)| {
        let (before, after) = (&reading.text[..from as usize], &reading.text[to as usize..]);
        let word = &reading.text[from as usize..to as usize];
        let money = |text: &str| text.ends_with(['£', '$', '€']);
        word.starts_with(|c: char| c.is_ascii_digit())
            && (money(before)
                || before.strip_suffix(' ').is_some_and(money)
                || after.trim_start_matches(' ').starts_with(['%', '£', '€'])
                || word.ends_with(['k', 'm', 'n', 'g', 'K', 'M']))
    };
    let with_units = reading.count(Sign::Figure, 3);
    (with_units + reading.spans.iter().filter(priced).take(3).count() as f64).min(3.0)
}

/// Bodies it names: acronyms within a sentence, and names that end in what a body is.
fn bodies(reading: &Reading) -> f64 {
    if shouts(&reading.text) {
        return 0.0;
    }
    let mut found = 0;
    for at in 1..reading.words.len() {
        let word = reading.word(at);
        if !word.starts_with(|c: char| c.is_ascii_uppercase()) || !continues(reading, at) {
            continue;
        }
        let acronym = (2..=6).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_uppercase())
            && !STRESSED.contains(&word);
        let before = reading.word(at - 1);
        let named = BODIES.contains(&word) && (before.starts_with(char::is_uppercase) || before == "of");
        found += u32::from(acronym || named);
        if found == 3 {
            break;
        }
    }
    f64::from(found)
}

/// Whether a word stands within a sentence, not at its beginning.
fn continues(reading: &Reading, at: usize) -> bool {
    let before = reading.text[..reading.spans[at].0 as usize].trim_end_matches(' ');
    before.ends_with(|c: char| c.is_alphanumeric() || ",;:'’".contains(c))
}

fn bar(
    reading: &Reading,
    copied: &Copied,
    substance: &Substance,
    addresses: &[Range<usize>],
    guards: &Guards,
) -> Option<Bar> {
    if substance.words < 30 && is_marker(reading) {
        return Some(Bar::Moderated);
    }
    if substance.incivility >= guards.unfit {
        return Some(Bar::Abusive);
    }
    if gives_away(reading) {
        return Some(Bar::Private);
    }
    let offers = reading.found(Sign::Advert).take(3).count();
    if offers >= 2 || (offers > 0 && (!addresses.is_empty() || substance.words < 30)) {
        return Some(Bar::Advert);
    }
    if own_words(reading, addresses) < QUIP {
        return Some(Bar::Empty);
    }
    let repeated = copied.of_comments.max(copied.of_article) >= guards.copy
        || copied.of_comments + copied.of_article >= guards.copy.midpoint(1.0);
    repeated.then_some(Bar::Copy)
}

/// Whether a moderator's note is all there is: a longer text that begins so only speaks of one.
fn is_marker(reading: &Reading) -> bool {
    reading.found(Sign::Moderated).any(|found| {
        let alone = found.length as usize == reading.words.len();
        found.at == 0 && (alone || found.length >= 3 || (found.length == 2 && reading.words.len() <= 6))
    })
}

/// Where addresses on the web stand, as byte ranges; the first few.
fn addresses(reading: &Reading) -> Vec<Range<usize>> {
    if !reading.text.contains("://") && !reading.text.contains("www.") && !reading.text.contains("WWW.") {
        return Vec::new();
    }
    URL.find_iter(&reading.text).take(20).map(|found| found.range()).collect()
}

/// Words that are neither part of an address on the web nor bare figures.
fn own_words(reading: &Reading, addresses: &[Range<usize>]) -> usize {
    let own = |&&(from, to): &&(u32, u32)| {
        let (from, to) = (from as usize, to as usize);
        reading.text[from..to].chars().any(char::is_alphabetic)
            && !addresses.iter().any(|address| address.start <= from && to <= address.end)
    };
    reading.spans.iter().filter(own).take(QUIP).count()
}

fn penalty(reading: &Reading, copied: &Copied, substance: &Substance, novelty: f64) -> f64 {
    let mut kept = match substance.words {
        0..=3 => 0.4,
        4..QUIP => 0.7,
        QUIP..15 => 0.9,
        _ => 1.0,
    };
    if copied.of_comments + copied.of_article > 0.6 || novelty < ECHO {
        kept *= 0.6;
    }
    if shouts(&reading.text) {
        kept *= 0.8;
    }
    kept *= match substance.barred {
        Some(Bar::Moderated) => 0.1,
        Some(Bar::Advert) => 0.3,
        Some(Bar::Copy) => 0.5,
        Some(Bar::Private) => 0.7,
        _ => 1.0,
    };
    1.0 - kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::language::Language;
    use crate::rank::words::Vocabulary;

    fn weighed(text: &str) -> Substance {
        weigh(&Vocabulary::new(Language::English).read(text, 1), &Copied::default(), 1.0, &Guards::default())
    }

    #[test]
    fn what_is_never_quoted_is_barred() {
        let sells = "Great read. Visit my website https://pills.example for cheap meds and a free sample today";
        for (text, expected) in [
            ("", Some(Bar::Empty)),
            ("Emperor, clothes.", Some(Bar::Empty)),
            ("https://example.org/a/long/path/to/a/page/of/many/words", Some(Bar::Empty)),
            ("12 34 56 78 90 12 34 56 78", Some(Bar::Empty)),
            ("This comment has been removed by a moderator.", Some(Bar::Moderated)),
            ("You are such a pathetic moron, nobody here should listen to you ever again", Some(Bar::Abusive)),
            ("Shut up. You people are clueless and always were, get a life and a job", Some(Bar::Abusive)),
            (sells, Some(Bar::Advert)),
            ("I saw a patient named Harold last week who waited nine months for this", Some(Bar::Private)),
            ("My patient Mrs Penrose waited nine months for a bed and came home worse", Some(Bar::Private)),
            ("Write to me at someone@clinic.example and I will send you the whole file", Some(Bar::Private)),
            ("Look up NHS number 943 476 5919 and you will see what happened to the referral", Some(Bar::Private)),
            ("The rota fails because nobody who works it was asked how it might work", None),
            ("Mr Penrose, the minister, has told the house that beds will be found by spring", None),
            ("The stupid form takes nine minutes and nobody at the other end ever reads it", None),
        ] {
            assert_eq!(weighed(text).barred, expected, "{text}");
        }
    }

    #[test]
    fn what_a_comment_brings_is_seen() {
        let lived = weighed("I have worked nights in our clinic for 12 years and we lost 3 nurses in 6 months.");
        assert!(lived.experience > 0.9 && lived.figures && lived.evidence > 0.5);
        let argued = weighed(
            "It fails because the money follows the form, so that those who fill it best get most; however, \
                     if we paid for outcomes instead of forms it might help.",
        );
        assert!(argued.reasoning > 0.5 && argued.experience < 0.1, "{argued:?}");
        let sourced = weighed("The figures are in the Audit Office report: https://audit.example/2024");
        assert!(sourced.source && sourced.evidence > 0.3);
    }

    #[test]
    fn padding_gains_nothing() {
        let once = weighed("The rota fails because nobody asked those who work it.");
        let padded = weighed(&"The rota fails because nobody asked those who work it. ".repeat(40));
        assert!((once.fullness - padded.fullness).abs() < 1e-9);
    }
}
