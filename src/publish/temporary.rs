//! Owns files that are not yet in their places: what they are called, so that those of a killed process are known again,
//! and that they go where they never get there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// What the names of files that are no documents begin with.
pub(super) const HIDDEN: &str = ".postround-";

/// What the names of temporary ones end with.
pub(super) const ENDING: &str = ".tmp";

/// Whether a file of this name is one that did not get into its place.
pub(super) fn is_one(name: &str) -> bool {
    name.starts_with(HIDDEN) && name.ends_with(ENDING)
}

/// A file that is not yet in its place; dropped before it is, it goes.
#[derive(Debug)]
pub(super) struct Temporary {
    /// Empty once the file is in its place.
    path: PathBuf,
    /// Until it is brought to the disk.
    file: Option<File>,
}

impl Temporary {
    /// One that holds these bytes, in the folder of its place.
    pub(super) fn filled(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{HIDDEN}{}-{number}{ENDING}", std::process::id()));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let mut temporary = Self { path, file: None };
        file.write_all(bytes)?;
        temporary.file = Some(file);
        Ok(temporary)
    }

    /// Its file, for whoever brings that to the disk; nothing the second time.
    pub(super) fn taken(&mut self) -> Option<File> {
        self.file.take()
    }

    /// Brings it to the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), File::sync_all)
    }

    /// Puts it into its place; where nobody took its file, it is not waited for.
    pub(super) fn rename(mut self, place: &Path) -> io::Result<()> {
        // Some systems rename no file that is open.
        self.file = None;
        fs::rename(&self.path, place)?;
        self.path = PathBuf::new();
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            // What cannot be removed now is swept out when the folder is opened again.
            let _ = fs::remove_file(&self.path);
        }
    }
}
