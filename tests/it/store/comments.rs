//! Owns the tests of comments: which are new, which stand, and when a site is believed to have taken one away (I4).

use postround::domain::{ArticleId, CommentKey, FoundArticle, FoundComment};
use postround::store::{ArticleFilter, CommentsRead, PageOfComments, Store};

use super::sample::{at, comment, counts, found, held, keys, name, page, pass, record};
use crate::harness::store::{Place, place_test, store_test};

/// An article whose page does not say how many comments it has.
async fn article(store: &Store) -> ArticleId {
    record(store, &found("a", "a"), 0).await.id
}

/// An article with two pages of two comments each, and nothing stated.
async fn thread(store: &Store, path: &str) -> ArticleId {
    let id = record(store, &found(path, "a"), 0).await.id;
    let pages = vec![page("p1", &["a", "b"], 0), page("p2", &["c", "d"], 2)];
    let read = CommentsRead { pages, complete: true, reached: 0 };
    assert_eq!(counts(store.record_comments(&name("paper"), id, &read, at(0)).await.unwrap()), (4, 0, false));
    id
}

fn unchanged(address: &str) -> PageOfComments {
    PageOfComments { page: address.to_owned(), comments: None }
}

fn partly(pages: Vec<PageOfComments>) -> CommentsRead {
    CommentsRead { pages, complete: false, reached: 0 }
}

fn wholly(pages: Vec<PageOfComments>) -> CommentsRead {
    CommentsRead { pages, complete: true, reached: 0 }
}

place_test!(a_comment_comes_back_as_it_was_said, |place: Place| async move {
    let store = place.open().await;
    let said = FoundComment {
        author: Some("Dr \"X\" | 1".into()),
        role: Some("Nurse".into()),
        posted: Some(at(-3)),
        votes: Some(-4),
        parent: Some(CommentKey("b".into())),
        ..comment("a", 0)
    };
    let bare = FoundComment { author: None, ..comment("b", 1) };
    let comments = Some(vec![said.clone(), bare.clone()]);
    let read = wholly(vec![PageOfComments { page: "p1".into(), comments }]);
    let stated = FoundArticle { comments_stated: Some(3), ..found("a", "a") };
    let recorded = store.record_article(&name("paper"), &stated, &read, at(0)).await.unwrap();
    assert_eq!((recorded.comments_new, recorded.comments_withdrawn, recorded.short), (2, 0, true));
    store.close().await;
    let store = place.open().await;
    let held = store.comments_under(recorded.id).await.unwrap();
    assert_eq!(held.iter().map(|comment| comment.said.clone()).collect::<Vec<_>>(), [said, bare]);
    assert!(held.iter().all(|comment| comment.first_seen == at(0) && comment.article == recorded.id));
    assert!(held[0].uid.starts_with("urn:uuid:") && held[0].uid != held[1].uid);
});

store_test!(edits_votes_and_places_move_a_comment_and_nothing_else_of_it, |store: Store| async move {
    let id = article(&store).await;
    let first = FoundComment { posted: Some(at(-9)), votes: Some(1), ..comment("a", 0) };
    let read =
        |comments: Vec<FoundComment>| wholly(vec![PageOfComments { page: "p1".into(), comments: Some(comments) }]);
    store.record_comments(&name("paper"), id, &read(vec![first.clone(), comment("b", 1)]), at(0)).await.unwrap();
    let before = store.comments_under(id).await.unwrap();
    let edited = FoundComment {
        text: "Better said.".into(),
        votes: Some(7),
        author: Some("Ada".into()),
        posted: None,
        parent: Some(CommentKey("b".into())),
        position: 1,
        ..first.clone()
    };
    let again = read(vec![comment("b", 0), edited.clone()]);
    let recorded = store.record_comments(&name("paper"), id, &again, at(5)).await.unwrap();
    assert_eq!((counts(recorded), recorded.comments_edited), ((0, 0, false), 1));
    let after = store.comments_under(id).await.unwrap();
    assert_eq!(after[1].said, FoundComment { posted: first.posted, ..edited });
    assert_eq!((&after[1].uid, after[1].id, after[1].first_seen), (&before[0].uid, before[0].id, at(0)));
    assert_eq!((&after[0].uid, after[0].said.position), (&before[1].uid, 0));
    assert_eq!(held(&store, id).await.changed, at(0), "a comment moves no article (I2)");
});

