//! Owns the guard against drift of the two migration trees: the same files, and after them the same tables, columns,
//! order, types and nullability. What the engines call differently is in one table.

use std::collections::BTreeMap;
use std::path::Path;

use crate::harness::root;

/// PostgreSQL's name of a type, and what SQLite may call it.
const TYPES: &[(&str, &[&str])] = &[
    ("BIGINT", &["BIGINT", "INTEGER"]),
    ("TEXT", &["TEXT"]),
    ("BOOLEAN", &["BOOLEAN"]),
    ("BYTEA", &["BLOB"]),
    ("DOUBLE PRECISION", &["DOUBLE PRECISION", "REAL"]),
];

#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    name: String,
    kind: String,
    required: bool,
    key: bool,
}

type Tables = BTreeMap<String, Vec<Column>>;

/// A tree's migrations by file name; none where the folder is missing.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let files = files.filter(|(name, _)| Path::new(name).extension().is_some_and(|extension| extension == "sql"));
    files.map(|(name, path)| (name, std::fs::read_to_string(path).expect("a migration is UTF-8"))).collect()
}

/// The tables that stand after these statements.
fn tables(sql: &str) -> Tables {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let sql = lines.collect::<Vec<_>>().join(" ");
    let mut tables = Tables::new();
    for statement in sql.split(';') {
        let words: Vec<_> = statement.split_whitespace().collect();
        let upper: Vec<_> = words.iter().map(|word| word.to_uppercase()).collect();
        match upper.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["CREATE", "TABLE", ..] => {
                let (head, body) = statement.split_once('(').expect("CREATE TABLE has columns");
                let name = last_word(head);
                let body = body.rsplit_once(')').map_or(body, |(body, _)| body);
                tables.insert(name, parts(body).iter().filter_map(|part| column(part)).collect());
            }
            ["ALTER", "TABLE", _, "ADD", "COLUMN", ..] => {
                let added = column(&words[5..].join(" ")).expect("ADD COLUMN names a column");
                tables.entry(plain(words[2])).or_default().push(added);
            }
            ["ALTER", "TABLE", _, "DROP", "COLUMN", _] => {
                let gone = plain(words[5]);
                tables.entry(plain(words[2])).or_default().retain(|column| column.name != gone);
            }
            ["ALTER", "TABLE", _, "RENAME", "TO", _] => {
                let columns = tables.remove(&plain(words[2])).unwrap_or_default();
                tables.insert(plain(words[5]), columns);
            }
            ["DROP", "TABLE", ..] => drop(tables.remove(&plain(words[words.len() - 1]))),
            _ => {}
        }
    }
    tables
}

fn plain(name: &str) -> String {
    name.trim_matches(['"', '`', ' ']).to_lowercase()
}

fn last_word(text: &str) -> String {
    plain(text.split_whitespace().next_back().unwrap_or_default())
}

/// The parts of a list, split at commas that stand in no bracket.
fn parts(list: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    for letter in list.chars() {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        if letter == ',' && depth == 0 {
            parts.push(String::new());
        } else {
            parts.last_mut().expect("there is always a last part").push(letter);
        }
    }
    parts
}

/// One column of a table; nothing for a constraint of the table.
fn column(part: &str) -> Option<Column> {
    let upper = part.split_whitespace().map(str::to_uppercase).collect::<Vec<_>>();
    let first = upper.first()?.split('(').next()?;
    if ["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT", "EXCLUDE"].contains(&first) {
        return None;
    }
    let rest = upper[1..].join(" ");
    let kind = match upper.get(1)?.split('(').next()? {
        "DOUBLE" => "DOUBLE PRECISION",
        "BIGSERIAL" => "BIGINT",
        other => other,
    };
    let key = rest.contains("PRIMARY KEY");
    let required = key || rest.contains("NOT NULL");
    Some(Column { name: plain(part.split_whitespace().next()?), kind: kind.to_owned(), required, key })
}

