//! Owns how the live channels of a publication are put together from the store.

use chrono::{DateTime, Utc};
use url::Url;

use super::channel::{Channel, Entry, Paging};
use super::channels::{self, Content};
use super::corrections;
use super::editions;
use super::entries::{Manner, article_entry, comment_entry};
use super::feeds::Feed;
use super::options::{EntryText, PublishOptions, Target};
use super::plan;
use super::quoted::Quoted;
use crate::domain::{Article, ArticleId, CommentId, EditionId};
use crate::rank::Judge;
use crate::store::Store;

/// What channels are put together with.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) store: &'a Store,
    pub(super) options: &'a PublishOptions,
    pub(super) judge: &'a Judge,
    pub(super) quoted: Quoted,
    pub(super) now: DateTime<Utc>,
    /// Whether the store holds any article.
    pub(super) has_articles: bool,
}

/// The entries of articles as they stand now, each with what is quoted under it.
pub(super) async fn article_entries(
    store: &Store,
    judge: &Judge,
    options: &PublishOptions,
    quoted: &mut Quoted,
    text: EntryText,
    articles: Vec<Article>,
) -> anyhow::Result<Vec<Entry>> {
    let discussed = articles.iter().filter(|article| article.comments_held > 0).map(|article| article.id);
    let last = store.last_comment_at(&discussed.collect::<Vec<_>>()).await?;
    let mut entries = Vec::with_capacity(articles.len());
    for article in articles {
        let chosen = quoted.under(store, judge, &article).await?;
        let manner = Manner { options, reports: quoted.reports(), text, last_comments: Some(&last) };
        entries.push(article_entry(article, &chosen, &manner));
    }
    Ok(entries)
}

impl Desk<'_> {
    /// A channel as it is polled.
    pub(super) async fn live(&mut self, feed: &mut Feed) -> anyhow::Result<Channel> {
        let entries = match &feed.listed.content {
            Content::Articles => {
                let (number, most) = (feed.record.number, self.options.entries);
                let articles = self.store.live_articles(number, &feed.listed.filter, most).await?;
                if self.options.to == Target::Folder {
                    let discussed = articles.iter().filter(|article| article.comments_held > 0);
                    feed.threads = discussed.map(|article| article.id.0).collect();
                }
                article_entries(self.store, self.judge, self.options, &mut self.quoted, feed.listed.text, articles)
                    .await?
            }
            Content::Comments => self.comments(feed).await?,
            Content::Corrections => self.corrections(feed).await?,
            Content::Editions(_) => self.editions(feed).await?,
        };
        let older = feed.archives.last().map(|archive| self.address(&feed.listed.key, Some(archive.number)));
        let paging = if feed.has_members() { Paging::Live { older } } else { Paging::None };
        let mut channel = self.channel(feed, entries, paging, None);
        channel.hubs.clone_from(&self.options.hubs);
        Ok(channel)
    }

    /// The best comments of the articles discussed last, newest first.
    async fn comments(&mut self, feed: &Feed) -> anyhow::Result<Vec<Entry>> {
        let ids: Vec<ArticleId> = feed.shown.iter().map(|(id, _)| ArticleId(*id)).collect();
        let mut entries = Vec::new();
        for article in self.store.articles(&ids).await? {
            let chosen = self.quoted.under(self.store, self.judge, &article).await?;
            let reports = self.quoted.reports();
            entries.extend(chosen.iter().map(|(comment, quote)| comment_entry(&article, comment, quote, reports)));
        }
        entries.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.id.cmp(&b.id)));
        entries.truncate(self.options.entries as usize);
        Ok(entries)
    }

    async fn corrections(&self, feed: &Feed) -> anyhow::Result<Vec<Entry>> {
        let (number, most) = (feed.record.number, self.options.entries);
        let stored = self.store.live_corrections(number, &feed.listed.filter, most).await?;
        Ok(stored.iter().map(corrections::entry).collect())
    }

    /// The editions of a digest as they may be read now.
    async fn editions(&self, feed: &Feed) -> anyhow::Result<Vec<Entry>> {
        let options = self.options;
        let titles = options.sources.iter().map(|(name, origin)| (name.clone(), origin.title.clone())).collect();
        let report = |comment: CommentId| self.quoted.reports().of(comment);
        let mut entries = Vec::with_capacity(feed.shown.len());
        for (id, _) in &feed.shown {
            let Some(edition) = self.store.edition(EditionId(*id)).await? else { continue };
            let mut page = options.base.clone();
            page.set_path(&format!("{}editions/{}/{}", options.base.path(), edition.digest, edition.date));
            entries.push(editions::entry(&edition, &page, &titles, &report));
        }
        Ok(entries)
    }

    /// The address of a channel's document or of one of its archives, without ending.
    pub(super) fn address(&self, key: &str, archive: Option<i64>) -> Url {
        let mut address = self.options.base.clone();
        address.set_path(&format!("{}{}", self.options.base.path(), plan::stem(key, archive)));
        address
    }

    pub(super) fn channel(&self, feed: &Feed, entries: Vec<Entry>, paging: Paging, archive: Option<i64>) -> Channel {
        let (listed, options) = (&feed.listed, self.options);
        Channel {
            id: feed.record.uid.clone(),
            title: listed.title.clone(),
            description: listed.description.clone(),
            language: options.language.clone(),
            home: channels::address(&options.base, &listed.key),
            address: self.address(&listed.key, archive),
            publisher: options.publisher.clone(),
            updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(feed.record.defined),
            ttl: options.ttl,
            hubs: Vec::new(),
            paging,
            entries,
        }
    }
}
