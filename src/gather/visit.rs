//! Owns one request of a round: what is remembered of the page goes with it, and what comes back is read. A page that
//! is fresh is not asked for; one that moved for good is asked where it is.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use url::Url;

use super::backoff;
use super::kind::{Ask, Page, Reading, Role};
use super::options::KindOptions;
use super::search::Search;
use super::source::Source;
use super::walk::{Looking, Walk};
use super::wall;
use crate::clock::Clock;
use crate::net::{Answer, Fetched, NetError, Validators};
use crate::store::PageMemo;

/// No page takes a second to read. One made to take for ever is left to its thread, and the source goes on.
const LONGEST_READING: Duration = Duration::from_mins(1);

/// No page is fresh for longer, whatever it says; a memo that says so was written by a clock that was wrong.
const LONGEST_FRESH: TimeDelta = TimeDelta::days(1);

/// A longer address is no page's, and no index holds it.
const LONGEST_ADDRESS: usize = 1200;

/// What one request came to, read. The memo is to be written once what the page held is stored.
pub(super) enum Visit {
    /// It was read afresh.
    Fresh(Box<Reading>, Box<PageMemo>),
    /// It is as it was; these are the requests it gave rise to then. The memo is `None` where it says nothing new.
    Same(Vec<Ask>, Option<Box<PageMemo>>),
}

/// On what condition a page is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// On none: it is needed whole.
    Whole,
    /// If it has changed.
    Changed,
    /// If it has changed, and only once it is not fresh any more.
    Stale,
}

impl How {
    /// How a page that was seen before is asked for in this round.
    pub(super) fn again(walk: &Walk<'_>) -> Self {
        if walk.looking == Looking::Due { Self::Stale } else { Self::Changed }
    }
}

/// Asks for a page and reads it.
pub(super) async fn visit(walk: &mut Walk<'_>, ask: &Ask, how: How) -> anyhow::Result<Visit> {
    let memo = walk.store.page(&walk.source.options.name, ask.url.as_str()).await?;
    visit_known(walk, ask, how, memo).await
}

/// The same with what is remembered of it.
pub(super) async fn visit_known(
    walk: &mut Walk<'_>,
    ask: &Ask,
    how: How,
    memo: Option<PageMemo>,
) -> anyhow::Result<Visit> {
    let now = walk.clock.now();
    let known = memo.filter(|memo| memo.rules == walk.rules);
    if let Some(memo) = known.as_ref().filter(|memo| how == How::Stale && memo.failures == 0)
        && memo.fresh_until.is_some_and(|until| until > now && until - now <= LONGEST_FRESH)
    {
        walk.round.fresh += 1;
        return Ok(Visit::Same(serde_json::from_str(&memo.asks).unwrap_or_default(), None));
    }
    let sent = known.as_ref().filter(|_| how != How::Whole).map(validators).unwrap_or_default();
    let old = known.unwrap_or_default();
    let mut memo = PageMemo { failures: 0, ..old.clone() };
    match fetch(walk, ask, &mut memo, &sent).await.map_err(|error| at(ask, error))? {
        Fetched::NotModified { .. } if sent == Validators::default() => {
            anyhow::bail!("{}: answered \"not modified\" to a first request", ask.url)
        }
        Fetched::NotModified { moved, fresh_for } => {
            walk.round.not_modified += 1;
            note_move(walk, ask, &mut memo, moved);
            memo.fresh_until = fresh_until(fresh_for.max(memo.ttl).max(memo.skips.left(now)), now);
            let asks = serde_json::from_str(&memo.asks).unwrap_or_default();
            Ok(Visit::Same(asks, (memo != old).then(|| Box::new(memo))))
        }
        Fetched::Fresh(answer) => {
            walk.round.bytes += answer.body.len() as u64;
            let (validators, moved, fresh_for) = (answer.validators.clone(), answer.moved.clone(), answer.fresh_for);
            let mut reading = read(walk.source, ask, *answer, now, walk.source.options.zone).await?;
            for note in &reading.notes {
                walk.tell(&format!("{}: {note}", ask.url));
            }
            if let Some(target) = moved.as_ref().filter(|to| fits(to) && matches!(ask.role, Role::Article { .. })) {
                let others = reading.articles.iter_mut().filter(|article| article.url != *target);
                others.for_each(|article| article.seen_at.push(target.clone()));
            }
            note_move(walk, ask, &mut memo, moved);
            (memo.etag, memo.last_modified) = (validators.etag, validators.last_modified);
            memo.rules.clone_from(&walk.rules);
            memo.asks = serde_json::to_string(&reading.asks)?;
            (memo.ttl, memo.skips) = (reading.ttl, reading.skips);
            memo.fresh_until = fresh_until(fresh_for.max(memo.ttl).max(memo.skips.left(now)), now);
            memo.settled = false;
            Ok(Visit::Fresh(Box::new(reading), Box::new(memo)))
        }
    }
}

