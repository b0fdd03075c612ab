//! Owns the tests of `subscribers feed`: a person's own feed made, changed, renewed and taken away.

use serde_json::Value;

use super::small;

#[test]
fn a_person_is_given_a_feed_and_it_is_taken_away() {
    let workspace = small();
    let feed = |arguments: &[&str]| {
        let mut all = vec!["subscribers", "feed", "jo@example.org"];
        all.extend(arguments);
        workspace.run(&all)
    };
    feed(&[]).expect_code(2).tells(&["nobody has the address jo@example.org", "subscribers add jo@example.org"]);
    workspace.run(&["subscribers", "add", "jo@example.org", "--digest", "daily"]).expect_code(0);
    workspace.run(&["subscribers", "add", "al@example.org"]).expect_code(0);

    let made = feed(&[]).expect_code(0).stdout;
    assert!(made.starts_with("jo@example.org: their own feed was made\n"), "{made}");
    assert!(made.contains("It is of what their digests are of: daily.") && made.contains("--renew"), "{made}");
    let rss = made.lines().find_map(|line| line.split_once("RSS 2.0").map(|(_, rest)| rest.trim())).unwrap();
    let token = rss.strip_prefix("https://round.example.org/my/").and_then(|rest| rest.strip_suffix("/feed.rss"));
    let token = token.unwrap_or_else(|| panic!("{made}"));
    assert!(made.contains(&format!("my/{token}/feed.atom")) && made.contains(&format!("my/{token}/feed.json")));

    let again: Value = feed(&["--json"]).expect_code(0).json();
    assert_eq!((&again["change"], &again["open"], &again["feeds"]["rss"]), (&"kept".into(), &true.into(), &rss.into()));
    let chosen = feed(&["--topics", " Nowhere, pay ,,PAY"]).expect_code(0).stdout;
    assert!(chosen.contains("has other topics now") && chosen.contains("It is of Nowhere, pay."), "{chosen}");
    assert!(chosen.contains("No article is of Nowhere, pay yet.") && chosen.contains(token), "{chosen}");
    let back = feed(&["--topics", "", "--json"]).expect_code(0).json();
    assert_eq!((&back["topics"], &back["digests"]), (&serde_json::json!([]), &serde_json::json!(["daily"])));
    let renewed = feed(&["--renew"]).expect_code(0).stdout;
    assert!(renewed.contains("the old one opens nothing any more") && !renewed.contains(token), "{renewed}");

    let listed = workspace.run(&["subscribers", "list"]).expect_code(0).stdout;
    assert!(listed.contains("jo@example.org: daily; has a feed of their own\n"), "{listed}");
    assert!(listed.contains("al@example.org: daily, weekly\n") && !listed.contains("/my/"), "{listed}");
    let people = workspace.run(&["subscribers", "list", "--json"]).expect_code(0).json();
    assert_eq!((&people[0]["own_feed"], &people[1]["own_feed"]), (&true.into(), &false.into()));
    assert!(!workspace.run(&["subscribers", "export"]).expect_code(0).stdout.contains("/my/"));

    feed(&["--revoke", "--renew"]).expect_code(2);
    assert!(feed(&["--revoke"]).expect_code(0).stdout.contains("was taken away"));
    assert_eq!(feed(&["--revoke", "--json"]).expect_code(0).json()["change"], "none");

    // Made for somebody who gets nothing, it is there, and says why it is closed.
    workspace.write("left.csv", "email,left\nal@example.org,daily weekly\n");
    workspace.run(&["subscribers", "import", "left.csv"]).expect_code(0);
    let closed = workspace.run(&["subscribers", "feed", "al@example.org"]).expect_code(0).stdout;
    assert!(closed.contains("It opens nothing for now"), "{closed}");
}
