//! Each fixture marks what belongs to the article with `data-in` and what does not with `data-out`.

use proptest::prelude::*;
use scraper::{Html, Selector};

use super::Known;

fn body(doc: &Html, title: Option<&str>) -> Option<String> {
    super::body(doc, Known { title, lead: None })
}

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../tests/fixtures/extract/", $name, ".html")))),*]
    };
}

const FIXTURES: &[(&str, &str)] = fixtures![
    "bare",
    "captions_first",
    "data_table",
    "described",
    "drupal",
    "line_breaks",
    "listicle",
    "live_blog",
    "long_comments",
    "long_sidebar",
    "microdata",
    "newsletter_middle",
    "paragraph_wrappers",
    "table_layout",
    "wordpress_block",
    "wordpress_classic",
];

fn words(html: &Html) -> String {
    let text = html.root_element().text().collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn marked(doc: &Html, css: &str) -> Vec<String> {
    let selector = Selector::parse(css).expect(css);
    doc.select(&selector)
        .map(|e| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn title(doc: &Html) -> Option<String> {
    let title = marked(doc, "title").into_iter().next()?;
    title.split(" | ").next().map(str::to_owned)
}

#[test]
fn the_article_is_in_and_the_furniture_out() {
    let mut wrong = Vec::new();
    for (name, html) in FIXTURES {
        for with_title in [true, false] {
            let doc = Html::parse_document(html);
            let title = title(&doc).filter(|_| with_title);
            let found = body(&doc, title.as_deref()).unwrap_or_default();
            let found = words(&Html::parse_fragment(&found));
            let lost = marked(&doc, "[data-in]").into_iter().filter(|text| !found.contains(text));
            let kept = marked(&doc, "[data-out]").into_iter().filter(|text| found.contains(text));
            wrong.extend(lost.map(|text| format!("{name} lost: {text}")));
            wrong.extend(kept.map(|text| format!("{name} kept: {text}")));
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_headline_is_not_repeated() {
    for (name, html) in FIXTURES {
        let doc = Html::parse_document(html);
        let title = title(&doc).expect(name);
        let found = body(&doc, Some(&title)).expect(name);
        assert!(!words(&Html::parse_fragment(&found)).contains(&title), "{name}");
    }
}

#[test]
fn pages_without_text_have_no_body() {
    for html in ["", "<p>", "<html><body><script>var a = 1;</script></body></html>", "<p>Too short.</p>", "\0\0\0"] {
        assert_eq!(body(&Html::parse_document(html), None), None, "{html:?}");
    }
}

#[test]
fn deep_and_large_pages_are_survived() {
    let paragraph = "<p>The rota was read out, item by item, and nobody in the room had a word to say against it.</p>";
    let deep = format!("{}{paragraph}{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
    assert!(body(&Html::parse_document(&deep), None).is_some_and(|html| html.contains("The rota was read out")));
    let large = format!("<h1>Minutes</h1><div>{}</div>", paragraph.repeat(20_000));
    assert!(large.len() > 1_900_000);
    assert!(body(&Html::parse_document(&large), Some("Minutes")).is_some_and(|html| html.len() > 1_800_000));
    for wide in [
        "<ul><li><a href=x>One link and no more</a></ul>",
        "<h2>Related</h2>",
        "<table><tr><td>",
        "<h2><a href=x>A linked headline</a></h2>",
    ] {
        body(&Html::parse_document(&format!("{paragraph}{}", wide.repeat(10_000))), None);
    }
    let inline = format!("{}{paragraph}", "<b><i>".repeat(200));
    body(&Html::parse_document(&inline), None);
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        body(&Html::parse_document(&String::from_utf8_lossy(&bytes)), None);
    }

    #[test]
    fn arbitrary_markup_does_no_harm(parts in proptest::collection::vec(prop_oneof![
        Just("<table>"), Just("<td>"), Just("<p>"), Just("</p>"), Just("<div class=comments>"), Just("</div>"), Just("<h1>"),
        Just("<h2>Related"), Just("<a href=x>"), Just("<ul><li>"), Just("<article>"), Just("<br><br>"), Just("<aside>"),
        Just("The board, which met on Monday, agreed to the rota, and to a review of it within six months. "),
    ], 0..60)) {
        let page = parts.concat();
        body(&Html::parse_document(&page), Some("Related"));
    }
}

#[test]
fn a_body_that_only_a_script_would_write_is_taken_from_the_description() {
    let text = "The board, which met on Monday, agreed to the rota. ".repeat(10);
    let html = format!(
        "<script type='application/ld+json'>{{\"@type\":\"Article\",\"articleBody\":\"{text}\"}}</script><div id=app><p>Please wait while the page is being loaded.</p></div>"
    );
    assert!(body(&Html::parse_document(&html), None).is_some_and(|body| body.contains("agreed to the rota")));
}

#[test]
fn names_stay_for_the_operators_selectors_and_hiding_does_not() {
    let html = "<div class=body><p class=a id=b style='color:red' onclick=x()>The board, which met on Monday, agreed to the rota, and to a review.</p></div>";
    let found = body(&Html::parse_document(html), None).expect("a body");
    assert!(found.contains("class=\"a\"") && found.contains("id=\"b\""), "{found}");
    assert!(!found.contains("style") && !found.contains("onclick"), "{found}");
}
