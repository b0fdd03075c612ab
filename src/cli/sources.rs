//! Owns `sources`: how each source fares and why, and what is kept in quarantine.

mod hosts;
mod one;
mod view;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::mistake::Mistake;
use super::output::{Done, counted, print_json, print_text};
use super::timetable::Timetable;
use crate::clock::Clock;
use crate::config::Config;
use crate::gather::options::SourceOptions;
use crate::store::Store;
use view::view;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this source, in full: its last rounds, the articles short of comments, its alarms and its quarantine
    source: Option<String>,
    /// Print it as one JSON document
    #[arg(long)]
    json: bool,
    /// Only the readings that were not believed, in full
    #[arg(long, requires = "source")]
    quarantine: bool,
    /// Let what stands at this address in at the next round, though it was not believed; "all" lets all of them in
    #[arg(long, value_name = "ADDRESS", requires = "source")]
    release: Option<String>,
}

pub(super) async fn run(config: Config, args: &Args) -> anyhow::Result<Done> {
    let wanted = match &args.source {
        Some(name) => Some(find(&config, name)?),
        None => None,
    };
    let store = Store::open(&config.store_url).await?;
    let now = Clock::system().now();
    let done = match wanted {
        Some(options) => match &args.release {
            Some(url) => release(&store, options, url, now).await,
            None => one::run(&config, &store, options, args.quarantine, args.json, now).await,
        },
        None => all(&config, &store, args.json, now).await,
    };
    store.close().await;
    done
}

fn find<'a>(config: &'a Config, name: &str) -> anyhow::Result<&'a SourceOptions> {
    config.sources.iter().find(|source| source.name.as_str() == name).ok_or_else(|| {
        let names: Vec<&str> = config.sources.iter().map(|source| source.name.as_str()).collect();
        Mistake(format!("there is no source {name:?}; the configuration has {}", names.join(", "))).into()
    })
}

async fn release(store: &Store, options: &SourceOptions, url: &str, now: DateTime<Utc>) -> anyhow::Result<Done> {
    let name = &options.name;
    if url == "all" {
        let released = counted(usize::try_from(store.release_all(name, now).await?).unwrap_or(usize::MAX), "reading");
        print_text(&format!("released  {released}: let in at the next round (`postround gather {name}`)\n"))?;
        return Ok(Done::Well);
    }
    if !store.release(name, url, now).await? {
        let what =
            format!("{name} has nothing at {url:?} in quarantine; `postround sources {name} --quarantine` lists");
        return Err(Mistake(what).into());
    }
    print_text(&format!("released  {url}: it is let in at the next round (`postround gather {name}`)\n"))?;
    Ok(Done::Well)
}

async fn all(config: &Config, store: &Store, as_json: bool, now: DateTime<Utc>) -> anyhow::Result<Done> {
    let healths = store.sources_health().await?;
    let timetable = Timetable::new(config, store).await?;
    let mut views = Vec::new();
    for options in &config.sources {
        let health = healths.iter().find(|health| health.source == options.name).cloned();
        views.push(view(store, options, health, timetable.next(options, now), now).await?);
    }
    if as_json {
        let sources: Vec<Value> = views.iter().map(view::View::json).collect();
        print_json(&json!({ "now": now, "sources": sources }))?;
    } else {
        let zone = config.publication.zone;
        print_text(&views.iter().map(|view| view.text(zone)).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(Done::Well)
}
