//! Owns the tests that the newsroom reads the same from its folder and over HTTP, by selectors and without them, and
//! that what was read is what its pages say.

use std::fmt::Write as _;

use crate::room::{Held, NOW, PUBLIC, Room, from_folder, newsroom_site, over_http, selectors, time};

/// Furniture of the newsroom, which belongs to no article and no comment.
const FURNITURE: &[&str] = &[
    "health professionals only",
    "The Round by email",
    "one cup of tea",
    "Places from",
    "Sign up</a>",
    "Report this comment",
    "Have your say",
    "3 Pestle Yard",
    "This magazine does not exist",
    "View results",
    "Related",
    "More on this",
    "Skip to the news",
];

/// All that is held of an article but its ids, on lines that can be compared; `base` is put for the site's address.
fn told(held: &Held, site: &str) -> String {
    let said = &held.article.said;
    let mut out = format!(
        "{}\n{}\nauthors {:?}\ntopics {:?}\npublished {:?} updated {:?}\nlead {:?}\n{}\n{}\nimage {:?}\nlanguage {:?}\n\
         correction {:?}\nstated {:?} held {}\n",
        said.url,
        said.title,
        said.authors,
        said.topics,
        said.published,
        said.updated,
        said.lead,
        said.html,
        said.text,
        said.image.as_ref().map(|image| (image.url.to_string(), &image.alt)),
        said.language,
        said.correction,
        said.comments_stated,
        held.article.comments_held,
    );
    for comment in &held.comments {
        let said = &comment.said;
        let _ = writeln!(
            out,
            "- {} {:?} {:?} {:?} votes {:?} parent {:?} at {}\n{}\n{}",
            said.key, said.author, said.role, said.posted, said.votes, said.parent, said.position, said.html, said.text
        );
    }
    out.replace(site, PUBLIC)
}

#[track_caller]
fn assert_alike(folder: &[Held], web: &[Held], site: &str) {
    assert_eq!(folder.len(), 29);
    assert_eq!(web.len(), 29);
    let mut theirs: Vec<String> = web.iter().map(|held| told(held, site)).collect();
    theirs.sort();
    let mut ours: Vec<String> = folder.iter().map(|held| told(held, PUBLIC)).collect();
    ours.sort();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours, theirs);
    }
}

#[tokio::test]
async fn by_selectors_the_folder_and_the_web_give_the_same() {
    let site = newsroom_site();
    let rules = selectors();
    let folder = Room::new(&from_folder(&rules));
    let web = Room::new(&over_http(&site, &rules));
    for room in [&folder, &web] {
        let round = room.round();
        assert_eq!(round["problem"], serde_json::Value::Null, "{round}");
        let notes = round["notes"].as_array().unwrap();
        let machines = |note: &serde_json::Value| note.as_str().unwrap().contains("ai-scribes-longer-notes.html");
        assert!(notes.iter().all(machines), "all but the page whose comments stand for machines alone: {notes:?}");
        assert_eq!(round["articles"], serde_json::json!({ "new": 29, "changed": 0, "same": 0, "failed": 0 }));
        assert_eq!(round["comments"]["articles_short"], 0);
    }
    assert_alike(&folder.held().await, &web.held().await, &site.url("/"));
}

