//! Owns the tests of articles: what counts as a revision (I2), what moves `changed`, and which articles are found.

use chrono::DateTime;
use postround::domain::{Correction, FoundArticle, FoundComment, Image};
use postround::store::{ArticleFilter, Change, CommentsRead, PageOfComments, Store};

use super::sample::{at, comment, counts, found, held, name, pass, record};
use crate::harness::store::{Place, place_test, store_test};

fn full() -> FoundArticle {
    FoundArticle {
        seen_at: vec!["https://news.example/a?print=1".parse().unwrap()],
        authors: vec!["Jo \"Q\" Example".into(), "Ü, É".into()],
        published: Some(at(-60)),
        updated: Some(at(-30)),
        topics: vec!["Workforce".into(), "Pay | Terms".into(), "workforce".into()],
        lead: Some("A lead.".into()),
        image: Some(Image {
            url: "https://news.example/a.png".parse().unwrap(),
            alt: Some("A ward".into()),
            credit: None,
        }),
        language: Some("en-GB".into()),
        correction: Some(Correction { text: "This was amended.".into(), at: Some(at(-30)) }),
        comments_stated: Some(2),
        ..found("a", "A day’s news 🚑")
    }
}

store_test!(an_article_comes_back_as_it_was_said, |store: Store| async move {
    let said = full();
    let recorded = record(&store, &said, 0).await;
    assert_eq!((recorded.change, recorded.short), (Change::New, true));
    let article = held(&store, recorded.id).await;
    assert_eq!((article.revision, article.first_seen, article.changed), (1, at(0), at(-30)));
    assert_eq!((article.source.clone(), article.comments_held), (name("paper"), 0));
    assert!(article.uid.starts_with("urn:uuid:"), "{}", article.uid);
    assert_eq!(article.said, FoundArticle { seen_at: Vec::new(), ..said });
});

store_test!(an_article_of_which_little_is_known_comes_back_too, |store: Store| async move {
    let said = FoundArticle::new("https://news.example/bare".parse().unwrap(), "Bare");
    let article = held(&store, record(&store, &said, 3).await.id).await;
    assert_eq!((article.changed, article.published()), (at(3), at(3)));
    assert_eq!(article.said, said);
});

place_test!(what_is_recorded_outlives_the_process, |place: Place| async move {
    let store = place.open().await;
    let id = record(&store, &full(), 0).await.id;
    let before = held(&store, id).await;
    store.close().await;
    let store = place.open().await;
    assert_eq!(held(&store, id).await, before);
    assert_eq!(record(&store, &full(), 9).await.change, Change::Same);
});

store_test!(only_other_words_are_a_revision, |store: Store| async move {
    let said = full();
    let id = record(&store, &said, 0).await.id;
    let fixed = |text: &str| Some(Correction { text: text.into(), at: None });
    let text = |text: &str| FoundArticle { text: text.into(), ..said.clone() };
    // Each is recorded after the one before it; the first word of the answer is for the words alone.
    let cases = [
        ("the same again", Change::Same, said.clone()),
        ("other markup", Change::Same, FoundArticle { html: "<div><p>Other</p></div>".into(), ..said.clone() }),
        ("other spacing, case and marks", Change::Same, text("\n the  WORDS of: “A day's news”")),
        ("another lead, image and topic", Change::Same, FoundArticle { lead: None, image: None, ..said.clone() }),
        ("a later time on the page", Change::Same, FoundArticle { updated: Some(at(5)), ..said.clone() }),
        ("another count of comments", Change::Same, FoundArticle { comments_stated: Some(9), ..said.clone() }),
        ("another title", Change::Revised, FoundArticle { title: "Another".into(), ..said.clone() }),
        ("back again", Change::Revised, said.clone()),
        ("another word", Change::Revised, text("The words of a day’s old news.")),
        ("another notice", Change::Revised, FoundArticle { correction: fixed("Amended again."), ..said.clone() }),
        ("no notice", Change::Revised, FoundArticle { correction: None, ..said.clone() }),
        ("a first notice", Change::Revised, said.clone()),
    ];
    let (mut revision, mut changed) = (1, at(-30));
    for (minute, (what, change, said)) in (10..).zip(cases) {
        let recorded = record(&store, &said, minute).await;
        assert_eq!((recorded.id, recorded.change), (id, change), "{what}");
        if change == Change::Revised {
            (revision, changed) = (revision + 1, at(minute));
        }
        let article = held(&store, id).await;
        assert_eq!((article.revision, article.changed, article.first_seen), (revision, changed, at(0)), "{what}");
        assert_eq!((&article.said.html, &article.said.lead), (&said.html, &said.lead), "{what}");
        assert_eq!(article.said.correction, said.correction, "{what}");
    }
    assert_eq!(store.count_articles().await.unwrap(), 1);
});

