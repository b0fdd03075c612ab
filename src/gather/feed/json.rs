//! Owns the reading of JSON Feed 1.0 and 1.1.

use serde_json::Value;
use serde_json::error::Category;
use url::Url;

use super::document::{Entry, Feed, web, whole_address};
use crate::domain::{Image, Skips};
use crate::gather::kind::Page;
use crate::gather::{loose, stamp};

/// Reads a feed; the error says what it is instead.
pub(super) fn read(text: &str, page: &Page<'_>) -> Result<Feed, String> {
    let (document, mended) = parse(text)?;
    let Some(items) = document.get("items").and_then(Value::as_array) else {
        let message = ["message", "error", "detail", "title"].iter().find_map(|key| words(&document, key));
        let message = message.map(|message| format!(": {message:.200}")).unwrap_or_default();
        return Err(format!("this is a JSON document and no feed{message}"));
    };
    Ok(Feed {
        language: words(&document, "language"),
        authors: names(&document),
        next: words(&document, "next_url").and_then(|next| web(&next, page.url)),
        ttl: None,
        skips: Skips::default(),
        entries: items.iter().map(|item| entry(item, page)).collect(),
        notes: mended.into_iter().collect(),
    })
}

/// The document, mended where it has to be, and what was; the error is that of the text as it came.
fn parse(text: &str) -> Result<(Value, Option<String>), String> {
    let error = match serde_json::from_str(text) {
        Ok(document) => return Ok((document, None)),
        Err(error) => error,
    };
    let mended = loose::mend(text);
    serde_json::from_str(&mended.text).map(|document| (document, mended.note())).map_err(|_| match error.classify() {
        Category::Eof => format!("the answer is JSON that breaks off: {error}"),
        _ => format!("the answer is JSON that cannot be read: {error}"),
    })
}

fn entry(item: &Value, page: &Page<'_>) -> Entry {
    let address = |key: &str| words(item, key).and_then(|text| web(&text, page.url));
    let id = item.get("id").and_then(plain);
    let named = id.as_deref().and_then(whole_address);
    let url = address("url").or_else(|| named.clone()).or_else(|| address("external_url"));
    let dated = |key: &str| words(item, key).and_then(|text| stamp::read(&text, page));
    let tags = item.get("tags").and_then(Value::as_array);
    Entry {
        title: words(item, "title"),
        also: named.into_iter().filter(|named| Some(named) != url.as_ref()).collect(),
        authors: names(item),
        published: dated("date_published"),
        updated: dated("date_modified"),
        topics: tags.into_iter().flatten().filter_map(plain).collect(),
        summary: words(item, "summary"),
        content: words(item, "content_html").or_else(|| words(item, "content_text").map(|text| escaped(&text))),
        image: image(item, page.url),
        language: words(item, "language"),
        url,
        id,
        ..Entry::default()
    }
}

/// Plain text as markup that reads the same, whatever characters stand in it.
fn escaped(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace("\r\n", "\n");
    let paragraphs = escaped.split("\n\n").map(|paragraph| paragraph.trim().replace('\n', "<br>"));
    format!("<p>{}</p>", paragraphs.collect::<Vec<_>>().join("</p><p>"))
}

fn image(item: &Value, base: &Url) -> Option<Image> {
    let attached = || {
        let attachments = item.get("attachments").and_then(Value::as_array)?;
        let is_image = |kind: &String| kind.starts_with("image/");
        attachments
            .iter()
            .find(|file| words(file, "mime_type").is_some_and(|kind| is_image(&kind)))
            .and_then(|file| words(file, "url"))
    };
    let address = words(item, "image").or_else(|| words(item, "banner_image")).or_else(attached)?;
    Some(Image { url: web(&address, base)?, alt: None, credit: None })
}

/// `authors` of version 1.1, or `author` of 1.0.
fn names(value: &Value) -> Vec<String> {
    let many = value.get("authors").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<String> = many.filter_map(|author| words(author, "name")).collect();
    if names.is_empty() {
        value.get("author").and_then(|author| words(author, "name")).into_iter().collect()
    } else {
        names
    }
}

fn words(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(plain).filter(|text| !text.trim().is_empty())
}

/// A text, or a number where a text should be.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
