//! Owns what the tests from outside stand on: a store of each engine, a site, a mail server and a workspace, all of
//! them real, local, on ports of their own, and gone when the test is over.
//!
//! Nothing here knows a flow. Servers run on threads of their own, so that plain tests and async ones both use them.

#![allow(dead_code, reason = "each flow's tests use the part of the harness they need")]

pub(crate) mod background;
pub(crate) mod dice;
pub(crate) mod folder;
pub(crate) mod hub;
pub(crate) mod postgres;
pub(crate) mod raw;
pub(crate) mod scratch;
pub(crate) mod site;
pub(crate) mod smtp;
pub(crate) mod source;
pub(crate) mod store;
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The root of the package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The small news site that ships with the project.
pub(crate) fn newsroom() -> PathBuf {
    root().join("examples/newsroom")
}

/// A plain HTTP client, as a reader's browser is one.
pub(crate) fn client() -> reqwest::Client {
    // Nothing leaves the loopback: to read the machine's certificates would be most of what a client costs.
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows the versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let client = reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls);
    client.timeout(Duration::from_secs(10)).build().expect("nothing in it can fail")
}

/// Asks again and again until `question` answers; panics after `limit`, naming what was waited for.
pub(crate) fn eventually<T>(what: &str, limit: Duration, mut question: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = question() {
            return answer;
        }
        assert!(start.elapsed() < limit, "waited {limit:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
