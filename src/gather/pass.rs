//! Owns one pass over one article: its page, then its further pages, then the store. What is remembered of a page is
//! written only after what it held is stored, so that a kill in between loses nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::claims;
use super::comments;
use super::follow::{self, Memos};
use super::health;
use super::kind::Ask;
use super::notice;
use super::plan::Item;
use super::revisit;
use super::visit::{self, How, Visit};
use super::walk::Walk;
use crate::domain::{ArticleId, FoundArticle, FoundComment};
use crate::net::NetError;
use crate::store::{Change, CommentsRead, Look, LookTaken, PageMemo, PageOfComments, Recorded};

/// A page that is gone is looked at a second time after a day, and is withdrawn if it is gone then too.
const GONE_AGAIN: TimeDelta = TimeDelta::days(1);

/// What a look at an article found; nothing of it is stored yet.
pub(super) struct Looked {
    /// The article, where its page was read afresh.
    pub(super) found: Option<FoundArticle>,
    read: CommentsRead,
    memos: Memos,
    /// Until when its page need not be asked for.
    fresh_until: Option<DateTime<Utc>>,
    page_has_comments: bool,
}

/// Looks at an article. `None`: it is gone, says that it was withdrawn, or is not believed, and that
/// is recorded.
pub(super) async fn look(walk: &mut Walk<'_>, item: &Item) -> anyhow::Result<Option<Looked>> {
    let fresh_before = walk.round.fresh;
    let first = item.look.as_ref().is_none_or(|look| look.looked.is_none());
    let how = match item.id {
        // What another source told until now was not stored of this one's pages, whatever is remembered of them.
        Some(_) if first => How::Whole,
        _ if first => How::Changed,
        _ => How::again(walk),
    };
    let mut looked = Looked {
        found: None,
        read: CommentsRead { complete: true, ..CommentsRead::default() },
        memos: Vec::new(),
        fresh_until: None,
        page_has_comments: false,
    };
    let mut follow = match &item.page {
        Some(ask) => match page(walk, item, ask, how, &mut looked).await? {
            Some(follow) => follow,
            None => return Ok(None),
        },
        None => Vec::new(),
    };
    let mut counted = true;
    if let Some(ask) = item.comments.as_ref().filter(|_| !looked.page_has_comments) {
        follow = vec![ask.clone()];
        counted = item.counted.or(item.look.as_ref().and_then(|look| look.stated)).is_some();
    }
    let stated = follow::comment_pages(walk, follow, &mut looked.read, &mut looked.memos, how).await;
    // A feed of comments may hold the newest ones alone: without a count, what is not in it is not gone.
    looked.read.complete &= counted || stated.is_some();
    // An earlier page that was not asked for, because it is fresh still, may show by now what another page showed.
    if walk.round.fresh > fresh_before && looked.read.pages.iter().any(|page| page.comments.is_some()) {
        looked.read.complete = false;
    }
    settle_comments(walk, item.id, &mut looked.read).await?;
    Ok(Some(looked))
}

/// Reads the article's own page; answers what it gives rise to.
async fn page(
    walk: &mut Walk<'_>,
    item: &Item,
    ask: &Ask,
    how: How,
    looked: &mut Looked,
) -> anyhow::Result<Option<Vec<Ask>>> {
    let mut visit = visit::visit(walk, ask, how).await?;
    if let Visit::Same(_, memo) = &mut visit
        && item.id.is_none()
        && is_doubted_still(walk, item, ask, memo.take()).await?
    {
        return Ok(None);
    }
    if let Visit::Same(asks, memo) = &visit
        // "Not modified", but what it held is not stored, or it is elsewhere now: asked for again without conditions.
        && (item.id.is_none() || memo.as_ref().is_some_and(|memo| memo.moved_seen == 1) || follow::parts_changed(walk, asks, how, &mut looked.memos).await?)
    {
        visit = visit::visit(walk, ask, How::Whole).await?;
    }
    match visit {
        Visit::Same(asks, memo) => {
            if let Some(look) = &item.look {
                if let Ok(url) = look.url.parse() {
                    walk.claims.take(&url, &look.title);
                }
                looked.page_has_comments = !item.has_comments_elsewhere();
            }
            looked.memos.extend(memo.map(|memo| (ask.url.clone(), *memo)));
            looked.read.pages.push(PageOfComments { page: ask.url.to_string(), comments: None });
            Ok(Some(asks))
        }
        Visit::Fresh(reading, memo) => {
            looked.fresh_until = memo.fresh_until;
            looked.memos.push((ask.url.clone(), *memo));
            let mut reading = *reading;
            let Some(mut found) = reading.articles.pop() else {
                anyhow::bail!("{}: the page holds no article", ask.url)
            };
            if notice::is_withdrawal(&found.title, &found.text) {
                withdrawn(walk, item, ask).await?;
                return Ok(None);
            }
            follow::join_parts(walk, ask, &mut reading.asks, &mut found, &mut looked.memos).await?;
            settle(walk, ask, item.id, &mut found).await?;
            if found.url != ask.url {
                found.seen_at.push(ask.url.clone());
            }
            if !walk.believes(&found, &ask.url).await? {
                doubted(walk, item, ask, std::mem::take(&mut looked.memos)).await?;
                return Ok(None);
            }
            let comments = std::mem::take(&mut found.comments);
            looked.read.reached = reading.comments_reached;
            looked.page_has_comments = !comments.is_empty() || !reading.asks.is_empty();
            looked.read.pages.push(PageOfComments { page: ask.url.to_string(), comments: Some(comments) });
            looked.found = Some(found);
            Ok(Some(reading.asks))
        }
    }
}

