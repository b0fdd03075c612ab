//! Owns the tests of the alarms: opened by a bad round, told once, ended by a good one, and damped where a source flaps.

use postround::domain::{SourceState, Watch};
use postround::store::{Round, Store};

use super::sample::{at, name};
use crate::harness::store::store_test;

async fn round(store: &Store, minute: i64, state: SourceState) {
    let watch = match state {
        SourceState::Well | SourceState::Held => Watch::default(),
        _ => Watch { words: format!("words of {minute}"), sample: "https://a.example/\nx".into(), ..Watch::default() },
    };
    let round = Round { finished: at(minute), state, watch, ..Round::new(name("paper"), at(minute)) };
    store.record_round(&round).await.unwrap();
}

/// Claims and records what is due, as a mail server that takes all would have it; the phases told, oldest first.
async fn told(store: &Store, minute: i64) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(alarm) = store.claim_alarm(at(minute)).await.unwrap() {
        let phase = if alarm.ended.is_some() { "ended" } else { "began" };
        told.push(format!("{} {phase}", alarm.state.as_str()));
        assert!(store.record_alarm(&alarm, &[], None, "", at(minute)).await.unwrap());
    }
    told
}

store_test!(an_alarm_is_told_once_and_once_when_it_ends, |store: Store| async move {
    round(&store, 0, SourceState::Well).await;
    assert_eq!(told(&store, 0).await, Vec::<String>::new());
    round(&store, 10, SourceState::Empty).await;
    assert_eq!(told(&store, 10).await, ["empty began"]);
    round(&store, 20, SourceState::Empty).await;
    round(&store, 30, SourceState::Held).await;
    assert_eq!(told(&store, 30).await, Vec::<String>::new());
    let alarm = store.alarms(&name("paper"), 9).await.unwrap().remove(0);
    assert_eq!((alarm.words.as_str(), alarm.began, alarm.ended), ("words of 20", at(10), None));
    assert_eq!(alarm.sample, "https://a.example/\nx");
    round(&store, 40, SourceState::Well).await;
    assert_eq!(told(&store, 40).await, ["empty ended"]);
    round(&store, 50, SourceState::Well).await;
    assert_eq!(told(&store, 5000).await, Vec::<String>::new());
});

store_test!(what_passes_within_an_hour_is_not_told, |store: Store| async move {
    round(&store, 0, SourceState::Failing).await;
    assert_eq!(told(&store, 59).await, Vec::<String>::new());
    round(&store, 59, SourceState::Well).await;
    assert_eq!(told(&store, 200).await, Vec::<String>::new());
    round(&store, 300, SourceState::Failing).await;
    round(&store, 315, SourceState::Failing).await;
    assert_eq!(told(&store, 360).await, ["failing began"]);
    // A wall is told at once, also where it comes while a failure has its grace.
    round(&store, 400, SourceState::Well).await;
    assert_eq!(told(&store, 400).await, ["failing ended"]);
    round(&store, 1000, SourceState::Failing).await;
    round(&store, 1010, SourceState::BotWall).await;
    assert_eq!(told(&store, 1010).await, ["bot-wall began"]);
});

store_test!(a_source_held_for_a_day_on_end_is_told, |store: Store| async move {
    for minute in (0..1440).step_by(60) {
        round(&store, minute, SourceState::Held).await;
        assert_eq!(told(&store, minute).await, Vec::<String>::new(), "{minute}");
    }
    round(&store, 1440, SourceState::Held).await;
    assert_eq!(told(&store, 1440).await, ["held began"]);
    round(&store, 1500, SourceState::Well).await;
    assert_eq!(told(&store, 1500).await, ["held ended"]);
    // What is held once is not told, and what fails after it has the grace of a failure.
    round(&store, 3000, SourceState::Held).await;
    round(&store, 3060, SourceState::Well).await;
    assert_eq!(told(&store, 9000).await, Vec::<String>::new());
    round(&store, 9000, SourceState::Held).await;
    round(&store, 9010, SourceState::Failing).await;
    assert_eq!(told(&store, 9069).await, Vec::<String>::new());
    assert_eq!(told(&store, 9070).await, ["failing began"]);
});

store_test!(a_source_that_flaps_is_told_seldom, |store: Store| async move {
    round(&store, 0, SourceState::Login).await;
    assert_eq!(told(&store, 0).await, ["login began"]);
    // Another bad state soon after is the same trouble.
    round(&store, 20, SourceState::BotWall).await;
    assert_eq!(told(&store, 20).await, Vec::<String>::new());
    round(&store, 40, SourceState::Well).await;
    assert_eq!(told(&store, 40).await, ["login ended"]);
    for minute in (60..300).step_by(40) {
        round(&store, minute, SourceState::Login).await;
        assert_eq!(told(&store, minute).await, Vec::<String>::new(), "{minute}");
        round(&store, minute + 20, SourceState::Well).await;
        assert_eq!(told(&store, minute + 20).await, Vec::<String>::new(), "{minute}");
    }
    // Lasting trouble is told even then, and a change long after the letter as well.
    round(&store, 320, SourceState::Login).await;
    assert_eq!(told(&store, 380).await, ["login began"]);
    round(&store, 800, SourceState::Parked).await;
    assert_eq!(told(&store, 800).await, ["parked began"]);
    let alarms = store.alarms(&name("paper"), 2).await.unwrap();
    assert_eq!(alarms[1].ended, Some(at(800)), "the old one gave way in silence");
});

store_test!(a_letter_that_is_put_off_is_neither_lost_nor_doubled, |store: Store| async move {
    round(&store, 0, SourceState::Empty).await;
    let first = store.claim_alarm(at(0)).await.unwrap().unwrap();
    assert_eq!(store.claim_alarm(at(0)).await.unwrap(), None, "it is under way");
    assert_eq!(store.claim_alarm(at(14)).await.unwrap(), None, "and is not taken for dead yet");
    let again = store.claim_alarm(at(15)).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (first.id, 2), "its process died");
    assert!(!store.record_alarm(&first, &[], None, "", at(15)).await.unwrap(), "the claim is another's");
    let told_to = vec!["ops@example.org".to_owned()];
    assert!(store.record_alarm(&again, &told_to, Some(at(30)), "no server", at(15)).await.unwrap());
    assert_eq!(store.claim_alarm(at(29)).await.unwrap(), None);
    let third = store.claim_alarm(at(30)).await.unwrap().unwrap();
    assert_eq!((third.told_to.clone(), third.problem.as_str()), (told_to, "no server"));
    // It heals before anybody could be told: then one letter says both.
    store.record_alarm(&third, &[], Some(at(60)), "no server", at(30)).await.unwrap();
    round(&store, 40, SourceState::Well).await;
    assert_eq!(told(&store, 40).await, ["empty ended"]);
    assert_eq!(told(&store, 4000).await, Vec::<String>::new());
});

store_test!(a_letter_put_off_by_a_clock_that_was_ahead_is_not_waited_for, |store: Store| async move {
    const YEAR: i64 = 365 * 24 * 60;
    round(&store, YEAR, SourceState::Failing).await;
    assert_eq!(told(&store, 10).await, ["failing began"]);
    round(&store, 20, SourceState::Failing).await;
    assert_eq!(told(&store, 30).await, Vec::<String>::new());
});
