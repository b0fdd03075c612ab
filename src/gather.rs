//! Owns the flow from a source to the store: fetch, read, clean, record. A page or a source that fails, fails alone,
//! and what became of it is recorded in one place.

mod again;
mod announce;
pub mod answers;
mod api;
mod backoff;
mod chance;
pub mod charset;
mod claims;
pub mod clean;
pub mod comments;
pub mod correction;
pub mod dates;
mod depth;
pub mod discourse;
mod elsewise;
pub mod extract;
pub mod feed;
mod fetch;
mod follow;
mod guard;
pub mod health;
pub mod json;
pub mod kind;
mod ledger;
pub mod linked_data;
pub mod links;
mod loose;
mod markup;
pub mod metadata;
mod notice;
pub mod options;
pub mod page;
mod parts;
mod pass;
mod pick;
mod plan;
mod replay;
mod revisit;
mod search;
pub mod sitemap;
mod source;
mod stamp;
mod turn;
mod unpack;
mod visit;
mod walk;
pub mod wall;
pub mod wordpress;
mod xml;

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::clock::Clock;
use crate::domain::SourceState;
use crate::net::NetError;
use crate::progress::Progress;
use crate::store::{Round, Standing, Store};
pub use again::{LastLooks, look_again};
use announce::{Announcements, Sheet};
use claims::Claims;
use guard::MassNew;
use kind::ReadError;
pub use ledger::record_hosts;
use plan::Item;
pub use source::Source;
use turn::opens_at;
pub use turn::{has_stopped, is_due, next_round};
pub use walk::Looking;
use walk::Walk;

/// At most so many articles are looked at in one round of one source.
const MOST_ARTICLES: u32 = 1000;

/// Sources gathered side by side; each keeps its own pace.
pub const AT_ONCE: usize = 8;

/// How a round is to go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Errand {
    /// Which of the announced articles are looked at.
    pub looking: Looking,
    /// Many old articles that look new are believed to be new.
    pub accept_new: bool,
    /// A person asked for this source by its name: what stopped or holds it does not count.
    pub by_hand: bool,
    /// How long another process that gathers the same source is waited for.
    pub patience: Duration,
}

/// Gathers one source and records what became of it. Answers `None` where another process is at it and does not end
/// within the patience of the errand.
pub async fn gather(
    store: &Store,
    source: &Source,
    errand: Errand,
    clock: &Clock,
    progress: &dyn Progress,
) -> anyhow::Result<Option<Round>> {
    let job = format!("gather-{}", source.options.name);
    let Some(_lock) = store.lock(&job, errand.patience).await? else { return Ok(None) };
    ledger::recall(store, &source.fetcher).await?;
    let before = store.before_round(&source.options.name).await?;
    if !errand.by_hand && has_stopped(source, &before.standing) {
        return Ok(Some(stopped(source, &before.standing, clock)));
    }
    if let Some(opens) = opens_at(source, clock.now()).filter(|_| !errand.by_hand && errand.looking == Looking::Due) {
        return Ok(Some(outside_its_hours(before.state, source, opens, clock)));
    }
    let mut walk = Walk::new((store, source, clock), (errand.looking, errand.accept_new), before);
    let mut failed = gather_source(&mut walk, progress).await.err();
    if let Some(ReadError::Bare) = failed.as_ref().and_then(|error| error.downcast_ref())
        && !walk.holds(1).await?
    {
        walk.tell("the feed has no entries yet; it is asked again by the schedule");
        failed = None;
    }
    if let Some(error) = &failed {
        judge(&mut walk, error);
    }
    let round = end(walk, failed.as_ref()).await?;
    match round.problem.as_str() {
        "" => tracing::info!(
            source = %round.source, new = round.articles_new, changed = round.articles_changed,
            comments = round.comments_new, requests = round.requests, not_modified = round.not_modified,
            put_off = round.put_off, "gathered {}", round.source
        ),
        problem => tracing::warn!(source = %round.source, "cannot gather {}: {problem}", round.source),
    }
    Ok(Some(round))
}

/// Gives what sources told that are in the configuration no more, by whatever name, to those of `sources` that have it
/// too: else nobody would look at it again.
pub async fn adopt(store: &Store, sources: &[Source], now: DateTime<Utc>) -> anyhow::Result<()> {
    let names: Vec<_> = sources.iter().map(|source| &source.options.name).collect();
    let given = store.adopt(&names, now).await?;
    if given > 0 {
        tracing::info!("{given} articles whose source is gathered no more are told by another that has them too");
    }
    Ok(())
}

/// Ends a round: the one place where it is judged as a whole and recorded.
async fn end(mut walk: Walk<'_>, failed: Option<&anyhow::Error>) -> anyhow::Result<Round> {
    let (store, clock, source) = (walk.store, walk.clock, walk.source);
    let (memos, before) = (std::mem::take(&mut walk.memos), std::mem::take(&mut walk.before));
    let mut round = walk.end();
    health::conclude(store, &source.options, &before, &mut round, failed, clock.now()).await?;
    round.finished = clock.now();
    store.end_round(&round, &memos).await?;
    ledger::record_pressing(store, &source.fetcher).await?;
    Ok(round)
}

