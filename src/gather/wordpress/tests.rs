//! Owns the tests of the kind `wordpress`: posts, comments, their pages, and what is asked where the API is closed.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::gather::kind::Hint;

fn url(text: &str) -> Url {
    text.parse().expect(text)
}

fn kind() -> WordPressKind {
    let rules = PageRules { pages: 3, comment_pages: 2, ..PageRules::default() };
    WordPressKind::new(url("https://site.example/"), None, Follow::Pages, rules)
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    text.parse().ok()
}

fn read_with(
    kind: &WordPressKind,
    ask: &Ask,
    body: &str,
    total: Option<u32>,
    link: Option<&str>,
) -> Result<Reading, ReadError> {
    let page = Page {
        url: &ask.url,
        content_type: Some("application/json; charset=UTF-8"),
        link,
        total_pages: total,
        body: body.as_bytes(),
        fetched: "2026-11-22T12:00:00Z".parse().expect("a time"),
        zone: chrono_tz::Europe::London,
    };
    kind.read(ask, &page)
}

fn post() -> Value {
    json!({
        "id": 41, "date": "2026-07-01T10:30:00", "date_gmt": "2026-07-01T09:30:00", "modified_gmt": "2026-07-02T08:00:00",
        "link": "https://site.example/2026/rota/?utm_source=api", "title": {"rendered": "Rotas &#8220;grow&#8221; &amp; grow"},
        "content": {"rendered": "<p>First paragraph.</p><script>x()</script><p>Second <em>one</em>.</p>", "protected": false},
        "excerpt": {"rendered": "<p>What it is about. [&hellip;]</p>\n", "protected": false}, "author": 7, "sticky": false,
        "yoast_head_json": {"og_locale": "en_GB"},
        "_embedded": {
            "author": [{"id": 7, "name": "Ann Lee"}],
            "wp:featuredmedia": [{"media_type": "image", "source_url": "https://site.example/full.jpg", "alt_text": "A rota",
                "caption": {"rendered": "<p>Photo: B. Bell</p>"}, "media_details": {"sizes": {"large": {"source_url": "https://site.example/large.jpg"}}}}],
            "wp:term": [
                [{"name": "Workforce &amp; pay", "taxonomy": "category", "slug": "workforce"}, {"name": "None", "taxonomy": "category", "slug": "uncategorized"}],
                [{"name": "Rotas", "taxonomy": "post_tag", "slug": "rotas"}, {"name": "Format", "taxonomy": "post_format", "slug": "x"}]
            ]
        }
    })
}

fn comment(id: u32, parent: u32, author: u32, words: &str) -> Value {
    json!({"id": id, "post": 41, "parent": parent, "author": author, "author_name": "C &amp; D", "date_gmt": "2026-07-01T11:00:00",
        "content": {"rendered": format!("<p>{words}</p>")}, "link": format!("https://site.example/2026/rota/#comment-{id}"),
        "type": "comment", "status": "approved"})
}

#[test]
fn a_post_becomes_an_article_and_asks_for_its_comments() {
    let kind = kind();
    let [first] = &kind.begin()[..] else { panic!("one request") };
    assert_eq!(first.url.path(), "/wp-json/wp/v2/posts");
    let parameters: Vec<_> = first.url.query_pairs().map(|(key, _)| key.into_owned()).collect();
    assert_eq!(parameters, ["per_page", "orderby", "order", "_embed", "_fields"]);
    let reading = read_with(&kind, first, &json!([post()]).to_string(), Some(2), None).expect("a list");
    assert_eq!(reading.notes, [""; 0]);
    let [article] = &reading.articles[..] else { panic!("one article") };
    assert_eq!(article.url.as_str(), "https://site.example/2026/rota/");
    assert_eq!(article.title, "Rotas “grow” & grow");
    assert_eq!(article.html, "<p>First paragraph.</p><p>Second <em>one</em>.</p>");
    assert_eq!((article.published, article.updated), (at("2026-07-01T09:30:00Z"), at("2026-07-02T08:00:00Z")));
    assert_eq!(article.lead.as_deref(), Some("What it is about."));
    assert_eq!(
        (article.authors.as_slice(), article.topics.as_slice()),
        (&["Ann Lee".to_owned()][..], &["Workforce & pay".to_owned(), "Rotas".to_owned()][..])
    );
    let image = article.image.as_ref().expect("an image");
    assert_eq!(
        (image.url.path(), image.alt.as_deref(), image.credit.as_deref()),
        ("/large.jpg", Some("A rota"), Some("Photo: B. Bell"))
    );
    assert_eq!(article.language.as_deref(), Some("en-GB"));

    let [comments, next] = &reading.asks[..] else { panic!("{:?}", reading.asks) };
    assert!(comments.url.as_str().starts_with("https://site.example/wp-json/wp/v2/comments?post=41&per_page=100&"));
    assert_eq!(comments.role, Role::Comments { article: article.url.clone(), offset: 0, number: 1 });
    assert_eq!(next.role, Role::Listing { number: 2 });
    assert!(next.url.query_pairs().any(|(key, value)| (key.as_ref(), value.as_ref()) == ("page", "2")));
}

