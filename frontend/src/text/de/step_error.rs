//! German: why a step failed, and what a problem says.

use experiment::{StepError, Unreachable};
use protocol::Problem;

/// Returns why a step failed.
pub(super) fn why(error: &StepError) -> String {
    match error {
        StepError::Held(_) => "eine andere Seite läuft".into(),
        StepError::Refused(Problem { status, detail, .. }) if detail.is_empty() => {
            format!("die Bank antwortete {status}")
        }
        StepError::Refused(problem) => format!("die Bank antwortete {}: {}", problem.status, says(problem)),
        StepError::NetworkGone => "Toxiproxy antwortet nicht".into(),
        StepError::NoProxy => {
            "der Proxy fehlt in Toxiproxy oder ist dort abgeschaltet. „Proxy reparieren“ bringt ihn in Ordnung".into()
        }
        StepError::NoAnswer => "es kam keine Antwort".into(),
        StepError::Unreachable(why) => unreachable(why),
    }
}

/// What a problem says, in German where its type is known and otherwise in the words of whoever refused.
pub(super) fn says(problem: &Problem) -> String {
    match problem.kind.as_ref() {
        Problem::CONTROLS_CLOSED => "von hier aus ist die Steuerung gesperrt".into(),
        Problem::KEY_OF_ANOTHER_PAYMENT => "der Schlüssel stand schon für eine andere Zahlung".into(),
        Problem::RULE_REFUSED => format!("die Regel lehnte ab, {}", in_its_words(&problem.detail)),
        Problem::SCRIPT_FAILED => format!("die Regel versagte, {}", in_its_words(&problem.detail)),
        Problem::UNAVAILABLE => "gerade nicht, und nichts wurde ausgeführt".into(),
        Problem::NETWORK_GONE => "Toxiproxy antwortet nicht".into(),
        _ => in_its_words(&problem.detail),
    }
}

/// Marks what somebody else says as such: it may be in another language.
pub(super) fn in_its_words(detail: &str) -> String {
    format!("wörtlich „{}“", detail.trim_end_matches('.'))
}

fn unreachable(why: &Unreachable) -> String {
    match why {
        Unreachable::RefusedByCors(origin) => format!(
            "die Bank wurde erreicht, lässt aber keine Seite von {origin} ihre Antworten lesen. Mit --page-origin {origin} starten"
        ),
        Unreachable::SomebodyElse(address) => {
            format!("unter {address} antwortet jemand anderes, und nichts erreichte die Bank")
        }
        Unreachable::BlockedPort(port) => {
            format!("Browser sperren Port {port}. Das Labor mit einem anderen --proxied-port starten")
        }
        Unreachable::Nobody(address) => format!("unter {address} antwortet niemand"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_of_a_known_problem_is_not_repeated_and_that_of_any_other_is_marked_as_said_by_somebody_else() {
        const ENGLISH: &str = "somebody says this.";
        let refused = |kind| StepError::Refused(Problem::of_type(kind, 503, ENGLISH));
        for known in [Problem::CONTROLS_CLOSED, Problem::KEY_OF_ANOTHER_PAYMENT, Problem::UNAVAILABLE] {
            assert!(!why(&refused(known)).contains("somebody"), "{known}");
        }
        for other in [Problem::ABOUT_BLANK, Problem::RULE_REFUSED, Problem::SCRIPT_FAILED] {
            assert!(why(&refused(other)).ends_with("wörtlich „somebody says this“"), "{other}");
        }
        assert_eq!(
            why(&StepError::Refused(Problem::of_type(Problem::ABOUT_BLANK, 503, ""))),
            "die Bank antwortete 503"
        );
    }
}
