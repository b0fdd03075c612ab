//! Owns what every request meets first: a document that is known is answered from memory before anything is routed. What
//! is none goes to the place its feed has now, and else to the routes.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use hyper::body::Incoming;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::caller;
use super::conditions::Coding;
use super::documents::Read;
use super::documents::document::{Document, allow_all, value};
use super::documents::manners::parts;
use super::host;
use super::on_demand::{self, Wish};
use super::pages;
use super::plain;
use super::sent::{Answer, Sent};
use super::site::Site;
use super::validated::{self, Asked};
use crate::publish::channel::Ending;

/// How long a route may take, with the reading of what is sent to it.
const LONGEST: Duration = Duration::from_mins(1);

/// How long nothing may be kept of where nothing is: a feed may come to be there.
const NOTHING_KEPT: &str = "public, max-age=60";

/// What may be done with a document.
const ALLOWED: &str = "GET, HEAD, OPTIONS";

/// What is said to a request that names no host, several, or none that there can be.
const NO_HOST: &str = "A request names the one host it is for in one Host line (RFC 9112, section 3.2).\n";

/// Meets every request.
#[derive(Debug)]
pub(super) struct Front {
    site: Site,
    routes: TowerToHyperService<Router>,
}

impl Front {
    pub(super) fn new(site: Site, routes: Router) -> Self {
        Self { site, routes: TowerToHyperService::new(routes) }
    }

    /// The answer to a request from this address.
    pub(super) async fn answer(&self, request: Request<Incoming>, peer: SocketAddr) -> Answer {
        let (method, headers) = (request.method(), request.headers());
        if !host::is_named(request.version(), headers) {
            return plain::say(StatusCode::BAD_REQUEST, NO_HOST);
        }
        let Some(path) = request.uri().path().strip_prefix('/') else { return self.route(request, peer).await };
        if let Some(document) = self.site.documents.find(path) {
            return self.document(path, &document, method, headers, peer).await;
        }
        // Escapes that nothing needs spell the same address.
        let decoded = path.contains('%').then(|| unescaped(path)).flatten();
        if decoded.is_none() && path.contains('%') {
            let asked = Asked::of(method, headers);
            return validated::sent(pages::nothing(&self.site), &asked).await;
        }
        let path = decoded.as_deref().unwrap_or(path).to_owned();
        if let Some(document) = decoded.is_some().then(|| self.site.documents.find(&path)).flatten() {
            return self.document(&path, &document, method, headers, peer).await;
        }
        if method == Method::OPTIONS && is_open_to_scripts(&path) {
            return preflight(true);
        }
        if let Some(now) = self.site.held.moved.now(&path) {
            return self.moved(&now, request.uri().query());
        }
        let wished = match Wish::of(&path) {
            Some(wish) => self.made(&wish, &path, method, headers, peer).await,
            None => None,
        };
        match wished {
            Some(answer) => answer,
            None => dressed(self.route(request, peer).await, &path),
        }
    }

    /// A document as it stands, or what is said where it need not be sent.
    async fn document(
        &self,
        path: &str,
        document: &Document,
        method: &Method,
        headers: &HeaderMap,
        peer: SocketAddr,
    ) -> Answer {
        match *method {
            Method::GET | Method::HEAD => {}
            Method::OPTIONS => return preflight(document.manner().cors),
            _ => return not_allowed(document),
        }
        let one = document.choose(headers);
        if document.is_fresh(one, headers) {
            return one.unchanged();
        }
        if method == Method::HEAD {
            return one.head();
        }
        if let Some(wait) = self.hammered(path, document, headers, peer) {
            return too_often(document, wait);
        }
        match self.site.documents.read(path, document, one.coding).await {
            Ok(Read::Expected(bytes)) => one.whole(bytes),
            Ok(Read::Other(bytes, modified)) => one.other(&bytes, modified),
            // Also where it is not there: it should be, and readers give up a feed that they are told is none (I3).
            Err(error) => {
                tracing::error!("the document {path} cannot be read: {error}; `postround publish` makes it anew");
                dressed(plain::busy("The document cannot be read just now. It was noted.", 300), path)
            }
        }
    }

    /// How many seconds to wait for whoever asks for the same again and again.
    fn hammered(&self, path: &str, document: &Document, headers: &HeaderMap, peer: SocketAddr) -> Option<i64> {
        let web = &self.site.web;
        if web.hammer_limit == 0 {
            return None;
        }
        let (place, by_proxy) = caller::from_where(peer.ip(), headers, &web.proxies);
        if by_proxy && !web.hammer_behind_proxy {
            return None;
        }
        let version = document.representation(Coding::Plain).etag().as_bytes();
        self.site.held.hammer.count(place, path, version, web.hammer_limit, self.site.clock.now())
    }

