//! Owns what can be said of a comment from its own words: what it brings, and what speaks against quoting it.
//!
//! Everything is capped, so that nobody gains by writing more of the same.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lexicon;
use super::references::Copied;
use super::words::Reading;

/// Distinct words that count as saying all that can be said.
const FULL: f64 = 100.0;
/// A comment of fewer words is a quip.
pub(super) const QUIP: usize = 8;
/// The share of repeated words from which a comment is a copy.
const COPY: f64 = 0.8;
/// Incivility from which a comment is not quoted.
pub(super) const UNCIVIL: f64 = 0.45;

macro_rules! pattern {
    ($name:ident = $text:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("the pattern is a constant that the tests compile"));
    };
}
pattern!(
    FIGURE = r"(?i)(?:[£$€]\s?\d|\b\d+(?:[.,]\d+)*\s?(?:%|per ?cent\b|k\b|million|bn\b|billion|patients|people|pupils|clients|cases|members|staff|years|yrs|hours|hrs|minutes|mins|weeks|months|days|miles|km\b|appointments|sessions|visits|calls|beds|fte\b|wte\b|mg\b|euros|pounds|dollars|p\.a\.|times|out of \d|in \d))"
);
pattern!(URL = r"(?i)\b(?:https?://|www\.)[^\s<>]{3,}");
pattern!(
    BODY = r"(?:[a-z,;:] (?:the |The )?)(?:[A-Z][A-Za-z]*[A-Z]{1,5}\b|[A-Z]{2,6}\b|(?:[A-Z][a-z]+ (?:of |and |for |the )?){1,4}(?:Act|Agency|Association|Authority|College|Commission|Committee|Council|Court|Department|Federation|Foundation|Fund|Inspectorate|Institute|Ministry|Office|Party|Review|Service|Society|Survey|Trust|Union|University)\b)"
);
pattern!(LOUD = r"!{2,}|[!?]{3,}|\?!|!\?");
pattern!(SCARE = "[\"“‘']\\w{3,20}[\"”’']");
pattern!(
    PRIVATE = r"(?i)\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|(?:\+|\b00)\d{2}[ -]?(?:\(0\))?\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b|\b0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b|[\w.+-]+@[\w-]+\.[\w.-]+|\b(?:nhs|hospital|mrn|nhs/chi|chi|ni|ssn|social security|case|patient) (?:no\.?|number|id)[ :]*[a-z]{0,3}\d|\b(?:dob|d\.o\.b\.?|date of birth|born on)\b[ :]*(?:\d|the \d)|\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b|\b\d{3}-\d{2}-\d{4}\b"
);
pattern!(
    NAMED_PATIENT = r"\b(?:[Pp]atient|[Cc]lient|[Pp]upil|[Rr]esident|[Ll]ady|[Gg]entleman|[Mm]other|[Cc]hild)s?,? (?:of mine,? |here,? )?(?:called |named |is |was |a )?,?\s?(?:Mrs?|Ms|Miss|Master|Baby)\.? (?:[A-Z]\.? )?[A-Z][a-z]+|\b(?:[Pp]atient|[Cc]lient|[Pp]upil|[Rr]esident) (?:of mine )?(?:called|named) [A-Z][a-z]+|\b(?:Mrs?|Ms|Miss)\.? (?:[A-Z]\.? )?[A-Z][a-z]+,? (?:\(?aged? \d|\(?\d{1,3}\)?,|\d{1,3}[ -]years?[ -]old|who (?:attended|came to (?:us|me|the clinic|surgery)|suffers|has (?:cancer|diabetes|dementia|hiv|depression)))"
);

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

/// Weighs the words of one comment; `copied` says which of them are another's.
pub(super) fn weigh(reading: &Reading, copied: &Copied) -> Substance {
    let plain = reading.plain.as_str();
    let words = reading.words.len();
    let hundreds = (words as f64 / 100.0).max(0.6);
    let figures = if reading.has_digits { count(&FIGURE, &reading.text, 3) } else { 0.0 };
    let addresses = addresses(reading).len() as f64;
    let bodies = count(&BODY, &reading.text, 3);
    let reasons = count(&lexicon::REASONING, plain, 8) + 0.6 * count(&lexicon::CONSIDERATE, plain, 4);
    let mut substance = Substance {
        words,
        fullness: (distinct(&reading.words).ln_1p() / FULL.ln_1p()).min(1.0),
        experience: (count(&lexicon::EXPERIENCE, plain, 3) / 2.0).min(1.0),
        evidence: (0.4 * figures + 0.3 * addresses.min(2.0) + 0.2 * bodies).min(1.0),
        figures: figures > 0.0,
        source: addresses > 0.0,
        reasoning: (reasons / hundreds / 4.0).min(1.0),
        incivility: incivility(reading),
        ..Substance::default()
    };
    substance.barred = bar(reading, copied, &substance, addresses);
    substance.penalty = penalty(reading, copied, &substance);
    substance
}

fn count(pattern: &Regex, text: &str, most: usize) -> f64 {
    pattern.find_iter(text).take(most).count() as f64
}

