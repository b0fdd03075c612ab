//! Owns what one section of the file needs to know of the others, and of the world outside the file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;

use super::publication::Publication;
use crate::render::Templates;

/// Looks up an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What the sections share.
pub(super) struct Surroundings<'a> {
    /// The folder of the file, empty where it is the working directory.
    pub(super) folder: &'a Path,
    pub(super) environment: Environment<'a>,
    /// UTC where the file names none that is known, so that the rest can be checked.
    pub(super) zone: Tz,
    /// `None` where it has mistakes.
    pub(super) publication: Option<Publication>,
    /// The names of all sources, also of those with mistakes.
    pub(super) sources: BTreeSet<String>,
    /// The sound ones.
    pub(super) templates: Arc<Templates>,
}

impl Surroundings<'_> {
    /// Relative paths are relative to the folder of the file.
    pub(super) fn resolve(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }
}
