//! Owns one document as it is served: its representations, each with a validator of its own and with headers that were
//! made before anybody asked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use chrono::DateTime;

use crate::clock::http_date;
use crate::publish::target::etag;
use crate::web::conditions::{self, Coding};
use crate::web::sent::{Answer, Sent};

/// What a script of another site may read of an answer beside its body.
const EXPOSED: &str = "ETag, Last-Modified, Link";

/// How a document is served, whatever its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Manner {
    /// Its media type, with the character set.
    pub(in crate::web) media: HeaderValue,
    /// `Cache-Control`.
    pub(in crate::web) cache: HeaderValue,
    /// Whether scripts of any site may read it.
    pub(in crate::web) cors: bool,
    /// `Link` headers.
    pub(in crate::web) links: Vec<HeaderValue>,
    /// Whether it is a person's own.
    pub(in crate::web) private: bool,
}

/// What is known of one representation before its bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Known {
    /// How it is packed.
    pub(in crate::web) coding: Coding,
    /// Its strong validator, quoted.
    pub(in crate::web) etag: String,
    /// Its length in bytes.
    pub(in crate::web) length: u64,
    /// Its bytes, where they are at hand.
    pub(in crate::web) bytes: Option<Bytes>,
}

impl Known {
    /// What these bytes say themselves.
    pub(in crate::web) fn of(coding: Coding, bytes: Vec<u8>) -> Self {
        Self { coding, etag: etag(&bytes), length: bytes.len() as u64, bytes: Some(bytes.into()) }
    }
}

/// A document.
#[derive(Debug)]
pub(in crate::web) struct Document {
    manner: Manner,
    modified: i64,
    modified_at: HeaderValue,
    plain: Representation,
    packed: [Option<Representation>; 2],
}

/// The bytes of a document in one coding.
#[derive(Debug)]
pub(in crate::web) struct Representation {
    pub(in crate::web) coding: Coding,
    etag: HeaderValue,
    length: u64,
    whole: HeaderMap,
    fresh: HeaderMap,
    held: Mutex<Option<Bytes>>,
    /// When it was last asked for, by the shelf's count.
    pub(super) used: AtomicU64,
    /// Whoever reads it from the disk; others wait for what was read.
    pub(super) reading: tokio::sync::Mutex<()>,
}

impl Document {
    /// A document that last changed at this second. `None` where its plain bytes are not among those known.
    pub(in crate::web) fn new(manner: Manner, modified: i64, known: Vec<Known>) -> Option<Self> {
        let modified_at = value(&http_date(DateTime::from_timestamp(modified, 0).unwrap_or_default()));
        let (mut plain, mut gzip, mut brotli) = (None, None, None);
        for known in known {
            let place = match known.coding {
                Coding::Plain => &mut plain,
                Coding::Gzip => &mut gzip,
                Coding::Brotli => &mut brotli,
            };
            *place = Some(Representation::new(&manner, &modified_at, known));
        }
        Some(Self { manner, modified, modified_at, plain: plain?, packed: [gzip, brotli] })
    }

    /// How it is served.
    pub(in crate::web) fn manner(&self) -> &Manner {
        &self.manner
    }

    /// Its representations.
    pub(super) fn representations(&self) -> impl Iterator<Item = &Representation> {
        std::iter::once(&self.plain).chain(self.packed.iter().flatten())
    }

    /// Whether it is served like this and has these validators.
    pub(in crate::web) fn is(&self, manner: &Manner, known: &[Known]) -> bool {
        self.manner == *manner
            && self.representations().count() == known.len()
            && known.iter().all(|known| self.of(known.coding).is_some_and(|one| one.etag == known.etag))
    }

    fn of(&self, coding: Coding) -> Option<&Representation> {
        match coding {
            Coding::Plain => Some(&self.plain),
            Coding::Gzip => self.packed[0].as_ref(),
            Coding::Brotli => self.packed[1].as_ref(),
        }
    }

    /// The representation of a coding; the plain one where there is no such.
    pub(in crate::web) fn representation(&self, coding: Coding) -> &Representation {
        self.of(coding).unwrap_or(&self.plain)
    }

