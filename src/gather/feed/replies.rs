//! Owns the reading of a feed of comments: who wrote which when, and what answers what.

use std::collections::HashMap;

use url::Url;

use super::document::{Entry, Feed, whole_address};
use crate::domain::{CommentKey, FoundComment};
use crate::gather::clean::{self, Cleaned};
use crate::gather::comments::{mint, site_key};
use crate::gather::markup::{as_html, words};

/// No thread is deeper.
const MAX_DEPTH: u32 = 50;

/// The comments of a feed about `article`, oldest first; the first has the place `offset`.
pub(super) fn read(feed: &Feed, article: &Url, offset: u32) -> Vec<FoundComment> {
    let mut entries: Vec<&Entry> = feed.entries.iter().filter(|entry| !is_article(entry, article)).collect();
    let first_dates =
        (entries.first().and_then(|entry| entry.published), entries.last().and_then(|entry| entry.published));
    // Without all dates, feeds begin with the newest.
    if entries.iter().all(|entry| entry.published.is_some()) {
        entries.sort_by_key(|entry| entry.published);
    } else if !matches!(first_dates, (Some(first), Some(last)) if first < last) {
        entries.reverse();
    }
    let mut found: Vec<FoundComment> = Vec::new();
    let mut by_id: HashMap<&str, CommentKey> = HashMap::new();
    let mut depths: HashMap<CommentKey, u32> = HashMap::new();
    for entry in entries {
        let Some(mut comment) = comment(entry, article, &by_id) else { continue };
        if depths.contains_key(&comment.key) {
            continue;
        }
        comment.position = offset.saturating_add(u32::try_from(found.len()).unwrap_or(u32::MAX));
        let above = comment.parent.as_ref().map(|parent| depths.get(parent).copied().unwrap_or(0) + 1);
        comment.depth = above.unwrap_or(0).min(MAX_DEPTH);
        depths.insert(comment.key.clone(), comment.depth);
        if let Some(id) = &entry.id {
            by_id.insert(id, comment.key.clone());
        }
        found.push(comment);
    }
    found
}

/// Whether an entry is the article itself, which some feeds put before its comments.
fn is_article(entry: &Entry, article: &Url) -> bool {
    let same = entry.url.as_ref().is_some_and(|url| url.fragment().is_none() && place(url) == place(article));
    same && entry.answers.is_none()
}

fn place(url: &Url) -> (Option<&str>, &str, Option<&str>) {
    (url.host_str().map(|host| host.trim_start_matches("www.")), url.path().trim_end_matches('/'), url.query())
}

fn comment(entry: &Entry, article: &Url, by_id: &HashMap<&str, CommentKey>) -> Option<FoundComment> {
    let base = entry.base.as_ref().or(entry.url.as_ref()).unwrap_or(article);
    let body = entry.content.as_deref().or(entry.summary.as_deref()).unwrap_or_default();
    let cleaned = clean::fragment(&as_html(body), base);
    let (answered, cleaned) = without_answer(cleaned, base);
    let title = entry.title.as_deref().map(words).unwrap_or_default();
    let author =
        entry.authors.first().map(|name| words(name)).filter(|name| !name.is_empty()).or_else(|| named(&title));
    if cleaned.text.is_empty() {
        return None;
    }
    let key = entry.id.as_deref().map(key_of).or_else(|| entry.url.as_ref()?.fragment().map(site_key));
    let key = key.unwrap_or_else(|| mint(author.as_deref(), entry.published, &cleaned.text));
    let by_reference = entry
        .answers
        .as_deref()
        .and_then(|id| by_id.get(id).cloned().or_else(|| fragment(id).map(|fragment| site_key(&fragment))));
    let parent = by_reference.or(answered).filter(|parent| *parent != key);
    Some(FoundComment {
        author,
        posted: entry.published.or(entry.updated),
        html: cleaned.html,
        parent,
        permalink: entry.url.clone().filter(|url| url.fragment().is_some() || place(url) != place(article)),
        ..FoundComment::new(key, cleaned.text)
    })
}

/// The key of a comment's id: its place on the page where it names one, so that it is one with what the page shows.
fn key_of(id: &str) -> CommentKey {
    fragment(id).map_or_else(|| site_key(id), |fragment| site_key(&fragment))
}

/// The place on the page that an address names, if it is a comment's.
fn fragment(id: &str) -> Option<String> {
    let url = whole_address(id)?;
    let fragment = url.fragment()?;
    fragment.contains(|c: char| c.is_ascii_digit()).then(|| fragment.to_owned())
}

/// The name in "By: Jo", "Comment on Rota by Jo", "In reply to Al by Jo".
fn named(title: &str) -> Option<String> {
    let lower = title.to_ascii_lowercase();
    let name = if lower.starts_with("by:") {
        &title["by:".len()..]
    } else if ["comment on ", "comment by ", "in reply to ", "re:"].iter().any(|start| lower.starts_with(start)) {
        let at = lower.rfind("by ").filter(|at| *at == 0 || lower[..*at].ends_with(' '))?;
        &title[at + "by ".len()..]
    } else {
        return None;
    };
    Some(name.trim().to_owned()).filter(|name| !name.is_empty() && name.chars().count() <= 80)
}

/// `WordPress` begins an answer with "In reply to Jo." and a link to what is answered.
fn without_answer(cleaned: Cleaned, base: &Url) -> (Option<CommentKey>, Cleaned) {
    const START: &str = "<p>In reply to <a href=\"";
    let answer = cleaned.html.strip_prefix(START).and_then(|rest| {
        let (address, rest) = rest.split_once('"')?;
        let key = fragment(address).map(|fragment| site_key(&fragment))?;
        let rest = rest.split_once("</a>")?.1.trim_start_matches('.');
        let rest = rest.strip_prefix("</p>").map_or_else(|| format!("<p>{}", rest.trim_start()), str::to_owned);
        Some((key, clean::fragment(&rest, base)))
    });
    match answer {
        Some((key, rest)) => (Some(key), rest),
        None => (None, cleaned),
    }
}
