//! Owns the finding of the next page of one article: by the shape of the address first, since "next" alone leads to the
//! next article on most sites, and by the words or the place of the link.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::super::comments;

static LINKS: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("a[href], link[rel~='next'][href], h1, h2, h3, h4, h5, h6")
        .expect("the selector is a constant that a test parses")
});

/// A page with more links is a site map.
const MAX_LINKS: usize = 5_000;

/// Parameters that number the pages of an article; `PageNo` and the like are those of comments in older systems.
const NUMBERED: &[&str] = &["page", "p", "pg", "seite", "pagina", "página", "part", "currentpage", "page_number"];

/// Parameters that say where the page begins.
const OFFSETS: &[&str] = &["start", "offset", "from"];

/// Words of a link to the next page, without marks about them.
const NEXT: &[&str] = &[
    "next",
    "next page",
    "continue",
    "continue reading",
    "continued",
    "page suivante",
    "suivant",
    "nächste seite",
    "weiter",
    "weiterlesen",
    "siguiente",
    "página siguiente",
    "pagina successiva",
    "volgende",
    "volgende pagina",
    "nästa sida",
    "nästa",
];

/// "/page/3", "/3", "-3.html", ",3.html" at the end of a path; what stands before is the article's.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<stem>.*?)(?:/page[/-]?|/seite-|[/_,-])(?P<number>\d{1,2})(?P<end>/?|\.[a-z]{2,5})$")
        .expect("the pattern is a constant that a test runs")
});

/// The address of the page after the one at `base`, which is page `number` (from 1) of its article.
pub fn next_part(doc: &Html, base: &Url, number: u32) -> Option<Url> {
    let mut best: Option<(u8, Url)> = None;
    for link in doc.select(&LINKS).take(MAX_LINKS) {
        // What pages stand under the comments are theirs.
        if comments::is_heading(link) {
            break;
        }
        let Some(url) = link.attr("href").and_then(|href| base.join(href.trim()).ok()) else { continue };
        if !continues(&url, base, number) {
            continue;
        }
        let Some(rank) = rank(link, number) else { continue };
        if best.as_ref().is_none_or(|(known, _)| rank > *known) {
            best = Some((rank, url));
        }
    }
    best.map(|(_, url)| url)
}

/// Whether an address differs from the article's in nothing but the next page's number.
fn continues(url: &Url, base: &Url, number: u32) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    if host(url) != host(base) || !matches!(url.scheme(), "http" | "https") {
        return false;
    }
    if url.path().contains("comment") || url.fragment().is_some_and(|fragment| fragment.contains("comment")) {
        return false;
    }
    if url.path().trim_end_matches('/') == base.path().trim_end_matches('/') {
        return by_query(url, base, number);
    }
    let next = tail(url.path());
    let (stem, wanted) = match (&next, number) {
        (Some((stem, found, end)), 1) => (Some((stem.clone(), end.clone())), *found == 2),
        (Some((stem, found, end)), _) => (Some((stem.clone(), end.clone())), *found == number + 1),
        (None, _) => (None, false),
    };
    let Some((stem, end)) = stem.filter(|_| wanted && same_rest(url, base)) else { return false };
    let (own_stem, own_end) = match tail(base.path()) {
        Some((own, own_number, end)) if own_number == number => (own, end),
        _ if number == 1 => bare(base.path(), &end),
        _ => return false,
    };
    stem == own_stem && (end == own_end || end.len() <= 1 && own_end.len() <= 1) && stem.len() > 1
}

fn same_rest(url: &Url, base: &Url) -> bool {
    url.query() == base.query() || url.query().is_none()
}

/// A path's stem, page number and ending.
fn tail(path: &str) -> Option<(String, u32, String)> {
    let found = TAIL.captures(path)?;
    Some((found["stem"].to_owned(), found["number"].parse().ok()?, found["end"].to_owned()))
}

/// The first page's stem and ending: "/story.html" is "/story" and ".html" where the next is "/story-2.html".
fn bare(path: &str, end: &str) -> (String, String) {
    match path.strip_suffix(end).filter(|_| end.starts_with('.')) {
        Some(stem) => (stem.to_owned(), end.to_owned()),
        None => (path.trim_end_matches('/').to_owned(), String::new()),
    }
}

/// "?page=2" after no such parameter, or after "?page=1"; counted from 0 by Drupal; "?start=1" and more for offsets.
fn by_query(url: &Url, base: &Url, number: u32) -> bool {
    let value = |url: &Url, key: &str| {
        url.query_pairs().find(|(k, _)| k.eq_ignore_ascii_case(key)).and_then(|(_, value)| value.parse::<u32>().ok())
    };
    let others = |url: &Url| {
        let known = |key: &str| NUMBERED.contains(&key) || OFFSETS.contains(&key);
        let pairs = url.query_pairs().filter(|(key, _)| !known(&key.to_lowercase()));
        pairs.map(|(key, value)| (key.into_owned(), value.into_owned())).collect::<Vec<_>>()
    };
    if others(url) != others(base) {
        return false;
    }
    let by_number = NUMBERED.iter().any(|key| {
        let (now, next) = (value(base, key), value(url, key));
        match (now, next) {
            (None, Some(next)) => number == 1 && (next == 2 || next == 1 && *key == "page"),
            (Some(now), Some(next)) => next == now + 1,
            _ => false,
        }
    });
    by_number
        || OFFSETS.iter().any(|key| match (value(base, key), value(url, key)) {
            (None, Some(next)) => number == 1 && next > 0,
            (Some(now), Some(next)) => next > now,
            _ => false,
        })
}

