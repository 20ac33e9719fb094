//! English: the words of the page on one screen.

use crate::text::lab::LabText;

pub(super) const TEXT: LabText = LabText {
    sent: "sent",
    lost: "lost",
    arrived: "arrived",
    answered: "answered",
    given_up: |count| format!("given up by the client: {count}"),
    pipeline: "The attempts on their way",
    earlier_run: "ledger of an earlier run",
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
};
