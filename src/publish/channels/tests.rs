//! Owns the tests of which channels there are.

use std::collections::BTreeMap;

use chrono::DateTime;

use super::super::options::{Automatic, Origin, Target};
use super::*;

fn options() -> PublishOptions {
    PublishOptions {
        folder: "public".into(),
        to: Target::Web,
        entries: 50,
        base: "https://feeds.example/round/".parse().unwrap(),
        publisher: "The Round".to_owned(),
        language: "en-GB".to_owned(),
        ttl: 15,
        sources: BTreeMap::new(),
        automatic: Automatic { topics: true, sources: true, authors: true, corrections: true },
        text: EntryText::Full,
        editions: Vec::new(),
        digests: Vec::new(),
        hubs: Vec::new(),
        private_hubs: false,
        feeds: vec![feed("all", &[], &[])],
    }
}

fn feed(name: &str, topics: &[&str], sources: &[&str]) -> FeedOptions {
    FeedOptions {
        name: name.parse().unwrap(),
        was: Vec::new(),
        title: name.to_owned(),
        description: String::new(),
        content: FeedContent::Articles,
        text: EntryText::Full,
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        sources: sources.iter().map(|source| source.parse().unwrap()).collect(),
    }
}

fn record(name: &str, about: &str) -> FeedRecord {
    FeedRecord {
        name: name.to_owned(),
        uid: format!("urn:uuid:{name}"),
        number: 1,
        about: about.to_owned(),
        defined: DateTime::UNIX_EPOCH,
        entries: 0,
        published: None,
        problem: String::new(),
    }
}

fn keys(listed: &[Listed]) -> Vec<&str> {
    listed.iter().map(|listed| listed.key.as_str()).collect()
}

fn frequent(topics: &[(&str, u32)]) -> Vec<(String, u32)> {
    topics.iter().map(|(topic, articles)| ((*topic).to_owned(), *articles)).collect()
}

#[test]
fn channels_have_paths_and_addresses() {
    for (of, expected) in
        [("all", "feeds/all"), ("topics/pay", "feeds/topics/pay"), ("editions/daily", "editions/daily")]
    {
        assert_eq!((path(of).as_str(), key(expected)), (expected, Some(of)));
    }
    assert_eq!(key("articles/x/comments"), None);
    assert_eq!(address(&options().base, "all").as_str(), "https://feeds.example/round/feeds/all");
}

#[test]
fn the_configuration_makes_channels_and_names_none_twice() {
    let mut options = options();
    let origin = |title: &str| Origin { title: title.to_owned(), home: options.base.clone(), feed: None };
    options.sources = [("post", origin("The Post")), ("wire", origin("The Wire"))]
        .map(|(name, origin)| (name.parse().unwrap(), origin))
        .into();
    options.editions = vec![("daily".parse().unwrap(), "The Daily Round".to_owned())];
    assert_eq!(keys(&fixed(&options)), ["all", "sources/post", "sources/wire", "corrections", "editions/daily"]);
    assert_eq!(fixed(&options)[2].title, "The Round: The Wire");
    options.feeds.push(feed("from-the-wire", &[], &["wire"]));
    options.feeds.push(FeedOptions { content: FeedContent::Corrections, ..feed("corrections", &[], &[]) });
    assert_eq!(
        keys(&fixed(&options)),
        ["all", "from-the-wire", "corrections", "sources/post", "editions/daily"],
        "a configured feed of the same articles, or of the same name, stands for the automatic one"
    );
    options.automatic = Automatic { sources: false, corrections: false, ..options.automatic };
    assert_eq!(keys(&fixed(&options)), ["all", "from-the-wire", "corrections", "editions/daily"]);
}

#[test]
fn topics_that_are_frequent_have_a_feed_for_ever() {
    let mut options = options();
    options.feeds.push(feed("money", &["FUNDING"], &[]));
    let topics =
        frequent(&[("Workforce", 2), ("Funding", 9), ("Once", 1), ("Pay & Terms", 5), ("pay terms", 3), ("健康", 2)]);
    let (new, crowded) = new_topics(&options, &[], topics.clone());
    assert_eq!(keys(&new), ["topics/pay-terms", "topics/pay-terms-2", "topics/workforce", "topics/topic"]);
    assert!(!crowded);
    assert_eq!((new[2].title.as_str(), new[2].about.as_str()), ("The Round: Workforce", "Workforce"));
    // Made before, under another spelling: nothing new, and it stays when the topic rests.
    let records = [record("topics/workforce", "workForce"), record("topics/pay-terms", "pay terms"), record("all", "")];
    assert_eq!(keys(&new_topics(&options, &records, topics).0), ["topics/pay-terms-2", "topics/topic"]);
    assert_eq!(keys(&made_topics(&options, &records)), ["topics/workforce", "topics/pay-terms"]);
    options.automatic.topics = false;
    assert_eq!(keys(&made_topics(&options, &records)), [] as [&str; 0]);
}

#[test]
fn a_site_of_endless_topics_does_not_fill_the_disk() {
    let topics: Vec<(String, u32)> = (1..=400).map(|number| (format!("T{number}"), number)).collect();
    let (new, crowded) = new_topics(&options(), &[record("topics/t400", "T400")], topics);
    assert_eq!((new.len(), crowded), (MOST_TOPICS - 1, true));
    assert_eq!(new[0].about, "T399", "the most frequent first");
}

#[test]
fn a_renamed_feed_keeps_what_it_was() {
    let mut options = options();
    options.feeds[0].was = vec!["everything".parse().unwrap(), "main".parse().unwrap()];
    let name = |old: &str| vec![(old.to_owned(), "all".to_owned())];
    assert_eq!(renames(&options, &[record("main", "")]), name("main"));
    assert_eq!(renames(&options, &[record("other", "")]), []);
    assert_eq!(renames(&options, &[record("main", ""), record("all", "")]), [], "it has been renamed before");
}

#[test]
fn articles_belong_to_channels_by_topic_and_source() {
    let filter = |topics: &[&str], sources: &[&str]| {
        let feed = feed("x", topics, sources);
        ArticleFilter { topics: feed.topics, sources: feed.sources }
    };
    let (topics, sources) = (["pay".to_owned(), "a b".to_owned()], ["wire".parse().unwrap()]);
    for (filter, expected) in [
        (filter(&[], &[]), true),
        (filter(&["Pay"], &[]), true),
        (filter(&["A|B"], &["wire"]), true),
        (filter(&["Pay"], &["post"]), false),
        (filter(&["Other"], &[]), false),
    ] {
        assert_eq!(is_of(&filter, &topics, &sources), expected, "{filter:?}");
    }
}
