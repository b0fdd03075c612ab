//! Owns the tests of each kind of source from its first request to the feeds: pages, folders, and feeds of each format,
//! taken whole or followed.

use serde_json::{Value, json};

use crate::harness::site::{Fault, Site};
use crate::room::{
    Held, NOW, Room, SMALL_RULES, from_folder, in_round_at, newsroom_site, over_http, selectors, small_site, summary,
    time,
};

fn feed_source(site: &Site, file: &str, articles: &str, rules: &str) -> String {
    format!(
        "[[source]]\nname = \"wire\"\ntitle = \"The Wire\"\nkind = \"feed\"\nurl = \"{}\"\nfeed = \"{}\"\n\
         articles = \"{articles}\"\nallow_private = true\n{rules}\n",
        site.url("/"),
        site.url(file)
    )
}

/// The same two stories in the three formats.
fn feeds(site: &Site) -> [(&'static str, String); 3] {
    let (one, two) = (site.url("news/story-1.html"), site.url("news/story-2.html"));
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\
         <title>Wire</title><link>{one}</link><description>d</description>\
         <item><title>One &amp;amp; only</title><link>{one}?utm_source=rss</link><guid isPermaLink=\"false\">a1</guid>\
         <pubDate>Fri, 20 Nov 2026 09:30:00 GMT</pubDate><category>Funding</category><dc:creator>Ann Lee</dc:creator>\
         <description>Short.</description><content:encoded><![CDATA[<p>Long <b>words</b>.</p><script>x()</script>]]></content:encoded></item>\
         <item><title>Two</title><link>{two}</link><pubDate>Thu, 19 Nov 2026 09:30:00 GMT</pubDate>\
         <description>&lt;p&gt;Second.&lt;/p&gt;</description><slash:comments>2</slash:comments></item></channel></rss>"
    );
    let atom = format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:thr=\"http://purl.org/syndication/thread/1.0\">\
         <title>Wire</title><id>urn:x</id><updated>2026-11-20T09:30:00Z</updated>\
         <entry><title>One &amp; only</title><id>a1</id><link href=\"{one}\"/><updated>2026-11-20T09:30:00Z</updated>\
         <published>2026-11-20T09:30:00Z</published><category term=\"Funding\"/><author><name>Ann Lee</name></author>\
         <summary>Short.</summary><content type=\"html\">&lt;p&gt;Long &lt;b&gt;words&lt;/b&gt;.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</content></entry>\
         <entry><title>Two</title><id>a2</id><link href=\"{two}\"/><updated>2026-11-19T09:30:00Z</updated>\
         <summary>Second.</summary><thr:total>2</thr:total></entry></feed>"
    );
    let json = json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [
        { "id": "a1", "url": one, "title": "One & only", "content_html": "<p>Long <b>words</b>.</p><script>x()</script>",
          "summary": "Short.", "date_published": "2026-11-20T09:30:00Z", "tags": ["Funding"], "authors": [{ "name": "Ann Lee" }] },
        { "id": "a2", "url": two, "title": "Two", "content_text": "Second.", "date_published": "2026-11-19T09:30:00Z" },
    ] });
    [("feed.rss", rss), ("feed.atom", atom), ("feed.json", json.to_string())]
}

fn find<'a>(held: &'a [Held], ending: &str) -> &'a Held {
    held.iter().find(|held| held.article.said.url.path().ends_with(ending)).expect(ending)
}