store_test!(a_comment_on_no_page_is_withdrawn_only_by_a_whole_pass, |store: Store| async move {
    // What is stated and was read the second time, and what stands afterwards; at first there are a, b and c.
    let empty = || page("p1", &[], 0);
    let cases = [
        ("all of them", None, wholly(vec![page("p1", &["a", "b", "c"], 0)]), "abc"),
        ("one gone", None, wholly(vec![page("p1", &["a", "c"], 0)]), "ac"),
        ("one gone, and the page says so", Some(2), wholly(vec![page("p1", &["a", "c"], 0)]), "ac"),
        ("one gone, but the page states three", Some(3), wholly(vec![page("p1", &["a", "c"], 0)]), "abc"),
        ("one gone, its place still there", Some(3), wholly(vec![page("p1", &["a"], 0), page("p2", &["c"], 2)]), "ac"),
        ("one gone, but the pass broke off", None, partly(vec![page("p1", &["a", "c"], 0)]), "abc"),
        ("more than the page states", Some(1), wholly(vec![page("p1", &["a", "b"], 0)]), "ab"),
        ("another in its place", None, wholly(vec![page("p1", &["a", "b", "d"], 0)]), "abd"),
        ("nothing found, nothing stated", None, wholly(vec![empty()]), "abc"),
        ("nothing found, some stated", Some(3), wholly(vec![empty()]), "abc"),
        ("nothing found, none stated", Some(0), wholly(vec![empty()]), ""),
        ("no page at all, nothing stated", None, wholly(Vec::new()), "abc"),
        ("no pass", Some(0), CommentsRead::default(), "abc"),
    ];
    for (number, (what, stated, read, expected)) in (0..).zip(cases) {
        let said = |stated| FoundArticle { comments_stated: stated, ..found(&format!("a{number}"), "a") };
        let first = store.record_article(&name("paper"), &said(None), &pass(&["a", "b", "c"]), at(0)).await.unwrap();
        let second = store.record_article(&name("paper"), &said(stated), &read, at(1)).await.unwrap();
        assert_eq!(keys(&store, first.id).await.concat(), expected, "{what}");
        let gone = ["a", "b", "c"].iter().filter(|key| !expected.contains(**key)).count();
        assert_eq!(usize::try_from(second.comments_withdrawn).unwrap(), gone, "{what}");
        let held = held(&store, first.id).await;
        assert_eq!(usize::try_from(held.comments_held).unwrap(), expected.len(), "{what}");
        assert_eq!(second.short, stated.is_some_and(|stated| stated > held.comments_held), "{what}");
    }
});

store_test!(a_page_that_is_as_it_was_keeps_its_comments, |store: Store| async move {
    let cases = [
        ("nothing changed", wholly(vec![unchanged("p1"), unchanged("p2")]), "abcd"),
        ("one gone from the first", wholly(vec![page("p1", &["a"], 0), unchanged("p2")]), "acd"),
        ("one gone from the last", wholly(vec![unchanged("p1"), page("p2", &["c"], 2)]), "abc"),
        ("a new one on the last", wholly(vec![unchanged("p1"), page("p2", &["c", "d", "e"], 2)]), "abcde"),
        ("the last page is gone", wholly(vec![unchanged("p1")]), "ab"),
        ("only the first was reached", partly(vec![unchanged("p1")]), "abcd"),
        ("the last page is another", wholly(vec![unchanged("p1"), page("p3", &["d"], 2)]), "abd"),
    ];
    for (number, (what, read, expected)) in (0..).zip(cases) {
        let id = thread(&store, &format!("a{number}")).await;
        store.record_comments(&name("paper"), id, &read, at(1)).await.unwrap();
        assert_eq!(keys(&store, id).await.concat(), expected, "{what}");
    }
});

store_test!(a_comment_that_returns_is_the_one_it_was, |store: Store| async move {
    let id = article(&store).await;
    store.record_comments(&name("paper"), id, &pass(&["a", "b"]), at(0)).await.unwrap();
    let before = store.comments_under(id).await.unwrap();
    assert_eq!(counts(store.record_comments(&name("paper"), id, &pass(&["a"]), at(1)).await.unwrap()), (0, 1, false));
    assert_eq!(
        counts(store.record_comments(&name("paper"), id, &pass(&["a"]), at(2)).await.unwrap()),
        (0, 0, false),
        "once is enough"
    );
    // A page that did not change since does not bring back what was withdrawn from it.
    assert_eq!(
        counts(store.record_comments(&name("paper"), id, &wholly(vec![unchanged("p1")]), at(3)).await.unwrap()),
        (0, 0, false)
    );
    assert_eq!(keys(&store, id).await, ["a"]);
    assert_eq!(
        counts(store.record_comments(&name("paper"), id, &pass(&["a", "b"]), at(4)).await.unwrap()),
        (0, 0, false)
    );
    assert_eq!(store.comments_under(id).await.unwrap(), before);
});