/// How sure the link is, by its words and where it stands; `None` where it belongs to something else.
fn rank(link: ElementRef<'_>, number: u32) -> Option<u8> {
    if link.value().name() == "link" {
        return Some(1);
    }
    let mut paged = false;
    for outer in link.ancestors().filter_map(ElementRef::wrap).take(8) {
        let value = outer.value();
        if matches!(value.name(), "body" | "html") {
            break;
        }
        for name in [value.attr("class"), value.attr("id")].into_iter().flatten() {
            let name = name.to_ascii_lowercase();
            let other = ["comment", "gallery", "slideshow", "carousel", "related", "listing", "post-nav", "archive"];
            if other.iter().any(|word| name.contains(word)) {
                return None;
            }
            paged |= ["pag", "page-links", "article-pages", "multipage"].iter().any(|word| name.contains(word));
        }
    }
    let said = super::super::pick::words(link).to_lowercase();
    let bare = said.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let next = number + 1;
    let is_next = link.attr("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r == "next"));
    if is_next || NEXT.contains(&bare.as_str()) || bare.starts_with("next page") {
        return Some(3);
    }
    let names_page =
        [format!("page {next}"), format!("seite {next}"), format!("part {next}"), format!("continue to page {next}")];
    if names_page.iter().any(|name| bare.starts_with(name.as_str())) {
        return Some(3);
    }
    (paged && (bare == next.to_string() || bare.is_empty())).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(base: &str, number: u32, html: &str) -> Option<String> {
        let base = Url::parse(base).expect("an address");
        next_part(&Html::parse_document(html), &base, number).map(|url| url[url::Position::BeforePath..].to_owned())
    }

    #[test]
    fn the_next_page_of_an_article_is_found() {
        let cases = [
            ("/rota", 1, "<a href='/rota?page=2'>Next</a>", "/rota?page=2"),
            ("/rota", 1, "<a href='?page=2' rel=next>›</a>", "/rota?page=2"),
            ("/rota", 1, "<div class=pager><a href='/rota?page=1'>2</a></div>", "/rota?page=1"),
            ("/rota?page=2", 2, "<a href='/rota?page=1'>1</a><a href='/rota?page=3'>Next page »</a>", "/rota?page=3"),
            ("/2017/rota/", 1, "<div class=page-links>Pages: 1 <a href='/2017/rota/2/'>2</a></div>", "/2017/rota/2/"),
            ("/2017/rota/2/", 2, "<div class=page-links><a href='/2017/rota/3/'>3</a></div>", "/2017/rota/3/"),
            ("/rota.html", 1, "<a href='/rota-2.html'>Page 2 of 3</a>", "/rota-2.html"),
            ("/rota-2.html", 2, "<a href='/rota-3.html'>Page 3</a>", "/rota-3.html"),
            ("/rota", 1, "<a href='/rota/page/2'>Weiter</a>", "/rota/page/2"),
            ("/rota", 1, "<ul class=pagination><li><a href='/rota?start=1'>2</a></ul>", "/rota?start=1"),
            ("/rota", 1, "<head><link rel=next href='/rota/2'></head>", "/rota/2"),
            ("/a?id=7", 1, "<a href='/a?id=7&page=2'>Next</a>", "/a?id=7&page=2"),
        ];
        for (base, number, html, wanted) in cases {
            let base = format!("https://news.example{base}");
            assert_eq!(next(&base, number, html).as_deref(), Some(wanted), "{base} {html}");
        }
    }

    #[test]
    fn other_links_are_left() {
        let cases = [
            ("/rota", "<a rel=next href='/another-story'>Next</a>"),
            ("/rota", "<head><link rel=next href='/another-story'></head>"),
            ("/rota", "<div id=comments><a href='/rota?page=2'>Next</a></div>"),
            ("/rota", "<a href='/rota?page=2#comments'>Next</a>"),
            ("/rota", "<a href='/rota?PageNo=2&PageSize=50'>Next</a>"),
            ("/rota", "<div class=slideshow><a href='/rota/2'>Next</a></div>"),
            ("/rota", "<a href='/rota/2'>Two nights a week</a>"),
            ("/rota", "<a href='/rota?page=3'>Next</a>"),
            ("/rota", "<a href='https://other.example/rota/2'>Next</a>"),
            ("/", "<a href='/2'>Next</a>"),
            ("/news?id=7", "<a href='/news?id=8'>Next</a>"),
            ("/rota", "<h3>Comments (2)</h3><a rel=next href='/rota?page=2'>Next</a>"),
            ("/rota/comment-page-1", "<a href='/rota/comment-page-2'>Next</a>"),
        ];
        for (base, html) in cases {
            let base = format!("https://news.example{base}");
            assert_eq!(next(&base, 1, html), None, "{base} {html}");
        }
    }
}
