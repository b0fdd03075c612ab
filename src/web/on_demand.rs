//! Owns the documents that are made when somebody asks for them: which there can be, how long they are held, and that no
//! flood of wishes keeps the store from its work.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Semaphore;

use super::conditions::Coding;
use super::documents::document::{Document, Known};
use super::documents::manners;
use super::site::Site;
use crate::publish::channel::Ending;
use crate::publish::on_demand::{self, Means, Packed};
use crate::publish::personal;

/// How long a document is held before the store is asked whether anything was touched.
const HELD: TimeDelta = TimeDelta::minutes(1);

/// How long it is believed that nothing was decided of comments since the store was asked: what a moderator hides is gone
/// from everything that is held after that.
const BELIEVED: TimeDelta = TimeDelta::seconds(1);

/// How long a document is held of which nothing was touched: comments are quoted only once they have stood for a while.
const LONGEST_HELD: TimeDelta = TimeDelta::hours(1);

/// Wishes remembered at once, also those for what there is not.
const WISHES: usize = 512;

/// Bytes held at once.
const BUDGET: usize = 16 * 1024 * 1024;

/// So many are made at once of each kind.
const AT_ONCE: usize = 2;

/// How long a wish waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// A document somebody wishes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish<'a> {
    /// The channel's path.
    channel: &'a str,
    ending: Ending,
    what: What<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What<'a> {
    /// The articles of an author, by the slug of the name.
    Author(&'a str),
    /// The comments of an article, by the figures of its id.
    Comments(&'a str),
    /// A person's own feed, by its token.
    Own(&'a str),
}

/// The same, for another thread.
enum Owned {
    Author(String),
    Comments(String),
    Own(String),
}

/// What became of a wish.
#[derive(Debug)]
pub(super) enum Made {
    /// The document.
    Document(Arc<Document>),
    /// There is no such.
    Nothing,
    /// Not now.
    Busy,
}

/// What was made not long ago.
#[derive(Debug)]
pub(super) struct Shelf {
    channels: Mutex<HashMap<String, Held>>,
    /// When the store was last asked what was decided of comments, and the number of the last decision.
    decided: Mutex<(DateTime<Utc>, i64)>,
    turns: [Semaphore; 3],
}

impl Default for Shelf {
    fn default() -> Self {
        let decided = Mutex::new((DateTime::UNIX_EPOCH, 0));
        Self { channels: Mutex::default(), decided, turns: std::array::from_fn(|_| Semaphore::new(AT_ONCE)) }
    }
}

/// A channel that was made.
#[derive(Debug, Clone)]
struct Held {
    /// When it was last known to be as the store has it.
    seen: DateTime<Utc>,
    made: DateTime<Utc>,
    /// The number of the last change in the store when it was begun.
    touch: i64,
    /// The number of the last decision that it was made after.
    decided: i64,
    /// Its documents; none where there is no such channel.
    documents: Arc<Vec<(Ending, Arc<Document>)>>,
    weight: usize,
}

impl Held {
    /// Whether nothing was touched or decided since it was made.
    fn is_as(&self, touch: i64, decided: i64) -> bool {
        (self.touch, self.decided) == (touch, decided)
    }

    fn made(&self, ending: Ending) -> Made {
        let found = self.documents.iter().find(|(of, _)| *of == ending);
        found.map_or(Made::Nothing, |(_, document)| Made::Document(document.clone()))
    }
}

impl<'a> Wish<'a> {
    /// The wish that a path without a slash before it is; nothing where there can be no such document.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let parts = manners::parts(path);
        let ending = parts.ending.filter(|ending| parts.rest[1..] == *ending.as_str())?;
        let what = if let Some(slug) = parts.channel.strip_prefix("feeds/authors/") {
            What::Author(slug).of_figures(slug, 60, |byte| byte.is_ascii_lowercase() || byte == b'-')
        } else if let Some(own) = parts.channel.strip_prefix("my/") {
            let token = own.strip_suffix("/feed")?;
            What::Own(token).of_figures(token, 40, |byte| matches!(byte, b'a'..=b'f'))
        } else {
            let id = parts.channel.strip_prefix("articles/")?.strip_suffix("/comments")?;
            What::Comments(id).of_figures(id, 36, |byte| matches!(byte, b'a'..=b'f' | b'-'))
        };
        what.map(|what| Self { channel: parts.channel, ending, what })
    }

    /// What it is called in a log: a token opens a feed to whoever reads it there.
    fn called(&self) -> &'a str {
        if let What::Own(_) = self.what { "a person's own feed" } else { self.channel }
    }
}

impl What<'_> {
    fn of_figures(self, text: &str, longest: usize, letter: impl Fn(u8) -> bool) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= longest;
        (fits && text.bytes().all(|byte| byte.is_ascii_digit() || letter(byte))).then_some(self)
    }

    fn turns(self, all: &Shelf) -> &Semaphore {
        match self {
            Self::Author(_) => &all.turns[0],
            Self::Comments(_) => &all.turns[1],
            Self::Own(_) => &all.turns[2],
        }
    }
}