store_test!(a_page_that_forgets_its_date_keeps_it_and_states_no_count, |store: Store| async move {
    let id = record(&store, &full(), 0).await.id;
    record(&store, &FoundArticle { published: None, comments_stated: None, ..full() }, 1).await;
    let article = held(&store, id).await;
    assert_eq!((article.said.published, article.said.comments_stated), (Some(at(-60)), None));
});

store_test!(topics_and_sources_filter, |store: Store| async move {
    let topics = |path: &str, topics: &[&str]| FoundArticle {
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        ..found(path, path)
    };
    for (minute, source, said) in [
        (0, "paper", topics("pay", &["Pay"])),
        (1, "paper", topics("bars", &["Pay|Terms", "Ärzte"])),
        (2, "gazette", topics("both", &["Payments", "pay "])),
        (3, "gazette", topics("none", &[])),
        (4, "paper", topics("blank", &["", " ", "\n"])),
    ] {
        store.record_article(&name(source), &said, &CommentsRead::default(), at(minute)).await.unwrap();
    }
    for (wanted, sources, expected) in [
        (&[][..], &[][..], "blank none both bars pay"),
        (&["PAY"], &[], "both pay"),
        (&[" pay"], &["paper"], "pay"),
        (&["pay|terms"], &[], "bars"),
        (&["terms"], &[], ""),
        (&["ärzte", "payments"], &[], "both bars"),
        (&["pa_", "%"], &[], ""),
        (&[], &["gazette"], "none both"),
        (&[], &["gaz", "ette"], ""),
        (&[], &["gazette", "paper"], "blank none both bars pay"),
    ] {
        let filter = ArticleFilter {
            topics: wanted.iter().map(|topic: &&str| (*topic).to_owned()).collect(),
            sources: sources.iter().map(|source: &&str| name(source)).collect(),
        };
        let titles = async |limit| {
            let latest = store.articles_latest(&filter, limit).await.unwrap();
            latest.into_iter().map(|article| article.said.title).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(titles(10).await, expected, "{filter:?}");
        assert_eq!(titles(1).await, expected.split(' ').next().unwrap(), "{filter:?}");
        let window = (None, at(60));
        let next = store.articles_for_edition(&name("daily"), &filter, window, 10).await.unwrap();
        let next: Vec<_> = next.into_iter().map(|article| article.said.title).collect();
        assert_eq!(next.join(" "), expected, "{filter:?}");
        let count = store.count_for_edition(&name("daily"), &filter, window).await.unwrap();
        assert_eq!(usize::try_from(count).unwrap(), next.len(), "{filter:?}");
    }
});

store_test!(the_newest_come_first_and_stay_where_they_are, |store: Store| async move {
    let dated = |path: &str, minute| FoundArticle { published: Some(at(minute)), ..found(path, path) };
    for (minute, said) in [(0, dated("b", -20)), (1, dated("a", -30)), (2, found("d", "d")), (3, dated("c", -20))] {
        record(&store, &said, minute).await;
    }
    let titles = async || {
        let latest = store.articles_latest(&ArticleFilter::default(), 9).await.unwrap();
        latest.into_iter().map(|article| article.said.title).collect::<String>()
    };
    assert_eq!(titles().await, "dcba");
    // A revision is no reason to come to the front again.
    record(&store, &FoundArticle { text: "Other words".into(), ..dated("a", -30) }, 9).await;
    assert_eq!(titles().await, "dcba");
});

place_test!(a_withdrawn_article_is_hidden_until_it_returns, |place: Place| async move {
    let store = place.open().await;
    let (gone, stays) = (record(&store, &found("a", "a"), 0).await.id, record(&store, &found("b", "b"), 1).await.id);
    place.change(&format!("UPDATE articles SET withdrawn_at = 5 WHERE id = {}", gone.0)).await;
    let all = ArticleFilter::default();
    let latest = store.articles_latest(&all, 9).await.unwrap();
    assert_eq!(latest.iter().map(|article| article.id).collect::<Vec<_>>(), [stays]);
    assert_eq!(store.articles(&[gone, stays]).await.unwrap(), latest);
    assert_eq!(store.articles_for_edition(&name("daily"), &all, (None, at(9)), 9).await.unwrap(), latest);
    assert_eq!(store.count_for_edition(&name("daily"), &all, (None, at(9))).await.unwrap(), 1);
    assert_eq!(store.count_articles().await.unwrap(), 1);
    assert_eq!(record(&store, &found("a", "a"), 9).await.change, Change::Same);
    let back = store.articles(&[stays, gone]).await.unwrap();
    assert_eq!(back.iter().map(|article| article.id).collect::<Vec<_>>(), [stays, gone]);
});

store_test!(times_far_away_do_no_harm, |store: Store| async move {
    let ancient = DateTime::from_timestamp_millis(-2_000_000_000_000).unwrap();
    let said = FoundArticle { published: Some(ancient), updated: Some(at(1_000_000)), ..found("a", "a") };
    let article = held(&store, record(&store, &said, 0).await.id).await;
    assert_eq!((article.published(), article.changed), (ancient, at(0)));
    // Of a site whose clock is ahead: it was published and changed by the time it was seen, and is the newest no longer
    // than until the next.
    let ahead = FoundArticle { published: Some(at(1_000)), updated: Some(at(1_200)), ..found("b", "b") };
    let id = record(&store, &ahead, 5).await.id;
    let article = held(&store, id).await;
    assert_eq!((article.published(), article.changed, article.said.published), (at(5), at(5), Some(at(1_000))));
    let next = record(&store, &FoundArticle { published: Some(at(6)), ..found("c", "c") }, 7).await.id;
    let latest = store.articles_latest(&ArticleFilter::default(), 2).await.unwrap();
    assert_eq!(latest.iter().map(|article| article.id).collect::<Vec<_>>(), [next, id]);
    record(&store, &FoundArticle { text: "Other words.".into(), ..ahead }, 9).await;
    let article = held(&store, id).await;
    assert_eq!((article.published(), article.changed), (at(5), at(9)));
});

store_test!(readers_of_one_article_at_once_make_one_article, |store: Store| async move {
    let mut readers = tokio::task::JoinSet::new();
    for reader in 0..8 {
        let store = store.clone();
        let source = name("paper");
        readers.spawn(async move {
            for minute in 0..5 {
                // Now and then one of them sees other words.
                let said = found(&format!("a{minute}"), if reader == 3 { "other" } else { "same" });
                store.record_article(&source, &said, &pass(&["x", "y"]), at(minute)).await.unwrap();
            }
        });
    }
    readers.join_all().await;
    assert_eq!(store.count_articles().await.unwrap(), 5);
    for article in store.articles_latest(&ArticleFilter::default(), 9).await.unwrap() {
        assert_eq!(article.comments_held, 2);
        assert!((2..=3).contains(&article.revision), "revision {}", article.revision);
    }
});

store_test!(the_source_that_had_a_story_first_tells_it, |store: Store| async move {
    let whole = found("a", "The whole story");
    let first = store.record_article(&name("paper"), &whole, &pass(&["x", "y"]), at(1)).await.unwrap();
    let teaser = FoundArticle { text: "Buy this.".into(), ..found("a?utm_source=wire", "A teaser") };
    let second = store.record_article(&name("wire"), &teaser, &pass(&[]), at(2)).await.unwrap();
    assert_eq!((second.id, second.change, second.comments_withdrawn), (first.id, Change::Same, 0));
    let ignored = store.record_comments(&name("wire"), first.id, &pass(&["z"]), at(3)).await.unwrap();
    assert_eq!(counts(ignored), (0, 0, false));
    let article = held(&store, first.id).await;
    assert_eq!((article.said.title.as_str(), article.revision, article.comments_held), ("The whole story", 1, 2));
});

store_test!(articles_are_found_by_their_ids_and_their_authors, |store: Store| async move {
    let by = |authors: &[&str], path: &str, minute| FoundArticle {
        authors: authors.iter().map(|author| (*author).to_owned()).collect(),
        published: Some(at(minute)),
        ..found(path, path)
    };
    let mut ids = Vec::new();
    for (minute, (authors, path)) in
        (0..).zip([(&["Jo Reed"][..], "a"), (&["Ann 100% Lee", "Jo REED"], "b"), (&["Jo Reedham"], "c"), (&[], "d")])
    {
        ids.push(record(&store, &by(authors, path, minute), minute).await.id);
    }
    let uid = held(&store, ids[1]).await.uid;
    let bare = uid.trim_start_matches("urn:uuid:");
    for (asked, expected) in [(uid.as_str(), Some(ids[1])), (bare, Some(ids[1])), ("urn:uuid:none", None), ("", None)] {
        assert_eq!(store.article_by_uid(asked).await.unwrap().map(|article| article.id), expected, "{asked}");
    }
    for (pattern, most, expected) in [
        ("%\"jo reed\"%", 9, &[ids[1], ids[0]][..]),
        ("%\"jo reed\"%", 1, &[ids[1]]),
        ("%jo%reed%", 9, &[ids[2], ids[1], ids[0]]),
        ("%100\\%%", 9, &[ids[1]]),
        ("%nobody%", 9, &[]),
    ] {
        let bylines = store.bylines(pattern, None, most).await.unwrap();
        assert_eq!(bylines.iter().map(|byline| byline.article).collect::<Vec<_>>(), expected, "{pattern}");
        if let Some(last) = bylines.first().filter(|_| most == 9) {
            assert_eq!(store.bylines(pattern, Some(last), 9).await.unwrap(), bylines[1..], "{pattern}");
        }
    }
    assert_eq!(store.bylines("%jo%reed%", None, 1).await.unwrap()[0].authors, ["Jo Reedham"]);
    store.withdraw(ids[1], &name("paper"), at(9)).await.unwrap();
    assert_eq!(store.article_by_uid(&uid).await.unwrap(), None);
    assert_eq!(store.bylines("%\"jo reed\"%", None, 9).await.unwrap().len(), 1);
});

store_test!(the_last_comment_is_the_newest_that_stands, |store: Store| async move {
    let paper = name("paper");
    let posted = |key, minute| FoundComment { posted: Some(at(minute)), ..comment(key, 0) };
    let read = |comments| CommentsRead {
        pages: vec![PageOfComments { page: "p1".into(), comments: Some(comments) }],
        complete: true,
        reached: 0,
    };
    let told = async |path, comments, minute| {
        store.record_article(&paper, &found(path, path), &read(comments), at(minute)).await.unwrap().id
    };
    let dated = told("a", vec![posted("x", 3), posted("y", 8)], 20).await;
    let undated = told("b", vec![comment("x", 0)], 21).await;
    let none = told("c", vec![], 22).await;
    // A site's clock may be ahead: what was seen was written by then.
    let ahead = told("d", vec![posted("x", 900)], 23).await;
    let ids = [dated, undated, none, ahead];
    let expected = |at_dated| [(dated, at(at_dated)), (undated, at(21)), (ahead, at(23))].into();
    assert_eq!(store.last_comment_at(&ids).await.unwrap(), expected(8));
    told("a", vec![posted("x", 3)], 30).await;
    assert_eq!(store.last_comment_at(&ids).await.unwrap(), expected(3));
    assert!(store.last_comment_at(&[]).await.unwrap().is_empty());
});
