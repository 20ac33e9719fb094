//! The proof strip: what was asked for is what stood, and what was lost is what was to be lost.

use experiment::theory;
use protocol::RunCounts;

use super::lab;
use crate::dom::{El, el};
use crate::number::fixed;
use crate::text::text;
use crate::view::seen::Seen;

/// Toxics as read back, losses as measured, and what would spoil them.
pub(super) fn proof() -> El {
    let (text, lab) = (text(), lab());
    let toxics = lab.seen(|seen| seen.toxics);
    let toxics = move || toxics.get().map_or_else(|| "\u{2013}".to_owned(), text.toxics_read);
    let other = lab.seen(|seen| seen.bank.as_ref().map_or(0, |bank| bank.other_traffic));
    let list = el("dl").children([
        pair(text.toxics, el("dd").says(toxics)),
        measured("measured-request-loss", text.measured_request_loss, |seen| {
            Some(fixed(losses(seen)?.request_loss?, 4))
        }),
        measured("measured-reply-loss", text.measured_reply_loss, |seen| Some(fixed(losses(seen)?.reply_loss?, 4))),
        measured("hidden-repeats", text.hidden_repeats, |seen| Some(complete(seen)?.hidden_repeats.to_string())),
        measured("preflights", text.preflights, |seen| Some(complete(seen)?.preflights.to_string())),
        pair(text.other_traffic, el("dd").id("other-traffic").says(move || other.get().to_string()))
            .class_if("none", move || other.get() == 0),
    ]);
    el("section").class("proof").attr("aria-label", text.proof).child(list)
}

fn pair(label: &str, said: El) -> El {
    el("div").child(el("dt").text(label)).child(said)
}

/// What was lost, once that can be said.
fn losses(seen: &Seen) -> Option<&theory::Measured> {
    seen.bank.as_ref()?.measured.as_ref()
}

/// What the bank counted, if it saw the whole run.
fn complete(seen: &Seen) -> Option<&RunCounts> {
    seen.bank.as_ref()?.counts.as_ref().filter(|counts| counts.complete)
}

/// Something that was measured, or that it was not.
fn measured(id: &str, label: &str, value: fn(&Seen) -> Option<String>) -> El {
    let (text, value) = (text(), lab().seen(value));
    let said = el("dd")
        .id(id)
        .shows("data-value", move || value.get().unwrap_or_default())
        .says(move || value.get().unwrap_or_else(|| text.not_measured.to_owned()));
    pair(label, said)
}
