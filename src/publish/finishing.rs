//! Owns what follows once the documents of the channels stand: what leaves the folder, what is kept at the addresses feeds
//! had before, and the list of all feeds.

use std::collections::BTreeSet;

use anyhow::Context as _;

use super::channel::Ending;
use super::channels;
use super::feeds::Feed;
use super::manifest::Manifest;
use super::opml::{self, Outline};
use super::options::{PublishOptions, Target};
use super::place::Place;
use super::plan;
use super::target::{Folder, Stage};
use super::thread_documents;

/// Where the list of all feeds stands.
const LIST: &str = "feeds.opml";

/// What the folder is to be like beside the documents of its channels.
#[derive(Debug)]
pub(super) struct Wanted {
    /// What channels are called by.
    pub(super) keys: BTreeSet<String>,
    /// Names that feeds had before, with those they have now.
    pub(super) moves: Vec<(String, String)>,
    /// The list of all feeds.
    pub(super) outlines: Vec<Outline>,
    /// The publication's title.
    pub(super) title: String,
    /// Who serves the folder.
    pub(super) to: Target,
    /// Whether topics that are gone may leave: they are not gone for good where the store is empty.
    pub(super) may_empty: bool,
}

impl Wanted {
    /// Of these feeds.
    pub(super) fn of(
        feeds: &[Feed],
        options: &PublishOptions,
        moves: Vec<(String, String)>,
        has_articles: bool,
    ) -> Self {
        let keys: BTreeSet<String> = feeds.iter().map(|feed| feed.listed.key.clone()).collect();
        let outline = |feed: &Feed| {
            let address = channels::address(&options.base, &feed.listed.key);
            Outline {
                group: feed.listed.group(),
                title: feed.listed.title.clone(),
                description: feed.listed.description.clone(),
                feed: Ending::Rss.of(&address),
                home: address,
            }
        };
        let moves = moves.into_iter().filter(|(old, new)| !keys.contains(old) && keys.contains(new)).collect();
        Self {
            moves,
            outlines: feeds.iter().map(outline).collect(),
            title: options.publisher.clone(),
            to: options.to,
            may_empty: has_articles,
            keys,
        }
    }
}

/// Brings the folder to what is wanted; it waits for the disk.
pub(super) fn finish(place: &mut Place, wanted: &Wanted) -> anyhow::Result<()> {
    place.manifest.moves = wanted.moves.iter().map(|(old, new)| (channels::path(old), channels::path(new))).collect();
    if wanted.to == Target::Folder {
        copy_moved(place, wanted)?;
    }
    for name in leaving(place, wanted) {
        match place.folder.remove(&name) {
            Ok(_) => drop(place.manifest.documents.remove(&name)),
            Err(error) => tracing::warn!(
                "{name} is of no feed now, and cannot be removed from {}: {error}; let postround write there",
                place.folder.root().display()
            ),
        }
    }
    place.tell_of_strays();
    let outlines = plan::print(&(&wanted.title, &wanted.outlines));
    // A list without its topics is no better than a feed without its entries.
    if (place.state.outlines != outlines && wanted.may_empty) || !place.stands(LIST) {
        let bytes = opml::write(&wanted.title, &wanted.outlines);
        write(&place.folder, &mut place.manifest, LIST, &bytes).with_context(|| cannot_write(&place.folder, LIST))?;
        place.state.outlines = outlines;
    }
    Ok(())
}

/// What is said of a file that cannot be written.
pub(super) fn cannot_write(folder: &Folder, name: &str) -> String {
    let at = folder.root().display();
    format!(
        "cannot write {name} in {at}; make room on its disk and let postround write there: all is tried again at the next publish"
    )
}

/// Writes one document, and into the manifest what it is known by.
pub(super) fn write(folder: &Folder, manifest: &mut Manifest, name: &str, bytes: &[u8]) -> std::io::Result<bool> {
    let (described, written) = match folder.stage(name, bytes)? {
        Stage::Stands(described) => (described, false),
        Stage::Ready(staged) => {
            let described = staged.described().clone();
            folder.commit(staged)?;
            (described, true)
        }
    };
    manifest.documents.insert(name.to_owned(), described);
    Ok(written)
}

/// A web server that only has files cannot lead readers on: the old addresses hold the same bytes as the new ones.
fn copy_moved(place: &mut Place, wanted: &Wanted) -> anyhow::Result<()> {
    for (old, new) in &wanted.moves {
        let documents: Vec<(String, String)> = place
            .manifest
            .documents
            .keys()
            .filter(|name| plan::of_path(name).is_some_and(|(key, _)| key == new))
            .map(|name| (name.clone(), name.replacen(&channels::path(new), &channels::path(old), 1)))
            .collect();
        for (from, to) in documents {
            if place.manifest.documents.get(&from) == place.manifest.documents.get(&to) && place.stands(&to) {
                continue;
            }
            let bytes = std::fs::read(place.folder.path(&from)?)
                .with_context(|| format!("cannot read {from} in {}", place.folder.root().display()))?;
            write(&place.folder, &mut place.manifest, &to, &bytes).with_context(|| cannot_write(&place.folder, &to))?;
        }
    }
    Ok(())
}

/// The documents of channels that are no more, and the archives of those that have so many no more: nobody would take
/// out of them what is withdrawn (I4).
fn leaving(place: &Place, wanted: &Wanted) -> Vec<String> {
    let has = |key: &str, archive: i64| {
        place.state.channels.get(key).is_some_and(|kept| kept.failed || archive <= kept.archives)
    };
    let is_wanted = |name: &str| {
        if name == LIST || name.starts_with("articles/") {
            return !thread_documents::is_left(place, name);
        }
        let Some((key, archive)) = plan::of_path(name) else { return false };
        let moved = wanted.moves.iter().find(|(old, _)| old == key).filter(|_| wanted.to == Target::Folder);
        let stands = moved.map_or(key, |(_, new)| new.as_str());
        (wanted.keys.contains(stands) && archive.is_none_or(|archive| has(stands, archive)))
            || (!wanted.may_empty && key.starts_with("topics/"))
    };
    place.documents().into_iter().filter(|name| !is_wanted(name)).collect()
}
