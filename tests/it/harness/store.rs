//! Owns the rule that every store test runs on both engines: one body, two tests.

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
}

/// Makes a `sqlite` and a `postgres` test from one body, which takes the address of a fresh database:
/// `store_test!(counts_articles, |url: String| async move { … });`
macro_rules! store_test {
    ($name:ident, $body:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                let place = $crate::harness::store::Place::sqlite();
                let body = $body;
                body(place.url()).await;
            }

            #[tokio::test]
            async fn postgres() {
                let Some(place) = $crate::harness::store::Place::postgres().await else { return };
                let body = $body;
                body(place.url()).await;
            }
        }
    };
}

pub(crate) use store_test;