/// Settles what only all pages together tell; what stands on pages that did not change is taken from the store.
async fn settle_comments(walk: &Walk<'_>, known: Option<ArticleId>, read: &mut CommentsRead) -> anyhow::Result<()> {
    let unchanged: Vec<&str> =
        read.pages.iter().filter(|page| page.comments.is_none()).map(|page| page.page.as_str()).collect();
    let held = match known.filter(|_| !unchanged.is_empty()) {
        Some(id) => walk.store.comments_on(id, &unchanged).await?.into_iter().map(|comment| comment.said).collect(),
        None => Vec::new(),
    };
    let mut pages: Vec<&mut Vec<FoundComment>> =
        read.pages.iter_mut().filter_map(|page| page.comments.as_mut()).collect();
    comments::settle(&mut pages, &held);
    Ok(())
}

/// Stores what a look found, and when to look again.
pub(super) async fn keep(walk: &mut Walk<'_>, item: &Item, looked: Looked) -> anyhow::Result<()> {
    let (name, now) = (walk.source.options.name.clone(), walk.clock.now());
    let recorded = record(walk, item.id, &looked, now).await?;
    walk.count(&recorded, &item.article);
    if let Some(found) = &looked.found {
        health::remember_comments(&mut walk.round, found, &looked.read);
    }
    let look = item.look.as_ref();
    let published = looked.found.as_ref().and_then(|found| found.published).or(look.and_then(|look| look.published));
    let mut told = published.unwrap_or_else(|| look.map_or(now, |look| look.first_seen));
    if recorded.change == Change::Revised {
        told = now;
    } else if let Some(look) = look {
        told = told.max(look.changed);
    }
    let next = revisit::next(
        &revisit::Found {
            id: recorded.id.0,
            told,
            comments_changed: look.and_then(|look| look.comments_changed),
            looked: look.and_then(|look| look.looked),
            comments_new: recorded.comments_new,
        },
        now,
    );
    let taken = LookTaken {
        id: recorded.id,
        next: next.map(|next| looked.fresh_until.map_or(next, |fresh| next.max(fresh))),
        asks: item.asks(looked.page_has_comments),
        comments_came: recorded.comments_new > 0,
    };
    walk.store.remember_look(&name, &looked.memos, Some(&taken), now).await?;
    // Its page names the address of another article that is held: that one was looked at, and this one is not due now.
    if let Some(id) = item.id.filter(|id| *id != recorded.id) {
        walk.store.put_off_look(id, &name, taken.next).await?;
    }
    Ok(())
}

async fn record(
    walk: &Walk<'_>,
    known: Option<ArticleId>,
    looked: &Looked,
    now: DateTime<Utc>,
) -> anyhow::Result<Recorded> {
    let name = &walk.source.options.name;
    if let Some(found) = &looked.found {
        return Ok(walk.store.record_article_among(name, found, &looked.read, &walk.claims.addresses(), now).await?);
    }
    let Some(id) = known else { anyhow::bail!("an article that was never stored is said not to be modified") };
    Ok(walk.store.record_comments(name, id, &looked.read, now).await?)
}

