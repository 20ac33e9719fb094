//! One moment of everything, and how it goes on.

use std::collections::{BTreeMap, BTreeSet};

use backend::bank::Order;
use experiment::{Believed, Outcome, Sending};
use protocol::{AttemptId, Receipt};

use crate::bank::Bank;
use crate::client::Client;
use crate::{Setting, Step, Wire};

/// Client, network and bank at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    client: Client,
    /// Requests on their way.
    requests: BTreeSet<Wire>,
    /// Replies on their way, with their status, as long as the client waits for them.
    replies: BTreeMap<Wire, u16>,
    bank: Bank,
    crashes_left: u8,
}

impl World {
    /// Before anything has happened.
    pub(crate) fn new(setting: &Setting) -> Self {
        Self {
            client: Client::new(setting),
            requests: BTreeSet::new(),
            replies: BTreeMap::new(),
            bank: Bank::default(),
            crashes_left: setting.bounds.crashes,
        }
    }

    /// What can happen now, always in the same order.
    pub(crate) fn steps(&self, setting: &Setting, steps: &mut Vec<Step>) {
        // Whether there is something to send, the client itself knows.
        steps.push(Step::Send);
        steps.extend(self.requests.iter().map(|wire| Step::LoseRequest(*wire)));
        steps.extend(self.requests.iter().map(|wire| Step::Decide(*wire)));
        steps.extend(self.bank.pausing.iter().map(|wire| Step::PauseEnds(*wire)));
        steps.extend(self.replies.keys().map(|wire| Step::LoseReply(*wire)));
        steps.extend(self.replies.keys().map(|wire| Step::Answer(*wire)));
        if setting.bounds.gives_up {
            steps.extend(self.client.out().into_iter().map(Step::GiveUp));
        }
        if self.crashes_left > 0 {
            steps.push(Step::Crash);
        }
    }

    /// The moment after a step; `None` where nothing happens.
    pub(crate) fn after(&self, step: Step, setting: &Setting) -> Option<Self> {
        let mut next = self.clone();
        match step {
            Step::Send => {
                let wire = next.client.send()?;
                next.requests.insert(wire);
            }
            Step::LoseRequest(wire) => {
                next.requests.remove(&wire);
                next.client.unanswered(wire);
            }
            Step::Decide(wire) => {
                next.requests.remove(&wire);
                next.decide(wire, setting);
            }
            Step::PauseEnds(wire) => next.decide(wire, setting),
            Step::LoseReply(wire) => {
                next.replies.remove(&wire);
                next.client.unanswered(wire);
            }
            Step::Answer(wire) => {
                let status = next.replies.remove(&wire)?;
                next.client.ended(wire, Outcome::Answered { status, retry_after: None, problem: None });
            }
            Step::GiveUp(wire) => {
                // Nobody waits for its reply any more.
                next.replies.remove(&wire);
                next.client.ended(wire, Outcome::NoAnswer(experiment::NoAnswer::TimedOut));
            }
            Step::Crash => {
                next.crashes_left -= 1;
                for wire in next.bank.crash() {
                    next.client.unanswered(wire);
                }
            }
        }
        Some(next)
    }

    /// Whether no payment has more attempts than are tried.
    pub(crate) fn is_within(&self, setting: &Setting) -> bool {
        let most = setting.bounds.attempts as usize;
        self.client.sending().records().iter().all(|record| record.attempts.len() <= most)
    }

    fn decide(&mut self, wire: Wire, setting: &Setting) {
        let order = self.order(wire, setting);
        if let Some(decision) = self.bank.decide(wire, &order, setting)
            && self.client.waits_for(wire)
        {
            self.replies.insert(wire, decision.status().as_u16());
        }
    }

    /// What the attempt asks for, as the client sent it.
    fn order(&self, wire: Wire, setting: &Setting) -> Order {
        let index = wire.payment as usize - 1;
        let attempt = &self.client.sending().records()[index].attempts[wire.attempt as usize - 1];
        Order {
            payment: setting.payments[index].clone(),
            // `ignore` does not look at keys: the bank's border has not read it.
            key: attempt.key.clone().filter(|_| setting.key_policy != protocol::KeyPolicy::Ignore),
            attempt: Some(self.client.id_of(wire)),
        }
    }

    /// The client.
    pub fn client(&self) -> &Sending {
        self.client.sending()
    }

    /// The ledger's rows, oldest first.
    pub fn rows(&self) -> &[Receipt] {
        self.bank.rows()
    }

    /// The attempt that the client made last.
    pub fn latest(&self) -> Option<Wire> {
        self.client.latest()
    }

    /// The status of the reply to this attempt, while it is on its way.
    pub fn reply(&self, wire: Wire) -> Option<u16> {
        self.replies.get(&wire).copied()
    }

    /// Whether the bank has looked for this attempt's key, and pauses.
    pub fn pauses(&self, wire: Wire) -> bool {
        self.bank.pausing.contains(&wire)
    }

    /// The rows that an attempt of this payment has made.
    pub fn rows_of(&self, payment: u32) -> usize {
        let made = |row: &&Receipt| {
            let attempt = row.attempt.as_ref().and_then(|attempt| attempt.parse::<AttemptId>().ok());
            attempt.is_some_and(|attempt| attempt.payment == payment)
        };
        self.rows().iter().filter(made).count()
    }

    /// The payments, with what the client believes of each.
    pub fn believed(&self) -> impl Iterator<Item = (u32, Believed)> {
        (1..).zip(self.client().records().iter().map(|record| record.believed))
    }
}
