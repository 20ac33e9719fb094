//! The randomness of one link, repeatable from a seed.

use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::stream::Stream;

/// Decides for one direction of one connection. Each link has its own dice, derived from where it stands and
/// not from when it rolls, so that connections running at the same time do not change each other's fate.
pub(crate) struct Dice(StdRng);

impl Dice {
    /// The dice of connection number `connection` (counted from 0 as accepted) of the proxy `proxy`.
    pub(crate) fn new(seed: u64, proxy: &str, connection: u64, stream: Stream) -> Self {
        let place = [seed, connection, stream as u64];
        let numbers = place.iter().flat_map(|number| number.to_le_bytes());
        Self(StdRng::seed_from_u64(fnv1a(numbers.chain(proxy.bytes()))))
    }

    /// Whether a toxic of this toxicity takes effect. Toxicity is not limited to 0..=1: more is always, less is never.
    pub(crate) fn hits(&mut self, toxicity: f32) -> bool {
        self.0.random::<f32>() < toxicity
    }

    /// A number in `-spread..spread`; 0 when there is no spread.
    pub(crate) fn around_zero(&mut self, spread: i64) -> i64 {
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

    fn rolls(mut dice: Dice) -> Vec<bool> {
        (0..64).map(|_| dice.hits(0.5)).collect()
    }

    #[test]
    fn the_same_place_rolls_the_same_and_every_other_place_differs() {
        let here = || rolls(Dice::new(7, "payment", 3, Stream::Upstream));
        assert_eq!(here(), here());
        assert_ne!(here(), rolls(Dice::new(8, "payment", 3, Stream::Upstream)), "another seed");
        assert_ne!(here(), rolls(Dice::new(7, "redis", 3, Stream::Upstream)), "another proxy");
        assert_ne!(here(), rolls(Dice::new(7, "payment", 4, Stream::Upstream)), "another connection");
        assert_ne!(here(), rolls(Dice::new(7, "payment", 3, Stream::Downstream)), "the other direction");
    }

    #[test]
    fn a_share_of_neighbouring_connections_equal_to_the_toxicity_is_hit() {
        let hit = (0..20_000).filter(|&number| Dice::new(1, "payment", number, Stream::Upstream).hits(0.3)).count();
        // 0.3 * 20,000 with 3.29 standard deviations of 64.8 either way.
        assert!((5787..=6213).contains(&hit), "{hit} of 20,000");
    }

    #[test]
    fn toxicity_one_always_hits_and_toxicity_zero_never() {
        let mut dice = Dice::new(1, "payment", 0, Stream::Upstream);
        assert!((0..10_000).all(|_| dice.hits(1.0) && !dice.hits(0.0) && dice.hits(2.0) && !dice.hits(-1.0)));
    }

    #[test]
    fn the_widest_spread_does_not_overflow() {
        let mut dice = Dice::new(1, "payment", 0, Stream::Upstream);
        for _ in 0..1000 {
            dice.around_zero(i64::MAX);
        }
        assert_eq!(dice.around_zero(-5), 0);
    }
}
