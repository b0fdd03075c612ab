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

fn page_with(embed: &str) -> String {
    format!(
        "<title>Rota agreed by everybody at last</title><article><h1>Rota agreed by everybody at last</h1>\
         <p>The rota was read out, item by item, and nobody in the room had a word to say against it.</p>\
         <p>It holds from Monday on, and will be read out again in a year, if there are still people to fill it.</p></article>{embed}"
    )
}

fn posts(numbers: std::ops::RangeInclusive<u32>) -> Value {
    let post = |number: u32| {
        serde_json::json!({"id": 900 + number, "post_number": number, "post_type": 1, "username": format!("reader_{number}"),
            "created_at": format!("2026-11-21T10:{:02}:00Z", number), "cooked": format!("<p>What reader {number} thinks.</p>"),
            "reply_to_post_number": if number == 3 { Some(2) } else { None }})
    };
    numbers.map(post).collect()
}

#[tokio::test]
async fn comments_in_an_embedded_topic_are_read_from_the_sites_own_forum() {
    let site = Site::empty();
    let embed = format!("<script>DiscourseEmbed = {{ discourseUrl: '{}', topicId: 71 }};</script>", site.url("forum/"));
    site.write("story.html", page_with(&embed));
    site.write("index.html", "<a href=story.html>Rota agreed by everybody at last, after two years</a>");
    let topic = serde_json::json!({"id": 71, "slug": "rota", "title": "Rota", "posts_count": 4,
        "post_stream": {"posts": posts(1..=3), "stream": [901, 902, 903, 904]}});
    let json = vec![("content-type", "application/json".to_owned())];
    site.fault("/forum/t/71.json", Fault::Answer(200, json.clone(), topic.to_string().into_bytes()));
    let rest = serde_json::json!({"post_stream": {"posts": posts(4..=4)}, "id": 71});
    site.fault("/forum/t/71/posts.json", Fault::Answer(200, json, rest.to_string().into_bytes()));
    let room = Room::new(&source(&site, "page", "[source.links]\narticle = \"a\""));
    room.round();
    let held = room.held().await;
    let told: Vec<_> =
        held[0].comments.iter().map(|c| (c.said.key.0.clone(), c.said.text.clone(), c.said.parent.is_some())).collect();
    let wanted = [2, 3, 4].map(|n| (n.to_string(), format!("What reader {n} thinks."), n == 3));
    assert_eq!(told, wanted, "the first post only says where the article is");
    assert_eq!(held[0].article.said.comments_behind, None);
}

#[tokio::test]
async fn comments_in_a_topic_elsewhere_are_named_and_not_followed() {
    let site = Site::empty();
    let cases = [
        (
            "<script>DiscourseEmbed={discourseUrl:'https://talk.example/',topicId:71}</script>",
            "https://talk.example/t/71",
        ),
        ("<script>DiscourseEmbed={discourseUrl:'https://talk.example/'}</script>", "https://talk.example/"),
        (
            "<div id=comments><a href='https://talk.example/t/rota/8'>Start the discussion</a></div>",
            "https://talk.example/t/8",
        ),
    ];
    for (embed, address) in cases {
        site.write("story.html", page_with(embed));
        site.write("index.html", "<a href=story.html>Rota agreed by everybody at last, after two years</a>");
        let room = Room::new(&source(&site, "page", "[source.links]\narticle = \"a\""));
        room.round();
        let held = room.held().await;
        let behind = held[0].article.said.comments_behind.clone().expect(embed);
        assert_eq!(behind, format!("Discourse: comments live at {address}"));
        assert!(held[0].comments.is_empty());
    }
}