/// Asks at the place a page has moved to for good; where that fails it is forgotten, and the old one is asked.
async fn fetch(walk: &mut Walk<'_>, ask: &Ask, memo: &mut PageMemo, sent: &Validators) -> Result<Fetched, NetError> {
    let target = memo.moved_to.as_deref().filter(|_| memo.moved_seen > 1).and_then(|url| url.parse::<Url>().ok());
    if let Some(target) = target {
        walk.round.requests += 1;
        walk.purse.spend(&target);
        match walk.source.fetcher.fetch(ask, &target, sent).await {
            // Left alone as it asks: the old place would only send there again.
            Err(error @ (NetError::Held { .. } | NetError::Status { code: 429 | 503, .. })) => return Err(error),
            Err(error) => {
                (memo.moved_to, memo.moved_seen) = (None, 0);
                walk.tell(&format!(
                    "{}: {target}, where it had moved for good, fails ({error}); it is asked for at the old place again",
                    ask.url
                ));
            }
            came => return came,
        }
    }
    walk.round.requests += 1;
    walk.purse.spend(&ask.url);
    walk.source.fetcher.fetch(ask, &ask.url, sent).await
}

/// Where a page says that it has moved for good: believed at the second sight, in another round, and told of once.
fn note_move(walk: &mut Walk<'_>, ask: &Ask, memo: &mut PageMemo, moved: Option<Url>) {
    let Some(target) = moved.filter(|target| *target != ask.url) else {
        // Seen once, and taken back.
        if memo.moved_seen == 1 {
            (memo.moved_to, memo.moved_seen) = (None, 0);
        }
        return;
    };
    if moved_again(memo, &target)
        && let Some(key) = key_of(walk.source, ask)
    {
        walk.tell(&format!("{}: moved for good to {target}; change {key} in the configuration", ask.url));
    }
}

/// The key of the configuration that holds the address; `None` where the address comes from elsewhere.
fn key_of(source: &Source, ask: &Ask) -> Option<&'static str> {
    if !matches!(ask.role, Role::Listing { .. } | Role::Feed) {
        return None;
    }
    let options = &source.options;
    let key = match &options.kind {
        KindOptions::Feed { .. } => return Some("feed"),
        KindOptions::Sitemap { map, .. } if map.sitemap.as_ref() == Some(&ask.url) => "sitemap",
        KindOptions::WordPress { api: Some(_), .. } => "api",
        KindOptions::Json { .. } => "json.address",
        kind if kind.page_rules().listing.contains(&ask.url) => "listing",
        _ => "url",
    };
    // Pages after the first are named by those before them.
    source.kind.begin().iter().any(|first| first.url == ask.url).then_some(key)
}

/// Notes a move; whether this is the second sight of it, from which on the target is asked.
fn moved_again(memo: &mut PageMemo, target: &Url) -> bool {
    if memo.moved_to.as_deref() != Some(target.as_str()) {
        (memo.moved_to, memo.moved_seen) = (Some(target.to_string()), 1);
        return false;
    }
    memo.moved_seen = memo.moved_seen.saturating_add(1);
    memo.moved_seen == 2
}

fn fresh_until(fresh_for: Option<Duration>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let fresh_for = fresh_for.filter(|length| !length.is_zero())?;
    Some(now + TimeDelta::from_std(fresh_for).unwrap_or(LONGEST_FRESH).min(LONGEST_FRESH))
}

fn at(ask: &Ask, error: NetError) -> anyhow::Error {
    anyhow::Error::new(error).context(ask.url.clone())
}

/// Whether the page is gone (404, 410).
pub(super) fn is_gone(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(NetError::Status { code: 404 | 410, .. }))
}

/// What a kind asks for in place of a request that was refused with this status.
pub(super) fn instead(walk: &Walk<'_>, ask: &Ask, error: &anyhow::Error) -> Vec<Ask> {
    match error.downcast_ref() {
        Some(NetError::Status { code, .. }) => walk.source.kind.instead(ask, *code),
        _ => Vec::new(),
    }
}

/// Writes down that a page failed, so that it is left alone for longer each time; answers until when. Its validators are
/// forgotten where it is to be sent whole the next time.
pub(super) async fn remember_failure(walk: &Walk<'_>, url: &Url, forget: bool) -> anyhow::Result<DateTime<Utc>> {
    leave_alone(walk, url, forget.then(PageMemo::default)).await
}

/// Leaves a page alone for longer each time; `memo` is what is remembered of it from now on, where that is news.
pub(super) async fn leave_alone(walk: &Walk<'_>, url: &Url, memo: Option<PageMemo>) -> anyhow::Result<DateTime<Utc>> {
    let (name, now) = (&walk.source.options.name, walk.clock.now());
    let known = walk.store.page(name, url.as_str()).await?.unwrap_or_default();
    let failures = known.failures.saturating_add(1);
    let mut memo = memo.unwrap_or(known);
    memo.failures = failures;
    let until = now + backoff::page(url.as_str(), memo.failures);
    memo.fresh_until = Some(until);
    walk.store.remember_page(name, url.as_str(), &memo, now).await?;
    Ok(until)
}

fn validators(memo: &PageMemo) -> Validators {
    Validators { etag: memo.etag.clone(), last_modified: memo.last_modified.clone() }
}

