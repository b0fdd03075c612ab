//! Owns `status`: what ran last and runs next, how the sources fare, what waits, and each edition's balance.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;

use super::deliver;
use super::hubs;
use super::once::balance_json;
use super::output::{Done, counted, print_json, print_text};
use super::timetable::Timetable;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Balance, Edition, EditionState, SourceState};
use crate::store::{FeedRecord, QueueView, SourceHealth, Store, WaitingHub};

/// Editions shown.
const EDITIONS: u32 = 10;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print it as one JSON document
    #[arg(long)]
    json: bool,
}

struct View {
    now: DateTime<Utc>,
    sources: Vec<SourceHealth>,
    feeds: Vec<FeedRecord>,
    hubs: Vec<WaitingHub>,
    editions: Vec<(Edition, Balance)>,
    queue: QueueView,
    timetable: Timetable,
}

pub(super) async fn run(config: Config, args: &Args) -> anyhow::Result<Done> {
    let store = Store::open(&config.store_url).await?;
    let mut editions = Vec::new();
    for edition in store.editions_latest(EDITIONS).await? {
        let balance = store.balance(edition.id).await?;
        editions.push((edition, balance));
    }
    let view = View {
        now: Clock::system().now(),
        sources: store.sources_health().await?,
        feeds: store.feeds().await?,
        hubs: store.waiting_hubs().await?,
        editions,
        queue: store.queue().await?,
        timetable: Timetable::new(&config, &store).await?,
    };
    if args.json {
        print_json(&for_machines(&config, &view))?;
    } else {
        print_text(&for_people(&config, &view))?;
    }
    store.close().await;
    Ok(Done::Well)
}

fn for_people(config: &Config, view: &View) -> String {
    let zone = config.publication.zone;
    let when = |at: Option<DateTime<Utc>>| {
        at.map_or_else(|| "never".to_owned(), |at| at.with_timezone(&zone).format("%a %-d %b %H:%M").to_string())
    };
    let mut out = format!("postround {}, {} ({zone})\n\nsources\n", env!("CARGO_PKG_VERSION"), when(Some(view.now)));
    for source in &config.sources {
        let next = view.timetable.next(source, view.now).words(when);
        let Some(health) = view.sources.iter().find(|health| health.source == source.name) else {
            out += &format!("  {}: not gathered yet; {next}\n", source.name);
            continue;
        };
        let (articles, comments) = (health.articles as usize, health.comments as usize);
        out += &format!(
            "  {}: {}, {}; last good {}, {next}\n",
            source.name,
            counted(articles, "article"),
            counted(comments, "comment"),
            when(health.last_ok)
        );
        if health.short > 0 {
            let short = counted(health.short as usize, "article");
            out += &format!("    {short} with fewer comments than the page states\n");
        }
        if health.quarantined > 0 {
            let readings = counted(health.quarantined as usize, "reading");
            let name = &source.name;
            out += &format!("    {readings} not believed: `postround sources {name} --quarantine`\n");
        }
        out += &trouble(health, zone);
    }
    out += if view.feeds.is_empty() { "\nfeeds\n  none published yet\n" } else { "\nfeeds\n" };
    for feed in &view.feeds {
        out += &format!("  {}: {} entries, last good {}\n", feed.name, feed.entries, when(feed.published));
        if !feed.problem.is_empty() {
            out += &format!("    KEPT BACK: {}\n", feed.problem);
        }
    }
    if !view.hubs.is_empty() {
        out += &format!("\nhubs\n{}", hubs::waiting(&view.hubs, when));
    }
    out += if config.digests.is_empty() { "\ndigests\n  none in the configuration\n" } else { "\ndigests\n" };
    for digest in &config.digests {
        out +=
            &format!("  {}: next {} ({})\n", digest.name, when(digest.schedule.next_after(view.now)), digest.schedule);
    }
    out += if view.editions.is_empty() { "\neditions\n  none yet\n" } else { "\neditions\n" };
    for (edition, balance) in &view.editions {
        out += &match edition.state {
            EditionState::Frozen => format!("  {} {}: {balance}\n", edition.digest, edition.date),
            EditionState::Skipped => format!("  {} {}: not sent, {}\n", edition.digest, edition.date, edition.reason),
        };
    }
    out += &format!("\nqueue: {} waiting, {} under way\n", view.queue.queued, view.queue.sending);
    out + &deliver::waiting(&view.queue)
}

/// What is wrong with a source, if anything is.
fn trouble(health: &SourceHealth, zone: Tz) -> String {
    let since = health
        .state_since
        .map_or_else(String::new, |at| format!(" since {}", at.with_timezone(&zone).format("%a %-d %b %H:%M")));
    let state = health.state.as_str().to_uppercase();
    let words = if health.words.is_empty() { &health.problem } else { &health.words };
    match (health.state, health.failures) {
        (SourceState::Well, 0) => String::new(),
        (SourceState::Well, failures) => format!("    FAILING, {failures} in a row: {}\n", health.problem),
        (_, 0) => format!("    {state}{since}: {words}\n"),
        (_, failures) => format!("    {state}, {failures} in a row: {words}\n"),
    }
}

fn for_machines(config: &Config, view: &View) -> serde_json::Value {
    let sources = config.sources.iter().map(|source| {
        let health = view.sources.iter().find(|health| health.source == source.name);
        let next = view.timetable.next(source, view.now);
        json!({
            "name": source.name.as_str(),
            "last_try": health.and_then(|health| health.last_try),
            "last_ok": health.and_then(|health| health.last_ok),
            "next": next.at,
            "held_until": next.held_until,
            "stopped": next.stopped,
            "failures": health.map_or(0, |health| health.failures),
            "state": health.map(|health| health.state.as_str()),
            "since": health.and_then(|health| health.state_since),
            "words": health.map(|health| &health.words).filter(|words| !words.is_empty()),
            "quarantined": health.map_or(0, |health| health.quarantined),
            "problem": health.map(|health| &health.problem).filter(|problem| !problem.is_empty()),
            "articles": health.map_or(0, |health| health.articles),
            "comments": health.map_or(0, |health| health.comments),
            "articles_short_of_comments": health.map_or(0, |health| health.short),
        })
    });
    let feeds = view.feeds.iter().map(|feed| {
        let problem = Some(&feed.problem).filter(|problem| !problem.is_empty());
        json!({ "name": feed.name, "id": feed.uid, "entries": feed.entries, "published": feed.published, "problem": problem })
    });
    let digests = config.digests.iter().map(|digest| {
        json!({ "name": digest.name.as_str(), "next": digest.schedule.next_after(view.now), "zone": digest.schedule.zone().name() })
    });
    let editions = view.editions.iter().map(|(edition, balance)| {
        json!({
            "digest": edition.digest.as_str(),
            "date": edition.date,
            "from": edition.from,
            "cut": edition.cut,
            "state": match edition.state { EditionState::Frozen => "frozen", EditionState::Skipped => "skipped" },
            "reason": Some(&edition.reason).filter(|reason| !reason.is_empty()),
            "balance": balance_json(balance),
        })
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "now": view.now,
        "sources": sources.collect::<Vec<_>>(),
        "feeds": feeds.collect::<Vec<_>>(),
        "hubs": view.hubs.iter().map(hubs::waiting_json).collect::<Vec<_>>(),
        "digests": digests.collect::<Vec<_>>(),
        "editions": editions.collect::<Vec<_>>(),
        "queue": { "queued": view.queue.queued, "sending": view.queue.sending, "next": view.queue.next },
    })
}
