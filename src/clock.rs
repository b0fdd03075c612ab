//! Owns the present: the only place that asks the system for the time. Also the one spelling of a time that RSS and
//! HTTP share.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time: the system's, or one that is moved by hand in tests and rehearsals.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    by_hand: Option<Arc<Mutex<DateTime<Utc>>>>,
    ahead: TimeDelta,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `at` until it is moved.
    pub fn by_hand(at: DateTime<Utc>) -> Self {
        Self { by_hand: Some(Arc::new(Mutex::new(at))), ..Self::default() }
    }

    /// A clock that shows `at` now and goes on from there. What a rehearsal does first has to lie before what it does
    /// next: in a window of time that ends with the present, nothing that just happened is found.
    pub fn set_to(at: DateTime<Utc>) -> Self {
        Self { ahead: at - Utc::now(), ..Self::default() }
    }

    /// The present, cut to whole milliseconds: what the store can hold.
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.by_hand {
            Some(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
            None => Utc::now() + self.ahead,
        };
        DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }

    /// Moves a clock made by [`Clock::by_hand`]; the system's clock stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(at) = &self.by_hand {
            *at.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }
}

/// RFC 822 with the four-digit year and GMT, which every feed reader knows and HTTP asks for (RFC 9110 section 5.6.7).
pub fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
