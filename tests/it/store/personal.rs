//! Owns the tests of people's own feeds: who has one, what opens it, and that a token taken away opens nothing.

use postround::domain::{Address, Name};
use postround::store::{OpenedFeed, PersonalChange, PersonalFeed, Store};

use super::sample::{at, name, person};
use crate::harness::store::store_test;

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

async fn make(
    store: &Store,
    who: &str,
    topics: Option<&[&str]>,
    renew: bool,
    minute: i64,
) -> Option<(PersonalFeed, PersonalChange)> {
    let topics = topics.map(|topics| topics.iter().map(|topic| (*topic).to_owned()).collect::<Vec<_>>());
    store.make_personal(&address(who), topics.as_deref(), renew, at(minute)).await.unwrap()
}

fn digests(opened: Option<&OpenedFeed>) -> Vec<&str> {
    opened.into_iter().flat_map(|opened| &opened.digests).map(Name::as_str).collect()
}

store_test!(a_feed_is_made_renewed_and_taken_away, |store: Store| async move {
    assert_eq!(make(&store, "jo@example.org", None, false, 0).await, None, "nobody of that address");
    for who in ["jo@example.org", "al@example.org"] {
        store.add_subscriber(&person(who, &["daily"]), at(0)).await.unwrap();
    }
    let (first, change) = make(&store, "Jo@Example.org", None, false, 1).await.unwrap();
    assert_eq!((change, first.topics.len(), first.made), (PersonalChange::Made, 0, at(1)));
    assert!(first.uid.starts_with("urn:uuid:"));
    assert!(first.token.len() >= 32 && first.token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{}", first.token);
    assert!(!format!("{first:?}").contains(&first.token), "a token is never printed by the way");
    let (other, _) = make(&store, "al@example.org", Some(&["Funding"]), true, 1).await.unwrap();
    assert_ne!((&other.token, &other.uid), (&first.token, &first.uid));

    let (same, change) = make(&store, "jo@example.org", None, false, 2).await.unwrap();
    assert_eq!((change, &same), (PersonalChange::Kept, &first));
    let (chosen, change) = make(&store, "jo@example.org", Some(&["A, \"B\"", "É"]), false, 3).await.unwrap();
    assert_eq!(change, PersonalChange::Kept);
    let topics = vec!["A, \"B\"".to_owned(), "É".to_owned()];
    assert_eq!(chosen, PersonalFeed { topics: topics.clone(), ..first.clone() });
    let (renewed, change) = make(&store, "jo@example.org", None, true, 4).await.unwrap();
    assert_eq!(
        (change, &renewed.uid, &renewed.topics, renewed.made),
        (PersonalChange::Renewed, &first.uid, &topics, at(4))
    );
    assert_ne!(renewed.token, first.token);
    assert_eq!(store.personal_of(&first.token).await.unwrap(), None, "the old token");
    assert_eq!(store.personal_of(&renewed.token).await.unwrap().unwrap().feed, renewed);
    assert_eq!(store.personal_feeds().await.unwrap(), [renewed.clone(), other.clone()]);

    assert!(store.revoke_personal(&address("jo@example.org")).await.unwrap());
    assert!(!store.revoke_personal(&address("jo@example.org")).await.unwrap());
    assert!(!store.revoke_personal(&address("nobody@example.org")).await.unwrap());
    assert_eq!(store.personal_of(&renewed.token).await.unwrap(), None);
    assert_eq!(store.personal_feeds().await.unwrap(), [other]);
    let (anew, change) = make(&store, "jo@example.org", None, false, 5).await.unwrap();
    assert_eq!(change, PersonalChange::Made);
    assert!(anew.token != renewed.token && anew.uid != renewed.uid);
});

store_test!(a_token_tells_what_its_person_gets, |store: Store| async move {
    store.add_subscriber(&person("jo@example.org", &["daily", "weekly"]), at(0)).await.unwrap();
    let (feed, _) = make(&store, "jo@example.org", None, false, 0).await.unwrap();
    let opened = store.personal_of(&feed.token).await.unwrap();
    assert_eq!(digests(opened.as_ref()), ["daily", "weekly"]);
    let everybody = store.subscribers().await.unwrap();
    let daily = everybody[0].subscriptions.iter().find(|s| s.digest == name("daily")).unwrap();
    store.leave(&daily.token, at(1)).await.unwrap();
    let opened = store.personal_of(&feed.token).await.unwrap();
    assert_eq!((digests(opened.as_ref()), opened.as_ref().unwrap().suppressed), (vec!["weekly"], false));
    let mut refused = person("jo@example.org", &[]);
    refused.suppressed = Some("asked us".to_owned());
    store.add_subscriber(&refused, at(2)).await.unwrap();
    assert!(store.personal_of(&feed.token).await.unwrap().unwrap().suppressed);
    let long = "a".repeat(5000);
    let part = &feed.token[..39];
    for bad in ["", "%", part, &feed.token.to_uppercase(), &long, "' OR 1=1 --", &"0".repeat(40)] {
        assert_eq!(store.personal_of(bad).await.unwrap(), None, "{bad}");
    }
});
