//! Owns the tests of the kind `linked_data`: what pages state is believed before what they show.

use chrono::{DateTime, Utc};
use url::Url;

use super::*;
use crate::domain::Access;
use crate::gather::options::PageRules;

fn url(text: &str) -> Url {
    text.parse().expect(text)
}

fn kind() -> LinkedKind {
    let rules = PageRules { pages: 3, comment_pages: 3, ..PageRules::default() };
    LinkedKind::new(PageKind::new(rules, url("https://news.example/")))
}

fn read(address: &str, role: Role, html: &str) -> Result<Reading, ReadError> {
    let url = url(address);
    let page = Page {
        url: &url,
        content_type: Some("text/html"),
        link: None,
        total_pages: None,
        body: html.as_bytes(),
        fetched: "2026-11-22T12:00:00Z".parse().expect("a time"),
        zone: chrono_tz::Europe::London,
    };
    kind().read(&Ask { url: url.clone(), role }, &page)
}

fn listing(html: &str) -> Result<Reading, ReadError> {
    read("https://news.example/", Role::Listing { number: 1 }, html)
}

fn article(html: &str) -> Result<Reading, ReadError> {
    read("https://news.example/rota", Role::Article { hint: Hint::default() }, html)
}

fn block(json: &str) -> String {
    format!("<script type=\"application/ld+json\">{json}</script>")
}

fn announced(reading: &Reading) -> Vec<(&str, Option<&str>)> {
    reading
        .asks
        .iter()
        .filter_map(|ask| match &ask.role {
            Role::Article { hint } => Some((ask.url.path(), hint.title.as_deref())),
            _ => None,
        })
        .collect()
}

#[test]
fn listings_are_known_in_every_shape() {
    let cases = [
        (
            r#"{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"url":"/a"},{"@type":"ListItem","position":2,"item":{"@type":"NewsArticle","@id":"/b","headline":"B &amp; more"}},{"@type":"ListItem","item":"https://news.example/c"}]}"#,
            vec![("/a", None), ("/b", Some("B & more")), ("/c", None)],
        ),
        (
            r##"{"@graph":[{"@type":"CollectionPage","mainEntity":{"@id":"#list"},"hasPart":[{"@id":"/d#article"}]},{"@type":"ItemList","@id":"#list","itemListElement":["/a",{"@id":"/b#article"}]},{"@type":["Article","NewsArticle"],"@id":"/b#article","url":"/b","headline":"B"},{"@type":"NewsArticle","@id":"/d#article","url":"https://www.news.example/d","headline":"D"},]}"##,
            vec![("/d", Some("D")), ("/a", None), ("/b", Some("B"))],
        ),
        (
            r#"[{"@type":"NewsArticle","url":"/a","headline":"A"},{"@type":"BlogPosting","mainEntityOfPage":{"@id":"https://news.example/b"},"headline":"B"}]"#,
            vec![("/a", Some("A")), ("/b", Some("B"))],
        ),
        (r#"{"@type":"Blog","blogPost":[{"@type":"BlogPosting","url":"/a","name":"A"}]}"#, vec![("/a", Some("A"))]),
    ];
    for (json, wanted) in cases {
        let reading = listing(&(block(json) + "<h1>News</h1>")).expect(json);
        assert_eq!(announced(&reading), wanted, "{json}");
    }
    let nothing = [
        r#"{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","item":"/a"}]}"#,
        r#"{"@type":"ItemList","itemListElement":["https://other.example/a","/","https://news.example/"]}"#,
        r#"{"@type":"ItemList","itemListElement":[{"@type":"SiteNavigationElement","url":"/about"}]}"#,
    ];
    for json in nothing {
        assert!(matches!(listing(&block(json)), Err(ReadError::Nothing(_))), "{json}");
    }
}

#[test]
fn a_listing_that_states_less_than_it_shows_is_followed_as_shown() {
    let link = |n: u32| {
        format!("<article><h2><a href=/news/story-{n}>The headline of the story number {n}</a></h2></article>")
    };
    let html = block(
        r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","url":"/news/story-2","headline":"Stated","datePublished":"2026-11-20T09:30:00Z","commentCount":4,"author":{"name":"Ann Lee"}}]}"#,
    ) + &(1..=8).map(link).collect::<String>()
        + "<a rel=next href='/?page=2'>Next</a>";
    let reading = listing(&html).expect("a listing");
    assert_eq!(announced(&reading).len(), 8);
    let hint = reading.asks.iter().find(|ask| ask.url.path() == "/news/story-2").expect("the second");
    let Role::Article { hint } = &hint.role else { panic!("an article") };
    assert_eq!((hint.title.as_deref(), hint.comments_stated, hint.authors.len()), (Some("Stated"), Some(4), 1));
    assert_eq!(reading.asks.last().map(|ask| &ask.role), Some(&Role::Listing { number: 2 }));
}

const STATED: &str = r##"{"@context":"https://schema.org","@graph":[
    {"@type":"WebPage","@id":"https://news.example/rota","url":"https://news.example/rota"},
    {"@type":["MedicalScholarlyArticle"],"@id":"#a","isPartOf":{"@id":"https://news.example/rota"},"headline":"Rotas &amp; more",
     "author":[{"@id":"#ann"},"Bo Bell"],"datePublished":"2026-11-20T09:30:00Z","dateModified":"2026-11-20T10:00:00Z",
     "articleSection":"Workforce","keywords":"Rotas, Pay","description":"In short.","inLanguage":"en_GB","isAccessibleForFree":"False",
     "image":{"@type":"ImageObject","url":"/rota.jpg","caption":"A rota","creditText":"C. Cole"},
     "interactionStatistic":[{"@type":"InteractionCounter","interactionType":"https://schema.org/CommentAction","userInteractionCount":2}],
     "articleBody":"First paragraph of the article as it is stated, all of it.\n\nSecond paragraph of the article as it is stated, all of it.",
     "comment":[{"@id":"#c1"},{"@id":"#c2"}]},
    {"@type":"Person","@id":"#ann","name":"Ann Lee"}]}"##;

