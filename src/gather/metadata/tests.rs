//! Owns the tests of metadata merged from all the places a page keeps it in.

use chrono::{DateTime, Utc};
use url::Url;

use super::*;

fn read_page(html: &str) -> Metadata {
    let url = Url::parse("https://www.dispenser.example/news/rota?from=mail").expect("an address");
    let fetched: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().expect("a time");
    let page = Page {
        url: &url,
        content_type: None,
        link: None,
        total_pages: None,
        body: b"",
        fetched,
        zone: chrono_tz::Europe::London,
    };
    read(&Html::parse_document(html), &page)
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    text.parse().ok()
}

#[test]
fn linked_data_comes_first_and_the_rest_fills_in() {
    let found = read_page(
        r##"<html lang="en-GB"><head><title>Rota agreed | The Dispenser</title>
        <link rel="canonical" href="/news/rota"><meta property="og:title" content="Other"><meta property="og:site_name" content="The Dispenser">
        <meta property="og:image" content="/rota.jpg"><meta property="og:image:alt" content="A car"><meta name="author" content="Somebody">
        <script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Rota agreed &amp; signed","author":[{"@id":"#ann"},{"@type":"Person","name":"By Bo Jones and Cy Lee"},"The Dispenser"],
          "datePublished":"2026-02-01T08:00:00+01:00","dateModified":"2026-02-02T08:00:00Z","articleSection":["Nights"],"keywords":"Rota, nights, Valleys",
          "description":"Three dispensaries share their nights.","commentCount":"1,204","image":{"@type":"ImageObject","url":"https://img.example/a.jpg"}},
          {"@type":"Person","@id":"#ann","name":"Ann Smith","url":"https://x"}]}</script></head><body><h1>Rota agreed</h1></body></html>"##,
    );
    assert_eq!(found.title.as_deref(), Some("Rota agreed & signed"));
    assert_eq!(found.authors, ["Ann Smith", "Bo Jones", "Cy Lee"]);
    assert_eq!((found.published, found.updated), (at("2026-02-01T07:00:00Z"), at("2026-02-02T08:00:00Z")));
    assert_eq!(found.topics, ["Nights", "Rota", "Valleys"]);
    assert_eq!(found.lead.as_deref(), Some("Three dispensaries share their nights."));
    assert_eq!(found.image.map(|image| image.url.to_string()).as_deref(), Some("https://img.example/a.jpg"));
    assert_eq!(found.language.as_deref(), Some("en-GB"));
    assert_eq!(found.canonical.map(|url| url.to_string()).as_deref(), Some("https://www.dispenser.example/news/rota"));
    assert_eq!(found.comments_stated, Some(1204));
}

#[test]
fn meta_elements_serve_alone() {
    let found = read_page(
        r#"<head><meta property="og:title" content="Rota agreed - The Dispenser"><meta name="citation_author" content="Smith, Ann">
        <meta name="citation_author" content="Jones, Bo"><meta property="article:published_time" content="2026-02-01T08:00:00Z">
        <meta property="article:section" content="Nights"><meta property="article:tag" content="Valleys"><meta property="og:locale" content="en_GB">
        <meta property="og:url" content="javascript:alert(1)"><meta name="description" content="Three dispensaries share &quot;their&quot; nights.">"#,
    );
    assert_eq!(found.title.as_deref(), Some("Rota agreed"));
    assert_eq!(found.authors, ["Ann Smith", "Bo Jones"]);
    assert_eq!(found.published, at("2026-02-01T08:00:00Z"));
    assert_eq!(found.topics, ["Nights", "Valleys"]);
    assert_eq!(found.language.as_deref(), Some("en-GB"));
    assert_eq!(found.canonical, None);
    assert_eq!(found.lead.as_deref(), Some("Three dispensaries share \"their\" nights."));
}

