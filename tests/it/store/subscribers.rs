//! Owns the tests of subscribers: who is added, who stays away, and that leaving is for good (I7).

use postround::domain::SubscriptionState::{Active, Left};
use postround::store::{Added, NewSubscriber, Store};

use super::sample::{add, at, freeze, frozen, name, person, token};
use crate::harness::store::{Place, place_test, store_test};

/// Each person as `address: digest method state, …`, or `suppressed`.
async fn list(store: &Store) -> Vec<String> {
    let people = store.subscribers().await.unwrap();
    let line = |person: postround::domain::Subscriber| {
        let subscriptions = person.subscriptions.iter().map(|subscription| {
            format!("{} {} {}", subscription.digest, subscription.method, subscription.state.as_str())
        });
        let subscriptions = subscriptions.collect::<Vec<_>>().join(", ");
        let suppressed = if person.suppressed.is_some() { " suppressed" } else { "" };
        format!("{}: {subscriptions}{suppressed}", person.address)
    };
    people.into_iter().map(line).collect()
}

place_test!(a_person_comes_back_as_they_were_added, |place: Place| async move {
    let store = place.open().await;
    let new = NewSubscriber { name: Some("Dr Ünal, \"Jo\"".into()), ..person("Jo@Example.org", &["daily", "weekly"]) };
    assert_eq!(store.add_subscriber(&new, at(3)).await.unwrap(), Added::New);
    store.close().await;
    let store = place.open().await;
    let people = store.subscribers().await.unwrap();
    let [jo] = &people[..] else { panic!("{people:?}") };
    assert_eq!((jo.address.as_str(), &jo.name, jo.since, &jo.suppressed), ("Jo@example.org", &new.name, at(3), &None));
    let [daily, weekly] = &jo.subscriptions[..] else { panic!("{jo:?}") };
    assert_eq!((&daily.digest, daily.state, daily.since), (&name("daily"), Active, at(3)));
    assert_eq!((daily.method.as_str(), daily.token.len(), weekly.token.len()), ("operator", 32, 32));
    assert_ne!(daily.token, weekly.token);
});

store_test!(adding_again_adds_what_is_missing, |store: Store| async move {
    for (address, digests, expected) in [
        ("jo@example.org", &["daily"][..], Added::New),
        ("jo@example.org", &["daily"], Added::Unchanged),
        ("JO@EXAMPLE.ORG", &["daily"], Added::Unchanged),
        ("Jo@example.org", &["daily", "weekly"], Added::Subscribed),
        ("jo@example.org", &[], Added::Unchanged),
        ("nobody@example.org", &[], Added::New),
        ("nobody@example.org", &["weekly"], Added::Subscribed),
    ] {
        assert_eq!(add(&store, &person(address, digests)).await, expected, "{address} {digests:?}");
    }
    let expected =
        ["jo@example.org: daily operator active, weekly operator active", "nobody@example.org: weekly operator active"];
    assert_eq!(list(&store).await, expected);
});

store_test!(an_import_answers_for_each_and_may_be_repeated, |store: Store| async move {
    let blocked = NewSubscriber { suppressed: Some("bounced".into()), ..person("c@example.org", &["daily"]) };
    let people = [
        person("a@example.org", &["daily"]),
        person("A@example.org", &["weekly"]),
        blocked,
        person("b@example.org", &["daily"]),
    ];
    let first = store.add_subscribers(&people, at(0)).await.unwrap();
    assert_eq!(first, [Added::New, Added::Subscribed, Added::Suppressed, Added::New]);
    let before = store.subscribers().await.unwrap();
    let second = store.add_subscribers(&people, at(9)).await.unwrap();
    assert_eq!(second, [Added::Unchanged, Added::Unchanged, Added::Suppressed, Added::Unchanged]);
    assert_eq!(store.subscribers().await.unwrap(), before, "tokens and times too");
    assert_eq!(store.add_subscribers(&[], at(9)).await.unwrap(), []);
});

