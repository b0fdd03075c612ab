//! Owns the pace: requests to one registrable domain follow one another with a pause between them, and only so many
//! are under way at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::chance::{chance, stretched};

/// Requests to one domain at once, where nothing asks for a pause.
const AT_ONCE: u32 = 8;

/// The table is swept when it has grown so large.
const SWEEP_AT: usize = 1000;

/// When each domain may be asked next.
#[derive(Debug)]
pub(super) struct Pace {
    pause: Duration,
    domains: Mutex<HashMap<String, Domain>>,
}

#[derive(Debug)]
struct Domain {
    next: Option<Instant>,
    places: Arc<Semaphore>,
}

/// The right to ask; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _place: Option<OwnedSemaphorePermit>,
}

impl Pace {
    pub(super) fn new(pause: Duration) -> Self {
        Self { pause, domains: Mutex::default() }
    }

    /// Waits until it is this request's turn. Where a pause is kept it is alone with the domain until its turn is
    /// dropped. No turn may be waited for while another one is held.
    pub(super) async fn turn(&self, domain: &str, delay: Option<Duration>) -> Turn {
        let pause = self.pause.max(delay.unwrap_or_default());
        let places = self.with(domain, |known| known.places.clone());
        // Nobody closes the semaphore; without a place there would be no bound, but no harm either.
        let place = places.acquire_many_owned(if pause.is_zero() { 1 } else { AT_ONCE }).await.ok();
        let now = Instant::now();
        let at = self.claim(domain, pause, now);
        // A timer would cost a millisecond even where there is nothing to wait for.
        if at > now {
            tokio::time::sleep_until(at).await;
        }
        Turn { _place: place }
    }

    /// The moment at which the next request may be sent; it is then taken.
    fn claim(&self, domain: &str, pause: Duration, now: Instant) -> Instant {
        self.with(domain, |known| {
            let at = known.next.map_or(now, |next| next.max(now));
            known.next = Some(at + stretched(pause, chance()));
            at
        })
    }

    /// Puts the next turn off.
    pub(super) fn put_off(&self, domain: &str, by: Duration) {
        self.with(domain, |known| known.next = known.next.max(Some(Instant::now() + by)));
    }

    fn with<T>(&self, domain: &str, use_it: impl FnOnce(&mut Domain) -> T) -> T {
        let mut domains = self.domains.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if domains.len() >= SWEEP_AT {
            // What nobody waits for, and whose turn has come, needs no memory.
            domains.retain(|_, known| known.next > Some(now) || Arc::strong_count(&known.places) > 1);
        }
        let fresh = || Domain { next: None, places: Arc::new(Semaphore::new(AT_ONCE as usize)) };
        use_it(domains.entry(domain.to_owned()).or_insert_with(fresh))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn one_domain_waits_and_another_does_not() {
        let (pace, now) = (Pace::new(SECOND), Instant::now());
        assert_eq!(pace.claim("a.example", SECOND, now), now);
        let second = pace.claim("a.example", SECOND, now) - now;
        assert!((SECOND..=SECOND * 5 / 4).contains(&second), "{second:?}");
        let third = pace.claim("a.example", 10 * SECOND, now) - now;
        assert!(third >= second + SECOND, "{third:?}");
        assert!(pace.claim("a.example", SECOND, now) - now >= third + 10 * SECOND, "the pause of the one before");
        assert_eq!(pace.claim("b.example", SECOND, now), now);
        let late = now + 3600 * SECOND;
        assert_eq!(pace.claim("a.example", SECOND, late), late, "what was not taken is not saved up");
    }

    #[test]
    fn without_a_pause_nobody_waits_but_who_was_put_off() {
        let (pace, now) = (Pace::new(Duration::ZERO), Instant::now());
        for _ in 0..20 {
            assert_eq!(pace.claim("a.example", Duration::ZERO, now), now);
        }
        pace.put_off("a.example", 5 * SECOND);
        assert!(pace.claim("a.example", Duration::ZERO, now) >= now + 5 * SECOND);
    }

    #[tokio::test]
    async fn only_so_many_are_under_way_at_once() {
        for (delay, most) in [(None, AT_ONCE), (Some(Duration::from_nanos(1)), 1)] {
            let pace = Pace::new(Duration::ZERO);
            let mut held = Vec::new();
            for _ in 0..most {
                held.push(pace.turn("a.example", delay).await);
            }
            assert!(pace.turn("a.example", delay).now_or_never().is_none(), "one more than {most} at once");
            assert!(pace.turn("b.example", delay).now_or_never().is_some(), "another domain");
            held.pop();
            assert!(tokio::time::timeout(60 * SECOND, pace.turn("a.example", delay)).await.is_ok());
        }
    }
}
