//! Owns the tests of site maps: each form, what is chosen from them, and where they are looked for.

use std::time::Duration;

use url::Url;

use super::*;

#[derive(Debug)]
struct NoPages;

impl Kind for NoPages {
    fn begin(&self) -> Vec<Ask> {
        Vec::new()
    }

    fn read(&self, ask: &Ask, _: &Page<'_>) -> Result<Reading, ReadError> {
        Ok(Reading { notes: vec![format!("page {}", ask.url)], ..Reading::default() })
    }

    fn rules(&self) -> String {
        "pages".to_owned()
    }
}

fn kind(sitemap: Option<&str>) -> SitemapKind<NoPages> {
    let rules = SitemapRules {
        site: "https://www.news.example/".parse().unwrap(),
        sitemap: sitemap.map(|url| url.parse().unwrap()),
        pages: 3,
        newer_than: Duration::from_hours(14 * 24),
    };
    SitemapKind::new(rules, NoPages)
}

fn read(address: &str, role: Role, body: &[u8]) -> Result<Reading, ReadError> {
    let url: Url = address.parse().unwrap();
    let page = Page {
        url: &url,
        content_type: None,
        link: None,
        total_pages: None,
        body,
        fetched: "2026-03-01T12:00:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::London,
    };
    kind(None).read(&Ask { url: url.clone(), role }, &page)
}

