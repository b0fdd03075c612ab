//! Owns the tests that a folder is brought up to date by what was touched, and is then the one that would be written anew;
//! and that a reader who was away finds everything in its archives (RFC 5005).

use std::collections::BTreeSet;

use postround::domain::{Correction, FoundArticle, Ruling};
use postround::publish::Decided;
use postround::publish::on_demand::{Means, comments};
use postround::publish::options::{Automatic, FeedContent, Target};
use postround::store::{By, Store};
use serde_json::Value;

use super::kept::assert_leads_on;
use super::newspaper::{Newspaper, at, documents, feed, name, story};
use crate::harness::store::store_test;

const THREE: [&str; 3] = ["Ash", "Birch", "Cedar"];

pub(super) fn amended(word: &str, topics: &[&str], minute: i64) -> FoundArticle {
    let words = format!(
        "The wards of {word} will not open before the summer, the council of {word} said on Monday, and nobody is glad."
    );
    FoundArticle {
        html: format!("<p>{words}</p>"),
        text: words,
        correction: Some(Correction { text: format!("An earlier version named another month for {word}."), at: None }),
        ..story(word, topics, minute)
    }
}

store_test!(what_is_published_by_and_by_is_what_would_be_written_anew, |store: Store| async move {
    let paper = Newspaper::new(store);
    paper.tell("round", &story("alder", &["Pay"], 0), &[], 0).await;
    paper.publish(1).await;
    paper.assert_as_anew("one article").await;
    for (minute, word) in
        (10..).zip(["beech", "chestnut", "dogwood", "elm", "fir", "ginkgo", "holly", "ivy", "juniper"])
    {
        let (source, topic) = if minute % 2 == 0 { ("round", "Pay") } else { ("wire", "Beds") };
        paper.tell(source, &story(word, &[topic], minute), &THREE, minute).await;
        if minute % 3 == 0 {
            paper.publish(minute).await;
        }
    }
    // One that was published long before it was seen, and before its feeds were.
    paper.tell("wire", &story("late", &[], -9_000), &[], 25).await;
    paper.gathered("round", 30).await;
    paper.publish(31).await;
    assert!(
        archived(&paper, "all").contains(&"late".to_owned()) || paper.titles("feeds/all").contains(&"late".to_owned())
    );
    assert_eq!(paper.titles("feeds/all"), ["juniper", "ivy", "holly", "late"]);
    assert_eq!(paper.titles("feeds/topics/pay"), ["juniper", "holly", "fir", "dogwood"]);
    assert_eq!(paper.titles("feeds/sources/wire"), ["ivy", "ginkgo", "elm", "late"]);
    paper.assert_as_anew("ten articles").await;

    // What was amended after it was archived comes again, and is a correction.
    let alder = paper.tell("round", &amended("alder", &["Pay"], 0), &[], 40).await.id;
    let reports = paper.publish(41).await;
    assert_eq!(paper.titles("feeds/all"), ["juniper", "ivy", "alder", "late"]);
    assert_eq!(paper.titles("feeds/corrections"), ["alder"]);
    let all = reports.iter().find(|report| report.name == "all").unwrap();
    let changed: Vec<&str> = all.changed.iter().map(url::Url::as_str).collect();
    assert_eq!(changed, ["rss", "atom", "json"].map(|end| format!("https://feeds.example/feeds/all.{end}")));
    paper.assert_as_anew("an amendment").await;

    // What was withdrawn leaves everything.
    paper.withdraw(alder, "round", 50).await;
    paper.publish(51).await;
    let word = "alder".to_owned();
    assert!(!paper.titles("feeds/all").contains(&word) && !paper.titles("feeds/corrections").contains(&word));
    assert!(!archived(&paper, "all").contains(&word));
    paper.assert_as_anew("a withdrawal").await;
});

/// The last word of the headlines in all archives of a feed, the newest archive first, by following `next_url`.
pub(super) fn archived(paper: &Newspaper, feed: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut document = paper.json(&format!("feeds/{feed}"));
    while let Some(next) = document["next_url"].as_str().map(str::to_owned) {
        let path = next.strip_prefix("https://feeds.example/").unwrap().strip_suffix(".json").unwrap().to_owned();
        out.extend(paper.titles(&path));
        document = paper.json(&path);
    }
    out
}

