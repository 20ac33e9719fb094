//! One payment by hand: nothing is sent but what was ordered, and nothing is repeated by itself.

use std::sync::Arc;

use protocol::{Payment, RunId};

use super::{Queue, Sending};
use crate::{ByHand, Random, RetryOrder, Scenario};

impl Sending {
    /// One payment, waiting for the first attempt to be ordered.
    pub fn by_hand(payments: Arc<[Payment]>, run: RunId, random: Random) -> Self {
        let mut sending = Self::new(Scenario::ByHand.settings(), payments, run, random);
        sending.queue = Queue::new(0, RetryOrder::AtOnce, false);
        sending
    }

    /// Orders the next attempt. Until it has ended, nothing else can be ordered.
    pub fn order(&mut self, by_hand: ByHand) {
        if self.is_finished() && !self.stopped && !self.payments.is_empty() {
            self.by_hand = Some(by_hand);
            self.settings.losses = by_hand.losses();
            self.queue.again(0, 0);
        }
    }
}
