//! Owns the references by number: "#3", "comment 3", by the site's own numbering where it has one.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::domain::FoundComment;

/// A site's own numbers run no further beyond the count of comments: some of them may be gone.
const GAPS: u64 = 4;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?im)(?:^[ \t]*|@ ?|\b(?:re|see|to|with|at|comment|post|reply|number)[ :]+)#([0-9]{1,5})\b|#([0-9]{1,5})[:,]|\b(?:with|to|see|re|ditto|agreed?) (?:no\.? ?|number |nr\.? ?)([0-9]{1,4})\b|\bditto ([0-9]{1,3})\b|\b(?:comment|post|reply|kommentar|beitrag|commentaire|comentario|commento|comentário|reactie) (?:no\.? ?|number |nr\.? ?)?([0-9]{1,5})\b")
        .expect("the pattern is a constant that the tests compile")
});
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[%.,:/][0-9]| (?:priority|problem|issue|reason|concern|rule|choice|thing|mistake|cause|question|times|days|years|in the|million|hours|minutes)\b)")
        .expect("the pattern is a constant that the tests compile")
});

/// What the numbers of a thread's comments are.
pub(super) struct Numbers {
    own: Option<HashMap<u64, usize>>,
}

impl Numbers {
    /// Reads the site's own numbering, if it has one: keys, or the ends of addresses, that are small numbers and rise.
    pub(super) fn new(comments: &[FoundComment]) -> Self {
        let keys = numbering(comments, |comment| Some(figures(&comment.key.0)));
        let own =
            keys.or_else(|| numbering(comments, |comment| comment.permalink.as_ref().map(|url| figures(url.as_str()))));
        Self { own }
    }

    /// The comments a text names by number; counted from 1 in the site's order where it has no numbers of its own.
    pub(super) fn referred(&self, text: &str, limit: usize) -> Vec<(usize, f64)> {
        NUMBER
            .captures_iter(text)
            .filter(|found| !COUNTED.is_match(&text[found.get(0).map_or(0, |whole| whole.end())..]))
            .take(limit)
            .filter_map(|found| {
                let number: u64 = found.iter().skip(1).flatten().next()?.as_str().parse().ok()?;
                let at = match &self.own {
                    Some(own) => own.get(&number).copied(),
                    None => usize::try_from(number.checked_sub(1)?).ok(),
                };
                at.map(|at| (at, 1.0))
            })
            .collect()
    }
}

fn numbering(
    comments: &[FoundComment],
    of: impl Fn(&FoundComment) -> Option<Option<u64>>,
) -> Option<HashMap<u64, usize>> {
    let numbers: Vec<u64> = comments.iter().map(|comment| of(comment).flatten()).collect::<Option<_>>()?;
    let most = GAPS * comments.len() as u64 + 20;
    let fits = numbers.windows(2).all(|pair| pair[0] != pair[1]) && numbers.iter().all(|&n| (1..=most).contains(&n));
    let by_number: HashMap<u64, usize> = numbers.iter().enumerate().map(|(at, &number)| (number, at)).collect();
    (fits && by_number.len() == comments.len() && !comments.is_empty()).then_some(by_number)
}

/// The figures a text ends in, where words or marks alone stand before them.
fn figures(text: &str) -> Option<u64> {
    let start = text
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    text[start..].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CommentKey;

    fn numbers(keys: &[&str]) -> Numbers {
        let comments: Vec<_> = keys.iter().map(|key| FoundComment::new(CommentKey((*key).to_owned()), "")).collect();
        Numbers::new(&comments)
    }

    #[test]
    fn a_number_is_the_sites_own_or_the_place() {
        for (keys, expected) in [
            (&["2", "3", "5"][..], vec![1]),
            (&["comment-1", "comment-2", "comment-3"], vec![2]),
            (&["80231", "80250", "80251"], vec![2]),
            (&["a", "b", "c"], vec![2]),
            (&["0", "1", "2"], vec![2]),
        ] {
            let found: Vec<usize> = numbers(keys).referred("#3 has it", 9).iter().map(|found| found.0).collect();
            assert_eq!(found, expected, "{keys:?}");
        }
    }

    #[test]
    fn what_is_counted_is_no_comment() {
        for (text, expected) in [
            ("I agree with #2", vec![1]),
            ("comment 2 is right, and so is comment no. 1", vec![1, 0]),
            ("#1 priority is the rota", vec![]),
            ("#1: that is so", vec![0]),
            ("Post 2 hours after lunch, if at all", vec![]),
            ("In comment 2 million people", vec![]),
        ] {
            let found: Vec<usize> = numbers(&["a", "b", "c"]).referred(text, 9).iter().map(|found| found.0).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
