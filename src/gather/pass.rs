//! Owns one pass over one article: its page, then its further pages of comments, then the store. What is remembered
//! of a page is written only after what it held is stored, so that a kill in between loses nothing.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::claims::{self, Claims};
use super::comments;
use super::kind::{Ask, Page, Reading, Role};
use super::source::Source;
use crate::clock::Clock;
use crate::domain::{ArticleId, FoundArticle, FoundComment};
use crate::net::{Fetched, NetError, Validators};
use crate::store::{Change, CommentsRead, PageMemo, PageOfComments, Recorded, Round, Store};

/// No page takes a second to read. One made to take for ever is left to its thread, and the source goes on.
const LONGEST_READING: Duration = Duration::from_mins(1);

/// What one request came to, read.
pub(super) enum Visit {
    /// It was read afresh; the memo is to be written once its content is stored.
    Fresh(Box<Reading>, Box<PageMemo>),
    /// It is as it was; these are the requests it gave rise to then.
    Same(Vec<Ask>),
}

/// Asks for a page and reads it.
pub(super) async fn visit(
    store: &Store,
    source: &Source,
    ask: &Ask,
    round: &mut Round,
    now: DateTime<Utc>,
) -> anyhow::Result<Visit> {
    let rules = source.kind.rules();
    let memo = store.page(&source.options.name, ask.url.as_str()).await?;
    let memo = memo.filter(|memo| memo.rules == rules);
    let validators = memo.as_ref().map(validators).unwrap_or_default();
    round.requests += 1;
    match source.fetcher.fetch(&ask.url, &validators).await.map_err(|error| at(ask, error))? {
        Fetched::NotModified { .. } if validators == Validators::default() => {
            anyhow::bail!("{}: answered \"not modified\" to a first request", ask.url)
        }
        Fetched::NotModified { .. } => {
            round.not_modified += 1;
            let asks = memo.map(|memo| memo.asks).unwrap_or_default();
            Ok(Visit::Same(serde_json::from_str(&asks).unwrap_or_default()))
        }
        Fetched::Fresh(answer) => {
            round.bytes += answer.body.len() as u64;
            let validators = answer.validators.clone();
            let reading = read(source, ask, *answer, now, source.options.zone).await?;
            for note in &reading.notes {
                tell(round, &format!("{}: {note}", ask.url));
            }
            let asks = serde_json::to_string(&reading.asks)?;
            let memo = PageMemo { etag: validators.etag, last_modified: validators.last_modified, rules, asks };
            Ok(Visit::Fresh(Box::new(reading), Box::new(memo)))
        }
    }
}

fn at(ask: &Ask, error: NetError) -> anyhow::Error {
    anyhow::Error::new(error).context(ask.url.clone())
}

fn is_gone(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(NetError::Status { code: 404 | 410, .. }))
}

fn validators(memo: &PageMemo) -> Validators {
    Validators { etag: memo.etag.clone(), last_modified: memo.last_modified.clone() }
}

/// Reads on a thread of its own: parsing is heavy, and a page that makes the parser panic fails alone (I12).
pub(super) async fn read(
    source: &Source,
    ask: &Ask,
    answer: crate::net::Answer,
    fetched: DateTime<Utc>,
    zone: Tz,
) -> anyhow::Result<Reading> {
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
        Ok(Ok(reading)) => reading.map_err(|error| anyhow::anyhow!("{}: {error}", ask.url)),
        Ok(Err(_)) => anyhow::bail!("{}: the page made the reader fail; please report it", ask.url),
        Err(_) => anyhow::bail!("{}: the page was not read within {LONGEST_READING:?}; please report it", ask.url),
    }
}

impl Source {
    /// Asks for the first page of a round and reads it; says what it yields.
    pub async fn first_page(&self, clock: &Clock) -> anyhow::Result<String> {
        let Some(ask) = self.kind.begin().into_iter().next() else { anyhow::bail!("it has no first page") };
        let reading = match self.fetcher.fetch(&ask.url, &Validators::default()).await {
            Ok(Fetched::Fresh(answer)) => read(self, &ask, *answer, clock.now(), self.options.zone).await?,
            Ok(Fetched::NotModified { .. }) => {
                anyhow::bail!("{}: answered \"not modified\" to a first request", ask.url)
            }
            Err(error) => anyhow::bail!("{}: {error}", ask.url),
        };
        let links = reading.asks.iter().filter(|ask| matches!(ask.role, Role::Article { .. })).count();
        Ok(format!("{}: {} articles", ask.url, links + reading.articles.len()))
    }
}

