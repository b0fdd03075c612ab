//! Owns `sources NAME`: one source in full.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::super::output::{Done, counted, print_json, print_text};
use super::super::timetable::Timetable;
use super::hosts;
use super::view::{view, when};
use crate::config::Config;
use crate::domain::HostRecord;
use crate::gather::options::SourceOptions;
use crate::store::{Alarm, Round, ShortArticle, Store, Suspect};

/// Rounds shown.
const ROUNDS: u32 = 20;
/// Articles short of comments shown, and alarms.
const SHORT: u32 = 20;
const ALARMS: u32 = 10;

/// What is shown of one source beside its line.
struct Full {
    rounds: Vec<Round>,
    short: Vec<ShortArticle>,
    alarms: Vec<Alarm>,
    hosts: Vec<HostRecord>,
    quarantine: Vec<Suspect>,
}

pub(super) async fn run(
    config: &Config,
    store: &Store,
    options: &SourceOptions,
    quarantine_only: bool,
    as_json: bool,
    now: DateTime<Utc>,
) -> anyhow::Result<Done> {
    let (name, zone) = (&options.name, config.publication.zone);
    let quarantine = store.quarantined(name).await?;
    if quarantine_only {
        if as_json {
            print_json(&json!({ "source": name.as_str(), "quarantine": suspects_json(&quarantine) }))?;
        } else {
            let cure =
                format!("let in what is sound: `postround sources {name} --release ADDRESS`, or `--release all`\n");
            let cure = if quarantine.iter().any(|suspect| suspect.settled.is_none()) { cure } else { String::new() };
            print_text(&(suspects_text(&quarantine, zone, usize::MAX) + &cure))?;
        }
        return Ok(Done::Well);
    }
    let health = store.sources_health().await?.into_iter().find(|health| health.source == *name);
    let next = Timetable::new(config, store).await?.next(options, now);
    let view = view(store, options, health, next, now).await?;
    let full = Full {
        rounds: store.rounds(name, ROUNDS).await?,
        short: store.articles_short(name, SHORT).await?,
        alarms: store.alarms(name, ALARMS).await?,
        hosts: hosts::of(store, options).await?,
        quarantine,
    };
    if as_json {
        let mut document = view.json();
        document["rounds"] = full.rounds.iter().map(round_json).collect();
        document["articles_short"] = full.short.iter().map(short_json).collect();
        document["alarms"] = full.alarms.iter().map(alarm_json).collect();
        document["hosts"] = full.hosts.iter().map(hosts::json).collect();
        document["quarantine"] = suspects_json(&full.quarantine);
        print_json(&document)?;
    } else {
        print_text(&(view.text(zone) + &full.text(zone)))?;
    }
    Ok(Done::Well)
}

impl Full {
    fn text(&self, zone: Tz) -> String {
        let mut out = String::from("\nrounds\n");
        for round in &self.rounds {
            out += &round_text(round, zone);
        }
        let noted = self.rounds.iter().find(|round| !round.notes.is_empty());
        if let Some(round) = noted {
            out += &format!("\nnotes of the round of {}\n", when(Some(round.started), zone));
            for note in &round.notes {
                out += &format!("  {note}\n");
            }
        }
        if !self.short.is_empty() {
            out += "\narticles short of comments\n";
        }
        for article in &self.short {
            let behind = article
                .behind
                .as_deref()
                .map_or_else(String::new, |behind| format!(" (not in the page: shown by {behind})"));
            out +=
                &format!("  {} of {}: {}{behind}\n    {}\n", article.held, article.stated, article.title, article.url);
        }
        if !self.hosts.is_empty() {
            out += "\nhosts\n";
        }
        for host in &self.hosts {
            out += &hosts::text(host, zone);
        }
        if !self.alarms.is_empty() {
            out += "\nalarms\n";
        }
        for alarm in &self.alarms {
            out += &alarm_text(alarm, zone);
        }
        if !self.quarantine.is_empty() {
            out += &format!("\nquarantine\n{}", suspects_text(&self.quarantine, zone, 200));
        }
        out
    }
}

fn round_text(round: &Round, zone: Tz) -> String {
    let mut out = format!(
        "  {}  {}: {} ({} new, {} changed, {} failed), {} new, {} edited, {}, {} not modified",
        when(Some(round.started), zone),
        round.state.as_str(),
        counted(round.articles() as usize, "article"),
        round.articles_new,
        round.articles_changed,
        round.articles_failed,
        counted(round.comments_new as usize, "comment"),
        round.comments_edited,
        counted(round.requests as usize, "request"),
        round.not_modified,
    );
    if round.put_off > 0 {
        out += &format!(", {} put off", round.put_off);
    }
    if round.quarantined > 0 {
        out += &format!(", {} not believed", round.quarantined);
    }
    out.push('\n');
    if !round.problem.is_empty() {
        out += &format!("    FAILED: {}\n", round.problem);
    }
    out
}

fn alarm_text(alarm: &Alarm, zone: Tz) -> String {
    let told = |at: Option<DateTime<Utc>>| at.map_or("not told", |_| "told");
    let ended = match alarm.ended {
        Some(at) => format!("; well again {} ({})", when(Some(at), zone), told(alarm.end_told)),
        None => "; goes on".to_owned(),
    };
    let began = when(Some(alarm.began), zone);
    let mut out = format!("  {} {began} ({}){ended}\n", alarm.state.as_str(), told(alarm.told));
    if !alarm.problem.is_empty() {
        out += &format!("    its mail: {}\n", alarm.problem);
    }
    out
}

fn suspects_text(suspects: &[Suspect], zone: Tz, most: usize) -> String {
    if suspects.is_empty() {
        return "  nothing\n".to_owned();
    }
    let mut out = String::new();
    for suspect in suspects {
        let settled = if suspect.settled.is_some() { ", released" } else { "" };
        let text: String = suspect.text.chars().take(most).collect();
        let at = when(Some(suspect.found), zone);
        out += &format!("  {}\n    {at}{settled}: {}\n    {}\n", suspect.url, suspect.why, suspect.title);
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            out += &format!("      {line}\n");
        }
    }
    out
}

fn round_json(round: &Round) -> Value {
    let facts = round.facts;
    let mut document = super::super::gather::json(round);
    document["state"] = round.state.as_str().into();
    document["put_off"] = round.put_off.into();
    document["quarantined"] = round.quarantined.into();
    document["facts"] = json!({
        "announced": facts.announced,
        "pages_read": facts.pages_read,
        "with_date": facts.with_date,
        "with_author": facts.with_author,
        "with_body": facts.with_body,
        "comments_found": facts.comments_found,
        "comments_stated": facts.comments_stated,
    });
    document
}

fn short_json(article: &ShortArticle) -> Value {
    json!({
        "url": article.url,
        "title": article.title,
        "stated": article.stated,
        "held": article.held,
        "shown_by": article.behind,
    })
}

fn alarm_json(alarm: &Alarm) -> Value {
    json!({
        "state": alarm.state.as_str(),
        "began": alarm.began,
        "told": alarm.told,
        "ended": alarm.ended,
        "end_told": alarm.end_told,
        "words": alarm.words,
        "sample": alarm.sample,
        "attempts": alarm.attempts,
        "problem": (!alarm.problem.is_empty()).then_some(&alarm.problem),
    })
}

fn suspects_json(suspects: &[Suspect]) -> Value {
    let one = |suspect: &Suspect| {
        json!({
            "url": suspect.url,
            "found": suspect.found,
            "why": suspect.why,
            "title": suspect.title,
            "text": suspect.text,
            "released": suspect.settled,
        })
    };
    suspects.iter().map(one).collect()
}
