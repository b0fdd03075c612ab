//! Owns the tests of recording whole feeds: in one go as one by one, and what makes a revision.

use postround::domain::{Article, Correction, FoundArticle, FoundComment};
use postround::store::{ArticleFilter, Change, CommentsRead, PageOfComments, Recorded, Store};
use url::Url;

use super::sample::{Dice, at, comment, found, held, name, record};
use crate::harness::store::{Place, place_test, store_test};

type Reading = (FoundArticle, CommentsRead);

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

/// Readings of few articles under many guises: the same again, moved, edited, with and without dates and comments.
fn readings(dice: &mut Dice, many: u32) -> Vec<Reading> {
    let one = |_| {
        let story = dice.below(12);
        let guise = dice.below(9);
        let title = format!("The board of hospital {story} rejects the offer");
        let path = match guise {
            0 => format!("https://www.news.example/story/{story}/?utm_source=feed"),
            1 => format!("https://news.example/moved/{story}?b=2&a=1"),
            2 => format!("https://new.example/news/{}.article", 20_012_340 + story),
            3 => format!("https://new.example/{}.article?x=1", 20_012_340 + story),
            _ => format!("https://news.example/story/{story}"),
        };
        let text = match dice.below(4) {
            0 => format!("What the board {story} said."),
            1 => format!("What the board {story} said, today."),
            _ => format!("What “the board” {story} said."),
        };
        let said = FoundArticle {
            seen_at: if guise == 4 {
                vec![url(&format!("https://news.example/moved/{story}?a=1&b=2"))]
            } else {
                vec![]
            },
            published: (dice.below(3) > 0).then(|| at(i64::from(story) * 600)),
            topics: (0..dice.below(3)).map(|topic| format!("Topic {topic}")).collect(),
            comments_stated: (dice.below(2) > 0).then(|| dice.below(4)),
            html: format!("<p>{text}</p>"),
            text,
            ..FoundArticle::new(url(&path), title)
        };
        let keys = dice.below(4);
        let comments: Vec<FoundComment> = (0..keys).map(|n| comment(&format!("{story}-{n}"), n)).collect();
        let page = PageOfComments { page: "p".into(), comments: Some(comments) };
        (said, CommentsRead { pages: vec![page], complete: dice.below(2) > 0, reached: 0 })
    };
    (0..many).map(one).collect()
}

async fn everything(place: &Place, store: &Store) -> (Vec<Article>, Vec<Vec<FoundComment>>, Vec<i64>) {
    let mut articles = store.articles_latest(&ArticleFilter::default(), 1000).await.unwrap();
    articles.sort_by_key(|article| article.id);
    let mut comments = Vec::new();
    for article in &mut articles {
        article.uid.clear();
        comments.push(store.comments_under(article.id).await.unwrap().into_iter().map(|c| c.said).collect());
    }
    let mut counts = Vec::new();
    for table in ["aliases", "revisions", "article_topics", "article_sources", "comment_revisions"] {
        counts.push(place.number(&format!("SELECT count(*) FROM {table}")).await);
    }
    counts.push(place.number("SELECT CAST(sum(article_id * length(alias)) AS BIGINT) FROM aliases").await);
    (articles, comments, counts)
}

/// Records the same rounds in one go each, and one by one; everything comes out alike.
async fn agree(whole: Place, single: Place, seed: u64) {
    let (batch, alone) = (whole.open().await, single.open().await);
    let mut dice = Dice(seed);
    for round in 0..4 {
        let many = 1 + dice.below(90);
        let readings = readings(&mut dice, many);
        let source = name(if dice.below(3) == 0 { "wire" } else { "paper" });
        let distinct: Vec<Url> = readings.iter().map(|(found, _)| found.url.clone()).collect();
        let now = at(round * 10);
        let together = batch.record_articles(&source, &readings, &[], now).await.unwrap();
        let mut one_by_one: Vec<Recorded> = Vec::new();
        for (found, read) in &readings {
            one_by_one.push(alone.record_article_among(&source, found, read, &distinct, now).await.unwrap());
        }
        assert_eq!(together, one_by_one, "seed {seed}, round {round}");
        assert_eq!(everything(&whole, &batch).await, everything(&single, &alone).await, "seed {seed}, round {round}");
    }
    batch.close().await;
    alone.close().await;
}

#[tokio::test]
async fn recorded_in_one_go_or_one_by_one_comes_to_the_same_on_sqlite() {
    for seed in 0..5 {
        agree(Place::sqlite(), Place::sqlite(), seed).await;
    }
}

#[tokio::test]
async fn recorded_in_one_go_or_one_by_one_comes_to_the_same_on_postgres() {
    for seed in 5..7 {
        let (Some(whole), Some(single)) = (Place::postgres().await, Place::postgres().await) else { return };
        agree(whole, single, seed).await;
    }
}

