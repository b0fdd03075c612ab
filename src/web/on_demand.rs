//! Owns the documents that are made when somebody asks for them.

use std::sync::Arc;

use super::documents::document::Document;
use super::site::Site;

/// A document somebody wishes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish<'a> {
    /// Articles of an author.
    Author(&'a str),
}

/// What became of a wish.
#[derive(Debug)]
pub(super) enum Made {
    /// The document.
    Document(Arc<Document>),
    /// There is no such.
    Nothing,
    /// Not now.
    Busy,
}

impl<'a> Wish<'a> {
    pub(super) fn of(_path: &'a str) -> Option<Self> {
        None
    }
}

pub(super) fn is_private(path: &str) -> bool {
    path.starts_with("my/")
}

pub(super) async fn made(_site: &Site, _wish: &Wish<'_>) -> Made {
    Made::Nothing
}
