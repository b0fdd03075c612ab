//! Measures publishing on SQLite and on this machine's disk: a store of many articles, published once; then one new
//! article at a time. Says how long it took, how many documents were written and which channels they are of.
//! `BENCH_ARTICLES` is how many (100,000 where it is not set), `BENCH_TURNS` how many new ones.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use postround::clock::Clock;
use postround::domain::{FoundArticle, Name};
use postround::progress::Silent;
use postround::publish::options::{Automatic, EntryText, FeedContent, FeedOptions, Origin, PublishOptions, Target};
use postround::publish::{FeedReport, publish};
use postround::rank::{Judge, RankOptions};
use postround::store::{CommentsRead, Store, StoreUrl};
use tempfile::TempDir;

const SOURCES: [&str; 3] = ["round", "wire", "bulletin"];

const TOPICS: u64 = 20;

const SYLLABLES: [&str; 24] = [
    "ba", "re", "ti", "no", "ward", "staff", "pay", "fund", "ing", "board", "clin", "ic", "al", "pre", "scrib",
    "nurse", "gen", "er", "trust", "plan", "re", "view", "ment", "day",
];

/// Numbers that look random and are the same each time (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn words(&mut self, many: u64) -> String {
        let mut text = String::new();
        for word in 0..many {
            if word > 0 {
                text.push(' ');
            }
            for _ in 0..=self.below(3) {
                let at = usize::try_from(self.below(SYLLABLES.len() as u64)).expect("there are few");
                text.push_str(SYLLABLES[at]);
            }
        }
        text
    }
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).expect("a moment of this century")
}

/// An article of about 3 kB in eight paragraphs.
fn article(number: u64, at: DateTime<Utc>) -> FoundArticle {
    let mut dice = Dice(number.wrapping_mul(2_654_435_761) + 7);
    let paragraphs: Vec<String> = (0..8).map(|_| format!("{}.", dice.words(45))).collect();
    let topic = format!("Topic {}", dice.below(TOPICS) + 1);
    let url = format!("https://news.example/{}/{number}", SOURCES[usize::try_from(number % 3).expect("below 3")]);
    FoundArticle {
        authors: vec!["Jo Example".to_owned()],
        published: Some(at),
        topics: vec![topic],
        lead: Some(dice.words(25)),
        html: format!("<p>{}</p>", paragraphs.join(" <b>&amp; more</b></p><p>")),
        text: paragraphs.join("\n\n"),
        ..FoundArticle::new(url.parse().expect("an address"), format!("{} {number}", dice.words(9)))
    }
}

fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

