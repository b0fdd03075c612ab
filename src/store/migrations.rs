//! Owns the list of migrations; each has one file an engine, under the same number and name.

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use super::Store;
use super::engine::Engine;

macro_rules! migration {
    ($number:literal, $name:literal, $file:literal) => {
        (
            $number,
            $name,
            include_str!(concat!("../../migrations/sqlite/", $file)),
            include_str!(concat!("../../migrations/postgres/", $file)),
        )
    };
}

/// Number, name, SQLite text, PostgreSQL text. Only ever appended to: a released file never changes.
const MIGRATIONS: &[(i64, &str, &str, &str)] = &[
    migration!(1, "house", "0001_house.sql"),
    migration!(2, "records", "0002_records.sql"),
    migration!(3, "coming_back", "0003_coming_back.sql"),
    migration!(4, "identity", "0004_identity.sql"),
    migration!(5, "health", "0005_health.sql"),
    migration!(6, "hosts", "0006_hosts.sql"),
    migration!(7, "slim", "0007_slim.sql"),
    migration!(8, "hand_over", "0008_hand_over.sql"),
    migration!(9, "moderation", "0009_moderation.sql"),
    migration!(10, "feeds", "0010_feeds.sql"),
];

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
