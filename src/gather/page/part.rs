//! Owns the further pages of an article's own body: when to ask for one, and what is read on it.

use scraper::Html;
use url::Url;

use super::super::extract::Known;
use super::super::kind::{Ask, Page, ReadError, Reading, Role};
use super::super::{clean, correction, links, metadata, pick};
use super::body::BodyFinder;
use super::site::{PageKind, without_fragment};
use crate::domain::FoundArticle;

/// An article has no more pages; a longer row of them is a gallery, or leads in a circle.
const MAX_PARTS: u32 = 30;

/// Asks for the page after one of an article's, where it says there is one; `taken` are addresses that are known to be
/// something else.
pub(super) fn next(kind: &PageKind, doc: &Html, page: &Page<'_>, number: u32, taken: &[&Url]) -> Option<Ask> {
    let url = links::next_part(doc, page.url, number).map(without_fragment)?;
    let is_taken = taken.iter().any(|other| without_fragment((*other).clone()) == url);
    let may_ask = number < MAX_PARTS && !is_taken && kind.is_of_site(&url);
    may_ask.then_some(Ask { url, role: Role::Part { number: number + 1 } })
}

/// Reads a further page: an article with nothing but that page's part of the body.
pub(super) fn read(kind: &PageKind, doc: &Html, page: &Page<'_>, ask: &Ask, number: u32) -> Result<Reading, ReadError> {
    let said = metadata::read(doc, page);
    let title = said.title.as_deref().map(clean::plain).unwrap_or_default();
    let lead = said.lead.as_deref().map(clean::plain);
    let finder = BodyFinder { doc, page, rules: &kind.rules.article };
    let comments = kind.rules.comments.as_ref().map(|rules| pick::elements(doc, &rules.item)).unwrap_or_default();
    let known = Known { title: Some(&title).filter(|t| !t.is_empty()).map(String::as_str), lead: lead.as_deref() };
    let body = finder.by_rule(&comments).or_else(|| finder.found(known, &comments));
    let Some(body) = body else {
        let hint = kind.rules.article.body.as_ref();
        let hint = hint.map(|css| format!(" (the selector \"{css}\" matched nothing)")).unwrap_or_default();
        return Err(ReadError::Missing { what: "body", hint });
    };
    let notice = correction::find(&body.text, said.published, page);
    let article = FoundArticle {
        html: body.html,
        text: body.text,
        correction: notice,
        ..FoundArticle::new(without_fragment(page.url.clone()), title)
    };
    let asks = next(kind, doc, page, number, &[&ask.url, page.url]);
    Ok(Reading { asks: asks.into_iter().collect(), articles: vec![article], ..Reading::default() })
}
