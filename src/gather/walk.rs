//! Owns a round under way: what it goes by, what it may still spend, and the account it keeps.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;
use url::Url;

use super::chance;
use super::claims::Claims;
use super::health;
use super::kind::Role;
use super::source::Source;
use crate::clock::Clock;
use crate::domain::{FoundArticle, SourceState};
use crate::net::NetError;
use crate::store::{Before, Change, PageMemo, Recorded, Round, Store};

/// A round ends after so long; what had no turn is put off.
const LONGEST: Duration = Duration::from_mins(30);

/// So many notes are kept of one round.
const MOST_NOTES: usize = 50;

/// Which of the articles that are announced a round looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Looking {
    /// New ones, and those whose turn has come.
    #[default]
    Due,
    /// All of them, whatever the schedule, the budget and the freshness of pages say.
    All,
    /// Those that somebody names, whatever the schedule and the freshness of pages say.
    Again,
}

/// A round under way.
pub(super) struct Walk<'a> {
    pub(super) store: &'a Store,
    pub(super) source: &'a Source,
    pub(super) clock: &'a Clock,
    pub(super) looking: Looking,
    /// Whether many old articles that look new are believed.
    pub(super) accept_new: bool,
    /// How the source stood before.
    pub(super) before: Before,
    /// The kind's rules, asked for once.
    pub(super) rules: String,
    pub(super) claims: Claims,
    pub(super) purse: Purse,
    pub(super) round: Round,
    /// What is to be remembered, with the round, of the pages that announced.
    pub(super) memos: Vec<(Url, PageMemo)>,
    /// Articles that fell short of the comments their pages state.
    pub(super) short: Vec<String>,
    more_notes: usize,
    held: Option<u32>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        (store, source, clock): (&'a Store, &'a Source, &'a Clock),
        (looking, accept_new): (Looking, bool),
        before: Before,
    ) -> Self {
        let looking = if source.costs_nothing() { Looking::All } else { looking };
        // The first round of a source is to have all that it announces.
        let is_bound = looking != Looking::All && before.standing.last_try.is_some();
        Self {
            store,
            source,
            clock,
            looking,
            accept_new,
            rules: source.kind.rules(),
            claims: Claims::default(),
            purse: Purse::new(is_bound.then_some(source.options.budget), LONGEST),
            round: Round::new(source.options.name.clone(), clock.now()),
            before,
            memos: Vec::new(),
            short: Vec::new(),
            more_notes: 0,
            held: None,
        }
    }

    /// The same, ending after so long.
    pub(super) fn within(mut self, longest: Duration) -> Self {
        self.purse.ends = Instant::now() + longest.min(LONGEST);
        self
    }

    /// Whether so many articles of the source are held at all: a store may have lost what its memory speaks of.
    pub(super) async fn holds(&mut self, number: u32) -> anyhow::Result<bool> {
        if self.held.is_none() {
            self.held = Some(self.store.held_summary(&self.source.options.name).await?.articles);
        }
        Ok(self.held >= Some(number))
    }

    /// Tells of what is odd but is no failure.
    pub(super) fn tell(&mut self, note: &str) {
        tracing::info!(source = %self.round.source, "{note}");
        self.note(note.to_owned());
    }

    /// Tells of a page that failed while its source went on.
    pub(super) fn failed(&mut self, error: &anyhow::Error) {
        tracing::warn!(source = %self.round.source, "{error:#}");
        health::remember_failure(&mut self.round, error);
        self.note(format!("{error:#}"));
    }

    fn note(&mut self, note: String) {
        if self.round.notes.len() < MOST_NOTES {
            self.round.notes.push(note);
        } else {
            self.more_notes += 1;
        }
    }

    /// Adds what became of one article to the account.
    pub(super) fn count(&mut self, recorded: &Recorded, url: &Url) {
        let round = &mut self.round;
        match recorded.change {
            Change::New => round.articles_new += 1,
            Change::Revised => round.articles_changed += 1,
            Change::Same => round.articles_same += 1,
        }
        round.comments_new += recorded.comments_new;
        round.comments_edited += recorded.comments_edited;
        round.comments_withdrawn += recorded.comments_withdrawn;
        round.comments_short += u32::from(recorded.short);
        if recorded.short && self.short.len() < 3 {
            self.short.push(url.to_string());
        }
    }

    /// Whether what a page or a feed held is believed; what is not is in quarantine.
    pub(super) async fn believes(&mut self, found: &FoundArticle, page: &Url) -> anyhow::Result<bool> {
        health::remember(&mut self.round, found);
        let options = &self.source.options;
        Ok(health::believes(self.store, options, (found, page), &mut self.round, self.clock.now()).await?)
    }

    /// The host asked to be left alone: nothing more is asked of it in this round, nor in another one before `until`.
    pub(super) fn hold(&mut self, until: DateTime<Utc>, error: &anyhow::Error) {
        if self.round.state != SourceState::Held {
            self.round.state = SourceState::Held;
            self.round.watch.words = format!("{error:#}. The rest is put off, and asked for again by itself");
            self.tell(&format!("{error:#}; the rest is put off"));
        }
        self.round.held_until = self.round.held_until.max(Some(until));
    }

    /// Until when the host that answered so is to be left alone; `None` where it did not ask for that.
    pub(super) fn asks_for_peace(&self, error: &anyhow::Error) -> Option<DateTime<Utc>> {
        match error.downcast_ref()? {
            NetError::Held { until, .. } => Some(*until),
            NetError::Status { code: 429 | 503, left_alone, .. } => {
                let now = self.clock.now();
                Some(left_alone.and_then(|wait| TimeDelta::from_std(wait).ok()).map_or(now, |wait| now + wait))
            }
            _ => None,
        }
    }

    /// Whether nothing more is asked in this round.
    pub(super) fn is_held(&self) -> bool {
        self.round.state == SourceState::Held
    }

    /// The account, with the last words.
    pub(super) fn end(mut self) -> Round {
        if !self.short.is_empty() {
            let more = (self.round.comments_short as usize).saturating_sub(self.short.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let note = format!("fewer comments than the page states: {}{more}", self.short.join(", "));
            self.tell(&note);
        }
        if self.round.put_off > 0 && !self.is_held() {
            let cure = format!(
                "{} articles were put off to the next round: the budget of {} requests (gather.budget) or the longest \
                 time of a round ({} minutes) was spent",
                self.round.put_off,
                self.source.options.budget,
                LONGEST.as_secs() / 60
            );
            self.tell(&cure);
        }
        if self.more_notes > 0 {
            self.round.notes.push(format!("and {} more", self.more_notes));
        }
        self.round
    }
}

