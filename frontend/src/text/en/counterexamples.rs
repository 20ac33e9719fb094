//! English, for the shortest ways to pay twice.

use counterexamples::{Bounds, EventKind};

use crate::model::{AtBank, CounterexampleStep};
use crate::text::grouped;
use crate::text::pages::CounterexamplesText;

pub(super) const COUNTEREXAMPLES: CounterexamplesText = CounterexamplesText {
    name: "Paying twice",
    title: "The shortest way to pay twice",
    link: "can it pay twice?",
    what: "A model checker tries everything that can happen to a few payments, in every order: requests and replies are lost or late, the client gives up, the bank crashes. For each policy this is the shortest way to go wrong that there is.",
    source: "Client and policies are the real ones; network, storage and clock are modelled. Found by stateright, and found again by each test of the lab.",
    rule: |name| format!("asks the rule \u{201c}{name}\u{201d}; one key for two payments that differ"),
    steps: |count| format!("{count} steps,"),
    until_found: |states| format!("found after {} states", thousands(states)),
    step,
    in_short,
    paid_twice: "Paid twice.",
    acknowledged_unpaid: "Acknowledged, and never paid: the rule has compared the key, and not the payment.",
    none: "No way was found.",
    none_within: |bounds, states| {
        let Bounds { payments, attempts, crashes, gives_up } = bounds;
        let crashes = match crashes {
            0 => "no crash".to_owned(),
            1 => "a crash at any moment".to_owned(),
            count => format!("{count} crashes at any moment"),
        };
        let late = if *gives_up { "late delivery" } else { "nothing late" };
        let states = thousands(states);
        format!(
            "{payments} payments, {attempts} attempts each, losses, {crashes}, {late}: all {states} states looked at"
        )
    },
};

fn thousands(count: usize) -> String {
    grouped(count, ',')
}

/// Returns which attempt it is, and of which payment, where there are several.
fn who(step: &CounterexampleStep) -> String {
    let (what, number) =
        if step.of_several { ("payment", step.event.payment) } else { ("attempt", step.event.attempt) };
    format!("{what} {}", number.unwrap_or_default())
}

fn entries(rows: usize) -> String {
    if rows == 1 { "1 entry".into() } else { format!("{rows} entries") }
}

fn step(step: &CounterexampleStep) -> String {
    let (who, status) = (who(step), step.event.status.unwrap_or_default());
    let rows = entries(step.event.rows);
    match (step.event.step, step.bank) {
        (EventKind::Send, _) => format!("The client sends {who}."),
        (EventKind::LoseRequest, _) => format!("The request of {who} is lost."),
        (EventKind::Look, _) => format!("The bank looks for the key of {who}, finds nothing, and pauses."),
        (_, Some(AtBank::Paid { again: true })) => format!("The bank pays again ({who}): {rows} in the ledger."),
        (_, Some(AtBank::Paid { again: false })) => format!("The bank pays ({who}): {rows} in the ledger."),
        (EventKind::Decide | EventKind::PauseEnds, _) => {
            format!("The bank knows the key of {who} and pays nothing: {rows} in the ledger.")
        }
        (EventKind::LoseReply, _) => format!("The reply to {who} is lost."),
        (EventKind::Answer, _) => format!("The reply to {who} arrives: {status}."),
        (EventKind::GiveUp, _) => format!("The client waits for {who} no longer; at the bank it goes on."),
        (EventKind::Crash, _) => "The bank crashes and starts again: what it remembered is gone.".into(),
    }
}

fn in_short(step: &CounterexampleStep) -> String {
    match (step.event.step, step.bank) {
        (_, Some(bank)) => (super::TEXT.at_bank)(bank).into(),
        (EventKind::Send, _) => who(step),
        (EventKind::LoseRequest, _) => "request lost".into(),
        (EventKind::Look, _) => "looks: nothing there".into(),
        (EventKind::LoseReply, _) => "reply lost".into(),
        (EventKind::Answer, _) => step.event.status.unwrap_or_default().to_string(),
        (EventKind::GiveUp, _) => "gives up".into(),
        (EventKind::Decide | EventKind::PauseEnds, None) => String::new(),
        (EventKind::Crash, _) => "crash".into(),
    }
}
