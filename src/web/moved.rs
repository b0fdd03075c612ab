//! Owns where feeds have moved to: the addresses of a feed that was renamed lead to the new ones for ever.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::documents::manners::parts;
use crate::publish::options::PublishOptions;

/// The names that feeds had, and those they have.
#[derive(Debug, Default)]
pub(super) struct Moved {
    names: RwLock<Arc<HashMap<String, String>>>,
}

impl Moved {
    /// Takes over what the store remembers, and what the configuration says already.
    pub(super) fn learn(&self, options: &PublishOptions, remembered: Vec<(String, String)>) {
        let is_taken = |name: &str| options.feeds.iter().any(|feed| feed.name.as_str() == name);
        let said =
            options.feeds.iter().flat_map(|feed| feed.was.iter().map(|was| (was.to_string(), feed.name.to_string())));
        let names = remembered.into_iter().chain(said).filter(|(old, _)| !is_taken(old)).collect();
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(names);
    }

    /// Where a path leads now: a document's, an archive's or a page's, without a slash before it.
    pub(super) fn now(&self, path: &str) -> Option<String> {
        let parts = parts(path);
        let name = parts.channel.strip_prefix("feeds/")?;
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner).clone();
        let now = names.get(name)?;
        let rest = parts.rest;
        // The feed of a digest's editions stands beside their pages.
        Some(if now.starts_with("editions/") { format!("{now}{rest}") } else { format!("feeds/{now}{rest}") })
    }
}
