//! Owns the reading of one post of the `WordPress` REST API as an article.

use serde_json::Value;
use url::Url;

use crate::domain::{FoundArticle, Image};
use crate::gather::kind::Page;
use crate::gather::{api, clean, correction, metadata};

/// A post, read.
pub(super) struct Post {
    /// Its number.
    pub(super) id: String,
    /// The number of who wrote it.
    pub(super) author: Option<i64>,
    /// What it holds.
    pub(super) article: FoundArticle,
}

/// Reads a post; the error is a note for the log.
pub(super) fn read(post: &Value, page: &Page<'_>, site: &Url) -> Result<Post, String> {
    let id = post.get("id").and_then(api::id).ok_or("a post without a number was skipped")?;
    let url = post.get("link").and_then(|link| api::address(link, site));
    let url = url.ok_or_else(|| format!("post {id} was skipped, it has no address"))?;
    if is_protected(post) {
        return Err(format!("{url}: skipped, it is behind a password"));
    }
    let title = post.get("title").and_then(api::line).ok_or_else(|| format!("{url}: skipped, it has no headline"))?;
    let rendered = |key: &str| post.pointer(&format!("/{key}/rendered")).and_then(Value::as_str).unwrap_or_default();
    let body = clean::fragment(rendered("content"), &url);
    if body.text.trim().is_empty() && body.html.is_empty() {
        return Err(format!("{url}: skipped, it has no text"));
    }
    let mut article = FoundArticle::new(url, title);
    article.lead = api::lead(rendered("excerpt")).or_else(|| api::lead(body.text.split("\n\n").next()?));
    let time = |gmt: &str, local: &str| {
        let gmt = post.get(gmt).and_then(|value| api::time_utc(value, page));
        gmt.or_else(|| post.get(local).and_then(|value| api::time(value, page)))
    };
    article.published = time("date_gmt", "date");
    article.updated = time("modified_gmt", "modified").filter(|updated| Some(*updated) > article.published);
    article.authors = authors(post);
    article.topics = topics(post);
    article.image = image(post, &article.url);
    article.language = language(post);
    article.correction = correction::find(&body.text, article.published, page);
    article.html = body.html;
    article.text = body.text;
    Ok(Post { id, author: post.get("author").and_then(api::number).filter(|author| *author > 0), article })
}

fn is_protected(post: &Value) -> bool {
    ["/content/protected", "/excerpt/protected"].iter().any(|place| post.pointer(place) == Some(&Value::Bool(true)))
}

fn authors(post: &Value) -> Vec<String> {
    let embedded = post.pointer("/_embedded/author").and_then(Value::as_array);
    // A user that may not be listed stands there as an error, with a code.
    let names = embedded.into_iter().flatten().filter_map(|author| author.get("name"));
    let names = api::lines(names);
    let names = if names.is_empty() { api::lines(post.pointer("/yoast_head_json/author")) } else { names };
    let mut authors = Vec::new();
    for name in names.iter().flat_map(|name| metadata::split_names(name)) {
        if authors.len() < 50 && !authors.contains(&name) {
            authors.push(name);
        }
    }
    authors
}

/// Categories, then tags; the category of those that were given none says nothing.
fn topics(post: &Value) -> Vec<String> {
    let terms = post.pointer("/_embedded/wp:term").and_then(Value::as_array);
    let terms: Vec<&Value> = terms.into_iter().flatten().filter_map(Value::as_array).flatten().collect();
    let of = |taxonomy: &str| {
        let terms = terms.iter().filter(|term| term.get("taxonomy").and_then(Value::as_str) == Some(taxonomy));
        let terms = terms.filter(|term| term.get("slug").and_then(Value::as_str) != Some("uncategorized"));
        api::lines(terms.filter_map(|term| term.get("name")))
    };
    let mut topics = of("category");
    for tag in of("post_tag") {
        if !topics.contains(&tag) {
            topics.push(tag);
        }
    }
    topics.retain(|topic| topic.chars().count() <= 60);
    topics.truncate(12);
    topics
}

fn image(post: &Value, base: &Url) -> Option<Image> {
    let media = post.pointer("/_embedded/wp:featuredmedia/0")?;
    if media.get("media_type").and_then(Value::as_str).is_some_and(|kind| kind != "image") {
        return None;
    }
    let large = media.pointer("/media_details/sizes/large/source_url");
    let url = large.or_else(|| media.get("source_url")).and_then(|url| api::address(url, base))?;
    let alt = media.get("alt_text").and_then(api::line);
    let credit = media.get("caption").and_then(api::line).filter(|caption| caption.chars().count() <= 300);
    Some(Image { url, alt, credit })
}

/// What a plugin for several languages says, else the locale of its head.
fn language(post: &Value) -> Option<String> {
    let said = post.get("lang").and_then(Value::as_str).filter(|lang| !lang.is_empty());
    let said = said.or_else(|| post.pointer("/yoast_head_json/og_locale").and_then(Value::as_str));
    said.and_then(|said| metadata::language(&said.replace('_', "-")))
}
