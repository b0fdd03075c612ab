//! Owns what `moderate list` and `moderate log` print.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::comment::clip;
use crate::app::App;
use crate::cli::output::{Done, counted, print_json, print_text};
use crate::domain::{ANONYMOUS, REPORT_REASONS, Ruling, bare};
use crate::store::{Block, LogLine, Moderated};

pub(super) async fn list(app: &App, as_json: bool) -> anyhow::Result<Done> {
    let cases = app.store.moderated().await?;
    let blocks = app.store.blocks().await?;
    if as_json {
        let cases: Vec<Value> = cases.iter().map(case_json).collect();
        let blocks: Vec<Value> = blocks.iter().map(block_json).collect();
        print_json(&json!({ "comments": cases, "blocks": blocks }))?;
        return Ok(Done::Well);
    }
    let zone = app.config.publication.zone;
    let mut out = String::new();
    let ruled = |ruling| move |case: &&Moderated| !case.waits() && has(case, ruling);
    let parts: [(&str, Vec<&Moderated>); 5] = [
        ("waiting for a decision", cases.iter().filter(|case| case.waits()).collect()),
        ("hidden", cases.iter().filter(ruled(Ruling::Hidden)).collect()),
        ("vetoed", cases.iter().filter(ruled(Ruling::Vetoed)).collect()),
        ("pinned", cases.iter().filter(ruled(Ruling::Pinned)).collect()),
        ("shown", cases.iter().filter(ruled(Ruling::Shown)).collect()),
    ];
    for (heading, cases) in parts.iter().filter(|(_, cases)| !cases.is_empty()) {
        out += &format!("{heading}:\n");
        out.extend(cases.iter().map(|case| case_text(case, zone)));
    }
    if !blocks.is_empty() {
        out += "never quoted:\n";
        out.extend(blocks.iter().map(|block| block_text(block, zone)));
    }
    if out.is_empty() {
        out += "nothing was reported, decided or blocked\n";
    }
    print_text(&out)?;
    Ok(Done::Well)
}

pub(super) async fn log(app: &App, lines: u32, as_json: bool) -> anyhow::Result<Done> {
    let mut log = app.store.moderation_log(lines).await?;
    log.reverse();
    if as_json {
        let line = |line: &LogLine| json!({ "at": line.at, "who": line.who, "what": line.what, "target": line.target, "why": line.why });
        print_json(&json!({ "log": log.iter().map(line).collect::<Vec<_>>() }))?;
        return Ok(Done::Well);
    }
    let zone = app.config.publication.zone;
    let line = |line: &LogLine| {
        let why = if line.why.is_empty() { String::new() } else { format!(": {}", clip(&line.why, 200)) };
        format!(
            "{}  {}: {} {}{why}\n",
            when(line.at, zone),
            clip(&line.who, 60),
            line.what,
            clip(bare(&line.target), 80)
        )
    };
    let text: String = log.iter().map(line).collect();
    print_text(if text.is_empty() { "nothing was done yet\n" } else { &text })?;
    Ok(Done::Well)
}

fn has(case: &Moderated, ruling: Ruling) -> bool {
    case.decision.as_ref().is_some_and(|decision| decision.ruling == ruling)
}

fn when(at: DateTime<Utc>, zone: chrono_tz::Tz) -> String {
    at.with_timezone(&zone).format("%-d %b %Y %H:%M").to_string()
}

fn case_text(case: &Moderated, zone: chrono_tz::Tz) -> String {
    let author = clip(case.author.as_deref().unwrap_or(ANONYMOUS), 40);
    let gone = if case.withdrawn { " (taken away by the site)" } else { "" };
    let mut out = format!(
        "  {} {author} under \u{201c}{}\u{201d} ({}){gone}\n    {}\n",
        bare(&case.uid),
        clip(&case.title, 60),
        case.source,
        clip(&case.text, 100)
    );
    if case.reports > 0 {
        let last = case.last_report.map(|at| format!(", last on {}", when(at, zone))).unwrap_or_default();
        let said = |(word, people): &(String, u32)| {
            let said =
                REPORT_REASONS.iter().find(|(known, _)| known == word).map_or("no reason given", |(_, said)| said);
            format!("{said} ({people})")
        };
        out += &format!(
            "    reported by {} from {}{last}: {}\n",
            counted(case.reports as usize, "reader"),
            if case.places == 1 { "1 address".to_owned() } else { format!("{} addresses", case.places) },
            case.reasons.iter().map(said).collect::<Vec<_>>().join("; ")
        );
    }
    if let Some(decision) = &case.decision {
        let word = if decision.ruling == Ruling::Reported { "hidden" } else { decision.ruling.as_str() };
        let why = if decision.why.is_empty() { String::new() } else { format!(": {}", clip(&decision.why, 200)) };
        out += &format!("    {word} by {} on {}{why}\n", clip(&decision.who, 60), when(decision.at, zone));
    }
    out
}

fn block_text(block: &Block, zone: chrono_tz::Tz) -> String {
    let why =
        if block.why.is_empty() || block.from_config { String::new() } else { format!(": {}", clip(&block.why, 200)) };
    let by = if block.from_config {
        "in the configuration".to_owned()
    } else {
        format!("by {} on {}", clip(&block.who, 60), when(block.at, zone))
    };
    format!("  {} {:?} ({by}{why})\n", block.kind.as_str(), block.words)
}

fn case_json(case: &Moderated) -> Value {
    let decision = case.decision.as_ref().map(|decision| {
        json!({ "state": decision.ruling.as_str(), "at": decision.at, "by": decision.who, "reason": decision.why })
    });
    let reasons: serde_json::Map<String, Value> =
        case.reasons.iter().map(|(word, people)| (word.clone(), json!(people))).collect();
    json!({
        "id": case.uid,
        "author": case.author,
        "text": case.text,
        "article": case.article_uid,
        "title": case.title,
        "source": case.source.as_str(),
        "waits": case.waits(),
        "withdrawn": case.withdrawn,
        "decision": decision,
        "reports": { "readers": case.reports, "addresses": case.places, "last": case.last_report, "reasons": reasons },
    })
}

fn block_json(block: &Block) -> Value {
    json!({
        "kind": block.kind.as_str(),
        "text": block.words,
        "from": if block.from_config { "config" } else { "operator" },
        "at": block.at,
        "by": block.who,
        "reason": block.why,
    })
}
