//! What is seen of the trials: which is under way, what came of the others.

use experiment::{Failure, Judged, Judgement, Millis, StepError, Trial};

use crate::model::PaymentDetail;

/// What components see of the trials.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrialsStatus {
    /// Whether they go on.
    pub under_way: bool,
    /// The trial whose run is under way.
    pub trial: Option<Trial>,
    /// Those that are over, in their order.
    pub results: Vec<TrialResult>,
    /// Why they ended before the last one, if they did.
    pub interruption: Option<Interruption>,
}

/// A trial that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialResult {
    /// How it ended, and how much was paid.
    pub judged: Judged,
    /// How many payments it sent.
    pub payments: usize,
    /// After how many milliseconds its client gave an attempt up, and how long the bank paused; `None` where it was not
    /// run.
    pub patience: Option<(Millis, u32)>,
    /// Whether it was not over when its time was up.
    pub out_of_time: bool,
    /// The payment that failed it, from both sides.
    pub payment: Option<PaymentDetail>,
}

/// Why the trials ended before the last one.
#[derive(Clone, Debug, PartialEq)]
pub enum Interruption {
    /// Somebody stopped them.
    Stopped,
    /// The rule or the key policy was changed meanwhile.
    Changed,
    /// A run was stopped by this.
    Failed(Failure),
    /// The bank would not crash.
    NotCrashed(StepError),
    /// The bank does not answer any more.
    BankIsSilent,
}

impl TrialsStatus {
    /// Returns for each trial, in the order of [`Trial::ALL`], whether it was passed; `None` for those that are not over
    /// or could not be judged.
    pub fn ticks(&self) -> [Option<bool>; 5] {
        ticks(&self.results)
    }

    /// Returns what came of a trial, once it is over.
    pub fn result(&self, trial: Trial) -> Option<&TrialResult> {
        self.results.iter().find(|result| result.judged.trial == trial)
    }

    /// Whether there is anything to be seen of them.
    pub fn have_begun(&self) -> bool {
        self.under_way || !self.results.is_empty() || self.interruption.is_some()
    }

    /// Whether all five have passed.
    pub fn have_passed(&self) -> bool {
        self.ticks() == [Some(true); 5]
    }
}

/// Returns for each trial whether it was passed; `None` for those that are not over or could not be judged.
pub(super) fn ticks(results: &[TrialResult]) -> [Option<bool>; 5] {
    Trial::ALL.map(|trial| {
        let result = results.iter().find(|result| result.judged.trial == trial)?;
        match result.judged.judgement {
            Judgement::Passed => Some(true),
            Judgement::Failed { .. } => Some(false),
            Judgement::NotJudged(_) => None,
        }
    })
}
