//! Owns the rules of size and tidiness that clippy does not know: how long a file may be, how it opens, and what no
//! file holds.

use crate::harness::root;
use crate::harness::source::{code_of, files_below, sources};

/// Longest file, without its tests.
const LINES: usize = 400;

/// What is never committed; each in two halves, so that a search for left-overs does not find this file.
const NEVER: &[&str] = &[
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
    concat!("d", "bg!("),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
    concat!("HA", "CK"),
];

fn untidy(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !text.starts_with("//! ") {
        found.push(format!("src/{name}: the first line is not `//! ` with what the file owns"));
    }
    let lines = length(text);
    if lines > LINES {
        found.push(format!("src/{name}: {lines} lines without tests, at most {LINES}: make it two files"));
    }
    for (index, line) in text.lines().enumerate() {
        for never in NEVER.iter().filter(|never| line.contains(**never)) {
            found.push(format!("src/{name}:{}: `{never}`: do it now or file an issue", index + 1));
        }
    }
    found
}

/// The lines before the first `#[cfg(test)]` module and after it.
fn length(text: &str) -> usize {
    let code = code_of(text);
    let tests: usize = text
        .lines()
        .zip(code.lines())
        .scan(false, |inside, (line, code)| {
            // A line of tests is one that holds something, of which nothing is left as code, from the attribute on.
            *inside = line.starts_with("#[cfg(test)]") || (*inside && code.trim().is_empty());
            Some(usize::from(*inside))
        })
        .sum();
    text.lines().count() - tests
}

#[test]
fn every_file_is_short_tidy_and_says_what_it_owns() {
    let found: Vec<_> = sources().iter().flat_map(|(name, text)| untidy(name, text)).collect();
    assert!(found.is_empty(), "the rules of the house (CONTRIBUTING.md):\n{}", found.join("\n"));
}

#[test]
fn every_test_file_says_what_it_owns() {
    for file in files_below(&root().join("tests")) {
        if file.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//! "), "{}: the first line does not say what it owns", file.display());
        }
    }
}

#[test]
fn an_untidy_file_is_caught() {
    let long = format!("//! Owns.\n{}", "fn f() {}\n".repeat(LINES));
    assert_eq!(untidy("a.rs", &long).len(), 1);
    let tested =
        format!("//! Owns.\nfn f() {{}}\n\n#[cfg(test)]\nmod tests {{\n{}}}\n", "    fn f() {}\n".repeat(LINES));
    assert_eq!(untidy("a.rs", &tested), Vec::<String>::new());
    assert_eq!(length(&tested), 3);
    assert_eq!(untidy("a.rs", "fn f() {}\n").len(), 1);
    assert_eq!(untidy("a.rs", concat!("//! Owns.\nfn f() { to", "do!() } // FIX", "ME\n")).len(), 2);
}
