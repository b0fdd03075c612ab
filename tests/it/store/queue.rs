//! Owns the tests of what becomes of a claimed delivery: recorded once, recovered after a death, given up when stale,
//! and accounted for at every instant (I5).

use postround::domain::{Balance, Delivery, DeliveryState, EditionId, Outcome};
use postround::store::{NewSubscriber, QueueView, Store};

use super::sample::{Dice, add, at, claim, crowd, freeze, frozen, person};
use crate::harness::store::{Place, place_test, store_test};

fn outcome(number: u32, minute: i64) -> Outcome {
    let reply = "the server’s words".to_owned();
    match number {
        0 => Outcome::Accepted { reply },
        1 => Outcome::Deferred { reply, next: at(minute + 7) },
        2 => Outcome::Failed { reply },
        3 => Outcome::Uncertain { reply },
        _ => Outcome::Skipped { reason: reply },
    }
}

async fn one(store: &Store) -> (EditionId, Delivery) {
    crowd(store, 1).await;
    let edition = frozen(store, &freeze(None, 10)).await;
    (edition, claim(store, 10, 1).await.pop().unwrap())
}

place_test!(each_outcome_is_counted_where_it_belongs, |place: Place| async move {
    let store = place.open().await;
    crowd(&store, 6).await;
    let edition = frozen(&store, &freeze(None, 10)).await;
    let claimed = claim(&store, 10, 5).await;
    for (number, delivery) in (0..).zip(&claimed) {
        assert!(store.record_outcome(delivery, &outcome(number, 10), at(11)).await.unwrap());
    }
    let expected = Balance { candidates: 6, accepted: 1, failed: 1, uncertain: 1, skipped: 1, queued: 2 };
    assert_eq!(store.balance(edition).await.unwrap(), expected);
    let never = QueueView { queued: 2, sending: 0, next: Some(chrono::DateTime::UNIX_EPOCH) };
    assert_eq!(store.queue().await.unwrap(), never, "one was never tried");
    assert_eq!(store.editions_queued().await.unwrap(), [edition]);
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.balance(edition).await.unwrap(), expected);
    claim(&store, 10, 1).await;
    let view = QueueView { queued: 1, sending: 1, next: Some(at(17)) };
    assert_eq!(store.queue().await.unwrap(), view);
});

store_test!(an_empty_queue_is_empty, |store: Store| async move {
    assert_eq!(store.queue().await.unwrap(), QueueView::default());
    assert_eq!(store.editions_queued().await.unwrap(), []);
    assert_eq!(store.sweep_deliveries(at(0)).await.unwrap(), 0);
    assert_eq!(store.recover_deliveries(true, at(0)).await.unwrap(), 0);
    assert_eq!(claim(&store, 0, 9).await, []);
    assert!(store.balance(EditionId(1)).await.is_err());
    store.ping().await.unwrap();
});

store_test!(a_stale_claim_records_nothing, |store: Store| async move {
    let (edition, old) = one(&store).await;
    // The process is taken for dead, and another sends.
    assert_eq!(store.recover_deliveries(true, at(11)).await.unwrap(), 1);
    assert!(!store.record_outcome(&old, &outcome(2, 11), at(11)).await.unwrap(), "it is queued");
    let new = claim(&store, 11, 1).await.pop().unwrap();
    assert_eq!((new.id, new.attempts), (old.id, 1));
    for number in 0..5 {
        assert!(!store.record_outcome(&old, &outcome(number, 12), at(12)).await.unwrap(), "it is another's");
    }
    assert!(store.record_outcome(&new, &outcome(0, 12), at(12)).await.unwrap());
    for delivery in [&old, &new] {
        assert!(!store.record_outcome(delivery, &outcome(2, 13), at(13)).await.unwrap(), "it is done");
    }
    assert_eq!(store.balance(edition).await.unwrap().accepted, 1);
});

store_test!(what_a_dead_process_left_is_resent_or_held, |store: Store| async move {
    for (round, resend) in (0..).zip([true, false]) {
        let from = (round > 0).then_some(round * 10);
        crowd(&store, 4).await;
        let edition = frozen(&store, &freeze(from, round * 10 + 10)).await;
        let claimed = claim(&store, 20, 3).await;
        store.record_outcome(&claimed[0], &outcome(0, 20), at(20)).await.unwrap();
        assert_eq!(store.recover_deliveries(resend, at(21)).await.unwrap(), 2);
        assert_eq!(store.recover_deliveries(resend, at(21)).await.unwrap(), 0);
        let balance = store.balance(edition).await.unwrap();
        let (uncertain, queued) = if resend { (0, 3) } else { (2, 1) };
        assert_eq!((balance.accepted, balance.uncertain, balance.queued), (1, uncertain, queued), "{resend}");
        let rest = claim(&store, 21, 9).await;
        assert_eq!(rest.len(), usize::try_from(queued).unwrap());
        for delivery in &rest {
            store.record_outcome(delivery, &outcome(0, 21), at(21)).await.unwrap();
        }
    }
});

