//! Owns the reading of one comment of the `WordPress` REST API.

use serde_json::Value;
use url::Url;

use crate::domain::FoundComment;
use crate::gather::comments::site_key;
use crate::gather::kind::Page;
use crate::gather::{api, clean};

/// Reads a comment on an article; `author` is the number of who wrote the article. `None` for what is none: another
/// site's note that it links here.
pub(super) fn read(comment: &Value, page: &Page<'_>, article: &Url, author: Option<&str>) -> Option<FoundComment> {
    let text = |key: &str| comment.get(key).and_then(Value::as_str).unwrap_or_default();
    if !matches!(text("type"), "" | "comment") || !matches!(text("status"), "" | "approved" | "approve") {
        return None;
    }
    let id = comment.get("id").and_then(api::id)?;
    let content = comment.pointer("/content/rendered").and_then(Value::as_str).unwrap_or_default();
    let cleaned = clean::fragment(content, article);
    if cleaned.text.trim().is_empty() && cleaned.html.is_empty() {
        return None;
    }
    let parent = comment.get("parent").and_then(api::id).filter(|parent| parent != "0" && *parent != id);
    let by = comment.get("author").and_then(api::id).filter(|by| by != "0");
    let posted = comment.get("date_gmt").and_then(|value| api::time_utc(value, page));
    Some(FoundComment {
        author: comment.get("author_name").and_then(api::line),
        posted: posted.or_else(|| comment.get("date").and_then(|value| api::time(value, page))),
        html: cleaned.html,
        parent: parent.as_deref().map(site_key),
        permalink: comment.get("link").and_then(|link| api::address(link, article)),
        by_staff: by.is_some() && by.as_deref() == author,
        ..FoundComment::new(site_key(&id), cleaned.text)
    })
}

/// Where `WordPress` has the feed of an article's comments.
pub(super) fn feed_of(article: &Url) -> Url {
    let mut url = article.clone();
    url.set_fragment(None);
    if url.query().is_some() {
        url.query_pairs_mut().append_pair("feed", "rss2");
        return url;
    }
    let path = format!("{}/feed/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    url
}
