//! German: the words of what people look at.

use experiment::{Believed, Fate, Meaning, Outcome};

use crate::model::Cell;
use crate::text::LookText;

pub(super) const TEXT: LookText = LookText {
    question: "Wie viel Geld bewegt sich?",
    explanations: [
        "Kommt keine Antwort, weiß der Client nur das. Ob die Bank gezahlt hat, kann nur die Bank sagen.",
        "Jede Anfrage kam an, und jede Antwort kam zurück. Derselbe Code trifft jetzt auf ein schlechteres Netz.",
        "Eine verlorene Anfrage wurde nie bezahlt, eine verlorene Antwort schon, und für den Client sehen beide gleich aus. Er weiß \
         nicht, welche der ungewissen er noch einmal senden soll.",
        "Keine Antwort ist kein Nein: Nach einer verlorenen Antwort hatte die Bank schon gezahlt, und die Wiederholung zahlte noch \
         einmal. Verlorene Anfragen schadeten nicht; nur verlorene Antworten kosten Geld.",
        "Die Wiederholung trug den Schlüssel des ersten Versuchs, und die Bank hatte ihn in den Büchern. Sie zahlte noch einmal, weil \
         niemand die beiden verglich.",
        "Die Wiederholung traf in den Büchern auf ihren eigenen Schlüssel und bekam die erste Quittung. Schlüssel und Zahlung werden \
         in einem Schritt geschrieben, dazwischen passt nichts.",
        "Die Zahlen zeigen, wo der Schlüssel versagt hat. Daneben steht das Gegenmittel: ausführen und vergleichen.",
    ],
    predict: "Vorhersagen",
    predict_hint: "Erst sagen, was die Bank überwiesen haben wird. Es geht auch ohne.",
    your_prediction: "Ihre Vorhersage",
    run_again: "Noch einmal",
    next_prediction: "Ihre Vorhersage für den nächsten Lauf",
    no_prediction: "keine Vorhersage",
    reveal: "Bank aufdecken",
    revealing: "Wird aufgedeckt",
    reveal_by_itself: "Von selbst aufdecken",
    covered: "verdeckt",
    log_covered: "Das Protokoll ist verdeckt, bis Sie die Bank aufdecken.",
    axis: "Überwiesene Euro",
    theory: |low, high| format!("95 von 100 Läufen: {low} bis {high}"),
    theory_certain: |count| format!("jeder Lauf: {count}"),
    result: |total| format!("die Bank: {total}"),
    search: "Nr. / Schlüssel",
    not_found: |wanted| format!("Keine Zahlung hat die Nummer oder den Schlüssel \"{wanted}\"."),
    previous_problem: "Vorige Zahlung mit Problem",
    next_problem: "Nächste Zahlung mit Problem",
    unluckiest: "Größtes Pech",
    most_often_paid: "Am häufigsten bezahlt",
    knows,
    as_a_table: "Das Raster als Tabelle",
    number: "Zahlung",
    fate: "Was aus ihr wurde",
    cell: |cell| match cell {
        Cell::Fate(Fate::PaidTimes(times)) => format!("{times}-mal bezahlt"),
        Cell::Fate(fate) => super::TEXT.fates[fate.position()].to_owned(),
        Cell::Believed(believed) => (TEXT.believed)(believed).to_owned(),
    },
    back: "Zurück",
    next: "Weiter",
    more_below: "Weiter unten ist mehr",
    projector: "Projektor",
    blanked: "Der Bildschirm ist dunkel. B, Esc oder ein Klick zeigt ihn wieder.",
    keys_title: "Tasten",
    keys: [
        ("Bild ab, \u{2192}, Leertaste", "der nächste Schritt; bei einer Frage startet er den Lauf"),
        ("Bild auf, \u{2190}", "der Schritt davor"),
        ("B oder .", "dunkler Bildschirm, und zurück"),
        ("?", "diese Liste"),
        ("Esc", "schließt, was offen ist"),
        ("Tab, Enter", "alle Knöpfe und Regler"),
    ],
    letter_shortcuts: "Einzelne Zeichen (B . ?) sind Tastenkürzel",
    close: "Schließen",
    ignored: |name, value| format!("\"{name}={value}\" in der Adresse bedeutet hier nichts und wurde übergangen."),
    believed: |believed| match believed {
        Believed::Waiting => "noch nicht gesendet",
        Believed::InFlight => "unterwegs",
        Believed::Acknowledged => "bestätigt",
        Believed::Refused => "abgelehnt",
        Believed::Unknown => "Ausgang unbekannt",
    },
};

fn knows(outcome: &Outcome) -> &'static str {
    match outcome.meaning() {
        Meaning::Acknowledged => "weiß: bezahlt",
        Meaning::Refused | Meaning::RuleFailed => "weiß: abgelehnt",
        Meaning::NotNow(_) | Meaning::Unknown => "Ausgang unbekannt",
    }
}
