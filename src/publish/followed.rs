//! Owns the channels without members, of comments and of editions: what each is made from, and whether that was touched.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;

use super::channels::{self, Content};
use super::feeds::{Feed, Touches};
use super::state::{Kept, State};
use crate::domain::ArticleId;
use crate::store::{Store, StoreResult};

/// How many discussed articles are looked at for each entry of a feed of comments.
const ARTICLES_AN_ENTRY: u32 = 2;

/// More touched articles than this are not looked up one by one: the articles discussed are asked for anew.
const MANY: usize = 2_000;

/// Finds out what each is made from now, and which are to be done again.
pub(super) async fn follow(
    store: &Store,
    feeds: &mut [Feed],
    touches: &Touches,
    state: &State,
    ripe: &BTreeSet<i64>,
    entries: u32,
) -> StoreResult<()> {
    let ids: Vec<i64> = touches.ids().into_iter().collect();
    let told: Vec<i64> = if feeds.iter().any(|feed| matches!(feed.listed.content, Content::Editions(_))) {
        store.editions_with(&ids).await?
    } else {
        Vec::new()
    };
    for feed in feeds.iter_mut().filter(|feed| !feed.has_members()) {
        let kept = state.channels.get(&feed.listed.key);
        // With more entries in a document, what is remembered is too little.
        let kept = kept.filter(|kept| kept.id == feed.record.uid && kept.print == feed.print);
        match &feed.listed.content {
            Content::Articles | Content::Corrections => {}
            Content::Comments => discussed(store, feed, touches, kept, ripe, entries).await?,
            Content::Editions(digest) => {
                let editions = store.editions_of(digest, entries as usize).await?;
                feed.shown = editions.iter().map(|id| (id.0, 0)).collect();
                let known = kept.is_some_and(|kept| kept.shown == feed.shown);
                feed.live = !known || feed.shown.iter().any(|(id, _)| told.contains(id));
            }
        }
    }
    Ok(())
}

/// The articles discussed last: those of before, with what was touched put in, as long as that can be told from them.
async fn discussed(
    store: &Store,
    feed: &mut Feed,
    touches: &Touches,
    kept: Option<&Kept>,
    ripe: &BTreeSet<i64>,
    entries: u32,
) -> StoreResult<()> {
    let most = entries.saturating_mul(ARTICLES_AN_ENTRY);
    let ids = touches.ids();
    if let Some(kept) = kept
        && !touches.anew
        && ids.len() <= MANY
    {
        let own: Vec<ArticleId> = touches
            .articles
            .iter()
            .filter(|touched| touched.stands)
            .filter(|touched| channels::is_of(&feed.listed.filter, &touched.topics, &touched.sources))
            .map(|touched| touched.id)
            .collect();
        let last = store.last_comment_at(&own).await?;
        let last = last.into_iter().map(|(id, at)| (id.0, at.timestamp_millis())).collect();
        if let Some(shown) = put_in(&kept.shown, &ids, &last, most as usize) {
            let before = |id: &i64| kept.shown.iter().any(|(article, _)| article == id);
            feed.live = shown != kept.shown || ids.iter().chain(ripe).any(before);
            feed.shown = shown;
            return Ok(());
        }
    }
    let found = store.articles_discussed(&feed.listed.filter, most).await?;
    let last = store.last_comment_at(&found).await?;
    let time = |id: &ArticleId| last.get(id).map_or(0, DateTime::timestamp_millis);
    feed.shown = found.iter().map(|id| (id.0, time(id))).collect();
    feed.live = true;
    Ok(())
}

/// The list with its touched articles at their times; `None` where what would follow on it is not known: it was full, and
/// one of it is gone or older than before.
fn put_in(
    shown: &[(i64, i64)],
    touched: &BTreeSet<i64>,
    last: &BTreeMap<i64, i64>,
    most: usize,
) -> Option<Vec<(i64, i64)>> {
    let full = shown.len() >= most;
    let is_less = |(id, at): &(i64, i64)| touched.contains(id) && last.get(id).is_none_or(|now| now < at);
    if full && shown.iter().any(is_less) {
        return None;
    }
    let stays = shown.iter().filter(|(id, _)| !touched.contains(id)).copied();
    let mut all: Vec<(i64, i64)> = stays.chain(last.iter().map(|(id, at)| (*id, *at))).collect();
    all.sort_unstable_by_key(|(id, at)| std::cmp::Reverse((*at, *id)));
    all.truncate(most);
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_the_discussed_is_kept_without_asking_for_all() {
        let shown = [(3, 30), (2, 20), (1, 10)];
        let put = |touched: &[i64], last: &[(i64, i64)], most| {
            put_in(&shown, &touched.iter().copied().collect(), &last.iter().copied().collect(), most)
        };
        assert_eq!(put(&[], &[], 3), Some(shown.to_vec()));
        assert_eq!(put(&[7], &[(7, 25)], 3), Some(vec![(3, 30), (7, 25), (2, 20)]));
        assert_eq!(put(&[7], &[(7, 5)], 3), Some(shown.to_vec()));
        assert_eq!(put(&[7], &[(7, 5)], 4), Some(vec![(3, 30), (2, 20), (1, 10), (7, 5)]));
        assert_eq!(put(&[1], &[(1, 40)], 3), Some(vec![(1, 40), (3, 30), (2, 20)]));
        assert_eq!(put(&[2], &[], 4), Some(vec![(3, 30), (1, 10)]), "it was not full: nothing is behind it");
        assert_eq!(put(&[2], &[], 3), None, "it was full: what follows is not known");
        assert_eq!(put(&[3], &[(3, 15)], 3), None);
    }
}
