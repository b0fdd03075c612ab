//! Owns the tests that a reader of the corrections who was away finds every one of them: those that leave the live
//! document are in archives (RFC 5005), which stand still, and lose what is withdrawn (I4).

use std::collections::{BTreeMap, BTreeSet};

use postround::domain::ArticleId;
use postround::publish::lint::{Surroundings, check};
use postround::publish::options::FeedContent;
use postround::store::{ArticleFilter, Store};
use serde_json::Value;

use super::history::{amended, archived, led_through};
use super::newspaper::{Newspaper, at, documents, feed, story};
use crate::harness::store::{Place, place_test, store_test};

const CORRECTIONS: &str = "feeds/corrections";

/// Each was told, and amended ten minutes later.
async fn tell_amended(paper: &Newspaper, words: &[String], minute: i64) {
    for (minute, word) in (minute..).zip(words) {
        paper.tell("round", &story(word, &["Pay"], minute), &[], minute).await;
        paper.tell("round", &amended(word, &["Pay"], minute), &[], minute + 10).await;
    }
}

fn words(of: &str, many: usize) -> Vec<String> {
    (0..many).map(|number| format!("{of}{number}")).collect()
}

/// The bytes of each archive of the corrections.
fn archives(paper: &Newspaper) -> BTreeMap<String, Vec<u8>> {
    let mut all = documents(paper.folder.path());
    all.retain(|name, _| name.starts_with("feeds/corrections.archive-"));
    all
}

store_test!(a_reader_of_corrections_who_was_away_for_three_weeks_finds_every_one, |store: Store| async move {
    let paper = Newspaper::new(store);
    let told = words("place", 21);
    // What an archive leads to can become more: the one that was the newest has a newer one then. Nothing else changes.
    let mut closed: BTreeMap<String, Value> = BTreeMap::new();
    for (day, word) in (0..).zip(&told) {
        tell_amended(&paper, std::slice::from_ref(word), day * 1440).await;
        paper.publish(day * 1440 + 60).await;
        for name in archives(&paper).into_keys().filter_map(|name| name.strip_suffix(".json").map(str::to_owned)) {
            let now = paper.json(&name);
            assert_eq!(closed.entry(name).or_insert_with(|| now.clone()), &now);
        }
        if day % 7 == 0 {
            paper.assert_as_anew("by and by").await;
        }
    }
    let live = paper.titles(CORRECTIONS);
    assert_eq!(live, ["place20", "place19", "place18", "place17"], "it overlaps the newest archive");
    let history = archived(&paper, "corrections");
    let older: Vec<String> = told[..18].iter().rev().cloned().collect();
    assert_eq!((history, closed.len()), (older, 9), "each once, two an archive");
    for ending in ["atom", "rss"] {
        let all = led_through(&paper, "corrections", ending);
        let missed = told.iter().find(|word| !all.iter().any(|text| text.contains(&format!("about {word}<"))));
        assert_eq!((all.len(), missed), (10, None), "{ending}");
        assert!(
            all[1..].iter().all(|text| text.contains("<fh:archive") && text.contains("rel=\"current\"")),
            "{ending}"
        );
    }
    for (name, bytes) in archives(&paper).iter().filter(|(name, _)| !name.ends_with(".gz") && !name.ends_with(".br")) {
        let address = format!("https://feeds.example/{name}");
        let report = check(bytes, &Surroundings { now: at(90_000), address: Some(&address), media_type: None });
        assert_eq!((report.entries, report.findings), (2, Vec::new()), "{name}");
    }
    let before = paper.stamps();
    paper.publish(90_000).await;
    assert_eq!(paper.stamps(), before, "nothing was touched: nothing is written");
});