store_test!(what_is_uncertain_or_failed_is_queued_again_on_wish, |store: Store| async move {
    crowd(&store, 6).await;
    let edition = frozen(&store, &freeze(None, 10)).await;
    let claimed = claim(&store, 10, 6).await;
    for (number, delivery) in [0, 2, 3, 4].into_iter().zip(&claimed) {
        store.record_outcome(delivery, &outcome(number, 10), at(10)).await.unwrap();
    }
    for state in [DeliveryState::Accepted, DeliveryState::Sending, DeliveryState::Skipped] {
        assert_eq!(store.requeue_deliveries(state, at(11)).await.unwrap(), 0, "{state:?}");
    }
    assert_eq!(store.requeue_deliveries(DeliveryState::Uncertain, at(10 + 24 * 60)).await.unwrap(), 0, "stale");
    assert_eq!(store.requeue_deliveries(DeliveryState::Uncertain, at(11)).await.unwrap(), 1);
    assert_eq!(store.requeue_deliveries(DeliveryState::Failed, at(11)).await.unwrap(), 1);
    let mut again: Vec<_> = claim(&store, 11, 9).await.iter().map(|delivery| delivery.id.0).collect();
    let mut wanted = [claimed[1].id.0, claimed[2].id.0];
    again.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(again, wanted);
    assert!(store.balance(edition).await.unwrap().balances());
});

place_test!(what_is_stale_is_given_up_with_the_last_answer, |place: Place| async move {
    let store = place.open().await;
    crowd(&store, 3).await;
    let edition = frozen(&store, &freeze(None, 10)).await;
    let stale = 10 + 24 * 60;
    let claimed = claim(&store, 10, 2).await;
    store.record_outcome(&claimed[0], &outcome(1, 10), at(10)).await.unwrap();
    assert_eq!(store.sweep_deliveries(at(stale - 1)).await.unwrap(), 0);
    assert_eq!(claim(&store, stale, 9).await, [], "nothing stale is claimed, swept or not");
    assert_eq!(store.sweep_deliveries(at(stale)).await.unwrap(), 2);
    let expected = Balance { candidates: 3, failed: 1, skipped: 1, queued: 1, ..Balance::default() };
    assert_eq!(store.balance(edition).await.unwrap(), expected, "one is still being sent");
    let words = "SELECT count(*) FROM deliveries WHERE (state = 'skipped' AND reply = 'stale') \
                 OR (state = 'failed' AND reply LIKE 'given up as stale, after: the server%')";
    assert_eq!(place.number(words).await, 2);
    store.record_outcome(&claimed[1], &outcome(1, 10), at(stale)).await.unwrap();
    assert_eq!(store.sweep_deliveries(at(stale)).await.unwrap(), 1);
    assert_eq!(store.editions_queued().await.unwrap(), []);
});

place_test!(a_long_answer_is_cut_between_letters, |place: Place| async move {
    let store = place.open().await;
    let (_, delivery) = one(&store).await;
    let reply = "é".repeat(9000);
    assert!(store.record_outcome(&delivery, &Outcome::Failed { reply }, at(11)).await.unwrap());
    assert_eq!(place.number("SELECT CAST(length(reply) AS BIGINT) FROM deliveries").await, 500);
});

/// One step of anything that may happen to a queue.
async fn step(store: &Store, dice: &mut Dice, minute: i64, under_way: &mut Vec<Delivery>) {
    match dice.below(12) {
        0..=3 => under_way.extend(claim(store, minute, 1 + dice.below(4)).await),
        4..=8 => {
            for _ in 0..2 {
                if under_way.is_empty() {
                    return;
                }
                let place = dice.below(u32::try_from(under_way.len()).unwrap());
                let delivery = under_way.swap_remove(usize::try_from(place).unwrap());
                // Those taken over meanwhile are among them.
                store.record_outcome(&delivery, &outcome(dice.below(5), minute), at(minute)).await.unwrap();
            }
        }
        9 => {
            store.recover_deliveries(dice.below(2) == 0, at(minute)).await.unwrap();
        }
        10 => {
            store.sweep_deliveries(at(minute)).await.unwrap();
        }
        _ => {
            let address = format!("p{}@example.org", dice.below(30));
            if dice.below(2) == 0 {
                let people = store.subscribers().await.unwrap();
                let person = people.iter().find(|person| person.address.as_str() == address).unwrap();
                store.leave(&person.subscriptions[0].token, at(minute)).await.unwrap();
            } else {
                let blocked = NewSubscriber { suppressed: Some("bounced".into()), ..person(&address, &["daily"]) };
                add(store, &blocked).await;
            }
        }
    }
}

store_test!(the_account_of_each_edition_balances_at_every_step, |store: Store| async move {
    crowd(&store, 30).await;
    let mut dice = Dice(7);
    let (mut editions, mut under_way) = (Vec::new(), Vec::new());
    let mut candidates = Vec::new();
    for minute in 0..160 {
        if minute % 50 == 0 {
            let mut edition = freeze((minute > 0).then_some(minute - 50), minute);
            edition.stale = at(minute + 90);
            editions.push(frozen(&store, &edition).await);
            candidates.push(store.balance(editions[editions.len() - 1]).await.unwrap().candidates);
        }
        step(&store, &mut dice, minute, &mut under_way).await;
        for (edition, candidates) in editions.iter().zip(&candidates) {
            let balance = store.balance(*edition).await.unwrap();
            assert!(balance.balances() && balance.candidates == *candidates, "at {minute}: {balance}");
        }
    }
    store.recover_deliveries(false, at(500)).await.unwrap();
    store.sweep_deliveries(at(500)).await.unwrap();
    assert_eq!(store.queue().await.unwrap(), QueueView::default(), "in the end nothing is open");
});
