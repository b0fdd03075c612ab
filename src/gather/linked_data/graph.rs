//! Owns the objects of a page's JSON-LD: which `@id` names which, which one is the article, and how values are read.

use std::collections::HashMap;
use std::sync::LazyLock;

use scraper::{Html, Selector};
use serde_json::{Map, Value};

use super::json;

/// A JSON object.
pub(in crate::gather) type Object = Map<String, Value>;

static SCRIPTS: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("script[type*='ld+json' i]").expect("the selector is a constant that a test parses")
});

/// The types that are an article, without "Article" itself and what ends in it.
const ARTICLE_TYPES: &[&str] = &[
    "BlogPosting",
    "LiveBlogPosting",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "Report",
    "Review",
    "CreativeWork",
];

/// Nothing has more authors; many comments may refer to the same.
const MOST_NAMES: usize = 50;

/// All the JSON-LD blocks of a page.
#[derive(Debug, Default)]
pub(in crate::gather) struct LinkedData {
    blocks: Vec<Value>,
}

impl LinkedData {
    /// Reads every block that can be read at all.
    pub(in crate::gather) fn read(doc: &Html) -> Self {
        let blocks =
            doc.select(&SCRIPTS).filter_map(|script| json::parse(&script.text().collect::<String>())).collect();
        Self { blocks }
    }

    /// Every object, in document order, and which `@id` names which.
    pub(in crate::gather) fn index(&self) -> Index<'_> {
        let mut index = Index { objects: Vec::new(), by_id: HashMap::new() };
        for block in &self.blocks {
            index.add(block);
        }
        index
    }
}

/// The objects of a page's JSON-LD.
#[derive(Debug)]
pub(in crate::gather) struct Index<'a> {
    objects: Vec<&'a Object>,
    by_id: HashMap<&'a str, &'a Object>,
}

impl<'a> Index<'a> {
    // The parser refuses what is nested deeper than 128, so this may recurse.
    fn add(&mut self, value: &'a Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.add(value)),
            Value::Object(object) => {
                self.objects.push(object);
                if let Some(id) = object.get("@id").and_then(Value::as_str) {
                    let known = self.by_id.entry(id).or_insert(object);
                    if known.len() < object.len() {
                        *known = object;
                    }
                }
                object.values().for_each(|value| self.add(value));
            }
            _ => {}
        }
    }

    /// The objects a value stands for: itself, its items, or what its `@id` refers to.
    pub(in crate::gather) fn resolve(&self, value: &'a Value) -> Vec<&'a Object> {
        match value {
            Value::Array(values) => values.iter().flat_map(|value| self.resolve(value)).collect(),
            Value::Object(object) => {
                let is_reference = object.len() == 1 || (object.len() == 2 && object.contains_key("@type"));
                let id = object.get("@id").and_then(Value::as_str).filter(|_| is_reference);
                vec![id.and_then(|id| self.by_id.get(id).copied()).unwrap_or(object)]
            }
            Value::String(id) => self.by_id.get(id.as_str()).copied().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The article the page is about: the one that names the page's address, else the fullest.
    pub(in crate::gather) fn article(&self, page: &url::Url) -> Option<&'a Object> {
        let address = bare(page.as_str());
        // What a page of questions and answers is about; elsewhere a question is one of many.
        let has_questions = self.has_questions();
        let is_question = |object: &Object| has_questions && is_type(object, |name| name == "Question");
        let rank = |object: &Object| {
            let says_address = ["url", "mainEntityOfPage", "@id", "isPartOf"].iter().any(|key| {
                let value = object.get(*key);
                let id = value.and_then(|v| v.as_str().or_else(|| v.get("@id").and_then(Value::as_str)));
                id.is_some_and(|id| bare(id) == address)
            });
            let has = |key: &str| usize::from(object.contains_key(key));
            usize::from(says_address) * 8
                + has("headline").max(usize::from(is_question(object))) * 2
                + has("datePublished") * 2
                + has("articleBody")
                + usize::from(!is_type(object, |t| t == "CreativeWork" || t == "Review")) * 2
        };
        let articles = self.objects.iter().copied().filter(|object| is_article(object) || is_question(object));
        // `max_by_key` gives the last of equals; the page's own article tends to come first.
        articles.rev().max_by_key(|object| rank(object)).filter(|object| rank(object) >= 3)
    }

    fn has_questions(&self) -> bool {
        self.objects.iter().any(|object| is_type(object, |name| name == "QAPage"))
    }

    /// The fullest object of an `@id`.
    pub(in crate::gather) fn by_id(&self, id: &str) -> Option<&'a Object> {
        self.by_id.get(id).copied()
    }

    /// Every object, in document order.
    pub(in crate::gather) fn objects(&self) -> &[&'a Object] {
        &self.objects
    }

    /// The names a value gives: strings, or persons and organisations by `name`.
    pub(in crate::gather) fn names(&self, value: &'a Value) -> Vec<&'a str> {
        match value {
            Value::String(name) if !self.by_id.contains_key(name.as_str()) => vec![name],
            Value::Array(values) => values.iter().flat_map(|value| self.names(value)).take(MOST_NAMES).collect(),
            value => self
                .resolve(value)
                .into_iter()
                .flat_map(|object| object.get("name").into_iter().flat_map(strings))
                .take(MOST_NAMES)
                .collect(),
        }
    }
}

/// A string, or the strings of a list.
pub(in crate::gather) fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        Value::Object(object) => object.get("@value").and_then(Value::as_str).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A number, also one written as a string.
pub(in crate::gather) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().replace(',', "").parse().ok(),
        _ => None,
    }
}

