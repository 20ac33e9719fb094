//! What the engine says of a mistake, in the page's terms.

use std::borrow::Cow;
use std::collections::BTreeSet;

use protocol::{RuleError, RuleErrorKind};
use rhai::{EvalAltResult, ParseError, ParseErrorType, Position};

/// How the engine writes the type of a text.
const TEXT_TYPE: &str = "&str | ImmutableString | String";

/// A mistake that the engine knows no place of.
pub(crate) fn without_place(kind: RuleErrorKind, detail: impl Into<String>) -> RuleError {
    RuleError { kind, detail: detail.into(), name: None, line: None, column: None }
}

/// A text that does not compile.
pub(crate) fn of_parsing(error: &ParseError) -> RuleError {
    parsing(&error.0, error.1)
}

fn parsing(error: &ParseErrorType, position: Position) -> RuleError {
    use ParseErrorType as P;
    let (kind, name) = match error {
        P::VariableUndefined(name) => (RuleErrorKind::UnknownName, Some(name.clone())),
        P::ExprTooDeep | P::TooManyFunctions | P::LiteralTooLarge(..) => (RuleErrorKind::Limit, None),
        P::MismatchedType(expected, _) if expected.contains("boolean") => (RuleErrorKind::NotATruthValue, None),
        _ => (RuleErrorKind::Syntax, None),
    };
    at(position, RuleError { name, ..without_place(kind, error.to_string()) })
}

/// An evaluation that failed. `known` are the names that can be called.
pub(crate) fn of_evaluation(error: &EvalAltResult, known: &BTreeSet<String>) -> RuleError {
    use EvalAltResult as E;
    let innermost = error.unwrap_inner();
    let plain = |kind| without_place(kind, sentence(innermost));
    let found = match innermost {
        E::ErrorParsing(error, position) => parsing(error, *position),
        E::ErrorVariableNotFound(name, _) => {
            RuleError { name: Some(name.clone()), ..plain(RuleErrorKind::UnknownName) }
        }
        E::ErrorDotExpr(said, _) => {
            RuleError { name: said.split('\'').nth(1).map(str::to_owned), ..plain(RuleErrorKind::UnknownName) }
        }
        E::ErrorFunctionNotFound(signature, _) => {
            let name = signature.split(" (").next().unwrap_or_default();
            let kind = match name {
                "!" => RuleErrorKind::NotATruthValue,
                name if known.contains(name)
                    || !name.starts_with(|first: char| first.is_alphabetic() || first == '_') =>
                {
                    RuleErrorKind::OtherArguments
                }
                _ => RuleErrorKind::UnknownName,
            };
            RuleError { name: Some(name.to_owned()), ..plain(kind) }
        }
        E::ErrorMismatchDataType(expected, ..) if expected == "bool" => plain(RuleErrorKind::NotATruthValue),
        E::ErrorMismatchOutputType(..) => plain(RuleErrorKind::WrongResult),
        E::ErrorTooManyOperations(_)
        | E::ErrorTooManyVariables(_)
        | E::ErrorStackOverflow(_)
        | E::ErrorDataTooLarge(..)
        | E::ErrorTerminated(..) => plain(RuleErrorKind::Limit),
        E::ErrorRuntime(said, _) => without_place(RuleErrorKind::Misuse, said.to_string()),
        _ => plain(RuleErrorKind::Misuse),
    };
    at(innermost.position(), found)
}

/// The engine's sentence, without its place and its inner names for types.
fn sentence(error: &EvalAltResult) -> String {
    let said = error.to_string();
    let said = said.split(" (line ").next().unwrap_or_default().replace(TEXT_TYPE, "text");
    said.split(' ').map(type_shown).collect::<Vec<_>>().join(" ")
}

/// Where the engine writes the path of one of our types, as `rule::values::ReceiptValue`: `receipt`.
fn type_shown(word: &str) -> Cow<'_, str> {
    match word.rsplit_once("::").and_then(|(_, name)| name.strip_suffix("Value")) {
        Some(name) => name.to_lowercase().into(),
        None => word.into(),
    }
}

fn at(position: Position, error: RuleError) -> RuleError {
    let number = |number: Option<usize>| number.and_then(|number| u32::try_from(number).ok());
    RuleError { line: number(position.line()), column: number(position.position()), ..error }
}
