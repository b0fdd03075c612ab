//! Owns `run`: the service until a signal. SIGTERM and Ctrl-C stop it in order, a second one at once; SIGHUP reads
//! the configuration again, and keeps the old one where the new one has mistakes or cannot be put to work.

use std::pin::pin;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::output::Done;
use super::settings::Settings;
use crate::app::App;
use crate::clock::Clock;
use crate::daemon::{Door, Service};
use crate::stop::Stop;

pub(super) async fn run(settings: &Settings) -> anyhow::Result<Done> {
    let config = settings.config()?;
    // Listened to without a break: a stop that comes between two configurations is not lost.
    let mut signals = Signals::listen()?;
    let mut service = Service::ready(App::build(config, Clock::system()).await?, None).await?;
    while let Some(next) = until_replaced(service, settings, &mut signals).await? {
        service = next;
    }
    Ok(Done::Well)
}

/// Runs the service to its end, and answers the one that takes its place; none after a stop. A stop outweighs a
/// reload; a second one is at once.
async fn until_replaced(
    service: Service,
    settings: &Settings,
    signals: &mut Signals,
) -> anyhow::Result<Option<Service>> {
    let door = service.door();
    let ((stopper, stop), (hurrier, hurry)) = (Stop::new(), Stop::new());
    let mut running = pin!(service.run(stop, hurry));
    let mut next = tokio::select! {
        ended = &mut running => return ended.map(|()| None),
        next = replacement(settings, &door, signals) => next,
    };
    drop(door);
    stopper.ask();
    let mut stopping = next.is_none();
    loop {
        if stopping {
            hurrier.ask();
        }
        // A hang-up that comes now is kept for the service that takes over: the file may have changed since.
        tokio::select! {
            ended = &mut running => return ended.map(|()| next),
            () = signals.stop() => {
                if stopping {
                    tracing::warn!("stopped at once; the store knows how to go on");
                    std::process::exit(1);
                }
                stopping = true;
                next = None;
            }
        }
    }
}

/// Waits for a configuration that was read again and can be put to work; none once a stop is asked for.
async fn replacement(settings: &Settings, door: &Door, signals: &mut Signals) -> Option<Service> {
    loop {
        if signals.next().await == Wish::Stop {
            return None;
        }
        let config = match settings.config() {
            Ok(config) => config,
            Err(problems) => {
                tracing::error!("the configuration was read again and has mistakes; the old one stays:\n{problems}");
                continue;
            }
        };
        let ready = async { Service::ready(App::build(config, Clock::system()).await?, Some(door)).await };
        tokio::select! {
            () = signals.stop() => return None,
            ready = ready => match ready {
                Ok(service) => return Some(service),
                Err(error) => tracing::error!(
                    "the configuration was read again and cannot be put to work; the old one stays: {error:#}"
                ),
            },
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

    async fn stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    async fn next(&mut self) -> Wish {
        tokio::select! {
            _ = self.terminate.recv() => Wish::Stop,
            _ = self.interrupt.recv() => Wish::Stop,
            _ = self.hang_up.recv() => Wish::Reload,
        }
    }
}
