//! Owns how one source is shown: its state, its figures, and what is usual for it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::super::output::counted;
use super::super::timetable::Next;
use crate::domain::SourceState;
use crate::gather::feed::hint_of_held;
use crate::gather::health::{self, Baseline};
use crate::gather::options::{KindOptions, SourceOptions};
use crate::store::{SourceHealth, Store};

/// A source, what the store says of it, and what is usual for it.
pub(super) struct View<'a> {
    options: &'a SourceOptions,
    health: Option<SourceHealth>,
    usual: Baseline,
    next: Next,
    /// What the operator might say of it, and does not.
    hint: Option<String>,
}

/// Asks the store for what is shown of a source.
pub(super) async fn view<'a>(
    store: &Store,
    options: &'a SourceOptions,
    health: Option<SourceHealth>,
    next: Next,
    now: DateTime<Utc>,
) -> anyhow::Result<View<'a>> {
    let since = now - chrono::TimeDelta::days(health::baseline::DAYS);
    let history = store.history(&options.name, health::baseline::ROUNDS, since).await?;
    let usual = health::baseline(&history, options.zone, now);
    Ok(View { hint: hint(store, options).await?, options, health, usual, next })
}

/// The hint for a feed of which nothing says whether its entries are whole articles.
async fn hint(store: &Store, options: &SourceOptions) -> anyhow::Result<Option<String>> {
    let KindOptions::Feed { feed, .. } = &options.kind else { return Ok(None) };
    if !feed.assumed {
        return Ok(None);
    }
    Ok(hint_of_held(store.usual(&options.name).await?.median_body))
}

/// A moment on the wall, or "never".
pub(super) fn when(at: Option<DateTime<Utc>>, zone: Tz) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.with_timezone(&zone).format("%a %-d %b %Y %H:%M").to_string())
}

fn kind(options: &SourceOptions) -> (&'static str, String) {
    match &options.kind {
        KindOptions::Page(_) => ("page", options.url.to_string()),
        KindOptions::Directory { path, .. } => ("directory", format!("{} in {}", options.url, path.display())),
        KindOptions::Feed { feed, .. } => ("feed", feed.feed.to_string()),
        KindOptions::Sitemap { map, .. } => ("sitemap", map.sitemap.as_ref().unwrap_or(&options.url).to_string()),
        KindOptions::WordPress { api, .. } => ("wordpress", api.as_ref().unwrap_or(&options.url).to_string()),
        KindOptions::Discourse { .. } => ("discourse", options.url.to_string()),
        KindOptions::Json { .. } => ("json", options.url.to_string()),
        KindOptions::LinkedData(_) => ("linked_data", options.url.to_string()),
    }
}

/// `98 %`, or a dash where too little is known.
fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

impl View<'_> {
    /// For people.
    pub(super) fn text(&self, zone: Tz) -> String {
        let (kind, address) = kind(self.options);
        let mut out = format!("{} ({kind}, {address})\n", self.options.name);
        let next = self.next.words(|at| when(at, zone));
        let Some(health) = &self.health else { return out + &format!("  not gathered yet; {next}\n") };
        out += &state_lines(health, zone);
        let tries = (when(health.last_try, zone), when(health.last_ok, zone));
        out += &format!("  last try {}, last good {}, {next}", tries.0, tries.1);
        if health.failures > 0 {
            out += &format!("; {} in a row", counted(health.failures as usize, "failure"));
        }
        let articles = counted(health.articles as usize, "article");
        let pace = self.usual.per_day.map_or_else(String::new, |n| format!(", {n:.1} a day"));
        let comments = counted(health.comments as usize, "comment");
        out += &format!("\n  {articles}{pace}; {comments} held, {} stated", health.comments_stated);
        if health.short > 0 {
            out += &format!("; {} short of comments", counted(health.short as usize, "article"));
        }
        out += &format!(
            "\n  of {}: with date {}, author {}, body {}; comments found of stated {}\n",
            counted(self.usual.pages as usize, "page"),
            share(self.usual.date),
            share(self.usual.author),
            share(self.usual.body),
            share(self.usual.comments),
        );
        if let Some(hint) = &self.hint {
            out += &format!("  {hint}\n");
        }
        if health.quarantined > 0 {
            let name = &self.options.name;
            let readings = counted(health.quarantined as usize, "reading");
            out += &format!("  {readings} not believed: `postround sources {name} --quarantine`\n");
        }
        out
    }

    /// For machines.
    pub(super) fn json(&self) -> Value {
        let (kind, address) = kind(self.options);
        let health = self.health.as_ref();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        json!({
            "name": self.options.name.as_str(),
            "title": self.options.title,
            "kind": kind,
            "address": address,
            "state": health.map(|health| health.state.as_str()),
            "since": health.and_then(|health| health.state_since),
            "words": health.and_then(|health| some(&health.words)),
            "sample": health.and_then(|health| some(&health.sample)),
            "last_try": health.and_then(|health| health.last_try),
            "last_ok": health.and_then(|health| health.last_ok),
            "next": self.next.at,
            "held_until": self.next.held_until,
            "stopped": self.next.stopped,
            "failures": health.map_or(0, |health| health.failures),
            "problem": health.and_then(|health| some(&health.problem)),
            "articles": health.map_or(0, |health| health.articles),
            "articles_a_day": self.usual.per_day,
            "comments": {
                "held": health.map_or(0, |health| health.comments),
                "stated": health.map_or(0, |health| health.comments_stated),
                "articles_short": health.map_or(0, |health| health.short),
            },
            "usual": {
                "pages": self.usual.pages,
                "announced": self.usual.announced,
                "with_date": self.usual.date,
                "with_author": self.usual.author,
                "with_body": self.usual.body,
                "comments_found": self.usual.comments,
                "silent_after_hours": self.usual.patience.map(|patience| patience.time.num_hours()),
            },
            "hint": self.hint,
            "quarantined": health.map_or(0, |health| health.quarantined),
        })
    }
}

/// The state in a line, and its words where it is not well.
fn state_lines(health: &SourceHealth, zone: Tz) -> String {
    let since = health.state_since.map_or_else(String::new, |at| format!(" since {}", when(Some(at), zone)));
    match health.state {
        SourceState::Well => format!("  well{since}\n"),
        state => {
            let words = health.words.replace('\n', " ");
            let shown = health.sample.lines().filter(|line| !line.trim().is_empty()).take(4);
            let shown = shown.fold(String::new(), |shown, line| shown + "    > " + line + "\n");
            format!("  {}{since}\n    {words}\n{shown}", state.as_str().to_uppercase())
        }
    }
}
