//! Owns the reading of a list of comments of a JSON API, with the answers nested in them.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use crate::domain::{CommentKey, FoundComment};
use crate::gather::api;
use crate::gather::comments::{mint, site_key};
use crate::gather::kind::Page;
use crate::gather::options::{JsonCommentRules, JsonPath};

/// No answer holds more.
const MAX_COMMENTS: usize = 20_000;

/// So many of its faults are told of.
const MAX_NOTES: usize = 50;

/// The comments of one answer.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) comments: Vec<FoundComment>,
    /// How many places they fill.
    pub(super) places: u32,
    pub(super) notes: Vec<String>,
}

/// Reads the list in `value`: an answer, or an article's item.
pub(super) fn read(rules: &JsonCommentRules, value: &Value, page: &Page<'_>, article: &Url, offset: u32) -> Found {
    let mut reader = Reader { rules, page, article, found: Found::default(), seen: HashSet::new() };
    match rules.list.items(value) {
        Some(items) => reader.list(&items, None),
        // An article without comments may have no list at all.
        None if rules.list.first(value).is_none() => {}
        None => reader.found.notes.push(rules.list.miss(value)),
    }
    let mut found = reader.found;
    api::settle(&mut found.comments, offset);
    found.places = u32::try_from(found.comments.len()).unwrap_or(u32::MAX);
    found
}

struct Reader<'r, 'p> {
    rules: &'r JsonCommentRules,
    page: &'r Page<'p>,
    article: &'r Url,
    found: Found,
    seen: HashSet<CommentKey>,
}

impl Reader<'_, '_> {
    // Nesting is bounded by the parser.
    fn list(&mut self, items: &[&Value], parent: Option<&CommentKey>) {
        for item in items {
            if self.found.comments.len() >= MAX_COMMENTS {
                return;
            }
            let read = match self.comment(item, parent) {
                Ok(comment) => comment,
                Err(note) => {
                    if self.found.notes.len() < MAX_NOTES && !self.found.notes.contains(&note) {
                        self.found.notes.push(note);
                    }
                    None
                }
            };
            let key = read.as_ref().map(|comment| comment.key.clone());
            if let Some(comment) = read
                && self.seen.insert(comment.key.clone())
            {
                self.found.comments.push(comment);
            }
            let replies = self.rules.replies.as_ref().and_then(|path| path.items(item)).unwrap_or_default();
            self.list(&replies, key.as_ref().or(parent));
        }
    }

    fn comment(&self, item: &Value, parent: Option<&CommentKey>) -> Result<Option<FoundComment>, String> {
        let rules = self.rules;
        let first = |path: &Option<JsonPath>| path.as_ref().and_then(|path| path.first(item));
        let removed = first(&rules.removed).is_some_and(api::is_yes);
        let given = rules.text.first(item).and_then(Value::as_str);
        if given.is_none() && !removed {
            return Err(format!("a comment was skipped: {}", rules.text.miss(item)));
        }
        let cleaned = api::body(given.unwrap_or_default(), self.article);
        let removed = removed || is_marker(&cleaned.text);
        let cleaned = if removed { api::body("", self.article) } else { cleaned };
        if !removed && cleaned.text.trim().is_empty() && cleaned.html.is_empty() {
            return Ok(None);
        }
        let author = first(&rules.author).and_then(api::line);
        let posted = first(&rules.time).and_then(|value| api::time(value, self.page));
        let id = first(&rules.key).and_then(api::id);
        // Without an id nothing tells a removed comment from another.
        if removed && id.is_none() {
            return Ok(None);
        }
        let key = id.map_or_else(|| mint(author.as_deref(), posted, &cleaned.text), |id| site_key(&id));
        let named = first(&rules.parent).and_then(api::id).filter(|id| id != "0").map(|id| site_key(&id));
        Ok(Some(FoundComment {
            role: first(&rules.role).and_then(api::line),
            votes: first(&rules.votes).and_then(api::number),
            parent: named.or_else(|| parent.cloned()).filter(|parent| *parent != key),
            permalink: first(&rules.permalink).and_then(|value| api::address(value, self.article)),
            by_staff: first(&rules.staff).is_some_and(api::is_yes),
            author,
            posted,
            removed,
            html: if removed { String::new() } else { cleaned.html },
            ..FoundComment::new(key, if removed { String::new() } else { cleaned.text })
        }))
    }
}

/// What sites leave where a comment was.
fn is_marker(text: &str) -> bool {
    let text = text.trim().trim_matches(['[', ']', '(', ')', '.']).to_lowercase();
    let markers =
        ["deleted", "removed", "comment deleted", "comment removed", "removed by moderator", "deleted by author"];
    markers.contains(&text.as_str()) || text.starts_with("this comment has been removed") && text.len() <= 200
}
