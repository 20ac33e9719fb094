//! What goes on beside the attempts: the steps around a run, the lease, a crash, readings.

use std::cell::Cell;
use std::rc::Rc;

use experiment::{Answer, Command, Event, Millis, Phase, Step, StepError, Unreachable};
use futures::channel::oneshot;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::window;
use protocol::room::Me;
use protocol::{LabState, Problem, Receipt, RunCounts, RunId, Script};

use super::{Runner, api, clock};
use crate::api::lab::SaveError;
use crate::api::room::RoomError;

/// A step without an answer, or to which the bank says "not now", is asked again for at most this long, in milliseconds.
const ASK_FOR: Millis = 10_000;
/// Where a probe says that nobody is there, for this long.
const ASK_FOR_NOBODY: Millis = 2_000;
/// How long lies between.
const ASK_AGAIN: u32 = 250;
/// How often a bank that is to crash is looked at.
const LOOK_AGAIN: u32 = 50;

/// Something that was under way and has ended.
pub(super) enum Task {
    /// The step with this number.
    Step(u64, Result<Answer, StepError>),
    /// The lease was renewed, or not.
    LeaseRenewed(Result<Answer, StepError>),
    /// The lease of this run was freed, or not.
    LeaseFreed(RunId, Result<(), StepError>),
    /// The file of payments was read.
    Payments(Result<String, StepError>),
    /// The ledger was read, and with it the counts if they are final.
    Ledger(Reading),
    /// The lab's state was read, and what the bank has counted so far.
    State { relied_on_toxics: bool, state: Result<LabState, StepError>, counts: Option<RunCounts> },
    /// The bank was asked to crash.
    CrashAsked(Result<(), StepError>),
    /// It was looked whether another process answers.
    CrashLooked(Result<LabState, StepError>),
    /// The ledger's rule was read, by this reading.
    RuleRead(u64, Result<Script, StepError>),
    /// A rule was saved or not, and somebody waits for it.
    RuleSaved(Result<Script, SaveError>, oneshot::Sender<Result<(), SaveError>>),
    /// The proxy was put right, or not.
    Repaired(Result<(), StepError>),
    /// The hub said whose seat this is, or did not.
    Me(Result<Me, RoomError>),
    /// What this page said of itself under this number was answered, or not.
    Said(u64, Result<Me, RoomError>),
    /// It was tried to end the run of another page: the lab's state tells whether it is over.
    OtherRunEnded,
    /// A room that is led from here was told to follow.
    RoomLed,
}

/// A reading of the ledger.
pub(super) struct Reading {
    /// Under which it was asked for.
    pub(super) epoch: u32,
    /// When.
    pub(super) asked: Millis,
    /// What is new.
    pub(super) entries: Result<Vec<Receipt>, StepError>,
    /// What the bank has counted, if it was asked.
    pub(super) counts: Option<Result<RunCounts, StepError>>,
}

/// The steps of the run.
#[derive(Default)]
pub(super) struct Steps {
    /// How many have begun: the end of any but the latest means nothing any more.
    begun: u64,
    /// Whether the latest is not asked again: somebody wants to stop.
    given_up: Rc<Cell<bool>>,
    /// The run whose lease was not freed as far as is known.
    unreleased: Option<RunId>,
}

impl Steps {
    /// Asks no step again.
    pub(super) fn give_up(&self) {
        self.given_up.set(true);
    }
}

impl Runner {
    /// Begins a step of the run.
    pub(super) fn begin_step(&mut self, step: Command) {
        self.steps.begun += 1;
        self.steps.given_up = Rc::default();
        let (number, given_up) = (self.steps.begun, self.steps.given_up.clone());
        if let Command::FreeLease(run) = step {
            self.steps.unreleased = Some(run.clone());
            self.push(async move {
                let freed = asked_again(&given_up, || api::lab::free_lease(&run)).await;
                Task::LeaseFreed(run, freed)
            });
            return;
        }
        let url = self.payments_url.clone();
        // A lease whose release got lost would lock this page out for 15 s.
        let unreleased = self.steps.unreleased.take().filter(|_| matches!(step, Command::TakeLease(_)));
        self.push(async move {
            if let Some(run) = unreleased {
                let _ = api::lab::free_lease(&run).await;
            }
            Task::Step(number, asked_again(&given_up, || taken(step.clone(), &url)).await)
        });
    }

    /// Reads the file of payments, after a pause.
    pub(super) fn read_payments(&self, pause: u32) {
        self.push(async move {
            TimeoutFuture::new(pause).await;
            Task::Payments(api::lab::payments_csv().await)
        });
    }

    /// Asks the bank to crash.
    pub(super) fn ask_to_crash(&self) {
        self.push(async { Task::CrashAsked(api::lab::crash().await) });
    }

    fn look_for_the_crash(&self) {
        self.push(async {
            TimeoutFuture::new(LOOK_AGAIN).await;
            Task::CrashLooked(api::lab::state().await)
        });
    }

