//! Owns the tests of listing, article and comment pages read as one source.

mod around;
mod bodies;

use chrono::{DateTime, TimeZone, Utc};
use proptest::prelude::*;
use url::Url;

use super::super::kind::Hint;
use super::super::options::{ArticleRules, CommentRules, Css, LinkRules, PageRules};
use super::*;

fn css(text: &str) -> Css {
    Css::parse(text).expect(text)
}

fn url(text: &str) -> Url {
    Url::parse(text).expect(text)
}

fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2017, 11, 27, hour, minute, 0).unwrap()
}

fn read_as(kind: &PageKind, role: Role, address: &str, html: &str) -> Result<Reading, ReadError> {
    let address = url(address);
    let fetched = Utc.with_ymd_and_hms(2020, 8, 1, 12, 0, 0).unwrap();
    let page = Page {
        url: &address,
        content_type: Some("text/html; charset=utf-8"),
        link: None,
        total_pages: None,
        body: html.as_bytes(),
        fetched,
        zone: chrono_tz::Europe::London,
    };
    kind.read(&Ask { url: address.clone(), role }, &page)
}

fn article() -> Role {
    Role::Article { hint: Hint::default() }
}

fn with_rules() -> PageKind {
    let rules = PageRules {
        listing: vec![url("https://news.example/")],
        pages: 3,
        comment_pages: 5,
        links: LinkRules { article: Some(css("main h2 a")), next: Some(css("a.next")) },
        article: ArticleRules {
            title: Some(css("h1.headline")),
            lead: Some(css("p.standfirst")),
            authors: Some(css("p.byline .author")),
            published: Some(css("p.byline time.published")),
            topics: Some(css("p.kicker a.topic")),
            body: Some(css("div.story-body")),
            correction: Some(css("p.amendment")),
            remove: vec![css(".newsletter-box"), css(".promo")],
            ..ArticleRules::default()
        },
        comments: Some(CommentRules {
            item: css("ul.comment-list > li.comment"),
            author: Some(css(".comment-author")),
            role: Some(css(".comment-role")),
            time: Some(css(".comment-time")),
            text: Some(css(".comment-body")),
            votes: None,
            key: None,
            parent: None,
            stated: Some(css("h2.comments-heading")),
            next: Some(css("a.next-comments")),
        }),
    };
    PageKind::new(rules, url("https://news.example/"))
}

fn without_rules() -> PageKind {
    PageKind::new(PageRules { pages: 3, comment_pages: 5, ..PageRules::default() }, url("https://news.example/"))
}

const LISTING: &str = "<title>News</title><main>\
    <article><h2><a href='news/one.html?utm_source=x#top'>Rotas grow longer in nine counties</a></h2><p>A lead of a few words.</p></article>\
    <article><h2><a href='/news/two.html'>Bus rides do, too, says a survey</a></h2><p>Another lead.</p></article>\
    <article><h2><a href='/news/two.html'>Bus rides do, too, says a survey</a></h2></article>\
    <article><h2><a href='https://other.example/'>An advertisement of some length</a></h2></article></main>\
    <a class=next rel=next href=page-2.html>Older</a>";

#[test]
fn a_listing_asks_for_its_articles_and_its_next_page() {
    for kind in [with_rules(), without_rules()] {
        assert_eq!(kind.begin(), [Ask { url: url("https://news.example/"), role: Role::Listing { number: 1 } }]);
        let reading = read_as(&kind, Role::Listing { number: 1 }, "https://news.example/", LISTING).unwrap();
        let asked: Vec<_> = reading.asks.iter().map(|ask| ask.url.path()).collect();
        assert_eq!(asked, ["/news/one.html", "/news/two.html", "/page-2.html"]);
        assert_eq!(reading.asks[0].url.query(), None);
        let hint = Hint { title: Some("Rotas grow longer in nine counties".into()), ..Hint::default() };
        assert_eq!(reading.asks[0].role, Role::Article { hint });
        assert_eq!(reading.asks[2].role, Role::Listing { number: 2 });
    }
    let last =
        read_as(&with_rules(), Role::Listing { number: 3 }, "https://news.example/page-3.html", LISTING).unwrap();
    assert!(last.asks.iter().all(|ask| matches!(ask.role, Role::Article { .. })));
}