/// The round of a source that is not asked any more.
fn stopped(source: &Source, standing: &Standing, clock: &Clock) -> Round {
    let mut round = Round::new(source.options.name.clone(), clock.now());
    let since = standing.stopped.map(|at| at.format(" on %-d %b %Y").to_string()).unwrap_or_default();
    round.state = SourceState::Gone;
    round.problem = format!(
        "it answered 410{since}: it is gone for good and is not asked any more; take it out of the configuration, or \
         give it its new address (gathered by hand, `postround gather {}`, it is tried again)",
        source.options.name
    );
    round
}

/// The round of a source that may not be asked at this time of the day. It is not recorded: nothing was learnt.
fn outside_its_hours(before: SourceState, source: &Source, opens: DateTime<Utc>, clock: &Clock) -> Round {
    let options = &source.options;
    let mut round = Round::new(options.name.clone(), clock.now());
    round.state = before;
    round.held_until = Some(opens);
    let hours = options.hours.map(|hours| hours.to_string()).unwrap_or_default();
    let note = format!(
        "outside its hours ({hours}, {}) nothing is asked until {}; `postround gather {}` or --all asks now",
        options.zone,
        opens.with_timezone(&options.zone).format("%H:%M on %-d %b %Y"),
        options.name
    );
    tracing::info!(source = %options.name, "{note}");
    round.notes.push(note);
    round
}

/// What the failure of a whole round means for the next ones: until when its source is left alone. Which state it is in
/// for it, `health` says, unless the flow itself stopped.
fn judge(walk: &mut Walk<'_>, error: &anyhow::Error) {
    let (name, now) = (walk.source.options.name.to_string(), walk.clock.now());
    if let Some(until) = walk.asks_for_peace(error) {
        walk.hold(until, error);
        return;
    }
    let failures = walk.before.standing.failures.saturating_add(1);
    walk.round.held_until = Some(now + backoff::source(&name, failures));
    walk.round.problem = format!("{error:#}");
    match error.downcast_ref() {
        Some(NetError::Robots { .. }) => {
            let cure = "the site does not want this to be read: ask its owner, or take the source out";
            walk.round.problem = format!("{error:#}; {cure}");
        }
        Some(NetError::Status { code: 410, .. }) => {
            walk.round.held_until = None;
            walk.round.stopped_rules = Some(walk::fingerprint(walk.source));
            walk.round.problem = format!(
                "{error:#}: it is gone for good and is not asked any more; gathered by hand (`postround gather {name}`) \
                 it is tried again"
            );
        }
        _ if error.is::<MassNew>() => walk.round.state = SourceState::MassNew,
        _ => {}
    }
}

async fn gather_source(walk: &mut Walk<'_>, progress: &dyn Progress) -> anyhow::Result<()> {
    let mut news = announce::follow(walk).await?;
    let items = thought_of(walk, &mut news).await?;
    let mut kept: HashSet<Url> = HashSet::new();
    kept.extend(items.iter().filter(|item| item.is_told()).map(|item| item.article.clone()));
    walk.claims = Claims::announced(items.iter().filter(|item| item.announced).filter_map(|item| item.page.as_ref()));
    let sample = guard::to_read_first(walk, &items).await?;
    let due = plan::due(items.clone(), walk.looking, walk.clock.now());
    progress.expect(due.len() as u64);
    let mut tour = Tour { kept, failures: 0, first_failure: None };
    let rest = tour.sample(walk, &items, due, sample).await?;
    for item in rest {
        tour.visit(walk, &item).await?;
        progress.step(item.article.path());
    }
    remember(walk, news.sheets, &items, &tour.kept);
    match tour.first_failure {
        Some(error) if walk.round.articles() == 0 && (tour.failures >= 3 || tour.failures >= walk.round.facts.announced as usize) => {
            Err(error.context(format!(
                "not one of {} article pages could be read; has the site changed? `postround try {}` shows what is found",
                tour.failures, walk.source.options.name
            )))
        }
        _ => Ok(()),
    }
}

