//! Owns the references by name: "@handle", "Dr Okafor says", "Jane's point", "I agree with Priya".
//!
//! A whole name of two words stands for itself; a single one counts only where the words around it address somebody,
//! and never where the article, not the thread, is about that person.

use std::collections::HashMap;

use crate::domain::FoundComment;
use crate::rank::words::{Reading, Vocabulary};

/// More people than this under one name, and it says nothing.
const NAMESAKES: usize = 4;
/// Words of one name that are compared.
const NAME_WORDS: usize = 5;
/// Longest name that is looked at, in bytes.
const LONGEST_NAME: usize = 100;

const TITLES: &[&str] = &["dr", "mr", "mrs", "ms", "miss", "prof", "professor", "doctor", "sir", "dame", "nurse"];
const NOBODY: &[&str] = &[
    "anonymous",
    "anon",
    "guest",
    "user",
    "reader",
    "unknown",
    "deleted",
    "removed",
    "withheld",
    "unregistered",
    "admin",
    "moderator",
    "editor",
    "none",
    "na",
    "member",
    "visitor",
    "nobody",
];
const BEFORE: &[&str] = &[
    "with", "w", "to", "re", "thanks", "thank", "sorry", "said", "as", "like", "than", "hi", "hello", "dear", "agreed",
    "1", "ditto",
];
/// Names that are also words: alone they need a pause after them.
const ALSO_WORDS: &[&str] = &[
    "will",
    "may",
    "mark",
    "grace",
    "hope",
    "bill",
    "rich",
    "frank",
    "rob",
    "sue",
    "pat",
    "guy",
    "art",
    "faith",
    "joy",
    "dawn",
    "june",
    "april",
    "august",
    "rose",
    "ivy",
    "iris",
    "ruby",
    "penny",
    "drew",
    "chuck",
    "jack",
    "john",
    "gene",
    "max",
    "miles",
    "doctor",
    "gp",
    "nurse",
    "teacher",
    "vet",
    "pharmacist",
    "partner",
    "locum",
    "old",
    "new",
    "the",
    "not",
    "just",
    "one",
    "a",
    "an",
    "i",
    "my",
    "no",
    "yes",
    "retired",
    "practice",
    "concerned",
    "angry",
    "tired",
    "former",
    "ex",
    "student",
];
const AFTER: &[&str] = &[
    "says", "said", "wrote", "writes", "argues", "suggests", "claims", "mentions", "asks", "makes", "is", "has", "you",
    "needs", "knows", "forgets", "was", "does",
];
const POSSESSED: &[&str] = &[
    "point",
    "points",
    "comment",
    "comments",
    "post",
    "question",
    "argument",
    "view",
    "idea",
    "suggestion",
    "experience",
    "example",
    "reply",
    "answer",
    "figures",
    "sum",
    "sums",
    "line",
    "maths",
    "numbers",
    "last",
];

/// Words that may stand between a line's beginning and the name it speaks to.
const OPENING: &[&str] = &[
    "", "to", "hi", "hey", "hello", "dear", "yes", "no", "and", "with", "agree", "agreed", "thanks", "thank", "you",
    "sorry", "oh", "but", "1", "re", "sir", "herr", "frau",
];
/// In a comment of so many words the name at its end is whom it speaks to.
const CLOSING: usize = 12;

/// Whether a shown name is a person's, and so can be counted once: "Anonymous" is nobody.
pub(in crate::rank) fn person(author: Option<&str>) -> Option<String> {
    let shown = author?;
    let mut cut = shown.len().min(LONGEST_NAME);
    while !shown.is_char_boundary(cut) {
        cut -= 1;
    }
    let lower = shown[..cut].to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(NAME_WORDS).collect();
    let first = words.iter().find(|word| !TITLES.contains(word))?;
    if NOBODY.contains(first) || words.iter().any(|word| *word == "anonymous" || *word == "withheld") {
        return None;
    }
    Some(words.join(" "))
}

struct Person {
    words: Vec<String>,
    comments: Vec<usize>,
}

/// The named people of a thread.
pub(super) struct People {
    people: Vec<Person>,
    parts: HashMap<String, Vec<usize>>,
}

