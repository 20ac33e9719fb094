//! German.

mod counterexamples;
mod exercise;
mod host;
mod lab;
mod look;
mod pages;
mod room;
mod rule_error;
mod runs;
mod step_error;

use experiment::{ClientPolicy, Failure, NoAnswer, Outcome, Step, StepError, Verdict};
use protocol::{Decision, KeyPolicy, Losses, ProxyState};

use super::{ChapterText, Text};
use crate::model::{AtBank, Notice};
use crate::text::rounded;
use step_error::{in_its_words, says, why};

pub(super) static TEXT: Text = Text {
    look: look::TEXT,
    title: "Exactly-Once Lab",
    chapters_label: "Kapitel",
    chapters: [
        ChapterText {
            name: "Stabil",
            sentence: "Der Code ist nicht das Problem",
            what: "Nichts geht verloren. Jede Zahlung wird einmal gesendet, und jede kommt an.",
        },
        ChapterText {
            name: "Einmal senden",
            sentence: "Höchstens einmal, und der Absender weiß nicht, welche",
            what: "300 von 1000 Anfragen und 300 von 1000 Antworten gehen verloren. Jede Zahlung wird einmal gesendet, was auch geschieht.",
        },
        ChapterText {
            name: "Wiederholen",
            sentence: "Mindestens einmal; die Doppelten kommen von verlorenen Antworten",
            what: "Der Client sendet eine Zahlung, bis die Bank sie bestätigt. Die Bank sieht nicht, dass es dieselbe ist.",
        },
        ChapterText {
            name: "Schlüssel notiert",
            sentence: "Ein Schlüssel, den niemand prüft, ist Dekoration",
            what: "Jede Zahlung trägt einen Schlüssel, in jedem Versuch denselben. Die Bank notiert ihn und tut nichts damit.",
        },
        ChapterText {
            name: "Schlüssel geprüft",
            sentence: "Etwa zweimal zugestellt, genau einmal bezahlt",
            what: "Die Bank prüft den Schlüssel im selben Schritt wie die Zahlung. Eine Wiederholung bekommt dieselbe Quittung.",
        },
    ],
    client: "Client",
    network: "Toxiproxy",
    bank: "Bank",
    sends: |count, total| format!("{}, {total} EUR", payments(count)),
    client_policy: "Der Client",
    client_policies: |policy| match policy {
        ClientPolicy::Once => "sendet einmal",
        ClientPolicy::Retry => "wiederholt, ohne Schlüssel",
        ClientPolicy::RetryWithKey => "wiederholt, ein Schlüssel je Zahlung",
        ClientPolicy::RetryWithNewKeys => "wiederholt, neuer Schlüssel je Versuch",
        ClientPolicy::OneKey => "wiederholt, ein Schlüssel für alle",
        ClientPolicy::KeyFromPayload => "wiederholt, Schlüssel aus dem Inhalt",
    },
    key_policy: "Die Bank",
    key_policies: |policy| match policy {
        KeyPolicy::Ignore => "beachtet Schlüssel nicht",
        KeyPolicy::Log => "notiert Schlüssel",
        KeyPolicy::Unique => "prüft Schlüssel (unique)",
        KeyPolicy::Memory => "merkt Schlüssel im Speicher",
        KeyPolicy::CheckThenInsert => "prüft, dann schreibt sie",
        KeyPolicy::Script => "fragt die Regel, die Sie schrieben (script)",
    },
    senders: "Sender",
    requests_lost: "Verlorene Anfragen",
    replies_lost: "Verlorene Antworten",
    of_a_thousand: |loss| format!("{:.0} von 1000", loss * 1000.0),
    no_network: "kein Netz",
    looking: "wird gesucht ...",

    client_believes: "Der Client glaubt",
    waiting: "wartet",
    in_flight: "unterwegs",
    acknowledged: "bestätigt",
    refused: "abgelehnt",
    unknown: "Ausgang unbekannt",
    expected: "Erwartet",
    transferred: "Die Bank überwies",
    currency: "EUR",
    difference: "Unterschied",
    verdict: |verdict| match verdict {
        Verdict::Missing => "zu wenig",
        Verdict::Exact => "genau",
        Verdict::TooMuch => "zu viel",
    },

    run: "Start",
    run_hint: "Beginnt mit leerem Kontobuch: was jetzt darin steht, wird gelöscht.",
    pause: "Pause",
    resume: "Weiter",
    stop: "Stopp",
    reset: "Zurücksetzen",
    reset_hint: "Löscht das Kontobuch und entfernt die Toxics.",
    settled: "erledigt",
    of: |count| format!("von {count}"),
    attempts: "Versuche",
    attempts_made: |count| if count == 1 { "Versuch" } else { "Versuche" },
    rate: |rate| format!("{rate} je Sekunde"),
    preparing: "wird vorbereitet ...",
    progress: "Fortschritt",
    spoken_progress: |percent| format!("{percent} Prozent der Zahlungen sind erledigt"),

    grid_title: payments,
    grid_help: "Ein Feld je Zahlung, in jedem Kapitel dasselbe. Klicken oder Pfeiltasten.",
    fates: [
        "noch nicht gesendet",
        "unterwegs",
        "einmal bezahlt, bekannt",
        "einmal bezahlt, Client weiß es nicht",
        "nie bezahlt",
        "mehrmals bezahlt",
        "Wiederholung am Schlüssel erkannt",
        "einmal bezahlt, von anderer Seite",
    ],

    payment: |number| format!("Zahlung {number}"),
    key: "Idempotenzschlüssel",
    no_key: "keiner: dieser Client sendet keinen",
    paid_times: |times| match times {
        0 => "nicht im Kontobuch".into(),
        1 => "einmal bezahlt".into(),
        times => format!("{times}-mal bezahlt"),
    },
    no_attempt: "Noch kein Versuch.",
    attempt: "Versuch",
    client_knows: "Was der Client weiß",
    bank_did: "Was die Bank tat",
    outcome: |outcome| match outcome {
        Outcome::RuleFailed(detail) => format!("503: die Regel versagte, {}", in_its_words(detail)),
        Outcome::Answered { status: 200, .. } => "200: bestätigt".into(),
        Outcome::Answered { status: 208, .. } => "208: schon gemeldet".into(),
        Outcome::Answered { status, problem: Some(problem), .. } => format!("{status}: {}", says(problem)),
        Outcome::Answered { status, .. } => format!("Antwort {status}"),
        Outcome::NoAnswer(NoAnswer::NetworkError) => "keine Antwort: Ausgang unbekannt".into(),
        Outcome::NoAnswer(NoAnswer::TimedOut) => "nicht länger gewartet: Ausgang unbekannt".into(),
        Outcome::NoAnswer(NoAnswer::Stopped) => "gestoppt: Ausgang unbekannt".into(),
    },
    out: "unterwegs",
    sent_elsewhere: "von anderer Seite gesendet",
    at_bank: |bank| match bank {
        AtBank::Paid { again: false } => "bezahlt",
        AtBank::Paid { again: true } => "noch einmal bezahlt",
        AtBank::Recognised => "kannte den Schlüssel, zahlte nichts",
        AtBank::Refused => "lehnte ab, zahlte nichts",
        AtBank::Nothing => "zahlte nichts",
        AtBank::NotYetKnown => "...",
        AtBank::Covered => "verdeckt",
    },
    without_key: "ohne Schlüssel",

    log_title: "Das Protokoll der Bank",
    log_empty: "Noch ist nichts angekommen.",
    decision: |decision| match decision {
        Decision::Executed => "bezahlt",
        Decision::Replayed => "bekannt",
        Decision::Mismatch => "falscher Schlüssel",
        Decision::RuleRefused => "von der Regel abgelehnt",
        Decision::Refused => "abgelehnt",
    },
    not_numbered: "anderer Verkehr",

    proof: "Beleg",
    toxics: "Toxics, zurückgelesen",
    toxics_read: toxics,
    measured_request_loss: "Gemessen p",
    measured_reply_loss: "Gemessen q",
    not_measured: "nicht gemessen",
    hidden_repeats: "Versteckte Wiederholungen",
    preflights: "CORS-Preflights",
    other_traffic: "Anderer Verkehr",
    repair: "Proxy reparieren",
    notice,
    pages: pages::PAGES,
    lab: lab::TEXT,
    host: host::TEXT,
    room: room::TEXT,
    runs: runs::TEXT,
};

