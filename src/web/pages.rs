//! Owns the pages for people: the publication, a feed, and what is said where there is nothing.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::editions;
use super::site::Site;
use crate::render::page::{DigestLinks, ErrorPage, FeedPage, IndexPage};
use crate::render::view::{CorrectionView, EntryView, QuoteView, for_people, web_address};

/// Entries on the page of a feed.
const ENTRIES: usize = 20;

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
    let view = IndexPage {
        publication: site.publication.clone(),
        description: site.description.clone(),
        feeds: site.feeds.to_vec(),
        opml_url: format!("{}feeds.opml", site.base),
        digests,
    };
    page(&site, "index", &view, StatusCode::OK, Keep::Shortly)
}

/// The page of a feed shows what its document holds: the last good one (I3).
pub(super) async fn feed(site: &Site, name: &str) -> Response {
    let links = site.feeds.iter().find(|feed| feed.name == name);
    let document = site.documents.plain(&format!("feeds/{name}.json")).await;
    let (Some(links), Some(document)) = (links, document) else { return not_found(State(site.clone())).await };
    let feed: Feed = match serde_json::from_slice(&document) {
        Ok(feed) => feed,
        Err(error) => return broken(site, &error.into()),
    };
    let zone = site.publication.zone.parse().unwrap_or(chrono_tz::UTC);
    let entries = feed.items.into_iter().take(ENTRIES).map(|item| entry(item, zone)).collect();
    let view = FeedPage { publication: site.publication.clone(), feed: links.clone(), entries };
    page(site, "feed", &view, StatusCode::OK, Keep::Shortly)
}

/// Where there is nothing.
pub(super) async fn not_found(State(site): State<Site>) -> Response {
    say(
        &site,
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

/// A rendered page with the headers that keep it harmless.
pub(super) fn page<V: Serialize>(site: &Site, name: &str, view: &V, status: StatusCode, keep: Keep) -> Response {
    let html = match site.templates.page(name, view) {
        Ok(html) => html,
        Err(error) => {
            tracing::error!("cannot render the page {name}: {error}");
            return (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here. It was noted.").into_response();
        }
    };
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
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

#[derive(Deserialize)]
struct Feed {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    url: String,
    title: String,
    summary: Option<String>,
    #[serde(default)]
    authors: Vec<Author>,
    #[serde(default)]
    tags: Vec<String>,
    date_published: chrono::DateTime<chrono::Utc>,
    #[serde(rename = "_postround")]
    more: More,
}

#[derive(Deserialize)]
struct Author {
    name: String,
}

#[derive(Deserialize)]
struct More {
    #[serde(default)]
    comments_total: u32,
    comments_url: Option<String>,
    correction: Option<Notice>,
    told_by: Option<String>,
    #[serde(default)]
    quotes: Vec<Quote>,
}

#[derive(Deserialize)]
struct Notice {
    text: String,
    at: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(Deserialize)]
struct Quote {
    author: Option<String>,
    role: Option<String>,
    text: String,
    reason: String,
    answers: Option<String>,
    whole_url: Option<String>,
    report_url: Option<String>,
}

fn entry(item: Item, zone: chrono_tz::Tz) -> EntryView {
    let quote = |quote: Quote| QuoteView {
        author: quote.author.unwrap_or_else(|| "Anonymous".to_owned()),
        role: quote.role,
        text: quote.text,
        reason: quote.reason,
        answers: quote.answers,
        whole_url: quote.whole_url.filter(|url| web_address(url) != "#"),
        report_url: quote.report_url.filter(|url| web_address(url) != "#"),
        comment: None,
    };
    let correction =
        |notice: Notice| CorrectionView { text: notice.text, at: notice.at.map(|at| for_people(at, zone)) };
    EntryView {
        comments_url: item.more.comments_url.unwrap_or_else(|| item.url.clone()),
        url: item.url,
        title: item.title,
        lead: item.summary,
        authors: item.authors.into_iter().map(|author| author.name).collect(),
        topics: item.tags,
        published: for_people(item.date_published, zone),
        published_at: item.date_published.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        comments_total: item.more.comments_total,
        correction: item.more.correction.map(correction),
        told_by: item.more.told_by,
        quotes: item.more.quotes.into_iter().map(quote).collect(),
    }
}