store_test!(one_key_under_two_articles_is_two_comments, |store: Store| async move {
    let (a, b) = (record(&store, &found("a", "a"), 0).await.id, record(&store, &found("b", "b"), 0).await.id);
    store.record_comments(&name("paper"), a, &pass(&["1", "2", "2"]), at(0)).await.unwrap();
    store.record_comments(&name("paper"), b, &pass(&["2"]), at(0)).await.unwrap();
    assert_eq!((keys(&store, a).await.concat(), keys(&store, b).await.concat()), ("12".into(), "2".into()));
    assert_eq!(store.record_comments(&name("paper"), a, &pass(&["1"]), at(1)).await.unwrap().comments_withdrawn, 1);
    assert_eq!(keys(&store, b).await, ["2"]);
});

place_test!(what_is_being_discussed_comes_first, |place: Place| async move {
    let store = place.open().await;
    let posted = |key: &str, minute| FoundComment { posted: Some(at(minute)), ..comment(key, 0) };
    let mut ids = Vec::new();
    for (path, seen, source, topic, said) in [
        ("quiet", 0, "paper", "Pay", None),
        ("early", 0, "paper", "Pay", Some(posted("a", -50))),
        ("late", 0, "gazette", "pay", Some(posted("b", -10))),
        ("undated", -30, "paper", "Terms", Some(comment("c", 0))),
        // A site's clock may be ahead: what was seen was written by then.
        ("ahead", -40, "paper", "Terms", Some(posted("d", 500))),
    ] {
        let article = FoundArticle { topics: vec![topic.into()], ..found(path, path) };
        let read = partly(vec![PageOfComments { page: "p1".into(), comments: Some(said.into_iter().collect()) }]);
        ids.push(store.record_article(&name(source), &article, &read, at(seen)).await.unwrap().id);
    }
    let [_, early, late, undated, ahead] = ids[..] else { unreachable!() };
    let filter = |topic: &[&str], source: &[&str]| ArticleFilter {
        topics: topic.iter().map(|topic| (*topic).to_owned()).collect(),
        sources: source.iter().map(|source| name(source)).collect(),
    };
    for (filter, limit, expected) in [
        (filter(&[], &[]), 9, vec![late, undated, ahead, early]),
        (filter(&[], &[]), 2, vec![late, undated]),
        (filter(&["PAY"], &[]), 9, vec![late, early]),
        (filter(&["pay"], &["paper"]), 9, vec![early]),
    ] {
        assert_eq!(store.articles_discussed(&filter, limit).await.unwrap(), expected, "{filter:?}");
    }
    place.change(&format!("UPDATE articles SET withdrawn_at = 5 WHERE id = {}", late.0)).await;
    assert_eq!(store.articles_discussed(&filter(&[], &[]), 9).await.unwrap(), [undated, ahead, early]);
    place.change(&format!("UPDATE comments SET withdrawn_at = 5 WHERE article_id = {}", undated.0)).await;
    assert_eq!(store.articles_discussed(&filter(&[], &[]), 9).await.unwrap(), [ahead, early]);
});

/// One page of these comments, wholly read.
fn one_page(comments: Vec<FoundComment>) -> CommentsRead {
    wholly(vec![PageOfComments { page: "p1".into(), comments: Some(comments) }])
}

place_test!(an_edit_is_noticed_and_what_was_said_before_is_kept, |place: Place| async move {
    let store = place.open().await;
    let id = article(&store).await;
    let say = |text: &str| FoundComment { text: text.into(), ..comment("a", 0) };
    let mut minute = 0;
    for (what, text, edited) in [
        ("new", "I agree with that.", 0),
        ("the same", "I agree with that.", 0),
        ("spacing", "I agree\n\nwith  that.", 0),
        ("a word", "I agree with this.", 1),
        ("a mark", "I agree with this!", 1),
    ] {
        minute += 1;
        let read = one_page(vec![say(text), comment("b", 1)]);
        let recorded = store.record_comments(&name("paper"), id, &read, at(minute)).await.unwrap();
        assert_eq!((recorded.comments_edited, recorded.comments_withdrawn), (edited, 0), "{what}");
        assert_eq!(store.comments_under(id).await.unwrap()[0].said.text, text, "{what}");
    }
    let revisions = "SELECT count(*) FROM comment_revisions WHERE number = ";
    assert_eq!(place.number(&format!("{revisions}1 AND text LIKE '%with  that.'")).await, 1);
    assert_eq!(place.number(&format!("{revisions}2 AND text = 'I agree with this.'")).await, 1);
    let edited_at = place.number("SELECT edited_at FROM comments WHERE key = 'a'").await;
    assert_eq!(edited_at, at(5).timestamp_millis());
    assert_eq!(place.number("SELECT count(*) FROM comments WHERE edited_at IS NULL").await, 1);
    let changed = place.number("SELECT comments_changed_at FROM articles").await;
    assert_eq!(changed, at(5).timestamp_millis(), "a reason to come back soon");
});

