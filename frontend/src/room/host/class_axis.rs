//! Where predictions, bands and results of a class lie on one euro axis: plain geometry, in the units of the drawing.

use std::collections::BTreeMap;

use experiment::Verdict;
use protocol::Total;

use super::class_result::{ClassDot, ClassResult, euros};
use crate::model::Scale;

/// The drawing; above its zero large letters have some room.
pub(super) const TOP: f64 = -8.0;
pub(super) const WIDTH: f64 = 1800.0;
pub(super) const HEIGHT: f64 = 340.0;
/// The axis, and what stands above it.
pub(super) const LEFT: f64 = 50.0;
pub(super) const RIGHT: f64 = 1750.0;
pub(super) const AXIS: f64 = 296.0;
/// Predictions stand on this line, bands and results below it.
pub(super) const PREDICTIONS: f64 = 134.0;
pub(super) const BANDS: f64 = 148.0;

/// The highest bar of the histogram.
const HIGHEST: f64 = 92.0;
/// As many bars as fit side by side.
const BARS: u32 = 40;
/// Half of a dot.
const RADIUS: f64 = 12.0;
/// Dots of one amount that are more than this are counted beside their pile.
const COUNTED: usize = 9;
/// Dots that lie closer than this above each other have thin edges: otherwise nothing else of them would be seen.
const CLOSE: f64 = 8.0;

/// A bar of the histogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bar {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// How many have predicted what lies in it.
    pub(super) count: usize,
}

/// A result, as a mark around its middle.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) y: f64,
    /// Whose, and what it came to.
    pub(super) dot: ClassDot,
}

/// How many results are of one amount, at the right of the topmost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pile {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) count: usize,
}

/// Everything that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ClassAxis {
    pub(super) scale: Scale,
    pub(super) bars: Vec<Bar>,
    pub(super) marks: Vec<Mark>,
    /// Piles that nobody could count.
    pub(super) piles: Vec<Pile>,
    /// Whether the dots lie close above each other.
    pub(super) is_crowded: bool,
    /// Left edge and width of the 99.9 % band and of the 95 % band.
    pub(super) bands: Option<[(f64, f64); 2]>,
    pub(super) expected: f64,
}

impl ClassAxis {
    /// Lays out an axis on which everything can be seen.
    pub(super) fn of(class: &ClassResult) -> Self {
        let highest = class.band.map(|band| euros(band.almost_always.1));
        let results = class.dots.iter().map(|dot| dot.transferred);
        let shown = highest.into_iter().chain(results).chain(class.predictions.iter().copied());
        let scale = Scale::around(class.expected, shown);
        let span = |(low, high): (f64, f64)| (x(scale, euros(low)), x(scale, euros(high)) - x(scale, euros(low)));
        let (marks, step) = stacked(scale, &class.dots);
        Self {
            scale,
            bars: histogram(scale, &class.predictions),
            piles: piles(&marks),
            marks,
            is_crowded: step < CLOSE,
            bands: class.band.map(|band| [span(band.almost_always), span(band.usual)]),
            expected: x(scale, class.expected),
        }
    }

    /// Returns the amounts under the axis, and where each lies.
    pub(super) fn ticks(&self) -> Vec<(f64, Total)> {
        self.scale.ticks().into_iter().map(|amount| (x(self.scale, amount), amount)).collect()
    }
}

/// Returns the outline of a mark: a triangle that points down is less than expected, a circle exactly that, a triangle
/// that points up more.
pub(super) fn outline(mark: &Mark) -> String {
    let (x, y, r) = (mark.x, mark.y, RADIUS);
    match mark.dot.verdict {
        Verdict::Missing => format!("M{:.1} {:.1}h{:.1}l{:.1} {:.1}z", x - r, y - r, 2.0 * r, -r, 2.0 * r),
        Verdict::Exact => format!("M{:.1} {y:.1}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z", x - r, d = 2.0 * r),
        Verdict::TooMuch => format!("M{:.1} {:.1}h{:.1}l{:.1} {:.1}z", x - r, y + r, 2.0 * r, -r, -2.0 * r),
    }
}

fn x(scale: Scale, amount: Total) -> f64 {
    LEFT + (RIGHT - LEFT) * scale.percent(amount) / 100.0
}

/// Counts predictions in bars of equal width; the fullest is as high as there is room. An empty one is left out.
fn histogram(scale: Scale, predictions: &[Total]) -> Vec<Bar> {
    let width = (RIGHT - LEFT) / f64::from(BARS);
    let mut counts = [0_usize; BARS as usize];
    for &prediction in predictions {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of bars")]
        let bar = (scale.percent(prediction) / 100.0 * f64::from(BARS)) as usize;
        counts[bar.min(BARS as usize - 1)] += 1;
    }
    let most = counts.into_iter().max().unwrap_or(0).max(1);
    let bar = |(index, count): (u32, usize)| {
        let height = HIGHEST * count as f64 / most as f64;
        Bar { x: LEFT + f64::from(index) * width, y: PREDICTIONS - height, width, height, count }
    };
    (0..).zip(counts).filter(|(_, count)| *count > 0).map(bar).collect()
}

