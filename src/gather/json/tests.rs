//! Owns the tests of the kind `json`: lists, bodies and pages, nested and separate comments, and what is told of a path
//! that gives nothing.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::gather::options::{JsonCommentRules, JsonPath, Reference};

fn url(text: &str) -> Url {
    text.parse().expect(text)
}

fn path(text: &str) -> JsonPath {
    JsonPath::parse(text).expect(text)
}

fn rules() -> JsonRules {
    let some = |text: &str| Some(path(text));
    JsonRules {
        address: url("https://api.example/v1/news"),
        articles: path("data.items"),
        next: some("data.cursor"),
        next_parameter: "cursor".to_owned(),
        url: Reference::parse("https://site.example/news/{slug}").expect("a reference"),
        title: path("headline"),
        authors: some("people[*].name"),
        published: some("at"),
        updated: some("changed"),
        lead: some("standfirst"),
        body: some("/content/html"),
        topics: some("tags"),
        image: some("picture"),
        comments_stated: some("counts.comments"),
        comments: None,
    }
}

fn comment_rules(address: Option<&str>, list: &str) -> JsonCommentRules {
    let some = |text: &str| Some(path(text));
    JsonCommentRules {
        url: address.map(|text| Reference::parse(text).expect(text)),
        list: path(list),
        next: address.and_then(|_| some("next")),
        next_parameter: "page".to_owned(),
        stated: address.and_then(|_| some("total")),
        text: path("body"),
        key: some("id"),
        author: some("by.name"),
        role: some("by.role"),
        time: some("ts"),
        votes: some("score"),
        parent: some("answers"),
        replies: some("replies"),
        permalink: some("link"),
        staff: some("by.staff"),
        removed: some("gone"),
    }
}

fn kind(rules: JsonRules) -> JsonKind {
    let pages = PageRules { pages: 2, comment_pages: 2, ..PageRules::default() };
    JsonKind::new(rules, pages, url("https://site.example/"))
}

fn read(kind: &JsonKind, ask: &Ask, body: &str) -> Result<Reading, ReadError> {
    let page = Page {
        url: &ask.url,
        content_type: Some("application/json"),
        link: None,
        total_pages: None,
        body: body.as_bytes(),
        fetched: "2026-11-22T12:00:00Z".parse().expect("a time"),
        zone: chrono_tz::Europe::London,
    };
    kind.read(ask, &page)
}

fn item(slug: &str) -> Value {
    json!({"id": 7, "slug": slug, "headline": "Rotas &amp; more", "people": [{"name": "Ann Lee"}, {"name": "By Bo Bell"}], "at": 1_795_167_000,
        "changed": "2026-11-20T10:00:00Z", "standfirst": "<b>Short.</b>", "content": {"html": "<p>Long words.</p><script>x()</script>"},
        "tags": [{"name": "Pay"}, "Rotas"], "picture": "/p.jpg", "counts": {"comments": "12"}})
}

fn list(items: &[Value]) -> String {
    json!({"data": {"items": items, "cursor": "abc="}}).to_string()
}

#[test]
fn items_become_articles() {
    let kind = kind(rules());
    let reading = read(&kind, &kind.begin()[0], &list(&[item("one"), item("one"), item("two")])).expect("a list");
    let [article, other] = &reading.articles[..] else { panic!("two articles") };
    assert_eq!((article.url.as_str(), other.url.path()), ("https://site.example/news/one", "/news/two"));
    assert_eq!(
        (article.title.as_str(), article.html.as_str(), article.lead.as_deref()),
        ("Rotas & more", "<p>Long words.</p>", Some("Short."))
    );
    let at = |text: &str| text.parse::<DateTime<Utc>>().ok();
    assert_eq!((article.published, article.updated), (at("2026-11-20T09:30:00Z"), at("2026-11-20T10:00:00Z")));
    assert_eq!(
        (article.authors[0].as_str(), article.topics.as_slice()),
        ("Ann Lee", &["Pay".to_owned(), "Rotas".to_owned()][..])
    );
    assert_eq!(
        (article.comments_stated, article.image.as_ref().map(|image| image.url.as_str())),
        (Some(12), Some("https://site.example/p.jpg"))
    );
    let [next] = &reading.asks[..] else { panic!("{:?}", reading.asks) };
    assert_eq!(
        (next.url.as_str(), &next.role),
        ("https://api.example/v1/news?cursor=abc%3D", &Role::Listing { number: 2 })
    );
    let second = read(&kind, next, &list(&[item("three")])).expect("a list");
    assert!(second.asks.is_empty(), "no more answers than pages says");
}

