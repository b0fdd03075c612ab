//! Owns the tests of what happens between the freezing of an edition and the sending of its letters (I7), and of two
//! programs on one store.

use super::office::{MONDAY, Office, Plan, balances, block_on, reader};
use crate::harness::smtp::{Stage, Trouble};
use crate::harness::store::Place;

#[test]
fn one_who_leaves_after_the_freeze_is_not_mailed() {
    let office = Office::open(Plan::default());
    // The freeze, and a server that is away: all three letters wait.
    office.sink.trouble(Stage::Mail, None, Trouble::Reply("451 4.3.0 not now".to_owned()));
    office.once(MONDAY).expect_code(1);
    office.leave(&reader(1));
    office.leave(&reader(1));
    office.sink.mend();
    office.once("2026-02-02T07:45:00Z").expect_code(0);
    assert_eq!(office.sink.taken_for(&reader(1)).len(), 0);
    assert_eq!(office.sink.taken().len(), 2);
    let (state, reply, _) = office.delivery(&reader(1));
    assert_eq!((state.as_str(), reply.as_str()), ("skipped", "left"));
    let (_, balance) = balances(&office.status()).remove(0);
    assert_eq!((&balance["skipped"], &balance["balances"]), (&1.into(), &true.into()), "{balance}");
}

#[test]
fn one_who_leaves_while_others_are_mailed_is_not() {
    let office = Office::open(Plan { subscribers: 30, ..Plan::default() });
    office.sink.trouble(Stage::Dot, None, Trouble::Delay(std::time::Duration::from_millis(100)));
    let run = office.workspace.command(&["once", "--now", MONDAY]).start();
    crate::harness::eventually("the first letter", std::time::Duration::from_secs(30), || {
        (!office.sink.taken().is_empty()).then_some(())
    });
    office.leave(&reader(29));
    office.sink.mend();
    run.wait();
    assert_eq!(office.sink.taken_for(&reader(29)).len(), 0);
    assert_eq!(office.sink.taken().len(), 29);
}

fn two_at_once(place: &Place, verbs: [&[&str]; 2]) {
    let url = place.url();
    let office = Office::open(Plan { store: &url, subscribers: 20, ..Plan::default() });
    if verbs[1] == ["deliver"] {
        office.workspace.run(&["gather"]).expect_code(0);
        office.workspace.run(&["compose", "daily"]).expect_code(0);
    }
    office.sink.trouble(Stage::Dot, None, Trouble::Delay(std::time::Duration::from_millis(20)));
    let runs: Vec<_> = verbs.iter().map(|verb| office.workspace.command(verb).start()).collect();
    for run in runs {
        run.wait().expect_code(0);
    }
    assert_eq!(office.sink.taken().len(), 20);
    for number in 0..20 {
        assert_eq!(office.sink.taken_for(&reader(number)).len(), 1);
    }
    let balances = balances(&office.status());
    assert_eq!(balances.len(), 1, "two programs froze one window: {balances:?}");
    assert_eq!(balances[0].1["accepted"], 20);
}

#[test]
fn two_rounds_at_once_send_one_copy_each() {
    two_at_once(&Place::sqlite(), [&["once"], &["once"]]);
    let Some(place) = block_on(Place::postgres()) else { return };
    two_at_once(&place, [&["once"], &["once"]]);
}

#[test]
fn two_deliveries_at_once_send_one_copy_each() {
    two_at_once(&Place::sqlite(), [&["deliver"], &["deliver"]]);
    let Some(place) = block_on(Place::postgres()) else { return };
    two_at_once(&place, [&["deliver"], &["deliver"]]);
}
