//! Owns a person's own feed: the articles of their topics, at an address that is theirs alone. It is made when it is asked
//! for, and stands in no folder, no list and at no hub; its token is in nothing that is logged.

use chrono::{DateTime, Utc};
use url::Url;

use super::channel::{Channel, Ending, Paging};
use super::entries::{self, Quoted};
use super::gate;
use super::options::{DigestScope, PublishOptions};
use super::report::ReportLinks;
use crate::domain::REPORT_SEAL;
use crate::rank::Judge;
use crate::store::{ArticleFilter, OpenedFeed, Store};

/// What stands in the place of a token in whatever is told.
const HIDDEN: &str = "TOKEN";

/// The address of a person's own feed, without ending: `…/my/TOKEN/feed`.
pub fn personal_address(base: &Url, token: &str) -> Url {
    let mut address = base.clone();
    address.set_path(&format!("{}my/{token}/feed", base.path()));
    address
}

/// One document of the feed that a token opens, and when it last changed; `None` where it opens none: an unknown token,
/// one that was taken away or renewed, and a person who may not be mailed, or who left every digest and has no topics of
/// their own.
pub async fn document(
    store: &Store,
    options: &PublishOptions,
    judge: &Judge,
    (token, ending): (&str, Ending),
    now: DateTime<Utc>,
) -> anyhow::Result<Option<(Vec<u8>, DateTime<Utc>)>> {
    let Some(channel) = channel(store, options, judge, token, now).await? else { return Ok(None) };
    let hidden = token.to_owned();
    tokio::task::spawn_blocking(move || {
        let updated = channel.updated;
        // A finding may name the address of the document.
        let passed = gate::pass(&channel, now, &|_, _| false)
            .map_err(|why| anyhow::anyhow!("a person's own feed: {}", why.replace(&hidden, HIDDEN)))?;
        for told in passed.left_out.iter().chain(&passed.warnings) {
            tracing::warn!("in a person's own feed: {}", told.replace(&hidden, HIDDEN));
        }
        let document = passed.documents.into_iter().find(|(of, _)| *of == ending);
        Ok(document.map(|(_, bytes)| (bytes, updated)))
    })
    .await?
}

/// The feed that a token opens, before it has a format; `None` as in [`document`].
pub async fn channel(
    store: &Store,
    options: &PublishOptions,
    judge: &Judge,
    token: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Channel>> {
    let Some(opened) = store.personal_of(token).await? else { return Ok(None) };
    let Some(filter) = scope(&opened, &options.digests) else { return Ok(None) };
    let reports = ReportLinks::new(options.base.clone(), store.seal(REPORT_SEAL, now).await?);
    let mut quoted = Quoted::new(store, reports).await?;
    let entries = entries::articles(store, &filter, options.entries, judge, &mut quoted, &options.sources).await?;
    // Neither name nor address of the person: whoever sees the feed over a shoulder learns nothing.
    Ok(Some(Channel {
        id: opened.feed.uid,
        title: format!("{}: for you", options.publisher),
        description: match filter.topics.as_slice() {
            [] => "Every article, with the best comments under it".to_owned(),
            topics => format!("Articles on {}", topics.join(", ")),
        },
        language: options.language.clone(),
        home: options.base.clone(),
        address: personal_address(&options.base, token),
        publisher: options.publisher.clone(),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(opened.feed.made),
        ttl: options.ttl,
        // A hub is told the address of what it is to fetch (Huginn's manual warns of just that).
        hubs: Vec::new(),
        paging: Paging::None,
        entries,
    }))
}

/// Whether a feed opens anything: see [`document`].
pub fn is_open(opened: &OpenedFeed, digests: &[DigestScope]) -> bool {
    scope(opened, digests).is_some()
}

/// Which articles a person's feed is of: those of their own topics, else of any digest they get. `None` where it is of
/// nothing, since nobody may write to them or they left everything.
fn scope(opened: &OpenedFeed, digests: &[DigestScope]) -> Option<ArticleFilter> {
    if opened.suppressed {
        return None;
    }
    if !opened.feed.topics.is_empty() {
        return Some(ArticleFilter { topics: opened.feed.topics.clone(), sources: Vec::new() });
    }
    let got: Vec<&DigestScope> = digests.iter().filter(|digest| opened.digests.contains(&digest.name)).collect();
    if got.is_empty() {
        return None;
    }
    // A digest without topics is of all of them. Where one is of some topics and another of some sources, the feed has
    // rather more than the two than less.
    Some(ArticleFilter {
        topics: all_of(got.iter().map(|digest| digest.topics.as_slice())),
        sources: all_of(got.iter().map(|digest| digest.sources.as_slice())),
    })
}

/// Each of these once; none, which is everything, where one of them is.
fn all_of<'a, T: Clone + PartialEq + 'a>(lists: impl Iterator<Item = &'a [T]>) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for list in lists {
        if list.is_empty() {
            return Vec::new();
        }
        for one in list {
            if !all.contains(one) {
                all.push(one.clone());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SubscriberId;
    use crate::store::PersonalFeed;

    fn digest(name: &str, topics: &[&str], sources: &[&str]) -> DigestScope {
        DigestScope {
            name: name.parse().unwrap(),
            topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
            sources: sources.iter().map(|source| source.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn a_feed_is_of_the_persons_topics_or_of_their_digests() {
        let digests = [
            digest("all", &[], &[]),
            digest("pay", &["Pay", "Jobs"], &[]),
            digest("jobs", &["Jobs"], &["wire"]),
            digest("wire", &[], &["wire", "paper"]),
            digest("both", &["Law"], &["paper"]),
        ];
        type Case<'a> = (&'a [&'a str], &'a [&'a str], Option<(&'a [&'a str], &'a [&'a str])>);
        let cases: [Case<'_>; 9] = [
            (&[], &[], None),
            (&[], &["gone"], None),
            (&["Own"], &[], Some((&["Own"], &[]))),
            (&["Own"], &["pay", "wire"], Some((&["Own"], &[]))),
            (&[], &["all"], Some((&[], &[]))),
            (&[], &["all", "pay"], Some((&[], &[]))),
            (&[], &["pay", "jobs"], Some((&["Pay", "Jobs"], &[]))),
            (&[], &["jobs", "both"], Some((&["Jobs", "Law"], &["wire", "paper"]))),
            (&[], &["jobs", "wire"], Some((&[], &["wire", "paper"]))),
        ];
        for (own, got, expected) in cases {
            let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
            let feed = PersonalFeed {
                subscriber: SubscriberId(1),
                uid: "urn:uuid:x".to_owned(),
                token: "t".to_owned(),
                topics: words(own),
                made: DateTime::UNIX_EPOCH,
            };
            let digests_got = got.iter().map(|name| name.parse().unwrap()).collect();
            let opened = OpenedFeed { feed, suppressed: false, digests: digests_got };
            let filter = scope(&opened, &digests);
            let found = filter.map(|f| (f.topics, f.sources.iter().map(ToString::to_string).collect::<Vec<_>>()));
            assert_eq!(found, expected.map(|(topics, sources)| (words(topics), words(sources))), "{own:?} {got:?}");
            assert_eq!(scope(&OpenedFeed { suppressed: true, ..opened }, &digests), None);
        }
    }
}
