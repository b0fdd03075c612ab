//! Owns the tests of `try`: what it yields, by the contract of the article document, and that nothing is left behind.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{clone_of_the_repository, empty};
use crate::harness::folder::Workspace;
use crate::harness::newsroom;
use crate::harness::site::{Fault, Site};

const ARTICLE: [&str; 13] = [
    "url",
    "title",
    "authors",
    "published",
    "updated",
    "topics",
    "lead",
    "text",
    "html",
    "image",
    "correction",
    "comments_stated",
    "comments",
];
const COMMENT: [&str; 12] =
    ["key", "author", "role", "posted", "text", "html", "votes", "parent", "position", "score", "rank", "reasons"];

/// Fails the test unless the article is what scripts rely on.
#[track_caller]
fn keeps_the_contract(article: &Value) {
    assert_eq!(keys(article), ARTICLE.map(str::to_owned).into());
    for key in ["url", "title", "text", "html"] {
        assert!(article[key].is_string(), "{key}: {}", article[key]);
    }
    for key in ["published", "updated"] {
        is_time(&article[key]);
    }
    assert!(article["authors"].is_array() && article["topics"].is_array());
    if !article["correction"].is_null() {
        assert_eq!(keys(&article["correction"]), ["text", "at"].map(str::to_owned).into());
        is_time(&article["correction"]["at"]);
    }
    for comment in article["comments"].as_array().unwrap() {
        assert_eq!(keys(comment), COMMENT.map(str::to_owned).into());
        assert!(comment["key"].is_string() && comment["text"].is_string() && comment["position"].is_u64());
        assert!(comment["score"].is_null() && comment["rank"].is_null(), "{comment}");
        assert_eq!(comment["reasons"], serde_json::json!([]));
        is_time(&comment["posted"]);
    }
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

/// RFC 3339 with its offset, or null.
#[track_caller]
fn is_time(value: &Value) {
    let Some(text) = value.as_str() else { return assert!(value.is_null(), "{value}") };
    assert!(chrono::DateTime::parse_from_rfc3339(text).is_ok(), "{text}");
}

/// Runs `try` with a temporary folder of its own, and fails the test where anything is left in it or made beside.
fn try_in(workspace: &Workspace, arguments: &[&str], code: i32) -> crate::harness::folder::Output {
    let temporary = workspace.path("temporary");
    std::fs::create_dir_all(&temporary).unwrap();
    let before = workspace.files("");
    let mut all = vec!["try"];
    all.extend(arguments);
    let said = workspace.command(&all).env("TMPDIR", temporary.to_str().unwrap()).start().wait().expect_code(code);
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0, "something was left behind");
    assert_eq!(workspace.files(""), before, "something was stored");
    assert!(!workspace.path("var").exists(), "something was stored");
    said
}

#[test]
fn a_source_of_the_configuration() {
    let workspace = clone_of_the_repository();
    let document = try_in(&workspace, &["newsroom", "--json"], 0).json();
    assert_eq!(keys(&document), BTreeSet::from(["articles".to_owned()]));
    let articles = document["articles"].as_array().unwrap();
    assert_eq!(articles.len(), 29);
    articles.iter().for_each(keeps_the_contract);
    assert!(articles.iter().any(|article| article["correction"]["text"].is_string()), "one was amended");
    assert!(articles.iter().any(|article| article["comments_stated"] == 23));
    let summer = articles.iter().filter_map(|article| article["published"].as_str()).any(|at| at.ends_with("+01:00"));
    assert!(summer, "times have the offset of the site's zone at the time");
}

#[test]
fn a_saved_page_with_its_pages_of_comments() {
    let workspace = empty();
    let page = newsroom().join("news/one-pot-gps-nurses.html");
    let document = try_in(&workspace, &["--json", page.to_str().unwrap()], 0).json();
    let article = &document["articles"][0];
    keeps_the_contract(article);
    assert_eq!(document["articles"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (article["comments_stated"].as_u64(), article["comments"].as_array().map(Vec::len)),
        (Some(23), Some(23))
    );
    let positions: Vec<u64> =
        article["comments"].as_array().unwrap().iter().map(|c| c["position"].as_u64().unwrap()).collect();
    assert_eq!(positions, (positions[0]..positions[0] + 23).collect::<Vec<_>>());
}

#[test]
fn a_page_for_people() {
    let workspace = empty();
    let page = newsroom().join("news/one-pot-gps-nurses.html");
    let said = try_in(&workspace, &[page.to_str().unwrap()], 0);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines[0], "Practices may hire GPs and nurses from one staffing pot, but it will not grow");
    assert!(lines[2].contains("authors: Nell Ashdown, Priya Lanyon; topics: Funding, Workforce"), "{}", lines[2]);
    assert!(lines[3].contains("23 comments (23 stated)"), "{}", lines[3]);
    assert!(lines[4].starts_with("  > Dr Patel ("), "{}", lines[4]);
    assert!(lines.last().unwrap().starts_with("tried     /"), "{}", said.stdout);
    assert_eq!(said.stderr, "");
}

