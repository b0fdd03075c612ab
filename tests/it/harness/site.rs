//! Owns a real news site: a folder served over HTTP with validators, a log of every request, and faults a test can
//! lay on a path.
//!
//! The folder is copied first, so that a test may edit the site while it is up.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use futures_util::stream;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::background::Background;

/// What was asked of the site, and the status it answered with.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path with its query.
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) at: std::time::Instant,
}

impl Asked {
    /// The first header of that name, which is given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn if_none_match(&self) -> Option<&str> {
        self.header("if-none-match")
    }

    pub(crate) fn user_agent(&self) -> Option<&str> {
        self.header("user-agent")
    }
}

/// What goes wrong at a path.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// This status, these headers, this body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// The ordinary answer, later.
    Delay(Duration),
    /// The connection breaks without an answer.
    Drop,
    /// The connection breaks in the middle of the body.
    Cut,
    /// The head comes, and the body never ends.
    Endless,
    /// A small gzip body that unpacks to so many bytes.
    GzipBomb(u64),
    /// A redirect to a page that redirects back here.
    RedirectLoop,
    /// The ordinary answer without `ETag` and Last-Modified, and never a 304.
    NoValidators,
}

impl Fault {
    /// An empty answer with this status.
    pub(crate) fn status(status: u16) -> Self {
        Self::Answer(status, Vec::new(), Vec::new())
    }

    /// A redirect to `location`.
    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        Self::Answer(status, vec![("location", location.to_owned())], Vec::new())
    }
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    asked: Mutex<Vec<Asked>>,
    /// Each path's fault and, where it passes, how often it still strikes.
    faults: Mutex<HashMap<String, (Fault, Option<u32>)>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A site on a port of its own; it ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Site {
    address: SocketAddr,
    shared: Arc<Shared>,
    _server: Background,
    _folder: TempDir,
}

impl Site {
    /// Serves a copy of `folder`.
    pub(crate) fn of(folder: &Path) -> Self {
        let site = Self::empty();
        copy(folder, &site.shared.folder);
        site
    }

    /// Serves an empty folder, to be filled with [`Site::write`].
    pub(crate) fn empty() -> Self {
        let folder = super::scratch::folder();
        let shared =
            Arc::new(Shared { folder: folder.path().to_owned(), asked: Mutex::default(), faults: Mutex::default() });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let (address, server) = Background::start(|listener| async move {
            axum::serve(listener, router).await.expect("axum serves until it is stopped");
        });
        Self { address, shared, _server: server, _folder: folder }
    }

    /// The absolute address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{}", self.address, path.trim_start_matches('/'))
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Writes one file of the site.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.shared.folder.join(path.trim_start_matches('/'));
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("the site's folder is writable");
        fs::write(file, content).expect("the site's folder is writable");
    }

    /// Reads one file of the site.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.shared.folder.join(path.trim_start_matches('/'))).expect("the site has that page")
    }

    /// Takes one file down: from now on it is a 404.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.shared.folder.join(path.trim_start_matches('/'))).expect("the site has that page");
    }

    /// Lays a fault on a path until it is mended; `path?page=2` strikes only requests with that parameter among theirs,
    /// and goes before a fault with fewer.
    pub(crate) fn fault(&self, path: &str, fault: Fault) {
        locked(&self.shared.faults).insert(path.to_owned(), (fault, None));
    }

    /// Lays a fault on a path for the next `times` requests.
    pub(crate) fn fault_times(&self, path: &str, times: u32, fault: Fault) {
        locked(&self.shared.faults).insert(path.to_owned(), (fault, Some(times)));
    }

    /// Takes the fault off a path.
    pub(crate) fn mend(&self, path: &str) {
        locked(&self.shared.faults).remove(path);
    }

    /// Every request so far, in order, but for robots.txt, which is asked for before any other.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        locked(&self.shared.asked).iter().filter(|asked| asked.path != "/robots.txt").cloned().collect()
    }

    /// How often robots.txt was asked for.
    pub(crate) fn asked_for_robots(&self) -> usize {
        locked(&self.shared.asked).iter().filter(|asked| asked.path == "/robots.txt").count()
    }

    /// The requests for one path, its query included.
    pub(crate) fn asked_for(&self, path: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.path == path).collect()
    }

    /// Empties the log.
    pub(crate) fn forget(&self) {
        locked(&self.shared.asked).clear();
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("cannot read the folder {}: {error}", from.display()))
    {
        let entry = entry.expect("a folder that opens can be listed");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a listed entry has a type").is_dir() {
            fs::create_dir_all(&target).expect("the temporary folder is writable");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the temporary folder is writable");
        }
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 24).await.unwrap_or_default();
    let fault = shared.strike(&parts.uri);
    if let Some(Fault::Delay(delay)) = &fault {
        tokio::time::sleep(*delay).await;
    }
    let response = match fault {
        None | Some(Fault::Delay(_)) => shared.page(&parts.uri, &parts.headers, true),
        Some(Fault::NoValidators) => shared.page(&parts.uri, &parts.headers, false),
        Some(fault) => faulty(fault, parts.uri.path(), parts.uri.query()),
    };
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    locked(&shared.asked).push(Asked {
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        status: response.status().as_u16(),
        headers: headers.collect(),
        body: body.to_vec(),
        at: std::time::Instant::now(),
    });
    response
}

