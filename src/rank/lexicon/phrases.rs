//! Owns how lists of phrases are written and found: a tree of words that is walked once over a comment, whatever the
//! number of phrases in it.
//!
//! A list is written as alternatives parted by `|`, in round brackets within a phrase; `?` makes the letter or bracket
//! before it optional, `*` stands for any one word and `#` for one that begins with a figure.

use std::collections::HashMap;

use super::sign::Sign;

/// Words of a phrase that are followed.
const LONGEST: usize = 8;

/// One word of a text, as the tree sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::rank) struct Token {
    /// Its number in the lexicon; 0 for a word that stands in no phrase.
    pub(in crate::rank) word: u32,
    /// Whether it begins with a figure.
    pub(in crate::rank) figure: bool,
}

/// A phrase found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rank) struct Found {
    /// What it is a sign of.
    pub(in crate::rank) sign: Sign,
    /// The place of its first word.
    pub(in crate::rank) at: u32,
    /// How many words it has.
    pub(in crate::rank) length: u32,
}

#[derive(Debug, Default)]
struct Node {
    /// What follows each word, by its number.
    next: Vec<(u32, u32)>,
    any: u32,
    figure: u32,
    ends: u32,
}

/// The phrases of one language.
#[derive(Debug)]
pub(in crate::rank) struct Phrases {
    words: HashMap<String, u32>,
    nodes: Vec<Node>,
    /// Where a phrase that opens with each word goes on, by its number; 0: nowhere.
    starts: Vec<u32>,
}

impl Phrases {
    /// Builds the tree of these lists.
    pub(super) fn new(lists: &[(Sign, &str)]) -> Self {
        let mut phrases = Self { words: HashMap::new(), nodes: vec![Node::default()], starts: Vec::new() };
        for &(sign, list) in lists {
            for phrase in expand(list) {
                phrases.add(sign, &phrase);
            }
        }
        phrases.starts = vec![0; phrases.words.len() + 1];
        for &(word, start) in &phrases.nodes[0].next {
            phrases.starts[word as usize] = start;
        }
        phrases
    }

