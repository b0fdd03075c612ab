//! Owns the flow from a frozen edition to the mail server: claim, render, send, record. The queue is in the store:
//! a kill at any moment loses nothing, and repeats at most the letters then under way (I5).

mod alarm;
pub mod file;
pub mod mailer;
pub mod message;
pub mod options;
mod prepare;
mod refusal;
mod retry;
mod room;
pub mod sendmail;
pub mod smtp;
pub mod transport;

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;

use crate::domain::{Address, Delivery, Edition, Outcome};
use crate::progress::Progress;
use crate::render::Letter;
use crate::stop::Stop;
use mailer::{Parcel, Verdict};
use options::Uncertain;
use prepare::Editions;
pub use room::{Delivered, PostRoom};

/// The name of the job, for its lock.
const JOB: &str = "deliver";
/// How long a store that fails is given to take an outcome, and the pauses between two tries.
const RECORD_PATIENCE: Duration = Duration::from_mins(2);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Sends all that is due. Answers `None` where another process is at it and does not end within `patience` or before
/// the stop.
pub async fn deliver(
    room: &PostRoom,
    patience: Duration,
    stop: &Stop,
    progress: &dyn Progress,
) -> anyhow::Result<Option<Delivered>> {
    let lock = tokio::select! {
        lock = room.store.lock(JOB, patience) => lock?,
        () = stop.asked() => None,
    };
    let Some(mut lock) = lock else { return Ok(None) };
    let mut delivered = recover(room).await?;
    let told = alarm::tell(room, stop).await?;
    (delivered.alarms, delivered.alarms_put_off, delivered.stopped) = (told.sent, told.put_off, told.stopped);
    delivered.skipped += room.store.sweep_deliveries(room.clock.now()).await?;
    progress.expect(u64::from(room.store.queue().await?.queued));
    let mut under_way: JoinSet<anyhow::Result<Sent>> = JoinSet::new();
    let mut editions = Editions::default();
    // What breaks stops the claims, not the letters under way: dropped between the server's answer and its record,
    // they would all be sent again.
    let mut broken: Option<anyhow::Error> = None;
    loop {
        if !lock.is_held().await {
            "the lock on delivering was lost".clone_into(&mut delivered.stopped);
        }
        if broken.is_none() && delivered.stopped.is_empty() && !stop.is_asked() {
            let room_left = room.mail.connections.saturating_sub(u32::try_from(under_way.len()).unwrap_or(u32::MAX));
            match room.store.claim_deliveries(room.clock.now(), room_left).await {
                Ok(claimed) => {
                    for delivery in claimed {
                        let prepared = editions.prepared(room, delivery.edition).await;
                        let room = room.clone();
                        under_way.spawn(async move { send(&room, delivery, prepared).await });
                    }
                }
                Err(error) => broken = Some(error.into()),
            }
        }
        let Some(ended) = under_way.join_next().await else { break };
        match ended.map_err(anyhow::Error::from).flatten() {
            Ok(sent) => {
                delivered.count(&sent.outcome);
                progress.step(&sent.label);
                if let Some(why) = sent.unreachable {
                    delivered.stopped = why;
                }
            }
            Err(error) => {
                broken.get_or_insert(error);
            }
        }
    }
    room.mailer.close().await;
    if !delivered.stopped.is_empty() {
        tracing::warn!("delivery stopped early: {}", delivered.stopped);
    }
    broken.map_or(Ok(Some(delivered)), Err)
}

/// Decides what a process that died left half done.
async fn recover(room: &PostRoom) -> anyhow::Result<Delivered> {
    let resend = room.mail.uncertain == Uncertain::Resend;
    let recovered = room.store.recover_deliveries(resend, room.clock.now()).await?;
    if recovered > 0 {
        let fate = if resend { "sent again under the same Message-ID" } else { "held as uncertain" };
        tracing::warn!(letters = recovered, "{recovered} letters were under way when a process ended; {fate}");
    }
    let uncertain = if resend { 0 } else { recovered };
    Ok(Delivered { uncertain, recovered, ..Delivered::default() })
}

