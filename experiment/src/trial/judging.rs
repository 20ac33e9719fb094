//! What makes a trial pass: one comparison of what the client believes with what the ledger says.

use protocol::Problem;

use super::Trial;
use crate::{Bank, Believed, Outcome, PaymentRecord, Sending};

/// How a trial ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Every payment is acknowledged and was paid exactly once.
    Passed,
    /// Something else happened to this payment.
    Failed {
        /// The number of the payment, from 1.
        payment: usize,
        /// What happened to it.
        fault: Fault,
    },
    /// It was neither passed nor failed.
    NotJudged(NotJudged),
}

/// What is wrong with a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It was paid by each of these attempts.
    PaidBy(Vec<u32>),
    /// The client was told that it is paid, and it is not.
    AcknowledgedNotPaid,
    /// The client was told that it is not paid, and it is.
    RefusedButPaid,
    /// It was refused, with this problem where the bank gave one.
    Refused(Option<Problem>),
    /// Nobody on the client's side knows what became of it.
    Unknown,
    /// Its first attempt was answered, and with another status than `200`.
    FirstAnswer(u16),
}

/// Why a trial was neither passed nor failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJudged {
    /// Without an answer in [`Trial::Plain`] nobody knows how long an attempt takes.
    NoClock,
    /// The connection is too slow to judge impatience.
    TooSlow,
    /// The page was hidden meanwhile, and its timers were slowed down.
    Hidden,
    /// The rule or the key policy was changed meanwhile.
    Changed,
}

/// Judges a trial whose run is over.
pub(super) fn judge(trial: Trial, sending: &Sending, bank: &Bank) -> Judgement {
    // It stopped the run, and so it is the reason for what else nobody knows.
    if let Some(index) = sending.records().iter().position(is_rule_failure) {
        let fault = Fault::Refused(problem(&sending.records()[index]));
        return Judgement::Failed { payment: index + 1, fault };
    }
    for (index, record) in sending.records().iter().enumerate() {
        let may_be_refused = trial == Trial::AnotherAmount && index == 1;
        let fault = fault(record, bank.executed(index), may_be_refused);
        let fault = fault.or_else(|| if trial == Trial::Plain { first_answer(record) } else { None });
        if let Some(fault) = fault {
            return Judgement::Failed { payment: index + 1, fault };
        }
    }
    Judgement::Passed
}

fn fault(record: &PaymentRecord, paid_by: &[u32], may_be_refused: bool) -> Option<Fault> {
    match (record.believed, paid_by) {
        (_, [_, _, ..]) => Some(Fault::PaidBy(paid_by.to_vec())),
        (Believed::Acknowledged, []) => Some(Fault::AcknowledgedNotPaid),
        (Believed::Refused, [_]) => Some(Fault::RefusedButPaid),
        (Believed::Refused, []) if may_be_refused => None,
        (Believed::Refused, []) => Some(Fault::Refused(problem(record))),
        (Believed::Acknowledged, [_]) => None,
        (Believed::Waiting | Believed::InFlight | Believed::Unknown, _) => Some(Fault::Unknown),
    }
}

fn last_outcome(record: &PaymentRecord) -> Option<&Outcome> {
    record.attempts.last()?.ended.as_ref().map(|(_, outcome)| outcome)
}

/// A rule that fails says nothing about the payment.
fn is_rule_failure(record: &PaymentRecord) -> bool {
    matches!(last_outcome(record), Some(Outcome::RuleFailed(_)))
}

fn problem(record: &PaymentRecord) -> Option<Problem> {
    match last_outcome(record)? {
        Outcome::Answered { problem, .. } => problem.clone(),
        Outcome::RuleFailed(detail) => Some(Problem::of_type(Problem::SCRIPT_FAILED, 503, detail)),
        Outcome::NoAnswer(_) => None,
    }
}

fn first_answer(record: &PaymentRecord) -> Option<Fault> {
    match record.attempts.first()?.ended.as_ref()? {
        (_, Outcome::Answered { status, .. }) if *status != 200 => Some(Fault::FirstAnswer(*status)),
        _ => None,
    }
}
