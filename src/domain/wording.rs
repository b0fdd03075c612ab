//! Owns how two wordings of one text are compared: what is the same, what is cosmetic, and what an editor changed (I2).
//!
//! Cosmetic are case, spacing, quotation marks, punctuation outside numbers, hyphens, "read more" tails, and a letter
//! mended inside a long word. Everything else is editorial: each number, sign of currency or per cent, each negation,
//! each name (a word with a capital is never taken for misspelt), each word added, dropped or replaced.
//!
//! The threshold: at most `MOST_TYPOS` mended words, and no more than one in a hundred (one in a short text). A mended
//! word has at least `LONG_WORD` letters, no capital, and one letter added, dropped, replaced or two swapped, neither
//! the first nor the last: those make another word (typical, atypical; effect, affect; nurse, nurses).

use std::borrow::Cow;

/// At most so many words of one text are taken for misspelt and mended.
const MOST_TYPOS: usize = 3;

/// A word with fewer letters that differs is another word.
const LONG_WORD: usize = 7;

/// Two texts whose changed middles are longer than this many words together differ in more than spelling.
const LONGEST_CHANGE: usize = 1500;

/// Words that turn a sentence round, however they are joined to their neighbours.
const NEGATIONS: [&str; 8] = ["not", "no", "never", "nor", "neither", "none", "without", "cannot"];

/// What feeds put behind an excerpt, folded.
const TAILS: [&str; 10] = [
    "read more",
    "read more here",
    "continue reading",
    "continue reading here",
    "read the full article",
    "read the full story",
    "read full story",
    "click here to read more",
    "full story",
    "keep reading",
];

/// How a new wording differs from the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// Nothing differs.
    Same,
    /// Nothing that a reader of the old one needs to be told.
    Cosmetic,
    /// It says something else.
    Editorial,
}

/// One word, number or sign that means something.
#[derive(Debug, Clone)]
struct Word {
    folded: String,
    /// Whether it has a capital, as names have.
    capital: bool,
    /// Whether a hyphen joins it to the word before.
    joined: bool,
}

impl Word {
    /// Whether it counts by itself: a number, or a sign beside one.
    fn is_exact(&self) -> bool {
        !self.folded.chars().any(char::is_alphabetic)
    }
}

/// Compares two wordings of a body of text.
///
/// ```
/// use postround::domain::wording::{Edit, compare};
/// assert_eq!(compare("It cost £1.5m.", "it cost  £1.5m"), Edit::Cosmetic);
/// assert_eq!(compare("It cost £1.5m.", "It cost £15m."), Edit::Editorial);
/// ```
pub fn compare(old: &str, new: &str) -> Edit {
    if old == new {
        return Edit::Same;
    }
    let (old, new) = (words(old), words(new));
    let (old, new) = (without_tail(&old), without_tail(&new));
    let allowed = (old.len().max(new.len()) / 100).clamp(1, MOST_TYPOS);
    judge(old, new, allowed)
}

/// Compares two headlines, or two notices of correction, in which a mended letter counts too.
pub fn compare_closely(old: &str, new: &str) -> Edit {
    if old == new { Edit::Same } else { judge(&words(old), &words(new), 0) }
}

/// How much two texts have in common, from 0 to 1: twice the words they share, by the words of both (Dice). Case,
/// punctuation and order do not matter; two texts without words share nothing.
pub fn similarity(one: &str, other: &str) -> f64 {
    let sorted = |text| {
        let mut words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
        words.sort_unstable();
        words
    };
    let (one, other) = (sorted(one), sorted(other));
    let (mut a, mut b, mut shared) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (one.get(a), other.get(b)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                a += 1;
                b += 1;
            }
        }
    }
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * shared as f64 / all as f64 }
}

/// The words of a text in one spelling, with a space between each.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_word(text, |word, _, _| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    });
    out
}

fn judge(old: &[Word], new: &[Word], mut typos: usize) -> Edit {
    for (old, new) in changes(old, new) {
        if is_rejoined(old, new) {
            continue;
        }
        if old.len() != new.len() {
            return Edit::Editorial;
        }
        for (before, after) in old.iter().zip(new) {
            if before.folded != after.folded {
                if typos == 0 || !is_typo(before, after) {
                    return Edit::Editorial;
                }
                typos -= 1;
            }
        }
    }
    Edit::Cosmetic
}

/// Whether two stretches differ in hyphens alone: "follow-up", "follow up", "followup".
fn is_rejoined(old: &[Word], new: &[Word]) -> bool {
    let both = || old.iter().chain(new);
    let whole = |words: &[Word]| words.iter().map(|word| word.folded.as_str()).collect::<String>();
    both().any(|word| word.joined)
        && both().all(|word| !word.is_exact() && !NEGATIONS.contains(&word.folded.as_str()))
        && whole(old) == whole(new)
}

fn is_typo(old: &Word, new: &Word) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (old.folded.chars().collect(), new.folded.chars().collect());
    if old.capital || new.capital || a.len().min(b.len()) < LONG_WORD || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    if a.iter().chain(&b).any(|c| !c.is_alphabetic()) || a.first() != b.first() || a.last() != b.last() {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - start;
    let end = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    a.len().max(b.len()) <= 1 || (a.len() == 2 && b.len() == 2 && a[0] == b[1] && a[1] == b[0])
}

