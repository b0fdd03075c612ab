//! Owns the direction of the house: which part may use which, and which outside crate stays in which part.
//!
//! The tables below are the rule; the design's picture is drawn from them. Only paths from `crate::`, `super::` and
//! the crate's own name are read, which is how one part names another.

use crate::harness::source::{code_of, module_of, paths_of, sources};

/// From the top down; a part uses any part of a row below its own. The last row may be used by all.
const ROWS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["daemon"],
    &["press"],
    &["app"],
    &["config"],
    &["gather", "publish", "compose", "deliver", "subscribe", "web"],
    &["render", "rank", "net", "store", "schedule"],
    &["domain", "problem", "clock", "progress", "stop"],
];

/// Arrows within a row. `web` serves what `publish` wrote, and hands forms to `subscribe`.
const ARROWS: &[(&str, &str)] = &[("web", "publish"), ("web", "subscribe")];

/// Where a part sees only some modules of a part below: config builds each flow's options and starts nothing.
const ONLY: &[(&str, &str, &[&str])] = &[
    ("config", "gather", &["options"]),
    ("config", "publish", &["options"]),
    ("config", "compose", &["options"]),
    ("config", "deliver", &["options"]),
    ("config", "subscribe", &["options"]),
    ("config", "web", &["options"]),
    ("config", "net", &["options"]),
    ("config", "store", &["options", "url", "StoreUrl"]),
];

/// Outside crates and the parts they may be named in.
const CRATES: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("reqwest", &["net"]),
    ("lettre", &["deliver"]),
    ("axum", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("tokio_cron_scheduler", &["schedule"]),
];

/// Ways of asking for the time, which only `clock` does. A monotonic `Instant` tells no time, and is free.
const NOW: &[&str] = &["Utc::now", "SystemTime::now", "Local::now"];

/// Terms a parent defines for its children, and why they may name it: module, then items.
const TERMS: &[(&str, &[&str])] = &[
    // The pure contract of ranking: what goes in, what comes out, what can be tuned.
    ("rank", &["rank", "rank_in", "Ranking", "RankOptions", "Thread", "Ranked", "Quote"]),
    // The two pools; each child adds its questions to them.
    ("store", &["Store"]),
];

/// Every breach in a tree of files, each as one line.
fn breaches(files: &[(String, String)]) -> Vec<String> {
    let code: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), code_of(text))).collect();
    let mut found = Vec::new();
    for (name, text) in &code {
        if *name == "lib.rs" {
            continue;
        }
        let module = module_of(name);
        for named in paths_of(name, text) {
            let wrong = wrong_arrow(&module[0], &named.path).or_else(|| upward(&module, &named.path, &code));
            found.extend(wrong.map(|why| format!("src/{name}:{}: {why}", named.line)));
        }
        found.extend(strangers(name, &module[0], text));
    }
    found
}

fn row(part: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&part))
}

fn wrong_arrow(from: &str, path: &[String]) -> Option<String> {
    let to = path.first()?;
    let Some(from_row) = row(from) else {
        return Some(format!("`{from}` has no place in the table of tests/it/layers.rs"));
    };
    let Some(to_row) = row(to) else {
        // An item re-exported at the root hides which part it is from.
        return Some(format!("`{to}` is no part of the house: name items by the part that owns them"));
    };
    if from == to {
        return None;
    }
    if from_row >= to_row && !ARROWS.contains(&(from, to)) {
        return Some(format!("`{from}` may not use `{to}`"));
    }
    let (_, _, allowed) = ONLY.iter().find(|(user, used, _)| *user == from && used == to)?;
    let inner = path.get(1).map_or("", String::as_str);
    (!allowed.contains(&inner)).then(|| format!("`{from}` may use only {allowed:?} of `{to}`, not `{inner}`"))
}

/// A child that uses what its parent's own file defines: the two then only make sense together.
fn upward(module: &[String], path: &[String], code: &[(&str, String)]) -> Option<String> {
    let item = path.last()?;
    let parent = &path[..path.len() - 1];
    if parent.is_empty() || parent.len() >= module.len() || !module.starts_with(parent) {
        return None;
    }
    if item == "*" {
        return Some(format!("a child takes everything from its parent `{}`", parent.join("::")));
    }
    if TERMS.iter().any(|(owner, items)| *owner == parent.join("::") && items.contains(&item.as_str())) {
        return None;
    }
    let file = format!("{}.rs", parent.join("/"));
    let (_, text) = code.iter().find(|(name, _)| *name == file)?;
    defines(text, item).then(|| {
        format!("a child uses `{item}`, which its parent `{}` defines: move it to a file of its own", parent.join("::"))
    })
}

