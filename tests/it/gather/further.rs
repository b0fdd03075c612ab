//! Owns the tests of what stands on several pages: the body of an article, joined in order, and its comments, whose
//! pages may lead in circles.

use crate::harness::site::{Fault, Site};
use crate::room::{Held, Room, SMALL_RULES, over_http, page, small_site};

const COMMENTS: [&str; 2] = ["First", "Second"];

fn thread(stated: usize, comments: &[&str], next: Option<&str>) -> String {
    let item =
        |words: &&str| format!("<li><b>Dr {words}</b><p>{words} of all, we read this with great interest.</p></li>");
    let next = next.map(|next| format!("<a class=\"next\" href=\"{next}\">Older comments</a>")).unwrap_or_default();
    let items: String = comments.iter().map(item).collect();
    format!("<h2 class=\"count\">Comments ({stated})</h2><ul class=\"comments\">{items}</ul>{next}")
}

/// One page of the second story: what all pages say, what this one says, and a link to the page with that number.
fn part(words: &str, next: u32) -> String {
    let body = format!(
        "<article><h1>The story of surgery 2</h1><div class=\"body\"><p>Surgery 2 stays open on Saturdays for all who \
         cannot come on any other day of the week.</p><p>{words}</p></div><p><a href=\"story-2.html?page={next}\">Next \
         page</a></p></article>{}",
        thread(2, &COMMENTS, None)
    );
    page("The story of surgery 2", &body)
}

const ONE: &str = "The first page tells how the surgery came to open its doors on Saturdays, and who asked for it.";
const TWO: &str = "The second page tells what the partners spent on it, and what they had to leave undone for it.";
const THREE: &str = "The third page tells what patients say of it, and how many of them came in the first month.";

/// The second story on three pages; the last one leads to a fourth, which is the first again.
fn long_story() -> Site {
    let site = small_site();
    site.write("news/story-2.html", part(ONE, 2));
    site.write("news/story-2@page=2.html", part(TWO, 3));
    site.write("news/story-2@page=3.html", part(THREE, 4));
    site
}

async fn told(room: &Room) -> Held {
    room.article("story-2.html").await
}

#[tokio::test]
async fn an_article_on_several_pages_is_joined_in_order_and_without_repeats() {
    let site = long_story();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let round = room.round();
    assert_eq!(round["articles"]["new"], 3, "{round}");
    let held = told(&room).await;
    let text = &held.article.said.text;
    let places: Vec<_> = [ONE, TWO, THREE].iter().map(|words| text.find(words)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {text}");
    for words in ["cannot come on any other day", ONE, TWO, THREE] {
        assert_eq!((text.matches(words).count(), held.article.said.html.matches(words).count()), (1, 1), "{words}");
    }
    assert_eq!(held.comments.len(), 2, "the thread stands on each page and is read once");
    assert_eq!(room.held().await.len(), 3, "no page is an article of its own");
    let asked = site.asked().iter().filter(|asked| asked.path.starts_with("/news/story-2")).count();
    assert!(asked <= 4, "the circle ends: {asked}");

    site.forget();
    let round = room.round_of_all_at("2026-11-22T12:20:00Z");
    assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 0, "same": 3, "failed": 0 }));
    assert!(site.asked().iter().all(|asked| asked.status == 304), "{:?}", site.asked());
    for (n, time) in [(2, "12:40"), (3, "13:40")] {
        let file = format!("news/story-2@page={n}.html");
        site.write(&file, site.read(&file).replace("tells", "tells again at some length, and with figures,"));
        let round = room.round_of_all_at(&format!("2026-11-22T{time}:00Z"));
        assert_eq!(round["articles"]["changed"], 1, "page {n}: {round}");
    }
    let held = told(&room).await;
    assert_eq!((held.article.revision, held.comments.len()), (3, 2));
    assert!(held.article.said.text.contains("The third page tells again"), "{}", held.article.said.text);
}

#[tokio::test]
async fn a_further_page_that_fails_costs_the_look_and_one_that_is_gone_ends_the_article() {
    let site = long_story();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    site.fault("/news/story-2.html?page=2", Fault::status(500));
    let round = room.round_of_all_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"]["failed"], 1, "{round}");
    assert!(told(&room).await.article.said.text.contains(THREE), "it is as it was");
    site.fault("/news/story-2.html?page=2", Fault::status(404));
    let times = ["22T14", "23T15", "24T16"].map(|time| format!("2026-11-{time}:00:00Z"));
    let rounds: Vec<_> = times.iter().map(|time| room.round_of_all_at(time)).collect();
    assert!(rounds[0]["notes"].to_string().contains("the article ends before this page"), "{}", rounds[0]);
    let counts: Vec<_> = rounds.iter().map(|round| &round["articles"]["changed"]).collect();
    assert_eq!(counts, [1, 0, 0], "{rounds:?}");
    let held = told(&room).await;
    assert!(held.article.said.text.contains(ONE) && !held.article.said.text.contains(TWO));
    site.mend("/news/story-2.html?page=2");
    room.round_of_all_at("2026-11-24T17:00:00Z");
    assert!(told(&room).await.article.said.text.contains(THREE), "it is whole again");
}

#[tokio::test]
async fn a_further_page_that_robots_txt_forbids_is_not_asked_for() {
    let site = long_story();
    site.write("robots.txt", "User-agent: *\nDisallow: /*?page=\n");
    let room = Room::new(&over_http(&site, SMALL_RULES));
    let round = room.round();
    assert_eq!(round["articles"], serde_json::json!({ "new": 3, "changed": 0, "same": 0, "failed": 0 }), "{round}");
    assert!(round["notes"].to_string().contains("robots.txt"), "{round}");
    assert!(site.asked().iter().all(|asked| !asked.path.contains("page=")));
    assert_eq!(room.round_of_all_at("2026-11-22T13:00:00Z")["articles"]["same"], 3);
    assert!(told(&room).await.article.said.text.contains(ONE));
}

#[tokio::test]
async fn pages_of_comments_that_lead_in_circles_or_repeat_end_and_the_shortfall_is_told() {
    for (third, next, says) in [
        (&["Fifth"][..], Some("comments-2.html"), "lead back to this one"),
        (&["Third", "Fourth"][..], Some("comments-4.html"), "was on one before"),
    ] {
        let site = small_site();
        let story = site.read("news/story-2.html");
        let start = story.find("<h2 class=\"count\">").unwrap();
        site.write(
            "news/story-2.html",
            format!("{}{}</main></body></html>", &story[..start], thread(9, &COMMENTS, Some("comments-2.html"))),
        );
        site.write("news/comments-2.html", page("Comments", &thread(9, &["Third", "Fourth"], Some("comments-3.html"))));
        site.write("news/comments-3.html", page("Comments", &thread(9, third, next)));
        site.write("news/comments-4.html", page("Comments", &thread(9, &["Ninth"], None)));
        let room = Room::new(&over_http(&site, SMALL_RULES));
        let round = room.round();
        let notes = round["notes"].to_string();
        assert!(notes.contains(says), "{notes}");
        assert!(notes.contains("fewer comments than the page states") && notes.contains("story-2.html"), "{notes}");
        assert_eq!(round["comments"]["articles_short"], 1, "{round}");
        let held = told(&room).await;
        assert_eq!(held.comments.len(), if third.len() == 1 { 5 } else { 4 }, "{notes}");
        let mut asked: Vec<String> = site.asked().into_iter().map(|asked| asked.path).collect();
        asked.sort();
        let all = asked.len();
        asked.dedup();
        assert_eq!(asked.len(), all, "no page is asked for twice: {asked:?}");
    }
}
