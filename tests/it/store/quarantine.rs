//! Owns the tests of the quarantine and of what is usual for a source's articles.

use postround::domain::{FoundArticle, Usual};
use postround::store::Store;

use super::sample::{at, found, name, pass};
use crate::harness::store::store_test;

store_test!(a_reading_waits_until_it_is_sound_or_let_in, |store: Store| async move {
    let paper = name("paper");
    let url = "https://news.example/a";
    for (minute, why) in [(1, "no author"), (2, "no body")] {
        store.quarantine(&paper, url, why, ("A", &"x".repeat(5000)), at(minute)).await.unwrap();
    }
    store.quarantine(&name("gazette"), url, "no author", ("A", ""), at(1)).await.unwrap();
    let held = store.quarantined(&paper).await.unwrap();
    assert_eq!((held.len(), held[0].why.as_str(), held[0].found, held[0].settled), (1, "no body", at(2), None));
    assert_eq!((held[0].title.as_str(), held[0].text.len()), ("A", 2000));
    assert!(!store.release(&paper, "https://news.example/b", at(3)).await.unwrap());
    assert!(store.release(&paper, url, at(3)).await.unwrap());
    assert_eq!(store.quarantined(&paper).await.unwrap()[0].settled, Some(at(3)));
    assert_eq!(store.usual(&paper).await.unwrap().quarantined.get(url), Some(&true));
    assert_eq!(store.usual(&name("gazette")).await.unwrap().quarantined.get(url), Some(&false));
    store.leave_quarantine(&paper, url).await.unwrap();
    assert_eq!(store.quarantined(&paper).await.unwrap(), []);
    assert_eq!(store.quarantined(&name("gazette")).await.unwrap().len(), 1);
    assert_eq!(store.release_all(&name("gazette"), at(4)).await.unwrap(), 1);
    assert_eq!(store.quarantined(&name("gazette")).await.unwrap()[0].settled, Some(at(4)));
    assert_eq!(store.release_all(&name("gazette"), at(5)).await.unwrap(), 0, "all are let in already");
});

store_test!(what_articles_usually_have_is_counted, |store: Store| async move {
    let paper = name("paper");
    assert_eq!(store.usual(&paper).await.unwrap(), Usual::default());
    for (path, length, dated, signed) in [("a", 300, true, true), ("b", 1000, true, false), ("c", 10, false, true)] {
        let said = FoundArticle {
            text: "y".repeat(length),
            published: dated.then(|| at(0)),
            authors: if signed { vec!["Jo".to_owned()] } else { Vec::new() },
            ..found(path, path)
        };
        store.record_article(&paper, &said, &pass(&[]), at(0)).await.unwrap();
    }
    let usual = store.usual(&paper).await.unwrap();
    let counts = (usual.articles, usual.with_date, usual.with_author, usual.with_body, usual.median_body);
    assert_eq!(counts, (3, 2, 2, 2, 300));
    let body = usual.bodies.get(&Usual::body_key(&"y".repeat(1000)));
    assert_eq!(body, Some(&("https://news.example/b".to_owned(), "b".to_owned())));
    assert_eq!(usual.bodies.len(), 2);
});
