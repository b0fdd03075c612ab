//! Owns the tests of the claim: who is claimed, by whom, and who never is (I7).

use std::collections::HashSet;

use postround::domain::{EditionState, Outcome};
use postround::store::{Freeze, NewSubscriber, Store};

use super::sample::{add, at, claim, crowd, freeze, frozen, name, person, token, who};
use crate::harness::store::{Place, place_test, store_test};

fn accepted() -> Outcome {
    Outcome::Accepted { reply: "250 ok".to_owned() }
}

fn deferred(minute: i64) -> Outcome {
    Outcome::Deferred { reply: "451 later".to_owned(), next: at(minute) }
}

fn proofs(addresses: &[&str]) -> Freeze {
    Freeze { proof_to: addresses.iter().map(|address| address.parse().unwrap()).collect(), ..freeze(None, 10) }
}

store_test!(a_claim_tells_all_that_sending_needs, |store: Store| async move {
    let jo = NewSubscriber { name: Some("Jo".into()), ..person("Jo@example.org", &["weekly", "daily"]) };
    add(&store, &jo).await;
    add(&store, &person("not-this-one@example.org", &["weekly"])).await;
    let edition = frozen(&store, &freeze(None, 10)).await;
    let claimed = claim(&store, 10, 9).await;
    let [delivery] = &claimed[..] else { panic!("{claimed:?}") };
    assert_eq!((delivery.edition, delivery.address.as_str()), (edition, "Jo@example.org"));
    assert_eq!((delivery.name.as_deref(), delivery.proof, delivery.attempts), (Some("Jo"), false, 0));
    assert_eq!(delivery.token, token(&store, "Jo@example.org").await, "the token of the digest, not of another");
    assert_eq!(claim(&store, 11, 9).await, []);
    assert!(store.record_outcome(delivery, &deferred(15), at(11)).await.unwrap());
    let again = claim(&store, 15, 9).await;
    assert_eq!((again[0].id, again[0].attempts), (delivery.id, 1));
    assert_ne!(again[0].claim, delivery.claim);
});

place_test!(eight_claimers_take_a_thousand_none_twice, |place: Place| async move {
    let first = place.open().await;
    crowd(&first, 1000).await;
    let edition = frozen(&first, &freeze(None, 10)).await;
    let mut claimers = tokio::task::JoinSet::new();
    // On SQLite two processes never deliver at once (the lock), and its writers wait for one another without a queue.
    let second = if place.url().starts_with("postgres") { place.open().await } else { first.clone() };
    let stores = [first.clone(), second];
    for claimer in 0..8 {
        let store = stores[claimer % 2].clone();
        claimers.spawn(async move {
            let mut taken = Vec::new();
            // One who comes away with nothing may have met another; it is over when nothing is queued.
            while store.queue().await.unwrap().queued > 0 {
                let claimed = claim(&store, 10, 13).await;
                for delivery in claimed.iter().take(1) {
                    assert!(store.record_outcome(delivery, &accepted(), at(11)).await.unwrap());
                }
                taken.extend(claimed.into_iter().map(|delivery| delivery.id));
            }
            taken
        });
    }
    let taken: Vec<_> = claimers.join_all().await.into_iter().flatten().collect();
    let different: HashSet<_> = taken.iter().collect();
    assert_eq!((taken.len(), different.len()), (1000, 1000));
    let balance = first.balance(edition).await.unwrap();
    assert!(balance.balances() && balance.candidates == 1000, "{balance}");
});

store_test!(the_limit_and_the_time_are_kept, |store: Store| async move {
    crowd(&store, 5).await;
    frozen(&store, &freeze(None, 10)).await;
    assert_eq!(claim(&store, 10, 0).await, []);
    let two = claim(&store, 10, 2).await;
    assert_eq!(who(&two), ["p0", "p1"], "in the order they came");
    store.record_outcome(&two[0], &deferred(20), at(10)).await.unwrap();
    store.record_outcome(&two[1], &deferred(15), at(10)).await.unwrap();
    assert_eq!(claim(&store, 14, 9).await.len(), 3);
    assert_eq!((claim(&store, 14, 9).await.len(), store.queue().await.unwrap().next), (0, Some(at(15))));
    assert_eq!(claim(&store, 15, 9).await.len(), 1);
    assert_eq!(claim(&store, 20, 9).await.len(), 1);
});

store_test!(proofs_go_first_and_others_wait_until_each_was_tried, |store: Store| async move {
    crowd(&store, 2).await;
    // One who is proofed is also a subscriber, in another spelling; one has a bar in the address.
    frozen(&store, &proofs(&["boss@example.org", "P1@example.org", "a|b@example.org"])).await;
    let first = claim(&store, 10, 2).await;
    assert!(first.iter().all(|delivery| delivery.proof), "{first:?}");
    let mut all = claim(&store, 10, 9).await;
    assert!(all.iter().all(|delivery| delivery.proof), "{all:?}");
    all.extend(first);
    assert_eq!(who(&all), ["a|b", "boss", "p1"]);
    assert_eq!(claim(&store, 11, 9).await, [], "all proofs are under way");
    store.record_outcome(&all[0], &accepted(), at(11)).await.unwrap();
    store.record_outcome(&all[1], &deferred(60), at(11)).await.unwrap();
    assert_eq!(claim(&store, 12, 9).await, [], "one proof is under way");
    store.record_outcome(&all[2], &Outcome::Failed { reply: "550".into() }, at(12)).await.unwrap();
    assert_eq!(who(&claim(&store, 12, 9).await), ["p0"], "each proof was tried");
    // The next edition goes to those who are proofed and to nobody twice.
    let edition = frozen(&store, &Freeze { from: Some(at(10)), cut: at(20), ..proofs(&["boss@example.org"]) }).await;
    assert_eq!(store.balance(edition).await.unwrap().candidates, 3);
});

