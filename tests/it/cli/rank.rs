//! Owns the tests of `rank`: the article document in, the same with score, rank and reasons out, whatever is fed to it.

use serde_json::{Value, json};

use super::empty;
use crate::harness::folder::{Output, Workspace};
use crate::harness::newsroom;

fn tried(workspace: &Workspace) -> String {
    let page = newsroom().join("news/one-pot-gps-nurses.html");
    workspace.run(&["try", "--json", page.to_str().unwrap()]).expect_code(0).stdout
}

fn ranked(workspace: &Workspace, document: &str, arguments: &[&str]) -> Output {
    let mut all = vec!["rank", "-"];
    all.extend(arguments);
    workspace.command(&all).stdin(document).start().wait()
}

#[test]
fn what_try_prints_comes_back_ranked() {
    let workspace = empty();
    let whole = tried(&workspace);
    let before: Value = serde_json::from_str(&whole).unwrap();
    let after = ranked(&workspace, &whole, &["--json"]).expect_code(0).json();
    let comments = after["articles"][0]["comments"].as_array().unwrap();
    let mut ranks: Vec<u64> = comments.iter().map(|comment| comment["rank"].as_u64().unwrap()).collect();
    ranks.sort_unstable();
    assert_eq!(ranks, (1..=23).collect::<Vec<_>>());
    assert!(comments.iter().all(|comment| comment["score"].is_f64() && comment["reasons"].is_array()));
    assert!(comments.iter().any(|comment| comment["reasons"][0].is_string()));
    assert_eq!(comments.iter().filter(|comment| comment["quoted"]["excerpt"].is_string()).count(), 3);
    assert!(comments.iter().any(|comment| comment["answers"][0]["by"] == "time"));
    assert!(comments.iter().all(|comment| comment["features"]["civility"].is_f64()));

    let mut cleared = after.clone();
    for comment in cleared["articles"][0]["comments"].as_array_mut().unwrap() {
        comment["score"] = Value::Null;
        comment["rank"] = Value::Null;
        comment["reasons"] = json!([]);
        for own in ["features", "answers", "quoted"] {
            assert!(comment.as_object_mut().unwrap().remove(own).is_some(), "{own}");
        }
    }
    assert_eq!(cleared, before, "all else is as it was");
    assert_eq!(ranked(&workspace, &whole, &["--json"]).json(), after, "the same in a second run");

    workspace.write("article.json", before["articles"][0].to_string());
    let one = workspace.run(&["rank", "article.json", "--json"]).expect_code(0).json();
    assert_eq!(one, after["articles"][0]);
    let again = ranked(&workspace, &after.to_string(), &["--json"]).expect_code(0).json();
    assert_eq!(again, after, "ranking what is ranked changes nothing");
}

#[test]
fn for_people_the_best_come_first() {
    let workspace = empty();
    let said = ranked(&workspace, &tried(&workspace), &[]).expect_code(0);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert!(lines[0].starts_with("Practices may hire"), "{}", said.stdout);
    assert!(lines[1].starts_with("*  1  0."), "{}", said.stdout);
    assert_eq!(*lines.last().unwrap(), "* is quoted");
    assert_eq!(lines.iter().filter(|line| line.starts_with('*')).count(), 4);
}

#[test]
fn unknown_keys_are_kept() {
    let document = json!({
        "comments": [
            { "text": "One.", "mine": { "a": [1, null] } },
            { "text": "Two.", "key": 7, "parent": null, "posted": null, "author": null, "votes": null },
        ],
        "own": { "deep": [true] },
    });
    let after = ranked(&empty(), &document.to_string(), &["--json"]).expect_code(0).json();
    assert_eq!(after["own"], document["own"]);
    assert_eq!(after["comments"][0]["mine"], document["comments"][0]["mine"]);
    assert_eq!(after["comments"][1]["key"], 7);
}

#[test]
fn odd_documents_are_ranked_or_refused_clearly() {
    let workspace = empty();
    for (document, code) in [
        (r#"{"comments": []}"#, 0),
        ("\u{feff}{\"comments\": []}", 0),
        (r#"{"articles": []}"#, 0),
        (r#"{"title": null, "text": null, "comments": [{}]}"#, 0),
        (r#"{"comments": [{"votes": 99999999999999999999999}, {"votes": -1e300}, {"votes": 0.5}]}"#, 0),
        (r#"{"comments": [{"posted": "yesterday", "parent": "nobody"}]}"#, 0),
        (r#"{"comments": [{"key": "a"}, {"key": "a"}]}"#, 0),
        (r#"{"comments": [{"key": "a", "parent": "b"}, {"key": "b", "parent": "a"}]}"#, 0),
        ("", 2),
        (" \n", 2),
        ("x", 2),
        ("5", 2),
        ("[]", 2),
        (r#"["title", "text", []]"#, 2),
        ("{}", 2),
        (r#"{"articles": null}"#, 2),
        (r#"{"articles": [5]}"#, 2),
        (r#"{"comments": null}"#, 2),
        (r#"{"comments": {}}"#, 2),
        (r#"{"comments": [["key", "author"]]}"#, 2),
        (r#"{"comments": [null]}"#, 2),
        (r#"{"comments": [{}, {"posted": 5}]}"#, 2),
        (r#"{"comments": [{"position": -1}]}"#, 2),
        (r#"{"comments": [{"votes": 1e400}]}"#, 2),
    ] {
        for arguments in [&[][..], &["--json"]] {
            let said = ranked(&workspace, document, arguments).expect_code(code);
            said.tells(if code == 2 { &["error: standard input ", "postround try --json"] } else { &[] });
            assert!(code == 0 || said.stdout.is_empty(), "{document}");
        }
    }
    let said = ranked(&workspace, r#"{"comments": [{}, {"posted": 5}]}"#, &[]);
    said.tells(&["comments[1]: invalid type: integer `5`, expected a string"]);
}

#[test]
fn files_that_cannot_be_read() {
    let workspace = empty();
    workspace.run(&["rank", "nosuch.json"]).expect_code(2).tells(&["cannot read nosuch.json: No such file"]);
    workspace.run(&["rank", "."]).expect_code(2).tells(&["cannot read .: "]);
    workspace.run(&["rank"]).expect_code(2).tells(&["<FILE|->"]);
    workspace.write("binary.json", b"\xff\xfe\x00");
    workspace.run(&["rank", "binary.json"]).expect_code(2).tells(&["binary.json is not JSON"]);
}

#[test]
fn scores_are_short() {
    let workspace = empty();
    let after = ranked(&workspace, &tried(&workspace), &["--json"]).expect_code(0);
    let scores = after.stdout.lines().filter(|line| line.trim_start().starts_with("\"score\""));
    for score in scores {
        assert!(score.trim().len() < "\"score\": 0.123456,".len(), "{score}");
    }
}
