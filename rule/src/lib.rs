//! The rule that somebody writes on the page: a few lines of [rhai](https://rhai.rs) that decide what the bank does with
//! an idempotency key. No I/O: whoever runs a rule answers its questions.
//!
//! In reading order: [`Rule`] is a text that compiles, [`Question`] and [`Answer`] are what passes between a rule and its
//! [`Host`], [`Interpreter::decide`] asks and answers until there is an [`Outcome`], `check` is what a rule must pass
//! before it is saved, `engine` is everything a rule can say, `limits` is how much of it.
//!
//! **A rule is a pure function of questions and answers.** A ledger's transaction is borrowed, and what enters the
//! engine must be `'static`; so a call such as `ledger.claim(order, key)` looks its answer up among those given so far.
//! If it is not there, the evaluation ends with the question, the host answers it, and the rule is evaluated again. It has
//! no clock and no randomness, so it asks the same again.

mod check;
mod decision;
mod engine;
mod error;
mod evaluation;
mod limits;
mod memory;
mod values;

pub use check::check;
pub use decision::{Decided, Host, Looked, Outcome};
pub use evaluation::{Answer, Interpreter, Question, Rule};
pub use limits::{Limits, MAX_TEXT};
pub use memory::Memory;
pub use values::Value;

/// The rule of a new ledger.
pub const STARTER: &str = include_str!("starter.rhai");