const COMMENTS: &str = r##"[{"@type":"Comment","@id":"#c1","text":"One","author":{"@id":"#ann"},"upvoteCount":5,"downvoteCount":"2"},
    {"@type":"Comment","@id":"#c2","text":"Two","parentItem":{"@id":"#c1"},"interactionStatistic":{"@type":"InteractionCounter","interactionType":{"@type":"LikeAction"},"userInteractionCount":7}}]"##;

#[test]
fn what_is_stated_stands_before_what_is_shown() {
    let shown = "<title>Wrong</title><h1>Shown headline</h1><article><p>A teaser of the article with few words, as it is shown to all.</p></article>\
        <h3>Comments (2)</h3><a rel=next href='?page=2'>Next</a>";
    let reading = article(&(block(STATED) + &block(COMMENTS) + shown)).expect("an article");
    let [found] = &reading.articles[..] else { panic!("one article") };
    assert_eq!((found.title.as_str(), found.url.as_str()), ("Rotas & more", "https://news.example/rota"));
    assert_eq!(found.authors, ["Ann Lee", "Bo Bell"]);
    let at = |text: &str| text.parse::<DateTime<Utc>>().ok();
    assert_eq!((found.published, found.updated), (at("2026-11-20T09:30:00Z"), at("2026-11-20T10:00:00Z")));
    assert_eq!(found.topics, ["Workforce", "Rotas", "Pay"]);
    assert_eq!(
        (found.lead.as_deref(), found.access, found.comments_stated),
        (Some("In short."), Access::Paid, Some(2))
    );
    assert!(found.text.starts_with("First paragraph") && found.text.contains("\n\nSecond paragraph"), "{}", found.text);
    let image = found.image.as_ref().expect("an image");
    assert_eq!(
        (image.url.as_str(), image.alt.as_deref(), image.credit.as_deref()),
        ("https://news.example/rota.jpg", Some("A rota"), Some("C. Cole"))
    );
    let told: Vec<_> = found
        .comments
        .iter()
        .map(|c| (c.key.0.as_str(), c.votes, c.parent.as_ref().map(|key| key.0.as_str())))
        .collect();
    assert_eq!(told, [("1", Some(3), None), ("2", Some(7), Some("1"))]);
    assert_eq!(reading.asks, [], "all comments are there");
}

#[test]
fn a_page_that_shows_nothing_is_read_from_what_it_states() {
    let reading = article(&(block(STATED) + "<div id=app></div>")).expect("an article");
    let found = &reading.articles[0];
    assert_eq!((found.title.as_str(), found.url.path()), ("Rotas & more", "/rota"));
    assert!(found.text.contains("Second paragraph"));
    assert!(article("<div id=app></div>").is_err());
    assert!(
        article(&(block(r#"{"@type":"NewsArticle","headline":"Rotas"}"#) + "<div id=app></div>")).is_err(),
        "no body anywhere"
    );
}

#[test]
fn a_question_is_an_article_and_its_answers_are_comments() {
    let json = r#"{"@type":"QAPage","mainEntity":{"@type":"Question","name":"How long is a rota?","text":"It seems to be longer each year, and nobody has said why it is.","answerCount":2,"dateCreated":"2026-11-20T09:30:00Z","author":{"name":"Ann Lee"},
        "acceptedAnswer":{"@type":"Answer","text":"Very","upvoteCount":9,"url":"https://news.example/rota#a1"},
        "suggestedAnswer":[{"@type":"Answer","text":"Not very","upvoteCount":1,"url":"https://news.example/rota#a2"}]}}"#;
    let reading = article(&(block(json) + "<div id=app></div>")).expect("a question");
    let found = &reading.articles[0];
    assert_eq!((found.title.as_str(), found.comments_stated), ("How long is a rota?", Some(2)));
    let told: Vec<_> = found.comments.iter().map(|c| (c.text.as_str(), c.votes)).collect();
    assert_eq!(told, [("Very", Some(9)), ("Not very", Some(1))]);
    // In an article, questions are a box beside it.
    let faq = block(
        r#"{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"What?","acceptedAnswer":{"@type":"Answer","text":"That."}}]}"#,
    );
    let with_faq = article(&(faq + &block(STATED) + "<div id=app></div>")).expect("an article");
    assert_eq!(with_faq.articles[0].title, "Rotas & more");
}

#[test]
fn hostile_blocks_are_passed_over() {
    let deep = format!("{}1{}", "{\"@type\":\"NewsArticle\",\"comment\":".repeat(300), "}".repeat(300));
    let circle = r##"{"@graph":[{"@type":"NewsArticle","headline":"Round","@id":"#a","datePublished":"2026-11-20","articleBody":"Words that go round and round, and on and on.","comment":{"@id":"#c"}},{"@type":"Comment","@id":"#c","text":"c","comment":{"@id":"#d"}},{"@type":"Comment","@id":"#d","text":"d","comment":{"@id":"#c"}}]}"##;
    let odd = r#"{"@type":7,"@id":[],"url":{},"isPartOf":[{}],"hasPart":"x","interactionStatistic":[null,{"interactionType":[]}],"commentCount":-5}"#;
    let reading =
        article(&(block(&deep) + &block("\0{") + &block(odd) + &block(circle) + "<p></p>")).expect("an article");
    let keys: Vec<_> = reading.articles[0].comments.iter().map(|c| c.key.0.as_str()).collect();
    assert_eq!(keys, ["c", "d"]);
}
