//! Owns `once`: a full round now, and the summary whose two sides are equal.

use chrono::{DateTime, TimeDelta, Utc};

use super::output::{Done, Voice, print_json, print_text};
use super::settings::Settings;
use super::{compose, deliver, gather, hubs, publish};
use crate::app::App;
use crate::compose::options::DigestOptions;
use crate::compose::{Composed, First};
use crate::deliver::Delivered;
use crate::domain::{Balance, EditionId};
use crate::gather::Errand;
use crate::press;
use crate::publish::FeedReport;
use crate::publish::websub::HubReport;
use crate::stop::Stop;
use crate::store::{QueueView, Round};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Take this for the present, for tests and rehearsals: RFC 3339, such as 2026-11-02T06:30:00Z
    #[arg(long, value_name = "TIME")]
    now: Option<DateTime<Utc>>,
    /// Look at every article that is announced, whatever the schedule, the hours, the budget and the freshness of pages say
    #[arg(long)]
    all: bool,
    /// Print the summary as one JSON document
    #[arg(long)]
    json: bool,
}

struct Summary<'a> {
    rounds: Vec<Round>,
    feeds: Vec<FeedReport>,
    hubs: Vec<HubReport>,
    composed: Vec<(&'a DigestOptions, Result<Composed, String>)>,
    delivered: Delivered,
    mail: Balance,
    queue: QueueView,
}

pub(super) async fn run(settings: &Settings, args: &Args, voice: Voice) -> anyhow::Result<Done> {
    let app = settings.app_at(args.now).await?;
    let began = app.clock.now();
    let errand = Errand { looking: gather::looking(args.all), patience: gather::PATIENCE, ..Errand::default() };
    let rounds = gather::gather_all(&app, app.sources.clone(), errand, voice).await?;
    let mut feeds = publish::publish_all(&app, voice).await?;
    let waiting = app.store.editions_queued().await?;
    // A window ends before its cut: where the present stands still, what was just gathered would miss it.
    app.clock.advance(TimeDelta::milliseconds(1));
    let composed = compose_all(&app, began).await;
    if composed.iter().any(|(_, composed)| matches!(composed, Ok(Composed::Frozen { .. }))) {
        // An edition is an entry of its digest's feed.
        publish::join(&mut feeds, publish::publish_all(&app, voice).await?);
    }
    let hubs = hubs::tell(&app).await?;
    let delivered = deliver::deliver_all(&app, voice).await?;
    let mail = balance(&app, waiting, &composed).await?;
    let summary = Summary { rounds, feeds, hubs, composed, delivered, mail, queue: app.store.queue().await? };
    if args.json {
        print_json(&json(&summary))?;
    } else if !voice.quiet {
        print_text(&text(&summary))?;
    }
    app.store.close().await;
    Ok(went_well(&summary).into())
}

/// One digest that fails does not stop the others. What this round looked at needs no further look.
async fn compose_all(app: &App, began: DateTime<Utc>) -> Vec<(&DigestOptions, Result<Composed, String>)> {
    let mut out = Vec::new();
    for digest in &app.config.digests {
        let composed = press::compose(app, digest, First::Now, Some(began), &Stop::never()).await;
        out.push((digest, composed.map_err(|error| format!("{error:#}"))));
    }
    out
}

/// The account of every edition this round had to do with: those composed, and those that still had letters queued.
async fn balance(
    app: &App,
    mut editions: Vec<EditionId>,
    composed: &[(&DigestOptions, Result<Composed, String>)],
) -> anyhow::Result<Balance> {
    editions.extend(composed.iter().filter_map(|(_, composed)| match composed {
        Ok(Composed::Frozen { id, .. }) => Some(*id),
        _ => None,
    }));
    editions.sort_unstable();
    editions.dedup();
    let mut sum = Balance::default();
    for edition in editions {
        sum += app.store.balance(edition).await?;
    }
    Ok(sum)
}

fn went_well(summary: &Summary<'_>) -> bool {
    gather::went_well(&summary.rounds)
        && publish::went_well(&summary.feeds)
        && summary
            .composed
            .iter()
            .all(|(_, composed)| composed.as_ref().is_ok_and(|composed| !matches!(composed, Composed::Ahead(_))))
        && summary.delivered.stopped.is_empty()
        && summary.mail.balances()
        && summary.mail.failed + summary.mail.uncertain + summary.mail.queued == 0
}

fn text(summary: &Summary<'_>) -> String {
    let mut out: String = summary.rounds.iter().map(gather::line).collect();
    out += &publish::lines(&summary.feeds);
    out += &hubs::lines(&summary.hubs);
    for (digest, composed) in &summary.composed {
        out += &match composed {
            Ok(composed) => compose::line(digest, composed),
            Err(error) => format!("composed  {}: FAILED: {error}\n", digest.name),
        };
    }
    out += &format!("mailed    {}\n", summary.mail);
    out += &deliver::told(summary.delivered.alarms, summary.delivered.alarms_put_off);
    if !summary.delivered.stopped.is_empty() {
        out += &format!("          FAILED: {}\n", summary.delivered.stopped);
    }
    out += &deliver::waiting(&summary.queue);
    if !summary.mail.balances() {
        out += "          FAILED: the account does not balance; please report this\n";
    }
    out
}

fn json(summary: &Summary<'_>) -> serde_json::Value {
    let composed = summary.composed.iter().map(|(digest, composed)| {
        let (date, reason) = match composed {
            Ok(Composed::Frozen { date, .. }) => (Some(date.clone()), None),
            Ok(Composed::NotDue(_)) => (None, Some("not due".to_owned())),
            Ok(Composed::Missed(..)) => (None, Some("missed, and merged into the next".to_owned())),
            Ok(Composed::Ahead(closed)) => (None, Some(format!("its last window closed in the future, at {closed}"))),
            Ok(Composed::Already) => (None, Some("another process was first".to_owned())),
            Ok(Composed::Skipped(reason)) => (None, Some(reason.clone())),
            Err(error) => (None, Some(error.clone())),
        };
        serde_json::json!({ "digest": digest.name.as_str(), "edition": date, "reason": reason, "failed": composed.is_err() })
    });
    serde_json::json!({
        "gathered": summary.rounds.iter().map(gather::json).collect::<Vec<_>>(),
        "published": summary.feeds.iter().map(publish::json).collect::<Vec<_>>(),
        "told": summary.hubs.iter().map(hubs::json).collect::<Vec<_>>(),
        "composed": composed.collect::<Vec<_>>(),
        "mail": balance_json(&summary.mail),
        "stopped": (!summary.delivered.stopped.is_empty()).then_some(&summary.delivered.stopped),
    })
}

/// A balance for machines.
pub(super) fn balance_json(balance: &Balance) -> serde_json::Value {
    serde_json::json!({
        "candidates": balance.candidates,
        "accepted": balance.accepted,
        "failed": balance.failed,
        "uncertain": balance.uncertain,
        "skipped": balance.skipped,
        "queued": balance.queued,
        "balances": balance.balances(),
    })
}
