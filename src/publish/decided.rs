//! Owns whether anything was decided of comments since the last look: what a moderator hides leaves the feeds without
//! waiting for a round.

use crate::store::Store;

/// Which decision was the last one at the last look.
#[derive(Debug, Default)]
pub struct Decided {
    last: Option<i64>,
}

impl Decided {
    /// Looks first now, before a publication: what is decided between that and the next look is news.
    pub async fn from_now(store: &Store) -> Self {
        let mut decided = Self::default();
        decided.has_changed(store).await;
        decided
    }

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
