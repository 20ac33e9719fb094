//! Sending the payments: which attempt is next, when a failed one is repeated, and what the client
//! believes meanwhile. Time and randomness come from outside.

mod queue;

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::{AttemptId, IdempotencyKey, Payment, RunId};

use crate::keys::Keys;
use crate::{Belief, Believed, Meaning, Millis, NoAnswer, Outcome, Random, Settings};
use queue::Queue;

/// The payments of one run on their way, and everything the client knows about them.
pub struct Sending {
    run: RunId,
    settings: Settings,
    payments: Arc<[Payment]>,
    keys: Keys,
    /// What may be attempted next; emptied by `stop`.
    queue: Queue,
    /// One record per payment, in the order of the file.
    records: Vec<PaymentRecord>,
    /// Attempts that are out, by payment index. A payment has at most one.
    out: BTreeMap<usize, Out>,
    belief: Belief,
    attempts: u64,
    answered: u64,
    ended_at: Option<Millis>,
    held: bool,
    stopped: bool,
    aborted: bool,
}

/// An attempt to make.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Its number, for the `Attempt-Id` header.
    pub id: AttemptId,
    /// The key to send, where the policy sends one.
    pub key: Option<IdempotencyKey>,
    /// What to pay.
    pub payment: Payment,
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
    /// When it went out.
    pub started: Millis,
    /// When and how it ended; `None` while it is out.
    pub ended: Option<(Millis, Outcome)>,
}

/// An attempt that is out.
struct Out {
    deadline: Millis,
    /// Why the client asked to abort it, once it has.
    abort: Option<NoAnswer>,
    /// Whether the abort has been handed out.
    abort_sent: bool,
}

impl Sending {
    /// Everything is waiting.
    pub fn new(settings: Settings, payments: Arc<[Payment]>, run: RunId, random: Random) -> Self {
        Self {
            run,
            keys: Keys::new(settings.client_policy, random),
            queue: Queue::new(payments.len(), settings.retry_order),
            records: vec![PaymentRecord::default(); payments.len()],
            out: BTreeMap::new(),
            belief: Belief::before(payments.len()),
            settings,
            payments,
            attempts: 0,
            answered: 0,
            ended_at: None,
            held: false,
            stopped: false,
            aborted: false,
        }
    }

    /// What to do now, or `None` until the next event or [`deadline`](Self::deadline).
    pub fn poll(&mut self, now: Millis) -> Option<Action> {
        if let Some(id) = self.overdue(now) {
            return Some(Action::Abort(id));
        }
        if self.held || self.out.len() >= self.settings.senders {
            return None;
        }
        let index = self.queue.next(now)?;
        Some(Action::Send(self.attempt(index, now)))
    }

    /// When `poll` may have something without an event before.
    pub fn deadline(&self) -> Option<Millis> {
        let timeout = self.out.values().filter(|out| !out.abort_sent).map(|out| out.deadline).min();
        let may_send = !self.held && self.out.len() < self.settings.senders;
        let retry = if may_send { self.queue.due() } else { None };
        timeout.into_iter().chain(retry).min()
    }

    /// An attempt has ended. One that is not out (it ended already) is passed over.
    pub fn ended(&mut self, id: &AttemptId, outcome: Outcome, now: Millis) {
        let Some(index) = self.index_of(id) else { return };
        let Some(out) = self.out.remove(&index) else { return };
        let outcome = match (outcome, out.abort) {
            (Outcome::NoAnswer(_), Some(why)) => Outcome::NoAnswer(why),
            (outcome, _) => outcome,
        };
        self.answered += u64::from(outcome.is_answer());
        self.ended_at = Some(now);
        let meaning = outcome.meaning();
        if let Some(record) = self.records[index].attempts.last_mut() {
            record.ended = Some((now, outcome));
        }
        self.decide(index, meaning, now);
    }

    /// Starts no new attempts, or does again. Attempts that are out go on.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// Gives up: attempts that are out are aborted, payments under way become unknown, untouched ones stay waiting.
    pub fn stop(&mut self) {
        self.stopped = true;
        self.queue.clear();
        for out in self.out.values_mut() {
            out.abort.get_or_insert(NoAnswer::Stopped);
            out.deadline = 0;
        }
        for index in 0..self.records.len() {
            if self.records[index].believed == Believed::InFlight && !self.out.contains_key(&index) {
                self.believe(index, Believed::Unknown);
            }
        }
    }

