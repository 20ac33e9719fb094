//! English: the workshop's exercise.

use experiment::{Fault, NotJudged, Trial};

use super::rule_error;
use super::step_error::why;
use crate::text::exercise::{ExerciseText, listed};

pub(super) const TEXT: ExerciseText = ExerciseText {
    name: "Write it yourself",
    title: "Write the deduplication yourself",
    task: "Whenever a payment with a key arrives, the bank asks the rule below what to do. As delivered it pays whatever comes, \
           so a repeat pays again. Change it until it passes five trials: every payment acknowledged, and paid exactly once.",
    calls_title: "What a rule can say",
    calls: [
        ("ledger.insert(order, key)", "pays, and writes the key beside the payment; a receipt"),
        ("ledger.find(key)", "the oldest receipt with this key, or () if there is none"),
        (
            "ledger.claim(order, key)",
            "pays if nobody has claimed the key before, in one step. Its .ours says whether this order came first, its .receipt \
             is that of whoever did",
        ),
        (
            "memory.get(name), memory.set(name, value)",
            "what the bank's process remembers: receipts and texts, until it crashes",
        ),
        ("same(receipt, order)", "whether the receipt is of the same payment: payer, payee and amount"),
        ("digest(text)", "a key made from any text"),
        ("note(text)", "a line in the bank's log"),
        ("paid(receipt)", "answers 200: paid just now"),
        ("replay(receipt)", "answers 208: was paid before, and this is the receipt"),
        ("refuse(text)", "answers 422: not paid, and this is why"),
        ("order.src, .dest, .amount, .cents", "the payment that has arrived; a receipt has the same, and .id and .key"),
    ],
    shape: "pay ends with one of paid, replay and refuse. In between it is an ordinary little language:",
    shape_example: "let price = order.cents;\nif price > 10000 {\n    return refuse(\"too much\");\n} else if price != 100 {\n    note(\"an odd one\");\n}",
    look: "A second function, look, may run before pay. If it asked something and found nothing, the bank waits before it asks pay, \
           and others may pass: pay gets what look returned as seen.",

    rule: "The rule",
    straightened: "Typographic quotes or spaces were replaced by plain ones.",
    keys: "Characters that are hard to reach",
    tab_indents: "Tab indents (otherwise it leaves the text)",
    save: "Save",
    try_it: "Try it",
    save_and_try: "Save and try it",
    back_to_mine: "Back to my text",
    start_over: "Start over with the rule as delivered",
    place: |line, column| format!("Line {line}, column {column}:"),
    show_line: |line| format!("Show line {line}"),
    error: rule_error::sentence,
    engine_says: "The engine's own words:",
    not_saved: |error| format!("The rule was not saved: {}. Your text is kept.", why(error)),
    rule_unknown: "The bank has not told its rule yet.",
    is_saved: "Saved: the bank asks this rule.",
    is_not_saved: "Not saved: the bank still asks the rule in its ledger.",
    saved_elsewhere: "Another page has saved another rule meanwhile. Your text is kept.",
    ledgers_rule: "The rule in the ledger",
    take_ledgers: "Put it into the editor",

    trials_title: "Five trials",
    trials_what: "They pay row 1 of payments.csv again and again: your rule, the real network, the real ledger.",
    trials_of_another: "These are the results of the saved rule. Your text is not saved.",
    trial_name,
    trial_what: |trial| match trial {
        Trial::Plain => "100 payments, and nothing is lost.",
        Trial::Losses => "100 payments. Of ten requests three are lost, and of ten replies as many.",
        Trial::Crash => "The same, and in the middle the bank crashes.",
        Trial::Impatience => "30 payments. The client gives up before the bank has paid, and tries again.",
        Trial::AnotherAmount => "A key pays, and is then used for another amount.",
    },
    shows_trial: |trial| format!("What you see is the trial \u{201c}{}\u{201d} of the rule.", trial_name(trial)),
    paid: |paid, of| match paid {
        1 => format!("{of} payments, paid once."),
        _ => format!("{of} payments, paid {paid} times."),
    },
    other_refused: "1 EUR was paid, and the other amount was refused.",
    patience: |timeout, pause| format!("The client gave up after {timeout} ms, the bank paused for {pause} ms."),
    passed: "Passed.",
    out_of_time: "It was not over after 30 seconds.",
    fault: |payment, fault| match fault {
        Fault::PaidBy(attempts) => format!("Payment {payment} was paid at attempts {}.", listed(attempts, "and")),
        Fault::AcknowledgedNotPaid => format!("Payment {payment} was acknowledged, and never paid."),
        Fault::RefusedButPaid => format!("Payment {payment} was refused, and paid all the same."),
        Fault::Refused(Some(problem)) => format!("Payment {payment} was refused: {}", problem.detail),
        Fault::Refused(None) => format!("Payment {payment} was refused."),
        Fault::Unknown => format!("The client does not know what became of payment {payment}."),
        Fault::FirstAnswer(status) => {
            format!("The first attempt of payment {payment} was answered {status}, as if it were a repeat.")
        }
    },
    what_is_right: "The same key with another amount is another payment: refuse it, or pay it for itself, but never say that it was \
                    paid before.",
    not_judged: |why| match why {
        NotJudged::NoClock => {
            "Not judged: without an answer in the plain trial nobody knows how long an attempt takes."
        }
        NotJudged::TooSlow => "Not judged: this connection is too slow to judge impatience.",
        NotJudged::Hidden => "Not judged: keep this page in front, browsers slow hidden ones down.",
        NotJudged::Changed => "Not judged: the rule or the key policy was changed meanwhile.",
    },
    stopped: "The trials were stopped.",
    changed: "The trials have ended: the rule or the key policy was changed meanwhile.",
    all_passed: "All five passed: no payment was lost, and none was paid twice.",
    some_passed: |passed| format!("{passed} of 5 passed."),

    hints_title: "Hints",
    hints: [
        "A repeat carries the key of the first attempt. So before it pays, the rule has to find out whether this key has been here, \
         and if so answer with the receipt of that time: replay(...).",
        "What is kept in memory is gone after a crash; what stands in the ledger is not. look and pay are two steps, and another \
         may pass between them; inside pay nobody does. One call there pays and claims the key at once, and says whether it was \
         the first.",
        "A key that was claimed before may come with another amount. Then that receipt is of another payment, and the answer must \
         be refuse(...). same(receipt, order) tells.",
    ],
    next_hint: ["First hint", "Second hint", "Third hint", "Show the solution"],
    take_solution: "Put it into the editor",

    further: "A whole chapter with your rule: all payments of the file, and of ten requests and replies three each are lost.",
    further_unsaved: "Your text is not saved: the chapter would ask the rule in the ledger.",
    choose: "Chapter 5 with \u{201c}script\u{201d}",
    in_rust: "The bank's own key policies are the same in Rust: backend/src/bank/policy/ has a file for each.",
};

fn trial_name(trial: Trial) -> &'static str {
    match trial {
        Trial::Plain => "Plain",
        Trial::Losses => "Losses",
        Trial::Crash => "Crash",
        Trial::Impatience => "Impatience",
        Trial::AnotherAmount => "Another amount",
    }
}
