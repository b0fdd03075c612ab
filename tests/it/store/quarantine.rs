//! Owns the tests of the quarantine and of what is usual for a source's articles.

use postround::domain::{FoundArticle, Usual};
use postround::store::{PageMemo, Quarantined, Round, Store};

use super::sample::{at, found, name, pass};
use crate::harness::store::store_test;

store_test!(a_reading_waits_until_it_is_sound_or_let_in, |store: Store| async move {
    let paper = name("paper");
    let (url, page) = ("https://news.example/a", "https://news.example/a?page=1");
    let memo = PageMemo { etag: Some("e".into()), fresh_until: Some(at(99)), failures: 3, ..PageMemo::default() };
    for (source, page) in [("paper", page), ("gazette", page), ("gazette", url)] {
        store.remember_page(&name(source), page, &memo, at(0)).await.unwrap();
    }
    let asked_whole = async |source, page| {
        let memo = store.page(&name(source), page).await.unwrap().unwrap();
        (memo.etag.is_none(), memo.fresh_until.is_none() && memo.failures == 0)
    };
    for (minute, why) in [(1, "no author"), (2, "no body")] {
        store.quarantine(&paper, (url, page), why, ("A", &"x".repeat(5000)), at(minute)).await.unwrap();
    }
    store.quarantine(&name("gazette"), (url, url), "no author", ("A", ""), at(1)).await.unwrap();
    let held = store.quarantined(&paper).await.unwrap();
    assert_eq!((held.len(), held[0].why.as_str(), held[0].found, held[0].settled), (1, "no body", at(2), None));
    assert_eq!((held[0].title.as_str(), held[0].text.len()), ("A", 2000));
    assert!(!store.release(&paper, "https://news.example/b", at(3)).await.unwrap());
    assert!(store.is_doubted(&paper, page).await.unwrap() && !store.is_doubted(&paper, url).await.unwrap());
    assert!(store.release(&paper, url, at(3)).await.unwrap());
    assert!(!store.is_doubted(&paper, page).await.unwrap());
    assert_eq!((asked_whole("paper", page).await, asked_whole("gazette", page).await), ((true, true), (false, false)));
    assert_eq!(store.quarantined(&paper).await.unwrap()[0].settled, Some(at(3)));
    assert_eq!(store.usual(&paper).await.unwrap().quarantined.get(url), Some(&true));
    assert_eq!(store.usual(&name("gazette")).await.unwrap().quarantined.get(url), Some(&false));
    store.leave_quarantine(&paper, url).await.unwrap();
    assert_eq!(store.quarantined(&paper).await.unwrap(), []);
    assert_eq!(store.quarantined(&name("gazette")).await.unwrap().len(), 1);
    assert_eq!(store.release_all(&name("gazette"), at(4)).await.unwrap(), 1);
    assert_eq!(asked_whole("gazette", url).await, (true, true));
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

store_test!(what_was_not_believed_in_a_span_is_counted, |store: Store| async move {
    let paper = name("paper");
    for (minute, quarantined) in [(1, 1), (5, 2), (9, 4), (12, 8)] {
        let round = Round { quarantined, finished: at(minute), ..Round::new(paper.clone(), at(minute - 1)) };
        store.record_round(&round).await.unwrap();
    }
    store.quarantine(&paper, ("https://news.example/a", ""), "no author", ("A", ""), at(1)).await.unwrap();
    let between = async |from, to| store.quarantined_between(&paper, (at(from), at(to))).await.unwrap();
    assert_eq!(between(5, 9).await, Quarantined { kept: 6, waiting: 1 });
    store.release_all(&paper, at(13)).await.unwrap();
    assert_eq!(between(2, 4).await, Quarantined::default());
});
