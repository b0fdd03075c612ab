//! Owns archives, the closed documents of a feed's history (RFC 5005): what they are called, when members that leave the
//! live document are put into one, and what one shows.

use chrono::{DateTime, Utc};

use super::channel::{Channel, Entry, Paging};
use super::channels::Content;
use super::corrections;
use super::desk::Desk;
use super::entries::{Manner, article_entry};
use super::feeds::Feed;
use crate::store::{Archive, Store, StoreResult};

/// What stands between the path of a live document and the number of an archive.
const MARK: &str = ".archive-";

/// The path of an archive's documents without an ending, of that of the live ones.
pub(super) fn stem(live: &str, number: i64) -> String {
    format!("{live}{MARK}{number}")
}

/// The path of the live documents that an archive's path, without an ending, is beside, and the archive's number; `None`
/// where it is no archive's. It is as good for keys as for paths.
pub fn of_stem(stem: &str) -> Option<(&str, i64)> {
    let (live, number) = stem.rsplit_once(MARK)?;
    // A sign is no part of a number here, though it can be read as one.
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    Some((live, number.parse().ok().filter(|_| is_number)?))
}

/// Closes archives of the feeds whose live documents are to be done, and of those that a process which was killed left
/// with too few, until fewer members than a live document holds are in none: so that overlaps them always.
pub(super) async fn close(store: &Store, feeds: &mut [Feed], entries: u32, now: DateTime<Utc>) -> StoreResult<()> {
    for feed in feeds.iter_mut().filter(|feed| feed.has_members() && (feed.live || is_overfull(feed, entries))) {
        close_of(store, feed, entries, now).await?;
    }
    Ok(())
}

/// Whether a touched place says that archives are behind: places were given, and nothing was closed after.
fn is_overfull(feed: &Feed, entries: u32) -> bool {
    let archived = feed.archives.last().map_or(0, |archive| archive.last_place);
    feed.places.iter().max().is_some_and(|newest| newest - archived >= i64::from(entries))
}

async fn close_of(store: &Store, feed: &mut Feed, entries: u32, now: DateTime<Utc>) -> StoreResult<()> {
    let members = i64::from(store.members(feed.record.number).await?);
    loop {
        let archived = feed.archives.last().map_or(0, |archive| archive.last_place);
        if members - archived < i64::from(entries) {
            return Ok(());
        }
        let Some(archive) = store.close_archive(feed.record.number, (entries / 2).max(1), now).await? else {
            return Ok(());
        };
        feed.archives.push(archive);
        feed.closed += 1;
    }
}

/// One archive of a feed, as what is in it stands now, and as its comments were when it was closed.
pub(super) async fn channel(desk: &Desk<'_>, feed: &Feed, archive: &Archive) -> anyhow::Result<Channel> {
    let entries = match feed.listed.content {
        Content::Corrections => {
            let (number, filter) = (feed.record.number, &feed.listed.filter);
            desk.store.archived_corrections(number, archive, filter).await?.iter().map(corrections::entry).collect()
        }
        _ => of_articles(desk, feed, archive).await?,
    };
    let beside = |number: i64| {
        let is_there = feed.archives.iter().any(|other| other.number == number);
        is_there.then(|| desk.address(&feed.listed.key, Some(number)))
    };
    let paging = Paging::Archive {
        current: desk.address(&feed.listed.key, None),
        older: beside(archive.number - 1),
        newer: beside(archive.number + 1),
    };
    let mut channel = desk.channel(feed, entries, paging, Some(archive.number));
    channel.updated = channel.entries.iter().map(|entry| entry.updated).max().unwrap_or(archive.closed);
    Ok(channel)
}

async fn of_articles(desk: &Desk<'_>, feed: &Feed, archive: &Archive) -> anyhow::Result<Vec<Entry>> {
    let articles = desk.store.archived_articles(feed.record.number, archive, &feed.listed.filter).await?;
    let (options, reports) = (desk.options, desk.quoted.reports());
    let manner = Manner { options, reports, text: feed.listed.text, last_comments: None };
    let mut entries = Vec::with_capacity(articles.len());
    for article in articles {
        let chosen = desk.quoted.under_at(desk.store, desk.judge, &article, archive.closed).await?;
        entries.push(article_entry(article, &chosen, &manner));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_known_by_its_path() {
        let cases = [
            ("feeds/all.archive-12", Some(("feeds/all", 12))),
            ("feeds/topics/pay.archive-1", Some(("feeds/topics/pay", 1))),
            ("feeds/all", None),
            ("feeds/archive-2", None),
            ("feeds/all.archive-", None),
            ("feeds/all.archive-x", None),
            ("feeds/all.archive-+1", None),
            ("feeds/all.archive-1/pay", None),
        ];
        for (path, archive) in cases {
            assert_eq!(of_stem(path), archive, "{path}");
        }
        assert_eq!(stem("feeds/all", 12), "feeds/all.archive-12");
    }
}
