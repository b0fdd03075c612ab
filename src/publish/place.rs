//! Owns what a publication has of its folder: what it remembered, what stands in it, and what of that is lost.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use super::channel::Ending;
use super::manifest::{self, Manifest};
use super::packing::Encoding;
use super::plan;
use super::state::State;
use super::target::Folder;
use crate::store::FeedRecord;

/// A folder, as a publication found it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: Folder,
    /// What it remembers.
    pub(super) state: State,
    /// What stands in it.
    pub(super) manifest: Manifest,
    /// Articles whose comments were kept back this time, by the part of the address that is theirs.
    pub(super) behind: BTreeSet<String>,
    names: HashSet<String>,
    found: (State, Manifest),
}

impl Place {
    /// Opens the folder; it waits for the disk.
    pub(super) fn open(path: PathBuf) -> std::io::Result<Self> {
        let (folder, names) = Folder::open_and_list(path)?;
        let manifest = Manifest::read(&folder);
        // Without a list of what stands in it a folder remembers nothing of worth.
        let state = manifest.as_ref().and_then(|_| State::read(&folder)).unwrap_or_default();
        let manifest = manifest.unwrap_or_default();
        Ok(Self { folder, found: (state.clone(), manifest.clone()), state, manifest, behind: BTreeSet::new(), names })
    }

    /// Forgets all where it is of another store, or of an older state of this one.
    pub(super) fn forget_others(&mut self, last_touch: i64, records: &[&FeedRecord]) {
        let ids: HashSet<&str> = records.iter().map(|record| record.uid.as_str()).collect();
        let foreign = |id: &String| !id.is_empty() && !ids.contains(id.as_str());
        if self.state.touched > last_touch || self.state.channels.values().any(|kept| foreign(&kept.id)) {
            self.state = State::default();
        }
    }

    /// Whether a document stands with its copies.
    pub(super) fn stands(&self, name: &str) -> bool {
        let mut file = name.to_owned();
        let mut is_there = |suffix: &str| {
            file.truncate(name.len());
            file.push_str(suffix);
            self.names.contains(&file)
        };
        self.manifest.documents.contains_key(name) && is_there("") && is_there(".gz") && is_there(".br")
    }

    /// The documents that stand in it, or some of whose copies do. A process that was killed put some into their places
    /// that it told nobody of; that they are ours is seen by their copies.
    pub(super) fn documents(&self) -> BTreeSet<String> {
        let is_ours = |name: &&str| {
            let is_thread = name.starts_with("articles/") && name.contains("/comments.");
            is_thread || plan::of_path(name).is_some()
        };
        let copied = self.names.iter().filter_map(|name| name.strip_suffix(Encoding::Gzip.suffix()));
        let strays = copied.filter(is_ours).map(str::to_owned);
        self.manifest.documents.keys().cloned().chain(strays).collect()
    }

    /// What of a channel the folder has lost: a live document, and archives.
    pub(super) fn lost(&self, key: &str, archives: i64) -> (bool, BTreeSet<i64>) {
        let is_lost = |archive: Option<i64>| {
            let stem = plan::stem(key, archive);
            Ending::ALL.into_iter().any(|ending| !self.stands(&format!("{stem}.{}", ending.as_str())))
        };
        (is_lost(None), (1..=archives).filter(|number| is_lost(Some(*number))).collect())
    }

    /// Writes down what stands in the folder, and last what it remembers; only where that is another than before.
    pub(super) fn remember(&mut self) -> std::io::Result<()> {
        if self.manifest != self.found.1 || !self.names.contains(manifest::FILE) {
            self.manifest.write(&self.folder)?;
        }
        if self.state != self.found.0 {
            self.state.write(&self.folder)?;
        }
        Ok(())
    }
}
