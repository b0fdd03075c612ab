//! Owns the tests of editions: frozen once, all or nothing, and shown without what was withdrawn since (I4).

use postround::domain::{ArticleId, CommentId, Correction, Edition, EditionId, EditionState, FoundArticle, Image};
use postround::store::{ArticleFilter, CommentsRead, Freeze, FreezeEntry, FreezeQuote, Frozen, Store};

use super::sample::{at, comment, crowd, entry, found, freeze, frozen, held, name, page, pass, record};
use crate::harness::store::{Place, place_test, store_test};

fn quote(comment: CommentId, excerpt: &str) -> FreezeQuote {
    FreezeQuote {
        comment,
        excerpt: excerpt.to_owned(),
        reason: "because".to_owned(),
        answered: None,
        answers: Some("> a line".to_owned()),
    }
}

/// Two articles with two comments each, every one quoted, the second one first.
async fn quoted(store: &Store) -> Freeze {
    let mut entries = Vec::new();
    for path in ["a", "b"] {
        let said = FoundArticle {
            published: Some(at(-9)),
            topics: vec!["Pay".into(), "Terms".into()],
            authors: vec!["Ada".into()],
            lead: Some("A lead.".into()),
            image: Some(Image { url: "https://news.example/a.png".parse().unwrap(), alt: None, credit: None }),
            correction: Some(Correction { text: "Amended.".into(), at: Some(at(-8)) }),
            comments_stated: Some(12),
            ..found(path, path)
        };
        let id = store.record_article(&name("paper"), &said, &pass(&["x", "y"]), at(1)).await.unwrap().id;
        let mut entry = entry(&held(store, id).await);
        let comments = store.comments_under(id).await.unwrap();
        entry.quotes = comments.iter().rev().map(|comment| quote(comment.id, &comment.said.key.0)).collect();
        entries.push(entry);
    }
    Freeze { entries, left_out: 3, ..freeze(None, 10) }
}

async fn read(store: &Store, id: EditionId) -> Edition {
    store.edition(id).await.unwrap().unwrap()
}

/// Each article with the excerpts quoted under it.
fn contents(edition: &Edition) -> Vec<String> {
    let excerpts = |entry: &postround::domain::EditionEntry| {
        let quotes: String = entry.quotes.iter().map(|quote| quote.excerpt.as_str()).collect();
        format!("{}:{quotes}", entry.title)
    };
    edition.entries.iter().map(excerpts).collect()
}

place_test!(an_edition_comes_back_as_it_was_frozen, |place: Place| async move {
    let store = place.open().await;
    crowd(&store, 3).await;
    let id = frozen(&store, &quoted(&store).await).await;
    store.close().await;
    let store = place.open().await;
    let edition = read(&store, id).await;
    assert_eq!((edition.digest.as_str(), edition.date.as_str(), edition.uid.len()), ("daily", "2026-01-01", 32));
    assert_eq!((edition.from, edition.cut, edition.stale), (None, at(10), at(10 + 24 * 60)));
    assert_eq!((edition.state, edition.reason.as_str()), (EditionState::Frozen, ""));
    assert_eq!((edition.mail_domain.as_str(), edition.candidates, edition.left_out), ("news.example", 3, 3));
    assert_eq!(contents(&edition), ["a:yx", "b:yx"]);
    let (entry, article) = (&edition.entries[0], held(&store, edition.entries[0].article).await);
    assert_eq!((entry.revision, entry.comments_total, entry.published), (1, 12, at(-9)));
    assert_eq!((entry.url.as_str(), &entry.lead), (article.said.url.as_str(), &article.said.lead));
    assert_eq!((&entry.authors, &entry.topics), (&article.said.authors, &article.said.topics));
    assert_eq!((&entry.image, &entry.correction), (&article.said.image, &article.said.correction));
    let quote = &entry.quotes[0];
    assert_eq!((quote.author.as_deref(), quote.role.as_deref()), (Some("Anonymous"), None));
    assert_eq!((quote.reason.as_str(), quote.answers.as_deref()), ("because", Some("> a line")));
    assert_eq!(quote.whole, Some(format!("{}#comments", entry.url)), "it is quoted in part");
    assert_eq!(store.edition(EditionId(id.0 + 1)).await.unwrap(), None);
});

store_test!(an_edition_shows_the_revision_that_was_frozen, |store: Store| async move {
    let id = frozen(&store, &quoted(&store).await).await;
    let revised = FoundArticle { text: "Other".into(), lead: Some("Other".into()), ..found("a", "Another title") };
    assert_eq!(held(&store, record(&store, &revised, 20).await.id).await.revision, 2);
    let edition = read(&store, id).await;
    let first = &edition.entries[0];
    assert_eq!((first.revision, first.title.as_str(), first.lead.as_deref()), (1, "a", Some("A lead.")));
    assert_eq!(first.correction.as_ref().unwrap().text, "Amended.");
});

