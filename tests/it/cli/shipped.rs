//! Owns the tests of the shipped configuration in a clone of the repository: it works as it is, offline, and a second
//! round costs nothing.

use super::{MONDAY, clone_of_the_repository, content, mails, readable};

/// The numbers of a line of the summary, in their order.
fn numbers(line: &str) -> Vec<u64> {
    line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn it_is_right() {
    let checked = clone_of_the_repository().run(&["check"]).expect_code(0);
    assert_eq!(checked.stdout, "config.toml is right: 1 source, 5 feeds, 2 digests\n");
    assert_eq!(checked.stderr, "");
}

#[test]
fn one_round_does_it_all_and_a_second_one_nothing() {
    let workspace = clone_of_the_repository();
    let first = workspace.run(&["once", "--now", MONDAY]).expect_code(0);
    let account = first.stdout.lines().find(|line| line.starts_with("mailed")).expect("a line on mail");
    let [candidates, accepted, failed, uncertain, skipped, queued] = numbers(account)[..] else { panic!("{account}") };
    assert_eq!(candidates, accepted + failed + uncertain + skipped + queued, "{account}");
    assert_eq!((candidates, accepted), (2, 2), "{account}");
    for feed in ["all", "workforce", "funding", "newsroom", "comments", "corrections"] {
        for ending in ["rss", "atom", "json"] {
            assert!(workspace.path(format!("var/public/feeds/{feed}.{ending}")).is_file(), "no {feed}.{ending}");
        }
    }
    let letters = mails(&workspace);
    assert_eq!(letters.len(), 2);
    assert!(letters.iter().any(|letter| readable(letter).contains("I have put our numbers through the guild")));

    let (feeds, outbox) = (content(&workspace, "var/public"), content(&workspace, "var/outbox"));
    let second = workspace.run(&["once", "--now", MONDAY]).expect_code(0);
    assert!(second.stdout.contains("10 feeds in three formats, 0 documents changed"), "{}", second.stdout);
    assert!(second.stdout.contains("mailed    0 candidates"), "{}", second.stdout);
    assert!(second.stdout.contains("0 new, 0 changed, 0 failed"), "{}", second.stdout);
    assert_eq!(content(&workspace, "var/public"), feeds, "a feed changed though nothing else did");
    assert_eq!(content(&workspace, "var/outbox"), outbox, "something was sent again");
}

#[test]
fn the_summary_for_machines_is_one_document() {
    let workspace = clone_of_the_repository();
    let summary = workspace.run(&["once", "--json", "--now", MONDAY]).expect_code(0).json();
    assert_eq!(summary["gathered"][0]["source"], "newsroom");
    assert_eq!(summary["gathered"][0]["articles"]["new"], 29);
    assert_eq!(summary["published"].as_array().map(Vec::len), Some(10));
    assert_eq!(summary["composed"][0]["digest"], "daily");
    assert_eq!(summary["mail"]["balances"], true);
    assert_eq!(summary["mail"]["accepted"], 2);
    assert!(summary["stopped"].is_null());
}

#[test]
fn the_configuration_may_stand_elsewhere() {
    let workspace = clone_of_the_repository();
    let elsewhere = super::empty();
    let config = workspace.path("config.toml");
    let config = config.to_str().unwrap();
    elsewhere.run(&["--config", config, "publish"]).expect_code(0);
    assert!(workspace.path("var/public/feeds/all.rss").is_file(), "paths are relative to the file");
    let named = elsewhere.command(&["check"]).env("POSTROUND_CONFIG", config).start().wait().expect_code(0);
    assert!(named.stdout.starts_with(config), "{}", named.stdout);
    assert!(elsewhere.files("").is_empty(), "something was left in the working directory");
}
