//! Owns answers of a sentence to programs that ask for documents: plain text, kept by nobody.

use axum::http::{HeaderValue, StatusCode, header};

use super::sent::{Answer, Sent};

/// A sentence.
pub(super) fn say(status: StatusCode, text: &str) -> Answer {
    let mut answer = Answer::new(Sent::bytes(text.to_owned().into()));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// 503, worth asking again after so many seconds.
pub(super) fn busy(text: &str, seconds: i64) -> Answer {
    let mut answer = say(StatusCode::SERVICE_UNAVAILABLE, &format!("{text}\n"));
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}
