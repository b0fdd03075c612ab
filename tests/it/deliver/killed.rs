//! Owns the tests of I5 under `kill -9`: whatever the moment, nobody is lost, and only letters that were in flight at
//! a kill come twice, under the same Message-ID.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::office::{DAILY, MONDAY, Office, Plan, balances, reader};
use crate::harness::dice::Dice;
use crate::harness::smtp::{Stage, Trouble};
use crate::harness::store::Place;

const READERS: usize = 200;
const CONNECTIONS: usize = 4;

const WEEKLY: &str = r#"
[[digest]]
name = "weekly"
title = "The Weekly Round"
schedule = "0 7 * * 6"
"#;

/// Starts a round and kills it at some moment: every third one anywhere from its first instruction on, the others
/// while letters go out. Answers when it was started, and whether the kill came before its end.
fn killed_round(office: &Office, dice: &mut Dice, turn: usize) -> (Instant, bool) {
    let before = office.sink.taken().len();
    let start = Instant::now();
    let run = office.workspace.command(&["once", "--now", MONDAY]).start();
    if !turn.is_multiple_of(3) {
        let limit = Duration::from_secs(20);
        while office.sink.taken().len() == before && start.elapsed() < limit {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    let output = run.kill_after(Duration::from_millis(dice.below(300)));
    (start, output.code().is_none())
}

fn survives(place: &Place, kills: usize) {
    let mut dice = Dice::thrown();
    let digests = format!("{DAILY}{WEEKLY}");
    let url = place.url();
    let office = Office::open(Plan { store: &url, digests: &digests, subscribers: READERS, ..Plan::default() });
    office.sink.trouble(Stage::Dot, None, Trouble::Delay(Duration::from_millis(40)));
    let mut starts = Vec::new();
    let mut landed = 0;
    for turn in 0..kills {
        let (start, killed) = killed_round(&office, &mut dice, turn);
        starts.push(start);
        landed += usize::from(killed);
    }
    assert!(landed >= kills * 3 / 4, "only {landed} of {kills} kills came before the end of the round");
    starts.push(Instant::now());
    office.sink.mend();
    office.once(MONDAY).expect_code(0);
    everybody_has_each_edition(&office);
    only_letters_in_flight_came_twice(&office, &starts);
    let again = office.sink.taken().len();
    office.once(MONDAY).expect_code(0);
    assert_eq!(office.sink.taken().len(), again, "a round with nothing to do mailed somebody");
}

fn everybody_has_each_edition(office: &Office) {
    let status = office.status();
    let balances = balances(&status);
    assert_eq!(balances.len(), 2, "{status:#}");
    for (edition, balance) in &balances {
        assert_eq!(balance["candidates"], READERS, "{edition}: {balance}");
        assert_eq!(balance["accepted"], READERS, "{edition}: {balance}");
        assert_eq!(balance["balances"], true, "{edition}: {balance}");
    }
    assert_eq!(status["queue"]["queued"], 0);
    for number in 0..READERS {
        let mut lists: Vec<_> =
            office.sink.taken_for(&reader(number)).iter().map(|taken| taken.header("List-Id").unwrap()).collect();
        lists.sort();
        lists.dedup();
        assert_eq!(lists.len(), 2, "{} has {lists:?}", reader(number));
    }
}

/// One Message-ID for each reader and edition; and of each round, no more letters were sent again than it had
/// connections to the server.
fn only_letters_in_flight_came_twice(office: &Office, starts: &[Instant]) {
    let mut ids: HashMap<String, Vec<usize>> = HashMap::new();
    let mut owners: HashMap<(String, String), String> = HashMap::new();
    for taken in office.sink.taken() {
        let id = taken.header("Message-ID").unwrap();
        let owner = (taken.to[0].clone(), taken.header("List-Id").unwrap());
        let known = owners.entry(owner.clone()).or_insert_with(|| id.clone());
        assert_eq!(*known, id, "{owner:?} got one edition under two Message-IDs");
        let round = starts.iter().rposition(|start| *start <= taken.at).unwrap();
        ids.entry(id).or_default().push(round);
    }
    let mut repeated = vec![0; starts.len()];
    for rounds in ids.values() {
        let (last, earlier) = rounds.split_last().unwrap();
        for round in earlier {
            assert!(round < last, "one round sent the same letter twice");
            repeated[*round] += 1;
        }
    }
    let most = repeated.iter().max().unwrap();
    assert!(*most <= CONNECTIONS, "a kill doubled more letters than were in flight: {repeated:?}");
}

#[test]
fn twenty_kills_lose_nobody_on_sqlite() {
    survives(&Place::sqlite(), 20);
}

#[test]
fn five_kills_lose_nobody_on_postgres() {
    let Some(place) = super::office::block_on(Place::postgres()) else { return };
    survives(&place, 5);
}
