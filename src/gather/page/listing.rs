//! Owns the reading of a listing page: which articles it announces, and where the listing goes on.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::super::kind::{Ask, Hint, Page, ReadError, Reading, Role};
use super::super::options::Css;
use super::super::pick::{self, selector, words};
use super::super::{clean, links};
use super::site::{PageKind, without_fragment};

/// A link of fewer characters ("More") is no headline.
const MIN_HEADLINE: usize = 12;

/// Reads one listing page.
pub(super) fn read(kind: &PageKind, doc: &Html, page: &Page<'_>, ask: &Ask, number: u32) -> Result<Reading, ReadError> {
    let mut reading = Reading::default();
    let found = find(kind, doc, page, &mut reading.notes);
    let (own, foreign): (Vec<_>, Vec<_>) = found.into_iter().partition(|(url, _)| kind.is_of_site(url));
    if !foreign.is_empty() {
        reading.notes.push(format!("{} links to other sites were not followed", foreign.len()));
    }
    let here = [&ask.url, page.url].map(|url| without_fragment(url.clone()));
    for (url, title) in own {
        let is_new = !here.contains(&url) && reading.asks.iter().all(|ask| ask.url != url);
        if is_new && !kind.listings().contains(&url) {
            let hint =
                Hint { title: Some(title).filter(|title| title.chars().count() >= MIN_HEADLINE), ..Hint::default() };
            reading.asks.push(Ask { url, role: Role::Article { hint } });
        }
    }
    if reading.asks.is_empty() {
        if number == 1 {
            let cure = kind
                .rules
                .links
                .article
                .as_ref()
                .map(|css| format!(" (the selector \"{css}\" matched no link of this site)"));
            let found = || " (no link on it looks like an article's; set links.article, or another listing)".to_owned();
            return Err(ReadError::Nothing(cure.unwrap_or_else(found)));
        }
        reading.notes.push(format!("page {number} of the listing announces nothing"));
        return Ok(reading);
    }
    if number < kind.rules.pages
        && let Some(next) = next(kind, doc, page).filter(|next| !here.contains(next) && !kind.listings().contains(next))
    {
        reading.asks.push(Ask { url: next, role: Role::Listing { number: number + 1 } });
    }
    Ok(reading)
}

fn find(kind: &PageKind, doc: &Html, page: &Page<'_>, notes: &mut Vec<String>) -> Vec<(Url, String)> {
    if let Some(css) = &kind.rules.links.article {
        let by_rule: Vec<_> = pick::elements(doc, css)
            .into_iter()
            .filter_map(|element| Some((address(element, css, page)?, words(element))))
            .collect();
        if !by_rule.is_empty() {
            return by_rule;
        }
        notes.push(format!(
            "the selector \"{css}\" for links to articles matched nothing; links were found automatically"
        ));
    }
    let found = links::find(doc, page.url).into_iter();
    found.map(|link| (without_fragment(clean::without_trackers(link.url)), clean::plain(&link.title))).collect()
}

/// The address that a matched element leads to: its own, that of the link around it, or of the first link in it.
fn address(element: ElementRef<'_>, css: &Css, page: &Page<'_>) -> Option<Url> {
    static LINK: LazyLock<Selector> = LazyLock::new(|| selector("a[href]"));
    let attribute = css.attribute().unwrap_or("href");
    let around = || element.ancestors().filter_map(ElementRef::wrap).find_map(|outer| outer.attr("href"));
    let within = || element.select(&LINK).next().and_then(|link| link.attr("href"));
    let address = element.attr(attribute).or_else(around).or_else(within)?;
    clean::resolve(address, page.url).filter(|url| url.scheme() != "mailto").map(without_fragment)
}

fn next(kind: &PageKind, doc: &Html, page: &Page<'_>) -> Option<Url> {
    static NEXT: LazyLock<Selector> = LazyLock::new(|| selector("a[rel~='next'][href], link[rel~='next'][href]"));
    let by_rule = kind
        .rules
        .links
        .next
        .as_ref()
        .and_then(|css| pick::elements(doc, css).into_iter().find_map(|element| address(element, css, page)));
    let automatic = || {
        let links = doc.select(&NEXT).filter_map(|link| clean::resolve(link.attr("href")?, page.url));
        links.map(without_fragment).find(|url| kind.is_of_site(url))
    };
    by_rule.filter(|url| kind.is_of_site(url)).or_else(automatic)
}
