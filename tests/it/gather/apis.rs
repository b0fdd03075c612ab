//! Owns the tests of the sources whose articles come as records: `WordPress`, Discourse, any JSON API, and pages that
//! state what they hold. The real binary asks a real server.

use serde_json::{Value, json};

use crate::harness::site::{Fault, Site};
use crate::room::{Held, Room, time};

fn source(site: &Site, kind: &str, path: &str, rules: &str) -> String {
    format!(
        "[[source]]\nname = \"site\"\ntitle = \"The Site\"\nkind = \"{kind}\"\nurl = \"{}\"\nallow_private = true\n{rules}\n",
        site.url(path)
    )
}

fn answer(body: &Value, headers: &[(&'static str, &str)]) -> Fault {
    let mut all = vec![("content-type", "application/json".to_owned())];
    all.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Fault::Answer(200, all, body.to_string().into_bytes())
}

fn find<'a>(held: &'a [Held], ending: &str) -> &'a Held {
    held.iter().find(|held| held.article.said.url.path().ends_with(ending)).expect(ending)
}

/// How often each address was asked for, without its query.
fn asked(site: &Site, path: &str) -> usize {
    site.asked().iter().filter(|asked| asked.path.split('?').next() == Some(path)).count()
}

fn post(site: &Site, id: u32) -> Value {
    json!({"id": id, "date_gmt": format!("2026-11-{:02}T09:30:00", id % 20 + 1), "modified_gmt": "2026-11-21T08:00:00",
        "link": site.url(&format!("news/story-{id}/")), "title": {"rendered": format!("Story {id} &amp; more")}, "author": 7,
        "content": {"rendered": format!("<p>The words of story {id}, in full.</p>"), "protected": id == 6}, "excerpt": {"rendered": "<p>Short.</p>"},
        "_embedded": {"author": [{"name": "Ann Lee"}], "wp:term": [[{"name": "Funding", "taxonomy": "category", "slug": "funding"}]]}})
}

fn wp_comment(id: u32, parent: u32) -> Value {
    json!({"id": id, "post": 1, "parent": parent, "author": if id == 3 { 7 } else { 0 }, "author_name": format!("Reader {id}"),
        "date_gmt": format!("2026-11-21T10:{:02}:00", id % 60), "content": {"rendered": format!("<p>What reader {id} thinks.</p>")},
        "link": format!("http://x.example/#comment-{id}"), "type": "comment", "status": "approved"})
}

/// Three pages of two posts; two pages of comments under the first.
fn wordpress_site() -> Site {
    let site = Site::empty();
    let posts = "/wp-json/wp/v2/posts";
    for (page, path) in [(1, posts.to_owned()), (2, format!("{posts}?page=2")), (3, format!("{posts}?page=3"))] {
        let list = json!([post(&site, page * 2 - 1), post(&site, page * 2)]);
        site.fault(&path, answer(&list, &[("x-wp-totalpages", "3")]));
    }
    let comments = "/wp-json/wp/v2/comments";
    site.fault(comments, answer(&json!([]), &[("x-wp-totalpages", "0")]));
    let first: Vec<Value> = (1..=100).map(|id| wp_comment(id, u32::from(id == 3) * 2)).collect();
    site.fault(&format!("{comments}?post=1"), answer(&json!(first), &[("x-wp-totalpages", "2")]));
    let second = json!([wp_comment(101, 100), wp_comment(102, 0)]);
    site.fault(&format!("{comments}?post=1&page=2"), answer(&second, &[("x-wp-totalpages", "2")]));
    site
}

#[tokio::test]
async fn wordpress_is_read_by_its_api_over_all_pages() {
    let site = wordpress_site();
    let room = Room::new(&source(&site, "wordpress", "/", "pages = 5"));
    let round = room.round();
    assert_eq!(round["articles"]["new"], 5, "{round}");
    assert_eq!(asked(&site, "/wp-json/wp/v2/posts"), 3);
    let held = room.held().await;
    assert_eq!(held.len(), 5, "the sixth is behind a password");
    let one = find(&held, "/story-1/");
    assert_eq!(
        (one.article.said.title.as_str(), one.article.said.text.as_str()),
        ("Story 1 & more", "The words of story 1, in full.")
    );
    assert_eq!(one.article.said.published, Some(time("2026-11-02T09:30:00Z")));
    assert_eq!(one.article.said.topics, ["Funding"]);
    assert_eq!(one.comments.len(), 102);
    let by_key = |key: &str| one.comments.iter().find(|comment| comment.said.key.0 == key).expect(key);
    assert_eq!(by_key("3").said.parent.as_ref().map(|key| key.0.as_str()), Some("2"));
    assert_eq!(by_key("101").said.parent.as_ref().map(|key| key.0.as_str()), Some("100"));
    assert_eq!(by_key("102").said.posted, Some(time("2026-11-21T10:42:00Z")));
    assert!(find(&held, "/story-5/").comments.is_empty());

    // A comment that is taken away, and one that is new.
    let second = json!([wp_comment(102, 0), wp_comment(103, 0)]);
    site.fault("/wp-json/wp/v2/comments?post=1&page=2", answer(&second, &[("x-wp-totalpages", "2")]));
    let round = room.round_of_all_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"]["new"], 0, "{round}");
    let held = room.held().await;
    let keys: Vec<_> = find(&held, "/story-1/").comments.iter().map(|comment| comment.said.key.0.clone()).collect();
    assert!(keys.contains(&"103".to_owned()) && !keys.contains(&"101".to_owned()), "{:?}", &keys[95..]);
}