#[test]
fn where_there_is_no_body_the_page_is_read() {
    let kind = kind(JsonRules {
        body: None,
        comments: Some(comment_rules(Some("/v1/comments?item={id}"), "list")),
        ..rules()
    });
    let reading = read(&kind, &kind.begin()[0], &list(&[item("one")])).expect("a list");
    assert!(reading.articles.is_empty());
    let [article, comments, _] = &reading.asks[..] else { panic!("{:?}", reading.asks) };
    let Role::Article { hint } = &article.role else { panic!("an article") };
    assert_eq!(
        (hint.title.as_deref(), hint.comments_stated, hint.published_ms),
        (Some("Rotas & more"), Some(12), Some(1_795_167_000_000))
    );
    assert_eq!(comments.url.as_str(), "https://api.example/v1/comments?item=7");
    assert_eq!(comments.role, Role::Comments { article: url("https://site.example/news/one"), offset: 0, number: 1 });
}

#[test]
fn comments_within_an_item_keep_their_thread() {
    let kind = kind(JsonRules { comments: Some(comment_rules(None, "talk")), ..rules() });
    let mut with = item("one");
    with["talk"] = json!([
        {"id": 5, "body": "First &amp; best", "by": {"name": "C", "role": "GP", "staff": 1}, "ts": 1_795_167_000_000_i64, "score": "3", "link": "#c5",
         "replies": [{"id": 6, "body": "<p>An answer</p>", "by": {"name": "D"}, "replies": [{"id": 8, "body": "Deep"}]}]},
        {"id": 7, "body": "To the answer", "answers": 6, "score": -2},
        {"id": 9, "gone": true, "body": "what it was"},
        {"id": 10, "body": "[deleted]", "replies": [{"id": 11, "body": "Stays"}]},
        {"id": 5, "body": "Twice"},
        {"body": "No id"}, {"words": "no text"},
    ]);
    let reading = read(&kind, &kind.begin()[0], &list(&[with])).expect("a list");
    let comments = &reading.articles[0].comments;
    let told: Vec<_> = comments
        .iter()
        .map(|c| (c.key.0.as_str(), c.parent.as_ref().map(|key| key.0.as_str()), c.depth, c.votes, c.removed))
        .collect();
    let minted = comments[7].key.0.clone();
    assert_eq!(
        told,
        [
            ("5", None, 0, Some(3), false),
            ("6", Some("5"), 1, None, false),
            ("8", Some("6"), 2, None, false),
            ("7", Some("6"), 2, Some(-2), false),
            ("9", None, 0, None, true),
            ("10", None, 0, None, true),
            ("11", Some("10"), 1, None, false),
            (&minted, None, 0, None, false),
        ]
    );
    assert_eq!(minted.len(), 32);
    let first = &comments[0];
    assert_eq!(
        (first.text.as_str(), first.author.as_deref(), first.role.as_deref(), first.by_staff),
        ("First & best", Some("C"), Some("GP"), true)
    );
    assert_eq!(first.permalink.as_ref().map(Url::as_str), Some("https://site.example/news/one#c5"));
    assert_eq!(first.posted, "2026-11-20T09:30:00Z".parse().ok());
    assert!(comments[4].text.is_empty() && comments[4].html.is_empty());
    assert_eq!(reading.notes, ["a comment was skipped: the path \"body\" gave nothing: the answer has the keys words"]);
}

