//! English: what is wrong with a rule.

use protocol::RuleErrorKind as Kind;

use crate::text::exercise::signature;

/// Says what is wrong, and where it can be said, how it is right.
pub(super) fn sentence(kind: Kind, name: Option<&str>) -> String {
    let said = name.unwrap_or_default();
    match (kind, signature(said)) {
        (Kind::UnknownName, Some(signature)) => {
            format!("\u{201c}{said}\u{201d} is missing or not there: {signature}.")
        }
        (Kind::UnknownName, None) => format!("Nobody knows the name \u{201c}{said}\u{201d}."),
        (Kind::OtherArguments, Some(signature)) => {
            format!("\u{201c}{said}\u{201d} takes something else: {signature}.")
        }
        (Kind::OtherArguments, None) => format!("\u{201c}{said}\u{201d} does not work with what stands beside it."),
        (Kind::MissingToken, _) => missing(said),
        (Kind::UnexpectedToken, _) => unexpected(said),
        (Kind::ReservedWord, _) => {
            format!("\u{201c}{said}\u{201d} is no part of the language of rules, and no name either.")
        }
        (Kind::Limit, _) => limit(name).into(),
        (Kind::WrongResult, Some(_)) => {
            "look returns a receipt, a text, a number, true or false, or nothing: ().".into()
        }
        _ => plain(kind).into(),
    }
}

/// What is said without a name.
fn plain(kind: Kind) -> &'static str {
    match kind {
        Kind::UnterminatedText => "A text begins here and does not end: it stands in double quotes, on one line.",
        Kind::UnexpectedEnd => "The rule ends in the middle: a bracket is still open, ( or {.",
        Kind::MissingExpression => "A value is missing here. Nothing is written ().",
        Kind::MissingName => "A name is missing here.",
        Kind::NotAssignable => "What stands left of = cannot be set. Compare with ==.",
        Kind::TooComplex => "This expression is nested too deeply. Take it apart with let.",
        Kind::NotATruthValue => "A condition must be true or false. Compare, for example with != ().",
        Kind::WrongResult => "pay must end with paid(...), replay(...) or refuse(...), without a semicolon.",
        Kind::PaidTwice => "A decision pays at most once, and here it pays a second time.",
        Kind::RefusedAfterPaying => "What has paid cannot refuse any more: check first, then pay.",
        Kind::LookPaid => "look may only look, with ledger.find(key). It is pay that pays.",
        Kind::Misuse => "That is not allowed here.",
        _ => "This cannot be read as a rule.",
    }
}

fn missing(token: &str) -> String {
    match token {
        ";" => "A semicolon is missing before this: ; ends every statement that another one follows.".into(),
        "," => "A comma is missing before this, or the closing bracket.".into(),
        ")" | "}" | "]" => format!("The closing bracket {token} is missing before this."),
        "(" | "{" | "[" => format!("The opening bracket {token} is missing before this."),
        token => format!("{token} is missing before this."),
    }
}

fn unexpected(token: &str) -> String {
    match token {
        "=" => "A single = sets a value. Compare with ==.".into(),
        "===" => "There is no \u{201c}===\u{201d} here. Compare with ==.".into(),
        "!==" => "There is no \u{201c}!==\u{201d} here. Not equal is !=.".into(),
        token => format!("\u{201c}{token}\u{201d} means nothing here."),
    }
}

fn limit(name: Option<&str>) -> &'static str {
    match name {
        Some("operations") => "A decision has at most 2000 steps. Does every loop end?",
        Some("time") => "A decision takes at most a quarter of a second. Does every loop end?",
        Some("questions") => "A decision asks ledger and memory at most eight times.",
        Some("calls") => "Functions call each other too deeply here. Does that ever end?",
        Some("variables") => "These are too many variables: 64 are allowed.",
        Some("functions") => "These are too many functions: 16 are allowed.",
        Some("size") => "A text or a list becomes too long here.",
        Some("text") => "The rule is too long: 8 KB are allowed.",
        _ => "The rule goes beyond a limit.",
    }
}
