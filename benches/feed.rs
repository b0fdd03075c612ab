//! How long a feed of 50 entries, each of 30 paragraphs and 3 quoted comments, takes to write, in each format; and how
//! long the folder takes to compress and keep it; and how long it takes to tell what a correction changed, in an article of
//! 30 paragraphs and in two texts of 1 MB that were made to cost most.

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use postround::domain::{Article, ArticleId, Correction, FoundArticle, Image};
use postround::publish::channel::{Channel, Entry, Paging, QuotedComment};
use postround::publish::target::{Folder, etag};
use postround::publish::{atom, corrections, json, rss};
use postround::store::StoredCorrection;
use url::Url;

const WORDS: [&str; 16] = [
    "the", "board", "said", "that", "fees", "for", "every", "practice", "would", "rise", "by", "two", "per cent",
    "from", "next", "April",
];

type Format = fn(&Channel) -> Vec<u8>;

/// A paragraph of about 80 words, no two alike, so that compression has work to do.
fn paragraph(seed: usize) -> String {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut text = String::new();
    for _ in 0..80 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS[(state >> 33) % WORDS.len()]);
        text.push(' ');
    }
    text
}

fn url(text: &str) -> Url {
    text.parse().expect("it is written above")
}

fn entry(number: usize, at: DateTime<Utc>) -> Entry {
    let quote = |index: usize| QuotedComment {
        author: Some("Jo Ash".to_owned()),
        role: Some("practice manager".to_owned()),
        text: format!("{}\n\nSee https://count.example/{index}.", paragraph(number * 100 + 50 + index)),
        reason: "adds figures of their own".to_owned(),
        answers: None,
        whole: None,
        report: None,
    };
    let body = (0..30).map(|index| format!("<p>{} <b>&amp; more</b>.</p>", paragraph(number * 100 + index)));
    let id = format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
    let (page, title) = (url(&format!("https://news.example/{number}")), format!("Fees & figures {number}"));
    Entry {
        authors: vec!["Ann Reed".to_owned()],
        topics: vec!["Pay".to_owned()],
        summary: Some(paragraph(number)),
        html: body.collect(),
        image: Some(Image { url: url("https://news.example/i.jpg"), alt: None, credit: None }),
        quotes: (0..3).map(quote).collect(),
        comments_total: Some(12),
        comments_url: Some(url("https://news.example/1#comments")),
        ..Entry::new(id, page, title, at, at)
    }
}

fn channel() -> Channel {
    let newest = DateTime::from_timestamp(1_772_000_000, 0).expect("it is a time");
    let age = |number: usize| TimeDelta::hours(i64::try_from(number).expect("there are 50"));
    Channel {
        id: "urn:uuid:11111111-1111-4111-8111-111111111111".to_owned(),
        title: "All".to_owned(),
        description: "All articles".to_owned(),
        language: "en-GB".to_owned(),
        home: url("https://feeds.example/feeds/all"),
        address: url("https://feeds.example/feeds/all"),
        publisher: "The Society".to_owned(),
        updated: newest,
        ttl: 15,
        hubs: Vec::new(),
        paging: Paging::None,
        entries: (0..50).map(|number| entry(number, newest - age(number))).collect(),
    }
}

fn write(criterion: &mut Criterion) {
    let channel = channel();
    let mut group = criterion.benchmark_group("write 50 entries");
    let formats: [(&str, Format); 3] = [("rss", rss::write), ("atom", atom::write), ("json", json::write)];
    for (name, write) in formats {
        group.throughput(Throughput::Bytes(write(&channel).len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| write(black_box(&channel))));
    }
    group.finish();
}

fn keep(criterion: &mut Criterion) {
    let directory = tempfile::tempdir().expect("the system has room for a folder");
    let folder = Folder::open(directory.path()).expect("it was just made");
    let documents = [rss::write(&channel()), atom::write(&channel())];
    let mut group = criterion.benchmark_group("keep a document");
    group.sample_size(10);
    group.bench_function("etag", |bencher| bencher.iter(|| etag(black_box(&documents[0]))));
    group.bench_function("unchanged", |bencher| {
        bencher.iter(|| folder.write("same.rss", &documents[0]).expect("the folder takes it"));
    });
    let mut turn = 0;
    group.bench_function("changed", |bencher| {
        bencher.iter(|| {
            turn += 1;
            folder.write("other.rss", &documents[turn % 2]).expect("the folder takes it")
        });
    });
    group.finish();
}

fn correction(before: String, after: String) -> StoredCorrection {
    let at = DateTime::from_timestamp(1_772_000_000, 0).expect("it is a time");
    let article = Article {
        id: ArticleId(1),
        uid: "urn:uuid:00000000-0000-4000-8000-000000000001".to_owned(),
        source: "wire".parse().expect("it is a name"),
        also_from: Vec::new(),
        revision: 2,
        first_seen: at,
        changed: at,
        comments_held: 0,
        said: FoundArticle::new(url("https://news.example/1"), "Fees"),
    };
    StoredCorrection {
        id: 1,
        uid: "urn:uuid:00000000-0000-4000-8000-000000000002".to_owned(),
        article,
        revision: 2,
        found: at,
        notice: Correction { text: "This was amended.".to_owned(), at: None },
        title: "Fees".to_owned(),
        text: after,
        before: Some(("Fees".to_owned(), before)),
    }
}

fn tell(criterion: &mut Criterion) {
    let words = |start: usize, count: usize, between: &str| {
        let words: Vec<String> = (start..start + count).map(|number| format!("w{number}")).collect();
        words.join(between)
    };
    let article = (0..30).map(paragraph).collect::<Vec<_>>().join("\n\n");
    // As many words as are still compared one by one, paragraph by paragraph; and lines, each its own paragraph.
    let costly = |start: usize| (0..80).map(|at| words(start + at * 1_000, 900, " ")).collect::<Vec<_>>().join("\n\n");
    let cases = [
        ("30 paragraphs", article.replace("two", "three"), article),
        ("other words", words(0, 130_000, " "), words(500_000, 130_000, " ")),
        ("other paragraphs", words(0, 110_000, "\n\n"), words(500_000, 110_000, "\n\n")),
        ("many costly ones", costly(0), costly(500_000)),
    ];
    let mut group = criterion.benchmark_group("tell a correction");
    group.sample_size(10);
    for (name, before, after) in cases {
        let correction = correction(before, after);
        group.bench_function(name, |bencher| bencher.iter(|| corrections::entry(black_box(&correction))));
    }
    group.finish();
}

criterion_group!(benches, write, keep, tell);
criterion_main!(benches);