place_test!(what_a_moderator_removed_is_neither_shown_nor_kept, |place: Place| async move {
    let store = place.open().await;
    let stated = FoundArticle { comments_stated: Some(3), ..found("a", "a") };
    let edited = FoundComment { text: "Rude words.".into(), ..comment("a", 0) };
    let others = || vec![comment("b", 1), comment("c", 2)];
    let with = |first: FoundComment| one_page([vec![first], others()].concat());
    let record = async |read: &CommentsRead, minute| {
        store.record_article(&name("paper"), &stated, read, at(minute)).await.unwrap()
    };
    let id = record(&with(comment("a", 0)), 0).await.id;
    assert_eq!(record(&with(edited), 1).await.comments_edited, 1);
    // The marker has a key of its own, and stands in the same place.
    let marker =
        FoundComment { removed: true, author: None, text: String::new(), html: String::new(), ..comment("m", 0) };
    let removed = record(&with(marker.clone()), 2).await;
    assert_eq!((removed.comments_new, removed.comments_withdrawn, removed.comments_edited), (0, 1, 0));
    assert!(!removed.short, "it is accounted for");
    assert_eq!(keys(&store, id).await, ["b", "c"]);
    let kept = place.number("SELECT count(*) FROM comments WHERE text LIKE 'Rude%' OR text LIKE '%a says%'").await;
    assert_eq!(kept + place.number("SELECT count(*) FROM comment_revisions").await, 0);
    assert_eq!(place.number("SELECT count(*) FROM comments WHERE removed").await, 1, "the row stays");
    assert_eq!(counts(record(&with(marker), 3).await), (0, 0, false), "once is enough");
    // It was a mistake: the words are back, as the comment they were.
    let back = record(&with(comment("m", 0)), 4).await;
    assert_eq!((back.comments_new, back.comments_edited), (0, 0));
    assert_eq!(keys(&store, id).await, ["m", "b", "c"]);
    // A marker where nothing was ever seen is no comment.
    let stranger = FoundComment { removed: true, text: String::new(), ..comment("n", 3) };
    let read = one_page([vec![comment("m", 0)], others(), vec![stranger]].concat());
    assert_eq!(counts(record(&read, 5).await), (0, 0, false));
    assert_eq!(store.comments_under(id).await.unwrap().len(), 3);
});

store_test!(a_key_minted_anew_after_an_edit_is_the_same_comment, |store: Store| async move {
    let posted = |key: &str, position, minute, text: &str| FoundComment {
        posted: minute,
        text: text.into(),
        ..comment(key, position)
    };
    let long = "We have been saying so for years and nobody has listened.";
    let mended = "We have been saying so for ten years, and nobody listened.";
    for (number, (what, before, after, expected)) in (0..).zip([
        ("same author and time", posted("k1", 0, Some(at(-9)), long), posted("k2", 0, Some(at(-9)), mended), (0, 0, 1)),
        ("moved too", posted("k1", 0, Some(at(-9)), long), posted("k2", 4, Some(at(-9)), mended), (0, 0, 1)),
        ("same author and place", posted("k1", 0, None, long), posted("k2", 0, None, mended), (0, 0, 1)),
        ("the time is shown now", posted("k1", 0, None, long), posted("k2", 0, Some(at(-9)), long), (0, 0, 0)),
        ("another time", posted("k1", 0, Some(at(-9)), long), posted("k2", 0, Some(at(-8)), mended), (1, 1, 0)),
        ("other words", posted("k1", 0, Some(at(-9)), long), posted("k2", 0, Some(at(-9)), "Rubbish!"), (1, 1, 0)),
        ("another place", posted("k1", 0, None, long), posted("k2", 1, None, mended), (1, 1, 0)),
        (
            "another author",
            posted("k1", 0, Some(at(-9)), long),
            FoundComment { author: Some("Ada".into()), ..posted("k2", 0, Some(at(-9)), mended) },
            (1, 1, 0),
        ),
    ]) {
        let id = record(&store, &found(&format!("a{number}"), "a"), 0).await.id;
        let other = || comment("z", 9);
        store.record_comments(&name("paper"), id, &one_page(vec![before, other()]), at(0)).await.unwrap();
        let uid = store.comments_under(id).await.unwrap()[0].uid.clone();
        let now = store.record_comments(&name("paper"), id, &one_page(vec![after, other()]), at(1)).await.unwrap();
        assert_eq!((now.comments_new, now.comments_withdrawn, now.comments_edited), expected, "{what}");
        let after = store.comments_under(id).await.unwrap();
        assert_eq!(after.iter().any(|comment| comment.uid == uid), expected.0 == 0, "{what}");
        assert_eq!(after.len(), 2, "{what}");
    }
});

