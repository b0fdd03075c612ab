//! Owns the list of all feeds that people are shown: those the operator named, and behind them those that the folder's
//! manifest names. The titles of these stand in their documents.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::site::Site;
use crate::domain::FeedGroup;
use crate::render::page::FeedLinks;

/// Where the folder says what is in it.
const MANIFEST: &str = "manifest.json";

/// What an archive is called behind the name of its feed.
const ARCHIVE: &str = ".archive-";

/// The list as it was last made, and what of.
#[derive(Debug, Default)]
pub struct Catalogue {
    held: Mutex<Held>,
}

#[derive(Debug, Default, Clone)]
struct Held {
    manifest: Option<Bytes>,
    feeds: Arc<Vec<FeedLinks>>,
    heads: HashMap<String, (Bytes, FeedLinks)>,
}

/// What a document of JSON Feed says of its feed.
#[derive(Deserialize)]
struct Head {
    title: String,
    #[serde(default)]
    description: String,
    /// Read over.
    #[serde(rename = "items")]
    _items: IgnoredAny,
}

impl Site {
    /// All public feeds: the configured ones first, as they are configured; then those made without being named, by
    /// group and title. Read anew when the manifest changes.
    pub(super) async fn feeds(&self) -> Arc<Vec<FeedLinks>> {
        let manifest = self.documents.plain(MANIFEST).await;
        let held = self.catalogue.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if held.manifest == manifest && (manifest.is_some() || !held.feeds.is_empty()) {
            return held.feeds;
        }
        let mut heads = HashMap::new();
        for path in manifest.as_deref().map(automatic).unwrap_or_default() {
            let name = path.strip_prefix("feeds/").unwrap_or(&path);
            if self.feeds.iter().any(|feed| feed.name == name) {
                continue;
            }
            let Some(document) = self.documents.plain(&format!("{path}.json")).await else { continue };
            let known = held.heads.get(&path).filter(|(bytes, _)| bytes.as_ptr() == document.as_ptr());
            let links = known.map(|(_, links)| links.clone()).or_else(|| self.links(&path, &document));
            if let Some(links) = links {
                heads.insert(path, (document, links));
            }
        }
        let mut found: Vec<FeedLinks> = heads.values().map(|(_, links)| links.clone()).collect();
        found.sort_by_cached_key(|links| (links.group, links.short.to_lowercase(), links.name.clone()));
        let feeds: Arc<Vec<FeedLinks>> = Arc::new(self.feeds.iter().cloned().chain(found).collect());
        let fresh = Held { manifest, feeds: feeds.clone(), heads };
        *self.catalogue.held.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        feeds
    }

    /// The links of a feed by what its document says; `None` where it says nothing. `path` is without an ending.
    pub(super) fn links(&self, path: &str, document: &[u8]) -> Option<FeedLinks> {
        let head: Head = serde_json::from_slice(document)
            .inspect_err(|error| tracing::warn!("the document {path}.json cannot be listed: {error}"))
            .ok()?;
        let name = path.strip_prefix("feeds/").unwrap_or(path);
        let said = (head.title.as_str(), head.description.as_str());
        let mut links = FeedLinks::new(name, FeedGroup::of(path), said, &format!("{}{path}", self.base));
        let prefix = format!("{}: ", self.publication.title);
        if let Some(short) = links.title.strip_prefix(&prefix).filter(|short| !short.is_empty()) {
            links.short = short.to_owned();
        }
        Some(links)
    }
}

/// The paths, without their ending, of the feeds that a manifest names: no archives, no comments of single articles.
fn automatic(manifest: &[u8]) -> Vec<String> {
    let Ok(manifest) = serde_json::from_slice::<Value>(manifest) else {
        tracing::warn!("the folder's {MANIFEST} cannot be read: feeds made without being named are not listed");
        return Vec::new();
    };
    let mut paths = Vec::new();
    collect(&manifest, &mut paths);
    paths
}

fn collect(value: &Value, paths: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, paths)),
        Value::Object(members) => {
            paths.extend(members.get("path").and_then(Value::as_str).and_then(listed));
            members.values().filter(|member| member.is_array() || member.is_object()).for_each(|m| collect(m, paths));
        }
        _ => {}
    }
}

/// The path without its ending, where it is that of a feed to be listed.
fn listed(path: &str) -> Option<String> {
    let path = path.strip_suffix(".json")?;
    let public = path.starts_with("feeds/") || path.strip_prefix("editions/").is_some_and(|rest| !rest.contains('/'));
    (public && !path.contains(ARCHIVE)).then(|| path.to_owned())
}

/// The path of the feed that an archive is of; `None` where it is no archive's.
pub(super) fn of_archive(path: &str) -> Option<&str> {
    let (feed, number) = path.rsplit_once(ARCHIVE)?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(feed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_names_the_feeds_that_are_listed() {
        let manifest = serde_json::json!({"documents": [
            {"path": "feeds.opml"},
            {"path": "feeds/all.rss", "plain": {"etag": "x"}},
            {"path": "feeds/all.json"},
            {"path": "feeds/all.archive-1.json"},
            {"path": "feeds/topics/pay.json"},
            {"path": "editions/daily.json"},
            {"path": "editions/daily/2026.json"},
            {"path": "articles/0f8e/comments.json"},
            {"path": "my/secret/feed.json"},
        ]});
        let want = ["feeds/all", "feeds/topics/pay", "editions/daily"];
        assert_eq!(automatic(manifest.to_string().as_bytes()), want);
        assert!(automatic(b"{").is_empty());
    }

    #[test]
    fn an_archive_is_known_by_its_path() {
        let cases = [
            ("feeds/all.archive-12", Some("feeds/all")),
            ("feeds/topics/pay.archive-1", Some("feeds/topics/pay")),
            ("feeds/all", None),
            ("feeds/all.archive-", None),
            ("feeds/all.archive-x", None),
        ];
        for (path, feed) in cases {
            assert_eq!(of_archive(path), feed, "{path}");
        }
    }
}