/// Reads on a thread of its own: parsing is heavy, and a page that makes the parser panic fails alone (I12).
pub(super) async fn read(
    source: &Source,
    ask: &Ask,
    answer: Answer,
    fetched: DateTime<Utc>,
    zone: Tz,
) -> anyhow::Result<Reading> {
    wall::refuse(200, &ask.url, &answer.url, answer.content_type.as_deref(), &answer.body)
        .map_err(|walled| anyhow::Error::new(walled).context(ask.url.clone()))?;
    let (kind, owned) = (source.kind.clone(), ask.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let content_type = answer.content_type.as_deref();
        let page = Page {
            url: &answer.url,
            content_type,
            link: answer.link.as_deref(),
            total_pages: answer.total_pages,
            body: &answer.body,
            fetched,
            zone,
        };
        kind.read(&owned, &page)
    });
    match tokio::time::timeout(LONGEST_READING, reading).await {
        Ok(Ok(Ok(mut reading))) => {
            leave_out_overlong(ask, &mut reading);
            Ok(reading)
        }
        Ok(Ok(Err(error))) => Err(anyhow::Error::new(error).context(ask.url.clone())),
        Ok(Err(_)) => anyhow::bail!("{}: the page made the reader fail; please report it", ask.url),
        Err(_) => anyhow::bail!("{}: the page was not read within {LONGEST_READING:?}; please report it", ask.url),
    }
}

fn fits(url: &Url) -> bool {
    url.as_str().len() <= LONGEST_ADDRESS
}

/// One address that the store cannot hold would else keep out all that came with it.
fn leave_out_overlong(ask: &Ask, reading: &mut Reading) {
    let number = |reading: &Reading| reading.asks.len() + reading.articles.len();
    let before = number(reading);
    let is_under_fitting = |ask: &Ask| !matches!(&ask.role, Role::Comments { article, .. } if !fits(article));
    reading.asks.retain(|ask| fits(&ask.url) && is_under_fitting(ask));
    for article in &mut reading.articles {
        article.seen_at.retain(fits);
        if matches!(ask.role, Role::Article { .. }) && !fits(&article.url) {
            article.url.clone_from(&ask.url);
        }
    }
    reading.articles.retain(|article| fits(&article.url));
    let left_out = before - number(reading);
    if left_out > 0 {
        reading.notes.push(format!("{left_out} with an address of more than {LONGEST_ADDRESS} characters left out"));
    }
}

impl Source {
    /// Asks for the first page of a round and reads it; says what it yields.
    pub async fn first_page(&self, clock: &Clock) -> anyhow::Result<String> {
        let Some(mut ask) = self.kind.begin().into_iter().next() else { anyhow::bail!("it has no first page") };
        let (mut detours, mut search) = (0..5, Search::default());
        loop {
            let mut reading = match self.fetcher.fetch(&ask, &ask.url, &Validators::default()).await {
                Ok(Fetched::Fresh(answer)) => read(self, &ask, *answer, clock.now(), self.options.zone).await?,
                Ok(Fetched::NotModified { .. }) => {
                    anyhow::bail!("{}: answered \"not modified\" to a first request", ask.url)
                }
                Err(error) => {
                    let asks = match &error {
                        NetError::Status { code, .. } => self.kind.instead(&ask, *code),
                        _ => Vec::new(),
                    };
                    if asks.is_empty() {
                        return Err(search.in_vain(at(&ask, error), &self.kind.cure()));
                    }
                    Reading { asks, refused: Some(error.to_string()), ..Reading::default() }
                }
            };
            search.read(&ask.url, &reading);
            let links = reading.asks.iter().filter(|ask| matches!(ask.role, Role::Article { .. })).count();
            let articles = links + reading.articles.len();
            // Nothing but another place to look, where an API is closed; such places may lead in a circle.
            if articles > 0 || reading.asks.is_empty() || detours.next().is_none() {
                return Ok(format!("{}: {articles} articles", ask.url));
            }
            ask = reading.asks.swap_remove(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_is_believed_at_the_second_sight_and_told_of_once() {
        let (there, elsewhere): (Url, Url) =
            ("https://a.example/there".parse().unwrap(), "https://a.example/elsewhere".parse().unwrap());
        let mut memo = PageMemo::default();
        let sights = [&there, &elsewhere, &there, &there, &there].map(|target| moved_again(&mut memo, target));
        assert_eq!(sights, [false, false, false, true, false]);
        assert_eq!((memo.moved_to.as_deref(), memo.moved_seen), (Some(there.as_str()), 3));
    }

    #[test]
    fn nothing_is_fresh_for_longer_than_a_day() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let until = |seconds| fresh_until(Some(Duration::from_secs(seconds)), now).map(|until| until - now);
        assert_eq!((until(0), until(60)), (None, Some(TimeDelta::minutes(1))));
        assert_eq!((until(1_000_000), until(u64::MAX)), (Some(TimeDelta::days(1)), Some(TimeDelta::days(1))));
        assert_eq!(fresh_until(None, now), None);
    }
}