    /// Nothing is out and nothing will be sent any more.
    pub fn is_finished(&self) -> bool {
        self.out.is_empty() && self.queue.is_empty()
    }

    /// Whether the client aborted an attempt (Stop, or the attempt timeout): then its losses cannot be measured.
    pub fn has_aborted(&self) -> bool {
        self.aborted
    }

    /// Whose attempts these are.
    pub fn run(&self) -> &RunId {
        &self.run
    }

    /// What it was told to do.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is being paid.
    pub fn payments(&self) -> &Arc<[Payment]> {
        &self.payments
    }

    /// One record per payment, in the order of the file.
    pub fn records(&self) -> &[PaymentRecord] {
        &self.records
    }

    /// How many payments the client believes what of.
    pub fn belief(&self) -> Belief {
        self.belief
    }

    /// Attempts started.
    pub fn attempts(&self) -> u64 {
        self.attempts
    }

    /// Attempts ended.
    pub fn attempts_ended(&self) -> u64 {
        self.attempts - self.out.len() as u64
    }

    /// Attempts that got an HTTP answer, whatever it said.
    pub fn attempts_answered(&self) -> u64 {
        self.answered
    }

    /// When the last attempt ended.
    pub fn last_ended_at(&self) -> Option<Millis> {
        self.ended_at
    }

    fn attempt(&mut self, index: usize, now: Millis) -> Attempt {
        let payment = self.payments[index].clone();
        let record = &mut self.records[index];
        let of_payment = record.key.get_or_insert_with(|| self.keys.for_payment(&payment));
        let number = u32::try_from(record.attempts.len() + 1).unwrap_or(u32::MAX);
        let key = self.keys.for_attempt(of_payment, number);
        record.attempts.push(AttemptRecord { key: key.clone(), started: now, ended: None });
        let deadline = now.saturating_add(self.settings.attempt_timeout);
        self.out.insert(index, Out { deadline, abort: None, abort_sent: false });
        self.attempts += 1;
        self.believe(index, Believed::InFlight);
        Attempt { id: self.id_of(index, number), key, payment }
    }

    /// The next attempt whose time is up, to be aborted; each is named once.
    fn overdue(&mut self, now: Millis) -> Option<AttemptId> {
        let (&index, out) = self.out.iter_mut().find(|(_, out)| !out.abort_sent && out.deadline <= now)?;
        out.abort.get_or_insert(NoAnswer::TimedOut);
        out.abort_sent = true;
        self.aborted = true;
        let number = u32::try_from(self.records[index].attempts.len()).unwrap_or(u32::MAX);
        Some(self.id_of(index, number))
    }

    fn decide(&mut self, index: usize, meaning: Meaning, now: Millis) {
        let retries = self.settings.client_policy.retries();
        match meaning {
            Meaning::Acknowledged => self.believe(index, Believed::Acknowledged),
            Meaning::Refused => self.believe(index, Believed::Refused),
            Meaning::NotNow(_) if !retries => self.believe(index, Believed::Refused),
            Meaning::NotNow(_) | Meaning::Unknown if self.stopped => self.believe(index, Believed::Unknown),
            Meaning::NotNow(after) => self.queue.again(index, now.saturating_add(after)),
            Meaning::Unknown if !retries => self.believe(index, Believed::Unknown),
            Meaning::Unknown => {
                let failures = self.records[index].attempts.len();
                self.queue.again(index, now + queue::delay(failures));
            }
        }
    }

    fn believe(&mut self, index: usize, believed: Believed) {
        let before = std::mem::replace(&mut self.records[index].believed, believed);
        self.belief.moved(before, believed);
    }

    fn id_of(&self, index: usize, attempt: u32) -> AttemptId {
        let payment = u32::try_from(index + 1).unwrap_or(u32::MAX);
        AttemptId { run: self.run.clone(), payment, attempt }
    }

    /// The payment an id means, if that very attempt is its latest.
    fn index_of(&self, id: &AttemptId) -> Option<usize> {
        let index = (id.payment as usize).checked_sub(1)?;
        let latest = self.records.get(index)?.attempts.len();
        (id.run == self.run && id.attempt as usize == latest).then_some(index)
    }
}

#[cfg(test)]
mod tests;
