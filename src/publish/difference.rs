//! Owns the difference between two wordings of an article, as HTML and as plain words: which paragraphs changed, and
//! within them which words. Its cost is bounded by sizes, never by time, so that the same texts give the same bytes.

use std::convert::Infallible;

use similar::algorithms::{DiffHook, myers};
use unicode_segmentation::UnicodeSegmentation;

use super::text;

/// Comparisons of paragraphs, or of the words of two paragraphs, that are made at most: what needs more changed as a
/// whole. Myers' way needs (n + m)² at worst.
const STEPS: usize = 16_000_000;

/// Comparisons of all paragraphs' words together.
const ALL_STEPS: usize = 64_000_000;

/// Of the words of two paragraphs so many must be the same, in hundredths, for the one to be an edit of the other.
const ALIKE: usize = 40;

/// Paragraphs of one change that are compared each with each, to find which became which.
const PAIRED: usize = 12;

/// Words of an unchanged stretch that are shown beside a change.
const AROUND: usize = 12;

/// Letters of one changed stretch that are shown.
const STRETCH: usize = 3_000;

/// Bytes of all changes that are shown.
const SHOWN: usize = 60_000;

/// Changes that the plain words tell one by one, and letters of each.
const TOLD: (usize, usize) = (3, 80);

/// What changed between two wordings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// The changed paragraphs, with `<del>` and `<ins>`; empty where nothing changed.
    pub(super) html: String,
    /// The first changes in words: `“two” became “three”; “by May” was taken out`.
    pub(super) plain: String,
}

/// A stretch of words.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Same(&'a [&'a str]),
    Changed { before: &'a [&'a str], after: &'a [&'a str] },
}

/// What changed between two plain texts, in paragraphs parted by empty lines.
pub(super) fn between(before: &str, after: &str) -> Difference {
    let (old, new) = (text::paragraphs(before), text::paragraphs(after));
    let mut told = Telling::default();
    let mut at = 0;
    for (before, after) in changes(&old, &new) {
        // What stands between two changes and did not change is not told again.
        told.skip(!told.html.is_empty() && after.start > at);
        at = after.end;
        for (before, after) in paired(&old[before], &new[after]) {
            told.paragraph(before, after);
        }
    }
    told.done()
}

/// What changed between two lines, such as headlines.
pub(super) fn between_lines(before: &str, after: &str) -> Difference {
    let (before, after) = (text::line(before), text::line(after));
    let mut told = Telling::default();
    if before != after {
        told.paragraph(Some(&before), Some(&after));
    }
    told.done()
}

type Range = std::ops::Range<usize>;

/// The ranges that differ.
fn changes<T: Eq>(old: &[T], new: &[T]) -> Vec<(Range, Range)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[start..], &new[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    if steps(a.len(), b.len()) > STEPS {
        return vec![(start..start + a.len(), start..start + b.len())];
    }
    let mut kept = Kept(Vec::new());
    let Ok(()) = myers::diff(&mut kept, old, start..start + a.len(), new, start..start + b.len());
    kept.0.push((start + a.len(), start + b.len(), 0));
    let mut ranges = Vec::new();
    let (mut from, mut since) = (start, start);
    for (old, new, length) in kept.0 {
        if old > from || new > since {
            ranges.push((from..old, since..new));
        }
        (from, since) = (old + length, new + length);
    }
    ranges
}

/// Where both are the same: from which place in each, and how long.
struct Kept(Vec<(usize, usize, usize)>);

impl DiffHook for Kept {
    type Error = Infallible;

    fn equal(&mut self, old: usize, new: usize, length: usize) -> Result<(), Infallible> {
        self.0.push((old, new, length));
        Ok(())
    }
}

fn steps(a: usize, b: usize) -> usize {
    if a == 0 || b == 0 { 0 } else { (a + b).saturating_mul(a + b) }
}