store_test!(a_reader_who_was_away_for_three_weeks_finds_every_entry, |store: Store| async move {
    let paper = Newspaper::new(store);
    let mut told = BTreeSet::new();
    for day in 0..21 {
        for hour in 0..2 {
            let word = format!("place{day}x{hour}");
            paper.tell("round", &story(&word, &[], day * 1440 + hour * 60), &[], day * 1440 + hour * 60).await;
            told.insert(word);
        }
        paper.publish(day * 1440 + 120).await;
    }
    let mut found: BTreeSet<String> = paper.titles("feeds/all").into_iter().collect();
    assert_eq!(found.len(), 4);
    let history = archived(&paper, "all");
    assert_eq!(history.len(), history.iter().collect::<BTreeSet<_>>().len(), "no archive holds what another does");
    found.extend(history);
    assert_eq!(found, told);
    // The same way by the links of Atom and RSS.
    for ending in ["atom", "rss"] {
        let documents = led_through(&paper, "all", ending);
        let titles: BTreeSet<_> = told
            .iter()
            .filter(|word| documents.iter().any(|text| text.contains(&format!("about {word}<"))))
            .cloned()
            .collect();
        assert_eq!((titles, documents.len()), (told.clone(), 1 + 20), "two entries an archive, in {ending}");
    }
});

store_test!(no_document_leads_to_an_archive_that_could_not_be_placed, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    paper.options.automatic = Automatic { topics: false, sources: false, authors: false, corrections: false };
    let tell = async |from: i64, to: i64| {
        for minute in from..to {
            paper.tell("round", &story(&format!("place{minute}"), &[], minute), &[], minute).await;
        }
    };
    tell(0, 8).await;
    paper.publish(10).await;
    assert!(paper.path("feeds/all.archive-3.rss").exists() && !paper.path("feeds/all.archive-4.rss").exists());
    // More archives close now than are made at once: one of the first, or of the last, cannot get into its place.
    tell(20, 80).await;
    for blocked in [32, 5] {
        let block = paper.path(&format!("feeds/all.archive-{blocked}.atom.gz"));
        std::fs::create_dir_all(block.join("x")).unwrap();
        let reports = paper.publish_to(paper.folder.path(), at(90)).await;
        assert!(reports.iter().any(|report| report.name == "all" && !report.problem.is_empty()), "{reports:?}");
        assert_leads_on(&paper.path("feeds"));
        std::fs::remove_dir_all(block).unwrap();
    }
    paper.publish(91).await;
    assert_leads_on(&paper.path("feeds"));
    assert!(paper.path("feeds/all.archive-33.rss").exists() && !paper.path("feeds/all.archive-34.rss").exists());
    paper.assert_as_anew("all are in their places").await;
});

/// The live document of a feed and all its archives, the newest first, by following the links of Atom or RSS.
pub(super) fn led_through(paper: &Newspaper, feed: &str, ending: &str) -> Vec<String> {
    let mut documents = vec![paper.read(&format!("feeds/{feed}.{ending}"))];
    loop {
        let text = documents.last().unwrap();
        let Some((before, _)) = text.split_once("rel=\"prev-archive\"") else { return documents };
        let link = &text[before.rfind('<').unwrap()..];
        let href = link.split_once("href=\"").unwrap().1.split_once('"').unwrap().0;
        documents.push(paper.read(href.strip_prefix("https://feeds.example/").unwrap()));
    }
}

store_test!(only_the_documents_of_what_was_touched_are_written, |store: Store| async move {
    let paper = Newspaper::new(store);
    for (minute, word) in (0..).zip(["alder", "beech", "chestnut", "dogwood"]) {
        let (source, topic) = if minute % 2 == 0 { ("round", "Pay") } else { ("wire", "Beds") };
        paper.tell(source, &story(word, &[topic], minute), &[], minute).await;
    }
    paper.publish(10).await;
    let before = paper.stamps();
    let state = std::fs::metadata(paper.path(".postround-state.json")).unwrap().modified().unwrap();
    let reports = paper.publish(11).await;
    assert!(reports.iter().all(|report| report.written == 0 && report.changed.is_empty()), "{reports:?}");
    assert_eq!(paper.stamps(), before, "nothing was touched: nothing is written");
    assert_eq!(std::fs::metadata(paper.path(".postround-state.json")).unwrap().modified().unwrap(), state);

    paper.tell("wire", &story("elm", &["Beds"], 20), &[], 20).await;
    paper.publish(21).await;
    let after = paper.stamps();
    let changed: BTreeSet<&str> = after
        .iter()
        .filter(|(name, at)| before.get(*name) != Some(*at))
        .map(|(name, _)| name.split(".archive").next().unwrap().split(['.']).next().unwrap())
        .collect();
    assert_eq!(changed, ["feeds/all", "feeds/sources/wire", "feeds/topics/beds", "manifest"].into());
    assert!(!after.contains_key("feeds/corrections.archive-1.rss"));
});

