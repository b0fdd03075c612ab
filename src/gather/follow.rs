//! Owns the further pages of one article: those of its body and those of its comments. Circles and repeats end them.

use std::collections::HashSet;

use url::Url;

use super::kind::{Ask, Role};
use super::parts;
use super::visit::{self, How, Visit};
use super::walk::Walk;
use crate::domain::{CommentKey, FoundArticle, FoundComment};
use crate::net::NetError;
use crate::store::{CommentsRead, PageMemo, PageOfComments};

/// No article has more pages of comments, whatever its pages say.
const MOST_PAGES: usize = 1000;

/// What is remembered of each page once the article is stored.
pub(super) type Memos = Vec<(Url, PageMemo)>;

/// Whether any further page of an article's body has changed; asked only where its first page has not. Each page names
/// the next.
pub(super) async fn parts_changed(
    walk: &mut Walk<'_>,
    asks: &[Ask],
    how: How,
    memos: &mut Memos,
) -> anyhow::Result<bool> {
    let mut waiting = take_parts(&mut asks.to_vec());
    let mut seen: HashSet<Url> = HashSet::new();
    while let Some(part) = waiting.pop() {
        if seen.len() + 1 >= parts::MOST || !seen.insert(part.url.clone()) {
            continue;
        }
        match visit::visit(walk, &part, how).await {
            Ok(Visit::Fresh(..)) => return Ok(true),
            Ok(Visit::Same(mut further, memo)) => {
                memos.extend(memo.map(|memo| (part.url.clone(), *memo)));
                waiting.append(&mut take_parts(&mut further));
            }
            Err(error) if ends_article(&error) => {
                let known = walk.store.page(&walk.source.options.name, part.url.as_str()).await?;
                if visit::is_gone(&error) && known.is_some_and(|memo| !memo.rules.is_empty()) {
                    return Ok(true);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Whether there is no such page for us: it is gone, or robots.txt forbids it. The article is not, and goes on without.
fn ends_article(error: &anyhow::Error) -> bool {
    visit::is_gone(error) || matches!(error.downcast_ref(), Some(NetError::Robots { .. }))
}

/// Reads the further pages of an article's body and joins them to it; the comments on them follow those it has.
pub(super) async fn join_parts(
    walk: &mut Walk<'_>,
    first: &Ask,
    asks: &mut Vec<Ask>,
    article: &mut FoundArticle,
    memos: &mut Memos,
) -> anyhow::Result<()> {
    let mut seen: HashSet<Url> = HashSet::from([first.url.clone(), article.url.clone()]);
    let mut keys: HashSet<CommentKey> = article.comments.iter().map(|comment| comment.key.clone()).collect();
    let mut waiting = take_parts(asks);
    let mut pages = 1;
    while let Some(part) = waiting.pop() {
        if part.url.host() != first.url.host() || !seen.insert(part.url.clone()) {
            continue;
        }
        if pages >= parts::MOST {
            walk.tell(&format!("{}: only {} pages of the article were read", first.url, parts::MOST));
            break;
        }
        pages += 1;
        let (reading, memo) = match visit::visit(walk, &part, How::Whole).await {
            Ok(Visit::Fresh(reading, memo)) => (reading, memo),
            Ok(Visit::Same(..)) => continue,
            Err(error) if ends_article(&error) => {
                walk.tell(&format!("{error:#}; the article ends before this page"));
                visit::remember_failure(walk, &part.url, visit::is_gone(&error)).await?;
                continue;
            }
            Err(error) => return Err(error),
        };
        let mut reading = *reading;
        let mut further = take_parts(&mut reading.asks);
        further.append(&mut waiting);
        waiting = further;
        // A page of comments may be named by each page of the body.
        let others = reading.asks.into_iter().filter(|other| !asks.iter().any(|ask| ask.url == other.url));
        asks.extend(others.collect::<Vec<_>>());
        if let Some(page) = reading.articles.pop() {
            parts::join(article, &page);
            let fresh = page.comments.into_iter().filter(|comment| keys.insert(comment.key.clone()));
            article.comments.extend(fresh);
        }
        memos.push((part.url, *memo));
    }
    for (position, comment) in (0_u32..).zip(&mut article.comments).skip(1) {
        comment.position = comment.position.max(position);
    }
    Ok(())
}

/// Takes the requests for further pages of the body out of the others, the last first.
fn take_parts(asks: &mut Vec<Ask>) -> Vec<Ask> {
    let (mut parts, others): (Vec<_>, Vec<_>) =
        std::mem::take(asks).into_iter().partition(|ask| matches!(ask.role, Role::Part { .. }));
    *asks = others;
    parts.reverse();
    parts
}

/// Follows the pages of comments; answers how many of them these pages say there are. One that fails ends the pass,
/// which is then not complete: nothing is withdrawn by it.
pub(super) async fn comment_pages(
    walk: &mut Walk<'_>,
    mut follow: Vec<Ask>,
    read: &mut CommentsRead,
    memos: &mut Memos,
    mut how: How,
) -> Option<u32> {
    let mut stated = None;
    let mut keys: HashSet<CommentKey> = HashSet::new();
    for page in &read.pages {
        keys.extend(page.comments.iter().flatten().map(|comment| comment.key.clone()));
    }
    follow.retain(|ask| matches!(ask.role, Role::Comments { .. }));
    while let Some(ask) = follow.pop() {
        // What stood on a page that was read afresh may stand on this one by now, however fresh that is.
        if how == How::Stale && read.pages.iter().any(|page| page.comments.as_ref().is_some_and(|on| !on.is_empty())) {
            how = How::Changed;
        }
        if read.pages.iter().any(|page| page.page == ask.url.as_str()) {
            walk.tell(&format!("{}: the pages of comments lead back to this one, and end there", ask.url));
            continue;
        }
        if walk.is_held() || walk.purse.is_out_of_time() {
            walk.tell(&format!("{}: the round ended before all pages of comments were read", ask.url));
            read.complete = false;
            return stated;
        }
        if read.pages.len() >= MOST_PAGES {
            walk.tell(&format!("{}: only {MOST_PAGES} pages of comments were read", ask.url));
            read.complete = false;
            return stated;
        }
        let (comments, asks) = match visit::visit(walk, &ask, how).await {
            Ok(Visit::Fresh(reading, memo)) => {
                memos.push((ask.url.clone(), *memo));
                stated = stated.max(reading.comments_stated);
                read.reached = read.reached.max(reading.comments_reached);
                (Some(reading.comments), reading.asks)
            }
            Ok(Visit::Same(asks, memo)) => {
                memos.extend(memo.map(|memo| (ask.url.clone(), *memo)));
                (None, asks)
            }
            Err(error) => {
                let others = visit::instead(walk, &ask, &error);
                if others.is_empty() {
                    broke_off(walk, &error);
                    read.complete = false;
                    return stated;
                }
                follow.extend(others);
                continue;
            }
        };
        let repeats = comments.as_deref().is_some_and(|comments| is_repeat(comments, &mut keys));
        if repeats {
            walk.tell(&format!("{}: every comment on this page was on one before; the pages end there", ask.url));
        } else {
            follow.extend(asks.into_iter().filter(|ask| matches!(ask.role, Role::Comments { .. })));
        }
        read.pages.push(PageOfComments { page: ask.url.to_string(), comments });
    }
    stated
}

/// Whether a page holds comments, and none that was not seen in this pass.
fn is_repeat(comments: &[FoundComment], keys: &mut HashSet<CommentKey>) -> bool {
    let fresh = comments.iter().filter(|comment| keys.insert(comment.key.clone())).count();
    !comments.is_empty() && fresh == 0
}

fn broke_off(walk: &mut Walk<'_>, error: &anyhow::Error) {
    match walk.asks_for_peace(error) {
        Some(until) => walk.hold(until, error),
        None => walk.failed(error),
    }
}
