//! Owns "did you mean": the known word nearest to one that is not known.

use std::fmt::Write as _;

/// Longer words are nobody's slip of the finger, and comparing them costs the square of their length.
const LONGEST: usize = 64;

/// The known word that a slip or two away would have been `word`.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(LONGEST + 1).collect();
    if word.len() > LONGEST {
        return None;
    }
    let slips = |known: &str| distance(&word, &known.to_lowercase().chars().collect::<Vec<_>>());
    let allowed = |known: &str| known.chars().count().max(word.len()).div_ceil(4).min(3);
    let near = known.into_iter().map(|known| (slips(known), known));
    near.filter(|(slips, known)| *slips <= allowed(known)).min_by_key(|(slips, _)| *slips).map(|(_, known)| known)
}

/// Words in quotes with commas between them and "or" before the last.
pub(super) fn one_of(words: &[&str]) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        let before = match index {
            0 => "",
            last if last + 1 == words.len() => " or ",
            _ => ", ",
        };
        // Writing to a String cannot fail.
        let _ = write!(text, "{before}{word:?}");
    }
    text
}

/// How many letters must be put in, left out, changed, or swapped with their neighbour.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other_letter) in other.iter().enumerate() {
            let change = last[column] + usize::from(letter != other_letter);
            let mut best = change.min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *other_letter {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_word_that_was_meant() {
        let known = ["schedule", "title", "url", "source", "max_articles", "zone"];
        let cases = [
            ("shedule", Some("schedule")),
            ("scheduel", Some("schedule")),
            ("titel", Some("title")),
            ("URL", Some("url")),
            ("sources", Some("source")),
            ("max_article", Some("max_articles")),
            ("colour", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(10_000), known), None);
    }

    #[test]
    fn lists_words() {
        assert_eq!(one_of(&["a"]), "\"a\"");
        assert_eq!(one_of(&["a", "b", "c"]), "\"a\", \"b\" or \"c\"");
    }
}
