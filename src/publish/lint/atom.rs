//! Owns the rules of Atom 1.0 (RFC 4287) and of its threads (RFC 4685).

use std::collections::{BTreeMap, BTreeSet};

use super::checker::{Checker, Children, spot};
use super::finding::Spot;
use super::tree::Element;
use super::values::{self, TimeStyle};
use super::{extensions, history, html};

const FEED: Children<'static> = Children {
    needed: &[("id", "MissingElement"), ("title", "MissingElement"), ("updated", "MissingElement")],
    once: &["subtitle", "generator", "icon", "logo", "rights", "fh:archive", "fh:complete"],
    many: &["author", "contributor", "category", "link", "entry"],
};

const ENTRY: Children<'static> = Children {
    needed: &[("id", "MissingElement"), ("title", "MissingElement"), ("updated", "MissingElement")],
    once: &["published", "summary", "content", "rights", "source", "thr:total"],
    many: &["author", "contributor", "category", "link"],
};

const SOURCE: Children<'static> = Children {
    needed: &[],
    once: &["id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights"],
    many: &["author", "contributor", "category", "link"],
};

/// So many entries of one id are an id that was never made for each.
const ALL_ALIKE: usize = 9;

/// Checks a document whose root is Atom's `feed`; answers the number of entries.
pub(super) fn check(checker: &mut Checker<'_>, feed: &Element) -> usize {
    let at = spot(feed, "entry", None);
    checker.children(at, feed, &FEED);
    if let Some(language) = feed.attribute("xml:lang") {
        checker.language(at, language);
    } else {
        checker.findings.advice(at, "MissingDCLanguage", "it names no language", "add xml:lang");
    }
    for child in &feed.children {
        if child.name != "entry" && child.name != "link" {
            value(checker, spot(child, "entry", None), child);
        }
    }
    misplaced(checker, feed);
    let links: Vec<&Element> = feed.all("link").collect();
    if !links.iter().any(|link| link.attribute("rel") == Some("self")) {
        let cure = "add <link rel=\"self\"> with the document's own address";
        checker.findings.warning(at, "MissingSelf", "it does not name its own address", cure);
    }
    history::check(checker, at, feed, &links);
    let authored = feed.first("author").is_some();
    let entries: Vec<&Element> = feed.all("entry").collect();
    if entries.is_empty() && !authored {
        checker.findings.error(at, "MissingElement", "it has no author", "add <author>");
    }
    let mut seen = Seen::default();
    for (number, entry) in entries.iter().enumerate() {
        self::entry(checker, entry, number, authored, &mut seen);
    }
    if seen.ids.len() == 1 && entries.len() > ALL_ALIKE {
        checker.findings.error(at, "DuplicateIds", "all entries have one id", "give each entry an id of its own");
    }
    entries.len()
}

/// What earlier entries had.
#[derive(Default)]
struct Seen<'a> {
    ids: BTreeSet<&'a str>,
    updated: BTreeMap<&'a str, usize>,
}

fn misplaced(checker: &mut Checker<'_>, feed: &Element) {
    let Some(first) = feed.position("entry") else { return };
    let late = feed.children[first..].iter().find(|child| !child.name.contains([':', '{']) && child.name != "entry");
    if let Some(late) = late {
        let cure = "let what is said of the feed stand before its entries";
        checker.findings.error(spot(late, "entry", None), "MisplacedMetadata", "it stands behind an entry", cure);
    }
}

fn entry<'a>(checker: &mut Checker<'_>, entry: &'a Element, number: usize, authored: bool, seen: &mut Seen<'a>) {
    let at = spot(entry, "entry", Some(number));
    checker.children(at, entry, &ENTRY);
    for child in &entry.children {
        let here = spot(child, "entry", Some(number));
        if child.name == "link" { history::in_entry(checker, at, child) } else { value(checker, here, child) }
    }
    let author = |element: &Element| element.first("author").is_some();
    if !authored && !author(entry) && !entry.first("source").is_some_and(author) {
        checker.findings.error(at, "MissingElement", "neither it nor the feed has an author", "add <author>");
    }
    content(checker, at, entry);
    alternates(checker, at, entry);
    let text = |name: &str| entry.first(name).map(|element| element.text.trim());
    if let Some(id) = text("id")
        && !seen.ids.insert(id)
    {
        let what = format!("{id:?} is an earlier entry's too");
        checker.findings.warning(at, "DuplicateEntries", what, "give each entry an id of its own");
    }
    if let Some(updated) = text("updated")
        && let Some(earlier) = seen.updated.insert(updated, number)
    {
        let what = format!("{updated} is entry {}'s time too", earlier + 1);
        checker.findings.warning(at.of("updated"), "DuplicateUpdated", what, "give each change its own time");
    }
    let time = |name: &str| text(name).and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    if let (Some(published), Some(updated)) = (time("published"), time("updated"))
        && published > updated
    {
        let what = "it was published after it was last changed";
        checker.findings.error(at.of("published"), "ImplausibleDate", what, "let updated be the later time");
    }
}

