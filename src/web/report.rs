//! Owns the page at which a reader reports a quoted comment: GET and HEAD show it and change nothing (I6), one POST
//! reports, once for each person, without cookie or script. Who that is stands in no address and in no log (I9).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::caller::{Caller, is_from_elsewhere};
use super::limits::Kind;
use super::pages::{self, Keep};
use super::site::Site;
use crate::domain::{CommentId, DeliveryId, REPORT_REASONS, Seal, shown_name, shown_writer};
use crate::render::moderation::{ReasonView, ReportPage, ReportedPage};
use crate::render::text::clip;
use crate::store::{Report, Reported};

/// GET `/report/TOKEN`
pub(super) async fn ask(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let Some((_, comment, _)) = known(&site, &token) else { return unknown(&site) };
    match site.store.reportable(comment).await {
        Ok(Some(found)) if found.kept_out => {
            let text = "The editor, or the reports of readers, took it out. There is nothing more to do.";
            say(&site, StatusCode::OK, "It is quoted no more", text)
        }
        Ok(Some(found)) => {
            let reason =
                |(word, said): &(&str, &str)| ReasonView { word: (*word).to_owned(), said: (*said).to_owned() };
            let view = ReportPage {
                publication: site.publication.clone(),
                action_url: format!("{}report/{token}", site.base),
                author: shown_writer(found.author.as_deref()),
                role: found.role.as_deref().map(shown_name),
                text: clip(&found.text, LONGEST),
                title: found.title,
                url: crate::render::view::web_address(&found.url),
                reasons: REPORT_REASONS.iter().map(reason).collect(),
            };
            pages::page(&site, "report", &view, StatusCode::OK, Keep::Never)
        }
        Ok(None) => gone(&site),
        Err(error) => pages::broken(&site, &error.into()),
    }
}

/// No more of a comment is shown: enough to know it by, and no further than what is judged before anybody is quoted.
const LONGEST: usize = 1_200;

/// POST `/report/TOKEN`
pub(super) async fn report(
    State(site): State<Site>,
    Path(token): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some((seal, comment, letter)) = known(&site, &token) else { return unknown(&site) };
    if is_from_elsewhere(&headers, &site.base) {
        let text = "Another site sent this in your name. Open the link itself, and press the button there.";
        return say(&site, StatusCode::FORBIDDEN, "Nothing was reported", text);
    }
    let now = site.clock.now();
    if let Some(seconds) = site.limits.count(Kind::Report, &caller.place, now) {
        let text = "So many reports came from your address that this one was not taken. Please try again later.";
        let mut answer = say(&site, StatusCode::TOO_MANY_REQUESTS, "Please wait a little", text);
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return answer;
    }
    let person = match person(&site, seal, comment, letter, &caller).await {
        Ok(person) => person,
        Err(error) => return pages::broken(&site, &error),
    };
    let place = seal.mark("place", &[&comment.0.to_string(), &caller.place]);
    let report = Report { person, place, why: reason(&body) };
    match site.store.report(comment, &report, site.web.hide_after_reports, now).await {
        Ok(Reported::Taken { people, hidden }) => {
            tracing::info!(comment = comment.0, people, hidden, "a comment was reported");
            let text = "The editor is told and decides whether it is quoted further.";
            say(&site, StatusCode::OK, "Thank you, it was reported", text)
        }
        Ok(Reported::Again) => {
            let text = "Your report was taken before; it counts once.";
            say(&site, StatusCode::OK, "You have reported it already", text)
        }
        Ok(Reported::Gone) => gone(&site),
        Err(error) => pages::broken(&site, &error.into()),
    }
}

/// What a token of ours leads to.
fn known<'a>(site: &'a Site, token: &str) -> Option<(&'a Seal, CommentId, Option<DeliveryId>)> {
    let seal = site.seal.as_ref()?;
    seal.report_of(token).map(|(comment, letter)| (seal, comment, letter))
}

/// What stands for a person: the recipient of a letter, else an address with a program. For each comment it is another,
/// so that nobody can tell from the store who reported what else.
async fn person(
    site: &Site,
    seal: &Seal,
    comment: CommentId,
    letter: Option<DeliveryId>,
    caller: &Caller,
) -> anyhow::Result<String> {
    let comment = comment.0.to_string();
    if let Some(letter) = letter
        && let Some(subscriber) = site.store.recipient_of(letter).await?
    {
        return Ok(seal.mark("subscriber", &[&comment, &subscriber.0.to_string()]));
    }
    Ok(seal.mark("person", &[&comment, &caller.place, &caller.agent]))
}

/// The reason that was ticked; empty where none of ours was.
fn reason(body: &[u8]) -> String {
    let said =
        url::form_urlencoded::parse(body).find(|(name, _)| name == "reason").map(|(_, value)| value.into_owned());
    said.filter(|said| REPORT_REASONS.iter().any(|(word, _)| word == said)).unwrap_or_default()
}

fn unknown(site: &Site) -> Response {
    let text = "The address is not one of ours; was it copied whole?";
    say(site, StatusCode::NOT_FOUND, "There is nothing to report here", text)
}

fn gone(site: &Site) -> Response {
    let text = "The comment, or the article it stood under, was taken away. It is not quoted any more.";
    say(site, StatusCode::GONE, "It is gone already", text)
}

fn say(site: &Site, status: StatusCode, title: &str, text: &str) -> Response {
    let view = ReportedPage { publication: site.publication.clone(), title: title.to_owned(), text: text.to_owned() };
    pages::page(site, "reported", &view, status, Keep::Never)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reasons_of_ours_are_taken() {
        for (body, expected) in [
            ("reason=abuse", "abuse"),
            ("x=1&reason=private", "private"),
            ("reason=nonsense", ""),
            ("", ""),
            ("reason", ""),
            ("\u{0}\u{1}=", ""),
        ] {
            assert_eq!(reason(body.as_bytes()), expected, "{body}");
        }
    }
}
