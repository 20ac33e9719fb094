//! The words of what people look at: prediction, cover, the axis, finding a payment.

use experiment::{Believed, Outcome};
use protocol::Total;

/// The texts of one language.
pub(crate) struct LookText {
    pub(crate) question: &'static str,
    /// Two sentences for each chapter, from 0 on.
    pub(crate) explanations: [&'static str; 7],
    pub(crate) predict: &'static str,
    pub(crate) predict_hint: &'static str,
    pub(crate) your_prediction: &'static str,
    pub(crate) no_prediction: &'static str,
    pub(crate) reveal: &'static str,
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
    pub(crate) believed: fn(Believed) -> &'static str,
}
