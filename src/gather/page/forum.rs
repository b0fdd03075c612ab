//! Owns the way from a page to the forum that holds its comments: asked for where it is the site's own, named where it
//! is not.

use scraper::Html;
use url::Url;

use super::super::comments::{self, Comments};
use super::super::discourse;
use super::super::kind::{Ask, Page, ReadError, Reading, Role};
use super::site::PageKind;
use crate::net;

/// What shows the comments of a page that holds none itself, and the request for them where it can be made.
pub(super) fn of(
    kind: &PageKind,
    doc: &Html,
    page: &Page<'_>,
    ask: &Ask,
    found: &Comments,
) -> (Option<String>, Option<Ask>) {
    if found.places > 0 || !found.comments.is_empty() {
        return (None, None);
    }
    let Some(forum) = comments::forum(doc, page.url) else { return (comments::behind(doc, found), None) };
    match forum.json().filter(|url| is_allowed(kind, url)) {
        Some(url) => (None, Some(Ask { url, role: Role::Comments { article: ask.url.clone(), offset: 0, number: 2 } })),
        None => (Some(format!("Discourse: comments live at {}", forum.address())), None),
    }
}

/// Whether a forum is of whoever publishes the site: one registrable domain.
fn is_allowed(kind: &PageKind, url: &Url) -> bool {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = format!("{}{port}", url.host_str().unwrap_or_default());
    kind.is_of_site(url) || net::is_of(&host, &kind.site)
}

/// Reads the posts of a topic as comments.
pub(super) fn read(kind: &PageKind, page: &Page<'_>, ask: &Ask) -> Result<Reading, ReadError> {
    discourse::embedded(page, ask, kind.rules.comment_pages)
}
