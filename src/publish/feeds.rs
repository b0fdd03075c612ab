//! Owns the feeds of one publication: which there are, with what the store knows of each, and who joins them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::channels::{self, Content, Listed, fold};
use super::options::PublishOptions;
use super::plan::print;
use super::state::State;
use crate::store::{Archive, FeedRecord, Joining, Store, StoreResult, Touched};

/// The members that a new feed begins with.
const FIRST_MEMBERS: u32 = 500;

/// An article that was being recorded when a feed was defined, or its documents were made, may have come after it.
const UNDER_WAY: TimeDelta = TimeDelta::minutes(2);

/// A feed, and what of it is to be done.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) listed: Listed,
    pub(super) record: FeedRecord,
    /// The fingerprint of all its documents are made by.
    pub(super) print: String,
    /// The fingerprint of which articles are its own.
    pub(super) filter: String,
    /// Whether it was given its first members just now.
    pub(super) is_new: bool,
    /// Places in it of what was touched: of articles, or of their corrections.
    pub(super) places: Vec<i64>,
    /// Whether its live documents are to be done for a reason of its own.
    pub(super) live: bool,
    /// Its archives, where there may be work for it.
    pub(super) archives: Vec<Archive>,
    /// Archives closed just now.
    pub(super) closed: usize,
    /// Of one without members: the articles or editions it is made from.
    pub(super) shown: Vec<(i64, i64)>,
    /// The articles of its live documents whose comments stand in the folder too.
    pub(super) threads: BTreeSet<i64>,
}

impl Feed {
    /// Whether the folder remembers this feed, of these articles.
    pub(super) fn is_known(&self, state: &State) -> bool {
        let kept = state.channels.get(&self.listed.key);
        kept.is_some_and(|kept| kept.id == self.record.uid && kept.filter == self.filter)
    }

    /// Whether it has members, and archives.
    pub(super) fn has_members(&self) -> bool {
        self.has_articles() || self.listed.content == Content::Corrections
    }

    /// Whether its members are articles.
    fn has_articles(&self) -> bool {
        self.listed.content == Content::Articles
    }
}

/// What was touched since the folder was true.
#[derive(Debug, Default)]
pub(super) struct Touches {
    /// The articles.
    pub(super) articles: Vec<Touched>,
    /// Whether the folder remembers nothing: these are then all there are.
    pub(super) anew: bool,
    /// In that case, the change up to which feeds have taken in what is theirs, where the store knows it.
    pub(super) settled: Option<i64>,
}

impl Touches {
    /// The numbers of the articles.
    pub(super) fn ids(&self) -> BTreeSet<i64> {
        self.articles.iter().map(|touched| touched.id.0).collect()
    }
}

/// Gives feeds the names they are configured with now; answers what the store knows of all.
pub(super) async fn records(
    store: &Store,
    options: &PublishOptions,
    now: DateTime<Utc>,
) -> StoreResult<BTreeMap<String, FeedRecord>> {
    let mut records = store.feeds().await?;
    for (old, new) in channels::renames(options, &records) {
        if store.rename_feed(&old, &new, now).await? {
            tracing::info!(feed = new, "the feed {old} is called {new} now");
            records = store.feeds().await?;
        }
    }
    Ok(records.into_iter().map(|record| (record.name.clone(), record)).collect())
}

/// Remembers where the addresses lead that were never a feed's here, so that they do when their line is gone from the
/// configuration; answers all that is remembered.
pub(super) async fn moves(
    store: &Store,
    options: &PublishOptions,
    now: DateTime<Utc>,
) -> StoreResult<Vec<(String, String)>> {
    let known = store.moved_feeds().await?;
    let said =
        options.feeds.iter().flat_map(|feed| feed.was.iter().map(|was| (was.to_string(), feed.name.to_string())));
    let unknown: Vec<(String, String)> = said.filter(|said| !known.contains(said)).collect();
    let mut is_new = false;
    for (old, new) in &unknown {
        is_new |= store.remember_move(old, new, now).await?;
    }
    if is_new { store.moved_feeds().await } else { Ok(known) }
}

