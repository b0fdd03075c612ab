//! Owns the running service: the web, and one loop a job that wakes with the ticker, asks the store what is due, and
//! ends in order when it is told to. No job ever runs twice at once: each has one loop here, and a lock in the store.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::app::App;
use crate::compose::{Composed, First};
use crate::deliver::{PostRoom, deliver};
use crate::domain::Name;
use crate::gather::{self, Errand, Source};
use crate::press;
use crate::progress::Silent;
use crate::publish::{self, websub};
use crate::schedule::{Ticker, Ticks};
use crate::stop::Stop;
use crate::web;

/// How often the loops wake.
const TICK: Duration = Duration::from_secs(10);

/// A round that could not be recorded is not begun again before this.
const STORE_FAILED: Duration = Duration::from_mins(5);

/// So long after an edition that could not be frozen, what it quotes counts as looked at again.
const LOOKED_AGAIN: TimeDelta = TimeDelta::minutes(15);

/// The hubs are told for so long at a time.
const TELLING: Duration = Duration::from_mins(5);

/// How long work under way may take to end once there is a hurry.
const DRAIN: Duration = Duration::from_mins(1);

/// A configuration put to work: everything that can fail by it has been built, and nothing runs yet.
pub struct Service {
    app: App,
    room: PostRoom,
    door: Door,
    ticker: Ticker,
}

/// Where readers come in. Cheap to clone; it stays open as long as one of the clones is held, and who comes while
/// nobody serves waits for the next who does.
#[derive(Debug, Clone)]
pub struct Door {
    listen: SocketAddr,
    listener: Arc<std::net::TcpListener>,
}

impl Door {
    async fn open(listen: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            anyhow::anyhow!(
                "cannot listen on {listen}: {error}; is another postround running? web.listen sets the address"
            )
        })?;
        Ok(Self { listen, listener: Arc::new(listener.into_std()?) })
    }

    fn listener(&self) -> std::io::Result<TcpListener> {
        TcpListener::from_std(self.listener.try_clone()?)
    }
}

impl Service {
    /// Gets everything ready; the door of the service before it is taken over where the address is the same.
    pub async fn ready(app: App, before: Option<&Door>) -> anyhow::Result<Self> {
        let listen = app.config.web.listen;
        let room = app.post_room()?;
        let door = match before.filter(|door| door.listen == listen) {
            Some(door) => door.clone(),
            None => Door::open(listen).await?,
        };
        let ticker = Ticker::start(TICK).await?;
        Ok(Self { app, room, door, ticker })
    }

    /// Its door, for the service after it.
    pub fn door(&self) -> Door {
        self.door.clone()
    }

    /// Runs until the stop is asked for. Work under way is waited for, and readers are served meanwhile; once `hurry`
    /// is asked for too, they are not, and work has only so long to end.
    pub async fn run(self, stop: Stop, hurry: Stop) -> anyhow::Result<()> {
        let Self { app, room, door, ticker } = self;
        let (close, closed) = Stop::new();
        let mut web = JoinSet::new();
        web.spawn(web::serve(door.listener()?, app.site(), closed));
        tracing::info!("postround {} is running; http://{}/", env!("CARGO_PKG_VERSION"), door.listen);
        drop(door);
        let mut jobs = JoinSet::new();
        jobs.spawn(gathering(app.clone(), ticker.ticks(), stop.clone()));
        jobs.spawn(telling(app.clone(), ticker.ticks(), stop.clone()));
        jobs.spawn(composing(app.clone(), ticker.ticks(), stop.clone()));
        jobs.spawn(delivering(room, ticker.ticks(), stop.clone()));
        let ended = tokio::select! {
            // First: once the stop is asked for, a loop that has ended already is no fault.
            biased;
            () = stop.asked() => None,
            ended = jobs.join_next() => ended,
            ended = web.join_next() => ended,
        };
        if let Some(ended) = ended {
            // A loop that ends by itself is a fault: better to stop and be started again than to run without it.
            ended??;
            anyhow::bail!("a part of the service ended by itself");
        }
        tracing::info!("stopping: work under way is finished first");
        let too_late = async {
            hurry.asked().await;
            close.ask();
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            ended = all_of(&mut jobs) => ended?,
            () = too_late => tracing::warn!("work under way did not end within {DRAIN:?}; the store knows how to go on"),
        }
        close.ask();
        all_of(&mut web).await?;
        ticker.stop().await;
        app.store.close().await;
        tracing::info!("stopped");
        Ok(())
    }
}

async fn all_of(parts: &mut JoinSet<anyhow::Result<()>>) -> anyhow::Result<()> {
    while let Some(ended) = parts.join_next().await {
        ended??;
    }
    Ok(())
}

/// Waits for the next tick; false once the stop is asked for.
async fn goes_on(ticks: &mut Ticks, stop: &Stop) -> bool {
    tokio::select! {
        biased;
        () = stop.asked() => false,
        () = ticks.next() => true,
    }
}

