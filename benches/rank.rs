//! Owns the speed of ranking: threads as small as a trade paper's, as large as a quarrel's, and one beyond measure.
//!
//! Comments are made of a fixed sequence of numbers, so every run ranks the same words.

use std::hint::black_box;

use chrono::DateTime;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use postround::domain::{CommentKey, FoundComment};
use postround::rank::{RankOptions, Thread, rank};

const WORDS: &[&str] = &[
    "ward", "rota", "clinic", "nurse", "budget", "because", "minister", "however", "staff", "waiting", "list", "years",
    "letter", "form", "pilot", "the", "of", "and", "we", "tried", "our", "nobody", "asked", "winter", "beds",
    "figures", "training", "posts", "a", "to", "in", "it", "that", "is", "never", "always", "cost", "saved", "money",
    "time",
];
const NAMES: &[&str] = &["Anonymous", "Ada Lund", "Bo Krag", "Anonymous", "Cleo Marsh", "Dan Holt", "Anonymous"];

/// Numbers that look random and are the same each time (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    fn sentence(&mut self) -> String {
        let words: Vec<String> = (0..6 + self.below(14))
            .map(|_| match self.below(9) {
                0 => format!("{}{}", WORDS[self.below(WORDS.len())], self.below(400)),
                _ => WORDS[self.below(WORDS.len())].to_owned(),
            })
            .collect();
        format!("{}. ", words.join(" "))
    }

    fn comment(&mut self, position: u32) -> FoundComment {
        let minute = self.below(24 * 60);
        let address = match self.below(6) {
            0 => format!("@{:02}{:02} ", minute / 60, minute % 60),
            1 => format!("{} says: ", NAMES[self.below(NAMES.len())]),
            _ => String::new(),
        };
        let text: String = (0..=self.below(8)).map(|_| self.sentence()).collect();
        FoundComment {
            key: CommentKey(position.to_string()),
            author: Some(NAMES[self.below(NAMES.len())].to_owned()),
            role: None,
            posted: DateTime::from_timestamp(1_720_000_000 + i64::from(position) * 61, 0),
            text: address + &text,
            html: String::new(),
            votes: None,
            parent: None,
            position,
            depth: 0,
            permalink: None,
            by_staff: false,
            removed: false,
        }
    }
}

fn ranking(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rank");
    group.sample_size(20);
    for size in [23_u32, 250, 1_500, 10_000] {
        let mut numbers = Numbers(u64::from(size));
        let text: String = (0..40).map(|_| numbers.sentence()).collect();
        let comments: Vec<FoundComment> = (0..size).map(|position| numbers.comment(position)).collect();
        let thread =
            Thread { title: "Beds for the winter", text: &text, comments: &comments, zone: chrono_tz::Europe::London };
        group.bench_with_input(BenchmarkId::from_parameter(size), &thread, |bencher, thread| {
            bencher.iter(|| rank(black_box(thread), &RankOptions::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, ranking);
criterion_main!(benches);