/// The stretches in which two lists of words differ, in order (longest common subsequence of what is between their
/// common ends). Where that is too long to be worth it, the whole of it is one stretch.
fn changes<'a>(old: &'a [Word], new: &'a [Word]) -> Vec<(&'a [Word], &'a [Word])> {
    let same = |(a, b): &(&Word, &Word)| a.folded == b.folded;
    let start = old.iter().zip(new).take_while(same).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    if old.len() + new.len() > LONGEST_CHANGE {
        return vec![(old, new)];
    }
    let width = new.len() + 1;
    // longest[i * width + j]: of old[i..] and new[j..].
    let mut longest = vec![0_u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i].folded == new[j].folded {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let mut out = Vec::new();
    let (mut i, mut j, mut from) = (0, 0, (0, 0));
    while i < old.len() && j < new.len() {
        if old[i].folded == new[j].folded {
            if from != (i, j) {
                out.push((&old[from.0..i], &new[from.1..j]));
            }
            (i, j) = (i + 1, j + 1);
            from = (i, j);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    if from != (old.len(), new.len()) {
        out.push((&old[from.0..], &new[from.1..]));
    }
    out
}

/// A text without the "read more" that a feed puts behind it, and without WordPress' "The post … appeared first on …".
fn without_tail(words: &[Word]) -> &[Word] {
    let is = |at: usize, wanted: &str| words.get(at).is_some_and(|word| word.folded == wanted);
    let near = words.len().saturating_sub(20);
    let appeared = (near..words.len()).rev().find(|at| is(*at, "appeared") && is(at + 1, "first") && is(at + 2, "on"));
    if let Some(appeared) = appeared {
        let post = (appeared.saturating_sub(40)..appeared).rev().find(|at| is(*at, "the") && is(at + 1, "post"));
        if let Some(post) = post {
            return without_tail(&words[..post]);
        }
    }
    for tail in TAILS {
        let tail: Vec<&str> = tail.split(' ').collect();
        let from = words.len().saturating_sub(tail.len());
        if words.len() > tail.len() && tail.iter().enumerate().all(|(n, wanted)| is(from + n, wanted)) {
            return &words[..from];
        }
    }
    words
}

fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    each_word(text, |folded, capital, joined| out.push(Word { folded: folded.to_owned(), capital, joined }));
    out
}

/// Splits at everything that is no letter and no digit; between digits and letters too, so that "10mg" is "10 mg".
/// `take` gets each word folded, whether it has a capital, and whether a hyphen joins it to the one before. Bodies of
/// whole feeds go through here, so that no word is allocated by itself.
fn each_word(text: &str, mut take: impl FnMut(&str, bool, bool)) {
    let text = &*without_invisible(text);
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let mut folded = String::new();
    let (mut at, mut joined) = (0, false);
    while let Some(c) = char_at(text, at) {
        let start = at;
        if c.is_ascii_digit() {
            at = number_end(text.as_bytes(), at);
            take(&number(&text[start..at]), false, joined);
        } else if c.is_alphanumeric() {
            folded.clear();
            let capital;
            (at, capital) = fold_word(text, at, &mut folded);
            take(&folded, capital, joined);
        } else {
            at += c.len_utf8();
            let is_minus = matches!(c, '-' | '−')
                && digit(at)
                && text[..start].chars().next_back().is_none_or(|before| before.is_whitespace() || before == '(');
            if is_minus || matches!(c, '%' | '‰' | '°' | '£' | '$' | '€' | '¥' | '<' | '>' | '≤' | '≥' | '±' | '+')
            {
                let sign = if is_minus { '-' } else { c };
                take(sign.encode_utf8(&mut [0; 4]), false, false);
            }
            joined = matches!(c, '-' | '‐' | '‑') && start > 0;
            continue;
        }
        joined = false;
    }
}

/// The text without soft hyphens and what has no width.
fn without_invisible(text: &str) -> Cow<'_, str> {
    let is_invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}');
    if text.is_ascii() || !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(is_invisible, ""))
}

fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some(char::from(*byte)),
        _ => text[at..].chars().next(),
    }
}

/// Adds the letters of the word that begins here in small letters; where it ends, and whether one was a capital.
fn fold_word(text: &str, start: usize, folded: &mut String) -> (usize, bool) {
    let (mut at, mut capital) = (start, false);
    loop {
        let letters = text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let plain = &text[at..at + letters];
        let from = folded.len();
        folded.push_str(plain);
        capital |= plain.bytes().any(|byte| byte.is_ascii_uppercase());
        folded[from..].make_ascii_lowercase();
        at += letters;
        let Some(c) = char_at(text, at).filter(|c| !c.is_ascii_alphanumeric()) else { break };
        let next = at + c.len_utf8();
        if !c.is_ascii() && c.is_alphanumeric() {
            capital |= c.is_uppercase();
            folded.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘') || !char_at(text, next).is_some_and(char::is_alphabetic) {
            break;
        }
        at = next;
    }
    (at, capital)
}

/// The end of a number that begins here: digits, and what stands between two of them.
fn number_end(bytes: &[u8], mut at: usize) -> usize {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    while digit(at) || (matches!(bytes.get(at), Some(b'.' | b',' | b':' | b'/')) && digit(at + 1)) {
        at += 1;
    }
    at
}

/// A number without the commas that part its thousands.
fn number(text: &str) -> Cow<'_, str> {
    if !text.contains(',') {
        return Cow::Borrowed(text);
    }
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let plain = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let whole = |group: &str| plain(group.split('.').next().unwrap_or_default());
    let grouped = (1..=3).contains(&first.len())
        && plain(first)
        && groups.clone().all(|group| whole(group) && group.split('.').next().is_some_and(|digits| digits.len() == 3));
    if grouped { Cow::Owned(text.replace(',', "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests;
