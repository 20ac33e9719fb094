//! What the engine says of a mistake, in the page's terms.

use std::borrow::Cow;
use std::collections::BTreeSet;

use protocol::{RuleError, RuleErrorKind};
use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};

/// What our own functions say of the mistakes that have a kind.
pub(crate) const PAYS_ONCE: &str = "a decision pays at most once";
pub(crate) const HAS_PAID: &str = "a rule that has paid cannot refuse";
pub(crate) const ONLY_FINDS: &str = "look can only find";

/// How the engine writes the type of a text.
const TEXT_TYPE: &str = "&str | ImmutableString | String";

/// A mistake that the engine knows no place of.
pub(crate) fn without_place(kind: RuleErrorKind, detail: impl Into<String>) -> RuleError {
    RuleError { kind, detail: detail.into(), name: None, line: None, column: None }
}

/// A limit that was exceeded, by its name in [`RuleError::name`].
pub(crate) fn of_limit(name: &str, detail: impl Into<String>) -> RuleError {
    RuleError { name: Some(name.to_owned()), ..without_place(RuleErrorKind::Limit, detail) }
}

/// A text that does not compile.
pub(crate) fn of_parsing(error: &ParseError) -> RuleError {
    parsing(&error.0, error.1)
}

fn parsing(error: &ParseErrorType, position: Position) -> RuleError {
    use ParseErrorType as P;
    use RuleErrorKind as K;
    let (kind, name) = match error {
        P::BadInput(input) => return at(position, reading(input)),
        P::MissingToken(token, _) => (K::MissingToken, Some(token.as_str())),
        P::FnMissingParams(_) => (K::MissingToken, Some("(")),
        P::FnMissingBody(_) => (K::MissingToken, Some("{")),
        P::UnknownOperator(token) => (K::UnexpectedToken, Some(token.as_str())),
        P::UnexpectedEOF => (K::UnexpectedEnd, None),
        P::ExprExpected(_) => (K::MissingExpression, None),
        P::VariableExpected | P::PropertyExpected | P::FnMissingName => (K::MissingName, None),
        P::Reserved(word) => (K::ReservedWord, Some(word.as_str())),
        P::AssignmentToConstant(_) | P::AssignmentToInvalidLHS(_) => (K::NotAssignable, None),
        P::VariableUndefined(name) => (K::UnknownName, Some(name.as_str())),
        P::ExprTooDeep => (K::TooComplex, None),
        P::TooManyFunctions => (K::Limit, Some("functions")),
        P::LiteralTooLarge(..) => (K::Limit, Some("size")),
        P::MismatchedType(expected, _) if expected.contains("boolean") => (K::NotATruthValue, None),
        _ => (K::Syntax, None),
    };
    at(position, RuleError { name: name.map(str::to_owned), ..without_place(kind, error.to_string()) })
}

/// Characters that make no token.
fn reading(error: &LexError) -> RuleError {
    use RuleErrorKind as K;
    let (kind, name) = match error {
        LexError::ImproperSymbol(word, _) if word.starts_with(|first: char| first.is_alphabetic()) => {
            (K::ReservedWord, Some(word.clone()))
        }
        LexError::UnexpectedInput(token) | LexError::ImproperSymbol(token, _) if !token.is_empty() => {
            (K::UnexpectedToken, Some(token.clone()))
        }
        // In single quotes stands a single character.
        LexError::UnterminatedString | LexError::MalformedChar(_) => (K::UnterminatedText, None),
        _ => (K::Syntax, None),
    };
    RuleError { name, ..without_place(kind, error.to_string()) }
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
        E::ErrorTooManyOperations(_) => of_limit("operations", sentence(innermost)),
        E::ErrorTooManyVariables(_) => of_limit("variables", sentence(innermost)),
        E::ErrorStackOverflow(_) => of_limit("calls", sentence(innermost)),
        E::ErrorDataTooLarge(..) => of_limit("size", sentence(innermost)),
        E::ErrorTerminated(..) => plain(RuleErrorKind::Limit),
        E::ErrorRuntime(said, _) => of_our_own(said.to_string()),
        _ => plain(RuleErrorKind::Misuse),
    };
    at(innermost.position(), found)
}

/// What one of our own functions says of how it was called.
fn of_our_own(said: String) -> RuleError {
    let kind = match said.as_str() {
        PAYS_ONCE => RuleErrorKind::PaidTwice,
        HAS_PAID => RuleErrorKind::RefusedAfterPaying,
        ONLY_FINDS => RuleErrorKind::LookPaid,
        _ => RuleErrorKind::Misuse,
    };
    without_place(kind, said)
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
