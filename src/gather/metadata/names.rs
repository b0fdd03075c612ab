//! Owns the splitting of bylines into names: "By Ann Smith and Bo Jones, health editor" is two people.

use crate::gather::clean;

/// A byline of more is a list of something else.
const MOST_NAMES: usize = 50;

const OPENINGS: &[&str] = &[
    "article by",
    "by",
    "from",
    "posted by",
    "published by",
    "reported by",
    "story by",
    "text by",
    "von",
    "words by",
    "words",
    "written by",
    "author",
    "authors",
    "par",
    "por",
    "di",
    "door",
];

const ROLES: &[&str] = &[
    "analyst",
    "admin",
    "administrator",
    "assistant",
    "associate",
    "bureau",
    "chief",
    "columnist",
    "contributor",
    "correspondent",
    "deputy",
    "desk",
    "director",
    "editor",
    "editors",
    "editorial",
    "freelance",
    "guest",
    "intern",
    "journalist",
    "manager",
    "newsroom",
    "producer",
    "redaktion",
    "reporter",
    "senior",
    "staff",
    "team",
    "webmaster",
    "writer",
    "writers",
];

const LETTERS: &[&str] = &[
    "md", "phd", "ph.d", "ph.d.", "m.d.", "rn", "mbbs", "frcgp", "mrcgp", "frcp", "jr", "jr.", "sr", "sr.", "ba", "ma",
    "msc", "bsc", "mph", "do", "obe", "mbe", "cbe",
];

const DAYS: [&str; 14] = [
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// What begins a word behind a name that is no part of it.
const BEHIND: [&str; 4] = ["reports", "published", "updated", "posted"];

/// The separate names of a byline; roles, addresses, dates and degrees are left out.
pub(in crate::gather) fn split(byline: &str) -> Vec<String> {
    if is_plainly_one(byline) { vec![byline.to_owned()] } else { split_at_length(byline) }
}

fn split_at_length(byline: &str) -> Vec<String> {
    let byline = without_addresses(&clean::plain(byline));
    let byline = byline.split('|').find(|part| is_byline(part)).unwrap_or(&byline);
    let byline = after_date(byline);
    let mut names: Vec<String> = Vec::new();
    for part in separate(&without_opening(byline)) {
        let name = without_opening(part.trim());
        let name = name.split(['(', '[', '|', '<']).next().unwrap_or_default();
        let name = without_place(name);
        let name = name.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').trim();
        // A full stop ends a sentence, or belongs to "Jr.".
        let is_short = name.rsplit(' ').next().is_some_and(|last| last.chars().count() <= 3);
        let name = if is_short { name } else { name.trim_end_matches('.') };
        if is_name(name) && !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
        if names.len() >= MOST_NAMES {
            break;
        }
    }
    names
}

/// Whether a byline is two to four capitalised words, none of which ever means anything but a name: most are.
fn is_plainly_one(byline: &str) -> bool {
    const NO_NAMES: &[&str] = &[
        "and",
        "with",
        "und",
        "et",
        "in",
        "at",
        "for",
        "on",
        "last",
        "the",
        "article",
        "posted",
        "published",
        "reported",
        "story",
        "text",
        "written",
        "updated",
        "submitted",
        "reports",
    ];
    let is_name = |word: &str| {
        let (first, rest) = word.as_bytes().split_first().unwrap_or((&0, &[]));
        let is = |known: &&str| known.eq_ignore_ascii_case(word);
        first.is_ascii_uppercase()
            && !rest.is_empty()
            && rest.iter().all(u8::is_ascii_lowercase)
            && ![NO_NAMES, OPENINGS, ROLES, LETTERS, &DAYS].iter().any(|list| list.iter().any(is))
            && !BEHIND.iter().any(|end| word.get(..end.len()).is_some_and(|start| start.eq_ignore_ascii_case(end)))
    };
    byline.len() <= 60 && (2..=4).contains(&byline.split(' ').count()) && byline.split(' ').all(is_name)
}

/// "Posted on 12 February by Ann Smith" from the name on.
fn after_date(byline: &str) -> &str {
    let is_dated = ["posted on ", "published on ", "published: ", "updated on ", "submitted on "]
        .iter()
        .any(|opening| byline.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening)));
    byline.split_once(" by ").filter(|_| is_dated).map_or(byline, |(_, names)| names)
}

/// Whether a line says by whom an article is.
pub(super) fn is_byline(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default().trim_end_matches(':').to_lowercase();
    matches!(first.as_str(), "by" | "von" | "par" | "por" | "door" | "words" | "author" | "av")
        && line.split_whitespace().count() > 1
}

/// A byline without mail and web addresses, and without names of accounts.
fn without_addresses(byline: &str) -> String {
    let is_address = |word: &&str| !word.contains('@') && !word.contains("://") && !word.starts_with("www.");
    byline.split_whitespace().filter(is_address).collect::<Vec<_>>().join(" ")
}