#[test]
fn a_page_of_a_site() {
    let site = Site::of(&newsroom());
    let workspace = empty();
    let url = site.url("news/one-pot-gps-nurses.html");
    let refused = try_in(&workspace, &["--json", &url], 1);
    refused.tells(&["no article found at http://", "not on the public internet", "--allow-private"]);
    assert_eq!(refused.stdout, "");
    assert!(site.asked().is_empty(), "it was asked all the same");

    let document = try_in(&workspace, &["--json", "--allow-private", &url], 0).json();
    keeps_the_contract(&document["articles"][0]);
    assert_eq!(document["articles"][0]["comments"].as_array().map(Vec::len), Some(23));
    assert_eq!(document["articles"][0]["url"], url);
}

#[test]
fn the_zone_may_be_named() {
    let workspace = empty();
    let page = "<html><head><title>A headline of some length</title></head><body><article><h1>A headline of some length\
        </h1><p class=date>Posted 1 July 2026 12:07</p><p>One paragraph of the story with enough words in it to be one.\
        </p><p>Another paragraph of the story with enough words in it to be one, and then some more.</p></article>";
    workspace.write("page.html", page);
    let document = try_in(&workspace, &["--json", "--zone", "America/New_York", "page.html"], 0).json();
    assert_eq!(document["articles"][0]["published"], "2026-07-01T12:07:00-04:00");
    workspace.run(&["try", "--zone", "Nowhere", "page.html"]).expect_code(2);
}

const LISTING: &str = "<html><head><title>News</title></head><body><h1>News</h1><main>\
    <article><h2><a href='/news/one-story-of-the-day'>One story of the day and its long headline</a></h2><p>Teaser.</p></article>\
    <article><h2><a href='/news/another-story-today'>Another story of the day with a headline</a></h2><p>Teaser.</p></article>\
    <article><h2><a href='/news/third-story-today-too'>A third story of the day with a headline</a></h2><p>Teaser.</p></article>\
    <article><h2><a href='/news/fourth-story-of-them'>A fourth story of the day with a headline</a></h2><p>Teaser.</p></article>\
    <article><h2><a href='/news/fifth-story-of-today'>A fifth story of the day with a headline</a></h2><p>Teaser.</p></article>\
    </main></body></html>";

/// Why there is none is said on one line, with what to do; nothing is printed that a script might take for an article.
#[test]
fn what_is_no_article_is_told_by_what_it_is() {
    let picture = "<li><a href='/p'><img src='/p.jpg' alt=''></a></li>".repeat(9);
    let gallery = format!("<title>The ball in pictures</title><h1>The ball in pictures</h1><ul>{picture}</ul>");
    let pages: [(&str, &[u8], &[&str]); 10] = [
        ("listing.html", LISTING.as_bytes(), &["a listing with links to 5 articles", "kind = \"page\""]),
        ("feed.xml", b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", &["a feed", "kind = \"feed\""]),
        ("map.xml", b"<?xml version='1.0'?><urlset/>", &["a site map", "kind = \"sitemap\""]),
        ("api.json", b"{\"posts\": []}", &["a JSON answer", "kind = \"json\""]),
        ("report.pdf", b"%PDF-1.7 words", &["a PDF document"]),
        ("photo.png", b"\x89PNG\r\n\x1a\n", &["an image"]),
        ("empty.html", b" \n", &["the page is empty"]),
        ("app.html", b"<title>News</title><div id=app></div><script src=a.js></script>", &["a script fills the page"]),
        ("gallery.html", gallery.as_bytes(), &["a gallery of 9 pictures"]),
        (
            "login.html",
            b"<title>Log in</title><h1>Log in</h1><form><input name=u><input type=\"password\"></form>",
            &["a login stands in front of the page", "shown to everybody"],
        ),
    ];
    let (site, workspace) = (Site::empty(), empty());
    for (path, body, wanted) in pages {
        site.write(path, body);
        assert_no_article(&workspace, &site.url(path), wanted);
    }
}

