//! Owns the list of all feeds that people are shown: those the operator named, and those made without being named, as
//! long as their documents stand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::documents::Table;
use super::site::Site;
use crate::domain::FeedGroup;
use crate::publish::channels::{self, Content, Listed};
use crate::publish::slug::slug;
use crate::render::page::FeedLinks;

/// The list as it was last made, and what of.
#[derive(Debug, Default)]
pub struct Catalogue {
    held: Mutex<Option<(Arc<Table>, Arc<Feeds>)>>,
}

/// The feeds.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    /// All of them: the configured ones first, as they are configured; then the others, by group and title.
    pub(super) all: Vec<FeedLinks>,
    /// The page of each topic that has a feed, by its name in lower case.
    pub(super) topics: BTreeMap<String, String>,
    /// The page of each source that has a feed, by its title.
    pub(super) sources: BTreeMap<String, String>,
    /// What the feeds of corrections are called by: one can have any name, and one of that name can be of articles.
    pub(super) corrections: BTreeSet<String>,
}

impl Site {
    /// All public feeds. They are asked for anew when the folder changes.
    pub(super) async fn feeds(&self) -> Arc<Feeds> {
        let table = self.documents.table();
        let held = self.catalogue.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((of, feeds)) = &held
            && Arc::ptr_eq(of, &table)
        {
            return feeds.clone();
        }
        let listed = match channels::listed(&self.store, &self.publish).await {
            Ok(listed) => listed,
            Err(error) => {
                tracing::error!("cannot ask which feeds there are, so the list stays as it was: {error}");
                let fixed = || Arc::new(self.collected(&channels::fixed(&self.publish), &table));
                return held.map_or_else(fixed, |(_, feeds)| feeds);
            }
        };
        let feeds = Arc::new(self.collected(&listed, &table));
        *self.catalogue.held.lock().unwrap_or_else(PoisonError::into_inner) = Some((table, feeds.clone()));
        feeds
    }

    /// The feeds as they were last asked for: for what must be said without asking anybody.
    pub(super) fn last_feeds(&self) -> Arc<Feeds> {
        let held = self.catalogue.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|(_, feeds)| feeds.clone()).unwrap_or_default()
    }

    fn collected(&self, listed: &[Listed], table: &Table) -> Feeds {
        let mut feeds = Feeds::default();
        let stands = |listed: &&Listed| table.contains_key(format!("{}.json", channels::path(&listed.key)).as_str());
        for listed in listed.iter().filter(stands) {
            let links = self.links(&listed.key, listed.group(), (&listed.title, &listed.description));
            // Only a feed of all that is on a topic, or from a source, is that topic's or source's.
            let whole = listed.group() != FeedGroup::Talk;
            if let ([topic], []) = (&listed.filter.topics[..], &listed.filter.sources[..])
                && whole
            {
                feeds.topics.entry(topic.to_lowercase()).or_insert_with(|| links.page_url.clone());
            }
            if let ([], [source]) = (&listed.filter.topics[..], &listed.filter.sources[..])
                && whole
                && let Some(origin) = self.publish.sources.get(source)
            {
                feeds.sources.entry(origin.title.clone()).or_insert_with(|| links.page_url.clone());
            }
            if listed.content == Content::Corrections {
                feeds.corrections.insert(listed.key.clone());
            }
            feeds.all.push(links);
        }
        let named = self.publish.feeds.len();
        let place = |links: &FeedLinks| self.publish.feeds.iter().position(|feed| feed.name.as_str() == links.name);
        feeds.all.sort_by_cached_key(|links| match place(links) {
            Some(place) => (place, FeedGroup::Main, String::new()),
            None => (named, links.group, links.short.to_lowercase()),
        });
        feeds
    }

    /// The links of a feed by what it is called. Under the publication's name, that need not be said again.
    pub(super) fn links(&self, key: &str, group: FeedGroup, said: (&str, &str)) -> FeedLinks {
        let mut links = FeedLinks::new(key, group, said, channels::address(&self.base, key).as_str());
        let short = links.title.strip_prefix(self.publication.title.as_str()).and_then(|rest| rest.strip_prefix(": "));
        if let Some(short) = short.filter(|short| !short.is_empty()) {
            links.short = short.to_owned();
        }
        links
    }

    /// The page of an author, where authors have pages.
    pub(super) fn author_page(&self, author: &str) -> Option<String> {
        let slug = self.publish.automatic.authors.then(|| slug(author)).flatten()?;
        Some(channels::address(&self.base, &format!("authors/{slug}")).into())
    }
}