/// Whether a path leads to what is a person's own.
pub(super) fn is_private(path: &str) -> bool {
    path.starts_with("my/")
}

/// The document of a wish, as it was made within the last minute, or anew.
pub(super) async fn made(site: &Site, wish: &Wish<'_>) -> Made {
    let shelf = &site.held.made;
    if matches!(wish.what, What::Author(_)) && !site.publish.automatic.authors {
        return Made::Nothing;
    }
    if let Some(refused) = refused(site, wish).await {
        return refused;
    }
    let decided = last_decision(site).await;
    if let Some(held) = shelf.fresh(wish.channel, decided, site.clock.now()) {
        return held.made(wish.ending);
    }
    let turn = tokio::time::timeout(PATIENCE, wish.what.turns(shelf).acquire()).await;
    let Ok(Ok(_turn)) = turn else { return Made::Busy };
    // Another may have made it meanwhile.
    if let Some(held) = shelf.fresh(wish.channel, decided, site.clock.now()) {
        return held.made(wish.ending);
    }
    match make(site, wish, decided).await {
        Ok(held) => {
            let made = held.made(wish.ending);
            shelf.put(wish.channel, held);
            made
        }
        Err(error) => {
            tracing::error!("{} cannot be made: {error:#}", wish.called());
            // The last good one rather than none (I3).
            shelf.stale(wish.channel).map_or(Made::Busy, |held| held.made(wish.ending))
        }
    }
}

/// A token that was taken away opens nothing from then on, whatever was made by it before.
async fn refused(site: &Site, wish: &Wish<'_>) -> Option<Made> {
    let What::Own(token) = wish.what else { return None };
    match personal::opens(&site.store, &site.publish, token).await {
        Ok(true) => None,
        Ok(false) => Some(Made::Nothing),
        Err(error) => {
            tracing::error!("cannot ask whether {} may be read: {error:#}", wish.called());
            Some(Made::Busy)
        }
    }
}

/// The number of the last decision of comments: one question to the store a second, for all who ask for documents.
async fn last_decision(site: &Site) -> i64 {
    let now = site.clock.now();
    let place = || site.held.made.decided.lock().unwrap_or_else(PoisonError::into_inner);
    let known = {
        let mut decided = place();
        let (asked, known) = *decided;
        if now >= asked && now - asked < BELIEVED {
            return known;
        }
        // Nobody else asks meanwhile.
        decided.0 = now;
        known
    };
    match site.store.last_decision().await {
        Ok(number) => {
            place().1 = number;
            number
        }
        Err(error) => {
            tracing::error!("cannot ask what was decided of comments, so what is held stays for now: {error}");
            known
        }
    }
}

async fn make(site: &Site, wish: &Wish<'_>, decided: i64) -> anyhow::Result<Held> {
    let now = site.clock.now();
    let touch = site.store.last_touch().await?;
    let before = site.held.made.stale(wish.channel);
    // What a person's feed is of changes without a touch of any article.
    let is_own = matches!(wish.what, What::Own(_));
    let is_true = |before: &&Held| !is_own && before.is_as(touch, decided) && now - before.made < LONGEST_HELD;
    if let Some(before) = before.as_ref().filter(is_true) {
        return Ok(Held { seen: now, ..before.clone() });
    }
    let packed = packed(site.clone(), wish).await?;
    let mut documents = Vec::new();
    let mut weight = 0;
    for packed in packed.unwrap_or_default() {
        let ending = packed.ending;
        weight += packed.plain.len() + packed.gzip.len() + packed.brotli.len();
        let before = before.as_ref().map(|before| before.made(ending));
        documents.extend(document(site, wish, packed, before, now).map(|document| (ending, document)));
    }
    Ok(Held { seen: now, made: now, touch, decided, documents: Arc::new(documents), weight })
}

/// Made apart from those who serve: a long thread takes its time.
async fn packed(site: Site, wish: &Wish<'_>) -> anyhow::Result<Option<Vec<Packed>>> {
    let Some(seal) = site.seal.clone() else { return Ok(None) };
    let what = match wish.what {
        What::Author(slug) => Owned::Author(slug.to_owned()),
        What::Comments(id) => Owned::Comments(id.to_owned()),
        What::Own(token) => Owned::Own(token.to_owned()),
    };
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let (store, options, judge) = (&site.store, &*site.publish, &*site.judge);
        let means = Means { store, options, judge, seal: &seal, now: site.clock.now() };
        runtime.block_on(async {
            match what {
                Owned::Author(slug) => on_demand::author(&means, &slug).await,
                Owned::Comments(id) => on_demand::comments(&means, &id).await,
                Owned::Own(token) => personal::documents(&means, &token).await,
            }
        })
    })
    .await?
}