/// Puts each result where it lies, and above others that it would cover; the higher the pile, the closer they lie. Returns
/// also how far one lies above another.
fn stacked(scale: Scale, dots: &[ClassDot]) -> (Vec<Mark>, f64) {
    let mut placed: Vec<(f64, usize, &ClassDot)> = Vec::new();
    for dot in dots {
        let at = x(scale, dot.transferred);
        let is_taken = |level| placed.iter().any(|(x, taken, _)| *taken == level && (x - at).abs() < 2.0 * RADIUS);
        let level = (0..placed.len()).find(|level| !is_taken(*level)).unwrap_or(placed.len());
        placed.push((at, level, dot));
    }
    let highest = placed.iter().map(|(_, level, _)| *level).max().unwrap_or(0).max(1);
    let lowest = AXIS - RADIUS - 6.0;
    let step = ((lowest - BANDS - RADIUS) / highest as f64).min(2.0 * RADIUS + 2.0);
    let mark = |(x, level, dot): (f64, usize, &ClassDot)| Mark { x, y: lowest - level as f64 * step, dot: dot.clone() };
    (placed.into_iter().map(mark).collect(), step)
}

/// Counts the results that are alike.
fn piles(marks: &[Mark]) -> Vec<Pile> {
    let mut counted: BTreeMap<Total, Pile> = BTreeMap::new();
    for mark in marks {
        let pile =
            counted.entry(mark.dot.transferred).or_insert(Pile { x: mark.x + RADIUS + 8.0, y: mark.y, count: 0 });
        pile.y = pile.y.min(mark.y);
        pile.count += 1;
    }
    counted.into_values().filter(|pile| pile.count > COUNTED).collect()
}

#[cfg(test)]
mod tests {
    use experiment::theory::TransferredBand;
    use protocol::room::StationNumber;

    use super::*;

    fn total(euros: u64) -> Total {
        Total::from_cents(euros * 100)
    }

    fn class(transferred: &[u64], predictions: &[u64]) -> ClassResult {
        let dot = |(station, &transferred): (u8, &u64)| ClassDot {
            station: StationNumber(station),
            transferred: total(transferred),
            verdict: Verdict::of(total(100), total(transferred)),
            is_usual: true,
        };
        let band = TransferredBand { mean: 142.9, usual: (128.0, 159.0), almost_always: (120.0, 172.0), is_law: true };
        ClassResult {
            expected: total(100),
            band: Some(band),
            predictions: predictions.iter().copied().map(total).collect(),
            dots: (1..).zip(transferred).map(dot).collect(),
            ..ClassResult::default()
        }
    }

    #[test]
    fn a_class_without_anybody_has_an_axis_too() {
        let nobody = ClassAxis::of(&ClassResult::default());
        assert!(nobody.marks.is_empty() && nobody.bars.is_empty() && nobody.bands.is_none());
        assert!(nobody.ticks().iter().all(|(x, _)| (LEFT..=RIGHT).contains(x)));
    }

    #[test]
    fn results_that_are_alike_form_a_pile_that_stays_between_the_lines() {
        for stations in [1, 12, 30, 64] {
            let axis = ClassAxis::of(&class(&vec![100; stations], &[]));
            let heights: Vec<f64> = axis.marks.iter().map(|mark| mark.y).collect();
            assert!(heights.iter().all(|y| (BANDS..AXIS).contains(y)), "{stations}: {heights:?}");
            assert!(heights.windows(2).all(|two| two[0] > two[1]), "one above the other");
            assert!(axis.marks.iter().all(|mark| (mark.x - axis.expected).abs() < 1e-9));
        }
        let crowd = ClassAxis::of(&class(&[100; 64], &[]));
        assert_eq!((crowd.is_crowded, crowd.piles.iter().map(|pile| pile.count).collect::<Vec<_>>()), (true, vec![64]));
        let few = ClassAxis::of(&class(&[100, 100, 143], &[]));
        assert!(!few.is_crowded && few.piles.is_empty());
        let apart = ClassAxis::of(&class(&[100, 150], &[]));
        assert!((apart.marks[0].y - apart.marks[1].y).abs() < 1e-9, "side by side");
    }

    #[test]
    fn both_bands_contain_the_results_that_theory_expects() {
        let axis = ClassAxis::of(&class(&[143], &[]));
        let [wide, narrow] = axis.bands.expect("a law");
        let at = axis.marks[0].x;
        assert!(wide.0 < narrow.0 && narrow.0 < at && at < narrow.0 + narrow.1 && narrow.1 < wide.1);
    }

    #[test]
    fn the_histogram_counts_everybody_and_the_fullest_bar_is_the_highest() {
        let axis = ClassAxis::of(&class(&[], &[0, 100, 100, 101, 140, 400]));
        assert_eq!(axis.bars.iter().map(|bar| bar.count).sum::<usize>(), 6);
        let fullest = axis.bars.iter().max_by_key(|bar| bar.count).expect("a bar");
        assert_eq!(fullest.count, 3);
        assert!((fullest.height - HIGHEST).abs() < 1e-9 && (fullest.y + fullest.height - PREDICTIONS).abs() < 1e-9);
        assert!(axis.bars.iter().all(|bar| bar.x >= LEFT && bar.x + bar.width <= RIGHT + 1e-9));
    }

    #[test]
    fn each_verdict_has_a_shape_of_its_own() {
        let axis = ClassAxis::of(&class(&[70, 100, 143], &[]));
        let shapes: Vec<String> = axis.marks.iter().map(outline).collect();
        assert!(shapes[1].contains('a') && !shapes[0].contains('a') && !shapes[2].contains('a'));
        assert!(shapes[0].ends_with("24.0z") && shapes[2].ends_with("-24.0z"), "{shapes:?}");
    }
}
