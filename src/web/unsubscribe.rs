//! Owns leaving: GET shows a page with a button, one POST does it, without cookie, login or redirect (RFC 8058), and
//! the answer is the same whether or not the token is known. What the POST carries is not looked at: the token in the
//! address says it all.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::pages::{self, Keep};
use super::site::Site;
use crate::render::page::LeavePage;
use crate::render::view::DigestNames;
use crate::store::Leaving;

/// GET `/unsubscribe/TOKEN`
pub(super) async fn ask(State(site): State<Site>, Path(token): Path<String>) -> Response {
    if !could_be_ours(&token) {
        return show(&site, "unsubscribe", &token, None);
    }
    match site.store.subscription_of(&token).await {
        Ok(found) => show(&site, "unsubscribe", &token, found.as_ref()),
        Err(error) => pages::broken(&site, &error.into()),
    }
}

/// POST `/unsubscribe/TOKEN`
pub(super) async fn leave(State(site): State<Site>, Path(token): Path<String>) -> Response {
    if !could_be_ours(&token) {
        return show(&site, "unsubscribed", &token, None);
    }
    match site.store.leave(&token, site.clock.now()).await {
        Ok(found) => {
            if let Some(leaving) = &found {
                tracing::info!(digest = %leaving.digest, who = %leaving.address.masked(), "a subscriber left");
            }
            show(&site, "unsubscribed", &token, found.as_ref())
        }
        Err(error) => pages::broken(&site, &error.into()),
    }
}

/// The store is not asked for others: PostgreSQL's TEXT takes no NUL, which would end in an error and not in an answer.
fn could_be_ours(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn show(site: &Site, page: &str, token: &str, found: Option<&Leaving>) -> Response {
    let masthead = found.and_then(|found| site.mastheads.get(&found.digest));
    let digest = match (masthead, found) {
        (Some(masthead), _) => DigestNames { name: masthead.name.to_string(), title: masthead.title.clone() },
        (None, Some(found)) => DigestNames { name: found.digest.to_string(), title: found.digest.to_string() },
        (None, None) => DigestNames { name: String::new(), title: site.publication.title.clone() },
    };
    // Only a token that could be one of ours is repeated in the page.
    let token = if could_be_ours(token) { token } else { "unknown" };
    let view = LeavePage {
        publication: site.publication.clone(),
        digest,
        action_url: format!("{}unsubscribe/{token}", site.base),
    };
    pages::page(site, page, &view, StatusCode::OK, Keep::Never)
}
