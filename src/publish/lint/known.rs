//! Owns the memory of HTML that was found good: the body of an article stands in several documents, in three formats, and
//! again at every publication, and is the same each time.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{LazyLock, Mutex, PoisonError};

/// Bodies remembered in each of two generations; with 16 bytes a body, some megabytes at most.
const GENERATION: usize = 50_000;

static KNOWN: LazyLock<Known> = LazyLock::new(Known::default);

/// Remembers by two hashes whose keys no writer of a page can know.
#[derive(Debug, Default)]
struct Known {
    keys: (RandomState, RandomState),
    held: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashSet<(u64, u64)>,
    old: HashSet<(u64, u64)>,
}

impl Known {
    fn mark(&self, html: &str) -> (u64, u64) {
        (self.keys.0.hash_one(html), self.keys.1.hash_one(html))
    }

    fn holds(&self, html: &str) -> bool {
        let mark = self.mark(html);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.young.contains(&mark) || (held.old.contains(&mark) && held.keep(mark))
    }

    fn add(&self, html: &str) {
        let mark = self.mark(html);
        self.held.lock().unwrap_or_else(PoisonError::into_inner).keep(mark);
    }
}

impl Generations {
    fn keep(&mut self, mark: (u64, u64)) -> bool {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(mark);
        true
    }
}

/// Whether this was found good before.
pub(super) fn is_good(html: &str) -> bool {
    KNOWN.holds(html)
}

/// Remembers that this is good.
pub(super) fn remember(html: &str) {
    KNOWN.add(html);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_good_is_known_and_the_memory_is_bounded() {
        let known = Known::default();
        assert!(!known.holds("<p>a</p>"));
        known.add("<p>a</p>");
        assert!(known.holds("<p>a</p>") && !known.holds("<p>b</p>"));
        for number in 0..3 * GENERATION {
            known.add(&number.to_string());
            assert!(number % 10_000 != 0 || known.holds("<p>a</p>"), "what is asked for is kept");
        }
        let held = known.held.lock().unwrap();
        assert!(held.young.len() + held.old.len() <= 2 * GENERATION);
        drop(held);
        assert!(!known.holds("0"), "what is not is forgotten");
    }
}
