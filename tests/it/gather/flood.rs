//! Owns the tests of the guard against many old articles that suddenly look new (I1).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::site::Site;
use crate::room::{Room, SMALL_RULES, over_http, page};

const LATER: &str = "2026-11-29T12:00:00Z";

fn feed(site: &Site, path: &str, days: std::ops::Range<u32>) -> String {
    let mut items = String::new();
    for day in days.rev() {
        let headline = match path {
            "retold" => format!("Once more the case of surgery {day}"),
            _ => format!("What surgery {day} did on that day"),
        };
        let _ = write!(
            items,
            "<item><title>{headline}</title><link>{}</link>\
             <pubDate>{day} Nov 2026 09:30:00 GMT</pubDate><description>The words of day {day}.</description></item>",
            site.url(&format!("{path}/{day}.html"))
        );
    }
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>W</title><link>{}</link>\
         <description>d</description>{items}</channel></rss>",
        site.url("/")
    )
}

fn gathered(room: &Room, arguments: &[&str], code: i32) -> Value {
    let output = room.workspace.run(&[&["gather", "--json"], arguments].concat()).expect_code(code);
    serde_json::from_str::<Value>(&output.stdout).unwrap()[0].clone()
}

#[tokio::test]
async fn a_feed_whose_articles_all_have_new_addresses_is_not_believed() {
    let site = Site::empty();
    site.write("feed.rss", feed(&site, "news", 1..22));
    let source = format!(
        "[[source]]\nname = \"wire\"\ntitle = \"W\"\nkind = \"feed\"\nurl = \"{}\"\nallow_private = true\n",
        site.url("feed.rss")
    );
    let room = Room::new(&source);
    assert_eq!(room.round()["articles"]["new"], 21);
    // Under the same headlines of the same days they are known again, each by its id.
    let ids = |held: Vec<crate::room::Held>| held.into_iter().map(|held| held.article.uid).collect::<BTreeSet<_>>();
    let before = ids(room.held().await);
    site.write("feed.rss", feed(&site, "story", 1..22));
    let round = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!((&round["problem"], &round["articles"]["same"]), (&Value::Null, &21.into()), "{round}");
    assert_eq!(ids(room.held().await), before);
    site.write("feed.rss", feed(&site, "retold", 1..22));
    let round = room.round_at(LATER);
    assert_eq!((&round["state"], &round["articles"]["new"]), (&"mass-new".into(), &0.into()), "{round}");
    let problem = round["problem"].as_str().unwrap();
    assert!(problem.contains("look new") && problem.contains("postround gather wire --accept-new"), "{problem}");
    assert_eq!(room.held().await.len(), 21);
    assert_eq!(gathered(&room, &["wire"], 1)["state"], "mass-new", "and again");
    assert_eq!(gathered(&room, &["wire", "--accept-new"], 0)["problem"], Value::Null);
    assert!(room.held().await.len() >= 21);
}

#[tokio::test]
async fn a_feed_at_another_address_is_the_same_source() {
    let site = Site::empty();
    site.write("feed.rss", feed(&site, "news", 1..22));
    site.write("elsewhere.rss", feed(&site, "retold", 1..22));
    let source = |path: &str, kind: &str| {
        let url = site.url(path);
        format!(
            "[[source]]\nname = \"wire\"\ntitle = \"W\"\nkind = \"feed\"\n{kind} = \"{url}\"\nallow_private = true\n"
        )
    };
    let mut room = Room::new(&source("feed.rss", "url"));
    assert_eq!(room.round()["articles"]["new"], 21);
    // The feed's own address, and pages that it leads to: the guard is the source's, not the address's.
    for articles in ["", "articles = \"pages\"\n"] {
        room.sources(&format!("{}{articles}", source("elsewhere.rss", "url")));
        let round = room.round_at(LATER);
        assert_eq!(
            (&round["state"], &round["articles"]["new"]),
            (&"mass-new".into(), &0.into()),
            "{articles}: {round}"
        );
    }
    room.sources(&source("elsewhere.rss", "url"));
    assert_eq!(gathered(&room, &["wire", "--accept-new"], 0)["articles"]["new"], 21);
}

#[test]
fn a_busy_week_is_no_flood() {
    let site = Site::empty();
    site.write("feed.rss", feed(&site, "news", 1..22));
    let source = format!(
        "[[source]]\nname = \"wire\"\ntitle = \"W\"\nkind = \"feed\"\nurl = \"{}\"\nallow_private = true\n",
        site.url("feed.rss")
    );
    let room = Room::new(&source);
    room.round();
    site.write("feed.rss", feed(&site, "news", 18..30).replace("news/2", "news/x2"));
    let round = room.round_at("2026-11-30T12:00:00Z");
    assert_eq!(round["problem"], Value::Null, "{round}");
    assert!(round["articles"]["new"].as_u64().unwrap() >= 8, "{round}");
}

/// Twenty-two stories with dates on their own pages alone.
fn dated_site(site: &Site, folder: &str) {
    let mut links = String::new();
    for day in 1..23 {
        let _ = write!(links, "<h2><a href=\"{folder}/{day}.html\">What surgery {day} did on that day</a></h2>");
        let body = format!(
            "<article><h1>What surgery {day} did on that day</h1><time datetime=\"2026-10-{day:02}T09:00:00Z\">{day} \
             October 2026</time><div class=\"body\"><p>Surgery {day} has opened its doors on a Saturday for the first \
             time in eleven years, and patients of ward {day} came.</p></div></article>"
        );
        site.write(&format!("{folder}/{day}.html"), page("News", &body));
    }
    site.write("index.html", page("News", &links));
}

#[tokio::test]
async fn a_listing_without_dates_is_judged_by_a_sample_of_its_pages() {
    let site = Site::empty();
    dated_site(&site, "news");
    let rules = SMALL_RULES.replace("title = \"h1\"", "title = \"h1\"\npublished = \"time @datetime\"");
    let room = Room::new(&over_http(&site, &rules));
    assert_eq!(room.round()["articles"]["new"], 22);
    dated_site(&site, "story");
    site.forget();
    let round = room.round_at(LATER);
    assert_eq!((&round["state"], &round["articles"]["new"]), (&"mass-new".into(), &0.into()), "{round}");
    assert_eq!(site.asked().iter().filter(|asked| asked.path.starts_with("/story")).count(), 12);
    assert_eq!(room.held().await.len(), 22);
    let round = gathered(&room, &["newsroom", "--accept-new"], 0);
    assert_eq!(round["problem"], Value::Null, "{round}");
}
