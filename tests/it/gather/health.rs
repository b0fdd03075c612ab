//! Owns the tests of a source's health: a real site that changes under the program, the state it is found in, and the
//! letters the operator gets of it.

use serde_json::Value;

use crate::harness::site::{Fault, Site};
use crate::room::{NOW, Room, over_http, page};

const RULES: &str = r#"
[source.links]
article = "h2 a"
[source.article]
title = "h1"
body = "div.body"
published = "time"
authors = "p.by"
[source.comments]
item = "ul.comments > li"
author = "b"
text = "p"
stated = "h2.count"
"#;

/// So many articles are usual.
const MANY: u32 = 24;

/// An article of the day `n` days before the rounds begin, by somebody or nobody, under which comments are stated and
/// stand.
fn piece(n: u32, byline: bool, (stated, there): (u32, u32)) -> String {
    let day = 21 - n % 20;
    let about = if byline {
        format!("<p class=\"by\">Jo Reed</p><time datetime=\"2026-11-{day:02}T08:00:00Z\">then</time>")
    } else {
        String::new()
    };
    let words = format!("<p>Surgery {n} opened on a Saturday, and the partners say that patients came.</p>").repeat(4);
    let item = |i: u32| format!("<li><b>Dr {i}</b><p>Reader {i} has read of surgery {n} with interest.</p></li>");
    let comments: String = (0..there).map(item).collect();
    let count = if stated > 0 { format!("<h2 class=\"count\">Comments ({stated})</h2>") } else { String::new() };
    let title = format!("The story of surgery {n}");
    page(
        &title,
        &format!(
            "<article><h1>{title}</h1>{about}<div class=\"body\">{words}</div></article>{count}<ul class=\"comments\">{comments}</ul>"
        ),
    )
}

/// The listing of the articles with these numbers.
fn listing(numbers: impl Iterator<Item = u32>) -> String {
    let link = |n| format!("<article><h2><a href=\"news/story-{n}.html\">The story of surgery {n}</a></h2></article>");
    page("News", &numbers.map(link).collect::<String>())
}

/// A site on which all is as it always was, gathered three times.
fn usual() -> (Site, Room) {
    let site = Site::empty();
    site.write("index.html", listing(0..MANY));
    for n in 0..MANY {
        let comments = if n < 6 { (5, 5) } else { (0, 0) };
        site.write(&format!("news/story-{n}.html"), piece(n, true, comments));
    }
    let room = Room::new(&over_http(&site, RULES));
    for minute in [0, 20, 40] {
        let round = room.round_at(&format!("2026-11-22T12:{minute:02}:00Z"));
        assert_eq!(round["problem"], Value::Null, "{round}");
    }
    assert_eq!(source(&room)["state"], "well");
    (site, room)
}

fn source(room: &Room) -> Value {
    room.workspace.run(&["sources", "newsroom", "--json"]).expect_code(0).json_document()
}

impl crate::harness::folder::Output {
    #[track_caller]
    fn json_document(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

/// The letters to the operator, in the order of their names: what began comes before what ended.
fn letters(room: &Room) -> Vec<String> {
    let mut files = room.workspace.files("outbox");
    files.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("alarm.")));
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap().replace("=\r\n", "").replace("=3D", "=")).collect()
}

fn html(body: &str) -> Fault {
    Fault::Answer(200, vec![("content-type", "text/html".to_owned())], body.as_bytes().to_vec())
}