#[tokio::test]
async fn wordpress_with_a_closed_api_is_read_by_its_feed() {
    let story = "<h1>Story one of the feed</h1><article><p>The first paragraph of the story, with enough words to be one of them.</p>\
        <p>The second paragraph of the story, with enough words to be one of them too.</p></article>";
    for (status, plain) in [(401, 403), (404, 200), (403, 404)] {
        let site = Site::empty();
        site.write("index.html", "<title>A front page</title><p>Nothing to see.");
        site.write("news/story-1/index.html", story);
        let link = site.url("news/story-1/");
        let feed = format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Site</title><link>{link}</link><description>d</description>\
             <item><title>Story one</title><link>{link}</link><pubDate>Fri, 20 Nov 2026 09:30:00 GMT</pubDate></item></channel></rss>"
        );
        let rss = vec![("content-type", "application/rss+xml".to_owned())];
        site.fault("/feed/", Fault::Answer(200, rss, feed.into_bytes()));
        let closed = answer(&json!({"code": "rest_cannot_access", "message": "Only for members"}), &[]);
        let Fault::Answer(_, headers, body) = closed else { unreachable!("it is an answer") };
        site.fault("/wp-json/wp/v2/posts", Fault::Answer(status, headers.clone(), body.clone()));
        if plain != 200 {
            site.fault("/?rest_route=%2Fwp%2Fv2%2Fposts", Fault::Answer(plain, headers, body));
        }
        let room = Room::new(&source(&site, "wordpress", "/", ""));
        let round = room.round();
        assert_eq!(round["problem"], Value::Null, "{status}: {round}");
        let held = room.held().await;
        assert_eq!(held.len(), 1, "{status}: {round}");
        let said = &held[0].article.said;
        assert!(said.text.contains("second paragraph"), "{status}: {}", said.text);
        assert_eq!(said.published, Some(time("2026-11-20T09:30:00Z")), "{status}");
        assert_eq!(asked(&site, "/feed/"), 1, "{status}");
        let checked = room.workspace.run(&["check", "--online"]);
        assert!(checked.stdout.contains("/feed/: 1 articles"), "{status}: {} {}", checked.stdout, checked.stderr);
    }
    // Where the feed is closed too, the source has a problem.
    let site = Site::empty();
    let room = Room::new(&source(&site, "wordpress", "/", ""));
    let round = room.round();
    assert!(round["problem"].as_str().is_some_and(|problem| problem.contains("/feed/")), "{round}");
}

fn forum_post(number: u32) -> Value {
    json!({"id": 5000 + number, "post_number": number, "post_type": if number == 30 { 3 } else { 1 }, "username": "cd", "name": "C. Dee",
        "user_title": "Locum", "created_at": format!("2026-11-20T09:{number:02}:00.000Z"), "cooked": format!("<p>Words of post {number}.</p>"),
        "reply_to_post_number": (number == 45).then_some(2), "post_url": format!("/t/rotas/9/{number}"), "hidden": number == 40,
        "actions_summary": [{"id": 2, "count": number}], "moderator": number == 44})
}

