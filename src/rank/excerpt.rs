//! Owns the cut: a comment's words shortened at the end of a sentence, or, where the first is too long, at a word.

use unicode_segmentation::UnicodeSegmentation;

/// Endings after which a full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "dr.", "mr.", "mrs.", "ms.", "prof.", "st.", "e.g.", "i.e.", "eg.", "ie.", "etc.", "vs.", "no.", "approx.", "p.m.",
    "a.m.", "sr.", "jr.", "cf.", "inc.", "ltd.",
];
/// A shorter beginning ("@1207", "No.") is never left alone.
const WORDS: usize = 4;

/// At most `most` characters of `text`; `cut` says that the text had been longer already.
pub(super) fn excerpt(text: &str, cut: bool, most: usize) -> String {
    let text = tidy(text);
    if !cut && text.chars().count() <= most {
        return text;
    }
    let fits =
        sentence_ends(&text).into_iter().take_while(|&end| text[..end].trim_end().chars().count() <= most).last();
    match fits {
        Some(end) if end > 0 => text[..end].trim_end().to_owned(),
        _ => at_word(&text, most),
    }
}

/// The first sentence, at most `most` characters.
pub(super) fn first_sentence(text: &str, most: usize) -> String {
    let text = tidy(text);
    let end = sentence_ends(&text).first().copied().unwrap_or(text.len());
    let sentence = text[..end].replace("\n\n", " ");
    let sentence = sentence.trim();
    if sentence.chars().count() <= most { sentence.to_owned() } else { at_word(sentence, most) }
}

/// One space between words, one empty line between paragraphs; lines of one paragraph are joined.
fn tidy(text: &str) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (words.is_empty(), open, paragraphs.last_mut()) {
            (true, ..) => open = false,
            (false, true, Some(paragraph)) => {
                paragraph.push(' ');
                paragraph.push_str(&words.join(" "));
            }
            _ => {
                paragraphs.push(words.join(" "));
                open = true;
            }
        }
    }
    paragraphs.join("\n\n")
}

/// Where sentences of some length end, as byte offsets.
fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut start = 0;
    for (at, piece) in text.split_sentence_bound_indices() {
        let end = at + piece.len();
        let sentence = text[start..end].trim_end();
        let last = sentence.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
        let last = last.trim_start_matches(|c: char| !c.is_alphanumeric());
        let short = sentence.unicode_words().take(WORDS).count() < WORDS;
        let finished = ends_well(sentence) || text[at..end].ends_with('\n');
        if !short && finished && !ABBREVIATIONS.contains(&last) {
            ends.push(end);
            start = end;
        }
    }
    ends
}

/// Whether the last character closes a sentence, in whatever script.
fn ends_well(sentence: &str) -> bool {
    sentence
        .trim_end_matches(['"', '\'', '”', '’', ')', ']', '»', '」'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔', '։', '።', '॥'])
}

/// Whole words and an ellipsis; a word longer than the room is cut between characters as people see them.
fn at_word(text: &str, most: usize) -> String {
    let room = most.saturating_sub(1);
    let mut kept = String::new();
    let mut length = 0;
    for piece in text.split_word_bounds() {
        length += piece.chars().count();
        if length > room {
            break;
        }
        kept.push_str(piece);
    }
    if kept.trim().is_empty() {
        length = 0;
        for piece in text.graphemes(true) {
            length += piece.chars().count();
            if length > room {
                break;
            }
            kept.push_str(piece);
        }
    }
    let kept = kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:.-–—".contains(c));
    if most == 0 { String::new() } else { format!("{kept}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_fall_between_sentences() {
        let text =
            "@1207\nWe tried that with Dr. Lund in spring. It cost us a clinic a week. Nobody came.\n\nNow it is gone.";
        for (most, expected) in [
            (
                500,
                "@1207 We tried that with Dr. Lund in spring. It cost us a clinic a week. Nobody came.\n\nNow it is gone.",
            ),
            (90, "@1207 We tried that with Dr. Lund in spring. It cost us a clinic a week."),
            (80, "@1207 We tried that with Dr. Lund in spring. It cost us a clinic a week."),
            (50, "@1207 We tried that with Dr. Lund in spring."),
            (30, "@1207 We tried that with Dr…"),
            (0, ""),
        ] {
            assert_eq!(excerpt(text, false, most), expected, "{most}");
        }
    }

    #[test]
    fn a_word_without_end_is_cut_too() {
        assert_eq!(excerpt(&"a".repeat(100), false, 10), format!("{}…", "a".repeat(9)));
        let family = "👩‍👩‍👧‍👦".repeat(10);
        assert!(excerpt(&family, false, 20).chars().count() <= 20);
    }

    #[test]
    fn a_text_cut_before_ends_with_a_sentence_still() {
        assert_eq!(excerpt("One two three four five. Six sev", true, 400), "One two three four five.");
        assert_eq!(excerpt("one two three", true, 400), "one two three…");
    }

    #[test]
    fn the_first_sentence_is_long_enough_to_say_something() {
        assert_eq!(
            first_sentence("No. That was tried here and failed. Twice.", 160),
            "No. That was tried here and failed."
        );
        assert_eq!(first_sentence("診療所は忙しい。明日も忙しい。", 160), "診療所は忙しい。");
    }
}
