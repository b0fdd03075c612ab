//! Owns the reading of other people's feeds: RSS 0.9x to 2.0, Atom and JSON Feed. An entry is taken as the article, or
//! its page is asked for; the pages themselves are read by the kind this one is given.

mod counts;
mod entry;
mod versions;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use url::Url;

use super::dates;
use super::kind::{Ask, Hint, Kind, Page, ReadError, Reading, Role};
use super::options::Follow;
use crate::domain::FoundArticle;

/// A feed with more entries is an archive; the newest come first.
const MAX_ENTRIES: usize = 1_000;

/// A source that announces its articles by a feed.
#[derive(Debug)]
pub struct FeedKind<P> {
    feed: Url,
    follow: Follow,
    pages: P,
}

impl<P: Kind> FeedKind<P> {
    /// A feed at an address; `pages` reads the pages of its entries.
    pub fn new(feed: Url, follow: Follow, pages: P) -> Self {
        Self { feed, follow, pages }
    }

    fn read_feed(&self, page: &Page<'_>) -> Result<Reading, ReadError> {
        let feed = parse(page)?;
        if feed.entries.is_empty() {
            return Err(ReadError::Nothing(": the feed has no entries".to_owned()));
        }
        let counts = counts::of(page.body, feed.entries.len());
        let mut reading = Reading::default();
        let mut seen = HashSet::new();
        for (place, entry) in feed.entries.iter().take(MAX_ENTRIES).enumerate() {
            let article = match entry::article(entry, &feed, page) {
                Ok(article) => article,
                Err(note) => {
                    reading.notes.push(note);
                    continue;
                }
            };
            if !seen.insert(article.url.clone()) {
                continue;
            }
            let stated = counts.get(place).copied().flatten();
            match self.follow {
                Follow::Entries => reading.articles.push(FoundArticle { comments_stated: stated, ..article }),
                Follow::Pages => reading.asks.push(ask(article, stated)),
            }
        }
        if seen.is_empty() {
            return Err(ReadError::Nothing(format!(
                ": none of the feed's {} entries has an address",
                feed.entries.len()
            )));
        }
        Ok(reading)
    }
}

impl<P: Kind> Kind for FeedKind<P> {
    fn begin(&self) -> Vec<Ask> {
        vec![Ask { url: self.feed.clone(), role: Role::Feed }]
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        match ask.role {
            Role::Feed => self.read_feed(page),
            _ => self.pages.read(ask, page),
        }
    }

    fn rules(&self) -> String {
        format!("feed 2 {:?} {}", self.follow, self.pages.rules())
    }
}

fn ask(article: FoundArticle, comments_stated: Option<u32>) -> Ask {
    let hint = Hint {
        title: Some(article.title),
        authors: article.authors,
        topics: article.topics,
        published_ms: article.published.map(|at| at.timestamp_millis()),
        lead: article.lead,
        comments_stated,
    };
    Ask { url: article.url, role: Role::Article { hint } }
}

fn parse(page: &Page<'_>) -> Result<feed_rs::model::Feed, ReadError> {
    let (fetched, zone) = (page.fetched, page.zone);
    let parser = || {
        feed_rs::parser::Builder::new()
            .base_uri(Some(page.url.as_str()))
            .sanitize_content(false)
            .timestamp_parser(move |text| dates::parse(text, fetched, zone))
            .build()
    };
    let read = |body: &[u8]| {
        // The parser slices a person's name beside a mail address by bytes, and panics on "Zoë–a@b.example".
        catch_unwind(AssertUnwindSafe(|| parser().parse(body).map_err(|error| error.to_string())))
            .unwrap_or_else(|_| Err(String::new()))
    };
    let body = page.body.trim_ascii_start();
    read(body).or_else(|reason| {
        let mended = if reason.is_empty() { Some(versions::without_people(body)) } else { versions::as_rss_2(body) };
        mended.and_then(|body| read(&body).ok()).ok_or_else(|| {
            let reason = if reason.is_empty() { "the feed cannot be read".to_owned() } else { reason };
            ReadError::NotReadable(reason)
        })
    })
}

#[cfg(test)]
mod tests;
