//! Owns the guard against many old articles that suddenly look new (I1), before anything of them is recorded: a site
//! that changed all its addresses would else tell everybody everything again.

use chrono::{DateTime, Utc};

use super::plan::Item;
use super::walk::Walk;
use crate::domain::{FoundArticle, HeldSummary, Sighting, flood};

/// So many unknown pages are read before anything is recorded, where their announcement has no dates.
pub(super) const SAMPLE: usize = 12;

/// Fewer surprises than these are nothing to look into.
const FEWEST: usize = 10;

/// The source tells old articles as new ones: nothing is stored.
#[derive(Debug, thiserror::Error)]
#[error("{seen}; nothing was stored. Where they are new indeed: `postround gather {source_name} --accept-new`")]
pub(super) struct MassNew {
    seen: String,
    source_name: String,
}

/// Judges the articles that one document holds whole.
pub(super) async fn whole(walk: &Walk<'_>, found: &[FoundArticle]) -> anyhow::Result<()> {
    if walk.accept_new || found.len() < FEWEST {
        return Ok(());
    }
    let unknown = walk.store.unknown_among(&found.iter().map(Sighting::from).collect::<Vec<_>>()).await?;
    if unknown.iter().filter(|unknown| **unknown).count() < FEWEST {
        return Ok(());
    }
    let held = walk.store.held_summary(&walk.source.options.name).await?;
    let announced: Vec<_> = unknown.into_iter().zip(found.iter().map(|found| found.published)).collect();
    judge(walk, &held, &announced)
}

/// How many surprising pages have to be read before the articles of a listing can be judged: none where there are few,
/// or where their announcement says when they were published, by which they are judged here.
pub(super) async fn to_read_first(walk: &Walk<'_>, items: &[Item]) -> anyhow::Result<usize> {
    let unknown: Vec<_> = items.iter().filter(|item| item.surprising && item.is_unknown()).collect();
    if walk.accept_new || unknown.len() < FEWEST {
        return Ok(0);
    }
    let dated = unknown.iter().filter(|item| item.sighting().published.is_some()).count();
    if dated * 2 < unknown.len() {
        return Ok(SAMPLE);
    }
    pages(walk, items, &[]).await.map(|()| 0)
}

/// Judges the articles of a listing. `sample` is when those whose pages were read first were published; the others are
/// taken to be like them.
pub(super) async fn pages(walk: &Walk<'_>, items: &[Item], sample: &[Option<DateTime<Utc>>]) -> anyhow::Result<()> {
    let held = walk.store.held_summary(&walk.source.options.name).await?;
    let mut dates = sample.iter().copied().cycle();
    let sightings: Vec<Sighting> =
        items.iter().filter(|item| item.surprising || !item.is_unknown()).map(Item::sighting).collect();
    // By more than their addresses: a headline of that day, the number of a story.
    let unknown = walk.store.unknown_among(&sightings).await?;
    let announced: Vec<_> = sightings
        .into_iter()
        .zip(unknown)
        .map(|(sighting, unknown)| {
            let by_announcement = sighting.published;
            (unknown, by_announcement.or_else(|| if unknown { dates.next().flatten() } else { None }))
        })
        .collect();
    judge(walk, &held, &announced)
}

fn judge(walk: &Walk<'_>, held: &HeldSummary, announced: &[(bool, Option<DateTime<Utc>>)]) -> anyhow::Result<()> {
    match flood(held, announced) {
        None => Ok(()),
        Some(seen) => Err(MassNew { seen: seen.to_string(), source_name: walk.source.options.name.to_string() }.into()),
    }
}
