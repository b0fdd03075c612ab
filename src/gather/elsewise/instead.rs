//! Owns the signs of pages that only stand in for others: errors told as pages, searches, frames, pages that send on, and
//! comments without their article.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Selector};

use super::super::kind::Page;
use super::super::pick::{selector, short_words};
use super::super::{clean, comments};
use crate::domain::FoundArticle;

/// A longer headline is an article's about such pages.
const LONGEST_HEADLINE: usize = 80;

/// So many frames are named.
const MOST_FRAMES: usize = 4;

/// What a page without words of its own leads to: the next page, or the pages in its frames.
pub(super) fn leading_on(doc: &Html, page: &Page<'_>) -> Option<String> {
    static FRAMES: LazyLock<Selector> = LazyLock::new(|| selector("frameset frame[src]"));
    static REFRESH: LazyLock<Selector> = LazyLock::new(|| selector("meta[http-equiv='refresh' i][content]"));
    let address = |href: &str| clean::resolve(href.trim().trim_matches(['"', '\'']), page.url);
    let frames: Vec<String> =
        doc.select(&FRAMES).filter_map(|frame| address(frame.attr("src")?)).map(String::from).collect();
    if !frames.is_empty() {
        let frames = frames[..frames.len().min(MOST_FRAMES)].join(", ");
        return Some(format!("it is a page of frames: try what stands in one of them ({frames})"));
    }
    let next = doc.select(&REFRESH).find_map(|meta| {
        let content = meta.attr("content")?;
        let at = content.to_ascii_lowercase().find("url=")?;
        address(content.get(at + 4..)?)
    });
    next.filter(|next| next != page.url).map(|next| format!("it only sends on to {next}: try that"))
}

/// What the headline, or the page's title, says that it is in place of an article.
pub(super) fn by_headline(doc: &Html) -> Option<String> {
    static HEADLINES: LazyLock<Selector> = LazyLock::new(|| selector("h1, title"));
    static MISSING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:error\s*)?(?:404|410)\b|\bpage (?:(?:was |is )?not found|has (?:moved|gone)|does ?n[o’']t exist)|\b(?:page|story|article) (?:can(?:no|’|')?t be|could not be) found|^not found$|^oops\b|seite (?:wurde )?nicht gefunden|page introuvable|página no encontrada|pagina non trovata|pagina niet gevonden",
        )
        .expect("the pattern is a constant that a test uses")
    });
    static SEARCH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)^(?:search\b.{0,20}\bresults?\b|search results?\b|results? for ["“‘']|you searched for\b|search$|suchergebnis|résultats de (?:la )?recherche|resultados de (?:la )?búsqueda)"#)
            .expect("the pattern is a constant that a test uses")
    });
    let headlines = doc.select(&HEADLINES).filter_map(|headline| short_words(headline, LONGEST_HEADLINE));
    for headline in headlines.filter(|headline| !headline.is_empty()) {
        if MISSING.is_match(&headline) {
            return Some(format!("the site says {headline:?} in place of an article: check the address"));
        }
        if SEARCH.is_match(&headline) {
            return Some(format!("it is a search ({headline:?}): try one of the articles that it finds"));
        }
    }
    None
}

/// Whether what was taken for an article is what its readers say, or nothing is on the page but that.
pub(super) fn only_comments(doc: &Html, found: Option<&FoundArticle>) -> Option<String> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let number = match found {
        None => comments::items(doc).len(),
        Some(article) => {
            let said: String = article.comments.iter().map(|comment| letters(&comment.text)).collect();
            let parts = article.text.split("\n\n").map(letters).filter(|part| !part.is_empty());
            let is_all_said = parts.into_iter().all(|part| said.contains(&part));
            if is_all_said { article.comments.len() } else { 0 }
        }
    };
    (number >= 2).then(|| {
        format!(
            "it holds {number} readers' comments and no article: give the address of the article that they stand under"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_place_of_others_are_told_by_their_headline() {
        let cases = [
            ("<title>Page not found | The Quay</title>", Some("the site says")),
            ("<h1>Oops! That page can’t be found.</h1>", Some("the site says")),
            ("<title>404 - The Quay</title>", Some("the site says")),
            ("<h1>Search results for “nurse”</h1>", Some("it is a search")),
            ("<h1>Search</h1>", Some("it is a search")),
            ("<h1>Search for missing porter goes on</h1><title>x</title>", None),
            ("<h1>Lost letters: 404 of them found under the stairs of a surgery in the town</h1>", None),
            ("<h1>Results are in, and the nurses have won</h1>", None),
        ];
        for (html, wanted) in cases {
            let said = by_headline(&Html::parse_document(html));
            assert_eq!(said.is_some(), wanted.is_some(), "{html}: {said:?}");
            assert!(wanted.is_none_or(|wanted| said.is_some_and(|said| said.starts_with(wanted))), "{html}");
        }
    }
}
