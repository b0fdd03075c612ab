//! Owns the rule that every store test runs on both engines: one body, two tests.

use postround::store::Store;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::postgres::Database;
use super::scratch;

/// The file of a store that was opened and closed, and holds nothing.
static MADE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// A database of one engine that no other test sees; it goes when this is dropped.
#[derive(Debug)]
pub(crate) enum Place {
    Sqlite(TempDir),
    Postgres(Database),
}

impl Place {
    /// A file that does not exist yet.
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(scratch::folder())
    }

    /// A file that holds the tables, and nothing in them.
    pub(crate) async fn sqlite_with_tables() -> Self {
        let place = Self::sqlite();
        let made = MADE.get_or_init(|| async {
            place.open().await.close().await;
            std::fs::read(place.file()).expect("a closed store is one file")
        });
        std::fs::write(place.file(), made.await).expect("the temporary folder is writable");
        place
    }

    /// An empty database on the throwaway server; nothing where PostgreSQL is missing and may be.
    pub(crate) async fn postgres() -> Option<Self> {
        Database::fresh().await.map(Self::Postgres)
    }

    /// The same with the tables, and nothing in them.
    pub(crate) async fn postgres_with_tables() -> Option<Self> {
        Database::with_tables().await.map(Self::Postgres)
    }

    fn file(&self) -> std::path::PathBuf {
        let Self::Sqlite(folder) = self else { panic!("a database on a server is no file") };
        folder.path().join("postround.db")
    }

    /// The address, as it stands in a config file.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(_) => format!("sqlite:{}", self.file().display()),
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

/// Makes a `sqlite` and a `postgres` test from one body, which takes the [`Place`] of a database with the tables, and
/// nothing in them: `place_test!(survives_a_restart, |place: Place| async move { … });`
macro_rules! place_test {
    ($name:ident, $body:expr) => {
        $crate::harness::store::on_both!(
            $name,
            $crate::harness::store::Place::sqlite_with_tables(),
            $crate::harness::store::Place::postgres_with_tables(),
            $body
        );
    };
}

/// The same on a database without tables, for the tests of how a store is made.
macro_rules! empty_place_test {
    ($name:ident, $body:expr) => {
        $crate::harness::store::on_both!(
            $name,
            std::future::ready($crate::harness::store::Place::sqlite()),
            $crate::harness::store::Place::postgres(),
            $body
        );
    };
}

/// What is under those two.
macro_rules! on_both {
    ($name:ident, $sqlite:expr, $postgres:expr, $body:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                let body = $body;
                body($sqlite.await).await;
            }

            #[tokio::test]
            async fn postgres() {
                let Some(place) = $postgres.await else { return };
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

pub(crate) use {empty_place_test, on_both, place_test, store_test};
