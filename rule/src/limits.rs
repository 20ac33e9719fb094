//! How much a rule may do. The numbers are chosen so that no rule holds the bank's writer up for 20 ms of its
//! processor's time.

use std::time::Duration;

use rhai::{Engine, OptimizationLevel};

/// The longest text of a rule, in bytes.
pub const MAX_TEXT: usize = 8 * 1024;
/// The longest text that the memory keeps, and the longest name of an entry, in bytes.
pub(crate) const MAX_REMEMBERED: usize = 255;
/// The longest reason for a refusal, in bytes.
pub(crate) const MAX_REFUSAL: usize = 255;
/// The longest note, in bytes.
pub(crate) const MAX_NOTE: usize = 120;
/// How many notes an order may leave.
pub(crate) const MAX_NOTES: usize = 5;
/// How many questions a decision may ask.
pub(crate) const MAX_QUESTIONS: usize = 8;
/// A native call costs one operation more for each of so many bytes.
pub(crate) const BYTES_PER_OPERATION: usize = 64;

const MAX_STRING: usize = 4 * 1024;
const MAX_ARRAY: usize = 200;
const MAX_VARIABLES: usize = 64;
const MAX_FUNCTIONS: usize = 16;
const MAX_CALL_DEPTH: usize = 16;
const MAX_EXPRESSION_DEPTH: usize = 32;

/// What is no part of the language here: what catches or makes errors, evaluates texts, points to functions, or reaches
/// out of the rule.
const DISABLED: [&str; 18] = [
    "try",
    "catch",
    "throw",
    "#{",
    "eval",
    "import",
    "export",
    "as",
    "print",
    "debug",
    "Fn",
    "call",
    "curry",
    "is_shared",
    "is_def_fn",
    "is_def_var",
    "private",
    "this",
];

/// The limits of one decision, all its evaluations together.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many operations. *Claim and `same`* needs 33.
    pub operations: u64,
    /// How long, without the time its questions take. A rule must not fail because the machine is busy, so this is far
    /// more than the operations need.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { operations: 2000, time: Duration::from_millis(250) }
    }
}

/// Restricts the language and the size of everything in it.
pub(crate) fn restrict(engine: &mut Engine) {
    engine
        .set_optimization_level(OptimizationLevel::None)
        .set_strict_variables(true)
        .set_allow_anonymous_fn(false)
        .set_max_string_size(MAX_STRING)
        .set_max_array_size(MAX_ARRAY)
        .set_max_map_size(1)
        .set_max_variables(MAX_VARIABLES)
        .set_max_functions(MAX_FUNCTIONS)
        .set_max_call_levels(MAX_CALL_DEPTH)
        .set_max_expr_depths(MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_DEPTH);
    for symbol in DISABLED {
        engine.disable_symbol(symbol);
    }
}