#[test]
fn comments_of_their_own_address_go_on() {
    let kind = kind(JsonRules { comments: Some(comment_rules(Some("/c?u={url}"), "result.list")), ..rules() });
    let reading = read(&kind, &kind.begin()[0], &list(&[item("one")])).expect("a list");
    let ask = &reading.asks[0];
    assert_eq!(ask.url.as_str(), "https://api.example/c?u=https%3A//site.example/news/one");
    let answer = json!({"result": {"list": [{"id": 1, "body": "One"}]}, "total": 3, "next": 2}).to_string();
    let first = read(&kind, ask, &answer).expect("comments");
    assert_eq!((first.comments.len(), first.comments_stated), (1, Some(3)));
    let [next] = &first.asks[..] else { panic!("{:?}", first.asks) };
    assert!(next.url.as_str().ends_with("&page=2"), "{}", next.url);
    assert!(matches!(next.role, Role::Comments { offset: 1, number: 2, .. }));
    let last = read(&kind, next, &json!({"result": {"list": [{"id": 2, "body": "Two"}]}, "next": 3}).to_string())
        .expect("comments");
    assert_eq!(
        (last.comments[0].position, last.notes.as_slice()),
        (1, &["further comments are not read: comment_pages = 2".to_owned()][..])
    );
    let told = read(&kind, ask, "{\"results\":{}}").unwrap_err().to_string();
    assert!(told.contains("the answer has the keys results; did you mean \"results\"?"), "{told}");
}

#[test]
fn what_gives_nothing_is_named() {
    let kind = kind(rules());
    let told = |body: &str| read(&kind, &kind.begin()[0], body).unwrap_err().to_string();
    let cases = [
        (
            json!({"data": {"articles": []}}).to_string(),
            "the path \"data.items\" gave nothing: \"data\" has the keys articles",
        ),
        (json!({"data": {"items": {"a": 1}}}).to_string(), "the path \"data.items\" leads to an object"),
        (json!({"data": {"items": []}}).to_string(), "no articles were found: \"data.items\" is empty"),
        (
            json!({"data": {"items": [{"Headline": "x", "slug": "a"}]}}).to_string(),
            "an article was skipped: the path \"headline\" gave nothing: the answer has the keys Headline, slug; did you mean \"Headline\"?",
        ),
        (
            json!({"data": {"items": [{"headline": "x", "slug": "a"}]}}).to_string(),
            "the path \"/content/html\" gave nothing",
        ),
        (json!({"data": {"items": [{"headline": "x"}]}}).to_string(), "the path \"slug\" gave nothing"),
        ("<html>".to_owned(), "a page, not JSON"),
        ("[".repeat(9000), "nested more than 128"),
    ];
    for (body, wanted) in cases {
        assert!(told(&body).contains(wanted), "{}", told(&body));
    }
}

#[test]
fn another_path_is_another_rule() {
    let one = kind(rules());
    assert_eq!(one.rules(), kind(rules()).rules());
    assert_ne!(one.rules(), kind(JsonRules { lead: None, ..rules() }).rules());
}

proptest! {
    #[test]
    fn no_answer_is_too_odd(value in "(null|true|-?[0-9]{1,20}|\"\\PC{0,12}\"|\\[\\]|\\{\\}|\\[1,\"x\"\\])", other in "(null|1e30|\"<p>x\"|[0-9]{1,15}|\\{\"name\":3\\})") {
        let body = format!("{{\"data\":{{\"items\":[{{\"slug\":{other},\"headline\":{value},\"people\":{other},\"at\":{value},\"content\":{{\"html\":{other}}},\"tags\":{value},\"picture\":{value},\"counts\":{{\"comments\":{value}}},\"talk\":[{{\"id\":{value},\"body\":{other},\"ts\":{value},\"score\":{value},\"answers\":{other},\"replies\":[{value},{other}]}},{value}]}}],\"cursor\":{value}}}}}");
        let kind = kind(JsonRules { comments: Some(comment_rules(None, "talk")), ..rules() });
        if let Ok(reading) = read(&kind, &kind.begin()[0], &body) {
            prop_assert!(reading.asks.iter().all(|ask| ask.url.host_str() == Some("api.example")));
        }
    }
}
