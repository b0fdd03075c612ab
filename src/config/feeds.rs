//! Owns the reading of `[publish]` and `[[feed]]`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use url::Url;

use crate::compose::options::DigestOptions;
use crate::domain::Name;
use crate::gather::options::{KindOptions, SourceOptions};
use crate::publish::options::{
    Automatic, DigestScope, EntryText, FeedContent, FeedOptions, Origin, PublishOptions, Target,
};

use super::names::{self, unique_name};
use super::read::Table;
use super::report::Mistake;
use super::surroundings::Surroundings;
use super::values;

/// Each hub costs a request a changed document.
const MOST_HUBS: usize = 5;

pub(super) fn read(
    root: &Table<'_>,
    sources: &[SourceOptions],
    digests: &[DigestOptions],
    around: &Surroundings<'_>,
) -> Option<PublishOptions> {
    let table = root.key("publish").table();
    let folder = table.key("folder").parsed(values::path).unwrap_or_else(|| PathBuf::from("var/public"));
    let to = table.key("to").choice(&[("web", Target::Web), ("folder", Target::Folder)]).unwrap_or(Target::Web);
    let entries = table.key("entries").integer(1..=1000).unwrap_or(50);
    let text = text(&table).unwrap_or(EntryText::Full);
    let automatic = automatic(&table);
    let private_hubs = table.key("private_hubs").boolean().unwrap_or(false);
    let hubs = hubs(&table);
    table.finish();
    let mut taken = BTreeMap::new();
    let tables = root.key("feed").tables();
    let feeds: Vec<FeedOptions> =
        tables.into_iter().filter_map(|table| feed(table, &mut taken, text, around)).collect();
    let publication = around.publication.as_ref()?;
    Some(PublishOptions {
        folder: around.resolve(&folder),
        to,
        entries,
        base: publication.url.clone(),
        publisher: publication.title.clone(),
        language: publication.language.clone(),
        sources: sources.iter().map(|source| (source.name.clone(), origin(source))).collect(),
        ttl: shortest_gap_in_minutes(sources),
        automatic,
        text,
        editions: digests.iter().filter(|d| d.archive).map(|d| (d.name.clone(), d.title.clone())).collect(),
        digests: digests.iter().map(scope).collect(),
        hubs,
        private_hubs,
        feeds,
    })
}

/// The hubs, each once.
fn hubs(table: &Table<'_>) -> Vec<Url> {
    let key = table.key("hubs");
    let mut hubs: Vec<Url> = Vec::new();
    let named = key.list(|item| {
        let hub = item.parsed(hub)?;
        if hubs.contains(&hub) {
            item.refuse(Mistake::new(format!("the hub {hub} is named twice"), "take one of the two out"));
            return None;
        }
        hubs.push(hub);
        Some(())
    });
    if named.is_some() && hubs.len() > MOST_HUBS {
        let what = format!("{} hubs are named, and each is told of every change", hubs.len());
        key.refuse(Mistake::new(
            what,
            format!("name at most {MOST_HUBS}; readers need one, another is for its bad days"),
        ));
    }
    hubs
}

fn hub(text: &str) -> Result<Url, Mistake> {
    let mut hub = values::url(text)
        .map_err(|mistake| Mistake::new(mistake.what, "write a hub's address, such as \"https://hub.example.org/\""))?;
    hub.set_fragment(None);
    Ok(hub)
}

fn automatic(table: &Table<'_>) -> Automatic {
    let on = |key| table.key(key).boolean().unwrap_or(true);
    Automatic { topics: on("topics"), sources: on("sources"), authors: on("authors"), corrections: on("corrections") }
}

fn text(table: &Table<'_>) -> Option<EntryText> {
    table.key("text").choice(&[("full", EntryText::Full), ("summary", EntryText::Summary)])
}

fn scope(digest: &DigestOptions) -> DigestScope {
    DigestScope { name: digest.name.clone(), topics: digest.topics.clone(), sources: digest.sources.clone() }
}

fn origin(source: &SourceOptions) -> Origin {
    let feed = match &source.kind {
        KindOptions::Feed { feed, .. } if !feed.discover => Some(feed.feed.clone()),
        _ => None,
    };
    Origin { title: source.title.clone(), home: source.url.clone(), feed }
}

fn feed(
    table: Table<'_>,
    taken: &mut BTreeMap<Name, String>,
    usual: EntryText,
    around: &Surroundings<'_>,
) -> Option<FeedOptions> {
    let name = unique_name(&table, "\"all\"", taken);
    let was = table.key("was").list(|item| {
        let old = item.parsed(values::name)?;
        if let Some(first) = taken.get(&old) {
            let what = format!("the name {:?} is taken by {first}", old.as_str());
            item.refuse(Mistake::new(what, "name only what the feed was called before, and is called no more"));
            return None;
        }
        taken.insert(old.clone(), table.path().to_owned());
        Some(old)
    });
    let title = table.key("title").required("\"The Round: everything\"").parsed(values::line);
    let description = table.key("description").parsed(values::line);
    let kinds = [
        ("articles", FeedContent::Articles),
        ("comments", FeedContent::Comments),
        ("corrections", FeedContent::Corrections),
    ];
    let content = table.key("kind").choice(&kinds).unwrap_or(FeedContent::Articles);
    let text = text(&table).unwrap_or(usual);
    let topics = names::topics(&table);
    let sources = names::sources(&table, around);
    table.finish();
    let title = title?;
    let description = description.unwrap_or_else(|| describe(&title, content, &topics));
    let was = was.unwrap_or_default();
    Some(FeedOptions { name: name?, was, title, description, content, text, topics, sources })
}

fn describe(title: &str, content: FeedContent, topics: &[String]) -> String {
    match (content, topics) {
        (FeedContent::Articles, []) => title.to_owned(),
        (FeedContent::Articles, topics) => format!("Articles on {}", topics.join(", ")),
        (FeedContent::Corrections, []) => "What was amended after it was published, and how".to_owned(),
        (FeedContent::Corrections, topics) => format!("What was amended, on {}", topics.join(", ")),
        (FeedContent::Comments, []) => "The comments most worth reading".to_owned(),
        (FeedContent::Comments, topics) => format!("The comments most worth reading, on {}", topics.join(", ")),
    }
}

fn shortest_gap_in_minutes(sources: &[SourceOptions]) -> u32 {
    let minutes = sources.iter().map(|source| source.schedule.shortest_gap().num_minutes()).min();
    minutes.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(15).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_describes_itself() {
        let topics = ["Funding".to_owned(), "Workforce".to_owned()];
        let cases = [
            (FeedContent::Articles, &topics[..0], "All of it"),
            (FeedContent::Articles, &topics[..], "Articles on Funding, Workforce"),
            (FeedContent::Comments, &topics[..0], "The comments most worth reading"),
            (FeedContent::Corrections, &topics[1..], "What was amended, on Workforce"),
            (FeedContent::Comments, &topics[..1], "The comments most worth reading, on Funding"),
        ];
        for (content, topics, expected) in cases {
            assert_eq!(describe("All of it", content, topics), expected);
        }
    }
}
