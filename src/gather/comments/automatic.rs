//! Owns the finding of comments without rules: by the names that the common systems give them, by the request to report
//! each of them, or as the list under a heading such as "Readers' comments (12)".

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html, Selector};

use super::super::pick::{selector, short_words, words};
use super::boilerplate;

/// The comments of a page as elements, in document order; replies may be nested in what they answer.
pub(super) struct Section<'a> {
    pub(super) items: Vec<ElementRef<'a>>,
}

impl<'a> Section<'a> {
    pub(super) fn of(items: Vec<ElementRef<'a>>) -> Self {
        Self { items }
    }

    /// The comment that an element belongs to: the innermost around it.
    pub(super) fn owner(&self, element: ElementRef<'a>) -> Option<ElementRef<'a>> {
        std::iter::once(element).chain(parents(element)).find(|outer| self.items.contains(outer))
    }

    /// The innermost element around all comments.
    pub(super) fn container(&self) -> Option<ElementRef<'a>> {
        let (first, last) = (*self.items.first()?, *self.items.last()?);
        let around_last: Vec<ElementRef<'a>> = parents(last).collect();
        parents(first).find(|outer| around_last.contains(outer))
    }
}

/// The elements around an element, from the innermost.
pub(super) fn parents(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

/// How each system marks a comment, the surest first. One list serves several systems where their names agree.
static PROFILES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    [
        "[itemtype*='schema.org/Comment' i], [itemtype*='schema.org/UserComments' i], [itemprop~='comment'][itemscope]",
        // WordPress.
        ".comment-list li.comment, .commentlist li.comment, .comments li.comment, li.comment",
        // Drupal, and WordPress without lists.
        "article.comment, article.comment-body",
        // Discourse.
        ".topic-post, .crawler-post",
        "div.comment, section.comment, tr.comment, .comment-item, .comments__item, .comment__item",
        "[data-comment-id], [data-commentid]",
        "li[id^='comment-'], li[id^='comment_'], div[id^='comment-'][class], article[id^='comment-']",
        ".commentlist > li, .comment-list > li, .comments-list > li, .commentList > li, ul.comments > li, ol.comments > li, \
         #comments > ol > li, #comments > ul > li",
    ]
    .into_iter()
    .map(selector)
    .collect()
});

/// Finds the comments.
pub(super) fn find(doc: &Html) -> Section<'_> {
    let by_name = PROFILES.iter().map(|profile| plausible(doc.select(profile).collect()));
    let mut ways =
        by_name.chain(std::iter::once_with(|| by_report(doc))).chain(std::iter::once_with(|| under_heading(doc)));
    Section::of(ways.find(|items| !items.is_empty()).unwrap_or_default())
}

/// Leaves out what has a comment's name and is none: counts, links to comments, the newest comments in a margin.
fn plausible(found: Vec<ElementRef<'_>>) -> Vec<ElementRef<'_>> {
    let said: Vec<ElementRef<'_>> = found.into_iter().filter(|item| says_something(*item)).collect();
    let in_column: Vec<ElementRef<'_>> = said.iter().copied().filter(|item| !is_in_margin(*item)).collect();
    if in_column.is_empty() { said } else { in_column }
}

fn says_something(item: ElementRef<'_>) -> bool {
    let all = words(item);
    !all.is_empty() && !boilerplate::is_count_only(&all) && !boilerplate::is_control(&all) && !is_only_links(item, &all)
}

fn is_only_links(item: ElementRef<'_>, all: &str) -> bool {
    static LINK: LazyLock<Selector> = LazyLock::new(|| selector("a"));
    let linked: usize = item.select(&LINK).map(|link| words(link).len() + 1).sum();
    linked >= all.len()
}

fn is_in_margin(item: ElementRef<'_>) -> bool {
    parents(item).any(|outer| matches!(outer.value().name(), "aside" | "nav"))
}

/// Each comment holds one request to report it.
fn by_report(doc: &Html) -> Vec<ElementRef<'_>> {
    static CANDIDATE: LazyLock<Selector> = LazyLock::new(|| selector("a, p, span, div, small, button, em, strong"));
    let all: Vec<ElementRef<'_>> = doc
        .select(&CANDIDATE)
        .filter(|element| short_words(*element, 100).is_some_and(|words| boilerplate::is_report(&words)))
        .collect();
    let innermost = |element: &ElementRef<'_>| !all.iter().any(|other| parents(*other).any(|outer| outer == *element));
    let reports: Vec<ElementRef<'_>> = all.iter().copied().filter(innermost).collect();
    let mut items: Vec<ElementRef<'_>> = Vec::new();
    for report in &reports {
        let item = around_report(*report, &reports);
        if !items.contains(&item) {
            items.push(item);
        }
    }
    items
}

