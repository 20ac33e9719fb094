//! Sending the payments: which attempt is next, when a failed one is repeated, and what the client
//! believes meanwhile. Time and randomness come from outside.

mod attempt;
mod by_hand;
mod queue;
mod snapshot;

use std::sync::Arc;

use protocol::{AttemptId, Payment, Receipt, RunId};

use crate::keys::Keys;
use crate::{Belief, Believed, ByHand, Meaning, Millis, NoAnswer, Outcome, Random, Settings};
use attempt::Out;
pub use attempt::{Action, Attempt, AttemptRecord, PaymentRecord};
use queue::Queue;
pub use snapshot::Snapshot;

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
    /// Attempts that are out, the oldest first: as many as there are senders. A payment has at most one.
    out: Vec<Out>,
    belief: Belief,
    attempts: u64,
    answered: u64,
    ended_at: Option<Millis>,
    /// No attempt starts before this: the pace.
    next_start: Millis,
    held: bool,
    /// Whether the page is hidden.
    hidden: bool,
    /// How long an attempt that is out may wait for its answer.
    patience: Millis,
    stopped: bool,
    /// Why the bank's rule failed, if it did: that stops the sending.
    rule_failure: Option<String>,
    /// Attempts whose abort was asked for.
    given_up: u64,
    /// In chapter 0: how the next attempt is to be made, or the latest was.
    by_hand: Option<ByHand>,
}

impl Sending {
    /// Everything is waiting.
    pub fn new(settings: Settings, payments: Arc<[Payment]>, run: RunId, random: Random) -> Self {
        Self {
            run,
            keys: Keys::new(settings.client_policy, random),
            queue: Queue::new(payments.len(), settings.retry_order, settings.awaits_crash),
            records: vec![PaymentRecord::default(); payments.len()],
            out: Vec::new(),
            belief: Belief::before(payments.len()),
            settings,
            payments,
            attempts: 0,
            answered: 0,
            ended_at: None,
            next_start: 0,
            held: false,
            hidden: false,
            patience: settings.patience(false),
            stopped: false,
            rule_failure: None,
            given_up: 0,
            by_hand: None,
        }
    }

    /// What to do now, or `None` until the next event or [`deadline`](Self::deadline).
    pub fn poll(&mut self, now: Millis) -> Option<Action> {
        if let Some(id) = self.overdue(now) {
            return Some(Action::Abort(id));
        }
        if !self.may_send() || now < self.next_start {
            return None;
        }
        let index = self.queue.next(now)?;
        self.next_start = now + self.settings.pace.gap();
        Some(Action::Send(self.attempt(index, now)))
    }

    /// When `poll` may have something without an event before.
    pub fn deadline(&self) -> Option<Millis> {
        let timeout = self.out.iter().filter_map(|out| out.due(self.patience)).min();
        let next = self.queue.due().filter(|_| self.may_send()).map(|due| due.max(self.next_start));
        timeout.into_iter().chain(next).min()
    }

    /// An attempt has ended. One that is not out (it ended already) is passed over.
    pub fn ended(&mut self, id: &AttemptId, outcome: Outcome, now: Millis) {
        let Some(index) = self.index_of(id) else { return };
        let Some(place) = self.out.iter().position(|out| out.index == index) else { return };
        let out = self.out.remove(place);
        let outcome = match (outcome, out.abort) {
            (Outcome::NoAnswer(_), Some(why)) => Outcome::NoAnswer(why),
            (outcome, _) => outcome,
        };
        self.answered += u64::from(outcome.is_answer());
        self.ended_at = Some(now);
        let meaning = outcome.meaning();
        if let Outcome::RuleFailed(detail) = &outcome {
            self.rule_failure.get_or_insert_with(|| detail.clone());
        }
        if let Some(record) = self.records[index].attempts.last_mut() {
            record.ended = Some((now, outcome));
        }
        self.decide(index, meaning, now);
    }

    /// The bank was crashed, and answers again. Where that was awaited, and every first attempt has ended, sending goes on.
    pub fn crashed(&mut self) {
        if self.waits_for_crash() {
            self.queue.open();
        }
    }

    /// Every first attempt has ended, and nothing is sent until the bank has been crashed.
    pub fn waits_for_crash(&self) -> bool {
        self.out.is_empty() && self.queue.is_stuck()
    }

