//! German: the runs there are and how they go.

use experiment::{ByHand, Crash, Exhibit, Pace, RetryOrder, Scenario};

use super::step_error::why;
use crate::text::ChapterText;
use crate::text::runs::{ExhibitText, QuestionText, RunsText};

pub(super) const TEXT: RunsText = RunsText {
    by_hand: ChapterText {
        name: "Von Hand",
        sentence: "Keine Antwort ist kein Nein",
        what: "Eine Zahlung mit einem Schlüssel, Versuch für Versuch. Sie wählen, was das Netz mit jedem macht.",
    },
    break_it: "Wieder kaputt",
    exhibits_label: "Versuchsstücke",
    exhibit,
    shows: |scenario| format!("Zu sehen ist noch der Lauf von {}.", self::scenario(scenario)),
    recorded: |time| format!("Aufgezeichnet um {time} Uhr, nicht jetzt aus dem Kontobuch der Bank gelesen."),

    cure_label: "Das Mittel dagegen",
    run_cure: "Mit Mittel starten",
    run_broken: "Kaputt starten",

    ways_label: "Wie der nächste Versuch geht",
    way: |by_hand| match by_hand {
        ByHand::Direct => "Direkt bezahlen",
        ByHand::Through => "Durch das Netz bezahlen",
        ByHand::LoseRequest => "Anfrage verlieren",
        ByHand::LoseReply => "Antwort verlieren",
    },
    way_hint: |by_hand| match by_hand {
        ByHand::Direct => "an Toxiproxy vorbei, gleich zur Bank",
        ByHand::Through => "durch Toxiproxy, das nichts verliert",
        ByHand::LoseRequest => "Toxiproxy bricht jede Anfrage ab",
        ByHand::LoseReply => "Toxiproxy bricht jede Antwort ab",
    },
    past: "an Toxiproxy vorbei",
    back: "Zurück",
    forward: "Vor",
    of_story: |shown, attempts| format!("Versuch {shown} von {attempts}"),
    end_story: "Beenden",

    crash: "Bank abstürzen lassen",
    crash_state: |crash| match crash {
        Crash::None => None,
        Crash::Ordered(_) | Crash::Down(_) => Some("Die Bank ist abgestürzt. Sie wird neu gestartet.".into()),
        Crash::Back(after) => Some(format!("Die Bank ist abgestürzt und antwortete nach {after} ms wieder.")),
        Crash::Refused(error) => Some(format!("Die Bank ist nicht abgestürzt: {}.", why(error))),
    },
    crash_now: "Jeder erste Versuch ist zu Ende. Jetzt die Bank abstürzen lassen: ihr Speicher geht verloren.",
    ask_crash: QuestionText {
        title: "Die Bank abstürzen lassen?",
        what: "Ihr Prozess bricht mitten in der Arbeit ab, wie bei einem Stromausfall. Was auf der Platte steht, bleibt; was im Speicher steht, \
               ist weg. Sie startet von selbst neu.",
        confirm: "Abstürzen lassen",
    },
    ask_reset: QuestionText {
        title: "Das Kontobuch löschen?",
        what: "Jeder Eintrag wird gelöscht, und die Toxics werden entfernt. Ein laufender Lauf wird gestoppt, beendete werden verworfen.",
        confirm: "Löschen",
    },
    cancel: "Abbrechen",

    more: "Weitere Einstellungen",
    retry_order: "Wiederholt wird",
    retry_orders: |order| match order {
        RetryOrder::AtOnce => "sofort",
        RetryOrder::Later => "später, hinter allen anderen",
    },
    attempt_timeout: "Wartet höchstens",
    pause_ms: "Pause zwischen Prüfen und Schreiben",
    pace: "Tempo",
    paces: |pace| match pace {
        Pace::Real => "echtes Tempo",
        Pace::Watchable => "langsam, zum Zusehen",
    },
    awaits_crash: "Wartet nach den ersten Versuchen auf einen Absturz",
    slowed_down: "verlangsamt, zum Zusehen",
    milliseconds: "ms",
};