store_test!(a_comment_moves_no_date_and_is_quoted_once_it_has_cooled, |store: Store| async move {
    let paper = Newspaper::new(store);
    paper.tell("round", &story("alder", &[], 0), &[], 0).await;
    paper.gathered("round", 1).await;
    paper.publish(2).await;
    let dates = |feed: &Value| {
        let item = &feed["items"][0];
        (item["date_published"].clone(), item["date_modified"].clone())
    };
    let before = dates(&paper.json("feeds/all"));
    let ten = ["Ash", "Birch", "Cedar", "Dale", "Esk", "Ford", "Glen", "Hill", "Inch", "Jura"];
    paper.tell("round", &story("alder", &[], 0), &ten, 10).await;
    paper.gathered("round", 11).await;
    paper.publish(12).await;
    let quotes = |feed: &Value| feed["items"][0]["_postround"]["quotes"].as_array().map_or(0, Vec::len);
    let young = paper.json("feeds/all");
    assert_eq!((dates(&young), quotes(&young)), (before.clone(), 0));
    assert_eq!(young["items"][0]["_postround"]["comments_total"], 10);
    assert_eq!(paper.json("feeds/comments")["items"], serde_json::json!([]));
    paper.assert_as_anew("young comments").await;
    // The clock alone ripens nothing: the site must have been seen to show them still.
    paper.publish(400).await;
    assert_eq!(quotes(&paper.json("feeds/all")), 0);
    paper.gathered("round", 401).await;
    paper.publish(402).await;
    let ripe = paper.json("feeds/all");
    assert!(quotes(&ripe) > 0, "{ripe}");
    assert_eq!(dates(&ripe), before);
    assert!(!paper.json("feeds/comments")["items"].as_array().unwrap().is_empty());
    paper.assert_as_anew("ripe comments").await;
});

store_test!(a_renamed_feed_keeps_its_ids_and_leaves_its_old_address, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    for (minute, word) in (0..).zip(["alder", "beech", "chestnut", "dogwood", "elm"]) {
        paper.tell("round", &story(word, &[], minute), &[], minute).await;
    }
    paper.publish(10).await;
    let atom = paper.read("feeds/all.atom");
    let id = atom.split_once("<id>").unwrap().1.split_once("</id>").unwrap().0.to_owned();
    paper.options.feeds[0] = feed("everything", FeedContent::Articles, &[]);
    paper.options.feeds[0].was = vec![name("all")];
    paper.publish(11).await;
    assert!(paper.read("feeds/everything.atom").contains(&id));
    assert!(paper.path("feeds/everything.archive-1.json").exists());
    for gone in ["feeds/all.atom", "feeds/all.atom.gz", "feeds/all.archive-1.rss"] {
        assert!(!paper.path(gone).exists(), "{gone}: the web leads on from it");
    }
    assert!(paper.read("manifest.json").contains("{\"from\":\"feeds/all\",\"to\":\"feeds/everything\"}"));
    paper.assert_as_anew("renamed").await;
    // Files cannot lead on: they are kept up, as copies.
    paper.options.to = Target::Folder;
    paper.publish(12).await;
    paper.tell("round", &story("fir", &[], 13), &[], 13).await;
    paper.publish(14).await;
    assert_eq!(paper.titles("feeds/all"), ["fir", "elm", "dogwood", "chestnut"]);
    assert_eq!(paper.read("feeds/all.rss"), paper.read("feeds/everything.rss"));
    assert!(paper.path("feeds/all.archive-1.json.br").exists());
    paper.assert_as_anew("renamed, in a folder").await;
    // A feed that is taken out leaves with all it had.
    paper.options.feeds.remove(0);
    paper.publish(15).await;
    let left: Vec<_> = documents(paper.folder.path()).into_keys().collect();
    assert!(!left.iter().any(|name| name.contains("all") || name.contains("everything")), "{left:?}");
});

