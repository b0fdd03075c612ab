//! Owns the tests of feeds and site maps from outside: found from a site's page, broken and mended, with feeds of
//! comments, in several documents, packed.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::harness::site::{Fault, Site};
use crate::room::{Held, Room, page, small_site};

const LATER: &str = "2026-11-22T13:00:00Z";

fn source(site: &Site, kind: &str, more: &str) -> String {
    format!(
        "[[source]]\nname = \"wire\"\ntitle = \"The Wire\"\nkind = \"{kind}\"\nurl = \"{}\"\nallow_private = true\n{more}\n",
        site.url("/")
    )
}

/// A feed of two stories; `more` stands in each entry.
fn rss(site: &Site, more: &str) -> String {
    let item = |n: u32| {
        format!(
            "<item><title>Story {n}</title><link>{}</link><pubDate>Fri, 20 Nov 2026 0{n}:30:00 GMT</pubDate>\
             <description>Words of story {n}.</description>{}</item>",
            site.url(&format!("news/story-{n}.html")),
            more.replace("NUMBER", &n.to_string())
        )
    };
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>{}{}</channel></rss>",
        item(1),
        item(2)
    )
}

fn notes(round: &Value) -> String {
    let notes = round["notes"].as_array().expect("a round has notes");
    notes.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

fn find<'a>(held: &'a [Held], ending: &str) -> &'a Held {
    held.iter().find(|held| held.article.said.url.path().ends_with(ending)).expect(ending)
}

fn paths(site: &Site) -> Vec<String> {
    site.asked().into_iter().map(|asked| asked.path).collect()
}

#[tokio::test]
async fn a_feed_is_found_from_the_page_that_names_it() {
    let site = Site::empty();
    let head = "<link rel=alternate type=application/rss+xml title='Comments' href=/comments.rss>\
                <link rel=alternate type=application/rss+xml href=/all.rss>";
    site.write("index.html", page("News", "<p>Welcome.</p>").replace("</head>", &format!("{head}</head>")));
    site.write("all.rss", rss(&site, ""));
    let room = Room::new(&source(&site, "feed", ""));
    let round = room.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(2), &Value::Null), "{round}");
    assert_eq!(paths(&site), ["/", "/all.rss"]);
    assert!(notes(&round).contains(&format!("write feed = \"{}\"", site.url("all.rss"))), "{round}");
    let again = room.round_at(LATER);
    assert_eq!((&again["requests"], &again["not_modified"]), (&json!(2), &json!(2)), "{again}");
}

#[tokio::test]
async fn a_feed_that_no_page_names_is_found_at_the_usual_places() {
    let site = Site::empty();
    site.write("index.html", page("News", "<p>Welcome.</p>"));
    site.write("rss.xml", rss(&site, ""));
    // A site may answer with a page whatever is asked for.
    site.write("feed/index.html", page("Not found", "<p>Sorry.</p>"));
    let room = Room::new(&source(&site, "feed", ""));
    let round = room.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(2), &Value::Null), "{round}");
    assert_eq!(paths(&site), ["/", "/feed/", "/rss", "/rss.xml"]);
    site.remove("rss.xml");
    let none = Room::new(&source(&site, "feed", ""));
    let round = none.round();
    assert!(round["problem"].as_str().is_some_and(|problem| problem.contains("404")), "{round}");
    assert!(notes(&round).contains("this is an HTML page that names no feed"), "{round}");
}

#[tokio::test]
async fn a_broken_feed_is_gathered_and_the_log_says_what_was_mended() {
    let site = Site::empty();
    let broken = rss(&site, "<media:thumbnail url=\"/i.jpg\"/>").replace("Words of", "Words&nbsp;& more of");
    site.write("feed.rss", broken.trim_end_matches("</channel></rss>"));
    let room = Room::new(&source(&site, "feed", &format!("feed = \"{}\"", site.url("feed.rss"))));
    let round = room.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(2), &Value::Null), "{round}");
    let said = "mended: 2 HTML entities; 2 bare \"&\"; an undeclared namespace \"media\"; its end is missing";
    assert!(notes(&round).contains(said), "{round}");
    let held = room.held().await;
    assert_eq!(find(&held, "story-1.html").article.said.text, "Words\u{a0}& more of story 1.".replace('\u{a0}', " "));
}

