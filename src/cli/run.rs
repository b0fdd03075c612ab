//! Owns `run`: the service until a signal. SIGTERM and Ctrl-C stop it in order, a second one at once; SIGHUP reads
//! the configuration again, and keeps the old one where the new one has mistakes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::signal::unix::{SignalKind, signal};

use super::output::Done;
use super::settings::Settings;
use crate::app::App;
use crate::clock::Clock;
use crate::daemon;
use crate::stop::{Stop, Stopper};

pub(super) async fn run(settings: &Settings) -> anyhow::Result<Done> {
    let mut config = settings.config()?;
    loop {
        let app = App::build(config.clone(), Clock::system()).await?;
        let (stopper, stop) = Stop::new();
        let reload = Arc::new(AtomicBool::new(false));
        let signals = tokio::spawn(listen(stopper, reload.clone()));
        let ended = daemon::run(app, stop).await;
        signals.abort();
        ended?;
        if !reload.load(Ordering::SeqCst) {
            return Ok(Done::Well);
        }
        match settings.config() {
            Ok(new) => config = new,
            Err(problems) => {
                tracing::error!("the configuration was read again and has mistakes; the old one stays:\n{problems}");
            }
        }
    }
}

async fn listen(stopper: Stopper, reload: Arc<AtomicBool>) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => reload.store(true, Ordering::SeqCst),
    }
    stopper.ask();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::warn!("stopped at once; the store knows how to go on");
    std::process::exit(1);
}
