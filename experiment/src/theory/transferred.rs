//! What is transferred, in money: the form in which axis and strip draw it.

use protocol::{KeyPolicy, Payment, Total};

use super::{Band, constant, expectation, kinds};
use crate::{ClientPolicy, Settings};

/// What is transferred, in euros: its mean, and the bounds it keeps within.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransferredBand {
    /// The mean, of the law or of the runs that were seen.
    pub mean: f64,
    /// 95 of 100 runs lie within.
    pub usual: (f64, f64),
    /// 999 of 1000 runs lie within.
    pub almost_always: (f64, f64),
    /// Whether a law says so. Otherwise no law is known, and runs on several machines were seen to lie within both bounds.
    pub is_law: bool,
}

impl TransferredBand {
    /// Whether a total lies within the wider bounds.
    pub fn holds(&self, transferred: Total) -> bool {
        let euros = transferred.cents() as f64 / 100.0;
        (self.almost_always.0 - 0.001..=self.almost_always.1 + 0.001).contains(&euros)
    }

    /// Returns the mean and the bounds within which 95 of 100 runs lie, to the cent.
    pub fn totals(&self) -> (Total, (Total, Total)) {
        (total(self.mean), (total(self.usual.0), total(self.usual.1)))
    }

    fn of_counts(band: &Band, each: f64) -> Self {
        let scaled = |(low, high): (u64, u64)| (low as f64 * each, high as f64 * each);
        Self {
            mean: band.mean * each,
            usual: scaled(band.usual),
            almost_always: scaled(band.almost_always),
            is_law: true,
        }
    }

    fn certain(euros: f64) -> Self {
        Self { mean: euros, usual: (euros, euros), almost_always: (euros, euros), is_law: true }
    }
}

/// What these payments come to under these settings; `None` where nothing is known.
pub fn transferred(settings: &Settings, payments: &[Payment]) -> Option<TransferredBand> {
    let n = payments.len() as u64;
    let first = euros(payments.first()?);
    let equal = payments.iter().all(|payment| payment.amount == payments[0].amount);
    let Some(executed) = expectation(settings, n, kinds(payments)).executed else {
        return equal.then(|| seen(settings, n, first)).flatten();
    };
    if equal {
        return Some(TransferredBand::of_counts(&executed, first));
    }
    match settings.client_policy {
        _ if executed == constant(n) => Some(TransferredBand::certain(payments.iter().map(euros).sum())),
        // Whoever comes first is paid: known only when they come one by one.
        ClientPolicy::OneKey if settings.key_policy == KeyPolicy::Unique => {
            let in_order = settings.senders == 1 && settings.losses.request <= 0.0;
            in_order.then(|| TransferredBand::certain(first))
        }
        ClientPolicy::KeyFromPayload if settings.key_policy == KeyPolicy::Unique => None,
        _ => Some(of_different_amounts(&executed, payments)),
    }
}

/// Each payment is executed by the same law, whatever its amount: the bounds are those of a normal law.
fn of_different_amounts(executed: &Band, payments: &[Payment]) -> TransferredBand {
    let n = payments.len() as f64;
    let deviation = (executed.almost_always.1 - executed.almost_always.0) as f64 / (2.0 * super::band::Z_999);
    let sum: f64 = payments.iter().map(euros).sum();
    let squares: f64 = payments.iter().map(|payment| euros(payment).powi(2)).sum();
    let (mean, deviation) = (executed.mean * sum / n, deviation * (squares / n).sqrt());
    let around = |z: f64| ((mean - z * deviation).max(0.0), mean + z * deviation);
    TransferredBand { mean, usual: around(1.96), almost_always: around(super::band::Z_999), is_law: true }
}

