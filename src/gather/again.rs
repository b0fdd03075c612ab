//! Owns the last look at articles whose comments are about to be quoted: what their sites have taken away by then is
//! never frozen into an edition (I4). It is no round: nothing is announced, and nothing is judged of the source by it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::ledger;
use super::pass;
use super::plan::Item;
use super::source::Source;
use super::turn::{has_stopped, opens_at};
use super::walk::{Looking, Walk};
use crate::clock::Clock;
use crate::domain::ArticleId;
use crate::store::Store;

/// How long another process that gathers the source is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came of the last looks at articles of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastLooks {
    /// Articles that are now as their pages are.
    pub looked: u32,
    /// Why others are quoted as they stood, one line each.
    pub missed: Vec<String>,
}

/// Looks again at these articles of a source, under the same manners, budget and hours as in a round, for at most
/// `longest`. Those looked at since `since` are left alone.
pub async fn look_again(
    store: &Store,
    source: &Source,
    articles: &[ArticleId],
    (since, longest): (DateTime<Utc>, Duration),
    clock: &Clock,
) -> anyhow::Result<LastLooks> {
    let name = &source.options.name;
    let mut last = LastLooks::default();
    let looks = store.looks_at(name, articles).await?;
    let due: Vec<_> = looks.into_iter().filter(|look| look.looked.is_none_or(|looked| looked < since)).collect();
    if due.is_empty() {
        return Ok(last);
    }
    let Some(_lock) = store.lock(&format!("gather-{name}"), PATIENCE).await? else {
        last.missed.push(format!("{name} is being gathered by another process"));
        return Ok(last);
    };
    ledger::recall(store, &source.fetcher).await?;
    let (before, now) = (store.before_round(name).await?, clock.now());
    let standing = &before.standing;
    let is_held = standing.held_until.is_some_and(|until| until > now);
    if has_stopped(source, standing) || opens_at(source, now).is_some() || is_held && !source.costs_nothing() {
        last.missed.push(format!("{name} may not be asked now"));
        return Ok(last);
    }
    let mut walk = Walk::new((store, source, clock), (Looking::Again, false), before).within(longest);
    for look in due {
        let (url, item) = (look.url.clone(), Item::from_store(look));
        let Some(item) = item else { continue };
        match one(&mut walk, &item).await {
            Ok(()) => last.looked += 1,
            Err(error) => last.missed.push(format!("{url}: {error:#}")),
        }
    }
    ledger::record_pressing(store, &source.fetcher).await?;
    Ok(last)
}

async fn one(walk: &mut Walk<'_>, item: &Item) -> anyhow::Result<()> {
    let url = item.page.as_ref().or(item.comments.as_ref()).map_or(&item.article, |ask| &ask.url);
    anyhow::ensure!(!walk.is_held(), "its site asked to be left alone");
    anyhow::ensure!(walk.purse.has_more(url), "the time or the budget of requests for it was spent");
    match pass::look(walk, item).await {
        Ok(Some(looked)) => pass::keep(walk, item, looked).await,
        Ok(None) => Ok(()),
        Err(error) => {
            if let Some(until) = walk.asks_for_peace(&error) {
                walk.hold(until, &error);
            } else if pass::came_to_nothing(walk, item, &error).await? {
                return Ok(());
            }
            Err(error)
        }
    }
}
