//! `slicer`: data in small pieces, a pause after each.

use std::time::{Duration, Instant};

use super::attributes::Attributes;
use super::toxic::{Step, Toxic, after};
use crate::chunk_queue::{Chunk, ChunkQueue};
use crate::rng::LinkRng;

/// Halves each chunk, with `± size_variation` bytes at every cut, until no piece is longer than
/// `average_size + size_variation`; after each piece it waits `delay` microseconds.
///
/// 10 kB at 1000 ± 100 is therefore 16 pieces of about 625 bytes, as in the original. An average size of 0,
/// which is the default and kills the original, slices nothing.
pub(crate) struct Slicer {
    average_size: i64,
    size_variation: i64,
    delay_us: i64,
    /// Lengths still to be cut from the head of the queue, the next one last.
    pieces: Vec<usize>,
    /// The end of the pause after the last piece.
    resumes_at: Option<Instant>,
}

impl Slicer {
    pub(crate) fn new(average_size: i64, size_variation: i64, delay_us: i64) -> Self {
        Self { average_size, size_variation, delay_us, pieces: Vec::new(), resumes_at: None }
    }

    /// The length of the next piece; the rest stays on `self.pieces`.
    fn next_piece(&mut self, rng: &mut LinkRng) -> Option<usize> {
        let limit = self.average_size.saturating_add(self.size_variation);
        let limit = usize::try_from(limit).ok().filter(|&limit| limit > 0).unwrap_or(usize::MAX);
        let mut piece = self.pieces.pop()?;
        while piece > limit {
            let half = i64::try_from(piece / 2).unwrap_or(i64::MAX);
            let cut = half.saturating_add(rng.jitter(self.size_variation));
            // Both parts keep a byte, or a large variation would never come to an end.
            let cut = usize::try_from(cut).unwrap_or(0).clamp(1, piece - 1);
            self.pieces.push(piece - cut);
            piece = cut;
        }
        Some(piece)
    }
}

impl Toxic for Slicer {
    fn configure(&mut self, attributes: &Attributes) {
        if let Attributes::Slicer { average_size, size_variation, delay } = *attributes {
            (self.average_size, self.size_variation, self.delay_us) = (average_size, size_variation, delay);
        }
    }

    fn step(&mut self, queue: &mut ChunkQueue, now: Instant, rng: &mut LinkRng) -> Step {
        if let Some(resumes_at) = self.resumes_at.filter(|&resumes_at| now < resumes_at) {
            return Step::WaitUntil(resumes_at);
        }
        self.resumes_at = None;
        let Some(head) = queue.head() else { return super::noop::Noop::pass(queue) };
        if self.pieces.is_empty() {
            self.pieces.push(head.data.len());
        }
        let arrived = head.arrived;
        let length = self.next_piece(rng).unwrap_or(head.data.len());
        if self.delay_us > 0 {
            self.resumes_at = Some(after(now, self.delay_us, Duration::from_micros(1)));
        }
        if self.pieces.is_empty() {
            return super::noop::Noop::pass(queue);
        }
        Step::Pass(Chunk { data: queue.take_front(length), arrived })
    }

    fn interrupt(&mut self) -> bool {
        self.resumes_at = None;
        let in_hand = !self.pieces.is_empty();
        self.pieces.clear();
        in_hand
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::harness::Harness;

    fn slices(slicer: Slicer, length: usize) -> Vec<usize> {
        let data: Vec<u8> = (0..length).map(|index| index.to_le_bytes()[0]).collect();
        let mut harness = Harness::new(slicer);
        harness.receive(&data);
        let mut lengths = Vec::new();
        let mut together = Vec::new();
        while harness.queue.head().is_some() {
            let piece = harness.passed();
            lengths.push(piece.len());
            together.extend(piece);
        }
        assert_eq!(together, data);
        lengths
    }

    #[test]
    fn ten_thousand_bytes_at_a_thousand_are_sixteen_pieces() {
        assert_eq!(slices(Slicer::new(1000, 0, 0), 10_000), [625; 16]);
        let varied = slices(Slicer::new(1000, 100, 0), 10_000);
        assert_eq!(varied.len(), 16);
        assert!(varied.iter().all(|&length| length <= 1100), "{varied:?}");
    }

    #[test]
    fn sizes_that_kill_the_original_are_harmless() {
        assert_eq!(slices(Slicer::new(0, 0, 0), 5000), [5000]);
        assert_eq!(slices(Slicer::new(-5, 2, 0), 5000), [5000]);
        for variation in [50, 5000, i64::MAX] {
            slices(Slicer::new(10, variation, 0), 5000);
        }
        assert_eq!(slices(Slicer::new(0, 1, 0), 100), [1; 100]);
    }

    #[test]
    fn there_is_a_pause_after_every_piece() {
        let mut harness = Harness::new(Slicer::new(10, 0, 5000));
        harness.receive(&[7; 20]);
        assert_eq!(harness.passed().len(), 10);
        assert_eq!(harness.waits_until_ms(), 5);
        harness.advance_to_ms(5);
        assert_eq!(harness.passed().len(), 10);
        assert_eq!(harness.waits_until_ms(), 10);
    }
}
