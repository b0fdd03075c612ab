//! Owns the cursor over the parsed file: a table hands out its fields, a field its value as a parsed type, and whatever
//! does not fit is reported with its line and key path. Nothing here knows a key of postround.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::near::{nearest, one_of};
use super::report::{Mistake, Report};

/// One table of the file, or an empty one in place of a table that is not there.
pub(super) struct Table<'t> {
    report: &'t Report,
    path: String,
    line: Option<u32>,
    entries: Option<&'t DeTable<'t>>,
    /// Nothing more is said of it: it was reported as a whole.
    quiet: bool,
    asked: RefCell<Vec<&'static str>>,
}

/// One key of a table, there or not.
pub(super) struct Field<'t> {
    report: &'t Report,
    name: String,
    path: String,
    line: Option<u32>,
    value: Option<&'t Spanned<DeValue<'t>>>,
    quiet: bool,
}

impl<'t> Table<'t> {
    /// The whole file.
    pub(super) fn root(report: &'t Report, entries: &'t DeTable<'t>) -> Self {
        let asked = RefCell::default();
        Self { report, path: String::new(), line: None, entries: Some(entries), quiet: false, asked }
    }

    /// The key called `name`.
    pub(super) fn key(&self, name: &'static str) -> Field<'t> {
        self.asked.borrow_mut().push(name);
        let entry = self.entries.and_then(|entries| entries.get_key_value(name));
        Field {
            report: self.report,
            name: name.to_owned(),
            path: within(&self.path, name),
            line: entry.map_or(self.line, |(key, _)| Some(self.report.line(key.span().start))),
            value: entry.map(|(_, value)| value),
            quiet: self.quiet,
        }
    }

    /// Whether the file has it.
    pub(super) fn is_present(&self) -> bool {
        self.entries.is_some()
    }

    /// Its key path.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The text of a key, without a word on whether it is good.
    pub(super) fn peek(&self, name: &str) -> Option<&'t str> {
        self.entries?.get(name)?.get_ref().as_str()
    }

    /// Reports each key that nobody asked for.
    pub(super) fn finish(self) {
        let asked = self.asked.into_inner();
        for key in self.entries.into_iter().flat_map(DeTable::keys) {
            let name = key.get_ref().as_ref();
            if asked.contains(&name) {
                continue;
            }
            let cure = match nearest(name, asked.iter().copied()) {
                Some(known) => format!("did you mean {known:?}?"),
                None => format!("known here are {}", asked.join(", ")),
            };
            let line = self.report.line(key.span().start);
            self.report.add(Some(line), &within(&self.path, name), Mistake::new("there is no such key", cure));
        }
    }
}

impl<'t> Field<'t> {
    /// Reports it where it is missing; `example` is a value as it could stand in the file.
    #[must_use]
    pub(super) fn required(mut self, example: &str) -> Self {
        if self.value.is_none() {
            self.refuse(Mistake::new("this key is missing", format!("add {} = {example}", self.name)));
            self.quiet = true;
        }
        self
    }

    /// The same for a table.
    #[must_use]
    pub(super) fn required_table(mut self, cure: &str) -> Self {
        if self.value.is_none() {
            self.refuse(Mistake::new("this table is missing", cure));
            self.quiet = true;
        }
        self
    }

    /// Whether the file has it.
    pub(super) fn is_present(&self) -> bool {
        self.value.is_some()
    }

    /// Whether it is `[]`.
    pub(super) fn is_empty_list(&self) -> bool {
        self.value.and_then(|value| value.get_ref().as_array()).is_some_and(|items| items.is_empty())
    }

    /// Reports a mistake in it.
    pub(super) fn refuse(&self, mistake: Mistake) {
        if !self.quiet {
            self.report.add(self.line, &self.path, mistake);
        }
    }

    /// Reports it where it is there at all.
    pub(super) fn must_be_absent(&self, what: &str, cure: &str) {
        if self.is_present() {
            self.refuse(Mistake::new(what, cure));
        }
    }

