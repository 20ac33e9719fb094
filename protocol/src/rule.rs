//! The rule that somebody wrote on the page: `GET` and `PUT /lab/script`, and what can be wrong with it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Problem;

/// `GET /lab/script`, and the answer of `PUT /lab/script`: the rule of this ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The rule's text.
    pub text: String,
    /// Counts the rules that were saved: another number is another rule.
    pub change: u64,
}

/// `PUT /lab/script`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptRequest {
    /// The rule to put in place, at most 8 KB.
    pub text: String,
}

/// Why a rule cannot be used, or could not decide an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// Which kind of mistake it is.
    pub kind: RuleErrorKind,
    /// The mistake in one English sentence.
    pub detail: String,
    /// What it is about: the name that is unknown or was called with other arguments, the token that is missing or
    /// unexpected, or which limit was exceeded (`operations`, `time`, `questions`, `calls`, `variables`, `functions`,
    /// `size`, `text`).
    pub name: Option<String>,
    /// Where in the rule: the line, from 1. A limit may have no place.
    pub line: Option<u32>,
    /// Where in the line, in characters from 1.
    pub column: Option<u32>,
}

/// The kinds of mistakes that the page has a sentence of its own for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleErrorKind {
    /// The text is no program, for a reason that has no kind of its own.
    Syntax,
    /// A token is missing here, such as `;`, `)` or `}`.
    MissingToken,
    /// A token means nothing here.
    UnexpectedToken,
    /// A text that begins here is not closed, or not in double quotes.
    UnterminatedText,
    /// The rule ends in the middle: something was opened and not closed.
    UnexpectedEnd,
    /// A value is missing here.
    MissingExpression,
    /// A variable, member or function has no name.
    MissingName,
    /// A word of the engine's that rules cannot use.
    ReservedWord,
    /// What stands left of `=` cannot be set.
    NotAssignable,
    /// An expression is nested too deeply.
    TooComplex,
    /// A limit was exceeded; the sentence names it.
    Limit,
    /// A name that nobody has defined.
    UnknownName,
    /// A known name, called with other arguments than it takes.
    OtherArguments,
    /// A condition that is neither true nor false.
    NotATruthValue,
    /// Something else was returned than `paid`, `replay` or `refuse`.
    WrongResult,
    /// One decision paid a second time.
    PaidTwice,
    /// It refused what it had paid.
    RefusedAfterPaying,
    /// `look` paid; it can only find.
    LookPaid,
    /// Another call that is not allowed there.
    Misuse,
}

/// A problem (RFC 9457) with a rule: of type `bad-script` when it was not saved, of type `script-failed` when it could
/// not decide an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleProblem {
    /// The problem itself.
    #[serde(flatten)]
    pub problem: Problem,
    /// What is wrong with the rule, and where.
    #[serde(flatten)]
    pub place: RulePlace,
}

/// The extension members of a [`RuleProblem`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePlace {
    /// The kind of mistake.
    pub error: RuleErrorKind,
    /// See [`RuleError::name`].
    pub name: Option<String>,
    /// See [`RuleError::line`].
    pub line: Option<u32>,
    /// See [`RuleError::column`].
    pub column: Option<u32>,
}

impl From<&RuleError> for RulePlace {
    fn from(error: &RuleError) -> Self {
        Self { error: error.kind, name: error.name.clone(), line: error.line, column: error.column }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, " (line {line}, column {column})"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for RuleError {}
