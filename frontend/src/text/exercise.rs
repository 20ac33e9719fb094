//! The words of the workshop's exercise: the rule that is written on the page, and its trials.

use experiment::{Fault, Millis, NotJudged, StepError, Trial};
use protocol::RuleErrorKind;

/// The texts of one language.
pub(crate) struct ExerciseText {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) task: &'static str,
    pub(crate) calls_title: &'static str,
    /// What a rule can say, and what for.
    pub(crate) calls: [(&'static str, &'static str); 11],
    /// How a rule is written.
    pub(crate) shape: &'static str,
    pub(crate) shape_example: &'static str,
    pub(crate) look: &'static str,

    pub(crate) rule: &'static str,
    pub(crate) straightened: &'static str,
    pub(crate) keys: &'static str,
    pub(crate) tab_indents: &'static str,
    pub(crate) save: &'static str,
    pub(crate) try_it: &'static str,
    pub(crate) save_and_try: &'static str,
    pub(crate) back_to_mine: &'static str,
    /// On the button that brings back the rule of a new ledger.
    pub(crate) start_over: &'static str,
    /// A line and a column, both from 1.
    pub(crate) place: fn(u32, u32) -> String,
    pub(crate) show_line: fn(u32) -> String,
    /// What is wrong with a rule: the kind of mistake, and the name that it is about.
    pub(crate) error: fn(RuleErrorKind, Option<&str>) -> String,
    /// Before what the engine says, in English.
    pub(crate) engine_says: &'static str,
    pub(crate) not_saved: fn(&StepError) -> String,
    pub(crate) rule_unknown: &'static str,
    pub(crate) is_saved: &'static str,
    pub(crate) is_not_saved: &'static str,
    pub(crate) saved_elsewhere: &'static str,
    pub(crate) ledgers_rule: &'static str,
    pub(crate) take_ledgers: &'static str,

    pub(crate) trials_title: &'static str,
    pub(crate) trials_what: &'static str,
    /// The results are those of the ledger's rule, and the text is another.
    pub(crate) trials_of_another: &'static str,
    pub(crate) trial_name: fn(Trial) -> &'static str,
    pub(crate) trial_what: fn(Trial) -> &'static str,
    /// The run on the page is this trial.
    pub(crate) shows_trial: fn(Trial) -> String,
    /// How many payments the ledger holds, and how many were to be made.
    pub(crate) paid: fn(u64, usize) -> String,
    /// The second payment with the key was refused, as it may be.
    pub(crate) other_refused: &'static str,
    /// After how long the client gave up, and how long the bank paused.
    pub(crate) patience: fn(Millis, u32) -> String,
    pub(crate) passed: &'static str,
    pub(crate) out_of_time: &'static str,
    /// What is wrong with the payment of this number.
    pub(crate) fault: fn(usize, &Fault) -> String,
    /// What passes when a key comes with another amount.
    pub(crate) what_is_right: &'static str,
    pub(crate) not_judged: fn(NotJudged) -> &'static str,
    pub(crate) stopped: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) all_passed: &'static str,
    pub(crate) some_passed: fn(usize) -> String,

    pub(crate) hints_title: &'static str,
    pub(crate) hints: [&'static str; 3],
    /// On the button, before the first hint, the second, the third, and the solution.
    pub(crate) next_hint: [&'static str; 4],
    pub(crate) take_solution: &'static str,

    pub(crate) further: &'static str,
    /// The chapter would not run what is in the editor.
    pub(crate) further_unsaved: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) in_rust: &'static str,
}

/// Returns how a name of the rule's language is called; `None` for any other.
pub(super) fn signature(name: &str) -> Option<&'static str> {
    Some(match name {
        "insert" => "ledger.insert(order, key)",
        "claim" => "ledger.claim(order, key)",
        "find" => "ledger.find(key)",
        "get" => "memory.get(name)",
        "set" => "memory.set(name, value)",
        "same" => "same(receipt, order)",
        "digest" => "digest(text)",
        "note" => "note(text)",
        "paid" => "paid(receipt)",
        "replay" => "replay(receipt)",
        "refuse" => "refuse(text)",
        "pay" => "fn pay(order, key, ledger, memory, seen)",
        "look" => "fn look(order, key, ledger, memory)",
        _ => return None,
    })
}

/// Returns numbers as a list: `1`, `1 and 2`, `1, 2 and 3`.
pub(super) fn listed(numbers: &[u32], and: &str) -> String {
    match numbers {
        [] => String::new(),
        [one] => one.to_string(),
        [some @ .., last] => {
            let some: Vec<String> = some.iter().map(u32::to_string).collect();
            format!("{} {and} {last}", some.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn a_payment_that_was_paid_twice_is_named_with_its_attempts() {
        let sentence = |language: Language| (language.text().pages.exercise.fault)(37, &Fault::PaidBy(vec![1, 2]));
        assert_eq!(sentence(Language::En), "Payment 37 was paid at attempts 1 and 2.");
        assert_eq!(sentence(Language::De), "Zahlung 37 wurde bei den Versuchen 1 und 2 bezahlt.");
        assert_eq!(listed(&[1, 2, 4], "and"), "1, 2 and 4");
    }

    #[test]
    fn a_known_name_is_said_with_its_arguments() {
        for language in Language::ALL {
            let error = language.text().pages.exercise.error;
            let claim = error(RuleErrorKind::OtherArguments, Some("claim"));
            assert!(claim.contains("ledger.claim(order, key)"), "{claim}");
            assert!(error(RuleErrorKind::UnknownName, Some("recipt")).contains("recipt"));
            for token in [";", ")", "}", "\""] {
                assert!(error(RuleErrorKind::MissingToken, Some(token)).contains(token));
                assert!(error(RuleErrorKind::UnexpectedToken, Some(token)).contains(token));
            }
        }
    }

    #[test]
    fn every_limit_has_a_sentence_of_its_own() {
        const LIMITS: [&str; 8] =
            ["operations", "time", "questions", "calls", "variables", "functions", "size", "text"];
        for language in Language::ALL {
            let error = language.text().pages.exercise.error;
            let mut sentences = LIMITS.map(|limit| error(RuleErrorKind::Limit, Some(limit))).to_vec();
            sentences.push(error(RuleErrorKind::Limit, None));
            sentences.sort();
            sentences.dedup();
            assert_eq!(sentences.len(), LIMITS.len() + 1, "{sentences:?}");
        }
    }
}
