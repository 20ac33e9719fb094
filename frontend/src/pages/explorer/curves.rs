//! The geometry of the loss explorer: three laws over the share that gets lost, as paths of an SVG.

use std::fmt::Write as _;

use experiment::{ClientPolicy, Settings};
use protocol::{KeyPolicy, Losses};

/// What a client and a bank do together, as far as the explorer tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Curve {
    /// Sent once: 1 - p.
    Once,
    /// Retried, and the bank looks at no key: 1 / (1 - q).
    Retried,
    /// Retried with a key that the bank checks in the same step: 1.
    Checked,
}

/// The picture, in units of the SVG: where the axes cross, and how far they reach. Left of them is room for four digits
/// as large as a phone needs them.
pub(crate) const WIDTH: f64 = 1000.0;
pub(crate) const HEIGHT: f64 = 520.0;
pub(crate) const LEFT: f64 = 110.0;
pub(crate) const BOTTOM: f64 = 450.0;
const RIGHT: f64 = 960.0;
const TOP: f64 = 30.0;
/// The axes end here: 900 of 1000 lost, and four times the right sum.
const MOST_LOST: f64 = 0.9;
const MOST_PAID: f64 = 4.0;

impl Curve {
    /// All of them, in the order of the course.
    pub(crate) const ALL: [Self; 3] = [Self::Once, Self::Retried, Self::Checked];

    /// Its place in that order.
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// Which curve a run with these settings stands on, if it is on one.
    pub(crate) fn of(settings: &Settings) -> Option<Self> {
        match (settings.client_policy, settings.key_policy) {
            (ClientPolicy::Once, _) => Some(Self::Once),
            (ClientPolicy::Retry, _)
            | (ClientPolicy::RetryWithKey | ClientPolicy::RetryWithNewKeys, KeyPolicy::Ignore | KeyPolicy::Log) => {
                Some(Self::Retried)
            }
            (ClientPolicy::RetryWithKey, KeyPolicy::Unique) => Some(Self::Checked),
            _ => None,
        }
    }

    /// `settings` changed so that their run stands on this curve.
    pub(crate) fn applied_to(self, settings: Settings) -> Settings {
        let (client_policy, key_policy) = match self {
            Self::Once => (ClientPolicy::Once, KeyPolicy::Ignore),
            Self::Retried => (ClientPolicy::Retry, KeyPolicy::Ignore),
            Self::Checked => (ClientPolicy::RetryWithKey, KeyPolicy::Unique),
        };
        Settings { client_policy, key_policy, ..settings }
    }

    /// The chapter whose policies are the curve's.
    pub(crate) fn chapter(self) -> u8 {
        match self {
            Self::Once => 2,
            Self::Retried => 3,
            Self::Checked => 5,
        }
    }

    /// The mark of a run at a point: a disc, a square, or a diamond, since colour is never alone.
    pub(crate) fn mark(self, x: f64, y: f64) -> String {
        let (x, y, shape) = match self {
            Self::Once => (x - 8.0, y, "a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z"),
            Self::Retried => (x - 7.0, y - 7.0, "h14v14h-14z"),
            Self::Checked => (x, y - 10.0, "l10 10l-10 10l-10 -10z"),
        };
        format!("M{x:.1} {y:.1}{shape}")
    }

    /// The name in handles and classes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Retried => "retried",
            Self::Checked => "checked",
        }
    }

    /// The loss this curve is drawn over: that of requests for `Once`, that of replies for the others.
    pub(crate) fn share(self, p: f64, q: f64) -> f64 {
        if self == Self::Once { p } else { q }
    }

    /// What is transferred on the average, as a multiple of what is right; infinite when nothing gets through.
    pub(crate) fn multiple(self, share: f64) -> f64 {
        match self {
            Self::Once => 1.0 - share,
            Self::Retried => 1.0 / (1.0 - share),
            Self::Checked => 1.0,
        }
    }

    /// Returns what is transferred on the average of 1000; `None` when it never ends.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small multiple, and not negative")]
    pub(crate) fn of_a_thousand(self, losses: Losses) -> Option<u64> {
        let multiple = self.multiple(self.share(losses.request, losses.reply));
        multiple.is_finite().then(|| (multiple * 1_000.0).round() as u64)
    }

    /// Returns where these losses are on the curve.
    pub(crate) fn point(self, losses: Losses) -> (f64, f64) {
        let share = self.share(losses.request, losses.reply);
        (x(share), y(self.multiple(share)))
    }

    /// The curve, as far as it is in the picture.
    pub(crate) fn path(self) -> String {
        let mut path = String::new();
        for step in 0..=90_u32 {
            let share = f64::from(step) / 100.0;
            let multiple = self.multiple(share);
            if multiple > MOST_PAID {
                break;
            }
            let command = if step == 0 { 'M' } else { 'L' };
            write!(path, "{command}{:.1} {:.1}", x(share), y(multiple)).expect("a string takes all");
        }
        path
    }
}

