//! Owns the tests of what a server can answer to a letter, and of what is kept and tried again afterwards.

use super::office::{MONDAY, Office, Plan, balances, reader};
use crate::harness::smtp::{Sink, Stage, Trouble};

/// A quarter of an hour later: every first retry is due.
const LATER: &str = "2026-02-02T07:45:00Z";
/// A day and a bit later: the edition is stale.
const STALE: &str = "2026-02-03T04:00:00Z";

#[track_caller]
fn accounts(office: &Office, wanted: &[(&str, u64)]) {
    let status = office.status();
    let (_, balance) = balances(&status).remove(0);
    for (name, number) in wanted {
        assert_eq!(balance[name], *number, "{name} in {balance}");
    }
    assert_eq!(balance["balances"], true, "{balance}");
}

#[test]
fn a_letter_taken_is_accepted_with_the_servers_words() {
    let office = Office::open(Plan::default());
    office.once(MONDAY).expect_code(0);
    accounts(&office, &[("candidates", 3), ("accepted", 3)]);
    let (state, reply, attempts) = office.delivery(&reader(0));
    assert_eq!((state.as_str(), attempts), ("accepted", 1));
    assert!(reply.starts_with("250 2.0.0 taken as"), "{reply}");
    office.once(LATER).expect_code(0);
    assert_eq!(office.sink.taken().len(), 3);
}

#[test]
fn a_letter_put_off_goes_out_later_under_the_same_id() {
    let office = Office::open(Plan::default());
    office.sink.trouble_for(&reader(1), Stage::Dot, Some(1), Trouble::Reply("450 4.2.1 greylisted".to_owned()));
    let output = office.once(MONDAY).expect_code(1);
    assert!(output.stdout.contains("1 put off; the next attempt is at"), "{}", output.stdout);
    accounts(&office, &[("accepted", 2), ("queued", 1)]);
    assert_eq!(office.delivery(&reader(1)).1, "450 4.2.1 greylisted");
    // Not yet due a minute later: the server is not pressed.
    office.once("2026-02-02T07:31:00Z").expect_code(1);
    assert_eq!(office.sink.taken_for(&reader(1)).len(), 0);
    office.once(LATER).expect_code(0);
    accounts(&office, &[("accepted", 3), ("queued", 0)]);
    assert_eq!((office.delivery(&reader(1)).2, office.message_ids(&reader(1)).len()), (2, 1));
}

#[test]
fn a_refused_recipient_fails_alone_and_the_connection_goes_on() {
    let office = Office::open(Plan { subscribers: 6, mail: "", ..Plan::default() });
    office.reconfigure("connections = 4", "connections = 1");
    office.sink.refuse(&reader(2), None, "550 5.1.1 no such user here");
    office.once(MONDAY).expect_code(1);
    accounts(&office, &[("accepted", 5), ("failed", 1)]);
    let (state, reply, _) = office.delivery(&reader(2));
    assert_eq!((state.as_str(), reply.as_str()), ("failed", "550 5.1.1 no such user here"));
    assert_eq!(office.sink.connections(), 1, "a refusal cost the connection");
    office.sink.mend();
    office.once(LATER).expect_code(0);
    assert_eq!(office.sink.taken_for(&reader(2)).len(), 0, "a final refusal was tried again");
}

#[test]
fn a_lost_answer_is_held_where_the_operator_wants_that() {
    let office = Office::open(Plan { mail: "uncertain = \"hold\"", ..Plan::default() });
    office.sink.trouble_for(&reader(0), Stage::Dot, Some(1), Trouble::TakeAndDrop);
    office.once(MONDAY).expect_code(1);
    accounts(&office, &[("accepted", 2), ("uncertain", 1)]);
    assert_eq!(office.delivery(&reader(0)).0, "uncertain");
    office.once(LATER).expect_code(0);
    office.once(STALE).expect_code(0);
    assert_eq!(office.message_ids(&reader(0)).len(), 1, "a letter held was sent again");
    accounts(&office, &[("accepted", 2), ("uncertain", 1)]);
}

#[test]
fn a_lost_answer_is_asked_for_again_under_the_same_id() {
    let office = Office::open(Plan { mail: "uncertain = \"resend\"", ..Plan::default() });
    office.sink.trouble_for(&reader(0), Stage::Dot, Some(1), Trouble::TakeAndDrop);
    office.once(MONDAY).expect_code(1);
    office.once(LATER).expect_code(0);
    accounts(&office, &[("accepted", 3)]);
    let ids = office.message_ids(&reader(0));
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
}