store_test!(nobody_who_left_is_added_again, |store: Store| async move {
    add(&store, &person("jo@example.org", &["daily"])).await;
    let token = token(&store, "jo@example.org").await;
    let found = store.subscription_of(&token).await.unwrap().unwrap();
    assert_eq!((found.digest, found.address.as_str(), found.state), (name("daily"), "jo@example.org", Active));
    for minute in 1..4 {
        let left = store.leave(&token, at(minute)).await.unwrap().unwrap();
        assert_eq!((left.digest, left.address.as_str(), left.state), (name("daily"), "jo@example.org", Left));
    }
    assert_eq!(store.subscription_of(&token).await.unwrap().unwrap().state, Left);
    assert_eq!(add(&store, &person("JO@example.org", &["daily"])).await, Added::Left);
    let proof = freeze(None, 10);
    frozen(&store, &postround::store::Freeze { proof_to: vec!["Jo@example.org".parse().unwrap()], ..proof }).await;
    assert_eq!(list(&store).await, ["jo@example.org: daily operator left"]);
    // A list that still has them for what they left does not know their will: it adds them to nothing else either.
    for digests in [["daily", "weekly"], ["weekly", "daily"]] {
        assert_eq!(add(&store, &person("jo@example.org", &digests)).await, Added::Left);
        assert_eq!(list(&store).await, ["jo@example.org: daily operator left"]);
    }
    assert_eq!(add(&store, &person("jo@example.org", &["weekly"])).await, Added::Subscribed);
    assert_eq!(list(&store).await, ["jo@example.org: daily operator left, weekly operator active"]);
});

place_test!(leaving_is_remembered_from_the_first_time, |place: Place| async move {
    let store = place.open().await;
    add(&store, &person("jo@example.org", &["daily"])).await;
    let token = token(&store, "jo@example.org").await;
    for minute in [1, 2] {
        store.leave(&token, at(minute)).await.unwrap();
    }
    assert_eq!(place.number("SELECT left_at FROM subscriptions").await, at(1).timestamp_millis());
});

store_test!(a_token_nobody_has_leaves_nothing, |store: Store| async move {
    add(&store, &person("jo@example.org", &["daily"])).await;
    for token in ["", "x", "%", "0123456789abcdef0123456789abcdef", "' OR 1=1 --"] {
        assert_eq!(store.subscription_of(token).await.unwrap(), None, "{token}");
        assert_eq!(store.leave(token, at(1)).await.unwrap(), None, "{token}");
    }
    assert_eq!(list(&store).await, ["jo@example.org: daily operator active"]);
});

store_test!(suppressed_wins, |store: Store| async move {
    let blocked =
        |address: &str, why: &str| NewSubscriber { suppressed: Some(why.to_owned()), ..person(address, &["daily"]) };
    add(&store, &person("known@example.org", &["daily"])).await;
    for (new, expected) in [
        (blocked("new@example.org", "bounced"), Added::Suppressed),
        (person("new@example.org", &["daily"]), Added::Suppressed),
        (blocked("KNOWN@example.org", "complained"), Added::Suppressed),
        (blocked("known@example.org", "bounced"), Added::Suppressed),
        (person("known@example.org", &["weekly"]), Added::Suppressed),
    ] {
        assert_eq!(add(&store, &new).await, expected, "{new:?}");
    }
    let expected =
        ["known@example.org: daily operator active suppressed", "new@example.org: daily operator active suppressed"];
    assert_eq!(list(&store).await, expected);
    let people = store.subscribers().await.unwrap();
    assert_eq!(people[0].suppressed.as_deref(), Some("complained"), "the first reason stands");
});

store_test!(a_proof_subscription_becomes_an_ordinary_one_on_a_real_sign_up, |store: Store| async move {
    let proofs = vec!["Boss@example.org".parse().unwrap()];
    let edition = |from, cut| postround::store::Freeze { proof_to: proofs.clone(), ..freeze(from, cut) };
    frozen(&store, &edition(None, 10)).await;
    assert_eq!(list(&store).await, ["Boss@example.org: daily proof active"]);
    let before = token(&store, "Boss@example.org").await;
    assert_eq!(add(&store, &person("boss@example.org", &["daily"])).await, Added::Subscribed);
    assert_eq!(add(&store, &person("boss@example.org", &["daily"])).await, Added::Unchanged);
    frozen(&store, &edition(Some(10), 20)).await;
    assert_eq!(list(&store).await, ["Boss@example.org: daily operator active"]);
    assert_eq!(token(&store, "Boss@example.org").await, before, "letters already sent hold this token");
});
