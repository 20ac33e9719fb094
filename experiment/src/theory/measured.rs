//! What was lost in a run, measured, and whether that is what was to be lost.

use protocol::Losses;

use super::band::Z_999;

/// The measured losses of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// p = 1 - r/a.
    pub request_loss: Option<f64>,
    /// q = 1 - w/r.
    pub reply_loss: Option<f64>,
    /// Where p lies in 999 of 1000 runs of as many attempts.
    pub request_band: (f64, f64),
    /// Where q lies in 999 of 1000 runs of as many arrivals.
    pub reply_band: (f64, f64),
    /// Whether both lie within their bands.
    pub as_set: bool,
}

/// Measures what was lost: `ended` attempts (a), `arrived` at the bank without hidden repeats (r),
/// `answered` with any HTTP answer (w).
pub fn measure(set: Losses, ended: u64, arrived: u64, answered: u64) -> Measured {
    let share = |part: u64, whole: u64| (whole > 0).then(|| 1.0 - part as f64 / whole as f64);
    let (request_loss, reply_loss) = (share(arrived, ended), share(answered, arrived));
    let (request_band, reply_band) = (loss_band(set.request, ended), loss_band(set.reply, arrived));
    let as_set = within(request_loss, request_band) && within(reply_loss, reply_band);
    Measured { request_loss, reply_loss, request_band, reply_band, as_set }
}

/// The 99.9 % band of a share that is lost of `trials`: set ± 3.29 sqrt(set (1 - set) / trials), within 0 and 1.
pub fn loss_band(set: f64, trials: u64) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    let bound = Z_999 * (set * (1.0 - set) / trials as f64).sqrt();
    ((set - bound).max(0.0), (set + bound).min(1.0))
}

fn within(measured: Option<f64>, (low, high): (f64, f64)) -> bool {
    measured.is_none_or(|measured| (low - f64::EPSILON..=high + f64::EPSILON).contains(&measured))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_measured_from_arrivals_and_answers() {
        let set = Losses { request: 0.3, reply: 0.3 };
        let measured = measure(set, 2000, 1400, 980);
        assert!((measured.request_loss.expect("measured") - 0.3).abs() < 1e-9);
        assert!((measured.reply_loss.expect("measured") - 0.3).abs() < 1e-9);
        assert!(measured.as_set);
        assert!(!measure(set, 1000, 490, 330).as_set, "preflights were lost too");
        assert!(measure(Losses::NONE, 1000, 1000, 1000).as_set);
        assert!(!measure(Losses::NONE, 1000, 999, 999).as_set);
        assert_eq!(measure(set, 0, 0, 0).request_loss, None);
        assert_eq!(measure(set, 10, 0, 0).reply_loss, None);
    }

    #[test]
    fn the_band_of_a_loss_narrows_with_the_trials_and_stays_a_share() {
        let (low, high) = loss_band(0.3, 2041);
        assert!((low - 0.2666).abs() < 1e-3 && (high - 0.3334).abs() < 1e-3, "{low} {high}");
        assert_eq!(loss_band(0.0, 1000), (0.0, 0.0));
        assert_eq!(loss_band(1.0, 1000), (1.0, 1.0));
        assert_eq!(loss_band(0.3, 1), (0.0, 1.0));
        assert_eq!(loss_band(0.3, 0), (0.0, 1.0));
    }
}
