//! Owns the flow from the store to the feeds: query, channel, bytes, folder. A feed that fails leaves its last good
//! documents where they are, and never the others' (I3).

mod amended;
pub mod archives;
pub mod atom;
pub mod body;
pub mod channel;
pub mod channels;
pub mod corrections;
mod decided;
mod desk;
mod difference;
mod documents;
pub mod editions;
mod entries;
mod feeds;
mod finishing;
mod followed;
mod gate;
pub mod json;
pub mod lint;
pub mod manifest;
pub mod on_demand;
pub mod opml;
pub mod options;
mod outcome;
mod packing;
pub mod personal;
mod place;
mod plan;
mod quoted;
mod report;
pub mod rss;
pub mod slug;
mod state;
pub mod target;
mod temporary;
pub mod text;
mod thread_documents;
pub mod thread_entries;
mod tidied;
mod turn;
pub mod websub;

#[cfg(test)]
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::domain::REPORT_SEAL;
use crate::progress::Progress;
use crate::rank::Judge;
use crate::store::{FeedRecord, Published, Store};
pub use decided::Decided;
use desk::Desk;
use feeds::{Feed, Touches};
use finishing::Wanted;
use options::PublishOptions;
pub use outcome::FeedReport;
use place::Place;
use quoted::Quoted;
use report::ReportLinks;

/// The name of the job, for its lock.
const JOB: &str = "publish";

/// How long another process that publishes is waited for.
const PATIENCE: Duration = Duration::from_mins(2);

/// Publishes every feed of which anything was touched since the folder was true; one that fails is reported and the others
/// go on.
pub async fn publish(
    store: &Store,
    options: &PublishOptions,
    judge: &Judge,
    clock: &Clock,
    progress: &dyn Progress,
) -> anyhow::Result<Vec<FeedReport>> {
    // Opening the folder clears away what a killed process left, which must not be what a living one is at.
    let Some(_lock) = store.lock(JOB, PATIENCE).await? else {
        anyhow::bail!("another process is still publishing");
    };
    let now = clock.now();
    let (mut place, (last_touch, records)) = tokio::try_join!(open(options), known(store, options, now))?;
    place.forget_others(last_touch, &records.values().collect::<Vec<&FeedRecord>>());
    let since = place.state.touched;
    let anew = since == 0;
    let settled = if anew { store.settled().await? } else { None };
    let touches = Touches { articles: store.touched_since(since).await?, anew, settled };
    let mut feeds = feeds::all(store, options, records, &touches, &mut place.state, now).await?;
    let mut desk = desk(store, options, judge, now).await?;
    let surroundings = surroundings(&desk);
    for feed in &mut feeds {
        feed.print = plan::print(&(&feed.listed, &surroundings));
    }
    let gathered = |source: &_| desk.quoted.gathered(source);
    let ripe = place.state.ripening.iter().filter(|ripening| ripening.is_ripe(&gathered));
    let ripe: BTreeSet<i64> = ripe.map(|ripening| ripening.article).collect();
    feeds::join(store, &mut feeds, &touches, &place.state, options.entries, now).await?;
    amended::join(store, &mut feeds, &touches, &place.state, now).await?;
    archives::close(store, &mut feeds, options.entries, now).await?;
    followed::follow(store, &mut feeds, &touches, &place.state, &ripe, options.entries).await?;
    let reports = turn::make(&mut desk, &mut place, &mut feeds, (&touches, &ripe), progress).await?;
    place.state.ripen(&ripe, desk.quoted.looked());
    place.state.forget_all_but(&feeds.iter().map(|feed| feed.listed.key.as_str()).collect());
    thread_documents::make(&desk, &mut place, &touches.ids(), &surroundings).await?;
    place.state.touched = last_touch;
    let wanted = Wanted::of(&feeds, options, feeds::moves(store, options, now).await?, desk.has_articles);
    tokio::task::spawn_blocking(move || {
        finishing::finish(&mut place, &wanted)?;
        place.remember().with_context(|| finishing::cannot_write(&place.folder, manifest::FILE))
    })
    .await??;
    websub::release(store, options, clock.now()).await?;
    // What is touched and joins feeds is to be known without the folder, which may be lost.
    let settled = (last_touch != since).then_some(last_touch);
    store.record_all_published(&outcomes(&feeds, &reports), settled, now).await?;
    Ok(reports)
}

/// Up to where the store can be told, and what it knows of all feeds.
async fn known(
    store: &Store,
    options: &PublishOptions,
    now: DateTime<Utc>,
) -> anyhow::Result<(i64, BTreeMap<String, FeedRecord>)> {
    // What is touched from here on is found the next time; some of it perhaps twice.
    let last_touch = store.last_touch().await?;
    Ok((last_touch, feeds::records(store, options, now).await?))
}

async fn open(options: &PublishOptions) -> anyhow::Result<Place> {
    let path = options.folder.clone();
    let opened = tokio::task::spawn_blocking(move || Place::open(path)).await?;
    opened.map_err(|error| {
        anyhow::anyhow!("cannot open the folder {} for feeds: {error}; set publish.folder", options.folder.display())
    })
}

async fn desk<'a>(
    store: &'a Store,
    options: &'a PublishOptions,
    judge: &'a Judge,
    now: DateTime<Utc>,
) -> anyhow::Result<Desk<'a>> {
    let seal = store.seal(REPORT_SEAL, now).await?;
    let quoted = Quoted::new(store, ReportLinks::new(options.base.clone(), seal)).await?;
    Ok(Desk { store, options, judge, quoted, now, has_articles: store.has_articles().await? })
}

/// The fingerprint of what all documents are made by, beside what is touched.
fn surroundings(desk: &Desk<'_>) -> String {
    let PublishOptions { entries, base, publisher, language, ttl, sources, hubs, to, .. } = desk.options;
    let of = (entries, base, publisher, language, ttl, sources, hubs, to);
    plan::print(&(plan::RENDER_VERSION, of, desk.judge, desk.quoted.print()))
}

/// What the store is told of feeds whose documents changed, or stand otherwise than before.
fn outcomes(feeds: &[Feed], reports: &[FeedReport]) -> Vec<Published> {
    let told = |(feed, report): (&Feed, &FeedReport)| {
        let record = &feed.record;
        let same = record.published.is_some()
            && record.problem == report.problem
            && record.entries as usize == report.entries
            && report.written == 0;
        let (name, problem) = (report.name.clone(), report.problem.clone());
        (!same).then_some(Published { name, entries: report.entries, problem })
    };
    feeds.iter().zip(reports).filter_map(told).collect()
}

/// The address of a feed's page, and of its documents without their ending.
pub fn feed_address(options: &PublishOptions, name: &str) -> url::Url {
    channels::address(&options.base, name)
}
