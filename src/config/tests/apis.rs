//! The sources that are APIs: their tables, and each mistake in them.

use super::*;

fn with(kind: &str, keys: &str) -> String {
    SMALL.replace("kind = \"page\"", &format!("kind = \"{kind}\"\n{keys}"))
}

const JSON: &str = r#"
[source.json]
api = "/api/news?limit=50"
articles = "data.items[*]"
url = "/news/{slug}"
title = "/title"
body = "html"

[source.json.comments]
list = "talk"
text = "words"
"#;

fn json(change: (&str, &str)) -> String {
    let (find, replace) = change;
    assert!(JSON.contains(find), "{find}");
    with("json", "") + &JSON.replacen(find, replace, 1)
}

#[test]
fn each_kind_has_its_options() {
    let kind = |text: &str| parsed(text).sources.remove(0).kind;
    let KindOptions::WordPress { api, follow, rules } = kind(&with("wordpress", "")) else { panic!("wordpress") };
    assert_eq!((api, follow, rules.pages, rules.comment_pages), (None, Follow::Pages, 1, 20));
    let keys = "api = \"https://cms.example/wp-json/\"\narticles = \"entries\"\npages = 4";
    let KindOptions::WordPress { api, follow, rules } = kind(&with("wordpress", keys)) else { panic!("wordpress") };
    assert_eq!((api.is_some(), follow, rules.pages), (true, Follow::Entries, 4));
    let forum = kind(&with("discourse", "comment_pages = 7"));
    assert!(matches!(forum, KindOptions::Discourse { pages: 1, comment_pages: 7 }), "{forum:?}");
    let linked = with("linked_data", "listing = [\"news\"]\nlinks = { article = \"h2 a\" }");
    let KindOptions::LinkedData(rules) = kind(&linked) else { panic!("linked data") };
    assert_eq!((rules.listing[0].path(), rules.links.article.is_some(), rules.pages), ("/news", true, 10));

    let KindOptions::Json { api, .. } = kind(&json(("html", "html"))) else { panic!("json") };
    assert_eq!(api.address.as_str(), "https://paper.example/api/news?limit=50");
    assert_eq!(
        (api.url.to_string().as_str(), api.title.to_string().as_str(), api.next_parameter.as_str()),
        ("/news/{slug}", "/title", "page")
    );
    assert!(api.comments.is_some_and(|rules| rules.url.is_none() && rules.next_parameter == "page"));
}

fn assert_told(cases: &[(String, &str, &str, &str)]) {
    for (text, key, what, cure) in cases {
        let told = problems(text);
        let listed = Problems(told.clone());
        let found = told.iter().find(|problem| problem.key == *key);
        let found = found.unwrap_or_else(|| panic!("{key}: {listed}"));
        assert!(found.what.contains(what) && found.cure.contains(cure) && found.line.is_some(), "{key}: {listed}");
        assert!(told.len() == 1 || text.contains("article ="), "{key}: {listed}");
    }
}

#[test]
fn each_mistake_in_paths_is_told_where_it_stands() {
    assert_told(&[
        (json(("data.items[*]", "data..items")), "source[0].json.articles", "a name is missing", "JSON Pointer"),
        (json(("/title", "/ti~2tle")), "source[0].json.title", "after \"~\"", "JSON Pointer"),
        (json(("/title", "")), "source[0].json.title", "the path is empty", "such as"),
        (json(("articles =", "article =")), "source[0].json.articles", "missing", "add articles = \"data.items\""),
        (json(("/news/{slug}", "/news/{slug")), "source[0].json.url", "brace is not closed", "in braces"),
        (
            json(("/news/{slug}", "https://x.example/news")),
            "source[0].json.url",
            "the same address for every item",
            "in braces",
        ),
        (json(("/api/news?limit=50", "ftp://x.example/")), "source[0].json.api", "not an http", "https://"),
        (json(("body = \"html\"", "")), "source[0].json.comments", "within the articles' items", "add body ="),
        (
            json(("list = \"talk\"", "list = \"talk\"\nnext = \"n\"")),
            "source[0].json.comments.next",
            "no answer of their own",
            "add url =",
        ),
        (json(("list = \"talk\"", "list = 5")), "source[0].json.comments.list", "found a number", "quotes"),
        (
            json(("list = \"talk\"", "list = \"talk\"\nvote = \"n\"")),
            "source[0].json.comments.vote",
            "no such key",
            "\"votes\"?",
        ),
        (
            json(("list = \"talk\"", "list = \"talk\"\nurl = \"http://[{id}\"")),
            "source[0].json.comments.url",
            "not an address",
            "whole address",
        ),
        (
            json(("body = \"html\"", "body = \"html\"\nnext_parameter = \"a b\"")),
            "source[0].json.next_parameter",
            "not a parameter",
            "cursor",
        ),
    ]);
}

#[test]
fn each_key_of_another_kind_is_told_where_it_stands() {
    assert_told(&[
        (with("json", ""), "source[0].json", "missing", "add [source.json]"),
        (with("json", "listing = [\"a\"]") + JSON, "source[0].listing", "lists its articles itself", "pages ="),
        (with("page", "") + JSON, "source[0].json", "only a source of kind \"json\"", "kind = \"json\""),
        (
            with("page", "api = \"https://x.example/\""),
            "source[0].api",
            "only a source of kind \"wordpress\"",
            "[source.json]",
        ),
        (with("wordpress", "api = \"wp-json\""), "source[0].api", "not an address", "whole address"),
        (
            with("json", "articles = \"entries\"") + JSON,
            "source[0].articles",
            "only a source of kind",
            "stands in its [source.json]",
        ),
        (with("sitemap", "articles = \"pages\""), "source[0].articles", "only a source of kind", "always reads"),
        (with("wordpress", "articles = \"posts\""), "source[0].articles", "not known", "\"entries\" or \"pages\""),
        (
            with("wordpress", "links = { article = \"a\" }"),
            "source[0].links",
            "lists its articles itself",
            "take it out",
        ),
        (with("wordpress", "path = \"x\""), "source[0].path", "only a source of kind \"directory\"", "directory"),
        (
            with("discourse", "comments = { item = \"li\" }"),
            "source[0].comments",
            "says itself what its parts are",
            "take it out",
        ),
        (
            with("discourse", "feed = \"https://x.example/\""),
            "source[0].feed",
            "only a source of kind \"feed\"",
            "feed",
        ),
        (with("linked-data", ""), "source[0].kind", "not known", "did you mean \"linked_data\"?"),
    ]);
}