/// A document, with the time its bytes last changed as far as is known here: what was withdrawn moves no time of an entry,
/// and who asks by time alone must not keep it.
fn document(
    site: &Site,
    wish: &Wish<'_>,
    packed: Packed,
    before: Option<Made>,
    now: DateTime<Utc>,
) -> Option<Arc<Document>> {
    let path = format!("{}.{}", wish.channel, packed.ending.as_str());
    // Hubs are not told of it, and nobody who reads it is sent to one.
    let manner = manners::of_feed(&site.publish, &path, packed.ending).without_links();
    let manner = if is_private(&path) { manner.of_one_person(&site.publish) } else { manner };
    let known = vec![
        Known::of(Coding::Plain, packed.plain),
        Known::of(Coding::Gzip, packed.gzip),
        Known::of(Coding::Brotli, packed.brotli),
    ];
    if let Some(Made::Document(before)) = before
        && before.is(&manner, &known)
    {
        return Some(before);
    }
    Document::new(manner, now.timestamp(), known).map(Arc::new)
}

impl Shelf {
    fn fresh(&self, channel: &str, decided: i64, now: DateTime<Utc>) -> Option<Held> {
        let is_fresh = |held: &Held| held.decided == decided && now - held.seen < HELD && now >= held.seen;
        self.stale(channel).filter(is_fresh)
    }

    fn stale(&self, channel: &str) -> Option<Held> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner).get(channel).cloned()
    }

    /// Keeps one; those that were seen longest ago leave where it is too much, and before all others what there is not:
    /// whoever asks for a thousand names that nobody has takes no document from its readers.
    fn put(&self, channel: &str, held: Held) {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.insert(channel.to_owned(), held);
        let mut weight: usize = channels.values().map(|held| held.weight).sum();
        while channels.len() > WISHES || (weight > BUDGET && channels.len() > 1) {
            let others = channels.iter().filter(|(name, _)| *name != channel);
            let oldest = others.min_by_key(|(_, held)| (held.weight > 0, held.seen));
            let Some(oldest) = oldest.map(|(name, _)| name.clone()) else { break };
            weight -= channels.remove(&oldest).map_or(0, |held| held.weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_can_be_is_wished_for() {
        let id = "0b0e1a52-2d61-4d5c-a8a5-6b2f0a3c9d11";
        let comments = format!("articles/{id}/comments");
        let token = "0123456789abcdef0123456789abcdef01234567";
        let own = format!("my/{token}/feed");
        for (path, wanted) in [
            ("feeds/authors/jo-reed.rss".to_owned(), Some(("feeds/authors/jo-reed", What::Author("jo-reed")))),
            (format!("{comments}.json"), Some((comments.as_str(), What::Comments(id)))),
            (own.clone() + ".atom", Some((own.as_str(), What::Own(token)))),
            (own.clone() + ".archive-1.rss", None),
            (own.replace("01", "0G") + ".rss", None),
            ("my/feed.rss".to_owned(), None),
            ("feeds/authors/jo-reed".to_owned(), None),
            ("feeds/authors/jo-reed.archive-1.rss".to_owned(), None),
            ("feeds/authors/Jo.rss".to_owned(), None),
            ("feeds/authors/j%25.rss".to_owned(), None),
            ("feeds/authors/a/b.rss".to_owned(), None),
            ("feeds/authors/.rss".to_owned(), None),
            (format!("feeds/authors/{}.rss", "a".repeat(61)), None),
            ("articles/x/comments.rss".to_owned(), None),
            ("articles/comments.rss".to_owned(), None),
            ("articles//comments.rss".to_owned(), None),
            ("feeds/all.rss".to_owned(), None),
        ] {
            let found = Wish::of(&path).map(|wish| (wish.channel, wish.what));
            assert_eq!(found, wanted, "{path}");
        }
    }

    #[test]
    fn no_flood_of_wishes_fills_the_memory() {
        let shelf = Shelf::default();
        let at = |number: i64| DateTime::UNIX_EPOCH + TimeDelta::seconds(number);
        let held = |number: i64, weight: usize| Held {
            seen: at(number),
            made: at(number),
            touch: 0,
            decided: 7,
            documents: Arc::default(),
            weight,
        };
        for number in 0..2000 {
            shelf.put(&number.to_string(), held(number, 0));
        }
        assert_eq!(shelf.channels.lock().unwrap().len(), WISHES);
        assert!(shelf.stale("1999").is_some() && shelf.stale("1400").is_none(), "the oldest left");
        shelf.put("read", held(0, 1));
        (3000..4000).for_each(|number| shelf.put(&number.to_string(), held(number, 0)));
        assert!(shelf.stale("read").is_some() && shelf.stale("3999").is_some(), "and nothing before something");
        for number in 2000..2010 {
            shelf.put(&number.to_string(), held(number, BUDGET / 4));
        }
        let weight: usize = shelf.channels.lock().unwrap().values().map(|held| held.weight).sum();
        assert!(weight <= BUDGET && shelf.stale("2009").is_some());
        assert!(shelf.fresh("2009", 7, at(2068)).is_some() && shelf.fresh("2009", 7, at(2069)).is_none());
        assert!(shelf.fresh("2009", 8, at(2068)).is_none(), "something was decided since");
    }
}
