//! What to expect, and within which bounds. Laws in the contract's words: p is the share of
//! requests lost, q the share of replies lost, s = (1-p)(1-q).

use protocol::{KeyPolicy, Losses};

use crate::{ClientPolicy, Settings};

/// 99.9 % of a normal law lie within this many standard deviations.
const Z_999: f64 = 3.29;

/// What a count comes to: its mean, and the bounds it keeps within.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The mean of the law.
    pub mean: f64,
    /// 95 of 100 runs lie within, bounds included: the exact quantiles.
    pub usual: (u64, u64),
    /// 999 of 1000 runs lie within, bounds included: mean ± 3.29 standard deviations.
    pub almost_always: (u64, u64),
}

/// What a run comes to. `None`: no law is known for these settings, or it never ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectation {
    /// Payments executed by the bank.
    pub executed: Option<Band>,
    /// Payments acknowledged to the client.
    pub acknowledged: Option<Band>,
    /// Attempts.
    pub attempts: Option<Band>,
}

/// What `payments` payments come to under these settings, when no attempt times out.
pub fn expectation(settings: &Settings, payments: u64) -> Expectation {
    let Losses { request: p, reply: q } = settings.losses;
    let (n, s) = (payments, (1.0 - p) * (1.0 - q));
    if !settings.client_policy.retries() {
        return Expectation {
            executed: Some(binomial(n, 1.0 - p)),
            acknowledged: Some(binomial(n, s)),
            attempts: Some(constant(n)),
        };
    }
    let attempts = with_failures(n, s);
    Expectation {
        executed: if attempts.is_some() { executed_when_retried(settings, n, q) } else { None },
        acknowledged: attempts.map(|_| constant(n)),
        attempts,
    }
}

fn executed_when_retried(settings: &Settings, n: u64, q: f64) -> Option<Band> {
    match (settings.client_policy, settings.key_policy) {
        // Nobody here knows what its reader has made of it.
        (ClientPolicy::RetryWithKey | ClientPolicy::RetryWithNewKeys, KeyPolicy::Yours) => None,
        (_, KeyPolicy::Ignore | KeyPolicy::Log) | (ClientPolicy::Retry | ClientPolicy::RetryWithNewKeys, _) => {
            with_failures(n, 1.0 - q)
        }
        (ClientPolicy::RetryWithKey, _) => Some(constant(n)),
        (ClientPolicy::Once | ClientPolicy::OneKey | ClientPolicy::KeyFromPayload, _) => None,
    }
}

/// Payments answered `208` at last, when each has one key under `unique`: Bin(n, q).
pub fn replayed(payments: u64, reply_loss: f64) -> Band {
    binomial(payments, reply_loss)
}

/// Payments paid that the client does not know of, when sent once: Bin(n, (1-p)q).
pub fn paid_but_not_known(payments: u64, losses: Losses) -> Band {
    binomial(payments, (1.0 - losses.request) * losses.reply)
}

/// The measured losses of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// p = 1 - r/a.
    pub request_loss: Option<f64>,
    /// q = 1 - w/r.
    pub reply_loss: Option<f64>,
    /// Whether both lie within the 99.9 % band of the losses that were set.
    pub as_set: bool,
}

/// Measures what was lost: `ended` attempts (a), `arrived` at the bank without hidden repeats (r),
/// `answered` with any HTTP answer (w).
pub fn measure(set: Losses, ended: u64, arrived: u64, answered: u64) -> Measured {
    let share = |part: u64, whole: u64| (whole > 0).then(|| 1.0 - part as f64 / whole as f64);
    let within = |measured: Option<f64>, set: f64, trials: u64| {
        measured.is_none_or(|measured| {
            let bound = Z_999 * (set * (1.0 - set) / trials as f64).sqrt();
            (measured - set).abs() <= bound + f64::EPSILON
        })
    };
    let (request_loss, reply_loss) = (share(arrived, ended), share(answered, arrived));
    let as_set = within(request_loss, set.request, ended) && within(reply_loss, set.reply, arrived);
    Measured { request_loss, reply_loss, as_set }
}

impl Band {
    /// Whether a count lies within the 99.9 % bounds.
    pub fn holds(&self, count: u64) -> bool {
        (self.almost_always.0..=self.almost_always.1).contains(&count)
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
    Band {
        mean,
        usual: quantiles(n as f64 * (1.0 - chance).ln(), (0..n).map(ratio)),
        almost_always: around(mean, (mean * (1.0 - chance)).sqrt(), 0, n),
    }
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
    let (low, high) = quantiles(n as f64 * chance.ln(), (0..).map(ratio));
    Some(Band {
        mean,
        usual: (n + low, n + high),
        almost_always: around(mean, (n as f64 * (1.0 - chance)).sqrt() / chance, n, u64::MAX),
    })
}

/// The 99.9 % bounds, as the contract rounds them.
fn around(mean: f64, deviation: f64, least: u64, most: u64) -> (u64, u64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped at 0, and counts are small")]
    let count = |value: f64| (value.round().max(0.0) as u64).clamp(least, most);
    (count(mean - Z_999 * deviation), count(mean + Z_999 * deviation))
}

/// The quantiles at 2.5 % and 97.5 % of a law on 0, 1, 2 ...: given are the logarithm of its first
/// probability, and the logarithms of the ratios of each probability to the one before.
fn quantiles(first: f64, mut ratios: impl Iterator<Item = f64>) -> (u64, u64) {
    let (mut log, mut below, mut count) = (first, 0.0, 0);
    let mut low = None;
    loop {
        below += log.exp();
        if below >= 0.025 {
            low.get_or_insert(count);
        }
        // Rounding may leave the sum a hair below when the law has ended.
        match ratios.next() {
            Some(ratio) if below < 0.975 => log += ratio,
            _ => return (low.unwrap_or(count), count),
        }
        count += 1;
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
}