/// Votes in favour less votes against: counted by themselves, or as the likes among the interactions.
pub(in crate::gather) fn votes(object: &Object) -> Option<i64> {
    let counted = |key: &str, like: &str, agree: &str| {
        let acted = || interactions(object, like).or_else(|| interactions(object, agree));
        object.get(key).and_then(number).or_else(acted)
    };
    let up = counted("upvoteCount", "LikeAction", "AgreeAction");
    match (up, counted("downvoteCount", "DislikeAction", "DisagreeAction")) {
        (None, None) => None,
        (up, down) => Some(up.unwrap_or(0).saturating_sub(down.unwrap_or(0))),
    }
}

/// How often an interaction took place, named with or without the address of its word.
fn interactions(object: &Object, action: &str) -> Option<i64> {
    let value = object.get("interactionStatistic")?;
    let counters = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    let counter = counters.iter().find(|counter| {
        let kind = counter.get("interactionType");
        let name = kind.and_then(|kind| kind.as_str().or_else(|| kind.get("@type").and_then(Value::as_str)));
        name.is_some_and(|name| name.rsplit(['/', ':', '#']).next() == Some(action))
    })?;
    number(counter.get("userInteractionCount")?)
}

/// How many comments an article says it has.
pub(in crate::gather) fn comment_count(article: &Object) -> Option<u32> {
    let stated = article.get("commentCount").and_then(number);
    let counted = || interactions(article, "CommentAction").or_else(|| article.get("answerCount").and_then(number));
    stated.or_else(counted).and_then(|count| u32::try_from(count).ok())
}

/// Whether one of an object's types passes.
pub(in crate::gather) fn is_type(object: &Object, test: impl Fn(&str) -> bool) -> bool {
    object.get("@type").into_iter().flat_map(strings).any(|name| {
        let name = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
        test(name)
    })
}

/// Whether one of an object's types is that of an article.
pub(in crate::gather) fn is_article(object: &Object) -> bool {
    is_type(object, |name| name.ends_with("Article") || ARTICLE_TYPES.contains(&name))
}

fn bare(address: &str) -> &str {
    let address = address.split(['#', '?']).next().unwrap_or(address).trim_end_matches('/');
    address.split_once("://").map_or(address, |(_, rest)| rest).trim_start_matches("www.")
}
