//! Owns the tests of deliveries whose store fails while letters are under way, and of a signal to stop: what is under
//! way is finished and recorded, and nobody is mailed twice (I5).

use std::time::Duration;

use super::office::{Office, Plan, block_on, reader};
use crate::harness::eventually;
use crate::harness::smtp::{Stage, Trouble};
use crate::harness::store::Place;

fn office(place: &Place, mail: &str) -> Office {
    let office = Office::open(Plan { store: &place.url(), subscribers: 12, mail, ..Plan::default() });
    office.workspace.run(&["gather"]).expect_code(0);
    office.workspace.run(&["compose", "daily"]).expect_code(0);
    office.sink.trouble(Stage::Dot, None, Trouble::Delay(Duration::from_millis(300)));
    office
}

fn number(place: &Place, state: &str) -> i64 {
    block_on(place.number(&format!("SELECT count(*) FROM deliveries WHERE state = '{state}'")))
}

/// Makes the store refuse this change of a delivery.
fn refuse(place: &Place, condition: &str) {
    let trigger = format!(
        "CREATE TRIGGER trouble BEFORE UPDATE ON deliveries WHEN {condition} \
         BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    );
    block_on(place.change(&trigger));
}

fn everybody_has_one(office: &Office) {
    for number in 0..12 {
        assert_eq!(office.sink.taken_for(&reader(number)).len(), 1, "{}", reader(number));
    }
}

#[test]
fn an_outcome_the_store_does_not_take_is_recorded_when_it_does() {
    let place = Place::sqlite();
    let office = office(&place, "");
    refuse(&place, "NEW.state = 'accepted'");
    let run = office.workspace.command(&["deliver"]).start();
    run.until_it_says("not recorded yet");
    block_on(place.change("DROP TRIGGER trouble"));
    run.wait().expect_code(0);
    assert_eq!(number(&place, "accepted"), 12);
    everybody_has_one(&office);
}

#[test]
fn a_claim_that_fails_does_not_abort_the_letters_under_way() {
    let place = Place::sqlite();
    let office = office(&place, "");
    // The first four are claimed; the next claim comes when one of them is done, and the others are under way.
    refuse(&place, "NEW.state = 'sending' AND (SELECT count(*) FROM deliveries WHERE state = 'accepted') > 0");
    let output = office.workspace.run(&["deliver"]).expect_code(1);
    assert!(output.stderr.contains("the disk is full"), "{}", output.stderr);
    assert_eq!((number(&place, "accepted"), number(&place, "sending")), (4, 0));
    block_on(place.change("DROP TRIGGER trouble"));
    office.workspace.run(&["deliver"]).expect_code(0);
    everybody_has_one(&office);
}

#[test]
fn a_signal_lets_what_is_under_way_finish_and_claims_nothing_more() {
    for (signal, verb) in [("TERM", "deliver"), ("INT", "once")] {
        let place = Place::sqlite();
        let office = office(&place, "");
        let run = office.workspace.command(&[verb]).start();
        let sending = || (number(&place, "sending") == 4).then_some(());
        eventually("the first letters", Duration::from_secs(30), sending);
        run.signal(signal);
        let output = run.wait().expect_code(1);
        assert!(output.stdout.contains("a signal asked to stop"), "{}", output.stdout);
        assert_eq!(number(&place, "sending"), 0, "a letter was cut off");
        assert!(number(&place, "queued") >= 4, "it went on");
        office.workspace.run(&["deliver"]).expect_code(0);
        everybody_has_one(&office);
    }
}

#[test]
fn what_is_held_is_told_and_sent_again_when_the_operator_says_so() {
    let place = Place::sqlite();
    let office = office(&place, "uncertain = \"hold\"");
    office.sink.mend();
    office.sink.trouble_for(&reader(3), Stage::Dot, Some(1), Trouble::TakeAndDrop);
    office.sink.refuse(&reader(5), Some(1), "550 5.1.1 no such user");
    let output = office.workspace.run(&["deliver"]).expect_code(1);
    assert!(output.stdout.contains("1 uncertain\n"), "{}", output.stdout);
    assert!(output.stdout.contains("--resend-uncertain"), "{}", output.stdout);
    let output = office.workspace.run(&["deliver", "--resend-uncertain", "--retry-failed"]).expect_code(0);
    assert!(output.stdout.contains("1 uncertain again") && output.stdout.contains("1 failed again"));
    assert_eq!(number(&place, "accepted"), 12);
    let ids = office.message_ids(&reader(3));
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
}
