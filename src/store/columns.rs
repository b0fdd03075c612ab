//! Owns how rows are read on both engines, and how times and lists of words are kept in columns.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

/// Places in one statement; what needs more takes several. A run of 64 new articles of 21 columns goes into one.
pub(super) const MOST_PLACES: usize = 1344;

/// How the places of a long list are written. PostgreSQL wants them numbered. SQLite counts plain ones itself; one with a
/// number it finds by walking over all before it, so that a statement of a thousand would take longer than many short ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// `$1, $2`.
    Numbered,
    /// `?, ?`: all places of such a statement are plain.
    Plain,
}

/// Declares a row type and reads it by column name from either engine.
macro_rules! row {
    ($(#[$attribute:meta])* $visible:vis $name:ident { $($field:ident : $kind:ty),* $(,)? }) => {
        $(#[$attribute])*
        $visible struct $name { $($visible $field: $kind),* }

        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $($kind: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>),*
        {
            fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: row.try_get(stringify!($field))?),* })
            }
        }
    };
}

/// Runs one body, type-checked against both pools, for reading.
macro_rules! reading {
    ($store:expr, $pool:ident => $body:expr) => {
        match &$store.engine {
            crate::store::engine::Engine::Sqlite { read: $pool, .. } => $body,
            crate::store::engine::Engine::Postgres { pool: $pool, .. } => $body,
        }
    };
}

/// Runs one body, type-checked against both pools, for one writing statement.
macro_rules! writing {
    ($store:expr, $pool:ident => $body:expr) => {
        match &$store.engine {
            crate::store::engine::Engine::Sqlite { write: $pool, .. } => $body,
            crate::store::engine::Engine::Postgres { pool: $pool, .. } => $body,
        }
    };
}

/// Runs one body, type-checked against both engines, inside a [`Tx`](super::engine::Tx); the body gets a connection.
macro_rules! within {
    ($tx:expr, $connection:ident => $body:expr) => {
        match &mut *$tx {
            crate::store::engine::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            crate::store::engine::Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
        }
    };
}

pub(super) use {reading, row, within, writing};

/// Milliseconds since 1970 UTC.
pub(super) fn ms(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

/// The time of a column; one out of range, which no code here writes, reads as 1970.
pub(super) fn time(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

/// A list of words as a JSON array.
pub(super) fn list(words: &[String]) -> String {
    serde_json::Value::from(words).to_string()
}

/// The words of a JSON array.
pub(super) fn words(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// `($1, $2), ($3, $4)`: the places of so many rows of so many columns.
pub(super) fn rows(marks: Marks, rows: usize, columns: usize) -> String {
    let mut out = String::with_capacity(rows * (columns + 1) * "$123, ".len());
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ", (" });
        match marks {
            Marks::Numbered => write_places(&mut out, row * columns + 1, columns),
            Marks::Plain => write_plain(&mut out, columns),
        }
        out.push(')');
    }
    out
}

/// `$1, $2`: the places of a list that is all its statement asks with.
pub(super) fn list_of(marks: Marks, many: usize) -> String {
    match marks {
        Marks::Numbered => places(1, many),
        Marks::Plain => {
            let mut out = String::with_capacity(many * "?, ".len());
            write_plain(&mut out, many);
            out
        }
    }
}

fn write_plain(out: &mut String, many: usize) {
    for place in 0..many {
        out.push_str(if place == 0 { "?" } else { ", ?" });
    }
}

/// `$3, $4, $5`: so many places from the first on.
pub(super) fn places(first: usize, many: usize) -> String {
    let mut out = String::with_capacity(many * "$123, ".len());
    write_places(&mut out, first, many);
    out
}

fn write_places(out: &mut String, first: usize, many: usize) {
    for place in first..first + many {
        // Writing into a String cannot fail.
        let _ = write!(out, "{}${place}", if place == first { "" } else { ", " });
    }
}

/// How many rows of so many columns go in one statement.
pub(super) const fn batch(columns: usize) -> usize {
    MOST_PLACES / columns
}

/// How many places a list of so many has: one of few sizes, so that few statements have to be prepared. The rest of the
/// places repeat the last of the list.
pub(super) fn roomy(many: usize) -> usize {
    many.next_power_of_two().max(4)
}

/// A list of so many as [`roomy`] has places for it.
pub(super) fn padded<T>(list: &[T]) -> impl Iterator<Item = &T> {
    list.iter().chain(list.last().into_iter().cycle()).take(if list.is_empty() { 0 } else { roomy(list.len()) })
}

/// A count as a column holds it.
pub(super) fn count(column: i64) -> u32 {
    u32::try_from(column).unwrap_or(if column < 0 { 0 } else { u32::MAX })
}

/// `|a|b|`: with `replace($1, '|' || x || '|', '') <> $1` both engines can ask whether `x` is in the list; empty: any.
pub(super) fn any_of<S: AsRef<str>>(words: &[S]) -> String {
    if words.is_empty() {
        return String::new();
    }
    let mut out = String::from("|");
    for word in words {
        out.push_str(&fold(word.as_ref()));
        // Doubled, so that neighbours do not share their bar.
        out.push_str("||");
    }
    out
}

/// The form in which two spellings of a topic are the same.
pub(super) fn fold(word: &str) -> String {
    word.trim().to_lowercase().replace('|', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_survive_a_column() {
        let names = vec!["Jo \"Q\" Example".to_owned(), "É, Ü".to_owned()];
        assert_eq!(words(&list(&names)), names);
        assert_eq!(words("broken"), Vec::<String>::new());
        assert_eq!(any_of::<&str>(&[]), "");
        assert_eq!(any_of(&["Work Force", "a|b"]), "|work force||a b||");
    }

    #[test]
    fn places_are_numbered_through() {
        assert_eq!(rows(Marks::Numbered, 2, 2), "($1, $2), ($3, $4)");
        assert_eq!(rows(Marks::Plain, 2, 2), "(?, ?), (?, ?)");
        assert_eq!((list_of(Marks::Numbered, 2), list_of(Marks::Plain, 2)), ("$1, $2".to_owned(), "?, ?".to_owned()));
        assert_eq!(places(3, 3), "$3, $4, $5");
        assert_eq!(padded(&[1, 2, 3]).collect::<Vec<_>>(), [&1, &2, &3, &3]);
        assert_eq!(padded(&[0; 5]).count(), roomy(5));
        assert_eq!(padded::<u8>(&[]).count(), 0);
    }
}
