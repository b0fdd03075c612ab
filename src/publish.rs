//! Owns the flow from the store to the feeds: query, channel, bytes, folder. A feed that fails leaves its last good
//! documents where they are, and never the others' (I3).

pub mod atom;
pub mod body;
pub mod channel;
mod entries;
pub mod json;
pub mod opml;
pub mod options;
pub mod rss;
pub mod target;
pub mod text;

#[cfg(test)]
mod rules;

use std::time::Duration;

use crate::clock::Clock;
use crate::progress::Progress;
use crate::rank::Judge;
use crate::store::{ArticleFilter, FeedRecord, Store};
use channel::{Channel, Ending, Entry};
use entries::Quoted;
use opml::Outline;
use options::{FeedContent, FeedOptions, PublishOptions};
use target::{Change, Folder};

/// The name of the job, for its lock.
const JOB: &str = "publish";

/// How long another process that publishes is waited for.
const PATIENCE: Duration = Duration::from_mins(2);

/// What became of one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedReport {
    /// The feed.
    pub name: String,
    /// Entries in its documents.
    pub entries: usize,
    /// Documents whose bytes changed, of three.
    pub written: usize,
    /// Why its last good documents were kept, or empty.
    pub problem: String,
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
    let mut quoted = Quoted::of(store).await?;
    let mut reports = Vec::with_capacity(options.feeds.len());
    progress.expect(options.feeds.len() as u64);
    for feed in &options.feeds {
        let record = store.feed(&feed.name, clock.now()).await?;
        let built = build(store, options, feed, &record, judge, &mut quoted).await;
        let written = match built {
            Ok(channel) => write(&folder, &feed.name.to_string(), channel).await,
            Err(error) => Err(error),
        };
        let report = match written {
            Ok((entries, written)) => FeedReport { name: record.name, entries, written, problem: String::new() },
            Err(error) => {
                let problem = format!("{error:#}");
                tracing::warn!(feed = %feed.name, "the feed {} stays as it was: {problem}", feed.name);
                FeedReport { name: record.name, entries: record.entries as usize, written: 0, problem }
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
    };
    // An empty store where there are documents is a fault somewhere, not news. What a site withdrew is (I4).
    if entries.is_empty() && !store.has_articles().await? && (record.entries > 0 || is_published(options, feed)) {
        anyhow::bail!("the store holds no article at all, and this feed had some before");
    }
    Ok(channel(options, feed, record, entries))
}

fn is_published(options: &PublishOptions, feed: &FeedOptions) -> bool {
    options.folder.join("feeds").join(format!("{}.{}", feed.name, Ending::Json.as_str())).exists()
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

/// Renders all three before the first is written: a format that fails takes none of them along.
async fn write(folder: &Folder, name: &str, channel: Channel) -> anyhow::Result<(usize, usize)> {
    let (folder, name) = (folder.clone(), name.to_owned());
    tokio::task::spawn_blocking(move || {
        let documents = Ending::ALL.map(|ending| (ending, document(ending, &channel)));
        let mut written = 0;
        for (ending, bytes) in documents {
            let file = format!("feeds/{name}.{}", ending.as_str());
            written += usize::from(folder.write(&file, &bytes)? == Change::Written);
        }
        Ok((channel.entries.len(), written))
    })
    .await?
}

fn document(ending: Ending, channel: &Channel) -> Vec<u8> {
    match ending {
        Ending::Rss => rss::write(channel),
        Ending::Atom => atom::write(channel),
        Ending::Json => json::write(channel),
    }
}

async fn write_opml(folder: &Folder, options: &PublishOptions) -> anyhow::Result<()> {
    let outlines: Vec<Outline> = options
        .feeds
        .iter()
        .map(|feed| {
            let address = feed_address(options, feed.name.as_str());
            Outline {
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
