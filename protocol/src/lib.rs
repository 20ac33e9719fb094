//! The wire types that the bank, the page and the terminal client share.
//!
//! Every type parses at the border: a value that exists is a valid one. Nothing here does I/O.
//! The rules (lengths, alphabets, limits) are those of the bank's contract in `ARCHITECTURE.md`.

mod amount;
mod attempt;
mod blocked_ports;
mod event;
mod headers;
mod key;
mod lab;
mod party;
mod payment;
pub mod payments_csv;
mod policy;
mod problem;
mod receipt;
pub mod room;
mod rule;
mod spreadsheet;

pub use amount::{Amount, AmountError, Total};
pub use attempt::{AttemptId, AttemptIdError, RunId, RunIdError};
pub use blocked_ports::browsers_block;
pub use event::{Decision, LabEvent, NoteEvent, PaymentEvent, ScriptEvent};
pub use headers::{ATTEMPT_ID, IDEMPOTENCY_KEY, IDEMPOTENT_REPLAYED, PAYMENT_IDEMPOTENCE_KEY};
pub use key::{IdempotencyKey, KeyError};
pub use lab::{
    KeyPolicyRequest, LabState, Losses, NetworkState, PolicyCode, ProxyState, RunCounts, RunLease, RunRequest,
};
pub use party::{Party, PartyError};
pub use payment::{BodyError, Payment, text_of};
pub use payments_csv::PaymentsCsvError;
pub use policy::{KeyPolicy, MAX_PAUSE_MS, UnknownPolicy};
pub use problem::{PROBLEM_JSON, Problem};
pub use receipt::Receipt;
pub use rule::{RuleError, RuleErrorKind, RulePlace, RuleProblem, Script, ScriptRequest};
pub use spreadsheet::{escape_formula, unescape_formula};