#[test]
fn lists_are_paged_by_their_headers() {
    let kind = kind();
    let listing = |number| Ask { url: kind.roots[0].posts(number), role: Role::Listing { number } };
    let goes_on = |number, total, link| {
        let reading = read_with(&kind, &listing(number), &json!([post()]).to_string(), total, link).expect("a list");
        reading.asks.iter().any(|ask| matches!(ask.role, Role::Listing { .. }))
    };
    let next = "<https://site.example/wp-json/wp/v2/posts?page=2>; rel=\"next\"";
    let cases = [
        (1, Some(2), None, true),
        (2, Some(2), None, false),
        (3, Some(9), None, false),
        (1, None, Some(next), true),
        (1, None, Some("<https://site.example/>; rel=\"prev\""), false),
        (1, None, None, false),
    ];
    for (number, total, link, wanted) in cases {
        assert_eq!(goes_on(number, total, link), wanted, "{number} of {total:?} {link:?}");
    }
}

#[test]
fn what_is_no_article_is_skipped_and_named() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = post();
        change(&mut changed);
        changed
    };
    let odd = [
        with(&|post| post["content"]["protected"] = json!(true)),
        with(&|post| post["link"] = json!("javascript:x")),
        with(&|post| post["title"] = json!({"rendered": ""})),
        with(&|post| post["content"]["rendered"] = json!("<p></p>")),
        json!(7),
        with(&|_| ()),
    ];
    let kind = kind();
    let reading = read_with(&kind, &kind.begin()[0], &json!(odd).to_string(), None, None).expect("a list");
    assert_eq!(reading.articles.len(), 1);
    for (note, wanted) in
        reading.notes.iter().zip(["behind a password", "no address", "no headline", "no text", "without a number"])
    {
        assert!(note.contains(wanted), "{note}");
    }
    assert_eq!(reading.notes.len(), 5);
    let empty = read_with(&kind, &kind.begin()[0], "[]", None, None).unwrap_err();
    assert_eq!(empty.to_string(), "no articles were found: the API lists no posts");
    let refused =
        read_with(&kind, &kind.begin()[0], r#"{"code":"rest_x","message":"Not so"}"#, None, None).unwrap_err();
    assert_eq!(refused.to_string(), "the answer of the REST API cannot be used: it says \"rest_x Not so\"");
}

#[test]
fn comments_are_read_page_by_page() {
    let kind = kind();
    let posts = read_with(&kind, &kind.begin()[0], &json!([post()]).to_string(), None, None).expect("a list");
    let ask = &posts.asks[0];
    let mut pingback = comment(4, 0, 0, "[…] they say […]");
    pingback["type"] = json!("pingback");
    let list = json!([
        comment(1, 0, 0, "One &amp; only"),
        pingback,
        comment(2, 1, 7, "From the author"),
        comment(3, 2, 8, "Deeper")
    ]);
    let reading = read_with(&kind, ask, &list.to_string(), Some(2), None).expect("comments");
    let told: Vec<_> = reading
        .comments
        .iter()
        .map(|c| (c.key.0.as_str(), c.parent.as_ref().map(|key| key.0.as_str()), c.position, c.depth, c.by_staff))
        .collect();
    assert_eq!(told, [("1", None, 0, 0, false), ("2", Some("1"), 1, 1, true), ("3", Some("2"), 2, 2, false)]);
    let one = &reading.comments[0];
    assert_eq!(
        (one.text.as_str(), one.author.as_deref(), one.posted),
        ("One & only", Some("C & D"), at("2026-07-01T11:00:00Z"))
    );
    assert_eq!(one.permalink.as_ref().map(Url::as_str), Some("https://site.example/2026/rota/#comment-1"));
    assert_eq!(reading.comments_stated, None);

    let [next] = &reading.asks[..] else { panic!("{:?}", reading.asks) };
    assert!(matches!(next.role, Role::Comments { offset: 3, number: 2, .. }));
    assert!(next.url.as_str().contains("post=41") && next.url.as_str().contains("page=2"));
    let further =
        read_with(&kind, next, &json!([comment(9, 1, 7, "Later")]).to_string(), Some(2), None).expect("comments");
    assert_eq!((further.comments[0].position, further.comments[0].depth, further.comments[0].by_staff), (3, 1, true));
    assert_eq!((further.comments_stated, further.asks.len()), (Some(4), 0));
    let more =
        read_with(&kind, next, &json!([comment(9, 1, 7, "Later")]).to_string(), Some(5), None).expect("comments");
    assert_eq!(more.notes, ["further comments are not read: comment_pages = 2"]);
    let none = read_with(&kind, ask, "[]", Some(0), None).expect("comments");
    assert_eq!((none.comments.len(), none.comments_stated), (0, Some(0)));
}

