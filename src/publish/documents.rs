//! Owns the making of documents: they are rendered, checked, compressed and brought to the disk on all cores, and put
//! into their places one channel after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::channel::{Channel, Ending};
use super::gate::{self, Passed};
use super::packing::Described;
use super::plan;
use super::target::{Folder, Stage, Staged, Syncing};
use super::tidied::Tidied;

/// A channel to be made into documents.
#[derive(Debug)]
pub(super) struct Job {
    /// What the channel is called by.
    pub(super) key: String,
    /// Which of its archives this is.
    pub(super) archive: Option<i64>,
    /// Where its documents stand, without ending.
    pub(super) stem: String,
    /// What is in it.
    pub(super) channel: Channel,
}

impl Job {
    /// Of a channel's live document or one of its archives.
    pub(super) fn of(key: &str, archive: Option<i64>, channel: Channel) -> Self {
        Self { key: key.to_owned(), archive, stem: plan::stem(key, archive), channel }
    }
}

/// What became of a job.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) key: String,
    pub(super) archive: Option<i64>,
    /// Entries in its documents.
    pub(super) entries: usize,
    /// Its documents as they stand now.
    pub(super) documents: BTreeMap<String, Described>,
    /// Those whose bytes changed, by path.
    pub(super) written: Vec<String>,
    /// Of each entry that was left out, which and why.
    pub(super) left_out: Vec<String>,
    /// Why its last good documents were kept, or empty.
    pub(super) problem: String,
}

/// Documents on the disk, and not in their places yet.
#[derive(Debug)]
pub(super) struct Ready {
    made: Vec<Made>,
    groups: Vec<Vec<Staged>>,
}

impl Ready {
    /// All of them, in this order.
    pub(super) fn joined(all: Vec<Self>) -> Self {
        let (made, groups): (Vec<_>, Vec<_>) = all.into_iter().map(|ready| (ready.made, ready.groups)).unzip();
        Self { made: made.into_iter().flatten().collect(), groups: groups.into_iter().flatten().collect() }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.made.is_empty()
    }

    /// The live documents that are about to change, by path.
    pub(super) fn changing(&self) -> Vec<String> {
        let live = self.made.iter().zip(&self.groups).filter(|(made, _)| made.archive.is_none());
        live.flat_map(|(_, group)| group.iter().map(|staged| staged.name().to_owned())).collect()
    }
}

/// A document that passed, and what some readers may show wrongly in it.
type Good = (String, io::Result<Stage>, Vec<String>);

/// Makes documents; it waits for the disk.
pub(super) fn ready(folder: &Folder, jobs: Vec<Job>, now: DateTime<Utc>) -> Ready {
    let tidied = on_all_cores(jobs, |job| (job.key, job.archive, job.stem, Tidied::of(job.channel)));
    // Documents, not channels, are what the cores share out: there are more of them.
    let all = (0..tidied.len()).flat_map(|index| Ending::ALL.map(|ending| (index, ending))).collect();
    let good = staged(all, |(index, ending): (usize, Ending)| {
        let (_, _, stem, channel) = &tidied[index];
        let name = file(stem, ending);
        let (bytes, warnings) = gate::document(channel, ending, now, |bytes| folder.holds(&name, bytes))?;
        let stage = folder.stage(&name, &bytes);
        Some((name, stage, warnings))
    });
    let mut good = good.into_iter();
    let (mut made, mut groups) = (Vec::new(), Vec::new());
    for (key, archive, stem, channel) in tidied {
        let mut one = Made { key, archive, entries: channel.entries.len(), ..Made::default() };
        let documents: Vec<Option<Good>> = good.by_ref().take(Ending::ALL.len()).collect();
        let documents: Option<Vec<Good>> = documents.into_iter().collect();
        let documents = documents.unwrap_or_else(|| mended(folder, channel, &stem, now, &mut one));
        groups.push(taken(documents, &mut one));
        made.push(one);
    }
    Ready { made, groups }
}

/// Does the same with each on all cores, while what was done before is brought to the disk.
fn staged<T: Send>(all: Vec<T>, work: impl Fn(T) -> Option<Good> + Sync) -> Vec<Option<Good>> {
    std::thread::scope(|disk| {
        let done = on_all_cores(all, |one| {
            let mut good = work(one)?;
            let syncing = match &mut good.1 {
                Ok(Stage::Ready(staged)) => staged.sync(disk),
                _ => Syncing::default(),
            };
            Some((good, syncing))
        });
        let waited = |((name, stage, warnings), syncing): (Good, Syncing<'_>)| {
            (name, stage.and_then(|stage| syncing.wait().map(|()| stage)), warnings)
        };
        done.into_iter().map(|one| one.map(waited)).collect()
    })
}

/// The documents of a channel without the entries that spoil them.
fn mended(folder: &Folder, channel: Tidied, stem: &str, now: DateTime<Utc>, one: &mut Made) -> Vec<Good> {
    let passed = gate::pass(channel, now, &|ending: Ending, bytes: &[u8]| folder.holds(&file(stem, ending), bytes));
    let Passed { documents, entries, left_out, warnings } = match passed {
        Ok(passed) => passed,
        Err(problem) => {
            one.problem = problem;
            return Vec::new();
        }
    };
    (one.entries, one.left_out) = (entries, left_out);
    let good = staged(documents, |(ending, bytes)| {
        let name = file(stem, ending);
        let stage = folder.stage(&name, &bytes);
        Some((name, stage, Vec::new()))
    });
    let mut good: Vec<Good> = good.into_iter().flatten().collect();
    if let Some((.., told)) = good.first_mut() {
        *told = warnings;
    }
    good
}

