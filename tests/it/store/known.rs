//! Owns the tests of how articles stand: moved, told by two sources, gone at one of them, or suddenly all new (I1, I4).

use chrono::TimeDelta;
use postround::domain::{FoundArticle, Sighting, flood};
use postround::store::{ArticleFilter, Change, CommentsRead, LookTaken, Round, Store};
use url::Url;

use super::sample::{at, found, held, keys, name, page, pass, record};
use crate::harness::store::{Place, place_test, store_test};

const DAY: i64 = 24 * 60;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn story(address: &str, title: &str, minute: i64) -> FoundArticle {
    FoundArticle { published: Some(at(minute)), ..FoundArticle::new(url(address), title) }
}

fn body(seed: &str) -> String {
    (0..120).map(|n| format!("{seed}{}word{n:03}", if n % 9 == 0 { "x" } else { "" })).collect::<Vec<_>>().join(" ")
}

fn only(source: &str) -> ArticleFilter {
    ArticleFilter { sources: vec![name(source)], ..ArticleFilter::default() }
}

const TITLE: &str = "Leaders of the profession reject the new offer";

store_test!(a_moved_article_is_found_again_by_what_it_is, |store: Store| async move {
    let first = story("https://news.example/news/old-slug/20012345.article", TITLE, 0);
    let id = record(&store, &first, 0).await.id;
    let uid = held(&store, id).await.uid;
    for (minute, (what, address, title)) in (1..).zip([
        ("https to http, and an amp page", "http://amp.news.example/news/old-slug/20012345.article?amp=1", TITLE),
        ("another slug, the same number", "https://news.example/new-slug/20012345.article", TITLE),
        (
            "no slug, the headline edited",
            "https://news.example/20012345.article",
            "Leaders of profession reject the new offer",
        ),
        ("the number in the query", "https://news.example/story.asp?storycode=20012345", TITLE),
        ("another domain", "https://quite.example/leaders-reject", TITLE),
        ("back again", "https://news.example/news/old-slug/20012345.article", TITLE),
    ]) {
        let recorded = record(&store, &story(address, title, 0), minute).await;
        assert_eq!(recorded.id, id, "{what}");
        let article = held(&store, id).await;
        assert_eq!((&article.uid, article.said.url.as_str()), (&uid, address), "{what}");
    }
    assert_eq!(store.article_at(&url("https://quite.example/leaders-reject/")).await.unwrap(), Some(id));
    for (what, said) in [
        ("the number alone", story("https://news.example/x/20012345.article", "Quite another matter altogether", 0)),
        ("the headline, days later", story("https://news.example/later", TITLE, 2 * DAY)),
        ("the headline, undated", FoundArticle::new(url("https://news.example/undated"), TITLE)),
        ("a short headline", story("https://news.example/short", "Letters", 0)),
        ("a short headline again", story("https://news.example/short-2", "Letters", 0)),
    ] {
        assert_eq!(record(&store, &said, 20).await.change, Change::New, "{what}");
    }
});

store_test!(two_that_are_announced_side_by_side_are_two, |store: Store| async move {
    let (one, two) = (story("https://news.example/one", TITLE, 0), story("https://news.example/two", TITLE, 5));
    let none = CommentsRead::default();
    let feed = [(one.clone(), none.clone()), (two.clone(), none.clone())];
    let recorded = store.record_articles(&name("paper"), &feed, &[], at(0)).await.unwrap();
    assert_eq!(recorded.iter().map(|each| each.change).collect::<Vec<_>>(), [Change::New, Change::New]);
    // As pages visited one by one of a listing that shows both.
    let three = story("https://news.example/three", TITLE, 9);
    let listed = [one.url.clone(), two.url.clone()];
    let third = store.record_article_among(&name("paper"), &three, &none, &listed, at(1)).await.unwrap();
    assert_eq!(third.change, Change::New);
    // A listing that shows neither any more: it moved.
    let moved = story("https://news.example/four", TITLE, 9);
    assert_eq!(record(&store, &moved, 2).await.change, Change::Same);
    assert_eq!(store.count_articles().await.unwrap(), 3);
});

