//! The real client, as a part of a state: it can be copied and compared.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use experiment::{Action, NoAnswer, Outcome, Random, Sending, Snapshot};
use protocol::AttemptId;

use crate::{Setting, Wire};

/// The client, at one moment.
#[derive(Clone)]
pub(crate) struct Client {
    sending: Arc<Sending>,
    snapshot: Snapshot,
}

/// Counts instead of drawing, from the number of keys that there are: every key differs from every other.
fn counting(from: usize) -> Random {
    let mut count = from as u128;
    Box::new(move || {
        count += 1;
        count.to_be_bytes()
    })
}

impl Client {
    pub(crate) fn new(setting: &Setting) -> Self {
        let sending = Sending::new(setting.client(), Arc::clone(&setting.payments), setting.run.clone(), counting(0));
        Self { snapshot: sending.snapshot(), sending: Arc::new(sending) }
    }

    pub(crate) fn sending(&self) -> &Sending {
        &self.sending
    }

    /// Makes the next attempt, if there is one to make. The clock stands still.
    pub(crate) fn send(&mut self) -> Option<Wire> {
        self.changed(|sending| match sending.poll(0)? {
            Action::Send(attempt) => Some(Wire { payment: attempt.id.payment, attempt: attempt.id.attempt }),
            Action::Abort(_) => unreachable!("no time passes"),
        })
    }

    /// Whether the client waits for an answer to this attempt.
    pub(crate) fn waits_for(&self, wire: Wire) -> bool {
        let attempts = &self.sending.records()[wire.payment as usize - 1].attempts;
        attempts.len() == wire.attempt as usize && attempts.last().is_some_and(|attempt| attempt.ended.is_none())
    }

    /// The attempts that the client waits for, in the order of the file.
    pub(crate) fn out(&self) -> Vec<Wire> {
        let payments = 1..=u32::try_from(self.sending.records().len()).unwrap_or(u32::MAX);
        let latest = |payment: u32| {
            let attempts = self.sending.records()[payment as usize - 1].attempts.len();
            Wire { payment, attempt: u32::try_from(attempts).unwrap_or(u32::MAX) }
        };
        payments.map(latest).filter(|wire| self.waits_for(*wire)).collect()
    }

    /// The attempt that was made last, of those that the client waits for.
    pub(crate) fn latest(&self) -> Option<Wire> {
        let payment = u32::try_from(self.snapshot.latest_out()? + 1).ok()?;
        self.out().into_iter().find(|wire| wire.payment == payment)
    }

    /// An attempt ends; one that the client does not wait for is passed over.
    pub(crate) fn ended(&mut self, wire: Wire, outcome: Outcome) {
        if self.waits_for(wire) {
            let id = self.id_of(wire);
            self.changed(|sending| sending.ended(&id, outcome, 0));
        }
    }

    pub(crate) fn unanswered(&mut self, wire: Wire) {
        self.ended(wire, Outcome::NoAnswer(NoAnswer::NetworkError));
    }

    pub(crate) fn id_of(&self, wire: Wire) -> AttemptId {
        AttemptId { run: self.sending.run().clone(), payment: wire.payment, attempt: wire.attempt }
    }

    fn changed<T>(&mut self, change: impl FnOnce(&mut Sending) -> T) -> T {
        let keys = self.sending.records().iter().filter(|record| record.key.is_some()).count();
        // The one that all payments could share was drawn first.
        let mut sending = self.sending.fork(counting(1 + keys));
        let result = change(&mut sending);
        self.snapshot = sending.snapshot();
        self.sending = Arc::new(sending);
        result
    }
}

impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        self.snapshot == other.snapshot
    }
}

impl Eq for Client {}

impl Hash for Client {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.snapshot.hash(state);
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.snapshot.fmt(f)
    }
}