#[tokio::test]
async fn a_feed_of_each_format_is_taken_whole() {
    let site = small_site();
    for (file, content) in feeds(&site) {
        site.write(file, content);
        site.forget();
        let room = Room::new(&feed_source(&site, file, "entries", ""));
        let round = room.round();
        assert_eq!(round["articles"], json!({ "new": 2, "changed": 0, "same": 0, "failed": 0 }), "{file}: {round}");
        assert_eq!(site.asked().len(), 1, "{file}: only the feed is asked for");
        let held = room.held().await;
        let one = &find(&held, "story-1.html").article.said;
        assert_eq!(one.url.as_str(), site.url("news/story-1.html"), "{file}");
        assert_eq!(
            (one.title.as_str(), one.html.as_str()),
            ("One & only", "<p>Long <strong>words</strong>.</p>"),
            "{file}"
        );
        assert_eq!(
            (one.authors.as_slice(), one.topics.as_slice()),
            (&["Ann Lee".to_owned()][..], &["Funding".to_owned()][..]),
            "{file}"
        );
        assert_eq!(
            (one.published, one.lead.as_deref()),
            (Some(time("2026-11-20T09:30:00Z")), Some("Short.")),
            "{file}"
        );
        let two = &find(&held, "story-2.html").article.said;
        assert_eq!(two.text, "Second.", "{file}");
        assert_eq!(two.comments_stated, (file != "feed.json").then_some(2), "{file}");
        assert_eq!(room.json("all")["items"].as_array().unwrap().len(), 2, "{file}");
        assert_eq!(room.json("funding")["items"].as_array().unwrap().len(), 1, "{file}");
        let again = room.round_at("2026-11-22T13:00:00Z");
        assert_eq!((&again["requests"], &again["not_modified"]), (&json!(1), &json!(1)), "{file}: {again}");
        assert_eq!(again["problem"], Value::Null, "{file}");
    }
}

#[tokio::test]
async fn a_feed_of_each_format_is_followed_to_its_pages() {
    let site = small_site();
    for (file, content) in feeds(&site) {
        site.write(file, content);
        site.forget();
        let rules = SMALL_RULES.split_once("[source.article]").unwrap().1;
        let room = Room::new(&feed_source(&site, file, "pages", &format!("[source.article]{rules}")));
        let round = room.round();
        assert_eq!(round["articles"]["new"], 2, "{file}: {round}");
        assert_eq!(site.asked().len(), 3, "{file}");
        let held = room.held().await;
        let one = &find(&held, "story-1.html").article.said;
        assert!(one.text.contains("eleven years"), "{file}: the page's own body");
        assert_eq!(
            (one.topics.as_slice(), one.authors.as_slice()),
            (&["Funding".to_owned()][..], &["Ann Lee".to_owned()][..]),
            "{file}: what the page does not say, the feed does"
        );
        assert_eq!(one.published, Some(time("2026-11-20T09:30:00Z")), "{file}");
        assert_eq!(find(&held, "story-2.html").comments.len(), 2, "{file}");
        let again = room.round_of_all_at("2026-11-22T13:00:00Z");
        assert_eq!((&again["requests"], &again["not_modified"]), (&json!(3), &json!(3)), "{file}: {again}");
    }
}

#[tokio::test]
async fn a_feed_that_breaks_fails_its_source_and_keeps_what_is_held() {
    let site = small_site();
    let [(file, content), ..] = feeds(&site);
    site.write(file, &content);
    let room = Room::new(&feed_source(&site, file, "entries", ""));
    room.round();
    let documents = room.published();
    let rss =
        |body: &str| Fault::Answer(200, vec![("content-type", "application/rss+xml".into())], body.as_bytes().to_vec());
    for fault in [
        rss(""),
        rss("<html><body>Down for maintenance</body></html>"),
        rss(&content[..content.len() / 2]),
        rss("<rss version=\"2.0\"><channel><title>Wire</title></channel></rss>"),
        Fault::status(500),
        Fault::Cut,
    ] {
        let what = format!("{fault:?}");
        site.fault("/feed.rss", fault);
        let output = room.workspace.run(&["once", "--json", "--now", "2026-11-22T13:00:00Z"]);
        let round = summary(&output)["gathered"][0].clone();
        // Half a feed may still hold whole entries.
        if !what.contains("story") {
            assert!(round["problem"].as_str().is_some_and(|problem| problem.contains("feed.rss")), "{what}: {round}");
        }
        assert_eq!(room.published(), documents, "{what}");
        assert_eq!(room.held().await.len(), 2);
    }
}