store_test!(a_story_of_two_sources_is_one_with_both_named, |store: Store| async move {
    let paper = FoundArticle { text: body("a"), ..story("https://news.example/a", TITLE, 0) };
    let first = store.record_article(&name("paper"), &paper, &pass(&["x"]), at(0)).await.unwrap();
    let retitled = "Offer: what the leaders of the profession say";
    for (source, what, said) in [
        ("wire", "its headline", FoundArticle { text: "Short.".into(), ..story("https://wire.example/1", TITLE, 90) }),
        ("post", "its words", FoundArticle { text: body("a"), ..story("https://post.example/1", retitled, 200) }),
        (
            "echo",
            "its headline, a word less",
            FoundArticle { text: body("a"), ..story("https://echo.example/1", TITLE, -300) },
        ),
    ] {
        let other = store.record_article(&name(source), &said, &pass(&["y", "z"]), at(1)).await.unwrap();
        assert_eq!(
            (other.id, other.change, other.comments_new, other.short),
            (first.id, Change::Same, 0, false),
            "{what}"
        );
        // And again, at the same address and at another.
        let moved = FoundArticle { url: url(&format!("https://{source}.example/2")), ..said.clone() };
        for said in [&said, &moved] {
            let again = store.record_article(&name(source), said, &pass(&[]), at(2)).await.unwrap();
            assert_eq!(again.id, first.id, "{what}, again");
        }
    }
    let article = held(&store, first.id).await;
    assert_eq!(article.said, FoundArticle { comments: Vec::new(), ..paper.clone() });
    assert_eq!(
        (article.source.clone(), article.also_from.clone()),
        (name("paper"), vec![name("echo"), name("post"), name("wire")])
    );
    assert_eq!(keys(&store, first.id).await, ["x"]);
    // Other words under the same headline, and a wall that stands on every page, are other stories.
    for (what, said) in [
        ("other words", FoundArticle { text: body("b"), ..story("https://wire.example/3", TITLE, 0) }),
        ("a wall", FoundArticle { text: body("a"), ..story("https://wire.example/4", "Weather", 0) }),
        ("much later", FoundArticle { text: body("a"), ..story("https://wire.example/5", TITLE, 3 * DAY) }),
    ] {
        let other = store.record_article(&name("wire"), &said, &CommentsRead::default(), at(3)).await.unwrap();
        assert_eq!(other.change, Change::New, "{what}");
    }
    for source in ["paper", "wire", "post"] {
        let latest = store.articles_latest(&only(source), 9).await.unwrap();
        assert!(latest.contains(&article), "{source}");
        let window = (None, at(60));
        let next = store.articles_for_edition(&name("daily"), &only(source), window, 9).await.unwrap();
        assert_eq!(next.len(), latest.len(), "{source}");
        let count = store.count_for_edition(&name("daily"), &only(source), window).await.unwrap();
        assert_eq!(usize::try_from(count).unwrap(), latest.len(), "{source}");
        assert_eq!(store.articles_discussed(&only(source), 9).await.unwrap(), [first.id], "{source}");
    }
    assert!(store.articles_latest(&only("gazette"), 9).await.unwrap().is_empty());
});

store_test!(an_article_gone_at_one_source_stands_while_another_has_it, |store: Store| async move {
    let paper = story("https://news.example/a", TITLE, 0);
    let wire = story("https://wire.example/a", TITLE, 0);
    let none = CommentsRead::default();
    let id = record(&store, &paper, 0).await.id;
    assert_eq!(store.record_article(&name("wire"), &wire, &none, at(1)).await.unwrap().id, id);
    let gone = async |source, minute| store.record_gone(id, &name(source), at(minute)).await.unwrap();
    assert!(!gone("paper", 10).await && !gone("paper", 11).await, "once, and again the same day");
    assert!(!gone("paper", 10 + DAY).await, "the wire still has it");
    let article = held(&store, id).await;
    assert_eq!((article.said.url.as_str(), article.said.title.as_str()), ("https://wire.example/a", TITLE));
    assert_eq!(article.source, name("wire"), "which tells it from now on");
    assert_eq!(store.articles_latest(&only("paper"), 9).await.unwrap(), [], "the paper took it away");
    assert_eq!(store.articles_latest(&only("wire"), 9).await.unwrap(), [article]);
    assert!(!gone("wire", 20 + DAY).await);
    assert!(gone("wire", 20 + 2 * DAY).await && gone("wire", 21 + 2 * DAY).await, "gone everywhere");
    assert!(store.articles(&[id]).await.unwrap().is_empty());
    // It is back at the wire, and then at the paper, whose words are its words.
    store.record_article(&name("wire"), &wire, &none, at(4 * DAY)).await.unwrap();
    assert_eq!(held(&store, id).await.said.url, wire.url);
    assert_eq!(record(&store, &paper, 5 * DAY).await.change, Change::Same);
    let article = held(&store, id).await;
    assert_eq!((article.said.url, article.also_from), (wire.url, vec![name("paper")]), "the wire tells it still");
    assert!(!gone("paper", 6 * DAY).await, "the count begins anew");
    assert_eq!(store.articles_latest(&only("paper"), 9).await.unwrap().len(), 1);
});

