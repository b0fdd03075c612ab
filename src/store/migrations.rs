//! Owns the list of migrations; each has one file an engine, under the same number and name.

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use super::Store;
use super::engine::Engine;

/// Number, name, SQLite text, PostgreSQL text. Only ever appended to: a released file never changes.
const MIGRATIONS: &[(i64, &str, &str, &str)] = &[(
    1,
    "house",
    include_str!("../../migrations/sqlite/0001_house.sql"),
    include_str!("../../migrations/postgres/0001_house.sql"),
)];

/// Brings the tables up to date.
pub(super) async fn run(store: &Store) -> Result<(), MigrateError> {
    match &store.engine {
        Engine::Sqlite { write, .. } => migrator(|entry| entry.2).run(write).await,
        Engine::Postgres { pool, .. } => migrator(|entry| entry.3).run(pool).await,
    }
}

fn migrator(text: impl Fn(&(i64, &str, &'static str, &'static str)) -> &'static str) -> Migrator {
    let migrations = MIGRATIONS
        .iter()
        .map(|entry| {
            let sql = text(entry).into_sql_str();
            Migration::new(entry.0, entry.1.into(), MigrationType::Simple, sql, false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}
