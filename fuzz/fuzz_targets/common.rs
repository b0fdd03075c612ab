//! Owns what the targets share: a page made of bytes, and what must be true of every reading.
#![allow(dead_code)]

use chrono::{DateTime, Utc};
use postround::domain::{FoundArticle, FoundComment};
use postround::gather::kind::{Ask, Hint, Kind, Page, Reading, Role};
use postround::gather::options::PageRules;
use postround::gather::page::PageKind;
use url::Url;

/// What is written, in bytes, for each byte that was read, at most: a relative address becomes an absolute one, a
/// character its entity.
const MOST_GROWTH: usize = 100;

/// All that may stand in an article or a comment.
const TAGS: [&str; 34] = [
    "a", "abbr", "blockquote", "br", "caption", "code", "dd", "del", "dl", "dt", "em", "figcaption", "figure", "h2", "h3",
    "h4", "hr", "img", "ins", "li", "ol", "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
];

const ATTRIBUTES: [&str; 11] =
    ["href", "cite", "title", "start", "colspan", "rowspan", "scope", "src", "alt", "width", "height"];

pub fn fetched() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a time")
}

pub fn address(path: &str) -> Url {
    Url::parse("https://site.example/").and_then(|base| base.join(path)).expect("an address")
}

pub fn rules() -> PageRules {
    PageRules { pages: 2, comment_pages: 2, ..PageRules::default() }
}

pub fn pages() -> PageKind {
    PageKind::new(rules(), address(""))
}

pub fn page<'a>(url: &'a Url, content_type: Option<&'a str>, body: &'a [u8]) -> Page<'a> {
    let zone = chrono_tz::Europe::London;
    Page { url, content_type, link: None, total_pages: None, body, fetched: fetched(), zone }
}

/// Reads the bytes as the answer to each of the roles; what is read must keep its promises.
pub fn read(kind: &dyn Kind, url: &Url, content_type: Option<&str>, body: &[u8], roles: &[Role]) {
    for role in roles {
        if let Ok(reading) = kind.read(&Ask { url: url.clone(), role: role.clone() }, &page(url, content_type, body)) {
            check(&reading, role, body.len());
        }
    }
}

/// What a reader of feeds and mails is promised of every reading (I12).
pub fn check(reading: &Reading, role: &Role, read: usize) {
    let mut written = 0;
    for article in &reading.articles {
        // Of a further part of an article only the body counts.
        if !matches!(role, Role::Part { .. }) {
            line(&article.title, "title");
        }
        written += check_article(article);
    }
    for comment in &reading.comments {
        written += check_comment(comment);
    }
    for ask in &reading.asks {
        on_the_web(&ask.url);
        match &ask.role {
            Role::Article { hint } => written += check_hint(hint),
            Role::Comments { article, .. } => on_the_web(article),
            _ => {}
        }
    }
    assert!(reading.notes.len() <= read + 20, "{} notes", reading.notes.len());
    assert!(written <= MOST_GROWTH * (read + 1000), "{read} bytes became {written}");
}

fn check_article(article: &FoundArticle) -> usize {
    on_the_web(&article.url);
    article.seen_at.iter().for_each(on_the_web);
    article.authors.iter().for_each(|name| line(name, "author"));
    article.topics.iter().for_each(|topic| line(topic, "topic"));
    article.lead.iter().for_each(|lead| words(lead, "lead"));
    article.correction.iter().for_each(|correction| words(&correction.text, "correction"));
    for image in &article.image {
        on_the_web(&image.url);
        image.alt.iter().chain(&image.credit).for_each(|text| line(text, "image"));
    }
    if let Some(tag) = &article.language {
        assert!(tag.len() <= 35 && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "the language {tag:?}");
    }
    article.published.iter().chain(&article.updated).for_each(possible);
    words(&article.text, "text");
    safe(&article.html);
    let comments: usize = article.comments.iter().map(check_comment).sum();
    comments + article.title.len() + article.html.len() + article.text.len()
}

fn check_comment(comment: &FoundComment) -> usize {
    for key in std::iter::once(&comment.key).chain(&comment.parent) {
        assert!((1..=200).contains(&key.0.len()), "the key {key}");
    }
    comment.author.iter().chain(&comment.role).for_each(|name| line(name, "name"));
    comment.permalink.iter().for_each(on_the_web);
    comment.posted.iter().for_each(possible);
    words(&comment.text, "comment");
    safe(&comment.html);
    comment.html.len() + comment.text.len()
}

fn check_hint(hint: &Hint) -> usize {
    let lines = || hint.title.iter().chain(&hint.authors).chain(&hint.topics);
    lines().for_each(|text| line(text, "hint"));
    hint.lead.iter().for_each(|lead| words(lead, "hint"));
    lines().chain(&hint.lead).map(String::len).sum()
}

fn on_the_web(url: &Url) {
    assert!(matches!(url.scheme(), "http" | "https") && url.has_host(), "{url}");
}

fn possible(at: &DateTime<Utc>) {
    assert!(*at <= fetched() + chrono::TimeDelta::days(2), "a time to come: {at}");
}

/// One line of words.
fn line(text: &str, what: &str) {
    assert!(!text.trim().is_empty(), "an empty {what}");
    assert!(!text.chars().any(char::is_control), "a control character in {what}: {text:?}");
}

fn words(text: &str, what: &str) {
    assert!(!text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "a control character in {what}: {text:?}");
}

/// Only elements and attributes of the list, closed in order, and addresses that no reader runs.
fn safe(html: &str) {
    words(html, "html");
    let mut open = Vec::new();
    for piece in html.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap_or_else(|| panic!("an open tag in {html:?}"));
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed in another order: {html:?}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(TAGS.contains(&name), "<{name}> in {html:?}");
        if !matches!(name, "br" | "hr" | "img") {
            open.push(name);
        }
        let pieces: Vec<&str> = attributes.split('"').collect();
        assert!(pieces.len() % 2 == 1, "{tag:?} in {html:?}");
        for pair in pieces.chunks_exact(2) {
            let key = pair[0].trim().trim_end_matches('=');
            assert!(ATTRIBUTES.contains(&key), "{key} in {html:?}");
            if ["href", "src", "cite"].contains(&key) {
                let web = ["http://", "https://", "mailto:"].iter().any(|scheme| pair[1].starts_with(scheme));
                assert!(web, "{pair:?} in {html:?}");
            }
        }
    }
    assert!(open.is_empty(), "{open:?} are not closed in {html:?}");
}
