//! Owns the serving of published documents: the same bytes as in the folder, with a strong validator for each
//! representation (RFC 9110 sections 8.8 and 13), from memory as long as the file stays as it is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use axum::body::Bytes;
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::pages;
use super::site::Site;
use crate::clock::http_date;
use crate::domain::Name;
use crate::publish::channel::Ending;
use crate::publish::target::{Encoding, etag};

/// The documents of the folder, held in memory.
#[derive(Debug)]
pub struct Documents {
    folder: PathBuf,
    max_age: HeaderValue,
    held: Mutex<HashMap<String, Arc<Document>>>,
}

#[derive(Debug)]
struct Document {
    stamp: (SystemTime, u64),
    modified: String,
    plain: Representation,
    gzip: Option<Representation>,
    brotli: Option<Representation>,
}

#[derive(Debug)]
struct Representation {
    bytes: Bytes,
    etag: String,
}

impl Representation {
    fn new(bytes: Vec<u8>) -> Self {
        Self { etag: etag(&bytes), bytes: bytes.into() }
    }
}

impl Documents {
    pub(super) fn new(folder: PathBuf, ttl_minutes: u32) -> Self {
        let max_age = format!("public, max-age={}", u64::from(ttl_minutes.max(1)) * 60);
        // Digits and letters only.
        let max_age = HeaderValue::from_str(&max_age).unwrap_or(HeaderValue::from_static("public"));
        Self { folder, max_age, held: Mutex::default() }
    }

    /// The plain bytes of a document, where there is one.
    pub(super) async fn plain(&self, name: &str) -> Option<Bytes> {
        self.document(name).await.map(|document| document.plain.bytes.clone())
    }

    async fn document(&self, name: &str) -> Option<Arc<Document>> {
        let path = self.folder.join(name);
        let about = tokio::fs::metadata(&path).await.ok()?;
        let stamp = (about.modified().ok()?, about.len());
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(document) = held.filter(|document| document.stamp == stamp) {
            return Some(document);
        }
        let document = Arc::new(load(&path, stamp).await?);
        self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), document.clone());
        Some(document)
    }
}

async fn load(path: &Path, stamp: (SystemTime, u64)) -> Option<Document> {
    let plain = tokio::fs::read(path).await.ok()?;
    let mut copies = Vec::new();
    for encoding in [Encoding::Gzip, Encoding::Brotli] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(encoding.suffix());
        copies.push(tokio::fs::read(PathBuf::from(beside)).await.ok());
    }
    let mut copies = copies.into_iter();
    let mut copy = || copies.next().flatten().map(Representation::new);
    let (gzip, brotli) = (copy(), copy());
    Some(Document { stamp, modified: http_date(stamp.0.into()), plain: Representation::new(plain), gzip, brotli })
}

