//! Owns the kind of source that announces its articles by a feed: RSS 0.9x to 2.0, Atom and JSON Feed, mended where they
//! are broken, found from a site's page where only that is known. An entry is taken as the article, or its page is asked
//! for; the pages themselves are read by the kind this one is given.

mod atom;
mod discover;
mod document;
mod entry;
mod json;
mod media;
mod polling;
mod read;
mod replies;
mod rss;
mod summary;

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use url::Url;

use super::kind::{Ask, Hint, Kind, Page, ReadError, Reading, Role};
use super::options::{FeedRules, Follow};
use super::{charset, clean};
use crate::domain::FoundArticle;
use read::NoFeed;
pub use summary::{HINT, hint_of_held};

/// Changes whenever this reader would read the same bytes otherwise.
const READER_VERSION: u32 = 3;

/// A source that announces its articles by a feed.
#[derive(Debug)]
pub struct FeedKind<P> {
    rules: FeedRules,
    pages: P,
    /// The feed that was found from the site's page: as long as it is one, the page is not asked for again.
    found: Mutex<Option<Url>>,
}

impl<P: Kind> FeedKind<P> {
    /// A feed, or a site that has one; `pages` reads the pages of its entries.
    pub fn new(rules: FeedRules, pages: P) -> Self {
        Self { rules, pages, found: Mutex::new(None) }
    }

    fn read_feed(&self, ask: &Ask, page: &Page<'_>, number: u32) -> Result<Reading, ReadError> {
        let feed = match read::read(page) {
            Ok(feed) => feed,
            Err(NoFeed::Html(html)) if self.rules.discover && ask.url == self.rules.feed => {
                return Ok(discovered(&html, page));
            }
            Err(NoFeed::Html(html)) => return Err(ReadError::NotReadable(html_instead(&html, page.url))),
            Err(NoFeed::Other(what)) => return Err(ReadError::NotReadable(what)),
        };
        if feed.entries.is_empty() {
            // One that had to be mended may have had some.
            let is_sound = feed.notes.is_empty();
            let nothing = || ReadError::Nothing(": the feed has no entries".to_owned());
            return Err(if is_sound { ReadError::Bare } else { nothing() });
        }
        let mut reading = Reading { ttl: feed.ttl, skips: feed.skips, notes: feed.notes.clone(), ..Reading::default() };
        let (mut seen, mut summaries) = (HashSet::new(), 0);
        for entry in &feed.entries {
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
            match self.rules.follow {
                Follow::Entries => {
                    summaries += usize::from(summary::is_summary(entry, &article));
                    reading.asks.extend(comments(&article, entry.replies.clone()));
                    reading.articles.push(article);
                }
                Follow::Pages => reading.asks.push(announced(article)),
            }
        }
        if seen.is_empty() {
            let entries = feed.entries.len();
            return Err(ReadError::Nothing(format!(": none of the feed's {entries} entries has an address")));
        }
        if self.rules.assumed {
            reading.notes.extend(summary::hint(summaries, seen.len()));
        }
        if let Some(next) = feed.next.filter(|next| number < self.rules.pages && next != page.url) {
            reading.asks.push(Ask { url: next, role: Role::Listing { number: number + 1 } });
        }
        if self.rules.discover && ask.url != self.rules.feed && number == 1 {
            *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(ask.url.clone());
            reading.notes.push(format!(
                "this feed was found from {}; write feed = \"{}\" in the configuration to spare the site a request each round",
                self.rules.feed, ask.url
            ));
        }
        Ok(reading)
    }

    fn read_comments(&self, ask: &Ask, page: &Page<'_>, place: (&Url, u32, u32)) -> Result<Reading, ReadError> {
        let (article, offset, number) = place;
        let Ok(feed) = read::read(page) else { return self.pages.read(ask, page) };
        let mut reading = Reading { notes: feed.notes.clone(), ..Reading::default() };
        reading.comments = replies::read(&feed, article, offset);
        if let Some(next) = feed.next.filter(|next| next != page.url && !reading.comments.is_empty()) {
            if number < self.rules.comment_pages {
                let read = u32::try_from(reading.comments.len()).unwrap_or(u32::MAX);
                let offset = offset.saturating_add(read);
                let role = Role::Comments { article: article.clone(), offset, number: number + 1 };
                reading.asks.push(Ask { url: next, role });
            } else {
                let most = self.rules.comment_pages;
                reading.notes.push(format!("further comments are not read: comment_pages = {most}"));
            }
        }
        Ok(reading)
    }

