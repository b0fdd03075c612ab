//! Owns the count that a page states of its comments, and the link to the next page of them: never the site's own "next".

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::super::clean;
use super::super::options::CommentRules;
use super::super::pick::{self, selector, words};
use super::automatic::{self, Section, parents};

/// How many comments the page says there are.
pub(super) fn stated(doc: &Html, rules: Option<&CommentRules>) -> Option<u32> {
    if let Some(css) = rules.and_then(|rules| rules.stated.as_ref()) {
        let found = pick::values(doc.root_element(), css, |_| true);
        if let Some(count) = found.iter().find_map(|text| count_in(text)) {
            return Some(count);
        }
    }
    let in_column = |element: &ElementRef<'_>| {
        !parents(*element).any(|outer| matches!(outer.value().name(), "aside" | "nav" | "li"))
    };
    let headings = doc.select(&automatic::HEADINGS).filter(in_column).map(words);
    let by_heading = headings.filter(|text| automatic::is_heading_of_comments(text)).find_map(|text| count_in(&text));
    by_heading.or_else(|| {
        let counts = doc.select(&COUNTS).filter(in_column);
        counts
            .map(|element| element.attr("content").map_or_else(|| words(element), str::to_owned))
            .find_map(|text| count_in(&text))
    })
}

static COUNTS: LazyLock<Selector> = LazyLock::new(|| {
    selector(
        "[itemprop~='commentCount'], [class*='comment-count' i], [class*='comments-count' i], [class*='commentcount' i], \
         a[href^='#comment'], a[href='#respond'], .comments-heading, .comments-title",
    )
});

/// The number in "Readers' comments (12)", "1,204 comments", "No comments yet".
fn count_in(text: &str) -> Option<u32> {
    static FIGURES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d[\d,]*").expect("the pattern is a constant that a test uses"));
    static BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[(\[]\s*(\d[\d,]*)\s*[)\]]").expect("the pattern is a constant that a test uses")
    });
    let lower = text.trim().to_lowercase();
    let figures = BRACKETS.captures(&lower).and_then(|found| found.get(1)).or_else(|| FIGURES.find(&lower));
    if BRACKETS.is_match(&lower) || lower.starts_with(|c: char| c.is_ascii_digit()) {
        return figures?.as_str().replace(',', "").parse().ok();
    }
    match lower.split_whitespace().next()? {
        "no" | "be" => Some(0),
        "one" => Some(1),
        _ => figures?.as_str().replace(',', "").parse().ok(),
    }
}

/// The link to the next page of comments.
pub(super) fn next(doc: &Html, rules: Option<&CommentRules>, section: &Section<'_>, here: &Url) -> Option<Url> {
    if let Some(css) = rules.and_then(|rules| rules.next.as_ref()) {
        let by_rule = pick::elements(doc, css).into_iter().find_map(|element| {
            let address = element.attr(css.attribute().unwrap_or("href"))?;
            clean::resolve(address, here)
        });
        if let Some(next) = by_rule.filter(|next| is_elsewhere(next, here)) {
            return Some(next);
        }
    }
    let links = around(section)
        .into_iter()
        .flat_map(|scope| scope.select(&LINKS))
        .filter(|link| section.owner(*link).is_none());
    let mut older = None;
    for link in links {
        let Some(url) = link.attr("href").and_then(|href| clean::resolve(href, here)) else { continue };
        if !is_elsewhere(&url, here) || !(is_same_article(&url, here) || speaks_of_comments(link)) {
            continue;
        }
        match direction(link) {
            Some(Direction::Next) => return Some(url),
            Some(Direction::Older) => older = older.or(Some(url)),
            None => {}
        }
    }
    older.or_else(|| from_head(doc, here))
}

static LINKS: LazyLock<Selector> = LazyLock::new(|| selector("a[href]"));

/// The list's own element and what is around it, as far as that is still about comments.
fn around<'a>(section: &Section<'a>) -> Option<ElementRef<'a>> {
    let container = section.container()?;
    let outer = parents(container).take(2).take_while(|outer| !matches!(outer.value().name(), "body" | "html"));
    Some(outer.last().unwrap_or(container))
}

