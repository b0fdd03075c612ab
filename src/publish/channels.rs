//! Owns which channels there are: the configured feeds, and those that are made without being named, of topics, sources,
//! corrections and editions. A channel is called by its path without `feeds/`: `all`, `topics/funding`,
//! `editions/daily`.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::options::{EntryText, FeedContent, FeedOptions, PublishOptions};
use super::slug::slug;
use crate::domain::{FeedGroup, Name};
use crate::store::{ArticleFilter, FeedRecord, Store, StoreResult};

/// Topics with fewer standing articles have no feed of their own.
pub(super) const LEAST: u32 = 2;

/// Automatic feeds of topics: a site that makes a topic of every word must not fill the disk.
pub(super) const MOST_TOPICS: usize = 300;

/// What automatic feeds of topics are called by.
const TOPICS: &str = "topics/";

/// One channel, before anything is known of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called by: its path without `feeds/`.
    pub key: String,
    /// What an automatic one is of; else empty.
    pub about: String,
    /// Its title.
    pub title: String,
    /// What it is, plain text.
    pub description: String,
    /// What its entries are.
    pub content: Content,
    /// How much of an article an entry holds.
    pub text: EntryText,
    /// Which articles are its own.
    pub filter: ArticleFilter,
}

impl Listed {
    /// The group it is listed in.
    pub fn group(&self) -> FeedGroup {
        match self.content {
            Content::Articles => FeedGroup::of(&path(&self.key)),
            Content::Comments | Content::Corrections => FeedGroup::Talk,
            Content::Editions(_) => FeedGroup::Editions,
        }
    }
}

/// What the entries of a channel are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Articles, with their best comments quoted.
    Articles,
    /// The best comments themselves.
    Comments,
    /// Amendments.
    Corrections,
    /// The editions of a digest.
    Editions(Name),
}

/// The path of a channel below the publication's address, and in the folder, without an ending.
pub fn path(key: &str) -> String {
    if key.starts_with("editions/") { key.to_owned() } else { format!("feeds/{key}") }
}

/// What the channel of a path without an ending is called by; the other way round than [`path`].
pub fn key(path: &str) -> Option<&str> {
    if path.starts_with("editions/") { Some(path) } else { path.strip_prefix("feeds/") }
}

/// The address of a channel's page, and of its documents without their ending.
pub fn address(base: &Url, key: &str) -> Url {
    let mut address = base.clone();
    address.set_path(&format!("{}{}", base.path(), path(key)));
    address
}

/// Every channel there is now: what readers, pages and lists may be shown.
pub async fn listed(store: &Store, options: &PublishOptions) -> StoreResult<Vec<Listed>> {
    let records = store.feeds().await?;
    let mut all = fixed(options);
    all.extend(made_topics(options, &records));
    Ok(all)
}

/// The channels that the configuration alone makes: the configured feeds, then the automatic ones.
pub fn fixed(options: &PublishOptions) -> Vec<Listed> {
    let mut all: Vec<Listed> = options.feeds.iter().map(configured).collect();
    if options.automatic.sources {
        all.extend(options.sources.iter().filter_map(|(name, origin)| {
            let filter = ArticleFilter { sources: vec![name.clone()], ..ArticleFilter::default() };
            (!is_covered(options, &filter)).then(|| Listed {
                key: format!("sources/{name}"),
                about: name.to_string(),
                title: format!("{}: {}", options.publisher, origin.title),
                description: format!("Every article of {}, with the best comments", origin.title),
                content: Content::Articles,
                text: options.text,
                filter,
            })
        }));
    }
    if options.automatic.corrections && options.feeds.iter().all(|feed| feed.name.as_str() != "corrections") {
        all.push(Listed {
            key: "corrections".to_owned(),
            about: String::new(),
            title: format!("{}: corrections", options.publisher),
            description: "What was amended after it was published, and how".to_owned(),
            content: Content::Corrections,
            text: options.text,
            filter: ArticleFilter::default(),
        });
    }
    all.extend(options.editions.iter().map(|(name, title)| Listed {
        key: format!("editions/{name}"),
        about: String::new(),
        title: title.clone(),
        description: format!("Each edition of {title}"),
        content: Content::Editions(name.clone()),
        text: options.text,
        filter: ArticleFilter::default(),
    }));
    all
}

fn configured(feed: &FeedOptions) -> Listed {
    Listed {
        key: feed.name.to_string(),
        about: String::new(),
        title: feed.title.clone(),
        description: feed.description.clone(),
        content: match feed.content {
            FeedContent::Articles => Content::Articles,
            FeedContent::Comments => Content::Comments,
            FeedContent::Corrections => Content::Corrections,
        },
        text: feed.text,
        filter: ArticleFilter { topics: feed.topics.clone(), sources: feed.sources.clone() },
    }
}

