//! Owns the finding of comments without rules: by the names that the common systems give them, by the request to report
//! each of them, or by the heading they stand under.

use std::collections::HashSet;
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

use super::super::pick::{selector, short_words, words};
use super::boilerplate;
use super::heading;
use super::section::{Section, around_any, around_two, identity, parents};

/// How each system marks a comment, the surest first. One list serves several systems where their names agree.
static PROFILES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    [
        "[itemtype*='schema.org/Comment' i], [itemtype*='schema.org/UserComments' i], [itemprop~='comment'][itemscope]",
        // RDFa, and Drupal 7 with it.
        "[typeof~='schema:Comment'], [typeof~='Comment'], [typeof~='sioct:Comment']",
        // WordPress, its classic themes and its block theme.
        ".comment-list li.comment, .commentlist li.comment, .comments li.comment, li.comment, .wp-block-comment-template > li",
        // Drupal, and WordPress without lists.
        "article.comment, article.comment-body",
        // Discourse; the first post of a topic is no comment.
        ".topic-post:not(:has(#post_1)), .crawler-post:not(#post_1):has(.post, .cooked)",
        // Microformats.
        ".p-comment, .u-comment, .h-feed.comments > .h-entry, #comments .h-entry, .comments .h-entry, .comments .h-cite",
        // Joomla's JComments and Komento.
        "#comments-list .comment-box, .kmt-list .kmt-item, .kmt-item, .kt-comment-item",
        "div.comment, section.comment, tr.comment, details.comment, .comment-item, .comments__item, .comment__item",
        "[data-comment-id], [data-commentid]",
        "li[id^='comment-'], li[id^='comment_'], div[id^='comment-'][class], article[id^='comment-']",
        ".commentlist > li, .comment-list > li, .comments-list > li, .commentList > li, ul.comments > li, ol.comments > li, \
         #comments > ol > li, #comments > ul > li",
        // Movable Type of old, the forums that are a table, and the text of Disqus for those without scripts.
        ".comments-body, div.post[id^='p']:has(.postbody):not(#p1), tr:has(> td .postbody), \
         #disqus_thread noscript li, #dsq-comments > li",
    ]
    .into_iter()
    .map(selector)
    .collect()
});

/// Finds the comments.
pub(super) fn find(doc: &Html) -> Section<'_> {
    let by_name = PROFILES.iter().map(|profile| plausible(doc.select(profile).collect()));
    let mut ways =
        by_name.chain(std::iter::once_with(|| by_report(doc))).chain(std::iter::once_with(|| heading::items(doc)));
    Section::of(ways.find(|items| !items.is_empty()).unwrap_or_default())
}