store_test!(a_folder_heals_whatever_was_lost_between_its_documents_and_its_state, |store: Store| async move {
    let paper = Newspaper::new(store);
    let words = ["alder", "beech", "chestnut", "dogwood", "elm", "fir"];
    let state = paper.path(".postround-state.json");
    let mut older = Vec::new();
    for (minute, word) in (0..).zip(words) {
        paper.tell("round", &story(word, &["Pay"], minute), &THREE, minute).await;
        older.push(std::fs::read(&state).unwrap_or_default());
        paper.publish(minute).await;
    }
    let whole = documents(paper.folder.path());
    let heal = async |minute: i64, what: &str| {
        paper.publish(minute).await;
        assert!(documents(paper.folder.path()) == whole, "{what}");
    };
    for (minute, old) in (20..).zip(older) {
        std::fs::write(&state, &old).unwrap();
        heal(minute, "a state that is older than the documents").await;
    }
    std::fs::write(&state, "{\"version\":1").unwrap();
    heal(30, "a state that is cut").await;
    for lost in
        ["feeds/all.rss", "feeds/all.archive-1.json.br", "feeds/topics/pay.atom.gz", "manifest.json", "feeds.opml"]
    {
        std::fs::remove_file(paper.path(lost)).unwrap();
        heal(31, lost).await;
    }
    // A folder of another store is written anew, with the ids of this one.
    let ids = paper.read("feeds/all.atom");
    std::fs::write(&state, std::fs::read_to_string(&state).unwrap().replace("urn:uuid:", "urn:uuid:f")).unwrap();
    std::fs::write(paper.path("feeds/all.atom"), "foreign").unwrap();
    heal(32, "another store's").await;
    assert_eq!(paper.read("feeds/all.atom"), ids);
});

store_test!(a_folder_for_another_server_holds_the_comments_its_feeds_lead_to, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    paper.options.to = Target::Folder;
    paper.tell("round", &story("alder", &[], 0), &THREE, 0).await;
    paper.publish(1).await;
    let item = paper.json("feeds/all")["items"][0].clone();
    let feed = item["_postround"]["comments_feed"].as_str().unwrap();
    let path = feed.strip_prefix("https://feeds.example/").unwrap().strip_suffix(".json").unwrap().to_owned();
    assert_eq!(paper.json(&path)["items"].as_array().unwrap().len(), 3);
    assert!(paper.read("manifest.json").contains(&format!("{path}.atom")));
    // The same bytes as where it is made on demand.
    let seal = paper.store.seal(postround::domain::REPORT_SEAL, at(1)).await.unwrap();
    let (store, options, judge) = (&paper.store, &paper.options, &paper.judge);
    let means = Means { store, options, judge, seal: &seal, now: at(1) };
    let made = comments(&means, item["id"].as_str().unwrap()).await.unwrap().unwrap();
    for packed in made {
        assert_eq!(paper.read(&format!("{path}.{}", packed.ending.as_str())).as_bytes(), &packed.plain[..]);
    }
    paper.tell("round", &story("alder", &[], 0), &["Ash", "Birch", "Cedar", "Dale"], 2).await;
    paper.publish(3).await;
    assert_eq!(paper.json(&path)["items"].as_array().unwrap().len(), 4);
    paper.assert_as_anew("a comment more").await;
    for (minute, word) in (10..).zip(["beech", "chestnut", "dogwood", "elm", "fir"]) {
        paper.tell("round", &story(word, &[], minute), &[], minute).await;
    }
    paper.publish(20).await;
    assert!(!paper.path(&format!("{path}.rss")).exists(), "it is live no more");
    paper.assert_as_anew("others are live").await;
});

store_test!(what_is_configured_otherwise_leaves_no_gap_and_nothing_behind, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    paper.options.automatic.corrections = false;
    let words: Vec<String> = (0..9).map(|number| format!("tree{number}")).collect();
    for (minute, word) in (0..).zip(&words) {
        paper.tell("round", &story(word, &[], minute), &THREE, minute).await;
    }
    paper.options.entries = 8;
    paper.publish(10).await;
    // With fewer entries in a document, those that it shows no more are in archives.
    paper.options.entries = 2;
    paper.publish(11).await;
    let all = |paper: &Newspaper| -> BTreeSet<String> {
        paper.titles("feeds/all").into_iter().chain(archived(paper, "all")).collect()
    };
    assert_eq!(all(&paper), words.iter().cloned().collect());
    paper.assert_as_anew("fewer entries").await;
    paper.options.entries = 4;
    paper.publish(12).await;
    paper.assert_as_anew("more entries").await;
    // What was amended while there was no feed of corrections is in the one that is made later.
    paper.tell("round", &amended("tree0", &[], 0), &[], 20).await;
    paper.publish(21).await;
    paper.options.automatic.corrections = true;
    paper.publish(22).await;
    assert_eq!(paper.titles("feeds/corrections").len(), 1);
    paper.assert_as_anew("corrections").await;
    // Archives of a feed that has none now would keep what is withdrawn.
    paper.options.feeds[0].content = FeedContent::Comments;
    paper.publish(23).await;
    assert!(!paper.path("feeds/all.archive-1.rss").exists() && !paper.path("feeds/all.archive-1.rss.br").exists());
    paper.assert_as_anew("comments in place of articles").await;
});

