//! Owns the operator's page of one article: each comment with its score, what that is made of, who answers whom, and
//! what was decided, so that weights can be tuned by looking.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::caller::Caller;
use super::moderation::{clock_time, decided, reports, zone};
use super::operator::{self, Operator};
use super::pages::{self, Keep};
use super::site::Site;
use crate::domain::{Article, Comment, CommentId, Treatment, bare, shown_name, shown_writer};
use crate::rank::{Quote, Ranking};
use crate::render::moderation::{ArticlePage, EdgeView, FeatureView, FormView, JudgedView};
use crate::render::view::{for_people, web_address};
use crate::store::Moderated;

/// So many comments are shown, the best.
const SHOWN: usize = 500;
/// No more of one comment is shown, in characters.
const LONGEST: usize = 3000;
/// What stands before the reason why a pinned comment should have been left alone.
const BUT_FOR_THE_PIN: &str = "but for the pin it would not be quoted: ";
/// So many links of one comment are shown.
const EDGES: usize = 12;

/// GET `/articles/ID`
pub(super) async fn show(
    State(site): State<Site>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
) -> Response {
    let operator = match operator::enter(&site, &headers, &caller).await {
        Ok(operator) => operator,
        Err(answer) => return *answer,
    };
    match page(&site, &operator, &id).await {
        Ok(Some(view)) => pages::page(&site, "article", &view, StatusCode::OK, Keep::Never),
        Ok(None) => pages::not_found(State(site)).await,
        Err(error) => pages::broken(&site, &error),
    }
}

async fn page(site: &Site, operator: &Operator, id: &str) -> anyhow::Result<Option<ArticlePage>> {
    // PostgreSQL's TEXT takes no NUL.
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b':') {
        return Ok(None);
    }
    let Some(number) = site.store.article_called(id).await? else { return Ok(None) };
    let Some(article) = site.store.articles(&[number]).await?.pop() else { return Ok(None) };
    let comments = site.store.comments_under(article.id).await?;
    let treatments = site.store.moderation().await?.treatments(&comments, &article.source);
    let cases = site.store.moderated().await?.into_iter().filter(|case| case.article == article.id);
    let cases: HashMap<CommentId, Moderated> = cases.map(|case| (case.id, case)).collect();
    let judge = site.judge.clone();
    // A long thread takes its time; other readers are served meanwhile.
    let judged = tokio::task::spawn_blocking(move || {
        let ranking = judge.rank(&article, &comments);
        let quotes = judge.chosen(&comments, &treatments, |kept| judge.rank(&article, kept));
        Judged { article, comments, treatments, ranking, quotes, cases }
    });
    let judged = judged.await?;
    let zone = zone(site);
    let mut order: Vec<usize> = judged.quotes.iter().map(|quote| quote.index).collect();
    let mut rest: Vec<usize> = (0..judged.comments.len()).filter(|at| !order.contains(at)).collect();
    rest.sort_by_key(|&at| judged.ranking.comments[at].rank);
    order.extend(rest);
    let article = &judged.article;
    Ok(Some(ArticlePage {
        publication: site.publication.clone(),
        form: FormView {
            action_url: "../moderation".to_owned(),
            token: operator::form_token(site, operator),
            back: bare(&article.uid).to_owned(),
        },
        title: article.said.title.clone(),
        url: web_address(article.said.url.as_str()),
        source: article.source.to_string(),
        published: for_people(article.published(), zone),
        quoted: judged.quotes.len(),
        held: judged.comments.len(),
        queue_url: "../moderation".to_owned(),
        comments: order.into_iter().take(SHOWN).map(|at| judged.view(at, zone)).collect(),
    }))
}

/// An article, its comments, and what is thought of them.
struct Judged {
    article: Article,
    comments: Vec<Comment>,
    treatments: Vec<Treatment>,
    ranking: Ranking,
    quotes: Vec<Quote>,
    cases: HashMap<CommentId, Moderated>,
}

impl Judged {
    fn view(&self, at: usize, zone: chrono_tz::Tz) -> JudgedView {
        let (comment, ranked) = (&self.comments[at], &self.ranking.comments[at]);
        let case = self.cases.get(&comment.id);
        let decision = case.and_then(|case| case.decision.as_ref());
        let quoted = self.quotes.iter().find(|quote| quote.index == at);
        let barred = match (&self.treatments[at], ranked.substance.barred) {
            (Treatment::Barred(why), _) => why.clone(),
            (Treatment::Ranked, Some(bar)) => bar.in_words().to_owned(),
            (Treatment::Pinned, Some(bar)) if quoted.is_some() => format!("{BUT_FOR_THE_PIN}{}", bar.in_words()),
            _ => String::new(),
        };
        let percent = |share: f64| (0..=100).rev().find(|&whole| f64::from(whole) <= share * 100.0 + 0.5).unwrap_or(0);
        let feature = |(name, share): (&str, f64)| FeatureView { name: name.to_owned(), percent: percent(share) };
        let edges = &self.ranking.edges;
        let answers = edges.iter().filter(|edge| edge.from == at).map(|edge| self.edge(edge.to, edge.in_words()));
        let answered_by = edges.iter().filter(|edge| edge.to == at).map(|edge| self.edge(edge.from, edge.in_words()));
        JudgedView {
            id: bare(&comment.uid).to_owned(),
            number: at + 1,
            author: author(comment),
            role: comment.said.role.as_deref().map(shown_name),
            posted: comment.said.posted.map(|posted| clock_time(posted, zone)),
            text: comment.said.text.chars().take(LONGEST).collect(),
            score: format!("{:.2}", ranked.score),
            rank: ranked.rank,
            quoted: quoted.map(|quote| quote.reason.clone()).unwrap_or_default(),
            barred,
            reasons: ranked.reasons.clone(),
            features: ranked.features.named().into_iter().map(feature).collect(),
            answers: answers.take(EDGES).collect(),
            answered_by: answered_by.take(EDGES).collect(),
            ruling: decision.map(|decision| decision.ruling.as_str().to_owned()).unwrap_or_default(),
            decision: decision.map(|decision| decided(decision, zone)).unwrap_or_default(),
            reports: case.map(|case| reports(case, zone)).unwrap_or_default(),
        }
    }

    fn edge(&self, at: usize, how: String) -> EdgeView {
        let comment = &self.comments[at];
        EdgeView { id: bare(&comment.uid).to_owned(), number: at + 1, author: author(comment), how }
    }
}

fn author(comment: &Comment) -> String {
    shown_writer(comment.said.author.as_deref())
}