/// One article, from its page to the store.
pub(super) async fn article(
    store: &Store,
    source: &Source,
    clock: &Clock,
    ask: &Ask,
    (round, claims): (&mut Round, &mut Claims),
) -> anyhow::Result<()> {
    let now = clock.now();
    let known = store.article_at(&ask.url).await?;
    let visit = visit(store, source, ask, round, now).await;
    if let (Some(id), Err(error)) = (known, &visit)
        && is_gone(error)
    {
        // Without its validators, should it come back.
        store.remember_page(&source.options.name, ask.url.as_str(), &PageMemo::default(), now).await?;
        if store.record_gone(id, now).await? {
            tell(round, &format!("{}: gone for a day, and withdrawn", ask.url));
            return Ok(());
        }
    }
    let visit = match visit? {
        // "Not modified", but what it held is not stored: asked again without conditions.
        Visit::Same(_) if known.is_none() => {
            store.remember_page(&source.options.name, ask.url.as_str(), &PageMemo::default(), now).await?;
            self::visit(store, source, ask, round, now).await?
        }
        visit => visit,
    };
    let mut memos = Vec::new();
    let (found, follow, first) = match visit {
        Visit::Fresh(reading, memo) => {
            memos.push((ask.url.clone(), *memo));
            let mut reading = *reading;
            let Some(mut found) = reading.articles.pop() else {
                anyhow::bail!("{}: the page holds no article", ask.url)
            };
            settle(store, ask, known, &mut found, (round, claims)).await?;
            if found.url != ask.url {
                found.seen_at.push(ask.url.clone());
            }
            let comments = std::mem::take(&mut found.comments);
            (Some(found), reading.asks, Some(comments))
        }
        Visit::Same(asks) => {
            for held in store.articles(known.as_slice()).await? {
                claims.take(&held.said.url, &held.said.title);
            }
            (None, asks, None)
        }
    };
    let mut read = CommentsRead { pages: Vec::new(), complete: true };
    read.pages.push(PageOfComments { page: ask.url.to_string(), comments: first });
    comment_pages(store, source, follow, &mut read, &mut memos, (round, now)).await;
    settle_comments(store, known, &mut read).await?;
    let recorded = record(store, source, known, found.as_ref(), &read, clock.now()).await?;
    count(round, &recorded);
    for (url, memo) in memos {
        store.remember_page(&source.options.name, url.as_str(), &memo, now).await?;
    }
    Ok(())
}

/// Gives the article the address its page names, unless another article has that one.
async fn settle(
    store: &Store,
    ask: &Ask,
    known: Option<ArticleId>,
    found: &mut FoundArticle,
    (round, claims): (&mut Round, &mut Claims),
) -> anyhow::Result<()> {
    let named = store.article_at(&found.url).await?;
    let other = named.filter(|named| known.is_some_and(|known| known != *named));
    let held = store.articles(other.as_slice()).await?;
    if claims.refuses(ask, found, held.first().map(|held| held.said.title.as_str())) {
        claims::give_back(ask, found);
        let note = "its canonical link names another article's address, and was not believed";
        tell(round, &format!("{}: {note}", ask.url));
    }
    claims.take(&found.url, &found.title);
    Ok(())
}

/// Follows the further pages of comments. One that fails ends the pass, which is then not complete: nothing is
/// withdrawn by it.
async fn comment_pages(
    store: &Store,
    source: &Source,
    mut follow: Vec<Ask>,
    read: &mut CommentsRead,
    memos: &mut Vec<(url::Url, PageMemo)>,
    (round, now): (&mut Round, DateTime<Utc>),
) {
    while let Some(ask) = follow.pop() {
        if !matches!(ask.role, Role::Comments { .. }) || read.pages.iter().any(|page| page.page == ask.url.as_str()) {
            continue;
        }
        let comments = match visit(store, source, &ask, round, now).await {
            Ok(Visit::Fresh(reading, memo)) => {
                follow.extend(reading.asks);
                memos.push((ask.url.clone(), *memo));
                Some(reading.comments)
            }
            Ok(Visit::Same(asks)) => {
                follow.extend(asks);
                None
            }
            Err(error) => {
                failed(round, &error);
                read.complete = false;
                return;
            }
        };
        read.pages.push(PageOfComments { page: ask.url.to_string(), comments });
    }
}

/// Settles what only all pages together tell; what stands on pages that did not change is taken from the store.
async fn settle_comments(store: &Store, known: Option<ArticleId>, read: &mut CommentsRead) -> anyhow::Result<()> {
    let has_unchanged = read.pages.iter().any(|page| page.comments.is_none());
    let held = match known.filter(|_| has_unchanged) {
        Some(id) => store.comments_under(id).await?.into_iter().map(|comment| comment.said).collect(),
        None => Vec::new(),
    };
    let mut pages: Vec<&mut Vec<FoundComment>> =
        read.pages.iter_mut().filter_map(|page| page.comments.as_mut()).collect();
    comments::settle(&mut pages, &held);
    Ok(())
}

async fn record(
    store: &Store,
    source: &Source,
    known: Option<ArticleId>,
    found: Option<&FoundArticle>,
    read: &CommentsRead,
    now: DateTime<Utc>,
) -> anyhow::Result<Recorded> {
    if let Some(found) = found {
        return Ok(store.record_article(&source.options.name, found, read, now).await?);
    }
    let Some(id) = known else { anyhow::bail!("an article that was never stored is said not to be modified") };
    let (comments_new, comments_withdrawn, short) = store.record_comments(&source.options.name, id, read, now).await?;
    Ok(Recorded { id, change: Change::Same, comments_new, comments_withdrawn, short })
}

/// Tells of what is odd but is no failure.
fn tell(round: &mut Round, note: &str) {
    tracing::info!(source = %round.source, "{note}");
    round.notes.push(note.to_owned());
}

/// Tells of a page that failed while its source went on.
pub(super) fn failed(round: &mut Round, error: &anyhow::Error) {
    tracing::warn!(source = %round.source, "{error:#}");
    round.notes.push(format!("{error:#}"));
}

/// Adds what became of one article to the account of its round.
pub(super) fn count(round: &mut Round, recorded: &Recorded) {
    match recorded.change {
        Change::New => round.articles_new += 1,
        Change::Revised => round.articles_changed += 1,
        Change::Same => round.articles_same += 1,
    }
    round.comments_new += recorded.comments_new;
    round.comments_withdrawn += recorded.comments_withdrawn;
    round.comments_short += u32::from(recorded.short);
}