#[test]
fn a_closed_api_leads_to_the_feed() {
    let kind = kind();
    let pretty = kind.begin().remove(0);
    let [plain] = &kind.instead(&pretty, 404)[..] else { panic!("the plain address") };
    assert!(
        plain.url.as_str().starts_with("https://site.example/?rest_route=%2Fwp%2Fv2%2Fposts&per_page=50"),
        "{}",
        plain.url
    );
    let [feed] = &kind.instead(plain, 401)[..] else { panic!("the feed") };
    assert_eq!((feed.url.as_str(), &feed.role), ("https://site.example/feed/", &Role::Feed));
    assert_eq!(kind.instead(feed, 404), []);
    for status in [429, 500, 503] {
        assert_eq!(kind.instead(&pretty, status), [], "{status} is not for ever");
    }
    // A front page in place of the API is as good as a 404.
    let reading = read_with(&kind, plain, "<!doctype html><title>Site</title>", None, None).expect("a way out");
    assert_eq!(reading.asks[0].url.as_str(), "https://site.example/feed/");
    assert!(
        reading.notes[0].contains("the feed") || reading.notes[0].contains("feed/ is asked instead"),
        "{:?}",
        reading.notes
    );

    let comments = read_with(&kind, plain, &json!([post()]).to_string(), None, None).expect("a list").asks.remove(0);
    assert!(
        comments.url.as_str().starts_with("https://site.example/?rest_route=%2Fwp%2Fv2%2Fcomments&post=41"),
        "{}",
        comments.url
    );
    let [comment_feed] = &kind.instead(&comments, 403)[..] else { panic!("the feed of comments") };
    assert_eq!(comment_feed.url.as_str(), "https://site.example/2026/rota/feed/");
    assert_eq!(comment_feed.role, comments.role);
    assert_eq!(kind.instead(comment_feed, 404), []);
    let article = Ask { url: url("https://site.example/2026/rota/"), role: Role::Article { hint: Hint::default() } };
    assert_eq!(kind.instead(&article, 404), []);
}

#[test]
fn the_api_may_be_anywhere() {
    let cases = [
        ("https://site.example/blog", None, "https://site.example/blog/wp-json/wp/v2/posts"),
        ("https://site.example/", Some("https://cms.example/wp-json/"), "https://cms.example/wp-json/wp/v2/posts"),
        ("https://site.example/", Some("https://cms.example/wp-json/wp/v2"), "https://cms.example/wp-json/wp/v2/posts"),
        (
            "https://site.example/",
            Some("https://cms.example/?rest_route=/"),
            "https://cms.example/?rest_route=%2Fwp%2Fv2%2Fposts",
        ),
    ];
    for (site, api, wanted) in cases {
        let api = api.map(url);
        let kind = WordPressKind::new(url(site), api.as_ref(), Follow::Pages, PageRules::default());
        let ask = kind.begin().remove(0);
        assert!(ask.url.as_str().starts_with(wanted), "{}", ask.url);
        assert!(kind.root_of(&ask.url).is_some(), "{}", ask.url);
        let other =
            WordPressKind::new(url(site), Some(&url("https://x.example/wp-json")), Follow::Pages, PageRules::default());
        assert_ne!(kind.rules(), other.rules());
    }
}

proptest! {
    #[test]
    fn no_answer_is_too_odd(
        id in "[0-9]{0,25}|null|true|\"x\"",
        html in "\\PC{0,20}|<p>.{0,10}",
        parent in "-?[0-9]{1,20}",
        date in "\"[0-9T:+-]{0,25}\"|[0-9]{1,19}",
    ) {
        let html = serde_json::to_string(&html).unwrap();
        let body = format!("[{{\"id\":{id},\"link\":\"/a\",\"title\":{{\"rendered\":{html}}},\"content\":{{\"rendered\":{html}}},\"parent\":{parent},\"date_gmt\":{date},\"author\":{parent},\"_embedded\":{{\"author\":[{parent}],\"wp:term\":[[{parent}],{date}]}}}}]");
        let kind = kind();
        let role = Role::Comments { article: url("https://site.example/a"), offset: u32::MAX, number: 1 };
        let comments = Ask { url: kind.roots[0].comments("1", 1), role };
        for ask in [&kind.begin()[0], &comments] {
            let _ = read_with(&kind, ask, &body, Some(u32::MAX), None);
        }
    }
}