#[tokio::test]
async fn what_stands_in_front_of_a_site_is_told_once_and_once_when_it_is_gone() {
    let (site, mut room) = usual();
    // It would be silent as well before the last of these.
    room.sources(&over_http(&site, RULES).replace("[source.links]", "silent_after = \"30d\"\n[source.links]"));
    let held = room.held().await.len();
    let challenge = page("Just a moment...", "<script src=\"/cdn-cgi/challenge-platform/x.js\"></script>");
    let parked = page("site.example", "<p>This domain is for sale.</p>");
    site.write("login.html", page("The Site", "<form><input name=\"user\"><input type=\"password\"></form>"));
    let cases = [
        ("a check for robots", html(&challenge), "bot-wall", "stands in front"),
        ("a login", Fault::redirect(302, "/login.html"), "login", "a login stands in front"),
        ("a parked domain", html(&parked), "parked", "for sale"),
        ("nothing", html(&page("News", "<p>We are rebuilding the site.</p>")), "empty", "links.article"),
    ];
    for (day, (what, fault, state, says)) in cases.into_iter().enumerate() {
        let at = |hour: u32| format!("2026-11-{:02}T{hour:02}:00:00Z", 23 + day);
        let before = letters(&room).len();
        site.fault("/index.html", fault);
        for hour in [9, 10] {
            let round = room.round_at(&at(hour));
            assert!(round["problem"].is_string(), "{what}: {round}");
            let told = source(&room);
            assert_eq!(told["state"], state, "{what}: {told}");
            assert!(told["words"].as_str().unwrap().contains(says), "{what}: {told}");
            let shown = room.workspace.run(&["sources"]).expect_code(0).stdout.clone();
            assert!(shown.contains("    > http://127.0.0.1"), "{what}: what shows it is shown: {shown}");
            assert_eq!(letters(&room).len(), before + 1, "{what}");
        }
        assert_eq!(room.held().await.len(), held, "{what}: nothing is withdrawn, nothing is stored");
        site.mend("/index.html");
        assert_eq!(room.round_at(&at(11))["problem"], Value::Null, "{what}");
        assert_eq!(source(&room)["state"], "well", "{what}");
        assert_eq!(letters(&room).len(), before + 2, "{what}: healed");
        room.round_at(&at(12));
        assert_eq!(letters(&room).len(), before + 2, "{what}: nothing more");
    }
    let all = letters(&room);
    let healed: Vec<_> = all.iter().filter(|mail| mail.contains("Subject: The Round is well again")).collect();
    assert_eq!(healed.len(), 4);
    assert!(healed.iter().any(|mail| mail.contains("until then a login stood in front of it.")), "{}", healed[0]);
    assert!(!healed.iter().any(|mail| mail.contains("postround")), "what is over needs no cure: {}", healed[0]);
    assert!(all.iter().all(|mail| mail.contains("Auto-Submitted: auto-generated") && mail.contains("To: editor@")));
    assert!(all.iter().any(|mail| mail.contains("postround try newsroom")), "{}", all[0]);
    let said = room.workspace.run(&["status"]).expect_code(0);
    assert!(!said.stdout.contains("EMPTY"), "{}", said.stdout);
}

#[tokio::test]
async fn a_passing_failure_is_not_told_and_a_lasting_one_is() {
    let (site, room) = usual();
    site.fault("/index.html", Fault::status(500));
    room.round_at("2026-11-22T13:00:00Z");
    assert_eq!(source(&room)["state"], "failing");
    let said = room.workspace.run(&["status"]).expect_code(0);
    assert!(said.stdout.contains("FAILING, 1 in a row: "), "{}", said.stdout);
    site.mend("/index.html");
    room.round_at("2026-11-22T13:15:00Z");
    site.fault("/index.html", Fault::status(500));
    for (at, told) in [("13:30", 0), ("14:00", 0), ("14:45", 1), ("15:30", 1)] {
        room.round_at(&format!("2026-11-22T{at}:00Z"));
        assert_eq!(letters(&room).len(), told, "{at}");
    }
}