fn exhibit(exhibit: Exhibit) -> ExhibitText {
    let (name, sentence, what, cure, cured) = match exhibit {
        Exhibit::NewKeyPerAttempt => (
            "Neuer Schlüssel je Versuch",
            "Ein neuer Schlüssel macht daraus eine neue Zahlung",
            "Der Client wiederholt, jedes Mal mit frischem Schlüssel. Für die Bank, die Schlüssel prüft, ist jeder Versuch eine andere Zahlung.",
            "Der Schlüssel gehört zur Zahlung, nicht zur Anfrage",
            "Der Client behält je Zahlung einen Schlüssel und sendet ihn mit jedem Versuch. Die Bank erkennt eine Wiederholung.",
        ),
        Exhibit::OneKey => (
            "Ein Schlüssel für alle",
            "Ein Schlüssel ist eine Zahlung",
            "Alle Zahlungen tragen denselben Schlüssel. Die erste, die ankommt, wird bezahlt, und die Bank hält die anderen für ihre Wiederholungen.",
            "Ein Schlüssel je Zahlung",
            "Jede Zahlung trägt einen eigenen Schlüssel, in jedem Versuch denselben. Die Bank bezahlt jede genau einmal.",
        ),
        Exhibit::KeyFromPayload => (
            "Schlüssel aus dem Inhalt",
            "Gleich ist nicht dasselbe",
            "Der Schlüssel ist eine Prüfsumme aus wer, wem und wie viel. Tausend gleiche Zahlungen sehen aus wie eine.",
            "Ein zufälliger Schlüssel, beim Auftrag aufbewahrt",
            "Jede Zahlung bekommt einen zufälligen Schlüssel, der beim Auftrag bleibt. Tausend gleiche Zahlungen bleiben tausend.",
        ),
        Exhibit::MemoryAndCrash => (
            "Speicher und Absturz",
            "Was bezahlt und nicht bekannt ist, wird noch einmal bezahlt",
            "Die Bank merkt sich Schlüssel nur im Speicher. Ist jeder erste Versuch zu Ende, wird nichts gesendet, bis die Bank abgestürzt ist.",
            "Der Schlüssel wohnt, wo das Geld wohnt",
            "Die Bank schreibt jeden Schlüssel neben seine Zahlung auf die Platte, in einem Schritt. Ein Absturz nimmt ihr nichts, woran sie Wiederholungen erkennt.",
        ),
        Exhibit::CheckThenInsert => (
            "Prüfen, dann schreiben",
            "Zwischen Prüfen und Schreiben ist Platz für einen anderen",
            "Die Bank sucht den Schlüssel und schreibt 45 ms später. Der Client wartet 30 ms und versucht es wieder, und verloren ging nichts. (Auf langsamer Leitung warten beide länger.)",
            "Die Datenbank entscheidet, in einem Schritt",
            "Die Bank beansprucht den Schlüssel und zahlt in einem Schritt ihrer Datenbank. Der Client gibt weiter nach 30 ms auf, aber seine Wiederholungen finden den Schlüssel vergeben.",
        ),
        Exhibit::AnotherAmount => (
            "Anderer Betrag",
            "Ein Schlüssel, der für etwas anderes wiederkommt, wird abgelehnt",
            "Zeile 1 wird mit einem Schlüssel bezahlt, dann kommen 2 EUR mit demselben. Die Bank antwortet 422 und zahlt dafür nichts.",
            "Der Schlüssel steht für eine Zahlung",
            "Zeile 1 und die 2 EUR tragen je einen eigenen Schlüssel. Die Bank nimmt sie als das, was sie sind: zwei Zahlungen.",
        ),
    };
    ExhibitText { chapter: ChapterText { name, sentence, what }, cure, cured }
}

fn scenario(scenario: Scenario) -> String {
    match scenario {
        Scenario::ByHand => "Kapitel 0".into(),
        Scenario::Chapter(number) => format!("Kapitel {number}"),
        Scenario::Exhibit(exhibit) => format!("\u{201e}{}\u{201c}", self::exhibit(exhibit).chapter.name),
    }
}