store_test!(a_withdrawn_article_leaves_the_archive_of_its_correction_and_comes_back_to_it, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    paper.options.feeds.clear();
    (paper.options.automatic.topics, paper.options.automatic.sources) = (false, false);
    let told = words("tree", 7);
    tell_amended(&paper, &told, 0).await;
    let late = paper.tell("round", &amended("late", &[], 7), &[], 17).await.id;
    paper.withdraw(late, "round", 18).await;
    paper.publish(60).await;
    let whole = archives(&paper);
    let titles = |number: i64| paper.titles(&format!("{CORRECTIONS}.archive-{number}"));
    assert_eq!((titles(1), titles(2)), (vec!["tree1".into(), "tree0".into()], vec!["tree3".into(), "tree2".into()]));
    let id = paper.store.articles_latest(&ArticleFilter::default(), 9).await.unwrap();
    let id: ArticleId = id.iter().find(|article| article.said.title.ends_with("tree1")).unwrap().id;
    paper.withdraw(id, "round", 70).await;
    paper.publish(71).await;
    assert_eq!((titles(1), titles(2)), (vec!["tree0".to_owned()], vec!["tree3".into(), "tree2".into()]));
    assert!(!archives(&paper).values().any(|bytes| String::from_utf8_lossy(bytes).contains("tree1")));
    paper.assert_as_anew("a withdrawal").await;
    // It is back where it was; that of an article which never stood when it could have joined joins now.
    paper.tell("round", &amended("tree1", &["Pay"], 1), &[], 80).await;
    paper.publish(81).await;
    assert_eq!(archives(&paper), whole);
    assert_eq!(paper.titles(CORRECTIONS), ["tree6", "tree5", "tree4", "tree3"]);
    paper.tell("round", &amended("late", &[], 7), &[], 90).await;
    paper.publish(91).await;
    assert_eq!(paper.titles(CORRECTIONS), ["late", "tree6", "tree5", "tree4"]);
    assert_eq!((titles(3), archives(&paper).len()), (vec!["tree5".to_owned(), "tree4".to_owned()], 3 * 9));
    paper.assert_as_anew("those that returned").await;
});

place_test!(
    a_folder_from_before_corrections_had_archives_gets_them_and_tells_nothing_again,
    |place: Place| async move {
        let paper = Newspaper::new(place.open().await);
        tell_amended(&paper, &words("tree", 9), 0).await;
        paper.publish(60).await;
        let whole = documents(paper.folder.path());
        // As a publisher left it that knew of no places.
        place.change("DELETE FROM archives WHERE feed = (SELECT number FROM feeds WHERE name = 'corrections')").await;
        place.change("DELETE FROM feed_members WHERE item < 0").await;
        for name in archives(&paper).keys() {
            std::fs::remove_file(paper.path(name)).unwrap();
        }
        let change = |name: &str, change: &dyn Fn(&mut Value)| {
            let mut json: Value = serde_json::from_str(&paper.read(name)).unwrap();
            change(&mut json);
            std::fs::write(paper.path(name), serde_json::to_vec(&json).unwrap()).unwrap();
        };
        change(".postround-state.json", &|state| {
            let kept = &mut state["channels"]["corrections"];
            // The print it had of all corrections there are.
            (kept["archives"], kept["filter"]) = (0.into(), "415bbcd8dcf65c842dcb273f38e813fb".into());
            kept["shown"] = serde_json::json!([[9, 9], [8, 8], [7, 7]]);
        });
        change("manifest.json", &|manifest| {
            let archive = |one: &Value| one["path"].as_str().unwrap().contains("corrections.archive");
            manifest["documents"].as_array_mut().unwrap().retain(|one| !archive(one));
        });
        change("feeds/corrections.json", &|live| drop(live.as_object_mut().unwrap().remove("next_url").unwrap()));
        let reports = paper.publish(61).await;
        assert!(
            documents(paper.folder.path()) == whole,
            "its entries are those of before, with a way to the older ones"
        );
        let changed: Vec<_> = reports.iter().filter(|report| report.written > 0).map(|report| &report.name).collect();
        assert_eq!(changed, ["corrections"]);
        paper.assert_as_anew("a folder from before").await;
    }
);

