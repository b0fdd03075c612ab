//! Owns the flow from the store to a frozen edition: due, select, rank, try the letter, freeze.

mod due;
pub mod options;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::domain::{
    Article, ArticleId, Comment, Edition, EditionEntry, EditionId, EditionQuote, EditionState, Treatment, whole_at,
};
use crate::rank::Judge;
use crate::render::{Masthead, Templates};
use crate::store::{ArticleFilter, Freeze, FreezeEntry, FreezeQuote, Frozen, Store};
pub use due::{Due, First, Window, due};
use options::DigestOptions;

/// What composing needs beside the store.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The digest.
    pub digest: &'a DigestOptions,
    /// Its masthead.
    pub masthead: &'a Masthead,
    /// Chooses the comments.
    pub judge: &'a Judge,
    /// The templates.
    pub templates: &'a Templates,
    /// The domain on the right of Message-IDs.
    pub mail_domain: &'a str,
}

/// What became of composing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Composed {
    /// Nothing was due; the next time is given.
    NotDue(Option<DateTime<Utc>>),
    /// The edition due at the first moment was missed by too much: its articles go into the one at the second.
    Missed(DateTime<Utc>, Option<DateTime<Utc>>),
    /// An edition was frozen.
    Frozen {
        /// Its number.
        id: EditionId,
        /// Its date.
        date: String,
        /// How many articles it has.
        articles: usize,
        /// How many comments it quotes.
        quotes: usize,
    },
    /// A window was closed unsent, for this reason.
    Skipped(String),
    /// Nothing can be due before this moment of the future, at which the last window closed.
    Ahead(DateTime<Utc>),
    /// Another process was first.
    Already,
}

/// An edition that is not frozen yet.
#[derive(Debug, Clone)]
pub struct Draft {
    /// As it would be read.
    pub edition: Edition,
    freeze: Freeze,
}

/// Composes the edition that is due, if one is.
pub async fn compose(store: &Store, desk: Desk<'_>, first: First, clock: &Clock) -> anyhow::Result<Composed> {
    let now = clock.now();
    let digest = desk.digest;
    let known_since = store.digest_known_since(&digest.name, now).await?;
    let last_cut = store.last_cut(&digest.name).await?;
    match due(digest, last_cut, known_since, first, now) {
        Due::Wait(next) => Ok(Composed::NotDue(next)),
        Due::Merge(missed, next) => Ok(Composed::Missed(missed, next)),
        Due::Ahead(closed) => Ok(Composed::Ahead(closed)),
        Due::Skip(window) => {
            let reason = format!("missed by more than {:?}", digest.send_if_within);
            let mut freeze = empty(desk, window);
            let span = (window.from, window.cut);
            freeze.left_out = store.count_for_edition(&digest.name, &freeze.filter, span).await?;
            close(store, desk, freeze, reason, now).await
        }
        Due::Compose(window) => compose_window(store, desk, window, now).await,
    }
}

/// The articles under which the edition that is due would quote somebody; none where nothing is due. What it answers is
/// to be looked at again before [`compose`] freezes the edition (I4).
pub async fn would_quote(store: &Store, desk: Desk<'_>, first: First, clock: &Clock) -> anyhow::Result<Vec<ArticleId>> {
    let now = clock.now();
    let known_since = store.digest_known_since(&desk.digest.name, now).await?;
    let last_cut = store.last_cut(&desk.digest.name).await?;
    match due(desk.digest, last_cut, known_since, first, now) {
        Due::Compose(window) => quoted_in(store, desk, window).await,
        Due::Wait(_) | Due::Merge(..) | Due::Skip(_) | Due::Ahead(_) => Ok(Vec::new()),
    }
}

/// The articles under which the edition of a window would quote somebody.
pub async fn quoted_in(store: &Store, desk: Desk<'_>, window: Window) -> anyhow::Result<Vec<ArticleId>> {
    let entries = draft(store, desk, window).await?.edition.entries;
    Ok(entries.into_iter().filter(|entry| !entry.quotes.is_empty()).map(|entry| entry.article).collect())
}

/// Composes the edition of one window now, whatever the schedule says.
pub async fn compose_window(
    store: &Store,
    desk: Desk<'_>,
    window: Window,
    now: DateTime<Utc>,
) -> anyhow::Result<Composed> {
    let draft = draft(store, desk, window).await?;
    if draft.edition.entries.is_empty() && window.from.is_none() {
        // The first edition waits for something to hold: a source that is down on the first day must not use it up.
        return Ok(Composed::Skipped("nothing to send yet".to_owned()));
    }
    if draft.edition.entries.is_empty() {
        return close(store, desk, draft.freeze, "nothing new".to_owned(), now).await;
    }
    // A template that fails must stop the edition before the queue is filled, not once for each recipient.
    let view = desk.masthead.view(&draft.edition).addressed(None, &desk.masthead.unsubscribe_url("sample"));
    desk.masthead.letter(desk.templates, &view)?;
    let quotes = draft.edition.entries.iter().map(|entry| entry.quotes.len()).sum();
    let articles = draft.edition.entries.len();
    match store.freeze(&draft.freeze, now).await? {
        Frozen::Now(id) => {
            let date = store.edition(id).await?.map_or(draft.edition.date, |edition| edition.date);
            tracing::info!(digest = %desk.digest.name, edition = %date, articles, quotes, "froze {} {date}", desk.digest.name);
            Ok(Composed::Frozen { id, date, articles, quotes })
        }
        Frozen::Already => Ok(Composed::Already),
    }
}