/// Every feed there is now; those of topics that have become frequent enough are made.
pub(super) async fn all(
    store: &Store,
    options: &PublishOptions,
    records: BTreeMap<String, FeedRecord>,
    touches: &Touches,
    state: &mut State,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Feed>> {
    let known: Vec<FeedRecord> = records.values().cloned().collect();
    let mut listed = channels::fixed(options);
    let list = print(&(&listed, &options.automatic));
    let frequent = if !options.automatic.topics {
        Vec::new()
    } else if touches.anew || state.list != list {
        state.crowded = false;
        store.topics(channels::LEAST).await?
    } else if state.crowded {
        Vec::new()
    } else {
        store.topics_among(&unknown_topics(&known, touches)).await?
    };
    state.list = list;
    listed.extend(channels::made_topics(options, &known));
    let (new, crowded) = channels::new_topics(options, &known, frequent);
    listed.extend(new);
    if crowded && !state.crowded {
        tracing::warn!(
            "there are more than {} topics: those with fewer articles have no feed of their own; name the ones that shall \
             in [[feed]], or set publish.topics = false",
            channels::MOST_TOPICS
        );
    }
    state.crowded |= crowded;
    let mut feeds = Vec::with_capacity(listed.len());
    for listed in listed {
        let record = match records.get(&listed.key) {
            Some(record) => record.clone(),
            None => store.feed(&listed.key, &listed.about, now).await?,
        };
        feeds.push(feed(listed, record));
    }
    Ok(feeds)
}

fn feed(listed: Listed, record: FeedRecord) -> Feed {
    Feed {
        print: String::new(),
        filter: match listed.content {
            // A folder from before corrections had places remembers another print: there they are given theirs.
            Content::Corrections => print(&(&listed.filter, &listed.content, "places")),
            _ => print(&(&listed.filter, &listed.content)),
        },
        is_new: false,
        places: Vec::new(),
        live: false,
        archives: Vec::new(),
        closed: 0,
        shown: Vec::new(),
        threads: BTreeSet::new(),
        listed,
        record,
    }
}

fn unknown_topics(records: &[FeedRecord], touches: &Touches) -> Vec<String> {
    let known: BTreeSet<String> = records.iter().map(|record| fold(&record.about)).collect();
    let standing = touches.articles.iter().filter(|touched| touched.stands);
    let topics: BTreeSet<&String> = standing.flat_map(|touched| &touched.topics).collect();
    topics.into_iter().filter(|topic| !known.contains(*topic)).cloned().collect()
}

/// Gives touched articles their places in the feeds of articles they belong to, and new feeds their first members.
pub(super) async fn join(
    store: &Store,
    feeds: &mut [Feed],
    touches: &Touches,
    state: &State,
    entries: u32,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    for feed in feeds.iter_mut().filter(|feed| feed.has_articles()) {
        begin(store, feed, state, (entries, now)).await?;
    }
    let ids: Vec<i64> = touches.ids().into_iter().collect();
    let mut places: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    for (item, feed, place) in store.places_of(&ids).await? {
        places.entry(feed).or_default().push((item, place));
    }
    let mut joining = Vec::new();
    for feed in feeds.iter_mut().filter(|feed| feed.has_articles()) {
        let held: HashMap<i64, i64> = places.get(&feed.record.number).into_iter().flatten().copied().collect();
        feed.places = places.get(&feed.record.number).into_iter().flatten().map(|(_, place)| *place).collect();
        let own: Vec<&Touched> =
            touches.articles.iter().filter(|touched| touched.stands && is_of(feed, touched)).collect();
        if !held.is_empty() || !own.is_empty() || feed.live {
            feed.archives = store.archives(feed.record.number).await?;
        }
        if feed.is_new {
            continue;
        }
        let mut joiners = joiners(feed, &own, &held, touches, now);
        if !touches.anew {
            joiners.items.extend(returned(store, feed, &own, &held, (&joiners.items, entries)).await?);
        }
        feed.live |= !joiners.items.is_empty() || !joiners.again.is_empty();
        joining.push(joiners);
    }
    joining.retain(|joining: &Joining| !joining.items.is_empty() || !joining.again.is_empty());
    store.add_members_to(&joining).await
}

/// A feed without members gets its first; one whose articles are others now, those of a live document; one that was away,
/// what came meanwhile as well.
async fn begin(store: &Store, feed: &mut Feed, state: &State, (entries, now): (u32, DateTime<Utc>)) -> StoreResult<()> {
    let kept = state.channels.get(&feed.listed.key);
    // With fewer entries in a document, more of them are to be in archives.
    feed.live |= kept.is_none_or(|kept| kept.print != feed.print);
    if feed.is_known(state) {
        return Ok(());
    }
    feed.live = true;
    let (number, filter) = (feed.record.number, &feed.listed.filter);
    if !store.holds_articles(number).await? {
        feed.is_new = store.found_members(number, filter, entries.max(FIRST_MEMBERS)).await? > 0;
        return Ok(());
    }
    let away = kept.is_none().then_some(feed.record.published.unwrap_or(feed.record.defined));
    let most = if away.is_some() { entries.max(FIRST_MEMBERS) } else { entries };
    let newest = store.newest_items(filter, most).await?;
    let missed: BTreeSet<i64> = match away {
        None => BTreeSet::new(),
        Some(since) if since <= now => {
            newest.iter().filter(|(_, seen)| *seen >= since - UNDER_WAY).map(|(id, _)| *id).collect()
        }
        Some(_) => later_than_members(store, number, &newest).await?,
    };
    let shown = newest.iter().zip(0..entries).map(|((id, _), _)| id);
    let among: BTreeSet<&i64> = shown.chain(&missed).collect();
    let items: Vec<i64> = newest.iter().rev().map(|(id, _)| *id).filter(|id| among.contains(id)).collect();
    store.add_members(number, &items, &[]).await
}

/// Where the clock was ahead when a feed was last published: what has higher numbers than what had joined it.
async fn later_than_members(store: &Store, number: i64, newest: &[(i64, DateTime<Utc>)]) -> StoreResult<BTreeSet<i64>> {
    let ids: Vec<i64> = newest.iter().map(|(id, _)| *id).collect();
    let places = store.places_of(&ids).await?;
    let last = places.iter().filter(|(_, feed, _)| *feed == number).map(|(item, _, _)| *item).max();
    Ok(ids.into_iter().filter(|id| last.is_none_or(|last| *id > last)).collect())
}

/// What was withdrawn when a feed got its first members, and stands again. Where it is among the newest, a feed that were
/// made now would have it; what was there and had no place among the first is none of them.
async fn returned(
    store: &Store,
    feed: &Feed,
    own: &[&Touched],
    held: &HashMap<i64, i64>,
    (joining, entries): (&[i64], u32),
) -> StoreResult<Vec<i64>> {
    let mut unplaced: BTreeSet<i64> = own.iter().map(|touched| touched.id.0).collect();
    unplaced.retain(|id| !held.contains_key(id));
    for id in joining {
        unplaced.remove(id);
    }
    if unplaced.is_empty() {
        return Ok(Vec::new());
    }
    let newest = store.newest_items(&feed.listed.filter, entries.min(FIRST_MEMBERS)).await?;
    Ok(newest.into_iter().rev().map(|(id, _)| id).filter(|id| unplaced.contains(id)).collect())
}

fn is_of(feed: &Feed, touched: &Touched) -> bool {
    channels::is_of(&feed.listed.filter, &touched.topics, &touched.sources)
}

/// Who joins a feed: what came to be since it was defined, the oldest first; and again, what was amended after its place
/// was archived. What was there before and is only commented on stays where it is.
fn joiners(feed: &Feed, own: &[&Touched], held: &HashMap<i64, i64>, touches: &Touches, now: DateTime<Utc>) -> Joining {
    let mut since = feed.record.defined;
    let by_time = touches.anew && touches.settled.is_none();
    if by_time {
        // What came before its documents were last made has joined.
        since = since.max(feed.record.published.unwrap_or(since));
    }
    // A clock that was ahead then says nothing of what came after: that has higher numbers than what had joined.
    let newest = held.keys().max().copied().unwrap_or_default();
    let came_after = |touched: &Touched| since > now && (!by_time || touched.id.0 > newest);
    let is_unsettled = |touched: &Touched| touches.settled.is_none_or(|settled| touched.number > settled);
    let is_newer = |touched: &Touched| {
        is_unsettled(touched) && (touched.seen.max(touched.changed) >= since - UNDER_WAY || came_after(touched))
    };
    let closed = |place: i64| feed.archives.iter().find(|archive| archive.last_place >= place);
    let mut own: Vec<&&Touched> = own.iter().collect();
    own.sort_by_key(|touched| (touched.published, touched.id));
    let mut joining = Joining { feed: feed.record.number, ..Joining::default() };
    for touched in own {
        match held.get(&touched.id.0) {
            None if is_newer(touched) => joining.items.push(touched.id.0),
            Some(place) if closed(*place).is_some_and(|archive| touched.changed > archive.closed) => {
                joining.again.push(touched.id.0);
            }
            _ => {}
        }
    }
    joining
}
