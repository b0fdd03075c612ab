//! Owns the count that a page states of its comments: its checksum. Counts in teasers of other articles are theirs.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::super::clean;
use super::super::options::CommentRules;
use super::super::pick::{self, selector, words};
use super::heading;
use super::section::{Section, parents};

/// Numbers as words, as far as sites write them out.
pub(super) const NUMERAL: &str = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty)";

/// How many comments the page says there are.
pub(super) fn stated(doc: &Html, rules: Option<&CommentRules>, section: &Section<'_>, here: &Url) -> Option<u32> {
    if let Some(css) = rules.and_then(|rules| rules.stated.as_ref()) {
        let found = pick::values(doc.root_element(), css, |_| true);
        if let Some(count) = found.iter().find_map(|text| count_in(text)) {
            return Some(count);
        }
    }
    let is_pages_own = |element: &ElementRef<'_>| {
        !parents(*element).any(|outer| matches!(outer.value().name(), "aside" | "nav" | "li") || is_teaser(outer))
            && section.owner(*element).is_none()
            && !leads_elsewhere(*element, here)
    };
    let headings = doc.select(&heading::HEADINGS).filter(is_pages_own).map(words);
    let by_heading = headings.filter(|text| heading::is_of_comments(text)).find_map(|text| count_in(&text));
    by_heading.or_else(|| {
        let counts = doc.select(&COUNTS).filter(is_pages_own);
        counts
            .filter_map(|element| element.attr("content").map(str::to_owned).or_else(|| own_count(element)))
            .find_map(|text| count_in(&text))
    })
}

/// The words of a counter, where they are nothing but that.
fn own_count(element: ElementRef<'_>) -> Option<String> {
    let stated = ["data-count", "data-comment-count", "data-comments"].iter().find_map(|key| element.attr(key));
    stated.map(str::to_owned).or_else(|| pick::short_words(element, 60))
}

/// Whether an element is the teaser of another article, or a list of them.
pub(super) fn is_teaser(outer: ElementRef<'_>) -> bool {
    const NAMES: [&str; 15] = [
        "teaser",
        "card",
        "related",
        "promo",
        "recommended",
        "most-read",
        "mostread",
        "most-commented",
        "trending",
        "popular",
        "more-stories",
        "sidebar",
        "widget",
        "latest-news",
        "also-read",
    ];
    let is_page = matches!(outer.value().name(), "body" | "html" | "main");
    !is_page
        && outer.value().classes().any(|class| {
            let class = class.to_ascii_lowercase();
            NAMES.iter().any(|name| {
                class == *name || class.starts_with(&format!("{name}-")) || class.ends_with(&format!("-{name}"))
            })
        })
}

/// Whether an element is, or stands in or beside, a link to another page than this one.
fn leads_elsewhere(element: ElementRef<'_>, here: &Url) -> bool {
    let link = std::iter::once(element).chain(parents(element)).take(4).find_map(|outer| outer.attr("href"));
    let Some(url) = link.and_then(|href| clean::resolve(href, here)) else { return false };
    url.path().trim_end_matches('/') != here.path().trim_end_matches('/') && !url.path().contains("comment")
}

static COUNTS: LazyLock<Selector> = LazyLock::new(|| {
    selector(
        "[itemprop~='commentCount'], [property~='commentCount'], [class*='comment-count' i], [class*='comments-count' i], \
         [class*='commentcount' i], [class*='comments-number' i], [class*='comment-total' i], [data-comment-count], \
         a[href^='#comment'], a[href$='#comments'], a[href='#respond'], .comments-heading, .comments-title, .comments-link",
    )
});

/// The number in "Readers' comments (12)", "1,204 comments", "1.2k comments", "Twelve comments", "No comments yet".
pub(super) fn count_in(text: &str) -> Option<u32> {
    static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<figures>\d{1,3}(?:[, ]\d{3})+|\d+)(?P<part>\.\d)?(?P<thousand>\s?k\b)?")
            .expect("the pattern is a constant that a test uses")
    });
    static BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[(\[]\s*(\d[\d, ]*(?:\.\d\s?k|k)?)\s*[)\]]").expect("the pattern is a constant that a test uses")
    });
    let lower = text.trim().to_lowercase();
    let in_brackets = BRACKETS.captures(&lower).and_then(|found| found.get(1)).map(|found| found.as_str());
    let is_first = lower.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '(' | '['));
    if in_brackets.is_some() || is_first {
        return value(&FIGURES.captures(in_brackets.unwrap_or(&lower))?);
    }
    match lower.split_whitespace().next()? {
        "no" | "be" | "zero" => Some(0),
        "a" if lower.starts_with("a comment") => Some(1),
        first => numeral(first).or_else(|| {
            let spelled = || {
                lower.split(|c: char| !c.is_alphabetic() && c != '-').filter(|word| !word.is_empty()).find_map(numeral)
            };
            FIGURES.captures(&lower).and_then(|found| value(&found)).or_else(spelled)
        }),
    }
}

