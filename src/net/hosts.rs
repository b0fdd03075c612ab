//! Owns what is known of each host while the process runs: whether it is left alone, what its robots.txt says, and the
//! ledger. The store keeps it between processes; nothing here knows the store.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::answer::NetError;
use super::backoff::{self, Wait};
use super::chance::chance;
use super::robots::Robots;
use crate::domain::HostRecord;

/// A robots.txt is asked for again after so long (RFC 9309 section 2.4).
const ROBOTS_HOLD: TimeDelta = TimeDelta::hours(24);

/// One that cannot be read is asked for again after so long at first.
const ROBOTS_AGAIN: TimeDelta = TimeDelta::minutes(5);

/// One that could not be read for so long forbids nothing any more (RFC 9309 section 2.3.1.4).
const ROBOTS_GIVEN_UP: TimeDelta = TimeDelta::days(30);

/// Nothing recorded binds for longer, so that a clock which was wrong, or a rehearsal, does no lasting harm.
const LONGEST: TimeDelta = TimeDelta::hours(25);

/// Every host that was asked, or told of by the store.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    known: Mutex<HashMap<String, Host>>,
    recalled: AtomicBool,
}

/// Counts are those since they were last taken.
#[derive(Debug, Default)]
struct Host {
    record: HostRecord,
    robots: Option<Arc<Robots>>,
    /// What became of its robots.txt, where it could not be had; empty where another process asked.
    robots_why: String,
    /// The hold is the host's own wish, which a good answer does not end.
    wished: bool,
    changed: bool,
    /// What changed is worth writing down at once.
    pressing: bool,
    fetching: Arc<tokio::sync::Mutex<()>>,
}

/// What is known of a robots.txt.
#[derive(Debug, Clone)]
pub(super) enum Known {
    /// It says this.
    Says(Arc<Robots>),
    /// It could not be had, so that nothing may be asked for until it is asked for again.
    Unreadable { why: String, again: DateTime<Utc> },
    /// It has to be asked for.
    Nothing,
}

/// What became of one request that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// It was answered; `good` where that speaks for the host's health.
    Answered { good: bool, not_modified: bool, forbidden: bool },
    /// The host asks to be left alone: the status, and for how long.
    Refused { status: u16, wait: Option<std::time::Duration> },
    /// There was no answer, or none that counts.
    Failed { why: String },
}

impl Hosts {
    /// Takes in what the store knows; what this process knows already stays.
    pub(super) fn recall(&self, records: Vec<HostRecord>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for record in records {
            known.entry(record.host.clone()).or_insert_with(|| {
                let robots = record.robots.as_deref().map(|text| Arc::new(Robots::kept(text.as_bytes())));
                let wished = record.held_until.is_some();
                let record = HostRecord { requests: 0, not_modified: 0, refused: 0, bytes: 0, failures: 0, ..record };
                Host { record, robots, wished, ..Host::default() }
            });
        }
        self.recalled.store(true, Ordering::Release);
    }

    /// Whether the store was asked.
    pub(super) fn is_recalled(&self) -> bool {
        self.recalled.load(Ordering::Acquire)
    }

