//! Owns the tests of the numbers of changes: what a feed may show takes the next one, and a reading that says the same
//! takes none.

use postround::domain::{ArticleId, FoundArticle, FoundComment, Ruling};
use postround::store::{By, CommentsRead, LookTaken, PageOfComments, Report, Reported, Round, Store};

use super::sample::{at, comment, found, name, pass, record};
use crate::harness::store::store_test;

const DAY: i64 = 24 * 60;

/// What was touched since the last time this was asked.
async fn since(store: &Store, last: &mut i64) -> Vec<ArticleId> {
    let touched = store.touched_since(*last).await.unwrap();
    *last = store.last_touch().await.unwrap();
    assert!(touched.iter().all(|one| one.number <= *last));
    touched.iter().map(|one| one.id).collect()
}

fn story(path: &str) -> FoundArticle {
    FoundArticle {
        published: Some(at(0)),
        topics: vec!["Pay Award".to_owned(), "Training".to_owned()],
        ..found(path, &format!("Leaders of {path} reject the new offer"))
    }
}

fn one_page(comments: Vec<FoundComment>) -> CommentsRead {
    CommentsRead {
        pages: vec![PageOfComments { page: "p1".into(), comments: Some(comments) }],
        complete: true,
        reached: 0,
    }
}

store_test!(what_recording_changes_is_touched_and_what_is_the_same_is_not, |store: Store| async move {
    let paper = name("paper");
    let mut last = store.last_touch().await.unwrap();
    assert_eq!((last, store.touched_since(0).await.unwrap()), (1, vec![]));
    // Many at once take one number.
    let readings: Vec<_> = (0..70).map(|n| (story(&n.to_string()), CommentsRead::default())).collect();
    store.record_articles(&paper, &readings, &[], at(0)).await.unwrap();
    assert_eq!(store.last_touch().await.unwrap(), 2);
    assert_eq!(since(&store, &mut last).await.len(), 70);
    store.record_articles(&paper, &readings, &[], at(1)).await.unwrap();
    assert_eq!((store.last_touch().await.unwrap(), since(&store, &mut last).await), (2, vec![]), "the same again");
    let id = record(&store, &story("a"), 2).await.id;
    let touched = store.touched_since(last).await.unwrap().pop().unwrap();
    assert_eq!((touched.id, touched.number, touched.stands, touched.changed), (id, 3, true, touched.changed));
    assert_eq!((touched.topics, touched.sources), (vec!["pay award".into(), "training".into()], vec![paper.clone()]));
    assert_eq!(since(&store, &mut last).await, [id]);
    let votes = |votes| FoundComment { votes: Some(votes), ..comment("k1", 0) };
    let place = FoundComment { position: 1, ..votes(4) };
    let edited = FoundComment { text: "Quite other words than those.".into(), ..place.clone() };
    let words = FoundArticle { text: "Quite other words.".into(), ..story("a") };
    let stated = FoundArticle { comments_stated: Some(0), ..words.clone() };
    for (what, said, comments, expected) in [
        ("a comment", story("a"), one_page(vec![votes(3)]), true),
        ("the same", story("a"), one_page(vec![votes(3)]), false),
        ("votes", story("a"), one_page(vec![votes(4)]), true),
        ("its place", story("a"), one_page(vec![place.clone()]), true),
        ("an edit", story("a"), one_page(vec![edited.clone()]), true),
        ("words", words.clone(), one_page(vec![edited.clone()]), true),
        ("the number stated", stated.clone(), one_page(vec![edited.clone()]), true),
        ("withdrawn", stated.clone(), one_page(vec![]), true),
        ("nothing", stated, one_page(vec![]), false),
    ] {
        store.record_article(&paper, &said, &comments, at(3)).await.unwrap();
        assert_eq!(since(&store, &mut last).await, if expected { vec![id] } else { vec![] }, "{what}");
    }
    for (keys, expected) in [(&["x", "y"][..], true), (&["x", "y"], false), (&["x"], true)] {
        store.record_comments(&paper, id, &pass(keys), at(4)).await.unwrap();
        assert_eq!(!since(&store, &mut last).await.is_empty(), expected, "{keys:?}");
    }
});

