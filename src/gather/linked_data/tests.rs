//! Owns the tests of JSON-LD: articles, and comments nested or referenced.

use chrono::{DateTime, Utc};
use scraper::Html;
use url::Url;

use super::*;
use crate::domain::FoundComment;
use crate::gather::kind::Page;

fn read(blocks: &str) -> Vec<FoundComment> {
    let url = Url::parse("https://news.example/rota").expect("an address");
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
    let html = format!("<html><head>{blocks}</head><body><h1>Rota</h1></body></html>");
    comments(&Html::parse_document(&html), &page)
}

fn block(json: &str) -> String {
    format!("<script type=\"application/ld+json\">{json}</script>")
}

fn shape(found: &[FoundComment]) -> Vec<(String, Option<String>, u32)> {
    found.iter().map(|c| (c.key.0.clone(), c.parent.clone().map(|key| key.0), c.position)).collect()
}

#[test]
fn nested_comments_keep_their_thread() {
    let found = read(&block(
        r#"{"@context":"https://schema.org","@type":["NewsArticle"],"headline":"Rota","datePublished":"2026-02-01","comment":[
            {"@type":"Comment","@id":"https://news.example/rota#c1","author":{"@type":"Person","name":"Ann","jobTitle":"Dispenser"},
             "dateCreated":"2026-02-02T09:00:00Z","text":"First.\n\nAnd a second line, with 3 < 4.","upvoteCount":"5","downvoteCount":2,
             "comment":{"@type":"Comment","identifier":17,"author":"Bo","text":"<p>An <b>answer</b></p>",
                        "comment":[{"@type":"Comment","url":"https://news.example/rota#c3","text":"Deeper"}]}},
            {"@type":"Comment","author":[{"name":"Cy"}],"text":"No id","downvoteCount":1}]}"#,
    ));
    let minted = found[3].key.0.clone();
    assert_eq!((minted.len(), minted.chars().all(|c| c.is_ascii_hexdigit())), (32, true));
    let place = |key: &str, parent: Option<&str>, position| (key.to_owned(), parent.map(str::to_owned), position);
    assert_eq!(
        shape(&found),
        [place("1", None, 0), place("17", Some("1"), 1), place("3", Some("17"), 2), place(&minted, None, 3)]
    );
    assert_eq!(found[0].author.as_deref(), Some("Ann"));
    assert_eq!(found[0].role.as_deref(), Some("Dispenser"));
    assert_eq!(found[0].posted, "2026-02-02T09:00:00Z".parse().ok());
    assert_eq!(found[0].text, "First.\n\nAnd a second line, with 3 < 4.");
    assert_eq!(found.iter().map(|c| c.votes).collect::<Vec<_>>(), [Some(3), None, None, Some(-1)]);
    assert_eq!(found[1].text, "An answer");
    assert_eq!(found[3].author.as_deref(), Some("Cy"));
}

#[test]
fn a_key_is_the_one_the_page_itself_would_give() {
    let found = read(&block(
        r##"[{"@type":"Comment","author":"Ann","dateCreated":"2026-02-02T09:00:00Z","text":"So it is."},
            {"@type":"Comment","@id":"#div-comment-12","text":"Named"}]"##,
    ));
    assert_eq!(found[0].key, crate::gather::comments::mint(Some("Ann"), found[0].posted, "So it is."));
    assert_eq!(found[1].key.0, "12");
}

#[test]
fn comments_side_by_side_name_whom_they_answer() {
    let found = read(&block(
        r##"{"@graph":[
            {"@type":"Article","@id":"#article","headline":"Rota","datePublished":"2026-02-01","comment":[{"@id":"#b"},{"@id":"#a"}]},
            {"@type":"Comment","@id":"#a","text":"The first","parentItem":{"@id":"#article"}},
            {"@type":"Comment","@id":"#b","text":"The answer","parentItem":{"@id":"#a"},"author":{"@id":"#ann"}},
            {"@type":"Person","@id":"#ann","name":"Ann"},]}"##,
    ));
    assert_eq!(shape(&found), [("b".to_owned(), Some("a".to_owned()), 0), ("a".to_owned(), None, 1)]);
    assert_eq!(found[0].author.as_deref(), Some("Ann"));
}