/// Settings without a law, where runs were seen to keep within bounds: a bank that looks before it inserts, and a
/// client that gives up before it has inserted, pay about twice.
fn seen(settings: &Settings, n: u64, each: f64) -> Option<TransferredBand> {
    let gives_up_early = settings.attempt_timeout <= u64::from(settings.pause_ms);
    let twice = settings.pause_ms < 2 * u32::try_from(settings.attempt_timeout).unwrap_or(u32::MAX);
    let stable = settings.losses.same_as(protocol::Losses::NONE);
    let races =
        settings.key_policy == KeyPolicy::CheckThenInsert && settings.client_policy == ClientPolicy::RetryWithKey;
    (races && gives_up_early && twice && stable).then(|| {
        let total = n as f64 * each;
        let bounds = (1.9 * total, 3.1 * total);
        TransferredBand { mean: 2.0 * total, usual: bounds, almost_always: bounds, is_law: false }
    })
}

fn euros(payment: &Payment) -> f64 {
    payment.amount.cents() as f64 / 100.0
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` keeps what is out of bounds at the bound"
)]
fn total(euros: f64) -> Total {
    Total::from_cents((euros * 100.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CHAPTERS, Exhibit, Scenario};

    #[test]
    fn euros_are_a_total_to_the_cent() {
        assert_eq!(total(1_430.29), Total::from_cents(143_029));
        assert_eq!(total(f64::NAN), Total::default());
    }

    fn payments(amounts: &[&str]) -> Vec<Payment> {
        let payment = |amount: &&str| Payment {
            src: "bianca".parse().expect("a party"),
            dest: "marc".parse().expect("a party"),
            amount: amount.parse().expect("an amount"),
        };
        amounts.iter().map(payment).collect()
    }

    fn bounds(scenario: Scenario) -> Option<(f64, f64)> {
        let payments = scenario.payments(&payments(&["1"; 1000]).into());
        transferred(&scenario.settings(), &payments).map(|band| band.almost_always)
    }

    #[test]
    fn chapters_and_exhibits_keep_within_the_bounds_of_the_contract() {
        let chapters: Vec<_> = (1..=5).map(|number| bounds(Scenario::Chapter(number))).collect();
        let retried = Some((1347.0, 1510.0));
        assert_eq!(chapters, [Some((1000.0, 1000.0)), Some((652.0, 748.0)), retried, retried, Some((1000.0, 1000.0))]);
        let exhibits = Exhibit::ALL.map(|exhibit| bounds(Scenario::Exhibit(exhibit)));
        let one = Some((1.0, 1.0));
        assert_eq!(exhibits, [retried, one, one, Some((1168.0, 1252.0)), Some((1900.0, 3100.0)), one]);
        assert_eq!(bounds(Scenario::ByHand), one);
    }

    #[test]
    fn every_cure_is_exact() {
        for exhibit in Exhibit::ALL {
            let payments = Scenario::Exhibit(exhibit).payments(&payments(&["1"; 1000]).into());
            let total: f64 = payments.iter().map(euros).sum();
            let band = transferred(&exhibit.cure(), &payments).expect("a law");
            assert_eq!((band.almost_always, band.is_law), ((total, total), true), "{exhibit:?}");
        }
    }

    #[test]
    fn amounts_that_differ_widen_the_bounds() {
        let equal = transferred(&CHAPTERS[1].settings, &payments(&["2"; 100])).expect("a law");
        let differ = transferred(&CHAPTERS[1].settings, &payments(&["1", "3"].repeat(50))).expect("a law");
        assert!((equal.mean - 140.0).abs() < 1e-9 && (differ.mean - 140.0).abs() < 1e-9);
        let width = |band: &TransferredBand| band.almost_always.1 - band.almost_always.0;
        assert!(width(&differ) > width(&equal));
        let exact = transferred(&CHAPTERS[4].settings, &payments(&["1", "3"])).expect("a law");
        assert_eq!(exact.almost_always, (4.0, 4.0));
        assert!(exact.holds(Total::from_cents(400)) && !exact.holds(Total::from_cents(401)));
    }
}
