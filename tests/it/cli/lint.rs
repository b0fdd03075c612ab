//! Owns the tests of `lint`: what it says of good and bad feeds, from a file, a pipe and a server, and how it ends.

use super::{empty, small};
use crate::harness::site::{Fault, Site};

#[test]
fn what_is_published_is_found_good_and_what_is_spoilt_is_not() {
    let workspace = small();
    workspace.run(&["gather"]).expect_code(0);
    workspace.run(&["publish"]).expect_code(0);
    for ending in ["rss", "atom", "json"] {
        let file = format!("var/public/feeds/all.{ending}");
        let address = format!("https://round.example.org/feeds/all.{ending}");
        let said = workspace.run(&["lint", file.as_str(), "--address", &address, "--strict"]).expect_code(0);
        assert!(said.stdout.ends_with("29 entries: 0 errors, 0 warnings\n"), "{}", said.stdout);
    }
    let moved = workspace.run(&["lint", "var/public/feeds/all.rss", "--address", "https://other.example/a.rss"]);
    assert!(moved.expect_code(0).stdout.contains("warning SelfDoesntMatchLocation"));
    let strict = ["lint", "var/public/feeds/all.rss", "--address", "https://other.example/a.rss", "--strict"];
    workspace.run(&strict).expect_code(1);

    let good = std::fs::read_to_string(workspace.path("var/public/feeds/all.rss")).unwrap();
    let bad = good.replacen("<guid isPermaLink=\"false\">", "<guid>", 1);
    let found = workspace.command(&["lint", "-", "--json"]).stdin(bad).start().wait().expect_code(1).json();
    assert_eq!((found["format"].as_str(), found["entries"].as_u64()), (Some("rss"), Some(29)));
    let finding = &found["findings"][0];
    assert_eq!((finding["severity"].as_str(), finding["name"].as_str()), (Some("error"), Some("InvalidHttpGUID")));
    assert_eq!(finding["entry"], 0);
    assert!(finding["cure"].as_str().unwrap().contains("isPermaLink"));
}

#[test]
fn a_feed_is_got_from_a_server_with_how_it_is_served() {
    let site = Site::empty();
    let feed = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": []}";
    let answer = Fault::Answer(200, vec![("content-type", "text/html".to_owned())], feed.into());
    site.fault("/feed", answer);
    let workspace = empty();
    let url = site.url("/feed");
    let refused = workspace.run(&["lint", &url]).expect_code(1);
    assert!(refused.stderr.contains("private"), "{}", refused.stderr);
    let said = workspace.run(&["lint", &url, "--allow-private"]).expect_code(0);
    assert!(said.stdout.contains("warning UnexpectedContentType"), "{}", said.stdout);
    assert!(said.stdout.contains("warning MissingSelf"), "{}", said.stdout);
    let gone = workspace.run(&["lint", &site.url("/nothing"), "--allow-private"]).expect_code(1);
    assert!(gone.stderr.contains("404"), "{}", gone.stderr);
}

#[test]
fn what_cannot_be_read_is_the_askers_mistake() {
    let missing = empty().run(&["lint", "nothing.rss"]).expect_code(2);
    assert!(missing.stderr.contains("nothing.rss") && missing.stderr.contains("give the file"), "{}", missing.stderr);
}