#[tokio::test]
async fn a_forum_is_read_with_every_post_of_a_topic() {
    let site = Site::empty();
    let topics = json!({"topic_list": {"topics": [{"id": 9, "title": "Rotas", "posts_count": 45, "created_at": "2026-11-20T09:01:00.000Z"}]}});
    site.fault("/c/news/5.json", answer(&topics, &[]));
    let posts = |range: std::ops::RangeInclusive<u32>| range.map(forum_post).collect::<Vec<_>>();
    let stream: Vec<u32> = (1..=45).map(|number| 5000 + number).collect();
    let topic = json!({"id": 9, "slug": "rotas", "title": "Rotas grow", "posts_count": 45, "tags": ["Funding"],
        "post_stream": {"posts": posts(1..=20), "stream": stream}});
    site.fault("/t/9.json", answer(&topic, &[]));
    site.fault(
        "/t/9/posts.json?post_ids%5B%5D=5021&post_ids%5B%5D=5045",
        answer(&json!({"post_stream": {"posts": posts(21..=45)}}), &[]),
    );
    let room = Room::new(&source(&site, "discourse", "c/news/5", ""));
    let round = room.round();
    assert_eq!(round["articles"]["new"], 1, "{round}");
    let held = room.held().await;
    let topic = find(&held, "/t/rotas/9");
    assert_eq!((topic.article.said.text.as_str(), topic.article.said.comments_stated), ("Words of post 1.", Some(44)));
    let words: Vec<&str> = topic.comments.iter().map(|comment| comment.said.text.as_str()).collect();
    // Post 30 is what the forum did itself, and post 40 is hidden.
    assert_eq!(words.iter().filter(|words| !words.is_empty()).count(), 42, "{words:?}");
    assert!(!words.iter().any(|words| words.contains("post 30") || words.contains("post 40")), "{words:?}");
    let last = topic.comments.iter().find(|comment| comment.said.key.0 == "45").expect("the last");
    assert_eq!(last.said.parent.as_ref().map(|key| key.0.as_str()), Some("2"));
    assert_eq!((last.said.votes, last.said.role.as_deref()), (Some(45), Some("Locum")));
}

const JSON_RULES: &str = r#"
[source.json]
api = "/api/news?limit=2"
articles = "data.items"
next = "data.cursor"
next_parameter = "after"
url = "/news/{slug}"
title = "headline"
authors = "people[*].name"
published = "at"
body = "html"
topics = "tags"
comments_stated = "talk.total"

[source.json.comments]
list = "talk.list"
key = "id"
author = "by"
time = "at"
text = "words"
votes = "score"
replies = "answers"
"#;

fn story(slug: &str) -> Value {
    json!({"slug": slug, "headline": format!("About {slug}"), "people": [{"name": "Ann Lee"}], "at": 1_795_167_000, "html": "<p>All of it.</p>",
        "tags": ["Funding"], "talk": {"total": 3, "list": [
            {"id": 1, "by": "C. Dee", "at": 1_795_170_000, "words": "One thought", "score": 4, "answers": [{"id": 2, "by": "E. Eff", "words": "An answer"}]},
            {"id": 3, "words": "Another thought"}]}})
}

#[tokio::test]
async fn a_json_api_is_read_by_paths() {
    let site = Site::empty();
    let list = |slugs: &[&str], cursor: Value| json!({"data": {"items": slugs.iter().map(|slug| story(slug)).collect::<Vec<_>>(), "cursor": cursor}});
    site.fault("/api/news?limit=2", answer(&list(&["a", "b"], json!("x1")), &[]));
    site.fault("/api/news?limit=2&after=x1", answer(&list(&["c"], Value::Null), &[]));
    let room = Room::new(&source(&site, "json", "/", JSON_RULES));
    let round = room.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(3), &Value::Null), "{round}");
    let held = room.held().await;
    let a = find(&held, "/news/a");
    assert_eq!(
        (a.article.said.title.as_str(), a.article.said.text.as_str(), a.article.said.comments_stated),
        ("About a", "All of it.", Some(3))
    );
    assert_eq!(a.article.said.published, Some(time("2026-11-20T09:30:00Z")));
    let told: Vec<_> = a
        .comments
        .iter()
        .map(|c| (c.said.key.0.as_str(), c.said.votes, c.said.parent.as_ref().map(|key| key.0.as_str())))
        .collect();
    assert_eq!(told, [("1", Some(4), None), ("2", None, Some("1")), ("3", None, None)]);

    // The site renames a key: the operator hears which, and what is there.
    let renamed = list(&["a"], Value::Null).to_string().replace("\"items\"", "\"articles\"");
    site.fault("/api/news?limit=2", answer(&serde_json::from_str(&renamed).unwrap(), &[]));
    let round = room.round_at("2026-11-22T13:00:00Z");
    let problem = round["problem"].as_str().unwrap_or_default();
    assert!(problem.contains("the path \"data.items\" gave nothing: \"data\" has the keys"), "{round}");
    assert_eq!(room.held().await.len(), 3);
}