async fn gathering(app: App, mut ticks: Ticks, stop: Stop) -> anyhow::Result<()> {
    let mut running: HashSet<Name> = HashSet::new();
    let mut rounds: JoinSet<Name> = JoinSet::new();
    // Once a tick, not once an ended round: with a thousand sources that would be a thousand publications a round.
    let mut is_news = true;
    let mut has_failed = false;
    let mut decided = publish::Decided::from_now(&app.store).await;
    let mut waiting = due(&app, &running).await;
    loop {
        while rounds.len() < gather::AT_ONCE
            && let Some(source) = waiting.pop_front()
        {
            running.insert(source.options.name.clone());
            rounds.spawn(round(app.clone(), source));
        }
        if is_news && rounds.is_empty() {
            has_failed = publish_all(&app).await;
            is_news = false;
        }
        tokio::select! {
            ended = rounds.join_next(), if !rounds.is_empty() => {
                if let Some(Ok(name)) = ended {
                    running.remove(&name);
                } else {
                    // A round that panicked cannot say whose it was: all that are not running are free again.
                    running.clear();
                }
                is_news = true;
            }
            go = goes_on(&mut ticks, &stop) => {
                if !go {
                    break;
                }
                is_news |= decided.has_changed(&app.store).await;
                if std::mem::take(&mut is_news) || has_failed {
                    has_failed = publish_all(&app).await;
                    record_hosts(&app).await;
                }
                waiting = due(&app, &running).await;
            }
        }
    }
    // Rounds are cut short, not waited for: what they stored stands, and the next one goes on from there.
    rounds.shutdown().await;
    record_hosts(&app).await;
    Ok(())
}

/// What is written down once for many rounds.
async fn record_hosts(app: &App) {
    if let Err(error) = gather::record_hosts(&app.store, &app.net).await {
        tracing::error!("cannot record what was asked of the hosts: {error}");
    }
    if let Err(error) = gather::adopt(&app.store, &app.sources, app.clock.now()).await {
        tracing::error!("cannot give the articles of sources that are gathered no more to others: {error:#}");
    }
}

/// The sources that are due and not being gathered, those that have waited longest first.
async fn due(app: &App, running: &HashSet<Name>) -> VecDeque<Source> {
    let standings = match app.store.standings().await {
        Ok(standings) => standings,
        Err(error) => {
            tracing::error!("cannot ask when the sources were last gathered: {error}");
            return VecDeque::new();
        }
    };
    let now = app.clock.now();
    let standing = |source: &Source| standings.get(&source.options.name).cloned().unwrap_or_default();
    let idle = app.sources.iter().filter(|source| !running.contains(&source.options.name));
    let mut due: Vec<_> = idle
        .map(|source| (standing(source), source))
        .filter(|(standing, source)| gather::is_due(source, standing, now))
        .collect();
    due.sort_by_key(|(standing, _)| standing.last_try);
    due.into_iter().map(|(_, source)| source.clone()).collect()
}

async fn round(app: App, source: Source) -> Name {
    let name = source.options.name.clone();
    match gather::gather(&app.store, &source, Errand::default(), &app.clock, &Silent).await {
        Ok(Some(_)) => {}
        Ok(None) => tracing::info!("{name} is being gathered by another process"),
        Err(error) => {
            tracing::error!("cannot record the round of {name}: {error:#}");
            // Nothing that was asked for could be written down: asked again at the next tick, the site would pay for it.
            tokio::time::sleep(STORE_FAILED).await;
        }
    }
    name
}

/// Publishes; whether that is to be tried again. A feed that is kept back alone is tried at the next occasion.
async fn publish_all(app: &App) -> bool {
    match publish::publish(&app.store, &app.config.publish, &app.judge, &app.clock, &Silent).await {
        Ok(reports) => {
            let (feeds, written) = (reports.len(), reports.iter().map(|report| report.written).sum::<usize>());
            tracing::info!(feeds, written, "published {feeds} feeds, {written} documents changed");
            false
        }
        Err(error) => {
            tracing::error!("cannot publish: {error:#}");
            true
        }
    }
}

/// Tells the hubs what was published. A loop of its own: a hub that does not answer holds up no round.
async fn telling(app: App, mut ticks: Ticks, stop: Stop) -> anyhow::Result<()> {
    loop {
        let told = tokio::select! {
            biased;
            // What was under way is told again by the next process: a hub told twice looks twice.
            () = stop.asked() => return Ok(()),
            told = websub::tell((&app.store, &app.net), &app.config.publish, &app.clock, TELLING, &stop) => told,
        };
        match told {
            Ok(hubs) => {
                for hub in hubs.iter().filter(|hub| hub.told > 0) {
                    tracing::info!(hub = %hub.hub, told = hub.told, "told {} of {} documents", hub.hub, hub.told);
                }
            }
            Err(error) => tracing::error!("cannot tell the hubs what was published: {error:#}"),
        }
        if !goes_on(&mut ticks, &stop).await {
            return Ok(());
        }
    }
}

