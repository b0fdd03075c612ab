//! Owns a person's own feed: the articles of their topics, at an address that is theirs alone. It is made when it is asked
//! for, and stands in no folder, no list and at no hub; its token is in nothing that is logged.

use url::Url;

use super::channel::{Channel, Paging};
use super::on_demand::{self, Means, Packed};
use super::options::{DigestScope, PublishOptions};
use crate::store::{ArticleFilter, OpenedFeed, Store, StoreResult};

/// The address of a person's own feed, without ending: `…/my/TOKEN/feed`.
pub fn personal_address(base: &Url, token: &str) -> Url {
    let mut address = base.clone();
    address.set_path(&format!("{}my/{token}/feed", base.path()));
    address
}

/// The feed that a token opens, in every format; `None` where it opens none: an unknown token, one that was taken away or
/// renewed, and that of a person who may not be mailed, or who left every digest and has no topics of their own. All that
/// can change without any article being touched, so that what was made before is not to be believed for long.
pub async fn documents(means: &Means<'_>, token: &str) -> anyhow::Result<Option<Vec<Packed>>> {
    let Some(channel) = channel(means, token).await? else { return Ok(None) };
    on_demand::passed(means, channel, Some(token)).await.map(Some)
}

/// Whether a token opens a feed now: asked before what was made before is shown again.
pub async fn opens(store: &Store, options: &PublishOptions, token: &str) -> StoreResult<bool> {
    let opened = store.personal_of(token).await?;
    Ok(opened.is_some_and(|opened| is_open(&opened, &options.digests)))
}

/// The feed that a token opens, before it has a format; `None` as in [`documents`].
pub async fn channel(means: &Means<'_>, token: &str) -> anyhow::Result<Option<Channel>> {
    let options = means.options;
    let Some(opened) = means.store.personal_of(token).await? else { return Ok(None) };
    let Some(filter) = scope(&opened, &options.digests) else { return Ok(None) };
    let articles = means.store.articles_latest(&filter, options.entries).await?;
    let entries = on_demand::entries(means, articles).await?;
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

/// Whether a feed opens anything: see [`documents`].
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
    use chrono::DateTime;

    use super::*;
    use crate::domain::SubscriberId;
    use crate::store::PersonalFeed;

    /// Topics of their own, digests they get, and the topics and sources of the feed.
    type Case<'a> = (&'a [&'a str], &'a [&'a str], Option<(&'a [&'a str], &'a [&'a str])>);

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
