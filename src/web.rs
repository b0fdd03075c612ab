//! Owns what is served over HTTP: the feeds as they stand in the folder, the pages for people, the POST by which a
//! subscriber leaves or a reader reports, and the operator's pages behind a password. GET and HEAD never change
//! anything (I6).

mod article;
mod caller;
mod catalogue;
mod conditions;
mod documents;
mod editions;
mod feed_page;
mod front;
mod hammer;
mod health;
mod host;
mod limits;
mod moderation;
mod moved;
mod on_demand;
mod operator;
pub mod options;
mod pages;
mod patience;
mod plain;
mod read_back;
mod reception;
mod report;
mod sent;
mod site;
mod unsubscribe;
mod validated;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::stop::Stop;
pub use documents::Documents;
use front::Front;
pub use limits::Limits;
pub use site::{Held, Site};

/// How often the folder is looked at: a stat, so that what was published is served at once.
const LOOKS: Duration = Duration::from_millis(250);

/// How long the last answers may take after the stop was asked for.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// The routes of everything that is no document.
fn router(site: Site) -> Router {
    Router::new()
        .route("/", get(pages::index))
        .route("/feeds", get(pages::list))
        .route("/feeds/{*name}", get(feed_page))
        .route("/editions/{digest}", get(editions_page))
        .route("/editions/{digest}/{date}", get(editions::show))
        .route("/unsubscribe/{token}", get(unsubscribe::ask).post(unsubscribe::leave))
        .route("/report/{token}", get(report::ask).post(report::report))
        .route("/moderation", get(moderation::queue).post(moderation::decide))
        .route("/articles/{id}", get(article::show))
        .route("/articles/{id}/comments", get(comments_page))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(site)
}

/// Serves until the stop is asked for and the last answer is out. A request that is still on its way in by then, or a
/// reader that does not take its answer, is waited for only a little.
pub async fn serve(listener: TcpListener, site: Site, stop: Stop) -> anyhow::Result<()> {
    // Before anybody is let in: who comes first is told what stands in the folder.
    look(&site, true).await;
    let front = Arc::new(Front::new(site.clone(), router(site.clone())));
    let answer = move |request, peer| {
        let front = front.clone();
        async move { front.answer(request, peer).await }
    };
    let too_late = async {
        stop.asked().await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    let looking = async {
        loop {
            tokio::time::sleep(LOOKS).await;
            look(&site, false).await;
        }
    };
    tokio::select! {
        () = reception::receive(listener, answer, site.web.connections as usize, stop.clone()) => {}
        () = too_late => tracing::info!("the web ended with connections still open"),
        () = looking => {}
    }
    Ok(())
}

/// Takes over what changed in the folder, and where feeds have moved to since.
async fn look(site: &Site, first: bool) {
    let documents = site.documents.clone();
    match tokio::task::spawn_blocking(move || documents.look()).await {
        Ok(changed) if changed || first => {
            site.feeds().await;
            match site.store.moved_feeds().await {
                Ok(remembered) => site.held.moved.learn(&site.publish, remembered),
                Err(error) => tracing::error!("cannot ask where feeds have moved to: {error}"),
            }
        }
        Ok(_) => {}
        Err(error) => tracing::error!("the folder of documents cannot be looked at: {error}"),
    }
}

async fn feed_page(State(site): State<Site>, Path(name): Path<String>) -> Response {
    pages::feed(&site, &format!("feeds/{name}")).await
}

async fn editions_page(State(site): State<Site>, Path(digest): Path<String>) -> Response {
    pages::feed(&site, &format!("editions/{digest}")).await
}

async fn comments_page(State(site): State<Site>, Path(id): Path<String>) -> Response {
    pages::feed(&site, &format!("articles/{id}/comments")).await
}
