//! Owns what of a channel is to be done again, by what was touched since the folder was true. Pure.

use std::collections::BTreeSet;

use super::archives;
use super::channel::Ending;
use super::channels;
use super::state::Kept;
use crate::domain::hex;

use sha2::{Digest, Sha256};

/// Raised when the same articles give other documents than before: all are then made anew.
pub(super) const RENDER_VERSION: u32 = 2;

/// A fingerprint of whatever can be shown.
pub(super) fn print(of: &impl std::fmt::Debug) -> String {
    hex(&Sha256::digest(format!("{of:?}").as_bytes())[..16])
}

/// What is to be done again of a channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Work {
    /// Whether its live documents are.
    pub(super) live: bool,
    /// Which of its archives are.
    pub(super) archives: BTreeSet<i64>,
}

/// What is known of a channel when it is decided.
#[derive(Debug)]
pub(super) struct Standing<'a> {
    /// What the folder remembers of it.
    pub(super) kept: Option<&'a Kept>,
    /// Its minted id.
    pub(super) id: &'a str,
    /// The fingerprint of all its documents are made by.
    pub(super) print: &'a str,
    /// Places of touched articles in it.
    pub(super) places: &'a [i64],
    /// The last place of each archive there is now, from archive 1 on.
    pub(super) archives: &'a [i64],
    /// Archives of which the folder has lost a document.
    pub(super) lost: &'a BTreeSet<i64>,
    /// Whether the folder has lost a live document, or its live documents are to be done for another reason.
    pub(super) live: bool,
}

/// What is to be done again.
pub(super) fn work(standing: &Standing<'_>) -> Work {
    let newest = i64::try_from(standing.archives.len()).unwrap_or(i64::MAX);
    let same = |kept: &&Kept| kept.id == standing.id && kept.print == standing.print;
    let Some(kept) = standing.kept.filter(same) else {
        return Work { live: true, archives: (1..=newest).collect() };
    };
    let mut archives: BTreeSet<i64> = kept.behind.union(standing.lost).copied().collect();
    // The one before the first new one has a next one now.
    if newest > kept.archives {
        archives.extend(kept.archives.max(1)..=newest);
    }
    for place in standing.places {
        let number = standing.archives.partition_point(|last| last < place) + 1;
        archives.extend(i64::try_from(number).ok());
    }
    archives.retain(|number| (1..=newest).contains(number));
    let live = kept.failed || standing.live || !standing.places.is_empty() || newest != kept.archives;
    Work { live, archives }
}

/// The document's channel, and the number of the archive it is of; `None` where it is of no channel.
pub(super) fn of_path(path: &str) -> Option<(&str, Option<i64>)> {
    let stem = Ending::ALL.into_iter().find_map(|ending| path.strip_suffix(ending.as_str())?.strip_suffix('.'))?;
    let key = channels::key(stem)?;
    Some(archives::of_stem(key).map_or((key, None), |(live, number)| (live, Some(number))))
}

/// The path of a channel's documents without an ending, live or of an archive.
pub(super) fn stem(key: &str, archive: Option<i64>) -> String {
    let path = channels::path(key);
    match archive {
        Some(number) => archives::stem(&path, number),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_belong_to_channels() {
        for (path, expected) in [
            ("feeds/all.rss", Some(("all", None))),
            ("feeds/topics/pay.json", Some(("topics/pay", None))),
            ("feeds/all.archive-12.atom", Some(("all", Some(12)))),
            ("editions/daily.rss", Some(("editions/daily", None))),
            ("feeds.opml", None),
            ("manifest.json", None),
            ("articles/x/comments.rss", None),
        ] {
            assert_eq!(of_path(path), expected, "{path}");
        }
        assert_eq!(stem("topics/pay", Some(3)), "feeds/topics/pay.archive-3");
        assert_eq!(stem("editions/daily", None), "editions/daily");
    }

    #[test]
    fn only_what_changed_is_done_again() {
        let kept = Kept { id: "u".to_owned(), print: "p".to_owned(), archives: 2, ..Kept::default() };
        let lost = BTreeSet::new();
        let standing = Standing {
            kept: Some(&kept),
            id: "u",
            print: "p",
            places: &[],
            archives: &[25, 50],
            lost: &lost,
            live: false,
        };
        let is = |standing: &Standing<'_>, live: bool, archives: &[i64]| {
            let expected = Work { live, archives: archives.iter().copied().collect() };
            assert_eq!(work(standing), expected, "{standing:?}");
        };
        is(&standing, false, &[]);
        is(&Standing { live: true, ..standing }, true, &[]);
        is(&Standing { places: &[60], ..standing }, true, &[]);
        is(&Standing { places: &[25, 60], ..standing }, true, &[1]);
        is(&Standing { places: &[26], ..standing }, true, &[2]);
        is(&Standing { archives: &[25, 50, 75], ..standing }, true, &[2, 3]);
        is(&Standing { lost: &[1].into(), ..standing }, false, &[1]);
        is(&Standing { print: "q", ..standing }, true, &[1, 2]);
        is(&Standing { id: "v", ..standing }, true, &[1, 2]);
        is(&Standing { kept: None, ..standing }, true, &[1, 2]);
        let failed = Kept { failed: true, behind: [2].into(), ..kept.clone() };
        is(&Standing { kept: Some(&failed), ..standing }, true, &[2]);
        let first = Kept { archives: 0, ..kept.clone() };
        is(&Standing { kept: Some(&first), archives: &[25], ..standing }, true, &[1]);
    }
}
