//! Owns the comments that JSON-LD holds: nested under the article, nested in each other, or side by side and naming the
//! one they answer.

use std::collections::{HashMap, HashSet};

use scraper::Html;
use serde_json::Value;
use url::Url;

use super::graph::{Index, LinkedData, Object, is_type, strings, votes};
use crate::domain::{CommentKey, FoundComment};
use crate::gather::clean;
use crate::gather::comments;
use crate::gather::dates;
use crate::gather::kind::Page;
use crate::gather::markup;

/// The comments that the page's JSON-LD holds, depth first in document order.
pub fn comments(doc: &Html, page: &Page<'_>) -> Vec<FoundComment> {
    let data = LinkedData::read(doc);
    let index = data.index();
    let mut reader = Reader {
        index: &index,
        page,
        found: Vec::new(),
        seen: HashSet::new(),
        keys: HashMap::new(),
        answers: Vec::new(),
    };
    let article = index.article(page.url);
    for values in ["comment", "acceptedAnswer", "suggestedAnswer"].iter().filter_map(|key| article?.get(*key)) {
        reader.list(values, None, 0);
    }
    for object in index.objects() {
        if is_type(object, is_comment) {
            reader.read(object, None, 0);
        }
    }
    reader.finish()
}

/// No thread is deeper; references in a circle end here.
const DEEPEST: usize = 100;

fn is_comment(name: &str) -> bool {
    matches!(name, "Comment" | "UserComments")
}

struct Reader<'i, 'a> {
    index: &'i Index<'a>,
    page: &'i Page<'i>,
    found: Vec<FoundComment>,
    seen: HashSet<*const Object>,
    /// What other comments may call it, and its key.
    keys: HashMap<&'a str, CommentKey>,
    /// Which comment (by place) says it answers which name.
    answers: Vec<(usize, &'a str)>,
}

impl<'a> Reader<'_, 'a> {
    fn list(&mut self, values: &'a Value, parent: Option<&CommentKey>, depth: usize) {
        for object in self.index.resolve(values) {
            self.read(object, parent, depth);
        }
    }

    /// Reads a comment and the answers to it. Nesting is bounded by the parser, a chain of references by nothing: what
    /// stands deeper is left for whoever goes through all objects.
    fn read(&mut self, object: &'a Object, parent: Option<&CommentKey>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let is_reference = object.len() <= 2 && object.contains_key("@id");
        if is_reference || self.found.len() > 20_000 || !self.seen.insert(std::ptr::from_ref(object)) {
            return;
        }
        let Some(mut comment) = self.comment(object) else { return };
        comment.parent = parent.cloned();
        let key = comment.key.clone();
        let names = ["@id", "url"].iter().filter_map(|name| object.get(*name).and_then(Value::as_str));
        let names: Vec<&str> = names.chain(object.get("identifier").and_then(Value::as_str)).collect();
        if names.iter().any(|name| self.keys.get(name) == Some(&key)) {
            return;
        }
        for name in names {
            self.keys.entry(name).or_insert_with(|| key.clone());
        }
        if let Some(answered) = object.get("parentItem").and_then(reference) {
            self.answers.push((self.found.len(), answered));
        }
        self.found.push(comment);
        for nested in ["comment", "replies", "reply"] {
            if let Some(values) = object.get(nested) {
                self.list(values, Some(&key), depth + 1);
            }
        }
    }

