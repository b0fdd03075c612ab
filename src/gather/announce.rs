//! Owns what a round is told of: it follows the listings and the feeds, stores the articles that they hold whole, and
//! says which others are announced.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::guard;
use super::kind::{Ask, Reading, Role};
use super::plan::{Announced, Item};
use super::search::Search;
use super::visit::{self, How, Visit};
use super::walk::{Looking, Walk};
use crate::domain::FoundArticle;
use crate::store::{CommentsRead, PageMemo, PageOfComments};

/// At most so many articles are announced in one round of one source, whatever its listing says.
const MOST_ARTICLES: usize = 1000;

/// A listing or feed as it was met in this round.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) url: Url,
    /// What is to be remembered of it.
    pub(super) memo: PageMemo,
    /// Whether that differs from what is.
    pub(super) is_news: bool,
    /// Whether all that it announces is thought of in this round.
    pub(super) is_whole: bool,
}

/// All that was announced.
#[derive(Debug, Default)]
pub(super) struct Announcements {
    /// The pages that announce.
    pub(super) sheets: Vec<Sheet>,
    /// Articles to be thought of, by the requests for them.
    pub(super) asks: Vec<Announced>,
    /// Articles that were held whole and whose comments are elsewhere.
    pub(super) whole: Vec<Item>,
    /// Requests for articles which are all held, on pages that have not changed: they count where one is due.
    pub(super) quiet: HashMap<Url, Ask>,
}

/// Follows the listings and feeds.
pub(super) async fn follow(walk: &mut Walk<'_>) -> anyhow::Result<Announcements> {
    let mut news = Announcements::default();
    let mut search = Search::default();
    let was_told = walk.before.standing.last_ok.is_some();
    let mut waiting: Vec<(Ask, usize, bool)> =
        walk.source.kind.begin().into_iter().map(|ask| (ask, 0, was_told)).collect();
    waiting.reverse();
    let mut seen = HashSet::new();
    while let Some((ask, sheet, surprising)) = waiting.pop() {
        if !seen.insert(ask.url.clone()) {
            continue;
        }
        if matches!(ask.role, Role::Article { .. } | Role::Comments { .. }) {
            if news.asks.len() < MOST_ARTICLES {
                news.asks.push((ask, sheet, surprising));
                continue;
            }
            walk.tell(&format!("only the first {MOST_ARTICLES} articles of the listing were thought of"));
            news.sheets.iter_mut().for_each(|sheet| sheet.is_whole = false);
            break;
        }
        let is_feed = matches!(ask.role, Role::Feed);
        let memo = walk.store.page(&walk.source.options.name, ask.url.as_str()).await?;
        let before = memo.as_ref().map(told_before);
        // A further page of a listing, or one more of them, is no other address of it.
        let is_elsewhere = memo.is_none() && (is_feed && was_told || surprising && is_elsewhere(walk).await?);
        // Other rules, or a newer reader: all that is announced is to be read by them.
        if memo.as_ref().is_some_and(|memo| !memo.rules.is_empty() && memo.rules != walk.rules) {
            walk.looking = Looking::All;
        }
        match visit::visit_known(walk, &ask, How::again(walk), memo.clone()).await {
            Ok(visit) => {
                match &visit {
                    Visit::Fresh(reading, _) => search.read(&ask.url, reading),
                    Visit::Same(..) => search.is_as_it_was(),
                }
                let asks = take(walk, &mut news, &ask, visit, (memo.unwrap_or_default(), is_elsewhere)).await?;
                let sheet = news.sheets.len() - 1;
                if is_feed {
                    waiting.truncate(waiting.len() - alternatives(&waiting));
                }
                waiting.extend(given_rise_to(asks, sheet, before.as_ref(), is_elsewhere));
            }
            Err(error) => {
                let failure =
                    Failure { is_alternative: is_feed && alternatives(&waiting) > 0, is_first: news.sheets.is_empty() };
                let others = failure.leads_to(walk, &mut search, &ask, error)?;
                if walk.is_held() {
                    break;
                }
                waiting.extend(others.into_iter().rev().map(|ask| (ask, sheet, is_elsewhere)));
            }
        }
    }
    // What was put off may hold what is missed.
    if !walk.is_held() {
        search.conclude(&walk.source.kind.cure())?;
    }
    Ok(news)
}

/// How a page that announces failed.
struct Failure {
    /// It is a feed that only might have been there, while others may be.
    is_alternative: bool,
    /// Nothing was read before it.
    is_first: bool,
}

impl Failure {
    /// What to ask for in its place; an error where that ends the round.
    fn leads_to(
        self,
        walk: &mut Walk<'_>,
        search: &mut Search,
        ask: &Ask,
        error: anyhow::Error,
    ) -> anyhow::Result<Vec<Ask>> {
        let others = visit::instead(walk, ask, &error);
        if !others.is_empty() || self.is_alternative {
            search.tried(&ask.url, &format!("{error:#}"));
        }
        let peace = walk.asks_for_peace(&error);
        if self.is_alternative && peace.is_none() {
            walk.failed(&error);
            return Ok(Vec::new());
        }
        // A listing that breaks off after its first page still gave something.
        if others.is_empty() && (self.is_first || matches!(ask.role, Role::Feed)) {
            return Err(search.in_vain(error, &walk.source.kind.cure()));
        }
        match peace.filter(|_| others.is_empty()) {
            Some(until) => walk.hold(until, &error),
            None if others.is_empty() => walk.failed(&error),
            None => {}
        }
        Ok(others)
    }
}

