//! Owns what is said of one page that is no article: what it is instead, and how an operator gets at what it holds.

mod instead;

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

use super::kind::{Page, ReadError, Reading};
use super::links;
use super::pick::selector;
use super::{charset, page};
use crate::domain::FoundArticle;

/// A page that links to so many articles, and has little else, is a listing.
const LISTING: usize = 4;

/// A text with fewer words may be the teasers of a listing, or the words under pictures.
const FEW_WORDS: usize = 120;

/// So many pictures in a page of few words are a gallery.
const PICTURES: usize = 6;

/// What an answer is that is no page at all; `None` for what may be one.
pub(super) fn not_a_page(page: &Page<'_>) -> Option<String> {
    let said = page.content_type.map(|kind| kind.split(';').next().unwrap_or(kind).trim().to_ascii_lowercase());
    let said = said.unwrap_or_default();
    let starts = |magic: &[&[u8]]| magic.iter().any(|magic| page.body.starts_with(magic));
    let is = |what: &str| Some(what.to_owned());
    if starts(&[b"%PDF"]) || said == "application/pdf" {
        return is("it is a PDF document, which is not read: give the address of the page about it");
    }
    if starts(&[b"\x89PNG", b"\xff\xd8\xff", b"GIF8"]) || said.starts_with("image/") && !said.contains("svg") {
        return is("it is an image: give the address of the page that shows it");
    }
    if said.starts_with("audio/") || said.starts_with("video/") {
        return is("it is a recording: give the address of the page about it");
    }
    if starts(&[b"PK\x03\x04", b"\x1f\x8b"]) || said == "application/zip" {
        return is("it is a packed file, not a page");
    }
    // Text has no NUL, unless each character is two bytes, and then it says so first.
    let is_wide = starts(&[b"\xff\xfe", b"\xfe\xff"]) || said.contains("html") || said.contains("xml");
    if !is_wide && page.body.iter().take(4_000).any(|byte| *byte == 0) {
        return is("it is a file that holds no text: give the address of the page about it");
    }
    let text = charset::decode(page.body, page.content_type);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return is("the page is empty");
    }
    if start.starts_with(['{', '[']) || said.ends_with("json") {
        return Some(of_json(start).to_owned());
    }
    of_markup(start).map(str::to_owned)
}

fn of_json(text: &str) -> &'static str {
    let is_feed =
        text.get(..text.floor_char_boundary(2000)).is_some_and(|start| start.contains("jsonfeed.org/version"));
    if is_feed {
        "it is a feed (JSON Feed): add it as a source with kind = \"feed\""
    } else {
        "it is a JSON answer: if it lists articles, add it as a source with kind = \"json\""
    }
}

/// What a document of tags is by its first one.
fn of_markup(text: &str) -> Option<&'static str> {
    let first = first_tag(text);
    match first.as_deref() {
        Some("rss" | "feed" | "rdf:rdf") => Some("it is a feed: add it as a source with kind = \"feed\""),
        Some("urlset" | "sitemapindex") => Some("it is a site map: add it as a source with kind = \"sitemap\""),
        Some("opml") => Some("it is a list of feeds (OPML): add one of them as a source with kind = \"feed\""),
        Some(_) if text.starts_with("<?xml") && !text.to_ascii_lowercase().contains("<html") => {
            Some("it is an XML document, not an HTML page")
        }
        Some(_) => None,
        None => Some("it is plain text, not an HTML page"),
    }
}

/// The first tag that is no declaration and no comment, in lower case.
fn first_tag(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')?..];
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        if rest.starts_with("<?") || rest.starts_with("<!") {
            rest = &rest[rest.find(end)? + end.len()..];
            continue;
        }
        let name: String = rest[1..].chars().take_while(|c| c.is_alphanumeric() || *c == ':').collect();
        if !name.is_empty() {
            return Some(name.to_ascii_lowercase());
        }
        rest = &rest[1..];
    }
}

/// What a page is instead, of which `read` is what came of reading it as an article; `None` where it is one, or where
/// what went wrong is already told.
pub(super) fn not_an_article(page: &Page<'_>, read: &Result<Reading, ReadError>) -> Option<String> {
    if matches!(read, Err(ReadError::Excessive(_))) {
        return None;
    }
    let found = read.as_ref().ok().and_then(|reading| reading.articles.first());
    let doc = page::parse(page).ok()?;
    if let Some(found) = found.filter(|_| calls_itself_an_article(&doc)) {
        // Some templates call every page an article.
        return instead::by_headline(&doc).filter(|_| found.text.split_whitespace().count() < FEW_WORDS);
    }
    let words = found.map_or(0, |found| found.text.split_whitespace().count());
    let announced = announced(&doc, page);
    let is_other = words < FEW_WORDS || found.is_some_and(|found| is_of_links(found, page, &announced));
    let stands_in = || instead::leading_on(&doc, page).filter(|_| words < 20).or_else(|| instead::by_headline(&doc));
    if let Some(what) = Some(()).filter(|()| is_other).and_then(|()| stands_in()) {
        return Some(what);
    }
    if let Some(what) = instead::only_comments(&doc, found) {
        return Some(what);
    }
    if announced.len() >= LISTING && is_other {
        return Some(format!(
            "it is a listing with links to {} articles: try one of them, or add the page as a source \
             (kind = \"page\", url = \"{}\")",
            announced.len(),
            page.url
        ));
    }
    let pictures = doc.select(&PICTURE).count();
    if words < FEW_WORDS && pictures >= PICTURES {
        return Some(format!("it is a gallery of {pictures} pictures with {words} words of text"));
    }
    let shown = shown_words(&doc);
    match read {
        Err(ReadError::Missing { .. }) if shown < 20 && doc.select(&SCRIPT).next().is_some() => Some(
            "a script fills the page, which itself has no text: look for the site's feed, site map or API".to_owned(),
        ),
        Err(ReadError::Missing { .. }) if shown == 0 => Some("the page is empty".to_owned()),
        Err(ReadError::Missing { what, .. }) => Some(format!(
            "no {what} was found on it; if it is an article all the same, make its site a source and say where its parts \
             are ([source.article])"
        )),
        _ => None,
    }
}

