//! Owns what a publication has of its folder: what it remembered, what stands in it, and what of that is lost.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::channel::Ending;
use super::manifest::{self, Manifest};
use super::packing::{Described, Encoding, Representation};
use super::plan;
use super::state::State;
use super::target::{Folder, Found};
use crate::store::FeedRecord;

/// Stray documents that are named where nobody knows whose they are.
const NAMED: usize = 10;

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
    /// What is known to have been written by us before, beside what is listed; `None`: nothing is known of that.
    ours: Option<BTreeSet<String>>,
    found: (State, Manifest),
}

impl Place {
    /// Opens the folder; it waits for the disk.
    pub(super) fn open(path: PathBuf) -> std::io::Result<Self> {
        let (folder, Found { mut names, troubles }) = Folder::open_and_list(path)?;
        for trouble in troubles {
            tracing::warn!(
                "in the folder for feeds, {}, {trouble}; let postround read and write there, or documents in it stay as \
                 they are",
                folder.root().display()
            );
        }
        let (manifest, state) = (Manifest::read(&folder), State::read(&folder));
        let ours = known(&folder, manifest.as_ref(), state.as_ref());
        // Without a list of what stands in it a folder remembers nothing of worth.
        let state = state.filter(|_| manifest.is_some()).unwrap_or_default();
        let manifest = manifest.unwrap_or_default();
        if is_first_look(folder.root()) {
            forget_altered(&folder, &manifest, &mut names);
        }
        let found = (state.clone(), manifest.clone());
        Ok(Self { folder, found, state, manifest, behind: BTreeSet::new(), names, ours })
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

    /// The documents that we wrote. Those of a process that was killed before it listed them are among them.
    pub(super) fn documents(&self) -> BTreeSet<String> {
        let listed = self.manifest.documents.keys().chain(self.found.1.documents.keys());
        listed.chain(self.ours.iter().flatten()).cloned().collect()
    }

    /// Says which documents may be leftovers of ours, where nothing tells: they stay.
    pub(super) fn tell_of_strays(&self) {
        if self.ours.is_some() {
            return;
        }
        let is_like_ours = |name: &&str| {
            let is_thread = name.starts_with("articles/") && name.contains("/comments.");
            (is_thread || plan::of_path(name).is_some()) && !self.manifest.documents.contains_key(*name)
        };
        let copied = self.names.iter().filter_map(|name| name.strip_suffix(Encoding::Gzip.suffix()));
        let strays: BTreeSet<&str> = copied.filter(is_like_ours).collect();
        if strays.is_empty() {
            return;
        }
        let named: Vec<&str> = strays.iter().copied().take(NAMED).collect();
        tracing::warn!(
            "{} has no {} that can be read, so nobody knows who wrote {} of its documents that are of no feed now: {}{}; \
             they stay; remove them, with their .gz and .br, unless you put them there",
            self.folder.root().display(),
            manifest::FILE,
            strays.len(),
            named.join(", "),
            if strays.len() > NAMED { ", …" } else { "" }
        );
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
        self.folder.placed()
    }
}

/// What we wrote beside what the list of all names, or where that cannot be read by what the folder remembers; and what
/// was put into its place since. `None`: neither tells.
fn known(folder: &Folder, manifest: Option<&Manifest>, state: Option<&State>) -> Option<BTreeSet<String>> {
    let mut ours = folder.placing();
    match (manifest, state) {
        (None, Some(state)) => ours.extend(state.documents()),
        // A new folder has neither, and was left so by a process that was killed as it first wrote to it.
        (None, None) if ours.is_empty() => return None,
        (Some(_), _) | (None, None) => {}
    }
    Some(ours)
}

/// Whether this process has not held a folder against its list yet.
fn is_first_look(folder: &Path) -> bool {
    static LOOKED_AT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    LOOKED_AT.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned())
}

/// Takes documents that are not as they are listed for lost: they were cut, or altered by somebody. Of what readers poll,
/// whatever was written since the list of all was is read; of archives, of articles' comments and of the list of feeds, of
/// which there can be thousands, only the length is looked at. What was altered without any of that stays until the
/// document changes.
fn forget_altered(folder: &Folder, manifest: &Manifest, names: &mut HashSet<String>) {
    let list = folder.path(manifest::FILE).and_then(std::fs::metadata);
    let listed = list.and_then(|about| about.modified()).ok();
    let altered = manifest
        .documents
        .iter()
        .filter(|(name, described)| names.contains(name.as_str()) && !is_as_listed(folder, name, described, listed));
    for (name, _) in altered.collect::<Vec<_>>() {
        tracing::warn!("{name} in {} is not as it was written: it is written anew", folder.root().display());
        names.remove(name);
    }
}

fn is_as_listed(folder: &Folder, name: &str, described: &Described, listed: Option<SystemTime>) -> bool {
    let is_live = matches!(plan::of_path(name), Some((_, None)));
    let stands = |(file, is): (PathBuf, &Representation)| {
        let Ok(about) = std::fs::metadata(&file) else { return false };
        // To read them all would take longer than to publish an article does.
        let is_older = || about.modified().ok().zip(listed).is_some_and(|(written, listed)| written < listed);
        let holds = || std::fs::read(&file).is_ok_and(|bytes| Representation::of(&bytes) == *is);
        about.len() == is.length && (!is_live || is_older() || holds())
    };
    folder.files(name, described).is_ok_and(|files| files.into_iter().all(stands))
}

#[cfg(test)]
mod tests {
    use super::super::finishing;
    use super::*;

    #[test]
    fn a_document_that_was_cut_or_altered_is_noticed_once_a_process() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("public");
        let (folder, _) = Folder::open_and_list(&path).unwrap();
        let mut manifest = Manifest::default();
        let names = ["a", "b", "c", "d", "e", "e.archive-1"].map(|stem| format!("feeds/{stem}.rss"));
        for name in &names {
            finishing::write(&folder, &mut manifest, name, b"whole").unwrap();
        }
        manifest.write(&folder).unwrap();
        std::fs::write(path.join("feeds/b.rss"), b"who").unwrap();
        std::fs::write(path.join("feeds/c.rss.br"), b"").unwrap();
        // As long as before: that is looked for where readers poll.
        std::fs::write(path.join("feeds/d.rss"), b"whose").unwrap();
        for altered in ["e.rss.gz", "e.archive-1.rss.gz"] {
            let file = path.join("feeds").join(altered);
            let mut bytes = std::fs::read(&file).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(file, bytes).unwrap();
        }
        let stand = |place: &Place| names.each_ref().map(|name| place.stands(name));
        assert_eq!(stand(&Place::open(path.clone()).unwrap()), [true, false, false, false, false, true]);
        assert_eq!(stand(&Place::open(path).unwrap()), [true; 6]);
    }
}