/// What a round may still spend.
#[derive(Debug)]
pub(super) struct Purse {
    most: Option<u32>,
    spent: HashMap<String, u32>,
    ends: Instant,
}

impl Purse {
    fn new(most: Option<u32>, longest: Duration) -> Self {
        Self { most, spent: HashMap::new(), ends: Instant::now() + longest }
    }

    /// Whether another article of that host may be looked at.
    pub(super) fn has_more(&self, url: &Url) -> bool {
        let spent = self.spent.get(url.host_str().unwrap_or_default()).copied().unwrap_or(0);
        !self.is_out_of_time() && self.most.is_none_or(|most| spent < most)
    }

    /// Whether the round has lasted as long as a round may.
    pub(super) fn is_out_of_time(&self) -> bool {
        Instant::now() >= self.ends
    }

    /// One request was made.
    pub(super) fn spend(&mut self, url: &Url) {
        *self.spent.entry(url.host_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
}

/// What changes whenever a source is read elsewhere or otherwise.
pub(super) fn fingerprint(source: &Source) -> String {
    let asks = source.kind.begin();
    let words = asks.iter().filter(|ask| !matches!(ask.role, Role::Part { .. })).map(|ask| ask.url.as_str());
    let words = words.collect::<Vec<_>>().join(" ");
    format!("{:016x}", chance::of(format!("{words} {}", source.kind.rules()).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purse_is_empty_by_host_and_by_time() {
        let (one, other): (Url, Url) = ("https://a.example/x".parse().unwrap(), "https://b.example/".parse().unwrap());
        let mut purse = Purse::new(Some(2), LONGEST);
        purse.spend(&one);
        assert!(purse.has_more(&one));
        purse.spend(&one);
        assert!(!purse.has_more(&one) && purse.has_more(&other));
        assert!(Purse::new(None, LONGEST).has_more(&one) && !Purse::new(None, LONGEST).is_out_of_time());
        assert!(Purse::new(None, Duration::ZERO).is_out_of_time());
        assert!(!Purse::new(None, Duration::ZERO).has_more(&one), "a round without a budget ends too");
    }
}