fn distinct(words: &[u32]) -> f64 {
    let mut words = words.to_vec();
    words.sort_unstable();
    words.dedup();
    words.len() as f64
}

/// How unfit for company: 1 less the chance that each sign is innocent.
fn incivility(reading: &Reading) -> f64 {
    let plain = reading.plain.as_str();
    let mut innocent = 1.0;
    for _ in lexicon::ABUSE.find_iter(plain).take(3) {
        innocent *= 0.35;
    }
    for found in lexicon::CONTEMPT.find_iter(plain).take(6) {
        innocent *= if aimed(&plain[..found.start()]) { 0.5 } else { 0.8 };
    }
    for _ in lexicon::DISMISSAL.find_iter(plain).take(4) {
        innocent *= 0.7;
    }
    if reading.text.contains('!') || reading.text.contains("??") {
        for _ in LOUD.find_iter(&reading.text).take(3) {
            innocent *= 0.88;
        }
    }
    for _ in SCARE.find_iter(&reading.text).take(2) {
        innocent *= 0.95;
    }
    if shouts(&reading.text) {
        innocent *= 0.7;
    }
    1.0 - innocent
}

/// Whether the last words before an epithet point it at somebody.
fn aimed(before: &str) -> bool {
    let mut end = before.trim_end();
    for _ in 0..3 {
        if lexicon::AIMED.is_match(end) {
            return true;
        }
        let Some(space) = end.rfind(' ') else { return false };
        end = &end[..space];
    }
    false
}

/// Whether more than a third of the words, and at least four of some length, are capitals throughout.
fn shouts(text: &str) -> bool {
    let (mut loud, mut all) = (0, 0);
    for word in text.split(' ').filter(|word| word.len() >= 4) {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 4 {
            all += 1;
            loud += usize::from(word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase));
        }
    }
    loud >= 4 && loud * 3 > all
}

fn bar(reading: &Reading, copied: &Copied, substance: &Substance, addresses: f64) -> Option<Bar> {
    let plain = reading.plain.as_str();
    if substance.words < 30 && lexicon::MODERATED.is_match(plain) {
        return Some(Bar::Moderated);
    }
    if substance.incivility >= UNCIVIL {
        return Some(Bar::Abusive);
    }
    let numbered = reading.has_digits || reading.text.contains('@');
    if (numbered && PRIVATE.is_match(&reading.text)) || NAMED_PATIENT.is_match(&reading.text) {
        return Some(Bar::Private);
    }
    let offers = count(&lexicon::ADVERT, plain, 3);
    if offers >= 2.0 || (offers > 0.0 && (addresses > 0.0 || substance.words < 30)) {
        return Some(Bar::Advert);
    }
    if own_words(reading) < QUIP {
        return Some(Bar::Empty);
    }
    let repeated = copied.of_comments.max(copied.of_article) >= COPY || copied.of_comments + copied.of_article >= 0.9;
    repeated.then_some(Bar::Copy)
}

/// Where addresses on the web stand, as byte ranges; the first few.
fn addresses(reading: &Reading) -> Vec<Range<usize>> {
    if !reading.text.contains(['/', '.']) {
        return Vec::new();
    }
    URL.find_iter(&reading.text).take(20).map(|found| found.range()).collect()
}

/// Words that are neither part of an address on the web nor bare figures.
fn own_words(reading: &Reading) -> usize {
    let addresses = addresses(reading);
    let own = |&&(from, to): &&(usize, usize)| {
        reading.text[from..to].chars().any(char::is_alphabetic)
            && !addresses.iter().any(|address| address.start <= from && to <= address.end)
    };
    reading.spans.iter().filter(own).take(QUIP).count()
}

fn penalty(reading: &Reading, copied: &Copied, substance: &Substance) -> f64 {
    let mut kept = match substance.words {
        0..=3 => 0.4,
        4..QUIP => 0.7,
        QUIP..15 => 0.9,
        _ => 1.0,
    };
    if copied.of_comments + copied.of_article > 0.6 {
        kept *= 0.6;
    }
    if shouts(&reading.text) {
        kept *= 0.8;
    }
    kept *= match substance.barred {
        Some(Bar::Moderated) => 0.1,
        Some(Bar::Advert) => 0.3,
        Some(Bar::Copy) => 0.5,
        _ => 1.0,
    };
    1.0 - kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::words::Vocabulary;

    fn weighed(text: &str) -> Substance {
        weigh(&Vocabulary::new().read(text, 1), &Copied::default())
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

    #[test]
    fn shouting_and_contempt_cost() {
        for (worse, better) in [
            ("THIS WILL NEVER EVER WORK IN ANY CLINIC ANYWHERE", "This will never ever work in any clinic anywhere"),
            ("What a joke!!! Really?!", "What a pity. Really?"),
            ("you are delusional about the rota", "the rota is unrealistic"),
        ] {
            assert!(weighed(worse).incivility > weighed(better).incivility + 0.1, "{worse}");
        }
    }
}
