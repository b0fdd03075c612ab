//! Owns the telling of a line about the article from its text: by whom it is, and when it was written.

/// Whether a short line before the article's text is about it: "By A Smith", a date, "3 min read".
pub(super) fn is_byline(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let Some(first) = words.first() else { return true };
    if words.len() > 16 || line.ends_with(['.', '!', '?']) && words.len() > 6 {
        return false;
    }
    let year = words.iter().any(|w| {
        let digits = w.trim_matches(|c: char| !c.is_ascii_digit());
        digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
    });
    let month = words.iter().any(|word| is_month(word));
    let has_day = words.iter().filter(|w| w.starts_with(|c: char| c.is_ascii_digit())).count() > 1;
    *first == "by" && names_somebody(line)
        || OPENINGS.iter().any(|opening| lower.starts_with(opening))
        || matches!(*first, "von" | "por" | "posted" | "published" | "updated" | "written")
        || (year && month && words.len() <= 12 && (has_day || words.len() <= 5))
        || (year && lower.matches('/').count() >= 2)
        || lower.starts_with("last updated")
        || lower.starts_with("last modified")
        || lower.ends_with("min read")
        || lower.ends_with("minute read")
        || (lower.ends_with(" ago") && words.len() <= 8)
}

/// Beginnings of bylines in other languages and scripts, with the mark that ends the word.
const OPENINGS: [&str; 18] = [
    "كتب:",
    "كتبت:",
    "بقلم:",
    "بقلم ",
    "المصدر:",
    "作者：",
    "作者:",
    "记者：",
    "记者:",
    "編輯：",
    "编辑：",
    "编辑:",
    "来源：",
    "来源:",
    "來源：",
    "文／",
    "автор:",
    "текст:",
];

/// Whether a short line after the article's text only says who worked on it: "(Reporting by A Smith; editing by B
/// Jones)", "Quelle: dpa".
pub(super) fn is_credit(line: &str) -> bool {
    const CREDITS: [&str; 19] = [
        "reporting by ",
        "additional reporting",
        "editing by ",
        "edited by ",
        "writing by ",
        "compiled by ",
        "quelle:",
        "quellen:",
        "source:",
        "sources:",
        "redaktion:",
        "责任编辑",
        "責任編輯",
        "编辑",
        "編輯",
        "来源",
        "來源",
        "المصدر:",
        "تحرير:",
    ];
    let lower = line.to_lowercase();
    let bare = lower.trim_start_matches(['(', '（', '[', ' ']);
    let is_whole = line.starts_with(['(', '（', '[']) == line.trim_end_matches('.').ends_with([')', '）', ']']);
    is_whole && CREDITS.iter().any(|opening| bare.starts_with(opening))
}

/// Whether "By …" goes on with a name: "By the time we met" does not.
fn names_somebody(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    let is_large = |word: Option<&&str>| word.is_some_and(|word| !word.starts_with(char::is_lowercase));
    let is_article =
        words.first().is_some_and(|word| matches!(word.to_lowercase().as_str(), "the" | "our" | "a" | "dr"));
    words.len() <= 3 || if is_article { is_large(words.get(1)) } else { is_large(words.first()) }
}

/// "May", "Sept.", "november": whole or cut short, not "market".
fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(word))
}

/// Whether a short line after the article's text only says when it was written: "Published 2 May 2018".
pub(super) fn is_dateline(line: &str) -> bool {
    let has_year = line.split(|c: char| !c.is_ascii_digit()).any(|w| w.len() == 4 && matches!(&w[..2], "19" | "20"));
    has_year && line.split_whitespace().count() <= 8 && !line.contains(':') && is_byline(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_told_from_sentences() {
        for line in
            ["(Reporting by A Smith; Editing by B Jones)", "Quelle: dpa", "（责任编辑：王芳）", "Source: The Round"]
        {
            assert!(is_credit(line), "{line}");
        }
        for line in ["Sources say that the rota was changed.", "Editing is hard.", "(The rota was read out.)"] {
            assert!(!is_credit(line), "{line}");
        }
    }

    #[test]
    fn bylines_are_told_from_sentences() {
        for line in [
            "By the Editorial Board of the Round",
            "by ann smith",
            "May 2019",
            "2 Sept 2019",
            "By Ann Smith",
            "12 March 2026",
            "Posted by editor",
            "3 min read",
            "Updated 12/03/2026 10:12",
        ] {
            assert!(is_byline(line), "{line}");
        }
        for line in [
            "The rota was changed in March 2026 after months of talks.",
            "A clinic opens",
            "By the time we met she had slept",
            "It was in May 2019 that they met",
            "Market report 2019",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }
}
