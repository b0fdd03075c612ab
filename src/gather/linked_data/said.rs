//! Owns what the JSON-LD of a page says of the article it is about.

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::graph::{Index, comment_count, strings};
use super::paywall;
use crate::domain::{Access, Image};
use crate::gather::clean::{self, Cleaned};
use crate::gather::kind::Page;
use crate::gather::markup::{as_html, words};
use crate::gather::{dates, metadata};

/// What is said; what is not said is empty.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) url: Option<Url>,
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<DateTime<Utc>>,
    pub(super) updated: Option<DateTime<Utc>>,
    pub(super) topics: Vec<String>,
    pub(super) lead: Option<String>,
    pub(super) image: Option<Image>,
    pub(super) language: Option<String>,
    pub(super) access: Option<Access>,
    pub(super) comments_stated: Option<u32>,
    pub(super) body: Cleaned,
}

/// Reads it; `None` where the page's JSON-LD holds no article.
pub(super) fn read(index: &Index<'_>, page: &Page<'_>) -> Option<Said> {
    let article = index.article(page.url)?;
    let values = |key: &str| article.get(key).into_iter().flat_map(strings).collect::<Vec<_>>();
    let text = |key: &str| values(key).into_iter().map(words).find(|text| !text.is_empty());
    let time = |key: &str| values(key).into_iter().find_map(|text| dates::parse(text, page.fetched, page.zone));
    let people = article.get("author").or_else(|| article.get("creator"));
    let people = people.map(|value| index.names(value)).unwrap_or_default();
    let mut authors: Vec<String> = Vec::new();
    for name in people.into_iter().map(words).flat_map(|name| metadata::split_names(&name)) {
        if authors.len() < 50 && !authors.contains(&name) {
            authors.push(name);
        }
    }
    let listed = ["articleSection", "keywords"].iter().flat_map(|key| values(key)).flat_map(|list| list.split(','));
    let mut topics: Vec<String> = Vec::new();
    for topic in listed.map(words).filter(|topic| !topic.is_empty() && topic.chars().count() <= 60) {
        if !topics.contains(&topic) && topics.len() < 12 {
            topics.push(topic);
        }
    }
    // A question's text is its body.
    let body = ["articleBody", "text"].iter().find_map(|key| values(key).into_iter().max_by_key(|body| body.len()));
    let url = values("url").into_iter().find_map(|url| clean::resolve(url, page.url));
    Some(Said {
        url: url.filter(|url| url.host_str() == page.url.host_str()),
        title: text("headline").or_else(|| text("name")),
        authors,
        published: time("datePublished").or_else(|| time("dateCreated")),
        updated: time("dateModified"),
        topics,
        lead: text("description"),
        image: ["image", "thumbnailUrl"]
            .iter()
            .filter_map(|key| article.get(*key))
            .find_map(|image| picture(index, image, page)),
        language: text("inLanguage").and_then(|said| metadata::language(&said)),
        access: paywall::of(index, article),
        comments_stated: comment_count(article),
        body: body.map(|body| clean::fragment(&as_html(body), page.url)).unwrap_or_default(),
    })
}

fn picture(index: &Index<'_>, value: &Value, page: &Page<'_>) -> Option<Image> {
    let address = |text: &str| clean::resolve(text, page.url).filter(|url| matches!(url.scheme(), "http" | "https"));
    if let Some(url) = strings(value).into_iter().find_map(address) {
        return Some(Image { url, alt: None, credit: None });
    }
    let objects = match value {
        Value::Array(values) => values.iter().filter_map(Value::as_object).collect(),
        Value::Object(object) => vec![object],
        _ => Vec::new(),
    };
    let resolved = objects.into_iter().map(|object| {
        let known = object.get("@id").and_then(Value::as_str).and_then(|id| index.by_id(id));
        known.filter(|_| !object.contains_key("url") && !object.contains_key("contentUrl")).map_or_else(
            || {
                (
                    picture_of(object),
                    line(object, &["caption", "name"]),
                    line(object, &["creditText", "copyrightNotice"]),
                )
            },
            |known| {
                (picture_of(known), line(known, &["caption", "name"]), line(known, &["creditText", "copyrightNotice"]))
            },
        )
    });
    resolved.into_iter().find_map(|(url, alt, credit)| Some(Image { url: address(&url?)?, alt, credit }))
}

fn picture_of(object: &super::graph::Object) -> Option<String> {
    ["contentUrl", "url"].iter().filter_map(|key| object.get(*key)).flat_map(strings).next().map(str::to_owned)
}

fn line(object: &super::graph::Object, keys: &[&str]) -> Option<String> {
    keys.iter().filter_map(|key| object.get(*key)).flat_map(strings).map(words).find(|text| !text.is_empty())
}
