//! Owns a small newspaper in a store, published into folders by the library itself: what the tests of its history need,
//! at moments of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use postround::clock::Clock;
use postround::domain::{ArticleId, FoundArticle, Name, SourceState};
use postround::progress::Silent;
use postround::publish::options::{Automatic, EntryText, FeedContent, FeedOptions, Origin, PublishOptions, Target};
use postround::publish::{FeedReport, publish};
use postround::rank::{Judge, RankOptions};
use postround::store::{CommentsRead, PageOfComments, Recorded, Round, Store};
use serde_json::Value;
use tempfile::TempDir;

use crate::harness::scratch;
use crate::harness::source::files_below;

/// So many minutes after the beginning of the story.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::minutes(minutes)
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// The newspaper.
#[derive(Debug)]
pub(crate) struct Newspaper {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
    pub(crate) options: PublishOptions,
    pub(crate) judge: Judge,
}

pub(crate) fn feed(named: &str, content: FeedContent, topics: &[&str]) -> FeedOptions {
    FeedOptions {
        name: name(named),
        was: Vec::new(),
        title: format!("The Round: {named}"),
        description: named.to_owned(),
        content,
        text: EntryText::Full,
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        sources: Vec::new(),
    }
}

impl Newspaper {
    /// With feeds of four entries.
    pub(crate) fn new(store: Store) -> Self {
        let url = |text: &str| text.parse().unwrap();
        let origin = |source: &str| {
            (name(source), Origin { title: source.to_owned(), home: url("https://news.example/"), feed: None })
        };
        let options = PublishOptions {
            folder: "unset".into(),
            to: Target::Web,
            entries: 4,
            base: url("https://feeds.example/"),
            publisher: "The Round".to_owned(),
            language: "en-GB".to_owned(),
            ttl: 15,
            sources: [origin("round"), origin("wire")].into(),
            automatic: Automatic { topics: true, sources: true, authors: true, corrections: true },
            text: EntryText::Full,
            editions: Vec::new(),
            digests: Vec::new(),
            hubs: Vec::new(),
            private_hubs: false,
            feeds: vec![feed("all", FeedContent::Articles, &[]), feed("comments", FeedContent::Comments, &[])],
        };
        let judge = Judge { options: RankOptions::default(), zones: BTreeMap::new(), zone: chrono_tz::UTC };
        Self { store, folder: scratch::folder(), options, judge }
    }

    pub(crate) fn path(&self, relative: &str) -> std::path::PathBuf {
        self.folder.path().join(relative)
    }

    /// Records an article as its page stands, with these comments under it.
    pub(crate) async fn tell(&self, source: &str, found: &FoundArticle, comments: &[&str], minute: i64) -> Recorded {
        let read = if comments.is_empty() { CommentsRead::default() } else { thread(comments) };
        self.store.record_article(&name(source), found, &read, at(minute)).await.unwrap()
    }

    /// The same, with votes for the comments: the later, the more.
    pub(crate) async fn tell_with_votes(&self, source: &str, found: &FoundArticle, comments: &[&str], minute: i64) {
        let mut read = thread(comments);
        for comment in read.pages.iter_mut().flat_map(|page| page.comments.iter_mut().flatten()) {
            comment.votes = Some(i64::from(comment.position) * 10);
        }
        self.store.record_article(&name(source), found, &read, at(minute)).await.unwrap();
    }

    /// A round of a source in which all went well.
    pub(crate) async fn gathered(&self, source: &str, minute: i64) {
        let mut round = Round::new(name(source), at(minute));
        (round.finished, round.state) = (at(minute), SourceState::Well);
        self.store.record_round(&round).await.unwrap();
    }

    pub(crate) async fn withdraw(&self, article: ArticleId, source: &str, minute: i64) {
        self.store.withdraw(article, &name(source), at(minute)).await.unwrap();
    }

    /// Publishes into a folder, and tells what became of each feed.
    pub(crate) async fn publish_to(&self, folder: &Path, now: DateTime<Utc>) -> Vec<FeedReport> {
        let options = PublishOptions { folder: folder.to_owned(), ..self.options.clone() };
        publish(&self.store, &options, &self.judge, &Clock::by_hand(now), &Silent).await.unwrap()
    }

    /// Publishes what changed; every feed is in order.
    pub(crate) async fn publish(&self, minute: i64) -> Vec<FeedReport> {
        let reports = self.publish_to(self.folder.path(), at(minute)).await;
        let faults: Vec<_> = reports.iter().filter(|report| !report.problem.is_empty()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        reports
    }

    /// The documents of the folder are those of one that is written anew, at another time.
    pub(crate) async fn assert_as_anew(&self, when: &str) {
        let anew = scratch::folder();
        self.publish_to(anew.path(), at(1_000_000)).await;
        let (held, wanted) = (documents(self.folder.path()), documents(anew.path()));
        let (names, others): (BTreeSet<_>, BTreeSet<_>) = (held.keys().collect(), wanted.keys().collect());
        assert_eq!(names, others, "{when}");
        for (name, bytes) in &held {
            assert!(wanted[name] == *bytes, "{when}: {name} differs");
        }
    }

    /// When each document was last written.
    pub(crate) fn stamps(&self) -> BTreeMap<String, SystemTime> {
        let stamp = |(name, _): (String, Vec<u8>)| {
            let at = std::fs::metadata(self.path(&name)).unwrap().modified().unwrap();
            (name, at)
        };
        documents(self.folder.path()).into_iter().map(stamp).collect()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(&format!("{name}.json"))).unwrap()
    }

    /// The last word of the headline of each entry of a JSON document, in order.
    pub(crate) fn titles(&self, name: &str) -> Vec<String> {
        let json = self.json(name);
        let last = |item: &Value| item["title"].as_str().unwrap().rsplit(' ').next().unwrap().to_owned();
        json["items"].as_array().unwrap().iter().map(last).collect()
    }
}

/// Every document of a folder with its bytes, without what the folder remembers for itself.
pub(crate) fn documents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |file: &Path| file.strip_prefix(folder).unwrap().display().to_string();
    let files = files_below(folder).into_iter().filter(|file| !file.ends_with(".postround-state.json"));
    files.map(|file| (name(&file), std::fs::read(&file).unwrap())).collect()
}

/// A story that was published at a minute.
pub(crate) fn story(word: &str, topics: &[&str], minute: i64) -> FoundArticle {
    let words =
        format!("The wards of {word} will open on a Saturday from next month, and patients of {word} are glad of it.");
    FoundArticle {
        published: Some(at(minute)),
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        html: format!("<p>{words}</p>"),
        text: words,
        ..FoundArticle::new(
            format!("https://news.example/{word}").parse().unwrap(),
            format!("Council decides about {word}"),
        )
    }
}

/// A complete reading of one page with these comments.
fn thread(words: &[&str]) -> CommentsRead {
    let comment = |(position, words): (u32, &&str)| {
        let key = words.split(' ').next().unwrap();
        let text = format!(
            "{words}: in our practice of 9,000 patients it took 14 weeks and £12,000, and I would do it again."
        );
        postround::domain::FoundComment {
            author: Some(format!("Dr {key}")),
            html: format!("<p>{text}</p>"),
            position,
            ..postround::domain::FoundComment::new(postround::domain::CommentKey(key.to_owned()), text)
        }
    };
    let comments = (0..).zip(words).map(comment).collect();
    CommentsRead {
        pages: vec![PageOfComments { page: "p1".to_owned(), comments: Some(comments) }],
        complete: true,
        reached: 0,
    }
}
