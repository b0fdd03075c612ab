//! Owns the tests of upgrades: a database of an earlier release, with what it held, is brought up to date and read.

use postround::domain::Sighting;
use postround::store::{ArticleFilter, Change};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqlSafeStr as _, SqliteConnection};

use super::sample::{at, found, keys, name, pass, record};
use crate::harness::root;
use crate::harness::store::{Place, empty_place_test};

/// What version 0.1.0 wrote of one source, one article with two comments, and the page it was read from.
const HELD: &str = "
INSERT INTO sources (name, first_seen_at, last_try_at, last_ok_at, failures, problem)
    VALUES ('paper', 1767225600000, 1767225600000, 1767225600000, 0, '');
INSERT INTO rounds (source, started_at, finished_at, problem, notes, articles_new, articles_changed, articles_same,
    articles_failed, comments_new, comments_withdrawn, comments_short, requests, not_modified, bytes)
    VALUES ('paper', 1767225600000, 1767225600000, '', '[]', 1, 0, 0, 0, 2, 0, 0, 2, 0, 900);
INSERT INTO pages (url, source, etag, last_modified, rules, asks, read_at)
    VALUES ('https://news.example/a', 'paper', '\"1\"', NULL, 'page 1', '[]', 1767225600000);
INSERT INTO articles (id, uid, source, url, title, authors, published_at, updated_at, image_url, image_alt, language,
    revision, words, first_seen_at, changed_at, sort_at, comments_stated, gone_at, withdrawn_at)
    VALUES (1, 'urn:uuid:7d444840-9dc0-11d1-b245-5ffdce74fad2', 'paper', 'https://news.example/a/', 'Clinic a opens',
    '[\"Jo Reed\"]', 1767225600000, NULL, NULL, NULL, 'en', 1, 'of an older make', 1767225600000, 1767225600000,
    1767225600000, 2, NULL, NULL);
INSERT INTO aliases (alias, article_id) VALUES ('u:news.example/a', 1);
INSERT INTO revisions (article_id, number, seen_at, title, lead, html, text, correction_text, correction_at)
    VALUES (1, 1, 1767225600000, 'Clinic a opens', NULL, '<p>The words of Clinic a opens.</p>',
    'The words of Clinic a opens.', NULL, NULL);
INSERT INTO comments (uid, article_id, key, author, role, posted_at, text, html, votes, parent, position, page,
    first_seen_at, withdrawn_at) VALUES
    ('urn:uuid:1', 1, 'k1', 'Anonymous', NULL, NULL, 'What k1 says.', '<p>What k1 says.</p>', NULL, NULL, 0, 'p1',
     1767225600000, NULL),
    ('urn:uuid:2', 1, 'k2', 'Anonymous', NULL, NULL, 'What k2 says.', '<p>What k2 says.</p>', NULL, NULL, 1, 'p1',
     1767225600000, NULL);
";

/// The files of the last release before feeds had numbers.
const BEFORE_NUMBERS: [&str; 9] = [
    "0001_house.sql",
    "0002_records.sql",
    "0003_coming_back.sql",
    "0004_identity.sql",
    "0005_health.sql",
    "0006_hosts.sql",
    "0007_slim.sql",
    "0008_hand_over.sql",
    "0009_moderation.sql",
];

/// What such a release wrote of its feeds.
const FEEDS: &str = "
INSERT INTO feeds (name, uid, defined_at, entries, published_at, problem) VALUES
    ('pay', 'urn:uuid:b', 1767225600000, 4, 1767225600000, ''),
    ('all', 'urn:uuid:a', 1767225600000, 9, 1767225600000, ''),
    ('training', 'urn:uuid:c', 1767225600000, 0, NULL, 'no entry');
";

