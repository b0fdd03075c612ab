//! Owns the pace: requests to one host follow one another with a pause between them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

/// When each host may be asked next.
#[derive(Debug)]
pub(super) struct Pace {
    pause: Duration,
    next: Mutex<HashMap<String, Instant>>,
}

impl Pace {
    pub(super) fn new(pause: Duration) -> Self {
        Self { pause, next: Mutex::new(HashMap::new()) }
    }

    /// Waits until it is this request's turn.
    pub(super) async fn turn(&self, url: &Url) {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let at = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            // Hosts whose turn has come keep no memory, so that the table does not grow for ever.
            next.retain(|_, at| *at > now);
            let at = next.get(&host).copied().unwrap_or(now);
            next.insert(host, at + self.pause);
            at
        };
        tokio::time::sleep_until(at).await;
    }
}