    /// A document that is made for whoever asks; nothing where the wish is for none that there can be.
    async fn made(
        &self,
        wish: &Wish<'_>,
        path: &str,
        method: &Method,
        headers: &HeaderMap,
        peer: SocketAddr,
    ) -> Option<Answer> {
        if method != Method::GET && method != Method::HEAD && method != Method::OPTIONS {
            return None;
        }
        match on_demand::made(&self.site, wish).await {
            on_demand::Made::Document(document) => Some(self.document(path, &document, method, headers, peer).await),
            on_demand::Made::Nothing => None,
            on_demand::Made::Busy => Some(dressed(
                plain::busy("Too much is being asked for at once. Please ask again in a minute.", 60),
                path,
            )),
        }
    }

    fn moved(&self, now: &str, query: Option<&str>) -> Answer {
        let mut address = self.site.base.clone();
        address.set_path(&format!("{}{now}", self.site.base.path()));
        address.set_query(query);
        let mut answer = plain::say(StatusCode::MOVED_PERMANENTLY, &format!("This is at {address} now.\n"));
        answer.headers_mut().insert(header::LOCATION, value(address.as_str()));
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
        dressed(answer, now)
    }

    async fn route(&self, mut request: Request<Incoming>, peer: SocketAddr) -> Answer {
        request.extensions_mut().insert(ConnectInfo(peer));
        let asked = Asked::of(request.method(), request.headers());
        if asked.is_head() {
            // No GET changes anything (I6), and HEAD is told what it would bring.
            *request.method_mut() = Method::GET;
        }
        match tokio::time::timeout(LONGEST, self.routes.call(request)).await {
            Ok(Ok(answer)) => validated::sent(answer, &asked).await,
            Ok(Err(never)) => match never {},
            Err(_) => plain::busy("This took too long. Please try again in a few minutes.", 300),
        }
    }
}

/// What an answer that is no document says at the address of one: how long it holds, and to scripts what documents say.
fn dressed(mut answer: Answer, path: &str) -> Answer {
    if parts(path).ending.is_none() || on_demand::is_private(path) {
        return answer;
    }
    let nothing = answer.status() == StatusCode::NOT_FOUND;
    let headers = answer.headers_mut();
    if nothing {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(NOTHING_KEPT));
    }
    if is_open_to_scripts(path) {
        allow_all(headers);
    }
    answer
}

/// Whether scripts of any site may read what stands at a path, or that nothing does.
fn is_open_to_scripts(path: &str) -> bool {
    parts(path).ending == Some(Ending::Json) && !on_demand::is_private(path)
}

/// What OPTIONS is answered. A browser asks before it sends a validator, and takes nothing but a good answer for a yes
/// (Fetch, section 4.8): also where the document has moved or is none.
fn preflight(cors: bool) -> Answer {
    let mut answer = Answer::new(Sent::nothing());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    let headers = answer.headers_mut();
    headers.insert(header::ALLOW, HeaderValue::from_static(ALLOWED));
    if cors {
        allow_all(headers);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(ALLOWED));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    answer
}

fn not_allowed(document: &Document) -> Answer {
    let mut answer = plain::say(StatusCode::METHOD_NOT_ALLOWED, "This can only be read.\n");
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(ALLOWED));
    if document.manner().cors {
        allow_all(answer.headers_mut());
    }
    answer
}

fn too_often(document: &Document, wait: i64) -> Answer {
    let text = format!(
        "You were given this document too often, and it has not changed. Please send the ETag of the last answer in an \
         If-None-Match header: an answer of 304 costs neither of us anything and is never refused. Whole answers are \
         given again in {wait} seconds.\n"
    );
    let mut answer = plain::say(StatusCode::TOO_MANY_REQUESTS, &text);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    if document.manner().cors {
        allow_all(answer.headers_mut());
    }
    answer
}

/// A path without its escapes; nothing where what they spell is no text.
fn unescaped(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let escape = path_escape(rest);
        bytes.push(escape.unwrap_or(*first));
        rest = if escape.is_some() { &rest[3..] } else { behind };
    }
    String::from_utf8(bytes).ok()
}

fn path_escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let figure = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(figure(*high)? * 16 + figure(*low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_as_a_router_reads_them() {
        for (path, wanted) in [
            ("feeds/%61ll.rss", Some("feeds/all.rss")),
            ("feeds/all%2Erss", Some("feeds/all.rss")),
            ("a%2fb", Some("a/b")),
            ("100%", Some("100%")),
            ("%zz%4", Some("%zz%4")),
            ("%C3%A9", Some("é")),
            ("%ff", None),
        ] {
            assert_eq!(unescaped(path).as_deref(), wanted, "{path}");
        }
    }
}
