//! Owns the flow from a source to the store: fetch, read, clean, record. A page or a source that fails, fails alone,
//! and what became of it is recorded in one place.

pub mod charset;
pub mod clean;
pub mod comments;
pub mod correction;
pub mod dates;
mod depth;
pub mod extract;
pub mod feed;
mod fetch;
pub mod kind;
pub mod linked_data;
pub mod links;
mod markup;
pub mod metadata;
pub mod options;
pub mod page;
mod pass;
mod pick;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use crate::clock::Clock;
use crate::domain::{Name, Schedule};
use crate::net::{Fetched, Net, Reach, Validators};
use crate::progress::Progress;
use crate::store::{CommentsRead, Round, Store};
use feed::FeedKind;
use fetch::{Fetcher, SiteFolder};
use kind::{Ask, Hint, Kind, Page, ReadError, Reading, Role};
use options::{KindOptions, PageRules, SourceOptions};
use page::PageKind;
use pass::Visit;

/// The largest saved page that is read, in bytes.
const SAVED_SIZE: u64 = 32_000_000;

/// At most so many articles are visited in one round of one source, whatever its listing says.
const MOST_ARTICLES: usize = 1000;

/// A source, ready to be gathered.
#[derive(Debug, Clone)]
pub struct Source {
    /// What the operator said of it.
    pub options: Arc<SourceOptions>,
    kind: Arc<dyn Kind>,
    fetcher: Fetcher,
}

impl Source {
    /// Makes a source ready; `max_size` bounds the files of a folder as it bounds answers over HTTP.
    pub fn new(options: &SourceOptions, net: &Net, max_size: u64) -> Self {
        let reach = if options.allow_private { Reach::Private } else { Reach::Public };
        let pages = |rules: &PageRules| PageKind::new(rules.clone(), options.url.clone());
        let (kind, folder): (Arc<dyn Kind>, _) = match &options.kind {
            KindOptions::Page(rules) => (Arc::new(pages(rules)), None),
            KindOptions::Directory { path, rules } => (Arc::new(pages(rules)), Some(path.clone())),
            KindOptions::Feed { feed, follow, rules } => {
                (Arc::new(FeedKind::new(feed.clone(), *follow, pages(rules))), None)
            }
        };
        let fetcher = match folder {
            Some(path) => Fetcher::Folder(SiteFolder::new(path, options.url.clone(), max_size)),
            None => Fetcher::Http { net: net.clone(), reach },
        };
        Self { options: Arc::new(options.clone()), kind, fetcher }
    }
}

impl Source {
    /// One page, found automatically.
    pub fn page(url: Url, net: Net, reach: Reach, zone: Tz) -> Self {
        Self::single(url, Fetcher::Http { net, reach }, zone)
    }

    /// One saved page, found automatically; what it links to is looked for in its folder.
    pub fn saved_page(path: &Path, zone: Tz) -> anyhow::Result<Self> {
        let path = std::fs::canonicalize(path)?;
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            anyhow::bail!("{} is not a file", path.display())
        };
        // A name that no site can have stands for the folder.
        let base: Url = "https://saved.invalid/".parse()?;
        let mut url = base.clone();
        url.set_path(&name.to_string_lossy());
        Ok(Self::single(url, Fetcher::Folder(SiteFolder::new(folder.to_owned(), base, SAVED_SIZE)), zone))
    }

    /// The same source with another reach.
    #[must_use]
    pub fn reaching(mut self, wider: Reach) -> Self {
        if let (Fetcher::Http { reach, .. }, Reach::Private) = (&mut self.fetcher, wider) {
            *reach = Reach::Private;
        }
        self
    }

    fn single(url: Url, fetcher: Fetcher, zone: Tz) -> Self {
        let name: Name = "page".parse().expect("the word is a name");
        let rules = PageRules { pages: 1, comment_pages: 50, ..PageRules::default() };
        let options = SourceOptions {
            name,
            title: url.to_string(),
            kind: KindOptions::Page(rules.clone()),
            url: url.clone(),
            schedule: Schedule::parse("@daily", zone).expect("the word is a schedule"),
            zone,
            allow_private: false,
        };
        let kind = Arc::new(SinglePage { url: url.clone(), pages: PageKind::new(rules, url) });
        Self { options: Arc::new(options), kind, fetcher }
    }

    /// Asks for the first page of a round and reads it; says what it yields.
    pub async fn first_page(&self, clock: &Clock) -> anyhow::Result<String> {
        let Some(ask) = self.kind.begin().into_iter().next() else { anyhow::bail!("it has no first page") };
        let reading = match self.fetcher.fetch(&ask.url, &Validators::default()).await {
            Ok(Fetched::Fresh(answer)) => pass::read(self, &ask, answer, clock.now(), self.options.zone).await?,
            Ok(Fetched::NotModified) => anyhow::bail!("{}: answered \"not modified\" to a first request", ask.url),
            Err(error) => anyhow::bail!("{}: {error}", ask.url),
        };
        let links = reading.asks.iter().filter(|ask| matches!(ask.role, Role::Article { .. })).count();
        Ok(format!("{}: {} articles", ask.url, links + reading.articles.len()))
    }
}

