//! Owns the two answers a supervisor asks for: is the process alive, and can it do its work.

use axum::extract::State;
use axum::http::StatusCode;

use super::site::Site;

/// `/healthz`
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`
pub(super) async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!("not ready: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n")
        }
    }
}
