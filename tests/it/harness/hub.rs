//! Owns a WebSub hub: it takes the word of publishers, looks at the document at that very moment, and answers as a test
//! wants it to.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use url::{Url, form_urlencoded};

use super::background::Background;

/// What a hub was told, and what it then saw.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// The method and the path of the request.
    pub(crate) asked: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The form, in order.
    pub(crate) form: Vec<(String, String)>,
    /// The topic, as the form says.
    pub(crate) topic: String,
    /// The document at the moment of the word, where there was one.
    pub(crate) seen: Option<Vec<u8>>,
    /// What it was answered.
    pub(crate) status: u16,
}

impl Told {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Where a hub finds a document.
#[derive(Debug, Clone)]
pub(crate) enum Look {
    /// In the folder that is published.
    Folder(PathBuf),
    /// At its address.
    Web,
}

/// An answer: its status and its headers.
type Answer = (u16, Vec<(&'static str, String)>);

#[derive(Debug)]
struct Shared {
    look: Look,
    told: Mutex<Vec<Told>>,
    answers: Mutex<VecDeque<Answer>>,
    always: Mutex<Answer>,
}

/// A hub on a port of its own; it ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Hub {
    url: String,
    shared: Arc<Shared>,
    _server: Background,
}

impl Hub {
    pub(crate) fn start(look: Look) -> Self {
        let (told, answers, always) = (Mutex::default(), Mutex::default(), Mutex::new((204, Vec::new())));
        let shared = Arc::new(Shared { look, told, answers, always });
        let router = Router::new().fallback(take).with_state(Arc::clone(&shared));
        let (address, server) = Background::start(|listener| async move {
            axum::serve(listener, router).await.expect("axum serves until it is stopped");
        });
        Self { url: format!("http://{address}/"), shared, _server: server }
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How it answers from now on.
    pub(crate) fn answers(&self, status: u16, headers: &[(&'static str, &str)]) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        *self.shared.always.lock().unwrap_or_else(PoisonError::into_inner) = (status, headers);
    }

    /// How it answers the next request.
    pub(crate) fn answers_once(&self, status: u16, headers: &[(&'static str, &str)]) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.shared.answers.lock().unwrap_or_else(PoisonError::into_inner).push_back((status, headers));
    }

    /// Every request so far, in order.
    pub(crate) fn told(&self) -> Vec<Told> {
        self.shared.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The paths of the topics so far, sorted; twice where told twice.
    pub(crate) fn topics(&self) -> Vec<String> {
        let path =
            |told: &Told| told.topic.parse().map_or_else(|_| told.topic.clone(), |url: Url| url.path().to_owned());
        let mut topics: Vec<String> = self.told().iter().map(path).collect();
        topics.sort();
        topics
    }

    /// Empties the log.
    pub(crate) fn forget(&self) {
        self.shared.told.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

async fn take(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let topic = form.iter().find(|(key, _)| key == "hub.url").map(|(_, value)| value.clone()).unwrap_or_default();
    let seen = shared.look(&topic).await;
    let queued = shared.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let (status, headers) =
        queued.unwrap_or_else(|| shared.always.lock().unwrap_or_else(PoisonError::into_inner).clone());
    let shown = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    shared.told.lock().unwrap_or_else(PoisonError::into_inner).push(Told {
        asked: format!("{} {}", parts.method, parts.uri.path()),
        headers: parts.headers.iter().map(shown).collect(),
        form,
        topic,
        seen,
        status,
    });
    let answer = headers.into_iter().fold(Response::builder().status(status), |a, (name, value)| a.header(name, value));
    answer.body(Body::empty()).expect("a test's headers are in order")
}

impl Shared {
    async fn look(&self, topic: &str) -> Option<Vec<u8>> {
        match &self.look {
            Look::Folder(folder) => {
                let topic: Url = topic.parse().ok()?;
                std::fs::read(folder.join(topic.path().trim_start_matches('/'))).ok()
            }
            Look::Web => Some(super::client().get(topic).send().await.ok()?.bytes().await.ok()?.to_vec()),
        }
    }
}
