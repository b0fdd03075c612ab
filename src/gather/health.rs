//! Owns the health of a source: what a round notes of the pages it reads, what it does not believe, and what state it
//! finds the source in. What is judged, and by which figures, is pure and stands in the files below.

pub mod baseline;
pub mod failure;
pub mod judge;
pub mod silence;
mod suspect;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::kind::ReadError;
use super::options::SourceOptions;
use crate::domain::{Access, FoundArticle, RoundFacts, Sample, SourceState, Usual};
use crate::store::{Before, CommentsRead, Round, Store, StoreResult};
pub use baseline::{Baseline, baseline};
use failure::Failure;
pub use judge::{Case, Verdict, judge};
pub use suspect::suspect;

/// A shorter body, in characters, is none to speak of.
const SHORT: usize = 200;
/// A sample shows so many characters.
const SAMPLE: usize = 300;
/// No source is silent before this, so a quiet round need not look further.
const NEVER_SILENT: TimeDelta = TimeDelta::days(2);

/// Counts what one article, read afresh, has. A body behind a gate is as long as the gate lets it be.
pub fn note(facts: &mut RoundFacts, found: &FoundArticle) {
    facts.pages_read += 1;
    facts.with_date += u32::from(found.published.is_some());
    facts.with_author += u32::from(!found.authors.is_empty());
    facts.with_body += u32::from(has_body(found));
}

fn has_body(found: &FoundArticle) -> bool {
    found.access != Access::Open || found.text.chars().nth(SHORT - 1).is_some()
}

/// Counts the comments found under one article, all of whose pages were read afresh, against those it states.
pub fn note_comments(facts: &mut RoundFacts, found: usize, stated: Option<u32>) {
    if let Some(stated) = stated {
        facts.comments_stated = facts.comments_stated.saturating_add(stated);
        let found = u32::try_from(found).unwrap_or(u32::MAX).min(stated);
        facts.comments_found = facts.comments_found.saturating_add(found);
    }
}

/// Notes an article read afresh: the figures, and the first one that lacks something as a sample.
pub(super) fn remember(round: &mut Round, found: &FoundArticle) {
    note(&mut round.facts, found);
    let lacks = [("date", found.published.is_none()), ("author", found.authors.is_empty()), ("body", !has_body(found))];
    for (part, _) in lacks.into_iter().filter(|(_, lacks)| *lacks) {
        round.watch.lacking.entry(part).or_insert_with(|| sample(found));
    }
    if let Some(behind) = &found.comments_behind {
        round.watch.comments_behind.get_or_insert_with(|| behind.clone());
        round.watch.lacking.entry("comments").or_insert_with(|| sample(found));
    }
}

/// Notes the comments of an article. Where a page of them was "not modified" their number is not known, and where
/// something else shows them none can be found: then nothing is counted.
pub(super) fn remember_comments(round: &mut Round, article: &FoundArticle, read: &CommentsRead) {
    let pages = read.pages.iter().map(|page| page.comments.as_ref().map(Vec::len));
    let Some(found) = pages.sum::<Option<usize>>().filter(|_| article.comments_behind.is_none()) else { return };
    note_comments(&mut round.facts, found, article.comments_stated);
    if article.comments_stated.is_some_and(|stated| (found as u64) < u64::from(stated)) {
        round.watch.lacking.entry("comments").or_insert_with(|| sample(article));
    }
}

/// Notes a page that failed while its source went on.
pub(super) fn remember_failure(round: &mut Round, error: &anyhow::Error) {
    let url = error.downcast_ref::<Url>();
    if let Some(walled) = failure::walled(error, url) {
        round.watch.walled += 1;
        let sample = || Sample { url: url.map(Url::to_string).unwrap_or_default(), text: walled.words.clone() };
        round.watch.wall.get_or_insert_with(|| (walled.wall.state(), walled.wall.to_string(), sample()));
    }
    if let Some(ReadError::Missing { .. }) = error.downcast_ref() {
        // Of its other parts nothing is known: they count as there.
        let facts = &mut round.facts;
        facts.pages_read += 1;
        facts.with_date += 1;
        facts.with_author += 1;
        let sample = || Sample { url: url.map(Url::to_string).unwrap_or_default(), text: String::new() };
        round.watch.lacking.entry("body").or_insert_with(sample);
    }
}