/// Leaves out what has a comment's name and is none: counts, links to comments, the newest comments in a margin,
/// advertisements between comments.
fn plausible(found: Vec<ElementRef<'_>>) -> Vec<ElementRef<'_>> {
    let said: Vec<ElementRef<'_>> =
        found.into_iter().filter(|item| says_something(*item) && !is_furniture(*item)).collect();
    let in_column: Vec<ElementRef<'_>> = said.iter().copied().filter(|item| !is_in_margin(*item)).collect();
    if in_column.is_empty() && !said.iter().all(|item| is_of_other_articles(*item)) { said } else { in_column }
}

pub(super) fn says_something(item: ElementRef<'_>) -> bool {
    let all = words(item);
    !all.is_empty() && !boilerplate::is_count_only(&all) && !boilerplate::is_control(&all) && !is_only_links(item, &all)
}

fn is_only_links(item: ElementRef<'_>, all: &str) -> bool {
    static LINK: LazyLock<Selector> = LazyLock::new(|| selector("a"));
    let linked: usize = item.select(&LINK).map(|link| words(link).len() + 1).sum();
    linked >= all.len()
}

/// Forms, advertisements and pingbacks that stand among comments and share their name.
fn is_furniture(item: ElementRef<'_>) -> bool {
    const NAMES: [&str; 12] = [
        "comment-respond",
        "comment-form",
        "comment-ad",
        "advert",
        "advertisement",
        "ad-slot",
        "mpu",
        "sponsored",
        "pingback",
        "trackback",
        "load-more",
        "promoted",
    ];
    let is_named = item.value().classes().any(|class| NAMES.contains(&class.to_ascii_lowercase().as_str()));
    is_named || item.value().name() == "form" || item.attr("id").is_some_and(|id| id == "respond")
}

fn is_in_margin(item: ElementRef<'_>) -> bool {
    parents(item).any(|outer| matches!(outer.value().name(), "aside" | "nav") || is_list_of_newest(outer))
}

/// Whether an item stands in a list of the site's newest comments, which are of other articles.
fn is_of_other_articles(item: ElementRef<'_>) -> bool {
    parents(item).any(is_list_of_newest)
}

fn is_list_of_newest(outer: ElementRef<'_>) -> bool {
    let names = |name: &str| {
        let name = name.to_ascii_lowercase();
        let is_recent = ["recent", "latest", "newest", "popular", "top"].iter().any(|word| name.contains(word));
        is_recent && name.contains("comment") || name == "recentcomments" || name == "widget_recent_comments"
    };
    !matches!(outer.value().name(), "body" | "html" | "main")
        && (outer.value().classes().any(names) || outer.attr("id").is_some_and(names))
}

/// Each comment holds one request to report it.
fn by_report(doc: &Html) -> Vec<ElementRef<'_>> {
    static CANDIDATE: LazyLock<Selector> = LazyLock::new(|| selector("a, p, span, div, small, button, em, strong"));
    static HEADING: LazyLock<Selector> = LazyLock::new(|| selector("h1, h2"));
    let all: Vec<ElementRef<'_>> = doc
        .select(&CANDIDATE)
        .filter(|element| short_words(*element, 100).is_some_and(|words| boilerplate::is_report(&words)))
        .collect();
    let around = around_any(all.iter().copied());
    let reports: Vec<ElementRef<'_>> =
        all.into_iter().filter(|element| !around.contains(&identity(*element))).collect();
    let (headed, shared) = (around_any(doc.select(&HEADING)), around_two(&reports));
    let holds_more = |outer: ElementRef<'_>| {
        let is_frame = matches!(outer.value().name(), "body" | "html" | "main");
        is_frame || headed.contains(&identity(outer)) || shared.contains(&identity(outer))
    };
    let mut known = HashSet::new();
    let items = reports.iter().map(|report| around_report(*report, holds_more));
    items.filter(|item| known.insert(identity(*item))).collect()
}

fn around_report<'a>(report: ElementRef<'a>, holds_more: impl Fn(ElementRef<'a>) -> bool) -> ElementRef<'a> {
    if let Some(item) = parents(report).find(|outer| outer.value().name() == "li") {
        return item;
    }
    parents(report).take_while(|outer| !holds_more(*outer)).last().unwrap_or(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "<span><a href=#>Report this comment</a></span>";

    #[test]
    fn around_each_report_stands_one_comment() {
        let boxes = format!("<div><div><p>One</p>{REPORT}</div><div><p>Two</p>{REPORT}</div></div>");
        let items = format!("<ul><li>One{REPORT}{REPORT}</li><li>Two{REPORT}</li></ul>");
        let headed = format!("<section><h2>Said</h2><div><div><p>One</p>{REPORT}</div></div></section>");
        let bare = format!("<main>{REPORT}{REPORT}</main>");
        let (one, two, report) = ("OneReport this comment", "TwoReport this comment", "Report this comment");
        let cases = [
            (&boxes, vec![one, two]),
            (&items, vec!["OneReport this commentReport this comment", two]),
            (&headed, vec![one]),
            (&bare, vec![report, report]),
        ];
        for (html, wanted) in cases {
            let doc = Html::parse_document(html);
            let found: Vec<String> = by_report(&doc).into_iter().map(words).collect();
            assert_eq!(found, wanted, "{html}");
        }
    }

    /// Found by fuzzing: links left open, each of which a parser opens again; with every report compared with all others
    /// this took minutes.
    #[test]
    fn as_many_reports_as_a_page_can_hold_are_read() {
        let html = "<a href=?page>Report this comment</a></li></ul><p><a href=?page>".repeat(5_000);
        assert_eq!(by_report(&Html::parse_document(&html)).len(), 5_000);
    }
}
