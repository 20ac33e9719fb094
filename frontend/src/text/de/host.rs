//! German: the words of the host's dashboard.

use protocol::room::{Counted, StationActivity};

use super::step_error::in_its_words;
use crate::state::HostQuestion;
use crate::text::host::HostText;
use crate::text::runs::QuestionText;

pub(super) const TEXT: HostText = HostText {
    title: "Der Raum",
    to_lab: "Mein eigenes Labor",
    to_presenter: "Vorführansicht",
    asking: "Der Raum wird gefragt ...",
    no_hub: "Der Raum antwortet nicht. Diese Seite fragt alle 2 s wieder.",
    wrong_key: "Dieser Raum hat einen anderen Schlüssel. Öffnen Sie die Adresse der Leitung, die das Programm beim Start ausgibt.",
    refused: |detail| {
        if detail.is_empty() {
            "Der Raum hat das abgelehnt.".to_owned()
        } else {
            format!("Der Raum hat das abgelehnt, {}.", in_its_words(detail))
        }
    },

    join: "Herein",
    code: "Code",
    address: "Adresse",
    no_address: "Es ist keine Adresse bekannt, unter der andere diesen Rechner erreichen. Starten Sie mit --room-address URL.",
    qr: "QR-Code des Raums",
    large: "Groß zeigen",
    not_seen: "Noch hat kein anderes Gerät diese Adresse erreicht.",
    advice: "Ein Handy kommt nicht her? Ist es im selben WLAN und nicht in den mobilen Daten? Gastnetze trennen Geräte oft \
             voneinander: Ein eigener Hotspot hilft, oder eine andere Adresse.",
    guessing: "Jemand rät den Code. Ein neuer Code oder Sperren hält ihn draußen.",
    wifi: "QR-Code des WLANs",
    wifi_name: "Name des WLANs",
    wifi_password: "Passwort",
    wifi_hint: "Bleibt in diesem Tab; ohne Passwort ist es ein offenes Netz.",
    wifi_too_long: "Das ist zu lang für einen QR-Code.",

    counts: |taken, seats, predicted, running| {
        let runs = if running == 1 { "läuft" } else { "laufen" };
        format!("{taken} von {seats} Plätzen, {predicted} vorhergesagt, {running} {runs}")
    },
    mode: "Wer das Szenario wählt",
    free: "Frei",
    paced: "Im Takt",
    scenario: "Szenario des Raums",
    reveal_all: "Alle aufdecken",
    revealed: "Aufgedeckt",
    pause_all: "Alle anhalten",
    go_on: "Alle fortsetzen",
    lock: "Sperren",
    unlock: "Entsperren",
    new_code: "Neuer Code",
    is_locked: "Der Raum ist geschlossen: Neu kommt niemand herein.",
    free_left: |left| format!("Verlassene frei ({left})"),
    export: "CSV speichern",

    chart: "Was alle vorhergesagt haben, und was herauskam",
    predictions: "Vorhersagen",
    results: "Ergebnisse",
    covered: "verdeckt bis zum Aufdecken",
    spoken_predictions: |count, span| match span {
        Some((low, high)) => format!("{count} Vorhersagen, von {low} bis {high} EUR."),
        None => format!("{count} Vorhersagen."),
    },
    spoken_results: |count, span| match span {
        Some((low, high)) => format!("{count} Ergebnisse, von {low} bis {high} EUR."),
        None => format!("{count} Ergebnisse."),
    },
    bar: |count| if count == 1 { "1 Vorhersage".to_owned() } else { format!("{count} Vorhersagen") },
    usual: |low, high| {
        if low == high { format!("jeder Lauf: {low}") } else { format!("95 von 100 Läufen: {low} bis {high}") }
    },
    almost_always: |low, high| format!("999 von 1000: {low} bis {high}"),
    verdicts: ["zu wenig", "genau", "zu viel"],
    inside_law: |inside, all, expected| {
        format!("{inside} von {all} innerhalb; {} außerhalb ist zu erwarten", outside(expected))
    },
    inside_certain: |inside, all, total| format!("{inside} von {all} bei genau {total}, wie das Gesetz es sagt"),
    inside_seen: |inside, all| {
        format!("{inside} von {all} dort, wo Läufe bisher endeten; ein Gesetz ist nicht bekannt")
    },
    pooled: |stations, payments, each, moved| {
        let each = each.map(|each| format!(" zu {each} EUR")).unwrap_or_default();
        let stations = if stations == 1 { "1 Station".to_owned() } else { format!("{stations} Stationen") };
        format!("{stations}, {payments} Zahlungen{each}: {moved} EUR bewegt")
    },
    nobody_done: "noch kein Ergebnis, das zählt",

    stations: "Stationen",
    activity: |activity, percent| match activity {
        StationActivity::Free => "frei".to_owned(),
        StationActivity::Predicting => "schätzt".to_owned(),
        StationActivity::Running => format!("läuft {percent} %"),
        StationActivity::Done => "fertig".to_owned(),
        StationActivity::BankDown => "Bank aus".to_owned(),
        StationActivity::Away => "weg".to_owned(),
        StationActivity::Left => "verlassen".to_owned(),
    },
    not_counted: "zählt nicht",
    why_not: |counted| match counted {
        Counted::Counted => None,
        Counted::OtherSettings => Some("andere Einstellungen"),
        Counted::Stopped => Some("abgebrochen"),
        Counted::OtherTraffic => Some("fremder Verkehr"),
        Counted::Disturbed => Some("gestört"),
        Counted::AfterReveal => Some("nach dem Aufdecken"),
        Counted::ReadTooLate => Some("zu spät gelesen"),
        Counted::Incomplete => Some("Zahlungen fehlen"),
    },
    rule: "Proben der Regel",
    trial: |number, passed| {
        let said = match passed {
            Some(true) => "bestanden",
            Some(false) => "nicht bestanden",
            None => "nicht beurteilt",
        };
        format!("Probe {number}: {said}")
    },
    look: |name| format!("Station {name} ansehen"),
    more: |name| format!("Mehr für Station {name}"),
    free_seat: "Platz freigeben",
    reset_station: "Zurücksetzen",
    crash_station: "Bank abstürzen lassen",
    move_seat: "PIN und QR",
    question: |question| match question {
        HostQuestion::Free(_) => QuestionText {
            title: "Diesen Platz freigeben?",
            what: "Hauptbuch, Regel und Punkt sind dann weg, und wer dort saß, muss neu hereinkommen. In der Ergebnisdatei bleiben die Läufe, als die eines freigegebenen Platzes.",
            confirm: "Platz freigeben",
        },
        HostQuestion::Reset(_) => QuestionText {
            title: "Diese Station zurücksetzen?",
            what: "Ein laufender Lauf endet; Hauptbuch, Verluste und Schlüsselregel beginnen von vorn.",
            confirm: "Station zurücksetzen",
        },
        HostQuestion::Crash(_) => QuestionText {
            title: "Diese Bank abstürzen lassen?",
            what: "Sie stirbt sofort und startet von selbst wieder. Was gespeichert war, bleibt.",
            confirm: "Bank abstürzen lassen",
        },
        HostQuestion::Move(_) => QuestionText {
            title: "PIN und QR dieses Platzes zeigen?",
            what: "Wer sie sieht, kann den Platz übernehmen: vorher den Projektor wegdrehen oder dunkel schalten.",
            confirm: "Zeigen",
        },
        HostQuestion::FreeLeft => QuestionText {
            title: "Alle verlassenen Plätze freigeben?",
            what: "Ihre Hauptbücher, Regeln und Punkte sind dann weg, und andere können die Plätze nehmen. In der Ergebnisdatei bleiben ihre Läufe, als die freigegebener Plätze.",
            confirm: "Freigeben",
        },
    },
    of_station: |name, title| format!("{name}: {title}"),
    pin: "PIN",
    move_hint: "Auf dem anderen Gerät: das scannen, oder „Ich habe eine Station“ wählen und Nummer und PIN eintippen.",
    move_by_pin: "Auf dem anderen Gerät „Ich habe eine Station“ wählen und Nummer und PIN eintippen. Ein QR-Code fehlt hier: Es ist keine Adresse bekannt, unter der andere Geräte diesen Raum erreichen.",
    close: "Schließen",
};

/// How many results outside the band are nothing special.
fn outside((low, high): (usize, usize)) -> String {
    let word = |count: usize| ["keines", "eines", "zwei", "drei", "vier"].get(count).copied().unwrap_or("einige");
    if low == high { format!("etwa {}", word(low)) } else { format!("{} oder {}", word(low), word(high)) }
}