#[test]
fn a_listing_without_articles_names_the_selector() {
    let error = read_as(&with_rules(), Role::Listing { number: 1 }, "https://news.example/", "<p>Under repair</p>")
        .unwrap_err();
    assert_eq!(error.to_string(), "no articles were found (the selector \"main h2 a\" matched no link of this site)");
    let later =
        read_as(&with_rules(), Role::Listing { number: 2 }, "https://news.example/page-2.html", "<p>No more</p>")
            .unwrap();
    assert_eq!((later.asks, later.notes.len()), (Vec::new(), 2));
}

fn comment(number: u32) -> String {
    format!(
        "<li class=comment><p class=comment-meta><span class=comment-author>Anonymous</span><span class=comment-role>Locum GP</span>\
         <span class=comment-time>27 Nov 2017 12:{number:02}pm</span></p><div class=comment-body><p>Rota {number} is long.</p></div>\
         <p class=report><a href=#report>Unsuitable or offensive? Report this comment</a></p></li>"
    )
}

fn story(comments: std::ops::RangeInclusive<u32>, next: &str) -> String {
    let paragraph = |number| {
        format!(
            "<p>Paragraph {number} says, at some length, that a rota of many names is longer than one of few, and why.</p>"
        )
    };
    let paragraphs = (1..=6).map(paragraph).collect::<Vec<_>>().concat();
    let comments: String = comments.map(comment).collect();
    format!(
        "<html lang=en-GB><head><title>Rotas grow | News</title><link rel=canonical href=/news/one.html></head><body>\
         <nav><a rel=next href=/news/two.html>Next story</a></nav><main><article>\
         <p class=kicker><a class=topic href=/t>Workforce</a> <a class=topic href=/t>Funding</a></p>\
         <h1 class=headline>Rotas  grow &amp; grow</h1><p class=standfirst>Nine counties\0 count.</p>\
         <p class=byline>By <span class=author>A Writer</span> and <span class=author>B Writer</span> | <time class=published>27 Nov 2017 11:20am</time></p>\
         <div class=story-body>{paragraphs}<div class=newsletter-box><h3>Sign up</h3></div></div>\
         <p class=amendment>Please note: this article was amended at 11:45am on Monday 27 November. Nine counties, not eight.</p>\
         </article><section class=comments id=comments><h2 class=comments-heading>Readers' comments (12)</h2>\
         <ul class=comment-list>{comments}</ul><p class=paging>{next}</p></section></main></body></html>"
    )
}

#[test]
fn an_article_is_read_with_its_comments_over_two_pages() {
    for kind in [with_rules(), without_rules()] {
        let html = story(1..=10, "<a class=next-comments href='?pageno=2'>Next</a>");
        let reading = read_as(&kind, article(), "https://news.example/news/one.html?ref=x", &html).unwrap();
        let found = &reading.articles[0];
        assert_eq!(
            (found.url.as_str(), found.title.as_str()),
            ("https://news.example/news/one.html", "Rotas grow & grow")
        );
        assert_eq!(found.seen_at, [url("https://news.example/news/one.html?ref=x")]);
        if kind.rules.article.authors.is_some() {
            assert_eq!(found.authors, ["A Writer", "B Writer"]);
        }
        assert_eq!(found.published, Some(at(11, 20)));
        assert_eq!(found.language.as_deref(), Some("en-GB"));
        let paragraphs: Vec<_> = found.text.split("\n\n").filter(|text| text.starts_with("Paragraph")).collect();
        assert_eq!(paragraphs.len(), 6);
        assert!(!found.text.contains("Sign up") && !found.text.contains("Rota 1"), "{}", found.text);
        let correction = found.correction.as_ref().unwrap();
        assert!(correction.text.ends_with("Nine counties, not eight."));
        assert_eq!(correction.at, Some(at(11, 45)));
        assert_eq!((found.comments_stated, found.comments.len()), (Some(12), 10));
        assert_eq!(found.comments[9].posted, Some(at(12, 10)));

        let [next] = &reading.asks[..] else { panic!("{:?}", reading.asks) };
        assert_eq!(next.url.as_str(), "https://news.example/news/one.html?pageno=2");
        let first = url("https://news.example/news/one.html?ref=x");
        assert_eq!(next.role, Role::Comments { article: first, offset: 10, number: 2 });
        let second = read_as(
            &kind,
            next.role.clone(),
            next.url.as_str(),
            &story(11..=12, "<a class=next-comments href='?pageno=3'>Next</a>"),
        )
        .unwrap();
        assert_eq!(
            second.comments.iter().map(|c| (c.position, c.text.as_str())).collect::<Vec<_>>(),
            [(10, "Rota 11 is long."), (11, "Rota 12 is long.")]
        );
        assert_eq!((second.asks, second.comments_stated), (Vec::new(), Some(12)));
    }
    let reading = read_as(&with_rules(), article(), "https://news.example/news/one.html", &story(1..=2, "")).unwrap();
    assert_eq!(reading.articles[0].topics, ["Workforce", "Funding"]);
    assert_eq!(reading.articles[0].lead.as_deref(), Some("Nine counties count."));
    assert_eq!(reading.notes, ["the page says 12 comments, 2 were read, and there is no next page"]);
}

