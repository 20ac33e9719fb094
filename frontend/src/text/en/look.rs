//! English: the words of what people look at.

use experiment::{Believed, Fate, Meaning, Outcome};

use crate::model::Cell;
use crate::text::LookText;

pub(super) const TEXT: LookText = LookText {
    question: "How much money moves?",
    explanations: [
        "When no answer comes, that is all the client knows. Whether the bank has paid, only the bank can say.",
        "Every request arrived and every reply came back. The same code will now meet a worse network.",
        "A lost request was never paid, a lost reply was paid, and to the client both look the same. It cannot tell which of \
         the unknown ones to send again.",
        "No answer is not a no: after a lost reply the bank had paid already, and the retry paid again. Lost requests did no \
         harm; only the lost replies cost money.",
        "The repeat carried the key of the first attempt, and the bank had it in its books. It paid again, because nobody \
         compared the two.",
        "A repeat met its own key in the books and got the first receipt again. Key and payment are written in one step, so \
         nothing comes between them.",
        "The numbers show where the key failed. The cure stands beside them: run it and compare.",
    ],
    predict: "Predict",
    predict_hint: "Say first what the bank will have transferred. You can also run without.",
    your_prediction: "Your prediction",
    run_again: "Run again",
    next_prediction: "Your prediction for the next run",
    no_prediction: "no prediction",
    reveal: "Reveal the bank",
    revealing: "Revealed at the end",
    reveal_by_itself: "Reveal by itself",
    covered: "covered",
    log_covered: "The bank's log is covered until you reveal the bank.",
    axis: "Euros transferred",
    theory: |low, high| format!("95 of 100 runs: {low} to {high}"),
    theory_certain: |count| format!("every run: {count}"),
    result: |total| format!("the bank: {total}"),
    search: "Number or key",
    not_found: |wanted| format!("No payment has the number or key \"{wanted}\"."),
    previous_problem: "Previous payment with a problem",
    next_problem: "Next payment with a problem",
    unluckiest: "Unluckiest",
    most_often_paid: "Most often paid",
    knows,
    as_a_table: "The grid as a table",
    number: "Payment",
    fate: "What became of it",
    cell: |cell| match cell {
        Cell::Fate(Fate::PaidTimes(times)) => format!("paid {times} times"),
        Cell::Fate(fate) => super::TEXT.fates[fate.position()].to_owned(),
        Cell::Believed(believed) => (TEXT.believed)(believed).to_owned(),
    },
    back: "Back",
    next: "Next",
    more_below: "More below",
    projector: "Projector",
    blanked: "The screen is blank. B, Esc or a click shows it again.",
    keys_title: "Keys",
    keys: [
        ("Page Down, \u{2192}, Space", "the next screen; on a question it starts the run"),
        ("Page Up, \u{2190}", "the screen before"),
        ("B or .", "blank screen, and back"),
        ("?", "this list"),
        ("Esc", "closes what is open"),
        ("Tab, Enter", "every button and slider"),
    ],
    letter_shortcuts: "Single characters (B . ?) are shortcuts",
    close: "Close",
    ignored: |name, value| format!("\"{name}={value}\" in the address means nothing here and was passed over."),
    believed: |believed| match believed {
        Believed::Waiting => "not sent yet",
        Believed::InFlight => "in flight",
        Believed::Acknowledged => "acknowledged",
        Believed::Refused => "refused",
        Believed::Unknown => "outcome unknown",
    },
};

fn knows(outcome: &Outcome) -> &'static str {
    match outcome.meaning() {
        Meaning::Acknowledged => "knows: paid",
        Meaning::Refused | Meaning::RuleFailed => "knows: refused",
        Meaning::NotNow(_) | Meaning::Unknown => "outcome unknown",
    }
}
