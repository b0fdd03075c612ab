//! Owns the documents of the folder as they are served: the same bytes, from memory. A look at the folder's manifest
//! every now and then is all that is asked of the disk; what a reader asks for is answered without it.

pub(super) mod document;
mod listing;
pub(super) mod manners;
mod shelf;

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::body::Bytes;

use super::conditions::Coding;
use crate::publish::options::PublishOptions;
use crate::publish::target::etag;
use document::{Document, Known, Representation};
use listing::{Listed, MANIFEST, Stamp};
use shelf::Shelf;

/// The documents of the folder, held in memory.
#[derive(Debug)]
pub struct Documents {
    options: Arc<PublishOptions>,
    table: RwLock<Arc<Table>>,
    seen: Mutex<Seen>,
    shelf: Shelf,
}

/// What is served, by its path without a slash before it.
pub(super) type Table = HashMap<Box<str>, Arc<Document>>;

/// What the folder looked like last.
#[derive(Debug, Default)]
struct Seen {
    manifest: Option<Stamp>,
    files: HashMap<String, Stamp>,
}

/// Bytes that were read for one answer.
#[derive(Debug)]
pub(super) enum Read {
    /// Those that were expected.
    Expected(Bytes),
    /// Others, of this second: the folder is being written to.
    Other(Bytes, i64),
}

impl Documents {
    /// The documents of these feeds; there are none before the first look.
    pub fn new(options: Arc<PublishOptions>) -> Self {
        Self { options, table: RwLock::default(), seen: Mutex::default(), shelf: Shelf::default() }
    }

    /// What is served now.
    pub(super) fn table(&self) -> Arc<Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The document at a path.
    pub(super) fn find(&self, path: &str) -> Option<Arc<Document>> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// The plain bytes of a document, where there is one.
    pub(super) async fn plain(&self, path: &str) -> Option<Bytes> {
        let document = self.find(path)?;
        match self.read(path, &document, Coding::Plain).await.ok()? {
            Read::Expected(bytes) | Read::Other(bytes, _) => Some(bytes),
        }
    }

    /// The bytes of a representation, from memory where they are there; an error where the disk has none.
    pub(super) async fn read(&self, path: &str, document: &Document, coding: Coding) -> io::Result<Read> {
        let one = document.representation(coding);
        if let Some(bytes) = self.held(one) {
            return Ok(Read::Expected(bytes));
        }
        // A thousand readers of one new document are one reading of the disk.
        let _reading = one.reading.lock().await;
        if let Some(bytes) = self.held(one) {
            return Ok(Read::Expected(bytes));
        }
        let file = listing::file(&self.options.folder, path, one.coding);
        let (bytes, own, modified) = tokio::task::spawn_blocking(move || {
            let bytes = std::fs::read(&file)?;
            let own = etag(&bytes);
            io::Result::Ok((Bytes::from(bytes), own, listing::second(&file)))
        })
        .await??;
        if *one.etag() != own {
            return Ok(Read::Other(bytes, modified));
        }
        one.hold(bytes.clone());
        self.shelf.keep_within(bytes.len(), &self.table());
        Ok(Read::Expected(bytes))
    }

    /// The bytes of a representation that are in memory.
    pub(super) fn held(&self, one: &Representation) -> Option<Bytes> {
        one.used_at(self.shelf.turn());
        one.held()
    }

    /// Looks at the folder, and takes over what changed in it; answers whether anything did. Waits for the disk.
    pub(super) fn look(&self) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let found = listing::stamp(&self.options.folder.join(MANIFEST));
        let next = match found {
            Some(stamp) if seen.manifest == Some(stamp) => None,
            Some(stamp) => {
                // Remembered even where it cannot be read: it is told once, and looked at again when it is written anew.
                seen.manifest = Some(stamp);
                let first = self.table().is_empty();
                self.by_manifest().or_else(|| first.then(|| self.by_files(&mut seen.files)).flatten())
            }
            None => {
                seen.manifest = None;
                self.by_files(&mut seen.files)
            }
        };
        let Some(next) = next else { return false };
        self.shelf.weigh(&next);
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        true
    }

    fn by_manifest(&self) -> Option<Table> {
        let path = self.options.folder.join(MANIFEST);
        let read = std::fs::read(&path).map_err(|error| error.to_string());
        let listed = read.and_then(|bytes| listing::manifest(&bytes).map_err(|error| error.to_string()));
        match listed {
            Ok(listed) => Some(self.taken_over(listed)),
            Err(error) => {
                let path = path.display();
                tracing::error!(
                    "the list of documents {path} cannot be read: {error}; `postround publish` writes it anew"
                );
                None
            }
        }
    }

    fn taken_over(&self, listed: Vec<Listed>) -> Table {
        let (held, folder) = (self.table(), &self.options.folder);
        let mut table = Table::with_capacity(listed.len());
        for Listed { path, known } in listed {
            let Some(manner) = manners::manner(&self.options, &path) else { continue };
            // The file's time, and while its bytes stay the same the time it had first: copying a folder changes nothing.
            let document = match held.get(path.as_str()).filter(|document| document.is(&manner, &known)) {
                Some(document) => Some(document.clone()),
                None => Document::new(manner, listing::second(&folder.join(&path)), known).map(Arc::new),
            };
            table.extend(document.map(|document| (path.into(), document)));
        }
        table
    }

    fn by_files(&self, seen: &mut HashMap<String, Stamp>) -> Option<Table> {
        let (held, folder) = (self.table(), &self.options.folder);
        let stamped = |path: String| {
            let stamp = listing::stamp(&folder.join(&path))?;
            Some((path, stamp))
        };
        let stamps: HashMap<String, Stamp> = listing::expected(&self.options).into_iter().filter_map(stamped).collect();
        if *seen == stamps {
            return None;
        }
        let mut table = Table::with_capacity(stamps.len());
        for (path, stamp) in &stamps {
            let document = match held.get(path.as_str()).filter(|_| seen.get(path) == Some(stamp)) {
                Some(document) => Some(document.clone()),
                None => self.of_files(folder, path),
            };
            table.extend(document.map(|document| (path.as_str().into(), document)));
        }
        *seen = stamps;
        Some(table)
    }

    fn of_files(&self, folder: &Path, path: &str) -> Option<Arc<Document>> {
        let manner = manners::manner(&self.options, path)?;
        let known: Vec<Known> = listing::read(folder, path)
            .inspect_err(|error| tracing::error!("the document {path} cannot be read: {error}"))
            .ok()?;
        Document::new(manner, listing::second(&folder.join(path)), known).map(Arc::new)
    }
}
