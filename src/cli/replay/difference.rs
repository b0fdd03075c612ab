//! Owns the difference between what the store holds of an article and what present rules read: field by field. Pure.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::{Article, Comment};

/// An excerpt of a comment has so many characters.
const EXCERPT: usize = 80;

/// An article with the comments under it.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) article: Article,
    pub(super) comments: Vec<Comment>,
}

/// What would become of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fate {
    Same,
    Changed,
    OnlyBefore,
    OnlyNow,
}

/// One article, before and now.
#[derive(Debug, Serialize)]
pub(super) struct Difference {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) fate: Fate,
    pub(super) fields: Vec<FieldChange>,
    pub(super) body: WordChange,
    pub(super) comments: CommentChange,
}

/// One field that changed.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct FieldChange {
    pub(super) field: &'static str,
    pub(super) before: Option<String>,
    pub(super) now: Option<String>,
}

/// The words of the body.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct WordChange {
    pub(super) before: usize,
    pub(super) now: usize,
    pub(super) added: usize,
    pub(super) removed: usize,
    /// The words are the same, what stands around them is not.
    pub(super) markup_only: bool,
}

/// The comments, those gained and lost with their first words.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct CommentChange {
    pub(super) before: usize,
    pub(super) now: usize,
    pub(super) gained: Vec<String>,
    pub(super) lost: Vec<String>,
}

impl Difference {
    /// `None` where there is neither.
    pub(super) fn of(before: Option<&Read>, now: Option<&Read>) -> Option<Self> {
        let shown = now.or(before)?;
        let fields = match (before, now) {
            (Some(before), Some(now)) => fields(&before.article, &now.article),
            _ => Vec::new(),
        };
        let body = body(before, now);
        let comments = comments(before, now);
        let changed = !fields.is_empty()
            || body.added + body.removed > 0
            || body.markup_only
            || !(comments.gained.is_empty() && comments.lost.is_empty());
        let fate = match (before, now) {
            (Some(_), None) => Fate::OnlyBefore,
            (None, _) => Fate::OnlyNow,
            _ if changed => Fate::Changed,
            _ => Fate::Same,
        };
        let said = &shown.article.said;
        Some(Self { url: said.url.to_string(), title: said.title.clone(), fate, fields, body, comments })
    }
}

fn fields(before: &Article, now: &Article) -> Vec<FieldChange> {
    let values = |article: &Article| {
        let said = &article.said;
        let time = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.to_rfc3339());
        let list = |words: &[String]| (!words.is_empty()).then(|| words.join(", "));
        [
            ("url", Some(said.url.to_string())),
            ("title", Some(said.title.clone())),
            ("authors", list(&said.authors)),
            ("published", time(said.published)),
            ("updated", time(said.updated)),
            ("topics", list(&said.topics)),
            ("lead", said.lead.clone()),
            ("image", said.image.as_ref().map(|image| image.url.to_string())),
            ("correction", said.correction.as_ref().map(|notice| notice.text.clone())),
            ("comments_stated", said.comments_stated.map(|count| count.to_string())),
        ]
    };
    let pairs = values(before).into_iter().zip(values(now));
    let changed = pairs.filter(|((_, before), (_, now))| before != now);
    changed.map(|((field, before), (_, now))| FieldChange { field, before, now }).collect()
}

fn body(before: Option<&Read>, now: Option<&Read>) -> WordChange {
    let text = |read: Option<&Read>| read.map(|read| read.article.said.text.clone()).unwrap_or_default();
    let html = |read: Option<&Read>| read.map(|read| read.article.said.html.clone());
    let (old, new) = (text(before), text(now));
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let (added, removed) = (beyond(&new, &old).len(), beyond(&old, &new).len());
    let markup_only = before.is_some() && now.is_some() && old == new && html(before) != html(now);
    WordChange { before: old.len(), now: new.len(), added, removed, markup_only }
}

fn comments(before: Option<&Read>, now: Option<&Read>) -> CommentChange {
    let shown = |read: Option<&Read>| -> Vec<String> {
        let comments = read.map(|read| read.comments.as_slice()).unwrap_or_default();
        comments.iter().map(|comment| excerpt(comment.said.author.as_deref(), &comment.said.text)).collect()
    };
    let (old, new) = (shown(before), shown(now));
    CommentChange { before: old.len(), now: new.len(), gained: beyond(&new, &old), lost: beyond(&old, &new) }
}

fn excerpt(author: Option<&str>, text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = words.chars().take(EXCERPT).collect();
    if short.len() < words.len() {
        short.push('\u{2026}');
    }
    format!("{}: {short}", author.unwrap_or("-"))
}

/// What the first list has beyond the second, counted by how often each stands there.
fn beyond<T: Clone + Eq + std::hash::Hash>(these: &[T], others: &[T]) -> Vec<T> {
    let mut left: HashMap<&T, usize> = HashMap::new();
    for other in others {
        *left.entry(other).or_default() += 1;
    }
    let mut found = Vec::new();
    for this in these {
        match left.get_mut(this) {
            Some(count) if *count > 0 => *count -= 1,
            _ => found.push(this.clone()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_twice_is_counted_twice() {
        assert_eq!(beyond(&["a", "b", "a", "c"], &["a", "d"]), ["b", "a", "c"]);
        assert_eq!(beyond(&[""; 0], &["a"]), [""; 0]);
    }

    #[test]
    fn a_comment_is_known_by_its_first_words() {
        assert_eq!(excerpt(None, " Well\n said "), "-: Well said");
        let long = excerpt(Some("Dr A"), &"word ".repeat(100));
        assert!(
            long.starts_with("Dr A: word word") && long.ends_with('\u{2026}') && long.chars().count() < 100,
            "{long}"
        );
    }
}