/// Notes of a channel's documents what is known of them; answers those that are to be put into their places.
fn taken(documents: Vec<Good>, one: &mut Made) -> Vec<Staged> {
    let mut group = Vec::new();
    let mut warnings = Vec::new();
    for (name, stage, warned) in documents {
        warnings.extend(warned);
        match stage {
            Ok(Stage::Stands(described)) => drop(one.documents.insert(name, described)),
            Ok(Stage::Ready(staged)) => group.push(staged),
            Err(error) => one.problem = format!("cannot write {name}: {error}"),
        }
    }
    tell(&one.key, &one.left_out, &warnings);
    group
}

/// Puts what is ready into its place, channel by channel. Of a channel in `failed` nothing is, and one that fails joins
/// them: no document leads to one that is not there.
pub(super) fn place(folder: &Folder, ready: Ready, failed: &mut BTreeSet<String>) -> Vec<Made> {
    let Ready { mut made, groups } = ready;
    failed.extend(made.iter().filter(|one| !one.problem.is_empty()).map(|one| one.key.clone()));
    // A channel's live document and its archives are one group: behind the first that fails none is placed.
    let mut channels: BTreeMap<String, (Vec<usize>, Vec<Staged>)> = BTreeMap::new();
    for (index, group) in groups.into_iter().enumerate() {
        let one = &mut made[index];
        if !failed.contains(&one.key) {
            let (indices, staged) = channels.entry(one.key.clone()).or_default();
            indices.push(index);
            one.written = group.iter().map(|staged| staged.name().to_owned()).collect();
            one.documents.extend(group.iter().map(|staged| (staged.name().to_owned(), staged.described().clone())));
            staged.extend(group);
        } else if one.problem.is_empty() {
            "another of its documents was kept back".clone_into(&mut one.problem);
        }
    }
    let (of, groups): (Vec<Vec<usize>>, Vec<Vec<Staged>>) = channels.into_values().unzip();
    for (indices, outcome) in of.into_iter().zip(folder.commit_each(groups)) {
        let Err(error) = outcome else { continue };
        for index in indices {
            let one = &mut made[index];
            for name in std::mem::take(&mut one.written) {
                one.documents.remove(&name);
            }
            one.problem = format!("cannot write its documents: {error}");
            failed.insert(one.key.clone());
        }
    }
    made
}

fn tell(key: &str, left_out: &[String], warnings: &[String]) {
    for left in left_out {
        tracing::warn!(feed = key, "left out of the feed {key}: {left}");
    }
    for warning in warnings {
        tracing::warn!(feed = key, "some readers may show the feed {key} wrongly: {warning}");
    }
}

fn file(stem: &str, ending: Ending) -> String {
    format!("{stem}.{}", ending.as_str())
}

/// Does the same with each on all cores; the results stand in the order of what they are of.
fn on_all_cores<T: Send, R: Send>(all: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(all.len());
    if cores < 2 {
        return all.into_iter().map(work).collect();
    }
    let left = Mutex::new(all.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some((index, one)) = next() {
                    let result = work(one);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::super::rules::sample::{channel, entry};
    use super::*;
    use std::path::Path;

    fn placed(folder: &Folder, jobs: Vec<Job>) -> (Vec<String>, BTreeSet<String>) {
        let now = "2026-03-02T12:00:00Z".parse().unwrap();
        let mut failed = BTreeSet::new();
        let made = place(folder, ready(folder, jobs, now), &mut failed);
        assert!(made.iter().all(|one| one.problem.is_empty() != failed.contains(&one.key)), "{made:?}");
        let is_rss = |name: &String| Path::new(name).extension().is_some_and(|last| last == "rss");
        (made.into_iter().flat_map(|one| one.written).filter(is_rss).collect(), failed)
    }

    #[test]
    fn no_document_leads_to_one_that_is_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path()).unwrap();
        let good = || channel(vec![entry(1)]);
        let bad = Channel { language: "English!".to_owned(), ..good() };
        let archive = |number: i64, channel: Channel| Job::of("all", Some(number), channel);
        let other = || Job::of("other", None, good());
        // The second archive is kept out: so are the first, which leads to it, and what readers poll.
        let (written, failed) =
            placed(&folder, vec![archive(1, good()), archive(2, bad), Job::of("all", None, good()), other()]);
        assert_eq!((written, failed), (vec!["feeds/other.rss".to_owned()], BTreeSet::from(["all".to_owned()])));
        // It cannot get into its place: what readers poll does not lead there.
        std::fs::create_dir_all(directory.path().join("feeds/all.archive-2.rss.gz/x")).unwrap();
        let (written, failed) = placed(&folder, vec![archive(2, good()), Job::of("all", None, good()), other()]);
        assert_eq!((written, failed), (Vec::new(), BTreeSet::from(["all".to_owned()])));
        assert!(!directory.path().join("feeds/all.rss").exists());
    }
}
