//! Owns the body of an answer: bytes as they are held, without a box around them.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use axum::http::Response;
use hyper::body::{Body, Frame, SizeHint};

/// The body of an answer: all of it, or nothing once it is on its way.
#[derive(Debug)]
pub(super) struct Sent(Option<Bytes>);

impl Sent {
    /// These bytes.
    pub(super) fn bytes(bytes: Bytes) -> Self {
        Self(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }

    /// Nothing.
    pub(super) fn nothing() -> Self {
        Self(None)
    }
}

/// An answer with its body as it is sent.
pub(super) type Answer = Response<Sent>;

impl Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.get_mut().0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
