//! Owns the ticker, and is the only place that knows tokio-cron-scheduler. It ticks in UTC and only wakes: its zones
//! freeze an offset and its stores lose jobs, so what is due is asked of the store, the zone and the clock.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_cron_scheduler::{Job, JobScheduler};

/// Wakes whoever waits for it, every few seconds.
pub struct Ticker {
    scheduler: JobScheduler,
    ticks: watch::Receiver<u64>,
}

impl Ticker {
    /// Starts it.
    pub async fn start(every: Duration) -> anyhow::Result<Self> {
        let (sender, ticks) = watch::channel(0);
        let sender = Arc::new(sender);
        let job = Job::new_repeated(every, move |_, _| sender.send_modify(|tick| *tick += 1))?;
        let scheduler = JobScheduler::new().await?;
        scheduler.add(job).await?;
        scheduler.start().await?;
        Ok(Self { scheduler, ticks })
    }

    /// A view of the ticks; each holder sees each of them, or the last of those that it was too busy for.
    pub fn ticks(&self) -> Ticks {
        Ticks(self.ticks.clone())
    }

    /// Ends it.
    pub async fn stop(mut self) {
        if let Err(error) = self.scheduler.shutdown().await {
            tracing::warn!("the ticker did not stop in order: {error}");
        }
    }
}

/// Seen by one waiting loop.
#[derive(Debug, Clone)]
pub struct Ticks(watch::Receiver<u64>);

impl Ticks {
    /// Waits for the next tick; for ever, once the ticker has ended.
    pub async fn next(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
