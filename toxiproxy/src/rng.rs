//! The random numbers of one link, repeatable from a seed.

use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::stream::Stream;

/// The random number generator of one direction of one connection. It is seeded by its place and not by the time, so that
/// connections running at the same time do not change each other's fate.
pub(crate) struct LinkRng(StdRng);

impl LinkRng {
    /// Creates the generator of connection number `connection` (counted from 0 as accepted) of the proxy `proxy`.
    pub(crate) fn new(seed: u64, proxy: &str, connection: u64, stream: Stream) -> Self {
        let place = [seed, connection, stream as u64];
        let numbers = place.iter().flat_map(|number| number.to_le_bytes());
        Self(StdRng::seed_from_u64(fnv1a(numbers.chain(proxy.bytes()))))
    }

    /// Draws whether a toxic takes effect. Its toxicity is not limited to 0..=1: more is always, less is never.
    pub(crate) fn takes_effect(&mut self, toxicity: f32) -> bool {
        self.0.random::<f32>() < toxicity
    }

    /// Draws a number in `-spread..spread`; 0 when there is no spread.
    pub(crate) fn jitter(&mut self, spread: i64) -> i64 {
        if spread > 0 { self.0.random_range(-spread..spread) } else { 0 }
    }
}

/// The FNV-1a hash: unlike the standard library's hashers it is the same on every machine and in every release.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(mut rng: LinkRng) -> Vec<bool> {
        (0..64).map(|_| rng.takes_effect(0.5)).collect()
    }

    #[test]
    fn the_same_place_draws_the_same_and_every_other_place_differs() {
        let here = || draws(LinkRng::new(7, "payment", 3, Stream::Upstream));
        assert_eq!(here(), here());
        assert_ne!(here(), draws(LinkRng::new(8, "payment", 3, Stream::Upstream)), "another seed");
        assert_ne!(here(), draws(LinkRng::new(7, "redis", 3, Stream::Upstream)), "another proxy");
        assert_ne!(here(), draws(LinkRng::new(7, "payment", 4, Stream::Upstream)), "another connection");
        assert_ne!(here(), draws(LinkRng::new(7, "payment", 3, Stream::Downstream)), "the other direction");
    }

    #[test]
    fn a_share_of_neighbouring_connections_equal_to_the_toxicity_is_hit() {
        let hit = (0..20_000)
            .filter(|&number| LinkRng::new(1, "payment", number, Stream::Upstream).takes_effect(0.3))
            .count();
        // 0.3 * 20,000 with 3.29 standard deviations of 64.8 either way.
        assert!((5787..=6213).contains(&hit), "{hit} of 20,000");
    }

    #[test]
    fn toxicity_one_always_hits_and_toxicity_zero_never() {
        let mut rng = LinkRng::new(1, "payment", 0, Stream::Upstream);
        assert!((0..10_000).all(|_| rng.takes_effect(1.0)
            && !rng.takes_effect(0.0)
            && rng.takes_effect(2.0)
            && !rng.takes_effect(-1.0)));
    }

    #[test]
    fn the_widest_spread_does_not_overflow() {
        let mut rng = LinkRng::new(1, "payment", 0, Stream::Upstream);
        for _ in 0..1000 {
            rng.jitter(i64::MAX);
        }
        assert_eq!(rng.jitter(-5), 0);
    }
}
