//! Owns the tests of the single flows and of `status`: what each says, its exit code, and what scripts can read.

use super::{MONDAY, SMALL, clone_of_the_repository, mails, small};
use crate::harness::folder::Workspace;

#[test]
fn each_flow_alone_makes_a_round() {
    let workspace = small();
    workspace.run(&["subscribers", "add", "jo@example.org"]).expect_code(0);
    let gathered = workspace.run(&["gather"]).expect_code(0);
    assert!(gathered.stdout.starts_with("gathered  newsroom: 29 articles (29 new"), "{}", gathered.stdout);
    let published = workspace.run(&["publish"]).expect_code(0);
    assert!(
        published.stdout.starts_with("published 8 feeds in three formats, 24 documents changed"),
        "{}",
        published.stdout
    );
    let composed = workspace.run(&["compose", "daily"]).expect_code(0);
    assert!(composed.stdout.starts_with("composed  daily 20"), "{}", composed.stdout);
    assert!(mails(&workspace).is_empty(), "composing sends nothing");
    let delivered = workspace.run(&["deliver"]).expect_code(0);
    assert_eq!(delivered.stdout, "delivered 1 accepted, 0 failed, 0 put off, 0 skipped\n");
    assert_eq!(mails(&workspace).len(), 1);

    let again = workspace.run(&["compose", "daily"]).expect_code(0);
    assert!(again.stdout.starts_with("composed  daily: nothing due before "), "{}", again.stdout);
    let early = workspace.run(&["compose", "daily", "--early"]).expect_code(0);
    assert_eq!(early.stdout, "composed  daily: no edition: nothing new\n");
    let idle = workspace.run(&["deliver"]).expect_code(0);
    assert_eq!(idle.stdout, "delivered 0 accepted, 0 failed, 0 put off, 0 skipped\n");
    assert_eq!(mails(&workspace).len(), 1, "nothing was sent twice");
}

#[test]
fn flows_for_machines() {
    let workspace = small();
    let gathered = workspace.run(&["gather", "newsroom", "--json"]).expect_code(0).json();
    assert_eq!(gathered[0]["articles"]["new"], 29);
    assert!(gathered[0]["problem"].is_null());
    let published = workspace.run(&["publish", "--json"]).expect_code(0).json();
    assert_eq!((published[0]["feed"].as_str(), published[0]["documents_changed"].as_u64()), (Some("all"), Some(3)));
}

#[test]
fn names_that_are_not_known() {
    let workspace = clone_of_the_repository();
    workspace.run(&["gather", "NOSUCH"]).expect_code(2).tells(&["no source \"NOSUCH\"", "has newsroom"]);
    workspace.run(&["compose", "nosuch"]).expect_code(2).tells(&["no digest \"nosuch\"", "has daily, weekly"]);
    workspace.run(&["compose"]).expect_code(2).tells(&["<DIGEST>"]);
    workspace.run(&["onec"]).expect_code(2).tells(&["similar subcommand exists: 'once'"]);
    workspace.run(&["once", "--now", "yesterday"]).expect_code(2).tells(&["--now"]);
    workspace.run(&["once", "--nosuch"]).expect_code(2).tells(&["--nosuch"]);
}

#[test]
fn status_before_anything_ran() {
    let workspace = small();
    let said = workspace.run(&["status"]).expect_code(0);
    for line in
        ["newsroom: not gathered yet; next ", "none published yet", "daily: next ", "none yet", "queue: 0 waiting"]
    {
        assert!(said.stdout.contains(line), "no {line:?} in\n{}", said.stdout);
    }
    let status = workspace.run(&["status", "--json"]).expect_code(0).json();
    assert_eq!(status["sources"][0]["name"], "newsroom");
    assert!(status["sources"][0]["last_ok"].is_null() && status["sources"][0]["next"].is_string());
    assert_eq!(status["editions"], serde_json::json!([]));
    assert_eq!(status["digests"][0]["zone"], "Europe/London");
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn status_after_a_round() {
    let workspace = small();
    workspace.run(&["subscribers", "add", "jo@example.org"]).expect_code(0);
    workspace.run(&["once", "--now", MONDAY]).expect_code(0);
    let said = workspace.run(&["status"]).expect_code(0);
    assert!(said.stdout.contains("newsroom: 29 articles, "), "{}", said.stdout);
    assert!(said.stdout.contains("1 candidates = 1 accepted + 0 failed"), "{}", said.stdout);
    let status = workspace.run(&["status", "--json"]).expect_code(0).json();
    assert_eq!(status["feeds"][0]["entries"], 29);
    assert_eq!(status["editions"].as_array().map(Vec::len), Some(2));
    for edition in status["editions"].as_array().unwrap() {
        assert_eq!(edition["balance"]["balances"], true);
        assert_eq!(edition["state"], "frozen");
    }
    assert_eq!(status["queue"]["queued"], 0);
}

#[test]
fn a_source_that_fails() {
    let broken = "\n[[source]]\nname = \"broken\"\ntitle = \"Broken\"\nkind = \"directory\"\npath = \"nosuch\"\nurl = \"https://broken.example/\"\n";
    let workspace = Workspace::new(&SMALL.replace("\n[[feed]]", &format!("{broken}\n[[feed]]")), &[]);
    let said = workspace.run(&["gather"]).expect_code(1);
    assert!(said.stdout.contains("gathered  newsroom: 29 articles"), "the other goes on: {}", said.stdout);
    assert!(said.stdout.contains("FAILED: "), "{}", said.stdout);
    workspace.run(&["gather", "newsroom"]).expect_code(0);
    workspace.run(&["gather", "broken"]).expect_code(1);
    let once = workspace.run(&["once", "--json"]).expect_code(1).json();
    assert_eq!(once["gathered"][1]["source"], "broken");
    assert!(once["gathered"][1]["problem"].is_string());
    let said = workspace.run(&["status"]).expect_code(0);
    assert!(said.stdout.contains("FAILING, 3 in a row: "), "{}", said.stdout);
    let status = workspace.run(&["status", "--json"]).expect_code(0).json();
    assert_eq!(status["sources"][1]["failures"], 3);
    assert!(status["sources"][1]["problem"].is_string() && status["sources"][0]["problem"].is_null());
}

#[test]
fn mail_that_cannot_leave_is_told_and_kept() {
    let config = SMALL.replace(
        "transport = \"file\"",
        "transport = \"smtp\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"none\"",
    );
    let workspace = Workspace::new(&config, &[]);
    workspace.run(&["subscribers", "add", "jo@example.org"]).expect_code(0);
    workspace.run(&["gather"]).expect_code(0);
    workspace.run(&["compose", "daily"]).expect_code(0);
    let said = workspace.run(&["deliver"]).expect_code(1);
    assert!(!said.stderr.contains("jo@example.org"), "{}", said.stderr);
    let status = workspace.run(&["status", "--json"]).expect_code(0).json();
    assert_eq!(status["queue"]["queued"], 1);
}