#[track_caller]
fn assert_no_article(workspace: &Workspace, url: &str, wanted: &[&str]) {
    for arguments in [&["--json", "--allow-private", url][..], &["--allow-private", url][..]] {
        let said = try_in(workspace, arguments, 1);
        assert_eq!(said.stdout, "", "{url}");
        said.tells(&[format!("no article found at {url}: ").as_str()]);
        said.tells(wanted);
        assert_eq!(said.stderr.trim_end().lines().count(), 1, "{}", said.stderr);
    }
}

#[test]
fn what_cannot_be_had_is_told_by_its_reason() {
    let (site, workspace) = (Site::of(&newsroom()), empty());
    let challenge = b"<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>";
    site.fault("/walled", Fault::Answer(403, vec![("content-type", "text/html".to_owned())], challenge.to_vec()));
    site.fault("/members", Fault::status(403));
    site.fault("/moved", Fault::redirect(302, "http://169.254.169.254/latest/"));
    let cases: [(&str, &[&str]); 4] = [
        ("nowhere.html", &["the server answered 404", "check the address"]),
        ("walled", &["a check for robots stands in front of the page", "ask its owner"]),
        ("members", &["the server answered 403", "to everybody"]),
        ("moved", &["169.254.169.254"]),
    ];
    for (path, wanted) in cases {
        assert_no_article(&workspace, &site.url(path), wanted);
    }
    let site = Site::of(&newsroom());
    site.write("robots.txt", "User-agent: *\nDisallow: /news/\n");
    let url = site.url("news/one-pot-gps-nurses.html");
    assert_no_article(&workspace, &url, &["robots.txt", "Disallow: /news/", "does not want this page"]);
}

/// Pages that stand in for others, as a site answers them with status 200.
#[test]
fn what_stands_in_for_an_article_is_told() {
    let comment = |n: u32| {
        format!(
            "<li class=comment id=comment-{n}><cite class=fn>Reader {n}</cite><div class=comment-content><p>I have said this \
             before and shall say it again, number {n}: the rota was never agreed by anybody whom I know.</p></div></li>"
        )
    };
    let comments: String = (1..=5).map(comment).collect();
    let missing = "<title>Page not found | The Quay</title><h1>Page not found</h1><p>We are sorry, but the page that you were \
        looking for could not be found. It may have been moved, or you may have followed an old link.</p>";
    let search =
        LISTING.replace("<h1>News", "<h1>Search results for “rota”").replace("<title>News", "<title>Search results");
    let pages: [(&str, &str, &[&str]); 7] = [
        ("missing.html", missing, &["the site says \"Page not found", "check the address"]),
        ("search.html", &search, &["it is a search", "try one of the articles"]),
        (
            "comments.html",
            &format!("<title>Comments</title><h1>Comments</h1><ol class=comment-list>{comments}</ol>"),
            &["5 readers' comments and no article"],
        ),
        (
            "sent.html",
            "<meta http-equiv=refresh content='0; url=/story.html'><a href=/story.html>Moved</a>",
            &["it only sends on to http://", "/story.html: try that"],
        ),
        (
            "frames.html",
            "<title>Old paper</title><frameset cols='20%,80%'><frame src=menu.html><frame src=main.html></frameset>",
            &["a page of frames", "/menu.html, http://", "/main.html"],
        ),
        ("note.xml", "<?xml version='1.0'?><note><to>x</to></note>", &["an XML document, not an HTML page"]),
        ("program.bin", "\u{0}\u{1}\u{2}<h1>", &["a file that holds no text"]),
    ];
    let (site, workspace) = (Site::empty(), empty());
    for (path, body, wanted) in pages {
        site.write(path, body);
        assert_no_article(&workspace, &site.url(path), wanted);
    }
    // An article about such a page is one.
    let story = "<title>Search for missing porter goes on</title><article><h1>Search for missing porter goes on</h1><p>The porter who \
        left with the linen on Monday was still looked for when the sun went down on Tuesday, and again on Wednesday.</p></article>";
    site.write("story.html", story);
    let said = try_in(&workspace, &["--json", "--allow-private", &site.url("story.html")], 0);
    assert_eq!(said.json()["articles"].as_array().map(Vec::len), Some(1));
}
