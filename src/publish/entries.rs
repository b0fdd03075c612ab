//! Owns how stored articles and comments become entries.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::body;
use super::channel::{Entry, QuotedComment, ReplyTo};
use super::options::Origin;
use super::report::ReportLinks;
use crate::domain::{Article, ArticleId, Comment, Image, Moderation, Name, shown_name, told_by, whole_at};
use crate::rank::{Judge, Quote};
use crate::store::{ArticleFilter, Store};

/// How many discussed articles are looked at for each entry of a feed of comments.
const ARTICLES_AN_ENTRY: u32 = 2;

type Chosen = Arc<Vec<(Comment, Quote)>>;

/// The comments chosen so far: feeds share their articles.
///
/// The moment of choosing is when the source was last gathered well, not the clock's: the same store gives the same
/// bytes, and a comment is quoted only once its site was seen to show it still after the cooling-off time.
#[derive(Debug)]
pub(super) struct Quoted {
    chosen: HashMap<ArticleId, Chosen>,
    gathered: HashMap<Name, DateTime<Utc>>,
    moderation: Moderation,
    reports: ReportLinks,
}

impl Quoted {
    /// Nothing yet, under what is decided of comments.
    pub(super) async fn new(store: &Store, reports: ReportLinks) -> anyhow::Result<Self> {
        let standings = store.standings().await?;
        let gathered = standings.into_iter().filter_map(|(name, standing)| Some((name, standing.last_ok?))).collect();
        Ok(Self { chosen: HashMap::new(), gathered, moderation: store.moderation().await?, reports })
    }

    async fn under(&mut self, store: &Store, judge: &Judge, article: &Article) -> anyhow::Result<Chosen> {
        if let Some(chosen) = self.chosen.get(&article.id) {
            return Ok(chosen.clone());
        }
        let mut comments: Vec<Option<Comment>> = Vec::new();
        let mut ranking = Vec::new();
        if article.comments_held > 0 {
            let held = store.comments_under(article.id).await?;
            // A source whose every round failed in part: its comments are as old as the newest of them.
            let newest = held.iter().map(|comment| comment.first_seen).max().unwrap_or(article.first_seen);
            let now = self.gathered.get(&article.source).copied().unwrap_or(newest).max(newest);
            let treatments = self.moderation.treatments(&held, &article.source);
            ranking = judge.chosen(&held, &treatments, |kept| judge.rank_at(article, kept, now));
            comments = held.into_iter().map(Some).collect();
        }
        let take = |quote: Quote| comments.get_mut(quote.index).and_then(Option::take).map(|comment| (comment, quote));
        let chosen: Chosen = Arc::new(ranking.into_iter().filter_map(take).collect());
        self.chosen.insert(article.id, chosen.clone());
        Ok(chosen)
    }
}

/// The newest articles, each with its best comments.
pub(super) async fn articles(
    store: &Store,
    filter: &ArticleFilter,
    limit: u32,
    judge: &Judge,
    quoted: &mut Quoted,
    origins: &BTreeMap<Name, Origin>,
) -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for article in store.articles_latest(filter, limit).await? {
        let chosen = quoted.under(store, judge, &article).await?;
        entries.push(article_entry(article, &chosen, origins, &quoted.reports));
    }
    Ok(entries)
}

/// The best comments of the articles discussed last, newest first.
pub(super) async fn comments(
    store: &Store,
    filter: &ArticleFilter,
    limit: u32,
    judge: &Judge,
    quoted: &mut Quoted,
) -> anyhow::Result<Vec<Entry>> {
    let discussed = store.articles_discussed(filter, limit.saturating_mul(ARTICLES_AN_ENTRY)).await?;
    let mut entries = Vec::new();
    for article in store.articles(&discussed).await? {
        let chosen = quoted.under(store, judge, &article).await?;
        entries.extend(chosen.iter().map(|(comment, quote)| comment_entry(&article, comment, quote, &quoted.reports)));
    }
    entries.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(limit as usize);
    Ok(entries)
}

fn article_entry(
    article: Article,
    chosen: &[(Comment, Quote)],
    origins: &BTreeMap<Name, Origin>,
    reports: &ReportLinks,
) -> Entry {
    let total = article.comments_total();
    let published = article.published();
    let told_by = told_by(&article.sources(), &titles(origins));
    let url = &article.said.url;
    let quotes = chosen.iter().map(|(comment, quote)| quoted_comment(url, comment, quote, reports)).collect();
    let mut comments_url = article.said.url.clone();
    comments_url.set_fragment(Some("comments"));
    Entry {
        id: article.uid,
        url: article.said.url,
        title: article.said.title,
        authors: article.said.authors,
        topics: article.said.topics,
        published,
        updated: article.changed,
        summary: article.said.lead,
        html: article.said.html,
        image: article.said.image.map(|image| Image { url: image.url, alt: image.alt, credit: image.credit }),
        correction: article.said.correction,
        quotes,
        comments_total: Some(total),
        comments_url: (total > 0).then_some(comments_url),
        comments_feed: None,
        told_by,
        comments_updated: None,
        source: None,
        reply_to: None,
    }
}

fn titles(origins: &BTreeMap<Name, Origin>) -> BTreeMap<Name, String> {
    origins.iter().map(|(name, origin)| (name.clone(), origin.title.clone())).collect()
}

fn quoted_comment(article: &Url, comment: &Comment, quote: &Quote, reports: &ReportLinks) -> QuotedComment {
    let permalink = comment.said.permalink.as_ref().map(Url::as_str);
    let whole = whole_at(&quote.excerpt, &comment.said.text, permalink, article.as_str());
    QuotedComment {
        author: comment.said.author.as_deref().map(shown_name),
        role: comment.said.role.as_deref().map(shown_name),
        text: quote.excerpt.clone(),
        reason: quote.reason.clone(),
        answers: quote.answers.clone(),
        whole: whole.and_then(|url| url.parse().ok()),
        report: Some(reports.of(comment.id)),
    }
}

fn comment_entry(article: &Article, comment: &Comment, quote: &Quote, reports: &ReportLinks) -> Entry {
    let author = comment.said.author.as_deref().map_or_else(|| "Anonymous".to_owned(), shown_name);
    let posted = comment.said.posted.unwrap_or(comment.first_seen);
    let url = comment.said.permalink.clone().unwrap_or_else(|| {
        let mut url = article.said.url.clone();
        url.set_fragment(Some("comments"));
        url
    });
    let answers = quote.answers.as_ref().map(|line| format!("In answer to: “{line}”"));
    let answers = answers.map(|line| format!("<p><em>{}</em></p>", super::text::escape(&line))).unwrap_or_default();
    let html = format!(
        "{answers}{}<p><em>{}</em></p>{}",
        body::text_html(&quote.words),
        super::text::escape(&format!("Chosen because: {}", quote.reason)),
        body::report_html(&reports.of(comment.id), "Report this comment")
    );
    Entry {
        id: comment.uid.clone(),
        url,
        title: format!("{author} on \u{201c}{}\u{201d}", article.said.title),
        authors: vec![author],
        topics: article.said.topics.clone(),
        published: posted,
        updated: posted,
        summary: Some(quote.excerpt.clone()),
        html,
        image: None,
        correction: None,
        quotes: Vec::new(),
        comments_total: None,
        comments_url: None,
        comments_feed: None,
        told_by: None,
        comments_updated: None,
        source: None,
        reply_to: Some(ReplyTo { id: article.uid.clone(), url: article.said.url.clone() }),
    }
}