    /// What the reader likes best.
    pub(in crate::web) fn choose(&self, headers: &HeaderMap) -> &Representation {
        self.representation(conditions::coding(headers, |coding| self.of(coding).is_some()))
    }

    /// Whether the reader's copy is as good as this.
    pub(in crate::web) fn is_fresh(&self, one: &Representation, headers: &HeaderMap) -> bool {
        conditions::is_fresh(headers, &one.etag, self.modified, &self.modified_at)
    }
}

impl Representation {
    fn new(manner: &Manner, modified_at: &HeaderValue, known: Known) -> Self {
        let etag = value(&known.etag);
        let mut fresh = HeaderMap::with_capacity(16);
        fresh.insert(header::ETAG, etag.clone());
        fresh.insert(header::LAST_MODIFIED, modified_at.clone());
        fresh.insert(header::CACHE_CONTROL, manner.cache.clone());
        fresh.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        fresh.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if manner.cors {
            allow_all(&mut fresh);
        }
        if manner.private {
            fresh.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
            fresh.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        }
        let mut whole = fresh.clone();
        whole.insert(header::CONTENT_TYPE, manner.media.clone());
        if let Some(token) = known.coding.token() {
            whole.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
        }
        for link in &manner.links {
            whole.append(header::LINK, link.clone());
        }
        Self {
            coding: known.coding,
            etag,
            length: known.length,
            whole,
            fresh,
            held: Mutex::new(known.bytes),
            used: AtomicU64::new(0),
            reading: tokio::sync::Mutex::new(()),
        }
    }

    /// Its validator.
    pub(in crate::web) fn etag(&self) -> &HeaderValue {
        &self.etag
    }

    /// Its bytes, where they are in memory.
    pub(in crate::web) fn held(&self) -> Option<Bytes> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps its bytes.
    pub(super) fn hold(&self, bytes: Bytes) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes);
    }

    /// Lets its bytes go; answers how many they were.
    pub(super) fn let_go(&self) -> usize {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(0, |bytes| bytes.len())
    }

    /// How many of its bytes are in memory.
    pub(super) fn weight(&self) -> usize {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(0, Bytes::len)
    }

    /// Remembers that it was asked for.
    pub(super) fn used_at(&self, turn: u64) {
        // Not written where nothing changes: two cores that serve one document would fight over the line.
        if self.used.load(Ordering::Relaxed) != turn {
            self.used.store(turn, Ordering::Relaxed);
        }
    }

    /// 304.
    pub(in crate::web) fn unchanged(&self) -> Answer {
        answer(StatusCode::NOT_MODIFIED, self.fresh.clone(), Sent::nothing())
    }

    /// What HEAD is answered.
    pub(in crate::web) fn head(&self) -> Answer {
        let mut headers = self.whole.clone();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(self.length));
        answer(StatusCode::OK, headers, Sent::nothing())
    }

    /// What GET is answered.
    pub(in crate::web) fn whole(&self, bytes: Bytes) -> Answer {
        answer(StatusCode::OK, self.whole.clone(), Sent::bytes(bytes))
    }

    /// What GET is answered where other bytes stand in the folder than were expected: their own validators go with them.
    pub(in crate::web) fn other(&self, bytes: &Bytes, modified: i64) -> Answer {
        let mut answer = self.whole(bytes.clone());
        answer.headers_mut().insert(header::ETAG, value(&etag(bytes)));
        let modified = http_date(DateTime::from_timestamp(modified, 0).unwrap_or_default());
        answer.headers_mut().insert(header::LAST_MODIFIED, value(&modified));
        answer
    }
}

fn answer(status: StatusCode, headers: HeaderMap, body: Sent) -> Answer {
    let mut answer = Answer::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer
}

/// Lets scripts of any site read an answer, and its validators.
pub(in crate::web) fn allow_all(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}

/// The header of words that came from us; those that no header can hold are none.
pub(in crate::web) fn value(words: &str) -> HeaderValue {
    HeaderValue::from_str(words).unwrap_or(HeaderValue::from_static(""))
}