static PICTURE: LazyLock<Selector> = LazyLock::new(|| selector("figure img, main img, article img, li img, a > img"));
static SCRIPT: LazyLock<Selector> = LazyLock::new(|| selector("script"));

/// Whether the page says for machines that it is an article.
fn calls_itself_an_article(doc: &Html) -> bool {
    static TYPES: LazyLock<Selector> = LazyLock::new(|| {
        selector(
            "meta[property='og:type'][content='article'], meta[property='article:published_time'], [itemprop='articleBody']",
        )
    });
    doc.select(&TYPES).next().is_some()
}

fn announced(doc: &Html, page: &Page<'_>) -> Vec<url::Url> {
    let host = |url: &url::Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    let of_site = links::find(doc, page.url).into_iter().map(|link| link.url);
    of_site.filter(|url| host(url) == host(page.url) && url.path() != page.url.path()).collect()
}

/// Whether the text that was taken for an article is a list of links to articles, with or without teasers.
fn is_of_links(found: &FoundArticle, page: &Page<'_>, announced: &[url::Url]) -> bool {
    static LINKS: LazyLock<Selector> = LazyLock::new(|| selector("a[href]"));
    let body = Html::parse_fragment(&found.html);
    let leads_to_one = |link: &ElementRef<'_>| {
        let url = link.attr("href").and_then(|href| page.url.join(href).ok());
        url.is_some_and(|mut url| {
            url.set_fragment(None);
            announced.contains(&url)
        })
    };
    let within = body.select(&LINKS).filter(leads_to_one).count();
    within >= LISTING && within * 2 >= announced.len() && found.published.is_none_or(|_| within >= 2 * LISTING)
}

/// Words that a reader sees.
fn shown_words(doc: &Html) -> usize {
    static BODY: LazyLock<Selector> = LazyLock::new(|| selector("body"));
    let Some(body) = doc.select(&BODY).next() else { return 0 };
    let hidden =
        |element: ElementRef<'_>| matches!(element.value().name(), "script" | "style" | "noscript" | "template");
    let texts = body.descendants().filter(|node| node.value().is_text());
    let shown = texts.filter(|node| !node.ancestors().filter_map(ElementRef::wrap).any(hidden));
    shown.filter_map(|node| node.value().as_text().map(|text| text.split_whitespace().count())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: Option<&str>, body: &[u8]) -> Option<String> {
        let url = "https://news.example/page".parse().expect("an address");
        let fetched = chrono::DateTime::UNIX_EPOCH;
        let zone = chrono_tz::Europe::London;
        not_a_page(&Page { url: &url, content_type, link: None, total_pages: None, body, fetched, zone })
    }

    #[test]
    fn each_thing_that_is_no_page_is_told_by_what_it_is() {
        let cases: [(Option<&str>, &[u8], Option<&str>); 15] = [
            (Some("application/pdf"), b"", Some("a PDF document")),
            (None, b"%PDF-1.7", Some("a PDF document")),
            (Some("image/webp"), b"RIFF", Some("an image")),
            (None, b"\x89PNG\r\n", Some("an image")),
            (Some("audio/mpeg"), b"ID3", Some("a recording")),
            (None, b"PK\x03\x04", Some("a packed file")),
            (Some("text/html"), b" \n", Some("the page is empty")),
            (Some("application/json; charset=utf-8"), b"{\"items\":[]}", Some("kind = \"json\"")),
            (None, b"{\"version\":\"https://jsonfeed.org/version/1.1\"}", Some("kind = \"feed\"")),
            (Some("text/xml"), b"\xef\xbb\xbf<?xml version='1.0'?><!-- a > b --><rss>", Some("kind = \"feed\"")),
            (None, b"<feed xmlns='http://www.w3.org/2005/Atom'>", Some("kind = \"feed\"")),
            (None, b"<?xml version='1.0'?>\n<sitemapindex>", Some("kind = \"sitemap\"")),
            (Some("text/plain"), b"Just words, 1 < 2.", Some("plain text")),
            (Some("text/html"), b"<!DOCTYPE html><title>x</title>", None),
            (None, b"<p>The feed of a <rss> reader", None),
        ];
        for (content_type, body, wanted) in cases {
            let said = read(content_type, body);
            let fits = match (&said, wanted) {
                (Some(said), Some(wanted)) => said.contains(wanted),
                (said, wanted) => said.is_none() && wanted.is_none(),
            };
            assert!(fits, "{content_type:?} {}: {said:?}", String::from_utf8_lossy(body));
        }
    }
}