store_test!(whatever_becomes_of_a_feed_each_correction_stands_in_it_once, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    let mut told = words("tree", 6);
    tell_amended(&paper, &told, 0).await;
    paper.options.feeds.push(feed("amended", FeedContent::Corrections, &["Pay"]));
    // Those of all its documents, and whether each is in at most one archive.
    let all = |paper: &Newspaper| {
        let history = archived(paper, "amended");
        let found: BTreeSet<String> = history.iter().cloned().chain(paper.titles("feeds/amended")).collect();
        let once = history.iter().collect::<BTreeSet<_>>().len() == history.len();
        (once, found.into_iter().collect::<Vec<_>>())
    };
    paper.publish(60).await;
    assert_eq!(all(&paper), (true, told.clone()));
    // A process that was killed gave places, and closed nothing.
    tell_amended(&paper, &words("yew", 3), 70).await;
    paper.store.mint_corrections(None, at(80)).await.unwrap();
    let number = paper.store.feed("amended", "", at(80)).await.unwrap().number;
    let filter = ArticleFilter { topics: vec!["Pay".to_owned()], ..ArticleFilter::default() };
    assert_eq!(paper.store.join_corrections(number, &filter, None).await.unwrap(), 3);
    paper.publish(90).await;
    told.extend(words("yew", 3));
    assert_eq!(all(&paper), (true, told.clone()));
    paper.assert_as_anew("a killed process").await;
    // One that is about the topic only now.
    paper.tell("round", &amended("ash", &["Beds"], 95), &[], 95).await;
    paper.publish(96).await;
    assert_eq!(all(&paper), (true, told.clone()));
    paper.tell("round", &amended("ash", &["Beds", "Pay"], 95), &[], 97).await;
    paper.publish(98).await;
    told.insert(0, "ash".to_owned());
    assert_eq!(all(&paper), (true, told.clone()));
    // Fewer in a document, then a feed that was away, then of everything.
    paper.options.entries = 2;
    paper.publish(100).await;
    assert_eq!(all(&paper), (true, told.clone()));
    paper.assert_as_anew("fewer entries").await;
    let amendments = paper.options.feeds.pop().unwrap();
    tell_amended(&paper, &words("zelkova", 5), 110).await;
    paper.publish(130).await;
    paper.options.feeds.push(amendments);
    paper.publish(131).await;
    told.extend(words("zelkova", 5));
    assert_eq!(all(&paper), (true, told.clone()));
    paper.assert_as_anew("it was away").await;
    paper.tell("round", &amended("box", &[], 140), &[], 140).await;
    paper.options.feeds.last_mut().unwrap().topics.clear();
    paper.publish(141).await;
    told.insert(1, "box".to_owned());
    assert_eq!(all(&paper), (true, told.clone()));
    paper.assert_as_anew("of everything").await;
    // Of articles it begins as a new one does, and of corrections it is as it was.
    for content in [FeedContent::Articles, FeedContent::Corrections] {
        paper.options.feeds.last_mut().unwrap().content = content;
        paper.publish(150).await;
        assert_eq!(all(&paper), (true, told.clone()), "{content:?}");
        assert_eq!(paper.titles("feeds/amended").len(), 2, "{content:?}");
        paper.assert_as_anew("of others").await;
    }
});

store_test!(a_feed_of_fewer_corrections_shows_the_newest_of_those, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    paper.options.automatic.corrections = false;
    for (minute, word) in (0..).zip(words("fee", 7)) {
        paper.tell("round", &amended(&word, &["Pay"], minute), &[], minute).await;
    }
    for (minute, word) in (20..).zip(words("bed", 7)) {
        paper.tell("round", &amended(&word, &["Beds"], minute), &[], minute).await;
    }
    // Of articles first: nobody asked for corrections.
    paper.options.feeds.push(feed("amended", FeedContent::Articles, &[]));
    paper.publish(60).await;
    paper.options.feeds.last_mut().unwrap().content = FeedContent::Corrections;
    paper.publish(61).await;
    assert_eq!(paper.titles("feeds/amended"), ["bed6", "bed5", "bed4", "bed3"]);
    paper.assert_as_anew("of corrections now").await;
    for content in [FeedContent::Corrections, FeedContent::Articles] {
        let narrowed = paper.options.feeds.last_mut().unwrap();
        (narrowed.content, narrowed.topics) = (content, vec!["Pay".to_owned()]);
        paper.publish(62).await;
        assert_eq!(paper.titles("feeds/amended"), ["fee6", "fee5", "fee4", "fee3"], "{content:?}");
        paper.assert_as_anew("of one topic").await;
    }
});
