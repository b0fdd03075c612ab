//! Owns what is served over HTTP: the feeds as they stand in the folder, the pages for people, and the one POST by
//! which a subscriber leaves. GET and HEAD never change anything (I6).

mod documents;
mod editions;
mod health;
pub mod options;
mod pages;
mod unsubscribe;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use tokio::net::TcpListener;
use url::Url;

use crate::clock::Clock;
use crate::domain::Name;
use crate::render::page::FeedLinks;
use crate::render::view::PublicationView;
use crate::render::{Masthead, Templates};
use crate::stop::Stop;
use crate::store::Store;
use documents::Documents;

/// What a page or a feed is made of. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Site {
    /// Editions and subscriptions.
    pub store: Store,
    /// The templates.
    pub templates: Arc<Templates>,
    /// The digests' mastheads.
    pub mastheads: Arc<BTreeMap<Name, Arc<Masthead>>>,
    /// The feeds.
    pub feeds: Arc<Vec<FeedLinks>>,
    /// When each digest goes out, for people.
    pub schedules: Arc<BTreeMap<Name, String>>,
    /// Who publishes.
    pub publication: PublicationView,
    /// What it is.
    pub description: String,
    /// The address readers reach this postround at; ends in `/`.
    pub base: Url,
    /// The published documents.
    pub documents: Arc<Documents>,
    /// The present.
    pub clock: Clock,
}

impl Site {
    /// The documents of a folder, worth asking for again after so many minutes.
    pub fn documents(folder: std::path::PathBuf, ttl_minutes: u32) -> Arc<Documents> {
        Arc::new(Documents::new(folder, ttl_minutes))
    }
}

/// The routes.
pub fn router(site: Site) -> Router {
    Router::new()
        .route("/", get(pages::index))
        .route("/feeds.opml", get(documents::opml))
        .route("/feeds/{name}", get(documents::feed))
        .route("/editions/{digest}/{date}", get(editions::show))
        .route("/unsubscribe/{token}", get(unsubscribe::ask).post(unsubscribe::leave))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(site)
}

/// Serves until the stop is asked for and the last answer is out.
pub async fn serve(listener: TcpListener, site: Site, stop: Stop) -> anyhow::Result<()> {
    let asked = async move { stop.asked().await };
    axum::serve(listener, router(site)).with_graceful_shutdown(asked).await?;
    Ok(())
}
