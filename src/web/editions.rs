//! Owns the web view of editions, without whatever their sites have withdrawn since (I4).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::pages::{self, Keep};
use super::site::Site;
use crate::domain::Name;
use crate::render::Masthead;
use crate::render::page::EditionLink;

/// `/editions/DIGEST/DATE`
pub(super) async fn show(State(site): State<Site>, Path((digest, date)): Path<(String, String)>) -> Response {
    match find(&site, &digest, &date).await {
        Ok(Some(view)) => pages::page(&site, "edition", &view, StatusCode::OK, Keep::Shortly),
        Ok(None) => pages::not_found(State(site)).await,
        Err(error) => pages::broken(&site, &error),
    }
}

async fn find(site: &Site, digest: &str, date: &str) -> anyhow::Result<Option<crate::render::DigestView>> {
    let Ok(name) = digest.parse::<Name>() else { return Ok(None) };
    // Nothing else is a date, and PostgreSQL's TEXT takes no NUL.
    if !date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Ok(None);
    }
    let Some(masthead) = site.mastheads.get(&name).filter(|masthead| masthead.archive) else { return Ok(None) };
    let Some(id) = site.store.edition_of(&name, date).await? else { return Ok(None) };
    Ok(site.store.edition(id).await?.map(|edition| masthead.view(&edition)))
}

/// The newest editions of a digest that have a page.
pub(super) async fn newest(site: &Site, masthead: &Masthead, limit: usize) -> anyhow::Result<Vec<EditionLink>> {
    let mut links = Vec::new();
    if !masthead.archive {
        return Ok(links);
    }
    for id in site.store.editions_of(&masthead.name, limit).await? {
        if let Some(edition) = site.store.edition(id).await? {
            let view = masthead.view(&edition);
            links.push(EditionLink {
                url: masthead.edition_url(&edition.date).to_string(),
                date: edition.date,
                day: view.edition.day,
                headline: view.edition.headline,
            });
        }
    }
    Ok(links)
}
