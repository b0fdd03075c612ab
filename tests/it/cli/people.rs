//! Owns the tests of `subscribers`: adding, listing, our own CSV in and out, and that nobody who left comes back by it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{SMALL, small};
use crate::harness::folder::Workspace;

/// The export without its column of times, which are those of each store.
fn exported(workspace: &Workspace) -> Vec<String> {
    let csv = workspace.run(&["subscribers", "export"]).expect_code(0).stdout;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let mut rows: Vec<String> =
        reader.records().map(|row| row.unwrap().iter().take(6).collect::<Vec<_>>().join("|")).collect();
    rows.sort();
    rows
}

#[test]
fn adding_and_listing() {
    let workspace = small();
    let add = |arguments: &[&str]| {
        let mut all = vec!["subscribers", "add"];
        all.extend(arguments);
        workspace.run(&all)
    };
    assert!(
        add(&["Jo@Example.org", "--name", "Zoë Ó Briain", "--digest", "daily"]).expect_code(0).stdout.contains("added")
    );
    assert!(add(&["jo@example.org", "--digest", "daily"]).expect_code(0).stdout.contains("subscribed already"));
    assert!(add(&["jo@example.org"]).expect_code(0).stdout.contains("subscribed to more"));
    add(&["jo@example.org", "--digest", "nosuch"]).expect_code(2).tells(&["no digest \"nosuch\"", "daily, weekly"]);
    add(&["jo"]).expect_code(2).tells(&["there is no \"@\""]);
    add(&[]).expect_code(2);
    let listed = workspace.run(&["subscribers", "list"]).expect_code(0);
    assert_eq!(listed.stdout, "Jo@example.org (Zoë Ó Briain): daily, weekly\n1 subscriber\n");
    let people = workspace.run(&["subscribers", "list", "--json"]).expect_code(0).json();
    assert_eq!(people[0]["address"], "Jo@example.org");
    assert_eq!(people[0]["subscriptions"][0]["state"], "active");
    assert!(people[0]["suppressed"].is_null());
}

#[test]
fn an_export_and_an_import_keep_who_left_and_who_may_not_be_mailed() {
    let workspace = small();
    workspace.write(
        "people.csv",
        "email,name,status,digests,left,reason\n\
         all@example.org,All,subscribed,daily weekly,,\n\
         half@example.org,\"Half, \"\"H\"\" Left\",subscribed,weekly,daily,\n\
         gone@example.org,Gone,subscribed,,daily weekly,\n\
         none@example.org,None,suppressed,daily,weekly,complained on 3 May\n\
         old@example.org,Old,subscribed,daily,no-more,\n",
    );
    let said = workspace.run(&["subscribers", "import", "people.csv"]).expect_code(0);
    assert!(said.stdout.starts_with("5 rows: 3 new, 0 with more digests, 0 unchanged, 1 left"), "{}", said.stdout);
    let before = exported(&workspace);
    assert_eq!(before.len(), 5);
    assert!(before.contains(&"gone@example.org|Gone|subscribed||daily weekly|".to_owned()), "{before:?}");
    assert!(
        before.contains(&"none@example.org|None|suppressed|daily|weekly|complained on 3 May".to_owned()),
        "{before:?}"
    );
    workspace.run(&["subscribers", "export", "out.csv"]).expect_code(0);

    let fresh = small();
    fresh.write("out.csv", workspace.read("out.csv"));
    fresh.run(&["subscribers", "import", "out.csv"]).expect_code(0);
    assert_eq!(exported(&fresh), before);
    let listed = fresh.run(&["subscribers", "list"]).expect_code(0).stdout;
    assert!(listed.contains("half@example.org (Half, \"H\" Left): daily (left), weekly"), "{listed}");

    for _ in 0..2 {
        fresh.run(&["subscribers", "import", "out.csv"]).expect_code(0);
        assert_eq!(exported(&fresh), before, "a second time changes nothing");
    }
    fresh.run(&["subscribers", "add", "gone@example.org"]).expect_code(1).tells(&["was not added: they left"]);
    fresh.run(&["subscribers", "add", "none@example.org"]).expect_code(1).tells(&["nobody may mail this address"]);
    fresh.write("plain.csv", "email\ngone@example.org\nhalf@example.org\nnone@example.org\n");
    fresh.run(&["subscribers", "import", "plain.csv"]).expect_code(0);
    assert_eq!(exported(&fresh), before, "a plain list signed somebody up again");
}