/// The letter and the message of an edition as one recipient would get them; nothing is sent or recorded.
pub fn proof(
    room: &PostRoom,
    edition: &Edition,
    recipient: &Address,
    name: Option<&str>,
    token: &str,
) -> anyhow::Result<(Letter, Parcel)> {
    prepare::proof(room, edition, recipient, name, token).map_err(|unsent| anyhow::anyhow!("{unsent}"))
}

struct Sent {
    outcome: Outcome,
    label: String,
    unreachable: Option<String>,
}

/// One delivery, from the claim to the record of its outcome: recorded here and nowhere else.
async fn send(room: &PostRoom, delivery: Delivery, prepared: prepare::Result) -> anyhow::Result<Sent> {
    let mut unreachable = None;
    let outcome = match prepared.and_then(|prepared| prepared.parcel(room, &delivery)) {
        Ok(parcel) => {
            let verdict = room.mailer.send(&parcel).await;
            if let Verdict::Unreachable(why) = &verdict {
                unreachable = Some(why.clone());
            }
            outcome(room, &delivery, verdict)
        }
        Err(prepare::Unsent::Skip(reason)) => Outcome::Skipped { reason },
        Err(prepare::Unsent::Later(reply)) => put_off(&delivery, reply, room.clock.now()),
    };
    let masked = delivery.address.masked();
    match &outcome {
        Outcome::Accepted { reply } => tracing::debug!(to = %masked, delivery = delivery.id.0, "sent: {reply}"),
        other => tracing::warn!(to = %masked, delivery = delivery.id.0, "not sent: {other:?}"),
    }
    record(room, &delivery, &outcome).await?;
    Ok(Sent { outcome, label: masked.to_string(), unreachable })
}

/// Records an outcome, with patience: what the server answered is known nowhere else, and a letter without its record
/// is sent again. The claim fences the record, so that trying twice does no harm.
async fn record(room: &PostRoom, delivery: &Delivery, outcome: &Outcome) -> anyhow::Result<()> {
    let (mut pause, mut waited) = (FIRST_PAUSE, Duration::ZERO);
    loop {
        let error = match room.store.record_outcome(delivery, outcome, room.clock.now()).await {
            Ok(true) => return Ok(()),
            Ok(false) => {
                // After a failed try it may have been our own record whose confirmation was lost.
                if waited.is_zero() {
                    tracing::error!(
                        delivery = delivery.id.0,
                        "another process took this delivery over; its record stands"
                    );
                }
                return Ok(());
            }
            Err(error) => error,
        };
        if waited >= RECORD_PATIENCE {
            return Err(anyhow::Error::new(error).context(format!("recording delivery {}", delivery.id.0)));
        }
        tracing::warn!(
            delivery = delivery.id.0,
            "the outcome is not recorded yet, and tried again in {pause:?}: {error}"
        );
        tokio::time::sleep(pause).await;
        waited += pause;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn outcome(room: &PostRoom, delivery: &Delivery, verdict: Verdict) -> Outcome {
    let now = room.clock.now();
    match verdict {
        Verdict::Accepted(reply) => Outcome::Accepted { reply },
        Verdict::Refused(reply) => Outcome::Failed { reply },
        Verdict::Uncertain(reply) if room.mail.uncertain == Uncertain::Hold => Outcome::Uncertain { reply },
        Verdict::Deferred(reply) | Verdict::Unreachable(reply) | Verdict::Uncertain(reply) => {
            put_off(delivery, reply, now)
        }
    }
}

fn put_off(delivery: &Delivery, reply: String, now: DateTime<Utc>) -> Outcome {
    Outcome::Deferred { reply, next: retry::next(delivery.id, delivery.attempts, now) }
}