/// Where a share that is lost lies; beyond the axis: at its end.
pub(crate) fn x(share: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * share.clamp(0.0, MOST_LOST) / MOST_LOST
}

/// Where a multiple of the right sum lies; beyond the axis: at its end.
pub(crate) fn y(multiple: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * multiple.clamp(0.0, MOST_PAID) / MOST_PAID
}

/// Whether blind retrying was exact without a key although requests were lost: the explorer's challenge.
pub(crate) fn solves_the_challenge(settings: &Settings, expected: u64, transferred: u64) -> bool {
    Curve::of(settings) == Some(Curve::Retried)
        && !settings.client_policy.sends_a_key()
        && settings.losses.request > 0.0
        && expected == transferred
}

#[cfg(test)]
mod tests {
    use experiment::CHAPTERS;

    use super::*;

    #[test]
    fn the_chapters_stand_on_their_curves() {
        use Curve::{Checked, Once, Retried};

        let curves = CHAPTERS.map(|chapter| Curve::of(&chapter.settings));
        assert_eq!(curves, [Once, Once, Retried, Retried, Checked].map(Some));
        for curve in Curve::ALL {
            assert_eq!(Curve::of(&curve.applied_to(CHAPTERS[0].settings)), Some(curve));
            let chapter = CHAPTERS.iter().find(|chapter| chapter.number == curve.chapter()).expect("a chapter");
            assert_eq!(Curve::of(&chapter.settings), Some(curve));
        }
    }

    #[test]
    fn a_curve_ends_where_the_picture_ends() {
        assert!(Curve::Once.path().ends_with(&format!("L{RIGHT:.1} {:.1}", y(0.1))));
        assert!(Curve::Retried.path().ends_with(&format!("{TOP:.1}")), "at four times the right sum");
        assert!((y(Curve::Retried.multiple(1.0)) - TOP).abs() < 1e-9, "what never ends lies at the end");
        assert_eq!(x(0.0).to_string(), LEFT.to_string());
    }

    #[test]
    fn what_a_curve_comes_to_is_counted_of_a_thousand() {
        let losses = Losses { request: 0.25, reply: 0.3 };
        assert_eq!(Curve::ALL.map(|curve| curve.of_a_thousand(losses)), [Some(750), Some(1429), Some(1000)]);
        assert_eq!(Curve::Retried.of_a_thousand(Losses { request: 0.0, reply: 1.0 }), None, "it never ends");
        assert_eq!(Curve::Checked.point(losses), (x(0.3), y(1.0)));
    }

    #[test]
    fn only_blind_retrying_that_was_exact_over_lost_requests_solves_the_challenge() {
        let blind = Curve::Retried.applied_to(CHAPTERS[0].settings);
        let lossy = Settings { losses: Losses { request: 0.5, reply: 0.0 }, ..blind };
        assert!(solves_the_challenge(&lossy, 100, 100));
        assert!(!solves_the_challenge(&lossy, 100, 101));
        assert!(!solves_the_challenge(&blind, 100, 100), "nothing was lost");
        assert!(!solves_the_challenge(&Curve::Checked.applied_to(lossy), 100, 100), "that was the key");
        assert!(!solves_the_challenge(&Settings { client_policy: ClientPolicy::RetryWithKey, ..lossy }, 100, 100));
    }
}