impl Shared {
    /// The fault that strikes now, if any.
    fn strike(&self, asked: &Uri) -> Option<Fault> {
        let given: Vec<&str> = asked.query().unwrap_or_default().split('&').collect();
        let mut faults = locked(&self.faults);
        let (_, (fault, left)) = faults
            .iter_mut()
            .filter(|(laid, _)| {
                let (path, wanted) = laid.split_once('?').unwrap_or((laid, ""));
                path == asked.path() && wanted.split('&').all(|pair| pair.is_empty() || given.contains(&pair))
            })
            .max_by_key(|(laid, _)| laid.matches(['?', '&']).count())?;
        match left {
            None => Some(fault.clone()),
            Some(0) => None,
            Some(times) => {
                *times -= 1;
                Some(fault.clone())
            }
        }
    }

    fn page(&self, address: &Uri, asked: &HeaderMap, validators: bool) -> Response {
        let relative = address.path().trim_start_matches('/');
        if relative.split('/').any(|part| part == "..") {
            return built(404, &[], Body::from("not found\n"));
        }
        let file = file_of(&self.folder, relative, address.query());
        let Ok(content) = fs::read(&file) else { return built(404, &[], Body::from("not found\n")) };
        let kind = ("content-type", kind_of(&file).to_owned());
        if !validators {
            return built(200, &[kind], Body::from(content));
        }
        let modified = fs::metadata(&file).and_then(|about| about.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let etag = format!("\"{:x}\"", hex(&content));
        let stamp = DateTime::<Utc>::from(modified).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let known = match (text(asked, "if-none-match"), text(asked, "if-modified-since")) {
            (Some(tags), _) => tags.split(',').any(|tag| tag.trim() == etag),
            (None, Some(since)) => since == stamp,
            (None, None) => false,
        };
        let validators = [kind, ("etag", etag), ("last-modified", stamp)];
        if known {
            return built(304, &validators[1..], Body::empty());
        }
        built(200, &validators, Body::from(content))
    }
}

/// The file that answers an address: a folder's `index.html`, and for `/story` the page `story.html`. A query stands in
/// the file's name behind an `@`: `/story.html?page=2` is `story@page=2.html`; where there is no such file, the query
/// changes nothing.
fn file_of(folder: &Path, relative: &str, query: Option<&str>) -> PathBuf {
    let mut file = folder.join(relative);
    if file.is_dir() {
        file = file.join("index.html");
    } else if file.extension().is_none() && !file.exists() {
        file.set_extension("html");
    }
    let end = file.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let asked = query.map(|query| file.with_file_name(format!("{stem}@{query}{end}")));
    asked.filter(|asked| asked.is_file()).unwrap_or(file)
}

/// The first sixteen bytes of the content's SHA-256: plenty to tell two pages apart.
fn hex(content: &[u8]) -> u128 {
    let digest = Sha256::digest(content);
    u128::from_be_bytes(digest[..16].try_into().expect("a SHA-256 has thirty-two bytes"))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("xml") => "application/xml",
        Some("rss") => "application/rss+xml",
        Some("atom") => "application/atom+xml",
        Some("json") => "application/json",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn built(status: u16, headers: &[(&'static str, String)], body: Body) -> Response {
    let mut response = Response::builder().status(StatusCode::from_u16(status).expect("a test gives a real status"));
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response.body(body).expect("a test gives headers that HTTP allows")
}

fn faulty(fault: Fault, path: &str, query: Option<&str>) -> Response {
    let html = ("content-type", "text/html; charset=utf-8".to_owned());
    match fault {
        Fault::Answer(status, headers, body) => built(status, &headers, Body::from(body)),
        // hyper writes the head with the first piece of the body, so an error at once lets nothing out.
        Fault::Drop => built(200, &[html], Body::from_stream(stream::iter([Err::<Bytes, _>(on_purpose())]))),
        Fault::Cut => {
            let pieces = stream::unfold(0, |piece| async move {
                if piece == 0 {
                    return Some((Ok(Bytes::from_static(b"<!doctype html><title>cut")), 1));
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
                Some((Err(on_purpose()), 2))
            });
            built(200, &[html], Body::from_stream(pieces))
        }
        Fault::Endless => {
            let more = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 16 * 1024])));
            built(200, &[html], Body::from_stream(more))
        }
        Fault::GzipBomb(size) => {
            built(200, &[html, ("content-encoding", "gzip".to_owned())], Body::from(gzip_of_blanks(size)))
        }
        Fault::RedirectLoop => {
            let step: u64 = query.and_then(|query| query.strip_prefix("again=")?.parse().ok()).unwrap_or(0);
            built(302, &[("location", format!("{path}?again={}", step + 1))], Body::empty())
        }
        Fault::Delay(_) | Fault::NoValidators => unreachable!("both are ordinary pages"),
    }
}

fn on_purpose() -> std::io::Error {
    std::io::Error::other("the connection breaks on purpose")
}

fn gzip_of_blanks(size: u64) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b' '; 64 * 1024];
    let mut left = size;
    while left > 0 {
        let now = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
        packed.write_all(&block[..now]).expect("memory takes every byte");
        left -= now as u64;
    }
    packed.finish().expect("memory takes every byte")
}
