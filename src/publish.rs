//! Owns the flow from the store to the feeds: query, channel, bytes, folder. A feed that fails leaves its last good
//! documents where they are, and never the others' (I3).

pub mod atom;
pub mod body;
pub mod channel;
mod entries;
mod gate;
pub mod json;
pub mod lint;
pub mod opml;
pub mod options;
mod report;
pub mod rss;
pub mod target;
pub mod text;

#[cfg(test)]
mod rules;

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::domain::{Name, REPORT_SEAL};
use crate::progress::Progress;
use crate::rank::Judge;
use crate::store::{ArticleFilter, FeedRecord, Store};
use channel::{Channel, Ending, Entry};
use entries::Quoted;
use opml::Outline;
use options::{FeedContent, FeedOptions, PublishOptions};
use report::ReportLinks;
use target::{Change, Folder};

/// The name of the job, for its lock.
const JOB: &str = "publish";

/// How long another process that publishes is waited for.
const PATIENCE: Duration = Duration::from_mins(2);

/// What became of one feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedReport {
    /// The feed.
    pub name: String,
    /// Entries in its documents.
    pub entries: usize,
    /// Documents whose bytes changed, of three.
    pub written: usize,
    /// Why its last good documents were kept, or empty.
    pub problem: String,
    /// Of each entry that would have spoilt the documents, and was left out: which and why.
    pub left_out: Vec<String>,
}

/// Publishes every feed; one that fails is reported and the others go on.
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
    let folder = open(options).await?;
    let seal = store.seal(REPORT_SEAL, clock.now()).await?;
    let mut quoted = Quoted::new(store, ReportLinks::new(options.base.clone(), seal)).await?;
    let mut reports = Vec::with_capacity(options.feeds.len());
    progress.expect(options.feeds.len() as u64);
    for feed in &options.feeds {
        let record = store.feed(&feed.name, clock.now()).await?;
        let built = build(store, options, feed, &record, judge, &mut quoted).await;
        let written = match built {
            Ok(channel) => write(&folder, &feed.name, channel, clock.now()).await,
            Err(error) => Err(error),
        };
        let report = match written {
            Ok(written) => FeedReport { name: record.name, ..written },
            Err(error) => {
                let problem = format!("{error:#}");
                tracing::warn!(feed = %feed.name, "the feed {} stays as it was: {problem}", feed.name);
                FeedReport { name: record.name, entries: record.entries as usize, problem, ..FeedReport::default() }
            }
        };
        store.record_published(&feed.name, report.entries, &report.problem, clock.now()).await?;
        progress.step(&report.name);
        reports.push(report);
    }
    write_opml(&folder, options).await?;
    Ok(reports)
}

async fn open(options: &PublishOptions) -> anyhow::Result<Folder> {
    let path = options.folder.clone();
    let opened = tokio::task::spawn_blocking(move || Folder::open(path)).await?;
    opened.map_err(|error| {
        anyhow::anyhow!("cannot open the folder {} for feeds: {error}; set publish.folder", options.folder.display())
    })
}

async fn build(
    store: &Store,
    options: &PublishOptions,
    feed: &FeedOptions,
    record: &FeedRecord,
    judge: &Judge,
    quoted: &mut Quoted,
) -> anyhow::Result<Channel> {
    let filter = ArticleFilter { topics: feed.topics.clone(), sources: feed.sources.clone() };
    let entries = match feed.content {
        FeedContent::Articles => {
            entries::articles(store, &filter, options.entries, judge, quoted, &options.sources).await?
        }
        FeedContent::Comments => entries::comments(store, &filter, options.entries, judge, quoted).await?,
        FeedContent::Corrections => Vec::new(),
    };
    // An empty store where there are documents is a fault somewhere, not news. What a site withdrew is (I4).
    if entries.is_empty() && !store.has_articles().await? && (record.entries > 0 || had_entries(options, feed)) {
        anyhow::bail!("the store holds no article at all, and this feed had some before");
    }
    Ok(channel(options, feed, record, entries))
}

/// Whether the last good documents of a feed have entries: one that cannot be read had some, for all we know.
fn had_entries(options: &PublishOptions, feed: &FeedOptions) -> bool {
    let file = options.folder.join("feeds").join(format!("{}.{}", feed.name, Ending::Json.as_str()));
    let document = match std::fs::read(file) {
        Ok(bytes) => serde_json::from_slice::<serde_json::Value>(&bytes).ok(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return false,
        Err(_) => None,
    };
    document.is_none_or(|document| document["items"].as_array().is_none_or(|items| !items.is_empty()))
}

fn channel(options: &PublishOptions, feed: &FeedOptions, record: &FeedRecord, entries: Vec<Entry>) -> Channel {
    let address = feed_address(options, feed.name.as_str());
    Channel {
        id: record.uid.clone(),
        title: feed.title.clone(),
        description: feed.description.clone(),
        language: options.language.clone(),
        home: address.clone(),
        address,
        publisher: options.publisher.clone(),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(record.defined),
        ttl: options.ttl,
        entries,
    }
}

/// The address of a feed's page, and of its documents without their ending.
pub fn feed_address(options: &PublishOptions, name: &str) -> url::Url {
    let mut address = options.base.clone();
    address.set_path(&format!("{}feeds/{name}", options.base.path()));
    address
}

/// Renders and checks all three before the first is written: a format that fails takes none of them along.
async fn write(folder: &Folder, name: &Name, channel: Channel, now: DateTime<Utc>) -> anyhow::Result<FeedReport> {
    let (folder, name) = (folder.clone(), name.clone());
    tokio::task::spawn_blocking(move || {
        let file = |ending: Ending| format!("feeds/{name}.{}", ending.as_str());
        let stands = |ending: Ending, bytes: &[u8]| folder.holds(&file(ending), bytes);
        let passed = gate::pass(&channel, now, &stands).map_err(anyhow::Error::msg)?;
        for left in &passed.left_out {
            tracing::warn!(feed = %name, "left out of the feed {name}: {left}");
        }
        for warning in &passed.warnings {
            tracing::warn!(feed = %name, "some readers may show the feed {name} wrongly: {warning}");
        }
        let mut written = 0;
        for (ending, bytes) in &passed.documents {
            written += usize::from(folder.write(&file(*ending), bytes)? == Change::Written);
        }
        let (entries, left_out) = (passed.entries, passed.left_out);
        Ok(FeedReport { entries, written, left_out, ..FeedReport::default() })
    })
    .await?
}

async fn write_opml(folder: &Folder, options: &PublishOptions) -> anyhow::Result<()> {
    let outlines: Vec<Outline> = options
        .feeds
        .iter()
        .map(|feed| {
            let address = feed_address(options, feed.name.as_str());
            Outline {
                group: feed.group(),
                title: feed.title.clone(),
                description: feed.description.clone(),
                feed: Ending::Rss.of(&address),
                home: address,
            }
        })
        .collect();
    let bytes = opml::write(&options.publisher, &outlines);
    let folder = folder.clone();
    tokio::task::spawn_blocking(move || folder.write("feeds.opml", &bytes)).await??;
    Ok(())
}
