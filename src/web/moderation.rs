//! Owns the operator's queue: what readers reported, what was decided and what is blocked, and the POST that decides.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};

use super::caller::Caller;
use super::operator::{self, Operator};
use super::pages::{self, Keep};
use super::site::Site;
use crate::domain::{REPORT_REASONS, Ruling, bare, shown_writer};
use crate::render::moderation::{ArticleLink, BlockView, CaseView, FormView, LogView, ModerationPage};
use crate::store::{ArticleFilter, Block, By, Decision, LogLine, Moderated};

/// Comments decided of that are shown.
const DECIDED: usize = 100;
/// Lines of the log that are shown.
const LINES: u32 = 50;
/// Articles that are linked.
const ARTICLES: u32 = 100;
/// Longest reason, in characters.
const REASON: usize = 300;

/// GET `/moderation`
pub(super) async fn queue(State(site): State<Site>, caller: Caller, headers: HeaderMap) -> Response {
    let operator = match operator::enter(&site, &headers, &caller).await {
        Ok(operator) => operator,
        Err(answer) => return *answer,
    };
    match page(&site, &operator).await {
        Ok(view) => pages::page(&site, "moderation", &view, StatusCode::OK, Keep::Never),
        Err(error) => pages::broken(&site, &error),
    }
}

async fn page(site: &Site, operator: &Operator) -> anyhow::Result<ModerationPage> {
    let store = &site.store;
    let zone = zone(site);
    let (waiting, decided): (Vec<Moderated>, Vec<Moderated>) =
        store.moderated().await?.into_iter().partition(Moderated::waits);
    let views = |cases: Vec<Moderated>| cases.into_iter().map(|case| view(case, zone));
    let articles = store.articles_latest(&ArticleFilter::default(), ARTICLES).await?;
    let link = |article: crate::domain::Article| ArticleLink {
        title: article.said.title,
        url: format!("articles/{}", bare(&article.uid)),
        comments: article.comments_held,
    };
    Ok(ModerationPage {
        publication: site.publication.clone(),
        form: FormView {
            action_url: "moderation".to_owned(),
            token: operator::form_token(site, operator),
            back: String::new(),
        },
        waiting: views(waiting).collect(),
        decided: views(decided).take(DECIDED).collect(),
        blocks: store.blocks().await?.iter().map(|block| blocked(block, zone)).collect(),
        log: store.moderation_log(LINES).await?.into_iter().map(|line| logged(line, zone)).collect(),
        articles: articles.into_iter().filter(|article| article.comments_held > 0).map(link).collect(),
    })
}

/// POST `/moderation`
pub(super) async fn decide(State(site): State<Site>, caller: Caller, headers: HeaderMap, body: Bytes) -> Response {
    let operator = match operator::enter(&site, &headers, &caller).await {
        Ok(operator) => operator,
        Err(answer) => return *answer,
    };
    let form = Form::of(&body);
    if !operator::is_ours(&site, &operator, &headers, &form.token) {
        let text = "The page it was sent from is too old, or not of this site. Load it again, and decide there.";
        return pages::say(&site, StatusCode::FORBIDDEN, "Nothing was changed", text);
    }
    match form.carry_out(&site, &operator).await {
        Ok(Some(place)) => {
            let mut answer = StatusCode::SEE_OTHER.into_response();
            match HeaderValue::from_str(&place) {
                Ok(place) => drop(answer.headers_mut().insert(header::LOCATION, place)),
                Err(error) => return pages::broken(&site, &error.into()),
            }
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            answer
        }
        Ok(None) => {
            let text = "There is no such comment, or no such decision. Load the page again.";
            pages::say(&site, StatusCode::BAD_REQUEST, "Nothing was changed", text)
        }
        Err(error) => pages::broken(&site, &error),
    }
}

/// What a form carries.
#[derive(Debug, Default)]
struct Form {
    token: String,
    comment: String,
    verb: String,
    reason: String,
    back: String,
}

