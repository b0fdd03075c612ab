//! Owns the tests of what is answered from memory: by the folder's manifest, without the disk and without the store, and
//! with validators that always belong to the bytes that are sent.

use std::fs;
use std::time::Duration;

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::Served;
use crate::harness::eventually;
use crate::room::{Room, from_folder, selectors};

fn tag(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let sum = Sha256::digest(bytes);
    let figures = sum[..16].iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    format!("\"{figures}\"")
}

/// Writes documents of these words, and the manifest that names them last.
fn publish(room: &Room, documents: &[(&str, &str)]) {
    for (path, words) in documents {
        room.workspace.write(&format!("public/{path}"), words);
    }
    let entry = |(path, words): &(&str, &str)| {
        let plain = json!({ "length": words.len(), "etag": tag(words.as_bytes()) });
        json!({ "path": path, "media_type": "application/rss+xml", "plain": plain })
    };
    let documents: Vec<_> = documents.iter().map(entry).collect();
    let manifest = json!({ "version": 1, "documents": documents, "moves": [] });
    // In the way it is replaced: whole, under another number.
    room.workspace.write("public/.next", manifest.to_string());
    fs::rename(room.workspace.path("public/.next"), room.workspace.path("public/manifest.json")).unwrap();
}

const PATHS: [&str; 6] = [
    "feeds/all.rss",
    "feeds/all.archive-1.rss",
    "feeds/topics/gp-pay.atom",
    "feeds/corrections.json",
    "editions/daily.rss",
    "articles/0b0e1a52-2d61-4d5c-a8a5-6b2f0a3c9d11/comments.json",
];

#[test]
fn the_manifest_says_what_is_served() {
    let mut room = Room::new(&from_folder(&selectors()));
    room.publish("topics = true\nsources = true");
    let mut documents: Vec<(&str, &str)> = PATHS.iter().map(|path| (*path, "words")).collect();
    // Of a feed that is configured no more, and things that are no documents.
    documents.extend([("feeds/gone.rss", "words"), ("feeds/sources/gone.rss", "words"), ("config.rss", "words")]);
    publish(&room, &documents);
    room.workspace.write("public/feeds/funding.rss", "not in the manifest");
    let served = Served::of(room);
    for path in PATHS {
        let answer = served.get(&format!("/{path}"));
        assert_eq!((answer.status, answer.text().as_str()), (200, "words"), "{path}");
        assert_eq!(answer.etag(), tag(b"words"));
        let day = path.contains("archive").then_some("public, max-age=86400");
        assert_eq!(answer.header("cache-control"), day.or(Some("public, max-age=900")), "{path}");
    }
    let hidden = ["manifest.json", ".postround-state.json", "config.rss", "feeds/funding.rss", "feeds/gone.rss"];
    for path in hidden.into_iter().chain(["feeds/sources/gone.rss"]) {
        assert_eq!(served.get(&format!("/{path}")).status, 404, "{path}");
    }
}

#[test]
fn what_was_served_once_needs_no_disk_and_no_store() {
    let room = Room::new(&from_folder(&selectors()));
    publish(&room, &[("feeds/all.rss", "words"), ("feeds/comments.rss", "others")]);
    let served = Served::without_store(room);
    assert_eq!(served.get("/feeds/all.rss").text(), "words");
    fs::remove_dir_all(served.room.workspace.path("public/feeds")).unwrap();
    assert_eq!(served.get("/feeds/all.rss").text(), "words");
    // Not a byte of it was ever read, and its validator is known.
    let held = tag(b"others");
    assert_eq!(served.get_with("/feeds/comments.rss", &[("if-none-match", &held)]).status, 304);
    assert_eq!(served.head("/feeds/comments.rss", &[]).header("content-length"), Some("6"));
    // It should be there: no reader may take the feed for one that is gone.
    let missing = served.get("/feeds/comments.rss");
    assert_eq!((missing.status, missing.header("retry-after")), (503, Some("300")));
    assert_eq!(missing.header("cache-control"), Some("no-store"));
}

#[test]
fn a_validator_belongs_to_the_bytes_while_a_folder_is_written() {
    let room = Room::new(&from_folder(&selectors()));
    publish(&room, &[("feeds/all.rss", "first"), ("feeds/comments.rss", "first")]);
    let served = Served::of(room);
    assert_eq!(served.get("/feeds/all.rss").text(), "first");
    // The documents are in place and the manifest is not yet.
    for name in ["all", "comments"] {
        served.room.workspace.write(&format!("public/feeds/{name}.rss"), "second");
    }
    for path in ["/feeds/all.rss", "/feeds/comments.rss"] {
        let answer = served.get(path);
        assert_eq!(answer.etag(), tag(&answer.body), "{path}: {}", answer.text());
    }
    assert_eq!(served.get("/feeds/all.rss").text(), "first", "held until all is in place");
    publish(&served.room, &[("feeds/all.rss", "second"), ("feeds/comments.rss", "second")]);
    eventually("the new document is served", Duration::from_secs(10), || {
        let answer = served.get("/feeds/all.rss");
        assert_eq!(answer.etag(), tag(&answer.body));
        (answer.text() == "second").then_some(())
    });
    let at = served.get("/feeds/all.rss").header("last-modified").map(str::to_owned);
    // A folder that was copied: other times, the same bytes.
    let file = fs::File::options().append(true).open(served.room.workspace.path("public/feeds/all.rss")).unwrap();
    file.set_modified(std::time::SystemTime::now() + Duration::from_hours(1)).unwrap();
    publish_same(&served, &[("feeds/all.rss", "second"), ("feeds/funding.rss", "third")]);
    let answer = served.get("/feeds/all.rss");
    assert_eq!(answer.header("last-modified").map(str::to_owned), at);
}

/// Publishes what changes nothing of the first document, and waits until the others are served.
fn publish_same(served: &Served, documents: &[(&str, &str)]) {
    let (kept, others) = documents.split_first().unwrap();
    let path = served.room.workspace.path(format!("public/{}", kept.0));
    let at = fs::metadata(&path).unwrap().modified().unwrap();
    publish(&served.room, documents);
    fs::File::options().append(true).open(&path).unwrap().set_modified(at).unwrap();
    for (path, words) in others {
        eventually("the manifest is taken over", Duration::from_secs(10), || {
            let answer = served.get(&format!("/{path}"));
            (answer.status == 200 && answer.text() == *words).then_some(())
        });
    }
}

#[test]
fn a_manifest_that_cannot_be_read_keeps_no_feed_back() {
    let room = Room::new(&from_folder(&selectors()));
    room.workspace.write("public/feeds/all.rss", "words");
    room.workspace.write("public/manifest.json", "{\"documents\": 7");
    let served = Served::of(room);
    assert_eq!(served.get("/feeds/all.rss").text(), "words", "as it stands (I3)");
}
