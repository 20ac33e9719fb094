//! German, for a participant in a room.

use experiment::Scenario;
use protocol::room::Counted;

use super::step_error::in_its_words;
use crate::api::room::Refusal;
use crate::state::SeatGone;
use crate::text::room::RoomText;

pub(super) const TEXT: RoomText = RoomText {
    name: |name| &name.de,

    join_title: "In den Raum",
    seats: |taken, all| format!("{taken} von {all} Plätzen vergeben"),
    code: "Code",
    code_hint: "Sechs Ziffern; die Leitung zeigt sie.",
    join: "Beitreten",
    join_again: "Neu beitreten",
    idempotent: "Auch der Beitritt ist eine idempotente Anfrage: Der Browser hat zuerst einen Schlüssel gemacht, und derselbe \
                 Schlüssel ist derselbe Platz, sooft er auch fragt.",
    asking: "Ein Platz wird erfragt ...",
    code_waits: "Codes werden einer nach dem anderen geprüft, und gerade sind es viele: Vielleicht rät jemand. Das kann eine \
                 Minute dauern. Schneller geht der QR-Code auf der Leinwand: Er wartet nicht.",
    pin_waits: "PINs werden eine nach der anderen geprüft, und gerade sind es viele: Vielleicht rät jemand. Das kann eine \
                Minute dauern. Die Leitung kann einen QR-Code dieser Station zeigen: Er wartet nicht.",
    is_locked: "Die Leitung hat den Raum geschlossen: Neu kommt niemand herein. Wer eine Station hat, kommt zurück, und zusehen kann jeder.",
    no_answer: "Keine Antwort. Die Seite fragt mit demselben Schlüssel wieder: Kam die erste Anfrage an, ist es derselbe Platz.",
    no_storage: "Dieser Browser behält nichts, also auch keinen Platz. Vielleicht ist das Fenster ein privates.",
    refused: |refusal| {
        match refusal {
        Refusal::Wrong => "Das ist nicht der Code dieses Raums. Noch einmal hinsehen: Vielleicht gilt ein neuer.".into(),
        Refusal::Full => "Alle Plätze sind vergeben. Zusehen geht, oder bei der Leitung nach einem Platz fragen.".into(),
        Refusal::Locked => "Der Raum ist geschlossen: Niemand Neues kommt herein. Zusehen geht, oder bei der Leitung fragen.".into(),
        Refusal::Freed => "Die Leitung hat den Platz freigegeben: Seine Bank und sein Kontobuch sind fort. Wer neu beitritt, bekommt einen anderen.".into(),
        Refusal::TakenOver => "Der Platz ist auf ein anderes Gerät umgezogen. Neu beitreten, oder ihn mit Nummer und PIN zurückholen.".into(),
        Refusal::Unknown => "Dieser Raum kennt den Platz nicht. Den Code eingeben, den die Leitung zeigt.".into(),
        Refusal::TooMany => "Gerade versuchen es zu viele. Nichts wurde geprüft: in ein paar Sekunden noch einmal.".into(),
        Refusal::NoRoom => "Hier ist kein Raum.".into(),
        Refusal::Other(status, detail) if detail.is_empty() => format!("Der Raum antwortete {status}."),
        Refusal::Other(_, detail) => format!("Der Raum hat das abgelehnt, {}.", in_its_words(detail)),
    }
    },
    secret_refused: "Dieser QR-Code gilt nicht mehr. Den auf der Leinwand scannen oder den Code eingeben.",

    have_station: "Ich habe eine Station",
    station_number: "Nummer der Station",
    pin: "PIN",
    take_over: "Übernehmen",
    pin_refused: "Nummer und PIN gehören nicht zusammen. Die PIN steht auf der Seite der Station, und die Leitung kann sie zeigen.",
    back_to_code: "Ich habe einen Code",

    watch: "Nur zusehen",
    watcher: "Hier wird nur zugesehen: Zu sehen ist, was aufgedeckt wurde; eine eigene Station gehört nicht dazu.",
    covered: "Verdeckt, bis die Leitung aufdeckt.",
    nothing_yet: "Noch keine Ergebnisse.",
    predictions: |count, least, most| match count {
        1 => format!("1 Vorhersage: {least} EUR"),
        count => format!("{count} Vorhersagen, von {least} bis {most} EUR"),
    },
    results: |count, total| match count {
        1 => format!("1 Station: {total} EUR überwiesen"),
        count => format!("{count} Stationen: {total} EUR überwiesen"),
    },
    scenario: |scenario| match scenario {
        Scenario::Exhibit(_) => "Kapitel 6".into(),
        scenario => format!("Kapitel {}", scenario.chapter()),
    },

    station: "Die Station",
    host_sees: "die Leitung sieht diese Station",
    host_looked: |time| format!("um {time} von der Leitung geöffnet"),
    menu: "Meine Station",
    your_pin: "PIN",
    pin_use: "Mit ihrer Nummer und dieser PIN übernimmt ein anderes Gerät diese Station.",
    leave: "Verlassen",
    ask_leave: "Den Raum verlassen?",
    leave_what: "Dieser Browser vergisst seinen Platz. Mit Nummer und PIN geht es zurück, solange die Leitung ihn nicht freigegeben hat.",
    hub_lost: "Der Raum antwortet nicht. Die Seite sieht alle 2 Sekunden wieder nach; ein Lauf geht derweil weiter.",
    seat_gone: |why, stopped| {
        let (why, then) = match why {
            SeatGone::Unknown => (
                "Der Raum kennt diesen Platz nicht: Er wurde neu gestartet.",
                " Den Code eingeben, den die Leitung zeigt.",
            ),
            SeatGone::Freed => ("Die Leitung hat diesen Platz freigegeben.", ""),
            SeatGone::TakenOver => ("Ein anderes Gerät hat diesen Platz übernommen.", ""),
        };
        let stays = if stopped {
            "Der Lauf wurde hier angehalten; was zu sehen ist, bleibt."
        } else {
            "Was zu sehen ist, bleibt."
        };
        format!("{why} {stays}{then}")
    },
    type_code: "Code eingeben",
    counted: |counted| match counted {
        Counted::Counted => "Dieser Lauf zählt: Er ist ein Punkt auf der Leinwand.",
        Counted::OtherSettings => {
            "Dieser Lauf ist kein Punkt auf der Leinwand: Seine Einstellungen sind nicht die des Kapitels."
        }
        Counted::Stopped => "Dieser Lauf ist kein Punkt auf der Leinwand: Er wurde angehalten.",
        Counted::OtherTraffic => {
            "Dieser Lauf ist kein Punkt auf der Leinwand: Jemand anderes hat in das Kontobuch gezahlt."
        }
        Counted::Disturbed => {
            "Dieser Lauf ist kein Punkt auf der Leinwand: Kontobuch, Bank oder Netz wurden unter ihm verändert."
        }
        Counted::AfterReveal => "Dieser Lauf ist kein Punkt auf der Leinwand: Er begann, als schon aufgedeckt war.",
        Counted::ReadTooLate => {
            "Dieser Lauf ist kein Punkt auf der Leinwand: Ein anderer hatte begonnen, bevor sein Kontobuch gelesen war."
        }
        Counted::Incomplete => "Dieser Lauf ist kein Punkt auf der Leinwand: In seinem Kontobuch fehlen Zahlungen.",
    },

    steps: ["Vorhersagen", "Laufen", "Aufdecken", "Warum"],
    step_label: "Schritte",
    step_hints: [
        "Wie viele Euro wird die Bank am Ende überwiesen haben? Den Griff dorthin schieben. Dann starten.",
        "Der Browser zahlt, die Bank ist verdeckt: Zu sehen ist, was der Client weiß.",
        "Mehr weiß der Client nicht. Nun zur Bank.",
        "Zum Vergleich: der Client, das Erwartete, die Bank.",
    ],
    host_reveals: "Die Leitung deckt für alle auf. Bis dahin geht auch noch ein Lauf.",
    run_again: "Der Lauf wurde angehalten: Das ist kein Ergebnis. Noch einmal starten.",
    go_on: "Jetzt alles",

    bank_down: "Die Bank dieser Station ist abgestürzt und startet von selbst wieder. Ein Lauf geht weiter: Keine Antwort ist kein Nein.",
    onlooker: "Das ist eine fremde Station: ansehen ja, ändern nein.",
    host_looks: "Blick der Leitung auf eine fremde Station. Gesteuert wird sie nicht von hier: Zurücksetzen, Absturz und Freigeben stehen auf der Seite der Leitung.",
    forgotten_covered: "Diese Seite wurde neu geladen, nachdem sie einen Lauf begonnen hatte: Was ihr Client wusste, ist \
                        verloren, und nichts wird mehr gesendet. \
                        Was die Bank von diesem Lauf hat, ist zu sehen, sobald die Leitung aufdeckt. Ein neuer Lauf geht jederzeit.",
    to_the_room: "Zum Raum",
    room: "Raum",
    held_by_host: "Die Leitung hat alle Läufe angehalten.",
    turns_soon: "Die Leitung ist weiter. Die Seite blättert um, wenn dieser Lauf zu Ende ist.",
    reset_by_host: |stopped| {
        if stopped {
            "Die Leitung hat diese Station zurückgesetzt: Der Lauf wurde angehalten, das Kontobuch ist leer."
        } else {
            "Die Leitung hat diese Station zurückgesetzt: Das Kontobuch ist leer."
        }
    },
};