#[test]
fn a_link_cut_before_the_dot_is_only_put_off() {
    let office = Office::open(Plan { mail: "uncertain = \"hold\"", ..Plan::default() });
    office.sink.trouble_for(&reader(0), Stage::Rcpt, Some(1), Trouble::Drop);
    office.once(MONDAY).expect_code(1);
    accounts(&office, &[("accepted", 2), ("queued", 1)]);
    office.once(LATER).expect_code(0);
    accounts(&office, &[("accepted", 3)]);
}

#[test]
fn a_server_that_is_away_ends_the_run_and_costs_nobody_their_letter() {
    let office = Office::open(Plan { subscribers: 40, ..Plan::default() });
    let (port, away) = (format!("port = {}", office.sink.port()), "port = 1");
    office.reconfigure(&port, away);
    let output = office.once(MONDAY).expect_code(1);
    assert!(output.stdout.contains("FAILED: connecting failed at 127.0.0.1:1"), "{}", output.stdout);
    accounts(&office, &[("candidates", 40), ("queued", 40)]);
    let tried = (0..40).filter(|number| office.delivery(&reader(*number)).2 > 0).count();
    assert!(tried <= 4, "{tried} letters were spent on a server that is away");
    office.reconfigure(away, &port);
    office.once(LATER).expect_code(0);
    accounts(&office, &[("accepted", 40), ("queued", 0)]);
    assert_eq!(office.sink.taken().len(), 40);
}

#[test]
fn a_refused_login_is_tried_once_and_never_told_in_full() {
    let login = "user = \"round\"\npassword = \"wrong-horse\"";
    let office =
        Office::with(Plan { smtp: login, subscribers: 20, ..Plan::default() }, Sink::with_login("round", "right"));
    let output = office.once(MONDAY).expect_code(1);
    let said = format!("{}{}", output.stdout, output.stderr);
    assert!(said.contains("535") && !said.contains("wrong-horse"), "{said}");
    accounts(&office, &[("queued", 20)]);
    let logins = office.sink.commands().iter().filter(|line| line.starts_with("AUTH")).count();
    // At most once for each letter that was being written when the server first said no.
    assert!(logins <= 4, "a wrong password was tried {logins} times for 20 letters");
    office.reconfigure("wrong-horse", "right");
    office.once(LATER).expect_code(0);
    accounts(&office, &[("accepted", 20)]);
}

#[test]
fn nothing_goes_out_in_the_clear_where_starttls_is_wanted() {
    for (sink, says) in [(Sink::start(), "STARTTLS"), (Sink::with_broken_tls(), "STARTTLS")] {
        let login = "user = \"round\"\npassword = \"secret\"";
        let office = Office::with(Plan { security: "starttls", smtp: login, ..Plan::default() }, sink);
        let output = office.once(MONDAY).expect_code(1);
        assert!(output.stdout.contains(says), "{}", output.stdout);
        accounts(&office, &[("queued", 3)]);
        let clear = office
            .sink
            .commands()
            .into_iter()
            .find(|line| ["AUTH", "MAIL", "RCPT", "DATA"].iter().any(|verb| line.starts_with(verb)));
        assert_eq!(clear, None, "said before the link was secured");
    }
}

#[test]
fn a_stale_edition_is_given_up() {
    let office = Office::open(Plan::default());
    office.sink.refuse(&reader(0), None, "450 4.2.2 mailbox full");
    office.once(MONDAY).expect_code(1);
    office.sink.mend();
    office.once(STALE).expect_code(1);
    let (state, reply, attempts) = office.delivery(&reader(0));
    assert_eq!((state.as_str(), attempts), ("failed", 1));
    assert_eq!(reply, "given up as stale, after: 450 4.2.2 mailbox full");
    assert_eq!(office.sink.taken_for(&reader(0)).len(), 0);
    accounts(&office, &[("accepted", 2), ("failed", 1), ("queued", 0)]);
}

#[test]
fn a_server_with_few_connections_gets_every_letter_in_the_end() {
    let office = Office::open(Plan { subscribers: 12, ..Plan::default() });
    office.sink.allow_connections(2);
    office.once(MONDAY);
    office.once(LATER);
    office.once("2026-02-02T08:30:00Z").expect_code(0);
    accounts(&office, &[("accepted", 12)]);
    assert_eq!(office.sink.taken().len(), 12);
}
