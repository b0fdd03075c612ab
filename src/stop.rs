//! Owns the wish to stop: asked for once, seen by every flow between two steps, so that nothing is left half done.

use std::sync::Arc;

use tokio::sync::watch;

/// Seen by flows. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stop {
    asked: watch::Receiver<bool>,
    // Kept so that a `Stop` nobody can ask for any more does not look like one that was asked for.
    _sender: Arc<watch::Sender<bool>>,
}

/// Asks for the stop.
#[derive(Debug, Clone)]
pub struct Stopper(Arc<watch::Sender<bool>>);

impl Stop {
    /// A pair of the one who asks and the one who sees.
    pub fn new() -> (Stopper, Self) {
        let (sender, asked) = watch::channel(false);
        let sender = Arc::new(sender);
        (Stopper(sender.clone()), Self { asked, _sender: sender })
    }

    /// One that is never asked for.
    pub fn never() -> Self {
        Self::new().1
    }

    /// Whether the stop was asked for.
    pub fn is_asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// Waits until the stop is asked for.
    pub async fn asked(&self) {
        let mut asked = self.asked.clone();
        // The sender lives as long as `self`, so this cannot fail.
        let _ = asked.wait_for(|asked| *asked).await;
    }
}

impl Stopper {
    /// Asks for the stop.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }
}