/// A name without what follows it: a place, an employer, a date, a beat.
fn without_place(name: &str) -> &str {
    let lower = name.to_lowercase();
    // Lower-casing may change lengths; where it did, nothing is cut.
    if lower.len() != name.len() {
        return name;
    }
    let marks = [
        " - ",
        " – ",
        " — ",
        " in ",
        " at ",
        " for ",
        " on ",
        " reports",
        " published",
        " updated",
        " posted",
        " last ",
    ];
    let end = marks.iter().filter_map(|mark| lower.find(mark)).chain(name.find(|c: char| c.is_ascii_digit())).min();
    end.map_or(name, |end| without_weekday(&name[..end]))
}

/// "Ann Smith Monday" is Ann Smith.
fn without_weekday(name: &str) -> &str {
    match name.trim().rsplit_once(' ') {
        Some((before, last)) if DAYS.contains(&last.to_lowercase().trim_end_matches(',')) => before,
        _ => name,
    }
}

/// A name of a citation list: "Smith, Ann" is Ann Smith.
pub(super) fn cited(name: &str) -> Vec<String> {
    match name.split_once(',') {
        Some((last, first)) if !first.contains(',') && last.split_whitespace().count() <= 3 => {
            split(&format!("{} {}", first.trim(), last.trim()))
        }
        _ => split(name),
    }
}

fn without_opening(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut best = 0;
    for opening in OPENINGS {
        let follows = lower.get(opening.len()..).and_then(|rest| rest.chars().next());
        if lower.starts_with(opening) && follows.is_some_and(|c| c.is_whitespace() || c == ':') {
            best = best.max(opening.len());
        }
    }
    // Lower-casing may change lengths; where it did, nothing is cut.
    text.get(best..).unwrap_or(text).trim_start_matches(|c: char| c == ':' || c.is_whitespace()).to_owned()
}

fn separate(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    for separator in [", and ", " and ", " And ", " AND ", " & ", ";", ",", " with ", " und ", " et ", " / ", "·", "•"]
    {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts
}

fn is_name(name: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let lower = name.to_lowercase();
    (2..=60).contains(&name.chars().count())
        && words.len() <= 6
        && !name.chars().any(|c| c.is_ascii_digit() || matches!(c, '/' | '@' | ':' | '?' | '{'))
        && !lower.starts_with("http")
        && !lower.starts_with("www.")
        && ![".com", ".org", ".net", ".co.uk"].iter().any(|end| lower.ends_with(end))
        && !words.iter().any(|word| ROLES.contains(&word.as_str()))
        && !LETTERS.contains(&lower.as_str())
        && !matches!(
            lower.as_str(),
            "unknown" | "anonymous" | "null" | "undefined" | "none" | "n.a." | "share" | "follow"
        )
        && words.first().is_some_and(|first| first != "the" && first != "at" && first != "in")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bylines_are_split() {
        let cases: &[(&str, &[&str])] = &[
            ("By A Smith and B Jones", &["A Smith", "B Jones"]),
            ("Ann Smith", &["Ann Smith"]),
            ("BY ANN SMITH, BO JONES & CY LEE", &["ANN SMITH", "BO JONES", "CY LEE"]),
            ("Written by: Ann Smith, health editor", &["Ann Smith"]),
            ("Ann Smith (senior reporter)", &["Ann Smith"]),
            ("Ann Smith | The Round", &["Ann Smith"]),
            ("Dr Ann Smith, MBBS, PhD", &["Dr Ann Smith"]),
            ("https://www.example.org/annsmith", &[]),
            ("Byron Ferrand", &["Byron Ferrand"]),
            ("By Jo Bloggs and Dr A N Other, health editor", &["Jo Bloggs", "Dr A N Other"]),
            ("Jo Bloggs, Sam Smith", &["Jo Bloggs", "Sam Smith"]),
            ("Jo Bloggs jo.bloggs@news.example", &["Jo Bloggs"]),
            ("By Jo Bloggs in Cardiff and Sam Smith for The Round", &["Jo Bloggs", "Sam Smith"]),
            ("Posted by Jo Bloggs on 27 November 2017", &["Jo Bloggs"]),
            ("Published on 27 November 2017 by Jo Bloggs", &["Jo Bloggs"]),
            ("Words: Jo Bloggs.", &["Jo Bloggs"]),
            ("Jo Bloggs Jr.", &["Jo Bloggs Jr."]),
            ("By Jo Bloggs 27 Nov 2017, 12:07pm", &["Jo Bloggs"]),
            ("Staff", &[]),
            ("@jobloggs", &[]),
            ("Admin", &[]),
            ("12 March 2026", &[]),
            ("Ann Smith, ann smith", &["Ann Smith"]),
            ("", &[]),
            ("İlker By", &["İlker By"]),
        ];
        for (byline, wanted) in cases {
            assert_eq!(split(byline), *wanted, "{byline}");
        }
        assert_eq!(cited("Smith, Ann"), ["Ann Smith"]);
    }

    proptest! {
        #[test]
        fn what_is_plainly_one_name_is_one(words in proptest::collection::vec("(By|And|With|On|Dr|Jr|Md|Fri|Ann|Smith|Von|Reportsville|Text|Staff|The|Et|In|Last|[A-Z][a-z]{1,7}|[a-zA-Z.é]{1,3})", 0..6)) {
            let byline = words.join(" ");
            prop_assert_eq!(split(&byline), split_at_length(&byline));
        }
    }
}