#[test]
fn microdata_serves_alone() {
    let found = read_page(
        r#"<div itemscope itemtype="https://schema.org/Article"><h2 itemprop="headline">Rota agreed</h2>
        <span itemprop="author" itemscope><a href="/a"><span itemprop="name">Ann Smith</span></a>, editor</span>
        <time itemprop="datePublished" datetime="2026-02-01T08:00:00Z">yesterday</time><meta itemprop="interactionCount" content="UserComments:7">
        <img itemprop="image" src="/a.jpg" alt="A car"><p itemprop="description">Three dispensaries share their nights.</p></div>
        <div class="comments"><span itemprop="author">Troll</span></div>"#,
    );
    assert_eq!(found.title.as_deref(), Some("Rota agreed"));
    assert_eq!(found.authors, ["Ann Smith"]);
    assert_eq!(found.published, at("2026-02-01T08:00:00Z"));
    assert_eq!(found.comments_stated, Some(7));
    assert_eq!(found.image.and_then(|image| image.alt).as_deref(), Some("A car"));
}

#[test]
fn what_people_see_serves_alone() {
    let found = read_page(
        r#"<html lang="en"><title>Rota agreed : Dispenser</title><ol class="breadcrumb"><li><a href="/">Home</a></li><li><a href="/n">Nights</a></li></ol>
        <h1>Rota agreed</h1><p class="standfirst">Three dispensaries share their nights.</p>
        <p class="byline">By <a rel="author" href="/a">Ann Smith</a> and Bo Jones</p><time datetime="2026-02-01T08:00:00Z">1 February</time>
        <div id="comments"><h2 class="comments-heading">Readers' comments (12)</h2><time datetime="2026-01-01T08:00:00Z"></time></div>"#,
    );
    assert_eq!(found.title.as_deref(), Some("Rota agreed"));
    assert_eq!(found.authors, ["Ann Smith", "Bo Jones"]);
    assert_eq!(found.published, at("2026-02-01T08:00:00Z"));
    assert_eq!(found.lead.as_deref(), Some("Three dispensaries share their nights."));
    assert_eq!(found.topics, ["Nights"]);
    assert_eq!(found.language.as_deref(), Some("en"));
    assert_eq!(found.comments_stated, Some(12));
}

#[test]
fn the_time_of_a_comment_is_not_that_of_its_article() {
    let body = "<p>Three dispensaries share their nights.</p>";
    let found = read_page(&format!(
        "<main><article><h1>Rota agreed</h1>{body}</article><section id=comments><h2>Comments (1)</h2><ul><li><b>By Bo \
         Jones</b> <span>22 January 2026 8:15am</span><p>About time.</p></li></ul></section></main>"
    ));
    assert_eq!((found.published, found.authors), (None, Vec::new()));
}

#[test]
fn the_lines_at_the_headline_name_writer_and_times() {
    let cases = [
        ("<h1>Rota</h1><p>By Ann Smith</p><p>12 February 2026, 9.30am</p>", Some("2026-02-12T09:30:00Z"), None),
        (
            "<h1>Rota</h1><p class=byline>12 February 2026 | By <a href=/a>Ann Smith</a></p>",
            Some("2026-02-12T00:00:00Z"),
            None,
        ),
        (
            "<h1>Rota</h1><p>By Ann Smith</p><p>Published: 12:07, 12 February 2026 | Updated: 14:10, 13 February 2026</p>",
            Some("2026-02-12T12:07:00Z"),
            Some("2026-02-13T14:10:00Z"),
        ),
        (
            "<h1>Rota</h1><div class=meta><span class=author>Ann Smith</span> Published <time datetime=2026-02-12T12:07:00Z>x</time> Updated <time datetime=2026-02-13T14:10:00Z>y</time></div>",
            Some("2026-02-12T12:07:00Z"),
            Some("2026-02-13T14:10:00Z"),
        ),
        (
            "<h1>Rota</h1><p>By Ann Smith</p><span data-timestamp=1770898020>2 weeks ago</span>",
            Some("2026-02-12T12:07:00Z"),
            None,
        ),
        (
            "<h1>Rota</h1><p>By Ann Smith</p><time>Thursday 12 February, 12:07pm</time>",
            Some("2026-02-12T12:07:00Z"),
            None,
        ),
    ];
    for (html, published, updated) in cases {
        let found = read_page(html);
        assert_eq!(found.authors, ["Ann Smith"], "{html}");
        assert_eq!((found.published, found.updated), (published.and_then(at), updated.and_then(at)), "{html}");
    }
}