#[test]
fn pages_of_comments_come_to_an_end() {
    let kind = with_rules();
    let role = |number| Role::Comments { article: url("https://news.example/news/one.html"), offset: 2, number };
    let to = |href: &str| story(3..=4, &format!("<a class=next-comments href='{href}'>Next</a>"));
    let asks = |number, href: &str| {
        read_as(&kind, role(number), "https://news.example/news/one.html?pageno=2", &to(href)).unwrap().asks.len()
    };
    assert_eq!(asks(2, "?pageno=3"), 1);
    assert_eq!(asks(5, "?pageno=6"), 0, "as many pages as allowed");
    assert_eq!(asks(2, "?pageno=2#x"), 0, "itself");
    assert_eq!(asks(2, "/news/one.html"), 0, "the first page");
    assert_eq!(asks(2, "https://other.example/"), 0, "another site");
}

#[test]
fn selectors_that_fail_are_named_and_made_good() {
    let html = story(1..=2, "").replace("story-body", "text").replace("headline", "title");
    let reading = read_as(&with_rules(), article(), "https://news.example/news/one.html", &html).unwrap();
    assert_eq!(reading.articles[0].title, "Rotas grow & grow");
    assert!(reading.articles[0].text.contains("Paragraph 6"));
    assert_eq!(
        reading.notes[0],
        "the selector \"h1.headline\" for the headline matched nothing; it was found automatically"
    );
    assert_eq!(
        reading.notes[1],
        "the selector \"div.story-body\" for the body matched nothing; it was found automatically"
    );
    let error = read_as(&with_rules(), article(), "https://news.example/news/one.html", "<h1>Rotas</h1>").unwrap_err();
    assert_eq!(error.to_string(), "the page has no body (the selector \"div.story-body\" matched nothing)");
    let error = read_as(&without_rules(), article(), "https://news.example/news/one.html", "<p></p>").unwrap_err();
    assert_eq!(error, ReadError::Missing { what: "headline", hint: String::new() });
}

#[test]
fn the_comments_of_an_old_page_of_tables_are_not_its_body() {
    let said = |n: u32| {
        format!(
            "<tr><td><font size=2><b>Dr Reader {n}</b>, 27 Nov 2017<br>Voice {n} says, at some length, that a rota of many names is longer than one of few, and why this is so.<br>\
                 <a href=#r>Report this comment</a></font></td></tr>"
        )
    };
    let paragraph = |n: u32| {
        format!(
            "<p>Paragraph {n} says, at some length, that a rota of many names is longer than one of few, and why.</p>"
        )
    };
    let html = format!(
        "<title>Rotas grow</title><table><tr><td><h1>Rotas grow &amp; grow</h1>{}</td></tr>{}</table>",
        (1..=6).map(paragraph).collect::<String>(),
        (1..=6).map(said).collect::<String>()
    );
    let reading = read_as(&without_rules(), article(), "https://news.example/news/one.html", &html).unwrap();
    let found = &reading.articles[0];
    assert_eq!(found.comments.len(), 6);
    assert!(found.text.contains("Paragraph 1") && found.text.contains("Paragraph 6"), "{}", found.text);
    assert!(!found.text.contains("Voice"), "{}", found.text);
}

