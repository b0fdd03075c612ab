//! Owns the tests of eleven families of sites (`tests/fixtures/sites`): each gathered over HTTP by its rules and without any,
//! some also through the kind made for them, and compared with the document that is to come out. `UPDATE_GOLDEN=1`
//! writes the documents anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::root;
use crate::harness::site::{Fault, Site};
use crate::harness::source::files_below;
use crate::room::Room;

/// What is said of a comment without rules as with them.
const OF_A_COMMENT: [&str; 7] = ["key", "author", "role", "posted", "text", "votes", "parent"];

/// At least this share of the words of a body is found without rules, and as few others.
const ALIKE: f64 = 0.98;

fn fixture(family: &str) -> PathBuf {
    root().join("tests/fixtures/sites").join(family)
}

/// The family's public address, which its pages give themselves.
fn public(family: &str) -> String {
    format!("https://{}.example/", family.replace('_', "-"))
}

/// Serves the family's site; its pages call themselves by the address they are served under.
fn site_of(family: &str) -> Site {
    let folder = fixture(family).join("site");
    let site = Site::of(&folder);
    for file in files_below(&folder) {
        let path = file.strip_prefix(&folder).unwrap().display().to_string();
        site.write(&path, site.read(&path).replace(&public(family), &site.url("/")));
    }
    for answer in answers(family) {
        let said = |key: &str| answer[key].as_str().unwrap().to_owned();
        let headers = vec![("content-type", "application/json".to_owned()), ("x-wp-totalpages", said("pages"))];
        site.fault(&said("ask"), Fault::Answer(200, headers, site.read(&said("file")).into_bytes()));
    }
    site
}

/// The answers of a family whose pages are told by their query and paged by a header.
fn answers(family: &str) -> Vec<Value> {
    let list = fs::read_to_string(fixture(family).join("answers.json"));
    list.map(|list| serde_json::from_str(&list).unwrap()).unwrap_or_default()
}

/// The `[[source]]` table alone: where and what, and nothing of how.
fn without_rules(rules: &str) -> &str {
    rules.split_once("\n[source.").map_or(rules, |(source, _)| source)
}

/// What `try --json` prints of the family's site, in the order of addresses, with its public address.
fn gathered(family: &str, rules: &str) -> Value {
    let site = site_of(family);
    let room = Room::new(&rules.replace(&public(family), &site.url("/")));
    let said = room.workspace.run(&["try", "site", "--json"]).expect_code(0);
    let mut document: Value = serde_json::from_str(&said.stdout.replace(&site.url("/"), &public(family))).unwrap();
    let articles = document["articles"].as_array_mut().unwrap();
    articles.sort_by_key(|article| article["url"].as_str().unwrap().to_owned());
    document
}

/// Compares with a file, or writes it.
#[track_caller]
fn assert_golden(path: &Path, document: &Value) {
    let text = serde_json::to_string_pretty(document).unwrap() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &text).unwrap();
    }
    let golden = fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}; UPDATE_GOLDEN=1 writes it", path.display()));
    let golden: Value = serde_json::from_str(&golden).unwrap();
    let lines = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    let (wanted, found) = (lines(&golden), lines(document));
    let differ = wanted.lines().zip(found.lines()).find(|(wanted, found)| wanted != found);
    assert!(golden == *document, "{} differs first at {differ:?}; UPDATE_GOLDEN=1 writes it anew", path.display());
}

/// One family by its rules and without any.
fn check(family: &str) {
    let rules = fs::read_to_string(fixture(family).join("rules.toml")).unwrap();
    let by_rules = gathered(family, &rules);
    assert_golden(&fixture(family).join("golden.json"), &by_rules);
    let automatic = gathered(family, without_rules(&rules));
    let own = fixture(family).join("golden.auto.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() && automatic == by_rules {
        let _ = fs::remove_file(&own);
    } else if automatic != by_rules {
        assert_golden(&own, &automatic);
    }
    assert!(automatic != by_rules || !own.exists(), "{}: both runs give the same: remove it", own.display());
    assert_as_good(&by_rules, &automatic);
    if let Ok(kind) = fs::read_to_string(fixture(family).join("kind.toml")) {
        let by_kind = gathered(family, &kind);
        assert_golden(&fixture(family).join("golden.kind.json"), &by_kind);
        assert_same_thread(&by_rules, &by_kind);
    }
}

