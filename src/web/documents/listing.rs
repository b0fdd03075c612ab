//! Owns what stands in the folder: by its manifest, which is written when everything it names is in place; in a folder
//! without one, by the files themselves.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::Deserialize;

use super::document::Known;
use crate::publish::channel::Ending;
use crate::publish::options::PublishOptions;
use crate::publish::target::Encoding;
use crate::web::conditions::Coding;

/// The manifest's name in the folder.
pub(super) const MANIFEST: &str = "manifest.json";

/// What a file looks like from outside: time in nanoseconds, length, and its number where the system has one. A file
/// that another was put in the place of looks different even where both were written within one tick.
pub(super) type Stamp = (u128, u64, u64);

/// A document that is to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// Its path, without a slash before it.
    pub(super) path: String,
    /// What is known of its representations.
    pub(super) known: Vec<Known>,
}

#[derive(Deserialize)]
struct Manifest {
    documents: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    plain: Copy,
    gzip: Option<Copy>,
    br: Option<Copy>,
}

#[derive(Deserialize)]
struct Copy {
    length: u64,
    etag: String,
}

/// What the manifest names.
pub(super) fn manifest(bytes: &[u8]) -> Result<Vec<Listed>, serde_json::Error> {
    let manifest: Manifest = serde_json::from_slice(bytes)?;
    let listed = |entry: Entry| {
        let copies = [(Coding::Plain, Some(entry.plain)), (Coding::Gzip, entry.gzip), (Coding::Brotli, entry.br)];
        let known = copies.into_iter().filter_map(|(coding, copy)| {
            copy.map(|copy| Known { coding, etag: copy.etag, length: copy.length, bytes: None })
        });
        Listed { path: entry.path, known: known.collect() }
    };
    Ok(manifest.documents.into_iter().map(listed).collect())
}

/// What a folder without a manifest can hold: the configured feeds and their list.
pub(super) fn expected(options: &PublishOptions) -> Vec<String> {
    let names = options.feeds.iter().map(|feed| feed.name.as_str());
    let documents = names.flat_map(|name| Ending::ALL.map(|ending| format!("feeds/{name}.{}", ending.as_str())));
    documents.chain(["feeds.opml".to_owned()]).collect()
}

/// All representations of a document, read.
pub(super) fn read(folder: &Path, path: &str) -> io::Result<Vec<Known>> {
    let mut known = Vec::new();
    for coding in Coding::ALL {
        match fs::read(file(folder, path, coding)) {
            Ok(bytes) => known.push(Known::of(coding, bytes)),
            Err(error) if coding != Coding::Plain && error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(known)
}

/// The file a representation is in.
pub(super) fn file(folder: &Path, path: &str, coding: Coding) -> PathBuf {
    let suffix = match coding {
        Coding::Plain => "",
        Coding::Gzip => Encoding::Gzip.suffix(),
        Coding::Brotli => Encoding::Brotli.suffix(),
    };
    folder.join(format!("{path}{suffix}"))
}

/// What a file looks like; nothing where there is none.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let time = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&about);
    #[cfg(not(unix))]
    let number = 0;
    Some((time, about.len(), number))
}

/// The second a file was last written at; the epoch where nobody knows.
pub(super) fn second(path: &Path) -> i64 {
    let time = stamp(path).map_or(0, |stamp| stamp.0 / 1_000_000_000);
    i64::try_from(time).unwrap_or(0)
}