store_test!(what_its_source_withdrew_is_told_and_looked_at_by_the_next, |store: Store| async move {
    let paper = FoundArticle { comments_stated: Some(2), ..story("https://news.example/a", TITLE, 0) };
    let wire = FoundArticle { text: body("w"), ..story("https://wire.example/a", TITLE, 0) };
    let id = store.record_article(&name("paper"), &paper, &pass(&["x", "y"]), at(0)).await.unwrap().id;
    store.record_article(&name("wire"), &wire, &pass(&["w"]), at(1)).await.unwrap();
    store.record_article(&name("post"), &story("https://post.example/a", TITLE, 0), &pass(&[]), at(2)).await.unwrap();
    let taken = |asks: &str| LookTaken { id, next: Some(at(9)), asks: Some(asks.into()), comments_came: false };
    for (source, asks) in [("paper", "[1]"), ("wire", "[2]")] {
        store.remember_look(&name(source), &[], Some(&taken(asks)), at(3)).await.unwrap();
    }
    for minute in [4, 5 + DAY] {
        assert!(!store.record_gone(id, &name("paper"), at(minute)).await.unwrap());
        store.put_off_look(id, &name("paper"), Some(at(9 * DAY))).await.unwrap();
    }
    let due = async |source| store.articles_due_a_look(&name(source), at(5 + DAY), 9).await.unwrap();
    assert!(due("paper").await.is_empty() && due("post").await.is_empty());
    let look = due("wire").await.pop().expect("it is due at once");
    assert_eq!((look.asks.as_deref(), look.looked, look.own, look.stated), (Some("[2]"), None, true, None));
    assert!(keys(&store, id).await.is_empty(), "the comments stood under the page that is gone");
    assert_eq!(held(&store, id).await.revision, 1, "until its page is read, the words are as they were");
    let recorded = store.record_article(&name("wire"), &wire, &pass(&["w"]), at(6 + DAY)).await.unwrap();
    assert_eq!((recorded.id, recorded.change, recorded.comments_new), (id, Change::Revised, 1));
    // A notice takes its words away at once; the next brings it back with its own.
    store.withdraw(id, &name("wire"), at(7 + DAY)).await.unwrap();
    assert!(store.articles(&[id]).await.unwrap().is_empty());
    assert!(due("post").await.is_empty(), "how it is asked for is not known");
    store
        .record_article(&name("post"), &story("https://post.example/a", TITLE, 0), &pass(&[]), at(8 + DAY))
        .await
        .unwrap();
    let article = held(&store, id).await;
    assert_eq!((article.source, article.revision, article.also_from), (name("post"), 3, vec![]));
});

