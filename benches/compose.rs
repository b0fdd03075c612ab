//! Measures the drafting of an edition of ten articles, comments ranked, over a SQLite store of 2,000 articles with
//! twelve comments each.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use postround::compose::options::{DigestOptions, IfLater};
use postround::compose::{Desk, Window, draft};
use postround::domain::{CommentKey, FoundArticle, FoundComment, Schedule};
use postround::rank::{Judge, RankOptions};
use postround::render::{Masthead, Templates};
use postround::store::{CommentsRead, PageOfComments, Store, StoreUrl};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const ARTICLES: i64 = 2_000;
const COMMENTS: u32 = 12;
const TOPICS: &[&str] = &["Pay", "Workforce", "Clinics"];
const SENTENCES: &[&str] = &[
    "We tried this on our ward last winter and it cost 40 hours a week.",
    "Nobody asked the staff, because nobody wanted the answer.",
    "The figures in the third paragraph are for the whole region.",
    "It works where the rota is made by those who work it.",
    "I doubt it.",
];

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).expect("a moment of this century") + TimeDelta::minutes(minutes)
}

fn text(seed: usize, sentences: usize) -> String {
    let sentence = |number: usize| SENTENCES[(seed * 7 + number * 3) % SENTENCES.len()];
    (0..sentences).map(|number| format!("{} ({})", sentence(number), seed + number)).collect::<Vec<_>>().join(" ")
}

fn comment(article: usize, position: u32) -> FoundComment {
    let text = text(article + position as usize, 1 + position as usize % 4);
    FoundComment {
        key: CommentKey(position.to_string()),
        author: Some(format!("Reader {}", position % 5)),
        role: None,
        posted: None,
        html: format!("<p>{text}</p>"),
        text,
        votes: None,
        parent: None,
        position,
        depth: 0,
        permalink: None,
        by_staff: false,
        removed: false,
    }
}

/// A store in which one article came each minute.
async fn store(folder: &TempDir) -> Store {
    let url = StoreUrl::Sqlite(folder.path().join("postround.db"));
    let store = Store::open(&url).await.expect("the folder is writable");
    let source = "paper".parse().expect("a name");
    for (number, minute) in (0..ARTICLES).enumerate() {
        let url = format!("https://news.example/{number}").parse().expect("a URL");
        let text = text(number, 20);
        let found = FoundArticle {
            topics: vec![TOPICS[number % TOPICS.len()].to_owned()],
            html: format!("<p>{text}</p>"),
            text,
            ..FoundArticle::new(url, format!("Story {number}"))
        };
        let comments = (0..COMMENTS).map(|position| comment(number, position)).collect();
        let pages = vec![PageOfComments { page: found.url.to_string(), comments: Some(comments) }];
        let read = CommentsRead { pages, complete: true, reached: 0 };
        store.record_article(&source, &found, &read, at(minute)).await.expect("the store answers");
    }
    store
}

fn digest() -> DigestOptions {
    DigestOptions {
        name: "daily".parse().expect("a name"),
        title: "The Daily Round".to_owned(),
        subject: "{{ digest.title }}".to_owned(),
        schedule: Schedule::parse("@daily", chrono_tz::Europe::London).expect("a schedule"),
        topics: vec!["pay".to_owned(), "clinics".to_owned()],
        sources: Vec::new(),
        max_articles: 10,
        proof_to: Vec::new(),
        send_if_within: Duration::from_hours(6),
        if_later: IfLater::Merge,
        stale_after: Duration::from_hours(72),
        template: "digest".to_owned(),
        archive: true,
    }
}

fn masthead(digest: &DigestOptions) -> Masthead {
    let base: url::Url = "https://round.example.org/".parse().expect("a URL");
    Masthead {
        name: digest.name.clone(),
        title: digest.title.clone(),
        subject: digest.subject.clone(),
        template: digest.template.clone(),
        zone: chrono_tz::Europe::London,
        archive: true,
        publication: "The Round".to_owned(),
        more: base.clone(),
        base,
        contact: "round@example.org".to_owned(),
        language: "en".to_owned(),
        sources: std::collections::BTreeMap::new(),
        seal: None,
    }
}

fn drafting(c: &mut Criterion) {
    let folder = TempDir::new().expect("the temporary folder is writable");
    let runtime = Runtime::new().expect("a runtime needs nothing but file handles");
    let store = runtime.block_on(store(&folder));
    let digest = digest();
    let masthead = masthead(&digest);
    let judge = Judge { options: RankOptions::default(), zones: BTreeMap::new(), zone: chrono_tz::Europe::London };
    let templates = Templates::load(None).expect("the built-in templates");
    let mail_domain = "round.example.org";
    let desk = Desk { digest: &digest, masthead: &masthead, judge: &judge, templates: &templates, mail_domain };
    let day = Window { from: Some(at(ARTICLES - 24 * 60)), cut: at(ARTICLES) };
    for (name, window) in [("a_day", day), ("everything", Window { from: None, ..day })] {
        c.bench_function(&format!("draft/{name}"), |b| {
            b.iter(|| {
                let draft = runtime.block_on(draft(&store, desk, black_box(window))).expect("the store answers");
                assert_eq!(draft.edition.entries.len(), 10);
            });
        });
    }
}

criterion_group!(benches, drafting);
criterion_main!(benches);
