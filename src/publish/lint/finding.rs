//! Owns what is found in a feed: how grave, by which rule, where, what, and what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good readers cope; the best feeds have none.
    Advice,
    /// Some readers show it wrongly or lose something.
    Warning,
    /// Some readers refuse the document or lose an entry.
    Error,
}

impl Severity {
    /// The word for people and for JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave.
    pub severity: Severity,
    /// What the fault is called, as the W3C feed validator calls it where it knows it: `ImplausibleDate`.
    pub name: &'static str,
    /// The line, from 1; `None` where lines say nothing (JSON).
    pub line: Option<u32>,
    /// The entry it is in, from 0 in the document's order.
    pub entry: Option<usize>,
    /// Where: `item 3, pubDate`.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub cure: &'static str,
    /// How many more of the same were found and left out.
    pub more: u32,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{} {}: {}: {}; {}", self.severity.as_str(), self.name, self.place, self.what, self.cure)?;
        if self.more > 0 {
            write!(f, " (and {} more)", self.more)?;
        }
        Ok(())
    }
}

/// Of one fault at most so many are told one by one: a document of a thousand entries may have it a thousand times.
const OF_ONE_KIND: usize = 5;

/// Where in a document something is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spot<'a> {
    pub(super) line: Option<u32>,
    pub(super) entry: Option<usize>,
    /// What an entry is called here: `item` or `entry`.
    pub(super) kind: &'static str,
    /// The element or key.
    pub(super) name: &'a str,
}

impl<'a> Spot<'a> {
    /// Another element or key at the same place.
    pub(super) fn of(self, name: &'a str) -> Self {
        Self { name, ..self }
    }

    fn place(self) -> String {
        match self.entry {
            Some(entry) => format!("{} {}, {}", self.kind, entry + 1, self.name),
            None => self.name.to_owned(),
        }
    }
}

/// Collects findings.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<Finding>,
    /// How many of each kind, and the place of the last one.
    kinds: BTreeMap<(&'static str, Severity), (usize, usize)>,
    /// The entries of which an error is told.
    spoilt: BTreeSet<(&'static str, Option<usize>)>,
}

impl Findings {
    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn error(&mut self, spot: Spot<'_>, name: &'static str, what: impl Into<String>, cure: &'static str) {
        self.add(Severity::Error, spot, name, what.into(), cure);
    }

    pub(super) fn warning(&mut self, spot: Spot<'_>, name: &'static str, what: impl Into<String>, cure: &'static str) {
        self.add(Severity::Warning, spot, name, what.into(), cure);
    }

    pub(super) fn advice(&mut self, spot: Spot<'_>, name: &'static str, what: impl Into<String>, cure: &'static str) {
        self.add(Severity::Advice, spot, name, what.into(), cure);
    }

    fn add(&mut self, severity: Severity, spot: Spot<'_>, name: &'static str, what: String, cure: &'static str) {
        let (number, last) = self.kinds.entry((name, severity)).or_insert((0, self.found.len()));
        // One that can be left out with its entry is never folded into another's.
        let is_first = severity == Severity::Error && spot.entry.is_some() && self.spoilt.insert((name, spot.entry));
        if *number >= OF_ONE_KIND && !is_first {
            self.found[*last].more += 1;
            return;
        }
        (*number, *last) = (*number + 1, self.found.len());
        let (line, entry, place) = (spot.line, spot.entry, spot.place());
        self.found.push(Finding { severity, name, line, entry, place, what, cure, more: 0 });
    }

    /// The gravest first, each kind in the document's order.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_of_one_kind_are_counted_and_the_gravest_come_first() {
        let mut findings = Findings::default();
        let spot = Spot { line: Some(3), kind: "item", name: "pubDate", ..Spot::default() };
        for entry in 0..8 {
            findings.warning(Spot { entry: Some(entry), ..spot }, "ImplausibleDate", "it is of tomorrow", "mend it");
        }
        findings.error(spot.of("title"), "MissingTitle", "there is none", "add one");
        let found = findings.sorted();
        assert_eq!(found.len(), 6);
        assert_eq!(found[0].to_string(), "line 3: error MissingTitle: title: there is none; add one");
        assert_eq!(
            found[5].to_string(),
            "line 3: warning ImplausibleDate: item 5, pubDate: it is of tomorrow; mend it (and 3 more)"
        );
    }
}
