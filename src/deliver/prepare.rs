//! Owns what the letters of one edition share: loaded and shortened once for many, and again after a while, so that
//! what a site withdraws in the meantime is in no later letter (I4).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use url::Url;

use super::PostRoom;
use super::mailer::Parcel;
use super::message::{self, Addressing, LIMIT};
use crate::domain::{Address, Delivery, DeliveryId, Edition, EditionId};
use crate::render::{DigestView, Masthead};

/// How long a loaded edition is trusted.
const FRESH: Duration = Duration::from_secs(30);

/// Why a letter is not sent now.
#[derive(Debug, Clone)]
pub(super) enum Unsent {
    /// Never.
    Skip(String),
    /// Perhaps later: the operator can mend it.
    Later(String),
}

pub(super) type Result<T = Arc<Prepared>> = std::result::Result<T, Unsent>;

/// An edition, ready to be addressed.
#[derive(Debug)]
pub(super) struct Prepared {
    edition: Edition,
    masthead: Arc<Masthead>,
    view: DigestView,
}

/// The editions in use.
#[derive(Debug, Default)]
pub(super) struct Editions {
    loaded: HashMap<EditionId, (Instant, Result)>,
}

impl Editions {
    /// The edition, loaded anew when it was loaded too long ago.
    pub(super) async fn prepared(&mut self, room: &PostRoom, id: EditionId) -> Result {
        if let Some((at, prepared)) = self.loaded.get(&id)
            && at.elapsed() < FRESH
        {
            return prepared.clone();
        }
        let prepared = load(room, id).await.map(Arc::new);
        self.loaded.insert(id, (Instant::now(), prepared.clone()));
        prepared
    }
}

async fn load(room: &PostRoom, id: EditionId) -> Result<Prepared> {
    let edition = room.store.edition(id).await.map_err(|error| Unsent::Later(error.to_string()))?;
    let Some(edition) = edition else { return Err(Unsent::Skip("its edition is gone".to_owned())) };
    if edition.entries.is_empty() {
        return Err(Unsent::Skip("all of it was withdrawn".to_owned()));
    }
    let Some(masthead) = room.mastheads.get(&edition.digest).cloned() else {
        return Err(Unsent::Later(format!("config.toml has no digest {:?} any more", edition.digest.as_str())));
    };
    let view = masthead.view(&edition);
    let sample: Address = room.mail.from.address.clone();
    let view = view.fits(LIMIT, |view| {
        let url = masthead.unsubscribe_url("0123456789abcdef0123456789abcdef");
        let shared = Shared { room, edition: &edition, masthead: &masthead, view };
        shared.parcel(&sample, None, DeliveryId(i64::MAX), &url).map(|parcel| parcel.bytes.len())
    })?;
    Ok(Prepared { edition, masthead, view })
}

impl Prepared {
    /// The letter of one delivery.
    pub(super) fn parcel(&self, room: &PostRoom, delivery: &Delivery) -> Result<Parcel> {
        let url = self.masthead.unsubscribe_url(&delivery.token);
        let shared = Shared { room, edition: &self.edition, masthead: &self.masthead, view: &self.view };
        shared.parcel(&delivery.address, delivery.name.as_deref(), delivery.id, &url)
    }
}

struct Shared<'a> {
    room: &'a PostRoom,
    edition: &'a Edition,
    masthead: &'a Masthead,
    view: &'a DigestView,
}

impl Shared<'_> {
    fn parcel(&self, to: &Address, name: Option<&str>, id: DeliveryId, unsubscribe: &Url) -> Result<Parcel> {
        let later = |error: &dyn std::fmt::Display| Unsent::Later(error.to_string());
        let view = self.view.addressed(name, unsubscribe);
        let letter = self.masthead.letter(&self.room.templates, &view).map_err(|error| later(&error))?;
        let archive = self.masthead.archive.then(|| self.masthead.base.clone());
        let addressing = Addressing {
            recipient: to,
            name,
            message_id: message::message_id(id, self.edition),
            date: self.room.clock.now(),
            digest: &self.edition.digest,
            title: &self.masthead.title,
            edition: &self.edition.date,
            list_domain: &self.edition.mail_domain,
            unsubscribe,
            archive: archive.as_ref(),
        };
        message::build(&letter, &addressing, &self.room.mail).map_err(|error| later(&error))
    }
}
