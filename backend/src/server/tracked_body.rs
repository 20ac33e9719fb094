//! A request's body that knows whether it was read to its end.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::{Context, Poll};

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::places::Place;

/// The body as it comes. What is left of it cannot be told from a next request, so its connection has to end.
pub(super) struct TrackedBody {
    body: Incoming,
    unread: Arc<AtomicBool>,
    /// That of its connection, which hears when the request is whole.
    place: Option<Arc<Place>>,
}

impl TrackedBody {
    /// Wraps a body; the flag stays up until all of it has been read.
    pub(super) fn new(body: Incoming, place: Option<Arc<Place>>) -> (Self, Arc<AtomicBool>) {
        let unread = Arc::new(AtomicBool::new(true));
        let body = Self { body, unread: Arc::clone(&unread), place };
        if body.body.is_end_stream() {
            body.is_read();
        }
        (body, unread)
    }

    fn is_read(&self) {
        let was_unread = self.unread.swap(false, Relaxed);
        if let Some(place) = self.place.as_ref().filter(|_| was_unread) {
            place.awaits_answer();
        }
    }
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if matches!(frame, Poll::Ready(None)) || self.body.is_end_stream() {
            self.is_read();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
