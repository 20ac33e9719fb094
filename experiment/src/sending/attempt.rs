//! Attempts, and what the client writes down about them.

use protocol::{AttemptId, IdempotencyKey, Payment};

use crate::{Believed, ByHand, Millis, NoAnswer, Outcome};

/// An attempt to make.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Its number, for the `Attempt-Id` header.
    pub id: AttemptId,
    /// The key to send, where the policy sends one.
    pub key: Option<IdempotencyKey>,
    /// What to pay.
    pub payment: Payment,
    /// Whether it goes past the network, to the bank itself.
    pub direct: bool,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Make this attempt on a connection of its own, and say how it ended.
    Send(Attempt),
    /// Give up waiting for this attempt; say that it ended.
    Abort(AttemptId),
}

/// One payment as the client sees it.
#[derive(Clone, Debug, Default)]
pub struct PaymentRecord {
    /// Made before the first attempt; `None` until then.
    pub key: Option<IdempotencyKey>,
    /// Its attempts, the first one first.
    pub attempts: Vec<AttemptRecord>,
    /// What the client believes of it.
    pub believed: Believed,
}

/// One attempt as the client sees it.
#[derive(Clone, Debug)]
pub struct AttemptRecord {
    /// The key it carried.
    pub key: Option<IdempotencyKey>,
    /// How it was made, in chapter 0.
    pub by_hand: Option<ByHand>,
    /// When it went out.
    pub started: Millis,
    /// When and how it ended; `None` while it is out.
    pub ended: Option<(Millis, Outcome)>,
}

/// An attempt that is out.
#[derive(Clone)]
pub(super) struct Out {
    /// Of which payment.
    pub(super) index: usize,
    /// When it went out.
    pub(super) started: Millis,
    /// Why the client asked to abort it, once it has.
    pub(super) abort: Option<NoAnswer>,
    /// Whether the abort has been handed out.
    pub(super) abort_sent: bool,
}

impl Out {
    /// When it is to be aborted, unless that has been said already.
    pub(super) fn due(&self, patience: Millis) -> Option<Millis> {
        let due = if self.abort.is_some() { self.started } else { self.started.saturating_add(patience) };
        (!self.abort_sent).then_some(due)
    }
}
