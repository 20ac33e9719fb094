//! How euros lie on an axis.

use protocol::Total;

/// From 0 to a whole multiple of what is expected; what must be seen on it always fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    expected: u64,
    times: u64,
}

impl Scale {
    /// Returns a scale to twice what is expected, or as many times as the largest of `others` needs.
    pub fn around(expected: Total, others: impl IntoIterator<Item = Total>) -> Self {
        let expected = expected.cents().max(1);
        let largest = others.into_iter().map(Total::cents).max().unwrap_or(0);
        Self { expected, times: largest.div_ceil(expected).max(2) }
    }

    /// Returns its right end.
    pub fn end(self) -> Total {
        Total::from_cents(self.expected.saturating_mul(self.times))
    }

    /// Returns where an amount lies, in percent.
    pub fn percent(self, amount: Total) -> f64 {
        (amount.cents() as f64 / self.end().cents() as f64 * 100.0).min(100.0)
    }

    /// Returns the amounts that are written under it: the ends, what is expected, and a few between.
    pub fn ticks(self) -> Vec<Total> {
        let every = self.times.div_ceil(6);
        (0..=self.times).step_by(usize::try_from(every).unwrap_or(1)).map(|times| self.at(times)).collect()
    }

    /// Returns how far one key press moves a prediction: fine enough to say "about 1430" of 1000 payments.
    pub fn step(self) -> Total {
        Total::from_cents((self.end().cents() / 200).max(1))
    }

    fn at(self, times: u64) -> Total {
        Total::from_cents(self.expected * times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(euros: u64) -> Total {
        Total::from_cents(euros * 100)
    }

    #[test]
    fn the_axis_ends_at_twice_what_is_expected_unless_more_must_be_seen() {
        let scale = Scale::around(euros(1_000), [euros(1_478)]);
        assert_eq!((scale.end(), scale.step()), (euros(2_000), euros(10)));
        assert_eq!(scale.ticks(), [0, 1_000, 2_000].map(euros));
        assert!((scale.percent(euros(1_000)) - 50.0).abs() < 1e-9);
        assert_eq!(Scale::around(euros(1_000), [euros(2_001)]).end(), euros(3_000));
    }

    #[test]
    fn ten_thousand_payments_and_a_very_bad_network_stay_on_it() {
        let scale = Scale::around(euros(10_000), [euros(200_100)]);
        assert_eq!(scale.end(), euros(210_000));
        assert!(scale.ticks().len() <= 7);
        assert!(scale.percent(euros(999_999)) <= 100.0);
    }

    #[test]
    fn before_the_payments_are_known_there_is_an_axis_too() {
        assert!(Scale::around(Total::default(), []).percent(Total::default()).abs() < 1e-9);
    }
}
