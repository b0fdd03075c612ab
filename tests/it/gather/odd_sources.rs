//! Owns the tests of sources that answer with something, and not with what an operator expects: each says what is amiss
//! and what to do.

use std::io::Write;

use serde_json::Value;

use crate::harness::site::{Fault, Site};
use crate::room::Room;

fn source(site: &Site, kind: &str, rules: &str) -> String {
    format!(
        "[[source]]\nname = \"site\"\ntitle = \"The Site\"\nkind = \"{kind}\"\nurl = \"{}\"\nallow_private = true\n{rules}\n",
        site.url("/")
    )
}

fn feed(site: &Site, entries: usize) -> String {
    let entry = |number: usize| {
        let link = site.url(&format!("news/story-{number}.html"));
        format!(
            "<item><title>Story {number}</title><link>{link}</link><description>What happened on night {number} […]</description></item>"
        )
    };
    let entries: String = (1..=entries).map(entry).collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>{entries}</channel></rss>")
}

#[tokio::test]
async fn a_feed_of_summaries_is_told_of_by_each_verb() {
    let site = Site::empty();
    site.write("feed.rss", feed(&site, 4));
    let address = format!("feed = \"{}\"", site.url("feed.rss"));
    let room = Room::new(&source(&site, "feed", &address));
    for verb in ["try", "gather", "sources"] {
        let said = room.workspace.run(&[verb, "site"]).expect_code(0);
        let hint = said.stdout.lines().filter(|line| line.contains("hint: ")).collect::<Vec<_>>().join("\n");
        assert!(hint.contains("summaries") && hint.contains("articles = \"pages\""), "{verb}: {}", said.stdout);
    }
    let again = room.workspace.run(&["gather", "site"]).expect_code(0);
    assert!(!again.stdout.contains("hint: "), "the feed was not read again: {}", again.stdout);
    assert!(room.workspace.run(&["sources"]).expect_code(0).stdout.contains("hint: "), "what is held shows it still");
    let room = Room::new(&source(&site, "feed", &format!("{address}\narticles = \"entries\"")));
    for verb in ["try", "gather", "sources"] {
        let said = room.workspace.run(&[verb, "site"]).expect_code(0);
        assert!(!said.stdout.contains("hint: "), "{verb}: it is meant: {}", said.stdout);
    }
}

#[test]
fn a_feed_that_is_a_packed_file_is_read() {
    let site = Site::empty();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(feed(&site, 2).as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    for kind in ["application/gzip", "application/octet-stream"] {
        let headers = vec![("content-type", kind.to_owned())];
        site.fault("/feed.rss.gz", Fault::Answer(200, headers, packed.clone()));
        let room = Room::new(&source(&site, "feed", &format!("feed = \"{}\"", site.url("feed.rss.gz"))));
        assert_eq!(room.round()["articles"]["new"], 2, "{kind}");
    }
}

#[test]
fn a_site_map_without_anything_like_an_article_is_a_fault() {
    let site = Site::empty();
    let page = |path: &str| format!("<url><loc>{}</loc></url>", site.url(path));
    let other = format!("<urlset>{}{}</urlset>", page("about"), page("contact"));
    let index = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", site.url("pages.xml"));
    site.write("pages.xml", &other);
    for (map, kind) in [(other, "a map"), (index, "an index")] {
        site.write("sitemap.xml", map);
        let room = Room::new(&source(&site, "sitemap", &format!("sitemap = \"{}\"", site.url("sitemap.xml"))));
        for _ in 0..2 {
            let round = room.round();
            let problem = round["problem"].as_str().unwrap_or_else(|| panic!("{kind}: {round}"));
            for wanted in ["none of the 2 pages", "/about, ", "sitemap = \"…\"", "kind = \"page\""] {
                assert!(problem.contains(wanted), "{kind}: {problem}");
            }
        }
        let shown = room.workspace.run(&["sources", "--json"]).expect_code(0);
        let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
        assert_ne!(shown["sources"][0]["state"], "well", "{kind}");
    }
}

#[test]
fn a_wordpress_site_that_is_closed_everywhere_says_what_was_tried() {
    let site = Site::empty();
    site.write("index.html", "<title>A front page</title><p>Nothing to see.");
    site.fault("/wp-json/wp/v2/posts", Fault::status(401));
    site.fault("/feed/", Fault::status(403));
    let room = Room::new(&source(&site, "wordpress", ""));
    let problem = room.round()["problem"].as_str().expect("a failure").to_owned();
    for wanted in [
        "neither the REST API nor the feed",
        "/wp-json/wp/v2/posts",
        "the server answered 401",
        "rest_route",
        "the answer is a page, not JSON",
        "/feed/: the server answered 403",
        "api = \"…\"",
    ] {
        assert!(problem.contains(wanted), "{wanted}: {problem}");
    }
}
