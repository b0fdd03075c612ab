//! Owns the finding of a site's feeds: what its page names for feed readers, what it links to that looks like one, and
//! where sites usually have them.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::document::web;
use crate::gather::depth;

static LINKS: LazyLock<Selector> = LazyLock::new(|| selector("link[rel][href]"));
static ANCHORS: LazyLock<Selector> = LazyLock::new(|| selector("a[href]"));

/// Where sites have feeds that their page does not name.
const WELL_KNOWN: [&str; 9] =
    ["feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feeds/posts/default", "rss/"];

/// So many of what a page names and of what it links to are tried.
const MOST_NAMED: usize = 4;

/// A page with more links is a site map.
const MOST_LINKS: usize = 5_000;

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("the selector is a constant that a test parses")
}

/// The feeds that a page names, the likeliest to hold the site's articles first.
pub(super) fn named(html: &str, base: &Url) -> Vec<Url> {
    if depth::check(html).is_err() {
        return Vec::new();
    }
    let doc = Html::parse_document(html);
    let base = &base_of(&doc, base);
    let language = doc.root_element().attr("lang").map(str::to_ascii_lowercase);
    let mut ranked: Vec<(u32, Url)> = doc
        .select(&LINKS)
        .filter_map(|link| rank(link, language.as_deref()).zip(web(link.attr("href")?, base)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let linked = doc.select(&ANCHORS).take(MOST_LINKS).filter_map(|link| {
        let url = web(link.attr("href")?, base)?;
        (is_near(&url, base) && looks_like_feed(&url) && !is_of_comments(url.path())).then_some(url)
    });
    let mut found: Vec<Url> = Vec::new();
    for url in ranked.into_iter().map(|(_, url)| url).take(MOST_NAMED).chain(linked) {
        if !found.contains(&url) && found.len() < 2 * MOST_NAMED {
            found.push(url);
        }
    }
    found
}

/// Where to look when a page names nothing, or nothing that is one.
pub(super) fn well_known(site: &Url) -> Vec<Url> {
    let mut folder = site.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    if !folder.path().ends_with('/') {
        let path = format!("{}/", folder.path());
        folder.set_path(&path);
    }
    WELL_KNOWN.iter().filter_map(|path| folder.join(path).ok()).collect()
}

/// The feed of the comments on an article, as its page names it.
pub(super) fn of_comments(html: &str, article: &Url) -> Option<Url> {
    if depth::check(html).is_err() {
        return None;
    }
    let doc = Html::parse_document(html);
    let base = &base_of(&doc, article);
    let mut named = doc.select(&LINKS).filter(|link| is_alternate(*link) && is_feed_type(*link));
    named.find_map(|link| {
        let url = web(link.attr("href")?, base)?;
        let own = article.path().trim_end_matches('/');
        let is_below = !own.is_empty() && url.path().strip_prefix(own).is_some_and(|rest| rest.starts_with('/'));
        let is_about = is_of_comments(link.attr("title").unwrap_or_default()) && url.path() != "/comments/feed/";
        (is_near(&url, article) && (is_below || is_about)).then_some(url)
    })
}

fn base_of(doc: &Html, page: &Url) -> Url {
    static BASE: LazyLock<Selector> = LazyLock::new(|| selector("base[href]"));
    let named = doc.select(&BASE).next().and_then(|base| web(base.attr("href")?, page));
    named.unwrap_or_else(|| page.clone())
}

/// How far down the list a feed belongs; `None` for what is none, or not of articles.
fn rank(link: ElementRef<'_>, language: Option<&str>) -> Option<u32> {
    let title = link.attr("title").unwrap_or_default();
    let href = link.attr("href").unwrap_or_default();
    if !is_alternate(link) || !is_feed_type(link) || is_of_comments(title) || is_of_comments(href) {
        return None;
    }
    let other = link.attr("hreflang").is_some_and(|own| {
        let own = own.to_ascii_lowercase();
        language.is_none_or(|page| page.split('-').next() != own.split('-').next())
    });
    let path = href.to_ascii_lowercase();
    let is_part = ["/category/", "/tag/", "/author/", "/topics/", "search", "podcast", "video"]
        .iter()
        .any(|part| path.contains(part));
    let is_json = link.attr("type").is_some_and(|kind| kind.contains("json"));
    Some(4 * u32::from(other) + 2 * u32::from(is_part) + u32::from(is_json))
}

fn is_alternate(link: ElementRef<'_>) -> bool {
    let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
    rel.split_ascii_whitespace().any(|word| matches!(word, "alternate" | "feed"))
}

fn is_feed_type(link: ElementRef<'_>) -> bool {
    let kind = link.attr("type").unwrap_or_default().to_ascii_lowercase();
    let is_plain = matches!(kind.as_str(), "application/xml" | "text/xml" | "");
    let is_feed_rel = link.attr("rel").is_some_and(|rel| rel.to_ascii_lowercase().contains("feed"));
    ["rss", "atom", "rdf", "feed+json"].iter().any(|word| kind.contains(word))
        || is_plain && is_feed_rel
        || kind == "application/json" && link.attr("href").is_some_and(|href| href.contains("feed"))
}

/// Whether a title or an address is that of a feed of comments.
fn is_of_comments(text: &str) -> bool {
    let text = text.to_lowercase();
    ["comment", "kommentar", "commentaire", "comentario", "reacties"].iter().any(|word| text.contains(word))
}

/// Whether an address is of the same site: its host, or one below it.
fn is_near(url: &Url, base: &Url) -> bool {
    let name = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let (host, own) = (name(url), name(base));
    host == own || host.ends_with(&format!(".{own}")) || host == "feeds.feedburner.com"
}

fn looks_like_feed(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    let last = path.rsplit('/').next().unwrap_or_default();
    let ending = |ending: &str| last.rsplit_once('.').is_some_and(|(_, own)| own == ending);
    matches!(last, "feed" | "rss" | "atom" | "rss2" | "rdf")
        || ["rss", "atom", "rdf"].iter().any(|own| ending(own))
        || (ending("xml") || ending("json")) && ["rss", "feed", "atom", "index"].iter().any(|word| last.contains(word))
        || url.query().is_some_and(|query| query.contains("feed=rss") || query.contains("feed=atom"))
        || url.host_str() == Some("feeds.feedburner.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        "https://news.example/home".parse().unwrap()
    }

    #[test]
    fn a_page_names_its_feeds_in_many_ways() {
        let cases = [
            ("<link rel=alternate type=application/rss+xml href=/feed>", vec!["https://news.example/feed"]),
            (
                "<link rel='alternate feed' type='application/atom+xml' href='a.atom'>",
                vec!["https://news.example/a.atom"],
            ),
            ("<link rel=ALTERNATE type=Application/RSS+XML href=//cdn.example/f>", vec!["https://cdn.example/f"]),
            (
                "<link rel=alternate type=application/rss+xml title='News » Comments Feed' href=/comments/feed/>
                 <link rel=alternate type=application/feed+json href=/feed.json>
                 <link rel=alternate type=application/rss+xml href=/category/pay/feed/>
                 <link rel=alternate type=application/rss+xml title=News href=/feed/>",
                vec![
                    "https://news.example/feed/",
                    "https://news.example/feed.json",
                    "https://news.example/category/pay/feed/",
                ],
            ),
            (
                "<html lang=en-GB><link rel=alternate hreflang=fr type=application/rss+xml href=/fr/feed>
                 <link rel=alternate hreflang=en type=application/rss+xml href=/en/feed>",
                vec!["https://news.example/en/feed", "https://news.example/fr/feed"],
            ),
            (
                "<base href='https://news.example/sub/'><link rel=alternate type=application/rss+xml href=feed>",
                vec!["https://news.example/sub/feed"],
            ),
            ("<link rel=alternate hreflang=fr href=/fr/><link rel=stylesheet href=/rss.css>", vec![]),
            (
                "<a href=/rss.xml>RSS</a><a href=/about>About</a><a href=/comments/feed>C</a>",
                vec!["https://news.example/rss.xml"],
            ),
            ("<a href=https://other.example/feed>RSS</a>", vec![]),
            ("<link rel=alternate type=application/rss+xml href='javascript:x'>", vec![]),
        ];
        for (html, expected) in cases {
            let found = named(html, &base());
            assert_eq!(found.iter().map(Url::as_str).collect::<Vec<_>>(), expected, "{html}");
        }
        assert_eq!(named(&"<div>".repeat(5000), &base()), []);
    }

    #[test]
    fn usual_places_are_below_the_site() {
        let found = well_known(&"https://news.example/blog?x=1#y".parse().unwrap());
        assert_eq!(found[0].as_str(), "https://news.example/blog/feed/");
    }

    #[test]
    fn a_page_names_the_feed_of_its_comments() {
        let article: Url = "https://news.example/2026/rota/".parse().unwrap();
        let link = |title: &str, href: &str| {
            format!("<link rel=alternate type=application/rss+xml title='{title}' href='{href}'>")
        };
        let cases = [
            (link("News", "/feed/") + &link("News » Comments Feed", "/comments/feed/"), None),
            (
                link("News", "/feed/") + &link("Rota Comments Feed", "/2026/rota/feed/"),
                Some("https://news.example/2026/rota/feed/"),
            ),
            (link("Comments on Rota", "/feeds/99/comments"), Some("https://news.example/feeds/99/comments")),
        ];
        for (html, expected) in cases {
            assert_eq!(of_comments(&html, &article).as_ref().map(Url::as_str), expected, "{html}");
        }
    }
}
