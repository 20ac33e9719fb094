//! Counts that chance decides, and the bounds they keep within.

/// 99.9 % of a normal law lie within this many standard deviations.
pub(super) const Z_999: f64 = 3.29;
/// From this many payments on the 99.9 % bounds are those of a normal law; below it that law misses the upper tail.
const MANY: u64 = 1_000;

/// What a count comes to: its mean, and the bounds it keeps within.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The mean of the law.
    pub mean: f64,
    /// 95 of 100 runs lie within, bounds included: the exact quantiles.
    pub usual: (u64, u64),
    /// 999 of 1000 runs lie within, bounds included: the exact quantiles below 1000 payments, and mean ± 3.29 standard
    /// deviations from there on.
    pub almost_always: (u64, u64),
}

impl Band {
    /// Whether a count lies within the 99.9 % bounds.
    pub fn holds(&self, count: u64) -> bool {
        (self.almost_always.0..=self.almost_always.1).contains(&count)
    }

    /// The same law, with so many for sure on top.
    #[must_use]
    pub fn shifted(self, by: u64) -> Self {
        let shift = |(low, high): (u64, u64)| (low + by, high + by);
        Self { mean: self.mean + by as f64, usual: shift(self.usual), almost_always: shift(self.almost_always) }
    }
}

/// A count without chance.
pub fn constant(count: u64) -> Band {
    Band { mean: count as f64, usual: (count, count), almost_always: (count, count) }
}

/// Bin(n, chance).
pub fn binomial(n: u64, chance: f64) -> Band {
    if chance <= 0.0 {
        return constant(0);
    }
    if chance >= 1.0 {
        return constant(n);
    }
    let odds = (chance / (1.0 - chance)).ln();
    let ratio = |k: u64| odds + ((n - k) as f64 / (k + 1) as f64).ln();
    let mean = n as f64 * chance;
    let exact = Quantiles::of(n as f64 * (1.0 - chance).ln(), (0..n).map(ratio));
    let normal = around(mean, (mean * (1.0 - chance)).sqrt(), 0, n);
    Band { mean, usual: exact.usual, almost_always: if n < MANY { exact.almost_always } else { normal } }
}

/// n successes and the failures before the last of them: n + `NegBin`(n, chance).
/// `None` when there is no chance of success.
pub fn with_failures(n: u64, chance: f64) -> Option<Band> {
    if chance <= 0.0 {
        return None;
    }
    if chance >= 1.0 || n == 0 {
        return Some(constant(n));
    }
    let failure = (1.0 - chance).ln();
    let ratio = move |k: u64| failure + ((n + k) as f64 / (k + 1) as f64).ln();
    let mean = n as f64 / chance;
    let exact = Quantiles::of(n as f64 * chance.ln(), (0..).map(ratio));
    let with_successes = |(low, high): (u64, u64)| (n + low, n + high);
    let normal = around(mean, (n as f64 * (1.0 - chance)).sqrt() / chance, n, u64::MAX);
    Some(Band {
        mean,
        usual: with_successes(exact.usual),
        almost_always: if n < MANY { with_successes(exact.almost_always) } else { normal },
    })
}

/// The 99.9 % bounds, as the contract rounds them.
fn around(mean: f64, deviation: f64, least: u64, most: u64) -> (u64, u64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped at 0, and counts are small")]
    let count = |value: f64| (value.round().max(0.0) as u64).clamp(least, most);
    (count(mean - Z_999 * deviation), count(mean + Z_999 * deviation))
}

/// The exact bounds of a law on 0, 1, 2 ...
struct Quantiles {
    /// At 2.5 % and 97.5 %.
    usual: (u64, u64),
    /// At 0.05 % and 99.95 %.
    almost_always: (u64, u64),
}

impl Quantiles {
    /// The shares of all runs at which the bounds lie, in rising order.
    const AT: [f64; 4] = [0.0005, 0.025, 0.975, 0.9995];

    /// Sums up a law: given are the logarithm of its first probability, and the logarithms of the ratios of each
    /// probability to the one before.
    fn of(first: f64, mut ratios: impl Iterator<Item = f64>) -> Self {
        let (mut log, mut below, mut count) = (first, 0.0, 0);
        let mut found: Vec<u64> = Vec::with_capacity(Self::AT.len());
        loop {
            below += log.exp();
            while Self::AT.get(found.len()).is_some_and(|share| below >= *share) {
                found.push(count);
            }
            // Rounding may leave the sum a hair below when the law has ended.
            match ratios.next() {
                Some(ratio) if found.len() < Self::AT.len() => log += ratio,
                _ => break,
            }
            count += 1;
        }
        found.resize(Self::AT.len(), count);
        Self { usual: (found[1], found[2]), almost_always: (found[0], found[3]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bands_are_those_of_the_contract() {
        let check = |band: Band, mean: f64, usual, almost_always| {
            assert!((band.mean - mean).abs() < 0.05, "{band:?}");
            assert_eq!((band.usual, band.almost_always), (usual, almost_always));
        };
        check(binomial(1000, 0.7), 700.0, (671, 728), (652, 748));
        check(binomial(1000, 0.49), 490.0, (459, 521), (438, 542));
        check(binomial(1000, 0.21), 210.0, (185, 236), (168, 252));
        check(binomial(1000, 0.3), 300.0, (272, 329), (252, 348));
        check(with_failures(1000, 0.7).expect("a law"), 1428.6, (1381, 1478), (1347, 1510));
        check(with_failures(1000, 0.49).expect("a law"), 2040.8, (1952, 2133), (1889, 2192));
    }

    #[test]
    fn the_bands_of_a_hundred_payments_are_exact_quantiles() {
        let bands = |band: Band| (band.usual, band.almost_always);
        assert_eq!(bands(binomial(100, 0.7)), ((61, 79), (54, 84)), "sent once");
        assert_eq!(binomial(100, 0.49).usual, (39, 59), "known to the client");
        assert_eq!(bands(with_failures(100, 0.7).expect("a law")), ((128, 159), (120, 172)), "retried without a key");
        assert_eq!(bands(with_failures(100, 0.49).expect("a law")), ((177, 234), (161, 257)), "attempts");
        assert_eq!(bands(binomial(1, 0.7)), ((0, 1), (0, 1)));
    }

    #[test]
    fn without_chance_there_is_one_count() {
        assert_eq!(binomial(1000, 1.0), constant(1000));
        assert_eq!(binomial(1000, 0.0), constant(0));
        assert_eq!(with_failures(1000, 1.0), Some(constant(1000)));
        assert_eq!(with_failures(1000, 0.0), None);
    }

    #[test]
    fn bands_of_ten_thousand_payments_do_not_underflow() {
        let band = with_failures(10_000, 0.49).expect("a law");
        assert!(band.almost_always.0 > 19_900 && band.almost_always.1 < 20_900, "{band:?}");
        let band = binomial(10_000, 0.7);
        assert!(band.almost_always.0 > 6_840 && band.almost_always.1 < 7_160, "{band:?}");
    }
}
