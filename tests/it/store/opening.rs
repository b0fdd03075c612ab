//! Owns the tests of opening a store: made where it is missing, brought up to date once, and refused in words that
//! name the place, tell what to do, and keep the password.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use postround::store::{Store, StoreUrl};
use tempfile::TempDir;

use super::sample::{found, record};
use crate::harness::store::{Place, empty_place_test};

async fn refusal(url: &str) -> String {
    let url: StoreUrl = url.parse().unwrap();
    match Store::open(&url).await {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error.to_string(),
    }
}

empty_place_test!(opening_twice_changes_nothing, |place: Place| async move {
    let first = place.open().await;
    record(&first, &found("a", "a"), 0).await;
    let migrations = "SELECT count(*) FROM _sqlx_migrations";
    let before = place.number(migrations).await;
    let second = place.open().await;
    assert_eq!(second.count_articles().await.unwrap(), 1);
    first.close().await;
    assert!(first.ping().await.is_err(), "closed is closed");
    second.ping().await.unwrap();
    assert_eq!((place.number(migrations).await, before > 0), (before, true));
});

empty_place_test!(opened_by_several_at_once_it_is_made_once, |place: Place| async move {
    let stores = tokio::join!(place.open(), place.open(), place.open());
    for store in [&stores.0, &stores.1, &stores.2] {
        store.ping().await.unwrap();
    }
    assert_eq!(place.number("SELECT count(*) FROM articles").await, 0);
});

empty_place_test!(a_store_of_a_newer_program_is_refused, |place: Place| async move {
    place.open().await.close().await;
    place.change("UPDATE _sqlx_migrations SET version = version + 1000").await;
    let said = refusal(&place.url()).await;
    assert!(said.starts_with("cannot bring the tables of the store ") && said.contains("100"), "{said}");
});

#[tokio::test]
async fn a_sqlite_store_makes_its_folders() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("var/lib/a store.db");
    let url: StoreUrl = format!("sqlite:{}", file.display()).parse().unwrap();
    Store::open(&url).await.unwrap().ping().await.unwrap();
    assert!(file.is_file());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_was() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("notes.txt");
    let words = "Not a database, but somebody's notes.\n".repeat(200);
    std::fs::write(&file, &words).unwrap();
    let said = refusal(&format!("sqlite:{}", file.display())).await;
    assert!(said.contains("notes.txt") && said.contains("SQLite database"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), words);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let said = refusal(&format!("sqlite:{}/a/b.db", file.display())).await;
    assert!(said.contains("cannot make the folder") && said.contains("file/a"), "{said}");
    let said = refusal(&format!("sqlite:{}", folder.path().display())).await;
    assert!(said.contains(&folder.path().display().to_string()) && said.contains("writable"), "{said}");

    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write wherever it likes.
    if std::fs::write(closed.join("try"), "").is_err() {
        let said = refusal(&format!("sqlite:{}/b.db", closed.display())).await;
        assert!(said.contains("closed/b.db") && said.contains("is the folder writable"), "{said}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named_at_once_without_the_password() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let began = Instant::now();
    let said = refusal(&format!("postgres://round:hunter2@127.0.0.1:{port}/news?application_name=hunter2")).await;
    assert!(said.contains(&format!("postgres://round:***@127.0.0.1:{port}/news")), "{said}");
    assert!(said.contains("refused") && said.contains("is the server running"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let Some(place) = Place::postgres().await else { return };
    let said = refusal(&format!("{}_not", place.url())).await;
    assert!(said.contains("does not exist") && said.contains("_not"), "{said}");
}