#[tokio::test]
async fn falling_coverage_names_the_selector_and_a_sample() {
    let (site, room) = usual();
    let bare = |n| piece(n, true, (0, 0)).replace("<p class=\"by\">", "<p class=\"person\">");
    for n in 30..36 {
        site.write(&format!("news/story-{n}.html"), bare(n));
    }
    site.write("index.html", listing((30..36).chain(0..MANY)));
    let round = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"]["new"], 6, "{round}");
    let told = source(&room);
    assert_eq!(told["state"], "degraded", "{told}");
    for words in ["6 of 6 pages read have no author", "article.authors = \"p.by\"", "postround try newsroom --replay"] {
        assert!(told["words"].as_str().unwrap().contains(words), "{words}: {told}");
    }
    assert!(told["sample"].as_str().unwrap().contains("/news/story-30.html\nThe story of surgery 30"), "{told}");
    let mail = letters(&room).pop().expect("it is told");
    for words in ["article.authors", "/news/story-30.html", "Subject: The Round: parts of its articles are missing"] {
        assert!(mail.contains(words), "{words}: {mail}");
    }
    // Nothing read afresh says nothing; one good page heals.
    room.round_at("2026-11-22T13:20:00Z");
    assert_eq!(source(&room)["state"], "degraded");
    site.write("news/story-40.html", piece(40, true, (0, 0)));
    site.write("index.html", listing([40].into_iter().chain(30..36).chain(0..MANY)));
    room.round_at("2026-11-22T13:40:00Z");
    assert_eq!(source(&room)["state"], "well");
    assert_eq!(letters(&room).len(), 2);
}

#[tokio::test]
async fn comments_that_are_stated_and_not_there_are_missed() {
    let (site, room) = usual();
    for n in 30..36 {
        site.write(&format!("news/story-{n}.html"), piece(n, true, (5, 0)));
    }
    site.write("index.html", listing((30..36).chain(0..MANY)));
    room.round_at("2026-11-22T13:00:00Z");
    let told = source(&room);
    assert_eq!(told["state"], "comments-missing", "{told}");
    assert!(told["words"].as_str().unwrap().contains("comments.item = \"ul.comments > li\""), "{told}");
    assert_eq!(told["articles_short"].as_array().unwrap().len(), 6, "{told}");
    assert_eq!(told["articles_short"][0]["stated"], 5);
    for n in 30..36 {
        site.write(&format!("news/story-{n}.html"), piece(n, true, (5, 5)));
    }
    room.round_of_all_at("2026-11-22T14:00:00Z");
    assert_eq!(source(&room)["state"], "well");
    assert_eq!(letters(&room).len(), 2);
}

#[tokio::test]
async fn a_silent_source_is_told_by_its_own_rhythm() {
    let (site, room) = usual();
    room.round_at("2026-11-25T12:00:00Z");
    assert_eq!(source(&room)["state"], "well", "three days are nothing yet");
    room.round_at("2026-12-04T12:00:00Z");
    let told = source(&room);
    assert_eq!(told["state"], "silent", "{told}");
    assert!(told["words"].as_str().unwrap().contains("silent_after"), "{told}");
    assert_eq!(letters(&room).len(), 1);
    site.write("news/story-40.html", piece(40, true, (0, 0)));
    site.write("index.html", listing([40].into_iter().chain(0..MANY)));
    room.round_at("2026-12-04T13:00:00Z");
    assert_eq!(source(&room)["state"], "well");
    let mut room = room;
    room.sources(&over_http(&site, RULES).replace("[source.links]", "silent_after = \"30d\"\n[source.links]"));
    room.round_at("2026-12-30T13:00:00Z");
    assert_eq!(source(&room)["state"], "well");
    room.round_at("2027-01-05T13:00:00Z");
    assert_eq!(source(&room)["state"], "silent");
}