store_test!(documents_that_nobody_was_told_of_leave_the_folder_where_they_are_ours, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    paper.options.to = Target::Folder;
    paper.tell("round", &story("alder", &[], 0), &THREE, 0).await;
    paper.publish(1).await;
    let thread = documents(paper.folder.path()).into_keys().find(|name| name.starts_with("articles/")).unwrap();
    let ours = ["articles/01a19bfc-d445-76ff-acf2-261f345a5c00/comments.rss", "feeds/gone.archive-1.rss"];
    let theirs = ["feeds/by-hand.rss", "editions/by-hand.json", "articles/by-hand/comments.atom", "other/feeds/x.rss"];
    for name in ours.iter().chain(&theirs) {
        std::fs::create_dir_all(paper.path(name).parent().unwrap()).unwrap();
        for copy in ["", ".gz", ".br"] {
            std::fs::copy(paper.path(&format!("{thread}{copy}")), paper.path(&format!("{name}{copy}"))).unwrap();
        }
    }
    let folder = paper.folder.path().to_owned();
    let stand = |names: &[&str]| names.iter().filter(|name| folder.join(format!("{name}.gz")).exists()).count();
    // A process that is killed leaves a note of what is new.
    let note = paper.path(".postround-placing");
    assert!(!note.exists(), "all that is new is listed");
    std::fs::write(&note, format!("{}\n../x\n", ours.join("\n"))).unwrap();
    paper.publish(2).await;
    assert_eq!((stand(&ours), stand(&theirs), note.exists()), (0, theirs.len(), false));
    // Where the list of documents is lost, the folder remembers what it had; where that is lost too, all stays.
    for (lost, left) in [(&["manifest.json"][..], 0), (&["manifest.json", ".postround-state.json"], 1)] {
        paper.options.automatic.corrections = true;
        paper.publish(3).await;
        for name in lost {
            std::fs::remove_file(paper.path(name)).unwrap();
        }
        paper.options.automatic.corrections = false;
        paper.publish(4).await;
        assert_eq!((stand(&["feeds/corrections.rss"]), stand(&theirs)), (left, theirs.len()), "{lost:?}");
    }
});

store_test!(a_feed_that_was_away_takes_in_what_it_missed, |store: Store| async move {
    let mut paper = Newspaper::new(store);
    let words = ["alder", "beech", "cedar", "dogwood", "elm", "fir", "ginkgo", "holly", "ivy", "juniper", "larch"];
    paper.tell("round", &story(words[0], &[], 0), &[], 0).await;
    paper.publish(1).await;
    let all = paper.options.feeds.remove(0);
    for (minute, word) in (10..).zip(&words[1..]) {
        paper.tell("round", &story(word, &[], minute), &[], minute).await;
    }
    paper.publish(30).await;
    paper.options.feeds.push(all);
    paper.publish(31).await;
    let mut found = [paper.titles("feeds/all"), archived(&paper, "all")].concat();
    assert_eq!(found[..4], ["larch", "juniper", "ivy", "holly"]);
    let mut seen = BTreeSet::new();
    found.retain(|word| seen.insert(word.clone()));
    found.reverse();
    assert_eq!(found, words, "each stands once, in order");
    paper.assert_as_anew("a feed that was away").await;
});

store_test!(a_folder_that_lost_its_state_takes_back_what_was_withdrawn_and_returned, |store: Store| async move {
    let paper = Newspaper::new(store);
    paper.tell("round", &story("alder", &[], 0), &[], 0).await;
    paper.publish(1).await;
    let late = story("late", &[], -9_000);
    let id = paper.tell("round", &late, &[], 10).await.id;
    paper.withdraw(id, "round", 11).await;
    for (minute, word) in (20..).zip(["beech", "cedar", "dogwood", "elm", "fir"]) {
        paper.tell("round", &story(word, &[], minute), &[], minute).await;
    }
    paper.publish(30).await;
    paper.tell("round", &late, &[], 40).await;
    for lost in [".postround-state.json", "manifest.json"] {
        std::fs::remove_file(paper.path(lost)).unwrap();
    }
    paper.publish(41).await;
    let found = [paper.titles("feeds/all"), archived(&paper, "all")].concat();
    assert!(found.contains(&"late".to_owned()), "{found:?}");
    paper.assert_as_anew("an article that returned").await;
});

