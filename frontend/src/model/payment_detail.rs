//! One payment, followed: every attempt with its key, what the client knew, what the bank did.

use experiment::{AttemptRecord, ByHand, Outcome};
use protocol::{Decision, Payment};

use super::Model;

/// One payment, followed.
#[derive(Clone, Debug, PartialEq)]
pub struct PaymentDetail {
    /// Its number, from 1.
    pub number: usize,
    /// What is paid.
    pub payment: Payment,
    /// Its key, once it has one.
    pub key: Option<String>,
    /// Whether it was sent by a client that knows no keys.
    pub sends_no_key: bool,
    /// How often the ledger has it; `None` while the bank is covered.
    pub paid: Option<usize>,
    /// Its attempts, the first one first.
    pub attempts: Vec<AttemptRow>,
}

/// One attempt, from both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptRow {
    /// Its number, from 1.
    pub number: u32,
    /// The key it carried.
    pub key: Option<String>,
    /// How it ended for the client; `None` while it is out, or when this page did not send it.
    pub outcome: Option<Outcome>,
    /// Whether this page sent it.
    pub sent_here: bool,
    /// Whether it went past the network.
    pub direct: bool,
    /// What the bank did.
    pub bank: AtBank,
}

/// What the bank did about an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtBank {
    /// The ledger has an entry of it: the first of this payment, or another one.
    Paid {
        /// Whether an earlier attempt had paid already.
        again: bool,
    },
    /// It arrived, and its key was known.
    Recognised,
    /// It arrived, and nothing was paid.
    Refused,
    /// Nothing is known to have arrived.
    Nothing,
    /// It is out, or the ledger has not been read since.
    NotYetKnown,
    /// Not to be seen before the bank is revealed.
    Covered,
}

/// How far an attempt got, as far as both sides tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Journey {
    /// Under way.
    Out,
    /// It never reached the bank.
    RequestLost,
    /// The bank did its work, and the client never heard.
    ReplyLost,
    /// There and back.
    Answered,
    /// No answer came, and what the bank did is not to be seen yet.
    NotSeen,
}

impl Journey {
    /// Whether the request is known to have arrived.
    pub fn reached_the_bank(self) -> bool {
        matches!(self, Self::ReplyLost | Self::Answered)
    }
}

impl AttemptRow {
    /// How far it got.
    pub fn journey(&self) -> Journey {
        match (&self.outcome, self.bank) {
            (Some(Outcome::Answered { .. } | Outcome::RuleFailed(_)), _) => Journey::Answered,
            (Some(Outcome::NoAnswer(_)), AtBank::Nothing) => Journey::RequestLost,
            (_, AtBank::Paid { .. } | AtBank::Recognised | AtBank::Refused) => Journey::ReplyLost,
            (Some(Outcome::NoAnswer(_)), AtBank::NotYetKnown | AtBank::Covered) => Journey::NotSeen,
            (None, _) => Journey::Out,
        }
    }

    /// The status it was answered with, or nothing.
    pub fn status(&self) -> String {
        match &self.outcome {
            Some(Outcome::Answered { status, .. }) => status.to_string(),
            Some(Outcome::RuleFailed(_)) => "503".to_owned(),
            _ => String::new(),
        }
    }
}

/// The number of the payment with this index.
fn number_of(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

impl Model {
    /// Follows the payment with this index.
    pub fn detail(&self, index: usize) -> Option<PaymentDetail> {
        let payment = self.payments().get(index)?.clone();
        let shown = self.shown();
        let record = shown.run.sending().filter(|_| shown.owns_the_ledger()).and_then(|s| s.records().get(index));
        // Without a record of this page, a row is what the bank says.
        let executed = if self.is_covered() { &[] } else { shown.bank.executed(index) };
        let attempts: Vec<AttemptRow> = match record {
            Some(record) => (1..).zip(&record.attempts).map(|(n, sent)| self.line(index, n, Some(sent))).collect(),
            None => executed.iter().map(|&number| self.line(index, number, None)).collect(),
        };
        let own_key = record.filter(|_| self.sends_a_key()).and_then(|record| record.key.as_ref());
        // Of what another page has sent, the bank's log tells.
        let logged = || record.is_none().then(|| attempts.first()?.key.clone()).flatten();
        Some(PaymentDetail {
            number: index + 1,
            payment,
            key: own_key.map(ToString::to_string).or_else(logged),
            sends_no_key: record.is_some() && !self.sends_a_key(),
            paid: (!self.is_covered()).then_some(executed.len()),
            attempts,
        })
    }

    fn sends_a_key(&self) -> bool {
        self.shown().run.sending().is_some_and(|sending| sending.settings().client_policy.sends_a_key())
    }

    fn line(&self, index: usize, number: u32, sent: Option<&AttemptRecord>) -> AttemptRow {
        let ended = sent.and_then(|sent| sent.ended.as_ref());
        AttemptRow {
            number,
            key: match sent {
                Some(sent) => sent.key.as_ref().map(ToString::to_string),
                None => self.shown().log.key(number_of(index), number).map(str::to_owned),
            },
            outcome: ended.map(|(_, outcome)| outcome.clone()),
            sent_here: sent.is_some(),
            direct: sent.is_some_and(|sent| sent.by_hand == Some(ByHand::Direct)),
            bank: self.at_bank(index, number, ended.map(|(at, _)| *at)),
        }
    }

    fn at_bank(&self, index: usize, number: u32, ended: Option<experiment::Millis>) -> AtBank {
        if self.is_covered() {
            return AtBank::Covered;
        }
        let shown = self.shown();
        let executed = shown.bank.executed(index);
        if let Some(position) = executed.iter().position(|&attempt| attempt == number) {
            return AtBank::Paid { again: position > 0 };
        }
        match shown.log.decision(number_of(index), number) {
            Some(Decision::Replayed) => AtBank::Recognised,
            Some(Decision::Refused | Decision::Mismatch | Decision::RuleRefused) => AtBank::Refused,
            _ if ended.is_some_and(|ended| shown.bank.read_at().is_some_and(|read| read >= ended)) => AtBank::Nothing,
            _ => AtBank::NotYetKnown,
        }
    }
}
