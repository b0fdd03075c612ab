//! Owns what a site marks a comment with beside its words: an id, an address of its own, a badge of the staff.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Selector};
use url::Url;

use super::super::clean;
use super::super::pick::selector;
use super::names::PERMALINKS;
use super::reader::Reader;

/// The site's own id.
pub(super) fn id(reader: &Reader<'_, '_>) -> Option<String> {
    if let Some(css) = reader.rule(|rules| rules.key.as_ref()) {
        return reader.by_rule(css).map(|id| clean::plain(&id));
    }
    let attributes = ["data-comment-id", "data-commentid", "data-post-id", "data-cid"];
    let given = attributes.iter().find_map(|key| reader.item.attr(key)).filter(|id| !id.trim().is_empty());
    let named = || reader.item.attr("id").filter(|id| ID.is_match(id));
    let resource = || {
        let address = reader.item.attr("resource").or(reader.item.attr("about")).or(reader.item.attr("itemid"))?;
        address.rsplit_once('#').map(|(_, fragment)| fragment).filter(|id| ID.is_match(id))
    };
    let within =
        || reader.own(&WITH_ID).find_map(|part| part.attr("id").or(part.attr("name")).filter(|id| ID.is_match(id)));
    let before = || anchor_before(reader.item);
    given.or_else(named).or_else(resource).or_else(within).or_else(before).map(clean::plain)
}

/// Drupal and Movable Type put a bare anchor in front of a comment.
fn anchor_before(item: ElementRef<'_>) -> Option<&str> {
    let before = item.prev_siblings().find_map(ElementRef::wrap)?;
    let is_bare = before.value().name() == "a" && before.attr("href").is_none();
    before.attr("id").or(before.attr("name")).filter(|id| is_bare && ID.is_match(id))
}

/// The comment's own address: what leads to a place on an article's page, and to no form.
pub(super) fn permalink(reader: &Reader<'_, '_>) -> Option<Url> {
    let of = |element: ElementRef<'_>| {
        let href = element.attr("href")?;
        let is_form = ["respond", "replytocom", "reply-", "#reply", "report", "login", "abuse"];
        let lower = href.to_ascii_lowercase();
        let names_place = href.split_once('#').is_some_and(|(_, place)| place.chars().any(|c| c.is_ascii_digit()))
            || !href.contains('#') && lower.contains("comment");
        let url = clean::resolve(href, reader.page.url)?;
        let is_own_site = url.host_str() == reader.page.url.host_str();
        (names_place && is_own_site && !is_form.iter().any(|form| lower.contains(form))).then_some(url)
    };
    let is_parent = |element: ElementRef<'_>| {
        let around = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap).take(1));
        around.into_iter().any(|part| {
            let class = part.attr("class").unwrap_or_default().to_ascii_lowercase();
            class.contains("parent")
                || class.contains("reply")
                || part.attr("rel").is_some_and(|rel| rel.contains("reply"))
        })
    };
    let by_name = PERMALINKS.iter().find_map(|css| reader.own(css).filter(|link| !is_parent(*link)).find_map(of));
    by_name.or_else(|| reader.own(&TIME_LINK).filter(|link| !is_parent(*link)).find_map(of))
}

/// Whether the site marks the comment's element as by its staff or by the article's author.
pub(super) fn is_marked_staff(item: ElementRef<'_>) -> bool {
    const CLASSES: [&str; 14] = [
        "bypostauthor",
        "by-post-author",
        "by-node-author",
        "by-author",
        "comment-by-author",
        "author-comment",
        "is-author",
        "is-staff",
        "is-moderator",
        "by-staff",
        "staff-comment",
        "comment--staff",
        "comment--author",
        "comment-staff",
    ];
    let own = item.value().classes().any(|class| CLASSES.contains(&class.to_ascii_lowercase().as_str()));
    let flag = ["data-staff", "data-is-staff", "data-moderator", "data-by-author"];
    let flagged = flag.iter().any(|key| item.attr(key).is_some_and(|value| matches!(value, "true" | "1" | "yes")));
    // Drupal 7 and themes put the class on what is around the words.
    let inner =
        item.child_elements().take(2).any(|child| child.value().classes().any(|class| CLASSES.contains(&class)));
    own || flagged || inner && item.value().name() != "ol"
}

static WITH_ID: LazyLock<Selector> = LazyLock::new(|| selector("[id], a[name]"));
static TIME_LINK: LazyLock<Selector> = LazyLock::new(|| selector("a[href]:has(time), time a[href], .date a[href]"));
static ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:li-|div-|kmt-|jc_|dsq-)?(?:comments?|cmt|c|p|post|reply|kmt|msg|message|comment-item)?[-_]?(?:\d+|[0-9a-f]{16,40})$")
        .expect("the pattern is a constant that a test uses")
});
