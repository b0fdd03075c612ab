//! Owns the flow from a source to the store: fetch, read, clean, record. A page or a source that fails, fails alone,
//! and what became of it is recorded in one place.

pub mod answers;
mod api;
pub mod charset;
mod claims;
pub mod clean;
pub mod comments;
pub mod correction;
pub mod dates;
mod depth;
pub mod discourse;
pub mod extract;
pub mod feed;
mod fetch;
pub mod health;
pub mod json;
pub mod kind;
mod ledger;
pub mod linked_data;
pub mod links;
mod markup;
pub mod metadata;
pub mod options;
pub mod page;
mod pass;
mod pick;
mod replay;
pub mod sitemap;
mod source;
mod stamp;
pub mod wall;
pub mod wordpress;
mod xml;

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::progress::Progress;
use crate::store::{Round, Store};
use claims::Claims;
use kind::{Ask, Role};
pub use ledger::record_hosts;
use options::SourceOptions;
use pass::Visit;
pub use source::Source;

/// At most so many articles are visited in one round of one source, whatever its listing says.
const MOST_ARTICLES: usize = 1000;

/// Whether a source that was last tried at `last` is to be gathered: its schedule says so, and its hours allow it.
pub fn is_due(options: &SourceOptions, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    if options.hours.is_some_and(|hours| !hours.is_open(now, options.zone)) {
        return false;
    }
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
    ledger::recall(store, &source.fetcher).await?;
    let mut round = Round::new(source.options.name.clone(), clock.now());
    let failed = gather_source(store, source, clock, progress, &mut round).await.err();
    if let Some(error) = &failed {
        round.problem = format!("{error:#}");
    }
    health::conclude(store, &source.options, &mut round, failed.as_ref(), clock.now()).await?;
    round.finished = clock.now();
    store.record_round(&round).await?;
    ledger::record_pressing(store, &source.fetcher).await?;
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
    let mut threads = Vec::new();
    let articles = announced(store, source, clock, round, &mut threads).await?;
    round.facts.announced += u32::try_from(articles.len()).unwrap_or(u32::MAX);
    progress.expect(articles.len() as u64);
    let mut claims = Claims::announced(&articles);
    let mut first_failure = None;
    for ask in &articles {
        if let Err(error) = pass::article(store, source, clock, ask, (round, &mut claims)).await {
            round.articles_failed += 1;
            pass::failed(round, &error);
            first_failure.get_or_insert(error);
        }
        progress.step(ask.url.path());
    }
    for ask in &threads {
        if let Err(error) = pass::comments(store, source, clock, ask, round).await {
            pass::failed(round, &error);
        }
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
async fn announced(
    store: &Store,
    source: &Source,
    clock: &Clock,
    round: &mut Round,
    threads: &mut Vec<Ask>,
) -> anyhow::Result<Vec<Ask>> {
    let mut waiting: Vec<Ask> = source.kind.begin();
    waiting.reverse();
    let mut seen = HashSet::new();
    let mut articles = Vec::new();
    let mut listings = 0;
    // Feeds that were asked for together stand for one another; they lie beside each other at the end of what waits.
    let alternatives = |waiting: &[Ask]| waiting.iter().rev().take_while(|ask| matches!(ask.role, Role::Feed)).count();
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
        if matches!(ask.role, Role::Comments { .. }) {
            threads.push(ask);
            continue;
        }
        let now = clock.now();
        let is_feed = matches!(ask.role, Role::Feed);
        let asks = match pass::visit(store, source, &ask, round, now).await {
            Ok(Visit::Same(asks)) => asks,
            Ok(Visit::Fresh(reading, memo)) => {
                round.facts.announced += u32::try_from(reading.articles.len()).unwrap_or(u32::MAX);
                let mut believed = true;
                for found in &reading.articles {
                    health::remember(round, found);
                    if !health::believes(store, &source.options, found, round, now).await? {
                        believed = false;
                        continue;
                    }
                    let comments = pass::beside(&ask, found);
                    let recorded = store.record_article(&source.options.name, found, &comments, now).await?;
                    pass::count(round, &recorded);
                }
                if believed {
                    store.remember_page(&source.options.name, ask.url.as_str(), &memo, now).await?;
                }
                reading.asks
            }
            Err(error) => {
                let asks = pass::instead(source, &ask, &error, round);
                if !asks.is_empty() {
                    waiting.extend(asks.into_iter().rev());
                    continue;
                }
                // A feed that only might have been there, while others may be.
                if is_feed && alternatives(&waiting) > 0 {
                    pass::failed(round, &error);
                    continue;
                }
                // A listing that breaks off after its first page still gave something.
                if listings == 0 || is_feed {
                    return Err(error);
                }
                pass::failed(round, &error);
                Vec::new()
            }
        };
        listings += 1;
        if is_feed {
            waiting.truncate(waiting.len() - alternatives(&waiting));
        }
        waiting.extend(asks.into_iter().rev());
    }
    Ok(articles)
}
