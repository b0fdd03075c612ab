//! Owns which paths of the folder are documents of today's configuration, and how each of them is served.

use axum::http::HeaderValue;

use super::document::{Manner, value};
use crate::publish::channel::Ending;
use crate::publish::options::PublishOptions;

/// Seconds for which an archive may be kept: it only changes when something in it is withdrawn or corrected.
const ARCHIVE_KEPT: u64 = 24 * 60 * 60;

/// A path in its parts: `feeds/all`, the number of the archive if it is one, and the ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) struct Parts<'a> {
    /// The channel's path: the page's too.
    pub(in crate::web) channel: &'a str,
    /// What stands behind the channel's path, such as `.archive-3.rss`.
    pub(in crate::web) rest: &'a str,
    /// The format.
    pub(in crate::web) ending: Option<Ending>,
}

/// Splits a path without a slash before it; a name has no dot, so that everything from the first on is ending.
pub(in crate::web) fn parts(path: &str) -> Parts<'_> {
    let last = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path[last..].find('.').map_or(path.len(), |dot| last + dot);
    let (channel, rest) = path.split_at(dot);
    let ending = Ending::ALL.into_iter().find(|ending| {
        rest.rsplit_once('.').is_some_and(|(before, word)| word == ending.as_str() && is_plain_or_archive(before))
    });
    Parts { channel, rest, ending }
}

fn is_plain_or_archive(between: &str) -> bool {
    let number = between.strip_prefix(".archive-");
    between.is_empty()
        || number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// How the document at a path is served; nothing where it is none of the configuration: the files of a feed that was
/// taken out are not kept up.
pub(in crate::web) fn manner(options: &PublishOptions, path: &str) -> Option<Manner> {
    if path == "feeds.opml" {
        return Some(plain(options, HeaderValue::from_static("text/x-opml; charset=utf-8")));
    }
    let parts = parts(path);
    let ending = parts.ending?;
    if !is_configured(options, parts.channel) {
        return None;
    }
    let mut manner = of_feed(options, path, ending);
    // Of an article's comments no hub is told, whether or not they stand in the folder.
    if parts.channel.starts_with("articles/") {
        manner = manner.without_links();
    }
    if parts.rest.starts_with(".archive-") {
        manner.cache = kept(ARCHIVE_KEPT.max(interval(options)));
    }
    Some(manner)
}

/// How a feed of everybody's is served.
pub(in crate::web) fn of_feed(options: &PublishOptions, path: &str, ending: Ending) -> Manner {
    let media = value(&format!("{}; charset=utf-8", ending.media_type()));
    let mut manner = Manner { cors: ending == Ending::Json, ..plain(options, media) };
    if !options.hubs.is_empty() {
        let own = format!("<{}{path}>; rel=\"self\"", options.base);
        let hubs = options.hubs.iter().map(|hub| value(&format!("<{hub}>; rel=\"hub\"")));
        manner.links = hubs.chain([value(&own)]).collect();
    }
    manner
}

impl Manner {
    /// The same, leading nowhere.
    pub(in crate::web) fn without_links(self) -> Self {
        Self { links: Vec::new(), ..self }
    }

    /// The same for one person alone: nobody on the way keeps it, and no search engine.
    pub(in crate::web) fn of_one_person(self, options: &PublishOptions) -> Self {
        let cache = value(&format!("private, max-age={}", interval(options)));
        Self { cache, cors: false, private: true, ..self }
    }
}

fn plain(options: &PublishOptions, media: HeaderValue) -> Manner {
    Manner { media, cache: kept(interval(options)), cors: false, links: Vec::new(), private: false }
}

fn kept(seconds: u64) -> HeaderValue {
    value(&format!("public, max-age={seconds}"))
}

/// Seconds between two rounds, before which there is nothing new.
pub(in crate::web) fn interval(options: &PublishOptions) -> u64 {
    u64::from(options.ttl.max(1)) * 60
}

fn is_configured(options: &PublishOptions, channel: &str) -> bool {
    if let Some(name) = channel.strip_prefix("feeds/") {
        return match name.split_once('/') {
            None => {
                options.feeds.iter().any(|feed| feed.name.as_str() == name)
                    || (name == "corrections" && options.automatic.corrections)
            }
            Some(("topics", _)) => options.automatic.topics,
            Some(("sources", name)) => {
                options.automatic.sources && options.sources.keys().any(|source| source.as_str() == name)
            }
            Some(_) => false,
        };
    }
    if let Some(digest) = channel.strip_prefix("editions/") {
        return options.editions.iter().any(|(name, _)| name.as_str() == digest);
    }
    channel.starts_with("articles/") && channel.ends_with("/comments")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_falls_into_its_parts() {
        for (path, channel, rest, ending) in [
            ("feeds/all.rss", "feeds/all", ".rss", Some(Ending::Rss)),
            ("feeds/topics/x.json", "feeds/topics/x", ".json", Some(Ending::Json)),
            ("feeds/all.archive-12.atom", "feeds/all", ".archive-12.atom", Some(Ending::Atom)),
            ("feeds/all.archive-.atom", "feeds/all", ".archive-.atom", None),
            ("feeds/all.archive-x.atom", "feeds/all", ".archive-x.atom", None),
            ("feeds/all.rss.gz", "feeds/all", ".rss.gz", None),
            ("feeds/all.RSS", "feeds/all", ".RSS", None),
            ("feeds/all", "feeds/all", "", None),
            ("feeds/.rss", "feeds/", ".rss", Some(Ending::Rss)),
            ("a.b/c", "a.b/c", "", None),
            ("", "", "", None),
        ] {
            assert_eq!(parts(path), Parts { channel, rest, ending }, "{path}");
        }
    }
}
