//! Owns the tests of the kind `discourse`: lists of topics, topics, and the posts beyond the first twenty.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::*;

fn url(text: &str) -> Url {
    text.parse().expect(text)
}

fn kind() -> DiscourseKind {
    DiscourseKind::new(&url("https://forum.example/c/news/5"), 2, 3)
}

fn read(kind: &DiscourseKind, ask: &Ask, body: &Value) -> Result<Reading, ReadError> {
    let body = body.to_string();
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

fn post(number: u32, answers: Option<u32>, words: &str) -> Value {
    json!({"id": 1000 + number, "post_number": number, "post_type": 1, "username": "cd", "name": "C. Dee", "user_title": "Locum",
        "created_at": "2026-11-20T09:30:00.000Z", "updated_at": "2026-11-20T09:30:00.000Z", "version": 1,
        "cooked": format!("<p>{words}</p>"), "reply_to_post_number": answers, "post_url": format!("/t/rota/9/{number}"),
        "actions_summary": [{"id": 2, "count": number}, {"id": 3, "count": 40}], "staff": false})
}

fn topic(posts: &[Value], stream: &[u32]) -> Value {
    json!({"id": 9, "slug": "rota", "title": "Rotas &amp; more", "posts_count": stream.len(), "tags": ["rotas", {"id": 1, "name": "pay"}],
        "image_url": "/img/rota.png", "post_stream": {"posts": posts, "stream": stream.iter().map(|n| 1000 + n).collect::<Vec<_>>()}})
}

fn asked() -> Ask {
    Ask { url: url("https://forum.example/t/9.json"), role: Role::Article { hint: Hint::default() } }
}

#[test]
fn a_forum_is_known_by_any_of_its_addresses() {
    let cases = [
        ("https://forum.example", "https://forum.example/latest.json", "https://forum.example/"),
        ("https://forum.example/latest", "https://forum.example/latest.json", "https://forum.example/"),
        ("https://forum.example/c/news/5", "https://forum.example/c/news/5.json", "https://forum.example/"),
        (
            "https://site.example/talk/c/news/5.json",
            "https://site.example/talk/c/news/5.json",
            "https://site.example/talk/",
        ),
        ("https://site.example/talk/", "https://site.example/talk/latest.json", "https://site.example/talk/"),
        (
            "https://forum.example/tag/rotas?order=created",
            "https://forum.example/tag/rotas.json?order=created",
            "https://forum.example/",
        ),
    ];
    for (address, listing, base) in cases {
        let kind = DiscourseKind::new(&url(address), 1, 1);
        assert_eq!((kind.begin()[0].url.as_str(), kind.base.as_str()), (listing, base), "{address}");
    }
}

#[test]
fn a_list_announces_topics() {
    let kind = kind();
    let list = json!({"topic_list": {"more_topics_url": "/c/news/5?page=1", "topics": [
        {"id": 1, "title": "About the News category", "pinned": true},
        {"id": 2, "title": "Welcome to the forum", "pinned_globally": true},
        {"id": 9, "title": "Rotas &amp; more", "posts_count": 45, "created_at": "2026-11-20T09:30:00.000Z", "tags": ["rotas"], "excerpt": "Short&hellip;"},
        {"title": "no number"},
    ]}});
    let reading = read(&kind, &kind.begin()[0], &list).expect("a list");
    let [topic, next] = &reading.asks[..] else { panic!("{:?}", reading.asks) };
    assert_eq!(topic.url.as_str(), "https://forum.example/t/9.json");
    let Role::Article { hint } = &topic.role else { panic!("an article") };
    assert_eq!(
        (hint.title.as_deref(), hint.comments_stated, hint.topics.as_slice()),
        (Some("Rotas & more"), Some(44), &["rotas".to_owned()][..])
    );
    assert_eq!(
        (next.url.as_str(), &next.role),
        ("https://forum.example/c/news/5.json?page=1", &Role::Listing { number: 2 })
    );
    let second = read(&kind, next, &list).expect("a list");
    assert_eq!(second.asks.len(), 1, "no more lists than pages says");
    let refused = read(&kind, &kind.begin()[0], &json!({"errors": ["You are not permitted"]})).unwrap_err();
    assert_eq!(refused.to_string(), "the answer is not one of a Discourse forum: it says \"You are not permitted\"");
    assert!(matches!(
        read(&kind, &kind.begin()[0], &json!({"topic_list": {"topics": []}})),
        Err(ReadError::Nothing(_))
    ));
}

#[test]
fn a_topic_is_an_article_with_comments() {
    let mut edited = post(1, None, "The opening, at some length.");
    edited["version"] = json!(2);
    edited["updated_at"] = json!("2026-11-20T10:00:00.000Z");
    let mut staff = post(3, Some(2), "An answer");
    staff["moderator"] = json!(true);
    let mut hidden = post(4, None, "Rude words");
    hidden["hidden"] = json!(true);
    let mut action = post(5, None, "");
    action["post_type"] = json!(3);
    action["action_code"] = json!("closed.enabled");
    let posts = [
        edited,
        post(2, Some(1), "A reply"),
        staff,
        hidden,
        action,
        post(6, None, "(post deleted by author)"),
        post(7, Some(3), "Deep"),
    ];
    let kind = kind();
    let reading = read(&kind, &asked(), &topic(&posts, &[1, 2, 3, 4, 5, 6, 7])).expect("a topic");
    let [article] = &reading.articles[..] else { panic!("one article") };
    assert_eq!((article.url.as_str(), article.title.as_str()), ("https://forum.example/t/rota/9", "Rotas & more"));
    assert_eq!(
        (article.text.as_str(), article.authors.as_slice()),
        ("The opening, at some length.", &["C. Dee".to_owned()][..])
    );
    let at = |text: &str| text.parse::<DateTime<Utc>>().ok();
    assert_eq!((article.published, article.updated), (at("2026-11-20T09:30:00Z"), at("2026-11-20T10:00:00Z")));
    assert_eq!(
        (article.topics.as_slice(), article.comments_stated),
        (&["rotas".to_owned(), "pay".to_owned()][..], Some(6))
    );
    assert_eq!(article.image.as_ref().map(|image| image.url.path()), Some("/img/rota.png"));
    let told: Vec<_> = article
        .comments
        .iter()
        .map(|c| (c.key.0.as_str(), c.parent.as_ref().map(|key| key.0.as_str()), c.depth, c.by_staff, c.removed))
        .collect();
    assert_eq!(
        told,
        [
            ("2", None, 0, false, false),
            ("3", Some("2"), 1, true, false),
            ("4", None, 0, false, true),
            ("6", None, 0, false, true),
            ("7", Some("3"), 2, false, false),
        ]
    );
    let second = &article.comments[0];
    assert_eq!((second.role.as_deref(), second.votes, second.position), (Some("Locum"), Some(2), 0));
    assert_eq!(second.permalink.as_ref().map(Url::as_str), Some("https://forum.example/t/rota/9/2"));
    assert!(article.comments[2].text.is_empty() && article.comments[2].html.is_empty());
    assert!(reading.asks.is_empty());
}

#[test]
fn posts_beyond_the_first_are_asked_for_by_number() {
    let kind = kind();
    let first: Vec<Value> = (1..=20).map(|number| post(number, None, "Words")).collect();
    let numbers: Vec<u32> = (1..=145).collect();
    let reading = read(&kind, &asked(), &topic(&first, &numbers)).expect("a topic");
    assert_eq!((reading.articles[0].comments.len(), reading.articles[0].comments_stated), (19, Some(144)));
    let [second, third] = &reading.asks[..] else { panic!("{:?}", reading.asks.len()) };
    assert_eq!(second.url.path(), "/t/9/posts.json");
    assert_eq!(second.url.query_pairs().filter(|(key, _)| key == "post_ids[]").count(), 50);
    assert_eq!(second.role, Role::Comments { article: asked().url, offset: 19, number: 2 });
    assert_eq!(third.role, Role::Comments { article: asked().url, offset: 69, number: 3 });
    assert_eq!(reading.notes, ["further comments are not read: comment_pages = 3"]);
    let answer = json!({"post_stream": {"posts": [post(21, Some(3), "Later"), post(22, Some(21), "Last")]}});
    let further = read(&kind, second, &answer).expect("posts");
    let told: Vec<_> = further
        .comments
        .iter()
        .map(|c| (c.key.0.as_str(), c.parent.as_ref().map(|key| key.0.as_str()), c.position, c.depth))
        .collect();
    assert_eq!(told, [("21", Some("3"), 19, 1), ("22", Some("21"), 20, 2)]);
}

#[test]
fn a_topic_without_an_opening_is_no_article() {
    let kind = kind();
    assert!(matches!(read(&kind, &asked(), &topic(&[], &[])), Err(ReadError::Missing { .. })));
    let mut gone = post(1, None, "x");
    gone["user_deleted"] = json!(true);
    assert!(matches!(read(&kind, &asked(), &topic(&[gone], &[1])), Err(ReadError::Missing { what: "body", .. })));
    let stated = topic(&[post(1, None, "x")], &[1]);
    assert_eq!(read(&kind, &asked(), &stated).expect("a topic").articles[0].comments_stated, Some(0));
}
