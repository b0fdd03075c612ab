//! Owns the tests of what stands around a body: the lead, the pages after the first, and the gate.

use super::super::*;
use super::{article, comment, read_as, url, with_rules, without_rules};

const STORY: &str = "<p>The board, which met on Monday, agreed that nine counties would pool their nights, and that each would keep its own keys.</p>\
    <p>Nobody voted against it, though two members, both from the coast, asked who would pay for the bus on Sundays.</p>\
    <p>The first pooled night is in May, and the board will look at the figures, such as they are, in the autumn.</p>";

#[test]
fn the_lead_is_not_repeated_in_the_body() {
    let lead = "Nine counties will pool their nights from May, the board says.";
    let pages = [
        format!("<h1>Nights are pooled</h1><p class=standfirst>{lead}</p><div class=text>{STORY}</div>"),
        format!("<article><h1>Nights are pooled</h1><div class=intro><p>{lead}</p></div>{STORY}</article>"),
        format!(
            "<meta property='og:description' content='{lead}'><article><h1>Nights are pooled</h1><h2>{lead}</h2>{STORY}</article>"
        ),
        format!("<div class=art><h1>Nights are pooled</h1><p class='article-lede'>{lead}</p>{STORY}</div>"),
    ];
    for html in pages {
        let reading = read_as(&without_rules(), article(), "https://news.example/nights", &html).unwrap();
        let found = &reading.articles[0];
        assert_eq!(found.lead.as_deref(), Some(lead), "{html}");
        assert!(found.text.starts_with("The board, which met"), "{}", found.text);
        assert!(found.text.ends_with("in the autumn."), "{}", found.text);
    }
}

#[test]
fn a_first_paragraph_that_serves_as_description_stays_in_the_body() {
    let html = format!(
        "<meta property='og:description' content='The board, which met on Monday, agreed that nine counties would pool…'>\
         <article><h1>Nights are pooled</h1>{STORY}</article>"
    );
    let reading = read_as(&without_rules(), article(), "https://news.example/nights", &html).unwrap();
    let found = &reading.articles[0];
    assert!(found.text.starts_with("The board, which met"), "{}", found.text);
    assert_eq!(found.lead.as_deref().map(|lead| lead.ends_with("its own keys.")), Some(true));
}

#[test]
fn an_article_asks_for_its_next_page_and_a_page_yields_its_part() {
    let pager =
        "<div class=pagination><span>1</span> <a href='/nights?page=2'>2</a> <a href='/nights?page=2'>Next</a></div>";
    let html = format!("<article><h1>Nights are pooled</h1>{STORY}{pager}</article>");
    let reading = read_as(&without_rules(), article(), "https://news.example/nights", &html).unwrap();
    let wanted = Ask { url: url("https://news.example/nights?page=2"), role: Role::Part { number: 2 } };
    assert_eq!(reading.asks, [wanted]);
    assert!(!reading.articles[0].text.contains("Next"));
    let html = format!(
        "<meta property='og:description' content='Nine counties will pool their nights from May.'><article><h1>Nights are pooled</h1>\
         <p class=standfirst>Nine counties will pool their nights from May.</p><p>On the coast they see it otherwise, and say so, at some length, in the paper of the county.</p>{STORY}\
         <div class=pagination><a href='/nights'>1</a> <a href='/nights?page=3'>3</a></div></article>"
    );
    let part = Role::Part { number: 2 };
    let reading = read_as(&without_rules(), part.clone(), "https://news.example/nights?page=2", &html).unwrap();
    assert_eq!(reading.asks, [Ask { url: url("https://news.example/nights?page=3"), role: Role::Part { number: 3 } }]);
    assert!(reading.articles[0].text.starts_with("On the coast"), "{}", reading.articles[0].text);
    assert!(reading.articles[0].comments.is_empty());
    let last = html.replace("/nights?page=3", "/nights?page=1");
    let reading = read_as(&without_rules(), part.clone(), "https://news.example/nights?page=2", &last).unwrap();
    assert_eq!(reading.asks, []);
    let error = read_as(&without_rules(), part, "https://news.example/nights?page=2", "<p></p>").unwrap_err();
    assert_eq!(error.to_string(), "the page has no body");
}

#[test]
fn pages_of_comments_are_no_parts_of_the_article() {
    let comments: String = (0..3).map(comment).collect();
    let html = format!(
        "<article><h1 class=headline>Nights are pooled</h1><div class=story-body>{STORY}</div></article><section id=comments><h2 class=comments-heading>Readers' comments (12)</h2>\
         <ul class=comment-list>{comments}</ul><a class=next-comments href='/nights?page=2'>Next</a></section>"
    );
    for kind in [with_rules(), without_rules()] {
        let reading = read_as(&kind, article(), "https://news.example/nights", &html).unwrap();
        assert!(reading.asks.iter().all(|ask| matches!(ask.role, Role::Comments { .. })), "{:?}", reading.asks);
    }
}

#[test]
fn a_gate_is_told() {
    use crate::domain::Access;
    let cases = [
        ("<p class=more>Subscribe to continue reading</p>", Access::Paid),
        ("<p>Register for free to read on</p>", Access::Registered),
        (
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Nights are pooled\",\"datePublished\":\"2017-11-27\",\"isAccessibleForFree\":false}</script>",
            Access::Paid,
        ),
        ("<meta name='article:content_tier' content='locked'>", Access::Paid),
        ("<p>Subscribe to our newsletter</p>", Access::Open),
        ("", Access::Open),
    ];
    for (gate, wanted) in cases {
        let html = format!("<article><h1>Nights are pooled</h1>{STORY}{gate}</article>");
        let reading = read_as(&without_rules(), article(), "https://news.example/nights", &html).unwrap();
        assert_eq!(reading.articles[0].access, wanted, "{gate}");
        assert!(!reading.articles[0].text.contains("Subscribe"), "{}", reading.articles[0].text);
    }
}