impl People {
    /// Collects them; `order` holds the comments' indices, earliest first. People the article writes about are known
    /// by their whole name only where addressed.
    pub(super) fn new(comments: &[FoundComment], order: &[usize]) -> Self {
        let mut people: Vec<Person> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for &at in order {
            if let Some(name) = person(comments[at].author.as_deref()) {
                let number = *known.entry(name).or_insert_with_key(|name| {
                    people.push(Person { words: name_words(name), comments: Vec::new() });
                    people.len() - 1
                });
                people[number].comments.push(at);
            }
        }
        let mut parts: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, person) in people.iter().enumerate() {
            let whole = person.words.concat();
            for part in person.words.iter().chain((person.words.len() > 1).then_some(&whole)) {
                let bearers = parts.entry(part.clone()).or_default();
                if part.len() > 1 && bearers.last() != Some(&number) {
                    bearers.push(number);
                }
            }
        }
        Self { people, parts }
    }

    /// For each number of the vocabulary the people it may name.
    pub(super) fn known(&self, vocabulary: &Vocabulary) -> Vec<&[usize]> {
        if self.people.is_empty() {
            return Vec::new();
        }
        (0..u32::try_from(vocabulary.len()).unwrap_or(u32::MAX))
            .map(|number| {
                let word = vocabulary.word(number);
                let word = word.strip_suffix("'s").unwrap_or(word);
                let bearers = self.parts.get(word);
                let bearers = bearers.or_else(|| word.contains(['_', '.']).then(|| self.parts.get(&together(word)))?);
                bearers.map_or(&[][..], Vec::as_slice)
            })
            .collect()
    }

    /// The comments a text refers to by name, each with its share of the reference. `place` holds each comment's
    /// place in time, `own` is the writer's; `known` comes from [`People::known`]; `article` is the body read.
    pub(super) fn referred(
        &self,
        reading: &Reading,
        known: &[&[usize]],
        article: &Reading,
        (place, own): (&[usize], usize),
        limit: usize,
    ) -> Vec<(usize, f64)> {
        let mut found = Vec::new();
        let (mut at, mut mentions) = (0, 0);
        while at < reading.words.len() && mentions < limit {
            let bearers = known.get(reading.words[at] as usize).copied().unwrap_or_default();
            let length = bearers.iter().map(|&who| self.matched(who, reading, at)).max().unwrap_or(0);
            if length > 0 {
                let meant: Vec<usize> = bearers
                    .iter()
                    .copied()
                    .filter(|&who| self.matched(who, reading, at) == length)
                    .take(NAMESAKES + 1)
                    .collect();
                let whole = length > 1 && !names_in(article, &reading.words[at..at + length]);
                if meant.len() <= NAMESAKES && (whole || addressed(reading, at, length)) {
                    mentions += 1;
                    found.extend(self.latest(&meant, place, own));
                }
            }
            at += length.max(1);
        }
        found
    }

    /// The latest earlier comment of each, sharing the reference.
    fn latest(&self, meant: &[usize], place: &[usize], own: usize) -> Vec<(usize, f64)> {
        let targets: Vec<usize> = meant
            .iter()
            .filter_map(|&who| {
                let theirs = &self.people[who].comments;
                let earlier = theirs.partition_point(|&comment| place[comment] < own);
                earlier.checked_sub(1).map(|last| theirs[last])
            })
            .collect();
        let share = 1.0 / targets.len().max(1) as f64;
        targets.into_iter().map(|target| (target, share)).collect()
    }

    /// How many words from `at` on are this person's name: from any of its words to its end.
    fn matched(&self, who: usize, reading: &Reading, at: usize) -> usize {
        let words = &self.people[who].words;
        let spoken = |offset: usize| plain(reading.word(at + offset));
        let first = spoken(0);
        if words.concat() == together(&first) {
            return words.len().min(1);
        }
        let Some(from) = words.iter().position(|word| *word == first) else { return 0 };
        words[from..].iter().enumerate().take_while(|(offset, word)| spoken(*offset) == **word).count()
    }
}

fn name_words(name: &str) -> Vec<String> {
    let words: Vec<String> = name.split(' ').filter(|word| !TITLES.contains(word)).map(str::to_owned).collect();
    if words.is_empty() { vec![name.to_owned()] } else { words }
}

/// A word as names are compared: lower case, without the possessive.
fn plain(word: &str) -> String {
    let lower = word.to_lowercase().replace('’', "'");
    lower.strip_suffix("'s").unwrap_or(&lower).to_owned()
}

/// A handle without its marks: `student_rg`.
fn together(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether the article names the same person.
fn names_in(article: &Reading, name: &[u32]) -> bool {
    article.words.windows(name.len()).any(|window| window == name)
}

/// Whether a name in small letters is spoken to: it looks like a handle, or a pause follows where the line opens.
fn lower_case_handle(reading: &Reading, at: usize, line: &str) -> bool {
    let before = plain(at.checked_sub(1).map_or("", |before| reading.word(before)));
    let handle = reading.word(at).contains('_');
    (handle && (line.trim().is_empty() || BEFORE.contains(&before.as_str())))
        || (line.trim().is_empty() && reading.after(at).starts_with([':', ',']))
}

/// Whether the words around a name speak to somebody, or of what they said here.
fn addressed(reading: &Reading, at: usize, length: usize) -> bool {
    let line = reading.line_before(at);
    if line.ends_with('@') {
        return true;
    }
    if !reading.word(at).starts_with(char::is_uppercase) {
        return lower_case_handle(reading, at, line);
    }
    let last = at + length - 1;
    let (before, next) = (plain(at.checked_sub(1).map_or("", |b| reading.word(b))), plain(reading.word(last + 1)));
    let possessive = reading.word(last).ends_with("'s") || reading.word(last).ends_with("’s");
    let opening = |word: &str| TITLES.contains(&word) || OPENING.contains(&word) || word.chars().nth(1).is_none();
    let alone = line.split(|c: char| !c.is_alphanumeric()).all(|word| opening(&word.to_lowercase()));
    let name = plain(reading.word(at));
    let rest = reading.after(last).trim_start_matches(' ');
    let vocative = alone && (length > 1 || !ALSO_WORDS.contains(&name.as_str())) && !rest.is_empty();
    // "Just did Donna." speaks to her; "I saw Donna." speaks of her, but hardly where she writes too.
    let closing =
        !alone && rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() && reading.words.len() <= CLOSING;
    vocative
        || (closing && !ALSO_WORDS.contains(&name.as_str()))
        || (alone && rest.starts_with([',', ':', '-', '–', '—', '\n']))
        || (possessive && POSSESSED.contains(&next.as_str()))
        || (!line.trim().is_empty() && BEFORE.contains(&before.as_str()))
        || ((alone || TITLES.contains(&before.as_str())) && AFTER.contains(&next.as_str()))
        || (AFTER[..8].contains(&next.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_not_a_person() {
        for (author, expected) in [
            (None, None),
            (Some("Anonymous"), None),
            (Some("  anonymous (GP) "), None),
            (Some("Name withheld"), None),
            (Some("Guest 42"), None),
            (Some("—"), None),
            (Some("Dr. Ada  Okafor"), Some("dr ada okafor")),
            (Some("priya_k"), Some("priya k")),
        ] {
            assert_eq!(person(author).as_deref(), expected, "{author:?}");
        }
    }
}