    fn comment(&self, object: &'a Object) -> Option<FoundComment> {
        let text = ["text", "commentText", "articleBody", "description"]
            .iter()
            .find_map(|key| object.get(*key))
            .map(strings)
            .unwrap_or_default();
        let cleaned = clean::fragment(&markup::as_html(text.first().copied().unwrap_or_default()), self.page.url);
        let own_key = site_key(object, self.page);
        let removed = cleaned.text.trim().is_empty() || comments::is_marker_of_removal(&cleaned.text);
        if removed {
            // What a moderator removed is told of a comment that has an id.
            return Some(FoundComment { removed, ..FoundComment::new(own_key?, "") });
        }
        let author = object.get("author").or_else(|| object.get("creator"));
        let names = author.map(|author| self.index.names(author)).unwrap_or_default();
        let author_name = names.into_iter().map(clean::plain).find(|name| !name.is_empty());
        let people = author.map(|author| self.index.resolve(author)).unwrap_or_default().into_iter();
        let role = people.filter_map(|person| person.get("jobTitle")).flat_map(strings).map(clean::plain).next();
        let role = role.filter(|role| !role.is_empty());
        let posted = ["dateCreated", "datePublished", "commentTime"].iter().find_map(|key| {
            let text = object.get(*key)?.as_str()?;
            dates::parse(text, self.page.fetched, self.page.zone)
        });
        let key = own_key.unwrap_or_else(|| comments::mint(author_name.as_deref(), posted, &cleaned.text));
        Some(FoundComment {
            author: author_name,
            by_staff: role.as_deref().is_some_and(comments::is_staff_badge),
            role,
            posted,
            html: cleaned.html,
            votes: votes(object),
            permalink: permalink(object, self.page),
            ..FoundComment::new(key, cleaned.text)
        })
    }

    /// Fills in whom each answers, and its place; the same key twice is the same comment, unless it was minted.
    fn finish(mut self) -> Vec<FoundComment> {
        for (place, answered) in &self.answers {
            let comment = &mut self.found[*place];
            if comment.parent.is_none() {
                comment.parent = self.keys.get(answered).filter(|key| **key != comment.key).cloned();
            }
        }
        let mut known = HashSet::new();
        self.found.retain(|comment| known.insert(comment.key.clone()));
        let parents: HashMap<CommentKey, Option<CommentKey>> =
            self.found.iter().map(|comment| (comment.key.clone(), comment.parent.clone())).collect();
        let above = |comment: &FoundComment| {
            let up = |key: &CommentKey| parents.get(key).cloned().flatten();
            std::iter::successors(comment.parent.clone(), up).take(DEEPEST).count()
        };
        let depths: Vec<usize> = self.found.iter().map(above).collect();
        for ((position, depth), comment) in (0..).zip(depths).zip(&mut self.found) {
            comment.position = position;
            comment.depth = u32::try_from(depth).unwrap_or(u32::MAX);
        }
        self.found
    }
}

/// The comment's own address: a place on a page of this site.
fn permalink(object: &Object, page: &Page<'_>) -> Option<Url> {
    let address = ["url", "@id"].iter().filter_map(|key| object.get(*key).and_then(Value::as_str));
    let urls = address.filter_map(|address| clean::resolve(address, page.url));
    urls.into_iter().find(|url| url.fragment().is_some() && url.host_str() == page.url.host_str())
}

/// What a `parentItem` refers to.
fn reference(value: &Value) -> Option<&str> {
    match value {
        Value::String(id) => Some(id),
        Value::Object(object) => {
            ["@id", "url", "identifier"].iter().find_map(|key| object.get(*key).and_then(Value::as_str))
        }
        Value::Array(values) => values.iter().find_map(reference),
        _ => None,
    }
}

/// The site's own id of a comment; blank nodes ("_:b0") are renumbered with each page.
fn site_key(object: &Object, page: &Page<'_>) -> Option<CommentKey> {
    let id = object.get("@id").and_then(Value::as_str).filter(|id| !id.starts_with("_:")).map(str::to_owned);
    let identifier = || match object.get("identifier")? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => {
            object.get("value").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        }
        _ => None,
    };
    let url = || object.get("url").and_then(Value::as_str).filter(|url| url.contains('#')).map(str::to_owned);
    let key = id.or_else(identifier).or_else(url)?;
    let key = key.rsplit_once('#').map_or(key.as_str(), |(_, fragment)| fragment).trim();
    (!key.is_empty() && key != page.url.as_str()).then(|| comments::site_key(key))
}
