//! Owns the rule that every store test runs on both engines: one body, two tests.

use postround::store::Store;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use tempfile::TempDir;

use super::postgres::Database;

/// A new, empty database of one engine; it goes when this is dropped.
#[derive(Debug)]
pub(crate) enum Place {
    Sqlite(TempDir),
    Postgres(Database),
}

impl Place {
    /// A file that does not exist yet.
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(TempDir::new().expect("the temporary folder is writable"))
    }

    /// A database on the throwaway server; nothing where PostgreSQL is missing and may be.
    pub(crate) async fn postgres() -> Option<Self> {
        Database::fresh().await.map(Self::Postgres)
    }

    /// The address, as it stands in a config file.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("postround.db").display()),
            Self::Postgres(database) => database.url().to_owned(),
        }
    }

    /// The store that is kept here; as often as wanted, as after a restart or from another machine.
    pub(crate) async fn open(&self) -> Store {
        let url = self.url().parse().expect("a place has an address");
        Store::open(&url).await.expect("a fresh store opens")
    }

    /// Changes what the store holds behind its back.
    pub(crate) async fn change(&self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        let done = match self {
            Self::Sqlite(_) => {
                let mut connection = SqliteConnection::connect(&self.url()).await.expect("the file is there");
                sqlx::raw_sql(statement).execute(&mut connection).await.map(|_| ())
            }
            Self::Postgres(_) => {
                let mut connection = PgConnection::connect(&self.url()).await.expect("the server answers");
                sqlx::raw_sql(statement).execute(&mut connection).await.map(|_| ())
            }
        };
        done.expect("the statement is in order");
    }

    /// Asks for one number behind the store's back.
    pub(crate) async fn number(&self, question: &str) -> i64 {
        let question = AssertSqlSafe(question.to_owned());
        let answer = match self {
            Self::Sqlite(_) => {
                let mut connection = SqliteConnection::connect(&self.url()).await.expect("the file is there");
                sqlx::query_scalar(question).fetch_one(&mut connection).await
            }
            Self::Postgres(_) => {
                let mut connection = PgConnection::connect(&self.url()).await.expect("the server answers");
                sqlx::query_scalar(question).fetch_one(&mut connection).await
            }
        };
        answer.expect("the question is in order")
    }
}

/// Makes a `sqlite` and a `postgres` test from one body, which takes the [`Place`] of a fresh database:
/// `place_test!(survives_a_restart, |place: Place| async move { … });`
macro_rules! place_test {
    ($name:ident, $body:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                let body = $body;
                body($crate::harness::store::Place::sqlite()).await;
            }

            #[tokio::test]
            async fn postgres() {
                let Some(place) = $crate::harness::store::Place::postgres().await else { return };
                let body = $body;
                body(place).await;
            }
        }
    };
}

/// Makes a `sqlite` and a `postgres` test from one body, which takes a fresh store:
/// `store_test!(counts_articles, |store: Store| async move { … });`
macro_rules! store_test {
    ($name:ident, $body:expr) => {
        $crate::harness::store::place_test!($name, |place: $crate::harness::store::Place| async move {
            let store = place.open().await;
            let body = $body;
            body(store.clone()).await;
            store.close().await;
        });
    };
}

pub(crate) use {place_test, store_test};