fn value(found: &regex::Captures<'_>) -> Option<u32> {
    let whole: u32 = found["figures"].replace([',', ' '], "").parse().ok()?;
    if found.name("thousand").is_none() {
        return Some(whole);
    }
    let part = found.name("part").and_then(|part| part.as_str()[1..].parse::<u32>().ok()).unwrap_or(0);
    whole.checked_mul(1000)?.checked_add(part * 100)
}

/// The number of a word: "twelve", "twenty-three".
fn numeral(word: &str) -> Option<u32> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let small = |word: &str| (0..).zip(ONES).find(|(_, one)| *one == word).map(|(number, _)| number);
    let tens = |word: &str| (2..).zip(TENS).find(|(_, ten)| *ten == word).map(|(number, _)| number * 10);
    let both = || {
        word.split_once('-').and_then(|(ten, one)| Some(tens(ten)? + small(one).filter(|one| (1..10).contains(one))?))
    };
    small(word).or_else(|| tens(word)).or_else(both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_words() {
        let cases = [
            ("Readers' comments (12)", Some(12)),
            ("1,204 comments", Some(1204)),
            ("Comments (1,204)", Some(1204)),
            ("1.2k comments", Some(1200)),
            ("No comments yet", Some(0)),
            ("One thought on “GP2GP”", Some(1)),
            ("3 thoughts on “Plan 9”", Some(3)),
            ("Twelve comments", Some(12)),
            ("Twenty-three comments", Some(23)),
            ("Comments: twelve", Some(12)),
            ("12 Comments", Some(12)),
            ("View all 57 comments", Some(57)),
            ("Comments", None),
            ("Top 9 (12)", Some(12)),
        ];
        for (text, expected) in cases {
            assert_eq!(count_in(text), expected, "{text}");
        }
    }

    #[test]
    fn counts_of_other_articles_are_theirs() {
        let here = Url::parse("https://news.example/2017/story/").unwrap();
        let read = |html: &str| stated(&Html::parse_document(html), None, &Section::of(Vec::new()), &here);
        let cases = [
            ("<h3>Comments (12)</h3>", Some(12)),
            ("<h3>No comments</h3>", Some(0)),
            ("<div class=related><span class=comment-count>5 comments</span></div>", None),
            ("<a href=/2017/other/#comments>5 comments</a>", None),
            (
                "<div class=teaser-list><div class=card><a href=/x><span class=comment-count>9</span></a></div></div>",
                None,
            ),
            ("<a href=/2017/story/#comments>7 comments</a>", Some(7)),
            ("<a href=#comments class=comments-link>Nine comments</a>", Some(9)),
            ("<meta itemprop=commentCount content=31>", Some(31)),
            ("<aside><h3>Comments (4)</h3></aside>", None),
        ];
        for (html, expected) in cases {
            assert_eq!(read(html), expected, "{html}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_number_is_stated_is_read(count in 0_u32..2_000_000, form in 0_usize..4) {
            let figures = count.to_string();
            let grouped: String = figures.chars().rev().enumerate().flat_map(|(at, c)| {
                (at > 0 && at % 3 == 0).then_some(',').into_iter().chain(std::iter::once(c))
            }).collect::<Vec<_>>().into_iter().rev().collect();
            let text = match form {
                0 => format!("Readers' comments ({count})"),
                1 => format!("{grouped} comments"),
                2 => format!("Comments: {grouped}"),
                _ => format!("View all {count} comments"),
            };
            proptest::prop_assert_eq!(count_in(&text), Some(count));
        }

        #[test]
        fn no_text_is_too_odd(text in "\\PC{0,80}") {
            let _ = count_in(&text);
        }
    }
}
