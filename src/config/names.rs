//! Owns the names that tables give themselves and each other: one name once, and no source that does not exist.

use std::collections::BTreeMap;

use crate::domain::Name;

use super::near::{nearest, one_of};
use super::read::Table;
use super::report::Mistake;
use super::surroundings::Surroundings;
use super::values;

/// The table's own name, unless a table before it has taken it; `taken` holds who has which.
pub(super) fn unique_name(table: &Table<'_>, example: &str, taken: &mut BTreeMap<Name, String>) -> Option<Name> {
    let field = table.key("name").required(example);
    let name = field.parsed(values::name)?;
    if let Some(first) = taken.get(&name) {
        let what = format!("the name {:?} is taken by {first}", name.as_str());
        field.refuse(Mistake::new(what, "give each its own name"));
        return None;
    }
    taken.insert(name.clone(), table.path().to_owned());
    Some(name)
}

/// The sources that a feed or digest is limited to; none: all of them.
pub(super) fn sources(table: &Table<'_>, around: &Surroundings<'_>) -> Vec<Name> {
    let known = || around.sources.iter().map(String::as_str);
    let existing = |text: &str| {
        if around.sources.contains(text) {
            return values::name(text);
        }
        let cure = match nearest(text, known()) {
            Some(near) => format!("did you mean {near:?}?"),
            None if around.sources.is_empty() => "add a [[source]] of that name".to_owned(),
            None => format!("write {}, or add a [[source]] of that name", one_of(&known().collect::<Vec<_>>())),
        };
        Err(Mistake::new(format!("there is no source called {text:?}"), cure))
    };
    table.key("sources").list(|item| item.parsed(existing)).unwrap_or_default()
}

/// The topics that a feed or digest is limited to; none: all of them.
pub(super) fn topics(table: &Table<'_>) -> Vec<String> {
    table.key("topics").list(|item| item.parsed(values::line)).unwrap_or_default()
}
