//! Owns what a folder remembers of itself: up to where it is true. It is written last, so that whatever happens before
//! is done again; a state that is missing, broken or of another store means that everything is done again.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::channel::Ending;
use super::target::Folder;
use super::{plan, thread_documents};
use crate::domain::Name;

/// The file's name, behind the prefix of hidden files.
const FILE: &str = "state.json";

/// Raised when its fields change their meaning.
const VERSION: u32 = 1;

/// What a folder remembers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    version: u32,
    /// The touch up to which its documents are true; 0: of nothing.
    pub(super) touched: i64,
    /// The fingerprint of the feeds that the configuration makes.
    pub(super) list: String,
    /// The fingerprint of the list of all feeds, as it was last written.
    pub(super) outlines: String,
    /// Each channel, by the store's name for it.
    pub(super) channels: BTreeMap<String, Kept>,
    /// Articles with comments too young to be quoted when they were last looked at.
    pub(super) ripening: Vec<Ripening>,
    /// Articles whose comments stand in the folder as documents of their own, by the part of the address that is theirs.
    pub(super) threads: BTreeMap<i64, String>,
    /// The fingerprint of what those are made by.
    pub(super) threads_print: String,
    /// Whether there were more topics than automatic feeds may be; said once.
    pub(super) crowded: bool,
}

/// What a folder remembers of one channel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The feed's minted id: another one is another store's.
    pub(super) id: String,
    /// The fingerprint of all that its documents are made by.
    pub(super) print: String,
    /// The fingerprint of which articles are its own.
    pub(super) filter: String,
    /// Archives that stand, from 1 to this.
    pub(super) archives: i64,
    /// Whether its documents were kept back: it is tried again at the next publish.
    pub(super) failed: bool,
    /// Archives that were to be written when it failed.
    pub(super) behind: BTreeSet<i64>,
    /// Of a channel that has no members: the articles it is made from, with the time of the last comment or edition.
    pub(super) shown: Vec<(i64, i64)>,
    /// The articles in its live documents whose comments stand in the folder too.
    pub(super) live: BTreeSet<i64>,
}

/// An article to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Ripening {
    pub(super) article: i64,
    /// The source whose next good round counts.
    pub(super) source: String,
    /// From when on that round must be, in milliseconds since 1970.
    pub(super) from: i64,
}

impl Ripening {
    /// Whether a source's last good round lets its comments be quoted.
    pub(super) fn is_ripe(&self, gathered: &impl Fn(&Name) -> Option<DateTime<Utc>>) -> bool {
        let source: Option<Name> = self.source.parse().ok();
        source.and_then(|source| gathered(&source)).is_some_and(|at| at.timestamp_millis() >= self.from)
    }
}

impl State {
    /// What the folder remembers; `None` where that cannot be read.
    pub(super) fn read(folder: &Folder) -> Option<Self> {
        let bytes = std::fs::read(folder.hidden(FILE)).ok()?;
        let state: Self = serde_json::from_slice(&bytes).ok()?;
        (state.version == VERSION && state.touched > 0).then_some(state)
    }

    /// Notes which articles are to be looked at again: those looked at by what was found, those that were ripe no more.
    pub(super) fn ripen(&mut self, ripe: &BTreeSet<i64>, looked: &BTreeMap<i64, Option<Ripening>>) {
        self.ripening.retain(|one| !ripe.contains(&one.article) && !looked.contains_key(&one.article));
        self.ripening.extend(looked.values().flatten().cloned());
        self.ripening.sort_unstable();
    }

    /// Forgets channels that are no more.
    pub(super) fn forget_all_but(&mut self, keys: &BTreeSet<&str>) {
        self.channels.retain(|key, _| keys.contains(key.as_str()));
    }

    /// The documents it knows of.
    pub(super) fn documents(&self) -> BTreeSet<String> {
        let archives = |(key, kept): (&String, &Kept)| {
            let of = |archive| plan::stem(key, archive);
            std::iter::once(of(None)).chain((1..=kept.archives).map(|number| of(Some(number)))).collect::<Vec<_>>()
        };
        let threads = self.threads.values().map(|article| thread_documents::stem(article));
        let stems = self.channels.iter().flat_map(archives).chain(threads);
        stems.flat_map(|stem| Ending::ALL.map(|ending| format!("{stem}.{}", ending.as_str()))).collect()
    }

    /// Remembers it. Should the power fail, the file is broken and everything is done again: it is not waited for.
    pub(super) fn write(&mut self, folder: &Folder) -> io::Result<()> {
        self.version = VERSION;
        let bytes = serde_json::to_vec(self).map_err(io::Error::other)?;
        folder.write_alone(&folder.hidden(FILE), &bytes, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_back_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path()).unwrap();
        assert_eq!(State::read(&folder), None);
        let mut state = State { touched: 7, ..State::default() };
        state.channels.insert("all".to_owned(), Kept { id: "urn:uuid:x".to_owned(), ..Kept::default() });
        state.write(&folder).unwrap();
        assert_eq!(State::read(&folder), Some(state));
        for broken in ["", "{", "{\"version\":1}", "[]"] {
            std::fs::write(folder.hidden(FILE), broken).unwrap();
            assert_eq!(State::read(&folder), None, "{broken}");
        }
    }

    #[test]
    fn a_comment_is_ripe_with_a_later_round_of_its_source() {
        let ripening = Ripening { article: 1, source: "wire".to_owned(), from: 1_000 };
        let at = |ms: i64| DateTime::from_timestamp_millis(ms);
        for (gathered, expected) in [(None, false), (at(999), false), (at(1_000), true)] {
            assert_eq!(ripening.is_ripe(&|_: &Name| gathered), expected);
        }
    }
}
