//! Owns the pages for people: the publication, the list of its feeds, what is said where there is nothing; and how large
//! a page may be and what it may run.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::catalogue::Feeds;
use super::editions;
pub(super) use super::feed_page::feed;
use super::site::Site;
use crate::render::RenderError;
use crate::render::page::{
    Alternate, COPY_SCRIPT, DigestLinks, ErrorPage, FeedLinks, FeedsPage, IndexPage, Surroundings, grouped,
};

/// Largest page, in bytes: what a telephone on a slow line has at once.
const PAGE: usize = 48_000;

/// How many feeds of each group are tried on a list, until the page is small enough.
const LISTED: [usize; 10] = [10_000, 300, 200, 150, 100, 60, 30, 15, 8, 3];

/// Feeds of each group on the first page.
const ON_THE_FIRST_PAGE: usize = 60;

/// Feeds beside its own whose documents a reader finds from a page.
const FOUND: usize = 10;

/// Editions listed under a digest.
const EDITIONS: usize = 5;

/// What a page may load: nothing but its own style, and images of this site.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// How long a page may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// A while, by anybody.
    Shortly,
    /// Not at all, and found by no search engine: its address is a person's own.
    Never,
}

/// `/`
pub(super) async fn index(State(site): State<Site>) -> Response {
    let mut digests = Vec::new();
    for masthead in site.mastheads.values() {
        let editions = match editions::newest(&site, masthead, EDITIONS).await {
            Ok(editions) => editions,
            Err(error) => return broken(&site, &error),
        };
        digests.push(DigestLinks {
            name: masthead.name.to_string(),
            title: masthead.title.clone(),
            schedule: site.schedules.get(&masthead.name).cloned().unwrap_or_default(),
            editions,
        });
    }
    let feeds = site.feeds().await;
    let view = |most| IndexPage {
        publication: site.publication.clone(),
        description: site.description.clone(),
        groups: grouped(&feeds.all, most),
        feeds_url: format!("{}feeds", site.base),
        opml_url: format!("{}feeds.opml", site.base),
        digests: digests.clone(),
    };
    let around = surroundings(&site, &feeds, None);
    let views = LISTED.into_iter().filter(|most| *most <= ON_THE_FIRST_PAGE).map(view);
    fitting(&site, "index", views, &around, (StatusCode::OK, Keep::Shortly))
}

/// `/feeds`
pub(super) async fn list(State(site): State<Site>) -> Response {
    let feeds = site.feeds().await;
    let view = |most| FeedsPage {
        publication: site.publication.clone(),
        groups: grouped(&feeds.all, most),
        opml_url: format!("{}feeds.opml", site.base),
    };
    let around = surroundings(&site, &feeds, None);
    fitting(&site, "feeds", LISTED.into_iter().map(view), &around, (StatusCode::OK, Keep::Shortly))
}

/// Whatever has no route.
pub(super) async fn not_found(State(site): State<Site>) -> Response {
    nothing(&site)
}

/// Where there is nothing.
pub(super) fn nothing(site: &Site) -> Response {
    say(
        site,
        StatusCode::NOT_FOUND,
        "There is nothing here",
        "The address may be misspelt, or the page is gone. The first page lists the feeds and digests.",
    )
}

/// A fault of ours: told once to the operator, and in general words to the reader.
pub(super) fn broken(site: &Site, error: &anyhow::Error) -> Response {
    tracing::error!("a page could not be made: {error:#}");
    say(
        site,
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong here",
        "It was noted. Please try again in a few minutes.",
    )
}

/// A page of a few words.
pub(super) fn say(site: &Site, status: StatusCode, title: &str, text: &str) -> Response {
    let view = ErrorPage {
        publication: site.publication.clone(),
        status: status.as_u16(),
        title: title.to_owned(),
        text: text.to_owned(),
    };
    page(site, "error", &view, status, Keep::Never)
}

/// What stands around a page: the documents that a reader finds from it. Those of its own feed come first.
pub(super) fn surroundings(site: &Site, feeds: &Feeds, own: Option<&FeedLinks>) -> Surroundings {
    let main = feeds.all.iter().take(site.publish.feeds.len().min(FOUND));
    let others = main.filter(|feed| own.is_none_or(|own| own.name != feed.name));
    let mut titles = BTreeSet::new();
    let mut alternates: Vec<Alternate> = own.into_iter().chain(others).flat_map(FeedLinks::alternates).collect();
    for link in &mut alternates {
        if !titles.insert(link.title.clone()) {
            link.title = format!("{}: {}", link.title, link.url);
        }
    }
    Surroundings { alternates, ..Surroundings::default() }
}

/// A rendered page with the headers that keep it harmless.
pub(super) fn page<V: Serialize>(site: &Site, name: &str, view: &V, status: StatusCode, keep: Keep) -> Response {
    match site.templates.page(name, view, &surroundings(site, &site.last_feeds(), None)) {
        Ok(html) => answer(html, status, keep),
        Err(error) => unrendered(name, &error),
    }
}

/// The first of the views whose page is not too large, else the last.
pub(super) fn fitting<V: Serialize>(
    site: &Site,
    name: &str,
    views: impl Iterator<Item = V>,
    around: &Surroundings,
    (status, keep): (StatusCode, Keep),
) -> Response {
    let mut best = String::new();
    for view in views {
        best = match site.templates.page(name, &view, around) {
            Ok(html) => html,
            Err(error) => return unrendered(name, &error),
        };
        if best.len() <= PAGE {
            break;
        }
    }
    answer(best, status, keep)
}

fn unrendered(name: &str, error: &RenderError) -> Response {
    tracing::error!("cannot render the page {name}: {error}");
    (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here. It was noted.").into_response()
}

fn answer(html: String, status: StatusCode, keep: Keep) -> Response {
    let policy = if html.contains(COPY_SCRIPT) { &POLICIES.1 } else { &POLICIES.0 };
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let cache = match keep {
        Keep::Shortly => "public, max-age=60",
        Keep::Never => "no-store",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if keep == Keep::Never {
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    }
    response
}

/// Two policies: of a page that runs nothing, and of one that holds the lines which copy addresses, allowed by their
/// hash (CSP 3 section 2.3.1) and by nothing else.
static POLICIES: LazyLock<(HeaderValue, HeaderValue)> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(COPY_SCRIPT));
    let with = format!("{POLICY}; script-src 'sha256-{hash}'");
    // Base64 has no letter that a header may not hold.
    (HeaderValue::from_static(POLICY), HeaderValue::from_str(&with).unwrap_or(HeaderValue::from_static(POLICY)))
});
