//! German, for the shortest ways to pay twice.

use counterexamples::{Bounds, EventKind};

use crate::model::{AtBank, CounterexampleStep};
use crate::text::grouped;
use crate::text::pages::CounterexamplesText;

pub(super) const COUNTEREXAMPLES: CounterexamplesText = CounterexamplesText {
    name: "Doppelt zahlen",
    title: "Der kürzeste Weg, doppelt zu zahlen",
    link: "zahlt sie doppelt?",
    what: "Ein Model-Checker probiert alles, was wenigen Zahlungen geschehen kann, in jeder Reihenfolge: Anfragen und Antworten gehen verloren oder kommen spät, der Client gibt auf, die Bank stürzt ab. Für jede Regel ist dies der kürzeste Weg in den Fehler, den es gibt.",
    source: "Client und Regeln sind die echten; Netz, Speicher und Uhr sind nachgebildet. Gefunden von stateright, und bei jedem Test des Labs aufs Neue.",
    rule: |name| format!("fragt die Regel „{name}“; ein Schlüssel für zwei verschiedene Zahlungen"),
    steps: |count| format!("{count} Schritte,"),
    until_found: |states| format!("gefunden nach {} Zuständen", thousands(states)),
    step,
    in_short,
    paid_twice: "Doppelt bezahlt.",
    acknowledged_unpaid: "Bestätigt, und nie bezahlt: die Regel hat den Schlüssel verglichen, und nicht die Zahlung.",
    none: "Es wurde kein Weg gefunden.",
    none_within: |bounds, states| {
        let Bounds { payments, attempts, crashes, gives_up } = bounds;
        let crashes = match crashes {
            0 => "kein Absturz".to_owned(),
            1 => "ein Absturz in jedem Augenblick".to_owned(),
            count => format!("{count} Abstürze in jedem Augenblick"),
        };
        let late = if *gives_up { "späte Zustellung" } else { "nichts kommt spät" };
        let states = thousands(states);
        format!(
            "{payments} Zahlungen, je {attempts} Versuche, Verluste, {crashes}, {late}: alle {states} Zustände angesehen"
        )
    },
};

fn thousands(count: usize) -> String {
    grouped(count, '.')
}

/// Returns which attempt it is, and of which payment, where there are several.
fn who(step: &CounterexampleStep) -> String {
    let (what, number) =
        if step.of_several { ("Zahlung", step.event.payment) } else { ("Versuch", step.event.attempt) };
    format!("{what} {}", number.unwrap_or_default())
}

fn entries(rows: usize) -> String {
    if rows == 1 { "1 Eintrag".into() } else { format!("{rows} Einträge") }
}

fn step(step: &CounterexampleStep) -> String {
    let (who, status) = (who(step), step.event.status.unwrap_or_default());
    let rows = entries(step.event.rows);
    match (step.event.step, step.bank) {
        (EventKind::Send, _) => format!("Der Client sendet {who}."),
        (EventKind::LoseRequest, _) => format!("Die Anfrage geht verloren ({who})."),
        (EventKind::Look, _) => format!("Die Bank sucht den Schlüssel, findet nichts und wartet ({who})."),
        (_, Some(AtBank::Paid { again: true })) => format!("Die Bank zahlt noch einmal ({who}): {rows} im Kontobuch."),
        (_, Some(AtBank::Paid { again: false })) => format!("Die Bank zahlt ({who}): {rows} im Kontobuch."),
        (EventKind::Decide | EventKind::PauseEnds, _) => {
            format!("Die Bank kennt den Schlüssel und zahlt nichts ({who}): {rows} im Kontobuch.")
        }
        (EventKind::LoseReply, _) => format!("Die Antwort geht verloren ({who})."),
        (EventKind::Answer, _) => format!("Die Antwort kommt an ({who}): {status}."),
        (EventKind::GiveUp, _) => format!("Der Client wartet nicht mehr ({who}); bei der Bank geht es weiter."),
        (EventKind::Crash, _) => "Die Bank stürzt ab und fängt neu an: was sie sich gemerkt hat, ist fort.".into(),
    }
}

fn in_short(step: &CounterexampleStep) -> String {
    match (step.event.step, step.bank) {
        (_, Some(bank)) => (super::TEXT.at_bank)(bank).into(),
        (EventKind::Send, _) => who(step),
        (EventKind::LoseRequest, _) => "Anfrage verloren".into(),
        (EventKind::Look, _) => "sucht: nichts da".into(),
        (EventKind::LoseReply, _) => "Antwort verloren".into(),
        (EventKind::Answer, _) => step.event.status.unwrap_or_default().to_string(),
        (EventKind::GiveUp, _) => "gibt auf".into(),
        (EventKind::Decide | EventKind::PauseEnds, None) => String::new(),
        (EventKind::Crash, _) => "Absturz".into(),
    }
}
