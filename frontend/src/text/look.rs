//! The words of what people look at: prediction, cover, the axis, finding a payment.

use experiment::{Believed, Outcome};
use protocol::Total;

use crate::model::Cell;

/// The texts of one language.
pub(crate) struct LookText {
    pub(crate) question: &'static str,
    /// Two sentences for each chapter, from 0 on.
    pub(crate) explanations: [&'static str; 7],
    pub(crate) predict: &'static str,
    pub(crate) predict_hint: &'static str,
    pub(crate) your_prediction: &'static str,
    pub(crate) run_again: &'static str,
    pub(crate) next_prediction: &'static str,
    pub(crate) no_prediction: &'static str,
    pub(crate) reveal: &'static str,
    /// While Reveal is remembered.
    pub(crate) revealing: &'static str,
    pub(crate) reveal_by_itself: &'static str,
    pub(crate) covered: &'static str,
    pub(crate) log_covered: &'static str,
    pub(crate) axis: &'static str,
    pub(crate) theory: fn(Total, Total) -> String,
    pub(crate) theory_certain: fn(Total) -> String,
    pub(crate) result: fn(&str) -> String,
    pub(crate) search: &'static str,
    pub(crate) not_found: fn(&str) -> String,
    pub(crate) previous_problem: &'static str,
    pub(crate) next_problem: &'static str,
    pub(crate) unluckiest: &'static str,
    pub(crate) most_often_paid: &'static str,
    /// What the client knows after an attempt, in two or three words.
    pub(crate) knows: fn(&Outcome) -> &'static str,
    pub(crate) as_a_table: &'static str,
    pub(crate) number: &'static str,
    pub(crate) fate: &'static str,
    pub(crate) cell: fn(Cell) -> String,
    pub(crate) back: &'static str,
    pub(crate) next: &'static str,
    /// A slide is longer than the screen.
    pub(crate) more_below: &'static str,
    pub(crate) projector: &'static str,
    pub(crate) blanked: &'static str,
    pub(crate) keys_title: &'static str,
    /// A key, and what it does in the presenter view.
    pub(crate) keys: [(&'static str, &'static str); 6],
    pub(crate) letter_shortcuts: &'static str,
    pub(crate) close: &'static str,
    /// A name and a value of the address that mean nothing.
    pub(crate) ignored: fn(&str, &str) -> String,
    pub(crate) believed: fn(Believed) -> &'static str,
}
