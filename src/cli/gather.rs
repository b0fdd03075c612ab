//! Owns `gather`: one round of every source, or of one.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::mistake::Mistake;
use super::output::{Done, Voice, counted, print_json, print_text};
use super::progress::Bar;
use crate::app::App;
use crate::domain::SourceState;
use crate::gather::{self, Errand, Looking, Source};
use crate::store::Round;

/// How long another process that gathers the same source is waited for.
pub(super) const PATIENCE: Duration = Duration::from_mins(10);

/// Sources gathered side by side; each keeps its own pace.
const AT_ONCE: usize = gather::AT_ONCE;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this source, by its name in the configuration, whatever its hours, a hold or a 410 say
    source: Option<String>,
    /// Look at every article that is announced, whatever the schedule, the hours, the budget and the freshness of pages say
    #[arg(long)]
    all: bool,
    /// Believe that the many old articles are new which a round refused to store
    #[arg(long, requires = "source")]
    accept_new: bool,
    /// Print the account of each source as one JSON document
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: &Args, voice: Voice) -> anyhow::Result<Done> {
    let sources = match &args.source {
        Some(name) => vec![find(app, name)?],
        None => app.sources.clone(),
    };
    let errand = Errand {
        looking: looking(args.all),
        accept_new: args.accept_new,
        by_hand: args.source.is_some(),
        patience: PATIENCE,
    };
    let rounds = gather_all(app, sources, errand, voice).await?;
    if args.json {
        print_json(&rounds.iter().map(json).collect::<Vec<_>>())?;
    } else if !voice.quiet {
        print_text(&rounds.iter().map(line).collect::<String>())?;
    }
    Ok(went_well(&rounds).into())
}

/// What `--all` asks for.
pub(super) fn looking(all: bool) -> Looking {
    if all { Looking::All } else { Looking::Due }
}

/// The source of that name.
pub(super) fn find(app: &App, name: &str) -> anyhow::Result<Source> {
    let found = app.sources.iter().find(|source| source.options.name.as_str() == name);
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = app.sources.iter().map(|source| source.options.name.as_str()).collect();
        Mistake(format!("there is no source {name:?}; the configuration has {}", names.join(", "))).into()
    })
}

/// One round of each source, in the order of the configuration.
pub(super) async fn gather_all(
    app: &App,
    sources: Vec<Source>,
    errand: Errand,
    voice: Voice,
) -> anyhow::Result<Vec<Round>> {
    let bar = Arc::new(Bar::new("gathering", voice));
    let mut waiting = sources.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut rounds = Vec::new();
    loop {
        while running.len() < AT_ONCE
            && let Some((index, source)) = waiting.next()
        {
            let (store, clock, bar) = (app.store.clone(), app.clock.clone(), bar.clone());
            running.spawn(async move {
                (index, gather::gather(&store, &source, errand, &clock, bar.as_ref()).await, source)
            });
        }
        let Some(ended) = running.join_next().await else { break };
        let (index, round, source) = ended?;
        let round = round?.unwrap_or_else(|| {
            let mut round = Round::new(source.options.name.clone(), app.clock.now());
            "another process is still gathering it".clone_into(&mut round.problem);
            round
        });
        rounds.push((index, round));
    }
    gather::record_hosts(&app.store, &app.net).await?;
    gather::adopt(&app.store, &app.sources, app.clock.now()).await?;
    rounds.sort_by_key(|(index, _)| *index);
    Ok(rounds.into_iter().map(|(_, round)| round).collect())
}

/// Whether no source failed as a whole.
pub(super) fn went_well(rounds: &[Round]) -> bool {
    rounds.iter().all(|round| round.problem.is_empty())
}

/// One round for people.
pub(super) fn line(round: &Round) -> String {
    let mut out = format!(
        "gathered  {}: {} ({} new, {} changed, {} failed), {} new, {} edited, {} taken away; {}, {} not modified\n",
        round.source,
        counted(round.articles() as usize, "article"),
        round.articles_new,
        round.articles_changed,
        round.articles_failed,
        counted(round.comments_new as usize, "comment"),
        round.comments_edited,
        round.comments_withdrawn,
        counted(round.requests as usize, "request"),
        round.not_modified,
    );
    if round.put_off > 0 {
        out += &format!("          {} put off to the next round\n", counted(round.put_off as usize, "article"));
    }
    if round.comments_short > 0 {
        let short = counted(round.comments_short as usize, "article");
        out += &format!("          {short} with fewer comments than the page states\n");
    }
    let says_why_nothing = round.requests == 0 && round.held_until.is_some() || round.facts.announced == 0;
    if round.problem.is_empty() && says_why_nothing {
        out.extend(round.notes.iter().map(|note| format!("          {note}\n")));
    }
    let hints = round.notes.iter().filter_map(|note| note.split_once(gather::feed::HINT));
    out.extend(hints.map(|(_, hint)| format!("          hint: {hint}\n")));
    if round.quarantined > 0 {
        let readings = counted(round.quarantined as usize, "reading");
        out += &format!("          {readings} not believed: `postround sources {} --quarantine`\n", round.source);
    }
    if round.problem.is_empty() && round.state != SourceState::Well {
        out += &format!("          {}: {}\n", round.state.as_str().to_uppercase(), round.watch.words);
    }
    if !round.problem.is_empty() {
        out += &format!("          FAILED: {}\n", round.problem);
    }
    out
}

/// One round for machines.
pub(super) fn json(round: &Round) -> serde_json::Value {
    serde_json::json!({
        "source": round.source.as_str(),
        "started": round.started,
        "finished": round.finished,
        "problem": (!round.problem.is_empty()).then_some(&round.problem),
        "notes": round.notes,
        "articles": { "new": round.articles_new, "changed": round.articles_changed, "same": round.articles_same, "failed": round.articles_failed },
        "comments": { "new": round.comments_new, "edited": round.comments_edited, "withdrawn": round.comments_withdrawn, "articles_short": round.comments_short },
        "requests": round.requests,
        "not_modified": round.not_modified,
        "fresh": round.fresh,
        "put_off": round.put_off,
        "quarantined": round.quarantined,
        "state": round.state.as_str(),
        "held_until": round.held_until,
        "bytes": round.bytes,
    })
}
