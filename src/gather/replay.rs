//! Owns a source over its kept answers: the same rules, and no request.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::answers::{self, Kept};
use super::kind::{Ask, Kind, Page, ReadError, Reading, Role};
use crate::net::{Answer, Fetched, NetError, Validators};

/// The answers kept of a source.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    kept: Arc<HashMap<Url, (Kept, PathBuf)>>,
}

impl Shelf {
    pub(super) fn new(kept: Vec<(Kept, PathBuf)>) -> Self {
        Self { kept: Arc::new(kept.into_iter().map(|kept| (kept.0.ask.url.clone(), kept)).collect()) }
    }

    /// The kept answer to an ask.
    pub(super) async fn fetch(&self, ask: &Ask) -> Result<Fetched, NetError> {
        let Some((kept, path)) = self.kept.get(&ask.url) else {
            return Err(NetError::Transport("no answer to it was kept".to_owned()));
        };
        let path = path.clone();
        let body = tokio::task::spawn_blocking(move || answers::body(&path).map_err(|error| (error, path))).await;
        let body = body.map_err(|error| NetError::Transport(error.to_string()))?;
        let body =
            body.map_err(|(error, path)| NetError::Transport(format!("cannot read {}: {error}", path.display())))?;
        Ok(Fetched::Fresh(Box::new(Answer {
            url: kept.url.clone(),
            validators: Validators::default(),
            content_type: kept.content_type.clone(),
            link: kept.link.clone(),
            total_pages: kept.total_pages,
            moved: None,
            fresh_for: None,
            body,
        })))
    }
}

/// A kind that begins with every article page that was kept, also those no listing announces any more, and reads each
/// page as at the time when it came.
#[derive(Debug)]
pub(super) struct ReplayKind {
    inner: Arc<dyn Kind>,
    articles: Vec<Ask>,
    fetched: HashMap<Url, DateTime<Utc>>,
}

impl ReplayKind {
    pub(super) fn new(inner: Arc<dyn Kind>, kept: &[(Kept, PathBuf)]) -> Self {
        let articles = kept.iter().map(|(kept, _)| &kept.ask).filter(|ask| matches!(ask.role, Role::Article { .. }));
        let fetched = kept.iter().map(|(kept, _)| (kept.ask.url.clone(), kept.fetched)).collect();
        Self { inner, articles: articles.cloned().collect(), fetched }
    }
}

impl Kind for ReplayKind {
    fn begin(&self) -> Vec<Ask> {
        let mut asks = self.inner.begin();
        asks.extend(self.articles.iter().cloned());
        asks
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        let fetched = self.fetched.get(&ask.url).copied().unwrap_or(page.fetched);
        self.inner.read(ask, &Page { fetched, ..*page })
    }

    fn rules(&self) -> String {
        self.inner.rules()
    }

    fn cure(&self) -> String {
        self.inner.cure()
    }
}
