//! What is tried, and how far.

use std::sync::Arc;

use counterexamples::Bounds;
use experiment::{ClientPolicy, Pace, RetryOrder, Settings};
use protocol::{KeyPolicy, Losses, Payment, RunId};

/// A bank with a key policy, a client with a client policy, and the bounds.
#[derive(Clone, Debug)]
pub struct Setting {
    /// What the bank does with a key.
    pub key_policy: KeyPolicy,
    /// The rule that the bank asks under the policy `script`.
    pub rule: &'static str,
    /// What the client sends.
    pub client_policy: ClientPolicy,
    /// How far it is tried.
    pub bounds: Bounds,
    pub(crate) run: RunId,
    pub(crate) payments: Arc<[Payment]>,
}

impl Setting {
    /// Payments of 1, 2, 3 and so on; retried with one key per payment.
    pub fn new(key_policy: KeyPolicy, bounds: Bounds) -> Self {
        let payment = |amount: u32| Payment {
            src: "bianca".parse().expect("a party"),
            dest: "marc".parse().expect("a party"),
            amount: amount.to_string().parse().expect("an amount"),
        };
        Self {
            key_policy,
            rule: rule::STARTER,
            client_policy: ClientPolicy::RetryWithKey,
            bounds,
            run: "model-checked".parse().expect("a run id"),
            payments: (1..=bounds.payments).map(payment).collect(),
        }
    }

    /// What the client is told to do.
    pub(crate) fn client(&self) -> Settings {
        Settings {
            client_policy: self.client_policy,
            retry_order: RetryOrder::AtOnce,
            key_policy: self.key_policy,
            pause_ms: Settings::PAUSE_MS,
            losses: Losses::NONE,
            senders: self.payments.len(),
            attempt_timeout: Settings::ATTEMPT_TIMEOUT,
            pace: Pace::Real,
            awaits_crash: false,
        }
    }
}
