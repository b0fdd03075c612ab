//! Owns whether anything was decided of comments since the last look: what a moderator hides leaves the feeds without
//! waiting for a round.

use crate::store::Store;

/// Which decision was the last one at the last look.
#[derive(Debug, Default)]
pub struct Decided {
    last: Option<i64>,
}

impl Decided {
    /// Whether something was decided, reported or blocked since the last look; not at the first one.
    pub async fn has_changed(&mut self, store: &Store) -> bool {
        match store.last_decision().await {
            Ok(number) => self.last.replace(number).is_some_and(|before| before != number),
            Err(error) => {
                tracing::error!("cannot ask what was decided of comments, so feeds stay as they are: {error}");
                false
            }
        }
    }
}
