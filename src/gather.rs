//! Owns the flow from a source to the store: fetch, read, clean, record. A page or a source that fails, fails alone,
//! and what became of it is recorded in one place.

pub mod charset;
mod claims;
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
mod source;

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::progress::Progress;
use crate::store::{CommentsRead, Round, Store};
use claims::Claims;
use kind::{Ask, Role};
use options::SourceOptions;
use pass::Visit;
pub use source::Source;

/// At most so many articles are visited in one round of one source, whatever its listing says.
const MOST_ARTICLES: usize = 1000;

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
                let whole: Vec<_> =
                    reading.articles.into_iter().map(|found| (found, CommentsRead::default())).collect();
                for recorded in store.record_articles(&source.options.name, &whole, &[], now).await? {
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