fn sample(found: &FoundArticle) -> Sample {
    let text: String = found.text.chars().take(SAMPLE).collect();
    let text = if text.is_empty() { "(no body was found)".to_owned() } else { text };
    Sample { url: found.url.to_string(), text: format!("{}\n{text}", found.title) }
}

/// Whether what was read of a page is believed. What is not goes into quarantine in place of the store, until the page
/// changes or the operator lets it in; what is, leaves it.
pub(super) async fn believes(
    store: &Store,
    options: &SourceOptions,
    (found, page): (&FoundArticle, &Url),
    round: &mut Round,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let usual = match round.watch.usual.take() {
        Some(usual) => usual,
        None => store.usual(&options.name).await?,
    };
    let why = suspect(found, &usual, &options.title);
    let usual = round.watch.usual.insert(usual);
    let url = found.url.as_str();
    let settled = usual.quarantined.get(url).copied();
    match (why, settled) {
        (Some(why), None | Some(false)) => {
            let reading = (found.title.as_str(), found.text.as_str());
            store.quarantine(&options.name, (url, page.as_str()), &why, reading, now).await?;
            usual.quarantined.insert(url.to_owned(), false);
            round.quarantined += 1;
            tracing::warn!(source = %round.source, "{url}: {why}; it is kept in quarantine");
            round.notes.push(format!("{url}: {why}; kept in quarantine"));
            return Ok(false);
        }
        // Sound now; what the operator let in stays let in.
        (None, Some(false)) => {
            store.leave_quarantine(&options.name, url).await?;
            usual.quarantined.remove(url);
        }
        _ => {}
    }
    if found.text.chars().nth(SHORT - 1).is_some() {
        usual.bodies.entry(Usual::body_key(&found.text)).or_insert_with(|| (url.to_owned(), found.title.clone()));
    }
    Ok(true)
}

/// Judges a round that has come to its end: its state, the words for it and what shows it. Where nothing is announced
/// any more, the round is a failure too.
pub(super) async fn conclude(
    store: &Store,
    options: &SourceOptions,
    stood: &Before,
    round: &mut Round,
    error: Option<&anyhow::Error>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    // What the flow itself decided (held, too many new ones) stands.
    if round.state != SourceState::Well {
        if round.watch.words.is_empty() {
            round.watch.words.clone_from(&round.problem);
        }
        return Ok(());
    }
    let before = stood.state;
    let failure = error.map(|error| Failure::of(error, round.articles_failed == 0));
    if failure.is_none() && is_quiet(round, before) {
        // No article was read, and so the newest is the one that was.
        if options.silent_after.is_none() && stood.newest.is_none_or(|newest| now - newest < NEVER_SILENT) {
            round.state = before;
            return Ok(());
        }
    }
    let since = now - TimeDelta::days(baseline::DAYS);
    let history = store.history(&options.name, baseline::ROUNDS, since).await?;
    let usual = baseline(&history, options.zone, now);
    let case = Case {
        options,
        before,
        facts: round.facts,
        new: round.articles_new,
        fresh_listing: round.requests > round.not_modified,
        watch: &round.watch,
        failure: failure.as_ref(),
    };
    let Verdict { state, words, sample } = judge(&case, &history, &usual, now);
    if state == SourceState::Empty && round.problem.is_empty() {
        round.problem.clone_from(&words);
    }
    // A refusal alone does not say what stands in front of the site, nor what to do.
    if failure.is_some() && matches!(state, SourceState::BotWall | SourceState::Login | SourceState::Parked) {
        round.problem.clone_from(&words);
    }
    round.state = state;
    round.watch.words = words;
    round.watch.sample = sample.to_string();
    Ok(())
}

/// Whether a round saw nothing that could change a state which only pages can change.
fn is_quiet(round: &Round, before: SourceState) -> bool {
    let as_it_was = matches!(before, SourceState::Well | SourceState::Degraded | SourceState::CommentsMissing);
    let answered = round.facts.announced > 0 || round.not_modified > 0;
    as_it_was && answered && round.facts.pages_read == 0 && round.articles_failed == 0 && round.watch.walled == 0
}