/// The requests that a page gives rise to, the first last, each with whether it is a surprise: an article that the page did
/// not announce before, or all of them where the source is elsewhere by now.
fn given_rise_to(
    asks: Vec<Ask>,
    sheet: usize,
    before: Option<&HashSet<String>>,
    is_elsewhere: bool,
) -> impl Iterator<Item = (Ask, usize, bool)> {
    asks.into_iter().rev().map(move |ask| {
        let is_article = matches!(ask.role, Role::Article { .. } | Role::Comments { .. });
        let is_new = before.is_some_and(|before| is_article && !before.contains(ask.url.as_str()));
        (ask, sheet, is_elsewhere || is_new)
    })
}

/// Whether a source is asked for at none of the addresses where it was: the guard against many old articles that look
/// new is the source's, whatever its addresses.
async fn is_elsewhere(walk: &Walk<'_>) -> anyhow::Result<bool> {
    for ask in walk.source.kind.begin() {
        if walk.store.page(&walk.source.options.name, ask.url.as_str()).await?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How many of what waits next stand for the feed just asked for: those asked for together lie beside each other.
fn alternatives(waiting: &[(Ask, usize, bool)]) -> usize {
    waiting.iter().rev().take_while(|(ask, ..)| matches!(ask.role, Role::Feed)).count()
}

/// The addresses that a page announced when it was read before.
fn told_before(memo: &PageMemo) -> HashSet<String> {
    let asks: Vec<Ask> = serde_json::from_str(&memo.asks).unwrap_or_default();
    asks.into_iter().map(|ask| ask.url.into()).collect()
}

/// Takes what one page said; answers the requests it gives rise to.
async fn take(
    walk: &mut Walk<'_>,
    news: &mut Announcements,
    ask: &Ask,
    visit: Visit,
    (before, is_elsewhere): (PageMemo, bool),
) -> anyhow::Result<Vec<Ask>> {
    match visit {
        Visit::Same(asks, memo) => {
            let is_news = memo.is_some();
            let memo = memo.map_or(before, |memo| *memo);
            walk.round.facts.announced += memo.announced;
            let announces = |ask: &Ask| matches!(ask.role, Role::Article { .. });
            let is_quiet = memo.settled
                && walk.looking == Looking::Due
                && (!asks.iter().any(announces) || walk.holds(memo.announced).await?);
            news.sheets.push(Sheet { url: ask.url.clone(), memo, is_news, is_whole: true });
            let (articles, further): (Vec<_>, Vec<_>) = asks
                .into_iter()
                .partition(|ask| is_quiet && matches!(ask.role, Role::Article { .. } | Role::Comments { .. }));
            news.quiet.extend(articles.into_iter().map(|ask| (ask.url.clone(), ask)));
            Ok(further)
        }
        Visit::Fresh(reading, mut memo) => {
            let links = reading.asks.iter().filter(|ask| matches!(ask.role, Role::Article { .. })).count();
            memo.announced = u32::try_from(links + reading.articles.len()).unwrap_or(u32::MAX);
            walk.round.facts.announced += memo.announced;
            let was_read = is_elsewhere || !before.rules.is_empty();
            news.sheets.push(Sheet { url: ask.url.clone(), memo: *memo, is_news: true, is_whole: true });
            record_whole(walk, news, ask, *reading, was_read).await
        }
    }
}

/// Stores the articles that a document holds whole, all at once; answers the requests that are not theirs.
async fn record_whole(
    walk: &mut Walk<'_>,
    news: &mut Announcements,
    ask: &Ask,
    reading: Reading,
    was_read: bool,
) -> anyhow::Result<Vec<Ask>> {
    let mut believed = Vec::with_capacity(reading.articles.len());
    for found in reading.articles {
        if walk.believes(&found, &ask.url).await? {
            believed.push(found);
        } else if let Some(sheet) = news.sheets.last_mut() {
            sheet.is_whole = false;
        }
    }
    if believed.is_empty() {
        return Ok(reading.asks);
    }
    let name = walk.source.options.name.clone();
    let looks = walk.store.looks(&name, &believed.iter().map(|found| &found.url).collect::<Vec<_>>()).await?;
    if was_read {
        guard::whole(walk, &believed).await?;
    }
    let stored: HashSet<Url> = believed.iter().map(|found| found.url.clone()).collect();
    let mut rest = Vec::new();
    let mut comments: HashMap<Url, Ask> = HashMap::new();
    for ask in reading.asks {
        match &ask.role {
            Role::Comments { article, .. } if stored.contains(article) => {
                comments.entry(article.clone()).or_insert(ask);
            }
            _ => rest.push(ask),
        }
    }
    let batch: Vec<_> = believed.into_iter().map(|found| beside(ask, found)).collect();
    let recorded = walk.store.record_articles(&name, &batch, &[], walk.clock.now()).await?;
    for (((found, _), look), recorded) in batch.iter().zip(looks).zip(recorded) {
        walk.count(&recorded, &found.url);
        if let Some(ask) = comments.remove(&found.url) {
            news.whole.push(Item::whole(found.url.clone(), ask, recorded.id, look, found.comments_stated));
        }
    }
    Ok(rest)
}

/// An article with the comments that its document gives together with it.
fn beside(ask: &Ask, mut found: FoundArticle) -> (FoundArticle, CommentsRead) {
    let comments = std::mem::take(&mut found.comments);
    if comments.is_empty() {
        return (found, CommentsRead::default());
    }
    let page = PageOfComments { page: ask.url.to_string(), comments: Some(comments) };
    (found, CommentsRead { pages: vec![page], complete: true, reached: 0 })
}
