//! German: the words of the page on one screen.

use crate::text::lab::LabText;

pub(super) const TEXT: LabText = LabText {
    sent: "gesendet",
    lost: "verloren",
    lost_of: |count| format!("von {count} verloren"),
    arrived: "angekommen",
    answered: "beantwortet",
    given_up: |count| format!("vom Client aufgegeben: {count}"),
    pipeline: "Die Versuche auf ihrem Weg",
    earlier_run: "Kontobuch eines früheren Laufs",
    trial: "Kontobuch einer Probe",
    stopped: "gestoppt",
    stopped_title: "Vor dem Ende gestoppt",
    stopped_what: "Nicht jede Zahlung kam an die Reihe, darum sagt diese Summe nichts über das Kapitel. Ein neuer Lauf zeigt, was dabei herauskommt.",
    panels_label: "Mehr zum Lauf",
    payment: "Zahlung",
    log: "Protokoll",
    losses: "Verluste",
    settings: "Einstellungen",
    more: "Mehr",
    result: "Ergebnis",
    end_other_run: "Jenen Lauf beenden",
    attempts: "Versuche",
    legend: "Was die Zellen bedeuten",
    messages: "Meldungen",
    controls: "Der Lauf",
};