    /// Starts no new attempts, or does again. Attempts that are out go on.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// The page is hidden from now on, or is seen again: see [`Settings::patience`].
    pub fn hide(&mut self, hidden: bool) {
        self.hidden = hidden;
        self.patience = self.settings.patience(hidden);
    }

    /// Gives attempts up so early that an attempt of `clock` milliseconds is just not; returns whether that can be called
    /// impatience. See [`Settings::impatient`].
    pub(crate) fn be_impatient(&mut self, clock: Millis) -> bool {
        let Some(settings) = self.settings.impatient(clock) else { return false };
        self.settings = settings;
        self.hide(self.hidden);
        true
    }

    /// Gives up: attempts that are out are aborted, payments under way become unknown, untouched ones stay waiting.
    pub fn stop(&mut self) {
        self.stopped = true;
        self.queue.clear();
        for out in &mut self.out {
            out.abort.get_or_insert(NoAnswer::Stopped);
        }
        for index in 0..self.records.len() {
            if self.records[index].believed == Believed::InFlight && self.out.iter().all(|out| out.index != index) {
                self.believe(index, Believed::Unknown);
            }
        }
    }

    /// Nothing is out and nothing will be sent any more.
    pub fn is_finished(&self) -> bool {
        self.out.is_empty() && self.queue.is_empty()
    }

    /// Returns how many attempts the client aborted (Stop, or the attempt timeout): after the first, losses cannot be
    /// measured.
    pub fn attempts_given_up(&self) -> u64 {
        self.given_up
    }

    /// Whether somebody gave up.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Why the bank's rule failed, if it did.
    pub fn rule_failure(&self) -> Option<&str> {
        self.rule_failure.as_deref()
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

    /// Whether a ledger's entry is of an attempt that was sent: this payment, and no attempt that is still to come.
    pub fn has_sent(&self, index: usize, attempt: u32, entry: &Receipt) -> bool {
        let Some((payment, record)) = self.payments.get(index).zip(self.records.get(index)) else { return false };
        let is_it = payment.src == entry.src && payment.dest == entry.dest && payment.amount == entry.amount;
        is_it && (1..=record.attempts.len()).contains(&(attempt as usize))
    }

    /// When the last attempt ended.
    pub fn last_ended_at(&self) -> Option<Millis> {
        self.ended_at
    }

    fn may_send(&self) -> bool {
        !self.held && self.out.len() < self.settings.senders
    }

    fn attempt(&mut self, index: usize, now: Millis) -> Attempt {
        let payment = self.payments[index].clone();
        let record = &mut self.records[index];
        let of_payment = record.key.get_or_insert_with(|| self.keys.for_payment(&payment));
        let number = u32::try_from(record.attempts.len() + 1).unwrap_or(u32::MAX);
        let key = self.keys.for_attempt(of_payment, number);
        record.attempts.push(AttemptRecord { key: key.clone(), by_hand: self.by_hand, started: now, ended: None });
        self.out.push(Out { index, started: now, abort: None, abort_sent: false });
        self.attempts += 1;
        self.believe(index, Believed::InFlight);
        let direct = self.by_hand == Some(ByHand::Direct);
        Attempt { id: self.id_of(index, number), key, payment, direct }
    }

    /// The next attempt whose time is up, to be aborted; each is named once.
    fn overdue(&mut self, now: Millis) -> Option<AttemptId> {
        let patience = self.patience;
        let out = self.out.iter_mut().find(|out| out.due(patience).is_some_and(|due| due <= now))?;
        out.abort.get_or_insert(NoAnswer::TimedOut);
        out.abort_sent = true;
        let index = out.index;
        self.given_up += 1;
        let number = u32::try_from(self.records[index].attempts.len()).unwrap_or(u32::MAX);
        Some(self.id_of(index, number))
    }

    fn decide(&mut self, index: usize, meaning: Meaning, now: Millis) {
        // By hand, the hand decides.
        let retries = self.settings.client_policy.retries() && self.by_hand.is_none();
        match meaning {
            Meaning::Acknowledged => self.believe(index, Believed::Acknowledged),
            Meaning::Refused => self.believe(index, Believed::Refused),
            Meaning::RuleFailed => {
                self.believe(index, Believed::Refused);
                self.stop();
            }
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
        if self.by_hand.is_some() && self.records[index].believed == Believed::Acknowledged {
            // A later attempt by hand takes nothing back.
            return;
        }
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