#[test]
fn linked_comments_are_believed_where_they_say_more() {
    let linked = |count: u32| {
        let comments: Vec<String> = (1..=count)
            .map(|n| format!(r#"{{"@type":"Comment","text":"Rota {n} is long.","upvoteCount":{n},"author":{{"name":"Anonymous"}}}}"#))
            .collect();
        let list = comments.join(",");
        format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Rotas grow","comment":[{list}]}}</script>"#
        )
    };
    let votes = |html: &str| {
        let reading = read_as(&with_rules(), article(), "https://news.example/news/one.html", html).unwrap();
        let comments = reading.articles[0].comments.iter();
        comments.map(|comment| (comment.votes, comment.role.clone())).collect::<Vec<_>>()
    };
    let role = || Some("Locum GP".to_owned());
    assert_eq!(votes(&(linked(2) + &story(1..=2, ""))), [(Some(1), role()), (Some(2), role())]);
    assert_eq!(votes(&(linked(1) + &story(1..=2, ""))), [(None, role()), (None, role())]);
    let no_html = story(1..=2, "").replace("<li class=comment>", "<i>").replace("Readers' comments (12)", "");
    assert_eq!(votes(&(linked(2) + &no_html)).len(), 2);
}

#[test]
fn what_is_no_page_is_refused() {
    let kind = with_rules();
    let address = url("https://news.example/news/one.html");
    let read = |content_type, body: &[u8], role| {
        let page = Page {
            url: &address,
            content_type,
            link: None,
            total_pages: None,
            body,
            fetched: at(12, 0),
            zone: chrono_tz::Europe::London,
        };
        kind.read(&Ask { url: address.clone(), role }, &page).unwrap_err().to_string()
    };
    assert_eq!(read(Some("application/pdf"), b"%PDF", article()), "the answer is application/pdf, not an HTML page");
    assert_eq!(read(None, b"%PDF-1.7", article()), "the answer is not an HTML page");
    assert_eq!(read(None, b" \n", article()), "the page is empty");
    assert_eq!(
        read(None, "<div>".repeat(5000).as_bytes(), article()),
        "the page is nested more than 400 elements deep"
    );
    assert!(read(None, b"<p>x", Role::Feed).contains("feed"));
}

#[test]
fn rules_have_a_fingerprint() {
    let kind = with_rules();
    assert_eq!(kind.rules(), with_rules().rules());
    assert_ne!(kind.rules(), without_rules().rules());
    let mut other = with_rules();
    other.rules.article.remove.pop();
    assert_ne!(kind.rules(), other.rules());
    assert_ne!(rules::fingerprint(&kind.rules, READER_VERSION + 1), kind.rules());
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "<(h1|h2|ul|ol|li|p|div|article|section|aside|b|a|time|span|table|td)( class='?(comment|comment-list|comment-body|author|meta|text|next)'?)?( id=comment-[0-9])?( href='[?/#]?[a-z0-9=]{0,4}')?>",
        "</(h1|h2|ul|ol|li|p|div|article|section|b|a|time|span|table)>",
        "Readers' comments \\([0-9]{1,3}\\)|27 Nov 2017 12:07pm|Unsuitable or offensive\\? Report this comment|Reply|[deleted]|Correction: it is",
        "\\PC{0,12}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_page_is_too_odd(html in pieces()) {
        let further = Role::Comments { article: url("https://news.example/a"), offset: 3, number: 2 };
        for role in [Role::Listing { number: 1 }, article(), further] {
            for kind in [with_rules(), without_rules()] {
                if let Ok(reading) = read_as(&kind, role.clone(), "https://news.example/news/one.html", &html) {
                    let comments = reading.articles.iter().flat_map(|article| &article.comments).chain(&reading.comments);
                    let mut keys: Vec<_> = comments.map(|comment| &comment.key).collect();
                    let count = keys.len();
                    keys.sort();
                    keys.dedup();
                    prop_assert_eq!(keys.len(), count);
                    prop_assert!(reading.asks.iter().all(|ask| ask.url.host_str() == Some("news.example")));
                }
            }
        }
    }
}