/// Makes the database as a release with these files made it, and puts something into it.
async fn release(place: &Place, files: &[&str], held: &str) {
    let folder = root().join("migrations").join(if matches!(place, Place::Sqlite(_)) { "sqlite" } else { "postgres" });
    let migration = |(number, file): (i64, &&str)| {
        let (_, name) = file.trim_end_matches(".sql").split_once('_').unwrap();
        let text = AssertSqlSafe(std::fs::read_to_string(folder.join(file)).unwrap()).into_sql_str();
        Migration::new(number, name.to_owned().into(), MigrationType::Simple, text, false)
    };
    let migrator = Migrator::with_migrations((1..).zip(files).map(migration).collect());
    match place {
        Place::Sqlite(_) => {
            let mut connection = SqliteConnection::connect(&format!("{}?mode=rwc", place.url())).await.unwrap();
            migrator.run(&mut connection).await.unwrap();
        }
        Place::Postgres(_) => {
            let mut connection = PgConnection::connect(&place.url()).await.unwrap();
            migrator.run(&mut connection).await.unwrap();
        }
    }
    place.change(held).await;
}

empty_place_test!(a_database_of_the_first_release_is_brought_up_to_date_with_all_it_held, |place: Place| async move {
    release(&place, &BEFORE_NUMBERS[..1], HELD).await;
    let store = place.open().await;
    let (source, article) = (name("paper"), found("a", "Clinic a opens"));
    let held = store.articles_latest(&ArticleFilter::default(), 9).await.unwrap();
    assert_eq!((held.len(), held[0].uid.as_str()), (1, "urn:uuid:7d444840-9dc0-11d1-b245-5ffdce74fad2"));
    assert_eq!((held[0].said.title.as_str(), held[0].said.authors.len()), ("Clinic a opens", 1));
    let id = held[0].id;
    assert_eq!(keys(&store, id).await, ["k1", "k2"]);
    assert_eq!(store.article_at(&article.url).await.unwrap(), Some(id));
    assert_eq!(store.unknown_among(&[Sighting::from(&article)]).await.unwrap(), [false]);
    assert_eq!(store.held_summary(&source).await.unwrap().articles, 1, "its source is known to tell it");
    let standing = store.standing(&source).await.unwrap();
    assert_eq!((standing.last_try, standing.held_until, standing.stopped), (Some(at(0)), None, None));
    let memo = store.page(&source, "https://news.example/a").await.unwrap().unwrap();
    assert_eq!((memo.etag.as_deref(), memo.failures, memo.moved_to), (Some("\"1\""), 0, None));
    let look = store.looks(&source, &[&article.url]).await.unwrap().remove(0).unwrap();
    assert_eq!((look.id, look.own, look.told, look.looked, look.held), (id, true, true, None, 2));
    // What is read now is the article that is held, and says nothing new.
    let again = record(&store, &article, 1).await;
    assert_eq!((again.id, again.change), (id, Change::Same));
    let read = pass(&["k1", "k2", "k3"]);
    let recorded = store.record_comments(&source, id, &read, at(2)).await.unwrap();
    assert_eq!((recorded.comments_new, recorded.comments_withdrawn), (1, 0));
    assert_eq!(store.articles_latest(&ArticleFilter::default(), 9).await.unwrap().len(), 1);
    store.close().await;
});

empty_place_test!(feeds_of_a_release_without_numbers_get_theirs_and_keep_their_ids, |place: Place| async move {
    release(&place, &BEFORE_NUMBERS, &format!("{HELD}{FEEDS}")).await;
    let store = place.open().await;
    let feeds = store.feeds().await.unwrap();
    let told: Vec<_> = feeds.iter().map(|feed| (feed.name.as_str(), feed.uid.as_str(), feed.number)).collect();
    assert_eq!(told, [("all", "urn:uuid:a", 1), ("pay", "urn:uuid:b", 2), ("training", "urn:uuid:c", 3)]);
    assert!(feeds.iter().all(|feed| feed.about.is_empty()));
    assert_eq!((feeds[1].entries, feeds[1].published, feeds[2].problem.as_str()), (4, Some(at(0)), "no entry"));
    assert_eq!(store.feed("sources/paper", "paper", at(1)).await.unwrap().number, 4);
    // All that is held is new to a folder that remembers nothing.
    assert_eq!((store.last_touch().await.unwrap(), store.touched_since(0).await.unwrap().len()), (1, 1));
    store.close().await;
});
