//! Owns the reading of `[publish]` and `[[feed]]`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::domain::Name;
use crate::gather::options::SourceOptions;
use crate::publish::options::{FeedContent, FeedOptions, PublishOptions};

use super::names::{self, unique_name};
use super::read::Table;
use super::surroundings::Surroundings;
use super::values;

pub(super) fn read(root: &Table<'_>, sources: &[SourceOptions], around: &Surroundings<'_>) -> Option<PublishOptions> {
    let table = root.key("publish").table();
    let folder = table.key("folder").parsed(values::path).unwrap_or_else(|| PathBuf::from("var/public"));
    let entries = table.key("entries").integer(1..=1000).unwrap_or(50);
    table.finish();
    let mut taken = BTreeMap::new();
    let feeds = root.key("feed").tables().into_iter().filter_map(|table| feed(table, &mut taken, around)).collect();
    let publication = around.publication.as_ref()?;
    Some(PublishOptions {
        folder: around.resolve(&folder),
        entries,
        base: publication.url.clone(),
        publisher: publication.title.clone(),
        language: publication.language.clone(),
        sources: sources.iter().map(|source| (source.name.clone(), source.title.clone())).collect(),
        ttl: shortest_gap_in_minutes(sources),
        feeds,
    })
}

fn feed(table: Table<'_>, taken: &mut BTreeMap<Name, String>, around: &Surroundings<'_>) -> Option<FeedOptions> {
    let name = unique_name(&table, "\"all\"", taken);
    let title = table.key("title").required("\"The Round: everything\"").parsed(values::line);
    let description = table.key("description").parsed(values::line);
    let kinds = [("articles", FeedContent::Articles), ("comments", FeedContent::Comments)];
    let content = table.key("kind").choice(&kinds).unwrap_or(FeedContent::Articles);
    let topics = names::topics(&table);
    let sources = names::sources(&table, around);
    table.finish();
    let title = title?;
    let description = description.unwrap_or_else(|| describe(&title, content, &topics));
    Some(FeedOptions { name: name?, title, description, content, topics, sources })
}

fn describe(title: &str, content: FeedContent, topics: &[String]) -> String {
    match (content, topics) {
        (FeedContent::Articles, []) => title.to_owned(),
        (FeedContent::Articles, topics) => format!("Articles on {}", topics.join(", ")),
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
            (FeedContent::Comments, &topics[..1], "The comments most worth reading, on Funding"),
        ];
        for (content, topics, expected) in cases {
            assert_eq!(describe("All of it", content, topics), expected);
        }
    }
}