store_test!(an_edition_waits_for_no_others_proofs, |store: Store| async move {
    crowd(&store, 1).await;
    frozen(&store, &proofs(&["boss@example.org"])).await;
    frozen(&store, &freeze(Some(10), 20)).await;
    assert_eq!(who(&claim(&store, 20, 9).await), ["boss", "p0"]);
});

store_test!(a_proof_reader_who_is_not_mailed_holds_nobody_up, |store: Store| async move {
    crowd(&store, 1).await;
    for (round, why) in (0..).zip(["left", "suppressed"]) {
        let address = format!("{why}@example.org");
        let proof = proofs(&[&address]);
        let from = (round > 0).then(|| at(10 * round));
        let edition = frozen(&store, &Freeze { from, cut: at(10 * round + 10), ..proof }).await;
        if why == "left" {
            let people = store.subscribers().await.unwrap();
            let person = people.iter().find(|person| person.address.as_str() == address).unwrap();
            store.leave(&person.subscriptions[0].token, at(10)).await.unwrap();
        } else {
            let blocked = NewSubscriber { suppressed: Some("bounced".into()), ..person(&address, &[]) };
            add(&store, &blocked).await;
        }
        assert_eq!(who(&claim(&store, 20, 9).await), ["p0"], "{why}");
        assert_eq!(store.balance(edition).await.unwrap().candidates, 2);
    }
});

store_test!(nobody_who_left_or_is_suppressed_is_claimed, |store: Store| async move {
    crowd(&store, 5).await;
    let blocked = |address: &str| NewSubscriber { suppressed: Some("bounced".into()), ..person(address, &["daily"]) };
    // Before the edition is frozen they are no candidates.
    store.leave(&token(&store, "p0@example.org").await, at(5)).await.unwrap();
    add(&store, &blocked("p1@example.org")).await;
    let edition = frozen(&store, &freeze(None, 10)).await;
    assert_eq!(store.balance(edition).await.unwrap().candidates, 3);
    // Between the freeze and the claim they are passed over in the claim itself.
    store.leave(&token(&store, "p2@example.org").await, at(11)).await.unwrap();
    add(&store, &blocked("p3@example.org")).await;
    assert_eq!(who(&claim(&store, 12, 9).await), ["p4"]);
    let balance = store.balance(edition).await.unwrap();
    assert_eq!((balance.skipped, balance.queued), (1, 2), "leaving takes out of the queue at once");
    assert_eq!(store.sweep_deliveries(at(12)).await.unwrap(), 1);
    let balance = store.balance(edition).await.unwrap();
    assert_eq!((balance.skipped, balance.queued, balance.balances()), (2, 1, true));
    assert_eq!(store.sweep_deliveries(at(12)).await.unwrap(), 0);
});

place_test!(one_who_leaves_while_being_tried_is_not_tried_again, |place: Place| async move {
    let store = place.open().await;
    crowd(&store, 1).await;
    frozen(&store, &freeze(None, 10)).await;
    let claimed = claim(&store, 10, 9).await;
    store.leave(&token(&store, "p0@example.org").await, at(11)).await.unwrap();
    assert!(store.record_outcome(&claimed[0], &deferred(12), at(11)).await.unwrap());
    assert_eq!(claim(&store, 20, 9).await, []);
    assert_eq!(store.sweep_deliveries(at(20)).await.unwrap(), 1);
    let why = "SELECT count(*) FROM deliveries WHERE state = 'skipped' AND reply = 'left'";
    assert_eq!(place.number(why).await, 1);
});

store_test!(leaving_one_digest_keeps_the_letters_of_another, |store: Store| async move {
    add(&store, &person("jo@example.org", &["daily", "weekly"])).await;
    frozen(&store, &freeze(None, 10)).await;
    frozen(&store, &Freeze { digest: name("weekly"), ..freeze(None, 10) }).await;
    store.leave(&token(&store, "jo@example.org").await, at(11)).await.unwrap();
    let claimed = claim(&store, 12, 9).await;
    let [letter] = &claimed[..] else { panic!("{claimed:?}") };
    assert_eq!(store.edition(letter.edition).await.unwrap().unwrap().digest, name("weekly"));
});

store_test!(an_edition_that_does_not_go_out_goes_to_nobody, |store: Store| async move {
    crowd(&store, 2).await;
    let skipped = Freeze { state: EditionState::Skipped, ..proofs(&["boss@example.org"]) };
    let edition = frozen(&store, &skipped).await;
    assert_eq!(store.balance(edition).await.unwrap(), postround::domain::Balance::default());
    assert_eq!(store.subscribers().await.unwrap().len(), 2);
});