/// One article page and nothing else.
#[derive(Debug)]
struct SinglePage {
    url: Url,
    pages: PageKind,
}

impl Kind for SinglePage {
    fn begin(&self) -> Vec<Ask> {
        vec![Ask { url: self.url.clone(), role: Role::Article { hint: Hint::default() } }]
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        self.pages.read(ask, page)
    }

    fn rules(&self) -> String {
        self.pages.rules()
    }
}

/// Whether a source that was last tried at `last` is to be gathered.
pub fn is_due(options: &SourceOptions, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let Some(last) = last else { return true };
    options.schedule.last_until(now).is_some_and(|at| at > last)
}

/// Gathers one source and records what became of it. Answers `None` where another process is at it and does not end
/// within `patience`.
pub async fn gather(
    store: &Store,
    source: &Source,
    patience: Duration,
    clock: &Clock,
    progress: &dyn Progress,
) -> anyhow::Result<Option<Round>> {
    let job = format!("gather-{}", source.options.name);
    let Some(_lock) = store.lock(&job, patience).await? else { return Ok(None) };
    let mut round = Round::new(source.options.name.clone(), clock.now());
    if let Err(error) = gather_source(store, source, clock, progress, &mut round).await {
        round.problem = format!("{error:#}");
    }
    round.finished = clock.now();
    store.record_round(&round).await?;
    match round.problem.as_str() {
        "" => tracing::info!(
            source = %round.source, new = round.articles_new, changed = round.articles_changed,
            comments = round.comments_new, requests = round.requests, not_modified = round.not_modified,
            "gathered {}", round.source
        ),
        problem => tracing::warn!(source = %round.source, "cannot gather {}: {problem}", round.source),
    }
    Ok(Some(round))
}

async fn gather_source(
    store: &Store,
    source: &Source,
    clock: &Clock,
    progress: &dyn Progress,
    round: &mut Round,
) -> anyhow::Result<()> {
    let articles = announced(store, source, clock, round).await?;
    progress.expect(articles.len() as u64);
    let mut first_failure = None;
    for ask in &articles {
        if let Err(error) = pass::article(store, source, clock, ask, round).await {
            round.articles_failed += 1;
            pass::failed(round, &error);
            first_failure.get_or_insert(error);
        }
        progress.step(ask.url.path());
    }
    match first_failure {
        Some(error) if round.articles() == 0 => Err(error.context(format!(
            "not one of {} article pages could be read; has the site changed? `postround try {}` shows what is found",
            round.articles_failed, source.options.name
        ))),
        _ => Ok(()),
    }
}

/// Follows the listing or the feed; stores the articles that a feed holds whole, and returns the pages to visit.
async fn announced(store: &Store, source: &Source, clock: &Clock, round: &mut Round) -> anyhow::Result<Vec<Ask>> {
    let mut waiting: Vec<Ask> = source.kind.begin();
    waiting.reverse();
    let mut seen = HashSet::new();
    let mut articles = Vec::new();
    let mut listings = 0;
    while let Some(ask) = waiting.pop() {
        if !seen.insert(ask.url.clone()) {
            continue;
        }
        if matches!(ask.role, Role::Article { .. }) {
            articles.push(ask);
            if articles.len() >= MOST_ARTICLES {
                round.notes.push(format!("only the first {MOST_ARTICLES} articles of the listing were visited"));
                break;
            }
            continue;
        }
        let now = clock.now();
        let asks = match pass::visit(store, source, &ask, round, now).await {
            Ok(Visit::Same(asks)) => asks,
            Ok(Visit::Fresh(reading, memo)) => {
                for found in &reading.articles {
                    let recorded =
                        store.record_article(&source.options.name, found, &CommentsRead::default(), now).await?;
                    pass::count(round, &recorded);
                }
                store.remember_page(&source.options.name, ask.url.as_str(), &memo, now).await?;
                reading.asks
            }
            // A listing that breaks off after its first page still gave something.
            Err(error) if listings > 0 => {
                pass::failed(round, &error);
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        listings += 1;
        waiting.extend(asks.into_iter().rev());
    }
    Ok(articles)
}
