//! Owns where a comment stands in its thread: what it answers, and how deep the page shows it.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use scraper::node::Element;
use scraper::{ElementRef, Selector};

use super::super::clean;
use super::super::pick::selector;
use super::key::site_key;
use super::raw::{Level, Parent, Raw};
use super::reader::Reader;
use super::section::parents;
use crate::domain::CommentKey;

/// No thread is deeper; such a number is another thing.
const DEEPEST: u32 = 100;

/// What a comment answers.
pub(super) fn parent<'a>(reader: &Reader<'a, '_>) -> Parent<'a> {
    if let Some(css) = reader.rule(|rules| rules.parent.as_ref()) {
        let id = reader.by_rule(css).map(|id| clean::plain(&id)).filter(|id| !id.is_empty() && id != "0");
        return id.map_or(Parent::None, Parent::Id);
    }
    if let Some(outer) = parents(reader.item).find(|outer| reader.section.holds(*outer)) {
        return Parent::Item(outer);
    }
    if let Some(before) = before_indentation(reader) {
        return Parent::Item(before);
    }
    let attributes = ["data-parent-id", "data-parent", "data-parent-comment-id", "data-in-reply-to", "data-reply-to"];
    let given = attributes.iter().find_map(|key| reader.item.attr(key)).map(str::trim);
    let linked = || reader.own(&IN_REPLY_TO).find_map(|link| link.attr("href").or(link.attr("content")));
    let id = given.or_else(linked).filter(|id| !id.is_empty() && !matches!(*id, "0" | "null" | "#" | "undefined"));
    id.map_or(Parent::None, |id| Parent::Id(clean::plain(id)))
}

/// Drupal and Komento put replies into a box that follows the comment they answer.
fn before_indentation<'a>(reader: &Reader<'a, '_>) -> Option<ElementRef<'a>> {
    let is_box = |outer: &ElementRef<'a>| {
        outer.value().classes().any(|class| matches!(class, "indented" | "replies" | "children" | "comment-replies"))
    };
    let boxed = parents(reader.item).find(is_box)?;
    let before = boxed.prev_siblings().filter_map(ElementRef::wrap);
    before.into_iter().find(|sibling| reader.section.holds(*sibling))
}

/// How deep the page marks a comment, where it does.
pub(super) fn level(item: ElementRef<'_>) -> Option<Level> {
    static CLASS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:comment-?)?-?(?P<name>depth|level|indent|nest(?:ing|ed)?|thread-?level)[-_]?(?P<level>\d{1,2})$",
        )
        .expect("the pattern is a constant that a test uses")
    });
    static INDENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:margin|padding)-(?:left|inline-start)\s*:\s*(?P<size>\d{1,4})(?:\.\d+)?\s*(?:px|em|rem|%)")
            .expect("the pattern is a constant that a test uses")
    });
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|level| *level <= DEEPEST);
    for class in item.value().classes() {
        if let Some(found) = CLASS.captures(class)
            && let Some(level) = number(&found["level"])
        {
            return Some(if &found["name"] == "depth" { Level::FromOne(level) } else { Level::Relative(level) });
        }
    }
    let attributes = ["data-depth", "data-level", "data-comment-depth", "data-indent", "aria-level"];
    if let Some(level) = attributes.iter().find_map(|key| number(item.attr(key)?)) {
        return Some(Level::Relative(level));
    }
    let style = item.attr("style").and_then(|style| INDENT.captures(style)?["size"].parse().ok());
    let spacer = || item.select(&SPACER).next().and_then(|image| image.attr("width")?.parse().ok());
    style.or_else(spacer).map(Level::Indent)
}

/// The depth and the parent of every comment of a page. What a comment answers tells how deep it is; where only the
/// depth is shown, it answers the last one before it that is less deep.
pub(super) fn depths(raws: &[Raw<'_>]) -> Vec<(u32, Option<usize>)> {
    let index: HashMap<*const Element, usize> =
        raws.iter().enumerate().map(|(at, raw)| (std::ptr::from_ref(raw.item.value()), at)).collect();
    let by_id: HashMap<CommentKey, usize> =
        raws.iter().enumerate().filter_map(|(at, raw)| Some((site_key(raw.id.as_deref()?), at))).collect();
    let shown = shown(raws);
    let mut placed: Vec<(u32, Option<usize>)> = Vec::with_capacity(raws.len());
    for (at, raw) in raws.iter().enumerate() {
        let answered = match &raw.parent {
            Parent::None => None,
            Parent::Item(item) => index.get(&std::ptr::from_ref(item.value())).copied(),
            Parent::Id(id) => by_id.get(&site_key(id)).copied(),
        };
        let answered = answered.filter(|other| *other != at);
        let depth_of_answered = answered.and_then(|other| placed.get(other)).map(|(depth, _)| depth + 1);
        let is_answer = !matches!(raw.parent, Parent::None);
        let depth = depth_of_answered.or(shown[at]).unwrap_or(0).max(u32::from(is_answer)).min(DEEPEST);
        let by_depth = || {
            let before = (0..at).rev().take_while(|other| placed[*other].0 + 1 >= depth);
            before.into_iter().find(|other| placed[*other].0 + 1 == depth)
        };
        let parent = if is_answer || depth == 0 { answered } else { by_depth() };
        placed.push((depth, parent));
    }
    placed
}

/// The depth that the marks of each comment show.
fn shown(raws: &[Raw<'_>]) -> Vec<Option<u32>> {
    let relative = |level: &Level| if let Level::Relative(level) = level { Some(*level) } else { None };
    let least = raws.iter().filter_map(|raw| relative(raw.level.as_ref()?)).min().unwrap_or(0);
    let mut indents: Vec<u32> =
        raws.iter().map(|raw| if let Some(Level::Indent(size)) = raw.level { size } else { 0 }).collect();
    indents.sort_unstable();
    indents.dedup();
    let rank = |size: u32| indents.iter().position(|other| *other == size).and_then(|rank| u32::try_from(rank).ok());
    let of = |raw: &Raw<'_>| match raw.level.as_ref()? {
        Level::FromOne(level) => Some(level.saturating_sub(1)),
        Level::Relative(level) => Some(level - least),
        Level::Indent(size) => rank(*size),
    };
    raws.iter().map(of).collect()
}

static IN_REPLY_TO: LazyLock<Selector> = LazyLock::new(|| {
    selector(
        "[class*='in-reply-to' i] a[href*='#'], a[class*='parent' i][href*='#'], a[rel~='in-reply-to'], .u-in-reply-to[href*='#'], \
         [itemprop~='parentItem'] [itemprop~='url'], [itemprop~='parentItem'][href], [class*='parent' i] > a[href*='#']",
    )
});
static SPACER: LazyLock<Selector> =
    LazyLock::new(|| selector("td.ind img[width], td.indent img[width], img.spacer[width]"));
