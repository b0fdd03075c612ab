//! Owns the finding of comments under a heading such as "Readers' comments (12)": a list, the terms and words of a `dl`,
//! the rows of a table, or boxes of one make.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html, Selector};

use super::super::pick::{selector, short_words, words};
use super::automatic::says_something;
use super::count;
use super::section::parents;

/// The comments under the first heading that speaks of them and has some.
pub(super) fn items(doc: &Html) -> Vec<ElementRef<'_>> {
    let headings: Vec<(ElementRef<'_>, String)> = doc
        .select(&HEADINGS)
        .filter_map(|heading| Some((heading, short_words(heading, 240)?)))
        .filter(|(heading, words)| is_of_comments(words) && is_in_column(*heading))
        .collect();
    // What says that there are none is believed.
    if headings.iter().any(|(_, words)| count::count_in(words) == Some(0)) {
        return Vec::new();
    }
    headings.into_iter().find_map(|(heading, _)| under(heading)).unwrap_or_default()
}

/// Whether what follows an element belongs to the comments: it is a heading such as "Comments (2)" in the article's column.
pub(super) fn is_above_comments(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "h2" | "h3" | "h4" | "h5" | "h6")
        && is_in_column(element)
        && short_words(element, 240).is_some_and(|words| is_of_comments(&words))
}

fn is_in_column(heading: ElementRef<'_>) -> bool {
    !parents(heading).any(|outer| matches!(outer.value().name(), "aside" | "nav" | "footer"))
}

/// The comments under one heading. "Discussion" is a part of many a study: there each has to have a time.
fn under(heading: ElementRef<'_>) -> Option<Vec<ElementRef<'_>>> {
    let said = words(heading).to_lowercase();
    let is_sure =
        ["comment", "repl", "thought", "reader", "what you", "responses"].iter().any(|word| said.contains(word));
    let found = after(heading)?;
    Some(found).filter(|found| is_sure || count::count_in(&said).is_some() || found.iter().all(|item| is_dated(*item)))
}

/// Elements that can be the heading of the comments.
pub(super) static HEADINGS: LazyLock<Selector> = LazyLock::new(|| {
    selector(
        "h1, h2, h3, h4, h5, h6, legend, summary, caption, p, [class*='comment' i][class*='head' i], \
         [class*='comment' i][class*='title' i], [class*='comment' i][class*='count' i]",
    )
});

/// Whether words such as "Readers' comments (12)" stand above comments.
pub(super) fn is_of_comments(words: &str) -> bool {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?ix)^(?:
            (?:(?:readers?|users?|your|all|latest|recent|article|view|visitor|member|public|reader|published)s?['’]?s?\s+)?(?:comments?|responses|replies|discussion|reactions|(?:have\s+your\s+say|join\s+the\s+(?:discussion|conversation)))\s*[:–—-]?\s*[(\[]?\s*(?:[\d,]*|{numeral})\s*[)\]]?
            |[(\[]?(?:[\d,]+|{numeral}|no)[)\]]?\s+(?:readers?['’]?s?['’]?\s+)?(?:comments?|responses|replies|reactions)(?:\s+(?:so\s+far|yet|below))?
            |(?:[\d,]+|{numeral})\s+(?:thoughts?|responses?|comments?|replies|reply)\s+(?:on|to|for)\b.{{0,200}}
            |(?:what\s+(?:you|our\s+readers|readers)\s+(?:say|think|said)|readers?\s+(?:write|respond|say))
            )\s*$",
            numeral = count::NUMERAL
        ))
        .expect("the pattern is a constant that a test uses")
    });
    words.len() <= 240 && HEADING.is_match(words.trim())
}

