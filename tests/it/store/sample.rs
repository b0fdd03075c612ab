//! Owns what the store's tests put into it: small articles, comments, people and editions, and numbers that look
//! random and are the same each time.

use chrono::{DateTime, TimeDelta, Utc};
use postround::domain::{
    Article, ArticleId, CommentKey, Delivery, EditionId, EditionState, FoundArticle, FoundComment, Name,
};
use postround::store::{
    Added, ArticleFilter, CommentsRead, Freeze, FreezeEntry, Frozen, NewSubscriber, PageOfComments, Recorded, Store,
};

/// So many minutes after the beginning of the story.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::minutes(minutes)
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn found(path: &str, title: &str) -> FoundArticle {
    FoundArticle {
        text: format!("The words of {title}."),
        html: format!("<p>The words of {title}.</p>"),
        ..FoundArticle::new(format!("https://news.example/{path}").parse().unwrap(), title)
    }
}

pub(crate) async fn record(store: &Store, found: &FoundArticle, minute: i64) -> Recorded {
    store.record_article(&name("paper"), found, &CommentsRead::default(), at(minute)).await.unwrap()
}

/// Comments new and withdrawn, and whether the article falls short.
pub(crate) fn counts(recorded: Recorded) -> (u32, u32, bool) {
    (recorded.comments_new, recorded.comments_withdrawn, recorded.short)
}

/// The newest reading of one article.
pub(crate) async fn held(store: &Store, id: ArticleId) -> Article {
    store.articles(&[id]).await.unwrap().pop().unwrap()
}

pub(crate) fn comment(key: &str, position: u32) -> FoundComment {
    FoundComment {
        key: CommentKey(key.to_owned()),
        author: Some("Anonymous".to_owned()),
        role: None,
        posted: None,
        text: format!("What {key} says."),
        html: format!("<p>What {key} says.</p>"),
        votes: None,
        parent: None,
        position,
        depth: 0,
        permalink: None,
        by_staff: false,
        removed: false,
    }
}

/// The comments of these keys in this order, as one page.
pub(crate) fn page(address: &str, keys: &[&str], offset: u32) -> PageOfComments {
    let comments = (offset..).zip(keys).map(|(position, key)| comment(key, position)).collect();
    PageOfComments { page: address.to_owned(), comments: Some(comments) }
}

/// A complete pass over one page with the comments of these keys.
pub(crate) fn pass(keys: &[&str]) -> CommentsRead {
    CommentsRead { pages: vec![page("p1", keys, 0)], complete: true, reached: 0 }
}

/// The keys that stand under an article, in order.
pub(crate) async fn keys(store: &Store, id: ArticleId) -> Vec<String> {
    store.comments_under(id).await.unwrap().into_iter().map(|comment| comment.said.key.0).collect()
}

pub(crate) fn person(address: &str, digests: &[&str]) -> NewSubscriber {
    NewSubscriber {
        address: address.parse().unwrap(),
        name: None,
        digests: digests.iter().map(|digest| name(digest)).collect(),
        method: "operator".to_owned(),
        suppressed: None,
        left: Vec::new(),
    }
}

pub(crate) async fn add(store: &Store, person: &NewSubscriber) -> Added {
    store.add_subscriber(person, at(0)).await.unwrap()
}

/// So many people who get the digest "daily".
pub(crate) async fn crowd(store: &Store, size: usize) {
    let people: Vec<_> = (0..size).map(|n| person(&format!("p{n}@example.org"), &["daily"])).collect();
    store.add_subscribers(&people, at(0)).await.unwrap();
}

/// An edition of "daily" without articles, of the window that ends at `cut`; stale a day later.
pub(crate) fn freeze(from: Option<i64>, cut: i64) -> Freeze {
    Freeze {
        digest: name("daily"),
        date: "2026-01-01".to_owned(),
        from: from.map(at),
        cut: at(cut),
        stale: at(cut + 24 * 60),
        state: EditionState::Frozen,
        reason: String::new(),
        mail_domain: "news.example".to_owned(),
        left_out: 0,
        filter: ArticleFilter::default(),
        entries: Vec::new(),
        proof_to: Vec::new(),
    }
}

pub(crate) fn entry(article: &Article) -> FreezeEntry {
    FreezeEntry {
        article: article.id,
        revision: article.revision,
        comments_total: article.comments_total(),
        quotes: Vec::new(),
    }
}

/// Freezes what must not have been frozen before.
pub(crate) async fn frozen(store: &Store, freeze: &Freeze) -> EditionId {
    match store.freeze(freeze, freeze.cut).await.unwrap() {
        Frozen::Now(id) => id,
        Frozen::Already => panic!("the window was closed before"),
    }
}

pub(crate) async fn claim(store: &Store, minute: i64, limit: u32) -> Vec<Delivery> {
    store.claim_deliveries(at(minute), limit).await.unwrap()
}

/// The part before the `@` of each, sorted.
pub(crate) fn who(deliveries: &[Delivery]) -> Vec<&str> {
    let mut who: Vec<_> =
        deliveries.iter().map(|delivery| delivery.address.as_str().split('@').next().unwrap()).collect();
    who.sort_unstable();
    who
}

/// The token of a person's first subscription.
pub(crate) async fn token(store: &Store, address: &str) -> String {
    let people = store.subscribers().await.unwrap();
    let person = people.iter().find(|person| person.address.as_str() == address).unwrap();
    person.subscriptions[0].token.clone()
}

/// Numbers that look random and are the same each time (Knuth's MMIX generator).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(limit)).unwrap()
    }
}
