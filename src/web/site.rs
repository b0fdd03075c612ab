//! Owns what the pages and the feeds are made of: the state that every route is given.

use std::collections::BTreeMap;
use std::sync::Arc;

use url::Url;

use super::catalogue::Catalogue;
use super::documents::Documents;
use super::hammer::Hammer;
use super::limits::Limits;
use super::moved::Moved;
use super::on_demand::Shelf;
use super::options::WebOptions;
use crate::clock::Clock;
use crate::domain::{Name, Seal};
use crate::publish::options::PublishOptions;
use crate::rank::Judge;
use crate::render::view::PublicationView;
use crate::render::{Masthead, Templates};
use crate::store::Store;

/// What a page or a feed is made of. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Site {
    /// Editions and subscriptions.
    pub store: Store,
    /// The templates.
    pub templates: Arc<Templates>,
    /// The digests' mastheads.
    pub mastheads: Arc<BTreeMap<Name, Arc<Masthead>>>,
    /// When each digest goes out, for people.
    pub schedules: Arc<BTreeMap<Name, String>>,
    /// Who publishes.
    pub publication: PublicationView,
    /// What it is.
    pub description: String,
    /// The address readers reach this postround at; ends in `/`.
    pub base: Url,
    /// How feeds are made.
    pub publish: Arc<PublishOptions>,
    /// The published documents.
    pub documents: Arc<Documents>,
    /// All feeds, as people are shown them.
    pub catalogue: Arc<Catalogue>,
    /// What is remembered of feeds and of who asks for them.
    pub held: Arc<Held>,
    /// The present.
    pub clock: Clock,
    /// What the operator says of the web.
    pub web: Arc<WebOptions>,
    /// What report links and forms are sealed with; `None`: there are none.
    pub seal: Option<Seal>,
    /// Chooses comments.
    pub judge: Arc<Judge>,
    /// How often each place may do what costs something.
    pub limits: Arc<Limits>,
}

/// What the serving of documents remembers.
#[derive(Debug, Default)]
pub struct Held {
    /// Where feeds have moved to.
    pub(super) moved: Moved,
    /// Who asks for the same again and again.
    pub(super) hammer: Hammer,
    /// What was made for whoever asked.
    pub(super) made: Shelf,
}