    /// Tells the model what has ended.
    pub(super) fn ended(&mut self, task: Task, now: Millis) {
        match task {
            Task::Step(number, result) => self.step_ended(number, result, now),
            Task::LeaseRenewed(result) => {
                self.mind_refusal(&result, now);
                self.tell(Event::LeaseRenewed(result), now);
            }
            Task::LeaseFreed(run, result) => self.lease_freed(&run, result, now),
            Task::Payments(Ok(text)) => {
                self.model.payments_read(protocol::payments_csv::parse(&text), now);
                self.writers.live.payments(self.model.all_payments());
            }
            Task::Payments(Err(_)) => {
                // The bank may still be starting.
                self.model.bank_was_silent();
                self.read_payments(1_000);
            }
            Task::Ledger(reading) => self.ledger_read(reading, now),
            Task::State { relied_on_toxics, state, counts } => self.state_read(relied_on_toxics, state, counts, now),
            Task::CrashAsked(answer) => {
                self.mind_refusal(&answer, now);
                self.model.crash.answered(answer);
                if self.model.crash.is_under_way() {
                    self.look_for_the_crash();
                }
            }
            Task::CrashLooked(state) => self.crash_looked(state, now),
            Task::RuleRead(number, read) => self.rule_read(number, read),
            Task::RuleSaved(saved, answer) => self.rule_saved(saved, answer),
            Task::Repaired(result) => {
                self.mind_refusal(&result, now);
                self.model.repaired(result);
                self.polling.read_state_at_once();
            }
            Task::Me(answer) => self.seat_answered(answer, now),
            Task::Said(seq, answer) => self.said(seq, answer, now),
            Task::OtherRunEnded => self.polling.read_state_at_once(),
            Task::RoomLed => {}
        }
    }

    fn step_ended(&mut self, number: u64, result: Result<Answer, StepError>, now: Millis) {
        if number != self.steps.begun {
            return;
        }
        self.mind_refusal(&result, now);
        let clears = matches!(
            self.model.live.run.phase(),
            Phase::Preparing(Step::ClearLedger) | Phase::Resetting(Step::ClearLedger)
        );
        match &result {
            Ok(Answer::State(state)) => self.model.state_read(Ok(*state.clone()), now),
            Ok(Answer::Done) if clears => self.model.ledger_cleared(now),
            _ => {}
        }
        self.tell(Event::StepEnded(result), now);
    }

    fn lease_freed(&mut self, run: &RunId, result: Result<(), StepError>, now: Millis) {
        if result.is_ok() && self.steps.unreleased.as_ref() == Some(run) {
            self.steps.unreleased = None;
        }
        // The run has not waited for it for longer than a second.
        if self.model.live.run.phase() == Phase::Ending && self.model.own_run() == Some(run) {
            self.tell(Event::StepEnded(result.map(|()| Answer::Done)), now);
        }
    }

    /// It has crashed when another process answers. While the old one does, the request may have been lost.
    fn crash_looked(&mut self, state: Result<LabState, StepError>, now: Millis) {
        match state {
            Ok(state) if self.doomed.as_ref() == Some(&state.start) => self.ask_to_crash(),
            Ok(state) => {
                self.model.state_read(Ok(state), now);
                self.model.crash.answers_again(now);
                self.tell(Event::Crashed, now);
            }
            Err(_) => self.look_for_the_crash(),
        }
    }
}

/// Asks until there is an answer other than "not now", for at most ten seconds or until `given_up`.
async fn asked_again<T, F>(given_up: &Cell<bool>, mut ask: impl FnMut() -> F) -> Result<T, StepError>
where
    F: Future<Output = Result<T, StepError>>,
{
    let began = clock::now();
    loop {
        let asked = ask().await;
        let ask_for = match &asked {
            Err(StepError::NoAnswer) => ASK_FOR,
            // It says itself that it may be asked again: nothing was executed.
            Err(StepError::Refused(problem)) if problem.kind == Problem::UNAVAILABLE => ASK_FOR,
            Err(StepError::Unreachable(Unreachable::Nobody(_))) => ASK_FOR_NOBODY,
            _ => 0,
        };
        if given_up.get() || clock::now().saturating_sub(began) >= ask_for {
            return asked;
        }
        TimeoutFuture::new(ASK_AGAIN).await;
    }
}

/// Takes one step.
async fn taken(step: Command, payments_url: &str) -> Result<Answer, StepError> {
    match step {
        Command::TakeLease(run) => api::lab::take_lease(run).await?,
        Command::ClearLedger => api::lab::clear_ledger().await?,
        Command::SetKeyPolicy(policy) => api::lab::set_key_policy(policy).await?,
        Command::SetNetwork(losses) => api::lab::set_network(losses).await?,
        Command::Warm(id, key) => {
            let origin = window().location().origin().unwrap_or_default();
            api::probe::warm(payments_url, &origin, &id, &key).await?;
        }
        Command::ReadState => return Ok(Answer::State(Box::new(api::lab::state().await?))),
        Command::FreeLease(_) | Command::Send(_) | Command::Abort(_) | Command::RenewLease(_) => {}
    }
    Ok(Answer::Done)
}
