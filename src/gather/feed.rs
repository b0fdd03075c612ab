//! Owns the reading of other people's feeds: RSS 0.9x to 2.0, Atom and JSON Feed. An entry is taken as the article, or
//! its page is asked for; the pages themselves are read by the kind this one is given.

mod counts;
mod entry;

use std::collections::HashSet;

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
            Role::Listing { .. } | Role::Article { .. } | Role::Comments { .. } => self.pages.read(ask, page),
        }
    }

    fn rules(&self) -> String {
        format!("feed 1 {:?} {}", self.follow, self.pages.rules())
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
    let body = page.body.trim_ascii_start();
    parser().parse(body).or_else(|error| {
        // The parser takes only the versions it knows; sites write others, or none.
        as_rss_2(body)
            .and_then(|body| parser().parse(body.as_slice()).ok())
            .ok_or_else(|| ReadError::NotReadable(error.to_string()))
    })
}

/// The same feed with version 2.0 on its `rss` element.
fn as_rss_2(body: &[u8]) -> Option<Vec<u8>> {
    let start = body.windows(4).take(4_096).position(|window| window == b"<rss")? + 4;
    let end = start + body[start..].iter().position(|byte| *byte == b'>')?;
    let tag = std::str::from_utf8(&body[start..end]).ok()?;
    let mut rest = String::new();
    if let Some(at) = tag.find("version") {
        let value = tag[at..].split(['"', '\'']).nth(1)?;
        rest.push_str(&tag[..at]);
        rest.push_str(tag[at..].splitn(2, value).nth(1)?.trim_start_matches(['"', '\'']));
    } else {
        rest.push_str(tag);
    }
    Some([&body[..start], b" version=\"2.0\"", rest.as_bytes(), &body[end..]].concat())
}

#[cfg(test)]
mod tests;
