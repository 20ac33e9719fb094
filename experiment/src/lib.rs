//! The experiment, pure: no HTTP, no clock, no DOM. It compiles for wasm and native, and the same
//! code drives the page and `exactly-once-lab send`.
//!
//! In reading order: [`Settings`] say what to do, [`Sending`] sends payments and remembers what the
//! client *believes*, [`Run`] puts the preparation and the end around it, [`Bank`] holds what the
//! ledger *says*, [`Fate`] compares the two for one payment, [`theory`] says what to expect. A [`Scenario`] is what is
//! chosen on the page: one payment by hand, a chapter, or an [`Exhibit`]. [`Trials`] judge the rule that somebody wrote.
//!
//! The state machines share one shape: tell them what happened with `handle`, take what is to be
//! done from `poll` until it has nothing, and call `poll` again at `deadline` or after an event.

mod bank;
mod belief;
mod by_hand;
mod chapter;
mod crash;
mod exhibit;
mod fate;
mod finished_runs;
mod keys;
mod outcome;
mod reveal;
mod run;
mod scenario;
mod sending;
mod settings;
pub mod theory;
mod trial;

pub use bank::{Bank, Verdict};
pub use belief::{Belief, Believed};
pub use by_hand::{ByHand, Story};
pub use chapter::{CHAPTERS, Chapter};
pub use crash::Crash;
pub use exhibit::Exhibit;
pub use fate::{Fate, Fates};
pub use finished_runs::{FinishedRun, FinishedRuns};
pub use keys::Random;
pub use outcome::{Meaning, NoAnswer, Outcome};
pub use reveal::Reveal;
pub use run::{Answer, Command, Event, Failure, Phase, Run, Start, Step, StepError, Unreachable};
pub use scenario::Scenario;
pub use sending::{Action, Attempt, AttemptRecord, PaymentRecord, Sending, Snapshot};
pub use settings::{ClientPolicy, Pace, RetryOrder, Settings, UnknownName};
pub use trial::{Fault, Judged, Judgement, NotJudged, Trial, TrialRun, Trials};

/// Milliseconds on a clock that only goes forward; where it starts does not matter.
pub type Millis = u64;
