//! Owns the test of an upgrade: a database of the first release, with what it held, is brought up to date and read.

use postround::domain::Sighting;
use postround::store::{ArticleFilter, Change};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqlSafeStr as _, SqliteConnection};

use super::sample::{at, found, keys, name, pass, record};
use crate::harness::root;
use crate::harness::store::{Place, place_test};

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

/// Makes the database as the first release made it.
async fn first_release(place: &Place) {
    let engine = if matches!(place, Place::Sqlite(_)) { "sqlite" } else { "postgres" };
    let text = std::fs::read_to_string(root().join("migrations").join(engine).join("0001_house.sql")).unwrap();
    let house = AssertSqlSafe(text).into_sql_str();
    let migrator =
        Migrator::with_migrations(vec![Migration::new(1, "house".into(), MigrationType::Simple, house, false)]);
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
    place.change(HELD).await;
}

place_test!(a_database_of_the_first_release_is_brought_up_to_date_with_all_it_held, |place: Place| async move {
    first_release(&place).await;
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