/// Which paragraph of a change became which, in order: those alike are pairs, the others were taken out or added.
fn paired<'a>(old: &'a [String], new: &'a [String]) -> Vec<(Option<&'a str>, Option<&'a str>)> {
    let mut pairs = Vec::new();
    if old.len() > PAIRED || new.len() > PAIRED {
        pairs.extend(old.iter().map(|gone| (Some(gone.as_str()), None)));
        pairs.extend(new.iter().map(|added| (None, Some(added.as_str()))));
        return pairs;
    }
    let bags: Vec<Vec<&str>> = new.iter().map(|text| bag(text)).collect();
    let mut from = 0;
    for before in old {
        let own = bag(before);
        let alike = |at: &usize| likeness(&own, &bags[*at]) >= ALIKE;
        if let Some(found) = (from..new.len()).find(alike) {
            pairs.extend(new[from..found].iter().map(|added| (None, Some(added.as_str()))));
            pairs.push((Some(before.as_str()), Some(new[found].as_str())));
            from = found + 1;
        } else {
            pairs.push((Some(before.as_str()), None));
        }
    }
    pairs.extend(new[from..].iter().map(|added| (None, Some(added.as_str()))));
    pairs
}

/// The words of a paragraph, in the order of the alphabet.
fn bag(paragraph: &str) -> Vec<&str> {
    let mut words: Vec<&str> = paragraph.unicode_words().collect();
    words.sort_unstable();
    words
}

/// How many of both bags' words are the same, in hundredths.
fn likeness(a: &[&str], b: &[&str]) -> usize {
    let (mut left, mut right, mut same) = (0, 0, 0);
    while left < a.len() && right < b.len() {
        match a[left].cmp(b[right]) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => (left, right, same) = (left + 1, right + 1, same + 1),
        }
    }
    200 * same / (a.len() + b.len()).max(1)
}

/// What is told so far.
#[derive(Default)]
struct Telling {
    html: String,
    plain: Vec<String>,
    steps: usize,
    /// Whether something was left out behind the last paragraph.
    skipped: bool,
    /// Whether there is more than can be shown.
    more: bool,
}

impl Telling {
    fn skip(&mut self, skipped: bool) {
        self.skipped |= skipped;
    }

    fn paragraph(&mut self, before: Option<&str>, after: Option<&str>) {
        if self.html.len() > SHOWN {
            self.more = true;
            return;
        }
        if std::mem::take(&mut self.skipped) {
            self.html.push_str("<p>…</p>");
        }
        let (old, new) = (words(before.unwrap_or_default()), words(after.unwrap_or_default()));
        let cost = steps(old.len(), new.len());
        self.steps = self.steps.saturating_add(cost);
        let affordable = self.steps <= ALL_STEPS;
        let pieces = if affordable { pieces(&old, &new) } else { vec![Piece::Changed { before: &old, after: &new }] };
        self.html.push_str("<p>");
        let last = pieces.len().saturating_sub(1);
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Same(words) => self.html.push_str(&html(&shortened(words, at == 0, at == last))),
                Piece::Changed { before, after } => self.change(&before.concat(), &after.concat()),
            }
        }
        self.html.push_str("</p>");
    }

    fn change(&mut self, before: &str, after: &str) {
        let shown = |words: &str| html(&text::beginning(words, STRETCH));
        for (tag, words) in [("del", before), ("ins", after)] {
            if !words.is_empty() {
                self.html.push_str(&format!("<{tag}>{}</{tag}>", shown(words)));
            }
            // A reader who hears the text, or sees no styles, needs something between the two.
            if tag == "del" && !words.ends_with(char::is_whitespace) && !words.is_empty() && !after.is_empty() {
                self.html.push(' ');
            }
        }
        let line = |words: &str| text::beginning(&text::line(words), TOLD.1);
        let told = match (line(before), line(after)) {
            (before, after) if before.is_empty() && after.is_empty() => return,
            (before, after) if after.is_empty() => format!("“{before}” was taken out"),
            (before, after) if before.is_empty() => format!("“{after}” was added"),
            (before, after) => format!("“{before}” became “{after}”"),
        };
        self.plain.push(told);
    }

    fn done(mut self) -> Difference {
        if self.more {
            self.html.push_str("<p>More changed than is shown here.</p>");
        }
        let others = self.plain.len().saturating_sub(TOLD.0);
        self.plain.truncate(TOLD.0);
        if others > 0 {
            self.plain.push(format!("and {others} more"));
        }
        Difference { html: self.html, plain: self.plain.join("; ") }
    }
}

