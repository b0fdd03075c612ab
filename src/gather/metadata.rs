//! Owns what a page says of its article beside the body: headline, authors, dates, topics, lead, image, access.
//!
//! For each field the first of these that says anything is believed: the operator's selector (which `page` reads before it
//! asks here: a rule that was written down is meant), JSON-LD, OpenGraph and other `meta` elements, microdata, the page as
//! people see it. Three fields are more than the first: topics are gathered from all four, a day without an hour takes the
//! hour that another names for the same day, and an image takes its words and its taker from the figure that shows it.

mod access;
mod collect;
mod fields;
mod language;
mod names;
mod picture;
mod sources;
mod title;
mod visible;

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use scraper::Html;

use super::kind::Page;
use super::linked_data::LinkedData;

pub use access::gate_of;
pub use fields::Metadata;
pub(super) use language::language;
pub(super) use names::split as split_names;

/// More topics than this are a list of keywords for machines.
const MAX_TOPICS: usize = 12;

/// Reads what a page says of its article.
pub fn read(doc: &Html, page: &Page<'_>) -> Metadata {
    let collected = collect::Collected::new(doc);
    let linked = LinkedData::read(doc);
    let index = linked.index();
    let sources = sources::Sources { seen: &collected, page };
    let all = [sources.linked_data(&index), sources.meta(), sources.microdata(), visible::read(&sources)];
    let publisher = index.article(page.url).and_then(|article| article.get("publisher"));
    let mut sites = publisher.map(|publisher| index.names(publisher)).unwrap_or_default();
    sites.extend(
        ["og:site_name", "application-name", "apple-mobile-web-app-title"].iter().filter_map(|n| collected.meta(n)),
    );
    let starts: Vec<DateTime<Utc>> = all.iter().filter_map(|said| said.published).collect();
    let changes: Vec<DateTime<Utc>> = all.iter().filter_map(|said| said.updated).collect();
    let topics = topics(&all, &sites);
    let mut found = all.into_iter().reduce(Metadata::or).unwrap_or_default();
    found.published = to_the_minute(&starts, page.zone);
    found.updated = to_the_minute(&changes, page.zone);
    found.title = title::choose(found.title, &collected.headings(), &sites, page.url);
    found.authors.retain(|name| !sites.iter().any(|site| site.eq_ignore_ascii_case(name)));
    found.canonical = sources.canonical();
    found.image = picture::complete(found.image, &collected, page.url);
    found.topics = topics;
    let title = found.title.as_deref();
    found.topics.retain(|topic| Some(topic.as_str()) != title);
    if found.updated < found.published {
        found.updated = None;
    }
    found
}

/// The topics of all sources, each once, without the site's own name.
fn topics(all: &[Metadata], sites: &[&str]) -> Vec<String> {
    let named = sources::unique(all.iter().flat_map(|said| said.topics.iter().cloned()));
    let own = |topic: &String| sites.iter().any(|site| site.eq_ignore_ascii_case(topic));
    named.into_iter().filter(|topic| !own(topic)).take(MAX_TOPICS).collect()
}

/// The first time, or that of another source for the same day where the first is only a day.
fn to_the_minute(times: &[DateTime<Utc>], zone: Tz) -> Option<DateTime<Utc>> {
    let first = *times.first()?;
    let is_day = |at: &DateTime<Utc>| at.time() == NaiveTime::MIN || at.with_timezone(&zone).time() == NaiveTime::MIN;
    let day = |at: &DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let exact =
        times.iter().find(|at| !is_day(at) && (day(at) == day(&first) || at.date_naive() == first.date_naive()));
    Some(exact.copied().filter(|_| is_day(&first)).unwrap_or(first))
}

#[cfg(test)]
mod tests;