    /// What came on top since the last time, a host.
    pub(super) fn take(&self) -> Vec<HostRecord> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken: Vec<HostRecord> = known
            .values_mut()
            .filter(|host| host.changed)
            .map(|host| {
                (host.changed, host.pressing) = (false, false);
                let record = host.record.clone();
                let left = &mut host.record;
                (left.requests, left.not_modified, left.refused, left.bytes, left.failures) = (0, 0, 0, 0, 0);
                record
            })
            .collect();
        taken.sort_by(|a, b| a.host.cmp(&b.host));
        taken
    }

    /// Whether something changed that the next process should know: a hold, a robots.txt.
    pub(super) fn is_pressing(&self) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).values().any(|host| host.pressing)
    }

    /// Refuses where the host is left alone.
    pub(super) fn check_hold(&self, name: &str, now: DateTime<Utc>) -> Result<(), NetError> {
        let held = self.with(name, |host| {
            let until = host.record.held_until.filter(|until| *until > now && *until - now <= LONGEST)?;
            Some((until, host.record.held_why.clone()))
        });
        held.map_or(Ok(()), |(until, why)| Err(NetError::Held { host: name.to_owned(), until, why }))
    }

    /// Counts a request that was sent and what it came to; says what that means for the next one.
    pub(super) fn note(&self, name: &str, sent: &Sent, bytes: u64, now: DateTime<Utc>) -> Wait {
        self.change(name, |host| {
            let record = &mut host.record;
            record.requests += 1;
            record.bytes += bytes;
            record.last_asked = Some(now);
            let wait = match sent {
                Sent::Answered { good, not_modified, forbidden } => {
                    record.not_modified += u64::from(*not_modified);
                    record.refused += u64::from(*forbidden);
                    if *good {
                        host.recover(now);
                    }
                    return Wait::None;
                }
                Sent::Refused { status, wait } => {
                    record.refused += u64::from(*status == 429);
                    record.failures += u64::from(*status != 429);
                    record.in_a_row = record.in_a_row.saturating_add(1);
                    backoff::after_refusal(*wait, record.in_a_row, chance())
                }
                Sent::Failed { .. } => {
                    record.failures += 1;
                    record.in_a_row = record.in_a_row.saturating_add(1);
                    backoff::after_failure(record.in_a_row, chance())
                }
            };
            if let Wait::Hold(length) = wait {
                host.hold(sent, now + length);
            }
            wait
        })
    }

    /// Counts a request that robots.txt kept from being sent.
    pub(super) fn note_unsent(&self, name: &str) {
        self.change(name, |host| host.record.refused += 1);
    }

    /// What is known of its robots.txt.
    pub(super) fn robots(&self, name: &str, now: DateTime<Utc>) -> Known {
        self.with(name, |host| {
            let record = &host.record;
            let holds = record.robots_until.is_some_and(|until| until > now && until - now <= LONGEST);
            let given_up = record.robots_failing_since.is_some_and(|since| now - since > ROBOTS_GIVEN_UP);
            match &host.robots {
                _ if !holds => Known::Nothing,
                Some(robots) => Known::Says(robots.clone()),
                None if given_up => Known::Says(Arc::default()),
                None => Known::Unreadable {
                    why: match host.robots_why.as_str() {
                        "" => "it failed a short while ago".to_owned(),
                        why => why.to_owned(),
                    },
                    again: record.robots_until.unwrap_or(now),
                },
            }
        })
    }

    /// Keeps others from asking for the same robots.txt meanwhile.
    pub(super) fn fetching(&self, name: &str) -> Arc<tokio::sync::Mutex<()>> {
        self.with(name, |host| host.fetching.clone())
    }

    /// Its robots.txt was read, or there is none.
    pub(super) fn robots_read(&self, name: &str, robots: Robots, now: DateTime<Utc>) {
        self.change(name, |host| {
            host.pressing = true;
            host.record.robots = Some(robots.to_string());
            host.record.robots_until = Some(now + ROBOTS_HOLD);
            host.record.robots_failing_since = None;
            host.robots = Some(Arc::new(robots));
        });
    }

    /// Its robots.txt could not be read: what it said before still holds, and it is asked for again after ever longer.
    pub(super) fn robots_failed(&self, name: &str, why: &str, now: DateTime<Utc>) {
        self.change(name, |host| {
            why.clone_into(&mut host.robots_why);
            host.pressing = true;
            let since = *host.record.robots_failing_since.get_or_insert(now);
            host.record.robots_until = Some(now + ((now - since) / 2).clamp(ROBOTS_AGAIN, ROBOTS_HOLD));
        });
    }

    fn with<T>(&self, name: &str, use_it: impl FnOnce(&mut Host) -> T) -> T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh =
            || Host { record: HostRecord { host: name.to_owned(), ..HostRecord::default() }, ..Host::default() };
        use_it(known.entry(name.to_owned()).or_insert_with(fresh))
    }

    fn change<T>(&self, name: &str, use_it: impl FnOnce(&mut Host) -> T) -> T {
        self.with(name, |host| {
            host.changed = true;
            use_it(host)
        })
    }
}

impl Host {
    /// One good answer makes good what went wrong; what the host wished for itself stays until its time.
    fn recover(&mut self, now: DateTime<Utc>) {
        self.record.in_a_row = 0;
        let is_over = self.record.held_until.is_some_and(|until| until <= now);
        if is_over || !self.wished {
            self.pressing |= self.record.held_until.is_some();
            self.record.held_until = None;
            self.record.held_why.clear();
        }
    }

    fn hold(&mut self, sent: &Sent, until: DateTime<Utc>) {
        if self.record.held_until.is_some_and(|held| held >= until && held - until <= LONGEST) {
            return;
        }
        let in_a_row = self.record.in_a_row;
        (self.wished, self.record.held_why) = match sent {
            Sent::Refused { status, wait: Some(_) } => (true, format!("it answered {status} and asked for this pause")),
            Sent::Refused { status, wait: None } => (true, format!("it answered {status}")),
            Sent::Failed { why } => (false, format!("{in_a_row} requests in a row failed, the last one: {why}")),
            Sent::Answered { .. } => return,
        };
        self.pressing = true;
        self.record.held_until = Some(until);
    }
}

#[cfg(test)]
mod tests;
