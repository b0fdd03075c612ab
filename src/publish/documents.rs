//! Owns the making of documents: channels are rendered, checked and compressed on all cores, brought to the disk
//! together, and put into their places one channel after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::channel::{Channel, Ending};
use super::gate::{self, Passed};
use super::packing::Described;
use super::plan;
use super::target::{Folder, Stage, Staged};

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

/// Makes documents; it waits for the disk.
pub(super) fn ready(folder: &Folder, jobs: Vec<Job>, now: DateTime<Utc>) -> Ready {
    let passed = on_all_cores(jobs, |job| {
        let passed = gate::pass(&job.channel, now, &|ending: Ending, bytes: &[u8]| {
            folder.holds(&file(&job.stem, ending), bytes)
        });
        (job.key, job.archive, job.stem, passed)
    });
    let (mut made, mut documents) = (Vec::new(), Vec::new());
    for (index, (key, archive, stem, passed)) in passed.into_iter().enumerate() {
        let mut one = Made { key, archive, ..Made::default() };
        match passed {
            Ok(Passed { documents: bytes, entries, left_out, warnings }) => {
                tell(&one.key, &left_out, &warnings);
                (one.entries, one.left_out) = (entries, left_out);
                documents.extend(bytes.into_iter().map(|(ending, bytes)| (index, file(&stem, ending), bytes)));
            }
            Err(problem) => one.problem = problem,
        }
        made.push(one);
    }
    let staged = on_all_cores(documents, |(index, name, bytes)| {
        let stage = folder.stage(&name, &bytes);
        (index, name, stage)
    });
    let mut groups: Vec<Vec<Staged>> = made.iter().map(|_| Vec::new()).collect();
    for (index, name, stage) in staged {
        match stage {
            Ok(Stage::Stands(described)) => drop(made[index].documents.insert(name, described)),
            Ok(Stage::Ready(staged)) => groups[index].push(staged),
            Err(error) => made[index].problem = format!("cannot write {name}: {error}"),
        }
    }
    Ready { made, groups }
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