impl Form {
    fn of(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            let place = match name.as_ref() {
                "token" => &mut form.token,
                "comment" => &mut form.comment,
                "verb" => &mut form.verb,
                "reason" => &mut form.reason,
                "back" => &mut form.back,
                _ => continue,
            };
            *place = value.into_owned();
        }
        form
    }

    /// Decides; answers where to go on, relative to this page. `None`: it names nothing we know.
    async fn carry_out(&self, site: &Site, operator: &Operator) -> anyhow::Result<Option<String>> {
        let ruling = match self.verb.as_str() {
            "hide" => Some(Ruling::Hidden),
            "show" => Some(Ruling::Shown),
            "pin" => Some(Ruling::Pinned),
            "veto" => Some(Ruling::Vetoed),
            "clear" => None,
            _ => return Ok(None),
        };
        // Only a whole id, of which there is one.
        let is_id = self.comment.len() == 36 && is_plain(&self.comment);
        let called = if is_id { site.store.comments_called(&self.comment).await? } else { Vec::new() };
        let Some(comment) = called.first() else { return Ok(None) };
        let why: String = self.reason.chars().filter(|c| !c.is_control()).take(REASON).collect();
        let by = By { who: operator.name.clone(), why: why.trim().to_owned() };
        site.store.decide(comment.id, ruling, &by, site.clock.now()).await?;
        tracing::info!(comment = %comment.uid, who = %by.who, "decided of a comment: {}", self.verb);
        let id = bare(&comment.uid);
        Ok(Some(if !self.back.is_empty() && is_plain(&self.back) {
            format!("articles/{}#c-{id}", self.back)
        } else {
            format!("moderation#c-{id}")
        }))
    }
}

fn is_plain(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

pub(super) fn zone(site: &Site) -> chrono_tz::Tz {
    site.publication.zone.parse().unwrap_or(chrono_tz::UTC)
}

/// A time for people.
pub(super) fn clock_time(at: DateTime<Utc>, zone: chrono_tz::Tz) -> String {
    at.with_timezone(&zone).format("%-d %b %Y, %H:%M").to_string()
}

fn view(case: Moderated, zone: chrono_tz::Tz) -> CaseView {
    CaseView {
        id: bare(&case.uid).to_owned(),
        reports: reports(&case, zone),
        ruling: case.decision.as_ref().map(|decision| decision.ruling.as_str().to_owned()).unwrap_or_default(),
        decision: case.decision.as_ref().map(|decision| decided(decision, zone)).unwrap_or_default(),
        reasons: case.reasons.iter().map(|(word, people)| format!("{} ({people})", in_words(word))).collect(),
        author: shown_writer(case.author.as_deref()),
        text: if case.withdrawn { String::new() } else { case.text.chars().take(2000).collect() },
        title: case.title,
        article_url: format!("articles/{}", bare(&case.article_uid)),
        withdrawn: case.withdrawn,
    }
}

/// "3 readers from 2 addresses, last on 3 May 2026, 12:07"; empty where nobody did.
pub(super) fn reports(case: &Moderated, zone: chrono_tz::Tz) -> String {
    let Some(last) = case.last_report else { return String::new() };
    let of = |number: u32, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    format!(
        "{} from {}, last on {}",
        of(case.reports, "reader", "readers"),
        of(case.places, "address", "addresses"),
        clock_time(last, zone)
    )
}

/// "vetoed by jo on 3 May 2026, 12:07: the reason"
pub(super) fn decided(decision: &Decision, zone: chrono_tz::Tz) -> String {
    let word = if decision.ruling == Ruling::Reported { "hidden" } else { decision.ruling.as_str() };
    let why = if decision.why.is_empty() { String::new() } else { format!(": {}", decision.why) };
    format!("{word} by {} on {}{why}", decision.who, clock_time(decision.at, zone))
}

fn in_words(reason: &str) -> &str {
    REPORT_REASONS.iter().find(|(word, _)| *word == reason).map_or("No reason given", |(_, said)| said)
}

fn blocked(block: &Block, zone: chrono_tz::Tz) -> BlockView {
    let why = if block.why.is_empty() { String::new() } else { format!(": {}", block.why) };
    let by = if block.from_config {
        "in the configuration".to_owned()
    } else {
        format!("by {} on {}{why}", block.who, clock_time(block.at, zone))
    };
    BlockView { kind: block.kind.as_str().to_owned(), words: block.words.clone(), by }
}

fn logged(line: LogLine, zone: chrono_tz::Tz) -> LogView {
    let why = if line.what == "report" { in_words(&line.why).to_owned() } else { line.why };
    LogView {
        at: clock_time(line.at, zone),
        who: line.who,
        what: line.what,
        target: bare(&line.target).to_owned(),
        why,
    }
}
