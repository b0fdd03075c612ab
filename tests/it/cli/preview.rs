//! Owns the tests of `preview`: the three files, as they would go out, and nothing stored.

use super::{MONDAY, readable, small};
use crate::harness::folder::Workspace;

fn editions(workspace: &Workspace) -> usize {
    let status = workspace.run(&["status", "--json"]).expect_code(0).json();
    status["editions"].as_array().unwrap().len()
}

#[test]
fn three_files_and_nothing_stored() {
    let workspace = small();
    workspace.run(&["gather"]).expect_code(0);
    let said = workspace.run(&["preview", "daily", "--out", "a/b"]).expect_code(0);
    assert!(said.stdout.contains("subject: The Daily Round") && said.stdout.contains("a/b"), "{}", said.stdout);
    let (html, text) = (workspace.read("a/b/digest.html"), workspace.read("a/b/digest.txt"));
    let eml = workspace.read("a/b/digest.eml");
    assert!(html.contains("</html>") && text.contains("Dr Petra Halloway"));
    let (head, body) = eml.split_once("\r\n\r\n").expect("a head and a body");
    for header in ["From: ", "To: ", "Subject: ", "Date: ", "Message-ID: ", "MIME-Version: ", "List-Unsubscribe: "] {
        assert!(head.lines().any(|line| line.starts_with(header)), "no {header} in\n{head}");
    }
    assert!(head.contains("multipart/alternative") && body.contains("text/plain") && body.contains("text/html"));
    assert!(readable(&eml).contains("Dr Petra Halloway"));
    assert_eq!(editions(&workspace), 0, "an edition was stored");
    assert!(!workspace.path("var/outbox").exists(), "something was sent");
}

#[test]
fn after_an_edition_that_one_again() {
    let workspace = small();
    workspace.run(&["subscribers", "add", "jo@example.org"]).expect_code(0);
    workspace.run(&["once", "--now", MONDAY]).expect_code(0);
    let before = editions(&workspace);
    let said = workspace.run(&["preview", "daily", "--out", "out"]).expect_code(0);
    assert!(said.stdout.contains("nothing is new"), "{}", said.stdout);
    assert_eq!(editions(&workspace), before);
}

#[test]
fn as_a_subscriber_gets_it() {
    let workspace = small();
    workspace.run(&["gather"]).expect_code(0);
    workspace.run(&["subscribers", "add", "Jo.Bloggs@example.org", "--name", "Zoë Bloggs"]).expect_code(0);
    workspace.run(&["preview", "daily", "--out", "out", "--subscriber", "jo.bloggs@EXAMPLE.org"]).expect_code(0);
    let eml = workspace.read("out/digest.eml");
    assert!(eml.contains("Jo.Bloggs@example.org"), "{}", &eml[..500]);
}

#[test]
fn mistakes() {
    let workspace = small();
    workspace.run(&["preview", "daly", "--out", "out"]).expect_code(2).tells(&["no digest \"daly\"", "daily, weekly"]);
    let stranger =
        workspace.run(&["preview", "daily", "--out", "out", "--subscriber", "no@example.org"]).expect_code(2);
    stranger.tells(&["no@example.org is not a subscriber", "subscribers list"]);
    workspace.run(&["preview", "daily", "--out", "out", "--subscriber", "nobody"]).expect_code(2);
    workspace.run(&["preview", "daily"]).expect_code(2).tells(&["--out"]);
    workspace.run(&["preview", "daily", "--out", "out"]).expect_code(1).tells(&["nothing to show", "postround gather"]);
    assert!(!workspace.path("out").exists());
    workspace.run(&["gather"]).expect_code(0);
    workspace.write("file", "");
    workspace.run(&["preview", "daily", "--out", "file"]).expect_code(1).tells(&["cannot make the folder file"]);
}
