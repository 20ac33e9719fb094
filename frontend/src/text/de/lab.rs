//! German: the words of the page on one screen.

use crate::text::lab::LabText;

pub(super) const TEXT: LabText = LabText {
    welcome: "Dieses Labor schickt Zahlungen durch ein Netz, das Nachrichten verliert, und zeigt, was die Bank wirklich bezahlt hat.",
    first_step: "Drücken Sie \u{201e}Start\u{201c}; danach kommt ein Kapitel nach dem anderen.",
    first_step_by_hand: "Drücken Sie \u{201e}Direkt bezahlen\u{201c}, dann die Knöpfe daneben.",
    then: |name| format!("danach: {name}"),
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
