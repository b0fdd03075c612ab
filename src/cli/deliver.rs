//! Owns `deliver`: one run through the queue.

use std::time::Duration;

use super::output::{Done, Voice, print_text};
use super::progress::Bar;
use crate::app::App;
use crate::deliver::{self, Delivered};
use crate::stop::Stop;
use crate::store::QueueView;

/// How long another process that delivers is waited for.
const PATIENCE: Duration = Duration::from_mins(10);

#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) async fn run(app: &App, _args: &Args, voice: Voice) -> anyhow::Result<Done> {
    let delivered = deliver_all(app, voice).await?;
    let queue = app.store.queue().await?;
    if !voice.quiet {
        print_text(&format!(
            "delivered {} accepted, {} failed, {} put off, {} skipped\n{}",
            delivered.accepted,
            delivered.failed,
            delivered.deferred,
            delivered.skipped,
            waiting(&queue)
        ))?;
    }
    Ok((delivered.failed == 0 && delivered.stopped.is_empty() && queue.queued == 0).into())
}

/// Sends until nothing is due any more.
pub(super) async fn deliver_all(app: &App, voice: Voice) -> anyhow::Result<Delivered> {
    let bar = Bar::new("sending", voice);
    let room = app.post_room()?;
    match deliver::deliver(&room, PATIENCE, &Stop::never(), &bar).await? {
        Some(delivered) => Ok(delivered),
        None => anyhow::bail!("another process is still delivering; it will send what is queued"),
    }
}

/// What is left in the queue, where something is.
pub(super) fn waiting(queue: &QueueView) -> String {
    match (queue.queued, queue.next) {
        (0, _) => String::new(),
        (n, next) => {
            let next = next.map(|next| format!("; the next attempt is at {}", next.format("%H:%M:%S UTC")));
            format!("          {n} put off{}; `postround deliver` or the service goes on\n", next.unwrap_or_default())
        }
    }
}