    /// The article's page; where it states comments and shows none, the feed of comments that it names.
    fn read_article(&self, ask: &Ask, page: &Page<'_>, hint: &Hint) -> Result<Reading, ReadError> {
        let mut reading = self.pages.read(ask, page)?;
        let has_further = reading.asks.iter().any(|ask| matches!(ask.role, Role::Comments { .. }));
        if let Some(article) = reading.articles.first().filter(|article| article.comments.is_empty() && !has_further)
            && article.comments_stated.or(hint.comments_stated).is_some_and(|stated| stated > 0)
        {
            let html = charset::decode(page.body, page.content_type);
            let feed = discover::of_comments(&html, page.url);
            let role = Role::Comments { article: ask.url.clone(), offset: 0, number: 2 };
            reading.asks.extend(feed.map(|url| Ask { url, role }));
        }
        Ok(reading)
    }
}

impl<P: Kind> Kind for FeedKind<P> {
    fn begin(&self) -> Vec<Ask> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        found.into_iter().chain([self.rules.feed.clone()]).map(|url| Ask { url, role: Role::Feed }).collect()
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        match &ask.role {
            Role::Feed => self.read_feed(ask, page, 1),
            Role::Listing { number } => self.read_feed(ask, page, *number),
            Role::Comments { article, offset, number } => self.read_comments(ask, page, (article, *offset, *number)),
            Role::Article { hint } => self.read_article(ask, page, hint),
            Role::Part { .. } => self.pages.read(ask, page),
        }
    }

    fn cure(&self) -> String {
        "no feed was found; write the address of one (feed = \"…\"), or have the site's pages read (kind = \"page\")"
            .to_owned()
    }

    fn rules(&self) -> String {
        let FeedRules { feed: _, discover, follow, assumed: _, pages, comment_pages } = &self.rules;
        format!("feed {READER_VERSION} {follow:?} {discover} {pages} {comment_pages} {}", self.pages.rules())
    }
}

/// What to ask for where a page for people stands at the address: feeds it names, then usual places, the first that is
/// a feed being it.
fn discovered(html: &str, page: &Page<'_>) -> Reading {
    let mut reading = Reading { refused: Some("an HTML page, not a feed".to_owned()), ..Reading::default() };
    let named = discover::named(html, page.url);
    let said: Vec<&str> = named.iter().map(Url::as_str).collect();
    reading.notes.push(match said.as_slice() {
        [] => "this is an HTML page that names no feed; the usual places are tried".to_owned(),
        said => format!("this is an HTML page; its feeds are tried in this order: {}", said.join(", ")),
    });
    for url in named.into_iter().chain(discover::well_known(page.url)) {
        if url != *page.url && reading.asks.iter().all(|ask| ask.url != url) {
            reading.asks.push(Ask { url, role: Role::Feed });
        }
    }
    reading
}

fn html_instead(html: &str, url: &Url) -> String {
    let named = discover::named(html, url);
    let named: Vec<&str> = named.iter().map(Url::as_str).collect();
    match named.as_slice() {
        [] => "this is an HTML page, not a feed; look on it for the feed's address, and write it as feed = \"…\""
            .to_owned(),
        named => format!("this is an HTML page, not a feed; its feeds are: {}", named.join(", ")),
    }
}

/// Asks for the feed of an article's comments, unless there are none.
fn comments(article: &FoundArticle, replies: Option<Url>) -> Option<Ask> {
    let url = replies.filter(|_| article.comments_stated != Some(0))?;
    Some(Ask {
        url: clean::without_trackers(url),
        role: Role::Comments { article: article.url.clone(), offset: 0, number: 1 },
    })
}

fn announced(article: FoundArticle) -> Ask {
    let hint = Hint {
        title: Some(article.title),
        authors: article.authors,
        topics: article.topics,
        published_ms: article.published.map(|at| at.timestamp_millis()),
        lead: article.lead,
        comments_stated: article.comments_stated,
    };
    Ask { url: article.url, role: Role::Article { hint } }
}

#[cfg(test)]
mod tests;
