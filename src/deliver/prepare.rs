//! Owns what the letters of one edition share: loaded and shortened once for many, and again after a while, so that
//! what a site withdraws in the meantime is in no later letter (I4).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::mailer::Parcel;
use super::message::{self, Addressing, LIMIT};
use super::room::PostRoom;
use crate::domain::{Address, Delivery, DeliveryId, Edition, EditionId};
use crate::render::{DigestView, Letter, Masthead};

/// How long a loaded edition is trusted.
const FRESH: Duration = Duration::from_secs(30);

/// Why a letter is not sent now.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum Unsent {
    /// Never.
    #[error("{0}")]
    Skip(String),
    /// Perhaps later: the operator can mend it.
    #[error("{0}")]
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
    match edition {
        Some(edition) => prepare(room, edition),
        None => Err(Unsent::Skip("its edition is gone".to_owned())),
    }
}

fn prepare(room: &PostRoom, edition: Edition) -> Result<Prepared> {
    if edition.entries.is_empty() {
        return Err(Unsent::Skip("all of it was withdrawn".to_owned()));
    }
    let Some(masthead) = room.mastheads.get(&edition.digest).cloned() else {
        return Err(Unsent::Later(format!("config.toml has no digest {:?} any more", edition.digest.as_str())));
    };
    let view = masthead.view(&edition);
    let mut prepared = Prepared { edition, masthead, view: view.clone() };
    // The widest recipient that can be: what fits them fits everybody.
    let sample = Recipient {
        address: &room.mail.from.address,
        name: None,
        delivery: DeliveryId(i64::MAX),
        token: "0123456789abcdef0123456789abcdef",
    };
    prepared.view =
        view.fits(LIMIT, |view| prepared.written(room, view, &sample).map(|(_, parcel)| parcel.bytes.len()))?;
    Ok(prepared)
}

/// See [`super::proof`].
pub(super) fn proof(
    room: &PostRoom,
    edition: &Edition,
    address: &Address,
    name: Option<&str>,
    token: &str,
) -> Result<(Letter, Parcel)> {
    let prepared = prepare(room, edition.clone())?;
    prepared.written(room, &prepared.view, &Recipient { address, name, delivery: DeliveryId(0), token })
}

struct Recipient<'a> {
    address: &'a Address,
    name: Option<&'a str>,
    delivery: DeliveryId,
    token: &'a str,
}

impl Prepared {
    /// The message of one delivery.
    pub(super) fn parcel(&self, room: &PostRoom, delivery: &Delivery) -> Result<Parcel> {
        let recipient = Recipient {
            address: &delivery.address,
            name: delivery.name.as_deref(),
            delivery: delivery.id,
            token: &delivery.token,
        };
        self.written(room, &self.view, &recipient).map(|(_, parcel)| parcel)
    }

    fn written(&self, room: &PostRoom, view: &DigestView, to: &Recipient<'_>) -> Result<(Letter, Parcel)> {
        let later = |error: &dyn std::error::Error| Unsent::Later(chain(error));
        let unsubscribe = self.masthead.unsubscribe_url(to.token);
        let mut view = view.addressed(to.name, &unsubscribe);
        if to.delivery != DeliveryId(0) {
            view = view.in_letter(&self.masthead, to.delivery);
        }
        let letter = self.masthead.letter(&room.templates, &view);
        let letter = letter.map_err(|error| later(&error))?;
        let archive = self.masthead.archive.then_some(&self.masthead.base);
        let addressing = Addressing {
            recipient: to.address,
            name: to.name,
            message_id: message::message_id(to.delivery, &self.edition),
            date: room.clock.now(),
            digest: &self.edition.digest,
            title: &self.masthead.title,
            edition: &self.edition.date,
            list_domain: &self.edition.mail_domain,
            unsubscribe: &unsubscribe,
            archive,
        };
        let parcel = message::build(&letter, &addressing, &room.mail).map_err(|error| later(&error))?;
        Ok((letter, parcel))
    }
}

/// An error with its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        out += &format!(": {error}");
        cause = error.source();
    }
    out
}
