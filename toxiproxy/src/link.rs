//! One direction of a connection.
//!
//! ```text
//!             read               push                    run                    write
//!   source ─────────▶ [buffer] ─────────▶ chain: toxic ▶ toxic ▶ ... ▶ out ─────────▶ destination
//!                         │                                                    ▲
//!                         └────────────── while there are no toxics ───────────┘
//! ```
//!
//! When the source has ended and the last byte is written, the destination is closed as a whole. There is no
//! half-close: that is Toxiproxy's way, and the other link notices that its source is gone.

use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::chain::Chain;
use crate::chunk_queue::Chunk;

/// A chunk is at most as long as in the original, where the length decides how it is sliced and paced.
const CHUNK: usize = 32 * 1024;

/// The first buffer of a link; it grows when it is filled, because most connections carry little.
const SMALL_BUFFER: usize = 4 * 1024;

/// The largest buffer of a link.
const LARGE_BUFFER: usize = 128 * 1024;

/// One direction of a connection: what has been read, and what the toxics make of it.
pub(crate) struct Link {
    pub(crate) chain: Chain,
    /// Where reads go.
    buffer: Vec<u8>,
    /// The part of the buffer that was read while there were no toxics, and is not written yet.
    unwritten: Range<usize>,
    source_ended: bool,
    last_moved: Option<Instant>,
}

/// What came of polling a link.
#[derive(Debug, PartialEq)]
pub(crate) enum Progress {
    /// It waits for its sockets, which will wake it, or for this moment.
    Pending(Option<Instant>),
    /// Everything is written: the destination is to be closed.
    Finished,
}

impl Link {
    pub(crate) fn new(chain: Chain) -> Self {
        Self { chain, buffer: Vec::new(), unwritten: 0..0, source_ended: false, last_moved: None }
    }

    /// Returns when a byte was last read or written, if any was.
    pub(crate) fn last_moved(&self) -> Option<Instant> {
        self.last_moved
    }

    /// Moves bytes until nothing moves. A source that is gone has ended.
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        source: &mut Option<TcpStream>,
        dest: &mut TcpStream,
    ) -> Progress {
        loop {
            let wakes_at = self.chain.run(Instant::now());
            match self.write(cx, dest) {
                // What has been written made room for the chain.
                Poll::Ready(Ok(true)) => {
                    self.last_moved = Some(Instant::now());
                    continue;
                }
                Poll::Ready(Err(_)) => return Progress::Finished,
                // A destination that does not read is no reason not to read: a toxic may have room, or drop it all.
                Poll::Ready(Ok(false)) | Poll::Pending => {}
            }
            if self.unwritten.is_empty() && self.chain.is_finished() {
                return Progress::Finished;
            }
            if !self.wants_to_read() || self.read(cx, source).is_pending() {
                return Progress::Pending(wakes_at);
            }
        }
    }

    /// Writes all there is to write, and returns whether there was anything.
    fn write(&mut self, cx: &mut Context<'_>, dest: &mut TcpStream) -> Poll<io::Result<bool>> {
        let mut wrote = false;
        // What went around the toxics is older than what came through them.
        while !self.unwritten.is_empty() {
            self.unwritten.start += ready!(Pin::new(&mut *dest).poll_write(cx, &self.buffer[self.unwritten.clone()]))?;
            wrote = true;
        }
        while let Some(chunk) = self.chain.out().head() {
            let count = ready!(Pin::new(&mut *dest).poll_write(cx, &chunk.data))?;
            self.chain.out().take_front(count);
            wrote = true;
        }
        Poll::Ready(Ok(wrote))
    }

    fn wants_to_read(&self) -> bool {
        !self.source_ended && self.unwritten.is_empty() && self.chain.has_room()
    }

    /// Reads once. A source that fails has ended, like one that closes: a reset is not passed on as a reset.
    fn read(&mut self, cx: &mut Context<'_>, source: &mut Option<TcpStream>) -> Poll<()> {
        let count = match source {
            Some(source) => ready!(self.fill_buffer(cx, source)).unwrap_or(0),
            None => 0,
        };
        if count == 0 {
            self.source_ended = true;
            self.chain.end();
            return Poll::Ready(());
        }
        self.last_moved = Some(Instant::now());
        if self.chain.is_clear() {
            self.unwritten = 0..count;
        } else {
            // A copy takes no more memory than its bytes, however long a toxic keeps it.
            let data = Bytes::copy_from_slice(&self.buffer[..count]);
            self.chain.push(Chunk { data, arrived: Instant::now() });
        }
        Poll::Ready(())
    }

    /// Reads as much as a chunk may have, or without toxics as much as there is room for.
    fn fill_buffer(&mut self, cx: &mut Context<'_>, source: &mut TcpStream) -> Poll<io::Result<usize>> {
        let clear = self.chain.is_clear();
        let least = if clear { SMALL_BUFFER } else { CHUNK };
        if self.buffer.len() < least {
            self.buffer.resize(least, 0);
        }
        let most = if clear { self.buffer.len() } else { CHUNK };
        let mut space = ReadBuf::new(&mut self.buffer[..most]);
        ready!(Pin::new(source).poll_read(cx, &mut space))?;
        let count = space.filled().len();
        if clear && count == most {
            // There may be more where this came from.
            self.buffer.resize((most * 2).min(LARGE_BUFFER), 0);
        }
        Poll::Ready(Ok(count))
    }
}
