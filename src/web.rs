//! Owns what is served over HTTP: the feeds as they stand in the folder, the pages for people, and the one POST by
//! which a subscriber leaves. GET and HEAD never change anything (I6).

mod documents;
mod editions;
mod health;
pub mod options;
mod pages;
mod site;
mod unsubscribe;

use std::future::IntoFuture as _;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::stop::Stop;
pub use site::Site;

/// How long the last answers may take after the stop was asked for.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

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

/// Serves until the stop is asked for and the last answer is out. A request that is still on its way in by then, or a
/// reader that does not take its answer, is waited for only a little.
pub async fn serve(listener: TcpListener, site: Site, stop: Stop) -> anyhow::Result<()> {
    let asked = stop.clone();
    let asked = async move { asked.asked().await };
    let served = axum::serve(listener, router(site)).with_graceful_shutdown(asked).into_future();
    let too_late = async {
        stop.asked().await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        ended = served => ended?,
        () = too_late => tracing::info!("the web ended with connections still open"),
    }
    Ok(())
}
