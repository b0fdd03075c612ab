//! Owns what is served over HTTP: the feeds as they stand in the folder, the pages for people, the POST by which a
//! subscriber leaves or a reader reports, and the operator's pages behind a password. GET and HEAD never change
//! anything (I6).

mod article;
mod caller;
mod catalogue;
mod documents;
mod editions;
mod feed_page;
mod health;
mod limits;
mod moderation;
mod operator;
pub mod options;
mod pages;
mod report;
mod site;
mod unsubscribe;

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::stop::Stop;
pub use limits::Limits;
pub use site::Site;

/// How long the last answers may take after the stop was asked for.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// The routes.
pub fn router(site: Site) -> Router {
    Router::new()
        .route("/", get(pages::index))
        .route("/feeds", get(pages::list))
        .route("/feeds.opml", get(documents::opml))
        .route("/feeds/{name}", get(documents::feed))
        .route("/editions/{digest}/{date}", get(editions::show))
        .route("/unsubscribe/{token}", get(unsubscribe::ask).post(unsubscribe::leave))
        .route("/report/{token}", get(report::ask).post(report::report))
        .route("/moderation", get(moderation::queue).post(moderation::decide))
        .route("/articles/{id}", get(article::show))
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
    let served = axum::serve(listener, router(site).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(asked)
        .into_future();
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