/// Gives the article the address its page names, unless another article has that one.
async fn settle(
    walk: &mut Walk<'_>,
    ask: &Ask,
    known: Option<ArticleId>,
    found: &mut FoundArticle,
) -> anyhow::Result<()> {
    let named = if found.url == ask.url { known } else { walk.store.article_at(&found.url).await? };
    let other = named.filter(|named| known.is_some_and(|known| known != *named));
    let held = walk.store.articles(other.as_slice()).await?;
    if walk.claims.refuses(ask, found, held.first().map(|held| held.said.title.as_str())) {
        claims::give_back(ask, found);
        let note = "its canonical link names another article's address, and was not believed";
        walk.tell(&format!("{}: {note}", ask.url));
    }
    walk.claims.take(&found.url, &found.title);
    Ok(())
}

/// The page says that its article was withdrawn: it leaves feeds, editions and letters not yet sent (I4).
async fn withdrawn(walk: &mut Walk<'_>, item: &Item, ask: &Ask) -> anyhow::Result<()> {
    let until = visit::remember_failure(walk, &ask.url, true).await?;
    // What another source tells as well is that one's to withdraw.
    let Some(id) = item.id.filter(|_| item.look.as_ref().is_none_or(|look| look.own)) else {
        walk.tell(&format!("{}: the page says that the article was withdrawn", ask.url));
        return Ok(());
    };
    let (name, now) = (&walk.source.options.name, walk.clock.now());
    walk.store.withdraw(id, name, now).await?;
    walk.store.put_off_look(id, name, Some(until.max(now + GONE_AGAIN))).await?;
    walk.tell(&format!("{}: the page says that the article was withdrawn, and so it is here", ask.url));
    Ok(())
}

/// Whether a page that is as it was holds what was not believed then, which leaves it alone for longer.
async fn is_doubted_still(
    walk: &Walk<'_>,
    item: &Item,
    ask: &Ask,
    memo: Option<Box<PageMemo>>,
) -> anyhow::Result<bool> {
    let is_doubted = walk.store.is_doubted(&walk.source.options.name, ask.url.as_str()).await?;
    if is_doubted {
        doubted(walk, item, ask, memo.map(|memo| (ask.url.clone(), *memo)).into_iter().collect()).await?;
    }
    Ok(is_doubted)
}

/// What was read of a page is not believed: the page is left alone for longer each time, and then sent only if it has
/// changed. What lets it in makes the store forget that.
async fn doubted(walk: &Walk<'_>, item: &Item, ask: &Ask, memos: Memos) -> anyhow::Result<()> {
    let (mine, others): (Memos, Memos) = memos.into_iter().partition(|(url, _)| *url == ask.url);
    let memo = mine.into_iter().next().map(|(_, memo)| memo);
    let until = visit::leave_alone(walk, &ask.url, memo).await?;
    let (name, now) = (&walk.source.options.name, walk.clock.now());
    walk.store.remember_look(name, &others, None, now).await?;
    if let Some(id) = item.id {
        walk.store.put_off_look(id, name, Some(until)).await?;
    }
    Ok(())
}

/// A page that failed: it is left alone for longer each time. One that is gone twice, a day apart, is withdrawn; answers
/// whether it is.
pub(super) async fn came_to_nothing(walk: &mut Walk<'_>, item: &Item, error: &anyhow::Error) -> anyhow::Result<bool> {
    let is_gone = visit::is_gone(error);
    let page = item.page.as_ref().or(item.comments.as_ref()).map_or(&item.article, |ask| &ask.url);
    // What came and could not be read is wanted whole once it is mended, as is what comes back.
    let came = error.downcast_ref::<NetError>().is_none();
    let mut until = visit::remember_failure(walk, page, is_gone || came).await?;
    let Some(id) = item.id else { return Ok(false) };
    let (name, now) = (walk.source.options.name.clone(), walk.clock.now());
    let mut is_withdrawn = false;
    if is_gone && item.page.is_some() {
        is_withdrawn = walk.store.record_gone(id, &name, now).await?;
        until = until.max(now + GONE_AGAIN);
    }
    // What is old rests, gone for good or not to be read; one found gone once is looked at once more.
    let stirred = |look: &Look| look.comments_changed.map_or(look.changed, |comments| comments.max(look.changed));
    let at_rest =
        (is_withdrawn || !is_gone) && item.look.as_ref().is_some_and(|look| now - stirred(look) > TimeDelta::days(30));
    walk.store.put_off_look(id, &name, (!at_rest).then_some(until)).await?;
    if is_withdrawn {
        walk.tell(&format!("{page}: gone for a day, and withdrawn"));
    }
    Ok(is_withdrawn)
}
