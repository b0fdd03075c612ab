//! Owns `publish`: the feeds, from the store to the folder.

use super::hubs;
use super::output::{Done, Voice, counted, print_json, print_text};
use super::progress::Bar;
use crate::app::App;
use crate::publish::{FeedReport, publish};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print the account of each feed, and of each hub that was told, as one JSON document
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: &Args, voice: Voice) -> anyhow::Result<Done> {
    let reports = publish_all(app, voice).await?;
    let hubs = hubs::tell(app).await?;
    if args.json {
        print_json(&reports.iter().map(json).chain(hubs.iter().map(hubs::json)).collect::<Vec<_>>())?;
    } else if !voice.quiet {
        print_text(&(lines(&reports) + &hubs::lines(&hubs)))?;
    }
    Ok(went_well(&reports).into())
}

pub(super) async fn publish_all(app: &App, voice: Voice) -> anyhow::Result<Vec<FeedReport>> {
    let bar = Bar::new("publishing", voice);
    publish(&app.store, &app.config.publish, &app.judge, &app.clock, &bar).await
}

/// Whether no feed and no entry was kept back.
pub(super) fn went_well(reports: &[FeedReport]) -> bool {
    reports.iter().all(|report| report.problem.is_empty() && report.left_out.is_empty())
}

/// Adds the accounts of a second turn to those of the first.
pub(super) fn join(first: &mut [FeedReport], second: Vec<FeedReport>) {
    for report in second {
        let Some(before) = first.iter_mut().find(|before| before.name == report.name) else { continue };
        let written = before.written + report.written;
        let archived = before.archived + report.archived;
        let changed = if report.changed.is_empty() { before.changed.clone() } else { report.changed.clone() };
        let left_out = if report.written == 0 { before.left_out.clone() } else { report.left_out.clone() };
        *before = FeedReport { written, archived, changed, left_out, ..report };
    }
}

/// For people.
pub(super) fn lines(reports: &[FeedReport]) -> String {
    let written: usize = reports.iter().map(|report| report.written).sum();
    let archived: usize = reports.iter().map(|report| report.archived).sum();
    let closed = if archived > 0 { format!(", {} closed", counted(archived, "archive")) } else { String::new() };
    let mut out = format!(
        "published {} in three formats, {} changed{closed}\n",
        counted(reports.len(), "feed"),
        counted(written, "document")
    );
    for report in reports.iter().filter(|report| !report.problem.is_empty()) {
        out += &format!("          FAILED: {} stays as it was: {}\n", report.name, report.problem);
    }
    for report in reports {
        for left in &report.left_out {
            out += &format!("          LEFT OUT of {}: {left}\n", report.name);
        }
    }
    out
}

/// For machines.
pub(super) fn json(report: &FeedReport) -> serde_json::Value {
    serde_json::json!({
        "feed": report.name,
        "entries": report.entries,
        "documents_changed": report.written,
        "archives_closed": report.archived,
        "changed": report.changed.iter().map(url::Url::as_str).collect::<Vec<_>>(),
        "left_out": report.left_out,
        "problem": (!report.problem.is_empty()).then_some(&report.problem),
    })
}
