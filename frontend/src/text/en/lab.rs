//! English: the words of the page on one screen.

use crate::text::lab::LabText;

pub(super) const TEXT: LabText = LabText {
    welcome: "This lab sends payments through a network that loses messages, and shows what the bank really paid.",
    first_step: "Press \u{201c}Run\u{201d}; then take one chapter after the other.",
    first_step_by_hand: "Press \u{201c}Pay directly\u{201d}, then the buttons beside it.",
    then: |name| format!("then: {name}"),
    sent: "sent",
    lost: "lost",
    lost_of: |count| format!("of {count} lost"),
    arrived: "arrived",
    answered: "answered",
    given_up: |count| format!("given up by the client: {count}"),
    pipeline: "The attempts on their way",
    earlier_run: "ledger of an earlier run",
    trial: "ledger of a trial",
    stopped: "stopped",
    stopped_title: "Stopped before its end",
    stopped_what: "Not every payment has had its turn, so this total says nothing about the chapter. Run it again to see what comes of it.",
    panels_label: "More about the run",
    payment: "Payment",
    log: "Log",
    losses: "Losses",
    settings: "Settings",
    more: "More",
    result: "Result",
    end_other_run: "End that run",
    attempts: "Attempts",
    legend: "What the cells mean",
    messages: "Messages",
    controls: "The run",
};