place_test!(a_feed_is_recorded_in_order_and_unchanged_writes_nothing, |place: Place| async move {
    let store = place.open().await;
    let source = name("paper");
    let feed: Vec<Reading> =
        (0..150).map(|n| (found(&format!("a{n}"), &format!("Story {n}")), CommentsRead::default())).collect();
    let first = store.record_articles(&source, &feed, &[], at(0)).await.unwrap();
    assert!(first.iter().all(|recorded| recorded.change == Change::New));
    for (n, recorded) in (0..).zip(&first) {
        if n % 40 == 0 {
            assert_eq!(held(&store, recorded.id).await.said, feed[n].0);
        }
    }
    // Nothing is written for what is as it was: a trap on every table would be sprung.
    if let Place::Sqlite(_) = place {
        for table in ["articles", "revisions", "article_topics", "article_sources", "aliases"] {
            for verb in ["INSERT", "UPDATE", "DELETE"] {
                let trap = format!(
                    "CREATE TRIGGER trap_{table}_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'written'); END"
                );
                place.change(&trap).await;
            }
        }
    }
    let again = store.record_articles(&source, &feed, &[], at(9)).await.unwrap();
    assert!(again.iter().zip(&first).all(|(again, first)| again.change == Change::Same && again.id == first.id));
    assert_eq!(store.record_articles(&source, &[], &[], at(9)).await.unwrap(), []);
});

store_test!(one_article_twice_in_a_feed_is_one, |store: Store| async move {
    let plain = |text: &str| FoundArticle { text: text.into(), ..found("a", "One") };
    let dressed = FoundArticle { url: url("http://www.news.example/a/?utm_medium=feed"), ..plain("First words.") };
    let elsewhere = FoundArticle {
        url: url("https://news.example/b"),
        seen_at: vec![url("https://news.example/a")],
        ..plain("Last words.")
    };
    let feed = [plain("First words."), dressed, plain("Second words."), elsewhere, found("c", "Other")];
    let feed: Vec<Reading> = feed.into_iter().map(|found| (found, CommentsRead::default())).collect();
    let recorded = store.record_articles(&name("paper"), &feed, &[], at(0)).await.unwrap();
    let changes: Vec<Change> = recorded.iter().map(|recorded| recorded.change).collect();
    assert_eq!(changes, [Change::New, Change::Same, Change::Revised, Change::Revised, Change::New]);
    assert!(recorded[..4].iter().all(|each| each.id == recorded[0].id) && recorded[4].id != recorded[0].id);
    let article = held(&store, recorded[0].id).await;
    assert_eq!((article.revision, article.said.url.as_str()), (3, "https://news.example/b"));
    assert_eq!(store.count_articles().await.unwrap(), 2);
});

place_test!(cosmetic_edits_mend_the_words_in_place, |place: Place| async move {
    let store = place.open().await;
    let text = |text: &str| FoundArticle { text: text.into(), html: format!("<p>{text}</p>"), ..found("a", "Title") };
    let first = text("The comittee paid 1.5m to the hospital.");
    let id = record(&store, &first, 0).await.id;
    let notice = |words: &str| Some(Correction { text: words.into(), at: None });
    let corrected = |words: &str| FoundArticle { correction: notice(words), ..text("The committee paid 15m.") };
    let cases = [
        ("a letter mended", Change::Same, text("The committee paid 1.5m to the hospital.")),
        ("marks", Change::Same, text("The committee paid 1.5m, to the Hospital!")),
        ("read more", Change::Same, text("The committee paid 1.5m, to the Hospital! Read more")),
        ("a number", Change::Revised, text("The committee paid 15m, to the Hospital!")),
        ("words", Change::Revised, text("The committee paid 15m.")),
        ("a notice", Change::Revised, corrected("This was amended at 11:45.")),
        ("its marks", Change::Same, corrected("This was amended at 11:45")),
        ("its words", Change::Revised, corrected("This was amendde at 11:45")),
        (
            "the headline's marks",
            Change::Same,
            FoundArticle { title: "“title”".into(), ..corrected("This was amendde at 11:45") },
        ),
    ];
    let (mut revision, mut changed) = (1, at(0));
    for (minute, (what, change, said)) in (1..).zip(cases) {
        assert_eq!(record(&store, &said, minute).await.change, change, "{what}");
        if change == Change::Revised {
            (revision, changed) = (revision + 1, at(minute));
        }
        let article = held(&store, id).await;
        assert_eq!((article.revision, article.changed), (revision, changed), "{what}");
        assert_eq!(article.said, said, "{what}");
    }
    // The whole history is kept.
    assert_eq!(place.number("SELECT count(*) FROM revisions").await, 5);
    assert_eq!(place.number("SELECT count(*) FROM revisions WHERE number = 1 AND text LIKE '%Read more'").await, 1);
});

place_test!(what_an_older_version_recorded_is_recognised, |place: Place| async move {
    let store = place.open().await;
    let said = FoundArticle { url: url("https://m.news.example/a?b=2&a=1"), ..found("a", "Title") };
    let id = record(&store, &said, 0).await.id;
    // As version 0.1.0 left it: its own spelling of the alias, its own digest of the words, none of the rest.
    place.change("DELETE FROM aliases").await;
    place.change(&format!("INSERT INTO aliases VALUES ('u:m.news.example/a?b=2&a=1', {})", id.0)).await;
    place.change("UPDATE articles SET words = 'old', reading = ''").await;
    assert_eq!(store.article_at(&said.url).await.unwrap(), Some(id));
    let again = record(&store, &said, 1).await;
    assert_eq!((again.id, again.change), (id, Change::Same));
    let moved = url("http://news.example/a?a=1&b=2");
    assert_eq!(store.article_at(&moved).await.unwrap(), Some(id), "its aliases are written anew");
});
