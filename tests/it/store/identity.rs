//! Owns the tests of an article's identity (I1): minted once, and found again under every address it was seen at.

use postround::domain::FoundArticle;
use postround::store::{Change, Store};
use url::Url;

use super::sample::{at, found, held, record};
use crate::harness::store::store_test;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

store_test!(an_article_keeps_its_id_whatever_becomes_of_it, |store: Store| async move {
    let first = FoundArticle { published: Some(at(-5)), ..found("news/a-story", "A story") };
    let id = record(&store, &first, 0).await.id;
    let uid = held(&store, id).await.uid;
    let moved = |to: &str| FoundArticle { url: url(to), ..first.clone() };
    let cases = [
        ("another scheme", moved("http://news.example/news/a-story")),
        ("www", moved("https://www.news.example/news/a-story")),
        ("capitals in the host", moved("https://NEWS.example/news/a-story")),
        ("a slash", moved("https://news.example/news/a-story/")),
        ("a port", moved("https://news.example:443/news/a-story")),
        ("tracking", moved("https://news.example/news/a-story?utm_source=x&fbclid=y#comments")),
        ("another title", FoundArticle { title: "Quite another".into(), ..first.clone() }),
        ("another date", FoundArticle { published: Some(at(50)), ..first.clone() }),
        (
            "moved, seen at the old address",
            FoundArticle { seen_at: vec![first.url.clone()], ..moved("https://new.example/1") },
        ),
        ("moved, for good", moved("https://new.example/1")),
        (
            "moved once more, seen where it was in between",
            FoundArticle { seen_at: vec![url("https://new.example/1")], ..moved("https://third.example/x?id=7") },
        ),
        ("back at the first address", first.clone()),
    ];
    for (minute, (what, said)) in (1..).zip(cases) {
        assert_eq!(record(&store, &said, minute).await.id, id, "{what}");
        let article = held(&store, id).await;
        assert_eq!((&article.uid, &article.said.url), (&uid, &said.url), "{what}");
    }
    assert_eq!(store.count_articles().await.unwrap(), 1);
});

store_test!(other_addresses_are_other_articles, |store: Store| async move {
    let addresses = [
        "https://news.example/a",
        "https://news.example/A",
        "https://news.example/a?id=1",
        "https://news.example/a?id=2",
        "https://news.example:8080/a",
        "https://other.example/a",
    ];
    let mut uids = std::collections::HashSet::new();
    for address in addresses {
        let recorded = record(&store, &FoundArticle::new(url(address), "The same words"), 0).await;
        assert_eq!(recorded.change, Change::New, "{address}");
        assert!(uids.insert(held(&store, recorded.id).await.uid), "{address}");
    }
});

store_test!(an_article_is_found_at_every_address_it_was_seen_at, |store: Store| async move {
    let canonical = url("https://news.example/2026/a-story");
    let asked = url("https://news.example/?p=17");
    assert_eq!(store.article_at(&asked).await.unwrap(), None);
    let said = FoundArticle { seen_at: vec![asked.clone()], ..FoundArticle::new(canonical.clone(), "A story") };
    let id = record(&store, &said, 0).await.id;
    for address in [&canonical, &asked, &url("http://www.news.example/2026/a-story/?utm_medium=mail")] {
        assert_eq!(store.article_at(address).await.unwrap(), Some(id), "{address}");
    }
    for address in [url("https://news.example/"), url("https://news.example/?p=18")] {
        assert_eq!(store.article_at(&address).await.unwrap(), None, "{address}");
    }
    // The page is asked for without its canonical link the next time.
    assert_eq!(record(&store, &FoundArticle::new(asked, "A story"), 1).await.id, id);
});

store_test!(an_address_once_given_is_not_taken_away, |store: Store| async move {
    let first = record(&store, &found("first", "first"), 0).await.id;
    let second = record(&store, &found("second", "second"), 0).await.id;
    // The second article claims, by mistake, to have been seen at the first one's address.
    let said = FoundArticle { seen_at: vec![url("https://news.example/first")], ..found("second", "second") };
    assert_eq!(record(&store, &said, 1).await.id, second);
    assert_eq!(store.article_at(&url("https://news.example/first")).await.unwrap(), Some(first));
    assert_eq!(record(&store, &found("first", "first"), 2).await.id, first);
});
