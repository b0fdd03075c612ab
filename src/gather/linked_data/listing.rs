//! Owns the articles that a page announces in its JSON-LD: a list of items, the parts of a collection, the posts of a
//! blog, or articles side by side.

use serde_json::Value;
use url::Url;

use super::graph::{Index, Object, comment_count, is_article, is_type, strings};
use crate::gather::kind::{Hint, Page};
use crate::gather::markup::words;
use crate::gather::{clean, dates, metadata};

/// No page announces more.
const MAX_ITEMS: usize = 1_000;

/// What a page says of one article it announces.
pub(super) struct Listed {
    pub(super) url: Url,
    pub(super) hint: Hint,
}

/// The articles of the same site that the page announces, each once, in its order.
pub(super) fn read(index: &Index<'_>, page: &Page<'_>) -> Vec<Listed> {
    let mut listed: Vec<Listed> = Vec::new();
    for object in index.objects() {
        for (address, item) in items(index, object) {
            let Some(url) = own(address, page) else { continue };
            let hint = item.map(|item| hint(index, item, page)).unwrap_or_default();
            match listed.iter().position(|known| known.url == url) {
                Some(place) if listed[place].hint == Hint::default() => listed[place].hint = hint,
                Some(_) => {}
                None if listed.len() < MAX_ITEMS => listed.push(Listed { url, hint }),
                None => return listed,
            }
        }
    }
    listed
}

/// The addresses an object announces, with what it says of each.
fn items<'a>(index: &Index<'a>, object: &'a Object) -> Vec<(&'a str, Option<&'a Object>)> {
    let mut found = Vec::new();
    let mut take = |value: &'a Value| match value {
        Value::String(address) => found.push((address.as_str(), index.by_id(address))),
        value => {
            found.extend(index.resolve(value).into_iter().filter_map(|item| Some((address_of(item)?, Some(item)))));
        }
    };
    if is_type(object, |name| name == "ItemList") {
        for element in object.get("itemListElement").into_iter().flat_map(list) {
            let entry = element.as_object().filter(|entry| is_type(entry, |name| name == "ListItem"));
            match entry.map(|entry| entry.get("item").or_else(|| entry.get("url"))) {
                Some(inner) => inner.into_iter().for_each(&mut take),
                None => take(element),
            }
        }
    }
    if is_type(object, |name| name.ends_with("Page") || name == "Blog" || name == "DataFeed") {
        let parts = ["blogPost", "blogPosts", "dataFeedElement", "hasPart"].iter().filter_map(|key| object.get(*key));
        for part in parts.flat_map(list) {
            let is_listed = index.resolve(part).into_iter().any(is_article);
            if is_listed {
                take(part);
            }
        }
    }
    if is_article(object) {
        found.extend(address_of(object).map(|address| (address, Some(object))));
    }
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice)
}

fn address_of(object: &Object) -> Option<&str> {
    if is_type(object, |name| name == "SiteNavigationElement" || name.starts_with("WP")) {
        return None;
    }
    let within = |key: &str| {
        let value = object.get(key)?;
        value.as_str().or_else(|| value.get("@id").or_else(|| value.get("url")).and_then(Value::as_str))
    };
    ["url", "mainEntityOfPage", "@id"]
        .iter()
        .find_map(|key| within(key))
        .filter(|address| !address.starts_with(['#', '_']))
}

/// The address on this site, unless it is the page's own.
fn own(address: &str, page: &Page<'_>) -> Option<Url> {
    let mut url = clean::resolve(address, page.url).filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_fragment(None);
    let host = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let is_front = url.path() == "/" && url.query().is_none();
    let is_here = url.path() == page.url.path() && url.query() == page.url.query();
    (host(&url) == host(page.url) && !is_front && !is_here).then_some(url)
}

fn hint(index: &Index<'_>, item: &Object, page: &Page<'_>) -> Hint {
    let text = |key: &str| item.get(key).into_iter().flat_map(strings).map(words).find(|text| !text.is_empty());
    let published = ["datePublished", "dateCreated"].iter().filter_map(|key| item.get(*key)).flat_map(strings);
    let published = published.into_iter().find_map(|text| dates::parse(text, page.fetched, page.zone));
    let people = item.get("author").or_else(|| item.get("creator")).map(|value| index.names(value)).unwrap_or_default();
    Hint {
        title: text("headline").or_else(|| text("name")),
        authors: people.into_iter().map(words).flat_map(|name| metadata::split_names(&name)).collect(),
        topics: Vec::new(),
        published_ms: published.map(|at| at.timestamp_millis()),
        lead: text("description"),
        comments_stated: comment_count(item),
    }
}
