//! Owns the tests of `moderate`: a comment is named by what can be copied, every mistake names its cure, and what is
//! decided shows in the next feed.

use serde_json::Value;

use super::{mails, readable, small};
use crate::harness::folder::Workspace;

/// The quotes of the feed.
fn quotes(workspace: &Workspace) -> Vec<Value> {
    workspace.run(&["publish"]).expect_code(0);
    let feed: Value = serde_json::from_str(&workspace.read("var/public/feeds/all.json")).unwrap();
    let items = feed["items"].as_array().unwrap().iter();
    items.flat_map(|item| item["_postround"]["quotes"].as_array().unwrap().clone()).collect()
}

fn reports(quotes: &[Value]) -> Vec<&str> {
    quotes.iter().map(|quote| quote["report_url"].as_str().unwrap()).collect()
}

#[test]
fn a_comment_is_decided_of_and_the_feed_follows() {
    let workspace = small();
    workspace.run(&["gather"]).expect_code(0);
    let before = quotes(&workspace);
    let link = reports(&before)[0].to_owned();
    let said = workspace
        .command(&["moderate", "veto", &link, "--reason", "an advertisement"])
        .env("USER", "jo")
        .start()
        .wait()
        .expect_code(0)
        .stdout;
    assert!(said.starts_with("vetoed ") && said.contains("\n          it leaves web editions"), "{said}");
    assert!(said.contains("a running service publishes within a minute") && said.contains("run `postround publish`\n"));
    assert!(!reports(&quotes(&workspace)).contains(&link.as_str()));

    let listed = workspace.run(&["moderate", "list", "--json"]).expect_code(0).json();
    let one = &listed["comments"][0];
    let id = one["id"].as_str().unwrap().trim_start_matches("urn:uuid:").to_owned();
    assert_eq!((one["decision"]["state"].as_str(), one["decision"]["by"].as_str()), (Some("vetoed"), Some("jo")));
    let text = workspace.run(&["moderate", "list"]).expect_code(0).stdout;
    assert!(text.starts_with("vetoed:\n") && text.contains(&id) && text.contains("by jo on "), "{text}");

    let pinned = workspace.run(&["moderate", "pin", &id[24..], "--by", "al"]).expect_code(0).stdout;
    assert!(pinned.starts_with("pinned ") && pinned.contains("(it was vetoed)"), "{pinned}");
    let after = quotes(&workspace);
    let chosen = after.iter().find(|quote| quote["report_url"] == link.as_str()).unwrap();
    assert_eq!(chosen["reason"], "chosen by the editor");
    let token = link.rsplit_once('/').unwrap().1;
    workspace.run(&["moderate", "clear", token]).expect_code(0);
    assert_eq!(quotes(&workspace), before);

    let log = workspace.run(&["moderate", "log", "--json"]).expect_code(0).json();
    let lines: Vec<_> =
        log["log"].as_array().unwrap().iter().map(|line| (line["who"].clone(), line["what"].clone())).collect();
    assert_eq!(lines[..2], [("jo".into(), "veto".into()), ("al".into(), "pin".into())]);
    assert_eq!((log["log"][0]["why"].as_str(), lines.len()), (Some("an advertisement"), 3));
    let log = workspace.run(&["moderate", "log", "--lines", "1"]).expect_code(0).stdout;
    assert!(log.lines().count() == 1 && log.contains(&format!("clear {id}")), "{log}");
}

#[test]
fn a_mistake_names_its_cure() {
    let workspace = small();
    workspace.run(&["gather"]).expect_code(0);
    let quotes = quotes(&workspace);
    let words: String = quotes[0]["text"].as_str().unwrap().split(' ').take(4).collect::<Vec<_>>().join(" ");
    for (arguments, told) in [
        (&["moderate", "hide", words.as_str()][..], &["there is no comment", "these come near"][..]),
        (&["moderate", "hide", "00000000"], &["there is no comment \"00000000\""]),
        (&["moderate", "hide", ""], &["name a comment", "moderate list"]),
        (&["moderate", "hide", "http://127.0.0.1:8080/report/1-00"], &["there is no comment"]),
        (&["moderate", "block", "word", "?!"], &["no letter", "whole word"]),
        (&["moderate", "block", "source", "nosuch"], &["no source \"nosuch\"", "has newsroom"]),
        (&["moderate", "block", "colour", "red"], &["colour", "word"]),
        (&["moderate", "unblock", "word", "rubbish"], &["no word \"rubbish\" is blocked", "none is"]),
        (&["moderate"], &["hide", "list"]),
    ] {
        workspace.run(arguments).expect_code(2).tells(told);
    }
    assert_eq!(
        workspace.run(&["moderate", "list"]).expect_code(0).stdout,
        "nothing was reported, decided or blocked\n"
    );
    assert_eq!(workspace.run(&["moderate", "log"]).expect_code(0).stdout, "nothing was done yet\n");
}

#[test]
fn what_is_blocked_is_quoted_nowhere() {
    let workspace = small();
    workspace.run(&["subscribers", "add", "jo@example.org"]).expect_code(0);
    workspace.run(&["gather"]).expect_code(0);
    let before = quotes(&workspace);
    let phrase: String = before[0]["text"].as_str().unwrap().split(' ').take(3).collect::<Vec<_>>().join(" ");
    let done = workspace.run(&["moderate", "block", "word", &phrase.to_uppercase(), "--reason", "no"]).expect_code(0);
    assert!(done.stdout.contains("it keeps out 1 of the "), "{}", done.stdout);
    let holds = |quotes: &[Value]| quotes.iter().any(|quote| quote["text"].as_str().unwrap().contains(&phrase));
    assert!(holds(&before) && !holds(&quotes(&workspace)));
    workspace.run(&["compose", "daily", "--early"]).expect_code(0);
    workspace.run(&["deliver"]).expect_code(0);
    assert!(mails(&workspace).iter().all(|mail| !readable(mail).contains(&phrase)));
    let listed = workspace.run(&["moderate", "list"]).expect_code(0).stdout;
    assert!(listed.contains("never quoted:\n  word ") && listed.contains(": no)"), "{listed}");
    let again = workspace.run(&["moderate", "block", "word", &phrase]).expect_code(0).stdout;
    assert!(again.starts_with("blocked already"), "{again}");
    workspace.run(&["moderate", "unblock", "word", &phrase]).expect_code(0);
    assert_eq!(quotes(&workspace), before);

    let config =
        workspace.read("config.toml") + &format!("\n[moderation]\nwords = [{phrase:?}]\nsources = [\"newsroom\"]\n");
    workspace.write("config.toml", config);
    assert_eq!(quotes(&workspace), Vec::<Value>::new());
    workspace
        .run(&["moderate", "unblock", "word", &phrase])
        .expect_code(2)
        .tells(&["by the configuration", "[moderation]"]);
}