fn map(body: &str) -> Reading {
    read("https://news.example/sitemap.xml", Role::Listing { number: 1 }, body.as_bytes())
        .unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn asked(reading: &Reading) -> Vec<&str> {
    reading.asks.iter().map(|ask| ask.url.as_str().trim_start_matches("https://news.example")).collect()
}

#[test]
fn the_map_is_looked_for_where_robots_says_and_at_the_usual_places() {
    let begin: Vec<String> = kind(None).begin().iter().map(|ask| ask.url.path().to_owned()).collect();
    assert_eq!(begin[..3], ["/robots.txt", "/sitemap.xml", "/sitemap_index.xml"]);
    let own = kind(Some("https://news.example/own.xml")).begin();
    assert_eq!((own.len(), own[0].role.clone()), (1, Role::Listing { number: 1 }));
    let robots = "User-agent: *\nDisallow: /x\nSITEMAP : https://news.example/a.xml\nsitemap: /b.xml # x\nSitemap: https://other.example/c.xml\n\
        Sitemap: htps://news.example/d.xml\nSitemap: ftp://news.example/e.xml\n";
    let reading = read("https://news.example/robots.txt", Role::Feed, robots.as_bytes()).unwrap();
    assert_eq!(asked(&reading)[0], "/a.xml");
    assert_eq!(reading.asks.len(), 2);
    assert!(reading.asks.iter().all(|ask| ask.role == Role::Listing { number: 1 }));
    for none in ["User-agent: *\n", "<html>"] {
        let refused = read("https://news.example/robots.txt", Role::Feed, none.as_bytes());
        assert!(matches!(refused, Err(ReadError::Nothing(_))), "{none}");
    }
}

#[test]
fn new_pages_that_look_like_articles_are_asked_for_newest_first() {
    let reading = map(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\
         <url><loc>https://news.example/</loc><lastmod>2026-03-01</lastmod></url>\
         <url><loc>https://news.example/news/rota-agreed-for-all</loc><lastmod>2026-02-20</lastmod></url>\
         <url><loc>https://news.example/news/fees-rise-in-april</loc><lastmod>2026-02-28T08:00:00+00:00</lastmod>\
         <image:image><image:loc>https://news.example/i.jpg</image:loc></image:image></url>\
         <url><loc>https://news.example/news/long-ago-and-far-away</loc><lastmod>2025-02-20</lastmod></url>\
         <url><loc>https://news.example/category/pay</loc><lastmod>2026-02-28</lastmod></url>\
         <url><loc>https://news.example/services</loc><lastmod>2026-02-28</lastmod></url>\
         <url><loc>https://other.example/news/not-of-this-site</loc></url>\
         <url><loc>/news/without-a-date-at-all</loc></url>\
         <url><loc>https://news.example/news/rota-agreed-for-all</loc></url></urlset>",
    );
    assert_eq!(
        asked(&reading),
        ["/news/fees-rise-in-april", "/news/rota-agreed-for-all", "/news/without-a-date-at-all"]
    );
    assert_eq!(reading.notes, ["1 pages of other sites were not followed"]);
    let listed = reading.listed.expect("a list of pages");
    assert_eq!((listed.pages, listed.likely), (9, 5), "those that are too old are articles all the same");
    let none = map(
        "<urlset><url><loc>/about</loc></url><url><loc>https://other.example/news/a-long-story</loc></url></urlset>",
    );
    let listed = none.listed.expect("a list of pages");
    assert_eq!((none.asks.len(), listed.pages, listed.likely, listed.sample.len()), (0, 2, 0, 2));
}

#[test]
fn news_comes_with_headlines_whatever_its_address() {
    let reading = map(
        "<urlset xmlns:n=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>https://news.example/17</loc><n:news>\
         <n:publication><n:name>News</n:name></n:publication><n:publication_date>2026-02-28T08:00Z</n:publication_date>\
         <n:title>Fees &amp; figures</n:title><n:keywords>Pay, Nights</n:keywords></n:news></url></urlset>",
    );
    let Role::Article { hint } = &reading.asks[0].role else { panic!("{reading:?}") };
    assert_eq!(hint.title.as_deref(), Some("Fees & figures"));
    assert_eq!(hint.topics, ["Pay", "Nights"]);
    assert_eq!(hint.published_ms, Some(1_772_265_600_000));
}

#[test]
fn an_index_leads_to_the_maps_that_may_hold_news() {
    let child = |path: &str, at: &str| format!("<sitemap><loc>https://news.example/{path}</loc>{at}</sitemap>");
    let reading = map(&format!(
        "<sitemapindex>{}{}{}{}{}{}</sitemapindex>",
        child("post-sitemap1.xml", "<lastmod>2025-01-01</lastmod>"),
        child("post-sitemap2.xml.gz", "<lastmod>2026-02-28</lastmod>"),
        child("category-sitemap.xml", "<lastmod>2026-02-28</lastmod>"),
        child("sitemap-2024-05.xml", ""),
        child("sitemap-2026-02.xml", ""),
        child("news.xml", ""),
    ));
    assert_eq!(asked(&reading), ["/news.xml", "/sitemap-2026-02.xml", "/post-sitemap2.xml.gz"]);
    assert!(reading.asks.iter().all(|ask| ask.role == Role::Listing { number: 2 }));
    let nested = read(
        "https://news.example/s.xml",
        Role::Listing { number: 3 },
        b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>",
    );
    let nested = nested.unwrap();
    assert!(nested.asks.is_empty() && nested.notes[0].contains("third level"));
}

#[test]
fn plain_and_broken_maps_are_read_and_others_refused() {
    let plain = map("\u{feff}https://news.example/news/rota-agreed-for-all\r\nhttps://news.example/about\n\n");
    assert_eq!(asked(&plain), ["/news/rota-agreed-for-all"]);
    let broken = map(
        "\n<urlset><url><loc>https://news.example/news/a-and-b-and-c?x=1&y=2</loc></url><url><loc>https://news.example/news/cu",
    );
    assert_eq!(asked(&broken), ["/news/a-and-b-and-c?x=1&y=2"]);
    assert_eq!(broken.notes, ["mended: 1 bare \"&\"; its end is missing"]);
    for (body, expected) in [
        ("", "the site map is empty"),
        ("<!doctype html><html>", "this is an HTML page, not a site map"),
        ("<rss><channel/></rss>", "write kind = \"feed\""),
        ("<urlset></urlset>", "the site map lists nothing"),
        ("Not found", "the answer is not a site map"),
    ] {
        let error = read("https://news.example/s.xml", Role::Feed, body.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{body}: {error}");
    }
}

#[test]
fn a_huge_map_gives_a_bounded_number_of_requests() {
    let many = |at: &str| {
        let one = |n| format!("<url><loc>https://news.example/news/{n}-story-of-many-words</loc>{at}</url>");
        (0..60_000).map(one).collect::<Vec<_>>().concat()
    };
    let dated = map(&format!("<urlset>{}</urlset>", many("<lastmod>2026-02-28T08:00:00Z</lastmod>")));
    assert_eq!(dated.asks.len(), 500);
    assert_eq!(map(&format!("<urlset>{}</urlset>", many(""))).asks.len(), 100);
}

#[test]
fn pages_are_read_by_their_own_kind() {
    let role = Role::Article { hint: crate::gather::kind::Hint::default() };
    assert_eq!(read("https://news.example/a", role, b"").unwrap().notes, ["page https://news.example/a"]);
    assert_eq!(kind(None).rules(), "sitemap 1 1209600 3 pages");
}