/// Where two trees differ, each difference as one line.
fn differences(sqlite: &BTreeMap<String, String>, postgres: &BTreeMap<String, String>) -> Vec<String> {
    if !sqlite.keys().eq(postgres.keys()) {
        return vec![format!("the files differ: {:?} and {:?}", sqlite.keys(), postgres.keys())];
    }
    let all = |tree: &BTreeMap<String, String>| tables(&tree.values().cloned().collect::<Vec<_>>().join("\n;\n"));
    let (sqlite, postgres) = (all(sqlite), all(postgres));
    if !sqlite.keys().eq(postgres.keys()) {
        return vec![format!("the tables differ: {:?} and {:?}", sqlite.keys(), postgres.keys())];
    }
    let mut found = Vec::new();
    for (table, ours) in &sqlite {
        let theirs = &postgres[table];
        let names = |columns: &[Column]| columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        if names(ours) != names(theirs) {
            found.push(format!("{table}: columns {:?} and {:?}", names(ours), names(theirs)));
            continue;
        }
        for (ours, theirs) in ours.iter().zip(theirs) {
            found.extend(unlike(ours, theirs).map(|why| format!("{table}.{}: {why}", ours.name)));
        }
    }
    found
}

fn unlike(sqlite: &Column, postgres: &Column) -> Option<String> {
    let Some((_, allowed)) = TYPES.iter().find(|(kind, _)| *kind == postgres.kind) else {
        return Some(format!("PostgreSQL's {} is no type both engines know", postgres.kind));
    };
    // INTEGER is SQLite's row id and nothing else: elsewhere both trees say BIGINT.
    if !allowed.contains(&sqlite.kind.as_str()) || (sqlite.kind == "INTEGER" && !sqlite.key) {
        return Some(format!("SQLite's {} for PostgreSQL's {}", sqlite.kind, postgres.kind));
    }
    (sqlite.required != postgres.required).then(|| "NOT NULL in one tree only".to_owned())
}

#[test]
fn both_migration_trees_make_the_same_store() {
    let folder = root().join("migrations");
    let found = differences(&tree(&folder.join("sqlite")), &tree(&folder.join("postgres")));
    assert!(found.is_empty(), "migrations/sqlite and migrations/postgres have drifted:\n{}", found.join("\n"));
}

#[test]
fn drift_is_caught() {
    let one = |sql: &str| BTreeMap::from([("0001_first.sql".to_owned(), sql.to_owned())]);
    let postgres =
        one("-- why\nCREATE TABLE IF NOT EXISTS articles (id BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY, \
                        uid TEXT NOT NULL UNIQUE, hidden BOOLEAN NOT NULL DEFAULT FALSE, UNIQUE (uid, id));\n\
                        ALTER TABLE articles ADD COLUMN seen_at BIGINT;");
    for (sqlite, drifted) in [
        (
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, uid TEXT NOT NULL, hidden BOOLEAN NOT NULL, seen_at BIGINT)",
            false,
        ),
        (
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, hidden BOOLEAN NOT NULL, uid TEXT NOT NULL, seen_at BIGINT)",
            true,
        ),
        ("CREATE TABLE articles (id INTEGER PRIMARY KEY, uid TEXT, hidden BOOLEAN NOT NULL, seen_at BIGINT)", true),
        (
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, uid TEXT NOT NULL, hidden BOOLEAN NOT NULL, seen_at INTEGER)",
            true,
        ),
        (
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, uid TEXT NOT NULL, hidden TEXT NOT NULL, seen_at BIGINT)",
            true,
        ),
        (
            "CREATE TABLE article (id INTEGER PRIMARY KEY, uid TEXT NOT NULL, hidden BOOLEAN NOT NULL, seen_at BIGINT)",
            true,
        ),
    ] {
        let found = differences(&one(sqlite), &postgres);
        assert_eq!(!found.is_empty(), drifted, "{sqlite}: {found:?}");
    }
    assert_eq!(differences(&BTreeMap::new(), &postgres).len(), 1);
}
