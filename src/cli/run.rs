//! Owns `run`: the service until a signal. SIGTERM and Ctrl-C stop it in order, a second one at once; SIGHUP reads
//! the configuration again, and keeps the old one where the new one has mistakes.

use std::pin::pin;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::output::Done;
use super::settings::Settings;
use crate::app::App;
use crate::clock::Clock;
use crate::daemon;
use crate::stop::{Stop, Stopper};

pub(super) async fn run(settings: &Settings) -> anyhow::Result<Done> {
    let mut config = settings.config()?;
    // Listened to without a break: a stop that comes between two configurations is not lost.
    let mut signals = Signals::listen()?;
    loop {
        let app = App::build(config.clone(), Clock::system()).await?;
        let (stopper, stop) = Stop::new();
        match signals.during(daemon::run(app, stop), &stopper).await? {
            Wish::Stop => return Ok(Done::Well),
            Wish::Reload => {}
        }
        match settings.config() {
            Ok(new) => config = new,
            Err(problems) => {
                tracing::error!("the configuration was read again and has mistakes; the old one stays:\n{problems}");
            }
        }
    }
}

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Stop,
    Reload,
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Wish {
        tokio::select! {
            _ = self.terminate.recv() => Wish::Stop,
            _ = self.interrupt.recv() => Wish::Stop,
            _ = self.hang_up.recv() => Wish::Reload,
        }
    }

    /// Runs the service to its end, and answers why it had to end. A stop outweighs a reload; a second one is at once.
    async fn during(
        &mut self,
        service: impl Future<Output = anyhow::Result<()>>,
        stopper: &Stopper,
    ) -> anyhow::Result<Wish> {
        let mut service = pin!(service);
        let mut wish = None;
        loop {
            tokio::select! {
                ended = &mut service => return ended.map(|()| wish.unwrap_or(Wish::Stop)),
                next = self.next() => match (wish, next) {
                    (Some(Wish::Stop), Wish::Stop) => {
                        tracing::warn!("stopped at once; the store knows how to go on");
                        std::process::exit(1);
                    }
                    (Some(_), Wish::Reload) => {}
                    _ => {
                        wish = Some(next);
                        stopper.ask();
                    }
                },
            }
        }
    }
}
