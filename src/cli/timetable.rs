//! Owns when each source is gathered next, as `sources` and `status` tell it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::Name;
use crate::gather::options::SourceOptions;
use crate::gather::{Source, has_stopped, next_round};
use crate::net::Net;
use crate::store::{Standing, Store};

/// How every source stands with being gathered.
pub(super) struct Timetable {
    net: Net,
    max_size: u64,
    standings: HashMap<Name, Standing>,
}

/// When one source is gathered next.
pub(super) struct Next {
    /// By itself; `None` where it is not.
    pub(super) at: Option<DateTime<Utc>>,
    /// Until when it is left alone, where that is still to come.
    pub(super) held_until: Option<DateTime<Utc>>,
    /// Since when it is gone for good.
    pub(super) stopped: Option<DateTime<Utc>>,
}

impl Timetable {
    /// Asks the store how the sources stand.
    pub(super) async fn new(config: &Config, store: &Store) -> anyhow::Result<Self> {
        let net = Net::new(config.net.clone(), Clock::system())?;
        Ok(Self { net, max_size: config.net.max_size, standings: store.standings().await? })
    }

    /// When a source of the configuration is gathered next.
    pub(super) fn next(&self, options: &SourceOptions, now: DateTime<Utc>) -> Next {
        let source = Source::new(options, &self.net, self.max_size);
        let standing = self.standings.get(&options.name).cloned().unwrap_or_default();
        Next {
            at: next_round(&source, &standing, now),
            held_until: standing.held_until.filter(|until| *until > now),
            stopped: standing.stopped.filter(|_| has_stopped(&source, &standing)),
        }
    }
}

impl Next {
    /// For people: "next Mon 23 Nov 12:00"; `when` tells a time.
    pub(super) fn words(&self, when: impl Fn(Option<DateTime<Utc>>) -> String) -> String {
        if self.stopped.is_some() {
            return format!("stopped {} as it is gone for good (410)", when(self.stopped));
        }
        let held = if self.held_until.is_some() { " (it is left alone until then)" } else { "" };
        let held = if self.held_until == self.at { held } else { "" };
        format!("next {}{held}", when(self.at))
    }
}
