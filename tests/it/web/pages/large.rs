//! Owns the tests that pages stay small, whatever is published.

use serde_json::{Value, json};

use super::super::Served;
use super::{assert_page, select, text_of, with_topics};

/// An article's entry in a JSON document, with words as long as they come.
fn long_item(number: usize, title: &str) -> Value {
    let words = |count: usize| "the practice agreed to review its appointment system before winter ".repeat(count);
    let quote = json!({"author": "Dr A. Marsh", "role": "Salaried GP", "text": words(6).trim(), "reason": "first-hand experience",
        "answers": words(1).trim(), "report_url": "http://127.0.0.1:8080/report/1-0123456789abcdef01234567"});
    json!({"id": format!("urn:uuid:{number}"), "url": format!("https://newsroom.example/news/2026/11/{}-{number}", "word-".repeat(12)),
        "title": format!("{title} {number}"), "content_html": "<p>x</p>", "summary": words(7).trim(), "authors": [{"name": "Ellen Reed"}],
        "tags": ["Workforce", "Funding"], "date_published": "2026-11-20T10:00:00Z", "date_modified": "2026-11-20T10:00:00Z",
        "_postround": {"comments_total": 12, "comments_url": "https://newsroom.example/news/x#comments",
            "correction": {"text": words(3).trim(), "at": "2026-11-20T11:00:00Z"}, "quotes": [quote, quote, quote]}})
}

fn document(title: &str, items: &[Value]) -> String {
    json!({"version": "https://jsonfeed.org/version/1.1", "title": title, "description": format!("Articles on {title}"), "items": items}).to_string()
}

#[test]
fn a_page_stays_small_whatever_is_in_its_feed() {
    let served = Served::newsroom();
    let title =
        "Neighbouring practices to share one community pharmacist between two sites from April, board says, number";
    let items: Vec<Value> = (1..=50).map(|number| long_item(number, title)).collect();
    served.room.workspace.write("public/feeds/all.json", document("Everything", &items));
    let page = served.get("/feeds/all");
    assert_page(&page, 200);
    let entries = text_of(&page, "article h2 a");
    let earlier = text_of(&page, "#earlier + ul a");
    assert!(entries.len() >= 8, "{} entries in full", entries.len());
    let shown: Vec<_> = entries.into_iter().chain(earlier).collect();
    let wanted: Vec<_> = (1..=50).map(|number| format!("{title} {number}")).collect();
    assert_eq!(shown, wanted, "each headline once, in order");
    assert_eq!(text_of(&page, "figcaption a").len(), 2 * text_of(&page, "figure").len(), "the whole comment; report");

    // Words that no budget was made for.
    let hostile = "\u{202e}<b>&\"'".repeat(4000);
    let items: Vec<Value> = (1..=50).map(|number| long_item(number, &hostile)).collect();
    served.room.workspace.write("public/feeds/all.json", document(&hostile, &items));
    let page = served.get("/feeds/all");
    assert_page(&page, 200);
    assert!(select(&page, "b").is_empty() && !select(&page, "article").is_empty());
}

#[tokio::test]
async fn three_hundred_topics_fit_on_the_first_page() {
    let room = with_topics();
    let store = room.store().await;
    let mut manifest: Value = serde_json::from_str(&room.workspace.read("public/manifest.json")).unwrap();
    let documents = manifest["documents"].as_array_mut().unwrap();
    let like = documents[0].clone();
    let now = crate::room::time(crate::room::NOW);
    for number in 1..=300 {
        let key = format!("topics/topic-{number:03}");
        store
            .feed(&key, &format!("A topic with a <long> name & more words than are needed, {number:03}"), now)
            .await
            .unwrap();
        for ending in ["rss", "atom", "json", "archive-1.json"] {
            let mut document = like.clone();
            document["path"] = format!("feeds/{key}.{ending}").into();
            documents.push(document);
        }
    }
    room.workspace.write("public/manifest.json", manifest.to_string());
    let served = Served::of(room);
    let page = served.get("/");
    assert_page(&page, 200);
    let topics = text_of(&page, "#topics + ul a");
    assert!(
        topics.len() >= 30 && topics[0] == "A topic with a <long> name & more words than are needed, 001",
        "{topics:?}"
    );
    let more = text_of(&page, "a[href='http://127.0.0.1:8080/feeds#topics']");
    assert!(more.len() == 1 && more[0].ends_with(" more feeds"), "{more:?}");
    let list = served.get("/feeds");
    assert_page(&list, 200);
    assert!(text_of(&list, "#topics + ul a").len() > topics.len());
    assert!(!list.text().contains("archive-1"));
}