store_test!(what_a_source_told_that_is_gathered_no_more_is_looked_at_by_another, |store: Store| async move {
    let tried = async |source, minute| store.record_round(&Round::new(name(source), at(minute))).await.unwrap();
    let shared = story("https://news.example/a", TITLE, 0);
    let (id, alone) = (record(&store, &shared, 0).await.id, record(&store, &found("b", "b"), 0).await.id);
    store.record_article(&name("renamed"), &shared, &pass(&["x"]), at(1)).await.unwrap();
    let taken = |id| LookTaken { id, next: Some(at(9)), asks: Some("[1]".into()), comments_came: false };
    for (source, id) in [("paper", id), ("paper", alone), ("renamed", id)] {
        store.remember_look(&name(source), &[], Some(&taken(id)), at(2)).await.unwrap();
    }
    for source in ["paper", "renamed"] {
        tried(source, 3).await;
    }
    let (both, one) = ([&name("paper"), &name("renamed")], [&name("renamed")]);
    assert_eq!(store.adopt(&one, at(4)).await.unwrap(), 0, "it may be another process's");
    assert_eq!(store.adopt(&one, at(5 + DAY)).await.unwrap(), 0, "the other rests as well");
    tried("renamed", 5 + DAY).await;
    assert_eq!(store.adopt(&both, at(6 + DAY)).await.unwrap(), 0, "it is gathered rarely");
    assert_eq!(store.adopt(&one, at(6 + DAY)).await.unwrap(), 1);
    let look = store.articles_due_a_look(&name("renamed"), at(6 + DAY), 9).await.unwrap().pop().unwrap();
    assert_eq!((look.id, look.looked, look.asks.as_deref()), (id, None, Some("[1]")));
    assert_eq!((held(&store, id).await.source, held(&store, alone).await.source), (name("renamed"), name("paper")));
    let recorded = store.record_article(&name("renamed"), &shared, &pass(&["x"]), at(7 + DAY)).await.unwrap();
    assert_eq!((recorded.id, recorded.change, recorded.comments_new), (id, Change::Same, 1));
});

store_test!(a_source_that_is_gathered_no_more_keeps_nothing_standing, |store: Store| async move {
    let tried = async |source, minute| store.record_round(&Round::new(name(source), at(minute))).await.unwrap();
    let none = CommentsRead::default();
    // Both are held whole by feeds, and never looked at: the paper's, which is renamed, and the wire's, told beside it.
    let (shared, wires) = (
        story("https://news.example/a", TITLE, 0),
        story("https://wire.example/b", "The wire has a long story of its own to tell", 0),
    );
    let id = record(&store, &shared, 0).await.id;
    let other = store.record_article(&name("wire"), &wires, &none, at(0)).await.unwrap().id;
    assert_eq!(record(&store, &wires, 1).await.id, other);
    store.record_article(&name("renamed"), &shared, &none, at(1)).await.unwrap();
    for (source, minute) in [("paper", 2), ("renamed", 5 + DAY), ("wire", 5 + DAY)] {
        tried(source, minute).await;
    }
    let (renamed, wire) = (name("renamed"), name("wire"));
    let adopt = async |minute| store.adopt(&[&renamed, &wire], at(minute)).await.unwrap();
    assert_eq!((adopt(6 + DAY).await, adopt(6 + DAY).await), (1, 0));
    assert_eq!(store.articles_due_a_look(&renamed, at(6 + DAY), 9).await.unwrap(), []);
    let mended = FoundArticle { text: body("m"), ..shared.clone() };
    let recorded = store.record_article(&renamed, &mended, &none, at(7 + DAY)).await.unwrap();
    assert_eq!((recorded.id, recorded.change), (id, Change::Revised), "its feed's words are its words");
    for (source, id) in [(&renamed, id), (&wire, other)] {
        assert_eq!(held(&store, id).await.also_from, []);
        assert!(!store.record_gone(id, source, at(8 + DAY)).await.unwrap());
        assert!(store.record_gone(id, source, at(9 + 2 * DAY)).await.unwrap(), "nobody has it any more: {source}");
    }
    // One that is gathered again has it again.
    assert_eq!(record(&store, &shared, 3 * DAY).await.id, id);
    assert_eq!(store.articles(&[id, other]).await.unwrap().len(), 1);
});

store_test!(an_article_alone_is_withdrawn_when_gone_for_a_day, |store: Store| async move {
    let id = record(&store, &found("a", "a"), 0).await.id;
    let gone = async |minute| store.record_gone(id, &name("paper"), at(minute)).await.unwrap();
    assert!(!gone(10).await && !gone(9 + DAY).await);
    record(&store, &found("a", "a"), 10 + DAY).await;
    assert!(!gone(11 + DAY).await, "it was back in between");
    assert!(!store.record_gone(id, &name("stranger"), at(12 + 2 * DAY)).await.unwrap());
    assert!(gone(12 + 2 * DAY).await);
    record(&store, &found("a", "a"), 3 * DAY).await;
    assert_eq!(store.articles(&[id]).await.unwrap().len(), 1);
    assert!(store.withdraw(id, &name("paper"), at(3 * DAY)).await.unwrap(), "at once");
    assert!(!store.withdraw(id, &name("paper"), at(3 * DAY)).await.unwrap(), "once");
    assert!(store.articles(&[id]).await.unwrap().is_empty());
});

