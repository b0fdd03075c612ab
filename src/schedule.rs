//! Owns the ticker, and is the only place that knows tokio-cron-scheduler. It ticks in UTC and only wakes: its zones
//! freeze an offset and its stores lose jobs, so what is due is asked of the store, the zone and the clock.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_cron_scheduler::{Job, JobScheduler};

/// Wakes whoever waits for it, every few seconds.
pub struct Ticker {
    scheduler: JobScheduler,
    ticks: Ticks,
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
        Ok(Self { scheduler, ticks: Ticks { changes: ticks, at_most: every * 2 } })
    }

    /// A view of the ticks; each holder sees each of them, or the last of those that it was too busy for.
    pub fn ticks(&self) -> Ticks {
        self.ticks.clone()
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
pub struct Ticks {
    changes: watch::Receiver<u64>,
    at_most: Duration,
}

impl Ticks {
    /// Waits for the next tick, and for no longer than two of them take: the scheduler goes by the wall clock, and one
    /// that was put back would keep it silent until the old time came round again.
    pub async fn next(&mut self) {
        let tick = async {
            if self.changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        // Late is as good as in time: what is due is asked of the store either way.
        let _ = tokio::time::timeout(self.at_most, tick).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_ticker_that_is_silent_still_wakes_who_waits() {
        let (sender, changes) = watch::channel(0);
        let at_most = Duration::from_millis(30);
        let mut ticks = Ticks { changes, at_most };
        for _ in 0..2 {
            let start = std::time::Instant::now();
            ticks.next().await;
            assert!(start.elapsed() >= at_most);
        }
        drop(sender);
        let start = std::time::Instant::now();
        ticks.next().await;
        assert!(start.elapsed() >= at_most, "a ticker that has ended makes nobody spin");
    }

    #[tokio::test]
    async fn a_tick_wakes_at_once() {
        let (sender, changes) = watch::channel(0);
        let mut ticks = Ticks { changes, at_most: Duration::from_mins(1) };
        sender.send_modify(|tick| *tick += 1);
        tokio::time::timeout(Duration::from_secs(5), ticks.next()).await.expect("the tick is seen");
    }
}