#[tokio::test]
async fn an_entry_that_changes_is_revised_and_one_that_leaves_the_feed_stays() {
    let site = small_site();
    let [(file, content), ..] = feeds(&site);
    site.write(file, &content);
    let room = Room::new(&feed_source(&site, file, "entries", ""));
    room.round();
    let first = content.split_once("<item>").unwrap().0;
    let only_one = content.replace("<b>words</b>", "<b>other words</b>");
    let item = only_one.split_once("<item>").unwrap().1.split_once("</item>").unwrap().0;
    site.write(file, format!("{first}<item>{item}</item></channel></rss>"));
    let round = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"], json!({ "new": 0, "changed": 1, "same": 0, "failed": 0 }));
    let held = room.held().await;
    assert_eq!(held.len(), 2, "a feed forgets what is old; that is no withdrawal");
    assert!(in_round_at(find(&held, "story-1.html").article.changed, "2026-11-22T13:00:00Z"));
}

#[tokio::test]
async fn the_verb_gather_takes_one_source_and_tells_people_what_came() {
    let site = newsroom_site();
    let wire = small_site();
    let [(file, content), ..] = feeds(&wire);
    wire.write(file, content);
    let room = Room::new(&format!("{}\n{}", over_http(&site, &selectors()), feed_source(&wire, file, "entries", "")));
    let output = room.workspace.run(&["gather", "wire"]).expect_code(0);
    assert_eq!(
        output.stdout,
        "gathered  wire: 2 articles (2 new, 0 changed, 0 failed), 0 comments new, 0 edited, 0 taken away; 1 request, 0 not modified\n          1 article with fewer comments than the page states\n"
    );
    assert_eq!(site.asked().len(), 0);
    assert!(room.published().is_empty(), "gather publishes nothing");
    let output = room.workspace.run(&["gather", "--json"]).expect_code(0);
    let rounds: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(rounds[0]["articles"]["new"], 29);
    assert_eq!(rounds[1]["not_modified"], 1);
    let unknown = room.workspace.run(&["gather", "nobody"]).expect_code(2);
    assert!(unknown.stderr.contains("newsroom, wire"), "{}", unknown.stderr);
}

#[tokio::test]
async fn postgresql_holds_what_sqlite_holds() {
    let Some(database) = crate::harness::postgres::Database::fresh().await else { return };
    let mut settings = crate::room::Settings::of(&from_folder(&selectors()));
    let sqlite = Room::with(settings.clone());
    database.url().clone_into(&mut settings.store);
    let postgres = Room::with(settings);
    for room in [&sqlite, &postgres] {
        let output = room.workspace.run(&["once", "--json", "--now", NOW]).expect_code(0);
        assert_eq!(summary(&output)["gathered"][0]["articles"]["new"], 29);
    }
    let told = |held: Vec<Held>| {
        let comments = |held: &Held| held.comments.iter().map(|comment| comment.said.clone()).collect::<Vec<_>>();
        held.iter().map(|held| (held.article.said.clone(), comments(held))).collect::<Vec<_>>()
    };
    assert_eq!(told(sqlite.held().await), told(postgres.held().await));
    let items = |room: &Room| -> Vec<(String, String, Value)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let items = room.json("all")["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| {
                // Each store seals the links by which its readers report.
                let html = text(&item["content_html"]);
                let parts: Vec<&str> = html
                    .split("/report/")
                    .map(|part| part.split_once("\" rel").map_or(part, |(_, after)| after))
                    .collect();
                (text(&item["url"]), parts.concat(), item["date_modified"].clone())
            })
            .collect()
    };
    assert_eq!(items(&sqlite), items(&postgres));
    let before = postgres.published();
    let output = postgres.workspace.run(&["once", "--json", "--now", "2026-11-22T12:30:00Z"]).expect_code(0);
    let round = &summary(&output)["gathered"][0];
    assert_eq!(round["requests"], round["not_modified"]);
    assert_eq!(postgres.published(), before);
}