store_test!(an_edition_names_the_sources_that_told_it_by_then, |store: Store| async move {
    let words = "Ten words of a story that two sources tell alike, one after the other. ".repeat(12);
    let said = |url: &str| FoundArticle {
        url: url.parse().unwrap(),
        text: words.clone(),
        ..found("a", "A story told twice today")
    };
    for (source, minute) in [("paper", 0), ("wire", 1)] {
        let url = format!("https://{source}.example/story-of-two");
        store.record_article(&name(source), &said(&url), &CommentsRead::default(), at(minute)).await.unwrap();
    }
    let article = store.articles_latest(&ArticleFilter::default(), 1).await.unwrap().remove(0);
    let freeze = Freeze { entries: vec![entry(&article)], ..freeze(None, 10) };
    let id = frozen(&store, &freeze).await;
    store
        .record_article(&name("post"), &said("https://post.example/s"), &CommentsRead::default(), at(99))
        .await
        .unwrap();
    assert_eq!(read(&store, id).await.entries[0].sources, [name("paper"), name("wire")]);
    assert_eq!(held(&store, article.id).await.sources(), [name("paper"), name("wire"), name("post")]);
});

place_test!(what_was_withdrawn_since_is_left_out, |place: Place| async move {
    let store = place.open().await;
    let id = frozen(&store, &quoted(&store).await).await;
    let edition = read(&store, id).await;
    let [a, b] = [edition.entries[0].article, edition.entries[1].article];
    let withdrawn = store.record_comments(&name("paper"), a, &pass(&["x"]), at(20)).await.unwrap();
    assert_eq!(withdrawn.comments_withdrawn, 0, "the page states twelve, so one not seen may still be there");
    let said = FoundArticle { comments_stated: Some(1), ..found("a", "a") };
    store.record_article(&name("paper"), &said, &pass(&["x"]), at(21)).await.unwrap();
    assert_eq!(contents(&read(&store, id).await), ["a:x", "b:yx"]);
    place.change(&format!("UPDATE articles SET withdrawn_at = 5 WHERE id = {}", b.0)).await;
    assert_eq!(contents(&read(&store, id).await), ["a:x"]);
    // Both return: so do they here.
    store.record_comments(&name("paper"), a, &pass(&["x", "y"]), at(22)).await.unwrap();
    store.record_article(&name("paper"), &said, &pass(&["x", "y"]), at(22)).await.unwrap();
    record(&store, &FoundArticle { url: "https://news.example/b".parse().unwrap(), ..said }, 22).await;
    assert_eq!(contents(&read(&store, id).await), ["a:yx", "b:yx"]);
});

place_test!(freezing_is_all_or_nothing, |place: Place| async move {
    let store = place.open().await;
    crowd(&store, 3).await;
    let good = quoted(&store).await;
    let breaks: [fn(&mut FreezeEntry); 3] = [
        |entry| entry.article = ArticleId(99),
        |entry| entry.quotes.push(quote(CommentId(99), "nobody")),
        |entry| entry.quotes.push(entry.quotes[0].clone()),
    ];
    for broken in breaks {
        let mut freeze = Freeze { proof_to: vec!["boss@example.org".parse().unwrap()], ..good.clone() };
        broken(&mut freeze.entries[1]);
        assert!(store.freeze(&freeze, at(10)).await.is_err());
        for table in ["editions", "edition_articles", "edition_quotes", "deliveries"] {
            assert_eq!(place.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
        }
        assert_eq!(store.subscribers().await.unwrap().len(), 3);
        assert_eq!(store.last_cut(&name("daily")).await.unwrap(), None);
    }
    assert_eq!(contents(&read(&store, frozen(&store, &good).await).await).len(), 2);
});

place_test!(two_who_freeze_one_window_at_once_make_one_edition, |place: Place| async move {
    let (here, there) = (place.open().await, place.open().await);
    crowd(&here, 20).await;
    let quoted = quoted(&here).await;
    for (from, cut) in [(None, 10), (Some(10), 20), (Some(20), 30)] {
        let entries = if from.is_none() { quoted.entries.clone() } else { Vec::new() };
        // The second of them wakes a minute late.
        let one = Freeze { entries, ..freeze(from, cut) };
        let two = Freeze { cut: at(cut) + chrono::TimeDelta::seconds(9), ..one.clone() };
        let (first, second) = tokio::join!(here.freeze(&one, at(cut)), there.freeze(&two, at(cut)));
        let answers = [first.unwrap(), second.unwrap()];
        assert_eq!(answers.iter().filter(|answer| **answer == Frozen::Already).count(), 1, "{answers:?}");
    }
    assert_eq!(here.editions_latest(9).await.unwrap().len(), 3);
    assert_eq!(place.number("SELECT count(*) FROM deliveries").await, 60);
});

store_test!(a_window_is_closed_once_whatever_became_of_it, |store: Store| async move {
    let skipped = Freeze { state: EditionState::Skipped, reason: "nothing new".into(), ..freeze(None, 10) };
    crowd(&store, 3).await;
    let id = frozen(&store, &skipped).await;
    assert_eq!(store.freeze(&freeze(None, 11), at(11)).await.unwrap(), Frozen::Already);
    let edition = read(&store, id).await;
    assert_eq!((edition.state, edition.reason.as_str()), (EditionState::Skipped, "nothing new"));
    assert_eq!(edition.candidates, 0);
    assert_eq!(store.queue().await.unwrap().queued, 0);
});

store_test!(editions_of_one_day_are_told_apart, |store: Store| async move {
    let daily = name("daily");
    let mut ids = Vec::new();
    for (number, state) in (0..).zip([EditionState::Frozen, EditionState::Skipped, EditionState::Frozen]) {
        let from = (number > 0).then_some(number * 10);
        ids.push(frozen(&store, &Freeze { state, ..freeze(from, number * 10 + 10) }).await);
    }
    let next_day = Freeze { date: "2026-01-02".into(), ..freeze(Some(30), 40) };
    ids.push(frozen(&store, &next_day).await);
    let other = Freeze { digest: name("weekly"), ..freeze(None, 15) };
    let other = frozen(&store, &other).await;
    let dates: Vec<_> = store.editions_latest(9).await.unwrap().into_iter().map(|edition| edition.date).collect();
    assert_eq!(dates, ["2026-01-02", "2026-01-01-3", "2026-01-01-2", "2026-01-01", "2026-01-01"]);
    assert_eq!(store.editions_latest(2).await.unwrap().len(), 2);
    for (digest, date, expected) in [
        ("daily", "2026-01-01", Some(ids[0])),
        ("daily", "2026-01-01-2", None),
        ("daily", "2026-01-01-3", Some(ids[2])),
        ("daily", "2026-01-02", Some(ids[3])),
        ("daily", "2026-01", None),
        ("daily", "", None),
        ("weekly", "2026-01-01", Some(other)),
    ] {
        assert_eq!(store.edition_of(&name(digest), date).await.unwrap(), expected, "{digest} {date}");
    }
    assert_eq!(store.editions_of(&daily, 9).await.unwrap(), [ids[3], ids[2], ids[0]]);
    assert_eq!(store.editions_of(&daily, 1).await.unwrap(), [ids[3]]);
    assert_eq!(store.last_cut(&daily).await.unwrap(), Some(at(40)));
    assert_eq!(store.last_cut(&name("unknown")).await.unwrap(), None);
});

place_test!(a_digest_is_known_from_the_first_time_it_is_asked_for, |place: Place| async move {
    let store = place.open().await;
    let daily = name("daily");
    assert_eq!(store.digest_known_since(&daily, at(5)).await.unwrap(), at(5));
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.digest_known_since(&daily, at(9)).await.unwrap(), at(5));
    assert_eq!(store.digest_known_since(&name("weekly"), at(9)).await.unwrap(), at(9));
});

