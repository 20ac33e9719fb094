//! A queue of chunks.

use std::collections::VecDeque;

use bytes::Bytes;
use std::time::Instant;

/// Some bytes, and when they arrived in the queue they are in.
#[derive(Debug, PartialEq)]
pub(crate) struct Chunk {
    pub(crate) data: Bytes,
    pub(crate) arrived: Instant,
}

/// A queue of chunks, and whether any may follow.
#[derive(Default)]
pub(crate) struct ChunkQueue {
    chunks: VecDeque<Chunk>,
    bytes: usize,
    /// Nothing follows what is here.
    pub(crate) ended: bool,
}

impl ChunkQueue {
    /// Adds a chunk at the end, room or not.
    pub(crate) fn push(&mut self, chunk: Chunk) {
        self.bytes += chunk.data.len();
        self.chunks.push_back(chunk);
    }

    /// Takes the first chunk.
    pub(crate) fn pop(&mut self) -> Option<Chunk> {
        let chunk = self.chunks.pop_front()?;
        self.bytes -= chunk.data.len();
        Some(chunk)
    }

    /// Returns the first chunk.
    pub(crate) fn head(&mut self) -> Option<&mut Chunk> {
        self.chunks.front_mut()
    }

    /// Takes bytes off the front of the first chunk, and removes a chunk that has none left.
    pub(crate) fn take_front(&mut self, length: usize) -> Bytes {
        let Some(head) = self.chunks.front_mut() else { return Bytes::new() };
        let front = head.data.split_to(length);
        let empty = head.data.is_empty();
        self.bytes -= front.len();
        if empty {
            self.chunks.pop_front();
        }
        front
    }

    /// Takes over all chunks of another queue, and its end.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.chunks.append(&mut other.chunks);
        self.bytes += other.bytes;
        self.ended |= other.ended;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Returns the number of chunks.
    pub(crate) fn len(&self) -> usize {
        self.chunks.len()
    }

    /// Returns the number of bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}