place_test!(a_site_that_gives_all_its_articles_new_addresses_is_no_news, |place: Place| async move {
    let store = place.open().await;
    let source = name("paper");
    assert_eq!(store.held_summary(&source).await.unwrap().articles, 0);
    let none = CommentsRead::default();
    let title = |n: i64| format!("Council {n} decides about the hospital");
    let old: Vec<_> =
        (0..40).map(|n| (story(&format!("https://news.example/{n}-old"), &title(n), -n * DAY), none.clone())).collect();
    let first = store.record_articles(&source, &old, &[], at(60)).await.unwrap();
    let summary = store.held_summary(&source).await.unwrap();
    assert_eq!((summary.articles, summary.newest_published), (40, Some(at(0))));
    assert_eq!(summary.newest_first_seen, Some(at(60)));
    let judge = async |announced: &[Sighting]| {
        let unknown = store.unknown_among(announced).await.unwrap();
        let announced: Vec<_> = unknown.into_iter().zip(announced.iter().map(|each| each.published)).collect();
        flood(&store.held_summary(&source).await.unwrap(), &announced)
    };
    let sightings =
        |feed: &[(FoundArticle, CommentsRead)]| feed.iter().map(|(found, _)| found.into()).collect::<Vec<_>>();
    assert_eq!(judge(&sightings(&old)).await, None, "all known");
    // New addresses, the same headlines and days: each is the article it was.
    let moved: Vec<_> = old
        .iter()
        .map(|(found, _)| {
            let url = url(&found.url.as_str().replace("-old", "/new"));
            (FoundArticle { url, ..found.clone() }, none.clone())
        })
        .collect();
    assert_eq!(judge(&sightings(&moved)).await, None, "known by headline and day");
    let again = store.record_articles(&source, &moved, &[], at(70)).await.unwrap();
    assert!(again.iter().zip(&first).all(|(again, first)| again.id == first.id && again.change == Change::Same));
    // New addresses, and headlines cut short: only the guard is left.
    let minted: Vec<Sighting> = (0..40)
        .map(|n| Sighting {
            urls: vec![url(&format!("https://news.example/again/{n}"))],
            title: Some(format!("Council {n}")),
            published: Some(at(-n * DAY)),
        })
        .collect();
    assert_eq!(judge(&minted).await.map(|flood| (flood.suspect, flood.announced)), Some((37, 40)));
    let bare: Vec<Sighting> = minted.iter().map(|each| Sighting::at(each.urls[0].clone())).collect();
    assert!(judge(&bare).await.is_some(), "undated, and not one known");
    // A date in the future does not make all that follows look old.
    record(&store, &story("https://news.example/future", "A year of many hospitals and councils", 900 * DAY), 80).await;
    assert_eq!(store.held_summary(&source).await.unwrap().newest_published, Some(at(80)));
    let fresh: Vec<Sighting> = (0..40)
        .map(|n| Sighting {
            published: Some(at(60) - TimeDelta::hours(n)),
            ..bare[usize::try_from(n).unwrap()].clone()
        })
        .collect();
    assert_eq!(judge(&fresh).await, None, "new ones");
    assert_eq!(store.held_summary(&name("stranger")).await.unwrap().articles, 0);
});

store_test!(a_comment_is_of_the_page_it_stands_under, |store: Store| async move {
    // A second source's comments stand under another page: they are not taken for the first one's.
    let id = store
        .record_article(&name("paper"), &story("https://news.example/a", TITLE, 0), &pass(&["a"]), at(0))
        .await
        .unwrap()
        .id;
    let wire = story("https://wire.example/a", TITLE, 0);
    let read = CommentsRead { pages: vec![page("w1", &["b"], 0)], complete: true, reached: 0 };
    let other = store.record_article(&name("wire"), &wire, &read, at(1)).await.unwrap();
    assert_eq!((other.id, other.comments_new, other.comments_withdrawn), (id, 0, 0));
    assert_eq!(keys(&store, id).await, ["a"]);
});
