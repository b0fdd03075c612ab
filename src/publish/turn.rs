//! Owns one turn of publishing, from what was touched to what the folder remembers: which channels are affected, their
//! documents, what leaves the folder, the list and the manifest.

use std::collections::{BTreeMap, BTreeSet};

use tokio::task::JoinHandle;

use super::archives;
use super::channel::Ending;
use super::channels;
use super::desk::Desk;
use super::documents::{self, Job, Made, Ready};
use super::feeds::{Feed, Touches};
use super::outcome::FeedReport;
use super::place::Place;
use super::plan::{self, Standing, Work};
use super::state::{Kept, State};
use super::target::Folder;
use super::websub;
use crate::progress::Progress;

/// Channels that are made at once: enough for all cores, and no more than memory has room for.
const AT_ONCE: usize = 16;

/// Makes what is to be made of every feed, and remembers it; the accounts stand in the order of the feeds.
pub(super) async fn make(
    desk: &mut Desk<'_>,
    place: &mut Place,
    feeds: &mut [Feed],
    (touches, ripe): (&Touches, &BTreeSet<i64>),
    progress: &dyn Progress,
) -> anyhow::Result<Vec<FeedReport>> {
    let mut accounts = Accounts::default();
    let ripe = desk.store.places_of(&ripe.iter().copied().collect::<Vec<_>>()).await?;
    let ripened: BTreeSet<i64> = ripe.iter().map(|(_, feed, _)| *feed).collect();
    progress.expect(feeds.len() as u64);
    for feed in feeds.iter_mut() {
        feed.live |= feed.has_members() && ripened.contains(&feed.record.number);
        let work = planned(desk, place, feed, touches).await?;
        // What fails while documents of several feeds are made is none of this one's: the publication ends, and is done again.
        if let Err(error) = jobs(desk, place, feed, &work, &mut accounts).await? {
            accounts.failed.insert(feed.listed.key.clone());
            accounts.problem(&feed.listed.key, format!("{error:#}"));
        }
        accounts.work.insert(feed.listed.key.clone(), work);
        accounts.begin(place, desk).await?;
        progress.step(&feed.listed.key);
    }
    accounts.flush(place, desk).await?;
    Ok(feeds.iter().map(|feed| accounts.settle(desk, &mut place.state, feed)).collect())
}

/// What is to be done of one feed.
async fn planned(desk: &Desk<'_>, place: &Place, feed: &mut Feed, touches: &Touches) -> anyhow::Result<Work> {
    let kept = place.state.channels.get(&feed.listed.key);
    let same = kept.is_some_and(|kept| kept.id == feed.record.uid && kept.print == feed.print);
    let (is_lost, lost) = place.lost(&feed.listed.key, kept.map_or(0, |kept| kept.archives));
    feed.live |= is_lost && kept.is_none_or(|kept| !kept.failed);
    let nothing = same && !feed.live && feed.places.is_empty() && lost.is_empty() && !touches.anew;
    if nothing && kept.is_some_and(|kept| !kept.failed) {
        return Ok(Work::default());
    }
    if feed.has_members() && feed.archives.is_empty() {
        feed.archives = desk.store.archives(feed.record.number).await?;
    }
    let archives: Vec<i64> = feed.archives.iter().map(|archive| archive.last_place).collect();
    Ok(plan::work(&Standing {
        kept,
        id: &feed.record.uid,
        print: &feed.print,
        places: &feed.places,
        archives: &archives,
        lost: &lost,
        live: feed.live,
    }))
}

/// Puts the channels of a feed together, in the order in which their documents get into their places: its archives, the
/// newest first, then its live one. What is wrong with this feed alone is answered within.
async fn jobs(
    desk: &mut Desk<'_>,
    place: &mut Place,
    feed: &mut Feed,
    work: &Work,
    accounts: &mut Accounts,
) -> anyhow::Result<anyhow::Result<()>> {
    let key = feed.listed.key.clone();
    // Only the newest archive that stands and the live document, which come last, lead to new ones: whatever ends this
    // between, a reader who goes from one document to the next finds each. A feed may have more than are made at once.
    for archive in feed.archives.iter().rev().filter(|archive| work.archives.contains(&archive.number)) {
        let channel = match archives::channel(desk, feed, archive).await {
            Ok(channel) => channel,
            Err(error) => return Ok(Err(error)),
        };
        accounts.jobs.push(Job::of(&key, Some(archive.number), channel));
        accounts.begin(place, desk).await?;
    }
    if work.live {
        let channel = match desk.live(feed).await {
            Ok(channel) => channel,
            Err(error) => return Ok(Err(error)),
        };
        // An empty store where there are documents is a fault somewhere, not news. What a site withdrew is (I4).
        if channel.entries.is_empty()
            && !desk.has_articles
            && (feed.record.entries > 0 || had_entries(&place.folder, &key))
        {
            return Ok(Err(anyhow::anyhow!("the store holds no article at all, and this feed had some before")));
        }
        accounts.jobs.push(Job::of(&key, None, channel));
    }
    Ok(Ok(()))
}