async fn composing(app: App, mut ticks: Ticks, stop: Stop) -> anyhow::Result<()> {
    // A missed edition stays missed until the next one is due: it is told once, not at every tick.
    let mut told = HashSet::new();
    let mut failed: HashMap<Name, DateTime<Utc>> = HashMap::new();
    loop {
        for digest in &app.config.digests {
            let now = app.clock.now();
            // An edition that cannot be frozen is tried at every tick; its sites are not asked at every tick.
            let asked = failed.get(&digest.name).is_some_and(|at| now - *at < LOOKED_AGAIN);
            let composed = press::compose(&app, digest, First::AtItsTime, (!asked).then_some(now), &stop).await;
            if composed.is_err() && !asked {
                failed.insert(digest.name.clone(), now);
            }
            match composed {
                Ok(Composed::Missed(missed, _)) => {
                    if told.insert((digest.name.clone(), missed)) {
                        tracing::warn!(
                            digest = %digest.name,
                            "the edition of {} due at {missed} was missed by more than {:?}; its articles go into the \
                             next one",
                            digest.name, digest.send_if_within
                        );
                    }
                }
                Ok(Composed::Ahead(closed)) => {
                    if told.insert((digest.name.clone(), closed)) {
                        tracing::error!(
                            digest = %digest.name,
                            "the last window of {} closed in the future, at {closed}: no edition before that; was the \
                             clock wrong?",
                            digest.name
                        );
                    }
                }
                // An edition is an entry of its digest's feed; where that fails, the next publication has it.
                Ok(Composed::Frozen { .. }) => {
                    publish_all(&app).await;
                }
                Ok(Composed::NotDue(_) | Composed::Skipped(_) | Composed::Already) => {}
                Err(error) => tracing::error!(digest = %digest.name, "cannot compose {}: {error:#}", digest.name),
            }
        }
        if !goes_on(&mut ticks, &stop).await {
            return Ok(());
        }
    }
}

async fn delivering(room: PostRoom, mut ticks: Ticks, stop: Stop) -> anyhow::Result<()> {
    let mut failures = 0_u32;
    loop {
        let run = deliver_once(&room, &stop).await;
        failures = match run {
            Run::Well => 0,
            Run::Nothing => failures,
            Run::Badly => failures.saturating_add(1),
        };
        let goes_on = match run {
            Run::Badly => waits_out(wait_after(failures), &stop).await,
            Run::Well | Run::Nothing => goes_on(&mut ticks, &stop).await,
        };
        if !goes_on {
            return Ok(());
        }
    }
}

/// What a run of delivering says of the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    /// It was there.
    Well,
    /// It was not asked.
    Nothing,
    /// It was not there, or the run could not be made at all.
    Badly,
}

async fn deliver_once(room: &PostRoom, stop: &Stop) -> Run {
    let delivered = match deliver(room, Duration::ZERO, stop, &Silent).await {
        Ok(Some(delivered)) => delivered,
        Ok(None) => return Run::Nothing,
        Err(error) => {
            tracing::error!("cannot deliver: {error:#}");
            return Run::Badly;
        }
    };
    let letters = delivered.accepted + delivered.failed + delivered.deferred;
    if letters > 0 {
        tracing::info!(
            accepted = delivered.accepted,
            deferred = delivered.deferred,
            failed = delivered.failed,
            "delivered {} letters",
            delivered.accepted
        );
    }
    match (delivered.stopped.is_empty(), letters + delivered.uncertain + delivered.alarms) {
        (false, _) => Run::Badly,
        (true, 0) => Run::Nothing,
        (true, _) => Run::Well,
    }
}

/// How long a mail server is left alone after so many runs in a row that could not use it: one that is down, or that
/// refuses our login, is asked the same only so often.
fn wait_after(failures: u32) -> Duration {
    Duration::from_mins(match failures {
        0 | 1 => 1,
        2 => 2,
        3 => 5,
        4 => 10,
        _ => 15,
    })
}

/// Waits so long; false once the stop is asked for.
async fn waits_out(wait: Duration, stop: &Stop) -> bool {
    tokio::time::timeout(wait, stop.asked()).await.is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_left_alone_for_longer_and_longer() {
        let minutes: Vec<_> = [1, 2, 3, 4, 5, 6, 100, u32::MAX].map(|f| wait_after(f).as_secs() / 60).into();
        assert_eq!(minutes, [1, 2, 5, 10, 15, 15, 15, 15]);
    }

    #[tokio::test]
    async fn a_wait_ends_at_once_on_a_stop() {
        let (stopper, stop) = Stop::new();
        assert!(waits_out(Duration::ZERO, &stop).await);
        stopper.ask();
        assert!(!waits_out(Duration::from_mins(15), &stop).await);
    }
}