#[test]
fn the_same_comment_in_two_blocks_is_one() {
    let one = block(r##"{"@type":"Comment","@id":"#a","text":"Once"}"##);
    assert_eq!(read(&format!("{one}{one}")).len(), 1);
    let unnamed = block(r#"{"@type":"Comment","author":"Ann","text":"Once"}"#);
    assert_eq!(read(&format!("{unnamed}{unnamed}")).len(), 1);
    assert!(read(&block("{\"@type\":\"Comment\",\"text\":\" \"}")).is_empty());
    assert!(read(&block("{broken")).is_empty());
}

#[test]
fn depth_votes_addresses_and_removals_are_read() {
    let found = read(&block(
        r##"{"@graph":[{"@type":"NewsArticle","headline":"Rota","url":"https://news.example/rota","comment":[
            {"@type":"Comment","@id":"#c1","url":"https://news.example/rota#c1","text":"One","author":{"name":"Ann","jobTitle":"Editor"},
             "interactionStatistic":[{"interactionType":"https://schema.org/LikeAction","userInteractionCount":7},
                                     {"interactionType":{"@type":"DislikeAction"},"userInteractionCount":"2"}],
             "comment":[{"@type":"Comment","@id":"#c2","text":"Two","comment":[{"@type":"Comment","@id":"#c3","text":"[deleted]"}]}]}]}]}"##,
    ));
    assert_eq!(found.iter().map(|c| c.depth).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(found.iter().map(|c| c.votes).collect::<Vec<_>>(), [Some(5), None, None]);
    assert_eq!(found[0].permalink.as_ref().map(Url::as_str), Some("https://news.example/rota#c1"));
    assert!(found[0].by_staff && !found[1].by_staff);
    assert_eq!((found[2].removed, found[2].text.as_str(), found[1].removed), (true, "", false));
}

#[test]
fn references_in_a_circle_end() {
    let found = read(&block(
        r##"[{"@type":"Comment","@id":"#a","text":"A","comment":{"@id":"#b"},"parentItem":{"@id":"#b"}},
            {"@type":"Comment","@id":"#b","text":"B","comment":{"@id":"#a"}}]"##,
    ));
    assert_eq!(found.len(), 2);
}

/// Each would end the program, or cost the square of its length.
#[test]
fn what_refers_to_what_without_end_is_bounded() {
    let chain = |n: u32| {
        format!(r##"{{"@type":"Comment","@id":"#c{n}","text":"Word {n}","replies":{{"@id":"#c{}"}}}}"##, n + 1)
    };
    let chained: Vec<String> = (0..4_000).map(chain).collect();
    let found = read(&block(&format!("[{}]", chained.join(","))));
    assert_eq!(found.len(), 4_000);
    let questions = r#"{"@type":"Question"},"#.repeat(20_000);
    let same_authors = r##"{"@type":"Comment","text":"Hm","author":{"@id":"#all"}},"##.repeat(1_000);
    let authors = (0..50_000).map(|n| format!("\"A{n}\"")).collect::<Vec<_>>().join(",");
    let found =
        read(&block(&format!(r##"[{questions}{same_authors}{{"@id":"#all","@type":"Person","name":[{authors}]}}]"##)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].author.as_deref(), Some("A0"));
}

#[test]
fn the_pages_own_article_is_chosen() {
    let html = block(
        r#"[{"@type":"NewsArticle","headline":"Other","datePublished":"2026-01-01","url":"https://news.example/other","articleBody":"x"},
        {"@type":"http://schema.org/BlogPosting","headline":"Own","mainEntityOfPage":{"@id":"http://www.news.example/rota/"}}]"#,
    );
    let doc = Html::parse_document(&html);
    let data = LinkedData::read(&doc);
    let url = Url::parse("https://news.example/rota").expect("an address");
    let index = data.index();
    let article = index.article(&url).expect("an article");
    assert_eq!(article["headline"], "Own");
}
