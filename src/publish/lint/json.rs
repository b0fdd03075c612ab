//! Owns the rules of JSON Feed 1.1.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::checker::Checker;
use super::finding::Spot;
use super::html;
use super::values::TimeStyle;

/// The version every reader of 1.1 looks for.
const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// Checks a document; answers the number of items.
pub(super) fn check(checker: &mut Checker<'_>, text: &str) -> usize {
    let at = Spot { kind: "item", name: "the document", ..Spot::default() };
    let feed: Map<String, Value> = match serde_json::from_str(text) {
        Ok(feed) => feed,
        Err(error) => {
            let what = format!("it is no JSON object: {error}");
            checker.findings.error(at, "InvalidJSON", what, "write one JSON object");
            return 0;
        }
    };
    head(checker, at, &feed);
    let Some(items) = feed.get("items").and_then(Value::as_array) else {
        checker.findings.error(at, "MissingElement", "it has no list of items", "add \"items\"");
        return 0;
    };
    let mut ids = BTreeSet::new();
    for (number, item) in items.iter().enumerate() {
        let at = Spot { entry: Some(number), name: "the item", ..at };
        match item.as_object() {
            Some(item) => self::item(checker, at, item, &mut ids),
            None => checker.findings.error(at, "InvalidValue", "it is no object", "write an object"),
        }
    }
    items.len()
}

fn head(checker: &mut Checker<'_>, at: Spot<'_>, feed: &Map<String, Value>) {
    match feed.get("version").and_then(Value::as_str) {
        Some(VERSION) => {}
        Some("https://jsonfeed.org/version/1") => {
            checker.findings.advice(at.of("version"), "ObsoleteVersion", "it is version 1", "write version 1.1");
        }
        _ => {
            let what = "it is no version of JSON Feed";
            checker.findings.error(at.of("version"), "InvalidVersion", what, "write https://jsonfeed.org/version/1.1");
        }
    }
    if string(checker, at, feed, "title").is_none_or(|title| title.trim().is_empty()) {
        checker.findings.error(at.of("title"), "MissingTitle", "it has no title", "add it");
    }
    for name in ["home_page_url", "feed_url", "next_url", "icon", "favicon"] {
        if let Some(address) = string(checker, at, feed, name) {
            checker.address(at.of(name), address);
        }
    }
    match string(checker, at, feed, "feed_url") {
        None => {
            let what = "it does not name its own address";
            checker.findings.warning(at, "MissingSelf", what, "add \"feed_url\"");
        }
        Some(own) => {
            if let Some(address) = checker.address.filter(|address| *address != own) {
                let what = format!("it calls itself {own}, and stands at {address}");
                let cure = "write the address it is served at";
                checker.findings.warning(at.of("feed_url"), "SelfDoesntMatchLocation", what, cure);
            }
        }
    }
    if let (Some(own), Some(next)) = (string(checker, at, feed, "feed_url"), string(checker, at, feed, "next_url"))
        && own == next
    {
        let what = "the next document is this one: who follows it never ends";
        checker.findings.error(at.of("next_url"), "LinkPastEnd", what, "leave it out of the last document");
    }
    hubs(checker, at, feed);
    if let Some(language) = string(checker, at, feed, "language") {
        checker.language(at.of("language"), language);
    }
    authors(checker, at, feed);
}

fn item<'a>(checker: &mut Checker<'_>, at: Spot<'_>, item: &'a Map<String, Value>, ids: &mut BTreeSet<&'a str>) {
    match item.get("id").and_then(Value::as_str) {
        None => checker.findings.error(at.of("id"), "MissingGuid", "it has no id that is text", "add an id"),
        Some(id) if !ids.insert(id) => {
            let what = format!("{id:?} is another item's too");
            checker.findings.error(at.of("id"), "DuplicateValue", what, "give each item an id of its own");
        }
        Some(_) => {}
    }
    let (html, text) = (string(checker, at, item, "content_html"), string(checker, at, item, "content_text"));
    if html.is_none() && text.is_none() {
        let what = "it has neither content_html nor content_text";
        checker.findings.error(at, "MissingTextualContent", what, "add one of them");
    }
    if let Some(html) = html {
        html::check(&mut checker.findings, at.of("content_html"), html);
    }
    for name in ["url", "external_url", "image", "banner_image"] {
        if let Some(address) = string(checker, at, item, name) {
            checker.address(at.of(name), address);
        }
    }
    let mut times = [None, None];
    for (time, name) in times.iter_mut().zip(["date_published", "date_modified"]) {
        *time = string(checker, at, item, name).and_then(|text| checker.time(at.of(name), text, TimeStyle::Atom));
    }
    if let [Some(published), Some(modified)] = times
        && published > modified
    {
        let what = "it was published after it was last changed";
        checker.findings.error(at.of("date_modified"), "ImplausibleDate", what, "let it be the later time");
    }
    for name in ["title", "summary", "language"] {
        string(checker, at, item, name);
    }
    if let Some(tags) = item.get("tags")
        && !tags.as_array().is_some_and(|tags| tags.iter().all(Value::is_string))
    {
        checker.findings.error(at.of("tags"), "InvalidValue", "they are no list of words", "write a list of words");
    }
    authors(checker, at, item);
}

fn hubs(checker: &mut Checker<'_>, at: Spot<'_>, feed: &Map<String, Value>) {
    let Some(hubs) = feed.get("hubs").filter(|hubs| !hubs.is_null()) else { return };
    let at = at.of("hubs");
    let text = |hub: &Value, key: &str| hub.get(key).and_then(Value::as_str).map(str::to_owned);
    let Some(pairs) = hubs.as_array().and_then(|hubs| {
        hubs.iter().map(|hub| Some((text(hub, "type")?, text(hub, "url")?))).collect::<Option<Vec<_>>>()
    }) else {
        let what = "they are no list of objects with type and url";
        checker.findings.error(at, "InvalidValue", what, "write [{\"type\": \"WebSub\", \"url\": \"…\"}]");
        return;
    };
    for (_, url) in pairs {
        checker.address(at, &url);
    }
}

/// The text under a key; what is there and no text is an error.
fn string<'a>(checker: &mut Checker<'_>, at: Spot<'_>, object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    let value = object.get(key).filter(|value| !value.is_null())?;
    if value.as_str().is_none() {
        checker.findings.error(at.of(key), "InvalidValue", "it is no text", "write it in quotes");
    }
    value.as_str()
}

fn authors(checker: &mut Checker<'_>, at: Spot<'_>, object: &Map<String, Value>) {
    if object.contains_key("author") {
        let what = "version 1.1 has a list of authors";
        checker.findings.advice(at.of("author"), "ObsoleteVersion", what, "write \"authors\"");
    }
    let Some(authors) = object.get("authors") else { return };
    let named = |author: &Value| {
        author.as_object().is_some_and(|author| ["name", "url", "avatar"].iter().any(|key| author.contains_key(*key)))
    };
    if !authors.as_array().is_some_and(|authors| authors.iter().all(named)) {
        let what = "they are no list of objects with a name";
        checker.findings.error(at.of("authors"), "InvalidValue", what, "write [{\"name\": \"…\"}]");
    }
}
