//! Owns the tests of an operator's mistakes in the configuration and the templates: all told at once, each with its
//! place and cure, exit code 2.

use std::os::unix::fs::PermissionsExt;

use super::{SMALL, empty, small};
use crate::harness::folder::Workspace;

/// Many kinds of mistakes in one file, and in the templates it names.
const BROKEN: &str = r#"[publication]
titel = "The Round"
title = 5
url = "round.example.org"
contact = "editor@example.org"
zone = "Europe/Londn"

[gather]
schedule = "61 * * * *"

[[source]]
name = "newsroom"
title = "The Round"
kind = "directory"
path = "@newsroom@"
url = "https://newsroom.example/"
article.title = "h1["

[[digest]]
name = "daily"
title = "Daily"
schedule = "30 6 * * 1-5"
subject = "{{ edition.dya }}"

[[digest]]
name = "weekly"
title = "Weekly"
schedule = "0 7 * * 6"
template = "missing"

[[digest]]
name = "monthly"
title = "Monthly"
schedule = "0 7 1 * *"
template = "brief"

[mail]
from = "The Round <round@example.org>"
transport = "pigeon"

[templates]
folder = "mine"
"#;

fn broken() -> Workspace {
    let workspace = Workspace::new(BROKEN, &[]);
    workspace.write("mine/digest/body.txt", "fine\n\n{% if %}\n");
    workspace.write("mine/digest/body.html", "<p>\n{{ edition.dya }}</p>");
    workspace.write("mine/brief/subject.txt", "brief");
    workspace.write("mine/brief/body.txt", "brief");
    workspace.write("mine/brief/body.html", "{{ oops ");
    workspace
}

#[test]
fn all_of_them_are_told_at_once() {
    let expected = [
        ("config.toml:2: publication.titel: ", "no such key"),
        ("config.toml:3: publication.title: ", "expected a text"),
        ("config.toml:4: publication.url: ", "not an address"),
        ("config.toml:6: publication.zone: ", "not a time zone"),
        ("config.toml:9: gather.schedule: ", "not a cron line"),
        ("config.toml:17: source[0].article.title: ", "not a selector"),
        ("config.toml:23: digest[0].subject: ", "undefined value"),
        ("config.toml:29: digest[1].template: ", "no templates missing/"),
        ("config.toml:39: mail.transport: ", "not known"),
        ("mine/brief/body.html:1: ", "syntax error"),
        ("mine/digest/body.html:2: ", "undefined value"),
        ("mine/digest/body.txt:3: ", "syntax error"),
    ];
    let workspace = broken();
    for verb in ["check", "once", "run", "status", "gather", "publish", "deliver"] {
        let said = workspace.run(&[verb]).expect_code(2);
        assert_eq!(said.stdout, "", "{verb}");
        let lines: Vec<&str> = said.stderr.lines().collect();
        assert_eq!(lines.len(), expected.len() + 1, "{}", said.stderr);
        for (line, (place, what)) in lines.iter().zip(expected) {
            assert!(line.starts_with(place) && line.contains(what), "expected {place}{what}, found {line}");
            assert!(line.split_once("; ").is_some_and(|(_, cure)| !cure.is_empty()), "no cure: {line}");
        }
        assert_eq!(*lines.last().unwrap(), "12 mistakes in the configuration");
    }
    assert!(!workspace.path("var").exists(), "a verb began its work in spite of them");
}

#[test]
fn a_file_that_cannot_be_read() {
    let workspace = empty();
    workspace.run(&["check"]).expect_code(2).tells(&["config.toml: cannot read", "No such file", "--config FILE"]);
    workspace.run(&["--config", "."]).expect_code(2).tells(&[".: cannot read", "irectory", "--config FILE"]);
    workspace.write("latin.toml", b"[publication]\ntitle = \"Caf\xe9\"\n");
    workspace.run(&["--config", "latin.toml", "check"]).expect_code(2).tells(&[
        "latin.toml:2: ",
        "not UTF-8",
        "save it",
    ]);
    workspace.write("locked.toml", SMALL);
    let locked = workspace.path("locked.toml");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever may read everything can read this as well.
    if std::fs::read(&locked).is_err() {
        workspace.run(&["--config", "locked.toml", "check"]).expect_code(2).tells(&["ermission denied"]);
    }
    workspace.write("empty.toml", "");
    workspace.run(&["--config", "empty.toml", "check"]).expect_code(2).tells(&["publication: ", "source: "]);
    workspace.write("grammar.toml", "[publication\ntitle = The Round\n");
    workspace
        .run(&["--config", "grammar.toml", "check"])
        .expect_code(2)
        .tells(&["grammar.toml:1: ", "mend this first"]);
}

#[test]
fn a_configuration_that_was_named_must_be_there() {
    let workspace = empty();
    workspace.write("page.html", "<html></html>");
    for verb in [&["try", "page.html"][..], &["rank", "page.html"]] {
        let mut arguments = vec!["--config", "nosuch.toml"];
        arguments.extend(verb);
        if verb[0] == "rank" {
            workspace.write("page.html", r#"{"comments": []}"#);
        }
        workspace.run(&arguments).expect_code(2).tells(&["nosuch.toml: cannot read the configuration"]);
    }
}

#[test]
fn a_folder_of_templates_that_is_not_there() {
    let workspace = small();
    workspace.configure(&format!("{SMALL}\n[templates]\nfolder = \"nosuch\"\n"), &[]);
    workspace.run(&["check"]).expect_code(2).tells(&["nosuch: cannot read the folder of templates", "make the folder"]);
}

#[test]
fn mistakes_in_the_environment() {
    let workspace = small();
    let run = workspace.command(&["check"]).env("POSTROUND_STORE_URL", "mysql:x").start().wait().expect_code(2);
    run.tells(&["POSTROUND_STORE_URL: ", "postgres://"]);
}