/// `/feeds/NAME.rss`, `.atom`, `.json`: the document; `/feeds/NAME`: its page.
pub(super) async fn feed(State(site): State<Site>, UrlPath(file): UrlPath<String>, headers: HeaderMap) -> Response {
    let ending = Ending::ALL.into_iter().find_map(|ending| {
        let name = file.strip_suffix(ending.as_str())?.strip_suffix('.')?;
        Some((name.to_owned(), ending))
    });
    let (name, ending) = match ending {
        Some((name, ending)) => (name, Some(ending)),
        None => (file.clone(), None),
    };
    // Only feeds that are configured: the files of one that was taken out are not kept up.
    if name.parse::<Name>().is_err() || !site.feeds.iter().any(|feed| feed.name == name) {
        return pages::not_found(State(site)).await;
    }
    let Some(ending) = ending else { return pages::feed(&site, &name).await };
    let media = HeaderValue::from_static(match ending {
        Ending::Rss => "application/rss+xml; charset=utf-8",
        Ending::Atom => "application/atom+xml; charset=utf-8",
        Ending::Json => "application/feed+json; charset=utf-8",
    });
    let mut response = answer(&site, &format!("feeds/{file}"), media, &headers).await;
    if ending == Ending::Json {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

/// `/feeds.opml`
pub(super) async fn opml(State(site): State<Site>, headers: HeaderMap) -> Response {
    answer(&site, "feeds.opml", HeaderValue::from_static("text/x-opml; charset=utf-8"), &headers).await
}

async fn answer(site: &Site, name: &str, media: HeaderValue, headers: &HeaderMap) -> Response {
    let Some(document) = site.documents.document(name).await else {
        return pages::not_found(State(site.clone())).await;
    };
    let (representation, encoding) = choose(&document, headers);
    let fresh = is_fresh(headers, &representation.etag, document.stamp.0);
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut whole = representation.bytes.clone().into_response();
        whole.headers_mut().insert(header::CONTENT_TYPE, media);
        if let Some(encoding) = encoding {
            whole.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        whole
    };
    let out = response.headers_mut();
    put(out, header::ETAG, &representation.etag);
    put(out, header::LAST_MODIFIED, &document.modified);
    out.insert(header::CACHE_CONTROL, site.documents.max_age.clone());
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn choose<'a>(document: &'a Document, headers: &HeaderMap) -> (&'a Representation, Option<&'static str>) {
    let accepted = text(headers, &header::ACCEPT_ENCODING);
    match (&document.brotli, &document.gzip) {
        (Some(brotli), _) if accepts(&accepted, "br") => (brotli, Some("br")),
        (_, Some(gzip)) if accepts(&accepted, "gzip") => (gzip, Some("gzip")),
        _ => (&document.plain, None),
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    let lines = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    lines.collect::<Vec<_>>().join(", ")
}

/// RFC 9110 section 12.5.3: named, or covered by `*`, and not with `q=0`.
fn accepts(header: &str, coding: &str) -> bool {
    let weight_of = |wanted: &str| {
        header.split(',').find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            named.then_some(weight)
        })
    };
    weight_of(coding).or_else(|| weight_of("*")).is_some_and(|weight: f64| weight > 0.0)
}

/// Whether the reader's copy is as good as ours (RFC 9110 section 13.2.2): If-None-Match, where there is one, decides
/// alone, by weak comparison.
fn is_fresh(headers: &HeaderMap, etag: &str, modified: SystemTime) -> bool {
    if headers.contains_key(header::IF_NONE_MATCH) {
        let listed = text(headers, &header::IF_NONE_MATCH);
        return listed.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag);
    }
    let since = text(headers, &header::IF_MODIFIED_SINCE);
    DateTime::parse_from_rfc2822(&since)
        .is_ok_and(|since| since.timestamp() >= DateTime::<Utc>::from(modified).timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_are_chosen_as_the_reader_says() {
        let cases = [
            ("gzip, br", "br", true),
            ("gzip;q=1.0, br;q=0", "br", false),
            ("", "gzip", false),
            ("*", "gzip", true),
            ("*;q=0, gzip", "gzip", true),
            ("*;q=0", "br", false),
            ("GZIP", "gzip", true),
            ("identity", "gzip", false),
            ("gzip;q=nonsense", "gzip", false),
        ];
        for (header, coding, wanted) in cases {
            assert_eq!(accepts(header, coding), wanted, "{header:?} {coding}");
        }
    }

    #[test]
    fn validators_are_compared_as_rfc_9110_says() {
        let modified = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        let cases = [
            ("if-none-match", "\"a\"", true),
            ("if-none-match", "W/\"a\"", true),
            ("if-none-match", "\"b\", \"a\"", true),
            ("if-none-match", "*", true),
            ("if-none-match", "\"b\"", false),
            ("if-none-match", "a", false),
            ("if-modified-since", "Sun, 09 Sep 2001 01:46:40 GMT", true),
            ("if-modified-since", "Sun, 09 Sep 2001 01:46:39 GMT", false),
            ("if-modified-since", "nonsense", false),
        ];
        for (name, value, wanted) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            assert_eq!(is_fresh(&headers, "\"a\"", modified), wanted, "{name}: {value}");
        }
        let mut both = HeaderMap::new();
        both.insert("if-none-match", HeaderValue::from_static("\"b\""));
        both.insert("if-modified-since", HeaderValue::from_static("Sun, 09 Sep 2001 01:46:40 GMT"));
        assert!(!is_fresh(&both, "\"a\"", modified), "If-None-Match decides alone");
    }
}
