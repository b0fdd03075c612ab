//! Owns the comments of an article over its pages: which reading of them to believe, and when to ask for the next page.

use std::collections::HashMap;

use scraper::Html;
use url::Url;

use super::super::comments::{self, Comments};
use super::super::kind::{Ask, Page, Reading, Role};
use super::super::linked_data;
use super::site::{PageKind, without_fragment};
use crate::domain::FoundComment;

/// Where a further page of comments stands.
pub(super) struct Place<'a> {
    pub(super) article: &'a Url,
    pub(super) offset: u32,
    pub(super) number: u32,
}

/// Reads the comments on the article's own page.
pub(super) fn read_first(kind: &PageKind, doc: &Html, page: &Page<'_>) -> Comments {
    let html = comments::read(doc, page, kind.rules.comments.as_ref(), 0);
    believe(html, linked_data::comments(doc, page), kind.rules.comments.is_some())
}

/// Chooses between the comments that a page shows and those that it states for machines.
fn believe(shown: Comments, linked: Vec<FoundComment>, has_rules: bool) -> Comments {
    let is_richer =
        |list: &[FoundComment]| list.iter().any(|comment| comment.votes.is_some() || comment.parent.is_some());
    let adds = is_richer(&linked) && !is_richer(&shown.comments);
    let is_whole = linked.len() >= shown.comments.len();
    let has_more = linked.len() > shown.comments.len() && (!has_rules || shown.rules_failed);
    if linked.is_empty() || !(shown.comments.is_empty() || is_whole && adds || has_more) {
        return shown;
    }
    let places = u32::try_from(linked.len()).unwrap_or(u32::MAX).max(shown.places);
    let by_words: HashMap<String, &FoundComment> =
        shown.comments.iter().map(|comment| (beginning(&comment.text), comment)).collect();
    let completed = |comment: FoundComment| {
        let same = by_words.get(&beginning(&comment.text));
        same.map_or_else(|| comment.clone(), |same| completed(comment.clone(), same))
    };
    let comments = linked.into_iter().map(completed).collect();
    // Pages whose first is read from linked data and whose others from HTML would not fit together.
    let next = shown.next.filter(|_| shown.comments.is_empty());
    Comments { comments, places, next, older: None, ..shown }
}

fn beginning(text: &str) -> String {
    text.split_whitespace().flat_map(str::chars).take(120).collect()
}

/// Linked data knows no roles, no badges and seldom an address; the page may.
fn completed(linked: FoundComment, shown: &FoundComment) -> FoundComment {
    FoundComment {
        author: linked.author.or_else(|| shown.author.clone()),
        role: linked.role.or_else(|| shown.role.clone()),
        posted: linked.posted.or(shown.posted),
        votes: linked.votes.or(shown.votes),
        permalink: linked.permalink.or_else(|| shown.permalink.clone()),
        by_staff: linked.by_staff || shown.by_staff,
        ..linked
    }
}

/// Reads a further page of comments.
pub(super) fn read_further(kind: &PageKind, doc: &Html, page: &Page<'_>, ask: &Ask, place: &Place<'_>) -> Reading {
    let found = comments::read(doc, page, kind.rules.comments.as_ref(), place.offset);
    let mut reading = Reading { comments_stated: found.stated, ..Reading::default() };
    note_failed_rules(kind, &found, &mut reading.notes);
    if found.places == 0 {
        reading.notes.push(format!("page {} of the comments holds none", place.number));
    }
    let here =
        Place { article: place.article, offset: place.offset.saturating_add(found.places), number: place.number };
    reading.asks.extend(next(kind, &found, &[&ask.url, page.url], &here, &mut reading.notes));
    reading.comments_reached = here.offset;
    reading.comments = found.comments;
    reading
}

