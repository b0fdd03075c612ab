//! Owns the reading of one item of a JSON API as an article.

use serde_json::Value;
use url::Url;

use crate::domain::{FoundArticle, Image};
use crate::gather::kind::Page;
use crate::gather::options::{JsonPath, JsonRules};
use crate::gather::{api, correction, metadata};

/// Reads an item; the error is a note for the log that names the path.
pub(super) fn read(rules: &JsonRules, item: &Value, page: &Page<'_>, site: &Url) -> Result<FoundArticle, String> {
    let skipped = |why: String| format!("an article was skipped: {why}");
    let url = rules.url.resolve(item, site, None).map_err(skipped)?;
    let url = api::address(&Value::String(url.to_string()), site);
    let url = url.ok_or_else(|| skipped(format!("\"{}\" gives no web address", rules.url)))?;
    let title = rules.title.first(item).and_then(api::line).ok_or_else(|| skipped(rules.title.miss(item)))?;
    let first = |path: &Option<JsonPath>| path.as_ref().and_then(|path| path.first(item));
    let all = |path: &Option<JsonPath>| api::lines(path.iter().flat_map(|path| path.select(item)));
    let mut article = FoundArticle::new(url, title);
    if let Some(path) = &rules.body {
        let text = path.select(item).into_iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n\n");
        let body = api::body(&text, &article.url);
        if body.text.trim().is_empty() && body.html.is_empty() {
            return Err(skipped(if text.is_empty() { path.miss(item) } else { format!("\"{path}\" is empty") }));
        }
        article.html = body.html;
        article.text = body.text;
    }
    for name in all(&rules.authors).iter().flat_map(|name| metadata::split_names(name)) {
        if article.authors.len() < 50 && !article.authors.contains(&name) {
            article.authors.push(name);
        }
    }
    article.published = first(&rules.published).and_then(|value| api::time(value, page));
    let updated = first(&rules.updated).and_then(|value| api::time(value, page));
    article.updated = updated.filter(|updated| Some(*updated) > article.published);
    article.topics = all(&rules.topics);
    article.topics.retain(|topic| topic.chars().count() <= 60);
    article.topics.truncate(12);
    let lead = first(&rules.lead).and_then(Value::as_str).and_then(api::lead);
    article.lead = lead.or_else(|| api::lead(article.text.split("\n\n").next()?));
    let image = first(&rules.image).and_then(|value| api::address(value, &article.url));
    article.image = image.map(|url| Image { url, alt: None, credit: None });
    article.correction = correction::find(&article.text, article.published, page);
    article.comments_stated = first(&rules.comments_stated).and_then(api::count);
    Ok(article)
}
