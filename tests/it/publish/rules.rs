//! Owns the tests of rules that only a whole newspaper can keep: no time is still to come, no id moves with the server,
//! no vote moves a date, and what was gathered from another feed names it.

use std::collections::BTreeMap;

use postround::domain::{CommentKey, FoundArticle, FoundComment};
use postround::publish::lint::{Surroundings, check, parse};
use postround::publish::options::{Origin, Target};
use postround::store::{CommentsRead, PageOfComments, Store};
use serde_json::Value;

use super::newspaper::{Newspaper, at, documents, name, story};
use crate::harness::store::store_test;

const TEN: [&str; 10] = ["Ash", "Birch", "Cedar", "Dale", "Esk", "Ford", "Glen", "Hill", "Inch", "Jura"];

/// Every document of the folder, by its name.
fn feeds(paper: &Newspaper) -> BTreeMap<String, String> {
    let is_feed =
        |name: &str| [".rss", ".atom", ".json"].iter().any(|end| name.ends_with(end)) && name != "manifest.json";
    let all = documents(paper.folder.path()).into_iter().filter(|(name, _)| is_feed(name));
    all.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// No rule is broken by any document, as it is read at this minute.
fn assert_good(paper: &Newspaper, minute: i64) {
    for (name, text) in feeds(paper) {
        let address = format!("{}{name}", paper.options.base);
        let surroundings = Surroundings { now: at(minute), address: Some(&address), media_type: None };
        assert_eq!(check(text.as_bytes(), &surroundings).findings, [], "{name}: {text}");
    }
}

fn ids(text: &str) -> Vec<String> {
    if text.starts_with('{') {
        let json: Value = serde_json::from_str(text).unwrap();
        return json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    }
    let root = parse(text).unwrap();
    let all = root.walk().into_iter().filter(|element| ["id", "guid"].contains(&element.name.as_str()));
    all.map(|element| element.text.clone()).collect()
}

/// The entry of the feed of everything whose headline ends so.
fn item(paper: &Newspaper, word: &str) -> Value {
    let json = paper.json("feeds/all");
    let mut items = json["items"].as_array().unwrap().iter();
    items.find(|item| item["title"].as_str().unwrap().ends_with(word)).expect(word).clone()
}

/// Readers who have nothing in common but the article.
const READERS: [(&str, &str); 5] = [
    ("Ash", "We have 9,000 patients and two rooms, and one Saturday a week costs us £12,000 a year in locums alone."),
    ("Birch", "My own surgery tried it in 2019: after 14 weeks not one nurse would stay for a second winter."),
    (
        "Cedar",
        "The council forgets that 40% of those who come at weekends live in another county, as our figures show.",
    ),
    (
        "Dale",
        "Why was nobody asked who answers the telephones? Ours rang 300 times before ten, because the line was free.",
    ),
    ("Esk", "I ran the night desk for eleven years, and every rota that began like this was dropped within 18 months."),
];

/// What they say of it, with what makes a comment another.
fn said(more: impl Fn(FoundComment) -> FoundComment) -> CommentsRead {
    let comment = |(position, (author, text)): (u32, (&str, &str))| {
        let comment = FoundComment {
            author: Some(format!("Dr {author}")),
            html: format!("<p>{text}</p>"),
            position,
            ..FoundComment::new(CommentKey(author.to_owned()), text)
        };
        more(comment)
    };
    let comments = (0..).zip(READERS).map(comment).collect();
    let pages = vec![PageOfComments { page: "p1".to_owned(), comments: Some(comments) }];
    CommentsRead { pages, complete: true, reached: 0 }
}

async fn tell(paper: &Newspaper, found: &FoundArticle, read: &CommentsRead, minute: i64) {
    paper.store.record_article(&name("round"), found, read, at(minute)).await.unwrap();
}

/// An article and its comments of a site whose clock is many hours ahead.
async fn tell_ahead(paper: &Newspaper, found: FoundArticle, minute: i64) {
    let found = FoundArticle { published: Some(at(900)), updated: Some(at(1_000)), ..found };
    let read = said(|one| FoundComment { posted: Some(at(950 + i64::from(one.position))), ..one });
    tell(paper, &found, &read, minute).await;
}

store_test!(a_site_whose_clock_is_ahead_dates_nothing_in_the_time_to_come, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    paper.options.to = Target::Folder;
    let told = || FoundArticle { title: "Council decides about alder".to_owned(), ..story("alder", &["Pay"], 0) };
    tell_ahead(&paper, told(), 10).await;
    paper.tell("round", &story("beech", &[], 20), &[], 20).await;
    paper.publish(21).await;
    assert_good(&paper, 21);
    assert_eq!(paper.titles("feeds/all"), ["beech", "alder"], "the newest first");
    paper.gathered("round", 400).await;
    paper.publish(401).await;
    assert_good(&paper, 401);
    paper.assert_as_anew("a clock ahead").await;
    let alder = item(&paper, "alder");
    assert_eq!(alder["date_published"], "2026-01-01T00:10:00Z", "no later than it was seen");
    assert_eq!(alder["_postround"]["comments_updated"], "2026-01-01T00:10:00Z");
    let thread = alder["_postround"]["comments_feed"].as_str().unwrap().strip_prefix("https://feeds.example/").unwrap();
    let thread = paper.json(thread.strip_suffix(".json").unwrap());
    let chosen = paper.json("feeds/comments")["items"].as_array().unwrap().clone();
    assert!(!chosen.is_empty());
    for one in &chosen {
        let whole = thread["items"].as_array().unwrap().iter().find(|whole| whole["id"] == one["id"]).unwrap();
        for date in ["date_published", "date_modified"] {
            assert_eq!(one[date], whole[date], "one comment has one date, wherever it stands");
        }
        assert_eq!(one["date_published"], "2026-01-01T00:10:00Z");
    }
    // What changes later changes then, and was published when it was.
    let words = "The wards of alder will not open at all, the council of alder said on Monday.".to_owned();
    tell_ahead(&paper, FoundArticle { html: format!("<p>{words}</p>"), text: words, ..told() }, 410).await;
    paper.publish(411).await;
    assert_good(&paper, 411);
    let after = item(&paper, "alder");
    assert_eq!(after["date_published"], alder["date_published"]);
    assert!(after["date_modified"].as_str().unwrap().starts_with("2026-01-01T06:50:00."), "{after}");
});

