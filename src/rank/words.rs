//! Owns how a comment is read: cleaned of what hides in text, cut to what is worth analysing, and split into words
//! that are numbered once for the whole thread.
//!
//! Everything after this file works on bounded input, whatever the page held.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::language::{self, Language};
use super::lexicon::{self, Found, Phrases, Sign, Token};

/// No comment is analysed beyond so many characters.
const LONGEST: usize = 8_000;
/// Nor a thread beyond so many, shared out evenly.
const LONGEST_THREAD: usize = 4_000_000;
/// However many share the thread, each is read so far.
const SHORTEST_SHARE: usize = 400;
/// Marks kept on one letter: two serve every living language, more are there to deface the page.
const MARKS: usize = 2;

/// One text, read.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// The cleaned text: no control, bidi or stacked characters; lines kept.
    pub(super) text: String,
    /// How many figures (0 to 9) it has.
    pub(super) digits: usize,
    /// Whether the text went on beyond what is kept.
    pub(super) cut: bool,
    /// Every word in order, as its number in the vocabulary.
    pub(super) words: Vec<u32>,
    /// Where in `text` each word stands, as byte offsets.
    pub(super) spans: Vec<(u32, u32)>,
    /// The telling phrases, by their first word.
    pub(super) signs: Vec<Found>,
    /// Stem and count of each word that says something of the subject, by stem.
    pub(super) terms: Vec<(u32, u32)>,
}

impl Reading {
    /// The word in place `at` as it was written; empty beyond the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.spans.get(at).map_or("", |&(from, to)| &self.text[from as usize..to as usize])
    }

    /// How often a sign is found, at most `most` times.
    pub(super) fn count(&self, sign: Sign, most: usize) -> f64 {
        self.found(sign).take(most).count() as f64
    }

    /// The places of a sign.
    pub(super) fn found(&self, sign: Sign) -> impl Iterator<Item = &Found> {
        self.signs.iter().filter(move |found| found.sign == sign)
    }

    /// Whether a "but" stands between two of its words.
    pub(super) fn turns_between(&self, from: u32, to: u32) -> bool {
        let but = ["but", "aber", "mais", "pero", "ma", "maar", "mas", "however"];
        (from..to).any(|at| but.iter().any(|but| self.word(at as usize).eq_ignore_ascii_case(but)))
    }

    /// What stands directly before the word in place `at`, back to the line's beginning.
    pub(super) fn line_before(&self, at: usize) -> &str {
        let start = self.spans.get(at).map_or(self.text.len(), |span| span.0 as usize);
        last_line(&self.text[..start])
    }

    /// What stands after the word in place `at`.
    pub(super) fn after(&self, at: usize) -> &str {
        self.spans.get(at).map_or("", |span| &self.text[span.1 as usize..])
    }
}

/// The part of `text` after its last line break.
pub(super) fn last_line(text: &str) -> &str {
    text.rfind('\n').map_or(text, |at| &text[at + 1..])
}

/// The words of a thread, each with a number.
#[derive(Debug)]
pub(super) struct Vocabulary {
    phrases: &'static Phrases,
    numbers: HashMap<String, u32>,
    entries: Vec<Entry>,
    /// Room for the words of the text being read.
    tokens: Vec<Token>,
}

#[derive(Debug)]
struct Entry {
    word: String,
    stem: u32,
    stop: bool,
    token: Token,
}

impl Vocabulary {
    /// A vocabulary that knows the words of a language that say nothing, and its telling phrases.
    pub(super) fn new(language: Language) -> Self {
        let mut vocabulary =
            Self { phrases: lexicon::of(language), numbers: HashMap::new(), entries: Vec::new(), tokens: Vec::new() };
        for word in language::function_words(language) {
            let number = vocabulary.number(word);
            vocabulary.entries[number as usize].stop = true;
        }
        vocabulary
    }

    /// How many words have a number.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The length of each word in bytes, by number.
    pub(super) fn lengths(&self) -> Vec<usize> {
        self.entries.iter().map(|entry| entry.word.len()).collect()
    }

    /// The word behind a number, in lower case.
    pub(super) fn word(&self, number: u32) -> &str {
        &self.entries[number as usize].word
    }

    /// Reads one of `sharers` texts of equal right.
    pub(super) fn read(&mut self, raw: &str, sharers: usize) -> Reading {
        let room = (LONGEST_THREAD / sharers.max(1)).clamp(SHORTEST_SHARE, LONGEST);
        let (text, cut) = clean(raw, room);
        let mut reading = Reading { cut, ..Reading::default() };
        self.tokens.clear();
        let mut lower = String::new();
        for (at, word) in text.unicode_word_indices() {
            lower.clear();
            if word.is_ascii() {
                lower.push_str(word);
                lower.make_ascii_lowercase();
            } else {
                lower.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
            }
            let number = self.number(&lower);
            reading.words.push(number);
            reading.spans.push((offset(at), offset(at + word.len())));
            self.tokens.push(self.entries[number as usize].token);
        }
        reading.signs = self.phrases.find(&self.tokens);
        reading.terms = self.terms(&reading.words);
        reading.digits = text.bytes().filter(u8::is_ascii_digit).count();
        reading.text = text;
        reading
    }