    /// Its text as it is.
    pub(super) fn text(&self) -> Option<&'t str> {
        self.typed("a text", |value| match value {
            DeValue::String(text) => Some(text.as_ref()),
            _ => None,
        })
    }

    /// Its text, parsed.
    pub(super) fn parsed<T>(&self, parse: impl FnOnce(&str) -> Result<T, Mistake>) -> Option<T> {
        self.agreed(parse(self.text()?))
    }

    /// A whole number.
    pub(super) fn integer(&self, range: RangeInclusive<u32>) -> Option<u32> {
        let number = self.typed("a number", DeValue::as_integer)?;
        let value =
            i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|value| u32::try_from(value).ok());
        let inside = value.filter(|value| range.contains(value));
        if inside.is_none() {
            let cure = format!("write a number from {} to {}", range.start(), range.end());
            self.refuse(Mistake::new(format!("{number} is out of range"), cure));
        }
        inside
    }

    /// `true` or `false`.
    pub(super) fn boolean(&self) -> Option<bool> {
        self.typed("true or false", DeValue::as_bool)
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let hint = nearest(text, known.iter().copied()).map(|near| format!("did you mean {near:?}? "));
            let cure = format!("{}write {}", hint.unwrap_or_default(), one_of(&known));
            self.refuse(Mistake::new(format!("{text:?} is not known here"), cure));
        }
        found
    }

    /// Its items; the bad ones are reported and left out.
    pub(super) fn list<T>(&self, read: impl FnMut(Field<'t>) -> Option<T>) -> Option<Vec<T>> {
        let items = self.typed("a list", DeValue::as_array)?;
        let fields = items.iter().enumerate().map(|(index, value)| self.item(index, value));
        Some(fields.filter_map(read).collect())
    }

    /// The table under it; an empty one where it is missing.
    pub(super) fn table(&self) -> Table<'t> {
        let entries = self.typed("a table", DeValue::as_table);
        let quiet = self.quiet || (self.is_present() && entries.is_none());
        let (path, line) = (self.path.clone(), self.line);
        Table { report: self.report, path, line, entries, quiet, asked: RefCell::default() }
    }

    /// The tables under it, as `[[name]]` makes them.
    pub(super) fn tables(&self) -> Vec<Table<'t>> {
        if self.value.is_some_and(|value| value.get_ref().is_table()) {
            let what = "expected a list of tables, found one table";
            self.refuse(Mistake::new(what, format!("write its header as [[{}]]", self.path)));
            return Vec::new();
        }
        self.list(|item| Some(item.table())).unwrap_or_default()
    }

    /// The value, or its mistake reported.
    pub(super) fn agreed<T>(&self, result: Result<T, Mistake>) -> Option<T> {
        result.map_err(|mistake| self.refuse(mistake)).ok()
    }

    fn item(&self, index: usize, value: &'t Spanned<DeValue<'t>>) -> Self {
        let Range { start, .. } = value.span();
        Self {
            report: self.report,
            name: self.name.clone(),
            path: format!("{}[{index}]", self.path),
            line: Some(self.report.line(start)),
            value: Some(value),
            quiet: self.quiet,
        }
    }

    fn typed<T>(&self, expected: &str, take: impl FnOnce(&'t DeValue<'t>) -> Option<T>) -> Option<T> {
        let value = self.value?.get_ref();
        let taken = take(value);
        if taken.is_none() {
            let cure = match (expected, value) {
                ("a text", DeValue::Array(_)) => "write one text without brackets",
                ("a text", DeValue::Table(_)) => "write a text in quotes",
                ("a text", _) => "put it in quotes",
                ("a number", _) => "write a whole number without quotes",
                ("true or false", _) => "write true or false without quotes",
                ("a list", _) => "put it in brackets, as in [\"one\", \"two\"]",
                _ => "write it as a table with its own header in brackets",
            };
            self.refuse(Mistake::new(format!("expected {expected}, found {}", kind_of(value)), cure));
        }
        taken
    }
}

fn within(path: &str, name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let name = if bare { name.to_owned() } else { format!("{name:?}") };
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
