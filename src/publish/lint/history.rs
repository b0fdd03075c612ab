//! Owns the rules of links at the head of a feed: its own address, its pages and archives (RFC 5005), its hub (WebSub).

use std::collections::BTreeSet;

use super::checker::Checker;
use super::finding::Spot;
use super::tree::Element;
use super::values::{self, TimeStyle};

/// Relations that only a feed's head has (RFC 5005).
const PAGING: [&str; 7] = ["current", "first", "last", "next", "previous", "next-archive", "prev-archive"];

/// Relations that are registered, and used in feeds.
const REGISTERED: [&str; 22] = [
    "alternate",
    "current",
    "describedby",
    "edit",
    "edit-media",
    "enclosure",
    "first",
    "hub",
    "last",
    "license",
    "next",
    "next-archive",
    "payment",
    "prev-archive",
    "previous",
    "related",
    "replies",
    "search",
    "self",
    "service",
    "up",
    "via",
];

/// Checks the links of a feed's head, and what it says of its history.
pub(super) fn check(checker: &mut Checker<'_>, at: Spot<'_>, head: &Element, links: &[&Element]) {
    let rel = |wanted: &str| links.iter().find(|link| link.attribute("rel").unwrap_or("alternate") == wanted);
    for link in links {
        self::link(checker, at, link);
    }
    if let Some(own) = rel("self").and_then(|link| link.attribute("href"))
        && let Some(address) = checker.address.filter(|address| *address != own)
    {
        let what = format!("it calls itself {own}, and stands at {address}");
        checker.findings.warning(at.of("link"), "SelfDoesntMatchLocation", what, "write the address it is served at");
    }
    past_the_end(checker, at, &rel);
    let (archive, complete) = (head.first("fh:archive").is_some(), head.first("fh:complete").is_some());
    if archive && complete {
        let what = "it is an archive and complete: it can be one of them";
        checker.findings.error(at, "ArchiveIncomplete", what, "keep fh:archive or fh:complete");
    }
    if archive && rel("current").is_none() {
        let what = "an archive has no link to the feed that is current";
        checker.findings.warning(at, "MissingCurrentInArchive", what, "add a link rel=\"current\"");
    }
    if archive && !complete && rel("prev-archive").is_none() && rel("next-archive").is_none() {
        let what = "an archive has no link to the archives around it";
        checker.findings.warning(at, "ArchiveIncomplete", what, "add links rel=\"prev-archive\" and \"next-archive\"");
    }
    if complete && PAGING[1..].iter().any(|paging| rel(paging).is_some()) {
        let what = "a complete feed has no pages and no archives";
        checker.findings.error(at, "FeedRelInCompleteFeed", what, "leave the links or fh:complete out");
    }
    let href = |name: &str| rel(name).and_then(|link| link.attribute("href"));
    if complete && href("current").is_some_and(|current| Some(current) != href("self")) {
        let what = "a complete feed is current itself, and this one names another";
        checker.findings.error(at, "CurrentNotSelfInCompleteFeed", what, "name its own address, or leave the link out");
    }
    twice(checker, at, links);
}

/// The first page has none before it, the last none behind it.
fn past_the_end<'a, 'e: 'a>(checker: &mut Checker<'_>, at: Spot<'_>, rel: &dyn Fn(&str) -> Option<&'a &'e Element>) {
    let href = |name: &str| rel(name).and_then(|link| link.attribute("href"));
    for (end, beyond) in [("first", "previous"), ("last", "next")] {
        if href(end).is_some() && href(end) == href("self") && rel(beyond).is_some() {
            let what = format!("it is the {end} page by its own word, and has rel={beyond:?}");
            checker.findings.error(at.of("link"), "LinkPastEnd", what, "leave one of the links out");
        }
    }
}

/// Checks a link within an entry.
pub(super) fn in_entry(checker: &mut Checker<'_>, at: Spot<'_>, link: &Element) {
    self::link(checker, at, link);
    if let Some(rel) = link.attribute("rel").filter(|rel| PAGING.contains(rel)) {
        let what = format!("rel={rel:?} is said of feeds");
        checker.findings.warning(at.of("link"), "FeedHistoryRelInEntry", what, "put it at the head of the feed");
    }
}

/// Checks a link of the feed that an entry was taken from.
pub(super) fn of_source(checker: &mut Checker<'_>, at: Spot<'_>, link: &Element) {
    self::link(checker, at, link);
}

fn link(checker: &mut Checker<'_>, at: Spot<'_>, link: &Element) {
    let here = Spot { line: Some(link.line), ..at }.of("link");
    let rel = link.attribute("rel").unwrap_or("alternate");
    if !REGISTERED.contains(&rel) && values::address_fault(rel).is_some() {
        let what = format!("rel={rel:?} is not registered");
        checker.findings.warning(here, "UnregisteredAtomLinkRel", what, "use a registered relation");
    }
    for name in ["rel", "type", "title", "href"] {
        if link.attribute(name).is_some_and(|value| value.trim().is_empty()) {
            let what = format!("its {name} is empty");
            checker.findings.warning(here, "AttrNotBlank", what, "fill the attribute or leave it out");
        }
    }
    let href = link.attribute("href");
    if href.is_none() {
        checker.findings.error(here, "MissingHref", "it has no href", "add the address it leads to");
    }
    if let Some(href) = href {
        if rel == "self" && !href.contains("://") {
            let what = format!("{href:?} is relative");
            checker.findings.warning(here, "RelativeSelf", what, "write the whole address");
        } else {
            checker.address(here, href);
        }
    }
    if let Some(kind) = link.attribute("type") {
        checker.media_type(here, kind);
        let feeds = ["application/atom+xml", "application/rss+xml", "application/rdf+xml"];
        if rel == "self" && !feeds.contains(&kind.split(';').next().unwrap_or_default()) {
            let what = format!("{kind:?} is no feed's type");
            checker.findings.warning(here, "SelfNotAtom", what, "write the feed's own media type");
        }
    }
    if let Some(language) = link.attribute("hreflang") {
        checker.language(here, language);
    }
    for name in ["thr:count", "thr:updated"] {
        if rel != "replies" && link.attribute(name).is_some() {
            let what = format!("{name} is said of rel=\"replies\" only");
            checker.findings.error(here, "UnexpectedAttribute", what, "put it on the link to the replies");
        }
    }
    if let Some(count) = link.attribute("thr:count") {
        checker.number(here, count, 0);
    }
    if let Some(updated) = link.attribute("thr:updated") {
        checker.time(here, updated, TimeStyle::Atom);
    }
    if link.attribute("thr:when").is_some() {
        checker.findings.error(here, "NoThrWhen", "thr:when is obsolete", "write thr:updated");
    }
    if !link.text.trim().is_empty() {
        checker.findings.warning(here, "AtomLinkNotEmpty", "it holds words", "a link is empty");
    }
}

/// Links of one relation must differ in type or language: a reader takes the first, and which that is tells nothing.
fn twice(checker: &mut Checker<'_>, at: Spot<'_>, links: &[&Element]) {
    let key = |link: &Element| ["rel", "type", "hreflang"].map(|name| link.attribute(name).map(str::to_owned));
    let mut seen = BTreeSet::new();
    for link in links {
        if !seen.insert(key(link)) {
            let here = Spot { line: Some(link.line), ..at }.of("link");
            let what = format!("rel={:?} stands twice alike", link.attribute("rel").unwrap_or("alternate"));
            checker.findings.error(here, "DuplicateAtomLink", what, "keep one, or tell them apart by type or language");
        }
    }
}