/// Asks for the pages after the one just read; `place` is where that one ends. Where a page leads both to newer and to
/// older comments, both are asked for: one of them was read already, and no page is asked for twice in one pass.
pub(super) fn next(
    kind: &PageKind,
    found: &Comments,
    read: &[&Url],
    place: &Place<'_>,
    notes: &mut Vec<String>,
) -> Vec<Ask> {
    let is_whole = found.stated.is_some_and(|stated| place.offset >= stated);
    if found.places == 0 && !found.next_holds_all || is_whole {
        return Vec::new();
    }
    let seen = |url: &Url| read.iter().any(|seen| without_fragment((*seen).clone()) == *url);
    let further = found.older.iter().chain(&found.next).map(|url| without_fragment(url.clone()));
    let mut further: Vec<Url> = further
        .filter(|url| !seen(url) && *url != without_fragment(place.article.clone()) && kind.is_of_site(url))
        .collect();
    further.dedup();
    if further.is_empty() {
        if let Some(stated) = found.stated {
            notes.push(format!(
                "the page says {stated} comments, {} were read, and there is no next page",
                place.offset
            ));
        }
        return Vec::new();
    }
    if place.number >= kind.rules.comment_pages {
        notes.push(format!("further comments are not read: comment_pages = {}", kind.rules.comment_pages));
        return Vec::new();
    }
    let offset = if found.next_holds_all { 0 } else { place.offset };
    let role = Role::Comments { article: place.article.clone(), offset, number: place.number + 1 };
    further.into_iter().map(|url| Ask { url, role: role.clone() }).collect()
}

/// Says that the operator's selector for comments needs a look.
pub(super) fn note_failed_rules(kind: &PageKind, found: &Comments, notes: &mut Vec<String>) {
    if let Some(rules) = kind.rules.comments.as_ref().filter(|_| found.rules_failed) {
        notes.push(format!(
            "the selector \"{}\" for comments matched nothing; they were found automatically",
            rules.item
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::options::PageRules;
    use super::*;
    use crate::domain::CommentKey;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    fn asked(found: &Comments, offset: u32) -> Vec<(String, u32)> {
        let site = url("https://news.example/");
        let kind = PageKind::new(PageRules { comment_pages: 5, ..PageRules::default() }, site);
        let (article, here) = (url("https://news.example/story/"), url("https://news.example/story/comment-page-2/"));
        let place = Place { article: &article, offset, number: 2 };
        let asks = next(&kind, found, &[&here], &place, &mut Vec::new());
        let role = |ask: &Ask| if let Role::Comments { offset, .. } = ask.role { offset } else { u32::MAX };
        asks.iter().map(|ask| (ask.url.path().to_owned(), role(ask))).collect()
    }

    #[test]
    fn both_ways_are_asked_for_and_the_page_that_holds_all_begins_anew() {
        let to = |path: &str| Some(url("https://news.example/story/").join(path).unwrap());
        let found =
            Comments { places: 10, next: to("comment-page-3/"), older: to("comment-page-1/"), ..Comments::default() };
        let way = |path: &str, offset| (format!("/story/{path}"), offset);
        assert_eq!(asked(&found, 20), [way("comment-page-1/", 20), way("comment-page-3/", 20)]);
        assert_eq!(asked(&Comments { next: to("."), ..found.clone() }, 20), [way("comment-page-1/", 20)]);
        assert_eq!(asked(&Comments { stated: Some(20), ..found }, 20), []);
        let all = Comments { places: 3, next: to("all/"), next_holds_all: true, ..Comments::default() };
        assert_eq!(asked(&all, 3), [way("all/", 0)]);
    }

    #[test]
    fn linked_comments_take_what_only_the_page_shows() {
        let comment = |votes| FoundComment { votes, ..FoundComment::new(CommentKey("1".into()), "Rotas are long.") };
        let shown = FoundComment { role: Some("Locum GP".into()), by_staff: true, ..comment(None) };
        let shown = Comments { comments: vec![shown], places: 1, ..Comments::default() };
        let believed = believe(shown, vec![comment(Some(3))], true).comments;
        assert_eq!(
            (believed[0].votes, believed[0].role.as_deref(), believed[0].by_staff),
            (Some(3), Some("Locum GP"), true)
        );
    }
}
