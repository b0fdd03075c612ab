//! Owns how much memory the bytes of documents may take: those that were asked for longest ago leave first, and are read
//! again when somebody asks. Validators and headers stay, so that a reader who has the document costs no disk.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::document::{Document, Representation};

/// Bytes held at most: the live documents of a few hundred feeds in three formats and three codings.
const BUDGET: usize = 64 * 1024 * 1024;

/// How full the shelf is, and how often somebody put something there.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    weight: AtomicUsize,
    turn: AtomicU64,
}

impl Shelf {
    /// What stands for now among those who asked: it moves when something is put on the shelf, which is all that the
    /// order of leaving needs.
    pub(super) fn turn(&self) -> u64 {
        self.turn.load(Ordering::Relaxed)
    }

    /// Weighs a new table.
    pub(super) fn weigh(&self, table: &HashMap<Box<str>, Arc<Document>>) {
        let all = table.values().flat_map(|document| document.representations());
        let weight = all.map(Representation::weight).sum();
        self.weight.store(weight, Ordering::Relaxed);
        self.keep_within(0, table);
    }

    /// Counts so many more bytes, and lets others go where they are too many.
    pub(super) fn keep_within(&self, more: usize, table: &HashMap<Box<str>, Arc<Document>>) {
        self.leave(more, table, BUDGET);
    }

    fn leave(&self, more: usize, table: &HashMap<Box<str>, Arc<Document>>, budget: usize) {
        self.turn.fetch_add(1, Ordering::Relaxed);
        if self.weight.fetch_add(more, Ordering::Relaxed) + more <= budget {
            return;
        }
        let all = table.values().flat_map(|document| document.representations());
        let mut held: Vec<_> = all.filter(|one| one.weight() > 0).collect();
        held.sort_by_key(|one| one.used.load(Ordering::Relaxed));
        // Exact again: what a table that is gone held is not there any more.
        let mut weight: usize = held.iter().map(|one| one.weight()).sum();
        // An eighth of room, so that the next does not begin it all again.
        let goal = budget - budget / 8;
        for one in held {
            if weight <= goal {
                break;
            }
            weight -= one.let_go().min(weight);
        }
        self.weight.store(weight, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::super::document::{Known, Manner};
    use super::*;
    use crate::web::conditions::Coding;

    #[test]
    fn what_was_asked_for_longest_ago_leaves_and_its_validator_stays() {
        let shelf = Shelf::default();
        let manner = Manner {
            media: HeaderValue::from_static("text/plain"),
            cache: HeaderValue::from_static("public"),
            cors: false,
            links: Vec::new(),
            private: false,
        };
        let document = |byte: u8| {
            let known = vec![Known::of(Coding::Plain, vec![byte; 100])];
            Arc::new(Document::new(manner.clone(), 0, known).unwrap())
        };
        let table: HashMap<Box<str>, _> = (0..8_u8).map(|byte| (byte.to_string().into(), document(byte))).collect();
        let one = |name: u8| table[name.to_string().as_str()].representation(Coding::Plain);
        for name in [3, 0, 1, 2, 4, 5, 6, 7, 3] {
            shelf.turn.fetch_add(1, Ordering::Relaxed);
            one(name).used_at(shelf.turn());
        }
        shelf.leave(800, &table, 800);
        assert!((0..8).all(|name| one(name).weight() == 100), "all fit");
        shelf.leave(1, &table, 799);
        let left: Vec<u8> = (0..8).filter(|name| one(*name).weight() == 0).collect();
        assert_eq!(left, [0], "so that an eighth is free, and 3 was asked for again");
        assert_eq!(shelf.weight.load(Ordering::Relaxed), 700);
        assert!(one(0).etag().len() > 10);
    }
}
