//! Owns the tests of what befalls a source that is gathered for years: clocks that were wrong, moves that lead nowhere,
//! columns that return, counts that never agree, pages that are kept too long on their way.

use std::fmt::Write as _;

use crate::harness::site::{Fault, Site};
use crate::room::{Room, SMALL_RULES, over_http, page, story};

fn feed(site: &Site, paths: &[&str]) -> String {
    let mut items = String::new();
    for path in paths {
        let (url, name) = (site.url(path), &path[..path.len().min(9)]);
        let _ = write!(items, "<item><title>What {name} did on that day</title><link>{url}</link></item>");
    }
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>W</title><link>{}</link>\
         <description>d</description>{items}</channel></rss>",
        site.url("/")
    )
}

fn wire(site: &Site) -> String {
    let url = site.url("feed.rss");
    format!("[[source]]\nname = \"wire\"\ntitle = \"W\"\nkind = \"feed\"\nurl = \"{url}\"\nallow_private = true\n")
}

fn paths(site: &Site) -> Vec<String> {
    site.asked().into_iter().map(|asked| asked.path).collect()
}

#[test]
fn an_address_without_end_is_left_out_and_keeps_nothing_else_out() {
    let site = Site::empty();
    let long = format!("b/{}", "0123456789abcdefghijklmnopqrstuv".repeat(100));
    site.write("feed.rss", feed(&site, &["a/1", &long, "c/3"]));
    let round = Room::new(&wire(&site)).round();
    assert_eq!(round["articles"]["new"], 2, "{round}");
    assert!(round["notes"].to_string().contains("1 with an address of more than"), "{round}");
}

#[test]
fn a_move_for_good_that_ends_in_a_circle_is_forgotten() {
    let site = Site::empty();
    site.write("there.rss", feed(&site, &["a/1"]));
    site.fault("/feed.rss", Fault::redirect(301, "/there.rss"));
    let room = Room::new(&wire(&site));
    room.round();
    room.round_at("2026-11-22T12:20:00Z");
    site.forget();
    room.round_at("2026-11-22T12:40:00Z");
    assert_eq!(paths(&site), ["/there.rss"], "the move is believed");
    site.mend("/feed.rss");
    site.write("feed.rss", feed(&site, &["a/1", "a/2"]));
    site.fault("/there.rss", Fault::redirect(302, "/there.rss"));
    let round = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"]["new"], 1, "{round}");
    site.forget();
    room.round_at("2026-11-22T13:20:00Z");
    assert_eq!(paths(&site), ["/feed.rss"]);
}

#[test]
fn a_clock_that_was_ahead_does_no_lasting_harm() {
    let site = Site::empty();
    let fresh = vec![("cache-control", "max-age=3600".to_owned())];
    site.fault("/feed.rss", Fault::Answer(200, fresh, feed(&site, &["a/1"]).into_bytes()));
    let room = Room::new(&wire(&site));
    room.round_at("2036-11-22T12:00:00Z");
    site.forget();
    let round = room.round_at("2026-11-22T12:00:00Z");
    assert_eq!(paths(&site), ["/feed.rss"], "{round}");
}

fn column(day: u8) -> String {
    let mut words = String::new();
    for n in 0..90_u8 {
        let letters = [day % 26, n / 26, n % 26].map(|letter| char::from(b'a' + letter));
        let _ = write!(words, "clinic{} ", letters.iter().collect::<String>());
    }
    let title = "The morning briefing for surgeries";
    page(title, &format!("<article><h1>{title}</h1><div class=\"body\"><p>{words}</p></div></article>"))
}