fn content(checker: &mut Checker<'_>, at: Spot<'_>, entry: &Element) {
    let summary = entry.first("summary").is_some();
    let alternate = entry.all("link").any(|link| link.attribute("rel").unwrap_or("alternate") == "alternate");
    match entry.first("content") {
        None if !alternate => {
            let what = "it has neither content nor a link to its page";
            checker.findings.error(at, "MissingContentOrAlternate", what, "add <link rel=\"alternate\">");
        }
        None if !summary => {
            let what = "it has neither content nor summary";
            checker.findings.warning(at, "MissingTextualContent", what, "add <summary>");
        }
        Some(content) if !summary && (content.attribute("src").is_some() || is_packed(content)) => {
            let what = "its content is elsewhere or in base64, and it has no summary";
            checker.findings.error(at, "MissingSummary", what, "add <summary>");
        }
        _ => {}
    }
}

/// Whether content is neither text nor XML: it stands in base64 then (RFC 4287, 4.1.3.3).
fn is_packed(content: &Element) -> bool {
    let kind = content.attribute("type").unwrap_or("text").to_ascii_lowercase();
    kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("/xml") && !kind.ends_with("+xml")
}

fn alternates(checker: &mut Checker<'_>, at: Spot<'_>, entry: &Element) {
    let mut kinds = BTreeSet::new();
    for link in entry.all("link").filter(|link| link.attribute("rel").unwrap_or("alternate") == "alternate") {
        if !kinds.insert((link.attribute("type"), link.attribute("hreflang"))) {
            let what = "it has two alternates of one type and language";
            checker.findings.error(at.of("link"), "DuplicateAtomLink", what, "keep one");
        }
    }
}

fn value(checker: &mut Checker<'_>, here: Spot<'_>, element: &Element) {
    match element.name.as_str() {
        "title" | "subtitle" | "summary" | "rights" | "content" => text(checker, here, element),
        "id" => {
            checker.address(here, element.text.as_str());
            if !values::is_canonical(&element.text) {
                let what = format!("{:?} can be spelt otherwise", element.text);
                checker.findings.warning(
                    here,
                    "NonCanonicalURI",
                    what,
                    "write an id as plainly as it can be, for ever",
                );
            }
        }
        "updated" | "published" => {
            checker.time(here, &element.text, TimeStyle::Atom);
            if element.text.trim() != element.text {
                checker.findings.error(here, "UnexpectedWhitespace", "it has spaces around it", "take them away");
            }
        }
        "icon" | "logo" => checker.address(here, element.text.trim()),
        "author" | "contributor" => person(checker, here, element),
        "category" => {
            checker.needed(here, element, "term");
        }
        "source" => {
            checker.children(here, element, &SOURCE);
            for name in ["id", "title", "updated"] {
                if element.first(name).is_none() {
                    let what = format!("it has no <{name}>");
                    checker.findings.warning(here, "MissingSourceElement", what, "copy it from the head of that feed");
                }
            }
            for child in &element.children {
                let within = Spot { line: Some(child.line), ..here }.of(&child.name);
                if child.name == "link" {
                    history::of_source(checker, here, child);
                } else {
                    value(checker, within, child);
                }
            }
        }
        _ => extensions::check(checker, here, element),
    }
}

/// A text construct (RFC 4287, 3.1), or content of the same types.
fn text(checker: &mut Checker<'_>, here: Spot<'_>, element: &Element) {
    let elsewhere = element.attribute("src");
    if let Some(address) = elsewhere {
        checker.address(here, address);
        if element.attribute("type").is_none() {
            let what = "what is elsewhere has no type";
            checker.findings.warning(here, "MissingTypeAttr", what, "say its media type");
        }
    }
    if element.text.trim().is_empty() && element.children.is_empty() && elsewhere.is_none() {
        checker.findings.warning(here, "NotBlank", "it is empty", "fill it or leave it out");
    }
    match element.attribute("type").unwrap_or("text") {
        "text" => {
            if !element.children.is_empty() {
                let what = "it is plain text, and holds elements";
                checker.findings.error(here, "UndefinedElement", what, "escape the text, or say type=\"xhtml\"");
            }
            checker.plain(here, &element.text);
        }
        "html" => html::check(&mut checker.findings, here, &element.text),
        "xhtml" => {
            let single = element.children.len() == 1 && element.children[0].name == "xhtml:div";
            if !single || !element.text.trim().is_empty() {
                let what = "type=\"xhtml\" holds one <div> of XHTML, and nothing else";
                checker.findings.error(here, "MissingXhtmlDiv", what, "put it into a <div>");
            }
        }
        kind => {
            checker.media_type(here, kind);
            if element.name != "content" {
                let what = format!("type={kind:?} is not one of text, html, xhtml");
                checker.findings.error(here, "InvalidTextType", what, "write one of them");
            }
        }
    }
}

fn person(checker: &mut Checker<'_>, here: Spot<'_>, element: &Element) {
    let allowed = Children { needed: &[("name", "MissingElement")], once: &["uri", "email"], many: &[] };
    checker.children(here, element, &allowed);
    if element.first("name").is_some_and(|name| name.text.trim().is_empty()) {
        checker.findings.warning(here, "NotBlank", "the name is empty", "name the author, or leave the element out");
    }
    // Validators read a name as plain words, and cannot be told that it is HTML.
    if let Some(name) = element.first("name").filter(|name| values::ends_element(&name.text)) {
        checker.plain(here.of("name"), &name.text);
    }
    if let Some(uri) = element.first("uri") {
        checker.address(here, uri.text.trim());
    }
    if element.first("email").is_some_and(|email| !email.text.contains('@')) {
        checker.findings.error(here, "InvalidContact", "the email is no mail address", "mend it or leave it out");
    }
}
