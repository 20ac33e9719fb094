//! What a run is told, and what it asks for.

use std::sync::Arc;

use protocol::{AttemptId, IdempotencyKey, KeyPolicyRequest, LabState, Losses, Payment, Problem, ProxyState, RunId};

use super::Step;
use crate::{Attempt, ByHand, Outcome, Random, Settings};

/// What a new run needs.
pub struct Start {
    /// What to do.
    pub settings: Settings,
    /// What to pay.
    pub payments: Arc<[Payment]>,
    /// A new, random id.
    pub run: RunId,
    /// Where keys come from.
    pub random: Random,
    /// In chapter 0: how the first attempt is made.
    pub by_hand: Option<ByHand>,
    /// Whether the page is hidden.
    pub hidden: bool,
    /// Whether attempt timeout and pause are to follow the wire, as the slower of the two warmings tells of it.
    pub follows_the_wire: bool,
}

/// What happened.
pub enum Event {
    /// Run was pressed. Passed over unless the run is idle or done.
    Start(Box<Start>),
    /// Another attempt by hand was ordered. Passed over unless one is awaited.
    ByHand(ByHand),
    /// The bank was crashed, and answers again.
    Crashed,
    /// The page was hidden, or is seen again.
    Hidden(bool),
    /// Pause was pressed; remembered while the run is set up.
    Pause,
    /// Pause was pressed again.
    Resume,
    /// The host of a room holds all runs, or lets them go on.
    HeldByHost(bool),
    /// The page asks whether the seat in a room is still its own, or knows it again: meanwhile no attempt starts.
    AskingForSeat(bool),
    /// Stop was pressed.
    Stop,
    /// Reset was pressed; a run under way is stopped first.
    Reset,
    /// The step under way has ended.
    StepEnded(Result<Answer, StepError>),
    /// The lease was renewed, or not.
    LeaseRenewed(Result<Answer, StepError>),
    /// An attempt has ended.
    AttemptEnded(AttemptId, Outcome),
}

/// What is to be done. Every command but `Send`, `Abort` and `RenewLease` is a step: it is answered
/// by one [`Event::StepEnded`], and the next one comes only then.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// `POST /lab/run`.
    TakeLease(RunId),
    /// `POST /lab/run`, answered by [`Event::LeaseRenewed`].
    RenewLease(RunId),
    /// `DELETE /lab/run?run=`.
    FreeLease(RunId),
    /// `DELETE /payments/`.
    ClearLedger,
    /// `PUT /lab/key-policy`.
    SetKeyPolicy(KeyPolicyRequest),
    /// `PUT /lab/network`.
    SetNetwork(Losses),
    /// `POST` to the payments' exact URL with body `{}`; any HTTP answer is a success.
    Warm(AttemptId, IdempotencyKey),
    /// `GET /lab/state`.
    ReadState,
    /// One attempt, on a connection of its own, answered by [`Event::AttemptEnded`].
    Send(Attempt),
    /// Abort this attempt; its end is still reported.
    Abort(AttemptId),
}

/// How a step succeeded.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It is done.
    Done,
    /// What was read back.
    State(Box<LabState>),
}

/// Why a step failed.
#[derive(Clone, Debug, PartialEq)]
pub enum StepError {
    /// Another page holds the lease; heard from it this many seconds ago.
    Held(f64),
    /// The bank refused.
    Refused(Problem),
    /// The bank answers, and Toxiproxy does not: it may be starting anew.
    NetworkGone,
    /// Toxiproxy has no proxy for the bank, or it is switched off.
    NoProxy,
    /// No answer came.
    NoAnswer,
    /// No answer came through the network, and a probe told why.
    Unreachable(Unreachable),
}

/// Why nothing is heard through the network. To a page all of these are one error; a probe that needs no permission, and
/// the bank's word whether it arrived, tell them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// The bank was reached, and does not let pages of this origin read its answers.
    RefusedByCors(String),
    /// Something answered at this address that does not lead to the bank.
    SomebodyElse(String),
    /// Browsers connect to nothing on this port.
    BlockedPort(u16),
    /// Nothing answered at this address.
    Nobody(String),
}

/// Why a run was stopped. The sentences are the page's.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// A step failed.
    Step(Step, StepError),
    /// Another page took the lease while this one ran.
    LeaseLost,
    /// The connection is too slow for an impatient client.
    TooSlow,
    /// The bank's rule failed, with this sentence.
    RuleFailed(String),
    /// The key policy read back is not the one asked for.
    KeyPolicyDiffers(KeyPolicyRequest),
    /// The losses read back are not those asked for.
    LossesDiffer(Losses),
    /// The proxy is not where it should be.
    Proxy(ProxyState),
    /// Toxiproxy does not answer.
    NoNetwork,
}
