//! Owns `deliver`: one run through the queue.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use super::output::{Done, Voice, counted, print_text};
use super::progress::Bar;
use crate::app::App;
use crate::deliver::{self, Delivered};
use crate::domain::DeliveryState;
use crate::stop::{Stop, Stopper};
use crate::store::QueueView;

/// How long another process that delivers is waited for.
const PATIENCE: Duration = Duration::from_mins(10);

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Queue again what nobody knows the fate of, under the same Message-ID, unless its edition is stale
    #[arg(long)]
    resend_uncertain: bool,
    /// Queue again what was refused for good, unless its edition is stale
    #[arg(long)]
    retry_failed: bool,
}

pub(super) async fn run(app: &App, args: &Args, voice: Voice) -> anyhow::Result<Done> {
    let again = requeue(app, args).await?;
    let delivered = deliver_all(app, voice).await?;
    let queue = app.store.queue().await?;
    if !voice.quiet {
        print_text(&format!("{again}{}{}", account(&delivered), waiting(&queue)))?;
    }
    let well = delivered.failed + delivered.uncertain == 0 && delivered.stopped.is_empty();
    Ok((well && queue.queued == 0).into())
}

async fn requeue(app: &App, args: &Args) -> anyhow::Result<String> {
    let wishes = [(args.resend_uncertain, DeliveryState::Uncertain), (args.retry_failed, DeliveryState::Failed)];
    let mut out = String::new();
    for (_, state) in wishes.into_iter().filter(|(wished, _)| *wished) {
        let letters = app.store.requeue_deliveries(state, app.clock.now()).await?;
        out += &format!("queued    {letters} {} again\n", state.as_str());
    }
    Ok(out)
}

fn account(delivered: &Delivered) -> String {
    let Delivered { accepted, deferred, failed, uncertain, skipped, recovered, alarms, alarms_put_off, stopped } =
        delivered;
    let mut out = format!("delivered {accepted} accepted, {failed} failed, {deferred} put off, {skipped} skipped");
    if *uncertain > 0 {
        out += &format!(", {uncertain} uncertain");
    }
    out.push('\n');
    if *recovered > 0 {
        out += &format!("          {recovered} were under way when a process ended\n");
    }
    if *uncertain > 0 {
        out += "          uncertain ones are not sent again by themselves: `postround deliver --resend-uncertain`\n";
    }
    out += &told(*alarms, *alarms_put_off);
    if !stopped.is_empty() {
        out += &format!("          FAILED: {stopped}\n");
    }
    out
}

/// The letters to the operator, where there were any.
pub(super) fn told(alarms: u32, put_off: u32) -> String {
    let mut out = String::new();
    if alarms > 0 {
        out += &format!("          {} sent to the operator\n", counted(alarms as usize, "alarm"));
    }
    if put_off > 0 {
        out += &format!("          {} put off, and tried again by itself\n", counted(put_off as usize, "alarm"));
    }
    out
}

/// Sends until nothing is due any more, or until a signal asks to stop.
pub(super) async fn deliver_all(app: &App, voice: Voice) -> anyhow::Result<Delivered> {
    let bar = Bar::new("sending", voice);
    let room = app.post_room()?;
    let (stopper, stop) = Stop::new();
    let delivering = deliver::deliver(&room, PATIENCE, &stop, &bar);
    let delivered = tokio::select! {
        delivered = delivering => delivered?,
        error = obey_signals(&stopper) => return Err(error.into()),
    };
    match delivered {
        Some(mut delivered) => {
            if stop.is_asked() && delivered.stopped.is_empty() {
                "a signal asked to stop".clone_into(&mut delivered.stopped);
            }
            Ok(delivered)
        }
        None if stop.is_asked() => anyhow::bail!("stopped while another process was delivering"),
        None => anyhow::bail!("another process is still delivering; it will send what is queued"),
    }
}

/// SIGTERM or Ctrl-C asks to stop in order, a second one ends the process at once. Comes back only with an error.
async fn obey_signals(stopper: &Stopper) -> std::io::Error {
    let (mut terminate, mut interrupt) = match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(terminate), Ok(interrupt)) => (terminate, interrupt),
        (Err(error), _) | (_, Err(error)) => return error,
    };
    let mut asked = false;
    loop {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        if asked {
            tracing::warn!("stopped at once; the store knows how to go on");
            std::process::exit(1);
        }
        tracing::warn!("stopping when what is under way has its answer; a second signal stops at once");
        asked = true;
        stopper.ask();
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