/// Whether the last good documents of a feed have entries: one that cannot be read had some, for all we know.
fn had_entries(folder: &Folder, key: &str) -> bool {
    let name = format!("{}.{}", plan::stem(key, None), Ending::Json.as_str());
    let document = match folder.path(&name).and_then(std::fs::read) {
        Ok(bytes) => serde_json::from_slice::<serde_json::Value>(&bytes).ok(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return false,
        Err(_) => None,
    };
    document.is_none_or(|document| document["items"].as_array().is_none_or(|items| !items.is_empty()))
}

/// What was made so far.
#[derive(Debug, Default)]
struct Accounts {
    jobs: Vec<Job>,
    /// The documents of earlier ones, which are made while channels are put together.
    making: Option<JoinHandle<Ready>>,
    ready: Vec<Ready>,
    /// Channels put together whose documents are not in their places.
    begun: usize,
    failed: BTreeSet<String>,
    work: BTreeMap<String, Work>,
    of_feeds: BTreeMap<String, Account>,
}

#[derive(Debug, Default)]
struct Account {
    report: FeedReport,
    /// The live documents whose bytes changed, by path.
    live: Vec<String>,
}

impl Accounts {
    fn problem(&mut self, key: &str, problem: String) {
        tracing::warn!(feed = key, "the feed {key} stays as it was: {problem}");
        self.of_feeds.entry(key.to_owned()).or_default().report.problem = problem;
    }

    /// Begins to make the documents of what was put together, unless others are still being made.
    async fn begin(&mut self, place: &mut Place, desk: &Desk<'_>) -> anyhow::Result<()> {
        if self.begun + self.jobs.len() >= AT_ONCE {
            return self.flush(place, desk).await;
        }
        if self.making.as_ref().is_some_and(JoinHandle::is_finished) {
            self.made().await?;
        }
        if self.making.is_none() {
            self.start(place, desk);
        }
        Ok(())
    }

    fn start(&mut self, place: &Place, desk: &Desk<'_>) {
        if !self.jobs.is_empty() {
            self.begun += self.jobs.len();
            let (folder, jobs, now) = (place.folder.clone(), std::mem::take(&mut self.jobs), desk.now);
            self.making = Some(tokio::task::spawn_blocking(move || documents::ready(&folder, jobs, now)));
        }
    }

    async fn made(&mut self) -> anyhow::Result<()> {
        if let Some(making) = self.making.take() {
            self.ready.push(making.await?);
        }
        Ok(())
    }

    /// Makes the documents of all that was put together, and puts them into their places.
    async fn flush(&mut self, place: &mut Place, desk: &Desk<'_>) -> anyhow::Result<()> {
        self.made().await?;
        self.start(place, desk);
        self.made().await?;
        self.begun = 0;
        let ready = Ready::joined(std::mem::take(&mut self.ready));
        if ready.is_empty() {
            return Ok(());
        }
        websub::expect(desk.store, desk.options, &ready.changing(), desk.now).await?;
        let (folder, mut failed) = (place.folder.clone(), std::mem::take(&mut self.failed));
        let (made, failed) = tokio::task::spawn_blocking(move || {
            let made = documents::place(&folder, ready, &mut failed);
            (made, failed)
        })
        .await?;
        self.failed = failed;
        for made in made {
            self.take(place, made);
        }
        Ok(())
    }

    fn take(&mut self, place: &mut Place, made: Made) {
        place.manifest.documents.extend(made.documents);
        let account = self.of_feeds.entry(made.key.clone()).or_default();
        account.report.written += made.written.len();
        account.report.left_out.extend(made.left_out);
        if made.archive.is_none() {
            account.report.entries = made.entries;
            account.live = made.written;
        }
        if !made.problem.is_empty() && account.report.problem.is_empty() {
            let problem = match made.archive {
                Some(number) => format!("its archive {number}: {}", made.problem),
                None => made.problem,
            };
            self.problem(&made.key, problem);
        }
    }

    /// The account of a feed, and what is remembered of it.
    fn settle(&mut self, desk: &Desk<'_>, state: &mut State, feed: &Feed) -> FeedReport {
        let key = &feed.listed.key;
        let work = self.work.remove(key).unwrap_or_default();
        let Account { mut report, live } = self.of_feeds.remove(key).unwrap_or_default();
        let has_failed = !report.problem.is_empty();
        let mut kept = state.channels.remove(key).unwrap_or_default();
        if has_failed {
            kept.behind.extend(&work.archives);
            kept.failed = true;
        } else if work != Work::default() || kept.id.is_empty() {
            let archives = i64::try_from(feed.archives.len()).unwrap_or(i64::MAX);
            kept = Kept {
                id: feed.record.uid.clone(),
                print: feed.print.clone(),
                filter: feed.filter.clone(),
                archives: if feed.has_members() { archives } else { 0 },
                failed: false,
                behind: BTreeSet::new(),
                shown: feed.shown.clone(),
                live: if work.live { feed.threads.clone() } else { kept.live },
            };
        }
        if !feed.has_members() {
            // What was touched meanwhile is not told again.
            kept.shown.clone_from(&feed.shown);
        }
        state.channels.insert(key.clone(), kept);
        if has_failed || !work.live {
            report.entries = feed.record.entries as usize;
        }
        report.name.clone_from(key);
        report.archived = feed.closed;
        let address = channels::address(&desk.options.base, key);
        let changed = |ending: &Ending| {
            let name = format!("{}.{}", plan::stem(key, None), ending.as_str());
            live.contains(&name)
        };
        report.changed =
            Ending::ALL.iter().filter(|ending| changed(ending)).map(|ending| ending.of(&address)).collect();
        report
    }
}