#[tokio::test]
async fn a_json_api_without_bodies_is_followed_to_its_pages_and_its_comments() {
    let site = Site::empty();
    site.write(
        "news/a.html",
        "<h1>About a</h1><article><p>The first paragraph of the story, with enough words to be one of them.</p>\
         <p>The second paragraph of the story, with enough words to be one of them too.</p></article>",
    );
    let rules = JSON_RULES
        .replace("body = \"html\"\n", "")
        .replace("/news/{slug}", "/news/{slug}.html")
        .replace("list = \"talk.list\"", "list = \"talk.list\"\nurl = \"/api/talk?of={slug}\"\nnext = \"page.next\"");
    site.fault("/api/news?limit=2", answer(&json!({"data": {"items": [story("a")]}}), &[]));
    let mut first = story("a");
    first["page"] = json!({"next": 2});
    site.fault("/api/talk?of=a", answer(&first, &[]));
    let second = json!({"talk": {"list": [{"id": 9, "words": "Much later"}]}, "page": {"next": null}});
    site.fault("/api/talk?of=a&page=2", answer(&second, &[]));
    let room = Room::new(&source(&site, "json", "/", &rules));
    let round = room.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(1), &Value::Null), "{round}");
    let held = room.held().await;
    let a = find(&held, "/news/a.html");
    assert!(a.article.said.text.contains("second paragraph"), "the page's own body");
    assert_eq!(a.article.said.authors, ["Ann Lee"], "what the page does not say, the API does");
    let keys: Vec<_> = a.comments.iter().map(|comment| comment.said.key.0.as_str()).collect();
    assert_eq!(keys, ["1", "2", "3", "9"]);
}

#[tokio::test]
async fn pages_that_state_what_they_hold_are_believed() {
    let site = Site::empty();
    let block = |value: Value| format!("<script type='application/ld+json'>{value}</script>");
    let listing = json!({"@type": "CollectionPage", "mainEntity": {"@type": "ItemList", "itemListElement": [
        {"@type": "ListItem", "position": 1, "url": "/news/a.html"}, {"@type": "ListItem", "position": 2, "url": "/news/b.html"}]}});
    site.write("index.html", block(listing) + "<div id=app></div>");
    for name in ["a", "b"] {
        let article = json!({"@type": "ReportageNewsArticle", "headline": format!("Stated {name}"), "datePublished": "2026-11-20T09:30:00Z",
            "author": [{"@type": "Person", "name": "Ann Lee"}], "isAccessibleForFree": name == "a", "commentCount": 2,
            "articleBody": format!("The words of {name} as stated, all of them in one place."), "comment": [{"@id": "#c1"}, {"@id": "#c2"}]});
        let comments = json!([{"@type": "Comment", "@id": "#c1", "text": "One", "upvoteCount": 5},
            {"@type": "Comment", "@id": "#c2", "text": "Two", "parentItem": {"@id": "#c1"}, "upvoteCount": 1, "downvoteCount": 4}]);
        site.write(&format!("news/{name}.html"), block(article) + &block(comments) + "<div id=app></div>");
    }
    let room = Room::new(&source(&site, "linked_data", "/", ""));
    let round = room.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(2), &Value::Null), "{round}");
    let held = room.held().await;
    let (a, b) = (find(&held, "/news/a.html"), find(&held, "/news/b.html"));
    assert_eq!(
        (a.article.said.title.as_str(), a.article.said.access.as_str(), b.article.said.access.as_str()),
        ("Stated a", "open", "paid")
    );
    assert!(a.article.said.text.contains("The words of a as stated"));
    let told: Vec<_> = a
        .comments
        .iter()
        .map(|c| (c.said.key.0.as_str(), c.said.votes, c.said.parent.as_ref().map(|key| key.0.as_str())))
        .collect();
    assert_eq!(told, [("1", Some(5), None), ("2", Some(-3), Some("1"))]);
}

#[test]
fn each_kind_can_be_tried() {
    let site = wordpress_site();
    let room = Room::new(&source(&site, "wordpress", "/", "pages = 3"));
    let tried = room.workspace.run(&["try", "site", "--json"]).expect_code(0);
    let document: Value = serde_json::from_str(&tried.stdout).expect("one document");
    let articles = document["articles"].as_array().expect("a list");
    assert_eq!(articles.len(), 5);
    let with_comments =
        articles.iter().filter(|article| article["comments"].as_array().is_some_and(|list| list.len() == 102));
    assert_eq!(with_comments.count(), 1);
    let tried = room.workspace.run(&["try", "site"]).expect_code(0);
    assert!(tried.stdout.contains("Story 1 & more") && tried.stdout.contains("behind a password"), "{}", tried.stdout);
}
