//! Owns the telling of summaries from whole articles among the entries of a feed, and the hint that follows from it.

use super::document::Entry;
use crate::domain::FoundArticle;

/// What a hint in the notes of a round begins with.
pub const HINT: &str = "hint: ";

/// A longer text, in characters, is an article or most of one.
const LONGEST: usize = 700;

/// A text that the feed calls the whole content, or does not call anything, is a summary below this without any mark.
const SHORT: usize = 400;

/// What stands at the end of an excerpt.
const MARKS: [&str; 16] = [
    "…",
    "...",
    "[…]",
    "[...]",
    "(…)",
    "(more…)",
    "read more",
    "read on",
    "read more »",
    "continue reading",
    "continue reading →",
    "more »",
    "full story",
    "weiterlesen",
    "mehr lesen",
    "lire la suite",
];

/// Whether an entry is by its make a summary of what its page holds.
pub(super) fn is_summary(entry: &Entry, article: &FoundArticle) -> bool {
    let length = article.text.chars().count();
    if length > LONGEST {
        return false;
    }
    let end = article.text.trim_end().trim_end_matches(['.', ' ']).to_lowercase();
    let whole = article.text.trim_end().to_lowercase();
    let is_cut = MARKS.iter().any(|mark| whole.ends_with(mark) || end.ends_with(mark));
    is_cut || entry.content.is_none() && length < SHORT
}

/// The hint for an operator who did not say whether entries are whole; `None` where most of them are.
pub(super) fn hint(summaries: usize, entries: usize) -> Option<String> {
    (summaries > 0 && summaries * 3 >= entries * 2).then(|| {
        format!(
            "{HINT}{summaries} of the feed's {entries} entries look like summaries, and are kept as if they were the whole \
             articles; write articles = \"pages\" to have their pages read, or articles = \"entries\" where this is meant"
        )
    })
}

/// The hint from what is held of a source: the middle length of its texts, in characters.
pub fn hint_of_held(median: usize) -> Option<String> {
    (median > 0 && median < SHORT).then(|| {
        format!(
            "{HINT}its articles have {median} characters in the middle, as summaries have; write articles = \"pages\" to \
             have the pages of the feed's entries read, or articles = \"entries\" where this is meant"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_told_by_their_end_and_length() {
        let long = "Word ".repeat(200);
        let cases = [
            ("The rota was agreed last night […]", true, true),
            ("The rota was agreed last night... Read more.", true, true),
            ("The rota was agreed last night. Continue reading →", true, true),
            ("The rota was agreed last night.", true, false),
            ("The rota was agreed last night.", false, true),
            (long.as_str(), false, false),
            (&format!("{long}…"), true, false),
        ];
        for (text, has_content, wanted) in cases {
            let url = "https://news.example/1".parse().expect("an address");
            let article = FoundArticle { text: text.to_owned(), ..FoundArticle::new(url, "Rota".to_owned()) };
            let entry = Entry { content: has_content.then(String::new), ..Entry::default() };
            assert_eq!(is_summary(&entry, &article), wanted, "{text} {has_content}");
        }
    }

    #[test]
    fn a_hint_is_given_where_most_are_summaries() {
        let given = |summaries, entries| hint(summaries, entries).is_some();
        assert!(given(1, 1) && given(20, 30) && !given(19, 30) && !given(0, 0) && !given(0, 5));
        let held = |median| hint_of_held(median).is_some();
        assert!(held(200) && !held(0) && !held(3000));
    }
}