    /// The number of a word in lower case; 0 where no phrase has it.
    pub(in crate::rank) fn number(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// All phrases of a text, by their first word; of one sign none overlaps the next, and the longest stands.
    pub(in crate::rank) fn find(&self, tokens: &[Token]) -> Vec<Found> {
        let mut found = Vec::new();
        let mut free = [0_usize; Sign::COUNT];
        for at in 0..tokens.len() {
            let start = match tokens[at] {
                Token { figure: true, .. } => self.nodes[0].figure,
                Token { word, .. } => self.starts[word as usize],
            };
            if start == 0 {
                continue;
            }
            let mut longest = [0_u32; Sign::COUNT];
            self.walk(start, &tokens[at + 1..], 1, &mut longest);
            for sign in Sign::ALL {
                let length = longest[sign as usize];
                if length > 0 && free[sign as usize] <= at {
                    free[sign as usize] = at + length as usize;
                    found.push(Found { sign, at: u32::try_from(at).unwrap_or(u32::MAX), length });
                }
            }
        }
        found
    }

    fn walk(&self, node: u32, rest: &[Token], length: usize, longest: &mut [u32; Sign::COUNT]) {
        let node = &self.nodes[node as usize];
        if node.ends != 0 {
            let length = u32::try_from(length).unwrap_or(u32::MAX);
            for sign in Sign::ALL.into_iter().filter(|sign| node.ends & sign.bit() != 0) {
                longest[sign as usize] = longest[sign as usize].max(length);
            }
        }
        let Some((token, rest)) = rest.split_first().filter(|_| length < LONGEST) else { return };
        if token.word != 0
            && let Ok(place) = node.next.binary_search_by_key(&token.word, |&(word, _)| word)
        {
            self.walk(node.next[place].1, rest, length + 1, longest);
        }
        if node.any != 0 {
            self.walk(node.any, rest, length + 1, longest);
        }
        if node.figure != 0 && token.figure {
            self.walk(node.figure, rest, length + 1, longest);
        }
    }

    fn add(&mut self, sign: Sign, phrase: &str) {
        let mut node = 0;
        for word in phrase.split_whitespace() {
            node = self.step(node, word);
        }
        if node != 0 {
            self.nodes[node].ends |= sign.bit();
        }
    }

    fn step(&mut self, node: usize, word: &str) -> usize {
        // A lexicon has some thousands of words, far fewer than a u32 counts.
        let new = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let next = match word {
            "*" => &mut self.nodes[node].any,
            "#" => &mut self.nodes[node].figure,
            _ => {
                let number = u32::try_from(self.words.len() + 1).unwrap_or(u32::MAX);
                let number = *self.words.entry(word.to_owned()).or_insert(number);
                let next = &mut self.nodes[node].next;
                let place = next.binary_search_by_key(&number, |&(word, _)| word).unwrap_or_else(|place| {
                    next.insert(place, (number, 0));
                    place
                });
                &mut next[place].1
            }
        };
        if *next == 0 {
            *next = new;
            self.nodes.push(Node::default());
            return new as usize;
        }
        *next as usize
    }
}

/// All phrases that a list stands for.
fn expand(list: &str) -> Vec<String> {
    alternatives(list).into_iter().flat_map(expand_one).collect()
}

/// The parts of a list between its own bars, not those within brackets.
fn alternatives(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in list.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts
}

fn expand_one(phrase: &str) -> Vec<String> {
    let mut done = vec![String::new()];
    let mut rest = phrase;
    while let Some(first) = rest.chars().next() {
        let (options, after) = if first == '(' {
            let close = closing(rest);
            (expand(&rest[1..close]), &rest[(close + 1).min(rest.len())..])
        } else {
            (vec![first.to_string()], &rest[first.len_utf8()..])
        };
        let (options, after) = match after.strip_prefix('?') {
            Some(after) => (options.into_iter().chain([String::new()]).collect(), after),
            None => (options, after),
        };
        done = done.iter().flat_map(|done| options.iter().map(move |option| format!("{done}{option}"))).collect();
        rest = after;
    }
    done
}

/// Where the bracket that opens a text closes.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return at,
            ')' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_expanded() {
        for (list, expected) in [
            ("one|two", vec!["one", "two"]),
            ("idiots?", vec!["idiots", "idiot"]),
            ("(i|we) (have )?seen", vec!["i have seen", "i seen", "we have seen", "we seen"]),
            ("low ?life", vec!["low life", "lowlife"]),
            ("(a(b|c)|d)e", vec!["abe", "ace", "de"]),
        ] {
            assert_eq!(expand(list), expected, "{list}");
        }
    }

    #[test]
    fn the_longest_phrase_is_found_and_none_overlaps() {
        let phrases = Phrases::new(&[
            (Sign::Agreement, "well said|well said indeed"),
            (Sign::Dissent, "said indeed|for # years|as a * nurse"),
        ]);
        let read = |text: &str| {
            let token = |word: &str| Token {
                word: phrases.number(word),
                figure: word.starts_with(|c: char| c.is_ascii_digit()),
            };
            let tokens: Vec<Token> = text.split(' ').map(token).collect();
            phrases.find(&tokens).iter().map(|found| (found.sign, found.at, found.length)).collect::<Vec<_>>()
        };
        assert_eq!(
            read("well said indeed well said"),
            [(Sign::Agreement, 0, 3), (Sign::Dissent, 1, 2), (Sign::Agreement, 3, 2)]
        );
        assert_eq!(read("for 12 years as a tired nurse"), [(Sign::Dissent, 0, 3), (Sign::Dissent, 3, 4)]);
        assert_eq!(read("for many years said"), []);
    }
}