fn payments(count: usize) -> String {
    if count == 1 { "1 Zahlung".into() } else { format!("{count} Zahlungen") }
}

fn toxics(losses: Losses) -> String {
    if losses.same_as(Losses::NONE) {
        return "keine".into();
    }
    format!("reset_peer: upstream {}, downstream {}", rounded(losses.request), rounded(losses.reply))
}

fn notice(notice: &Notice) -> String {
    match notice {
        Notice::BankDown => room::TEXT.bank_down.into(),
        Notice::Onlooker => room::TEXT.onlooker.into(),
        Notice::HostLooks => room::TEXT.host_looks.into(),
        Notice::HeldByHost => room::TEXT.held_by_host.into(),
        Notice::TurnsSoon => room::TEXT.turns_soon.into(),
        Notice::ResetByHost { stopped } => (room::TEXT.reset_by_host)(*stopped).into(),
        Notice::BankIsSilent => "Die Bank antwortet nicht. Die Seite fragt von selbst wieder.".into(),
        Notice::Payments(error) => format!("payments.csv ist nicht brauchbar: Zeile {} ist nicht wie erwartet.", error.line),
        Notice::Failed(failure) => failed(failure),
        Notice::WaitsForNetwork => {
            "Der Lauf wartet auf das Netz: Toxiproxy antwortet nicht, oder der Proxy fehlt dort. Er geht von selbst weiter, sobald beides da ist; nach 10 Sekunden endet er.".into()
        }
        Notice::NoNetwork { mid_run: false } => {
            "Kein Netz: Toxiproxy antwortet nicht. toxiproxy-server starten (oder das ganze Lab); die Seite sieht alle 2 Sekunden nach.".into()
        }
        Notice::NoNetwork { mid_run: true } => {
            "Das Netz ist weg: Toxiproxy antwortet nicht. Die Versuche gehen weiter, ihr Ausgang ist unbekannt.".into()
        }
        Notice::Proxy(ProxyState::Missing) => "Der Proxy „payment“ fehlt in Toxiproxy.".into(),
        Notice::Proxy(ProxyState::Disabled) => "Der Proxy „payment“ ist in Toxiproxy abgeschaltet.".into(),
        Notice::Proxy(_) => "Der Proxy „payment“ horcht oder führt anderswohin.".into(),
        Notice::OtherToxics(names) => {
            format!("Das Netz ist nicht stabil: Fremde Toxics sind gesetzt: {}. Sie verändern die Zahlen.", names.join(", "))
        }
        Notice::Drifted(found) => format!(
            "Das Netz ist nicht mehr so, wie der Lauf es gesetzt hat. Toxics jetzt: {}. Wurde Toxiproxy neu gestartet, oder steuert jemand anders?",
            toxics(*found)
        ),
        Notice::NotRepaired(error) => format!("Der Proxy ließ sich nicht reparieren: {}.", why(error)),
        Notice::Watching => "Eine andere Seite läuft. Diese sieht zu.".into(),
        Notice::PreflightsLost(count) => format!(
            "Die gemessenen Verluste sind nicht die eingestellten: der Browser machte während des Laufs {count} CORS-Prüfungen, \
             und auch sie gingen verloren. Ist „Disable cache“ in den Entwicklerwerkzeugen an? Ist es Firefox mit sehr hohem Antwortverlust?"
        ),
        Notice::Forgotten { covered: true } => room::TEXT.forgotten_covered.into(),
        Notice::Forgotten { covered: false } => {
            "Diese Seite wurde neu geladen, nachdem sie einen Lauf begonnen hatte: was ihr Client wusste, ist verloren, und nichts wird mehr \
             gesendet. Was die Bank von diesem Lauf hat, steht hier."
                .into()
        }
        Notice::WasHidden { impatient: false } => {
            "Dieser Tab war während des Laufs verborgen. Browser bremsen solche Tabs; die Zahlen bleiben dieselben.".into()
        }
        Notice::WasHidden { impatient: true } => {
            "Dieser Tab war während des Laufs verborgen. Browser wecken die Zeitgeber solcher Tabs höchstens einmal je Sekunde, darum gibt \
             dieser Client verborgen keinen Versuch vor Ablauf einer Sekunde auf: er wartete länger als verlangt, und weniger wurde doppelt bezahlt."
                .into()
        }
        Notice::Slowed(by) => format!("Der Browser hat diesen Lauf gebremst: ein Zeitgeber kam {by} ms zu spät. Die Zahlen bleiben dieselben."),
    }
}