/// The channels of topics that were made before: they stay for ever, even where the topic rests.
pub(super) fn made_topics(options: &PublishOptions, records: &[FeedRecord]) -> Vec<Listed> {
    let made = records.iter().filter(|record| record.name.starts_with(TOPICS) && !record.about.is_empty());
    made.filter_map(|record| topic(options, &record.name, &record.about)).collect()
}

/// The channels to be made of topics, the most frequent first, and whether there are more than may be.
pub(super) fn new_topics(
    options: &PublishOptions,
    records: &[FeedRecord],
    mut frequent: Vec<(String, u32)>,
) -> (Vec<Listed>, bool) {
    if !options.automatic.topics {
        return (Vec::new(), false);
    }
    let mut taken: BTreeSet<String> = records.iter().map(|record| record.name.clone()).collect();
    let of_topics = records.iter().filter(|record| record.name.starts_with(TOPICS));
    let mut held: BTreeSet<String> = of_topics.map(|record| fold(&record.about)).collect();
    frequent.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| fold(&one.0).cmp(&fold(&other.0))));
    let (mut new, mut crowded) = (Vec::new(), false);
    for (words, articles) in frequent {
        if articles < LEAST || held.contains(&fold(&words)) {
            continue;
        }
        let key = free(&taken, &slug(&words).unwrap_or_else(|| "topic".to_owned()));
        let Some(listed) = topic(options, &key, &words) else { continue };
        if held.len() >= MOST_TOPICS {
            crowded = true;
            break;
        }
        taken.insert(key);
        held.insert(fold(&words));
        new.push(listed);
    }
    (new, crowded)
}

/// The first name of a slug that no feed has: `topics/pay`, `topics/pay-2`.
fn free(taken: &BTreeSet<String>, slug: &str) -> String {
    let first = format!("{TOPICS}{slug}");
    let mut key = first.clone();
    let mut number = 2_u32;
    while taken.contains(&key) {
        key = format!("{first}-{number}");
        number += 1;
    }
    key
}

fn topic(options: &PublishOptions, key: &str, words: &str) -> Option<Listed> {
    let filter = ArticleFilter { topics: vec![words.to_owned()], ..ArticleFilter::default() };
    let wanted = options.automatic.topics && !is_covered(options, &filter);
    wanted.then(|| Listed {
        key: key.to_owned(),
        about: words.to_owned(),
        title: format!("{}: {words}", options.publisher),
        description: format!("Articles on {words}, with the best comments"),
        content: Content::Articles,
        text: options.text,
        filter,
    })
}

/// Whether a configured feed is of the same articles.
fn is_covered(options: &PublishOptions, filter: &ArticleFilter) -> bool {
    let folded = |topics: &[String]| topics.iter().map(|topic| fold(topic)).collect::<BTreeSet<_>>();
    let sources = |sources: &[Name]| sources.iter().cloned().collect::<BTreeSet<_>>();
    options.feeds.iter().any(|feed| {
        feed.content == FeedContent::Articles
            && folded(&feed.topics) == folded(&filter.topics)
            && sources(&feed.sources) == sources(&filter.sources)
    })
}

/// The form in which the store compares topics.
pub(super) fn fold(topic: &str) -> String {
    topic.trim().to_lowercase().replace('|', " ")
}

/// Whether an article of these topics, folded, and sources is a channel's own.
pub(super) fn is_of(filter: &ArticleFilter, topics: &[String], sources: &[Name]) -> bool {
    let of_topic = filter.topics.is_empty() || filter.topics.iter().any(|topic| topics.contains(&fold(topic)));
    of_topic && (filter.sources.is_empty() || filter.sources.iter().any(|source| sources.contains(source)))
}

/// Which feed a configured one was, by the names it had: the new name of each old one that is still a feed's.
pub(super) fn renames(options: &PublishOptions, records: &[FeedRecord]) -> Vec<(String, String)> {
    let names: BTreeMap<&str, &FeedRecord> = records.iter().map(|record| (record.name.as_str(), record)).collect();
    let mut out = Vec::new();
    for feed in options.feeds.iter().filter(|feed| !names.contains_key(feed.name.as_str())) {
        let old = feed.was.iter().find(|old| names.contains_key(old.as_str()));
        out.extend(old.map(|old| (old.to_string(), feed.name.to_string())));
    }
    out
}

#[cfg(test)]
mod tests;