store_test!(where_an_article_is_told_is_touched, |store: Store| async move {
    let (paper, wire) = (name("paper"), name("wire"));
    let none = CommentsRead::default();
    let id = record(&store, &story("a"), 0).await.id;
    let mut last = store.last_touch().await.unwrap();
    let told = async |minute| store.record_article(&wire, &story("a"), &none, at(minute)).await.unwrap();
    let touched = async |last: &mut i64, expected: bool, what: &str| {
        assert_eq!(since(&store, last).await, if expected { vec![id] } else { vec![] }, "{what}");
    };
    told(1).await;
    touched(&mut last, true, "another source").await;
    told(2).await;
    touched(&mut last, false, "again").await;
    store
        .remember_look(&wire, &[], Some(&LookTaken { id, next: None, asks: None, comments_came: true }), at(2))
        .await
        .unwrap();
    store.put_off_look(id, &paper, None).await.unwrap();
    touched(&mut last, false, "a look").await;
    store.record_gone(id, &wire, at(3)).await.unwrap();
    touched(&mut last, false, "gone once").await;
    store.record_gone(id, &wire, at(4 + DAY)).await.unwrap();
    touched(&mut last, true, "gone for a day").await;
    store.record_gone(id, &wire, at(5 + DAY)).await.unwrap();
    touched(&mut last, false, "still gone").await;
    told(6 + DAY).await;
    touched(&mut last, true, "back").await;
    store.withdraw(id, &paper, at(7 + DAY)).await.unwrap();
    touched(&mut last, true, "withdrawn by the first").await;
    told(8 + DAY).await;
    touched(&mut last, true, "told by the other").await;
    store.withdraw(id, &wire, at(9 + DAY)).await.unwrap();
    let gone = store.touched_since(last).await.unwrap();
    assert_eq!((gone[0].id, gone[0].stands, gone[0].sources.len()), (id, false, 0));
    touched(&mut last, true, "withdrawn").await;
    store.withdraw(id, &wire, at(9 + DAY)).await.unwrap();
    touched(&mut last, false, "once").await;
    told(10 + DAY).await;
    touched(&mut last, true, "back").await;
    record(&store, &story("a"), 10 + DAY).await;
    touched(&mut last, true, "back at the first").await;
    // The wire, whose story it is by now, is gathered no more.
    let tried = async |source: &str, minute| store.record_round(&Round::new(name(source), at(minute))).await.unwrap();
    tried("wire", 10 + DAY).await;
    tried("paper", 20 + 3 * DAY).await;
    touched(&mut last, false, "rounds").await;
    let given = store.adopt(&[&paper], at(20 + 3 * DAY)).await.unwrap();
    touched(&mut last, given == 1, "given away").await;
    assert_eq!(given, 1);
    assert_eq!(store.adopt(&[&paper], at(21 + 3 * DAY)).await.unwrap(), 0);
    touched(&mut last, false, "nothing to give").await;
});

store_test!(what_is_decided_of_a_comment_touches_its_article, |store: Store| async move {
    let id = store.record_article(&name("paper"), &story("a"), &pass(&["x"]), at(0)).await.unwrap().id;
    let comment = store.comments_under(id).await.unwrap()[0].id;
    let mut last = store.last_touch().await.unwrap();
    let by = By { who: "jo".into(), why: String::new() };
    for (ruling, expected) in [
        (Some(Ruling::Pinned), true),
        (Some(Ruling::Pinned), false),
        (Some(Ruling::Hidden), true),
        (None, true),
        (None, false),
    ] {
        store.decide(comment, ruling, &by, at(1)).await.unwrap();
        assert_eq!(!since(&store, &mut last).await.is_empty(), expected, "{ruling:?}");
    }
    for (person, hidden) in [("p1", false), ("p2", true), ("p3", false)] {
        let report = Report { person: person.into(), place: "here".into(), why: String::new() };
        let taken = store.report(comment, &report, 2, at(2)).await.unwrap();
        assert!(matches!(taken, Reported::Taken { hidden: now, .. } if now == hidden), "{taken:?}");
        assert_eq!(since(&store, &mut last).await, if hidden { vec![id] } else { vec![] }, "{person}");
    }
});