#[tokio::test]
async fn comments_come_from_the_feed_that_an_entry_names() {
    let site = Site::empty();
    let more = "<slash:comments>NUMBER</slash:comments><wfw:commentRss>/c/NUMBER.rss</wfw:commentRss>";
    site.write("feed.rss", rss(&site, more));
    let comment = |id: u32, text: &str| {
        format!(
            "<item><title>By: Reader {id}</title><link>{0}#comment-{id}</link><guid isPermaLink=\"false\">{0}#comment-{id}</guid>\
             <pubDate>Sat, 21 Nov 2026 08:{id}:00 GMT</pubDate><description>{text}</description></item>",
            site.url("news/story-2.html")
        )
    };
    let comments =
        |items: &str| format!("<rss version=\"2.0\"><channel><title>Comments</title>{items}</channel></rss>");
    site.write("c/1.rss", comments(""));
    let answer = format!(
        "In reply to &lt;a href=\"{}#comment-11\"&gt;Reader 11&lt;/a&gt;. Quite.",
        site.url("news/story-2.html")
    );
    site.write("c/2.rss", comments(&(comment(12, &answer) + &comment(11, "First of all, well done."))));
    let room = Room::new(&source(&site, "feed", &format!("feed = \"{}\"", site.url("feed.rss"))));
    let round = room.round();
    assert_eq!(round["articles"]["new"], 2, "{round}");
    let held = room.held().await;
    let told = |held: &Held| -> Vec<(String, Option<String>, String, Option<String>)> {
        let said = held.comments.iter().map(|comment| comment.said.clone());
        said.map(|said| (said.key.to_string(), said.author, said.text, said.parent.map(|key| key.to_string())))
            .collect()
    };
    assert_eq!(
        told(find(&held, "story-2.html")),
        [
            ("11".to_owned(), Some("Reader 11".to_owned()), "First of all, well done.".to_owned(), None),
            ("12".to_owned(), Some("Reader 12".to_owned()), "Quite.".to_owned(), Some("11".to_owned())),
        ]
    );
}

#[tokio::test]
async fn a_site_map_leads_to_new_articles() {
    let site = small_site();
    let url = |n: u32, at: &str| {
        format!("<url><loc>{}</loc><lastmod>{at}</lastmod></url>", site.url(&format!("news/story-{n}.html")))
    };
    let map = format!("<urlset>{}{}{}</urlset>", url(1, "2026-11-20"), url(2, "2026-11-21"), url(3, "2025-11-20"));
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(map.as_bytes()).unwrap();
    site.write("robots.txt", format!("User-agent: *\nAllow: /\nSitemap: {}\n", site.url("index.xml")));
    let child = |path: &str| format!("<sitemap><loc>{}</loc></sitemap>", site.url(path));
    site.write(
        "index.xml",
        format!("<sitemapindex>{}{}</sitemapindex>", child("post-sitemap.xml.gz"), child("tag-sitemap.xml")),
    );
    site.write("post-sitemap.xml.gz", packed.finish().unwrap());
    let room = Room::new(&source(&site, "sitemap", ""));
    let round = room.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(2), &Value::Null), "{round}");
    let asked = paths(&site);
    for path in ["/index.xml", "/post-sitemap.xml.gz", "/news/story-1.html", "/news/story-2.html"] {
        assert!(asked.iter().any(|asked| asked == path), "{path}: {asked:?}");
    }
    assert!(
        !asked.iter().any(|asked| asked.contains("story-3") || asked.contains("tag-") || asked == "/sitemap.xml"),
        "{asked:?}"
    );
    assert_eq!(find(&room.held().await, "story-2.html").comments.len(), 2);
    site.fault("/robots.txt", Fault::status(404));
    site.write("sitemap.xml", &map);
    let usual = Room::new(&source(&site, "sitemap", "newer_than = \"800d\""));
    let round = usual.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(3), &Value::Null), "{round}");
}

#[tokio::test]
async fn a_feed_in_several_documents_is_followed_as_far_as_is_wanted() {
    let site = Site::empty();
    let next = |path: &str| format!("<title>Wire</title><link rel=\"next\" href=\"{path}\"/>");
    site.write("feed.rss", rss(&site, "").replace("<title>Wire</title>", &next("/older.rss")));
    let older = rss(&site, "").replace("story-", "older-").replace("<title>Wire</title>", &next("/oldest.rss"));
    site.write("older.rss", older);
    let room = Room::new(&source(&site, "feed", &format!("feed = \"{}\"\npages = 2", site.url("feed.rss"))));
    let round = room.round();
    assert_eq!((&round["articles"]["new"], &round["problem"]), (&json!(4), &Value::Null), "{round}");
    assert_eq!(paths(&site), ["/feed.rss", "/older.rss"]);
}