fn failed(failure: &Failure) -> String {
    match failure {
        Failure::Step(Step::TakeLease, StepError::Held(age)) => {
            format!("Eine andere Seite läuft (zuletzt vor {age:.0} s). Nichts wurde verändert.")
        }
        Failure::Step(step, error) => format!("Der Lauf endete beim Schritt „{}“: {}.", doing(*step), why(error)),
        Failure::RuleFailed(detail) => format!("Der Lauf endete: die Regel versagte, {}.", in_its_words(detail)),
        Failure::TooSlow => {
            "Der Lauf wurde angehalten: diese Verbindung ist zu langsam, um Ungeduld zu beurteilen.".into()
        }
        Failure::LeaseLost => "Der Lauf endete: eine andere Seite hat übernommen.".into(),
        Failure::KeyPolicyDiffers(found) => {
            format!("Der Lauf endete: die Bank arbeitet nach „{}“ und nicht wie verlangt.", found.policy)
        }
        Failure::LossesDiffer(found) => {
            format!("Der Lauf endete: Toxiproxy hat andere Toxics als verlangt ({}).", toxics(*found))
        }
        Failure::Proxy(_) => "Der Lauf endete: der Proxy „payment“ führt nicht zur Bank.".into(),
        Failure::NoNetwork => "Der Lauf endete: Toxiproxy antwortet nicht.".into(),
    }
}

fn doing(step: Step) -> &'static str {
    match step {
        Step::TakeLease => "bei der Bank anmelden",
        Step::ClearLedger => "Kontobuch löschen",
        Step::SetKeyPolicy | Step::SetPause => "Schlüsselregel setzen",
        Step::ClearToxics => "Toxics entfernen",
        Step::Warm | Step::WarmAgain => "durch Toxiproxy anwärmen",
        Step::SetToxics => "Toxics setzen",
        Step::ReadBack => "Einstellungen zurücklesen",
    }
}