fn is_elsewhere(url: &Url, here: &Url) -> bool {
    without_fragment(url) != without_fragment(here) && matches!(url.scheme(), "http" | "https")
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// Whether an address is another page of the same article: only the query differs, or what `WordPress` appends.
fn is_same_article(url: &Url, here: &Url) -> bool {
    static APPENDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"/(?:comment-page-\d+|comments?/\d+|page/\d+)/?$")
            .expect("the pattern is a constant that a test uses")
    });
    let path = |url: &Url| APPENDED.replace(url.path(), "").trim_end_matches('/').to_owned();
    url.host_str() == here.host_str() && path(url) == path(here)
}

/// Whether the link, or what it stands in, is named after comments.
fn speaks_of_comments(link: ElementRef<'_>) -> bool {
    let names = |element: ElementRef<'_>| {
        let class = element.attr("class").unwrap_or_default().to_ascii_lowercase();
        let id = element.attr("id").unwrap_or_default().to_ascii_lowercase();
        (class.contains("comment") || id.contains("comment"))
            && !matches!(element.value().name(), "body" | "html" | "main" | "article")
    };
    words(link).to_lowercase().contains("comment") || names(link) || parents(link).take(3).any(names)
}

enum Direction {
    Next,
    /// `WordPress` may show the newest page first; the others are behind "Older comments".
    Older,
}

fn direction(link: ElementRef<'_>) -> Option<Direction> {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:(?:next|newer|more|(?:show|load|view|see|read)(?:\s+(?:more|next|all|further))?)(?:\s+(?:page|\d+|comments?|of|readers?['’]?s?))*|)\s*[›»→>]*\W*$")
            .expect("the pattern is a constant that a test uses")
    });
    let text = words(link).to_lowercase();
    let label = link.attr("aria-label").unwrap_or_default().to_lowercase();
    let class = link.attr("class").unwrap_or_default().to_lowercase();
    let rel = link.attr("rel").unwrap_or_default().to_lowercase();
    if rel.split_whitespace().any(|rel| rel == "next") || class.split(['-', '_', ' ']).any(|part| part == "next") {
        return Some(Direction::Next);
    }
    let is_arrow = !text.is_empty() && text.chars().all(|c| "›»→> ".contains(c));
    let is_next = |text: &str| text.chars().any(char::is_alphabetic) && NEXT.is_match(text);
    if is_arrow || is_next(&text) || label.starts_with("next") {
        return Some(Direction::Next);
    }
    (text.contains("older comments") || text.contains("previous comments")).then_some(Direction::Older)
}

/// `<link rel=next>` counts only where its address is one of comments.
fn from_head(doc: &Html, here: &Url) -> Option<Url> {
    static HEAD: LazyLock<Selector> = LazyLock::new(|| selector("link[rel~='next'][href]"));
    let url = clean::resolve(doc.select(&HEAD).next()?.attr("href")?, here)?;
    (is_same_article(&url, here) && is_elsewhere(&url, here) && url.as_str().contains("comment")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_words() {
        let cases = [
            ("Readers' comments (12)", Some(12)),
            ("1,204 comments", Some(1204)),
            ("No comments yet", Some(0)),
            ("One thought on “GP2GP”", Some(1)),
            ("3 thoughts on “Plan 9”", Some(3)),
            ("Comments", None),
            ("Top 9 (12)", Some(12)),
        ];
        for (text, expected) in cases {
            assert_eq!(count_in(text), expected, "{text}");
        }
    }

    #[test]
    fn another_page_of_the_article_is_told_from_another_article() {
        let here = Url::parse("https://news.example/2017/story/").unwrap();
        let cases = [
            ("https://news.example/2017/story/?pageno=2", true),
            ("https://news.example/2017/story?pageno=2#comments", true),
            ("https://news.example/2017/story/comment-page-2/#comments", true),
            ("https://news.example/2017/other/", false),
            ("https://other.example/2017/story/?pageno=2", false),
            ("https://news.example/?page=2", false),
        ];
        for (url, expected) in cases {
            assert_eq!(is_same_article(&Url::parse(url).unwrap(), &here), expected, "{url}");
        }
    }
}