/// Words, and what stands between them.
fn words(paragraph: &str) -> Vec<&str> {
    paragraph.split_word_bounds().collect()
}

/// The pieces of a paragraph. What stays between two changes without a word of its own goes with them: a blank or a comma
/// alone would part what was changed in one go.
fn pieces<'a>(old: &'a [&'a str], new: &'a [&'a str]) -> Vec<Piece<'a>> {
    let mut joined: Vec<(Range, Range)> = Vec::new();
    for (before, after) in changes(old, new) {
        match joined.last_mut() {
            Some((a, b)) if !new[b.end..after.start].iter().any(|word| word.contains(char::is_alphanumeric)) => {
                (a.end, b.end) = (before.end, after.end);
            }
            _ => joined.push((before, after)),
        }
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    for (before, after) in joined {
        if after.start > at {
            pieces.push(Piece::Same(&new[at..after.start]));
        }
        at = after.end;
        pieces.push(Piece::Changed { before: &old[before], after: &new[after] });
    }
    if at < new.len() {
        pieces.push(Piece::Same(&new[at..]));
    }
    pieces
}

/// What stayed, with `…` where it is long: only what is near a change is shown.
fn shortened(words: &[&str], first: bool, last: bool) -> String {
    // Blanks count as words here.
    let near = AROUND * 2;
    let (head, tail) = (if first { 0 } else { near }, if last { 0 } else { near });
    if words.len() <= head + tail + near {
        return words.concat();
    }
    let (before, after) = (words[..head].concat(), words[words.len() - tail..].concat());
    let space = |words: &str| if words.is_empty() { "" } else { " " };
    format!("{}{}…{}{}", before.trim_end(), space(&before), space(&after), after.trim_start())
}

fn html(words: &str) -> String {
    text::escape(words).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_that_changed_stand_within_what_stayed() {
        let cases = [
            (
                "Fees rise by two per cent.",
                "Fees rise by three per cent.",
                "<p>Fees rise by <del>two</del> <ins>three</ins> per cent.</p>",
                "“two” became “three”",
            ),
            ("Fees rise.", "Fees rise in May.", "<p>Fees rise<ins> in May</ins>.</p>", "“in May” was added"),
            ("Fees rise in May.", "Fees rise.", "<p>Fees rise<del> in May</del>.</p>", "“in May” was taken out"),
            // What was changed in one go is told in one go.
            (
                "The big old house fell.",
                "The small new house fell.",
                "<p>The <del>big old</del> <ins>small new</ins> house fell.</p>",
                "“big old” became “small new”",
            ),
            ("Zähne für 5 €.", "Zähne für 6 €.", "<p>Zähne für <del>5</del> <ins>6</ins> €.</p>", "“5” became “6”"),
            ("a < b & c", "a < b & d", "<p>a &lt; b &amp; <del>c</del> <ins>d</ins></p>", "“c” became “d”"),
            ("same", "same", "", ""),
            ("", "All new.", "<p><ins>All new.</ins></p>", "“All new.” was added"),
            ("All old.", "", "<p><del>All old.</del></p>", "“All old.” was taken out"),
            ("", "", "", ""),
        ];
        for (before, after, html, plain) in cases {
            let found = between(before, after);
            assert_eq!((found.html.as_str(), found.plain.as_str()), (html, plain), "{before} → {after}");
        }
    }

    #[test]
    fn paragraphs_that_stayed_are_not_told() {
        let before =
            "First stays.\n\nFees rise by two per cent a year.\n\nMiddle stays.\n\nGone for good today.\n\nLast stays.";
        let after =
            "First stays.\n\nFees rise by three per cent a year.\n\nMiddle stays.\n\nLast stays.\n\nEntirely new.";
        assert_eq!(
            between(before, after).html,
            "<p>Fees rise by <del>two</del> <ins>three</ins> per cent a year.</p><p>…</p>\
             <p><del>Gone for good today.</del></p><p>…</p><p><ins>Entirely new.</ins></p>"
        );
        // One edited, another added before it: the edited one is known again.
        let found = between(
            "Fees rise by two per cent a year.",
            "Entirely other words.\n\nFees rise by three per cent a year.",
        );
        assert_eq!(
            found.html,
            "<p><ins>Entirely other words.</ins></p><p>Fees rise by <del>two</del> <ins>three</ins> per cent a year.</p>"
        );
    }

    #[test]
    fn a_long_stretch_that_stayed_is_shortened() {
        let long: Vec<String> = (0..100).map(|number| format!("w{number}")).collect();
        let long = long.join(" ");
        let found = between(&format!("{long} old {long} old {long}"), &format!("{long} new {long} new {long}"));
        let near = "w88 w89 w90 w91 w92 w93 w94 w95 w96 w97 w98 w99";
        let next = "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11";
        let change = "<del>old</del> <ins>new</ins>";
        // Of the words, the blanks are half.
        assert_eq!(found.html, format!("<p>… {near} {change} {next} … {near} {change} {next} …</p>"));
        assert_eq!(found.plain, "“old” became “new”; “old” became “new”");
        let many: Vec<String> = (0..9).map(|number| format!("old{number} same")).collect();
        let many = many.join(" ");
        assert!(between(&many, &many.replace("old", "new")).plain.ends_with("“old2” became “new2”; and 6 more"));
    }

    #[test]
    fn headlines_are_compared_as_one_line() {
        assert_eq!(between_lines(" Fees\nrise ", "Fees rise"), Difference::default());
        assert_eq!(between_lines("Fees rise", "Fees fall").html, "<p>Fees <del>rise</del> <ins>fall</ins></p>");
    }

    /// The cost is a matter of sizes: counted, not timed.
    #[test]
    fn hostile_texts_are_compared_as_wholes() {
        let numbered = |start: usize, between: &str| {
            let words: Vec<String> = (start..start + 100_000).map(|number| format!("w{number}")).collect();
            words.join(between)
        };
        for between_words in [" ", "\n\n"] {
            let found = between(&numbered(0, between_words), &numbered(500_000, between_words));
            assert!(found.html.len() < SHOWN + 2 * STRETCH * 6, "{}", found.html.len());
            assert!(found.html.starts_with("<p><del>w0"));
        }
        // Many changes, each of which is cheap.
        let line = |number: u32, word: &str| format!("line {number} {word} end");
        let lines = |word: &str| (0..2_000).map(|number| line(number, word)).collect::<Vec<_>>().join("\n\n");
        let found = between(&lines("old"), &lines("new"));
        assert!(found.html.ends_with("<p>More changed than is shown here.</p>") && found.plain.ends_with("more"));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_invented(before in "([a-c]{1,2}[ ,.\n<&]{1,2}){0,40}", after in "([a-c]{1,2}[ ,.\n<&]{1,2}){0,40}") {
            let (old, new) = (text::paragraphs(&before), text::paragraphs(&after));
            let (old, new) = (words_of(&old), words_of(&new));
            let pieces = pieces(&old, &new);
            let mut read = (String::new(), String::new());
            for piece in &pieces {
                let (a, b) = match piece { Piece::Same(words) => (words, words), Piece::Changed { before, after } => (before, after) };
                read.0.push_str(&a.concat());
                read.1.push_str(&b.concat());
            }
            prop_assert_eq!(read, (old.concat(), new.concat()));
            let found = between(&before, &after);
            prop_assert_eq!(found.html.is_empty(), text::paragraphs(&before) == text::paragraphs(&after));
            prop_assert_eq!(found, between(&before, &after));
        }
    }

    fn words_of(paragraphs: &[String]) -> Vec<&str> {
        paragraphs.iter().flat_map(|paragraph| words(paragraph)).collect()
    }
}
