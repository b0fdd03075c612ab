//! Owns what every public page is sent with: packed where its reader takes that, with a strong validator of the bytes that
//! are sent, and not again to whoever holds them. What is one person's has none: nobody keeps it.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use super::conditions::{self, Coding};
use super::documents::document::value;
use super::sent::{Answer, Sent};
use crate::publish::target::{Encoding, etag};

/// What is shorter, in bytes, is sent as it is.
const WORTH_PACKING: usize = 1_000;

/// Larger than any answer of a route.
const LONGEST: usize = 64 * 1024 * 1024;

/// How a page was asked for.
#[derive(Debug)]
pub(super) struct Asked {
    is_head: bool,
    headers: HeaderMap,
}

impl Asked {
    /// What matters of a request to a route.
    pub(super) fn of(method: &Method, headers: &HeaderMap) -> Self {
        Self { is_head: *method == Method::HEAD, headers: headers.clone() }
    }

    /// Whether it is a question for what GET would bring.
    pub(super) fn is_head(&self) -> bool {
        self.is_head
    }
}

/// The answer of a route to GET, as it is sent.
pub(super) async fn sent(answer: Response<Body>, asked: &Asked) -> Answer {
    let (mut head, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST).await else {
        return super::plain::busy("The page could not be read. Please try again in a few minutes.", 300);
    };
    let is_public = head.headers.get(header::CACHE_CONTROL).is_some_and(|kept| kept.as_bytes().starts_with(b"public"));
    if head.status != StatusCode::OK || !is_public {
        return asked.given(Response::from_parts(head, bytes));
    }
    let (coding, bytes) = packed(bytes, &asked.headers);
    let tag = value(&etag(&bytes));
    head.headers.insert(header::ETAG, tag.clone());
    head.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if conditions::is_held(&asked.headers, &tag) {
        head.status = StatusCode::NOT_MODIFIED;
        // What is said of a body that does not come would be said of the one the reader has.
        head.headers.remove(header::CONTENT_TYPE);
        head.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(head, Sent::nothing());
    }
    if let Some(token) = coding.token() {
        head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    asked.given(Response::from_parts(head, bytes))
}

impl Asked {
    fn given(&self, answer: Response<Bytes>) -> Answer {
        let (mut head, bytes) = answer.into_parts();
        head.headers.remove(header::CONTENT_LENGTH);
        if self.is_head {
            head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            return Response::from_parts(head, Sent::nothing());
        }
        Response::from_parts(head, Sent::bytes(bytes))
    }
}

/// The bytes as their reader likes them best.
fn packed(bytes: Bytes, headers: &HeaderMap) -> (Coding, Bytes) {
    let coding = conditions::coding(headers, |_| bytes.len() >= WORTH_PACKING);
    let packed = match coding {
        Coding::Plain => return (coding, bytes),
        Coding::Gzip => Encoding::Gzip.compress(&bytes),
        Coding::Brotli => Encoding::Brotli.compress(&bytes),
    };
    match packed {
        Ok(packed) => (coding, packed.into()),
        Err(error) => {
            tracing::error!("a page cannot be packed, so it is sent as it is: {error}");
            (Coding::Plain, bytes)
        }
    }
}