store_test!(no_id_moves_with_the_server, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    paper.options.to = Target::Folder;
    for (minute, word) in (0..).zip(["alder", "beech", "chestnut", "dogwood", "elm"]) {
        paper.tell("round", &story(word, &["Pay"], minute), &TEN, minute).await;
    }
    paper.gathered("round", 400).await;
    paper.publish(401).await;
    let before = feeds(&paper);
    paper.options.base = "https://other.example/round/".parse().unwrap();
    paper.publish(402).await;
    let after = feeds(&paper);
    assert!(before.keys().eq(after.keys()) && before.keys().any(|name| name.starts_with("articles/")), "{before:?}");
    let mut entries = 0;
    for (name, text) in &after {
        assert_eq!(ids(text), ids(&before[name]), "{name}");
        assert!(!text.contains("feeds.example") && text.contains("https://other.example/round/"), "{name}");
        entries += ids(text).len();
    }
    assert!(entries > 60, "{entries}");
    assert_good(&paper, 402);
});

store_test!(a_vote_moves_no_date, |store: Store| async move {
    let paper = Newspaper::new(store);
    tell(&paper, &story("alder", &[], 0), &said(|one| one), 0).await;
    paper.gathered("round", 400).await;
    paper.publish(401).await;
    let dates = || {
        let of = |(name, text): (String, String)| {
            let all = parse(&text).unwrap();
            let names = ["updated", "published", "pubDate", "lastBuildDate"];
            let dates = all.walk().into_iter().filter(|element| names.contains(&element.name.as_str()));
            (name, dates.map(|element| element.text.clone()).collect::<Vec<_>>())
        };
        let xml =
            feeds(&paper).into_iter().filter(|(name, _)| name.starts_with("feeds/all.") && !name.ends_with("json"));
        xml.map(of).collect::<Vec<_>>()
    };
    let (before, bytes) = (dates(), paper.read("feeds/all.atom"));
    assert!(before.len() == 2 && before.iter().all(|(_, dates)| dates.len() >= 2), "{before:?}");
    // The last come first, as far as votes count.
    let read = said(|one| FoundComment { votes: Some(i64::from(one.position) * 101), ..one });
    tell(&paper, &story("alder", &[], 0), &read, 410).await;
    paper.gathered("round", 411).await;
    paper.publish(412).await;
    let after = paper.read("feeds/all.atom");
    assert!(after != bytes && after.contains("What readers say"), "others are quoted now: {after}");
    assert_eq!(dates(), before);
});

store_test!(what_was_gathered_from_a_feed_names_it_in_every_feed, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    let url = |text: &str| text.parse().unwrap();
    let feed = url("https://wire.example/feed?a=1&b=2");
    let origin = Origin { title: "The Wire & Post".to_owned(), home: url("https://wire.example/"), feed: Some(feed) };
    paper.options.sources.insert(name("wire"), origin);
    paper.tell("wire", &story("alder", &["Pay"], 0), &[], 0).await;
    paper.tell("round", &story("beech", &["Pay"], 1), &[], 1).await;
    paper.publish(2).await;
    for feed in ["feeds/all", "feeds/topics/pay"] {
        let json = paper.json(feed);
        let of = |index: usize| json["items"][index]["_postround"]["source"].clone();
        assert_eq!(of(0), Value::Null, "{feed}: a page is no feed");
        assert_eq!(of(1)["feed_url"], "https://wire.example/feed?a=1&b=2", "{feed}");
        for (ending, entry) in [("rss", "item"), ("atom", "entry")] {
            let root = parse(&paper.read(&format!("{feed}.{ending}"))).unwrap();
            let entries: Vec<_> = root.walk().into_iter().filter(|element| element.name == entry).collect();
            let sources: Vec<_> = entries.iter().map(|entry| entry.first("source")).collect();
            assert!(sources.len() == 2 && sources[0].is_none(), "{feed}.{ending}");
            let source = sources[1].expect("the wire's entry names its feed");
            let title = if ending == "rss" { source } else { source.first("title").unwrap() };
            assert_eq!(title.text, "The Wire & Post", "{feed}.{ending}");
        }
    }
    assert_good(&paper, 3);
});