    fn terms(&self, words: &[u32]) -> Vec<(u32, u32)> {
        let mut stems: Vec<u32> =
            words.iter().map(|&n| &self.entries[n as usize]).filter(|e| !e.stop).map(|e| e.stem).collect();
        stems.sort_unstable();
        let mut terms: Vec<(u32, u32)> = Vec::new();
        for stem in stems {
            match terms.last_mut() {
                Some((last, count)) if *last == stem => *count += 1,
                _ => terms.push((stem, 1)),
            }
        }
        terms
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let stemmed = stem(word);
        let stem = if stemmed == word { None } else { Some(self.number(stemmed)) };
        // A thread is capped at a few million characters, so its words are far fewer than a u32 counts.
        let number = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let token = Token { word: self.phrases.number(word), figure: word.starts_with(|c: char| c.is_ascii_digit()) };
        self.entries.push(Entry { word: word.to_owned(), stem: stem.unwrap_or(number), stop: false, token });
        self.numbers.insert(word.to_owned(), number);
        number
    }
}

/// A place in a text, which is cut long before a u32 ends.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Folds the possessive and the plural of English; other languages pass unharmed but for a final s.
fn stem(word: &str) -> &str {
    let word = word.strip_suffix("'s").filter(|rest| !rest.is_empty()).unwrap_or(word);
    match word.strip_suffix('s') {
        Some(rest) if rest.len() > 3 && !rest.ends_with(['s', 'u', 'i']) => rest,
        _ => word,
    }
}

/// The text without what hides in it, at most `room` characters of it, and whether more followed.
pub(super) fn clean(raw: &str, room: usize) -> (String, bool) {
    let mut text = String::with_capacity(raw.len().min(room));
    let (mut kept, mut marks, mut previous) = (0, 0, '\0');
    for (seen, c) in raw.chars().enumerate() {
        let ends_pair = c == '\n' && previous == '\r';
        previous = c;
        if kept == room || seen >= room.saturating_mul(4) {
            return (text, true);
        }
        if c == ' ' || c.is_ascii_graphic() {
            (marks, kept) = (0, kept + 1);
            text.push(c);
            continue;
        }
        let c = match c {
            '\t' | '\u{a0}' => ' ',
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            other => other,
        };
        if ends_pair || (c.is_control() && c != '\n') || is_hidden(c) {
            continue;
        }
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks <= MARKS {
            text.push(c);
            kept += 1;
        }
    }
    (text, false)
}

/// Invisible characters that turn, split or mask text. The joiners stay: Persian, Hindi and emoji need them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_leave_and_letters_stay() {
        for (raw, expected) in [
            ("plain text", "plain text"),
            ("a\u{202e}b\u{200b}c\u{0}d", "abcd"),
            ("Z\u{300}\u{301}\u{302}\u{303}a", "Z\u{300}\u{301}a"),
            ("one\r\ntwo\tthree", "one\ntwo three"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ] {
            assert_eq!(clean(raw, 100), (expected.to_owned(), false), "{raw:?}");
        }
    }

    #[test]
    fn a_flood_is_cut() {
        let mut vocabulary = Vocabulary::new(Language::English);
        let reading = vocabulary.read(&"flood ".repeat(200_000), 1);
        assert!(reading.cut);
        assert!(reading.text.chars().count() <= LONGEST);
        let (text, cut) = clean(&"\u{202e}".repeat(1_000_000), 100);
        assert_eq!((text.as_str(), cut), ("", true));
    }

    #[test]
    fn words_are_folded_into_terms() {
        let mut vocabulary = Vocabulary::new(Language::English);
        let reading = vocabulary.read("The clinic’s rooms; a room, the clinic", 1);
        let terms: Vec<_> = reading.terms.iter().map(|&(n, count)| (vocabulary.word(n), count)).collect();
        assert_eq!(terms.len(), 2);
        assert!(terms.contains(&("clinic", 2)) && terms.contains(&("room", 2)), "{terms:?}");
        assert_eq!(reading.word(1), "clinic’s");
    }

    #[test]
    fn other_scripts_are_words_too() {
        let mut vocabulary = Vocabulary::new(Language::English);
        for text in ["診療所は忙しい", "Поликлиника закрыта по пятницам", "العيادة مغلقة", "คลินิกปิด"]
        {
            assert!(!vocabulary.read(text, 1).terms.is_empty(), "{text}");
        }
    }
}