/// Whether a file defines an item at its top level; a module or a re-export is no definition.
fn defines(code: &str, item: &str) -> bool {
    let kinds = "fn|struct|enum|union|trait|type|const|static|macro_rules!";
    let pattern = format!(r"(?m)^(pub(\([a-z ]+\))? )?(async |const |unsafe )*({kinds}) {item}\b");
    regex::Regex::new(&pattern).expect("the pattern is made of plain words").is_match(code)
}

/// Outside crates, and the time, where they do not belong.
fn strangers(name: &str, part: &str, code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |pattern: String, allowed: &[&str], what: &str| {
        if allowed.contains(&part) {
            return;
        }
        for hit in regex::Regex::new(&pattern).expect("the pattern is made of plain words").find_iter(code) {
            let line = code[..hit.start()].matches('\n').count() + 1;
            found.push(format!("src/{name}:{line}: `{what}` belongs to {allowed:?} alone"));
        }
    };
    for (krate, allowed) in CRATES {
        look(format!(r"\b{krate}::|\buse {krate}\b|\bextern crate {krate}\b"), allowed, krate);
    }
    for now in NOW {
        look(format!(r"\b{now}\b"), &["clock"], now);
    }
    found
}

#[test]
fn every_arrow_of_the_house_points_down() {
    let found = breaches(&sources());
    assert!(found.is_empty(), "the house is built otherwise (tests/it/layers.rs):\n{}", found.join("\n"));
}

/// Checks one file of made-up text; `parent.rs` files can be added before it.
fn judged(files: &[(&str, &str)]) -> Vec<String> {
    breaches(&files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Vec<_>>())
}

#[test]
fn a_wrong_arrow_is_caught() {
    for (name, text, expected) in [
        ("gather/page.rs", "use crate::publish::channel::Channel;", "`gather` may not use `publish`"),
        ("store/runs.rs", "use crate::{domain::Name, gather::kind};", "`store` may not use `gather`"),
        ("domain/name.rs", "fn f() { crate::store::open() }", "`domain` may not use `store`"),
        ("rank/choose.rs", "use super::super::net::Client;", "`rank` may not use `net`"),
        ("cli.rs", "use postround::main;", "`cli` may not use `main`"),
        ("config.rs", "use crate::gather::kind::Ask;", "not `kind`"),
        ("app.rs", "use crate::Thing;", "`Thing` is no part of the house"),
        ("attic.rs", "use crate::domain::Name;", "`attic` has no place"),
        ("publish/rss.rs", "let x = sqlx::query(\"\");", "`sqlx` belongs to"),
        ("gather.rs", "use reqwest::Client;", "`reqwest` belongs to"),
        ("store.rs", "let now = chrono::Utc::now();", "`Utc::now` belongs to"),
    ] {
        let found = judged(&[(name, text)]);
        assert!(found.len() == 1 && found[0].contains(expected), "{name}: {text}\n  gave {found:?}, not {expected:?}");
    }
}

#[test]
fn a_right_arrow_passes() {
    for (name, text) in [
        ("main.rs", "fn main() { postround::cli::main() }"),
        ("cli/once.rs", "use crate::{app::App, config::Config, daemon};\nuse crate::gather::kind::Ask;"),
        ("config.rs", "use crate::gather::options::{Kind, SourceOptions};\nuse crate::rank::RankOptions;"),
        ("compose/select.rs", "use crate::rank::{self, Ranked};\nuse crate::store::Store;"),
        ("web.rs", "use crate::publish::target::Target;\nuse axum::Router;"),
        ("gather/page.rs", "use super::kind::Ask;\nuse crate::gather::clean;"),
        ("net.rs", "//! Unlike `crate::web`.\nconst A: &str = \"crate::web\"; let t = std::time::Instant::now();"),
        ("rank.rs", "#[cfg(test)]\nmod tests {\n    use crate::store::Store; fn f() { Utc::now(); }\n}"),
    ] {
        assert_eq!(judged(&[(name, text)]), Vec::<String>::new(), "{name}: {text}");
    }
}

#[test]
fn a_child_that_uses_its_parent_is_caught() {
    let parent =
        ("gather.rs", "mod page;\nmod other;\npub use other::Other;\npub(crate) struct Round;\nfn fetch() {}\n");
    for (text, caught) in [
        ("use super::Round;", true),
        ("use crate::gather::{other, Round};", true),
        ("fn f() { super::fetch() }", true),
        ("use super::*;", true),
        ("use super::Other;", false),
        ("use super::other::Thing;", false),
    ] {
        let found = judged(&[parent, ("gather/page.rs", text)]);
        assert_eq!(!found.is_empty(), caught, "{text}: {found:?}");
    }
}
