//! The words of the page on one screen: the run in numbers, and where everything else is.

/// The texts of one language.
pub(crate) struct LabText {
    /// What the page is, in one sentence, for whoever comes alone.
    pub(crate) welcome: &'static str,
    /// What to press first.
    pub(crate) first_step: &'static str,
    pub(crate) first_step_by_hand: &'static str,
    /// The chapter after the one that is chosen, by its name.
    pub(crate) then: fn(&str) -> String,
    /// Attempts, on their way from the client to the bank and back.
    pub(crate) sent: &'static str,
    pub(crate) lost: &'static str,
    pub(crate) lost_of: fn(u64) -> String,
    pub(crate) arrived: &'static str,
    pub(crate) answered: &'static str,
    /// Attempts that the client gave up: what became of them cannot be told from what was lost.
    pub(crate) given_up: fn(u64) -> String,
    /// The pipeline as a whole.
    pub(crate) pipeline: &'static str,
    /// Beside a total that no run of this page has made.
    pub(crate) earlier_run: &'static str,
    /// The ledger is that of a trial of the rule.
    pub(crate) trial: &'static str,
    /// In place of a verdict on a run that was stopped before its end.
    pub(crate) stopped: &'static str,
    pub(crate) stopped_title: &'static str,
    pub(crate) stopped_what: &'static str,
    /// What else there is, one click away.
    pub(crate) panels_label: &'static str,
    pub(crate) payment: &'static str,
    pub(crate) log: &'static str,
    pub(crate) losses: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) more: &'static str,
    pub(crate) result: &'static str,
    pub(crate) end_other_run: &'static str,
    pub(crate) attempts: &'static str,
    pub(crate) legend: &'static str,
    pub(crate) messages: &'static str,
    /// The buttons of a run.
    pub(crate) controls: &'static str,
}
