//! What is on the axis, and where.

use protocol::Total;

use crate::model::Scale;

/// What is on the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AxisMarks {
    /// How euros lie on it.
    pub scale: Scale,
    /// What the payments come to.
    pub expected: Total,
    /// What somebody predicted, if anybody did.
    pub prediction: Option<Total>,
    /// Where 95 of 100 runs end, once that gives nothing away.
    pub band: Option<(Total, Total)>,
    /// What the bank has, once it may be seen and does not change any more.
    pub result: Option<Total>,
    /// Whether that is compared with what was expected: that of a run which was stopped, or that somebody else sends, is not.
    pub is_judged: bool,
}

impl AxisMarks {
    /// Returns an axis on which all of these can be seen, and `most` too, so that nothing moves when it comes.
    pub fn new(
        expected: Total,
        most: Option<Total>,
        prediction: Option<Total>,
        band: Option<(Total, Total)>,
        result: Option<Total>,
    ) -> Self {
        let on_it = [most, band.map(|(_, high)| high), result, prediction];
        let scale = Scale::around(expected, on_it.into_iter().flatten());
        Self { scale, expected, prediction, band, result, is_judged: true }
    }

    /// Returns where the band begins and how wide it is, in percent.
    pub fn band_span(&self) -> Option<(f64, f64)> {
        let (low, high) = self.band?;
        Some(self.between(low, high))
    }

    /// Returns where the gap between expected and transferred begins and how wide it is, in percent; `None` where the one is
    /// not judged by the other.
    pub fn gap_span(&self) -> Option<(f64, f64)> {
        let result = self.result.filter(|_| self.is_judged)?;
        Some(self.between(result.min(self.expected), result.max(self.expected)))
    }

    /// Returns where the result lies, in percent: a span without a width.
    pub fn result_at(&self) -> Option<(f64, f64)> {
        Some((self.scale.percent(self.result?), 0.0))
    }

    /// Returns where what is expected lies, in percent: a span without a width.
    pub fn expected_at(&self) -> (f64, f64) {
        (self.scale.percent(self.expected), 0.0)
    }

    /// Returns where the handle stands: at the prediction, or at what is expected as long as there is none.
    pub fn handle_at(&self) -> Total {
        self.prediction.unwrap_or(self.expected)
    }

    fn between(&self, low: Total, high: Total) -> (f64, f64) {
        (self.scale.percent(low), self.scale.percent(high) - self.scale.percent(low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(euros: u64) -> Total {
        Total::from_cents(euros * 100)
    }

    #[test]
    fn the_gap_lies_between_expected_and_transferred_whichever_is_more() {
        let axis = |result| AxisMarks::new(euros(1_000), None, None, None, Some(euros(result)));
        assert_eq!(axis(700).gap_span(), Some((35.0, 15.0)));
        assert_eq!(axis(1_400).gap_span(), Some((50.0, 20.0)));
        assert_eq!(axis(1_000).gap_span(), Some((50.0, 0.0)));
        let stopped = AxisMarks { is_judged: false, ..axis(700) };
        assert_eq!((stopped.gap_span(), stopped.result_at()), (None, Some((35.0, 0.0))));
    }

    #[test]
    fn what_is_to_come_has_its_place_before_it_is_there() {
        let before = AxisMarks::new(euros(1_000), Some(euros(2_100)), None, None, None);
        let after = AxisMarks::new(
            euros(1_000),
            Some(euros(2_100)),
            None,
            Some((euros(1_900), euros(2_100))),
            Some(euros(2_050)),
        );
        assert_eq!(before.scale, after.scale);
        assert_eq!((before.band_span(), before.result_at()), (None, None));
        assert_eq!(before.handle_at(), euros(1_000));
    }
}
