//! The experiment, pure: no HTTP, no clock, no DOM. It compiles for wasm and native, and the same
//! code drives the page and `exactly-once-lab send`.
//!
//! In reading order: [`Settings`] say what to do, [`Sending`] sends payments and remembers what the
//! client *believes*, [`Run`] puts the preparation and the end around it, [`Bank`] holds what the
//! ledger *says*, [`Fate`] compares the two for one payment, [`theory`] says what to expect.
//!
//! The state machines share one shape: tell them what happened with `handle`, take what is to be
//! done from `poll` until it has nothing, and call `poll` again at `deadline` or after an event.

mod bank;
mod belief;
mod chapter;
pub mod csv;
mod fate;
mod keys;
mod outcome;
mod run;
mod sending;
mod settings;
pub mod theory;

pub use bank::{Bank, Verdict};
pub use belief::{Belief, Believed};
pub use chapter::{CHAPTERS, Chapter};
pub use fate::{Fate, Fates};
pub use keys::Random;
pub use outcome::{Meaning, NoAnswer, Outcome};
pub use run::{Answer, Command, Event, Failure, Phase, Run, Start, Step, StepError};
pub use sending::{Action, Attempt, AttemptRecord, PaymentRecord, Sending};
pub use settings::{ClientPolicy, RetryOrder, Settings, UnknownName};

/// Milliseconds on a clock that only goes forward; where it starts does not matter.
pub type Millis = u64;
