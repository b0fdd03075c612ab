//! Owns the tests of the proof copies: they go first, hold nobody up for ever, and are ordinary letters otherwise.

use super::office::{MONDAY, Office, Plan, reader};
use crate::harness::smtp::{Stage, Taken, Trouble};

const EDITORS: &str = r#"
[[digest]]
name = "daily"
title = "The Daily Round"
schedule = "30 6 * * *"
proof_to = ["first@desk.example", "second@desk.example"]
"#;

const SHARED: &str = r#"
[[digest]]
name = "daily"
title = "The Daily Round"
schedule = "30 6 * * *"
proof_to = ["S001@Reader.example"]
"#;

fn to(taken: &Taken) -> &str {
    &taken.to[0]
}

#[test]
fn proofs_are_taken_before_anybody_else_is_written_to() {
    let office = Office::open(Plan { digests: EDITORS, subscribers: 10, ..Plan::default() });
    // However slow the server is with the proofs.
    let slow = Trouble::Delay(std::time::Duration::from_millis(200));
    office.sink.trouble_for("first@desk.example", Stage::Dot, None, slow);
    office.once(MONDAY).expect_code(0);
    let taken = office.sink.taken();
    assert_eq!(taken.len(), 12);
    let mut first: Vec<_> = taken[..2].iter().map(to).collect();
    first.sort_unstable();
    assert_eq!(first, ["first@desk.example", "second@desk.example"]);
    let commands = office.sink.commands();
    let named: Vec<_> = commands.iter().filter(|line| line.starts_with("RCPT")).collect();
    assert!(named[..2].iter().all(|line| line.contains("@desk.example")), "{named:?}");
}

#[test]
fn a_proof_that_is_put_off_or_refused_does_not_hold_the_others_up() {
    let office = Office::open(Plan { digests: EDITORS, ..Plan::default() });
    office.sink.refuse("first@desk.example", None, "450 4.2.0 later");
    office.sink.refuse("second@desk.example", None, "550 5.1.1 gone");
    office.once(MONDAY).expect_code(1);
    assert_eq!(office.sink.taken().len(), 3, "the readers wait for a proof that does not come");
    office.sink.mend();
    office.once("2026-02-02T07:45:00Z");
    assert_eq!(office.sink.taken_for("first@desk.example").len(), 1);
    assert_eq!(office.sink.taken_for("second@desk.example").len(), 0);
}

#[test]
fn a_proof_cut_off_by_a_kill_still_comes_first() {
    let office = Office::open(Plan { digests: EDITORS, subscribers: 10, ..Plan::default() });
    let slow = Trouble::Delay(std::time::Duration::from_secs(20));
    office.sink.trouble(Stage::Rcpt, None, slow);
    let run = office.workspace.command(&["once", "--now", MONDAY]).start();
    crate::harness::eventually("the proof to be under way", std::time::Duration::from_secs(20), || {
        office.sink.commands().iter().any(|line| line.starts_with("RCPT")).then_some(())
    });
    run.kill();
    office.sink.mend();
    office.sink.trouble(Stage::Dot, Some(2), Trouble::Delay(std::time::Duration::from_millis(200)));
    office.once(MONDAY).expect_code(0);
    let taken = office.sink.taken();
    assert!(
        taken[..2].iter().all(|taken| to(taken).ends_with("@desk.example")),
        "{:?}",
        taken.iter().map(to).collect::<Vec<_>>()
    );
    assert_eq!(taken.len(), 12);
}

#[test]
fn a_reader_who_is_a_proof_recipient_too_gets_one_copy() {
    let office = Office::open(Plan { digests: SHARED, ..Plan::default() });
    office.once(MONDAY).expect_code(0);
    let taken = office.sink.taken();
    assert_eq!(to(&taken[0]), reader(1));
    assert_eq!(taken.len(), 3);
}

#[test]
fn one_who_left_gets_no_proof_either() {
    let office = Office::open(Plan { digests: SHARED, ..Plan::default() });
    office.leave(&reader(1));
    office.once(MONDAY).expect_code(0);
    assert_eq!(office.sink.taken_for(&reader(1)).len(), 0);
    assert_eq!(office.sink.taken().len(), 2);
}
