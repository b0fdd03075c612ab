//! Owns the mistakes found so far, and how an offset in the file becomes a line. Readers hand their mistakes in and go
//! on, so that all of them are told at once.

use std::cell::RefCell;

use crate::problem::Problem;

/// What is wrong with one value and what to write instead, before it is known where the value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Lower case, no full stop.
    pub(super) what: String,
    /// What to do about it.
    pub(super) cure: String,
}

impl Mistake {
    pub(super) fn new(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { what: what.into(), cure: cure.into() }
    }
}

/// The mistakes of one file.
pub(super) struct Report {
    file: String,
    line_ends: Vec<usize>,
    problems: RefCell<Vec<Problem>>,
}

impl Report {
    pub(super) fn new(file: String, text: &str) -> Self {
        let line_ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(offset, _)| offset).collect();
        Self { file, line_ends, problems: RefCell::default() }
    }

    /// The line, from 1, of a byte of the file.
    pub(super) fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.line_ends.partition_point(|end| *end < offset) + 1).unwrap_or(u32::MAX)
    }

    pub(super) fn add(&self, line: Option<u32>, key: &str, mistake: Mistake) {
        let Mistake { what, cure } = mistake;
        let problem = Problem { file: self.file.clone(), line, key: key.to_owned(), what, cure };
        self.problems.borrow_mut().push(problem);
    }

    /// Mistakes found in other files.
    pub(super) fn add_all(&self, problems: Vec<Problem>) {
        self.problems.borrow_mut().extend(problems);
    }

    /// All mistakes, in the order of the file; those of no line come first.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by(|a, b| (a.file != self.file, &a.file, a.line).cmp(&(b.file != self.file, &b.file, b.line)));
        problems
    }
}
