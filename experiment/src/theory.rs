//! What to expect, and within which bounds. Laws in the contract's words: p is the share of
//! requests lost, q the share of replies lost, s = (1-p)(1-q).

mod band;
mod measured;
mod transferred;

use std::collections::BTreeSet;

use protocol::{KeyPolicy, Losses, Payment};

use crate::{ClientPolicy, Millis, RetryOrder, Settings};
pub use band::{Band, binomial, constant, with_failures};
pub use measured::{Measured, loss_band, measure};
pub use transferred::{TransferredBand, transferred};

/// An attempt that is answered at all is answered sooner than this, in milliseconds, on any machine the lab was tried on.
const ANSWERED_WITHIN: Millis = 1_000;

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

/// How many of these payments differ from all others: equal ones have the same fingerprint.
pub fn kinds(payments: &[Payment]) -> u64 {
    // One by one: collecting would sort, and bring a sort into the page.
    let mut kinds = BTreeSet::new();
    payments.iter().filter(|payment| kinds.insert(*payment)).count() as u64
}

/// What `payments` payments of so many `kinds` come to under these settings.
pub fn expectation(settings: &Settings, payments: u64, kinds: u64) -> Expectation {
    let Losses { request: p, reply: q } = settings.losses;
    let (n, s) = (payments, (1.0 - p) * (1.0 - q));
    // An attempt that is given up early may have been paid all the same.
    let patient = settings.attempt_timeout >= ANSWERED_WITHIN + Millis::from(settings.pause_ms);
    let if_patient = |band| if patient { band } else { None };
    if !settings.client_policy.retries() {
        return Expectation {
            executed: Some(binomial(n, 1.0 - p)),
            acknowledged: if_patient(Some(binomial(n, s))),
            attempts: Some(constant(n)),
        };
    }
    let attempts = with_failures(n, s);
    if attempts.is_none() {
        return Expectation { executed: None, acknowledged: None, attempts: None };
    }
    let executed = executed_when_retried(settings, n, kinds);
    Expectation {
        executed: if is_checked_in_one_step(settings.key_policy) { executed } else { if_patient(executed) },
        acknowledged: acknowledged_when_retried(settings, n, kinds),
        attempts: if_patient(attempts),
    }
}

fn executed_when_retried(settings: &Settings, n: u64, kinds: u64) -> Option<Band> {
    let Losses { request: p, reply: q } = settings.losses;
    let is_checked = !matches!(settings.key_policy, KeyPolicy::Ignore | KeyPolicy::Log);
    match settings.client_policy {
        ClientPolicy::Once => None,
        ClientPolicy::Retry => with_failures(n, 1.0 - q),
        _ if !is_checked => with_failures(n, 1.0 - q),
        // Nobody here knows what somebody has written.
        _ if settings.key_policy == KeyPolicy::Script => None,
        ClientPolicy::RetryWithNewKeys => with_failures(n, 1.0 - q),
        // A bank that forgets its keys pays again what was paid and not known.
        _ if forgets(settings) => {
            let sure =
                settings.client_policy == ClientPolicy::RetryWithKey && settings.retry_order == RetryOrder::Later;
            sure.then(|| binomial(n, (1.0 - p) * q).shifted(n))
        }
        ClientPolicy::RetryWithKey => Some(constant(n)),
        // Two with one key at once may both find it unused.
        _ if !is_checked_in_one_step(settings.key_policy) => None,
        ClientPolicy::OneKey => Some(constant(n.min(1))),
        ClientPolicy::KeyFromPayload => Some(constant(kinds)),
    }
}

/// Every payment is acknowledged at last, unless its key was used for another one: then it is refused.
fn acknowledged_when_retried(settings: &Settings, n: u64, kinds: u64) -> Option<Band> {
    let is_checked = !matches!(settings.key_policy, KeyPolicy::Ignore | KeyPolicy::Log);
    let refuses = settings.client_policy == ClientPolicy::OneKey && is_checked && kinds > 1;
    (!refuses).then(|| constant(n))
}

/// Whether the keys of first attempts are gone when the second ones are sent.
fn forgets(settings: &Settings) -> bool {
    settings.awaits_crash && settings.key_policy == KeyPolicy::Memory
}

/// Whether two requests with one key at the same time are paid once.
fn is_checked_in_one_step(policy: KeyPolicy) -> bool {
    matches!(policy, KeyPolicy::Unique | KeyPolicy::Memory)
}

/// Payments answered `208` at last, when each has one key under `unique`: Bin(n, q).
pub fn replayed(payments: u64, reply_loss: f64) -> Band {
    binomial(payments, reply_loss)
}

/// Payments paid that the client does not know of, when sent once: Bin(n, (1-p)q).
pub fn paid_but_not_known(payments: u64, losses: Losses) -> Band {
    binomial(payments, (1.0 - losses.request) * losses.reply)
}
