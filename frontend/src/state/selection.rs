//! What is chosen on the page.

use experiment::Scenario;
use leptos::prelude::*;
use protocol::Total;

/// What is chosen. What the runner has a say in is read-only here and chosen through its handle.
#[derive(Clone, Copy)]
pub struct Selection {
    /// The chapter, exhibit, or chapter 0. Chosen with `RunnerHandle::choose`.
    pub scenario: ReadSignal<Scenario>,
    /// The index of the payment that is followed. Chosen with `RunnerHandle::follow`.
    pub payment: ReadSignal<usize>,
    /// Whether the latest search found no payment.
    pub nothing_found: ReadSignal<bool>,
    /// What the room predicts, if it does. Set with `RunnerHandle::predict`.
    pub prediction: ReadSignal<Option<Total>>,
    /// How often Predict was pressed: each time the handle on the axis takes the focus.
    pub prediction_asked: ReadSignal<u32>,
    /// The name of the only kind of cell that stands out in grid and table, where one was chosen (`Cell::name`).
    pub filter: RwSignal<Option<&'static str>>,
}

/// The writing ends of [`Selection`].
#[derive(Clone, Copy)]
pub struct SelectionWriter {
    /// What is chosen.
    pub scenario: WriteSignal<Scenario>,
    /// The index of the payment that is followed.
    pub payment: WriteSignal<usize>,
    /// Whether the latest search found nothing.
    pub nothing_found: WriteSignal<bool>,
    /// What is predicted.
    pub prediction: WriteSignal<Option<Total>>,
    /// How often Predict was pressed.
    pub prediction_asked: WriteSignal<u32>,
}

impl SelectionWriter {
    /// Publishes what is chosen, where it is something else than before.
    pub fn choose(self, scenario: Scenario, payment: usize, prediction: Option<Total>) {
        self.scenario.maybe_update(|chosen| std::mem::replace(chosen, scenario) != scenario);
        self.payment.maybe_update(|chosen| std::mem::replace(chosen, payment) != payment);
        self.prediction.maybe_update(|chosen| std::mem::replace(chosen, prediction) != prediction);
    }
}

impl Selection {
    /// The first scenario, and nothing else.
    pub(super) fn new() -> (Self, SelectionWriter) {
        let (scenario, set_scenario) = signal(Scenario::FIRST);
        let (payment, set_payment) = signal(0);
        let (nothing_found, set_nothing_found) = signal(false);
        let (prediction, set_prediction) = signal(None);
        let (prediction_asked, set_prediction_asked) = signal(0);
        let filter = RwSignal::new(None);
        (
            Self { scenario, payment, nothing_found, prediction, prediction_asked, filter },
            SelectionWriter {
                scenario: set_scenario,
                payment: set_payment,
                nothing_found: set_nothing_found,
                prediction: set_prediction,
                prediction_asked: set_prediction_asked,
            },
        )
    }
}

/// Returns what is chosen on the page.
pub fn use_selection() -> Selection {
    expect_context()
}

/// What is asked before something is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Delete the ledger?
    Reset,
    /// Crash the bank?
    Crash,
}

/// The question that is open, if one is: Reset and Crash set it, the dialog shows it and sets it back.
#[derive(Clone, Copy)]
pub struct Confirmation {
    /// What is being asked.
    pub question: RwSignal<Option<Question>>,
}

impl Confirmation {
    /// Nothing is asked.
    pub(super) fn new() -> Self {
        Self { question: RwSignal::new(None) }
    }
}

/// Returns the question that is open.
pub fn use_confirmation() -> Confirmation {
    expect_context()
}