#[tokio::test]
async fn a_reading_that_is_not_believed_waits_in_quarantine() {
    let (site, room) = usual();
    let doubtful =
        page("x", "<article><h1>Page not found</h1><div class=\"body\"><p>Nothing here. Go home.</p></div></article>");
    site.write("news/story-50.html", &doubtful);
    site.write("news/story-51.html", piece(51, false, (0, 0)));
    site.write("news/story-3.html", &doubtful);
    site.write("index.html", listing([50, 51].into_iter().chain(0..MANY)));
    let round = room.round_of_all_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"]["new"], 0, "{round}");
    assert_eq!(room.held().await.len(), MANY as usize);
    assert_eq!(room.article("story-3.html").await.article.said.title, "The story of surgery 3", "the old one stays");
    let told = source(&room);
    assert_eq!(told["quarantined"], 3, "{told}");
    assert_eq!(told["rounds"][0]["quarantined"], 3, "{told}");
    let listed = room.workspace.run(&["sources", "newsroom", "--quarantine"]).expect_code(0).stdout.clone();
    for words in ["story-50.html", "\"Page not found\"", "no publication time and no author"] {
        assert!(listed.contains(words), "{words}: {listed}");
    }
    // One is mended, one is let in, one stays.
    site.write("news/story-50.html", piece(50, true, (0, 0)));
    let url = site.url("news/story-51.html");
    room.workspace.run(&["sources", "newsroom", "--release", &url]).expect_code(0);
    room.workspace.run(&["sources", "newsroom", "--release", "https://no.example/"]).expect_code(2);
    let round = room.round_of_all_at("2026-11-22T14:00:00Z");
    assert_eq!(round["articles"]["new"], 2, "{round}");
    assert_eq!(room.held().await.len(), MANY as usize + 2);
    assert_eq!(source(&room)["quarantined"], 1);
    let status = room.workspace.run(&["status"]).expect_code(0).stdout.clone();
    assert!(status.contains("1 reading not believed: `postround sources newsroom --quarantine`"), "{status}");
    let said = room.workspace.run(&["sources", "newsroom", "--release", "all"]).expect_code(0).stdout.clone();
    assert!(said.contains("released  1 reading"), "{said}");
}

#[tokio::test]
async fn a_page_in_quarantine_costs_a_conditional_request_now_and_then() {
    let (site, room) = usual();
    let doubtful = |words: &str| {
        page("x", &format!("<article><h1>Page not found</h1><div class=\"body\"><p>{words}</p></div></article>"))
    };
    for n in [0, 50] {
        site.write(&format!("news/story-{n}.html"), doubtful(&format!("Nothing here {n}.")));
    }
    site.write("index.html", listing([50].into_iter().chain(0..MANY)));
    // Of a day, at every quarter of an hour: how often each was sent, and how often it was sent whole.
    site.forget();
    for quarter in 0..24 {
        room.round_at(&format!("2026-11-23T{:02}:{:02}:00Z", 9 + quarter / 4, quarter % 4 * 15));
    }
    for n in [0, 50] {
        let asked = site.asked_for(&format!("/news/story-{n}.html"));
        let whole = asked.iter().filter(|asked| asked.status == 200).count();
        assert_eq!(whole, 1, "story {n} is sent whole once, of {} times", asked.len());
        assert!((2..8).contains(&asked.len()), "story {n} was asked for {} times", asked.len());
    }
    assert_eq!(source(&room)["quarantined"], 2);
    // Let in, it is asked for at once, and whole.
    site.forget();
    room.workspace.run(&["sources", "newsroom", "--release", "all"]).expect_code(0);
    let round = room.round_at("2026-11-23T15:01:00Z");
    assert_eq!((&round["articles"]["new"], &round["articles"]["changed"]), (&1.into(), &1.into()), "{round}");
    assert_eq!(room.held().await.len(), MANY as usize + 1);
}

#[test]
fn sources_are_shown_and_unknown_names_are_refused() {
    let (_, room) = usual();
    let said = room.workspace.run(&["sources"]).expect_code(0).stdout.clone();
    for words in
        ["newsroom (page, http://", "well since ", "24 articles", "30 comments held, 30 stated", "author 100 %"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let all = room.workspace.run(&["sources", "--json"]).expect_code(0).json_document();
    assert_eq!(all["sources"][0]["usual"]["comments_found"], 1.0, "{all}");
    let one = room.workspace.run(&["sources", "newsroom"]).expect_code(0).stdout.clone();
    assert!(one.contains("\nrounds\n") && one.contains("24 new"), "{one}");
    let refused = room.workspace.run(&["sources", "nosuch"]).expect_code(2).stderr.clone();
    assert!(refused.contains("has newsroom"), "{refused}");
    room.workspace.run(&["sources", "--quarantine"]).expect_code(2);
    assert!(NOW.starts_with("2026-11-22"), "the dates above are those of the room");
}
