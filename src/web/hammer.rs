//! Owns how often one place is given one document whole while it stays as it is: a reader that sends back the validator
//! it was given is never counted. Held in memory, in a bounded number of places; a restart forgets it.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// Parts that are locked each for itself: readers of different documents do not wait for each other.
const SHARDS: usize = 16;

/// Counts in one part. When it is full those whose hour is over leave, and if there are none, all: an attack from
/// everywhere is no poller that forgot a header.
const COUNTS: usize = 8_192;

/// Seconds within which answers are counted together.
const HOUR: i64 = 3600;

/// How often each place was given each document.
#[derive(Debug)]
pub(super) struct Hammer {
    seed: RandomState,
    shards: [Mutex<HashMap<u64, Count>>; SHARDS],
}

#[derive(Debug, Clone, Copy)]
struct Count {
    began: i64,
    answers: u32,
}

impl Default for Hammer {
    fn default() -> Self {
        Self { seed: RandomState::new(), shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl Hammer {
    /// Counts one more whole answer; `Some` is how many seconds to wait where it was more than `limit`. `version` is what
    /// changes with the document, such as the validator of its bytes.
    pub(super) fn count(
        &self,
        place: IpAddr,
        path: &str,
        version: &[u8],
        limit: u32,
        now: DateTime<Utc>,
    ) -> Option<i64> {
        // Two that share a number of 64 bits, made with a seed that nobody knows, are not to be expected.
        let key = self.seed.hash_one((place, path, version));
        let shard = &self.shards[usize::try_from(key % SHARDS as u64).unwrap_or(0)];
        let now = now.timestamp();
        let is_over = |count: &Count| now - count.began >= HOUR || now < count.began;
        let mut counts = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= COUNTS && !counts.contains_key(&key) {
            counts.retain(|_, count| !is_over(count));
            if counts.len() >= COUNTS {
                counts.clear();
            }
        }
        let count = counts.entry(key).or_insert(Count { began: now, answers: 0 });
        if is_over(count) {
            *count = Count { began: now, answers: 0 };
        }
        count.answers = count.answers.saturating_add(1);
        (count.answers > limit).then(|| HOUR - (now - count.began))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_place_waits_for_one_document_as_it_is_and_for_nothing_else() {
        let hammer = Hammer::default();
        let (here, there) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        for _ in 0..3 {
            assert_eq!(hammer.count(here, "feeds/all.rss", b"1", 3, at(0)), None);
        }
        assert_eq!(hammer.count(here, "feeds/all.rss", b"1", 3, at(20)), Some(2400));
        assert_eq!(hammer.count(there, "feeds/all.rss", b"1", 3, at(20)), None);
        assert_eq!(hammer.count(here, "feeds/all.atom", b"1", 3, at(20)), None);
        assert_eq!(hammer.count(here, "feeds/all.rss", b"2", 3, at(20)), None, "it changed");
        assert_eq!(hammer.count(here, "feeds/all.rss", b"1", 3, at(60)), None, "the hour is over");
        assert_eq!(hammer.count(here, "feeds/all.rss", b"1", 3, at(-600)), None, "the clock was set back");
    }

    #[test]
    fn no_number_of_places_fills_the_memory() {
        let hammer = Hammer::default();
        for number in 0..(SHARDS * COUNTS * 2) as u128 {
            let place = IpAddr::from(number.to_be_bytes());
            assert_eq!(hammer.count(place, "a", b"", 1, DateTime::UNIX_EPOCH), None);
        }
        let held = |shard: &Mutex<HashMap<u64, Count>>| shard.lock().unwrap().len();
        assert!(hammer.shards.iter().all(|shard| held(shard) <= COUNTS));
    }
}