#[test]
fn a_mere_day_takes_the_hour_that_another_source_names() {
    let day = |printed: &str| {
        read_page(&format!(
            "<meta property='article:published_time' content='2026-02-12'><h1>Rota</h1><time datetime='{printed}'></time>"
        ))
        .published
    };
    assert_eq!(day("2026-02-12T12:07"), at("2026-02-12T12:07:00Z"));
    assert_eq!(day("2026-02-13T12:07"), at("2026-02-12T00:00:00Z"));
}

#[test]
fn topics_are_gathered_from_everywhere() {
    let found = |html: &str| read_page(html).topics;
    assert_eq!(
        found(
            "<meta property='article:section' content='Nights'><h1>R</h1><a rel='category tag' href=/c>Rota</a><a rel=tag href=/n>nights</a>"
        ),
        ["Nights", "Rota"]
    );
    let drupal = "<h1>R</h1><div class='field field--name-field-tags field--label-above'><div class=field__label>Tags</div>\
        <div class=field__items><div class=field__item><a href=/t1>Nights</a></div><div class=field__item><a href=/t2>Valleys</a></div></div></div>";
    assert_eq!(found(drupal), ["Nights", "Valleys"]);
    assert_eq!(found("<h1>R</h1><p>Topics: <a href=/n>Nights</a>, <a href=/v>Valleys</a></p>"), ["Nights", "Valleys"]);
    assert_eq!(
        found("<h1>R</h1><p><b>Tags:</b> <a href=/n>Nights</a> <a href=/v>Valleys</a></p>"),
        ["Nights", "Valleys"]
    );
    assert_eq!(
        found(
            "<body class='category-nights topics-page'><h1>R</h1><article class='post category-nights'><p>A long story of the <a href=/x>rota</a> that goes on and on.</p></article>"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn an_image_has_its_words_and_its_taker() {
    let html = r#"<meta property="og:image" content="https://img.example/car-1200x630.jpg"><h1>R</h1>
        <figure><img src="https://img.example/car.jpg" alt="A car"><figcaption>A car at dawn. Photo: Ann Smith</figcaption></figure>"#;
    let image = read_page(html).image.expect("an image");
    assert_eq!((image.alt.as_deref(), image.credit.as_deref()), (Some("A car"), Some("Ann Smith")));
    assert_eq!(image.url.path(), "/car-1200x630.jpg");
    let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"R","datePublished":"2026-02-12",
        "image":{"@type":"ImageObject","url":"https://img.example/car.jpg","copyrightHolder":{"@type":"Person","name":"Ann Smith"}}}</script>"#;
    assert_eq!(read_page(linked).image.and_then(|image| image.credit).as_deref(), Some("Ann Smith"));
    let alone = "<h1>R</h1><img src=/logo.png><figure><img src=/a/car.jpg alt='A car'><span class=credit>Ann Smith</span></figure>";
    let image = read_page(alone).image.expect("an image");
    assert_eq!((image.url.path(), image.credit.as_deref()), ("/a/car.jpg", Some("Ann Smith")));
}

#[test]
fn an_empty_page_says_nothing() {
    assert_eq!(read_page(""), Metadata::default());
    assert_eq!(read_page("<script type='application/ld+json'>{\"@type\":</script><h1></h1>"), Metadata::default());
}

#[test]
fn comments_are_counted_only_where_the_line_counts_them() {
    let cases = [
        ("12 comments", Some(12)),
        ("1,204 Comments", Some(1204)),
        ("Readers' comments (3)", Some(3)),
        ("View all 7 comments", Some(7)),
        ("Comments", None),
        ("Why 40 of us comment", None),
        ("2026: a year of comments", None),
    ];
    for (line, wanted) in cases {
        let found = read_page(&format!("<h2>{line}</h2>"));
        assert_eq!(found.comments_stated, wanted, "{line}");
    }
}

proptest::proptest! {
    #[test]
    fn arbitrary_markup_does_no_harm(parts in proptest::collection::vec(proptest::prelude::prop_oneof![
        proptest::prelude::Just("<script type='application/ld+json'>".to_owned()),
        proptest::prelude::Just("</script>".to_owned()),
        proptest::prelude::Just("{\"@type\":\"Article\",\"headline\":\"Rota\",\"datePublished\":\"2026-02-01\",\"author\":\"By É and İ, x\"".to_owned()),
        proptest::prelude::Just("<h1>Rota | é".to_owned()),
        proptest::prelude::Just("<meta name=author content='By İ — É (x'>".to_owned()),
        proptest::prelude::Just("<p class=byline>von É".to_owned()),
        proptest::prelude::Just("<a href='//é/#comments'>12 comments".to_owned()),
        "\\PC{0,20}",
    ], 0..20)) {
        let html = parts.concat();
        read_page(&html);
        let url = Url::parse("https://news.example/rota").expect("an address");
        let fetched: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().expect("a time");
        let page = Page { url: &url, content_type: None, link: None, total_pages: None, body: b"", fetched, zone: chrono_tz::UTC };
        let doc = Html::parse_document(&html);
        crate::gather::linked_data::comments(&doc, &page);
        crate::gather::links::find(&doc, &url);
    }
}

#[test]
fn trade_sites_say_it_in_their_own_forms() {
    let at_the_headline =
        |line: &str| read_page(&format!("<h1>Rota agreed in the valleys</h1><p class=byline>{line}</p>"));
    let cases: [(&str, &[&str], Option<&str>); 11] = [
        ("By Ann Smith 12 Feb 2026 12:07pm", &["Ann Smith"], Some("2026-02-12T12:07:00Z")),
        ("By Ann Smith | Thursday 12 February, 11:45am", &["Ann Smith"], Some("2026-02-12T11:45:00Z")),
        ("Ann Smith, 12-Feb-2026 11:01 am", &["Ann Smith"], Some("2026-02-12T11:01:00Z")),
        (
            "By Ann Smith and Bo Jones, 12 February 2026 at 9.30am",
            &["Ann Smith", "Bo Jones"],
            Some("2026-02-12T09:30:00Z"),
        ),
        ("Words: Ann Smith. 12/02/2026 14:10", &["Ann Smith"], Some("2026-02-12T14:10:00Z")),
        ("By Ann Smith, health editor - February 12, 2026 2:10 PM", &["Ann Smith"], Some("2026-02-12T14:10:00Z")),
        ("By ANN SMITH &amp; BO JONES · 12th February 2026", &["ANN SMITH", "BO JONES"], Some("2026-02-12T00:00:00Z")),
        ("By Ann O’Neill-Smith, 12 February 2026", &["Ann O’Neill-Smith"], Some("2026-02-12T00:00:00Z")),
        ("By Dr Ann van der Berg, 2026-02-12", &["Dr Ann van der Berg"], Some("2026-02-12T00:00:00Z")),
        ("Posted on 12 February 2026 by Ann Smith", &["Ann Smith"], Some("2026-02-12T00:00:00Z")),
        ("By Ann Smith 2 hours ago", &["Ann Smith"], Some("2026-03-01T10:00:00Z")),
    ];
    let mut wrong = Vec::new();
    for (line, authors, published) in cases {
        let found = at_the_headline(line);
        if found.authors != authors || found.published != published.and_then(at) {
            wrong.push(format!("{line}: {:?} {:?}", found.authors, found.published));
        }
    }
    let titles = [
        ("<title>Rota agreed in the valleys | News | The Dispenser</title>", "Rota agreed in the valleys"),
        ("<title>The Dispenser - Rota agreed in the valleys</title>", "Rota agreed in the valleys"),
        (
            "<meta property=og:site_name content='Valley News'><title>Rota agreed in the valleys - Valley News</title>",
            "Rota agreed in the valleys",
        ),
        ("<title>Night work - what it costs</title><h1>Night work - what it costs</h1>", "Night work - what it costs"),
        ("<title>Rota &amp; nights – The Dispenser</title>", "Rota & nights"),
        ("<meta property=og:title content='Rota agreed &amp;amp; signed'>", "Rota agreed & signed"),
        ("<title>The Dispenser</title><h1>The Dispenser</h1><h1>Rota agreed</h1>", "Rota agreed"),
    ];
    for (html, wanted) in titles {
        let found = read_page(html).title;
        if found.as_deref() != Some(wanted) {
            wrong.push(format!("{html}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
