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
use super::target::{Folder, Stage, Staged};
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
    let tidied = side_by_side(jobs, |job| (job.key, job.archive, job.stem, Tidied::of(job.channel)));
    // Documents, not channels, are what the cores share out: there are more of them.
    let all = (0..tidied.len()).flat_map(|index| Ending::ALL.map(|ending| (index, ending))).collect();
    let mut good = side_by_side(all, |(index, ending): (usize, Ending)| {
        let (_, _, stem, channel) = &tidied[index];
        let name = file(stem, ending);
        let (bytes, warnings) = gate::document(channel, ending, now, |bytes| folder.holds(&name, bytes))?;
        let stage = folder.stage(&name, &bytes);
        Some((name, stage, warnings))
    })
    .into_iter();
    let (mut made, mut groups) = (Vec::new(), Vec::new());
    for (key, archive, stem, channel) in tidied {
        let mut one = Made { key, archive, entries: channel.entries.len(), ..Made::default() };
        let documents: Option<Vec<Good>> =
            good.by_ref().take(Ending::ALL.len()).collect::<Vec<_>>().into_iter().collect();
        let documents = documents.unwrap_or_else(|| mended(folder, channel, &stem, now, &mut one));
        groups.push(taken(documents, &mut one));
        made.push(one);
    }
    Ready { made, groups }
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
    let mut warnings = Some(warnings);
    side_by_side(documents, |(ending, bytes)| {
        let name = file(stem, ending);
        let stage = folder.stage(&name, &bytes);
        (name, stage)
    })
    .into_iter()
    .map(|(name, stage)| (name, stage, warnings.take().unwrap_or_default()))
    .collect()
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
    let mut kept = Vec::new();
    let mut ready = Vec::new();
    for (index, group) in groups.into_iter().enumerate() {
        let one = &mut made[index];
        if !one.problem.is_empty() {
            failed.insert(one.key.clone());
        }
        if failed.contains(&one.key) {
            if one.problem.is_empty() {
                "another of its documents was kept back".clone_into(&mut one.problem);
            }
            continue;
        }
        kept.push((index, group.iter().map(|staged| (staged.name().to_owned(), staged.described().clone())).collect()));
        ready.push(group);
    }
    let placed: Vec<(usize, Vec<(String, Described)>)> = kept;
    for ((index, names), outcome) in placed.into_iter().zip(folder.commit_each(ready)) {
        let one = &mut made[index];
        match outcome {
            Ok(()) => {
                one.written.extend(names.iter().map(|(name, _)| name.clone()));
                one.documents.extend(names);
            }
            Err(error) => {
                one.problem = format!("cannot write its documents: {error}");
                failed.insert(one.key.clone());
            }
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

/// Does the same with each on all cores, and waits for the disk meanwhile; the results stand in the order of what they are
/// of.
fn side_by_side<T: Send, R: Send>(all: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    /// While one brings a document to the disk, the other makes the next.
    const OF_A_CORE: usize = 2;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = (cores * OF_A_CORE).min(all.len());
    if workers < 2 {
        return all.into_iter().map(work).collect();
    }
    let left = Mutex::new(all.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    std::thread::scope(|scope| {
        for _ in 0..workers {
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
