//! The handle that components hold: what may be asked of the runner.

use experiment::{ByHand, Scenario, Settings, StepError};
use futures::channel::mpsc::UnboundedSender;
use futures::channel::oneshot;
use leptos::prelude::*;
use protocol::Total;

use crate::api::lab::SaveError;
use crate::export::Report;
use crate::model::Find;

/// What somebody asks of the runner. It answers by what it publishes.
#[derive(Debug)]
pub(crate) enum Request {
    /// Choose a scenario.
    Choose(Scenario),
    /// Choose a chapter, from 0 to 6, by its number.
    ChooseChapter(u8),
    /// Choose a scenario, with other settings than its own.
    ChooseWith(Scenario, Box<Settings>),
    /// Start the run of the chosen scenario.
    Run,
    /// Set these settings and start.
    RunWith(Box<Settings>),
    /// Make an attempt by hand: the first of a payment, or another.
    SendByHand(ByHand),
    /// Try the rule of this ledger.
    TryRule,
    /// Save a rule, and say what came of it.
    SaveRule(String, oneshot::Sender<Result<(), SaveError>>),
    /// That another page has saved a rule has been seen.
    AcknowledgeRule,
    /// Pause, or go on.
    Pause,
    /// Stop.
    Stop,
    /// Delete the ledger, and begin anew.
    Reset,
    /// Crash the bank.
    Crash,
    /// Put the proxy right.
    Repair,
    /// End the run of another page, which holds the lease.
    EndOtherRun,
    /// Show the bank's side.
    Reveal,
    /// Whether runs reveal by themselves.
    RevealAutomatically(bool),
    /// Predict what is expected, to be moved from there.
    AskToPredict,
    /// Predict this total.
    Predict(Total),
    /// Follow another payment.
    Follow(Find),
    /// Show one attempt less of chapter 0, or one more.
    TurnStory {
        /// Whether less.
        back: bool,
    },
    /// The next slide, or the one before.
    Turn {
        /// Whether the next.
        forward: bool,
    },
    /// Hand out the finished run on the page.
    Report(oneshot::Sender<Option<Report>>),
    /// The page was hidden, or is seen again.
    Hidden(bool),
}

/// The handle on the runner. Every method returns at once; what comes of it is published in
/// [`Live`](crate::state::Live) within the same turn of the event loop, or when the bank has answered.
#[derive(Clone, Copy)]
pub struct RunnerHandle {
    requests: StoredValue<UnboundedSender<Request>>,
}

impl RunnerHandle {
    /// Makes a handle that sends to a runner.
    pub(crate) fn new(requests: UnboundedSender<Request>) -> Self {
        Self { requests: StoredValue::new(requests) }
    }

    /// Chooses a scenario. That changes only the page, and ends a payment by hand. The finished run of a scenario is shown
    /// again, with its settings; chosen once more, the scenario has its own settings again.
    pub fn choose(self, scenario: Scenario) {
        self.send(Request::Choose(scenario));
    }

    /// Chooses a chapter by its number, from 0 to 6; chapter 6 begins with its first exhibit.
    pub fn choose_chapter(self, number: u8) {
        self.send(Request::ChooseChapter(number));
    }

    /// Chooses a scenario, and puts these settings into the form in place of its own.
    pub fn choose_with(self, scenario: Scenario, settings: Settings) {
        self.send(Request::ChooseWith(scenario, Box::new(settings)));
    }

    /// Starts the run of the chosen scenario, with the settings of the form. Does nothing while one is under way.
    pub fn run(self) {
        self.send(Request::Run);
    }

    /// Puts these settings into the form, and starts.
    pub fn run_with(self, settings: Settings) {
        self.send(Request::RunWith(Box::new(settings)));
    }

    /// Makes an attempt by hand: the first of a payment, or another.
    pub fn send_by_hand(self, by_hand: ByHand) {
        self.send(Request::SendByHand(by_hand));
    }

    /// Tries the rule of this ledger: five trials, one run after the other. Stop ends them.
    pub fn try_rule(self) {
        self.send(Request::TryRule);
    }

    /// Saves a rule in place of the ledger's.
    ///
    /// # Errors
    ///
    /// What is wrong with the rule, or why the bank was not asked or did not answer. The ledger's rule stays then, as far
    /// as is known.
    pub(crate) async fn save_rule(self, text: String) -> Result<(), SaveError> {
        let (answer, saved) = oneshot::channel();
        self.send(Request::SaveRule(text, answer));
        saved.await.unwrap_or(Err(SaveError::NotSaved(StepError::NoAnswer)))
    }

    /// Says that it has been seen that another page has saved a rule.
    pub fn acknowledge_rule(self) {
        self.send(Request::AcknowledgeRule);
    }

    /// Pauses the run, or resumes it.
    pub fn pause(self) {
        self.send(Request::Pause);
    }

    /// Stops the run; attempts that are out are aborted.
    pub fn stop(self) {
        self.send(Request::Stop);
    }

    /// Deletes the ledger and mends the network. Ask first.
    pub fn reset(self) {
        self.send(Request::Reset);
    }

    /// Crashes the bank. Ask first.
    pub fn crash(self) {
        self.send(Request::Crash);
    }

    /// Puts the proxy right and removes foreign toxics.
    pub fn repair(self) {
        self.send(Request::Repair);
    }

    /// Takes the lease away from the page that runs.
    pub fn end_other_run(self) {
        self.send(Request::EndOtherRun);
    }

    /// Shows the bank's side; pressed before there is a verdict, it is remembered until then.
    pub fn reveal(self) {
        self.send(Request::Reveal);
    }

    /// Sets whether runs reveal the bank's side by themselves when they have their verdict.
    pub fn reveal_automatically(self, automatically: bool) {
        self.send(Request::RevealAutomatically(automatically));
    }

    /// Puts the prediction where it is not yet: at what is expected. Its handle is to take the focus
    /// (`Selection::prediction_asked`).
    pub fn ask_to_predict(self) {
        self.send(Request::AskToPredict);
    }

    /// Predicts this total.
    pub fn predict(self, total: Total) {
        self.send(Request::Predict(total));
    }

    /// Follows another payment: `Find::Index`, a text from the search field, or one that is worth it.
    pub fn follow(self, find: Find) {
        self.send(Request::Follow(find));
    }

    /// Goes back in the story of chapter 0, or forward again.
    pub fn turn_story(self, back: bool) {
        self.send(Request::TurnStory { back });
    }

    /// Turns to the next slide, or to the one before. The caller scrolls through what does not fit first.
    pub fn turn(self, forward: bool) {
        self.send(Request::Turn { forward });
    }

    /// Returns the finished run on the page, to take away; `None` unless one is over and has its verdict.
    pub(crate) async fn report(self) -> Option<Report> {
        let (answer, report) = oneshot::channel();
        self.send(Request::Report(answer));
        report.await.ok().flatten()
    }

    /// Tells the runner whether the page is hidden.
    pub(super) fn hidden(self, hidden: bool) {
        self.send(Request::Hidden(hidden));
    }

    fn send(self, request: Request) {
        // The runner lives as long as the page.
        self.requests.with_value(|requests| drop(requests.unbounded_send(request)));
    }
}

/// Returns the handle on the runner.
pub fn use_runner() -> RunnerHandle {
    expect_context()
}
