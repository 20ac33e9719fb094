//! German: the workshop's exercise.

use experiment::{Fault, NotJudged, Trial};

use super::rule_error;
use super::step_error::{says, why};
use crate::text::exercise::{ExerciseText, listed};

pub(super) const TEXT: ExerciseText = ExerciseText {
    name: "Selbst schreiben",
    title: "Die Prüfung selbst schreiben",
    task: "Kommt eine Zahlung mit einem Schlüssel an, fragt die Bank die Regel unten, was zu tun ist. Wie geliefert zahlt sie alles, \
           was kommt, und so zahlt eine Wiederholung noch einmal. Ändern Sie sie, bis sie fünf Proben besteht: jede Zahlung bestätigt, \
           und genau einmal bezahlt.",
    calls_title: "Was eine Regel sagen kann",
    calls: [
        ("ledger.insert(order, key)", "zahlt, und schreibt den Schlüssel neben die Zahlung; eine Quittung"),
        ("ledger.find(key)", "die älteste Quittung mit diesem Schlüssel, oder (), wenn es keine gibt"),
        (
            "ledger.claim(order, key)",
            "zahlt, wenn noch niemand den Schlüssel belegt hat, in einem Schritt. Sein .ours sagt, ob dieser Auftrag der erste war, \
             sein .receipt ist die Quittung dessen, der es war",
        ),
        (
            "memory.get(name), memory.set(name, value)",
            "was der Prozess der Bank sich merkt: Quittungen und Texte, bis er abstürzt",
        ),
        ("same(receipt, order)", "ob die Quittung von derselben Zahlung ist: wer, an wen, wie viel"),
        ("digest(text)", "ein Schlüssel aus irgendeinem Text"),
        ("note(text)", "eine Zeile im Protokoll der Bank"),
        ("paid(receipt)", "antwortet 200: eben bezahlt"),
        ("replay(receipt)", "antwortet 208: schon bezahlt, das ist die Quittung"),
        ("refuse(text)", "antwortet 422: nicht bezahlt, und warum"),
        ("order.src, .dest, .amount, .cents", "die Zahlung, die ankam; eine Quittung hat dasselbe, und .id und .key"),
    ],
    shape: "pay endet mit paid, replay oder refuse. Dazwischen ist es eine gewöhnliche kleine Sprache:",
    shape_example: "let price = order.cents;\nif price > 10000 {\n    return refuse(\"zu viel\");\n} else if price != 100 {\n    note(\"seltsam\");\n}",
    look: "Eine zweite Funktion, look, kann vor pay laufen. Hat sie etwas gefragt und nichts gefunden, wartet die Bank, bevor sie pay \
           fragt, und andere kommen vorbei: pay bekommt als seen, was look ergab.",

    rule: "Die Regel",
    straightened: "Typografische Anführungszeichen oder Leerzeichen wurden durch einfache ersetzt.",
    keys: "Schwer erreichbare Zeichen",
    tab_indents: "Tab rückt ein (sonst verlässt es den Text)",
    save: "Speichern",
    try_it: "Ausprobieren",
    save_and_try: "Speichern und ausprobieren",
    back_to_mine: "Zurück zu meinem Text",
    start_over: "Neu beginnen mit der gelieferten Regel",
    place: |line, column| format!("Zeile {line}, Spalte {column}:"),
    show_line: |line| format!("Zeile {line} zeigen"),
    error: rule_error::sentence,
    engine_says: "Die Engine sagt dazu, auf Englisch:",
    not_saved: |error| format!("Die Regel wurde nicht gespeichert: {}. Ihr Text bleibt.", why(error)),
    rule_unknown: "Die Bank hat ihre Regel noch nicht verraten.",
    is_saved: "Gespeichert: die Bank fragt diese Regel.",
    is_not_saved: "Nicht gespeichert: die Bank fragt noch die Regel in ihrem Kontobuch.",
    saved_elsewhere: "Eine andere Seite hat inzwischen eine andere Regel gespeichert. Ihr Text bleibt.",
    ledgers_rule: "Die Regel im Kontobuch",
    take_ledgers: "In den Editor übernehmen",

    trials_title: "Fünf Proben",
    trials_what: "Sie zahlen Zeile 1 von payments.csv wieder und wieder: Ihre Regel, das echte Netz, das echte Kontobuch.",
    trials_of_another: "Das sind die Ergebnisse der gespeicherten Regel. Ihr Text ist nicht gespeichert.",
    trial_name,
    trial_what: |trial| match trial {
        Trial::Plain => "100 Zahlungen, und nichts geht verloren.",
        Trial::Losses => "100 Zahlungen. Von zehn Anfragen gehen drei verloren, von zehn Antworten ebenso viele.",
        Trial::Crash => "Dasselbe, und mittendrin stürzt die Bank ab.",
        Trial::Impatience => "30 Zahlungen. Der Client gibt auf, bevor die Bank bezahlt hat, und versucht es wieder.",
        Trial::AnotherAmount => "Ein Schlüssel zahlt, und dient dann für einen anderen Betrag.",
    },
    shows_trial: |trial| format!("Zu sehen ist die Probe \u{201e}{}\u{201c} der Regel.", trial_name(trial)),
    paid: |paid, of| match paid {
        1 => format!("{of} Zahlungen, einmal bezahlt."),
        _ => format!("{of} Zahlungen, {paid}-mal bezahlt."),
    },
    other_refused: "1 EUR wurde bezahlt, der andere Betrag abgelehnt.",
    patience: |timeout, pause| format!("Der Client gab nach {timeout} ms auf, die Bank wartete {pause} ms."),
    passed: "Bestanden.",
    out_of_time: "Sie war nach 30 Sekunden nicht zu Ende.",
    fault: |payment, fault| match fault {
        Fault::PaidBy(attempts) => {
            format!("Zahlung {payment} wurde bei den Versuchen {} bezahlt.", listed(attempts, "und"))
        }
        Fault::AcknowledgedNotPaid => format!("Zahlung {payment} wurde bestätigt und nie bezahlt."),
        Fault::RefusedButPaid => format!("Zahlung {payment} wurde abgelehnt und doch bezahlt."),
        Fault::Refused(Some(problem)) => format!("Zahlung {payment} wurde abgelehnt: {}.", says(problem)),
        Fault::Refused(None) => format!("Zahlung {payment} wurde abgelehnt."),
        Fault::Unknown => format!("Der Client weiß nicht, was aus Zahlung {payment} wurde."),
        Fault::FirstAnswer(status) => {
            format!(
                "Der erste Versuch von Zahlung {payment} wurde mit {status} beantwortet, als wäre er eine Wiederholung."
            )
        }
    },
    what_is_right: "Derselbe Schlüssel mit einem anderen Betrag ist eine andere Zahlung: lehnen Sie sie ab, oder zahlen Sie sie für sich, aber \
                    sagen Sie nie, sie sei schon bezahlt.",
    not_judged: |why| match why {
        NotJudged::NoClock => {
            "Nicht beurteilt: ohne eine Antwort in der Probe ohne Verluste weiß niemand, wie lange ein Versuch dauert."
        }
        NotJudged::TooSlow => "Nicht beurteilt: diese Verbindung ist zu langsam, um Ungeduld zu beurteilen.",
        NotJudged::Hidden => "Nicht beurteilt: lassen Sie diese Seite im Vordergrund, Browser bremsen verborgene.",
        NotJudged::Changed => "Nicht beurteilt: die Regel oder die Schlüsselprüfung wurde inzwischen geändert.",
    },
    stopped: "Die Proben wurden angehalten.",
    changed: "Die Proben sind zu Ende: die Regel oder die Schlüsselprüfung wurde inzwischen geändert.",
    all_passed: "Alle fünf bestanden: keine Zahlung ging verloren, und keine wurde zweimal bezahlt.",
    some_passed: |passed| format!("{passed} von 5 bestanden."),

    hints_title: "Hinweise",
    hints: [
        "Eine Wiederholung trägt den Schlüssel des ersten Versuchs. Bevor sie zahlt, muss die Regel also herausfinden, ob dieser \
         Schlüssel schon da war, und dann mit der Quittung von damals antworten: replay(...).",
        "Was im Speicher steht, ist nach einem Absturz weg; was im Kontobuch steht, nicht. look und pay sind zwei Schritte, und \
         dazwischen kommt ein anderer vorbei; in pay kommt niemand. Ein Aufruf zahlt dort und belegt den Schlüssel zugleich, und \
         sagt, ob er der erste war.",
        "Ein Schlüssel, der schon belegt ist, kann mit einem anderen Betrag kommen. Dann ist jene Quittung von einer anderen Zahlung, \
         und die Antwort muss refuse(...) sein. same(receipt, order) sagt es.",
    ],
    next_hint: ["Erster Hinweis", "Zweiter Hinweis", "Dritter Hinweis", "Lösung zeigen"],
    take_solution: "In den Editor übernehmen",

    further: "Ein ganzes Kapitel mit Ihrer Regel: alle Zahlungen der Datei, und von zehn Anfragen und Antworten gehen je drei verloren.",
    further_unsaved: "Ihr Text ist nicht gespeichert: das Kapitel würde die Regel im Kontobuch fragen.",
    choose: "Kapitel 5 mit \u{201e}script\u{201c}",
    in_rust: "Die eigenen Regeln der Bank sind dasselbe in Rust: backend/src/bank/policy/ hat für jede eine Datei.",
};

fn trial_name(trial: Trial) -> &'static str {
    match trial {
        Trial::Plain => "Ohne Verluste",
        Trial::Losses => "Verluste",
        Trial::Crash => "Absturz",
        Trial::Impatience => "Ungeduld",
        Trial::AnotherAmount => "Anderer Betrag",
    }
}