fn options(folder: &TempDir) -> PublishOptions {
    let feed = |named: &str, content| FeedOptions {
        name: name(named),
        was: Vec::new(),
        title: format!("The Round: {named}"),
        description: named.to_owned(),
        content,
        text: EntryText::Full,
        topics: Vec::new(),
        sources: Vec::new(),
    };
    let url = |text: &str| text.parse().expect("an address");
    let origin = |source: &str| Origin { title: source.to_owned(), home: url("https://news.example/"), feed: None };
    PublishOptions {
        folder: folder.path().join("public"),
        to: Target::Web,
        entries: 50,
        base: url("https://feeds.example/"),
        publisher: "The Round".to_owned(),
        language: "en-GB".to_owned(),
        ttl: 15,
        sources: SOURCES.iter().map(|source| (name(source), origin(source))).collect(),
        automatic: Automatic { topics: true, sources: true, authors: true, corrections: true },
        text: EntryText::Full,
        editions: Vec::new(),
        digests: Vec::new(),
        hubs: Vec::new(),
        private_hubs: false,
        feeds: vec![feed("all", FeedContent::Articles), feed("comments", FeedContent::Comments)],
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

async fn fill(store: &Store, articles: u64) {
    let began = Instant::now();
    for batch in 0..articles.div_ceil(600) {
        for (place, source) in SOURCES.iter().enumerate() {
            let numbers = (batch * 600..((batch + 1) * 600).min(articles)).filter(|n| n % 3 == place as u64);
            let found: Vec<(FoundArticle, CommentsRead)> = numbers
                .map(|n| {
                    (
                        article(n, start() + TimeDelta::minutes(5 * i64::try_from(n).expect("small"))),
                        CommentsRead::default(),
                    )
                })
                .collect();
            let now = found.last().and_then(|(last, _)| last.published).unwrap_or_else(start);
            store.record_articles(&name(source), &found, &[], now).await.expect("the store answers");
        }
    }
    println!("{articles} articles recorded in {:.1} s", began.elapsed().as_secs_f64());
}

fn told(took: Duration, reports: &[FeedReport]) -> String {
    let written: usize = reports.iter().map(|report| report.written).sum();
    let channels: Vec<&str> =
        reports.iter().filter(|report| report.written > 0).map(|report| report.name.as_str()).collect();
    let closed: usize = reports.iter().map(|report| report.archived).sum();
    let shown = if channels.len() > 6 { format!("{} channels", channels.len()) } else { channels.join(", ") };
    format!("{:7.1} ms, {written} documents written, {closed} archives closed: {shown}", took.as_secs_f64() * 1e3)
}

/// Processor time of this process and its threads up to now, where the system tells it: on a busy machine it says more than
/// the time that passed.
fn processor() -> Option<Duration> {
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    Some(TICK * (ticks()? + ticks()?))
}

#[tokio::main]
async fn main() {
    let folder = TempDir::new().expect("the temporary folder is writable");
    let url = StoreUrl::Sqlite(folder.path().join("postround.db"));
    let store = Store::open(&url).await.expect("the folder is writable");
    let options = options(&folder);
    let judge = Judge { options: RankOptions::default(), zones: BTreeMap::new(), zone: chrono_tz::UTC };
    let articles = setting("BENCH_ARTICLES", 100_000);
    fill(&store, articles).await;
    let mut at = start() + TimeDelta::minutes(5 * i64::try_from(articles).expect("small"));
    let run = async |at: DateTime<Utc>| {
        let clock = Clock::by_hand(at);
        let began = Instant::now();
        let reports = publish(&store, &options, &judge, &clock, &Silent).await.expect("the folder is writable");
        assert!(reports.iter().all(|report| report.problem.is_empty()), "{reports:?}");
        (began.elapsed(), reports)
    };
    let (took, reports) = run(at).await;
    println!("everything:   {}", told(took, &reports));
    let (took, reports) = run(at).await;
    println!("nothing new:  {}", told(took, &reports));
    let mut times = Vec::new();
    let mut spent = Duration::ZERO;
    for turn in 0..setting("BENCH_TURNS", 30) {
        at += TimeDelta::minutes(5);
        let number = articles + turn;
        let source = name(SOURCES[usize::try_from(number % 3).expect("below 3")]);
        let found = [(article(number, at), CommentsRead::default())];
        store.record_articles(&source, &found, &[], at).await.expect("the store answers");
        let before = processor();
        let (took, reports) = run(at + TimeDelta::seconds(1)).await;
        spent += processor().zip(before).map_or(Duration::ZERO, |(after, before)| after.saturating_sub(before));
        println!("one new:      {}", told(took, &reports));
        times.push(took);
    }
    times.sort_unstable();
    if let Some(middle) = times.get(times.len() / 2) {
        let (least, most) = (times[0].as_secs_f64() * 1e3, times[times.len() - 1].as_secs_f64() * 1e3);
        println!("one new, middle of {}: {:.1} ms ({least:.1} to {most:.1})", times.len(), middle.as_secs_f64() * 1e3);
        let turns = u32::try_from(times.len()).unwrap_or(1);
        println!("processor time for each: {:.0} ms", (spent / turns).as_secs_f64() * 1e3);
    }
    store.close().await;
}