#[tokio::test]
async fn a_column_in_a_numbered_section_is_another_article_each_day() {
    let site = Site::empty();
    let list = |days: &[u8]| {
        let link = |day: &u8| format!("<h2><a href=\"columns-10023/{day}/briefing\">The morning briefing</a></h2>");
        page("Columns", &days.iter().map(link).collect::<String>())
    };
    site.write("columns-10023/21/briefing", column(21));
    site.write("columns-10023/22/briefing", column(22));
    let html = |path: &str| {
        let body = site.read(path).into_bytes();
        site.fault(&format!("/{path}"), Fault::Answer(200, vec![("content-type", "text/html".to_owned())], body));
    };
    html("columns-10023/21/briefing");
    html("columns-10023/22/briefing");
    site.write("index.html", list(&[21]));
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    site.write("index.html", list(&[22, 21]));
    let round = room.round_at("2026-11-23T12:00:00Z");
    assert_eq!((&round["articles"]["new"], &round["articles"]["changed"]), (&1.into(), &0.into()), "{round}");
    assert_eq!(room.held().await.len(), 2);
}

/// The newest comment first, two on a page; the second page may be kept on its way for an hour.
fn newest_first(site: &Site, comments: &[&str]) {
    let thread = |comments: &[&str], next: &str| {
        let item =
            |words: &&str| format!("<li><b>Dr {words}</b><p>{words} of all, we read this with interest.</p></li>");
        let items: String = comments.iter().map(item).collect();
        let body = "<p>Surgery 1 has opened its doors on a Saturday for the first time in eleven years.</p>";
        let article = format!("<article><h1>The story of surgery 1</h1><div class=\"body\">{body}</div></article>");
        page("S", &format!("{article}<h3>Comments</h3><ul class=\"comments\">{items}</ul>{next}"))
    };
    site.write("news/1.html", thread(&comments[..2], "<a class=\"next\" href=\"2.html\">Next</a>"));
    let fresh = vec![("cache-control", "max-age=3600".to_owned()), ("content-type", "text/html".to_owned())];
    site.fault("/news/2.html", Fault::Answer(200, fresh, thread(&comments[2..], "").into_bytes()));
}

#[test]
fn a_comment_that_slid_to_a_page_that_is_fresh_is_neither_withdrawn_nor_doubled() {
    let site = Site::empty();
    site.write("index.html", page("News", "<h2><a href=\"news/1.html\">The story of surgery 1</a></h2>"));
    let room = Room::new(&over_http(&site, &SMALL_RULES.replace("stated = \"h2.count\"\n", "")));
    newest_first(&site, &["Fourth", "Third", "Second", "First"]);
    room.round();
    newest_first(&site, &["Fifth", "Fourth", "Third", "Second", "First"]);
    let round = room.round_at("2026-11-22T12:30:00Z");
    assert_eq!((&round["comments"]["new"], &round["comments"]["withdrawn"]), (&1.into(), &0.into()), "{round}");
    // One is taken away, so that the others move up: it alone is gone.
    newest_first(&site, &["Fifth", "Fourth", "Third", "First"]);
    let round = room.round_at("2026-11-22T14:00:00Z");
    assert_eq!((&round["comments"]["new"], &round["comments"]["withdrawn"]), (&0.into(), &1.into()), "{round}");
}

#[test]
fn a_feed_that_always_counts_more_comments_than_its_page_costs_nothing_more() {
    let site = Site::empty();
    let url = site.url("news/1.html");
    site.write("news/1.html", story(1, &["First"]));
    let item = format!(
        "<item><title>The story of surgery 1</title><link>{url}</link><slash:comments>7</slash:comments></item>"
    );
    let document = feed(&site, &[])
        .replace("</channel>", &format!("{item}</channel>"))
        .replace("version=\"2.0\"", "version=\"2.0\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"");
    site.write("feed.rss", document);
    site.fault("/feed.rss", Fault::NoValidators);
    let rules = SMALL_RULES.replace("[source.links]\narticle = \"h2 a\"", "");
    let room = Room::new(&format!("{}articles = \"pages\"\n{rules}", wire(&site)));
    room.round();
    site.forget();
    room.round_at("2026-11-22T12:05:00Z");
    assert_eq!(paths(&site), ["/feed.rss"]);
}