#[test]
fn proofs_are_no_subscribers_of_their_own_will() {
    let config = SMALL
        .replace("schedule = \"30 6 * * 1-5\"", "schedule = \"30 6 * * 1-5\"\nproof_to = [\"editor@example.org\"]");
    let workspace = Workspace::new(&config, &[]);
    workspace.run(&["once"]).expect_code(0);
    let listed = workspace.run(&["subscribers", "list"]).expect_code(0).stdout;
    assert!(listed.contains("editor@example.org: daily (proofs only)"), "{listed}");
    assert_eq!(exported(&workspace), Vec::<String>::new(), "an import would make a subscriber of it");
    workspace.run(&["subscribers", "add", "editor@example.org", "--digest", "weekly"]).expect_code(0);
    assert_eq!(exported(&workspace), ["editor@example.org||subscribed|weekly||"]);
}

#[test]
fn a_dry_run_stores_nothing() {
    let workspace = small();
    workspace.write("people.csv", "email,left\na@example.org,\nb@example.org,daily\n");
    let said = workspace.run(&["subscribers", "import", "people.csv", "--dry-run"]).expect_code(0);
    assert!(said.stdout.starts_with("2 rows would be imported, 1 of people who left"), "{}", said.stdout);
    assert_eq!(workspace.run(&["subscribers", "list"]).stdout, "0 subscribers\n");
}

#[test]
fn a_file_with_mistakes_imports_nothing() {
    let workspace = small();
    workspace.write(
        "people.csv",
        "email,digests\na@example.org,daily\nnonsense,daily\n\nb@example.org,nosuch\n\"c\nd\",\ne@example.org,weekly\n",
    );
    for dry in [&[][..], &["--dry-run"]] {
        let mut all = vec!["subscribers", "import", "people.csv"];
        all.extend(dry);
        let said = workspace.run(&all).expect_code(2);
        said.tells(&["3 rows cannot be read", "people.csv:3: ", "people.csv:5: there is no digest", "people.csv:6: "]);
    }
    assert_eq!(workspace.run(&["subscribers", "list"]).stdout, "0 subscribers\n");

    let many = (0..80).fold(String::new(), |out, n| out + &format!("nonsense{n}\n"));
    workspace.write("many.csv", format!("email\n{many}"));
    let said = workspace.run(&["subscribers", "import", "many.csv"]).expect_code(2);
    said.tells(&["80 rows cannot be read", "many.csv:51: ", "and 30 more"]);
    assert!(!said.stderr.contains("many.csv:52: "));

    workspace.write("headless.csv", "name,town\nJo,York\n");
    workspace
        .run(&["subscribers", "import", "headless.csv"])
        .expect_code(2)
        .tells(&["headless.csv:1: no column", "name, town"]);
    workspace.write("empty.csv", "");
    workspace.run(&["subscribers", "import", "empty.csv"]).expect_code(2).tells(&["no column is called \"email\""]);
    workspace.write("latin.csv", b"email,name\na@example.org,Zo\xeb\n");
    workspace.run(&["subscribers", "import", "latin.csv"]).expect_code(2).tells(&["not UTF-8", "CSV UTF-8"]);
    workspace.run(&["subscribers", "import", "nosuch.csv"]).expect_code(2).tells(&["cannot read nosuch.csv"]);
}

#[test]
fn ten_thousand_people_are_no_matter() {
    let workspace = small();
    let mut csv = "email,name\n".to_owned();
    for n in 0..10_000 {
        writeln!(csv, "person{n}@practice{}.example,Person {n}", n % 70).unwrap();
    }
    workspace.write("people.csv", csv);
    let start = Instant::now();
    let said = workspace.run(&["subscribers", "import", "people.csv"]).expect_code(0);
    let took = start.elapsed();
    assert!(said.stdout.starts_with("10000 rows: 10000 new"), "{}", said.stdout);
    // Optimised it is a second; the bound is for a debug build on a busy machine.
    assert!(took < Duration::from_secs(30), "{took:?}");
    let said = workspace.run(&["subscribers", "import", "people.csv"]).expect_code(0);
    assert!(said.stdout.contains("10000 unchanged"), "{}", said.stdout);
    assert_eq!(exported(&workspace).len(), 10_000);
}

#[test]
fn an_export_that_cannot_be_written_is_told() {
    let workspace = small();
    workspace
        .run(&["subscribers", "export", "no/such/folder.csv"])
        .expect_code(1)
        .tells(&["cannot write no/such/folder.csv"]);
}
