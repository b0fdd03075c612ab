//! Owns which corrections the feeds of them hold: they are made of new notices, and each gets one place in the order of
//! finding, so that it leaves a live document for an archive as an article does. None has a second place: a correction is
//! of one revision, and what follows is another.

use chrono::{DateTime, Utc};

use super::channels::Content;
use super::feeds::{Feed, Touches};
use super::state::State;
use crate::domain::ArticleId;
use crate::store::{Store, StoreResult};

/// More touched articles than this are not looked up one by one: corrections are made of whatever has none.
const MANY: usize = 2_000;

/// Makes corrections of new notices, and gives them their places in the feeds they belong to. A feed that is new, was away
/// or is of other articles now takes in all that are its own: there is no telling when each of them was to be told.
pub(super) async fn join(
    store: &Store,
    feeds: &mut [Feed],
    touches: &Touches,
    state: &State,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let mut feeds: Vec<&mut Feed> =
        feeds.iter_mut().filter(|feed| feed.listed.content == Content::Corrections).collect();
    if feeds.is_empty() {
        return Ok(());
    }
    // Where there was no feed of them, or it was of something else, nobody made corrections of what was amended meanwhile.
    let anew = touches.anew || !feeds.iter().all(|feed| feed.is_known(state));
    let corrected = made(store, touches, anew, now).await?;
    for feed in &mut feeds {
        let (number, filter) = (feed.record.number, &feed.listed.filter);
        let kept = state.channels.get(&feed.listed.key);
        // With fewer entries in a document, more of them are to be in archives.
        feed.live |= kept.is_none_or(|kept| kept.print != feed.print);
        if feed.is_known(state) {
            store.join_corrections(number, filter, Some(&corrected)).await?;
        } else {
            feed.live = true;
            store.join_corrections(number, filter, None).await?;
        }
        feed.places = store.correction_places(number, &corrected).await?;
        if feed.live || !feed.places.is_empty() {
            feed.archives = store.archives(number).await?;
        }
    }
    Ok(())
}

/// Makes corrections of new notices; answers which of the touched articles have any. Of a folder that remembers nothing
/// that is not asked: all is done again.
async fn made(store: &Store, touches: &Touches, anew: bool, now: DateTime<Utc>) -> StoreResult<Vec<i64>> {
    let ids: Vec<i64> = touches.ids().into_iter().collect();
    if anew || ids.len() > MANY {
        store.mint_corrections(None, now).await?;
    } else if !ids.is_empty() {
        let articles: Vec<ArticleId> = ids.iter().copied().map(ArticleId).collect();
        store.mint_corrections(Some(&articles), now).await?;
    }
    if touches.anew { Ok(Vec::new()) } else { store.corrected(&ids).await }
}
