//! Owns the tests of a story of two sources of which the first withdraws it: the second tells it from then on, and its
//! page is looked at.

use crate::harness::site::{Fault, Site};
use crate::room::{Room, SMALL_RULES, over_http, page, small_site, story};

/// The small site as one source, and as two: "newsroom" has all its stories, "wire" the second one, at an address of its
/// own.
fn two_sources(site: &Site) -> (String, String) {
    site.write("wire/index.html", page("Wire", "<h2><a href=\"second.html\">The story of surgery 2</a></h2>"));
    site.write("wire/second.html", story(2, &["Third"]));
    for path in ["news/story-2.html", "wire/second.html"] {
        // By a long headline and the day, two sources' stories are known for one.
        let words = site.read(path).replace("The story of surgery 2", "The long story of surgery 2 and its patients");
        site.write(path, words.replace("<h1>", "<time datetime=\"2026-11-22T09:00:00Z\">then</time><h1>"));
    }
    let rules = SMALL_RULES.replace("[source.article]", "[source.article]\npublished = \"time @datetime\"");
    let newsroom = over_http(site, &rules);
    let wire = newsroom.replace("\"newsroom\"", "\"wire\"").replace("\"index.html\"", "\"wire/index.html\"");
    (newsroom.clone(), format!("{newsroom}\n{wire}"))
}

#[tokio::test]
async fn a_story_that_its_source_withdrew_is_followed_at_the_next() {
    let site = small_site();
    let (newsroom, both) = two_sources(&site);
    let mut room = Room::new(&newsroom);
    room.round();
    room.sources(&both);
    room.round_at("2026-11-22T12:15:00Z");
    let first = room.article("news/story-2.html").await;
    assert_eq!((first.article.source.as_str(), first.comments.len()), ("newsroom", 2));
    assert_eq!(first.article.also_from, ["wire".parse().unwrap()]);
    site.remove("news/story-2.html");
    let at = |day: u32, hour: u32| format!("2026-11-{day:02}T{hour:02}:00:00Z");
    // Nobody asks for the second page while the first tells the story.
    site.forget();
    room.round_at(&at(23, 12));
    assert!(site.asked_for("/wire/second.html").is_empty());
    room.round_at(&at(24, 14));
    room.round_at(&at(24, 15));
    let asked = site.asked_for("/wire/second.html");
    assert_eq!(asked.len(), 1, "it is looked at at once");
    assert_eq!(asked[0].if_none_match(), None, "and whole: nothing of it is held");
    let second = room.article("wire/second.html").await;
    assert_eq!(second.article.uid, first.article.uid);
    assert_eq!(
        (second.article.source.as_str(), second.article.revision),
        ("wire", 1),
        "the same words are no revision"
    );
    assert_eq!(second.comments.len(), 1, "its own comment stands, and not those of the page that is gone");
    // What changes there is seen, by the ordinary rules.
    let body = "<div class=\"body\">";
    let words =
        site.read("wire/second.html").replace(body, &format!("{body}<p>New words stand here, and say more.</p>"));
    site.write("wire/second.html", words);
    room.round_at(&at(25, 12));
    room.round_at(&at(26, 12));
    assert_eq!(room.article("wire/second.html").await.article.revision, 2);
    // Only when it is gone there too, twice, a day apart, it is withdrawn.
    site.remove("wire/second.html");
    room.round_at(&at(27, 12));
    assert_eq!(room.held().await.len(), 3);
    room.round_at(&at(28, 14));
    room.round_at(&at(29, 16));
    assert_eq!(room.held().await.len(), 2);
}

#[tokio::test]
async fn a_source_of_a_new_name_goes_on_where_the_old_one_was() {
    let site = small_site();
    let old = over_http(&site, SMALL_RULES);
    let mut room = Room::new(&old);
    room.round();
    let before = room.article("news/story-2.html").await;
    room.sources(&old.replace("\"newsroom\"", "\"renamed\""));
    // In its first round one page fails; its listing has not changed since, and it is read all the same.
    site.fault("/news/story-2.html", Fault::status(500));
    room.round_at("2026-11-22T12:30:00Z");
    site.mend("/news/story-2.html");
    room.round_at("2026-11-23T11:00:00Z");
    room.round_at("2026-11-23T14:00:00Z");
    room.round_at("2026-11-23T15:00:00Z");
    let after = room.article("news/story-2.html").await;
    assert_eq!((&after.article.uid, after.article.revision), (&before.article.uid, 1));
    assert_eq!((after.article.source.as_str(), after.comments.len()), ("renamed", 2));
    assert_eq!(after.article.also_from, [], "a name that is nobody's any more is not told to readers");
    // What the site takes away is withdrawn: the old name keeps nothing standing.
    site.remove("news/story-2.html");
    for now in ["2026-11-27T12:00:00Z", "2026-11-29T12:00:00Z"] {
        room.round_at(now);
    }
    assert_eq!(room.held().await.len(), 2);
}
