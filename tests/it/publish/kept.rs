//! Owns the tests that a reader of the folder always finds whole documents, and the last good ones where something
//! broke (I3): a feed that would be empty, a folder that cannot be written, a process that was killed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::killed;
use crate::room::{NOW, Room, from_folder, over_http, selectors, small_site};

/// Publications that are killed.
const KILLS: usize = 12;

#[test]
fn feeds_outlive_a_store_that_is_lost() {
    let room = Room::new(&from_folder(&selectors()));
    room.round();
    let before = room.published();
    for file in ["postround.db", "postround.db-wal", "postround.db-shm"] {
        let _ = std::fs::remove_file(room.workspace.path(file));
    }
    let output = room.workspace.run(&["publish"]).expect_code(1);
    assert!(output.stdout.contains("FAILED: all stays as it was: the store holds no article"), "{}", output.stdout);
    assert!(room.published() == before, "a document changed");
    let status = room.workspace.run(&["status"]).expect_code(0);
    assert!(status.stdout.contains("holds no article"), "the operator is told: {}", status.stdout);
}

#[test]
fn a_source_that_has_no_article_yet_is_no_fault() {
    let site = small_site();
    let feed = |items: &str| format!("<rss version=\"2.0\"><channel><title>W</title>{items}</channel></rss>");
    site.write("feed.rss", feed(""));
    let room = Room::new(&format!(
        "[[source]]\nname = \"wire\"\ntitle = \"W\"\nkind = \"feed\"\nurl = \"{}\"\nallow_private = true\n",
        site.url("feed.rss")
    ));
    for minute in [0, 15, 30] {
        let now = format!("2026-11-22T12:{minute:02}:00Z");
        let output = room.workspace.run(&["once", "--now", &now]).expect_code(0);
        assert!(!output.stdout.contains("FAILED"), "{}", output.stdout);
        assert!(output.stdout.contains("the feed has no entries yet"), "{}", output.stdout);
    }
    site.write("feed.rss", feed(&format!("<item><title>One</title><link>{}</link></item>", site.url("one.html"))));
    assert_eq!(room.round_at("2026-11-22T13:00:00Z")["articles"]["new"], 1);
    // Where there was something, an empty feed is a fault, and the last good documents stay.
    site.write("feed.rss", feed(""));
    room.workspace.run(&["once", "--now", "2026-11-22T14:00:00Z"]).expect_code(1);
    assert_eq!(room.json("all")["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_feed_whose_entries_are_gone_for_a_reason_becomes_empty() {
    let room = Room::new(&from_folder(&selectors()));
    room.round();
    let config = room.workspace.read("config.toml");
    room.workspace.write("config.toml", config.replace("topics = [\"Funding\"]", "topics = [\"Nothing\"]"));
    room.workspace.run(&["publish"]).expect_code(0);
    assert_eq!(room.json("funding")["items"], serde_json::json!([]));
}

#[test]
fn a_feed_that_was_always_empty_is_a_feed() {
    let site = small_site();
    let room = Room::new(&over_http(&site, crate::room::SMALL_RULES));
    room.round();
    assert_eq!(room.json("funding")["items"], serde_json::json!([]));
    assert!(room.workspace.read("public/feeds/funding.rss").contains("<lastBuildDate>"));
}

#[test]
fn one_document_that_cannot_be_written_fails_alone() {
    let site = small_site();
    let room = Room::new(&over_http(&site, crate::room::SMALL_RULES));
    fs::create_dir_all(room.workspace.path("public/feeds/all.rss")).unwrap();
    let output = room.workspace.run(&["once", "--now", NOW]).expect_code(1);
    assert!(output.stdout.contains("FAILED: all stays as it was"), "{}", output.stdout);
    assert!(room.workspace.path("public/feeds/funding.rss").is_file());
    assert!(room.workspace.path("public/feeds/comments.json").is_file());
    fs::remove_dir(room.workspace.path("public/feeds/all.rss")).unwrap();
    room.workspace.run(&["publish"]).expect_code(0);
    assert!(room.workspace.path("public/feeds/all.rss").is_file());
    assert_eq!(leftovers(&room), Vec::<String>::new());
}

fn leftovers(room: &Room) -> Vec<String> {
    room.published()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.contains(".tmp") || name.contains("/."))
        .collect()
}

fn unpacked(path: &Path, suffix: &str) -> Vec<u8> {
    let copy = fs::read(format!("{}{suffix}", path.display())).unwrap();
    let mut out = Vec::new();
    match suffix {
        ".gz" => flate2::read::GzDecoder::new(&copy[..]).read_to_end(&mut out).unwrap(),
        _ => brotli::Decompressor::new(&copy[..], 4096).read_to_end(&mut out).unwrap(),
    };
    out
}

/// Every document is whole, and so are its copies; those that readers are led to are there.
fn assert_whole(room: &Room) {
    for file in room.workspace.files("public/feeds") {
        let name = file.display().to_string();
        let (plain, bytes) =
            match [".gz", ".br"].into_iter().find_map(|suffix| Some((name.strip_suffix(suffix)?, suffix))) {
                Some((plain, suffix)) => (plain, unpacked(Path::new(plain), suffix)),
                None => (name.as_str(), fs::read(&file).unwrap()),
            };
        if plain.ends_with(".rss") {
            assert!(bytes.ends_with(b"</rss>") || bytes.ends_with(b"</rss>\n"), "{name} is cut");
        } else if plain.ends_with(".atom") {
            assert!(bytes.ends_with(b"</feed>") || bytes.ends_with(b"</feed>\n"), "{name} is cut");
        } else if plain.ends_with(".json") {
            serde_json::from_slice::<serde_json::Value>(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
    assert_leads_on(&room.workspace.path("public/feeds"));
}

/// Whoever goes from the live documents of the feed `all` to its archives, and on from each, finds every one.
pub(super) fn assert_leads_on(folder: &Path) {
    for ending in ["rss", "atom", "json"] {
        let mut left: Vec<String> =
            Some(format!("all.{ending}")).filter(|live| folder.join(live).exists()).into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = left.pop() {
            let document = fs::read_to_string(folder.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            let numbers =
                document.split("/feeds/all.archive-").skip(1).map(|rest| rest.split(['.', '"']).next().unwrap());
            let led = numbers.map(|number| format!("all.archive-{number}.{ending}"));
            left.extend(led.filter(|name| seen.insert(name.clone())));
        }
    }
}

#[test]
fn a_publisher_that_is_killed_leaves_whole_documents_and_the_next_one_mends_the_rest() {
    let site = small_site();
    let mut room = Room::new(&over_http(&site, crate::room::SMALL_RULES));
    // Archives too, which close as what is in them is amended and joins the live document again.
    room.publish("topics = false\nentries = 2");
    let last = killed::publications(&room, &site, KILLS, || assert_whole(&room));
    room.workspace.write("public/feeds/.postround-99999-0.tmp", "half");
    room.workspace.run(&["publish"]).expect_code(0);
    assert_whole(&room);
    assert_eq!(leftovers(&room), Vec::<String>::new());
    assert!(room.workspace.read("public/feeds/all.json").contains(&last));
    // What somebody cut is mended by the next process, though nothing was touched.
    for cut in ["all.atom", "all.rss.br", "comments.json.gz"] {
        room.workspace.write(&format!("public/feeds/{cut}"), "cut");
    }
    room.workspace.run(&["publish"]).expect_code(0);
    assert_whole(&room);
    for (name, bytes) in room.published() {
        if !name.ends_with(".gz") && !name.ends_with(".br") && name != "manifest.json" {
            let path = room.workspace.path("public").join(&name);
            assert_eq!(unpacked(&path, ".gz"), bytes, "{name}.gz");
            assert_eq!(unpacked(&path, ".br"), bytes, "{name}.br");
        }
    }
}

#[test]
fn somebody_elses_files_in_the_folder_stay() {
    let site = small_site();
    let room = Room::new(&over_http(&site, crate::room::SMALL_RULES));
    room.workspace.write("public/.htaccess", "deny");
    room.workspace.write("public/robots.txt", "User-agent: *");
    room.round();
    assert_eq!(
        (room.workspace.read("public/.htaccess").as_str(), room.workspace.read("public/robots.txt").as_str()),
        ("deny", "User-agent: *")
    );
}