/// An API may name people otherwise than its pages do; articles, comments, times and words are the same.
#[track_caller]
fn assert_same_thread(ruled: &Value, by_kind: &Value) {
    let pick = |value: &Value, fields: &[&str]| fields.iter().map(|field| value[*field].clone()).collect::<Vec<_>>();
    let told = |document: &Value| {
        let articles = document["articles"].as_array().unwrap().clone();
        let thread = |article: &Value| {
            let comments = article["comments"].as_array().unwrap().clone();
            let comments = comments.iter().map(|c| pick(c, &["key", "posted", "text", "votes", "parent"]));
            (pick(article, &["url", "title", "published", "comments_stated"]), comments.collect::<Vec<_>>())
        };
        articles.iter().map(thread).collect::<Vec<_>>()
    };
    assert_eq!(told(ruled), told(by_kind));
}

/// Without rules the same articles are found, with the same people, times, words and comments.
#[track_caller]
fn assert_as_good(ruled: &Value, automatic: &Value) {
    let articles = |document: &Value| document["articles"].as_array().unwrap().clone();
    let address = |article: &Value| article["url"].as_str().unwrap().to_owned();
    let addresses = |document: &Value| articles(document).iter().map(address).collect::<Vec<_>>();
    assert_eq!(addresses(ruled), addresses(automatic));
    for (ruled, automatic) in articles(ruled).iter().zip(articles(automatic)) {
        let url = address(ruled);
        for field in ["title", "authors", "published", "comments_stated", "correction"] {
            let (wanted, found) = (&ruled[field], &automatic[field]);
            let both_none = |value: &Value| value.is_null() || *value == 0;
            assert!(wanted == found || both_none(wanted) && both_none(found), "{url}: {field}: {wanted} {found}");
        }
        // Without a selector for the lead, the standfirst opens the body.
        let lead = ruled["lead"].as_str().unwrap_or_default();
        let bare = |article: &Value| article["text"].as_str().unwrap().replacen(lead, "", 1);
        let share = overlap(&bare(ruled), &bare(&automatic));
        assert!(share >= ALIKE, "{url}: {share} of the words\n{}\n\n{}", ruled["text"], automatic["text"]);
        let comments = |article: &Value| {
            let comments = article["comments"].as_array().unwrap();
            let told = |comment: &Value| OF_A_COMMENT.map(|field| comment[field].clone());
            comments.iter().map(told).collect::<Vec<_>>()
        };
        let (wanted, found) = (comments(ruled), comments(&automatic));
        for (wanted, found) in wanted.iter().zip(&found) {
            assert_eq!(wanted, found, "{url}");
        }
        assert_eq!(wanted.len(), found.len(), "{url}: comments");
    }
}

/// The harmonic mean of how many words of either text stand in the other.
fn overlap(one: &str, other: &str) -> f64 {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    let mut left = other.clone();
    let shared =
        one.iter().filter(|word| left.iter().position(|other| other == *word).map(|at| left.swap_remove(at)).is_some());
    let shared = shared.count();
    #[expect(clippy::cast_precision_loss, reason = "no page has so many words")]
    let share = 2.0 * shared as f64 / (one.len() + other.len()).max(1) as f64;
    share
}

macro_rules! families {
    ($($family:ident),* $(,)?) => {
        $(
            #[test]
            fn $family() {
                check(stringify!($family));
            }
        )*

        const FAMILIES: &[&str] = &[$(stringify!($family)),*];
    };
}

families!(
    bare,
    discourse,
    drupal,
    feed_only,
    linked_data,
    microdata,
    paged_cms,
    sitemap_only,
    wordpress_block,
    wordpress_classic,
    wordpress_rest,
);

#[test]
fn every_folder_of_sites_is_tested() {
    let folders = fs::read_dir(root().join("tests/fixtures/sites")).unwrap().map(|entry| entry.unwrap().path());
    let names =
        folders.filter(|path| path.is_dir()).map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), FAMILIES.iter().map(|name| (*name).to_owned()).collect());
}

#[test]
fn an_overlap_is_a_share_of_words() {
    assert!((overlap("a b c d", "a b c d") - 1.0).abs() < f64::EPSILON);
    assert!((overlap("a b c d", "a b x y") - 0.5).abs() < f64::EPSILON);
}