store_test!(what_was_withdrawn_when_its_feed_was_made_joins_where_it_returns, |store: Store| async move {
    let paper = Newspaper::new(store);
    let (news, old) = (story("news", &[], 0), story("old", &[], -9_000));
    let id = paper.tell("round", &news, &[], 0).await.id;
    let old_id = paper.tell("round", &old, &[], 0).await.id;
    for word in ["alder", "beech", "cedar", "dogwood"] {
        paper.tell("round", &story(word, &[], -5), &[], 1).await;
    }
    paper.withdraw(id, "round", 1).await;
    paper.withdraw(old_id, "round", 1).await;
    paper.publish(30).await;
    assert!(!paper.titles("feeds/all").contains(&"news".to_owned()));
    paper.tell("round", &news, &[], 40).await;
    paper.tell("round", &old, &[], 40).await;
    paper.publish(41).await;
    let found = [paper.titles("feeds/all"), archived(&paper, "all")].concat();
    assert!(found.contains(&"news".to_owned()) && !found.contains(&"old".to_owned()), "{found:?}");
    paper.assert_as_anew("an article that was not there at first").await;
});

store_test!(places_given_by_a_process_that_was_killed_come_into_archives, |store: Store| async move {
    let paper = Newspaper::new(store);
    paper.tell("round", &story("alder", &[], 0), &[], 0).await;
    paper.publish(1).await;
    let mut told = vec!["alder".to_owned()];
    let number = paper.store.feed("all", "", at(1)).await.unwrap().number;
    for (minute, word) in (10..).zip(["beech", "cedar", "dogwood", "elm", "fir", "ginkgo"]) {
        let id = paper.tell("round", &story(word, &[], minute), &[], minute).await.id.0;
        paper.store.add_members(number, &[id], &[]).await.unwrap();
        told.push(word.to_owned());
    }
    paper.publish(20).await;
    let mut found = [archived(&paper, "all"), paper.titles("feeds/all")].concat();
    found.sort();
    found.dedup();
    assert_eq!(found, told, "none is in no document");
    paper.assert_as_anew("a killed process").await;
});

store_test!(an_archive_stands_still_while_votes_go_on, |store: Store| async move {
    let paper = Newspaper::new(store);
    let names = ["Ash", "Birch", "Cedar", "Dale", "Esk", "Ford", "Glen", "Hill", "Inch", "Jura"];
    for (minute, word) in (0..).zip(["alder", "beech", "chestnut", "dogwood", "elm"]) {
        paper.tell("round", &story(word, &[], minute), &names, minute).await;
    }
    paper.gathered("round", 300).await;
    paper.publish(301).await;
    let before = paper.read("feeds/all.archive-1.json");
    assert!(before.contains("\"quotes\""), "{before}");
    paper.tell_with_votes("round", &story("alder", &[], 0), &names, 310).await;
    paper.publish(311).await;
    assert_eq!(paper.read("feeds/all.archive-1.json"), before);
    paper.assert_as_anew("votes").await;
});

store_test!(a_clock_that_was_ahead_shuts_nothing_out, |store: Store| async move {
    let paper = Newspaper::new(store);
    paper.tell("round", &story("alder", &[], 0), &[], 500_000).await;
    paper.publish(500_000).await;
    paper.tell("round", &story("beech", &[], 10), &[], 10).await;
    paper.publish(11).await;
    assert_eq!(paper.titles("feeds/all"), ["beech", "alder"]);
});

store_test!(what_is_decided_after_a_publication_is_news_once, |store: Store| async move {
    let paper = Newspaper::new(store);
    let alder = paper.tell("round", &story("alder", &[], 0), &THREE, 0).await.id;
    let comment = paper.store.comments_under(alder).await.unwrap()[0].id;
    let by = By { who: "jo".to_owned(), why: String::new() };
    paper.store.decide(comment, Some(Ruling::Pinned), &by, at(1)).await.unwrap();
    let mut decided = Decided::from_now(&paper.store).await;
    assert!(!decided.has_changed(&paper.store).await, "the publication that follows the first look has that");
    paper.store.decide(comment, Some(Ruling::Hidden), &by, at(2)).await.unwrap();
    assert_eq!([decided.has_changed(&paper.store).await, decided.has_changed(&paper.store).await], [true, false]);
});