/// The articles to be thought of in this round: what is announced, then what is due although nothing announces it.
async fn thought_of(walk: &mut Walk<'_>, news: &mut Announcements) -> anyhow::Result<Vec<Item>> {
    let (name, now) = (walk.source.options.name.clone(), walk.clock.now());
    let mut items = plan::items(std::mem::take(&mut news.asks));
    let looks = walk.store.looks(&name, &items.iter().map(|item| &item.article).collect::<Vec<_>>()).await?;
    for (item, look) in items.iter_mut().zip(looks) {
        item.id = look.as_ref().map(|look| look.id);
        item.look = look;
    }
    if walk.looking == Looking::Due {
        let wanted: Vec<&Url> =
            items.iter().filter(|item| item.is_news(now)).filter_map(|item| Some(&item.page.as_ref()?.url)).collect();
        let left_alone = walk.store.pages_left_alone(&name, &wanted, now).await?;
        let waits = |item: &Item| item.is_news(now) && left_alone.contains(item.article.as_str());
        for sheet in items.iter().filter(|item| waits(item)).filter_map(|item| item.sheet) {
            if let Some(sheet) = news.sheets.get_mut(sheet) {
                sheet.is_whole = false;
            }
        }
        items.retain(|item| !waits(item));
    }
    // Comments of an article that is not held have nothing to stand under yet.
    items.retain(|item| item.page.is_some() || item.id.is_some());
    items.append(&mut news.whole);
    let seen: HashSet<_> = items.iter().filter_map(|item| item.id).collect();
    // The clock was ahead of this one at the last round: what it put off may be due.
    let until = walk.before.standing.last_try.filter(|last| *last > now).map_or(now, |last| last + TimeDelta::days(5));
    if !walk.before.may_be_due(until) {
        return Ok(items);
    }
    for look in walk.store.articles_due_a_look(&name, until, MOST_ARTICLES).await? {
        if !seen.contains(&look.id)
            && let Some(mut item) = Item::from_store(look)
        {
            if let Some(ask) = news.quiet.get(&item.article) {
                item.announced_by(ask);
            }
            items.push(item);
        }
    }
    Ok(items)
}

/// The articles of a round, one after the other.
struct Tour {
    /// The addresses under which an article is held by now.
    kept: HashSet<Url>,
    /// Pages that were announced and could not be read.
    failures: usize,
    first_failure: Option<anyhow::Error>,
}

impl Tour {
    /// Looks at so many surprising articles before any is stored, and stores them only once all are judged; answers
    /// those that are still to be looked at.
    async fn sample(
        &mut self,
        walk: &mut Walk<'_>,
        items: &[Item],
        due: Vec<Item>,
        number: usize,
    ) -> anyhow::Result<Vec<Item>> {
        if number == 0 {
            return Ok(due);
        }
        let mut rest = Vec::new();
        let mut looked = Vec::new();
        for item in due {
            if looked.len() >= number || !(item.surprising && item.is_unknown()) || walk.is_held() {
                rest.push(item);
                continue;
            }
            match pass::look(walk, &item).await {
                Ok(Some(look)) => looked.push((item, look)),
                Ok(None) => {}
                Err(error) => self.failed(walk, &item, error).await?,
            }
        }
        let dates: Vec<_> =
            looked.iter().map(|(_, look)| look.found.as_ref().and_then(|found| found.published)).collect();
        guard::pages(walk, items, &dates).await?;
        for (item, look) in looked {
            self.keep(walk, &item, look).await?;
        }
        Ok(rest)
    }

    /// Looks at one article, unless the budget is spent or the host wants peace.
    async fn visit(&mut self, walk: &mut Walk<'_>, item: &Item) -> anyhow::Result<()> {
        let url = item.page.as_ref().or(item.comments.as_ref()).map_or(&item.article, |ask| &ask.url);
        if walk.is_held() || !walk.purse.has_more(url) {
            walk.round.put_off += 1;
            return Ok(());
        }
        match pass::look(walk, item).await {
            Ok(Some(look)) => self.keep(walk, item, look).await,
            Ok(None) => Ok(()),
            Err(error) => self.failed(walk, item, error).await,
        }
    }

    async fn keep(&mut self, walk: &mut Walk<'_>, item: &Item, look: pass::Looked) -> anyhow::Result<()> {
        match pass::keep(walk, item, look).await {
            Ok(()) => {
                self.kept.insert(item.article.clone());
                Ok(())
            }
            Err(error) => self.failed(walk, item, error).await,
        }
    }

    async fn failed(&mut self, walk: &mut Walk<'_>, item: &Item, error: anyhow::Error) -> anyhow::Result<()> {
        if let Some(until) = walk.asks_for_peace(&error) {
            walk.hold(until, &error);
            walk.round.put_off += 1;
            return Ok(());
        }
        if pass::came_to_nothing(walk, item, &error).await? {
            return Ok(());
        }
        walk.round.articles_failed += 1;
        walk.failed(&error);
        // One that has left its listing, or is gone, is not the site's fault.
        if item.announced && (item.is_unknown() || !visit::is_gone(&error)) {
            self.failures += 1;
            self.first_failure.get_or_insert(error);
        }
        Ok(())
    }
}

/// Remembers the pages that announce, now that what they announce is stored; it is written down with the round.
fn remember(walk: &mut Walk<'_>, sheets: Vec<Sheet>, items: &[Item], kept: &HashSet<Url>) {
    for (place, mut sheet) in sheets.into_iter().enumerate() {
        let waits = |item: &Item| item.sheet == Some(place) && !kept.contains(&item.article);
        let settled = sheet.is_whole && !items.iter().any(waits);
        if sheet.is_news || settled != sheet.memo.settled {
            sheet.memo.settled = settled;
            walk.memos.push((sheet.url, sheet.memo));
        }
    }
}
