//! A socket as hyper sees it. It adds what hyper leaves to others: a client that stops reading is let go, and a request
//! that is no HTTP is refused in the form of all refusals.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::places::Place;

/// How long an answer may wait for a client that does not read.
const STALL: Duration = Duration::from_secs(30);

/// The socket of one connection.
pub(super) struct Socket {
    stream: TcpStream,
    /// Since when nothing could be written.
    stalled: Option<Pin<Box<Sleep>>>,
    refused: bool,
    /// Hears of every byte, where places are limited.
    place: Option<Arc<Place>>,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, place: Option<Arc<Place>>) -> Self {
        Self { stream, stalled: None, refused: false, place }
    }

    fn moved(&self) {
        if let Some(place) = &self.place {
            place.moved();
        }
    }

    /// The socket, and whether hyper has refused a request on it that it could not read. Nothing of that was sent.
    pub(super) fn into_parts(self) -> (TcpStream, bool) {
        (self.stream, self.refused)
    }

    /// Whether this is hyper's own refusal: a status and nothing else, which no route of ours ever answers.
    fn withholds(&mut self, bytes: &[u8]) -> bool {
        self.refused |= bytes.starts_with(b"HTTP/1.1 4")
            && bytes.ends_with(b"\r\n\r\n")
            && bytes.windows(EMPTY.len()).any(|line| line.eq_ignore_ascii_case(EMPTY));
        self.refused
    }

    fn in_time<T>(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        let written = write(Pin::new(&mut self.stream), cx);
        if written.is_ready() {
            self.stalled = None;
            self.moved();
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(STALL)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

const EMPTY: &[u8] = b"\r\ncontent-length: 0\r\n";

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if read.is_ready() {
            self.moved();
        }
        read
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.withholds(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        self.in_time(cx, |stream, cx| stream.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // A refusal of hyper's is one piece.
        if let [bytes] = slices
            && self.withholds(bytes)
        {
            return Poll::Ready(Ok(bytes.len()));
        }
        self.in_time(cx, |stream, cx| stream.poll_write_vectored(cx, slices))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
