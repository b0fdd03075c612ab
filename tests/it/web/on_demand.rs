//! Owns the tests of the feeds that are made when somebody asks for them: of an author, and of an article's comments.

use serde_json::Value;

use super::Served;
use super::wire::Answer;

fn items(answer: &Answer) -> Vec<Value> {
    let document: Value = serde_json::from_slice(&answer.body).unwrap();
    document["items"].as_array().unwrap().clone()
}

fn slug(name: &str) -> String {
    postround::publish::slug::slug(name).unwrap()
}

/// What every document promises, whoever made it.
fn assert_served(served: &Served, path: &str, media: &str) -> Answer {
    let whole = served.get_with(path, &[("accept-encoding", "gzip")]);
    assert_eq!((whole.status, whole.header("content-type")), (200, Some(media)), "{path}");
    assert_eq!(whole.header("content-encoding"), Some("gzip"), "{path}");
    assert_eq!(whole.header("cache-control"), Some("public, max-age=900"), "{path}");
    assert_eq!(whole.header("vary"), Some("Accept-Encoding"), "{path}");
    let held = [("accept-encoding", "gzip"), ("if-none-match", whole.etag())];
    assert_eq!((served.get_with(path, &held).status, served.head(path, &held).status), (304, 304), "{path}");
    let at = whole.header("last-modified").unwrap();
    assert_eq!(served.get_with(path, &[("if-modified-since", at)]).status, 304, "{path}");
    let plain = served.get(path);
    assert_ne!(plain.etag(), whole.etag(), "{path}");
    assert_eq!(served.head(path, &[]).header("content-length"), Some(plain.body.len().to_string().as_str()));
    plain
}

const FORMATS: [(&str, &str); 3] = [
    ("rss", "application/rss+xml; charset=utf-8"),
    ("atom", "application/atom+xml; charset=utf-8"),
    ("json", "application/feed+json; charset=utf-8"),
];

#[test]
fn an_author_has_a_feed_when_somebody_asks_for_it() {
    let served = Served::newsroom();
    let all = items(&served.get("/feeds/all.json"));
    let names = |item: &Value| -> Vec<String> {
        let authors = item["authors"].as_array().into_iter().flatten();
        authors.filter_map(|author| author["name"].as_str().map(str::to_owned)).collect()
    };
    let name = all.iter().flat_map(names).next().expect("the newsroom names its authors");
    let path = format!("/feeds/authors/{}", slug(&name));
    for (ending, media) in FORMATS {
        let document = assert_served(&served, &format!("{path}.{ending}"), media);
        assert!(document.text().contains(&path) && document.text().contains(&name), "{path}.{ending}");
    }
    let own = served.get(&format!("{path}.json"));
    let ids = |items: &[Value]| items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>();
    let expected: Vec<Value> = all.iter().filter(|item| names(item).contains(&name)).cloned().collect();
    assert_eq!(ids(&items(&own)), ids(&expected), "the author's articles and no other");
    for nobody in ["/feeds/authors/nobody-at-all.rss", "/feeds/authors/%25.rss", "/feeds/authors/-.rss"] {
        let answer = served.get(nobody);
        assert_eq!((answer.status, answer.header("content-type")), (404, Some("text/html; charset=utf-8")), "{nobody}");
    }
}

#[tokio::test]
async fn the_comments_of_an_article_are_a_thread_until_the_article_goes() {
    let served = Served::newsroom();
    let all = items(&served.get("/feeds/all.json"));
    let held = served.room.held().await;
    let one = held.iter().max_by_key(|one| one.comments.len()).expect("the newsroom has comments");
    let id = one.article.uid.strip_prefix("urn:uuid:").unwrap();
    assert!(all.iter().any(|item| item["id"] == one.article.uid.as_str()), "it is a live article");
    let path = format!("/articles/{id}/comments");
    for (ending, media) in FORMATS {
        let document = assert_served(&served, &format!("{path}.{ending}"), media);
        assert!(document.text().contains(&path), "{path}.{ending}");
        assert_eq!(document.header("link"), None, "no hub is told of it");
    }
    let shown = items(&served.get(&format!("{path}.json")));
    let uids: Vec<&str> = one.comments.iter().map(|comment| comment.uid.as_str()).collect();
    assert!(!shown.is_empty() && shown.iter().all(|item| uids.contains(&item["id"].as_str().unwrap())));
    let page = served.get(&path).text();
    for ending in ["rss", "atom", "json"] {
        let address = format!("http://127.0.0.1:8080{path}.{ending}");
        assert_eq!(page.matches(&format!("\"{address}\"")).count(), 2, "to copy, and for readers that look for it");
    }
    let in_full = page.matches("<article>").count();
    assert!(in_full > 0 && in_full == page.matches(">Report this comment</a>").count());
    for item in shown.iter().take(in_full) {
        let report =
            item["content_html"].as_str().unwrap().rsplit_once("href=\"").unwrap().1.split('"').next().unwrap();
        assert!(page.contains(&format!("href=\"{report}\" rel=\"nofollow\"")), "{report} is on the page too");
    }
    // Hidden by the operator: it leaves at once, whoever had it held.
    let hidden = shown[0]["id"].as_str().unwrap().to_owned();
    served.room.workspace.run(&["moderate", "hide", &hidden]).expect_code(0);
    served.clock.advance(chrono::TimeDelta::seconds(1));
    let left = items(&served.get(&format!("{path}.json")));
    assert_eq!(left.len(), shown.len() - 1);
    assert!(left.iter().all(|item| item["id"] != hidden.as_str()));
    for nothing in [
        "/articles/0b0e1a52-2d61-4d5c-a8a5-6b2f0a3c9d11/comments.rss",
        "/articles/x/comments.json",
        "/articles//comments.rss",
        &format!("{path}.archive-1.rss"),
    ] {
        let answer = served.get(nothing);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (404, Some("text/html; charset=utf-8")),
            "{nothing}"
        );
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"), "{nothing}");
    }
}
