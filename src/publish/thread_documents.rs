//! Owns the comments of articles as documents of the folder, where another web server serves it: those of the articles in
//! live documents, which lead to them. They are the same that are made on demand elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::channel::Ending;
use super::desk::Desk;
use super::documents::{self, Job, Made};
use super::on_demand::{self, Means};
use super::options::Target;
use super::place::Place;
use crate::domain::{ArticleId, bare};

/// Threads that are made at once.
const AT_ONCE: usize = 16;

/// Where an article's comments stand, without ending.
pub(super) fn stem(bare: &str) -> String {
    format!("articles/{bare}/comments")
}

/// Brings the comments of live articles up to date, and takes those of others away.
pub(super) async fn make(
    desk: &Desk<'_>,
    place: &mut Place,
    touched: &BTreeSet<i64>,
    print: &str,
) -> anyhow::Result<()> {
    let mut wanted = BTreeSet::new();
    if desk.options.to == Target::Folder {
        wanted.extend(place.state.channels.values().flat_map(|kept| kept.live.iter().copied()));
    }
    if place.state.threads_print != print {
        place.state.threads.clear();
        print.clone_into(&mut place.state.threads_print);
    }
    let due: Vec<i64> = wanted.iter().copied().filter(|id| touched.contains(id) || !stands(place, *id)).collect();
    let mut jobs = Vec::new();
    for id in due {
        place.state.threads.remove(&id);
        for article in desk.store.articles(&[ArticleId(id)]).await? {
            let means = Means {
                store: desk.store,
                options: desk.options,
                judge: desk.judge,
                seal: desk.quoted.reports().seal(),
                now: desk.now,
            };
            let channel = on_demand::thread(&means, &article).await?;
            let name = bare(&article.uid).to_owned();
            jobs.push(Job { key: id.to_string(), archive: None, stem: stem(&name), channel });
            if jobs.len() >= AT_ONCE {
                write(desk, place, std::mem::take(&mut jobs)).await?;
            }
        }
    }
    write(desk, place, jobs).await?;
    place.state.threads.retain(|id, _| wanted.contains(id));
    Ok(())
}

fn stands(place: &Place, id: i64) -> bool {
    let Some(name) = place.state.threads.get(&id) else { return false };
    Ending::ALL.into_iter().all(|ending| place.stands(&format!("{}.{}", stem(name), ending.as_str())))
}

async fn write(desk: &Desk<'_>, place: &mut Place, jobs: Vec<Job>) -> anyhow::Result<()> {
    if jobs.is_empty() {
        return Ok(());
    }
    let names: BTreeMap<String, String> =
        jobs.iter().filter_map(|job| Some((job.key.clone(), job.stem.split('/').nth(1)?.to_owned()))).collect();
    let (folder, now) = (place.folder.clone(), desk.now);
    let work = move || documents::place(&folder, documents::ready(&folder, jobs, now), &mut BTreeSet::new());
    let made: Vec<Made> = tokio::task::spawn_blocking(work).await?;
    for made in made {
        if made.problem.is_empty() {
            place.manifest.documents.extend(made.documents);
            let (id, name) = (made.key.parse().unwrap_or_default(), names.get(&made.key).cloned());
            place.state.threads.insert(id, name.unwrap_or_default());
        } else {
            tracing::warn!("the comments of article {} stay as they were: {}", made.key, made.problem);
            place.behind.extend(names.get(&made.key).cloned());
        }
    }
    Ok(())
}

/// Whether a document is of the comments of an article that is live no more.
pub(super) fn is_left(place: &Place, name: &str) -> bool {
    let Some(rest) = name.strip_prefix("articles/") else { return false };
    let id = rest.split('/').next().unwrap_or_default();
    !place.behind.contains(id) && !place.state.threads.values().any(|name| name == id)
}