#[tokio::test]
async fn without_selectors_the_folder_and_the_web_give_the_same_and_what_selectors_give() {
    let site = newsroom_site();
    let folder = Room::new(&from_folder(""));
    let web = Room::new(&over_http(&site, ""));
    let ruled = Room::new(&from_folder(&selectors()));
    for room in [&folder, &web, &ruled] {
        room.round();
    }
    let automatic = folder.held().await;
    assert_alike(&automatic, &web.held().await, &site.url("/"));
    let mut differ = Vec::new();
    for (found, wanted) in automatic.iter().zip(ruled.held().await) {
        let (said, ruled) = (&found.article.said, &wanted.article.said);
        assert_eq!(said.url, ruled.url);
        // Without a selector for the lead, the standfirst opens the body.
        let lead = ruled.lead.as_deref().unwrap_or_default();
        let bare = |text: &str| text.replacen(lead, "", 1).split_whitespace().collect::<Vec<_>>().join(" ");
        for (what, one, other) in [
            ("title", &said.title, &ruled.title),
            ("body", &bare(&said.text), &bare(&ruled.text)),
            ("published", &format!("{:?}", said.published), &format!("{:?}", ruled.published)),
            ("authors", &format!("{:?}", said.authors), &format!("{:?}", ruled.authors)),
            (
                "stated",
                &format!("{:?}", said.comments_stated.unwrap_or(0)),
                &format!("{:?}", ruled.comments_stated.unwrap_or(0)),
            ),
            ("comments", &words_of(found), &words_of(&wanted)),
            ("correction", &format!("{:?}", said.correction), &format!("{:?}", ruled.correction)),
        ] {
            if one != other {
                differ.push(format!("{} {what}:\n  found  {one}\n  wanted {other}", said.url.path()));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

fn words_of(held: &Held) -> String {
    let comments = held.comments.iter().map(|comment| {
        let said = &comment.said;
        format!("{:?} {:?} {:?} {}", said.author, said.role, said.posted, said.text)
    });
    comments.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_stated_counts_are_reached_over_all_pages() {
    for rules in [selectors(), String::new()] {
        let room = Room::new(&from_folder(&rules));
        room.round();
        for (name, stated) in
            [("winter-access-fund.html", 12), ("one-pot-gps-nurses.html", 23), ("bp-checks-lost.html", 6)]
        {
            let held = room.article(name).await;
            assert_eq!(held.article.said.comments_stated, Some(stated), "{name}");
            assert_eq!(held.comments.len(), stated as usize, "{name}");
            let places: Vec<u32> = held.comments.iter().map(|comment| comment.said.position).collect();
            assert_eq!(places, (0..stated).collect::<Vec<_>>(), "{name}");
            let posted: Vec<_> =
                held.comments.iter().map(|comment| comment.said.posted.expect("each has a time")).collect();
            assert!(posted.is_sorted(), "{name}: the newsroom shows the oldest first");
        }
        assert!(room.held().await.iter().all(|held| held.article.comments_held == held.article.comments_total()));
    }
}

#[tokio::test]
async fn a_thread_for_machines_keeps_votes_and_parents() {
    let room = Room::new(&from_folder(&selectors()));
    room.round();
    let held = room.article("ai-scribes-longer-notes.html").await;
    assert!(held.comments.len() >= 5, "{} comments", held.comments.len());
    assert!(held.comments.iter().any(|comment| comment.said.votes.is_some_and(|votes| votes != 0)));
    let keys: Vec<_> = held.comments.iter().map(|comment| &comment.said.key).collect();
    let parents: Vec<_> = held.comments.iter().filter_map(|comment| comment.said.parent.as_ref()).collect();
    assert!(!parents.is_empty(), "nobody answers anybody");
    assert!(parents.iter().all(|parent| keys.contains(parent)), "a parent is a comment that is held");
    assert!(held.comments.iter().all(|comment| comment.said.parent.as_ref() != Some(&comment.said.key)));
}

#[tokio::test]
async fn an_amendment_is_kept_with_its_words_and_its_time() {
    for rules in [selectors(), String::new()] {
        let room = Room::new(&from_folder(&rules));
        room.round();
        let held = room.held().await;
        let corrected: Vec<_> = held.iter().filter(|held| held.article.said.correction.is_some()).collect();
        assert_eq!(
            corrected.len(),
            1,
            "{:?}",
            corrected.iter().map(|held| held.article.said.url.path()).collect::<Vec<_>>()
        );
        let said = &corrected[0].article.said;
        assert!(said.url.path().ends_with("winter-access-fund.html"));
        let notice = said.correction.as_ref().unwrap();
        assert_eq!(notice.at, Some(time("2026-11-09T11:45:00Z")));
        assert!(notice.text.starts_with("Please note: this article was amended"), "{}", notice.text);
        assert!(notice.text.ends_with("now say so."), "{}", notice.text);
    }
}

#[tokio::test]
async fn furniture_is_in_no_body_and_no_comment() {
    for rules in [selectors(), String::new()] {
        let room = Room::new(&from_folder(&rules));
        room.round();
        let held = room.held().await;
        for Held { article, comments } in &held {
            let said = &article.said;
            let mut texts = vec![said.html.as_str(), said.text.as_str(), said.title.as_str()];
            texts.extend(comments.iter().flat_map(|comment| [comment.said.html.as_str(), comment.said.text.as_str()]));
            for furniture in FURNITURE {
                let found = texts.iter().find(|text| text.contains(furniture));
                assert_eq!(found, None, "{furniture:?} in {}", said.url);
            }
            for url in texts.iter().flat_map(|text| text.split("href=\"").skip(1)) {
                assert!(url.starts_with("http") || url.starts_with("mailto:"), "{}: a link to {url:.40}", said.url);
                assert!(!url.split('"').next().unwrap().contains("utm_"), "{}: a tracked link", said.url);
            }
        }
        assert!(
            !held.iter().any(|held| held.article.said.url.path().ends_with("about.html")),
            "about.html is no article"
        );
    }
}

#[tokio::test]
async fn what_is_read_from_the_folder_over_and_over_stays_as_it_is() {
    let room = Room::new(&from_folder(&selectors()));
    room.round();
    let before: Vec<String> = room.held().await.iter().map(|held| format!("{held:?}")).collect();
    let again = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!(again["not_modified"], again["requests"], "{again}");
    assert_eq!(again["articles"]["same"], 29);
    let after: Vec<String> = room.held().await.iter().map(|held| format!("{held:?}")).collect();
    assert_eq!(before, after);
    assert!(NOW < "2026-11-22T13:00:00Z");
}