store_test!(two_alike_are_two_while_both_are_there, |store: Store| async move {
    let id = article(&store).await;
    let say =
        |key: &str, position| FoundComment { posted: Some(at(-9)), text: "I agree.".into(), ..comment(key, position) };
    store.record_comments(&name("paper"), id, &one_page(vec![say("a", 0)]), at(0)).await.unwrap();
    let now =
        store.record_comments(&name("paper"), id, &one_page(vec![say("a", 0), say("b", 1)]), at(1)).await.unwrap();
    assert_eq!(counts(now), (1, 0, false));
    // A page not reached may hold it still: what looks like it elsewhere is another.
    let next = partly(vec![PageOfComments { page: "p2".into(), comments: Some(vec![say("c", 2)]) }]);
    assert_eq!(counts(store.record_comments(&name("paper"), id, &next, at(2)).await.unwrap()), (1, 0, false));
    assert_eq!(keys(&store, id).await, ["a", "b", "c"]);
});

store_test!(where_the_comments_are_not_in_the_page_none_are_missed, |store: Store| async move {
    let stated = FoundArticle { comments_stated: Some(7), ..found("a", "a") };
    let behind = FoundArticle { comments_behind: Some("a script".into()), ..stated.clone() };
    assert!(record(&store, &stated, 0).await.short);
    let recorded = record(&store, &behind, 1).await;
    assert!(!recorded.short);
    let article = held(&store, recorded.id).await;
    assert_eq!((article.said.comments_behind.as_deref(), article.said.comments_stated), (Some("a script"), Some(7)));
    let read =
        store.record_comments(&name("paper"), recorded.id, &wholly(vec![page("p1", &[], 0)]), at(2)).await.unwrap();
    assert_eq!(counts(read), (0, 0, false));
});

store_test!(a_thousand_comments_are_recorded_renamed_and_withdrawn, |store: Store| async move {
    let id = article(&store).await;
    let many = |prefix: &str| -> Vec<FoundComment> {
        let one = |n: u32| FoundComment {
            posted: Some(at(-i64::from(n))),
            text: format!("What reader {n} has to say of it all."),
            ..comment(&format!("{prefix}{n}"), n)
        };
        (0..1000).map(one).collect()
    };
    let pass = async |comments, minute| {
        store.record_comments(&name("paper"), id, &one_page(comments), at(minute)).await.unwrap()
    };
    assert_eq!(counts(pass(many("a"), 0).await), (1000, 0, false));
    assert_eq!(counts(pass(many("a"), 1).await), (0, 0, false));
    assert_eq!(counts(pass(many("b"), 2).await), (0, 0, false), "new keys for the same comments");
    let votes = many("b").into_iter().map(|said| FoundComment { votes: Some(3), ..said }).collect();
    assert_eq!(counts(pass(votes, 3).await), (0, 0, false));
    let under = store.comments_under(id).await.unwrap();
    assert!(under.len() == 1000 && under.iter().all(|each| each.said.votes == Some(3)));
    assert_eq!(counts(pass(many("b").split_off(990), 4).await), (0, 990, false));
});

store_test!(the_comments_of_certain_pages_are_told_apart, |store: Store| async move {
    let id = thread(&store, "a").await;
    let on = async |pages: &[&str]| {
        let held = store.comments_on(id, pages).await.unwrap();
        held.into_iter().map(|comment| comment.said.key.0).collect::<Vec<_>>()
    };
    assert_eq!(on(&["p2"]).await, ["c", "d"]);
    assert_eq!(on(&["p2", "p1"]).await, ["c", "d", "a", "b"]);
    assert!(on(&["p3"]).await.is_empty() && on(&[]).await.is_empty());
});
