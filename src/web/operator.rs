//! Owns the operator's door: a password by HTTP Basic (RFC 7617), and forms that no other site can send in the operator's
//! name although their browser adds the password by itself.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};

use super::caller::{Caller, is_from_elsewhere};
use super::limits::Kind;
use super::options::Password;
use super::pages;
use super::site::Site;
use crate::domain::Seal;

/// Whether the log has the hint: once is enough, whoever asks.
static HINTED: AtomicBool = AtomicBool::new(false);

/// Longest name kept in the log, in characters.
const LONGEST_NAME: usize = 80;

/// An operator who gave the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operator {
    /// The name they typed with it; "operator" where they typed none.
    pub(super) name: String,
}

/// Who has the password; the answer to whoever has not. Where none is configured there is no such page.
pub(super) async fn enter(site: &Site, headers: &HeaderMap, caller: &Caller) -> Result<Operator, Box<Response>> {
    let Some(password) = &site.web.operator else {
        if !HINTED.swap(true, Ordering::Relaxed) {
            tracing::info!("somebody asked for a page of the operator; there are none without web.operator_password");
        }
        return Err(Box::new(pages::not_found(State(site.clone())).await));
    };
    let now = site.clock.now();
    if let Some(seconds) = site.limits.wait(Kind::Password, &caller.place, now) {
        let text = "Too many wrong passwords came from your address. Please wait a quarter of an hour.";
        let mut answer = pages::say(site, StatusCode::TOO_MANY_REQUESTS, "Please wait", text);
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Err(Box::new(answer));
    }
    let given = headers.get(header::AUTHORIZATION).and_then(credentials);
    match given {
        Some((name, given)) if password.is(&given) => {
            let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
            let name = name.trim();
            Ok(Operator { name: if name.is_empty() { "operator".to_owned() } else { name.to_owned() } })
        }
        given => {
            if given.is_some() {
                site.limits.count(Kind::Password, &caller.place, now);
                tracing::warn!("somebody gave a wrong password for the pages of the operator");
            }
            let text = "This page is for the operator: any name, and the password of web.operator_password.";
            let mut answer = pages::say(site, StatusCode::UNAUTHORIZED, "A password, please", text);
            let challenge = HeaderValue::from_static("Basic realm=\"postround\", charset=\"UTF-8\"");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            Err(Box::new(answer))
        }
    }
}

/// Name and password of a header.
fn credentials(header: &HeaderValue) -> Option<(String, String)> {
    let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    text.split_once(':').map(|(name, password)| (name.to_owned(), password.to_owned()))
}

/// What stands in the operator's forms: good today and tomorrow, for this name and this password.
pub(super) fn form_token(site: &Site, operator: &Operator) -> String {
    match (&site.seal, &site.web.operator) {
        (Some(seal), Some(password)) => sealed(seal, operator, password, site.clock.now()),
        _ => String::new(),
    }
}

fn sealed(seal: &Seal, operator: &Operator, password: &Password, day: DateTime<Utc>) -> String {
    seal.mark("form", &[&operator.name, &password.0, &day.format("%Y-%m-%d").to_string()])
}

/// Whether a form is one of ours, sent from a page of ours.
pub(super) fn is_ours(site: &Site, operator: &Operator, headers: &HeaderMap, token: &str) -> bool {
    let (Some(seal), Some(password)) = (&site.seal, &site.web.operator) else { return false };
    let now = site.clock.now();
    let made = [now, now - TimeDelta::days(1)].map(|day| sealed(seal, operator, password, day));
    let known = made.iter().fold(false, |known, made| crate::domain::is_same(made, token) | known);
    known && !is_from_elsewhere(headers, &site.base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_holds_a_name_and_a_password() {
        let of = |text: &str| credentials(&HeaderValue::from_str(text).unwrap());
        let encoded = STANDARD.encode("jo:pass:word é");
        assert_eq!(of(&format!("basic {encoded}")), Some(("jo".to_owned(), "pass:word é".to_owned())));
        for bad in ["", "Basic", "Basic !!!", "Bearer abc", &format!("Basic {}", STANDARD.encode("nocolon"))] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_form_is_sealed_for_its_day_name_and_password() {
        let seal = Seal::new(*b"one");
        let jo = Operator { name: "jo".to_owned() };
        let today = DateTime::UNIX_EPOCH;
        let token = sealed(&seal, &jo, &Password("one password".to_owned()), today);
        let others = [
            sealed(&seal, &Operator { name: "al".to_owned() }, &Password("one password".to_owned()), today),
            sealed(&seal, &jo, &Password("another".to_owned()), today),
            sealed(&seal, &jo, &Password("one password".to_owned()), today + TimeDelta::days(1)),
            sealed(&Seal::new(*b"two"), &jo, &Password("one password".to_owned()), today),
        ];
        assert!(others.iter().all(|other| *other != token));
    }
}