store_test!(a_comment_quoted_under_its_article_keeps_its_place, |store: Store| async move {
    let many: Vec<_> = (0..12).map(|position| comment(&format!("{position}"), position)).collect();
    let read_all = postround::store::CommentsRead {
        pages: vec![postround::store::PageOfComments { page: "p1".into(), comments: Some(many) }],
        complete: true,
        reached: 0,
    };
    let id = store.record_article(&name("paper"), &found("a", "a"), &read_all, at(0)).await.unwrap().id;
    let comments = store.comments_under(id).await.unwrap();
    let mut entry = entry(&held(&store, id).await);
    entry.quotes = [11, 2, 7].map(|place: usize| quote(comments[place].id, &format!("{place},"))).into();
    let edition = frozen(&store, &Freeze { entries: vec![entry], ..freeze(None, 10) }).await;
    assert_eq!(contents(&read(&store, edition).await), ["a:11,2,7,"]);
});

store_test!(the_line_of_a_withdrawn_comment_is_not_repeated_by_its_answer, |store: Store| async move {
    let said = FoundArticle { comments_stated: Some(2), ..found("a", "a") };
    let id = store.record_article(&name("paper"), &said, &pass(&["x", "y"]), at(1)).await.unwrap().id;
    let comments = store.comments_under(id).await.unwrap();
    let mut entry = entry(&held(&store, id).await);
    entry.quotes = vec![FreezeQuote { answered: Some(comments[0].id), ..quote(comments[1].id, "y") }];
    let edition = frozen(&store, &Freeze { entries: vec![entry], ..freeze(None, 10) }).await;
    assert!(read(&store, edition).await.entries[0].quotes[0].answers.is_some());
    let fewer = FoundArticle { comments_stated: Some(1), ..said };
    let read_again = CommentsRead { pages: vec![page("p1", &["y"], 0)], complete: true, reached: 0 };
    store.record_article(&name("paper"), &fewer, &read_again, at(20)).await.unwrap();
    let quotes = read(&store, edition).await.entries.remove(0).quotes;
    assert_eq!((quotes[0].excerpt.as_str(), quotes[0].answers.as_deref()), ("y", None));
});

store_test!(a_window_that_ends_before_it_begins_is_refused, |store: Store| async move {
    frozen(&store, &freeze(None, 10)).await;
    for cut in [9, 10] {
        let error = store.freeze(&freeze(Some(10), cut), at(cut)).await.unwrap_err().to_string();
        assert!(error.contains("was the clock wrong"), "{error}");
    }
    frozen(&store, &freeze(Some(10), 11)).await;
});