/// What the edition of a window would hold.
pub async fn draft(store: &Store, desk: Desk<'_>, window: Window) -> anyhow::Result<Draft> {
    let digest = desk.digest;
    let mut freeze = empty(desk, window);
    let span = (window.from, window.cut);
    let articles = store.articles_for_edition(&digest.name, &freeze.filter, span, digest.max_articles).await?;
    let total = store.count_for_edition(&digest.name, &freeze.filter, span).await?;
    freeze.left_out = total.saturating_sub(u32::try_from(articles.len()).unwrap_or(u32::MAX));
    let moderation = store.moderation().await?;
    // A page that was gone at the last look may come back; until then nobody is quoted from it.
    let gone = store.articles_gone(&articles.iter().map(|article| article.id).collect::<Vec<_>>()).await?;
    let mut entries = Vec::with_capacity(articles.len());
    for article in articles {
        let comments = store.comments_under(article.id).await?;
        let treatments = if gone.contains(&article.id) {
            vec![Treatment::Barred("its page is gone".to_owned()); comments.len()]
        } else {
            moderation.treatments(&comments, &article.source)
        };
        let (entry, frozen) = entry(desk.judge, article, (&comments, &treatments), window.cut);
        entries.push(entry);
        freeze.entries.push(frozen);
    }
    let edition = Edition {
        id: EditionId(0),
        uid: "draft".to_owned(),
        digest: digest.name.clone(),
        date: freeze.date.clone(),
        from: window.from,
        cut: window.cut,
        stale: freeze.stale,
        state: EditionState::Frozen,
        reason: String::new(),
        mail_domain: freeze.mail_domain.clone(),
        candidates: 0,
        left_out: freeze.left_out,
        entries,
    };
    Ok(Draft { edition, freeze })
}

async fn close(
    store: &Store,
    desk: Desk<'_>,
    mut freeze: Freeze,
    reason: String,
    now: DateTime<Utc>,
) -> anyhow::Result<Composed> {
    freeze.state = EditionState::Skipped;
    freeze.reason.clone_from(&reason);
    match store.freeze(&freeze, now).await? {
        Frozen::Now(_) => {
            tracing::info!(digest = %desk.digest.name, "no edition of {}: {reason}", desk.digest.name);
            Ok(Composed::Skipped(reason))
        }
        Frozen::Already => Ok(Composed::Already),
    }
}

fn empty(desk: Desk<'_>, window: Window) -> Freeze {
    let digest = desk.digest;
    Freeze {
        digest: digest.name.clone(),
        date: window.cut.with_timezone(&digest.schedule.zone()).format("%Y-%m-%d").to_string(),
        from: window.from,
        cut: window.cut,
        stale: window.cut + digest.stale_after,
        state: EditionState::Frozen,
        reason: String::new(),
        mail_domain: desk.mail_domain.to_owned(),
        left_out: 0,
        filter: ArticleFilter { topics: digest.topics.clone(), sources: digest.sources.clone() },
        entries: Vec::new(),
        proof_to: digest.proof_to.clone(),
    }
}

/// Comments are chosen as at the window's end, so that a draft and what is frozen of it agree.
fn entry(
    judge: &Judge,
    article: Article,
    (comments, treatments): (&[Comment], &[Treatment]),
    cut: DateTime<Utc>,
) -> (EditionEntry, FreezeEntry) {
    let chosen: Vec<(EditionQuote, FreezeQuote)> = judge
        .chosen(comments, treatments, |kept| judge.rank_at(&article, kept, cut))
        .into_iter()
        .map(|quote| {
            let comment = &comments[quote.index];
            let permalink = comment.said.permalink.as_ref().map(url::Url::as_str);
            let whole = whole_at(&quote.excerpt, &comment.said.text, permalink, article.said.url.as_str());
            let frozen = FreezeQuote {
                comment: comment.id,
                excerpt: quote.excerpt.clone(),
                reason: quote.reason.clone(),
                answered: quote.answered.map(|at| comments[at].id),
                answers: quote.answers.clone(),
            };
            let shown = EditionQuote {
                comment: comment.id,
                author: comment.said.author.clone(),
                role: comment.said.role.clone(),
                excerpt: quote.excerpt,
                reason: quote.reason,
                answers: quote.answers,
                whole,
            };
            (shown, frozen)
        })
        .collect();
    let (quotes, frozen) = chosen.into_iter().unzip();
    let comments_total = article.comments_total();
    let frozen = FreezeEntry { article: article.id, revision: article.revision, comments_total, quotes: frozen };
    let (published, sources) = (article.published(), article.sources());
    let entry = EditionEntry {
        article: article.id,
        revision: article.revision,
        url: article.said.url.to_string(),
        title: article.said.title,
        lead: article.said.lead,
        authors: article.said.authors,
        topics: article.said.topics,
        published,
        image: article.said.image,
        correction: article.said.correction,
        comments_total,
        sources,
        quotes,
    };
    (entry, frozen)
}