fn after(heading: ElementRef<'_>) -> Option<Vec<ElementRef<'_>>> {
    let stated = short_words(heading, 240).and_then(|words| count::count_in(&words));
    let levels = std::iter::once(heading).chain(parents(heading)).take(3);
    for level in levels.take_while(|level| level.value().name() != "body" || *level == heading) {
        for after in level.next_siblings().filter_map(ElementRef::wrap) {
            // The next heading belongs to other things.
            if matches!(after.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
                return None;
            }
            if count::is_teaser(after) || after.value().name() == "aside" {
                continue;
            }
            let items = in_lists(after).or_else(|| in_boxes(after, stated)).filter(|items| !items.is_empty());
            if items.is_some() {
                return items;
            }
        }
        let beside: Vec<ElementRef<'_>> =
            level.next_siblings().filter_map(ElementRef::wrap).take_while(is_no_heading).collect();
        if let Some(items) = alike(&beside, stated) {
            return Some(items);
        }
    }
    None
}

fn is_no_heading(element: &ElementRef<'_>) -> bool {
    !matches!(element.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "footer" | "aside")
}

fn in_lists(after: ElementRef<'_>) -> Option<Vec<ElementRef<'_>>> {
    static LIST: LazyLock<Selector> = LazyLock::new(|| selector("ul, ol, dl, table"));
    let itself = std::iter::once(after).filter(|list| matches!(list.value().name(), "ul" | "ol" | "dl" | "table"));
    let of_teasers = |list: &ElementRef<'_>| parents(*list).take_while(|outer| *outer != after).any(count::is_teaser);
    itself.chain(after.select(&LIST).filter(|list| !of_teasers(list))).map(list_items).find(|items| !items.is_empty())
}

fn list_items(list: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let wanted = match list.value().name() {
        "dl" => "dd",
        "table" => "tr",
        _ => "li",
    };
    let is_item = |child: &ElementRef<'_>| child.value().name() == wanted;
    let rows = list.child_elements().flat_map(|child| {
        let is_body = wanted == "tr" && matches!(child.value().name(), "tbody" | "thead");
        if is_body { child.child_elements().collect() } else { vec![child] }
    });
    let items: Vec<ElementRef<'_>> = rows.filter(is_item).collect();
    let items: Vec<ElementRef<'_>> = match wanted {
        "tr" => items.into_iter().filter(|row| is_dated(*row) && says_something(*row)).collect(),
        "li" => items.into_iter().flat_map(with_replies).collect(),
        _ => items,
    };
    if items.iter().any(|item| says_something(*item)) { items } else { Vec::new() }
}

/// An item and the answers in lists nested in it: what has a time of its own is no mere point of a list.
fn with_replies(item: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    static NESTED: LazyLock<Selector> = LazyLock::new(|| selector("li li"));
    let replies = item.select(&NESTED).filter(|reply| is_dated(*reply));
    std::iter::once(item).chain(replies).collect()
}

/// Boxes of one make within an element: sections, articles, `details` that may be nested.
fn in_boxes(after: ElementRef<'_>, stated: Option<u32>) -> Option<Vec<ElementRef<'_>>> {
    let inner = after.descendent_elements().filter(|element| element.child_elements().next().is_some());
    inner.into_iter().take(40).find_map(|outer| alike(&outer.child_elements().collect::<Vec<_>>(), stated))
}

/// Those of the elements that are comments: of one make, each dated, or as many as the heading says.
fn alike<'a>(elements: &[ElementRef<'a>], stated: Option<u32>) -> Option<Vec<ElementRef<'a>>> {
    for name in ["details", "article", "section", "blockquote", "div"] {
        let boxes: Vec<ElementRef<'a>> = elements
            .iter()
            .copied()
            .filter(|element| element.value().name() == name && says_something(*element))
            .filter(|element| !is_other(*element))
            .collect();
        let dated = boxes.iter().copied().filter(|element| is_dated(*element));
        let dated: Vec<ElementRef<'a>> = dated.flat_map(|found| with_nested(found, name)).collect();
        let is_count = stated.is_some_and(|stated| stated > 0 && boxes.len() == stated as usize);
        if dated.len() > 1 || dated.len() == 1 && (is_count || stated == Some(1)) {
            let all =
                if is_count { boxes.into_iter().flat_map(|found| with_nested(found, name)).collect() } else { dated };
            return Some(all);
        }
    }
    None
}

/// A form, an advertisement, or the teaser of a story with a headline that leads to it.
fn is_other(element: ElementRef<'_>) -> bool {
    static HEADLINE: LazyLock<Selector> =
        LazyLock::new(|| selector("h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4"));
    const NAMES: [&str; 8] = ["respond", "form", "related", "teaser", "card", "promo", "advert", "story"];
    let is_named =
        element.value().classes().any(|class| NAMES.iter().any(|name| class.to_ascii_lowercase().contains(name)));
    is_named || element.select(&HEADLINE).next().is_some()
}

/// A box and the boxes of its make nested in it that are dated.
fn with_nested<'a>(outer: ElementRef<'a>, name: &str) -> Vec<ElementRef<'a>> {
    let class = outer.attr("class");
    let is_reply = |inner: &ElementRef<'a>| {
        *inner != outer
            && inner.value().name() == name
            && (name == "details" || class.is_some() && inner.attr("class") == class)
            && is_dated(*inner)
    };
    std::iter::once(outer).chain(outer.descendent_elements().filter(is_reply)).collect()
}

/// Whether an element begins or ends with what looks like a time.
fn is_dated(element: ElementRef<'_>) -> bool {
    static DATED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b\d{1,2}[:.]\d{2}\s?(?:[ap]m)?\b|\b(?:19|20)\d{2}\b|\b(?:ago|yesterday|today)\b|\d\s?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
            .expect("the pattern is a constant that a test uses")
    });
    static TIME: LazyLock<Selector> = LazyLock::new(|| selector("time"));
    let all = words(element);
    let head = &all[..all.floor_char_boundary(160)];
    let tail = &all[all.ceil_char_boundary(all.len().saturating_sub(120))..];
    DATED.is_match(head) || DATED.is_match(tail) || element.select(&TIME).next().is_some()
}
