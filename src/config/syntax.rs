//! Owns what is said of a file that is not TOML: one thing a line, and nothing that follows from another.

use std::collections::BTreeSet;

use toml::de::Error;

use super::report::{Mistake, Report};

const DUPLICATE: &str = "duplicate key";

/// Reports the errors; whether the rest of the file can still be judged.
pub(super) fn report(report: &Report, errors: &[Error]) -> bool {
    let mut lines = BTreeSet::new();
    for error in errors {
        let line = error.span().map(|span| report.line(span.start));
        if lines.insert(line) {
            report.add(line, "", mistake(error));
        }
        // The parser takes all that follows for a part of the list.
        if is_open(error) {
            break;
        }
    }
    errors.iter().all(|error| error.message() == DUPLICATE)
}

fn mistake(error: &Error) -> Mistake {
    if error.message() == DUPLICATE {
        return Mistake::new("this key stands twice in one table", "keep one of the two");
    }
    let what = format!("this is not TOML: {}", error.message());
    if is_open(error) {
        return Mistake::new(what, "look for a missing bracket, here or on a line before");
    }
    Mistake::new(what, "mend this first, the rest is checked once the file can be read; a text stands in quotes")
}

fn is_open(error: &Error) -> bool {
    error.message().contains("array") || error.message().contains("inline table")
}