fn around_report<'a>(report: ElementRef<'a>, reports: &[ElementRef<'a>]) -> ElementRef<'a> {
    static HEADING: LazyLock<Selector> = LazyLock::new(|| selector("h1, h2"));
    if let Some(item) = parents(report).find(|outer| outer.value().name() == "li") {
        return item;
    }
    let holds_more = |outer: ElementRef<'a>| {
        matches!(outer.value().name(), "body" | "html" | "main")
            || outer.select(&HEADING).next().is_some()
            || reports.iter().any(|other| *other != report && parents(*other).any(|around| around == outer))
    };
    parents(report).take_while(|outer| !holds_more(*outer)).last().unwrap_or(report)
}

/// The list that follows a heading which speaks of comments.
fn under_heading(doc: &Html) -> Vec<ElementRef<'_>> {
    let mut headings = doc
        .select(&HEADINGS)
        .filter(|heading| short_words(*heading, 240).is_some_and(|words| is_heading_of_comments(&words)));
    headings.find_map(list_after).unwrap_or_default()
}

/// Elements that can be the heading of the comments.
pub(super) static HEADINGS: LazyLock<Selector> = LazyLock::new(|| {
    selector(
        "h1, h2, h3, h4, h5, h6, legend, p, [class*='comment' i][class*='head' i], [class*='comment' i][class*='title' i]",
    )
});

/// Whether words such as "Readers' comments (12)" stand above comments.
pub(super) fn is_heading_of_comments(words: &str) -> bool {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^(?:
            (?:(?:readers?|users?|your|all|latest|recent|article|view|visitor|member)s?['’]?s?\s+)?(?:comments?|responses|replies|discussion|reactions)\s*:?\s*[(\[]?\s*[\d,]*\s*[)\]]?
            |[(\[]?[\d,]+[)\]]?\s+(?:readers?['’]?s?['’]?\s+)?(?:comments?|responses|replies|reactions)
            |(?:one|[\d,]+)\s+(?:thoughts?|responses?|comments?)\s+(?:on|to)\b.{0,200}
            |(?:what\s+(?:you|our\s+readers|readers)\s+(?:say|think|said)|have\s+your\s+say)
            )\s*$",
        )
        .expect("the pattern is a constant that a test uses")
    });
    words.len() <= 240 && HEADING.is_match(words.trim())
}

fn list_after(heading: ElementRef<'_>) -> Option<Vec<ElementRef<'_>>> {
    static LIST: LazyLock<Selector> = LazyLock::new(|| selector("ul, ol"));
    let levels = std::iter::once(heading).chain(parents(heading)).take(3);
    for level in levels.take_while(|level| level.value().name() != "body") {
        for after in level.next_siblings().filter_map(ElementRef::wrap) {
            // The next heading belongs to other things.
            if matches!(after.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
                return None;
            }
            let lists = std::iter::once(after).filter(|list| matches!(list.value().name(), "ul" | "ol"));
            let items = lists.chain(after.select(&LIST)).map(list_items).find(|items| !items.is_empty());
            if items.is_some() {
                return items;
            }
        }
    }
    None
}

fn list_items(list: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let is_item = |child: &ElementRef<'_>| child.value().name() == "li";
    let items: Vec<ElementRef<'_>> = list.child_elements().filter(is_item).collect();
    if items.iter().any(|item| says_something(*item)) { items } else { Vec::new() }
}
